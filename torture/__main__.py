"""Run all of it and print the table of docs/reliability.md: python -m torture [--share 0.1] [PART…]."""

import argparse
import datetime as dt
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torture import ROOT, canaries, clusters, hostile, kills, mutations, readers

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


def main() -> int:
    """0 when every count that must be zero is."""
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", help="kills, clusters, readers, csv, jsonl, parquet, zip, api, hostile, canaries"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the full size (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    bad = 0
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {platform.system()} {platform.machine()}, Python "
          f"{platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}, seed {args.seed}")  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        known = parts(Path(place), args.share, args.seed)
        for name in args.parts or known:
            start = time.monotonic()
            found = known[name]()
            examples = [*found.pop("examples", []), *found.pop("broken_examples", [])]
            wrong = [key for key in ZEROS if found.get(key)]
            bad += bool(wrong)
            counts = ", ".join(f"{key.replace('_', ' ')} {value:,}" for key, value in found.items())
            print(
                f"| {name} | {counts} | {time.monotonic() - start:.0f} s | {'FAILED' if wrong else 'held'} |",
                flush=True,
            )
            if wrong:
                print(json.dumps(examples, ensure_ascii=False, indent=1), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
