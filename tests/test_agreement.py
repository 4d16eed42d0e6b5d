"""Two readers of the same posts: the figures docs/labelling.md reports are those of the two files of labels."""

import collections
import json
import re

import pytest
from sklearn.metrics import cohen_kappa_score

from etl.errors import GardefouError
from etl.nlp.agreement import agreement, reading, table, whole_reading
from etl.nlp.corpus import LABELS, posts
from etl.nlp.scheme import SEVERAL, SINGLE

REPORT = (LABELS.parents[1] / "docs" / "labelling.md").read_text(encoding="utf-8")
FIRST, SECOND = reading("first"), reading("second")
ADJUDICATED = [json.loads(line) for line in (LABELS / "adjudication.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def found():
    return agreement(FIRST, SECOND)


def plain_alpha(one, other):
    """Nominal alpha of two coders, written from the definition: observed over expected disagreement of the values."""
    values = collections.Counter([*one, *other])
    total = sum(values.values())
    observed = sum(a != b for a, b in zip(one, other, strict=True)) / len(one)
    expected = sum(n * (total - n) for n in values.values()) / (total * (total - 1))
    return 1 - observed / expected


def test_the_report_prints_what_the_two_readings_give(found):
    assert table(found) in REPORT


def test_the_report_prints_what_the_reading_of_all_posts_gives_and_how_much_it_changed():
    before, after = whole_reading()
    assert table(agreement(before, after)) in REPORT
    reread = [line for line in ADJUDICATED if line["because"] == "topics reread"]
    put = sum(len(set(line["now"]) - set(line["was"])) for line in reread)
    taken = sum(len(set(line["was"]) - set(line["now"])) for line in reread)
    assert f"({put + taken} topics: {put} put, {taken} taken away" in REPORT
    for line in reread:
        disputed = set(before[line["id"]]["topics"]) ^ set(after[line["id"]]["topics"])
        assert set(line["was"]) ^ set(line["now"]) <= disputed, f"{line['id']}: changed where the readings agreed"


def test_alpha_is_the_one_of_the_definition(found):
    for sample in ("fr", "en"):
        keys = [key for key, post in SECOND.items() if post["lang"] == sample]
        for field in SINGLE:
            wanted = plain_alpha([FIRST[key][field] for key in keys], [SECOND[key][field] for key in keys])
            assert found[field, "", sample].value == pytest.approx(wanted)


def test_kappa_is_the_one_of_scikit_learn(found):
    for field, labels in SEVERAL.items():
        for label in labels:
            pair = [[label in reader[key][field] for key in FIRST] for reader in (FIRST, SECOND)]
            assert found[field, label, "both"].value == pytest.approx(cohen_kappa_score(*pair))


def test_each_language_has_120_posts_and_each_family_at_most_one():
    corpus = {post["id"]: post for post in posts()}
    assert collections.Counter(post["lang"] for post in SECOND.values()) == {"fr": 120, "en": 120}
    families = [corpus[key]["family"] for key in SECOND]
    assert len(set(families)) == len(families) and all("text" not in post for post in SECOND.values())


def test_readers_of_different_posts_are_refused():
    with pytest.raises(GardefouError, match="1 posts were read by one reader only"):
        agreement(FIRST, dict(list(SECOND.items())[1:]))


def test_a_post_carries_the_label_last_decided():
    corpus, decided = {post["id"]: post for post in posts()}, {}
    for line in ADJUDICATED:
        before = decided.get((line["id"], line["field"]), line["was"])
        assert line["was"] == before != line["now"]
        decided[line["id"], line["field"]] = line["now"]
    assert [key for key, label in decided.items() if corpus[key[0]][key[1]] != label] == []


def test_the_report_counts_the_corrections():
    counts = collections.Counter(line["because"] for line in ADJUDICATED)
    said = {int(number) for number in re.findall(r"\*\*(\d+) labels\*\*", REPORT)}
    assert said == set(counts.values())
    compared = [line for line in ADJUDICATED if line["because"] == "readings compared"]
    assert all(FIRST[line["id"]][line["field"]] == line["was"] for line in compared)
