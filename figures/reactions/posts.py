"""Posts the operator ingested: shares over time with intervals, as tagged and expected, and what was left unsure."""

from functools import partial

from figures.asked import Asked, Choice
from figures.charts import lines
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings
from figures.reactions.voices import VIEW
from figures.words import LANGUAGES, word

FIELDS = {"stance": "tag_stance", "emotion": "tag_emotion", "role": "tag_role", "about": "tag_about"}
UNSURE = "unsure"  # drawn apart: in no label's share
COLUMNS = {
    "expected": ("expected_share", "expected_low", "expected_high"),
    "share": ("share", "share_low", "share_high"),
}
TAG = Choice(
    "tag",
    "reactions.tag",
    "one",
    usual="stance",
    options=lambda asked: {code: label("tag_field", code, asked.lang) for code in FIELDS},
)
BASIS = Choice(
    "basis",
    "reactions.basis",
    "one",
    usual="expected",
    options=lambda asked: {code: word(f"reactions.basis_{code}", asked.lang) for code in COLUMNS},
)


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
        "off": int(elsewhere["post_count"].sum()),
        "maybe": int(matters[(matters["language"] == language) & (matters["label"] == UNSURE)]["post_count"].sum()),
        "hidden": int(rows["is_hidden"].sum()),
    }
    names = labels(FIELDS[asked["tag"]], lang)
    return Drawn(
        title,
        rows,
        columns,
        summary=word("reactions.posts_summary", lang, **counts),
        numbers=counts,
        chart=partial(
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
        ),
        alt=lines.alt(labelled, lang, x="week", y=value, title=title, kind="share"),
        sources=sources,
        vocabularies={"label": FIELDS[asked["tag"]]},
    )


for each in LANGUAGES:
    figure(f"reactions.posts_{each}", choices=(TAG, BASIS), at=(VIEW, "posts"))(partial(posts, language=each))
