"""The files under a figure: nothing in them runs, numbers stay numbers, and each says where it comes from."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import openpyxl
import pandas as pd
import pypdfium2
import pytest

from etl import warehouse as served
from etl.cells import neutral
from figures.asked import Asked
from figures.charts.bars import bars
from figures.charts.base import look
from figures.charts.values import interval
from figures.data import reading
from figures.drawn import citable, drawn
from figures.files import tables
from figures.files.facts import Facts, Source, bibtex, choice, citation, file_name, foot, public_address, size
from figures.files.made import made, printed
from figures.files.tables import to_csv
from pages.shared.cells import link
from pages.shared.tables import to_html

EVIL = (
    "=1+1",
    " =cmd|' /C calc'!A0",
    "+A1",
    "-A1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋A1",
    "－A1",
    "＠A1",
)
ROWS = pd.DataFrame(
    {
        "day": pd.to_datetime(["2026-01-02", "2026-01-03", None]),
        "name": ["=1+1", "été ; « ici »", 'a, "b"\nc'],
        "count": [-3, 20000, 7],
        "share": [0.53, None, -0.5],
        "is_binding": [True, False, True],
    }
)
FACTS = Facts(
    key="incidence.monthly",
    lang="fr",
    title="Part des images en tenue minimale",
    summary="La moitié environ.",
    unit="part de l’échantillon",
    start="2025-12-25",
    end="2026-01-31",
    jurisdictions=("France",),
    sources=(
        Source("detections", "Mesures publiées", "Garde-fou", "CC BY 4.0", "https://x.example", "2026-06-29", "ab"),
    ),
    producers=("AI Forensics",),
    version="20261125T034030-5ce11604",
    data_date="2026-06-29",
    permalink="https://garde-fou.example/incidence?lang=fr&from=2025-12-25&to=2026-01-31&jurisdiction=FR&v=20261125T034030",
    columns={"day": "Jour", "name": "Nom", "count": "Nombre", "share": "Part", "is_binding": "Contraignant"},
)


def read(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("text", EVIL)
def test_a_text_that_a_spreadsheet_would_run_is_made_inert(text: str):
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["-3", "+33", "-0.5", "-1,5", "1e-5", "a=b", "", "2026-01-02", "– 3"])
def test_numbers_and_ordinary_text_are_left_alone(text: str):
    assert neutral(text) == text


def test_csv_reads_back_to_the_same_values():
    head, *body = read(to_csv(ROWS, FACTS.columns))
    assert head == list(FACTS.columns.values())
    assert body == [
        ["2026-01-02", "'=1+1", "-3", "0.53", "true"],
        ["2026-01-03", "été ; « ici »", "20000", "", "false"],
        ["", 'a, "b"\nc', "7", "-0.5", "true"],
    ]


def test_every_row_of_a_csv_says_where_it_comes_from():
    head, *body = read(made("csv_full", FACTS, None, ROWS))
    assert head[-5:] == ["data_version", "source", "retrieved", "licence", "permalink"]
    told = [FACTS.version, "AI Forensics; Mesures publiées, Garde-fou", "2026-06-29", "CC BY 4.0", FACTS.permalink]
    assert all(row[-5:] == told for row in body) and [row[0] for row in body] == ["2026-01-02", "2026-01-03", ""]
    head, *body = read(made("csv_fr", FACTS, None, ROWS), ";")
    assert head[-5:-3] == ["Version des données", "Source des chiffres"] and all(row[-5:] == told for row in body)


def test_french_csv_has_semicolons_decimal_commas_and_headings_in_words():
    head, *body = read(to_csv(ROWS, FACTS.columns, french=True), ";")
    assert head == ["Jour", "Nom", "Nombre", "Part", "Contraignant"]
    assert [row[3] for row in body] == ["0,53", "", "-0,5"]
    assert [row[2] for row in body] == ["-3", "20000", "7"]


def test_workbook_holds_values_not_formulas_and_names_its_source():
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", FACTS, None, ROWS)))
    data, source = book.worksheets
    assert [cell.value for cell in data[1]] == list(FACTS.columns.values())
    assert data["B2"].value == "'=1+1" and data["B2"].data_type == "s"
    assert data["A2"].value.date() == date(2026, 1, 2) and data["C2"].value == -3 and data["D2"].value == 0.53
    assert data["D3"].value is None
    about = {row[0].value: row[1].value for row in source.rows}
    assert about["title"] == FACTS.title and about["permalink"] == FACTS.permalink
    assert "Mesures publiées" in about["source 1"] and about["row_count"] == "3"


def test_json_holds_texts_unchanged_beside_all_that_is_known_of_them():
    whole = json.loads(made("json", FACTS, None, ROWS))
    assert whole["rows"][0] == {"day": "2026-01-02", "name": "=1+1", "count": -3, "share": 0.53, "is_binding": True}
    assert whole["rows"][1]["share"] is None
    known = whole["metadata"]
    assert known["version"] == FACTS.version and known["licence"] == "CC BY 4.0"
    assert known["sources"][0]["sha256"] == "ab"
    assert known["citation_en"].startswith("AI Forensics") and "présumée innocente" in known["presumption"]


def test_citations_name_the_original_producer_first():
    for text in (citation(FACTS, "fr"), citation(FACTS, "en")):
        assert text.startswith("AI Forensics") and FACTS.permalink in text and FACTS.version in text
    assert "  author = {{AI Forensics} and {Garde-fou}},\n" in bibtex(FACTS)
    alone = replace(FACTS, producers=(), title=r"50 % & \ {x}_^~")
    assert "  author = {{Garde-fou}},\n" in bibtex(alone) and citation(alone, "en").startswith("Garde-fou, ")
    assert r"{{50 \% \& \textbackslash{} \{x\}\_\textasciicircum{}\textasciitilde{}}}" in bibtex(alone)


def test_a_citation_in_the_other_language_has_the_title_of_that_language(marts, warehouse, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    version = served.current(warehouse)
    asked = Asked("fr", date(2025, 12, 1), date(2026, 1, 31), version=version.version, data_date=version.data_date)
    with reading(version):
        told = citable(drawn("sources.documents", asked))
    assert "“What was read of the documents”" in citation(told, "en") and "«" not in citation(told, "en")
    assert "Ce qui a été lu" in citation(told, "fr") and "publishers named" not in citation(told, "en")
    assert "twins" not in json.loads(tables.to_about(pd.DataFrame({name: [] for name in told.columns}), told))


def test_a_heading_of_a_file_holds_no_special_space():
    head = {"low": "Borne basse (95\u202f%)", "kind": "Genre\u00a0: x"}
    rows = pd.DataFrame({"low": [0.1], "kind": ["a"]})
    assert read(tables.to_csv(rows, head))[0] == ["Borne basse (95 %)", "Genre : x"]
    about = json.loads(tables.to_about(rows, replace(FACTS, columns=head)))
    assert [one["heading"] for one in about["columns"]] == ["Borne basse (95 %)", "Genre : x"]


def test_file_names_say_what_they_hold():
    assert file_name(FACTS, "csv") == "garde-fou_incidence-monthly_FR_2025-12-25_2026-01-31_fr.csv"
    assert choice(FACTS) == "25 déc. 2025 – 31 janv. 2026 · France · part de l’échantillon"
    assert size(12_345, "fr") == "12 ko" and size(2_500_000, "en") == "2.5 MB"


def draw():
    return bars(ROWS.dropna(), look("fr"), label="name", value="count", unit="images")


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    return {form: made(form, FACTS, draw, ROWS) for form in ("svg", "pdf", "png")}


def test_every_image_carries_its_title_choice_source_and_address(pictures):
    page = pypdfium2.PdfDocument(pictures["pdf"])[0].get_textpage().get_text_range()
    for text in (pictures["svg"].decode(), page):
        flat = text.replace("\u202f", " ").replace("\xa0", " ").replace("\ufffe", "-").replace("&amp;", "&")
        flat = " ".join(flat.split())
        for wanted in (
            FACTS.title,
            "25 déc. 2025 – 31 janv. 2026",
            "AI Forensics",
        ):
            assert wanted in flat, wanted
        for wanted in ("CC BY 4.0", "29 juin 2026", urlsplit(FACTS.permalink).netloc):
            assert wanted in flat, wanted
    for own in (pictures["svg"].decode(), pypdfium2.PdfDocument(pictures["pdf"]).get_metadata_dict()["Subject"]):
        assert FACTS.version in own and "jurisdiction=FR" in own  # in the file's properties, not in print


@pytest.mark.parametrize(
    "host", ["localhost:8501", "127.0.0.1", "192.168.1.20:8501", "[::1]:8501", "laptop", "my.local"]
)
def test_what_is_printed_from_this_machine_names_the_figure_and_no_address_that_only_it_can_open(host):
    told = replace(FACTS, permalink=f"http://{host}/incidence?lang=fr")
    assert public_address(told) == "" and foot(told)[-1].endswith("CC BY 4.0")
    printed_on = [*foot(told), citation(told, "fr"), bibtex(told)]
    assert not [text for text in printed_on if host in text] and "incidence.monthly" in citation(told, "en")
    assert host.encode() not in made("svg", told, draw, ROWS)
    assert public_address(FACTS) == FACTS.permalink
    assert foot(FACTS)[-1].endswith(f"CC BY 4.0 · {urlsplit(FACTS.permalink).netloc}{urlsplit(FACTS.permalink).path}")


def test_a_pdf_is_a_sheet_of_a4_with_its_title_and_producer_in_its_properties(pictures):
    document = pypdfium2.PdfDocument(pictures["pdf"])
    assert len(document) == 1 and sorted(document[0].get_size()) == [595, 842]
    told = document.get_metadata_dict()
    assert told["Title"] == FACTS.title and "AI Forensics" in told["Author"] and FACTS.permalink in told["Subject"]


def test_an_interval_never_rounds_to_one_number():
    assert interval(0.937, 0.943, "share", "en") == "93.7% – 94.3%"
    assert interval(0.5231, 0.5369, "share", "en") == "52.3% – 53.7%"  # as the page's answer has it
    assert interval(0.2496, 0.2504, "share", "en") == "24.96% – 25.04%"
    assert interval(0.5, 0.5, "share", "en") == "50% – 50%" and interval(0.51, 0.55, "share", "en") == "51% – 55%"


def test_a_png_has_twice_the_pixels_of_the_figure(pictures):
    figure = printed(FACTS, draw())
    width, height = (int.from_bytes(pictures["png"][n : n + 4]) for n in (16, 20))
    assert (width, height) == (2 * figure.layout.width, 2 * figure.layout.height)


def test_a_table_on_the_page_shows_text_and_never_markup():
    rows = pd.DataFrame({"name": ["<img src=x onerror=alert(1)>"], "source_url": ["javascript:alert(1)"]})
    page = to_html(rows, {"name": "N<b>", "source_url": "Source"}, "en", caption="<i>", vocabularies={})
    assert "<img" not in page and "<b>" not in page and "<i>" not in page and "javascript:" not in page
    assert 'scope="col"' in page and "<caption>" in page


def test_a_long_table_says_how_much_of_it_is_shown():
    rows = pd.DataFrame({"count": range(1200)})
    page = to_html(rows, {"count": "n"}, "en", caption="Days", vocabularies={}, most=50)
    assert page.count("<tr ") == 51 and "rows 1 to 50 of 1,200" in page


def test_links_show_the_publisher_and_never_the_title_of_the_page():
    shown = link("https://www.example.org/some-name-in-a-slug", "", "en")
    assert ">example.org</a>" in shown and ">some" not in shown
    assert ">Le Journal</a>" in link("https://example.org/x", "Le Journal", "en")
