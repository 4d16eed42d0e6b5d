"""What rows owe each other once all tables are read: one row a key, what is named exists, ends follow beginnings."""

import calendar
import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from etl.intake.tables import Table
from etl.intake.values import Kind


def faults(tables: Mapping[str, Table], unread: Collection[str] = ()) -> list[str]:
    """A line for each fault: file, line, column, what was found and what is accepted; [] when there is none.

    Cells that were found at fault before (`faulty`) are left out, and what names rows of a table that was not read.
    """
    return [
        fault
        for table in tables.values()
        for fault in [*repeated(table), *loose(table, tables, unread), *crossed(table)]
    ]


def repeated(table: Table) -> Iterator[str]:
    """Rows whose key another row has; keys of one column are already unique by their type."""
    seen: dict[tuple, int] = {}
    for row in table.rows if table.key else ():
        if set(table.key) & row.get("faulty", set()):
            continue
        key = tuple(row[column] for column in table.key)
        if (first := seen.setdefault(key, row["source_line"])) != row["source_line"]:
            named = ", ".join(f"{column} {value}" for column, value in zip(table.key, key, strict=True))
            yield f"{place(table, row, table.key[0])}: {named} is already on line {first}; together they name one row"


def loose(table: Table, tables: Mapping[str, Table], unread: Collection[str] = ()) -> Iterator[str]:
    """Cells that name a row of another table, or of their own, which does not exist."""
    for column, kind in table.kinds.items():
        if not kind.references:
            continue
        other, key = kind.references.split(".")
        if other in unread or (other == "provisions" and not tables[other].rows):  # this affair has no law read
            continue
        known = {row[key] for row in tables[other].rows} if other in tables else set()
        for row in table.rows:
            value = row.get(column)
            if other == "provisions" and table.name.endswith("law_documents.csv") and is_elsewhere(str(value), tables):
                continue
            if value is not None and value not in known and column not in row.get("faulty", ()):
                where = tables[other].name if other in tables else other
                yield f"{place(table, row, column)}: {value!r} is not in {where}; accepted: a {key} of that table"


def is_elsewhere(provision: str, tables: Mapping[str, Table]) -> bool:
    """Whether a provision, by how it begins, is of a jurisdiction whose law the folder lacks, or sets aside."""
    codes = [row["code"] for row in tables["jurisdictions"].rows] if "jurisdictions" in tables else []
    named = [code for code in codes if provision.startswith(f"{code.lower()}-")]
    read = {row["jurisdiction"] for row in tables["provisions"].rows}
    return bool(named) and max(named, key=len) not in read


def crossed(table: Table) -> Iterator[str]:
    """Cells below the one of their row that they may not lie below. A month counts by its last day."""
    for column, kind in table.kinds.items():
        for row in table.rows if kind.at_least else ():
            value, least = row.get(column), row.get(kind.at_least)
            if {column, kind.at_least} & row.get("faulty", set()):
                continue
            if value is not None and least is not None and latest(row, column, kind) < least:
                why = f"{value} is less than {kind.at_least}, {least}; accepted: {least} or above"
                yield f"{place(table, row, column)}: {why}"


def latest(row: Mapping[str, Any], column: str, kind: Kind) -> Any:
    """The value, or of a date known to the month the last day it may be."""
    value = row[column]
    precision = row.get(f"{column}_precision") or row.get("date_precision" if column == "date" else "")
    if isinstance(value, dt.date) and kind.type == "date" and precision == "month":
        return value.replace(day=calendar.monthrange(value.year, value.month)[1])
    return value


def place(table: Table, row: Mapping[str, Any], column: str) -> str:
    """Where a cell stands: the file of the row (the law has one a jurisdiction), its line and column."""
    return f"{row.get('source_file') or table.name}, line {row['source_line']}, column {column}"
