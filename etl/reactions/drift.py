"""Whether the posts ingested last still look like those the tagger learnt from; for `python -m etl status`."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from etl.reactions.store import ledger

NEWEST = 5000  # posts compared, of the files added last
USUALLY_UNSURE = 0.3  # share of the held-out posts below a field's limit of doubt, by the choice of that limit
SHIFTED = 0.25  # population stability index of a field's confidence from which a person should look


def tagging(store: Path) -> dict[str, Any]:
    """The figures of etl.nlp.review.drift for the newest French and English posts in the store; {} without any.

    `shifted` names the fields whose score shift is above SHIFTED while more posts are unsure than were on the held-out
    posts; a shift to more certainty is told by the figure alone. Without a model for the labels, lists and code as
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
    shifted = [
        field
        for field in SINGLE
        if found[field]["score_shift"] > SHIFTED and found[field]["unsure_share"] > USUALLY_UNSURE
    ]
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
    text = [f"tagging   newest {found['posts']:,} posts: {unknown:.1%} unknown words ({usual:.1%} in held-out posts)"]
    for field, one in found.items():
        if isinstance(one, dict) and "score_shift" in one:
            look = "; shifted: review posts, then retrain" if field in found["shifted"] else ""
            text.append(
                f"tagging   {field:<8} unsure {one['unsure_share']:.0%}, score shift {one['score_shift']:.2f}{look}"
            )
    return text
