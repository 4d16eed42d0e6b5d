"""How old the data are, in one sentence: their last day, how long ago that was, and when last looked for."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from figures.words import word

DAYS_OF_A_WEEK, DAYS_OF_A_MONTH, DAYS_OF_A_YEAR = 7, 30.44, 365.25
MOST_DAYS, MOST_WEEKS, MOST_MONTHS = 14, 9, 24


def age(found: Mapping[str, Any], lang: str, today: date | None = None) -> str:
    """The age of the data for a reader of `today`; `found` is the row of the query age."""
    last, looked = (_date(found[name]) for name in ("data_date", "looked_date"))
    if last is None:
        return word("common.age.none", lang)
    told = {"day": last, "ago": ago((today or datetime.now(UTC).date()) - last, lang)}
    if looked is None or looked < last:
        return word("common.age.never", lang, **told)
    result = "looked" if found["is_found"] else "nothing"
    return word(f"common.age.{result}", lang, looked=looked, **told)


def short(found: Mapping[str, Any], lang: str, today: date | None = None) -> str:
    """`data to 2 October 2026 (8 weeks ago)`, for the head of every page."""
    last = _date(found["data_date"])
    if last is None:
        return word("common.age.none", lang)
    passed = (today or datetime.now(UTC).date()) - last
    return word("common.age.short", lang, day=last, ago=ago(passed, lang))


def ago(passed: Any, lang: str) -> str:
    """`8 weeks ago`: days up to two weeks, weeks up to two months, months up to two years, then years."""
    days = passed.days
    if days < 0:
        return word("common.age.ahead", lang)
    if not days:
        return word("common.age.today", lang)
    if days <= MOST_DAYS:
        return word("common.age.days", lang, count=days)
    weeks = days // DAYS_OF_A_WEEK
    if weeks <= MOST_WEEKS:
        return word("common.age.weeks", lang, count=weeks)
    months = int(days / DAYS_OF_A_MONTH)
    return word("common.age.months", lang, count=months) if months < MOST_MONTHS else years(days, lang)


def years(days: int, lang: str) -> str:
    return word("common.age.years", lang, count=int(days / DAYS_OF_A_YEAR))


def _date(value: Any) -> date | None:
    return None if value is None or value != value else value.date() if hasattr(value, "date") else value
