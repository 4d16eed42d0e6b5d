"""A name is no evidence: the companies, service, owners and handles of whichever affair are masked by what they are."""

import pytest

from etl.errors import GardefouError
from etl.nlp import affair_names
from etl.nlp.entities import entities
from etl.nlp.model import load
from etl.nlp.models import SHIPPED, input_hash
from etl.nlp.reading import read
from etl.nlp.redact import redact
from etl.nlp.tagging import tag
from etl.places import DATA

OTHER = """
companies:
  - {name: Lumen, aliases: [Lumen Canvas], handles: [lumenhq], owners: [Ada Brill]}
  - {name: Prism, context: [Prism]}
service: {name: Murmur}
"""
POSTS = (
    ("Ban {service} now, it undresses women and {company} knew!", "Grok", "X"),
    ("{service} a déshabillé ma fille de 14 ans et {company} n'a rien retiré.", "Grok", "X"),
    ("The regulator fined {company} because {service} made sexual images of minors.", "Grok", "xAI"),
    ("{service} m'a donné une recette de crêpes, merci {company}.", "Grok", "X"),
)


@pytest.fixture
def elsewhere(tmp_path):
    """Another affair is at hand."""
    (tmp_path / "affair.yml").write_text(OTHER, encoding="utf-8")
    affair_names.follow(tmp_path)
    yield tmp_path
    affair_names.follow(DATA)


def answers(texts):
    return [
        {key: found[key] for key in ("about", "stance", "emotion", "role", "calls", "topics", "probability")}
        for found in tag(load(SHIPPED), [{"id": text, "text": text} for text in texts])
    ]


def test_posts_of_a_renamed_affair_are_tagged_as_those_of_the_one_learnt_from(tmp_path):
    here = answers(frame.format(service=service, company=company) for frame, service, company in POSTS)
    (tmp_path / "affair.yml").write_text(OTHER, encoding="utf-8")
    affair_names.follow(tmp_path)
    try:
        there = answers(frame.format(service="Murmur", company="Lumen") for frame, *_ in POSTS)
    finally:
        affair_names.follow(DATA)
    assert here == there and here[0]["about"] == "yes"


def test_only_the_names_of_the_affair_at_hand_are_the_services(elsewhere):
    assert read("Murmur and @lumenhq, says Ada Brill").forms == [
        *("<service>", "and", "<service>", ",", "says", "<owner>", "<owner>")
    ]
    assert read("Grok answered").forms == ["<platform>", "answered"]
    assert read("Grok answered", learning=True).forms == ["<service>", "answered"]


def test_a_name_that_counts_in_context_is_no_word(elsewhere):
    assert "<service>" in read("I left Prism").forms and "<service>" not in read("a prism of light").forms


def test_names_of_the_affair_are_entities_and_are_not_redacted(elsewhere):
    text = "Lumen Canvas and Murmur, by @lumenhq"
    assert redact(text) == text
    assert [one["canonical_id"] for one in entities(read(text))][:2] == ["lumen_canvas", "murmur"]


def test_the_same_model_reads_either_affair(tmp_path, elsewhere):
    there, told = input_hash(), affair_names.digest()
    affair_names.follow(DATA)
    assert input_hash() == there and affair_names.digest() != told


def test_a_file_that_gives_no_names_is_said_in_plain_words(tmp_path):
    (tmp_path / "affair.yml").write_text("companies: [3\n", encoding="utf-8")
    with pytest.raises(GardefouError, match="cannot be read for the names"):
        affair_names.names_of(tmp_path / "affair.yml")
    none = affair_names.names_of(tmp_path / "no" / "affair.yml")
    assert not none.all() and not none.handles
