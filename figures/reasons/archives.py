"""The archives of statements of reasons that the operator added, and where they differ from the historical file."""

import pandas as pd

from figures.asked import Asked
from figures.data import load
from figures.drawn import Drawn, figure, headings
from figures.reasons.codes import SOURCES
from figures.words import word

SCOPES = ("global", "platform", "part")
EVER = {"start": "1900-01-01", "end": "2999-12-31", "platforms": ()}


@figure("reasons.archives", page="sources")
def archives(asked: Asked) -> Drawn:
    """The operator's archives, and what became of each. Grain: one row per archive."""
    lang, rows = asked.lang, load("reasons_archives")
    numbers = {"count": len(rows), "used": int(rows["is_used"].sum()), "rejected": int(rows["rejected_count"].sum())}
    return Drawn(
        word("reasons.archives", lang),
        rows,
        headings(
            "reasons",
            "archive day scope row_count counted_count rejected_count repeated_count is_verified is_used sha1 "
            "loaded_at replaced_at",
            lang,
        ),
        summary=word("reasons.archives_summary", lang, **numbers),
        numbers=numbers,
        sources=("dsa",),
        vocabularies={"scope": {one: word(f"reasons.scope_{one}", lang) for one in SCOPES}},
        scope=word("reasons.ever", lang),
    )


@figure("reasons.overlap", page="sources")
def overlap(asked: Asked) -> Drawn:
    """The counts on which the archives and the historical file differ. Grain: one row per count."""
    columns = headings("reasons", "day platform metric code history_count dump_count", asked.lang)
    return contradictions("overlap", load("reasons_overlap", **EVER), columns, asked.lang)


@figure("reasons.differences", page="sources")
def differences(asked: Asked) -> Drawn:
    """The counts on which two archives of one day differ. Grain: one row per count and archive."""
    columns = headings("reasons", "day archive platform metric code archive_count counted_count", asked.lang)
    return contradictions("differences", load("reasons_differences", **EVER), columns, asked.lang)


def contradictions(name: str, rows: pd.DataFrame, columns: dict[str, str], lang: str) -> Drawn:
    """A table of the counts on which two sources of one day differ; no rows where none do."""
    return Drawn(
        word(f"reasons.{name}", lang),
        rows,
        columns,
        summary=word(f"reasons.{name}_summary", lang, count=len(rows)),
        numbers={"count": len(rows)},
        sources=SOURCES,
        scope=word("reasons.ever", lang),
        vocabularies={"metric": "sor_metric", "code": "sor_code"},
    )
