"""Every visible word exists in both languages, says the same things, and is used."""

import functools
import re
import string
from pathlib import Path

import pytest
import yaml

from etl.intake.material import USUAL
from etl.intake.material import forms as forms_of
from etl.yaml_text import LOADER
from figures.words import (
    FIXED,
    FOLDER,
    LANGUAGES,
    dated,
    day,
    french,
    in_slots,
    listed,
    money,
    month,
    number,
    percent,
    word,
    words,
)
from figures.words.slots import Older, about

ROOT = Path(__file__).parents[1]
PACKAGES = ("pages/**/*.py", "figures/**/*.py", "server/*.py", "brief/*.py")
CODE = [ROOT / "dashboard.py", ROOT / "serve.py", *(path for package in PACKAGES for path in ROOT.glob(package))]
FIRST = "|".join(sorted(path.stem for path in (FOLDER / "en").glob("*.yml")))
# A key is a quoted text that starts with the name of a word file; in an f-string, {…} stands for anything.
KEY = re.compile(rf"""(f?)["']((?:{FIRST})\.[\w.{{}}\[\]'"-]*?)["']""")
HEADINGS, METHOD = re.compile(r'headings\(\s*"(\w+)"'), re.compile(r'method\(\s*"(\w+)"')  # made of parts
WORDED = re.compile(r'\bworded\(\s*"([\w.]+)"')  # a code follows
NAMES = re.compile(r'\b(?:figure|place|drawn)\(\s*"[\w.]+"')  # of figures, which look like keys


def forms(text: str | dict[str, str]) -> dict[str, str]:
    return text if isinstance(text, dict) else {"other": text}


def placeholders_but_of_the_material(text: str | dict[str, str]) -> tuple[set[str], bool]:
    """The placeholders, and whether it speaks of what was examined: each language has slots of its own."""
    found, own = placeholders(text), {*forms_of(USUAL, "en"), "e"}
    return found - own, bool(found & own - {"e"})


def placeholders(text: str | dict[str, str]) -> set[str]:
    return {field for form in forms(text).values() for _, field, _, _ in string.Formatter().parse(form) if field}


def asked() -> set[str]:
    found = set()
    for path in CODE:
        text = NAMES.sub("", path.read_text("utf-8"))
        found |= {f"{key}*" for key in WORDED.findall(text)}
        for is_pattern, key in KEY.findall(WORDED.sub("", text)):
            found.add(re.sub(r"\{[^}]*\}", "*", key) if is_pattern else key)
        found |= {f"{page}.column.*" for page in HEADINGS.findall(text)}
        found |= {f"{page}.*.text" for page in METHOD.findall(text)}
    return found


@functools.cache
def shape(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", r"[\w.-]+"))


def matches(pattern: str, key: str) -> bool:
    return pattern == key or ("*" in pattern and shape(pattern).fullmatch(key) is not None)


def test_both_languages_say_the_same_things():
    assert words("fr").keys() == words("en").keys()
    for key, english in words("en").items():
        assert placeholders_but_of_the_material(english) == placeholders_but_of_the_material(words("fr")[key]), key


def test_no_key_is_there_twice():
    """YAML would take the last of two, and a title would be a choice's name."""
    with pytest.raises(yaml.YAMLError, match="the key 'a' is there twice"):
        yaml.load("{a: 1, b: {a: 2}, a: 3}", LOADER)
    assert yaml.load("{a: 1, b: {a: 2}}", LOADER) == {"a": 1, "b": {"a": 2}}
    files = [path for folder in ("figures", "etl", "data", "tests") for path in (ROOT / folder).rglob("*.yml")]
    assert len(files) > 100
    for path in files:
        yaml.load(path.read_text("utf-8"), LOADER)


def test_no_word_is_written_and_never_shown():
    patterns = asked()
    assert [key for key in words("en") if not any(matches(pattern, key) for pattern in patterns)] == []


def test_every_word_the_code_asks_for_exists():
    for pattern in asked():
        assert any(matches(pattern, key) for key in words("en")), pattern


def test_a_plural_has_every_form_its_language_uses():
    for lang in LANGUAGES:
        for key, text in words(lang).items():
            if isinstance(text, dict):
                assert {"one", "other"} <= text.keys() <= {"zero", "one", "other"}, key


def test_french_signs_never_start_a_line():
    for key, text in words("fr").items():
        for form in forms(text).values():
            assert not re.search(r" [;:!?%»€]|« ", form), key


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Qui ? « Nous » : 20 % !", "Qui\u202f? «\u00a0Nous\u00a0»\u00a0: 20\u202f% !".replace(" !", "\u202f!")),
        ("à 10 h : rien ; tout", "à 10 h\u00a0: rien\u202f; tout"),
        ("https://exemple.fr/?a=b", "https://exemple.fr/?a=b"),
    ],
)
def test_french_takes_no_break_spaces_before_double_signs(written: str, expected: str):
    assert french(written) == expected


def test_none_and_one_are_singular_in_french_and_only_one_in_english():
    assert word("common.rows", "fr", count=0) == "0 ligne"
    assert word("common.rows", "fr", count=1) == "1 ligne"
    assert word("common.rows", "fr", count=2000) == "2\u202f000 lignes"
    assert word("common.rows", "en", count=0) == "0 rows"
    assert word("common.rows", "en", count=1) == "1 row"


def test_numbers_money_and_dates_read_as_each_language_writes_them():
    assert money(60000, "EUR", "fr") == f"60\u202f000{FIXED}€"
    assert money(60000, "EUR", "en") == "€60,000"
    assert number(1234567.891, "fr") == "1\u202f234\u202f567,89"
    assert percent(0.533, "fr", 1) == "53,3\u202f%"
    assert percent(0.53, "en") == "53%"
    assert day("2026-01-01", "fr") == "1er janvier 2026"
    assert day("2026-01-01", "en") == "1 January 2026"
    assert month("2026-01-15", "fr", short=True) == "janv. 2026"
    assert dated("2025-09-01", "month", "en") == "September 2025"
    assert dated("2025-01-01", "year", "fr") == "2025"
    assert listed(["a", "b", "c"], "fr") == "a, b et c"


@pytest.mark.parametrize(
    ("lang", "two", "sixteen"), [("en", "Two more", "Sixteen more"), ("fr", "Deux autres", "Seize autres")]
)
def test_a_sentence_opens_with_no_numeral_that_a_word_can_say(lang, two, sixteen):
    assert word("country.worldwide", lang, count=2).startswith(two)
    assert word("country.worldwide", lang, count=16).startswith(sixteen)
    assert word("country.worldwide", lang, count=17).startswith("17 ")
    assert word("counting.dated_acts", lang, count=3).startswith("3 ")  # a part of a sentence, not one


def test_a_sentence_about_one_opens_with_a_word():
    for lang in LANGUAGES:
        for key, text in words(lang).items():
            one = forms(text).get("one", "")
            assert not (one.startswith("{count}") and one.rstrip().endswith((".", "{counted}"))), (lang, key)


@pytest.mark.parametrize(("lang", "none"), [("en", "No fine"), ("fr", "Aucune amende")])
def test_none_is_said_as_none_where_the_text_has_a_form_for_it(lang, none):
    assert word("counting.fines", lang, count=0).startswith(none)


def test_french_has_the_singular_below_two():
    told = word("reasons.backlog", "fr", platform="X", high=15.5, high_date="–", low=0.6, low_date="–", days=1.4)
    assert "15,5 jours" in told and "0,6 jour (" in told and "1,4 jour de" in told


def test_a_version_that_an_older_program_built_lacks_no_word():
    """Its slots are fewer than today's: a pinned address still opens."""
    older = Older({"service": "Grok"})
    with about({"en": older, "fr": older}):
        assert in_slots("{service}: {Law_material}, {law_materials}.{service_is}", "en") == "Grok: image, images."


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ars Technica", "un document d’Ars Technica"),
        ("Élysée", "un document d’Élysée"),
        ("Le Monde", "un document du Monde"),
        ("Les Échos", "un document des Échos"),
        ("The Lantern", "un document de The Lantern"),
        ("X", "un document de X"),
        ("8 %", "un document de 8 %"),
        ("Urząd {x}", "un document d’Urząd {x}"),
        ("", "un document de "),
    ],
)
def test_french_elides_and_contracts_before_any_name(name, told):
    assert in_slots("un document de {publisher}", "fr", {"publisher": name}) == told
    assert in_slots("a document of {publisher}", "en", {"publisher": name}) == f"a document of {name}"
