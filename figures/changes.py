"""What was corrected since it was collected."""

from figures.asked import Asked
from figures.data import load
from figures.drawn import Drawn, figure, headings
from figures.words import word


@figure("changes.corrections")
def corrections(asked: Asked) -> Drawn:
    """Every correction of a fact. Grain: one row per corrected cell."""
    rows, lang = load("corrections"), asked.lang
    return Drawn(
        word("changes.corrections", lang),
        rows,
        headings("changes", "correction_date relation row_id field was is_now why_* source_url", lang),
        summary=word("changes.corrections_summary", lang),
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
    )
