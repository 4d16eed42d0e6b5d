"""`status` says whether the posts ingested last look like those the tagger learnt from."""

import json

import pytest

from etl.__main__ import main
from etl.nlp.corpus import posts, unseen
from etl.reactions import drift
from etl.reactions.collect import Asked
from etl.reactions.ingest import ingest

FOOTBALL = "Le championnat reprend samedi avec onze buts et un gardien blessé au genou gauche"


@pytest.fixture
def store_of(tmp_path):
    """Ingests texts into a store, as any tool's export would bring them."""

    def fill(texts, name="posts.jsonl"):
        path = tmp_path / name
        rows = [
            {"id": f"{name}-{n}", "text": text, "created_at": "2026-02-01T10:00:00Z", "lang": "fr"}
            for n, text in enumerate(texts)
        ]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        ingest(path, tmp_path / "store" / "reactions", Asked())
        return tmp_path / "store"

    return fill


def test_posts_of_another_subject_are_named_as_shifted_and_those_learnt_from_are_not(store_of):
    tests = ("hands", "voices", "sealed")  # of some 130 posts alone, chance may shift the confidence by a quarter
    affair = [post["text"] for name in tests for post in unseen(name) if "kind" not in post]
    alike = drift.tagging(store_of(affair))
    assert len(affair) - 5 < alike["posts"] <= len(affair)  # a copy is left out
    assert alike["shifted"] == [] and alike["off_topic_share"] < 0.05
    other = drift.tagging(store_of([f"{FOOTBALL}, journée {n}" for n in range(5000)], "other.jsonl"))
    assert other["posts"] == drift.NEWEST and other["shifted"]
    assert other["unknown_word_share"] > 2 * other["unknown_word_share_in_training"]
    assert other["off_topic_share"] > 0.9 and {"off_topic", "unknown_words"} <= set(other["shifted"])
    text = drift.lines(other)
    assert "newest 5,000 posts" in text[0] and "retrain" in text[0] and "narrow the search" in text[1]


def test_a_shift_alone_is_named_whether_or_not_more_posts_are_unsure(monkeypatch):
    from etl.nlp import models, review

    found = {
        "posts": 9,
        "unknown_word_share": 0.1,
        "unknown_word_share_in_training": 0.1,
        "off_topic_share": 0.0,
        **{
            field: {"score_shift": shift, "unsure_share": 0.1}
            for field, shift in (("stance", 0.3), ("emotion", 0.1), ("role", 0.9))
        },
    }
    monkeypatch.setattr(models, "ready_model", lambda store: object())
    monkeypatch.setattr(review, "drift", lambda model, texts: found)
    monkeypatch.setattr(drift, "newest", lambda root: ["a"])
    from pathlib import Path

    assert drift.tagging(Path("nowhere"))["shifted"] == ["stance", "role"]


def test_a_store_without_posts_says_nothing_of_drift(tmp_path):
    assert drift.tagging(tmp_path) == {} and drift.lines({}) == []


def test_status_trains_no_model(store_of, monkeypatch):
    store = store_of([FOOTBALL])
    monkeypatch.setattr("etl.nlp.models.stored", lambda *_: None)
    assert drift.tagging(store) == {"posts": 1}
    assert "no model" in drift.lines({"posts": 1})[0]


def test_status_gives_the_figures_to_a_person_and_to_a_monitor(store_of, capsys, monkeypatch, warehouse):
    store = store_of([post["text"] for post in posts()[::40]])
    capsys.readouterr()
    assert main(["status", "--out", str(warehouse), "--store", str(store), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["tagging"]
    assert {"posts", "unknown_word_share", "stance", "emotion", "role", "shifted"} <= set(found)
    assert main(["status", "--out", str(warehouse), "--store", str(store)]) == 0
    assert "unknown words" in capsys.readouterr().out
