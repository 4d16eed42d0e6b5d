"""What the tagger makes of the sourced paraphrases, the words it goes by, and how often it errs."""

import html
import json

import streamlit as st

from figures.words import number, percent, word
from pages.shared import controls
from pages.shared.query import label, labels, load
from pages.shared.show import empty_notice, show

# Field → vocabulary of its labels, and the field's name in the evaluation.
FIELDS = {
    "stance": "tag_stance",
    "call": "tag_call",
    "emotion": "tag_emotion",
    "topic": "tag_topic",
    "role": "tag_role",
}
EVALUATED = {"call": "calls", "topic": "topics"}
EXAMPLES = 12


def heading(name, lang):
    return word(f"reactions.column.{name}", lang)


def marked(text, evidence):
    """The text as HTML, the places of the evidence marked; everything else escaped."""
    out, last = [], 0
    for start, end in sorted(json.loads(evidence)):
        out += [html.escape(text[last:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        last = end
    return "".join([*out, html.escape(text[last:])])


def tagger(selection, lang):
    """The field chosen, examples with evidence, scores and confusions."""
    field = controls.one(
        "tag",
        word("reactions.tag", lang),
        {code: label("tag_field", code, lang) for code in FIELDS},
        default="stance",
        selection=selection,
    )
    names = labels(FIELDS[field], lang)
    picked = controls.several("label", word("reactions.labels", lang), names, selection=selection)
    asked = {"jurisdictions": selection.jurisdictions, "field": field, "labels": picked}
    rows = load("reactions_tagged", start=selection.start, end=selection.end, **asked)
    if rows.empty:
        empty_notice(
            selection,
            lambda other: len(
                load("reactions_tagged", start=other.start, end=other.end,
                     **asked | {"jurisdictions": other.jurisdictions})),
        )  # fmt: skip
    else:
        examples(rows, names, lang)
        show(
            "reactions.tagger",
            None,
            rows,
            selection=selection,
            title=word("reactions.tagger", lang),
            summary=word("reactions.tagger_summary", lang, count=len(rows), unsure=int(rows["is_abstained"].sum())),
            alt="",
            sources=("public_reactions",),
            columns={
                name: heading(name, lang)
                for name in (
                    "reaction_date", "speaker", "label", "confidence", "is_abstained", "hand_labels", "paraphrase",
                    "source_publisher", "source_url", "reaction_id",
                )
            },
            vocabularies={"label": FIELDS[field], "hand_labels": FIELDS[field]},
            own={"view": "tagger", "tag": field, "label": picked},
            most=25,
        )  # fmt: skip
    errors(selection, lang, field)


def examples(rows, names, lang):
    """The surest examples, the words that speak for the label marked."""
    st.markdown(word("reactions.examples", lang))
    found = "".join(
        f"<li>{marked(row['paraphrase'], row['evidence'])} <strong>{html.escape(names[row['label']])}</strong> "
        f"({percent(row['confidence'], lang)})</li>"
        for row in rows.head(EXAMPLES).to_dict("records")
    )
    st.html(f"<ul>{found}</ul>")


def errors(selection, lang, field):
    """What the tagger scored on posts it had not seen, and what it takes for what."""
    scores = load("reactions_scores")
    scores["named"] = [label("tag_field", code, lang) for code in scores["field"]]
    one = scores[scores["field"] == EVALUATED.get(field, field)].iloc[0]
    show(
        "reactions.scores",
        None,
        scores,
        selection=selection,
        title=word("reactions.scores", lang),
        summary=word(
            "reactions.scores_summary",
            lang,
            field=one["named"].lower(),
            score=number(one["macro_f1"], lang, 2),
            low=number(one["macro_f1_low"], lang, 2),
            high=number(one["macro_f1_high"], lang, 2),
            keywords=number(one["macro_f1_keywords"], lang, 2),
            posts=int(one["post_count"]),
        ),
        alt="",
        sources=("public_reactions",),
        columns={
            name: heading(name, lang) for name in ("named", *(c for c in scores.columns if c not in ("field", "named")))
        },
        own={"view": "tagger", "tag": field},
    )
    confused = load("reactions_confusions", field=EVALUATED.get(field, field))
    if not confused.empty:
        show(
            "reactions.confusions",
            None,
            confused,
            selection=selection,
            title=word("reactions.confusions", lang),
            summary=word("reactions.confusions_summary", lang),
            alt="",
            sources=("public_reactions",),
            columns={name: heading(name, lang) for name in confused.columns},
            vocabularies={"truth": FIELDS[field], "given": FIELDS[field]},
            own={"view": "tagger", "tag": field},
        )
