"""Dumps of statements of reasons: what the command counts is what the dump's maker says is in it."""

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl.__main__ import main
from etl.dsa.store import ledger as read_ledger

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "tests/tools/make_dsa_dump.py"
CANONICAL = {"Discord Netherlands B.V.": "Discord"}
HARMLESS = {"escaped_quote_even", "invalid_utf8"}


def made(folder: Path, *options: str, day: str = "2026-01-05", rows: int = 3000) -> dict:
    """A dump made in the folder by the generator, and its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, GENERATOR, "--date", day, "--rows", str(rows), "--rows-per-csv", "700", "--jobs", "1"]
    command += ["--rows-per-zip", "1500", "--out", folder, "--truth", folder / "truth.json", *options]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads((folder / "truth.json").read_text())


def ledger(store: Path) -> dict:
    return read_ledger(store / "dsa")


def rows_of(store: Path, table: str) -> list[dict]:
    """The rows of every file of a table that the ledger names."""
    return [
        row
        for record in ledger(store)["archives"]
        for row in pq.read_table(store / "dsa" / record["files"][table]).to_pylist()
    ]


def kept(store: Path) -> dict[Path, bytes]:
    """Every file of the store but the lock, which says since when it is held."""
    files = (path for path in (store / "dsa").rglob("*") if path.is_file() and path.name != ".lock")
    return {path: path.read_bytes() for path in files}


def by_code(store: Path) -> Counter:
    found: Counter = Counter()
    for row in rows_of(store, "counts"):
        found[row["platform"], row["category"], row["keyword"]] += row["sor_count"]
    return found


def expected(truth: dict) -> Counter:
    """Rows per platform, category and keyword: the valid ones and the repeated ones."""
    found: Counter = Counter()
    for platform, category, keyword, count in truth["counts"] + truth["duplicate_counts"]:
        found[CANONICAL.get(platform, platform), category, keyword] += count
    return found


@pytest.mark.parametrize("schema", ["v1", "v2"])
@pytest.mark.parametrize("light", [(), ("--light",)], ids=["full", "light"])
def test_every_statement_of_a_dump_is_counted_once(tmp_path, schema, light):
    day = {"v1": "2025-06-30", "v2": "2025-07-01"}[schema]
    truth = made(tmp_path / "in", *light, day=day)
    assert main(["ingest", "dsa", str(tmp_path / "in"), "--store", str(tmp_path / "store")]) == 0
    assert by_code(tmp_path / "store") == expected(truth)
    automation: Counter = Counter()
    for row in rows_of(tmp_path / "store", "counts"):
        key = row["platform"], row["category"], row["automated_detection"], row["automated_decision"]
        automation[key] += row["sor_count_once"]
    wanted = Counter({(CANONICAL.get(p, p), c, d, a): n for p, c, d, a, n in truth["automation"]})
    assert automation == wanted
    (record,) = ledger(tmp_path / "store")["archives"]
    assert (record["schema"].split()[0], record["sha1"], record["rows"]) == (schema, truth["sha1"], 3000)
    metrics = {(r["platform"], r["metric"], r["code"]): r["count"] for r in rows_of(tmp_path / "store", "metrics")}
    totals = sum(n for (_, metric, _), n in metrics.items() if metric == "total")
    negative = sum(n for (_, metric, code), n in metrics.items() if (metric, code) == ("moderation_delay", "negative"))
    assert (totals, negative) == (3000, truth["negative_delay_rows"])


def test_rows_counted_and_rejected_add_up_in_every_part_of_a_faulty_dump(tmp_path):
    truth = made(tmp_path / "in", "--malformed-fraction", "0.05", "--duplicate-rows", "40", rows=4000)
    store = tmp_path / "store"
    assert main(["ingest", "dsa", str(tmp_path / "in"), "--store", str(store)]) == 0
    (record,) = ledger(store)["archives"]
    with open(store / "dsa" / record["files"]["parts"], newline="") as file:
        parts = {row["part"].split("/")[-1]: row for row in csv.DictReader(file)}
    assert {name: int(row["rows"]) for name, row in parts.items()} == {n: f["rows"] for n, f in truth["files"].items()}
    assert all(int(row["rows"]) == int(row["counted"]) + int(row["rejected"]) for row in parts.values())
    assert record["repeated"] == truth["duplicate_rows"] == 40
    kinds: Counter = Counter()
    for *_, defect, count in truth["malformed"]:
        kinds[defect] += count
    assert record["rejected"] == sum(count for defect, count in kinds.items() if defect not in HARMLESS)
    more = by_code(store) - expected(truth)
    assert not expected(truth) - by_code(store)
    harmless = {(CANONICAL.get(p, p), c) for p, c, defect, _ in truth["malformed"] if defect in HARMLESS}
    assert {key[:2] for key in more} <= harmless
    with open(store / "dsa" / record["files"]["rejects"], newline="") as file:
        rejects = list(csv.DictReader(file))
    assert len(rejects) == record["rejected"]
    assert all(row["archive"] and row["part"] and int(row["line"]) > 1 and row["column"] for row in rejects)
    words = {row["reason"].split(":")[0] for row in rejects}
    assert words >= {"a quote inside the text is not doubled after a backslash"}


def test_the_same_archive_again_or_renamed_adds_nothing_and_says_so(tmp_path, capsys):
    truth = made(tmp_path / "in", rows=900)
    store = tmp_path / "store"
    assert main(["ingest", "dsa", str(tmp_path / "in"), "--store", str(store)]) == 0
    before = kept(store)
    capsys.readouterr()
    renamed = tmp_path / "my copy.zip"
    renamed.write_bytes((tmp_path / "in" / truth["archive"]).read_bytes())
    assert main(["ingest", "dsa", str(tmp_path / "in"), str(renamed), "--store", str(store)]) == 0
    assert capsys.readouterr().out.count("already loaded on") == 2
    assert kept(store) == before


def test_a_republished_archive_replaces_its_day_and_both_totals_are_kept(tmp_path):
    made(tmp_path / "first", rows=900)
    second = made(tmp_path / "second", "--seed", "2", rows=800)
    store = tmp_path / "store"
    for name in ("first", "second", "first"):
        assert main(["ingest", "dsa", str(tmp_path / name), "--store", str(store)]) == 0
    book = ledger(store)
    assert [record["counted"] for record in book["archives"]] == [800]
    assert book["archives"][0]["replaces"][0]["counted"] == 900 == book["replaced"][0]["counted"]
    assert by_code(store) == expected(second)
    assert len(list((store / "dsa/counts").iterdir())) == 2 - 1
