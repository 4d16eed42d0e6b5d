"""Values as files hold them: ISO dates, dots, numbers as numbers, and nothing a spreadsheet would run."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# A spreadsheet runs a text that starts so, spaces or not; the last four are the full-width forms.
FORMULA = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
PLAIN_NUMBER = re.compile(r"^[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?$")


def plain(value: Any) -> Any:
    """A value for JSON: None for missing, ISO text for days and times, lists as lists."""
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def neutral(text: str) -> str:
    """`text`, with an apostrophe before what a spreadsheet would run."""
    return "'" + text if FORMULA.match(text) and not PLAIN_NUMBER.match(text) else text


def cell(value: Any) -> Any:
    """A value for CSV: blank for missing, true and false, list members joined by `; `."""
    value = plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = "; ".join(str(one) for one in value)
    return neutral(value) if isinstance(value, str) else value


def to_csv(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 without a mark, commas, a heading of column names."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return text.getvalue().encode("utf-8")


def to_json(record: Any) -> bytes:
    """Text exactly as in the database; `<` written so that no reader takes it for a tag."""
    return json.dumps(record, ensure_ascii=False, indent=1).replace("<", "\\u003c").encode("utf-8") + b"\n"
