"""Writes one large answer of the API: `python -m etl.open_data.written FILE MOST_BYTES`, the job as JSON on stdin.

Beside a CSV or JSON file its compressed copy. Both appear whole or not at all. Exit code 1: they would be too large.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path

import duckdb
from isal import igzip

from etl import cells
from etl.open_data.relations import Asked, parquet_file, rows
from etl.warehouse import CLOSED


def main() -> int:
    """0 when the file is there."""
    target, most = Path(sys.argv[1]), int(sys.argv[2])
    os.nice(10)  # who reads a page comes first
    job = json.loads(sys.stdin.buffer.read())
    told = job["asked"]
    days = (date.fromisoformat(told["start"]), date.fromisoformat(told["end"]))
    asked = Asked(*days, told["jurisdictions"], told["equal"])
    config = {**CLOSED, "memory_limit": "300MB", "threads": "1"}
    part, packed = (target.with_name(f"{target.name}{ending}.part") for ending in ("", ".gz"))
    with duckdb.connect(job["path"], read_only=True, config=config) as opened:
        if job["form"] == "parquet":
            parquet_file(opened, job["relation"], asked, job["about"], part)
            part.rename(target)
            return 0
        found = rows(opened, job["relation"], asked)
        with open(part, "wb") as file, igzip.open(packed, "wb", compresslevel=2) as small:
            size = 0
            for block in cells.parts(job["form"], job["mark"], job["names"], found, job["about"], job["record"]):
                size += len(block)
                if size > most:
                    return 1
                file.write(block)
                small.write(block)
    packed.rename(target.with_name(f"{target.name}.gz"))
    part.rename(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
