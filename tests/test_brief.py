"""The printed brief: it says what the selection says, as tagged text and vectors, and prints hostile text as it is."""

import datetime as dt
import io
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace

import pdfua
import pikepdf
import pypdfium2
import pytest

from brief import document as made
from brief.choice import Choice, Reader, address
from brief.document import document
from brief.tables import measurements
from etl.__main__ import main
from etl.warehouse import current, query
from figures.asked import Asked, link
from figures.drawn import figures
from figures.words import money, word
from figures.words.slots import about, slots_of

FRANCE = Choice(
    "fr", dt.date(2025, 12, 1), dt.date(2026, 3, 31), ("FR",), "https://garde-fou.example/?lang=fr&jurisdiction=FR"
)
EVERYWHERE = Choice("en", dt.date(2025, 11, 25), dt.date(2026, 6, 29))
NOTHING = Choice("fr", dt.date(2019, 1, 1), dt.date(2019, 2, 1), ("NO",))


@pytest.fixture(scope="module")
def files(warehouse) -> dict[Choice, bytes]:
    served = current(warehouse)
    return {choice: document(served, choice, drawn=choice is FRANCE) for choice in (FRANCE, EVERYWHERE, NOTHING)}


def flat(text: str) -> str:
    """Text without its breaks: no-break spaces plain, hyphenated words whole, no space at all."""
    return re.sub(r"[\s\x02\ufffe\u00ad-]", "", unicodedata.normalize("NFKC", text)).replace("'", "’")


def pages(file: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file)]


def test_a_brief_has_two_to_four_pages_and_its_title_choice_and_sources(files, marts):
    for choice, file in files.items():
        found = pages(file)
        assert 2 <= len(found) <= 4
        text = flat(" ".join(found))
        with about(slots_of(marts)):
            assert flat(word("overview.title", choice.lang)) in text
        assert flat(word("common.footer.presumption", choice.lang)) in text
        for source_id in ("detections", "enforcement_actions", "law"):
            (title,) = marts.execute(
                f"select title_{choice.lang} from marts.sources where source_id = $id", {"id": source_id}
            ).fetchone()
            assert flat(title) in text
    french = flat(pages(files[FRANCE])[0])
    assert flat("1er déc. 2025 – 31 mars 2026 · France") in french
    assert flat("25 Nov 2025 – 29 Jun 2026 · All jurisdictions") in flat(pages(files[EVERYWHERE])[0])
    assert flat(FRANCE.address) in flat(" ".join(pages(files[FRANCE])))


def test_its_figures_and_rows_are_those_of_the_warehouse(files, marts):
    text = flat(" ".join(pages(files[FRANCE])))
    chosen = {"start": FRANCE.start, "end": FRANCE.end, "jurisdictions": ["FR"]}
    acts = query(marts, "enforcement_acts", **chosen, steps=[])
    for row in acts[acts["is_counted"]].to_dict("records"):
        assert (
            flat(row["authority"]) in text
            and flat(str(row["source_origin"] if isinstance(row["source_origin"], str) else row["source_publisher"]))
            in text
        )
    assert flat(money(60000, "EUR", "fr")) in text and flat(money(75000, "EUR", "fr")) in text
    found = query(marts, "enforcement_summary", **chosen).iloc[0]
    assert flat("Huit actes d’autorités dans un pays") in text and found["act_count"] == 8
    assert flat("(mention en anglais)") not in text and flat("Document d’origine non lu ; connu par") in text
    assert flat("(wording in English)") not in flat(" ".join(pages(files[EVERYWHERE])))


def test_an_empty_selection_says_so_and_names_no_act(files):
    text = flat(" ".join(pages(files[NOTHING])))
    assert flat(word("brief.empty", "fr")) in text
    assert "Ofcom" not in text


def test_the_charts_are_vectors_with_words_in_them(files):
    with pikepdf.open(io.BytesIO(files[FRANCE])) as pdf:
        assert all(not page.get_images() for page in pdf.pages)
    assert "janv." in " ".join(pages(files[FRANCE]))
    assert flat(word("brief.no_charts_asked", "en")) in flat(" ".join(pages(files[EVERYWHERE])))


def elements(tree: pikepdf.Object) -> list[pikepdf.Object]:
    """Every structure element below a node."""
    kids = tree.get("/K", [])
    kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    below = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return [one for kid in below for one in (kid, *elements(kid))]


def test_the_file_is_tagged_for_a_screen_reader(files):
    for choice, file in files.items():
        with pikepdf.open(io.BytesIO(file)) as pdf:
            assert str(pdf.Root.Lang).startswith(choice.lang)
            assert bool(pdf.Root.MarkInfo.Marked) and bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
            with pdf.open_metadata() as known:
                assert known["pdfuaid:part"] == "1"
                assert word("brief.title", choice.lang) in str(known["dc:title"])
            found = elements(pdf.Root.StructTreeRoot)
        kinds = [str(one.S) for one in found]
        assert kinds.count("/H1") == 1 and kinds.count("/H2") >= 4
        charts = [one for one in found if str(one.S) == "/Figure"]
        assert len(charts) == (sum(one.in_brief > 0 for one in figures().values()) if choice is FRANCE else 0)
        assert all(len(str(one.Alt)) > 40 for one in charts)
        assert kinds.count("/TH") >= 6 or choice is NOTHING


def test_the_checker_of_pdf_ua_finds_nothing(files, tmp_path):
    for n, file in enumerate(files.values()):
        path = tmp_path / f"{n}.pdf"
        path.write_bytes(file)
        report = subprocess.run(
            [sys.executable, "-m", "pdfua", "check", str(path)], capture_output=True, text=True, check=False
        )
        assert report.returncode == 0 and "PASS" in report.stdout, report.stdout
    assert pdfua.__version__ == "0.1.3"


def test_the_same_version_and_choice_give_the_same_bytes(files, warehouse):
    assert document(current(warehouse), FRANCE, drawn=True) == files[FRANCE]


HOSTILE = (
    "#panic()",
    '#eval("1")',
    "*x* _y_ $z$ @w",
    "</script><b>",
    "![](http://t/x.png)",
    "=1+1",
    "\\u{41} é € \u202f",
)


def test_text_from_the_data_is_printed_and_never_run(warehouse, monkeypatch):
    real = made.content

    def hostile(*given):
        said = real(*given)
        said["answer"] = " ".join(HOSTILE)
        said["tables"][0]["rows"] = [[text] * len(said["tables"][0]["head"]) for text in HOSTILE]
        return said

    monkeypatch.setattr(made, "content", hostile)
    text = flat(" ".join(pages(document(current(warehouse), EVERYWHERE, drawn=False))))
    for one in HOSTILE:
        assert flat(one) in text, one


def test_the_command_writes_the_file_and_refuses_what_it_cannot_meet(warehouse, tmp_path, capsys):
    out = tmp_path / "brief.pdf"
    given = ["brief", "--from", "2025-12-01", "--to", "2026-03-31", "--no-charts", "--warehouse", str(warehouse)]
    assert main([*given, "--jurisdiction", "FR", "--lang", "fr", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert main([*given, "--jurisdiction", "ZZ", "--out", str(tmp_path / "no.pdf")]) == 1
    assert "ZZ" in capsys.readouterr().err
    assert (
        main([*given[:1], "--from", "2026-02-01", "--to", "2026-01-01", *given[-2:], "--out", str(tmp_path / "no.pdf")])
        == 1
    )
    assert [path.name for path in tmp_path.iterdir()] == ["brief.pdf"]


def test_the_brief_knows_nothing_of_streamlit():
    code = "import brief.document, sys; sys.exit('streamlit' in sys.modules or 'spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_command_prints_the_address_its_button_prints():
    choice = Choice("fr", dt.date(2025, 12, 1), dt.date(2026, 3, 31), ("FR", "EU"))
    shown = Asked("fr", choice.start, choice.end, choice.jurisdictions, "overview", "20261125T000000-0")
    there = link(replace(shown, is_pinned=True))
    assert address("https://x.example/", choice, shown.version) == f"https://x.example{there}"
    assert address("", choice, shown.version) == ""


def test_requests_are_on_no_axis_and_in_no_table_with_images(marts):
    reader = Reader(marts, EVERYWHERE)
    assert not {"AIF-12"} & set(measurements(reader)["measurement_id"])
    assert set(measurements(reader, "request")["measurement_id"]) == {"AIF-12"}


def test_a_command_that_has_drawn_ends_with_its_own_words_alone(warehouse, tmp_path):
    given = ["--jurisdiction", "FR", "--warehouse", str(warehouse), "--out", str(tmp_path / "brief.pdf")]
    said = subprocess.run([sys.executable, "-m", "etl", "brief", *given], capture_output=True, text=True, check=True)
    assert said.stdout.startswith(f"{tmp_path / 'brief.pdf'}: ") and said.stdout.count("\n") == 1
    assert said.stderr == "", "a library, a thread or a folder complained at the end"
