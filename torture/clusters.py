"""A Spark cluster whose executors, tasks and drivers are killed at random: the store must be that of one machine."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from etl.cluster import standalone
from etl.dsa.store import ledger
from torture import ROOT

GENERATOR = ROOT / "tests/tools/make_dsa_dump.py"
OF_THE_RUN = {"loaded_at", "seconds", "replaced_at"}


def everything(store: Path) -> dict:
    """Every file of the store but the lock, and the ledger without what tells one run from another.

    Files of an archive that was replaced are left out: the next run removes them, whenever there is one.
    """
    found = {str(path.relative_to(store)): path.read_bytes() for path in store.rglob("*") if path.is_file()}
    book = ledger(store / "dsa")
    counting = {name for record in book["archives"] for name in record["files"].values()}
    for name in {name for record in book["replaced"] for name in record["files"].values()} - counting:
        found.pop(f"dsa/{name}", None)
    for record in [*book["archives"], *book["replaced"], *(old for one in book["archives"] for old in one["replaces"])]:
        for name in OF_THE_RUN & set(record):
            del record[name]
    return {name: data for name, data in found.items() if "ledger" not in name and ".lock" not in name} | book


def command(folder: Path, store: Path, master: str) -> list[str]:
    """An ingest by the cluster; by this machine without a master."""
    engine = ["--engine", "spark", "--master", master] if master else []
    return [sys.executable, "-m", "etl", "ingest", "dsa", str(folder), "--store", str(store), *engine]


def children(pid: int, name: str) -> list[int]:
    """The processes started by this one, and by those, whose command line has the name."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                line = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if parent == pid:
                found += ([int(entry.name)] if name in line else []) + children(int(entry.name), name)
    return found


def struck(what: str, workers: list[subprocess.Popen], driver: subprocess.Popen | None, chance: random.Random) -> bool:
    """Kill one of what is named (executor, task, driver), or have a task stand still as on a disk that does not answer
    (stall); whether there was one."""
    tasks = [pid for worker in workers for pid in children(worker.pid, "pyspark.daemon")]
    pids = {
        "executor": [pid for worker in workers for pid in children(worker.pid, "CoarseGrainedExecutorBackend")],
        "task": tasks,
        "stall": [pid for one in tasks for pid in children(one, "pyspark.daemon")],  # what a daemon has started
        "driver": [driver.pid] if driver else [],
    }[what]
    if not pids:
        return False
    with suppress(ProcessLookupError):  # it ended meanwhile
        os.kill(chance.choice(pids), signal.SIGSTOP if what == "stall" else signal.SIGKILL)
        return True
    return False


def run(folder: Path, kills: int = 20, seed: int = 1) -> dict:
    """Counts: kills by what was killed, runs that ended otherwise than they should, stores that differ."""
    chance, dumps, hit = random.Random(seed), folder / "dumps", Counter()
    broken: list[str] = []
    for number, options in enumerate((["--malformed-fraction", "0.02", "--duplicate-rows", "60"], ["--light"], [])):
        made = [sys.executable, GENERATOR, "--date", f"2026-01-0{5 + number}", "--rows", "9000", "--rows-per-csv", "200",
                "--jobs", "1", "--out", dumps, *options]  # fmt: skip # saves 13 lines
        dumps.mkdir(parents=True, exist_ok=True)
        subprocess.run(made, check=True, capture_output=True)
    subprocess.run(command(dumps, folder / "one", ""), cwd=ROOT, check=True, capture_output=True)
    wanted = everything(folder / "one")
    for number in range(kills):
        with standalone(2, 1) as (master, workers):
            store, what = folder / f"store{number}", chance.choice(("executor", "task", "driver"))
            driver = subprocess.Popen(
                command(dumps, store, master), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
            files = chance.randint(1, 300)  # 135 parts leave two files each, then twenty-one of the store
            while driver.poll() is None and sum(path.is_file() for path in store.rglob("*")) < files:
                time.sleep(0.005)
                if list(store.glob("dsa/ledger.sqlite")):  # its archives have ended: as late as can be
                    break
            if driver.poll() is None and struck(what, workers, driver, chance):
                hit[what] += 1
            _, said = driver.communicate(timeout=600)
            if what == "driver":
                driver = subprocess.run(
                    command(dumps, store, master), cwd=ROOT, capture_output=True, text=True, timeout=600
                )
                said = driver.stderr
            if driver.returncode or "Traceback" in said:
                broken.append(f"{number}: after a killed {what} the run ended with {driver.returncode}: {said[-300:]}")
            elif everything(store) != wanted:
                broken.append(f"{number}: after a killed {what} the store differs")
    return {"kills": kills, **{f"{what}s_killed": hit[what] for what in ("executor", "task", "driver")},
            "broken": len(broken), "broken_examples": broken[:5]}  # fmt: skip # saves 4 lines
