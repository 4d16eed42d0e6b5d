"""Run all of it and print the table of docs/reliability.md: python -m torture [--share 0.1] [PART…]."""

import argparse
import datetime as dt
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torture import ROOT, canaries, clusters, hostile, kills, mutations, readers
from torture.report import written

MOST = 2700  # seconds one part may take
HEAD = "| part | what ran and what was found | took | |\n|---|---|---|---|"

# What must be zero, whatever else is counted; the last two are promises about time, on a machine with nothing else to do.
ORDERLY = ("broken", "errors", "mixed", "backwards", "crashes", "lost", "exceptions", "leaks", "unanswered", "canaries")
ZEROS = (*ORDERLY, "stale", "slow")


def parts(folder: Path, share: float, seed: int) -> dict[str, Callable[[], dict[str, Any]]]:
    """Each part by name, at this share of its full size."""

    def count(whole: int) -> int:
        return max(1, round(whole * share))

    def of_pages() -> dict[str, Any]:
        from etl.warehouse.build import build

        build(folder / "served", folder / "store", ROOT / "data", dt.date(2026, 11, 25))
        return hostile.run(folder / "hostile", folder / "served", count(500), seed)

    return {
        "kills": lambda: kills.run(folder, count(200), seed, None if share >= 0.5 else 3),
        "clusters": lambda: clusters.run(folder / "clusters", count(20), seed),
        "readers": lambda: readers.run(folder, count(100), count(30)),
        **{kind: lambda kind=kind: mutations.run(kind, count(10_000), seed) for kind in mutations.FORMATS},
        "hostile": of_pages,
        "canaries": lambda: canaries.run(folder / "canaries"),
    }


def within(seconds: int, part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the part found; a part that fails or does not end counts as such, and the others still run."""

    def late(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        return part()
    except TimeoutError:
        return {"unanswered": 1, "examples": [f"did not end within {seconds} s"]}
    except Exception as fault:
        return {"crashes": 1, "examples": [f"{type(fault).__name__}: {fault}"[:300]]}
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> int:
    """0 when every count that must be zero is."""
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", help="kills, clusters, readers, csv, jsonl, parquet, zip, api, hostile, canaries"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the full size (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=MOST, help="seconds one part may take (default: %(default)s)")
    parser.add_argument("--write", type=Path, help="the document whose table of this run is put in place")
    args = parser.parse_args()
    bad = 0
    told = (
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f} at the start, seed "
        f"{args.seed}, {'full size' if args.share == 1 else f'{args.share:.0%} of the full size'}"
    )
    print(f"{told}\n\n{HEAD}", flush=True)
    rows = []
    with tempfile.TemporaryDirectory() as place:
        known = parts(Path(place), args.share, args.seed)
        for name in args.parts or known:
            start = time.monotonic()
            found = within(args.most, known[name])
            examples = [*found.pop("examples", []), *found.pop("broken_examples", [])]
            wrong = [key for key in ZEROS if found.get(key)]
            bad += bool(wrong)
            counts = ", ".join(f"{key.replace('_', ' ')} {value:,}" for key, value in found.items())
            rows.append(f"| {name} | {counts} | {time.monotonic() - start:.0f} s | {'FAILED' if wrong else 'held'} |")
            print(rows[-1], flush=True)
            if wrong:
                print(json.dumps(examples, ensure_ascii=False, indent=1), file=sys.stderr, flush=True)
    if args.write:
        written(args.write, "torture", "\n".join([f"{told}.", "", HEAD, *rows]))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
