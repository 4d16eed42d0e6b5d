"""What happened, who acted, and what the law provides: the affair in the chosen period on one time axis."""

from functools import partial

import streamlit as st

from figures import affair
from figures.charts import timeline
from figures.words import word
from pages.shared import brief, cards, frame
from pages.shared.query import label, load
from pages.shared.show import empty_notice, show


def rows_of(selection):
    """The timeline's rows for a selection."""
    return load("overview_timeline", start=selection.start, end=selection.end, jurisdictions=selection.jurisdictions)


MOST_RECEIPTS = 4  # of one card
chosen = frame.selection()
lang = chosen.lang
figures = load("overview_figures", start=chosen.start, end=chosen.end, jurisdictions=chosen.jurisdictions).to_dict(
    "records"
)[0]
counted = load("enforcement_summary", start=chosen.start, end=chosen.end, jurisdictions=chosen.jurisdictions).to_dict(
    "records"
)[0]
rows = rows_of(chosen)
names = {lane: word(f"overview.lane.{lane}", lang) for lane in affair.LANES}


def named(vocabulary, code):
    """What a code is called, in the reader's language."""
    return label(vocabulary, code, lang)


def origins(ids):
    """The receipt of each row; of a mean of many days, what is said of their source."""
    if ids is None:
        return ((word("overview.card.reports_source", lang), frame.link(chosen, "sources")),)
    return tuple((row_id, frame.receipt(row_id, lang)) for row_id in ids[:MOST_RECEIPTS])


st.title(word("overview.title", lang), anchor=False)
cards.lead(affair.answer(counted, lang, chosen.end, chosen.data_date, named))
cards.cards(
    [
        cards.Card(one.value, one.meaning, frame.link(chosen, one.page), origins(one.ids))
        for one in affair.figures_told(figures, lang, named)
    ],
    word("overview.card.more", lang),
    word("overview.card.source", lang),
)

if rows.empty:
    empty_notice(chosen, lambda other: len(rows_of(other)))
else:
    rows["told"] = [affair.told(row, lang, named) for row in rows.to_dict("records")]
    rows["is_low"] = rows["confidence"] == "low"
    rows["is_apart"] = ~rows["is_counted"].astype(bool)
    title = word("overview.timeline", lang)
    inside = rows[rows["place"] == "inside"]
    lanes = {
        lane: word(f"overview.summary.{lane}", lang, count=int((inside["lane"] == lane).sum())) for lane in affair.LANES
    }
    show(
        "overview.timeline",
        partial(
            timeline.timeline,
            rows,
            lane="lane",
            when="start_date",
            until="end_date",
            precision="date_precision",
            text="told",
            binding="is_binding",
            hollow="is_low",
            apart="is_apart",
            names=names,
            lanes=affair.LANES,
            start=chosen.start,
            end=chosen.end,
        ),
        rows,
        selection=chosen,
        title=title,
        summary=word("overview.timeline_summary", lang, **lanes, counted=int(counted["act_count"])),
        alt=timeline.alt(rows, lang, lane="lane", when="start_date", title=title, names=names),
        sources=("detections", "platform_statements", "enforcement_actions", "law"),
        columns={
            "start_date": word("overview.column.start", lang),
            "end_date": word("overview.column.end", lang),
            "lane": word("overview.column.lane", lang),
            "jurisdiction": word("overview.column.jurisdiction", lang),
            "actor": word("overview.column.actor", lang),
            f"text_{lang}": word("overview.column.text", lang),
            "confidence": word("overview.column.confidence", lang),
            "source_publisher": word("overview.column.publisher", lang),
            "source_url": word("overview.column.link", lang),
            "row_id": word("overview.column.id", lang),
        },
        vocabularies={"jurisdiction": "jurisdiction", "confidence": "confidence", "lane": names},
        most=200,
    )
with st.expander(word("overview.read.title", lang)):
    st.markdown(word("overview.read.text", lang))
with st.expander(word("overview.not.title", lang)):
    st.markdown(word("overview.not.text", lang))
brief.button(chosen)
