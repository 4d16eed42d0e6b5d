"""What redaction leaves of 705 planted details in 33 kinds, and what it takes out of public lines."""

import collections
from itertools import pairwise

import pytest
from test_nlp_redaction import PLANTED

from etl.nlp.details import EMAIL, PATTERNS
from etl.nlp.language import NOISE, maybe_noise
from etl.nlp.looks import maybe_email
from etl.nlp.name_lists import words_of
from etl.nlp.name_patterns import INTRODUCED
from etl.nlp.names import introduced
from etl.nlp.planted import is_cut, leaks, planted, public
from etl.nlp.redact import redact, redact_counting

BANK = planted()


def test_the_bank_has_705_details_in_33_kinds_and_580_public_lines():
    kinds = collections.Counter(kind for kind, _, _ in BANK)
    assert len(BANK) == 705 and len(kinds) == 33 and min(kinds.values()) >= 10 and len(public()) >= 580
    assert all(detail.lower() in post.lower() for _, detail, post in BANK)


@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in BANK}))
def test_few_details_of_a_kind_come_through(kind):
    found = [(detail, redact(post)) for one, detail, post in BANK if one == kind and leaks(detail, post)]
    assert len(found) <= 1, found


def test_at_most_eight_per_cent_leak_and_five_per_cent_of_public_lines_are_cut():
    assert sum(leaks(detail, post) for _, detail, post in BANK) <= 0.08 * len(BANK)
    cut = [(line, redact(line)) for line in public() if is_cut(line)]
    assert len(cut) <= 0.05 * len(public()), cut


INTRODUCTIONS = (
    "s'appelle", "m’ appelle", "jmappelle", "prénommée", "prénom :", "nom est", "répond au nom de", "surnommé",
    "dite «", "signée :", "identifiée comme", "famille", "une certaine", "a certain", "le dénommé",
    "connu sous le nom de", "aka", "named", "her names", "his name’s", "name is", "known as", "goes by", "signed:",
    "ich heiße", "me llamo", "mi nombre es", "mi chiamo", "o meu nome é", "me chamo", "mijn naam is", "ik heet",
    "i’m", "Im", "jeg heter", "nazywam się", "mam na imię", "benim adım", "меня зовут", "اسمي", "je suis",
    "moi, c'est", "it’s", "this is", "here's", "bisous de", "love from", "regards,", "cordialement", "justice pour",
    "soutien à", "support for", "rip", "thank you", "happy birthday", "bon anniversaire", "chère", "dm",
)  # fmt: skip # saves 48 lines


def begins_a_word(text):
    """Whether what introduces a name stands in a text before a word."""
    starts = {word.start for word in words_of(text)}
    return any(match.end() in starts for match in INTRODUCED.finditer(text))


def test_no_pattern_is_passed_over_in_a_text_that_it_matches():
    """What a pattern is said not to do without is in every text that it finds something in, alone or among others."""
    posts = [post for _, _, post in BANK] + [post for _, post in PLANTED]
    posts += [f"{sign}{said}{gap}Oda" for said in INTRODUCTIONS for sign in ("", "re-", "d'") for gap in (" ", ': "')]
    assert sum(map(begins_a_word, posts[-6 * len(INTRODUCTIONS) :])) > 3 * len(INTRODUCTIONS)
    texts = posts + [word for post in posts for word in post.split()] + [post.upper() for post in posts]
    texts += [" ".join(pair) for post in posts for pair in pairwise(post.split())]
    texts += [post.replace("s", "ſ").replace("i", "ı").replace("k", "\u212a") for post in posts]
    for text in texts:
        assert introduced(text, [word.form for word in words_of(text)]) or not begins_a_word(text), text
        assert maybe_noise(text) or not NOISE.search(text), text
    seen = set()
    for kind, pattern, needed in [*PATTERNS, ("email", EMAIL, maybe_email)]:
        for text in texts:
            if pattern.search(text):
                seen.add(pattern)
                assert needed is None or needed(text), (kind, text)
    assert len(seen) == len(PATTERNS) + 1


def test_a_leak_is_seen():
    assert leaks("Oriane Delcourt", "on the station board: Delcourt")


def test_redacting_twice_changes_nothing():
    once = [redact(post) for _, _, post in BANK]
    assert [redact(text) for text in once] == once


def test_a_second_net_adds_to_the_first_and_never_takes_an_office_holder():
    text = "Wrenfield told Keir Starmer so."
    assert redact(text) == text
    places = [(0, 9), (15, 27)]
    assert redact_counting(text, lambda _: places)[0] == "<name> told Keir Starmer so."
