"""Every figure, in both languages, for six selections: its sentences, its files and its picture say the same."""

import csv
import functools
import html
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pytest

from etl import warehouse as served
from figures.address import of_figure
from figures.charts.base import look
from figures.charts.caption import Caption
from figures.charts.fitted import SIZES, TIMES, fitted, room
from figures.data import labels, load, reading
from figures.drawn import Drawn, drawn, facts, figures
from figures.files.facts import choice, foot, source_line
from figures.files.made import made, printed, query_columns, worded
from figures.files.tables import file_value
from figures.words import SPELLED, day, words

SELECTIONS = {
    "default": [],
    "one day": [("from", "2026-01-05"), ("to", "2026-01-05")],
    "empty": [("from", "2016-01-01"), ("to", "2016-01-02"), ("jurisdiction", "JP")],
    "one country": [("jurisdiction", "FR")],
    "five countries": [("jurisdiction", code) for code in ("FR", "GB", "IE", "IN", "BR")],
    "whole": [("from", "2015-01-01"), ("to", "2035-12-31")],
}
NUMBER = re.compile("\\d{1,3}(?:[\u202f\u00a0,]\\d{3})+(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)?")
EVERY = [pytest.param(name, lang, id=f"{name}-{lang}") for name in figures() for lang in ("fr", "en")]


def in_turn(name: str, lang: str) -> set[str]:
    """The selections that a figure is drawn for in a language: the default in both, each other in one of the two."""
    turn = (list(figures()).index(name) + (lang == "fr")) % 2
    return {"default", *list(SELECTIONS)[1 + turn :: 2]}


@pytest.fixture(scope="module")
def ask(warehouse):
    """A figure as drawn for one of SELECTIONS, once for all tests: none may change what it gets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "WAREHOUSE", warehouse)
        with reading(served.current(warehouse)) as manifest:

            @functools.cache
            def asked(name: str, lang: str, selection: str) -> Drawn:
                pairs = [("lang", lang), *SELECTIONS[selection]]
                return drawn(name, of_figure(pairs, figures()[name], manifest, lang, "https://example.org")[0])

            yield asked


@pytest.fixture(scope="module")
def rows_of(ask):
    """The numbers of a figure's rows; those of the other language are the same where its rows are."""
    known: dict[tuple[str, str], tuple[pd.DataFrame, set[float]]] = {}

    def found(name: str, lang: str, selection: str) -> set[float]:
        rows = ask(name, lang, selection).rows
        if (name, selection) not in known or not known[name, selection][0].equals(rows):
            known[name, selection] = rows, of_rows(ask(name, lang, selection))
        return known[name, selection][1]

    return found


def flat(text: str) -> str:
    """A text as compared: no tags, no space, signs as they are."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", text)))


def written(text: str, lang: str) -> Iterator[float]:
    """The numbers of a sentence as values; those of days, of articles and of names with a hyphen are none."""
    months = "|".join(day(f"2026-{n:02}-15", lang).split()[1] for n in range(1, 13))
    text = re.sub(rf"(?:1er|\d{{1,2}}) (?:{months})(?: \d{{4}})?|(?:{months}) \d{{4}}", " ", text)
    for value, spelled in enumerate(SPELLED[lang], 2):  # a sentence opens with it
        text = re.sub(rf"(^|[.!?:] ){spelled.capitalize()} ", rf"\g<1>{value} ", text)
    text = re.sub(r"\w*\d[\w]*-[\w-]+|[A-Za-z_-]\w*\d\w*|“[^”]*”|«[^»]*»", " ", text)
    for found in NUMBER.findall(text):
        number = re.sub(r"[\u202f\u00a0 ]", "", found).rstrip(".,")
        number = number.replace(",", ".") if lang == "fr" else number.replace(",", "")
        try:
            yield float(number)
        except ValueError:
            continue


def told_by(values: Any) -> Iterator[float]:
    """A value as it may be written: with two decimals or none, a share as a percentage too; a tiny one takes more."""
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or abs(value) > 1e15:
            continue
        is_share = isinstance(value, float) and abs(value) <= 1
        for times in (1, 100) if is_share else (1,):
            for digits in range(6 if abs(value) < 0.01 else 3):
                yield abs(round(float(value) * times, digits))


def without(text: str, parts: Iterable[str]) -> str:
    """The text without the parts that stand in it as they are: what is quoted counts nothing."""
    for part in sorted({part for part in parts if re.search(r"\d", part)}, key=len, reverse=True):
        text = text.replace(part, " ")
    return text


def of_rows(one: Drawn) -> set[float]:
    """Every number that follows from the rows: how many, each value, how many have one or the same, sums of counts."""
    rows, found = one.rows, [len(one.rows)]
    for name in rows.columns:
        column = rows[name].dropna()
        found += [len(column), len(rows) - len(column)]
        if pd.api.types.is_datetime64_any_dtype(column) or (len(column) and isinstance(column.iloc[0], date)):
            continue  # a day is no number of things, and what shares one is not counted
        if pd.api.types.is_bool_dtype(column):
            found += [int(column.sum()), len(column) - int(column.sum())]
        elif pd.api.types.is_numeric_dtype(column):
            found += column.tolist() + ([column.sum()] if name.endswith("count") else [])
        elif not name.endswith(("_id", "url", "sha256", "notes", "date")):
            try:
                found += [column.nunique(), *column.value_counts().tolist()]
            except TypeError:  # lists
                continue
    counted = [column for column in ("is_counted", "place", "lane", "panel", "verdict") if column in rows]
    if len(counted) > 1:
        found += rows.groupby(counted, dropna=False).size().tolist()
    return set(told_by([value.item() if hasattr(value, "item") else value for value in found]))


def quoted(one: Drawn) -> set[str]:
    """The texts of the cells, which a sentence may repeat with the numbers in them."""
    texts = [one.rows[name].dropna() for name in one.rows if pd.api.types.is_string_dtype(one.rows[name])]
    return {text for column in texts for text in column.astype(str).unique() if len(text) > 3}


@functools.cache
def of_words(lang: str) -> frozenset[str]:
    """The pieces of the words themselves, and the labels of codes, that hold a number: 95 %, 24 hours."""
    texts = [form for text in words(lang).values() for form in (text.values() if isinstance(text, dict) else [text])]
    for vocabulary in ("detection_category", "sor_code", "act", "harm"):
        texts += labels(vocabulary, lang).values()
    texts += list(load("caveats", page="incidence")[f"text_{lang}"])  # the affair's own, printed as they are
    pieces = {piece.strip() for text in texts for piece in re.split(r"\{[^}]*\}", text)}
    return frozenset(piece for piece in pieces if re.search(r"\d", piece) and len(piece) > 3)


def said(one: Drawn, lang: str) -> set[float]:
    """The numbers of the title and the sentence of a figure that neither its words nor a cell it repeats bring."""
    parts = of_words(lang) | quoted(one)
    return {number for text in (one.title, one.summary) for number in written(without(text, parts), lang)}


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_the_numbers_of_a_sentence_and_those_a_figure_declares_are_in_the_rows(ask, rows_of, name, lang):
    for selection in SELECTIONS:
        one = ask(name, lang, selection)
        if one.rows.empty:
            continue
        rows = rows_of(name, lang, selection)
        left = {
            key: value
            for key, value in one.numbers.items()
            if isinstance(value, (int, float)) and value == value and value and not set(told_by([value])) & rows
        }
        assert left == {}, selection
        lost = sorted(said(one, lang) - rows)
        assert not lost, (selection, lost, one.title, one.summary)


def test_a_number_that_is_not_in_the_rows_is_noticed(ask):
    one = ask("enforcement.acts", "en", "one country")
    known = of_rows(one)
    for wrong in ("There were 7,351 acts.", "A share of 61.7%.", "Of 4,242.5 images"):
        assert not set(written(wrong, "en")) & known, wrong
    assert list(written("The 5 acts of 25 December 2025, article 226-8-1, 1,234.5 and 53%", "en")) == [5, 1234.5, 53]
    assert list(written("Les 5 actes du 1er janvier 2026, 1\u202f234,5 et 53\u202f%", "fr")) == [5, 1234.5, 53]


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_figure_says_what_it_is_in_its_picture_and_beside_it(ask, name, lang):
    for selection in SELECTIONS:
        one = ask(name, lang, selection)
        told = facts(one)
        assert one.title and told.permalink.startswith("https://example.org/"), selection
        for text in (one.title, one.summary, one.alt, one.empty):
            assert not re.search(r"\{\w+\}|\bnan\b|NaT|<NA>|[a-z:(] None\b", text), selection
        if one.rows.empty:
            assert one.empty or one.summary or not len(one.rows)
            continue
        assert set(one.columns) <= set(one.rows.columns) and all(one.columns.values()), selection
        assert set(one.shown) <= set(one.columns), selection
        about_the_data = figures()[name].page in ("sources", "changes")
        assert source_line(told) or "source_url" in one.columns or about_the_data, selection
        if one.chart is None:
            continue
        assert one.alt, selection
        if selection not in in_turn(name, lang):
            continue
        drawing = printed(told, one.chart(look(lang)))
        inside = flat(str(drawing.layout.title.text))
        below = flat(" ".join(str(each.text) for each in drawing.layout.annotations))
        assert flat(one.title) in inside and flat(choice(told)) in below, selection
        assert flat(day(told.data_date, lang)) in below, selection
        assert len(foot(told)) >= 2


@pytest.mark.parametrize("name", list(figures()))
def test_a_picture_of_every_size_is_as_large_as_it_says_and_its_letters_are_hardly_smaller(ask, name):
    one = ask(name, "fr", "default")
    if one.chart is None or one.rows.empty:
        return
    told, paper = facts(one), look("fr")
    for size, (across, high) in SIZES.items():
        if across:
            said = Caption(told.title, choice(told), foot(told))
            chart = one.chart(replace(paper, room=room(said, size)))
            key = chart.layout.legend  # one below the chart would lie on the words under it
            assert key.y is None or key.y >= 0 or key.yref == "container", size
            drawing, times = fitted(chart, said, paper, size, "white")
            assert times > TIMES[size] / 1.4, (size, times)  # one that did not fit had its letters halved
            assert (round(drawing.layout.width * times), round(drawing.layout.height * times)) == (across, high), size


def cells(rows: pd.DataFrame, names: Any) -> list[list[str]]:
    def text(value: Any) -> str:
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    return [[text(file_value(value)) for value in row] for row in rows[list(names)].itertuples(index=False, name=None)]


def read(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def unquoted(text: str) -> str:
    return text[1:] if re.match(r"'\s*[=+\-@\t\r\n＝＋－＠]", text) else text


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_the_files_of_a_figure_equal_each_other(ask, name, lang):
    for selection in {"fr": ("default", "empty"), "en": ("one country", "empty")}[lang]:
        one = ask(name, lang, selection)
        told = facts(one)
        record = json.loads(made("json", told, None, one.rows))
        assert [list(map(str, row)) for row in record["rows"]] == [list(one.columns)] * len(one.rows)
        assert record["metadata"] == json.loads(made("about", told, None, one.rows))
        shown = worded(one.rows, told)
        head, *body = read(made("csv", told, None, shown, mark=False))
        width, heads = len(one.columns), [flat(text) for text in one.columns.values()]
        assert [flat(text) for text in head[:width]] == heads and len(body) == len(one.rows)
        assert [[unquoted(text) for text in row[:width]] for row in body] == cells(shown, one.columns)
        names, *entire = read(made("csv_full", told, None, one.rows, mark=False))
        assert names[:-5] == query_columns(one.rows) and len(entire) == len(one.rows)
        assert read(made("csv_fr", told, None, shown), ";")[0] == head


@pytest.mark.parametrize("name", list(figures()))
def test_the_workbook_of_a_figure_holds_its_rows_and_its_source(ask, name):
    one = ask(name, "fr", "one country")
    told = facts(one)
    data, about = openpyxl.load_workbook(io.BytesIO(made("xlsx", told, None, worded(one.rows, told)))).worksheets
    assert [flat(cell.value) for cell in data[1]] == [flat(text) for text in one.columns.values()]
    assert data.max_row == len(one.rows) + 1
    assert {row[0].value: row[1].value for row in about.rows}["title"] == one.title


@pytest.mark.parametrize("name", list(figures()))
def test_both_languages_show_the_same_rows(ask, name):
    for selection in SELECTIONS:
        french, english = (ask(name, lang, selection) for lang in ("fr", "en"))
        assert len(french.rows) == len(english.rows) and len(french.columns) == len(english.columns), selection
        assert set(french.numbers) == set(english.numbers), selection


def test_what_a_workbook_cannot_hold_is_said(ask):
    one = ask("enforcement.blocks", "en", "default")
    rows = pd.DataFrame({"what": ["x" * 40_000, "y"], "when": pd.to_datetime(["1804-03-21", "2026-01-01"])})
    told = facts(one)
    ours = replace(told, columns={"what": "What", "when": "When"}, vocabularies={})
    data, about = openpyxl.load_workbook(io.BytesIO(made("xlsx", ours, None, rows))).worksheets
    assert data["B2"].value == "1804-03-21" and len(data["A2"].value) == 32_767
    said = " ".join(str(row[1].value) for row in about.rows)
    assert "longer than a cell holds" in said and "before 1900" in said
    assert b"x" * 40_000 in made("csv", replace(told, columns={"what": "What"}), None, rows)
