"""When a post was written, in UTC, from the ways exports write it."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

EARLIEST = dt.datetime(2006, 3, 21, tzinfo=dt.UTC)  # the first public short posts
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})Z?")
LATE = dt.timedelta(days=1)  # clocks of servers differ


def moment(value: Any, zone: ZoneInfo, now: dt.datetime) -> tuple[dt.datetime | None, str]:
    """(the moment in UTC, "") or (None, what is wrong). A time without a zone is one of `zone`."""
    if value in (None, ""):
        return None, "no date"
    try:
        found = read(value, zone)
    except (ValueError, OverflowError, OSError, TypeError):
        return None, "not a date"
    if found < EARLIEST or found > now + LATE:
        return None, "a date outside the time of such posts"
    return found, ""


def read(value: Any, zone: ZoneInfo) -> dt.datetime:
    """The moment, in UTC; raises ValueError and its kind for what is none."""
    if isinstance(value, dt.datetime):
        found = value
    elif isinstance(value, dt.date):
        found = dt.datetime.combine(value, dt.time(), zone)
    elif isinstance(value, (int, float)) or re.fullmatch(r"\d{9,13}(?:\.\d+)?", str(value).strip()):
        seconds = float(value)
        found = dt.datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, dt.UTC)
    else:
        text = str(value).strip()
        compact = COMPACT.fullmatch(text)
        if compact:
            year, month, day, hour, minute, second = map(int, compact.groups())
            found = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        elif text[:1].isdigit():
            found = dt.datetime.fromisoformat(text)
        elif re.match(r"\w{3} \w{3} \d{2} [\d:]{8} [+-]\d{4} \d{4}$", text):  # as X writes it
            found = dt.datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")
        else:
            found = parsedate_to_datetime(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    return found.astimezone(dt.UTC)
