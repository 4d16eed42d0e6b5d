"""Rows kept in a workbook become rows of the tables, or nothing is written and every fault is said."""

import csv
import datetime as dt

import pytest
from another import AS_OF
from openpyxl import Workbook, load_workbook

from etl.__main__ import main
from etl.affairs.check import examine
from etl.affairs.import_rows import HEADINGS, bring, importable, words_of
from etl.affairs.new import begin
from etl.affairs.typed import code_written, day_written, number_written
from etl.errors import GardefouError
from etl.intake import affair
from etl.intake.sources import accepted_codes
from etl.yaml_text import LOADER

FRENCH = {
    "Identifiant": "fi-9", "Date": dt.datetime(2027, 4, 20), "Précision de la date": "Jour exact",
    "TERRITOIRE": "Finlande", "autorité": "Autorité finlandaise", "nature de l'autorite": "data_protection",
    "Destinataire": "Lumen", "Mesure": "Amende ou pénalité civile", "Atteinte visée": "ncii_adult", "État": "in_force",
    "Montant": "1 250 000,50", "Monnaie": "EUR", "Résumé en anglais": "Invented.", "Résumé en français": "Inventé.",
    "Adresse de la source": "https://example.org/page", "Éditeur": "Le Fanal, quotidien",
    "Ce qui a été lu du document": "report", "Confiance": "Moyenne",
}  # fmt: skip # saves 12 lines


@pytest.fixture
def folder(tmp_path):
    begin(tmp_path / "lumen", "lumen-2027", "Lumen", ["en", "fr"], AS_OF)
    with open(tmp_path / "lumen/reference/jurisdictions.csv", "a", encoding="utf-8") as file:
        file.write("FI,Finland,Finlande,EU,country\n")
    return tmp_path / "lumen"


def workbook(path, rows: list[dict], title: str = "Feuille 1"):
    book = Workbook()
    book.active.title = title
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)
    return path


def stored(folder, table: str) -> list[dict]:
    with open(folder / "curated" / f"{table}.csv", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not next(iter(row.values())).startswith("#")]


def test_a_french_workbook_with_labels_and_dates_of_a_spreadsheet_becomes_rows(folder, tmp_path, capsys):
    path = workbook(tmp_path / "actes.xlsx", [FRENCH])
    assert main(["import-rows", str(path), "--data", str(folder), "--dry-run"]) == 0
    assert stored(folder, "enforcement_actions") == []
    assert main(["import-rows", str(path), "--data", str(folder)]) == 0
    told = capsys.readouterr().out
    (row,) = stored(folder, "enforcement_actions")
    assert (row["date"], row["jurisdiction"], row["measure"], row["amount"]) == (
        "2027-04-20",
        "FI",
        "fine",
        "1250000.50",
    )
    assert row["confidence"] == "medium" and row["date_precision"] == "day" and row["entered_date"]
    assert '"Le Fanal, quotidien",secondary' in told
    assert '"Le Fanal, quotidien",secondary' in (folder / "reference/publishers.csv").read_text("utf-8")
    assert examine(folder, folder / "no-store", AS_OF)[0] == {}


def test_the_same_workbook_a_second_time_adds_nothing(folder, tmp_path, capsys):
    path = workbook(tmp_path / "actes.xlsx", [FRENCH])
    for _ in range(2):
        assert main(["import-rows", str(path), "--data", str(folder)]) == 0
    assert len(stored(folder, "enforcement_actions")) == 1 and "1 there already" in capsys.readouterr().out
    changed = workbook(tmp_path / "changed.xlsx", [FRENCH | {"Montant": 5}])
    with pytest.raises(GardefouError, match="with another amount; a row that changes is corrected there"):
        bring(changed, folder)


def test_every_fault_of_every_row_is_said_and_nothing_is_written(folder, tmp_path, capsys):
    rows = [
        FRENCH | {"Mesure": "Amende"},
        FRENCH | {"Identifiant": "fi-10", "TERRITOIRE": "Atlantide"},
        FRENCH | {"Identifiant": "fi-11", "Date": "03/04/2027"},
        FRENCH | {"Identifiant": "fi-12", "Montant": "1.250"},
    ]
    path = workbook(tmp_path / "actes.xlsx", rows)
    before = {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    assert main(["import-rows", str(path), "--data", str(folder)]) == 1
    said = capsys.readouterr().err
    for text in ("row 2, measure: 'Amende'", "fine (", "row 3, jurisdiction: 'Atlantide'",
                 "row 4, date: '03/04/2027' can be two days", "row 5, amount: '1.250' can be two numbers",
                 "4 faults in actes.xlsx", "Nothing was written"):  # fmt: skip # saves 6 lines
        assert text in said
    assert before == {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_what_the_build_would_refuse_is_refused_before_it_is_written(folder, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [FRENCH | {"Adresse de la source": "https://example.org/picture.jpg"}])
    with pytest.raises(GardefouError, match="links to a picture"):
        bring(path, folder)
    assert stored(folder, "enforcement_actions") == []


def test_what_check_data_would_refuse_is_said_with_its_row_beside_all_other_faults(folder, tmp_path):
    shared = {"producer": "Lab", "platform": "Lumen", "population": "Clips", "sampling": "random", "unit": "share",
              "category": "sexualised", "description_en": "Invented.", "description_fr": "Inventé.",
              "source_publisher": "The Lantern", "source_url": "https://example.org/a",
              "document_read": "report", "confidence": "medium"}  # fmt: skip # saves 10 lines
    rows = [
        shared | {"measurement_id": "A-1", "value": 0.5, "n": 100, "k": 120, "ci_low": None, "ci_high": None},
        shared | {"measurement_id": "A-2", "value": 78.3, "n": None, "k": None, "ci_low": None, "ci_high": None},
        shared | {"measurement_id": "A-3", "value": 0.5, "n": 100, "k": 50, "ci_low": 0.6, "ci_high": 0.4},
        shared | {"measurement_id": "A-4", "value": "much", "n": 100, "k": 50, "ci_low": None, "ci_high": None},
        shared | {"measurement_id": "A-5", "value": 0.3, "n": 100, "k": 30, "ci_low": 0.2, "ci_high": 0.6},
    ]
    path = workbook(tmp_path / "m.xlsx", rows, "detections")
    with pytest.raises(GardefouError) as fault:
        bring(path, folder)
    said = str(fault.value)
    for row in (2, 3, 4, 5):
        assert f"sheet 'detections', row {row}" in said, said
    assert "row 6" not in said and ".csv, line" not in said and "The build stopped" not in said
    assert bring(workbook(tmp_path / "good.xlsx", rows[4:], "detections"), folder)[0][0].rows


def test_two_sheets_of_one_table_may_not_name_a_row_twice(folder, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [FRENCH])
    book = load_workbook(path)
    book.copy_worksheet(book.active).title = "suite"
    book.save(path)
    with pytest.raises(GardefouError, match="already used in sheet"):
        bring(path, folder)
    assert stored(folder, "enforcement_actions") == []


@pytest.mark.parametrize(("rows", "said"), [
    ([FRENCH | {"Couleur": "bleu"}], "no column is called 'Couleur'"),
    ([{key: FRENCH[key] for key in list(FRENCH)[:-1]}], "no column for what each row needs: confidence "),
    ([FRENCH | {"Heading": None, "Measure": "fine"}], "two columns are measure"),
])  # fmt: skip # saves 3 lines
def test_a_heading_nobody_knows_or_given_twice_or_missing_is_said(folder, tmp_path, rows, said):
    with pytest.raises(GardefouError, match=said):
        bring(workbook(tmp_path / "a.xlsx", rows), folder)


def test_a_file_that_is_no_workbook_is_refused_in_words(folder, tmp_path, capsys):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 not a zip")
    assert main(["import-rows", str(tmp_path / "a.xlsx"), "--data", str(folder)]) == 1
    assert "could not be read as a workbook" in capsys.readouterr().err
    assert main(["import-rows", str(tmp_path / "none.xlsx"), "--data", str(folder)]) == 1


def test_a_csv_file_of_a_french_spreadsheet_is_read_too(folder, tmp_path):
    row = FRENCH | {"Date": "20/04/2027"}
    text = "\r\n".join(";".join(cells) for cells in (row, map(str, row.values())))
    (tmp_path / "enforcement_actions.csv").write_bytes(text.encode("cp1252"))
    found, proposed = bring(tmp_path / "enforcement_actions.csv", folder)
    assert found[0].rows[0][1] == "2027-04-20" and len(proposed) == 1


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_template_has_every_table_and_what_it_holds_is_no_row(folder, tmp_path, lang):
    path = tmp_path / "template.xlsx"
    assert main(["import-rows", str(path), "--data", str(folder), "--template", lang]) == 0
    book = load_workbook(path)
    assert len(book.sheetnames) == 1 + len(importable(folder)) and book["codes"].sheet_state == "hidden"
    assert len(book[{"en": "Acts", "fr": "Actes"}[lang]].data_validations.dataValidation) >= 6
    with pytest.raises(GardefouError, match="holds no row"):
        bring(path, folder)


def test_every_column_has_a_heading_in_both_languages_and_none_means_two_columns(folder):
    import yaml

    words = yaml.load(HEADINGS.read_text("utf-8"), LOADER)
    for _, described in importable(folder).values():
        for lang in ("en", "fr"):
            header = list(described["columns"])
            headings = [words_of(column, header, words)[lang] for column in header]
            assert len(set(headings)) == len(headings)


def test_numbers_and_days_that_can_be_read_in_two_ways_are_asked_for():
    assert [number_written(text) for text in ("53 %", "0,53", "20 000", "1.5", 0.1, 20000.0)] == [
        "0.53", "0.53", "20000", "1.5", "0.1", "20000"]  # fmt: skip # saves 6 lines
    assert [day_written(text) for text in ("2027-04", "25.12.2026", "05/05/2027")] == [
        "2027-04",
        "2026-12-25",
        "2027-05-05",
    ]
    for one, given in ((number_written, "1,250"), (day_written, "03/04/2027"), (number_written, "many")):
        with pytest.raises(ValueError):
            one(given)


def test_a_label_of_either_language_is_its_code_and_an_unknown_one_is_answered_with_the_nearest(folder):
    codes = accepted_codes(folder)
    assert code_written("Élevée", "confidence", codes) == code_written("high", "confidence", codes) == "high"
    with pytest.raises(ValueError, match="nearest: medium"):
        code_written("Mediun", "confidence", codes)


def test_a_sign_that_turns_the_direction_is_said_with_its_cell(folder, tmp_path, capsys):
    path = workbook(tmp_path / "actes.xlsx", [FRENCH | {"Résumé en anglais": "In\u202evented."}])
    assert main(["import-rows", str(path), "--data", str(folder)]) == 1
    assert "row 2, summary_en" in capsys.readouterr().err and stored(folder, "enforcement_actions") == []


@pytest.mark.parametrize("name", ['Sillage "Où"', "L'Été & Cœur", "a\\b", "404", "null", "O'Neill # co"])
def test_a_platform_may_be_called_as_it_is(tmp_path, name):
    begin(tmp_path / "new", "new-2027", name, ["en", "fr"], AS_OF)
    assert affair.read(tmp_path / "new/affair.yml")["companies"][0]["name"] == name
    assert examine(tmp_path / "new", tmp_path / "store", AS_OF)[0] == {}
