"""Reading a post before any model: its language, the names in it, what is quoted and what is negated."""

import re
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.corpus import posts
from etl.nlp.entities import entities
from etl.nlp.language import language_of
from etl.nlp.lists import FOLDER
from etl.nlp.phrases import Phrases
from etl.nlp.reading import make, pipeline, read
from etl.nlp.text import elements

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
    return {(e["type"], e["canonical_id"], e["start"], e["end"]) for e in entities(read(text))}


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
    every = [entity for text, _ in marked_posts() for entity in entities(read(text))]
    found = {entity["canonical_id"]: entity["jurisdiction"] for entity in every}
    assert found["ofcom"] == found["osa"] == "GB" and found["dsa"] == "EU" and found["meity"] == "IN"
    assert found["cp_226_8_1"] == found["arcom"] == "FR" and found["x"] is None


def test_phrases_with_and_without_a_star_are_found_where_they_stand():
    vocab = pipeline().vocab
    phrases = Phrases(vocab, [(elements(one), one) for one in ("ban it", "prosecut*", "remove from the app store*")])
    doc = Doc(vocab, words=["they", "BAN", "it", "and", "prosecutors", "remove", "from", "the", "app", "stores"])
    found = {(start, end, what) for start, end, what in phrases.find(doc)}
    assert found == {(1, 3, "ban it"), (4, 5, "prosecut*"), (5, 10, "remove from the app store*")}


def test_a_component_of_ones_own_is_added_as_spacy_users_do():
    @Language.component("shouts")
    def shouts(doc):
        doc.spans["shouts"] = [doc[place : place + 1] for place, token in enumerate(doc) if token.text.isupper()]
        return doc

    reader = make(spacy.util.load_config(FOLDER / "reading.cfg"))
    reader.add_pipe("shouts", last=True)
    doc = reader("BAN it now")
    assert [span.text for span in doc.spans["shouts"]] == ["BAN"]
    assert reader.pipe_names == ["language", "sentences", "quotations", "names", "negations", "cues", "shouts"]


def test_a_doc_carries_words_sentences_language_names_quotations_negations_and_cues():
    text = "Ofcom n'a pas répondu. « Coupez Grok », dit-elle, #BoycottX !"
    doc = read(text).doc
    assert doc._.language == "fr" and doc._.post == text and len(list(doc.sents)) == 2
    assert [(span.label_, span.kb_id_) for span in doc.ents] == [
        ("authority", "ofcom"),
        ("platform", "grok"),
        ("platform", "x"),
    ]
    assert doc[0].norm_ == "<authority>" and doc.spans["quotes"][0].text == "Coupez Grok"
    assert any("repondu" in [token.norm_ for token in span] for span in doc.spans["negated"])
    assert {span.label_ for span in doc.spans["cues"]} >= {"agent_authority", "agent_platform"}
    assert [text[start:end] for start, end in doc._.places][:2] == ["Ofcom", "n"]


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
    assert set(found) == {"es", "it", "pt", "de", "nl", "ar"}  # the last in Latin letters
    answers = [is_other for given in found.values() for is_other in given]
    assert sum(answers) >= 0.9 * len(answers) and all(sum(given) >= 0.85 * len(given) for given in found.values())
    assert all(language_of(line.split("\t")[1], "fr") == "other" for line in lines[1:3])


def test_short_posts_in_slang_stay_french_or_english():
    lines = (MARKED.parent / "short_slang.txt").read_text(encoding="utf-8").splitlines()[1:]
    wrong = [line for line in lines if language_of(line.split("\t")[1]) != line.split("\t")[0]]
    assert len(lines) >= 130 and len(wrong) <= 0.01 * len(lines), wrong


def test_a_declared_language_decides_only_where_the_words_do_not():
    assert language_of("Grok…", "fr") == "fr" and language_of("Grok…", "en") == "en"
    assert language_of("they should be ashamed of what they have done to us", "fr") == "en"


def reading(text):
    words = read(text)
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
    words = read(text)
    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == [
        "Ça", "😂", "s", "est", "vu", ":", "#", "Boycott", "X", ",", "e\u0301crit", "il", "…", "sooo", "cool", "!",
    ]  # fmt: skip # saves 15 lines
    assert words.forms[-6:] == ["ecrit", "il", "…", "so", "cool", "!"]
