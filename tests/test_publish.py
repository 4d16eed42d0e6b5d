"""The data package: valid by the Frictionless tool, the same bytes each time, the same numbers as the warehouse."""

import csv
import hashlib
import json
from pathlib import Path

import frictionless
import pyarrow.parquet as parquet
import pytest

from etl import cells
from etl.__main__ import main
from etl.errors import GardefouError
from etl.open_data.package import LICENCE, publish
from etl.open_data.relations import relations
from etl.warehouse import current
from figures.files import facts


@pytest.fixture(scope="module")
def package(warehouse, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "package"
    publish(current(warehouse), folder)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_frictionless_tool_finds_the_package_valid(package):
    report = frictionless.validate(str(package / "datapackage.json"), limit_rows=3000)
    faults = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert faults == [] and report.errors == []
    assert report.valid


def test_publishing_twice_gives_the_same_bytes_and_replaces_what_was_there(package, warehouse):
    first = hashes(package)
    (package / "left_over.csv").write_text("old")
    assert main(["publish", str(package), "--out", str(warehouse)]) == 0
    assert hashes(package) == first
    assert [path for path in package.parent.iterdir() if path != package] == []


def test_every_file_is_described_with_its_size_and_hash(package):
    described = json.loads((package / "datapackage.json").read_text("utf-8"))
    found = hashes(package)
    listed = {one["path"]: one for one in described["resources"]}
    assert listed.keys() == found.keys() - {"datapackage.json", "README.md"}
    for path, one in listed.items():
        assert one["hash"] == f"sha256:{found[path]}"
        assert one["bytes"] == (package / path).stat().st_size


def test_every_public_relation_is_there_with_the_warehouses_rows_in_both_forms(package, marts):
    for name, relation in relations().items():
        (count,) = marts.execute(f"select count(*) from marts.{name}").fetchone()
        table = parquet.read_table(package / "data" / f"{name}.parquet")
        with open(package / "data" / f"{name}.csv", encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            assert next(reader) == table.column_names
            lines = sum(1 for _ in reader)
        assert (table.num_rows, lines) == (count, count), name
        assert set(relation.key) <= set(table.column_names)


def test_the_numbers_of_the_csv_are_those_of_the_warehouse(package, marts):
    with open(package / "data/sor_daily.csv", encoding="utf-8", newline="") as file:
        total = sum(int(row["sor_count"]) for row in csv.DictReader(file) if row["metric"] == "total")
    assert total == marts.execute("select sum(sor_count) from marts.sor_daily where metric = 'total'").fetchone()[0]
    with open(package / "data/provisions.csv", encoding="utf-8", newline="") as file:
        ceilings = {row["provision_id"]: row["max_fine_amount"] for row in csv.DictReader(file)}
    for name, amount in marts.execute("select provision_id, max_fine_amount from marts.provisions").fetchall():
        assert ceilings[name] == ("" if amount is None else repr(amount)), name


def test_every_column_is_explained_in_both_languages(package):
    described = json.loads((package / "datapackage.json").read_text("utf-8"))
    for one in described["resources"]:
        for field in one.get("schema", {}).get("fields", []):
            assert field["description"] and field["description_fr"], (one["name"], field["name"])


def test_the_readme_names_every_source_with_its_licence_and_what_it_cannot_say(package, marts):
    text = (package / "README.md").read_text("utf-8")
    found = marts.execute("select * from marts.sources where may_redistribute").df()
    for row in found.to_dict("records"):
        for lang in ("en", "fr"):
            assert row[f"title_{lang}"] in text and row[f"licence_{lang}"] in text and row[f"cannot_say_{lang}"] in text


def test_no_cell_of_any_csv_would_run_in_a_spreadsheet(package):
    for path in (package / "data").glob("*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert not cells.FORMULA.match(cell) or cells.PLAIN_NUMBER.match(cell), (path.name, cell)


def test_a_folder_with_other_things_in_it_is_left_alone(warehouse, tmp_path, capsys):
    (tmp_path / "thesis.docx").write_text("years of work")
    assert main(["publish", str(tmp_path), "--out", str(warehouse)]) == 1
    assert "Nothing was written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
    with pytest.raises(GardefouError, match="is a file"):
        publish(current(warehouse), tmp_path / "thesis.docx")


def test_a_publication_that_breaks_off_leaves_the_last_one_whole(warehouse, tmp_path, monkeypatch):
    folder = tmp_path / "package"
    few = [relations()["exchange_rates"]]
    monkeypatch.setattr("etl.open_data.package.given", lambda *_: few)
    publish(current(warehouse), folder)
    first = hashes(folder)
    monkeypatch.setattr("etl.open_data.package._readme", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(current(warehouse), folder)
    assert hashes(folder) == first
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_files_package_and_the_projects_own_papers_name_one_licence():
    root = Path(__file__).parents[1]
    assert facts.LICENCE == LICENCE["title"] == "CC BY 4.0" and LICENCE["name"] == "CC-BY-4.0"
    assert LICENCE["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert all(facts.LICENCE in (root / name).read_text("utf-8") for name in ("LICENSE", "README.md"))
