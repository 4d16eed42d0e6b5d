"""Every file under every figure of every page opens, and holds the title, the filters, the source and the numbers."""

import csv
import html
import io
import json
import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pandas as pd
import pypdfium2
import pypdfium2.raw as raw
import pytest
from pandas.api.types import is_bool_dtype
from visits import visit

from etl import warehouse as served
from figures.files.facts import beneath, credit, foot, whereabouts
from figures.files.made import IMAGES, TABLES, made, query_columns, worded
from figures.files.tables import XLSX_MOST, file_value
from pages.shared.frame import PAGES as LISTED

CUE = "(mention en anglais)"  # after a text of the data that is in English, on a French page and in its files
FREE = ("detector", "actor", "term", "platform")  # texts that may look like a code
SELECTION = "a quarter"
PAGES = [page for page in LISTED if page != "country"]  # a sheet of tables in a layout of its own: test_country.py
WANTED = {"from": ["2025-12-01"], "to": ["2026-03-31"], "jurisdiction": ["EU", "FR", "GB"]}


def figures(warehouse, page, lang="fr"):
    seen = visit(warehouse, page, lang, SELECTION)
    assert seen.exceptions == [] and seen.figures
    return seen.figures


def flat(text: str) -> str:
    """Text as compared: no tags, space or hyphen, so that a line broken inside an image does not matter."""
    return re.sub(r"[\s\-\u200b\u2010\u2011\xad\ufffe\x02]", "", re.sub(r"<[^>]+>", "", text).replace("&amp;", "&"))


def filters(permalink: str) -> dict[str, list[str]]:
    asked = parse_qs(urlsplit(permalink).query)
    return {name: sorted(asked.get(name, [])) for name in WANTED}


def cells(rows: pd.DataFrame, columns) -> list[list[object]]:
    return [[file_value(value) for value in row] for row in rows[list(columns)].itertuples(index=False, name=None)]


def text_cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def unquoted(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if re.match(r"'\s*[=+\-@\t\r\n＝＋－＠]", text) else text


def read(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("page", PAGES)
def test_the_address_of_every_figure_holds_the_pages_filters_and_the_version(warehouse, page):
    for figure in figures(warehouse, page):
        asked = parse_qs(urlsplit(figure.facts.permalink).query)
        assert filters(figure.facts.permalink) == WANTED
        assert asked["lang"] == ["fr"] and asked["v"] == [served.current(warehouse).version]


@pytest.mark.parametrize("page", PAGES)
def test_the_csv_of_what_is_shown_has_the_tables_words_and_every_number_and_day_as_it_is(
    warehouse, page, marts, monkeypatch
):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    codes = dict(marts.execute("select code, any_value(label_fr) from marts.codes group by code").fetchall())
    codes |= dict(marts.execute("select code, name_fr from marts.jurisdictions").fetchall())
    for figure in figures(warehouse, page):
        facts, rows = figure.facts, figure.rows
        shown = worded(rows, facts)
        head, *body = read(made("csv", facts, None, shown))
        count, names = len(facts.columns), list(facts.columns)
        assert list(map(flat, head[:count])) == list(map(flat, facts.columns.values())) and len(head) == count + 5
        assert {row[-1] for row in body} <= {facts.permalink}
        same = [n for n, name in enumerate(names) if name not in facts.vocabularies and not is_bool_dtype(rows[name])]
        given = [[text_cell(row[n]) for n in same] for row in cells(rows, facts.columns)]
        found = [[unquoted(row[n]).removesuffix(f" {CUE}") for n in same] for row in body]
        assert found == given, facts.key
        for name in facts.vocabularies.keys() & facts.columns.keys():
            held = {part for text in shown[name].dropna() for part in str(text).split("; ")}
            assert not {one for one in held if codes.get(one, one) != one}, (facts.key, name)
        left = [n for n in same if not names[n].endswith(("_id", "url")) and names[n] not in FREE]
        assert not {row[n] for row in body for n in left if codes.get(row[n], row[n]) != row[n]}, facts.key
        head, *body = read(made("csv_fr", facts, None, shown), ";")
        assert len(body) == len(rows) and len(head) == count + 5


@pytest.mark.parametrize("page", PAGES)
def test_the_full_csv_holds_what_the_query_gives(warehouse, page):
    for figure in figures(warehouse, page):
        head, *body = read(made("csv_full", figure.facts, None, figure.rows))
        assert head[-5:] == ["data_version", "source", "retrieved", "licence", "permalink"]
        head, body = head[:-5], [row[:-5] for row in body]
        assert head == query_columns(figure.rows) and len(body) == len(figure.rows), figure.facts.key
        asked = figure.rows.attrs.get("asked")
        if asked is None:
            continue
        given = {key: list(value) if isinstance(value, tuple) else value for key, value in asked.params.items()}
        with served.connect(served.current(warehouse)) as connection:
            again = served.query(connection, asked.query, **given)
        assert head == list(again.columns)
        # A page may put a word in place of a code, or filter rows; it may not touch a number or a day.
        data = [name for name in head if not pd.api.types.is_string_dtype(again[name])]
        given_rows = {tuple(text_cell(value) for value in row) for row in cells(again, data)}
        at = [head.index(name) for name in data]
        assert {tuple(unquoted(row[n]) for n in at) for row in body} <= given_rows, figure.facts.key


@pytest.mark.parametrize("page", PAGES)
def test_every_workbook_names_its_source_and_holds_numbers_as_numbers(warehouse, page, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    for figure in figures(warehouse, page):
        facts, rows = figure.facts, figure.rows
        book = openpyxl.load_workbook(io.BytesIO(made("xlsx", facts, None, worded(rows, facts))))
        data, about = book.worksheets
        assert [flat(one.value) for one in data[1]] == [flat(heading) for heading in facts.columns.values()]
        assert data.max_row == min(len(rows), XLSX_MOST) + 1
        assert not [one for line in data.iter_rows() for one in line if one.data_type == "f"]
        for number, name in enumerate(facts.columns, 1):
            if pd.api.types.is_numeric_dtype(rows[name]) and not pd.api.types.is_bool_dtype(rows[name]):
                held = [data.cell(line, number).value for line in range(2, data.max_row + 1)]
                assert held == [pytest.approx(one) if one is not None else None for (one,) in cells(rows, [name])]
        known = {line[0].value: line[1].value for line in about.rows}
        assert known["title"] == facts.title and filters(known["permalink"]) == WANTED
        assert known["version"] == facts.version and known["row_count"] == str(len(rows))
        assert all(any(one.title in str(value) for value in known.values()) for one in facts.sources)


@pytest.mark.parametrize("page", PAGES)
def test_every_json_and_data_sheet_says_all_that_is_known(warehouse, page):
    for figure in figures(warehouse, page):
        facts, rows = figure.facts, figure.rows
        whole_file = json.loads(made("json", facts, None, rows))
        sheet = json.loads(made("about", facts, None, rows))
        assert whole_file["metadata"] == sheet
        assert [list(row.values()) for row in whole_file["rows"]] == cells(rows, facts.columns), facts.key
        assert sheet["title"] == facts.title and filters(sheet["permalink"]) == WANTED
        # A figure about the data themselves has no source beside them.
        assert page == "sources" or ([one["source_id"] for one in sheet["sources"]] and sheet["licence"])
        assert whereabouts(facts) in sheet["citation_fr"] and whereabouts(facts) in sheet["citation_en"]


def letters(page: pypdfium2.PdfPage) -> float:
    """The height in points of the letters there are most of: those of the foot, the smallest line of text."""
    text, matrix, found = page.get_textpage(), raw.FS_MATRIX(), Counter()
    for n in range(text.count_chars()):
        if chr(raw.FPDFText_GetUnicode(text.raw, n)).isspace():
            continue
        raw.FPDFText_GetMatrix(text.raw, n, matrix)
        found[round(raw.FPDFText_GetFontSize(text.raw, n) * abs(matrix.d), 1)] += 1
    return found.most_common(1)[0][0]


@pytest.mark.parametrize("page", PAGES)
def test_every_image_opens_with_title_filters_source_and_address_inside(warehouse, page, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)  # a figure is drawn for a file after its page has run
    for figure in figures(warehouse, page):
        if figure.draw is None:
            continue
        facts = figure.facts
        files = {form: made(form, facts, figure.draw, figure.rows) for form in IMAGES}
        document = pypdfium2.PdfDocument(files["pdf"])
        assert len(document) == 1 and sorted(document[0].get_size()) == [595, 842]
        assert letters(document[0]) >= 6.5, facts.key
        for text in (files["svg"].decode(), document[0].get_textpage().get_text_range()):
            held = flat(text)
            for wanted in (facts.title, beneath(facts), credit(facts), *foot(facts)):
                assert flat(wanted) in held, (facts.key, wanted)
        own = document.get_metadata_dict()["Subject"]  # the whole address and the version are not printed
        for held in (own, files["svg"].decode()):
            assert flat(html.escape(whereabouts(facts))) in flat(held) or whereabouts(facts) in held, facts.key
            assert facts.version in held, facts.key
        assert files["png"].startswith(b"\x89PNG") and len(files["png"]) > 20_000


def test_every_form_of_file_is_tried_here():
    assert set(IMAGES) == {"png", "svg", "pdf"}
    assert set(TABLES) == {"csv", "csv_full", "csv_fr", "xlsx", "json", "about"}
