"""Posts tagged in the scheme's output format: labels, confidence, evidence, doubt, and the names in them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from etl.nlp.entities import entities
from etl.nlp.features import SKIPPED, Array
from etl.nlp.lists import words as words_of
from etl.nlp.model import Model, Scored, decisions, score, told_about
from etl.nlp.reading import Words
from etl.nlp.scheme import DEFAULT, IS_ABOUT, LABELS, PLACES, SEVERAL, SINGLE

BATCH = 512
LONGEST = 5000  # characters read of a post; what follows is not
NEAR = 0.45  # a word is evidence from this share of the strongest word's weight on
SPANS = 3
FAINT_WORDS = words_of("french") | words_of("english")  # "the", "les": evidence only where nothing else is
FAINT, MARKS = 0.3, 1e9


def tag(model: Model, posts: Iterable[dict[str, Any]], known: bool = False) -> Iterator[dict[str, Any]]:
    """Each post (`id`, `text`, optional `lang`) with its tags, in the order given. Nothing is stored.

    `known`: they were collected by a person as being about the affair, which is then not asked.

    `about` is "yes", "no", or None where no word can be read: then `lang` is "other". Without a "yes" a post has no
    other tag: stance, emotion and role are None, calls and topics empty, and `abstain` says so of each. A "yes" that
    `abstain` calls unsure has tags; neither it nor a "no" called unsure counts in a share. `probability` is that of
    each label of stance, emotion and role.
    """
    waiting = iter(posts)
    while batch := list(islice(waiting, BATCH)):
        texts = [post["text"][:LONGEST] for post in batch]
        scored = score(model, texts, [post.get("lang") for post in batch])
        chosen = decisions(model, scored.probability)
        chosen["about"], chosen["surely"] = told_about(
            scored.probability[:, IS_ABOUT], scored.ties, model.threshold, model.doubt
        )
        if known:
            chosen["about"][:] = chosen["surely"][:] = True
        for number, (post, text) in enumerate(zip(batch, texts, strict=True)):
            yield _tagged(model, post, text, number, scored, chosen)


def _tagged(
    model: Model, post: dict[str, Any], text: str, number: int, scored: Scored, chosen: dict[str, Any]
) -> dict[str, Any]:
    words = scored.words[number]
    language = words.doc.user_data["language"]
    is_other = language == "other"
    readable = not is_other and any(form[0].isalpha() for form in words.forms)
    probability = scored.probability[number]
    shares = scored.token_scores[scored.first_token[number] : scored.first_token[number + 1]]
    out: dict[str, Any] = {"id": post.get("id"), "lang": language, "text": post["text"], "about": None}
    confidence: dict[str, Any] = {"about": 0.0}
    evidence: dict[str, Any] = {}
    abstain: dict[str, Any] = {"lang": is_other, "about": True}
    whole: dict[str, dict[str, float]] = {}
    if readable:
        is_about = bool(chosen["about"][number])
        sure = float(probability[IS_ABOUT] if is_about else 1 - probability[IS_ABOUT])
        out["about"], confidence["about"] = "yes" if is_about else "no", round(sure, 4)
        abstain["about"] = not chosen["surely"][number]
        readable = is_about
    for field, labels in SINGLE.items():
        place = PLACES[field].start + int(chosen[field][number])
        label = labels[int(chosen[field][number])] if readable else None
        sure = float(probability[place]) if readable else 0.0
        out[field], confidence[field] = label, round(sure, 4)
        if readable:
            whole[field] = dict(zip(labels, probability[PLACES[field]].round(4).tolist(), strict=True))
        abstain[field] = not readable or sure < model.doubt[field]
        evidence[field] = spans(text, words, shares[:, place]) if label not in (None, DEFAULT[field]) else []
    for field, labels in SEVERAL.items():
        given = [index for index in range(len(labels)) if readable and chosen[field][number][index]]
        start = PLACES[field].start
        out[field] = [labels[index] for index in given]
        confidence[field] = {labels[index]: round(float(probability[start + index]), 4) for index in given}
        abstain[field] = {labels[index]: bool(probability[start + index] < model.doubt[field]) for index in given}
        evidence[field] = {labels[index]: spans(text, words, shares[:, start + index]) for index in given}
    ordered = {field: out[field] for field in LABELS}
    return {
        **{key: out[key] for key in ("id", "lang", "text", "about")},
        **ordered,
        "confidence": confidence,
        "probability": whole,
        "evidence": evidence,
        "abstain": abstain,
        "entities": entities(words),
    }


def spans(text: str, words: Words, shares: Array) -> list[list[int]]:
    """The places in `text` of the words that speak most for a label; at least one where there is a word."""
    weights = [
        share - MARKS if form in SKIPPED else share * FAINT if form in FAINT_WORDS and share > 0 else share
        for share, form in zip(shares.tolist(), words.forms, strict=True)
    ]
    strongest = max(weights)
    limit = strongest * NEAR if strongest > 0 else strongest
    near = sorted((index for index, weight in enumerate(weights) if weight >= limit), key=lambda i: -weights[i])[:6]
    places: list[list[int]] = []
    last = -2
    for index in sorted(near):
        if index == last + 1 and places:
            places[-1][1] = words.ends[index]
        elif len(places) < SPANS:
            places.append([words.starts[index], words.ends[index]])
        else:
            break
        last = index
    return places
