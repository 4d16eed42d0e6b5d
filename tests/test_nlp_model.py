"""Models: the same input gives the same model, stored as trained, and odd posts get an answer."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from etl.errors import GardefouError
from etl.nlp.corpus import off_topic, posts
from etl.nlp.features import PULL
from etl.nlp.lines import tag_file
from etl.nlp.lists import FOLDER
from etl.nlp.model import decisions, load, save, score
from etl.nlp.models import SHIPPED, input_hash
from etl.nlp.scheme import DEFAULT, IS_ABOUT, LABELS, OUTPUTS, SEVERAL, SINGLE
from etl.nlp.tagging import tag
from etl.nlp.train import Corpus, fit, folds, train

ODD = {
    "nothing": "",
    "spaces": " \n\t ",
    "an emoji": "😂",
    "a bare link": "https://example.org/a/b?c=d",
    "several links": "https://example.org/a www.example.org/b http://example.net",
    "a handle": "@user",
    "invisible marks": "\u200b\u200c\u200d\ufeff",
    "emoji in families": "👩\u200d👩\u200d👧 🇫🇷 💀" * 500,
    "twenty thousand characters": "Grok undresses women, switch it off. " * 540,
    "three languages": "Wallah grok c'est trop, they stripped my sister, qué vergüenza",
    "Spanish": "Esto es una vergüenza para todas las mujeres de este país",
    "Arabic": "هذا غير مقبول إطلاقا من الشركة",
    "ten thousand characters": "Coupez Grok maintenant, ma fille a 14 ans. " * 250,
    "ten thousand letters": "a" * 10_000,
    "right-to-left marks": "Ban \u202egrok\u202c now \u200f\u200e please",
    "half a character": "ban \ud800 it",
    "control characters": "ban\x00 it\x07 now",
    "only marks": "!!! ??? … « »",
    "an open quotation": "« Coupez Grok",
    "decomposed accents": "Une e\u0301lue a e\u0301te\u0301 vise\u0301e par un montage",
    "numbers": "12 13 14 15",
    "capitals": "BAN GROK NOW",
}
UNREADABLE = {
    "nothing",
    "spaces",
    "an emoji",
    "a bare link",
    "several links",
    "a handle",
    "invisible marks",
    "emoji in families",
    "Spanish",
    "Arabic",
    "only marks",
    "numbers",
}


@pytest.fixture(scope="module")
def tagger():
    """The model that comes with the project."""
    return load(SHIPPED)


@pytest.fixture(scope="module")
def small():
    """Every fifteenth family, enough to train on quickly."""
    names = sorted({post["family"] for post in posts()})[::15]
    return [post for post in posts() if post["family"] in set(names)] + off_topic()[::8]


@pytest.fixture(scope="module")
def small_model(small):
    return train(small, {})[0]


def tags(tagger, *texts):
    return list(tag(tagger, [{"id": str(number), "text": text} for number, text in enumerate(texts)]))


def test_posts_that_never_show_a_label_are_refused_before_anything_is_trained(small):
    bare = [{**post, "calls": [call for call in post.get("calls", ()) if call != "ban"]} for post in small]
    with pytest.raises(GardefouError, match=r"no post has calls ban. Nothing was trained"):
        train(bare, {})
    calm = [post if "kind" in post else {**post, "role": "public"} for post in small]
    with pytest.raises(GardefouError, match=r"no post has role journalist.*every post has role public"):
        train(calm, {})
    with pytest.raises(GardefouError, match="0 labelled posts about the affair"):
        train([post for post in small if "kind" in post], {})


def test_training_twice_gives_the_same_arrays(small, small_model):
    one, other = small_model, train(small, {})[0]
    assert one.names == other.names and one.threshold == other.threshold and np.array_equal(one.mix, other.mix)
    assert np.array_equal(one.weights, other.weights) and np.array_equal(one.bias, other.bias)


def test_a_stored_model_decides_as_the_trained_one(small_model, tmp_path):
    model = small_model
    save(model, tmp_path)
    texts = [post["text"] for post in posts()[:400]]
    before, after = (decisions(m, score(m, texts).probability) for m in (model, load(tmp_path)))
    for field in LABELS:
        assert (before[field] == after[field]).all(), field


def test_posts_are_weighed_when_tagged_as_they_were_when_trained(small, small_model):
    corpus = Corpus(small)
    rows = np.arange(len(small))
    columns, idf, weights, bias = fit(corpus, rows)
    wanted = corpus.design(rows, columns, idf) @ weights + bias
    wanted[:, IS_ABOUT] += np.array(PULL)[corpus.ties]
    found = score(small_model, [post["text"] for post in small]).scores
    assert np.allclose(found, wanted, atol=5e-3)


def test_a_family_is_never_on_both_sides_of_a_fold(small):
    families = np.array([post["family"] for post in small])
    parts = folds(families)
    for training, held in parts:
        assert len(held) and not set(families[training]) & set(families[held])
    assert sorted(np.concatenate([held for _, held in parts])) == list(range(len(small)))


@pytest.mark.parametrize("kind", ODD)
def test_odd_posts_get_an_answer_or_an_abstention(tagger, kind):
    (found,) = tags(tagger, ODD[kind])
    assert found["text"] == ODD[kind] and (found["about"] is None) == (kind in UNREADABLE)
    if kind in UNREADABLE:
        assert found["abstain"]["lang"] == (found["lang"] == "other")
    if found["about"] != "yes":
        assert all(found[field] is None and found["abstain"][field] for field in SINGLE)
        assert not found["calls"] and not found["topics"]
    json.dumps(found)


def test_every_tag_has_the_form_of_the_scheme(tagger):
    sample = posts()[::7]
    for post, found in zip(sample, tag(tagger, sample), strict=True):
        assert found["id"] == post["id"] and found["text"] == post["text"] and found["about"] in ("yes", "no")
        if found["about"] == "no":
            assert all(found[field] is None for field in SINGLE) and not found["calls"] and not found["topics"]
            continue
        for field, labels in SINGLE.items():
            assert found[field] in labels and 0 <= found["confidence"][field] <= 1
            assert isinstance(found["abstain"][field], bool)
            assert found["evidence"][field] or found[field] == DEFAULT[field]
        for field, labels in SEVERAL.items():
            assert found[field] == sorted(set(found[field])) and set(found[field]) <= set(labels)
            for kind in ("confidence", "evidence", "abstain"):
                assert list(found[kind][field]) == found[field]
            assert all(0 <= value <= 1 for value in found["confidence"][field].values())
            assert all(found["evidence"][field].values())
        places = [found["evidence"][field] for field in SINGLE]
        places += [place for field in SEVERAL for place in found["evidence"][field].values()]
        for start, end in (span for place in places for span in place):
            assert 0 <= start < end <= len(post["text"]) and post["text"][start:end].strip()


def test_tagging_does_not_depend_on_what_stands_beside_a_post(tagger):
    sample = posts()[::50]
    together = [found["stance"] for found in tag(tagger, sample)]
    alone = [next(tag(tagger, [post]))["stance"] for post in sample]
    assert together == alone


def test_a_file_is_tagged_line_by_line_in_its_order_and_its_faults_are_named(tagger, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("etl.nlp.lines.current_model", lambda store: tagger)
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        '{"id": "b", "text": "Ban Grok now"}',
        "{oops",
        "",
        '{"id": 7, "text": "Coupez-le", "lang": "fr"}',
        '{"id": "x"}',
        "[]",
    ]
    source.write_bytes(
        b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b'\n\xff\xfe\n{"id": "z", "text": "half \\ud800"}\n'
    )
    assert tag_file(source, target, tmp_path) == 0
    assert [json.loads(line)["id"] for line in target.read_text(encoding="utf-8").splitlines()] == ["b", 7, "z"]
    said = capsys.readouterr().err
    assert all(f"line {number}:" in said for number in (2, 5, 6, 7)) and "3 posts tagged, 4 lines left out" in said
    assert list(tmp_path.glob("*.part")) == []


def test_a_missing_file_is_refused_in_plain_words(tmp_path):
    with pytest.raises(GardefouError, match="is not a file"):
        tag_file(tmp_path / "none.jsonl", None, tmp_path)


def test_a_place_that_cannot_be_written_to_is_refused_and_a_run_that_stops_leaves_nothing(
    tagger, tmp_path, monkeypatch
):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "text": "Ban it"}\n', encoding="utf-8")
    with pytest.raises(GardefouError, match="cannot be written"):
        tag_file(source, tmp_path / "no such folder" / "out.jsonl", tmp_path)
    monkeypatch.setattr("etl.nlp.lines.current_model", lambda store: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tag_file(source, tmp_path / "out.jsonl", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_damaged_model_is_refused_and_nothing_in_it_is_run(small_model, tmp_path):
    save(small_model, tmp_path)
    (tmp_path / "model.npz").write_bytes((tmp_path / "model.npz").read_bytes()[:5000])
    with pytest.raises(GardefouError, match="cannot be read"):
        load(tmp_path)
    np.savez(tmp_path / "model.npz", weights=np.array([object()], dtype=object), idf=[1.0], names=[1])
    with pytest.raises(GardefouError, match="cannot be read"):
        load(tmp_path)


def test_the_name_of_a_model_changes_with_what_it_learns_from(tmp_path):
    (tmp_path / "reactions_fr_01.jsonl").write_text('{"id": "1"}\n')
    first = input_hash(tmp_path)
    (tmp_path / "reactions_fr_01.jsonl").write_text('{"id": "2"}\n')
    assert first != input_hash(tmp_path) and first != input_hash(tmp_path, [{"id": "1"}])


def test_the_shipped_model_and_its_card_were_made_from_the_labels_lists_and_code_in_the_repository():
    """Else `python -m etl tag` would train first: run `python -m etl train --ship`, then `python -m etl evaluate`."""
    meta = json.loads((SHIPPED / "model.json").read_text(encoding="utf-8"))["meta"]
    card = json.loads((FOLDER / "model_card.json").read_text(encoding="utf-8"))
    assert meta["inputs"] == input_hash() and meta["posts"] == len(posts()) + len(off_topic())
    assert card["model"] == meta["inputs"] and card["posts"] + card["off_topic_posts"] == meta["posts"]


def test_a_program_that_tagged_ends_without_a_word_of_a_library(tmp_path):
    """DuckDB would say that its own objects leak when what was alive at some moment is never let go."""
    program = (
        "import duckdb, pathlib, sys; from etl.nlp.models import current_model; duckdb.connect().execute('select 1'); "
        "current_model(pathlib.Path(sys.argv[1]))"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=Path(__file__).parents[1],
                         capture_output=True, text=True, check=True)  # fmt: skip # saves 5 lines
    assert ran.stdout + ran.stderr == ""


def test_the_number_of_outputs_is_that_of_the_scheme(tagger):
    assert tagger.weights.shape == (len(tagger.names), len(OUTPUTS)) == (len(tagger.names), 29)
