"""Who is blamed, and what is asked for."""

import html
import json

import pandas as pd
import streamlit as st

from figures.asked import Asked
from figures.data import labels
from figures.drawn import drawn
from figures.reactions import posts, tagger, voices
from figures.records import records_of
from figures.words import LANGUAGES, percent, word
from pages.shared import cards, controls, frame
from pages.shared.show import below, method, place

EXAMPLES = 12


def marked(text: str, evidence: str) -> str:
    """The text as HTML, the places of the evidence marked; everything else escaped."""
    out, last = [], 0
    for start, end in sorted(json.loads(evidence)):
        out += [html.escape(text[last:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        last = end
    return "".join([*out, html.escape(text[last:])])


def examples(rows: pd.DataFrame, asked: Asked) -> None:
    """The surest examples, the words that speak for the label marked."""
    st.markdown(word("reactions.examples", asked.lang))
    names = labels(tagger.FIELDS[asked["tag"]], asked.lang)
    found = "".join(
        f"<li>{marked(row['paraphrase'], row['evidence'])} <strong>{html.escape(names[row['label']])}</strong> "
        f"({percent(row['confidence'], asked.lang)})</li>"
        for row in records_of(rows.head(EXAMPLES))
    )
    st.html(f"<ul>{found}</ul>")


asked = frame.selection()
lang = asked.lang
st.title(word("reactions.title", lang), anchor=False)
cards.lead(voices.answer(asked), lang=lang)
asked = controls.choose(asked, voices.VIEW)
if asked["view"] == "voices":
    asked = controls.bar(asked, voices.FIELD, voices.GROUP)
    place("reactions.tagged", asked)
    place("reactions.calls", asked)
    asked = controls.bar(asked, voices.FIND, voices.READ)
    place("reactions.voices", asked)
    with st.expander(word("reactions.terms", lang)):
        place("reactions.terms", asked)
elif asked["view"] == "tagger":
    asked = controls.choose(asked, tagger.TAG, tagger.LABEL)
    if len(rows := drawn("reactions.tagger", asked).rows):
        examples(rows, asked)
    for name in ("reactions.tagger", "reactions.scores", "reactions.confusions"):
        place(name, asked)
else:
    st.info(word("reactions.posts_bias", lang))
    asked = controls.choose(asked, posts.TAG, posts.BASIS)
    for one in LANGUAGES:
        place(f"reactions.posts_{one}", asked)
below(asked)
method("reactions", lang, *([voices.bias(asked)] if asked["view"] == "voices" else []))
