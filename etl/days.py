"""A day as a person gives it to a command."""

import argparse
import calendar
import datetime as dt
import re

GIVEN = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def day(given: str) -> dt.date:
    """The day an option names, written YYYY-MM-DD and no other way, for argparse's `type=`.

    Raises ArgumentTypeError with what is wrong with it; argparse says of which option, and exits with 2.
    """
    try:
        if not GIVEN.fullmatch(given):
            raise ValueError
        return dt.date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{given!r} is not a day{_why(given)}. Nothing was done. "
            "Give a day of the calendar as YYYY-MM-DD (2026-01-05) and run the command again."
        ) from None


def _why(given: str) -> str:
    """What is impossible in a day of the right form: the year, the month, or the day of that month; else nothing."""
    found = GIVEN.fullmatch(given)
    if not found:
        return ""
    year, month = int(found[1]), int(found[2])
    if not year:
        return ": there is no year 0000"
    if not 1 <= month <= 12:
        return f": there is no month {found[2]}"
    return f": {calendar.month_name[month]} {year} has {calendar.monthrange(year, month)[1]} days"
