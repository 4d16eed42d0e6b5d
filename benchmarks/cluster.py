"""Measure one machine, Spark with one and two executors, and Spark's own way, on one dump: `make bench-cluster`."""

import argparse
import datetime as dt
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.__main__ import dump
from benchmarks.contenders import ROOT, archive
from benchmarks.report import machine, put
from etl.cluster import standalone
from etl.dsa.store import ledger

PAGE = ROOT / "docs" / "benchmarks.md"
TITLE = "# What a cluster costs"
CONTENDERS = {"one machine": 0, "Spark, 1 executor": 1, "Spark, 2 executors": 2, "Spark's own way": 2}  # executors
TICK = os.sysconf("SC_CLK_TCK")
BUSY = 0.2  # cores that others take, beyond which the clock measures them
MILLIONS, GIGABYTES = 36_600, 4_000  # the whole archive: rows, and zips


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "garde-fou-benchmarks")
    parser.add_argument("--millions", type=int, default=16, help="rows of the dump (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--output", type=Path, default=PAGE, help="the page that the section stands on")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    small, large = dump(args.folder, 1, "full"), dump(args.folder, args.millions, "full")
    found: dict[str, list[tuple[float, float]]] = {}
    start_up: dict[str, list[tuple[float, float]]] = {}
    truth = json.loads((large / "truth.json").read_text(encoding="utf-8"))
    others: list[float] = []  # cores that others took during each run that counts
    for _ in range(args.rounds):
        for name, workers in CONTENDERS.items():
            with cluster(workers) as (master, pids):
                spent(name, small, args.folder, master, pids)  # warms up, and is not counted
                (*first, _), (*whole, others_took) = (
                    spent(name, source, args.folder, master, pids) for source in (small, large)
                )
            # What does not grow with the rows: the cost of the first million less what a million costs beyond it.
            each = [(b - a) / (args.millions - 1) for a, b in zip(first, whole, strict=True)]
            found.setdefault(name, []).append((each[0], each[1]))
            start_up.setdefault(name, []).append((first[0] - each[0], first[1] - each[1]))
            others.append(others_took)
            print(
                f"{name}: CPU s {whole[0]:.1f}, clock {whole[1]:.1f}; a million {each[0]:.2f}, {each[1]:.2f}",
                flush=True,
            )
            if name != "Spark's own way":
                (record,) = ledger(args.folder / "store" / "dsa")["archives"]
                assert (record["rows"], record["rejected"]) == (truth["rows_in_files"], truth["malformed_rows"])
    put(args.output, page(args.millions, args.rounds, found, start_up, others))
    print(f"written: {args.output}")
    return 0


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[int]]]:
    """A fresh cluster of so many workers of one core; none for 0. Also the processes that are its."""
    if not workers:
        yield "", []
        return
    with standalone(workers, 1) as (master, running):
        time.sleep(3)
        yield master, [one.pid for one in running]


def spent(name: str, source: Path, folder: Path, master: str, pids: list[int]) -> tuple[float, float, float]:
    """CPU seconds and seconds on the clock of one run: the driver's, its Java's, and what the workers started; and how
    many cores all others took meanwhile."""
    shutil.rmtree(folder / "store", ignore_errors=True)
    if name == "Spark's own way":
        command = [sys.executable, "-m", "benchmarks.spark_way", str(archive(source)), str(folder / "unzipped"), master]
    else:
        command = [sys.executable, "-m", "etl", "ingest", "dsa", str(source), "--store", str(folder / "store")]
        command += ["--engine", "spark", "--master", master] if master else []
    start = time.monotonic()
    with open(folder / "last.log", "wb") as log:
        running = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        before, busy, seen = sum(worked(pids).values()), machine_worked(), {}
        while running.poll() is None:
            seen |= worked([*pids, running.pid])
            time.sleep(0.2)
    seconds = time.monotonic() - start
    if running.returncode:
        raise RuntimeError(f"{name} failed; see {folder / 'last.log'}")
    ours = sum(seen.values()) - before
    return ours, seconds, max(0.0, machine_worked() - busy - ours) / seconds


def machine_worked() -> float:
    """CPU seconds that all processes of this machine have used since it started (what a program waits for left out)."""
    user, nice, system, _, _, irq, soft = (int(one) for one in Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + soft) / TICK


def worked(pids: list[int]) -> dict[tuple[int, str], float]:
    """CPU seconds of these processes and of all that they started, each by its number and start.

    Looked at five times a second: an executor's Python is not waited for by its Java, so nothing adds it up.
    """
    found, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1]), fields[19], (int(fields[11]) + int(fields[12])) / TICK
    for pid, (_, began, spent_here) in parents.items():
        up = pid
        while up in parents and up not in pids:
            up = parents[up][0]
        if up in pids:
            found[pid, began] = spent_here
    return found


def page(millions: int, rounds: int, found: dict, start_up: dict, others: list[float]) -> str:
    def middle(costs: list[tuple[float, float]], which: int) -> float:
        return statistics.median(one[which] for one in costs)

    def ratio(one: str, other: str, which: int) -> str:
        shares = [a[which] / b[which] for a, b in zip(found[one], found[other], strict=True)]
        return spread(shares)

    rows = "\n".join(
        f"| {name} | {middle(costs, 0):.2f} | {middle(costs, 1):.2f} | {middle(start_up[name], 0):.1f} | "
        f"{middle(start_up[name], 1):.1f} |"
        for name, costs in found.items()
    )
    singly, doubly = found["Spark, 1 executor"], found["Spark, 2 executors"]
    halves = [one[1] / (2 * two[1]) for one, two in zip(singly, doubly, strict=True)]
    core = max(middle(found[name], 0) for name in ("one machine", "Spark, 2 executors"))
    hours = "\n".join(
        f"| {cores} | {MILLIONS * core / cores / 3600:.2f} | {2 * GIGABYTES / (MILLIONS * core / cores):.1f} |"
        for cores in (16, 64, 256)
    )
    gained = spread(halves) if max(others) < BUSY else "not told by a machine that others use"
    return f"""{TITLE}

Written by `make bench-cluster`; do not edit. {dt.date.today():%d %B %Y}. Machine: {machine()}.
One dump of {millions} million rows (about a gigabyte of CSV a million), rounds: {rounds}, each contender once a round,
each on a cluster started for it; medians, and of ratios those within a round with the least and the most. CPU is user
and system time of the driver, its Java, the executors and their Java. Start-up apart: what a dump of one million rows
costs beyond a million's share. After each run of ours the counts are compared with what the generator wrote.

| | CPU s a million rows | s on the clock a million rows | start-up, CPU s | start-up, s |
| --- | ---: | ---: | ---: | ---: |
{rows}

| aim | goal | measured |
| --- | ---: | ---: |
| clock of 1 executor ÷ (2 × clock of 2 executors) | ≥ 0.85 | {gained} |
| CPU of Spark, 2 executors ÷ one machine | ≤ 1.15 | {ratio("Spark, 2 executors", "one machine", 0)} |
| CPU of Spark, 2 executors ÷ Spark's own way | ≤ 0.35 | {ratio("Spark, 2 executors", "Spark's own way", 0)} |

**Spark's own way** (`benchmarks/spark_way.py`): unzip to disk, `spark.read.csv` with the schema given, `groupBy` for
the combinations, the five breakdowns and the days, and distinct ids. It checks nothing, keeps no rejects and no delays.

Others took {min(others):.2f} to {max(others):.2f} of a core meanwhile. Above {BUSY} seconds on the clock say nothing,
and CPU seconds are more than they would be alone.

## The whole archive, on paper

Assumed: {MILLIONS:,} million rows in 4 TB of zips; {core:.2f} CPU s a million rows on each core (the greater of one
machine and two executors, above), cores of this kind; the work shared evenly; start-up and the end of the run left out;
every byte read twice, once for the digests and once to be counted. Nothing of this was run.

| cores | hours | GB/s that the store must deliver |
| ---: | ---: | ---: |
{hours}

So the store is the bottleneck: one file server near 16 cores, an object store somewhere beyond 64. What does not shrink
with cores is the driver's ledger, one commit an archive, one after the other; the digests of the largest archive (one
task, 43 GB); and the repeated ids of a day (one task).
"""


def spread(found: list[float]) -> str:
    middle = f"{statistics.median(found):.2f}"
    return f"{middle} ({min(found):.2f} to {max(found):.2f})" if len(found) > 1 else middle


if __name__ == "__main__":
    sys.exit(main())
