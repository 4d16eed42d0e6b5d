"""Who is blamed, and what is asked for."""

from functools import partial

import streamlit as st

from figures import counting
from figures.charts import bars
from figures.words import listed, word
from pages.shared import cards, controls, frame
from pages.shared.query import label, labels, load
from pages.shared.reactions.posts import posts
from pages.shared.reactions.tagger import tagger
from pages.shared.show import empty_notice, show

FIELDS = {"stance": "reaction_stance", "call": "call", "emotion": "emotion", "topic": "topic"}
GROUPINGS = {"speaker_role": "speaker_role", "language": "language", "jurisdiction": "jurisdiction"}
COLUMNS = (
    "reaction_date", "speaker", "paraphrase", "source_publisher", "source_url", "stance", "emotion", "jurisdiction",
    "speaker_role", "date_precision", "confidence", "reaction_id",
)  # fmt: skip


def filters(selection):
    """The filters every query of this page takes."""
    return {"start": selection.start, "end": selection.end, "jurisdictions": selection.jurisdictions}


def voices(selection):
    """The sourced reactions of a selection."""
    return load("reactions_list", **filters(selection), roles=())


def answer(rows, lang):
    """Whom the voices found hold responsible, counted by speaker, with what they are not."""
    apart = counting.rows_apart(rows, "reaction_date", lang)
    people = rows[(rows["speaker_role"] != "public_poll") & (rows["place"] == "inside")]
    if people.empty:
        return " ".join([word("reactions.answer_none", lang), *apart])
    stances = people.assign(stance=people["stance"].str.split(", ")).explode("stance").dropna(subset=["stance"])
    counts = stances.groupby("stance")["speaker"].nunique().sort_values(ascending=False, kind="stable")
    named = {code: label("reaction_stance", code, lang) for code in counts.index}
    told = [f"{named[code][0].lower()}{named[code][1:]} ({count})" for code, count in counts.items()]
    found = word("reactions.answer", lang, count=people["speaker"].nunique(), stances=listed(told, lang))
    return " ".join([found, *apart])


def tagged(selection, lang):
    """How many speakers carry each label, by group; gives back the grouping chosen."""
    field = controls.one(
        "field",
        word("reactions.field", lang),
        {code: label("tag_field", code, lang) for code in FIELDS},
        default="stance",
        selection=selection,
    )
    grouping = controls.one(
        "group",
        word("reactions.grouping", lang),
        {code: word(f"reactions.grouping_{code}", lang) for code in GROUPINGS},
        default="speaker_role",
        selection=selection,
    )
    rows = load("reactions_tags", **filters(selection), field=field, grouping=grouping)
    if rows.empty:
        empty_notice(
            selection, lambda other: len(load("reactions_tags", **filters(other), field=field, grouping=grouping))
        )
        return grouping
    names = labels(FIELDS[field], lang)
    rows["group"] = [
        f"{label(GROUPINGS[grouping], row['group_code'], lang)} ({row['group_speaker_count']})"
        for row in rows.to_dict("records")
    ]
    title = word(f"reactions.tagged_{field}", lang)
    show(
        f"reactions.tagged_{field}",
        partial(
            bars.bars,
            rows,
            label="group",
            value="speaker_count",
            series="label",
            names=names,
            unit=word("reactions.speakers", lang),
            stacked=True,
        ),
        rows,
        selection=selection,
        title=title,
        summary=word("reactions.tagged_summary", lang),
        alt=bars.alt(rows, lang, label="group", value="speaker_count", title=title, kind="number"),
        sources=("public_reactions",),
        columns={
            name: word(f"reactions.column.{name}", lang)
            for name in ("group_code", "label", "speaker_count", "reaction_count", "group_speaker_count")
        },
        vocabularies={"group_code": GROUPINGS[grouping], "label": FIELDS[field]},
        own={"field": field, "group": grouping},
    )
    return grouping


def listing(rows, selection, lang):
    """Every voice with its paraphrase and its document."""
    show(
        "reactions.voices",
        None,
        rows,
        selection=selection,
        title=word("reactions.voices", lang),
        summary=word("reactions.voices_summary", lang),
        alt="",
        sources=("public_reactions",),
        columns={name: word(f"reactions.column.{name}", lang) for name in COLUMNS},
        vocabularies={
            "date_precision": "date_precision",
            "jurisdiction": "jurisdiction",
            "speaker_role": "speaker_role",
            "stance": "reaction_stance",
            "emotion": "emotion",
            "confidence": "confidence",
        },
        most=40,
    )


def terms(selection, lang, grouping):
    """The words that set each group apart, with counts."""
    by = "speaker_role" if grouping == "speaker_role" else "stance"
    rows = load("reactions_terms", grouping=by)
    show(
        "reactions.terms",
        None,
        rows,
        selection=selection,
        title=word("reactions.terms", lang),
        summary=word("reactions.terms_summary", lang),
        alt="",
        sources=("public_reactions",),
        columns={name: word(f"reactions.column.{name}", lang) for name in rows.columns},
        vocabularies={"group_code": GROUPINGS.get(by, "reaction_stance"), "language": "language"},
        own={"group": grouping},
        most=30,
    )


chosen = frame.selection()
lang = chosen.lang
rows = voices(chosen)
st.title(word("reactions.title", lang), anchor=False)
cards.lead(answer(rows, lang))
view = controls.one(
    "view",
    word("reactions.view", lang),
    {code: word(f"reactions.view_{code}", lang) for code in ("voices", "tagger", "posts")},
    default="voices",
    selection=chosen,
)
if view == "voices":
    st.info(word("reactions.bias", lang))
    grouping = tagged(chosen, lang)
    if not rows.empty:
        listing(rows, chosen, lang)
    terms(chosen, lang, grouping)
elif view == "tagger":
    tagger(chosen, lang)
else:
    posts(chosen, lang)
with st.expander(word("reactions.not.title", lang)):
    st.markdown(word("reactions.not.text", lang))
