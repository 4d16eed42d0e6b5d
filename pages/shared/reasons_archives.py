"""The archives of statements of reasons that the operator added, and where they differ from the historical file."""

import pandas as pd

from figures.words import word
from pages.shared.frame import Selection
from pages.shared.query import load
from pages.shared.reasons_codes import headings, sources
from pages.shared.show import show

ARCHIVES = ("archive", "day", "scope", "row_count", "counted_count", "rejected_count", "repeated_count", "is_verified",
            "is_used", "sha1", "loaded_at", "replaced_at")  # fmt: skip
OVERLAP = ("day", "platform", "metric", "code", "history_count", "dump_count")
DIFFERENCES = ("day", "archive", "platform", "metric", "code", "archive_count", "counted_count")
SCOPES = ("global", "platform", "part")
EVER = {"start": "1900-01-01", "end": "2999-12-31", "platforms": ()}


def archives(selection: Selection) -> None:
    """Draws the list of archives, of the counts on which they contradict the historical file, and each other."""
    lang, rows = selection.lang, load("reasons_archives")
    if rows.empty:
        return
    show(
        "reasons.archives",
        None,
        rows,
        selection=selection,
        title=word("reasons.archives", lang),
        summary=word("reasons.archives_summary", lang, count=len(rows), used=int(rows["is_used"].sum()),
                     rejected=int(rows["rejected_count"].sum())),
        alt="",
        sources=("dsa",),
        columns=headings(ARCHIVES, lang),
        vocabularies={"scope": {one: word(f"reasons.scope_{one}", lang) for one in SCOPES}},
        scope=word("reasons.ever", lang),
    )  # fmt: skip
    contradictions("overlap", load("reasons_overlap", **EVER), OVERLAP, selection)
    contradictions("differences", load("reasons_differences", **EVER), DIFFERENCES, selection)


def contradictions(name: str, rows: pd.DataFrame, columns: tuple[str, ...], selection: Selection) -> None:
    """A table of the counts on which two sources of one day differ; nothing where none do."""
    if rows.empty:
        return
    lang = selection.lang
    show(
        f"reasons.{name}",
        None,
        rows,
        selection=selection,
        title=word(f"reasons.{name}", lang),
        summary=word(f"reasons.{name}_summary", lang, count=len(rows)),
        alt="",
        sources=sources(),
        columns=headings(columns, lang),
        scope=word("reasons.ever", lang),
        vocabularies={"metric": "sor_metric", "code": "sor_code"},
    )
