"""The sourced voices: who is held responsible, what is asked for, and the words that set each group apart."""

from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from figures import counting
from figures.asked import Asked, Choice
from figures.charts import bars, diverging, labelled
from figures.charts.values import written
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing, publications
from figures.options import coded, worded
from figures.records import records_of
from figures.within import FIND, READ, narrowed
from figures.words import listed, lowered, month, percent, word

FIELDS = {"stance": "reaction_stance", "call": "call", "emotion": "emotion", "topic": "topic"}
GROUPINGS = {"speaker_role": "speaker_role", "language": "language", "jurisdiction": "jurisdiction"}
VIEWS = ("voices", "tagger", "posts")
SOURCES = ("public_reactions",)
VIEW = Choice("view", "reactions.view", "one", usual="voices", options=worded("reactions.view_", VIEWS))
FIELD = Choice("field", "reactions.field", "one", usual="stance", options=coded("tag_field", FIELDS))
GROUP = Choice(
    "group", "reactions.grouping", "one", usual="speaker_role", options=worded("reactions.grouping_", GROUPINGS)
)


def voices(asked: Asked) -> pd.DataFrame:
    """The sourced reactions of a selection."""
    return load("reactions_list", **asked.filters, roles=())


def bias(asked: Asked) -> str:
    """What the voices are not, with what the collection leans to and the month most of them are of, if there is one."""
    counts = voices(asked)["reaction_date"].dropna().dt.to_period("M").value_counts()
    mostly = ""
    if len(counts) and counts.sum() > 2 and 2 * counts.iloc[0] > counts.sum():  # of one or two, none are most
        mostly = word("reactions.mostly", asked.lang, month=month(counts.index[0].start_time, asked.lang))
    return word("reactions.bias", asked.lang, mostly=mostly, annotators=annotators(asked.lang))


def annotators(lang: str) -> str:
    """How many gave the labels, in a sentence; that it is not known, when data/affair.yml does not say."""
    count = load("affair")["annotators"].iloc[0]
    if pd.isna(count):
        return word("reactions.annotators_unknown", lang)
    return word("reactions.annotators", lang, count=int(count))


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
    told = [f"{word('reasons.quoted', lang, code=named[code])} ({count})" for code, count in counts.items()]
    count = people["speaker"].nunique()
    several = word("reactions.several_stances", lang) if counts.sum() > count else ""
    return " ".join([word("reactions.answer", lang, count=count, stances=listed(told, lang), several=several), *apart])


ORDER = ("blames_platform", "mixed", "neutral", "blames_users", "defends_platform")
TOLD = ("blames_platform", "defends_platform", "blames_users", "neutral", "mixed")  # in a title, as far as held
COUNTS = "speaker_count group_speaker_count speaker_share"
COLUMNS = f"group_code label {COUNTS} speaker_share_low speaker_share_high reaction_count"


@figure("reactions.tagged", choices=(FIELD, GROUP), at=(VIEW, "voices"))
def tagged(asked: Asked) -> Drawn:
    """How many speakers carry each label, by group. Grain: one row per group and label."""
    lang, field, grouping = asked.lang, asked["field"], asked["group"]
    rows = load("reactions_tags", **asked.filters, field=field, grouping=grouping)
    title = word(f"reactions.tagged_{field}", lang)
    columns = headings("reactions", COLUMNS, lang)
    if rows.empty:
        count = lambda other: len(load("reactions_tags", **other.filters, field=field, grouping=grouping))  # noqa: E731
        return nothing(asked, count, title, columns=columns, rows=rows, sources=SOURCES)
    names = labels(FIELDS[field], lang)
    rows["group"] = [label(GROUPINGS[grouping], code, lang) for code in rows["group_code"]]
    rows["group_count"] = rows["group_speaker_count"]
    vocabularies = {"group_code": GROUPINGS[grouping], "label": FIELDS[field]}
    shown = ("group_code", "label", "speaker_count", "group_speaker_count", "speaker_share", "reaction_count")
    if field != "stance":
        rows["named"] = [names[code] for code in rows["label"]]
        rows["told"] = [_of(row, lang) for row in records_of(rows)]
        many = rows[rows["group_count"] >= diverging.FEW]
        if len(many):
            title = leading(many, title, lang)
        few = int(rows.loc[rows["group_count"] < diverging.FEW, "group_code"].nunique())
        return Drawn(
            title,
            rows,
            columns,
            summary=word("reactions.few_groups", lang, count=few) if few else "",
            numbers={"few": few},
            unit=word("reactions.dots_unit", lang),
            chart=dotted(many if len(many) else rows, "group", lang),
            alt=bars.alt(rows, lang, label="group", value="speaker_share", title=title, kind="share"),
            sources=SOURCES,
            vocabularies=vocabularies,
            shown=shown,
            is_upright=True,
        )
    counts = {code: _count(rows, code) for code in ORDER}
    every = int(rows["all_count"].iloc[0])
    rows["all_share"] = rows["label_count"] / every
    is_few = every < diverging.FEW  # of so few, numbers and no shares, in the title as in the bars
    parts = [
        word(f"reactions.stances.{code}", lang, count=counts[code])
        if is_few
        else word(f"reactions.shares.{code}", lang, share=percent(counts[code] / every, lang))
        for code in TOLD
        if counts[code]
    ]
    title = word("reactions.stances_title", lang, count=every, parts=parts[:3])
    positions = rows.groupby("group_code")["speaker_count"].transform("sum")
    drawn = rows.assign(share=rows["label_share"], whole_count=positions)
    bars_of = drawn
    if drawn["group_code"].nunique() > 1:  # first the bar that the title speaks of
        all_of = rows.drop_duplicates("label").assign(group=word("reactions.everyone", lang), group_count=every)
        all_of = all_of.assign(share=all_of["all_share"], whole_count=every)
        bars_of = pd.concat([all_of, drawn], ignore_index=True)
    return Drawn(
        title,
        rows,
        columns,
        summary=f"{word('reactions.tagged_summary', lang)} {annotators(lang)}",
        numbers={"all": every, **{code: count for code, count in counts.items() if count}},
        unit=word("reactions.stances_unit", lang),
        chart=partial(diverging.diverging, bars_of, order=ORDER, middle="neutral", names=names),
        alt=diverging.alt(drawn, lang, title=title, names=names, first="blames_platform"),
        sources=SOURCES,
        collected=publications(voices(asked), lang),
        vocabularies=vocabularies,
        shown=shown,
        is_upright=True,
    )


def leading(rows: pd.DataFrame, what: str, lang: str) -> str:
    """The title of labels by group: what its largest group holds most often, and how many of it."""
    own = rows[rows["group_code"] == rows.loc[rows["group_count"].idxmax(), "group_code"]]
    most = own[own["speaker_count"] == own["speaker_count"].max()]
    names = listed([lowered(name) for name in most["named"]], lang)
    one = records_of(most)[0]
    return word("reactions.leading", lang, what=what, group=one["group"], labels=names, told=one["told"])


def dotted(rows: pd.DataFrame, group: str, lang: str) -> partial[go.Figure]:
    """A dot per label at its share of the speakers, with its interval; under the headings of the column `group`."""
    rows = rows.assign(printed=[written(share, "share", lang) for share in rows["speaker_share"]])
    share: dict[str, Any] = {"value": "speaker_share", "low": "speaker_share_low", "high": "speaker_share_high"}
    texts: dict[str, Any] = {"label": "named", "written": "printed", "behind": "told", "group": group}
    return partial(labelled.labelled, rows, **share, **texts, colour="ink")


def _count(rows: pd.DataFrame, code: str) -> int:
    """How many carry that label, in all groups together."""
    found = rows.loc[rows["label"] == code, "label_count"]
    return int(found.iloc[0]) if len(found) else 0


def _of(row: dict[str, Any], lang: str) -> str:
    return word("reactions.k_of_n", lang, count=int(row["speaker_count"]), all=int(row["group_speaker_count"]))


@figure("reactions.calls", at=(VIEW, "voices"))
def calls(asked: Asked) -> Drawn:
    """What the speakers found ask for, all of them together. Grain: one row per demand."""
    lang, wanted = asked.lang, {"field": "call", "grouping": "all"}
    rows, title = load("reactions_tags", **asked.filters, **wanted), word("reactions.tagged_call", asked.lang)
    columns = headings("reactions", COLUMNS.removeprefix("group_code "), lang)
    if rows.empty:
        count = lambda other: len(load("reactions_tags", **other.filters, **wanted))  # noqa: E731
        return nothing(asked, count, title, columns=columns, rows=rows, sources=SOURCES)
    names = labels("call", lang)
    rows = rows.sort_values(["speaker_count", "label"], ascending=[False, True])
    rows["named"] = [names[code] for code in rows["label"]]
    rows["told"] = [_of(row, lang) for row in records_of(rows)]
    first = rows.iloc[0]
    most = rows[rows["speaker_count"] == first["speaker_count"]]
    title = word(
        "reactions.calls_title",
        lang,
        call=listed([lowered(name) for name in most["named"]], lang),
        each=word("reactions.calls_each", lang, count=len(most)),
        count=int(first["speaker_count"]),
        all=int(first["group_speaker_count"]),
    )
    return Drawn(
        title,
        rows,
        columns,
        numbers={"count": int(first["speaker_count"]), "all": int(first["group_speaker_count"])},
        unit=word("reactions.dots_unit", lang),
        chart=dotted(rows, "", lang),
        alt=bars.alt(rows, lang, label="named", value="speaker_share", title=title, kind="share"),
        sources=SOURCES,
        vocabularies={"label": "call"},
        shown=(
            "label",
            "speaker_count",
            "group_speaker_count",
            "speaker_share",
            "speaker_share_low",
            "speaker_share_high",
        ),
        is_upright=True,
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
        said=word("reactions.voices_said", lang),
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
