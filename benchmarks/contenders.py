"""Who is measured: this project, shantay, and the floor; each as a command in an environment of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHANTAY = "shantay==0.6.0"  # needs Python 3.12; never a requirement of the project
FLOOR = ("polars==2.1.0", "isal==1.9.1")


@dataclass(frozen=True)
class Contender:
    """A command to measure; `clean` are paths to remove before each run, so that each run does the whole work."""

    name: str
    command: tuple[str, ...]
    clean: tuple[Path, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


def ours(folder: Path, dump: Path) -> Contender:
    store = folder / "store"
    command = (sys.executable, "-m", "etl", "ingest", "dsa", str(dump), "--store", str(store))
    return Contender("garde-fou", command, (store,))


def floor(folder: Path, dump: Path) -> Contender:
    python = installed(folder / "floor-venv", sys.executable, FLOOR)
    return Contender("floor", (str(python), str(Path(__file__).with_name("floor.py")), str(archive(dump))))


def shantay(folder: Path, dump: Path) -> Contender | None:
    """shantay's summary of the same archive, of all its columns; None without a Python that it runs on."""
    base = newer_python()
    if base is None:
        return None
    python = installed(folder / "shantay-venv", base, (SHANTAY,))
    home = folder / "shantay-home"
    names = home / ".shantay" / "platforms.json"
    if not names.exists():  # shantay asks a web site for new names unless its list is younger than a week
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run([python, "-c", "import shantay._platform"], env={**os.environ, "HOME": str(home)}, check=True)
    names.touch()
    day = archive(dump).name.split("global-")[1][:10]
    command = (str(python), "-m", "shantay", "--archive", str(dump), "--staging", str(folder / "staging"), "--offline",
               "--logfile", str(folder / "shantay.log"), "--first", day, "--last", day, "summarize"
    )  # fmt: skip # saves 14 lines
    made = tuple(dump / name for name in ("db.stats", "db.parquet", "db.json"))
    return Contender("shantay", command, (folder / "staging", *made), {"HOME": str(home)})


def archive(dump: Path) -> Path:
    return next(dump.rglob("sor-*.zip"))


def newer_python() -> str | None:
    """A Python of 3.12 or newer: the one named by BENCH_PYTHON, the one that runs this, or one found by name."""
    named = [os.environ.get("BENCH_PYTHON"), sys.executable, *(shutil.which(f"python3.{n}") for n in (12, 13, 14))]
    for python in filter(None, named):
        found = subprocess.run([python, "-c", "import sys; print(sys.version_info >= (3, 12))"], capture_output=True)
        if found.stdout.strip() == b"True":
            return python
    return None


def installed(folder: Path, base: str, packages: tuple[str, ...]) -> Path:
    """The Python of an environment that has the packages."""
    python = folder / "bin" / "python"
    done = folder / " ".join(packages)
    if not done.exists():
        subprocess.run([base, "-m", "venv", folder], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *packages], check=True)
        done.touch()
    return python
