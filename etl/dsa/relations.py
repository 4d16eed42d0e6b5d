"""The store of counted dumps as raw relations of the warehouse: only what the ledger names."""

from pathlib import Path

import duckdb

from etl.dsa import store

ARCHIVES = {
    "archive": "varchar", "day": "date", "slug": "varchar", "kind": "varchar", "number": "varchar", "scope": "varchar",
    "schema": "varchar", "sha1": "varchar", "sha256": "varchar", "is_verified": "boolean", "bytes": "bigint",
    "parts": "bigint", "rows": "bigint", "counted": "bigint", "rejected": "bigint", "repeated": "bigint",
    "loaded_at": "varchar",
}  # fmt: skip


def load(connection: duckdb.DuckDBPyConnection, root: Path) -> int:
    """Create raw.dsa_archives and raw.dsa_metrics; returns the number of archives.

    raw.dsa_metrics has a row per archive, day, platform, metric and code, as in the historical file; empty without a
    store. Raises GardefouError when the ledger is damaged.
    """
    columns = ", ".join(f'"{name}" {kind}' for name, kind in ARCHIVES.items())
    connection.execute(f"create table raw.dsa_archives ({columns})").fetchall()
    connection.execute(
        "create table raw.dsa_metrics (sha256 varchar, day date, platform varchar, metric varchar, code varchar, "
        '"count" bigint)'
    ).fetchall()
    archives = store.ledger(root)["archives"] if root.exists() else []
    for record in archives:
        marks = ", ".join("?" * len(ARCHIVES))
        connection.execute(
            f"insert into raw.dsa_archives values ({marks})", [record[name] for name in ARCHIVES]
        ).fetchall()
        connection.execute(
            'insert into raw.dsa_metrics select ?, day, platform, metric, code, "count" from read_parquet(?)',
            [record["sha256"], str(root / record["files"]["metrics"])],
        ).fetchall()
    return len(archives)
