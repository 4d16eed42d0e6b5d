"""What a chart's own script is told: no buttons, and months and numbers in the reader's language."""

from typing import Any

from babel.dates import get_day_names, get_month_names

from figures.words import LOCALES


def config(lang: str) -> dict[str, Any]:
    """The chart's own buttons: none are shown; months and numbers it writes are in the reader's language."""
    shared = {"displaylogo": False, "displayModeBar": False, "responsive": True, "scrollZoom": False}
    if lang == "en":
        return shared
    locale = LOCALES[lang]
    formats = {
        "days": [get_day_names("wide", locale=locale)[(n + 6) % 7] for n in range(7)],
        "shortDays": [get_day_names("abbreviated", locale=locale)[(n + 6) % 7] for n in range(7)],
        "months": list(get_month_names("wide", locale=locale).values()),
        "shortMonths": list(get_month_names("abbreviated", locale=locale).values()),
        "date": "%d/%m/%Y",
        "decimal": ",",
        "thousands": "\u202f",
    }
    return {**shared, "locale": lang, "locales": {lang: {"dictionary": {}, "format": formats}}}
