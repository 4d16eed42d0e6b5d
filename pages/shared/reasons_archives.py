"""The archives of statements of reasons that the operator added, and where they differ from the historical file."""

import streamlit as st

from pages.shared.frame import Selection
from pages.shared.query import load
from pages.shared.reasons_codes import headings, sources
from pages.shared.show import show
from pages.shared.words import word

ARCHIVES = ("archive", "day", "scope", "row_count", "counted_count", "rejected_count", "repeated_count", "is_verified",
            "is_used", "sha1", "loaded_at")  # fmt: skip
DIFFERENCES = ("day", "platform", "metric", "code", "history_count", "dump_count")


def archives(selection: Selection) -> None:
    """Draws the list of archives and of the counts they contradict; nothing where no archive was added."""
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
    )  # fmt: skip
    rows = load("reasons_overlap", start="1900-01-01", end="2999-12-31", platforms=())
    if len(rows):
        show(
            "reasons.overlap",
            None,
            rows,
            selection=selection,
            title=word("reasons.overlap", lang),
            summary=word("reasons.overlap_summary", lang, count=len(rows)),
            alt="",
            sources=sources(),
            columns=headings(DIFFERENCES, lang),
            vocabularies={"metric": "sor_metric", "code": "sor_code"},
        )


def contradicted(selection: Selection, platforms: tuple[str, ...]) -> None:
    """A note where an added archive contradicts the counts of the chosen platforms in the period."""
    rows = load("reasons_overlap", start=selection.start, end=selection.end, platforms=platforms)
    if len(rows):
        days = rows["day"].nunique()
        st.warning(word("reasons.contradicted", selection.lang, count=days, platforms=sorted(set(rows["platform"]))))
