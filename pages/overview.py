"""What happened, who acted, and what the law provides: the affair in the chosen period on one time axis."""

import streamlit as st

from pages.shared import cards, frame
from pages.shared.charts import timeline
from pages.shared.query import label, load
from pages.shared.show import empty_notice, show
from pages.shared.tables import missing
from pages.shared.words import day, listed, money, number, percent, word

LANES = ("measured", "said", "done", "law")
VOCABULARIES = {"measured": "detection_category", "said": "platform_stance", "done": "measure", "law": "harm"}


def rows_of(selection):
    """The timeline's rows for a selection."""
    return load("overview_timeline", start=selection.start, end=selection.end, jurisdictions=selection.jurisdictions)


def told(row, lang):
    """What a mark is, in the reader's language: who, what kind, in which jurisdiction, and our summary."""
    kind = label(VOCABULARIES[row["lane"]], row["code"], lang)
    where = label("jurisdiction", row["jurisdiction"], lang)
    head = " · ".join(part for part in (where, row["actor"], kind) if part)
    return f"{head} — {row[f'text_{lang}']}"


chosen = frame.selection()
lang = chosen.lang
figures = load("overview_figures", start=chosen.start, end=chosen.end, jurisdictions=chosen.jurisdictions).to_dict(
    "records"
)[0]
rows = rows_of(chosen)
names = {lane: word(f"overview.lane.{lane}", lang) for lane in LANES}

st.title(word("overview.title", lang), anchor=False)
if figures["act_count"]:
    answer = word(
        "overview.answer",
        lang,
        count=int(figures["act_count"]),
        places=word("overview.places", lang, count=int(figures["act_jurisdiction_count"])),
        binding=word("overview.binding", lang, count=int(figures["binding_count"])),
        until=day(min(chosen.end.isoformat(), chosen.data_date), lang),
    )
    answer += " " + word("overview.fines", lang, count=int(figures["fine_count"]))
else:
    answer = word("overview.answer_none", lang)
cards.lead(answer)

cards.cards(
    [
        cards.Card(
            percent(figures["minimal_attire_share"], lang),
            word(
                "overview.card.measured",
                lang,
                n=number(figures["sampled_count"], lang),
                start=day(figures["sample_start"], lang),
                end=day(figures["sample_end"], lang),
                women=percent(figures["women_share"], lang),
                both=percent(figures["women_minimal_attire_share"], lang),
                producer=figures["producer"],
            ),
            frame.link(chosen, "incidence"),
        ),
        cards.Card(
            word(
                "overview.card.law_value",
                lang,
                months=word("overview.months", lang, count=int(figures["base_months"])),
                fine=money(figures["base_fine"], figures["currency"], lang),
            ),
            word(
                "overview.card.law",
                lang,
                article=figures["base_article"],
                online_months=word("overview.months", lang, count=int(figures["online_months"])),
                online_fine=money(figures["online_fine"], figures["currency"], lang),
                online_article=figures["online_article"],
            ),
            frame.link(chosen, "exposure"),
        ),
        cards.Card(
            word("overview.card.days_none", lang)
            if missing(figures["days_to_first_act"])
            else word("overview.card.days_value", lang, count=int(figures["days_to_first_act"])),
            word("overview.card.days_nothing", lang)
            if missing(figures["days_to_first_act"])
            else word(
                "overview.card.days",
                lang,
                start=day(figures["sample_start"], lang),
                day=day(figures["first_act_date"], lang),
                places=listed([label("jurisdiction", code, lang) for code in figures["first_act_jurisdictions"]], lang),
            ),
            frame.link(chosen, "enforcement"),
        ),
        cards.Card(
            f"{number(figures['reports_before_mean'], lang, 0)} → {number(figures['reports_after_mean'], lang, 0)}",
            word(
                "overview.card.reports",
                lang,
                first=day(figures["reports_first_day"], lang),
                sample=day(figures["sample_start"], lang),
                after=day(figures["sample_end"], lang),
                last=day(figures["reports_last_day"], lang),
            ),
            frame.link(chosen, "statements"),
        ),
    ],
    word("overview.card.more", lang),
)

if rows.empty:
    empty_notice(chosen, lambda other: len(rows_of(other)))
else:
    rows["told"] = [told(row, lang) for row in rows.to_dict("records")]
    rows["is_low"] = rows["confidence"] == "low"
    title = word("overview.timeline", lang)
    counted = {lane: word(f"overview.summary.{lane}", lang, count=int((rows["lane"] == lane).sum())) for lane in LANES}
    show(
        "overview.timeline",
        lambda look: timeline.timeline(
            rows,
            look,
            lane="lane",
            when="start_date",
            until="end_date",
            precision="date_precision",
            text="told",
            binding="is_binding",
            hollow="is_low",
            names=names,
            lanes=LANES,
            start=chosen.start,
            end=chosen.end,
        ),
        rows,
        selection=chosen,
        title=title,
        summary=word("overview.timeline_summary", lang, **counted, counted=int(figures["act_count"])),
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
        vocabularies={"jurisdiction": "jurisdiction", "confidence": "confidence", "lane": "lane"},
        most=200,
    )
with st.expander(word("overview.read.title", lang)):
    st.markdown(word("overview.read.text", lang))
with st.expander(word("overview.not.title", lang)):
    st.markdown(word("overview.not.text", lang))
