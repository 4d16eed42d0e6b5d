"""Wrong rules, put in one at a time: does a test notice? `python tests/tools/mutants.py [--only TEXT] [--jobs N]`.

tests/mutants.yml lists them. Each is tried on a copy of the checkout (its tracked files as they stand) with the tests
that its area maps to. Printed: a table by area, and every survivor. Exit code 0 when at least 97 of 100 are killed and
every survivor is listed as harmless, 1 otherwise, 2 when the list itself is wrong.
"""

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import yaml

ROOT = Path(__file__).parents[2]
LIST = ROOT / "tests" / "mutants.yml"
LEAST_KILLED = 0.97
SECONDS = 900
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Mutant:
    """One wrong rule: in `file`, `was` becomes `becomes`. `harmless` says why no test can notice, '' when one must."""

    name: str
    file: str
    was: str
    becomes: str
    harmless: str = ""

    @property
    def is_sql(self) -> bool:
        return self.file.endswith(".sql")


def mutants(path: Path = LIST) -> list[Mutant]:
    """The list, in its order."""
    return [Mutant(**entry) for entry in yaml.load(path.read_text("utf-8"), LOADER)["mutants"]]


def areas(path: Path = LIST) -> dict[str, list[str]]:
    """Test files by the beginning of the files they watch over; the longest beginning counts."""
    return yaml.load(path.read_text("utf-8"), LOADER)["areas"]


def watchers(mutant: Mutant, known: dict[str, list[str]]) -> list[str]:
    """The test files of a mutant's area, nearest first."""
    fitting = [area for area in known if mutant.file.startswith(area)]
    return known[max(fitting, key=len)] if fitting else []


def faults(found: list[Mutant], known: dict[str, list[str]]) -> list[str]:
    """What is wrong with the list: a text that is not there exactly once, a file without tests, a name used twice."""
    said = []
    for mutant in found:
        path = ROOT / mutant.file
        times = path.read_text("utf-8").count(mutant.was) if path.exists() else 0
        if times != 1:
            said.append(f"{mutant.name}: its text stands {times} times in {mutant.file}, not once")
        missing = [test for test in watchers(mutant, known) if not (ROOT / "tests" / test).exists()]
        if missing or not watchers(mutant, known):
            said.append(f"{mutant.name}: no tests for {mutant.file} ({', '.join(missing) or 'no area'})")
    return said + [f"{name}: used twice" for name, times in Counter(one.name for one in found).items() if times > 1]


def copied(folder: Path) -> Path:
    """A copy of the checkout's own files, with nothing that was built or ingested."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)  # some tests ask git which files are ours
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    return folder


# What nearly every test loads, loaded once: each try begins as a copy of that process, and has our own code to read.
LIBRARIES = ["pytest", "duckdb", "pandas", "pyarrow.parquet", "scipy.stats", "spacy", "streamlit.testing.v1",
             "plotly.graph_objects", "hypothesis"]  # fmt: skip # saves 9 lines
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(LIBRARIES)


def is_noticed(folder: Path, tests: list[str]) -> bool:
    """Whether these tests fail in the copy. Raises RuntimeError when they ran no test at all, or did not end."""
    said = folder.with_suffix(".said")
    process = SERVER.Process(target=run_tests, args=(folder, [f"tests/{test}" for test in tests], said))
    process.start()
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        raise RuntimeError(f"the tests did not end in {SECONDS} s: {', '.join(tests)}")
    if process.exitcode not in (0, 1, 2):
        raise RuntimeError(f"pytest ended with {process.exitcode}:\n{said.read_text('utf-8', 'replace')[-4000:]}")
    return process.exitcode != 0


def run_tests(folder: Path, tests: list[str], said: Path) -> None:
    """Run by a process of its own: the tests, in that folder as their checkout; its exit code is theirs."""
    with said.open("w") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "GARDEFOU_MUTANT": "1"}
    os.environ.pop("PYTEST_XDIST_WORKER", None)
    sys.dont_write_bytecode = True
    ours = {ROOT, ROOT / "tests", ROOT / "tests" / "tools"}
    sys.path[:] = [str(folder), *(each for each in sys.path if Path(each or ".").resolve() not in ours)]
    os.chdir(folder)
    for name in [name for name in sys.modules if name.split(".")[0] in ("tools", "tests", "conftest")]:
        del sys.modules[name]
    import pytest

    sys.exit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]))


def tried(folder: Path, mutant: Mutant, tests: list[str]) -> bool:
    """Whether the mutant is noticed; the copy is as before afterwards."""
    path = folder / mutant.file
    text = path.read_text("utf-8")
    path.write_text(text.replace(mutant.was, mutant.becomes), "utf-8")
    try:
        return is_noticed(folder, tests)
    finally:
        path.write_text(text, "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="mutants whose name or file holds this text")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (%(default)s)")
    parser.add_argument("--unchecked", action="store_true", help="do not run the tests without a mutant first")
    args = parser.parse_args()
    known = areas()
    chosen = [one for one in mutants() if args.only in one.name or args.only in one.file]
    if wrong := faults(chosen, known):
        print("\n".join(wrong))
        return 2
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(args.jobs):
            (folder := Path(scratch) / str(number)).mkdir()
            copies.put(copied(folder))
        every = sorted({test for one in chosen for test in watchers(one, known)})
        if not args.unchecked:
            folder = copies.get()
            if is_noticed(folder, every):
                print("the tests fail without any mutant; nothing can be said")
                return 2
            copies.put(folder)
        results: dict[str, bool] = {}
        said = threading.Lock()

        def one(mutant: Mutant) -> None:
            folder, start = copies.get(), time.monotonic()
            try:
                results[mutant.name] = tried(folder, mutant, watchers(mutant, known))
            finally:
                copies.put(folder)
            with said:
                word = "killed" if results[mutant.name] else "SURVIVED"
                print(
                    f"{len(results):>4}/{len(chosen)} {word:<8} {time.monotonic() - start:5.1f} s  {mutant.name}",
                    flush=True,
                )

        with ThreadPoolExecutor(args.jobs) as pool:
            list(pool.map(one, chosen))
    return told(chosen, results)


def told(chosen: list[Mutant], results: dict[str, bool]) -> int:
    """Prints the table; the exit code."""
    rows: dict[str, list[int]] = {}
    for mutant in chosen:
        row = rows.setdefault("/".join(Path(mutant.file).parts[:2]), [0, 0])
        row[0] += results[mutant.name]
        row[1] += 1
    print("\n| area | killed | of |\n|---|---:|---:|")
    for area, (killed, count) in sorted(rows.items()):
        print(f"| {area} | {killed} | {count} |")
    alive = [one for one in chosen if not results[one.name]]
    share = 1 - len(alive) / len(chosen)
    print(f"| **all** | **{len(chosen) - len(alive)}** | **{len(chosen)}** |\n\n{share:.1%} killed")
    for mutant in alive:
        print(f"survived: {mutant.name} ({mutant.file}): {mutant.harmless or 'NOT LISTED AS HARMLESS'}")
    return 0 if share >= LEAST_KILLED and all(one.harmless for one in alive) else 1


if __name__ == "__main__":
    sys.exit(main())
