"""Selections at random, both languages: the numbers of each sentence are in the rows that are drawn below it."""

import random
import re
from collections.abc import Callable

import pytest
from often import TIMES
from test_every_figure import of_rows, of_words, said, without, written

from etl import warehouse as served
from figures import enforcement, overview, sources, statements
from figures.address import InVain, of_figure
from figures.asked import Asked, Choice
from figures.data import load, reading
from figures.drawn import Drawn, drawn, figures
from figures.exposure import choices as exposure
from figures.incidence import answer as incidence
from figures.reactions import voices

SELECTIONS, ANSWERS = 150 * TIMES, 15 * TIMES
PERIODS = (
    ("2025-12-25", "2026-01-14"), ("2026-01-05", "2026-01-05"), ("2025-08-27", "2026-01-10"),
    ("2026-01-20", "2026-01-21"), ("2026-05-01", "2026-05-31"), ("2025-05-01", "2025-06-30"),
    ("2015-01-01", "2035-12-31"), ("2026-07-01", "2026-12-31"),
)  # fmt: skip # saves 5 lines
ANSWER: dict[str, Callable[[Asked], str]] = {
    "overview": overview.answer, "incidence": incidence.answer, "exposure": exposure.answer, "sources": sources.answer,
    "statements": statements.answer, "enforcement": enforcement.answer, "reactions": voices.answer,
}  # fmt: skip # saves 5 lines


@pytest.fixture(scope="module")
def manifest(warehouse):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "WAREHOUSE", warehouse)
        with reading(served.current(warehouse)) as found:
            yield found


def any_value(choice: Choice, asked: Asked, chance: random.Random) -> list[str]:
    """What a reader may put into the address for a choice: nothing, or values it takes."""
    if chance.random() < 0.3:
        return []
    if choice.kind in ("one", "several"):
        offered = list(choice.offered(asked))
        several = chance.randint(1, min(3, len(offered))) if choice.kind == "several" and offered else 1
        return chance.sample(offered, several) if offered else []
    if choice.kind in ("number", "whole"):
        low, high = choice.low or 0, min(choice.high or 10**6, 10**10)
        return [f"{chance.uniform(low, high):.4f}" if choice.kind == "number" else str(chance.randint(low, high))]
    return [f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"] if choice.kind == "day" else []


def selection(name: str, manifest, chance: random.Random, places: list[str]) -> list[tuple[str, str]]:
    """A period, some jurisdictions and some of the own choices of a figure, as an address has them."""
    start, end = chance.choice(PERIODS)
    pairs = [("from", start), ("to", end)]
    pairs += [("jurisdiction", code) for code in chance.sample(places, chance.choice((0, 0, 1, 2, 5)))]
    asked = of_figure(pairs, figures()[name], manifest, "en", "")[0]
    for choice in figures()[name].choices:
        own = [(choice.name, value) for value in any_value(choice, asked, chance)]
        try:  # what is offered may depend on another choice
            of_figure([*pairs, *own], figures()[name], manifest, "en", "")
        except InVain:
            continue
        pairs += own
    return pairs


def lost(one: Drawn, lang: str) -> list[float]:
    """The numbers of the sentences of a figure that are not in its rows."""
    return [] if one.rows.empty else sorted(said(one, lang) - of_rows(one))


ILL = re.compile("|".join((
    r",[\s\u202f\u00a0]*[,.;:)]", r"\([\s,]", r"[ \u00a0]{2}", r"\.\.(?!\.)", r"[\s\u202f\u00a0],", r"\bnan\b",
    r"\bNaT\b", "<NA>", r"\{\w*\}", r"^[a-zà-ÿ]+[ ,]",
)))  # fmt: skip # saves 12 lines


def ill(text: str) -> bool:
    """Whether a sentence put together from parts has a fault of its seams: two commas, an empty part, a small start."""
    return bool(ILL.search(text))


def test_a_fault_of_the_seams_is_noticed():
    for text in (
        "5 acts, and 2 for January,, in one country.",
        "one dated act.",
        "( known)",
        "a , b",
        "Un nan.",
        "A {x}.",
    ):
        assert ill(text), text
    assert not ill("5 acts (and 2 known only for January 2026), in one country. Un acte, daté\u202f; aucun…")


def test_each_number_of_a_sentence_is_in_the_rows_whatever_is_chosen(manifest):
    chance, names = random.Random(2026), list(figures())
    places = list(load("jurisdictions")["code"])
    told, wrong = 0, []
    for turn in range(SELECTIONS):
        name = names[turn % len(names)]
        pairs = selection(name, manifest, chance, places)
        for lang in ("en", "fr"):
            one = drawn(name, of_figure([("lang", lang), *pairs], figures()[name], manifest, lang, "")[0])
            told += not one.rows.empty
            if ill(one.title) or ill(one.summary):
                wrong.append((name, lang, pairs, one.title, one.summary))
            if missing := lost(one, lang):
                wrong.append((name, lang, pairs, missing, one.title, one.summary))
    assert wrong == []
    assert told > SELECTIONS  # of twice as many drawn, more than half have rows


def test_each_number_of_a_pages_answer_is_in_the_rows_of_its_figures(manifest):
    chance = random.Random(2027)
    places = list(load("jurisdictions")["code"])
    wrong, told = [], 0
    for turn in range(ANSWERS):
        page = list(ANSWER)[turn % len(ANSWER)]
        below = [name for name, one in figures().items() if one.page == page]
        pairs = selection(below[0], manifest, chance, places)
        for lang in ("en", "fr"):
            asked = of_figure([("lang", lang), *pairs], figures()[below[0]], manifest, lang, "")[0]
            sentences = ANSWER[page](asked)
            assert not ill(sentences), (page, lang, pairs, sentences)
            numbers = set(written(without(sentences, of_words(lang)), lang))
            for name in below:
                if not numbers:
                    break
                own = [pair for pair in pairs if pair[0] in ("from", "to", "jurisdiction")]
                one = drawn(name, of_figure([("lang", lang), *own], figures()[name], manifest, lang, "")[0])
                numbers -= of_rows(one)
                told += 1
            if numbers:
                wrong.append((page, lang, pairs, sorted(numbers), sentences))
    assert wrong == [] and told > 10
