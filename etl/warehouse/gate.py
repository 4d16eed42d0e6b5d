"""Whether a version that was built may take the place of the one being served: what would be lost, and where.

The rules: no relation or column disappears, none loses more than a tenth of its rows or gains five points of blanks,
no day of a platform shrinks by more than a tenth, no date moves back, no unknown code of a statement appears. Floors of
each source are in its description and stop the build itself.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from etl.errors import GardefouError
from etl.intake.sources import ROOT
from etl.warehouse import CLOSED, Manifest

SQL = ROOT / "sql" / "gate"
MOST_SHRINK, MOST_BLANKS = 0.10, 0.05
MOST_SHOWN = 10
# What these hold is about the build itself; that they shrink is no loss.
ABOUT_THE_BUILD = {"warnings", "sor_overlap", "sor_differences", "transformations", "dictionary", "codes"}

Gate = Callable[[Manifest, Manifest | None], None]


class Held(GardefouError):
    """A version that was built and is not published; `faults` has a line for each reason."""

    def __init__(self, version: str, faults: list[str], served: Manifest):
        super().__init__(
            f"version {version} was built and is held back; version {served.version}, with data to "
            f"{served.data_date}, is still served.\n  " + "\n  ".join(faults) + "\nIf this is right, publish it with: "
            "python -m etl refresh --accept REASON --by NAME"
        )
        self.version, self.faults = version, faults


def lost(candidate: Manifest, served: Manifest) -> list[str]:
    """What the candidate would lose against the version served, a line each; [] when nothing."""
    # The two are attached by path, so the doors of CLOSED are shut after that and not before.
    with duckdb.connect(":memory:", config={"threads": "2", "memory_limit": CLOSED["memory_limit"]}) as connection:
        for name, version in (("candidate", candidate), ("served", served)):
            connection.execute(f"attach '{quoted(version.path)}' as {name} (read_only)").fetchall()
        connection.execute("set enable_external_access = false").fetchall()
        faults, columns = [], columns_of(connection)
        for relation, before in served.rows.items():
            after = candidate.rows.get(relation)
            if after is None:
                faults.append(f"marts.{relation} is gone")
            elif relation not in ABOUT_THE_BUILD:
                if after < (1 - MOST_SHRINK) * before:
                    fewer = f"{1 - after / before:.0%} fewer than {before:,}"
                    faults.append(f"marts.{relation} has {after:,} rows, {fewer}")
                faults += blanks(connection, relation, columns)
        if not any(fault.endswith("is gone") for fault in faults):
            for path in sorted(SQL.glob("*.sql")):
                faults += found_by(connection, path)
    return faults


def vanished(candidate: Path, served: Manifest | None) -> list[str]:
    """The rows of the version served that are gone without a line in data/withdrawn.csv, a line each."""
    if served is None or "documents" not in served.rows:
        return []
    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        for name, path in (("candidate", candidate), ("served", served.path)):
            connection.execute(f"attach '{quoted(path)}' as {name} (read_only)").fetchall()
        connection.execute("set enable_external_access = false").fetchall()
        return found_by(connection, SQL / "rows_that_vanished.sql")


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """(served or candidate, relation) → its columns: asked once, as long as it takes to list both versions whole."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, relation, column in connection.execute(
        "select database_name, table_name, column_name from duckdb_columns() where schema_name = 'marts' "
        "order by database_name, table_name, column_index"
    ).fetchall():
        found.setdefault((name, relation), []).append(column)
    return found


def blanks(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: dict[tuple[str, str], list[str]]
) -> list[str]:
    """The columns of a relation that are gone, or blank in many more rows than before."""
    shares = {}
    for name in ("served", "candidate"):
        own = columns[name, relation]
        counts = ", ".join(f'count("{column}")' for column in own)
        (row,) = connection.execute(f'select count(*), {counts} from {name}.marts."{relation}"').fetchall()
        total, have = row[0], dict(zip(own, row[1:], strict=True))
        shares[name] = {column: (total - have[column]) / total if total else 0.0 for column in own}
    faults = []
    for column, before in shares["served"].items():
        after = shares["candidate"].get(column)
        if after is None:
            faults.append(f"marts.{relation}.{column} is gone")
        elif after > before + MOST_BLANKS:
            faults.append(f"marts.{relation}.{column} is blank in {after:.1%} of rows, before in {before:.1%}")
    return faults


def found_by(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The rows a select of sql/gate finds, under its first line."""
    text = path.read_text(encoding="utf-8")
    connection.execute(text)
    names = [column[0] for column in connection.description or ()]
    rows = connection.fetchall()
    said = text.splitlines()[0].removeprefix("-- ").rstrip(".")
    cells = [", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True)) for row in rows]
    listed = [f"{said}: {text}" for text in cells]
    more = [f"{said}: and {len(rows) - MOST_SHOWN} more"] if len(rows) > MOST_SHOWN else []
    return listed[:MOST_SHOWN] + more


def quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def gate(accept: bool, pinned: str, record: Callable[[Any, list[str]], None]) -> Gate:
    """The gate of one run. `pinned` is why nothing new may be published; with `accept` a person lets it pass.

    `record(candidate, faults)` is told what was let pass.
    """

    def decide(candidate: Manifest, served: Manifest | None) -> None:
        faults = [pinned] if pinned else []
        faults += lost(candidate, served) if served else []
        if faults and served and not accept:
            raise Held(candidate.version, faults, served)
        if faults:
            record(candidate, faults)

    return decide
