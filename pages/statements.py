"""What the platform said, and what it reported."""

from functools import partial

import streamlit as st

from figures import counting
from figures.charts import timeline
from figures.words import word
from pages.shared import cards, controls, frame, reasons
from pages.shared.query import labels, load
from pages.shared.show import empty_notice, show

COLUMNS = (
    "statement_date", "date_precision", "speaker", "summary", "stance", "measure_announced",
    "measure_effective_date", "speaker_kind", "jurisdictions", "channel", "confidence", "source_publisher",
    "source_url", "statement_id",
)  # fmt: skip

CLAIM_COLUMNS = (
    "statement_date", "claim", "verdict", "scope", "speaker", "tester", "evidence_date", "evidence", "sampled_count",
    "flagged_count", "source_publisher", "source_url", "statement_id", "evidence_id",
)  # fmt: skip


def said(selection, stances):
    """The public statements of a selection."""
    return load(
        "statements_public",
        start=selection.start,
        end=selection.end,
        jurisdictions=selection.jurisdictions,
        stances=stances,
    )


def answer(rows, lang):
    """How many statements, how many announce something, how many refuse to answer."""
    apart = counting.rows_apart(rows, "statement_date", lang)
    rows = rows[rows["place"] == "inside"]
    if rows.empty:
        return " ".join([word("statements.answer_none", lang), *apart])
    announcing = word("statements.measures", lang, count=int(rows["measure_announced"].notna().sum()))
    parts = [
        word("statements.answer", lang, count=len(rows), measures=announcing),
        word("statements.silent", lang, count=int((rows["stance"] == "no_comment").sum())),
        word("statements.admissions", lang, count=int((rows["stance"] == "admission").sum())),
    ]
    return " ".join([*parts, *apart])


def public(selection, lang):
    """The statements in order, a lane for each kind, with the measures announced."""
    st.header(word("statements.said", lang), anchor=False)
    stances = controls.several(
        "stance", word("statements.stances", lang), labels("platform_stance", lang), selection=selection
    )
    rows = said(selection, stances)
    if rows.empty:
        empty_notice(selection, lambda other: len(said(other, stances)))
        return
    rows["told"] = [f"{row['speaker']} — {row[f'summary_{lang}']}" for row in rows.to_dict("records")]
    rows["is_measure"] = rows["measure_announced"].notna()
    rows["is_low"] = rows["confidence"] == "low"
    dated = rows.dropna(subset=["statement_date"])
    counted = word("statements.counted", lang, count=int((rows["place"] == "inside").sum()))
    title, names = word("statements.public", lang), labels("platform_stance", lang)
    show(
        "statements.public",
        partial(
            timeline.timeline,
            dated,
            lane="stance",
            when="statement_date",
            precision="date_precision",
            text="told",
            binding="is_measure",
            hollow="is_low",
            names=names,
            start=selection.start,
            end=selection.end,
            keys={"binding": word("statements.key_measure", lang), "plain": word("statements.key_plain", lang)},
        ),
        rows,
        selection=selection,
        title=title,
        summary=word("statements.public_summary", lang, count=counted, undated=len(rows) - len(dated)),
        alt=timeline.alt(dated, lang, lane="stance", when="statement_date", title=title, names=names),
        sources=("platform_statements",),
        columns={
            f"{name}_{lang}" if name == "summary" else name: word(f"statements.column.{name}", lang) for name in COLUMNS
        },
        vocabularies={
            "date_precision": "date_precision",
            "speaker_kind": "speaker_kind",
            "stance": "platform_stance",
            "channel": "channel",
            "jurisdictions": "jurisdiction",
            "confidence": "confidence",
        },
        own={"stance": stances},
        most=60,
    )


def claims(selection, lang):
    """Each claim a test could check, beside the tests and findings that bear on it, with verdict and scope."""
    rows = load("statements_claims", start=selection.start, end=selection.end, jurisdictions=selection.jurisdictions)
    if rows.empty:
        return
    st.header(word("statements.claims_title", lang), anchor=False)
    counts = rows["verdict"].value_counts()
    named = labels("claim_verdict", lang)
    told = [f"{name[0].lower()}{name[1:]} ({counts[code]})" for code, name in named.items() if code in counts]
    show(
        "statements.claims",
        None,
        rows,
        selection=selection,
        title=word("statements.claims", lang),
        summary=word(
            "statements.claims_summary",
            lang,
            count=rows["statement_id"].nunique(),
            verdicts=told,
        ),
        alt="",
        sources=("claim_tests",),
        columns={
            f"{name}_{lang}" if name in ("claim", "evidence", "scope") else name: word(
                f"statements.column.{name}", lang
            )
            for name in CLAIM_COLUMNS
        },
        vocabularies={"verdict": "claim_verdict", "date_precision": "date_precision"},
        most=60,
    )


chosen = frame.selection()
lang = chosen.lang
st.title(word("statements.title", lang), anchor=False)
cards.lead(answer(said(chosen, ()), lang))
public(chosen, lang)
claims(chosen, lang)
with st.expander(word("statements.not.title", lang)):
    st.markdown(word("statements.not.text", lang))
reasons.reported(chosen)
with st.expander(word("reasons.not.title", lang)):
    st.markdown(word("reasons.not.text", lang))
