"""From raw to marts inside one connection: selects in the order their texts ask for, what is computed, the checks."""

import importlib
import json
import pkgutil
import re
from collections.abc import Callable
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb

from etl.errors import GardefouError
from etl.intake.sources import ROOT
from etl.intake.values import MOST_FAULTS_SHOWN
from etl.warehouse import computed, raw, rules

SQL = ROOT / "sql"


def make(connection: duckdb.DuckDBPyConnection, step: Callable[[str], None] = lambda what: None) -> None:
    """Fill staging and marts from raw; raises GardefouError at the first layer whose checks find a fault.

    Checks that need staging only come before anything is computed from it: a bad cell is named, not stumbled over.
    """
    step("staging")
    create(connection, SQL / "staging")
    early, late = checks_of(connection)
    stop_at_faults(connection, early)
    compute(connection)
    step("marts")
    create(connection, SQL / "marts")
    step("checks")
    stop_at_faults(connection, late | rules.broken(connection))


def checks_of(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], dict[str, str]]:
    """The checks that need staging only, which is made, and the others: name → select."""
    checks = {path.name: path.read_text(encoding="utf-8") for path in sorted((SQL / "checks").glob("*.sql"))}
    made = {
        name
        for (name,) in connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    }
    early = {
        name: text
        for name, text in checks.items()
        if {f"{schema}.{table}" for schema, table in relations(connection, text) if schema} <= made
    }
    return early, {name: text for name, text in checks.items() if name not in early}


def define_macros(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """The rules of sql/macros, which many selects and queries share, as macros of the schema."""
    for path in sorted((SQL / "macros").glob("*.sql")):
        _, definition = path.read_text(encoding="utf-8").split("\n", 1)
        connection.execute(f"create or replace macro {schema}.{definition}").fetchall()


def create(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """One table for each select in the folder, in the order their own texts ask for."""
    define_macros(connection, "marts")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
    needs = {
        name: {table for schema, table in relations(connection, text) if schema == folder.name and table in texts}
        for name, text in texts.items()
    }
    for name in TopologicalSorter(needs).static_order():
        try:
            connection.execute(f"create table {folder.name}.{name} as {texts[name]}").fetchall()
        except duckdb.Error as fault:
            raise GardefouError(
                f"sql/{folder.name}/{name}.sql: {fault}\nThe build stopped; the version being served is unchanged."
            ) from None


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """staging.<module> for each module of etl/warehouse/computed, from the relations of staging."""
    for found in sorted(pkgutil.iter_modules(computed.__path__), key=lambda module: module.name):
        rows, types = importlib.import_module(f"etl.warehouse.computed.{found.name}").rows(connection)
        raw.insert(connection, found.name, rows, types, schema="staging")


NAMED: dict[str, set[tuple[str, str]]] = {}  # what was read of each text: they are a few hundred, and stay the same


def relations(connection: duckdb.DuckDBPyConnection, text: str) -> set[tuple[str, str]]:
    """The (schema, table) pairs a select names, from DuckDB's own reading of it."""
    if text in NAMED:
        return NAMED[text]
    serialized = connection.execute("select json_serialize_sql(?)", [text]).fetchall()[0][0]
    tree = json.loads(serialized)
    if tree.get("error"):
        raise GardefouError(f"not a select: {tree.get('error_message')}\n{text[:200]}")
    found: set[tuple[str, str]] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE":
                found.add((node.get("schema_name", ""), node.get("table_name", "")))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    NAMED[text] = found
    return found


def wrong_rows(connection: duckdb.DuckDBPyConnection, text: str) -> list[dict[str, Any]]:
    """The rows that must not exist, of one check."""
    connection.execute(text)
    columns = [column[0] for column in connection.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in connection.fetchall()]


def told(name: str, text: str, rows: list[dict[str, Any]], most: int | None = MOST_FAULTS_SHOWN) -> list[str]:
    """What one check found, a line a row, `most` of them."""
    faults = [f"{first_sentence(text)} ({counted(rows)}; {name}):"]
    faults += [
        "  " + ", ".join(f"{column} {value}" for column, value in row.items() if value is not None)
        for row in rows[:most]
    ]
    return faults + ([f"  … and {len(rows) - most} more"] if most and len(rows) > most else [])


def stop_at_faults(connection: duckdb.DuckDBPyConnection, checks: dict[str, str]) -> None:
    """Run these checks; raises GardefouError with the rows that must not exist."""
    faults = []
    for name, text in checks.items():
        if rows := wrong_rows(connection, text):
            faults += told(name, text, rows)
    if faults:
        raise GardefouError(
            "\n".join(faults) + "\nThe build stopped; the version being served is unchanged. Correct the rows named."
        )


def first_sentence(select: str) -> str:
    """What a check is for: the first sentence of the remark it begins with, however many lines it takes."""
    remark = " ".join(line[3:] for line in takewhile(lambda line: line.startswith("-- "), select.splitlines()))
    return re.split(r"\.(?= [A-Z]|$)", remark, maxsplit=1)[0]


def counted(rows: list) -> str:
    return f"{len(rows)} rows" if len(rows) > 1 else "1 row"
