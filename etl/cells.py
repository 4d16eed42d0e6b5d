"""Values as files hold them: ISO dates, dots, numbers as numbers, and nothing a spreadsheet would run."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from etl.harmless import harmless, harmless_value

# A spreadsheet runs a text that starts so, spaces or not; the last four are the full-width forms.
FORMULA = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
PLAIN_NUMBER = re.compile(r"^[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?$")

MARK = b"\xef\xbb\xbf"
PART = 2_000  # rows written at a time


def json_value(value: Any) -> Any:
    """A value for JSON: None for missing, ISO text for days and times, lists as lists."""
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [json_value(one) for one in value]
    return harmless(value) if isinstance(value, str) else value


def neutral(text: str) -> str:
    """`text`, with an apostrophe before what a spreadsheet would run."""
    return "'" + text if FORMULA.match(text) and not PLAIN_NUMBER.match(text) else text


@lru_cache(maxsize=4096)
def text_cell(text: str) -> str:
    """A text for CSV; in a column of codes each is looked at once."""
    return neutral(harmless(text))


def cell(value: Any, french: bool = False) -> Any:
    """A value for CSV: blank for missing, true and false, list members joined by `; `; in French a decimal comma."""
    kind = type(value)
    if kind is str:
        return text_cell(value)
    if kind is int or value is None:
        return value
    value = json_value(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = "; ".join(str(one) for one in value)
    if french and isinstance(value, float):
        return repr(value).replace(".", ",")
    return neutral(value) if isinstance(value, str) else value


def to_csv(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 without a mark, commas, a heading of column names."""
    return b"".join(csv_parts(names, rows))


def csv_parts(
    names: Sequence[str], rows: Iterable[Sequence[Any]], same: Mapping[str, str] | None = None, french: bool = False
) -> Iterator[bytes]:
    """What `to_csv` gives, PART rows at a time; `same`: further columns, whose value is that of every row.

    French: semicolons and decimal commas.
    """
    last = [cell(value) for value in (same or {}).values()]
    waiting = iter(rows)
    part: list[Sequence[Any]] = [[*names, *(same or {})]]
    while part:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n").writerows(part)
        yield text.getvalue().encode("utf-8")
        part = [[*(cell(value, french) for value in row), *last] for row in islice(waiting, PART)]


def to_json(record: Any) -> bytes:
    """Text as in the database, made harmless; `<` written so that no reader takes it for a tag."""
    return (
        json.dumps(harmless_value(record), ensure_ascii=False, indent=1, allow_nan=False)
        .replace("<", "\\u003c")
        .encode("utf-8")
        + b"\n"
    )


def json_parts(record: Mapping[str, Any], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """`record` as JSON with `rows` as its last member, an object a line, PART rows at a time."""
    waiting = iter(rows)
    yield to_json(record).rstrip().removesuffix(b"}").rstrip() + b',\n "rows": ['
    before = "\n  "
    while part := list(islice(waiting, PART)):
        told = (
            json.dumps(dict(zip(names, map(json_value, row), strict=True)), ensure_ascii=False, allow_nan=False)
            for row in part
        )
        yield (before + ",\n  ".join(told)).replace("<", "\\u003c").encode("utf-8")
        before = ",\n  "
    yield b"\n ]\n}\n"


def parts(
    form: str, mark: bool, names: Sequence[str], rows: Iterable[Sequence[Any]], about: Mapping[str, str],
    record: Mapping[str, Any],
) -> Iterator[bytes]:  # fmt: skip # saves 4 lines
    """The parts of a CSV file (`mark`: with the bytes by which Excel knows UTF-8) or of a JSON file."""
    if form == "json":
        return json_parts(record, names, rows)
    return chain([MARK] if mark else [], csv_parts(names, rows, about))
