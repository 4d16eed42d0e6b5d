"""What every mart and every query gives for the rows first collected: a number a column, recorded and compared.

Rows added later, of the law too, change nothing here; a corrected fact or a changed rule does. When that is meant:
`make record`, and read the difference of tests/affairs/grok/recorded.json as you would read the pages.
"""

import datetime as dt
import hashlib
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parents[3]
FILE = Path(__file__).with_name("recorded.json")
AS_OF = dt.date(2026, 11, 25)
# Raw relation → how many of its rows, in the order of the file, were there first; those of the law by their ids.
FIRST = {
    "detections": 69,
    "enforcement_actions": 99,
    "platform_statements": 25,
    "public_reactions": 174,
    "claim_tests": 28,
}
PLACED = ("provisions", "enforcement_actions", "public_reactions", "counting_rules")
# Not of the facts: when a test ran, hashes, texts of the project itself.
LEFT_OUT = {"loaded_at", "replaced_at", "sha1", "sha256", "row_count", "archive", "source_line", "sql_text", "place"}
ABOUT_THE_BUILD = {"dictionary", "transformations", "sources", "codes", "corrections", "tagger_scores",
                   "tagger_confusions", "reactions_scores", "reactions_confusions", "record", "record_transformations",
                   "record_corrections", "feed", "key_events", "caveats", "warnings"}  # fmt: skip # saves 15 lines
# The days are days of acts, statements, windows and provisions, so that < and <= differ.
CHOICES: dict[str, dict[str, Any]] = {
    "all": {},
    "one day": {"start": dt.date(2026, 1, 5), "end": dt.date(2026, 1, 5), "date": dt.date(2026, 1, 5)},
    "edges": {"start": dt.date(2026, 1, 2), "end": dt.date(2026, 1, 12), "date": dt.date(2024, 5, 23)},
    "a month's last day": {"start": dt.date(2026, 1, 31), "end": dt.date(2026, 3, 31), "date": dt.date(2024, 5, 22)},
    "some": {"jurisdictions": ["FR", "GB"], "start": dt.date(2025, 12, 25), "end": dt.date(2026, 6, 29),
             "date": dt.date(2026, 8, 6), "jurisdiction": "GB", "by": "month", "basis": "arrival"},
}  # fmt: skip # saves 7 lines


ORDERED = re.compile(r"\border by (?:[^()]|\([^()]*\))*$")  # at the end of a select


def world(store: Path) -> duckdb.DuckDBPyConnection:
    """The marts, in memory, of the rows first collected and of what is in the store."""
    from etl.warehouse import layers, raw

    connection = duckdb.connect(":memory:", config={"threads": "2"})
    raw.load(connection, ROOT / "data", store, AS_OF)
    for name, count in FIRST.items():
        first = f"select source_line from raw.{name} order by source_line limit {count}"
        connection.execute(f"delete from raw.{name} where source_line not in ({first})").fetchall()
    collected = ROOT / "tests/fixtures/law/collected.csv"
    law = f"select provision_id from read_csv('{collected}', header = true, all_varchar = true)"
    connection.execute(f"delete from raw.provisions where provision_id not in ({law})").fetchall()
    laws = "select distinct source_file from raw.provisions"
    connection.execute(f"delete from raw.provision_rules where source_file not in ({laws})").fetchall()
    placed = " union ".join(f"select jurisdiction from raw.{name}" for name in PLACED)
    wanted = f"select code from raw.jurisdictions where code in ({placed})"
    parents = f"select parent from raw.jurisdictions where code in ({placed}) and parent is not null"
    connection.execute(f"delete from raw.jurisdictions where code not in ({wanted} union {parents})").fetchall()
    layers.create(connection, layers.SQL / "staging")
    layers.compute(connection)
    layers.create(connection, layers.SQL / "marts")
    return connection


def measured(connection: duckdb.DuckDBPyConnection, text: str, values: dict[str, Any]) -> dict[str, str]:
    """Column → what its cells are, in a word; `rows`: how many, with a hash of all that is no prose, and of their order
    where the select gives one."""
    connection.execute(text, values)
    names = [column[0] for column in connection.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in connection.fetchall()]
    kept = [name for name in names if name not in LEFT_OUT and not is_prose([row[name] for row in rows])]
    found = {name: column([row[name] for row in rows]) for name in kept}
    lines = ["\t".join(cell(row[name]) for name in sorted(kept)) for row in rows]  # in whatever order they stand
    order = f" in order {digest(lines)}" if ORDERED.search(text) else ""
    return {"rows": f"{len(rows)} {digest(sorted(lines))}{order}"} | found


def is_prose(values: list[Any]) -> bool:
    """Whether a text with a space is among the values: words, which data and style may change."""
    return any(isinstance(value, str) and (" " in value or "://" in value) for value in values)


def column(values: list[Any]) -> str:
    """The value when there is one; else how many are known, the least, the greatest, and a hash of all."""
    if len(values) == 1:
        return cell(values[0])
    known = [value for value in values if value is not None and cell(value)]
    plain = known and not isinstance(known[0], list | dict)
    ends = f"{cell(min(known))} … {cell(max(known))} " if plain else ""
    return f"{len(known)} of {len(values)}: {ends}{digest(sorted(map(cell, values)))}"


def cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.7g}"
    return "" if value is None else str(value)


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


def questions(choices: dict[str, dict[str, Any]] = CHOICES) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name → a select and its parameters: every mart, and every query for every choice it can tell apart."""
    from test_sql import VALUES

    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for path in sorted((ROOT / "sql/marts").glob("*.sql")):
        if path.stem not in ABOUT_THE_BUILD:
            found[f"marts.{path.stem}"] = (f"from marts.{path.stem}", {})
    for path in sorted((ROOT / "sql/queries").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        (statement,) = duckdb.extract_statements(text)
        takes = statement.named_parameters
        for place, (name, choice) in enumerate(choices.items()):
            if path.stem not in ABOUT_THE_BUILD and (not place or choice.keys() & takes):
                found[f"{path.stem}, {name}"] = (text, {one: (VALUES | choice)[one] for one in takes})
    return found


def everything(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Question → column → what is recorded of it."""
    with one_thread(connection):
        return {name: measured(connection, text, values) for name, (text, values) in questions().items()}


@contextmanager
def one_thread(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Where two rows are alike, which is first is the same each time."""
    connection.execute("set threads = 1").fetchall()
    try:
        yield
    finally:
        connection.execute("set threads = 2").fetchall()
