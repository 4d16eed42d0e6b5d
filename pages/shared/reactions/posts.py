"""Posts the operator ingested: shares over time with intervals, raw and adjusted, and what the tagger left unsure."""

from functools import partial

import streamlit as st

from figures.charts import lines
from figures.words import word
from pages.shared import controls
from pages.shared.query import label, labels, load
from pages.shared.show import show

FIELDS = {"stance": "tag_stance", "emotion": "tag_emotion", "role": "tag_role"}
BASES = ("adjusted", "share")


def posts(selection, lang):
    """The share of each label by week, one figure a language; a notice when nothing was ingested."""
    st.info(word("reactions.posts_bias", lang))
    field = controls.one(
        "tag",
        word("reactions.tag", lang),
        {code: label("tag_field", code, lang) for code in FIELDS},
        default="stance",
        selection=selection,
    )
    basis = controls.one(
        "basis",
        word("reactions.basis", lang),
        {code: word(f"reactions.basis_{code}", lang) for code in BASES},
        default="adjusted",
        selection=selection,
    )
    rows = load("reactions_posts", start=selection.start, end=selection.end, field=field)
    if rows.empty:
        st.info(word("reactions.posts_none", lang))
        return
    value = {"adjusted": "adjusted_share", "share": "share"}[basis]
    low, high = value.replace("share", "low") if basis == "adjusted" else "share_low", (
        "adjusted_high" if basis == "adjusted" else "share_high")  # fmt: skip
    names = labels(FIELDS[field], lang)
    for language, part in rows.groupby("language"):
        title = word(f"reactions.posts_{language}", lang)
        unsure, counted = part["abstained_count"].sum(), part["post_count"].sum()
        show(
            f"reactions.posts_{language}",
            partial(
                lines.lines,
                part,
                x="week",
                y=value,
                series="label",
                low=low,
                high=high,
                names=names,
                kind="share",
                every=7,
            ),
            part,
            selection=selection,
            title=title,
            summary=word(
                "reactions.posts_summary",
                lang,
                count=int(counted),
                unsure=int(unsure),
                hidden=int(part["is_hidden"].sum()),
            ),
            alt=lines.alt(part, lang, x="week", y=value, title=title, kind="share"),
            sources=("reactions",),
            columns={name: word(f"reactions.column.{name}", lang) for name in part.columns if name != "language"},
            vocabularies={"label": FIELDS[field]},
            own={"view": "posts", "tag": field, "basis": basis},
        )
