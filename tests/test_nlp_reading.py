"""Reading a post before any model: its language, the names in it, what is quoted and what is negated."""

import re
from pathlib import Path

import pytest
import spacy

from etl.nlp.corpus import posts
from etl.nlp.entities import entities
from etl.nlp.language import language_of
from etl.nlp.lists import FOLDER
from etl.nlp.phrases import Phrases, longest
from etl.nlp.text import split_words

MARKED = Path(__file__).parent / "fixtures" / "nlp" / "entities.txt"
MARK = re.compile(r"\[([^|\]]+)\|(\w+):([\w]+)\]")


def marked_posts():
    """Each marked post as (text without marks, set of (type, id, start, end))."""
    for line in MARKED.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, wanted, last = "", set(), 0
        for match in MARK.finditer(line):
            text += line[last : match.start()]
            wanted.add((match[2], match[3], len(text), len(text) + len(match[1])))
            text += match[1]
            last = match.end()
        yield text + line[last:], wanted


def found_in(text):
    return {(e["type"], e["canonical_id"], e["start"], e["end"]) for e in entities(text, split_words(text))}


def test_names_in_sixty_marked_posts_are_found_with_their_place_and_identity():
    pairs = [(found_in(text), wanted) for text, wanted in marked_posts()]
    hits = sum(len(found & wanted) for found, wanted in pairs)
    found, wanted = sum(len(f) for f, _ in pairs), sum(len(w) for _, w in pairs)
    assert len(pairs) >= 60 and wanted >= 85
    assert 2 * hits / (found + wanted) >= 0.96, [(f ^ w) for f, w in pairs if f != w]


@pytest.mark.parametrize(
    "text, is_platform",
    [
        ("Je poste sur X depuis dix ans", True),
        ("X a annoncé un correctif", True),
        ("plainte contre X", False),
        ("plainte contre X, pas contre un inconnu", True),
        ("merci pour tout, bises, X", False),
        ("3 X 4", False),
        ("les rayons X", False),
        ("Mr X lives here", False),
        ("see you soon x", False),
        ("I left X for good", True),
    ],
)
def test_the_letter_x_is_the_platform_only_where_it_is_meant(text, is_platform):
    assert any(name == "x" for _, name, _, _ in found_in(text)) == is_platform


def test_every_name_carries_the_jurisdiction_of_its_authority_or_law():
    every = [entity for text, _ in marked_posts() for entity in entities(text, split_words(text))]
    found = {entity["canonical_id"]: entity["jurisdiction"] for entity in every}
    assert found["ofcom"] == found["osa"] == "GB" and found["dsa"] == "EU" and found["meity"] == "IN"
    assert found["cp_226_8_1"] == found["arcom"] == "FR" and found["x"] is None


def test_our_phrases_are_found_where_spacy_finds_them():
    """spaCy's phrase matcher is the reference: same phrases, same posts, same places."""
    names = re.findall(r'"([^"*]+)"', (FOLDER / "entities.yml").read_text(encoding="utf-8"))
    names = sorted({name for name in names if re.fullmatch(r"[A-Za-z ]{4,}", name)})
    pipeline, ours = spacy.blank("en"), Phrases()
    matcher = spacy.matcher.PhraseMatcher(pipeline.vocab, attr="LOWER")
    for name in names:
        matcher.add(name, [pipeline.make_doc(name)])
        ours.add(name, name)
    sample = [re.sub(r"[^A-Za-z ]+", " ", text) for text, _ in marked_posts()]
    for text in sample:
        doc = pipeline.make_doc(text)
        spans = spacy.util.filter_spans([doc[start:end] for _, start, end in matcher(doc)])
        wanted = {(span.start_char, span.end_char) for span in spans}
        words = split_words(text)
        assert {(words.starts[a], words.ends[b - 1]) for a, b, _ in longest(ours.find(words.forms))} == wanted, text


def test_the_language_of_every_labelled_post_is_recognised():
    sample = posts()[::3]
    wrong = [post["text"] for post in sample if language_of(post["text"]) != post["lang"]]
    assert len(wrong) <= len(sample) * 0.01, wrong


@pytest.mark.parametrize(
    "text, language",
    [
        ("Es increíble lo que hace esta empresa con las fotos de las mujeres", "other"),
        ("Das ist doch nicht zu fassen, dass die Plattform nichts tut", "other"),
        ("Che schifo, questa piattaforma non fa nulla per le vittime", "other"),
        ("هذا غير مقبول إطلاقا", "other"),
        ("😂😂", "other"),
        ("", "other"),
        ("literally le pire, genre ils ont laissé ça en ligne trois semaines", "fr"),
        ("honestly c'est la vie but they should be in court", "en"),
    ],
)
def test_the_language_of_other_and_mixed_texts(text, language):
    assert language_of(text) == language


def test_posts_in_other_languages_are_recognised_as_such():
    lines = (MARKED.parent / "other_languages.txt").read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines[1:]:
        language, text = line.split("\t")
        found.setdefault(language, []).append(language_of(text) == "other")
    assert set(found) == {"es", "it", "pt", "de"}
    answers = [is_other for given in found.values() for is_other in given]
    assert sum(answers) >= 0.9 * len(answers) and all(sum(given) >= 0.85 * len(given) for given in found.values())
    assert all(language_of(line.split("\t")[1], "fr") == "other" for line in lines[1:3])


def test_a_declared_language_decides_only_where_the_words_do_not():
    assert language_of("Grok…", "fr") == "fr" and language_of("Grok…", "en") == "en"
    assert language_of("they should be ashamed of what they have done to us", "fr") == "en"


def reading(text):
    words = split_words(text)
    return dict(zip(words.forms, zip(words.negated, words.quoted, strict=True), strict=True))


def test_a_negation_reaches_to_the_next_but_and_not_over_a_restriction():
    assert reading("Je ne demande pas le blocage, mais une loi")["blocage"][0]
    assert not reading("Je ne demande pas le blocage, mais une loi")["loi"][0]
    assert not reading("Il ne faut que bloquer")["bloquer"][0]
    assert reading("we do not want a ban but a law")["ban"][0]
    assert not reading("we do not want a ban but a law")["law"][0]
    assert not reading("not only a ban")["ban"][0]


def test_words_between_quotation_marks_are_quoted_in_every_style():
    for style in ("« {} »", "“{}”", '"{}"', "‘{} now’"):
        assert reading("he said " + style.format("ban it") + " again")["ban"][1], style
        assert not reading("he said " + style.format("ban it") + " again")["again"][1], style


def test_places_point_into_the_text_as_given():
    text = "Ça 😂 s’est vu : #BoycottX, e\u0301crit-il… “sooo” cool\u202f!"
    words = split_words(text)
    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == [
        "Ça", "😂", "s", "est", "vu", ":", "#", "Boycott", "X", ",", "e\u0301crit", "il", "…", "sooo", "cool", "!",
    ]  # fmt: skip
    assert words.forms[-6:] == ["ecrit", "il", "…", "so", "cool", "!"]
