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
REPLACED = ARCHIVES | {"replaced_at": "varchar", "replaced_by": "varchar"}


def load(connection: duckdb.DuckDBPyConnection, root: Path) -> int:
    """Create raw.dsa_archives, raw.dsa_replaced and raw.dsa_metrics; returns the number of archives.

    raw.dsa_metrics has a row per archive, day, platform, metric and code, as in the historical file; empty without a
    store. raw.dsa_replaced has the archives whose day came again, with the SHA-1 of the next. Raises GardefouError
    when the ledger is damaged.
    """
    connection.execute(
        "create table raw.dsa_metrics (sha256 varchar, day date, platform varchar, metric varchar, code varchar, "
        '"count" bigint)'
    ).fetchall()
    book = store.ledger(root) if root.exists() else {"archives": [], "replaced": []}
    sha1 = {record["sha256"]: record["sha1"] for record in [*book["archives"], *book["replaced"]]}
    replaced = [{**record, "replaced_by": sha1.get(record["replaced_by"])} for record in book["replaced"]]
    insert(connection, "dsa_archives", ARCHIVES, book["archives"])
    insert(connection, "dsa_replaced", REPLACED, replaced)
    for record in book["archives"]:
        connection.execute(
            'insert into raw.dsa_metrics select ?, day, platform, metric, code, "count" from read_parquet(?)',
            [record["sha256"], str(root / record["files"]["metrics"])],
        ).fetchall()
    return len(book["archives"])


def insert(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], records: list[dict]) -> None:
    """Create raw.<name> with these columns of the ledger's records."""
    kinds = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f"create table raw.{name} ({kinds})").fetchall()
    marks = ", ".join("?" * len(columns))
    for record in records:
        connection.execute(f"insert into raw.{name} values ({marks})", [record[one] for one in columns]).fetchall()
