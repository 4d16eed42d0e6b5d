"""Posts the operator ingested: shares over time with intervals, as tagged and expected, and what was left unsure."""

from functools import partial

import pandas as pd

from figures.asked import Asked, Choice
from figures.charts import diverging, lines
from figures.charts.values import written
from figures.data import labels, load
from figures.drawn import Drawn, figure, headings
from figures.options import coded, worded
from figures.reactions.voices import VIEW
from figures.words import LANGUAGES, day, listed, word

FIELDS = {"stance": "tag_stance", "emotion": "tag_emotion", "role": "tag_role", "about": "tag_about"}
ORDER = ("blames_platform", "neutral", "blames_users", "defends_minimises")  # of stances, from left to right
MOST_WEEKS = 16  # that are drawn as bars; more are lines
UNSURE = "unsure"  # drawn apart: in no label's share
COLUMNS = {
    "expected": ("expected_share", "expected_low", "expected_high"),
    "share": ("share", "share_low", "share_high"),
}
TAG = Choice("tag", "reactions.tag", "one", usual="stance", options=coded("tag_field", FIELDS))
BASIS = Choice("basis", "reactions.basis", "one", usual="expected", options=worded("reactions.basis_", COLUMNS))


def bars_of(rows: pd.DataFrame, value: str, lang: str) -> pd.DataFrame:
    """The rows as bars, one a week: its name says how many labels are hidden in it. Grain: one row per week, label."""
    hidden = rows.groupby("week")["is_hidden"].sum()
    weeks = {
        week: word("charts.week_of", lang, day=day(week, lang, short=True))
        + (f" · {word('reactions.posts_hidden', lang, count=int(count))}" if count else "")
        for week, count in hidden.items()
    }
    told = rows.assign(
        group=rows["week"].map(weeks), group_count=rows["all_count"].fillna(0), share=rows[value].fillna(0.0)
    )
    own = told["label"].eq(UNSURE)
    return told.assign(share=told["share"].where(~own, rows["share"].fillna(0.0))).sort_values("week", kind="stable")


def apart(counts: dict[str, int], lang: str) -> str:
    """What is in no label's share, as far as there is any."""
    names = ("unsure", "elsewhere", "maybe", "hidden")
    parts = [word(f"reactions.posts_apart.{name}", lang, count=counts[name]) for name in names if counts[name]]
    told = listed(parts, lang)
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def posts(asked: Asked, language: str) -> Drawn:
    """The share of each label by week, of the posts in one language. Grain: one row per week and label."""
    rows, lang = load("reactions_posts", **asked.period, field=asked["tag"]), asked.lang
    title, sources = word(f"reactions.posts_{language}", lang), ("reactions",)
    columns = headings("reactions", [name for name in rows.columns if name != "language"], lang)
    nothing_at_all = rows.empty
    rows = rows[rows["language"] == language]
    if rows.empty:
        empty = word("reactions.posts_none", lang) if nothing_at_all and language == LANGUAGES[0] else ""
        return Drawn(title, rows, columns, empty=empty, sources=sources)
    value, low, high = COLUMNS["share" if asked["tag"] == "about" else asked["basis"]]
    matters = load("reactions_posts", **asked.period, field="about")
    elsewhere = matters[(matters["language"] == language) & (matters["label"] == "no")]
    labelled, doubtful = rows[rows["label"] != UNSURE], rows[rows["label"] == UNSURE]
    counts = {
        "count": int(labelled["post_count"].sum()),
        "unsure": int(doubtful["post_count"].sum()),
        "elsewhere": int(elsewhere["post_count"].sum()),
        "maybe": int(matters[(matters["language"] == language) & (matters["label"] == UNSURE)]["post_count"].sum()),
        "hidden": int(rows["is_hidden"].sum()),
    }
    names = labels(FIELDS[asked["tag"]], lang)
    chart = partial(
        lines.lines,
        rows,
        x="week",
        y=value,
        series="label",
        low=low,
        high=high,
        names=names,
        kind="share",
        every=7,
        aside=UNSURE,
    )
    known = labelled.dropna(subset=[value])
    weeks = bars_of(rows[rows["week"].isin(known["week"])], value, lang)
    if asked["tag"] == "stance" and 0 < weeks["group"].nunique() <= MOST_WEEKS:
        chart = partial(diverging.diverging, weeks, order=ORDER, middle="neutral", names=names, aside=(UNSURE,))
    if len(known):
        last = known[known["week"] == known["week"].max()]
        first = last.loc[last[value].idxmax()]
        told = {"label": names[first["label"]].lower(), "share": written(first[value], "share", lang)}
        title = word(f"reactions.posts_title_{language}", lang, day=day(first["week"], lang), **told)
    return Drawn(
        title,
        rows,
        columns,
        summary=f"{word('reactions.posts_summary', lang, count=counts['count'])} {apart(counts, lang)}".strip(),
        numbers=counts,
        chart=chart,
        is_upright=chart.func is diverging.diverging,
        alt=lines.alt(labelled, lang, x="week", y=value, title=title, kind="share"),
        sources=sources,
        vocabularies={"label": FIELDS[asked["tag"]]},
    )


for each in LANGUAGES:
    figure(f"reactions.posts_{each}", choices=(TAG, BASIS), at=(VIEW, "posts"))(partial(posts, language=each))
