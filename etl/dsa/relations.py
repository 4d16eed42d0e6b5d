"""The store of counted dumps as raw relations of the warehouse: only what the ledger names."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from etl.dsa import store
from etl.stores import kept_at

ARCHIVES = {
    "archive": "varchar", "day": "date", "slug": "varchar", "kind": "varchar", "number": "varchar", "scope": "varchar",
    "schema": "varchar", "sha1": "varchar", "sha256": "varchar", "is_verified": "boolean", "bytes": "bigint",
    "parts": "bigint", "rows": "bigint", "counted": "bigint", "rejected": "bigint", "repeated": "bigint",
    "loaded_at": "varchar",
}  # fmt: skip # saves 13 lines
FILES_AT_ONCE, FETCHED_AT_ONCE = 5_000, 8
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
    with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:  # of an object store; a folder's files are where they are
        kept = list(pool.map(kept_at, (root / record["files"]["metrics"] for record in book["archives"])))
    files = [(str(path), record["sha256"]) for path, record in zip(kept, book["archives"], strict=True)]
    for start in range(0, len(files), FILES_AT_ONCE):
        paths, digests = (list(some) for some in zip(*files[start : start + FILES_AT_ONCE], strict=True))
        connection.execute(
            'insert into raw.dsa_metrics select of.sha256, day, platform, metric, code, "count" '
            "from read_parquet($paths, filename = true) as found "
            "join (select unnest($paths) as path, unnest($digests) as sha256) as of on found.filename = of.path",
            {"paths": paths, "digests": digests},
        ).fetchall()
    return len(book["archives"])


def insert(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], records: list[dict]) -> None:
    """Create raw.<name> with these columns of the ledger's records."""
    lists = ", ".join(f'unnest(?::{kind}[]) as "{column}"' for column, kind in columns.items())
    values = [[record[column] for record in records] for column in columns]
    connection.execute(f"create table raw.{name} as select {lists}", values).fetchall()
