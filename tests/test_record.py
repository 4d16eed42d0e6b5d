"""The record: how sure a row may be, what is new, and what is left of a row that was withdrawn."""

import csv
import datetime as dt
import html
import shutil
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from visits import visit

from etl.errors import GardefouError
from etl.open_data.feed import NAMESPACE, atom
from etl.warehouse import connect, query, raw
from etl.warehouse.build import build
from etl.warehouse.layers import SQL, checks_of, create, stop_at_faults
from figures.documents import known

ROOT = Path(__file__).parents[1]
AS_OF = dt.date(2026, 12, 1)
ACTS = "curated/enforcement_actions.csv"
ATOM = f"{{{NAMESPACE}}}"


@pytest.fixture
def data(tmp_path) -> Path:
    """A copy of data/ to change."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("warehouse", "store", "labels"))
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, found: list[dict[str, str]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


def built(data: Path, out: Path):
    return build(out, out / "store", data, AS_OF)[0]


def act(data: Path, **cells: str) -> None:
    """One more act, unlike any other."""
    found = rows(data / ACTS)
    plain = {name: "" for name in found[0]}
    plain |= {
        "action_id": "zz-one", "date": "2023-02-01", "date_precision": "day", "jurisdiction": "SE", "measure": "search",
        "authority": "A body", "authority_kind": "police", "target": "X Corp.", "harm": "ncii", "status": "open",
        "summary_en": "One.", "summary_fr": "Un.", "source_url": "https://a.example/1",
        "source_publisher": "The Irish Times", "document_read": "report",
        "confidence": "medium", "entered_date": "2026-12-01",
    }  # fmt: skip # saves 12 lines
    write(data / ACTS, [*found, plain | cells])


@pytest.mark.parametrize(
    ("cells", "is_accepted"),
    [
        ({}, False),
        ({"source2_url": "https://b.example/2", "source2_publisher": "Malay Mail"}, True),
        ({"source2_url": "https://b.example/2", "source2_publisher": "The Irish Times"}, False),
        ({"source_via": "dispatch", "source_origin": "AFP", "source2_url": "https://b.example/2",
          "source2_publisher": "Malay Mail", "source2_via": "dispatch", "source2_origin": "AFP"}, False),
        ({"source2_url": "https://b.example/2", "source2_publisher": "Malay Mail", "source2_via": "cited"}, False),
        ({"source2_url": "https://b.example/2", "source2_publisher": "Allmind"}, False),
        ({"document_read": "excerpt", "document_url": "https://c.example/3", "document_publisher": "Ofcom"}, False),
        ({"document_read": "original", "document_url": "https://c.example/3", "document_publisher": "Ofcom"}, True),
    ],
)  # fmt: skip # saves 9 lines
def test_confidence_is_high_only_where_the_original_or_two_reports_apart_were_read(data, tmp_path, cells, is_accepted):
    act(data, confidence="high", **cells)
    if is_accepted:
        with duckdb.connect(":memory:") as connection:
            raw.load(connection, data, tmp_path / "store", AS_OF)
            create(connection, SQL / "staging")
            stop_at_faults(connection, checks_of(connection)[0])
        return
    with pytest.raises(GardefouError, match=r"enforcement_actions\.csv, line \d+, column_name confidence") as fault:
        built(data, tmp_path / "out")
    assert "confidence_follows_documents" in str(fault.value)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"document_url": "https://c.example/3"}, "document_publisher"),
        ({"document_read": "original"}, "document_url"),
        ({"source_origin": "AFP"}, "source_via"),
        (
            {"document_url": "https://c.example/3", "document_publisher": "Ofcom", "document_date": "2026-12-24"},
            "entered_date",
        ),
    ],
)
def test_what_is_said_of_a_document_agrees_with_itself(data, tmp_path, cells, column):
    act(data, **cells)
    with pytest.raises(GardefouError, match=column):
        built(data, tmp_path / "out")


def entries(connection) -> list[ElementTree.Element]:
    return ElementTree.fromstring(atom(connection, "en", ())).findall(f"{ATOM}entry")


def test_the_feed_goes_by_the_day_a_row_entered_the_record_and_loses_none(data, tmp_path):
    for n in range(60):
        act(data, action_id=f"zz-{n}", authority=f"Body number {n:02}", source_url=f"https://a.example/{n}")
    act(data, action_id="zz-undated", authority="No day", date="", date_precision="", entered_date="2026-11-30")
    with connect(built(data, tmp_path / "out")) as connection:
        found = entries(connection)
        ids = [link.get("href") for entry in found[:60] for link in entry.findall(f"{ATOM}link")]
        assert len(found) == sum(
            connection.execute(f"select count(*) from marts.{name}").fetchone()[0]
            for name in ("enforcement", "statements", "provisions", "corrections", "withdrawn")
        )
        assert [entry.findtext(f"{ATOM}published")[:10] for entry in found[:61]] == ["2026-12-01"] * 60 + ["2026-11-30"]
        assert set(ids) == {f"https://a.example/{n}" for n in range(60)}


def withdrawn(data: Path, gone: str, **cells: str) -> None:
    write(data / ACTS, [row for row in rows(data / ACTS) if row["action_id"] != gone])
    line = {"date": "2026-11-30", "relation": "enforcement", "row_id": gone, "jurisdiction": "FR", "instead": "",
            "why_en": "It was the same act.", "why_fr": "C'était le même acte.", "source": ""
    }  # fmt: skip # saves 7 lines
    write(data / "withdrawn.csv", [line | cells])


def test_a_row_withdrawn_as_data_leaves_a_receipt_that_says_when_why_and_where_to_look(data, tmp_path):
    gone, kept = "fr-mps-2026-01-02-referral", "fr-gov-2026-01-02-arcom-referral"
    withdrawn(data, gone, instead=kept)
    log = rows(data / "corrections.csv")  # what was corrected in it before stays said
    write(data / "corrections.csv", [*log, log[0] | {"row_id": gone, "relation": "enforcement"}])
    out = tmp_path / "out"
    manifest = built(data, out)
    assert not [text for text in manifest.warnings if gone in text]
    for lang, told in (
        ("en", ("30 November 2026", "It was the same act.")),
        ("fr", ("30 novembre 2026", "même acte.")),
    ):
        text = html.unescape(visit(out, "record", lang, "full", (("id", gone),)).text)
        assert all(one in text for one in told) and kept in text
        assert "mistyped" not in text and "mal saisi" not in text
    with connect(manifest) as connection:
        assert len(query(connection, "withdrawn")) == 1
        assert any(entry.findtext(f"{ATOM}title").startswith(f"Withdrawn: {gone}") for entry in entries(connection))


def test_a_row_that_is_gone_without_a_word_is_told_by_the_build_and_found_in_the_version_kept(data, tmp_path):
    out, gone = tmp_path / "out", "fr-mps-2026-01-02-referral"
    first = built(data, out)
    write(data / ACTS, [row for row in rows(data / ACTS) if row["action_id"] != gone])
    assert [text for text in built(data, out).warnings if gone in text and "withdrawn.csv" in text]
    text = html.unescape(visit(out, "record", "en", "full", (("id", gone),)).text)
    assert first.version in text and "mistyped" not in text
    assert "mistyped" in visit(out, "record", "en", "full", (("id", "fr-mps-2026-01-02-referal"),)).text


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"row_id": "AIF-01"}, "row_id"), ({"why_fr": ""}, "why_fr"), ({"date": "soon"}, "date"),
     ({"instead": "no-such-row"}, "instead")],
)  # fmt: skip # saves 4 lines
def test_a_withdrawal_that_is_not_whole_stops_the_build(data, tmp_path, cells, column):
    withdrawn(data, "fr-mps-2026-01-02-referral", **cells)
    with pytest.raises(GardefouError, match=column):
        built(data, tmp_path / "out")


def test_the_receipt_says_what_was_read_and_through_whom_the_rest_is_known(warehouse):
    english = html.unescape(visit(warehouse, "record", "en", "full", (("id", "AIF-01"),)).text)
    french = html.unescape(visit(warehouse, "record", "fr", "full", (("id", "AIF-01"),)).text).replace("\u202f", " ")
    assert "Original report not read; known through Le Monde and Computer Weekly." in english
    assert "Rapport d’origine non lu ; connu par Le Monde et Computer Weekly." in french
    assert "The original: AI Forensics (Grok Unleashed, 5 January 2026)" in english
    assert "Le Monde, via CommentCaMarche" in english and "Le Monde, par CommentCaMarche" in french


def test_what_is_known_of_a_document_is_one_sentence():
    def plain(vocabulary, code):
        return str(code)

    row = {"document_read": "report", "source_publisher": "Blick", "source_origin": "AFP", "source2_publisher": "AFP"}
    assert known(row, "enforcement", "en", plain) == "original document not read; known through AFP"
    assert known(row | {"document_read": "original"}, "reactions", "fr", plain) == "texte d’origine lu"
    assert known({}, "enforcement", "en", plain) == ""


def test_no_name_of_a_publisher_or_producer_holds_a_remark(marts):
    for relation, columns in (
        ("incidence", ("producer", "source_publisher", "source_origin", "source2_publisher", "document_publisher")),
        ("enforcement", ("source_publisher", "source_origin", "source2_publisher", "document_publisher")),
        ("statements", ("source_publisher", "source_origin", "source2_publisher", "document_publisher")),
        ("reactions", ("source_publisher", "source_origin", "source2_publisher", "document_publisher")),
    ):
        for column in columns:
            found = marts.execute(
                f"select distinct {column} from marts.{relation} where regexp_matches({column}, "
                r"'\b(citing|citant|via|reported|reprise|repris|carried|mirror|unnamed|text)\b|/|;')"
            ).fetchall()
            assert found == [], (relation, column)


def test_every_version_says_which_documents_its_rows_lead_to(marts):
    shares = {row["relation"]: row for row in query(marts, "documents_shares").to_dict("records")
              if not isinstance(row["document_read"], str)}  # fmt: skip # saves 3 lines
    assert shares["incidence"]["leading_share"] >= 0.5
    assert all(0 <= row["leading_count"] <= row["affair_count"] <= row["row_count"] for row in shares.values())
