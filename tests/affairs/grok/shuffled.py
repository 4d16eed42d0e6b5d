"""The selects over rows no affair has: each column of the first rows shuffled by itself, and days laid side by side.

In the rows that were collected most conditions of a select never differ from a slip of theirs: no text is paused and
derived, no measurement ends on the last day of the period asked. Shuffled, every column meets every other, what is rare
is frequent, and with all days within a week each is the first, the last, the day before or after of what is asked.
What comes out says nothing; that it comes out the same is recorded, in a hash a question: queries over shuffled marts,
marts over shuffled staging, staging over shuffled raw. Rows added later change nothing here either (see recorded.py).
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import recorded
from test_sql import VALUES

from etl.warehouse import layers
from etl.warehouse.recorded import every_row

FILE = Path(__file__).with_name("shuffled.json")
NEAR = dt.date(2026, 1, 10)
DAYS = 5  # that days are laid on, NEAR in the middle of them
CHOICES: dict[str, dict[str, Any]] = {
    "near": {"start": NEAR - dt.timedelta(1), "end": NEAR + dt.timedelta(1), "date": NEAR},
    "that day": {"start": NEAR, "end": NEAR, "date": NEAR + dt.timedelta(1), "act": "distribution", "clock": "report",
                 "grouping": "authority_kind", "jurisdiction": "GB"},
    "some": {"start": NEAR - dt.timedelta(2), "end": NEAR, "date": NEAR + dt.timedelta(3), "act": "creation",
             "jurisdictions": ["AU", "BE", "BR", "DE", "EU", "FR", "GB", "IN", "US", "US-CA", "US-MN"]},
}  # fmt: skip # saves 12 lines
# Whose rows are those first collected, or made of them: of other tables a row more would change every hash.
RAW = (*recorded.FIRST, "provisions", "provision_rules", "provision_pauses")
STAGING = ("acts", "detections", "detector_estimates", "detector_flags", "documents", "incidence_comparisons",
           "incidence_treatments", "law_forms", "measurement_intervals", "post_cells", "reaction_tags", "row_dates",
           "shown_cells", "step_times")  # fmt: skip # saves 13 lines
MARTS = ("claim_tests", "detector_days", "detector_estimates", "documents", "enforcement", "incidence",
         "incidence_comparisons", "incidence_intervals", "law_days", "post_shares", "provision_pauses",
         "provision_rules", "provisions", "reaches", "reaction_tags", "reactions", "sor_differences", "sor_overlap",
         "statements", "step_times")  # fmt: skip # saves 18 lines
TEXTS = ("X", "TikTok", "total")  # of a table that has no rows: what the questions ask for
FEW = 15  # values of a column, up to which each is made as frequent as the others
MISSPOKEN = "said in the wrong language"
OPEN = {"start": dt.date(1900, 1, 1), "end": dt.date(2999, 12, 31), "jurisdictions": [], "q": "law"}  # asks for most
# A place is looked for by either name; of a receipt the page picks its own language.
IN_BOTH = {("marts.findable", "more_en"), ("marts.findable", "more_fr"), ("record", "row_json")}
MOST = 20_000  # rows of a table that is shuffled


def shuffle(connection: duckdb.DuckDBPyConnection, schema: str, names: tuple[str, ...]) -> None:
    """Each column of these tables in an order of its own, names of rows apart; days laid on DAYS around NEAR."""
    for name in names:
        rows = connection.sql(f"from {schema}.{name} order by all limit {MOST}").to_arrow_table()
        if not rows.num_rows:
            rows = pa.table({one.name: invented(one.type) for one in rows.schema}, schema=rows.schema)
        columns = {}
        for place, column in enumerate(rows.column_names):
            is_name = (
                not place or column == "relation" or column.endswith("_id")
            )  # else hardly a row would find another
            values = rows[column] if is_name else mixed(rows[column], f"{name}.{column}")
            columns[column] = laid(values) if pa.types.is_date(values.type) else values
        connection.register("given", pa.table(columns))
        connection.execute(f"create or replace table {schema}.{name} as from given").fetchall()
        connection.unregister("given")


def mixed(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """The values in another order; of a few codes each as often, and what is seldom known in half of the rows."""
    count, given = len(values), values.to_pylist()
    first = {repr(value): n for n, value in reversed([*enumerate(given)])}
    order = sorted(range(count), key=lambda n: hashed(f"{name} {n}"))
    if len(first) <= FEW:
        places = sorted(first.values(), key=lambda n: repr(given[n]))
        return values.take([places[n % len(places)] for n in order])
    known = [n for n in order if given[n] is not None]
    if len(known) * 3 < count:
        nothing = next(n for n in order if given[n] is None)
        return values.take([known[n // 2 % len(known)] if n % 2 else nothing for n in order])
    return values.take(order)


def laid(values: pa.ChunkedArray) -> pa.Array:
    days = [
        None if one is None else NEAR + dt.timedelta(one.toordinal() % DAYS - DAYS // 2) for one in values.to_pylist()
    ]
    return pa.array(days, values.type)


def invented(kind: pa.DataType) -> pa.Array:
    """A dozen values of a kind."""
    if pa.types.is_date(kind):
        return pa.array([NEAR + dt.timedelta(n % DAYS) for n in range(12)], kind)
    if pa.types.is_boolean(kind):
        return pa.array([n % 2 == 0 for n in range(12)], kind)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return pa.array([n + 1 for n in range(12)], kind)
    return (
        pa.array([TEXTS[n % len(TEXTS)] for n in range(12)], kind) if pa.types.is_string(kind) else pa.nulls(12, kind)
    )


def hashed(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def mark(connection: duckdb.DuckDBPyConnection) -> None:
    """Each text of a column named by its language (`…_en`, `…_fr`) says which it is of, before any select is made."""
    for schema, table, column in connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where schema_name in ('raw', 'staging') "
        "and data_type = 'VARCHAR' and regexp_matches(column_name, '_(en|fr)$') order by all"
    ).fetchall():
        text = f"'«{column[-2:]}»' || {column} where {column} <> ''"
        connection.execute(f"update {schema}.{table} set {column} = {text}").fetchall()


def told(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, dict[str, list[Any]]]]:
    """(select, column → its values) of every mart and of every query, as they stand."""
    every = {f"marts.{path.stem}": (f"from marts.{path.stem}", {}) for path in (layers.SQL / "marts").glob("*.sql")}
    for path in (layers.SQL / "queries").glob("*.sql"):
        (statement,) = duckdb.extract_statements(text := path.read_text("utf-8"))
        rows = {"rows": every_row(connection)} if "$rows" in text else {}
        every[path.stem] = (text, {name: (VALUES | OPEN | rows)[name] for name in statement.named_parameters})
    for name, (text, values) in every.items():
        found = connection.execute(text, values)
        names = [column[0] for column in found.description or ()]
        yield name, dict(zip(names, zip(*found.fetchall(), strict=True), strict=False))  # none of no rows


def misspoken(connection: duckdb.DuckDBPyConnection) -> tuple[int, list[str]]:
    """How many columns hold marked texts, and those that hold one of the other language, or of two."""
    count, wrong = 0, []
    for name, columns in told(connection):
        for column, values in columns.items():
            marks = {mark for value in values if isinstance(value, str) for mark in re.findall("«(en|fr)»", value)}
            count += bool(marks)
            if marks - {column[-2:]} and (name, column) not in IN_BOTH:
                wrong.append(f"{name}.{column} holds {' and '.join(sorted(marks))}")
    return count, sorted(wrong)


def everything(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Any]]:
    """(question, number and hash of its rows), and what the selects say in the wrong language, under `MISSPOKEN`; the
    connection is as before afterwards."""
    connection.execute("set threads = 1").fetchall()
    connection.execute("begin").fetchall()
    try:
        shuffle(connection, "marts", MARTS)
        for name, (text, values) in recorded.questions(CHOICES).items():
            named = {table for schema, table in layers.relations(connection, text) if schema == "marts"}
            if "," in name and named & set(MARTS):
                yield name, recorded.measured(connection, text, values)["rows"]
        shuffle(connection, "raw", RAW)
        shuffle(connection, "staging", STAGING)
        mark(connection)
        for schema in ("marts", "staging"):
            connection.execute(f"drop schema {schema} cascade").fetchall()
            connection.execute(f"create schema {schema}").fetchall()
            layers.create(connection, layers.SQL / schema)
            for path in sorted((layers.SQL / schema).glob("*.sql")):
                text = path.read_text("utf-8")
                named = {table for _, table in layers.relations(connection, text)}
                if path.stem not in recorded.ABOUT_THE_BUILD and named & {*RAW, *STAGING, *MARTS}:
                    yield (
                        f"{schema}.{path.stem}",
                        recorded.measured(connection, f"from {schema}.{path.stem}", {})["rows"],
                    )
            if schema == "marts":
                yield MISSPOKEN, misspoken(connection)
    finally:
        connection.execute("rollback").fetchall()
        connection.execute("set threads = 2").fetchall()
