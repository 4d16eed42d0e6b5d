"""The store of detector results as raw relations of the warehouse: what its ledger names, nothing without one."""

import json
from pathlib import Path

from etl.detections import store
from etl.intake.content_scan import literal

FILES = {
    "detector": "varchar", "family": "varchar", "population": "varchar", "sha256": "varchar", "rows": "bigint",
    "loaded": "bigint", "rejected": "bigint", "images": "bigint", "accounts": "bigint", "has_coders": "boolean",
    "first_day": "date", "last_day": "date", "loaded_at": "varchar",
}  # fmt: skip # saves 10 lines


def load(connection, root: Path) -> int:
    """Create raw.detector_files, raw.detector_images and raw.detector_scores; returns the number of files.

    The last two are views over the store's Parquet with `file` (the place in the ledger) added; they hold pseudonyms
    and are never published. Raises GardefouError when the ledger is damaged.
    """
    columns = ", ".join(f'"{name}" {kind}' for name, kind in FILES.items())
    connection.execute(f"create table raw.detector_files (file bigint, thresholds varchar, {columns})").fetchall()
    records = store.ledger(root)["files"] if root.exists() else []
    for place, record in enumerate(records):
        values = [place, json.dumps(record["thresholds"], allow_nan=False), *(record[name] for name in FILES)]
        connection.execute(f"insert into raw.detector_files values ({', '.join('?' * len(values))})", values).fetchall()
    kinds = {
        "images": "number bigint, image varchar, account varchar, day date",
        "scores": "number bigint, coder varchar, category varchar, score double, is_flagged boolean",
    }
    for name, kind in kinds.items():
        parts = [
            f"select {place} as file, * from read_parquet({literal(str(root / record['files'][name]))})"
            for place, record in enumerate(records)
        ]
        if parts:
            connection.execute(f"create view raw.detector_{name} as {' union all '.join(parts)}").fetchall()
        else:
            connection.execute(f"create table raw.detector_{name} (file bigint, {kind})").fetchall()
    return len(records)
