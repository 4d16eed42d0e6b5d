"""What was corrected since it was collected."""

from datetime import date

import pandas as pd

from figures.asked import EARLIEST, Asked, Choice
from figures.data import load
from figures.drawn import Drawn, figure, headings
from figures.within import FIND, within
from figures.words import word


def first(asked: Asked) -> date:
    """The day of the first correction."""
    days = pd.to_datetime(load("corrections")["correction_date"].dropna())
    return days.min().date() if len(days) else EARLIEST


SINCE = Choice("since", "changes.since", "day", usual=first)


@figure("changes.corrections", choices=(SINCE, FIND))
def corrections(asked: Asked) -> Drawn:
    """Every correction of a fact since the day asked for. Grain: one row per corrected cell."""
    lang, rows = asked.lang, load("corrections")
    known = len(rows)
    rows = rows[pd.to_datetime(rows["correction_date"]) >= pd.Timestamp(asked["since"])]
    searched = ("relation", "row_id", "field", "was", "is_now", f"why_{lang}")
    rows = within(rows, searched, asked["q"], lang, {})
    title = word("changes.corrections_title", lang, count=len(rows), day=asked["since"])
    if rows.empty:
        return Drawn(title, rows, empty=word("changes.corrections_none", lang, count=known) if known else "")
    return Drawn(
        title,
        rows,
        headings("changes", "correction_date row_id relation field was is_now why_* source_url", lang),
        summary=word("changes.corrections_summary", lang),
        scope=word("export.whole", lang),
        numbers={"count": len(rows)},
        shown=("correction_date", "row_id", "field", "was", "is_now", f"why_{lang}", "source_url"),
    )


@figure("changes.withdrawn")
def withdrawn(asked: Asked) -> Drawn:
    """Every row withdrawn from the record or merged into another. Grain: one row per withdrawn row."""
    rows, lang = load("withdrawn"), asked.lang
    return Drawn(
        word("changes.withdrawn", lang),
        rows,
        headings("changes", "withdrawn_date relation row_id instead why_* source_url", lang),
        summary=word("changes.withdrawn_summary", lang),
        scope=word("export.whole", lang),
    )


@figure("changes.accepted")
def accepted(asked: Asked) -> Drawn:
    """What a person let pass although it was held back, and why. Grain: one row per thing let pass."""
    rows, lang = load("accepted"), asked.lang
    return Drawn(
        word("changes.accepted", lang),
        rows,
        headings("changes", "accepted_date day slug before_count after_count reason", lang),
        summary=word("changes.accepted_summary", lang),
        scope=word("export.whole", lang),
    )
