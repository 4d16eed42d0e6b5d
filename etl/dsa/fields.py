"""Single records, looked at closely: the slow, exact path for the few that the fast one could not take.

A record is lexed as Python's csv module does (RFC 4180, leniently): a quoted field ends at the first quote that is not
doubled, and what follows up to the comma belongs to the field. The exporter (PHP's fputcsv) leaves a quote undoubled
after a backslash; a row where that changes the number of cells is rejected, not guessed at.
"""

import json
import re
from datetime import date
from typing import NamedTuple

from etl.harmless import is_harmless
from etl.strict_json import written

FIELD = re.compile(rb'(?:"(?:[^"]++|"")*+(?:"|\Z))?[^,\r\n]*')
QUOTED = re.compile(rb'"((?:[^"]++|"")*+)(?:"|\Z)([^,\r\n]*)')
RECORD_AT = re.compile(rb"\n(?=[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12},)")

DATE = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[0-9.+:Z-]{0,20}"
LIST = r'\[("{0}"(,"{0}")*)?\]|'
# What the documentation of the database lets a column hold; used only to notice what is odd.
EXPECTED = {
    name: re.compile(pattern)
    for name, pattern in {
        "category": "STATEMENT_CATEGORY_[A-Z0-9_]{1,100}",
        "category_specification": LIST.format("KEYWORD_[A-Z0-9_]{1,100}"),
        "automated_detection": "Yes|No",
        "automated_decision": "AUTOMATED_DECISION_[A-Z_]{1,60}",
        "platform_name": r"[^\x00-\x1f\x7f]{1,200}",
        "created_at": DATE,
        "content_date": DATE + "|",
        "application_date": DATE + "|",
        "content_type": LIST.format("CONTENT_TYPE_[A-Z0-9_]{1,60}"),
        "decision_account": "(DECISION_ACCOUNT_[A-Z_]{1,60})?",
        "decision_ground": "DECISION_GROUND_[A-Z_]{1,60}",
        "source_type": "SOURCE_[A-Z0-9_]{1,60}",
        "territorial_scope": LIST.format("[A-Z]{2}"),
    }.items()
}
STEADY = ("automated_detection", "automated_decision", "created_at")  # filled and of one form on every real row
KEEPABLE = re.compile(r"[^\x00-\x1f\x7f]{0,120}")
UNREADABLE = "UNREADABLE"
NO_LIST = frozenset({"", "[]", "nan", "None", "null", "<NA>", "NA"})


class Reject(NamedTuple):
    """Where a record was refused and why; never what it said. `line` counts line feeds from 1 (the header)."""

    line: int
    column: str
    reason: str


def is_expected(column: str, value: bytes) -> bool:
    """Whether the column may hold this, by its documentation."""
    try:
        return EXPECTED[column].fullmatch(value.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False


def kept(value: bytes) -> str:
    """The value as text when it may be kept (short, one line, UTF-8), else `UNREADABLE`."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return UNREADABLE
    return text if KEEPABLE.fullmatch(text) and is_harmless(text) else UNREADABLE


def listed(value: str) -> tuple[str, ...]:
    """The codes of a JSON list, or of one that pandas wrote anew (['A', 'B'], nan), each once, in order; a text that is
    not a list counts as one unknown code."""
    if value in NO_LIST:
        return ()
    try:
        found = json.loads(value.replace("'", '"') if value.startswith("['") else value)
    except ValueError:
        return (value,)
    if not isinstance(found, list):
        return (value,)
    return tuple(dict.fromkeys(code if isinstance(code, str) else written(code) for code in found))


def field_end(text: bytes, at: int) -> int:
    """The place after the cell that begins at `at`."""
    found = FIELD.match(text, at)
    assert found  # the pattern matches the empty cell too
    return found.end()


def records(block: bytes) -> list[tuple[int, int, int]]:
    """Start, end and number of cells of each record of the block; blank lines are no records."""
    found, start, at, cells = [], 0, 0, 0
    while at <= len(block):
        at = field_end(block, at)
        cells += 1
        if block[at : at + 1] == b",":
            at += 1
            continue
        if at > start:
            found.append((start, at, cells))
        start = at = at + (2 if block[at : at + 2] == b"\r\n" else 1)
        cells = 0
    return found


def cells_of(text: bytes) -> tuple[list[bytes], int]:
    """The cells of one record, and the place of the first whose quotes do not close at its end (-1: all do).

    Also -1 < place when the text goes on after the record's end: then it is the place of the last cell.
    """
    cells: list[bytes] = []
    odd, at = -1, 0
    while True:
        end = field_end(text, at)
        raw = text[at:end]
        if raw[:1] == b'"':
            quoted = QUOTED.fullmatch(raw)
            assert quoted  # FIELD found it, and says the same
            inner, rest = quoted.groups()
            is_open = raw[-1:] != b'"' or (not rest and len(raw) == len(inner) + 1)
            odd = len(cells) if odd < 0 and (rest or is_open) else odd
            raw = inner.replace(b'""', b'"') + rest
        cells.append(raw)
        if text[end : end + 1] != b",":
            odd = len(cells) - 1 if odd < 0 and end < len(text) else odd
            return cells, odd
        at = end + 1


def judged(text: bytes, line: int, header: list[str]) -> tuple[list[list[bytes]], list[Reject]]:
    """The rows to count and the rejects in a stretch of bytes that is one record, or was read as one by mistake."""
    cells, odd = cells_of(text)
    if len(cells) == len(header) and odd < 0:
        reject = misplaced(cells, line, header)
        return ([], [reject]) if reject else ([cells], [])
    rows, rejects = [], []
    for piece in RECORD_AT.split(text):
        cells, odd = cells_of(piece)
        reject = complaint(piece, cells, odd, line, header)
        if reject:
            rejects.append(reject)
        else:
            rows.append(cells)
        line += piece.count(b"\n") + 1
    return rows, rejects


def misplaced(cells: list[bytes], line: int, header: list[str]) -> Reject | None:
    """Why a record with the right number of cells is not counted: its cells are another column's, or no record's."""
    if [cell.strip().lower() for cell in cells] == [name.encode() for name in header]:
        return Reject(line, header[0], "the header stands here again")
    row = dict(zip(header, cells, strict=True))
    # One odd value is a new code and is kept; two of these three at once are a row that has slipped.
    odd = [name for name in STEADY if row[name] and not is_expected(name, row[name])]
    if len(odd) > 1:
        return Reject(line, odd[0], f"the row is shifted: {' and '.join(odd)} hold what belongs elsewhere")
    if not is_day(row["created_at"]):
        return Reject(line, "created_at", "no day that a calendar has; the day of arrival is needed to count a row")
    return None


def is_day(value: bytes) -> bool:
    """Whether a time begins with a day of the calendar, of this century or the last."""
    try:
        return 1900 <= date.fromisoformat(value[:10].decode("ascii")).year <= 2100 and not value[10:11].isdigit()
    except ValueError:
        return False


def complaint(text: bytes, cells: list[bytes], odd: int, line: int, header: list[str]) -> Reject | None:
    """Why a record is not counted, None when it is."""
    known = [(name, cell) for name, cell in zip(header, cells, strict=False) if name in EXPECTED]
    strange = [name for name, cell in known if not is_expected(name, cell)]
    if len(cells) == len(header) and (odd < 0 or not strange):
        return misplaced(cells, line, header)
    if odd >= 0:
        column = header[min(odd, len(header) - 1)]
        after = " after a backslash" if b'\\"' in text else ""
        return Reject(
            line, column, f"a quote inside the text is not doubled{after}: {len(cells)} cells instead of {len(header)}"
        )
    if len(cells) < len(header):
        return Reject(line, header[len(cells)], f"the row ends after {len(cells)} of {len(header)} cells")
    column = strange[0] if strange else header[-1]
    return Reject(line, column, f"{len(cells)} cells instead of {len(header)}: the row is shifted")
