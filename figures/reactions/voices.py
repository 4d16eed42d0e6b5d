"""The sourced voices: who is held responsible, what is asked for, and the words that set each group apart."""

from functools import partial

import pandas as pd

from figures import counting
from figures.asked import Asked, Choice
from figures.charts import bars
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.within import FIND, READ, narrowed
from figures.words import listed, month, word

FIELDS = {"stance": "reaction_stance", "call": "call", "emotion": "emotion", "topic": "topic"}
GROUPINGS = {"speaker_role": "speaker_role", "language": "language", "jurisdiction": "jurisdiction"}
VIEWS = ("voices", "tagger", "posts")
SOURCES = ("public_reactions",)
VIEW = Choice(
    "view",
    "reactions.view",
    "one",
    usual="voices",
    options=lambda asked: {code: word(f"reactions.view_{code}", asked.lang) for code in VIEWS},
)
FIELD = Choice(
    "field",
    "reactions.field",
    "one",
    usual="stance",
    options=lambda asked: {code: label("tag_field", code, asked.lang) for code in FIELDS},
)
GROUP = Choice(
    "group",
    "reactions.grouping",
    "one",
    usual="speaker_role",
    options=lambda asked: {code: word(f"reactions.grouping_{code}", asked.lang) for code in GROUPINGS},
)


def voices(asked: Asked) -> pd.DataFrame:
    """The sourced reactions of a selection."""
    return load("reactions_list", **asked.filters, roles=())


def bias(asked: Asked) -> str:
    """What the voices are not, with what the collection leans to and the month most of them are of, if there is one."""
    counts = voices(asked)["reaction_date"].dropna().dt.to_period("M").value_counts()
    mostly = ""
    if len(counts) and 2 * counts.iloc[0] > counts.sum():
        mostly = word("reactions.mostly", asked.lang, month=month(counts.index[0].start_time, asked.lang))
    return word("reactions.bias", asked.lang, mostly=mostly)


def answer(asked: Asked) -> str:
    """Whom the voices found hold responsible, counted by speaker, with what they are not."""
    rows, lang = voices(asked), asked.lang
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


@figure("reactions.tagged", choices=(FIELD, GROUP), at=(VIEW, "voices"))
def tagged(asked: Asked) -> Drawn:
    """How many speakers carry each label, by group. Grain: one row per group and label."""
    lang, field, grouping = asked.lang, asked["field"], asked["group"]
    rows = load("reactions_tags", **asked.filters, field=field, grouping=grouping)
    title = word(f"reactions.tagged_{field}", lang)
    columns = headings("reactions", "group_code label speaker_count reaction_count group_speaker_count", lang)
    if rows.empty:
        count = lambda other: len(load("reactions_tags", **other.filters, field=field, grouping=grouping))  # noqa: E731
        return nothing(asked, count, title, columns=columns, rows=rows, sources=SOURCES)
    rows["group"] = [
        f"{label(GROUPINGS[grouping], row['group_code'], lang)} ({row['group_speaker_count']})"
        for row in rows.to_dict("records")
    ]
    return Drawn(
        title,
        rows,
        columns,
        summary=word("reactions.tagged_summary", lang),
        chart=partial(
            bars.bars,
            rows,
            label="group",
            value="speaker_count",
            series="label",
            names=labels(FIELDS[field], lang),
            unit=word("reactions.speakers", lang),
            stacked=True,
        ),
        alt=bars.alt(rows, lang, label="group", value="speaker_count", title=title, kind="number"),
        sources=SOURCES,
        vocabularies={"group_code": GROUPINGS[grouping], "label": FIELDS[field]},
    )


CODES = {
    "date_precision": "date_precision",
    "jurisdiction": "jurisdiction",
    "speaker_role": "speaker_role",
    "stance": "reaction_stance",
    "calls": "call",
    "emotion": "emotion",
    "confidence": "confidence",
}


def chosen(asked: Asked) -> pd.DataFrame:
    """The voices that the reader's choices leave. Grain: one row per reaction."""
    texts = ("speaker", "paraphrase", "source_publisher", "reaction_id")
    return narrowed(voices(asked), asked, (*CODES, *texts), CODES)


@figure("reactions.voices", choices=(READ, FIND), at=(VIEW, "voices"))
def listing(asked: Asked) -> Drawn:
    """Every voice with its paraphrase and its document. Grain: one row per reaction."""
    lang, rows = asked.lang, chosen(asked)
    title = word("reactions.voices_title", lang, count=len(rows))
    columns = headings(
        "reactions",
        "reaction_date speaker paraphrase source_publisher source_url stance calls emotion jurisdiction speaker_role "
        "date_precision confidence document_read document_publisher document_url reaction_id",
        lang,
    )
    if rows.empty:
        return nothing(asked, lambda other: len(chosen(other)), title, columns=columns, rows=rows, sources=SOURCES)
    return Drawn(
        title,
        rows,
        columns,
        summary=word("reactions.voices_summary", lang),
        numbers={"voices": len(rows)},
        sources=SOURCES,
        vocabularies=CODES,
        shown=("reaction_date", "speaker", "paraphrase", "stance", "jurisdiction", "source_url"),
    )


@figure("reactions.terms", choices=(GROUP,), at=(VIEW, "voices"))
def terms(asked: Asked) -> Drawn:
    """The words that set each group apart, with counts. Grain: one row per group, language and word."""
    lang, by = asked.lang, "speaker_role" if asked["group"] == "speaker_role" else "stance"
    rows = load("reactions_terms", grouping=by)
    return Drawn(
        word("reactions.terms", lang),
        rows,
        headings("reactions", list(rows.columns), lang),
        summary=word("reactions.terms_summary", lang),
        sources=SOURCES,
        vocabularies={"group_code": GROUPINGS.get(by, "reaction_stance"), "language": "language"},
    )
