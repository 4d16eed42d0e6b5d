"""How good the tags are, on posts the models have not seen; and that the measures are the usual ones."""

import json

import numpy as np
import pytest
from sklearn.metrics import f1_score

from etl.nlp import evaluate as measure
from etl.nlp.card import GOALS, evaluate
from etl.nlp.card_page import page
from etl.nlp.corpus import off_topic, posts, unseen
from etl.nlp.lists import FOLDER, listed
from etl.nlp.model import load
from etl.nlp.models import SHIPPED
from etl.nlp.reading import CUES
from etl.nlp.scheme import LABELS, OUTPUTS, PLACES, SEVERAL, SINGLE
from etl.nlp.tagging import tag
from etl.nlp.train import Corpus, calibrate, folds, held_out_scores

FLOOR = {"stance": 0.64, "emotion": 0.57, "role": 0.67, "calls": 0.59, "topics": 0.58}  # below the card by its interval


@pytest.fixture(scope="module")
def held_out():
    """(targets, given, probabilities, posts) of two folds in five, by models that saw nothing of a post's family.

    All five are measured by `etl evaluate`.
    """
    corpus = Corpus([*posts(), *off_topic()])
    rows = np.arange(len(corpus.posts))
    parts = folds(corpus.families)[:2]
    held = np.sort(np.concatenate([held for _, held in parts]))
    scores = held_out_scores(corpus, rows, parts)[held]
    targets = corpus.targets[held]
    chosen = calibrate(scores, targets, corpus.ties[held])
    probability = measure.probabilities(chosen["mix"], chosen["offset"], scores)
    on = held < len(posts())
    told = [corpus.posts[row] for row in held[on]]
    return targets[on], measure.decided(probability[on], chosen["threshold"]), probability[on], told


@pytest.mark.parametrize("field", LABELS)
def test_posts_not_seen_are_tagged_above_the_floor_and_well_above_keywords(held_out, field):
    targets, given, _, told = held_out
    value = measure.macro(field, targets, given)
    assert value >= FLOOR[field]
    assert value >= measure.macro(field, targets, measure.by_keywords([post["text"] for post in told])) + 0.1


@pytest.mark.parametrize("field", SINGLE)
def test_confidence_is_what_accuracy_shows_and_the_surer_are_righter(held_out, field):
    targets, _, probability, _ = held_out
    place = PLACES[field]
    confidence = probability[:, place].max(axis=1)
    right = targets[:, place].argmax(axis=1) == probability[:, place].argmax(axis=1)
    assert measure.calibration_error(confidence, right) <= 0.05
    kept = dict(measure.coverage(confidence, right))
    assert kept[0.7] >= kept[1.0] + 0.08


@pytest.mark.parametrize("field", LABELS)
def test_french_and_english_are_tagged_alike(held_out, field):
    targets, given, _, told = held_out
    french = np.array([post["lang"] == "fr" for post in told])
    values = [measure.macro(field, targets[rows], given[rows]) for rows in (french, ~french)]
    assert abs(values[0] - values[1]) <= 0.06


def test_macro_f1_is_that_of_scikit_learn(held_out):
    targets, given, *_ = held_out
    for field in LABELS:
        one, other = targets[:, PLACES[field]], given[:, PLACES[field]]
        assert measure.macro(field, targets, given) == pytest.approx(f1_score(one, other, average="macro"))


def test_the_calibration_error_of_a_case_worked_out_by_hand():
    confidence = np.repeat([0.6, 0.9], 50)
    right = np.concatenate((np.arange(50) % 10 < 4, np.arange(50) % 10 < 9))  # 40 % right at 0.6, 90 % at 0.9
    assert measure.calibration_error(confidence, right) == pytest.approx((50 * 0.2 + 50 * 0) / 100)
    assert measure.calibration_error(np.full(100, 0.5), np.arange(100) % 2 == 0) == pytest.approx(0)


def test_accuracy_against_coverage_of_a_case_worked_out_by_hand():
    kept = dict(measure.coverage(np.arange(10) / 10, np.arange(10) >= 5))
    assert kept[1.0] == 0.5 and kept[0.5] == 1.0 and kept[0.8] == pytest.approx(5 / 8)


def test_an_accepted_alternative_counts_in_the_lenient_score_only():
    targets = np.zeros((1, len(OUTPUTS)), dtype=bool)
    given = targets.copy()
    targets[0, OUTPUTS.index(("emotion", "fear"))] = given[0, OUTPUTS.index(("emotion", "sadness"))] = True
    post = {"alt": {"emotion": ["sadness"]}}
    lenient = measure.lenient_targets([post], targets, given)
    assert lenient[0, OUTPUTS.index(("emotion", "sadness"))] and not lenient[0, OUTPUTS.index(("emotion", "fear"))]


def test_the_interval_holds_the_value_and_narrows_with_more_posts(held_out):
    targets, given, _, told = held_out
    families = [post["family"] for post in told]
    low, high = measure.interval("stance", targets, given, families)
    few = measure.interval("stance", targets[:300], given[:300], families[:300])
    assert low < measure.macro("stance", targets, given) < high and high - low < few[1] - few[0]


def test_every_cue_of_the_baseline_is_in_the_lists():
    known = {concept for name in CUES for concept in listed(name)}
    assert {cue for labels in measure.KEYWORDS.values() for words in labels.values() for cue in words} <= known


def test_the_card_in_the_repository_states_its_scores_against_the_goals():
    card = json.loads((FOLDER / "model_card.json").read_text(encoding="utf-8"))
    found = {(row["field"], row["slice"], row["measure"]): row for row in card["scores"] if not row["label"]}
    for field in LABELS:
        whole = found[field, "all", "macro_f1"]
        assert whole["low"] <= whole["value"] <= whole["high"] and whole["value"] >= FLOOR[field]
        assert card["goals"][field] == dict(zip(("least", "aim"), GOALS[field], strict=True))
    assert {row["field"] for row in card["confusions"]} == set(LABELS)
    for field in SINGLE:
        assert sum(row["posts"] for row in card["confusions"] if row["field"] == field) == card["posts"]
    assert page(card) == (FOLDER.parents[1] / "docs" / "model_card.md").read_text(encoding="utf-8")


def test_a_whole_evaluation_of_a_few_families(monkeypatch):
    names = sorted({post["family"] for post in posts()})[::8]  # a quarter of them has every label
    few = [post for post in posts() if post["family"] in set(names)]
    monkeypatch.setattr("etl.nlp.card.posts", lambda: few)
    monkeypatch.setattr("etl.nlp.card.off_topic", lambda: off_topic()[::16])
    card = evaluate(load(SHIPPED))
    assert card["posts"] == len(few) and "## Confusions" in page(card)
    assert all(0 <= row["value"] <= 1 for row in card["scores"])


def test_evidence_points_at_the_words_that_carry_the_call():
    model = load(SHIPPED)
    texts = {
        "Boycott X, all of you, today: it undresses women.": ("leave_platform", "Boycott"),
        "Quittez X, tous, il déshabille des femmes !": ("leave_platform", "Quittez"),
    }
    for found in tag(model, [{"id": text, "text": text} for text in texts]):
        label, word = texts[found["id"]]
        assert label in found["calls"]
        assert word in " ".join(found["text"][a:b] for a, b in found["evidence"]["calls"][label])


def test_every_field_has_a_baseline():
    assert set(measure.KEYWORDS) == set(SINGLE) | set(SEVERAL)


def test_posts_on_another_matter_get_no_tag_and_those_about_the_affair_are_kept():
    """On posts by other hands; the limits are below the card by its interval."""
    found = unseen("hands")
    tagged = list(tag(load(SHIPPED), found))
    taken = {kind: [] for kind in ("about", "everyday", "near")}
    for post, out in zip(found, tagged, strict=True):
        taken[post.get("kind", "about")].append(out["about"] == "yes")
        if out["about"] != "yes":
            assert all(out[field] is None for field in SINGLE) and not out["calls"] and not out["topics"]
    share = {kind: sum(answers) / len(answers) for kind, answers in taken.items()}
    assert min(len(answers) for answers in taken.values()) >= 100
    assert share["about"] >= 0.88 and share["everyday"] <= 0.08 and share["near"] <= 0.19, share


def test_a_name_is_no_evidence():
    """The same sentence is read alike whichever name the service goes by."""
    names = ("X", "Grok", "xAI", "Twitter")
    for frame in ("{} n'a pas répondu, retirez cette image.", "{} should be ashamed, take my picture down."):
        posts = [{"id": name, "text": frame.format(name)} for name in names]
        assert len({tuple(out[field] for field in SINGLE) for out in tag(load(SHIPPED), posts)}) == 1
