"""Every page, in both languages, for all, few, one and no rows: it stands, it answers, it speaks the language."""

import re
import subprocess
import sys
import textwrap

import pytest
from visits import ROOT, SELECTIONS, visit

from figures.words import FOLDER, words
from pages.shared.frame import PAGES

FILES = "|".join(sorted(path.stem for path in (FOLDER / "en").glob("*.yml")))
SINGULAR_S = "analysis|basis|status|class|process|is|was|has|this|x|grok"
INVARIABLE = "fois|mois|cas|pays|avis|refus|dans|sans|sous|propos|plus|puis"
WRONG = {
    "en": [
        rf"(?<![\d.,:/–-])\b1 (?!(?:{SINGULAR_S})\b)[a-z]+[a-rt-z]s\b",
        r"(?<![\d.,])\b[01] (?:are|were|have)\b",
        r"\b(?:are|were) (?:1|one)\b(?! of)",
        r"(?<![\d.,])\b(?:0|[2-9]|\d\d+) (?:act|row|jurisdiction|statement|case|source|study|reaction|speaker)\b(?!-)",
    ],
    "fr": [
        rf"(?<![\d,.\u202f])\b[01] (?!(?:{INVARIABLE})\b)[a-zéèêà]+[a-rt-zéè]s\b",
        r"(?<![\d,.\u202f])\b[01] (?:sont|ont|étaient|seraient)\b",
        r"(?<![\d,.\u202f])\b(?:[2-9]|\d\d+) (?:acte|ligne|juridiction|déclaration|source|réaction|mesure)\b",
        r" [;:!?%»€]",
        r"« ",
    ],
}
NUMEROUS = ("a few", "a quarter", "empty")  # one of a kind, and all there is, are read in both languages


def languages(page: str, selection: str) -> tuple[str, ...]:
    """The languages a page is read in for a selection: both, or one in turn."""
    both = ("fr", "en")
    turn = list(PAGES).index(page) + list(SELECTIONS).index(selection)
    return (both[turn % 2],) if selection in NUMEROUS else both


EVERY = [
    pytest.param(page, lang, selection, id=f"{page}-{lang}-{selection.replace(' ', '-')}")
    for page in PAGES
    for selection in SELECTIONS
    for lang in languages(page, selection)
]


@pytest.mark.parametrize(("page", "lang", "selection"), EVERY)
def test_every_page_stands_and_answers(warehouse, page, lang, selection):
    seen = visit(warehouse, page, lang, selection)
    assert seen.exceptions == []
    assert len(seen.titles) == 1
    assert seen.answer and seen.answer.rstrip()[-1] in ".!?»"
    assert seen.address["lang"] == lang


@pytest.mark.parametrize(("page", "lang", "selection"), EVERY)
def test_no_key_placeholder_or_missing_value_is_left_in_the_text(warehouse, page, lang, selection):
    for line in visit(warehouse, page, lang, selection).lines:
        assert not re.fullmatch(rf"(?:{FILES})(?:\.\w+)+", line), line
        assert not re.search(r"\{\w+\}", line), line
        assert not re.search(r"\b(?:nan|NaN|NaT|inf)\b|<NA>|^None$|[a-z:(] None\b", line), line


@pytest.mark.parametrize(("page", "lang", "selection"), EVERY)
def test_sentences_agree_with_their_numbers(warehouse, page, lang, selection):
    seen = visit(warehouse, page, lang, selection)
    found = [
        (line, re.search(wrong, line).group())
        for line in [seen.answer, *seen.notices, *seen.lines]
        for wrong in WRONG[lang]
        if not line.startswith(("@misc", "http")) and re.search(wrong, line)
    ]
    assert found == []


def test_the_wrong_agreements_are_recognised():
    for lang, wrong in (
        ("en", "1 acts were found"),
        ("en", "1 are decisions"),
        ("en", "12 act were"),
        ("fr", "1 actes ont été trouvés"),
        ("fr", "0 lignes"),
        ("fr", "3 acte"),
        ("fr", "Pourquoi ?"),
    ):
        assert any(re.search(pattern, wrong) for pattern in WRONG[lang]), wrong


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_selection_says_so_and_shows_no_empty_chart(warehouse, page):
    seen = visit(warehouse, page, languages(page, "empty")[0], "empty")
    for figure in seen.figures:
        assert len(figure.rows), figure.facts.key


def test_the_pages_of_both_languages_show_the_same_figures_of_the_same_rows(warehouse):
    for page in PAGES:
        french, english = (visit(warehouse, page, lang).figures for lang in ("fr", "en"))
        assert [one.facts.key for one in french] == [one.facts.key for one in english]
        assert [len(one.rows) for one in french] == [len(one.rows) for one in english]


def test_opening_every_page_loads_none_of_the_heavy_libraries(warehouse):
    program = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        sys.path[:0] = [{str(ROOT / "tests")!r}, {str(ROOT)!r}]
        from visits import visit
        from pages.shared.frame import PAGES
        for page in PAGES:
            assert not visit(Path({str(warehouse)!r}), page, "en").exceptions, page
        print(sorted({{"spacy", "sklearn", "scipy", "statsmodels", "typst"}} & set(sys.modules)))
        """
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("page", PAGES)
def test_french_pages_have_french_apostrophes_but_in_the_names_of_publishers(warehouse, marts, page):
    named = marts.execute(
        "select source_publisher from marts.incidence union select source_publisher from marts.enforcement union "
        "select source_publisher from marts.statements union select source_publisher from marts.reactions"
    ).fetchall()
    publishers = {name for (name,) in named}
    lines = visit(warehouse, page, "fr", "full").lines
    straight = [line for line in lines if re.search(r"\w'\w", line) and not line.endswith("(mention en anglais)")]
    assert not [line for line in straight if line not in publishers]


def test_no_english_sentence_of_ours_is_left_on_a_french_page(warehouse):
    def texts(lang: str) -> set[str]:
        forms = (value.values() if isinstance(value, dict) else (value,) for value in words(lang).values())
        return {re.sub(r"\s", " ", text) for many in forms for text in many}

    english = {text for text in texts("en") - texts("fr") if len(text) > 3 and "{" not in text}
    for page in PAGES:
        for line in visit(warehouse, page, "fr").lines:
            assert re.sub(r"\s", " ", line) not in english, (page, line)
