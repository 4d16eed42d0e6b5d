"""A file of detector results into DuckDB's memory, every value as text, and scanned before anything else is done.

Nothing is written to disk here: the connection is in memory and may not spill. What cannot be read as a record is kept
as a rejected row (its line and why, never its text).
"""

import json
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from etl.detections.unread import clean_calls, leave_unread
from etl.errors import GardefouError
from etl.intake import content_scan, text_files
from etl.intake.content_scan import literal
from etl.intake.json_text import values_in
from etl.intake.text_files import UNCHANGED, Saved
from etl.strict_json import written

DECODER = json.JSONDecoder()
WHOLE_JSON = 32 << 20  # a JSON document is held in memory whole; larger files come as one JSON object a line


@dataclass(frozen=True)
class Incoming:
    """What was read: `kind` is table, lines or document; `columns` are the file's own, in relation `incoming`.

    `said`: what was assumed of encoding, separator and header, a sentence each, to be printed.
    """

    kind: str
    columns: tuple[str, ...]
    rows: int
    said: tuple[str, ...] = ()


@contextmanager
def in_memory():
    """A DuckDB connection that keeps everything in at most 640 MB of memory and never spills to disk."""
    config: dict[str, Any] = {
        "memory_limit": "640MB",
        "threads": "2",
        "temp_directory": "",
        "preserve_insertion_order": "true",
    }
    connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute("set global TimeZone = 'UTC'")  # the day of a time is that of no machine
        connection.execute('create table rejects ("row" bigint, "column" varchar, reason varchar)')
        yield connection
    except duckdb.OutOfMemoryException:
        raise GardefouError(f"the file needs more than 640 MB of memory. {UNCHANGED} Split it into parts.") from None
    except duckdb.Error as fault:  # its text may quote the file, which is shown nowhere
        kind = type(fault).__name__
        raise GardefouError(f"the file could not be read ({kind}). {UNCHANGED} Export it again.") from None
    finally:
        connection.close()


def numbered(connection) -> None:
    """From here on each row carries its number, and DuckDB need not keep their order, which costs memory."""
    connection.execute("set preserve_insertion_order = false")


def from_json(connection, path: Path, saved: Saved, unread: tuple[str, ...] = ()) -> Incoming:
    """One JSON object or list a line, or one document (at most 32 MB) whose parts are taken apart later."""
    with text_files.opened(path, saved) as file:
        first, second = file.readline().strip().lstrip("\ufeff"), file.readline().strip()
    is_lines = is_whole_json(first) and second.startswith(("{", "["))
    if not is_lines and path.stat().st_size > WHOLE_JSON:
        raise GardefouError(f"{path.name}: a JSON document of more than 32 MB. {UNCHANGED} Write one object a line.")
    if is_lines:
        lines_of(connection, path, saved)
        numbered(connection)
        clean_calls(connection)
        said = leave_unread(connection, unread)
        connection.execute("""
            insert into rejects select "row", '', 'not a JSON object' from incoming where trim(line) <> ''
            and case when json_valid(line) then json_type(line) not in ('OBJECT', 'ARRAY') else true end""")
        connection.execute("""delete from incoming where trim(line) = ''
                           or "row" in (select "row" from rejects)""")
        content_scan.check_json(connection, "incoming", "line", '"row"')
        return Incoming("lines", ("line",), count(connection), said)
    with text_files.opened(path, saved) as file:
        values = list(values_in(file.read(), path.name, DECODER))
    if len(values) > 1:  # one after another, however they are laid out
        numbered(connection)
    fill_unscanned(connection, values)
    said = leave_unread(connection, unread)
    content_scan.check_json(connection, "incoming", "line", '"row"')
    return Incoming("lines" if len(values) > 1 else "document", ("line",), len(values), said)


def lines_of(connection, path: Path, saved: Saved) -> None:
    """`incoming` with a line of the file a row, as it stands."""
    if not saved.is_utf8:
        with text_files.opened(path, saved) as file:
            lines = file.read().lstrip("\ufeff").splitlines()
        fill(connection, "incoming", {"row": (pa.int64(), range(1, len(lines) + 1)), "line": (pa.string(), lines)})
        return
    try:
        connection.execute(f"""
            create table incoming as
            select row_number() over () as "row", line from read_csv({literal(str(path))}, auto_detect=false,
                compression='none', header=false, delim='\x1f', quote='', escape='', columns={{'line': 'VARCHAR'}})""")
    except duckdb.Error:
        raise GardefouError(f"{path.name}: not readable as JSON lines. {UNCHANGED} Export it again.") from None


def fill_lines(connection, parts: list) -> int:
    """`incoming` made anew of JSON values, a row each, scanned; returns their number. NaN becomes null."""
    fill_unscanned(connection, parts)
    content_scan.check_json(connection, "incoming", "line", '"row"')
    return len(parts)


def fill_unscanned(connection, parts: list) -> None:
    lines = [written(part) for part in parts]
    connection.execute("drop table if exists incoming")
    fill(connection, "incoming", {"row": (pa.int64(), range(1, len(lines) + 1)), "line": (pa.string(), lines)})
    clean_calls(connection)


def read_document(connection):
    """The one document in `incoming`, as Python values."""
    return json.loads(connection.execute("select line from incoming").fetchall()[0][0])


def is_whole_json(text: str) -> bool:
    """Whether the text is one JSON object or list to its end."""
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def fill(connection, name: str, columns: dict[str, tuple[pa.DataType, Iterable]]) -> None:
    """Create a relation from columns of (type, values)."""
    given = pa.table({column: pa.array(list(values), kind) for column, (kind, values) in columns.items()})
    connection.register("given", given)
    connection.execute(f"create table {name} as from given")
    connection.unregister("given")


def count(connection) -> int:
    return connection.execute("select count(*) from incoming").fetchall()[0][0]
