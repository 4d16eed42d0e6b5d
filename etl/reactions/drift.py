"""Whether the posts ingested last still look like those the tagger learnt from; for `python -m etl status`."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from etl.reactions.store import ledger

NEWEST = 5000  # posts compared, of the files added last
UNUSUAL = 2.0  # times the usual share of unknown words
OFF_TOPIC = 0.5  # share of posts on other matters from which the search itself should be looked at
SHIFTED = 0.25  # population stability index of a field's confidence from which a person should look


def tagging(store: Path) -> dict[str, Any]:
    """The figures of etl.nlp.review.drift for the newest French and English posts in the store; {} without any.

    `shifted` names what a person should look at: the fields whose score shift is above SHIFTED, `unknown_words` when
    their share is more than UNUSUAL times that of the held-out posts, `off_topic` when more than OFF_TOPIC of the posts
    are surely not about the affair. Without a model for the labels, lists and code as
    they are, `posts` alone is given: training one is not the work of a status.
    """
    texts = newest(store / "reactions")
    if not texts:
        return {}
    from etl.nlp.models import ready_model
    from etl.nlp.review import drift
    from etl.nlp.scheme import SINGLE

    model = ready_model(store)
    if model is None:
        return {"posts": len(texts)}
    found = drift(model, texts)
    shifted = [field for field in SINGLE if found.get(field, {}).get("score_shift", 0) > SHIFTED]
    if found["unknown_word_share"] > UNUSUAL * found["unknown_word_share_in_training"]:
        shifted.append("unknown_words")
    if found["off_topic_share"] > OFF_TOPIC:
        shifted.append("off_topic")
    return {**found, "shifted": shifted}


def newest(root: Path) -> list[str]:
    """The redacted texts of the posts added last, at most NEWEST, in the two languages that are tagged."""
    texts: list[str] = []
    for record in reversed(ledger(root)["files"]):
        rows = pq.read_table(root / record["posts"], columns=["text_redacted", "lang"]).to_pylist()
        texts += [row["text_redacted"] for row in reversed(rows) if row["lang"] in ("fr", "en")]
        if len(texts) >= NEWEST:
            break
    return texts[:NEWEST]


def lines(found: dict[str, Any]) -> list[str]:
    """The same for a terminal."""
    if not found:
        return []
    if "shifted" not in found:
        return [f"tagging   {found['posts']:,} posts, and no model for these labels: python -m etl tag trains one"]
    unknown, usual = found["unknown_word_share"], found["unknown_word_share_in_training"]
    shifted = found["shifted"]
    look = "; twice the usual: review posts, then retrain" if "unknown_words" in shifted else ""
    text = [
        f"tagging   newest {found['posts']:,} posts: {unknown:.1%} unknown words ({usual:.1%} in held-out posts){look}"
    ]
    look = "; more than half: narrow the search, or review posts and retrain" if "off_topic" in shifted else ""
    text.append(f"tagging   {found['off_topic_share']:.0%} are surely not about the affair and have no other tag{look}")
    for field, one in found.items():
        if isinstance(one, dict) and "score_shift" in one:
            look = "; shifted: review posts, then retrain" if field in found["shifted"] else ""
            text.append(
                f"tagging   {field:<8} unsure {one['unsure_share']:.0%}, score shift {one['score_shift']:.2f}{look}"
            )
    return text
