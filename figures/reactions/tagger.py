"""What the tagger makes of the sourced paraphrases, and how often it errs."""

from figures.asked import Asked, Choice
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.options import coded
from figures.reactions.voices import SOURCES, VIEW
from figures.words import number, word

# Field → vocabulary of its labels, and the field's name in the evaluation.
FIELDS = {
    "stance": "tag_stance",
    "call": "tag_call",
    "emotion": "tag_emotion",
    "topic": "tag_topic",
    "role": "tag_role",
}
# Field → vocabulary of the labels given by hand, which are more than those the tagger knows.
BY_HAND = {"stance": "reaction_stance", "call": "call", "emotion": "emotion", "topic": "topic", "role": "speaker_role"}
EVALUATED = {"call": "calls", "topic": "topics"}
AT = (VIEW, "tagger")
TAG = Choice("tag", "reactions.tag", "one", usual="stance", options=coded("tag_field", FIELDS))
LABEL = Choice(
    "label",
    "reactions.labels",
    "several",
    usual=(),
    options=lambda asked: {
        code: name for code, name in labels(FIELDS[asked["tag"]], asked.lang).items() if code != "unsure"
    },
)


@figure("reactions.tagger", choices=(TAG, LABEL), at=AT)
def tagger(asked: Asked) -> Drawn:
    """The labels the tagger gives the paraphrases, surest first. Grain: one row per reaction and label."""
    lang, wanted = asked.lang, {"field": asked["tag"], "labels": asked["label"]}
    rows, title = load("reactions_tagged", **asked.filters, **wanted), word("reactions.tagger", asked.lang)
    columns = headings(
        "reactions",
        "reaction_date speaker label confidence is_abstained hand_labels paraphrase source_publisher source_url "
        "reaction_id",
        lang,
    )
    if rows.empty:
        count = lambda other: len(load("reactions_tagged", **other.filters, **wanted))  # noqa: E731
        return nothing(asked, count, title, columns=columns, rows=rows, sources=SOURCES)
    numbers = {"count": len(rows), "unsure": int(rows["is_abstained"].sum())}
    unsure = word("reactions.tagger_unsure", lang, count=numbers["unsure"])
    vocabulary = FIELDS[asked["tag"]]
    return Drawn(
        title,
        rows,
        columns,
        summary=word("reactions.tagger_summary", lang, **numbers | {"unsure": unsure}),
        numbers=numbers,
        sources=SOURCES,
        notes=cautions(lang),
        vocabularies={
            "label": vocabulary,
            "hand_labels": labels(BY_HAND[asked["tag"]], lang) | labels(vocabulary, lang),
        },
    )


def cautions(lang: str) -> tuple[str, ...]:
    """What stands beside every label and score while the tagger has learnt from another affair's posts."""
    affair = load("affair").iloc[0]
    own = affair["tagger_trained_on"] == affair["affair_id"]
    return () if own else (word("reactions.trained_elsewhere", lang),)


@figure("reactions.scores", choices=(TAG,), at=AT)
def scores(asked: Asked) -> Drawn:
    """What the tagger scored on posts it had not seen. Grain: one row per field."""
    lang, field, rows = asked.lang, asked["tag"], load("reactions_scores").dropna(subset=["macro_f1"])
    own = {"language": word("reactions.language_read", lang)}
    rows["named"] = [own.get(code) or label("tag_field", code, lang) for code in rows["field"]]
    one = rows[rows["field"] == EVALUATED.get(field, field)].iloc[0]
    figures = {
        name: one[f"macro_f1{part}"]
        for name, part in (("score", ""), ("low", "_low"), ("high", "_high"), ("keywords", "_keywords"))
    }
    return Drawn(
        word("reactions.scores", lang),
        rows,
        headings("reactions", ["named", *(name for name in rows.columns if name not in ("field", "named"))], lang),
        summary=word(
            "reactions.scores_summary",
            lang,
            field=one["named"].lower(),
            posts=int(one["post_count"]),
            **{name: number(value, lang, 2) for name, value in figures.items()},
        ),
        numbers={**figures, "posts": int(one["post_count"])},
        sources=SOURCES,
        notes=cautions(lang),
    )


@figure("reactions.confusions", choices=(TAG,), at=AT)
def confusions(asked: Asked) -> Drawn:
    """What the tagger takes for what. Grain: one row per true and given label."""
    lang, field = asked.lang, asked["tag"]
    rows = load("reactions_confusions", field=EVALUATED.get(field, field))
    return Drawn(
        word("reactions.confusions", lang),
        rows,
        headings("reactions", list(rows.columns), lang),
        summary=word("reactions.confusions_summary", lang),
        sources=SOURCES,
        notes=cautions(lang),
        vocabularies={"truth": FIELDS[field], "given": FIELDS[field]},
    )
