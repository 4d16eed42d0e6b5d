"""Measure an ingest of generated dumps and write docs/benchmarks.md: `python -m benchmarks [--help]`."""

import argparse
import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import contenders, report
from benchmarks.contenders import ROOT
from benchmarks.measure import Cost, cost
from etl.dsa.store import ledger

GENERATOR = ROOT / "tests" / "tools" / "make_dsa_dump.py"
BYTES_PER_ROW = 130  # of a full dump and of what is made of it, generously


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "garde-fou-benchmarks",
                        help="where dumps and environments are kept (%(default)s)")  # fmt: skip # saves 4 lines
    parser.add_argument("--runs", type=int, default=5, help="rounds, each contender once a round (%(default)s)")
    parser.add_argument("--large", type=int, default=2, help="rounds with four million rows (%(default)s)")
    parser.add_argument("--millions", type=int, nargs="*", default=[1, 4, 16], help="sizes for linearity (%(default)s)")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    rounds = {(kind, 1): compared(args.folder, kind, 1, args.runs) for kind in ("full", "light")}
    if args.large:
        rounds["full", 4] = compared(args.folder, "full", 4, args.large)
    sizes = {millions: sized(args.folder, millions) for millions in args.millions}
    report.put(args.output, report.written(rounds, sizes, dt.date.today()))
    print(f"written: {args.output}")
    return 0


def dump(folder: Path, millions: int, kind: str) -> Path:
    """The folder of a dump of that size, made when it is not there yet (half a minute for a million rows)."""
    day = dt.date(2026, 1, millions)
    target = folder / "dumps" / f"{kind}-{millions}M"
    truth = target / "truth.json"
    if not truth.exists():
        needed = millions * 1_000_000 * BYTES_PER_ROW
        if shutil.disk_usage(folder).free < 2 * needed:
            sys.exit(f"{folder}: {2 * needed / 1e9:.1f} GB must be free for {millions} million rows. Name another.")
        print(f"making {kind}, {millions} million rows", flush=True)
        out = target / f"{day:%Y}" / f"{day:%m}"  # the layout that shantay expects
        command = [sys.executable, GENERATOR, "--date", str(day), "--rows", str(millions * 1_000_000), "--jobs", "1",
                   "--out", out, "--truth", truth, *(["--light"] if kind == "light" else [])
        ]  # fmt: skip # saves 12 lines
        out.mkdir(parents=True, exist_ok=True)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return target


def compared(folder: Path, kind: str, millions: int, runs: int) -> dict[str, list[Cost]]:
    """The costs of every contender on the same dump, one after the other, round by round."""
    source = dump(folder, millions, kind)
    makers = [contenders.ours, contenders.floor]
    if kind == "full":  # shantay reads no light archives
        makers.append(contenders.shantay)
    found = [make(folder, source) for make in makers]
    entered = [contender for contender in found if contender]
    costs: dict[str, list[Cost]] = {contender.name: [] for contender in entered}
    for turn in range(0 if millions == 1 else 1, runs + 1):  # round 0 warms up and is not counted
        for contender in entered:
            spent = cost(contender, folder / "last.log")
            found = f"{spent.cpu:6.2f} CPU s {spent.wall:6.2f} s {spent.peak:6.0f} MiB"
            print(f"{kind} {millions} M, {turn}: {contender.name:10} {found}", flush=True)
            if turn:
                costs[contender.name].append(spent)
        exact(folder, source)
    return costs


def sized(folder: Path, millions: int) -> Cost:
    """What one ingest of a full dump of that size costs."""
    source = dump(folder, millions, "full")
    spent = cost(contenders.ours(folder, source), folder / "last.log")
    print(f"{millions} million: {spent.cpu:.1f} CPU s, {spent.peak:.0f} MiB", flush=True)
    exact(folder, source)
    return spent


def exact(folder: Path, source: Path) -> None:
    """Stop when what was counted is not what the generator wrote."""
    truth = json.loads((source / "truth.json").read_text(encoding="utf-8"))
    (record,) = ledger(folder / "store" / "dsa")["archives"]
    if (record["rows"], record["rejected"]) != (truth["rows_in_files"], truth["malformed_rows"]):
        sys.exit(f"{source}: {record['rows']} rows were counted, {truth['rows_in_files']} are in it")


if __name__ == "__main__":
    sys.exit(main())
