"""A person's corrections: which posts are worth a look, what correcting changes, and whether posts have drifted."""

import csv
import json

import numpy as np
import pytest

from etl.errors import GardefouError
from etl.nlp import review
from etl.nlp.corpus import posts
from etl.nlp.model import load
from etl.nlp.models import SHIPPED, keep_corrections, kept_corrections


@pytest.fixture(scope="module")
def tagger():
    return load(SHIPPED)


def test_uncertain_posts_that_stand_for_many_come_first(tagger):
    vague = [
        {"id": f"v{n}", "text": f"So Grok made those images, whatever it means, number {n}.", "likes": n * 1000}
        for n in range(3)
    ]
    plain = [{"id": "p", "text": "La CNIL a ouvert une enquête, a indiqué mardi un porte-parole."}]
    rows = review.sheet(tagger, [*plain, *vague], 4)
    assert [row["id"] for row in rows][:2] in (["v2", "v1"], ["v1", "v2"])
    assert all(row["about"] == "yes" for row in rows[:2])


def test_a_sheet_comes_back_as_it_went_and_no_cell_is_a_formula(tagger, tmp_path):
    rows = review.sheet(
        tagger, [{"id": "1", "text": "=cmd() ban Grok now, all of you"}, {"id": "2", "text": "Coupez Grok"}], 9
    )
    review.write_sheet(rows, tmp_path / "sheet.csv")
    cells = [cell for line in csv.reader((tmp_path / "sheet.csv").open(encoding="utf-8-sig")) for cell in line]
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]
    back = {post["id"]: post for post in review.corrections(tmp_path / "sheet.csv")}
    for row in rows:
        assert back[row["id"]]["text"] == row["text"] and back[row["id"]]["stance"] == row["stance"]
        assert " ".join(back[row["id"]]["calls"]) == row["calls"]


@pytest.mark.parametrize("field, value", [("stance", "angry"), ("stance", ""), ("calls", "ban please"), ("text", " ")])
def test_a_wrong_label_is_named_with_its_line_and_the_accepted_ones(tmp_path, field, value):
    row = {"id": "1", "text": "a", "stance": "neutral", "emotion": "none", "role": "public", "calls": "", "topics": ""}
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps({**row, "id": "2", field: value}) + "\n")
    with pytest.raises(GardefouError, match="line 2"):
        review.corrections(path)


def test_corrections_are_kept_and_change_the_model_that_is_asked_for(tmp_path):
    from etl.nlp.models import input_hash

    keep_corrections(tmp_path, [{"id": "1", "text": "a"}])
    assert kept_corrections(tmp_path) == [{"id": "1", "text": "a"}]
    assert input_hash(extra=kept_corrections(tmp_path)) != input_hash()


def test_corrections_are_compared_before_and_after_on_posts_that_stay_the_same():
    names = sorted({post["family"] for post in posts()})[::25]  # every label must be among them
    few = [post for post in posts() if post["family"] in set(names)]
    twins = [{**post, "id": f"c{n}", "family": f"correction-{n}"} for n, post in enumerate(few)]
    much = review.before_and_after(few, twins)
    assert sum(after - before for before, after in much.values()) > 0.5  # the frozen posts' own answers were given


def test_posts_like_those_learnt_from_do_not_drift_and_others_do(tagger):
    same = review.drift(tagger, [post["text"] for post in posts()[::5]])
    other = review.drift(
        tagger, ["Le championnat reprend samedi avec onze buts et un gardien blessé au genou gauche"] * 60
    )
    assert other["unknown_word_share"] > 3 * same["unknown_word_share"]
    assert other["off_topic_share"] == 1 and "stance" not in other and review.drift(tagger, []) == {}
    scared = review.drift(tagger, ["Je ne dors plus, j'ai peur que Grok fasse une image de ma fille."] * 60)
    assert scared["stance"]["score_shift"] > 0.25 and scared["off_topic_share"] == 0
    assert all(abs(sum(same[field]["label_shares"].values()) - 1) < 0.01 for field in ("stance", "emotion", "role"))


def test_the_stability_index_of_equal_parts_is_nothing():
    edges = list(np.arange(0.1, 0.95, 0.1))
    assert review.stability_index(edges, np.arange(0.05, 1, 0.1)) == pytest.approx(0)
    assert review.stability_index(edges, np.full(100, 0.05)) > 1
