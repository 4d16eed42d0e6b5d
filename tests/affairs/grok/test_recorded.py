"""What marts, queries, figures and the brief say of the rows first collected; see recorded.py and drawings.py."""

import json
import os
from pathlib import Path
from typing import Any

import drawings
import pytest
import recorded
import shuffled

RECORDING = "RECORD_NUMBERS" in os.environ
COMPARED = pytest.mark.skipif(RECORDING, reason="written anew instead of compared")


def held(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def kept(path: Path, now: dict[str, Any], indent: int) -> dict[str, Any]:
    """What is said now, as JSON has it; written, when that is asked for."""
    text = json.dumps(now, indent=indent, ensure_ascii=False) + "\n"
    if RECORDING:
        path.write_text(text, encoding="utf-8")
    return json.loads(text)


@pytest.fixture(scope="module")
def first_rows(filled):
    with recorded.world(filled / "store") as connection:
        yield connection


@pytest.fixture(scope="module")
def found(first_rows):
    return kept(recorded.FILE, recorded.everything(first_rows), 1)


@pytest.fixture(scope="module")
def shuffled_rows(first_rows):
    return dict(shuffled.everything(first_rows))


@pytest.fixture(scope="module")
def mixed(shuffled_rows):
    return kept(shuffled.FILE, {name: told for name, told in shuffled_rows.items() if name != shuffled.MISSPOKEN}, 0)


@pytest.fixture(scope="module")
def drawn(filled, first_rows, found, mixed):  # after those: it changes the rows at its end
    return kept(drawings.FILE, dict(drawings.everything(filled, first_rows)), 0)


def changed(was: dict[str, Any], now: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Part → what it was and what it is, of those that differ."""
    return {name: (was.get(name, "new"), now.get(name, "gone")) for name in was | now if was.get(name) != now.get(name)}


@COMPARED
@pytest.mark.parametrize("name", held(recorded.FILE))
def test_what_a_select_gives_for_the_first_rows_is_as_recorded(found, name):
    was, now = held(recorded.FILE)[name], found.get(name, {})
    assert {column: each for column, each in changed(was, now).items() if column in was} == {}, (
        "if this is meant: make record, and read its difference"
    )


@COMPARED
def test_what_a_select_gives_for_shuffled_rows_is_as_recorded(mixed):
    assert changed(held(shuffled.FILE), mixed) == {}, "if this is meant: make record"


def test_a_text_of_a_column_named_by_its_language_is_in_that_language(shuffled_rows):
    """Through every staging select, mart and query: no `…_fr` takes what some `…_en` says."""
    count, wrong = shuffled_rows[shuffled.MISSPOKEN]
    assert (wrong, count > 200) == ([], True)


@COMPARED
def test_every_figure_says_and_draws_of_the_first_rows_what_is_recorded(drawn):
    was = held(drawings.FILE)
    differences = {name: changed(was[name], drawn.get(name, {})) for name in was if drawn.get(name) != was[name]}
    assert differences == {}, "if this is meant: make record, and read its difference"


def test_everything_is_recorded(found, mixed, drawn):
    """A new mart, query, figure or choice has nothing here yet: make record."""
    assert recorded.questions().keys() == held(recorded.FILE).keys()
    assert mixed.keys() == held(shuffled.FILE).keys()
    assert drawn.keys() == held(drawings.FILE).keys()
