"""A build gives the same numbers from the same files, and whatever stops it, the version being served stays."""

import csv
import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import another
import duckdb
import pytest

from etl.__main__ import main
from etl.errors import GardefouError
from etl.intake.sources import accepted_codes, sources
from etl.intake.tables import read_table
from etl.warehouse import Unavailable, connect, current, query, raw
from etl.warehouse.build import build
from etl.warehouse.layers import SQL, make, relations

ROOT = Path(__file__).parents[1]
AS_OF = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A copy of data/ that a test may damage (and must put right again)."""
    folder = tmp_path_factory.mktemp("copy") / "data"
    ignored = shutil.ignore_patterns("warehouse", "store", "labels")
    shutil.copytree(ROOT / "data", folder, ignore=ignored)
    return folder


@pytest.fixture(scope="module", params=["the one that ships", "an invented one"])
def loaded(request, tmp_path_factory):
    """A connection with raw loaded from an affair, in which a test may change rows inside a transaction."""
    folder, as_of = ROOT / "data", AS_OF
    if request.param == "an invented one":
        folder, as_of = another.lumen(tmp_path_factory.mktemp("another") / "lumen"), another.AS_OF
    with duckdb.connect(":memory:") as connection:
        raw.load(connection, folder, tmp_path_factory.mktemp("store"), as_of)
        connection.execute("begin").fetchall()
        make(connection)  # without a fault, none is found
        connection.execute("rollback").fetchall()
        yield connection


def altered(path: Path, line: int, column: str, value: str) -> Path:
    """The CSV file with one cell changed; line 1 is the header."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(column)] = value
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


@pytest.mark.parametrize(
    "source, column, value, reason",
    [
        ("enforcement_actions", "authority_kind", "sheriff", "accepted: "),
        ("enforcement_actions", "date", "2026-02-30", "is not a date"),
        ("enforcement_actions", "jurisdiction", "ZZ", "is not a jurisdiction"),
        ("enforcement_actions", "summary_en", "", "is blank; a value is required"),
        ("enforcement_actions", "source_url", "https://example.org/a.jpg?x=1", "links to a picture"),
        ("enforcement_actions", "amount", "60 000", "is not a number"),
        ("detections", "confidence", "sure", "accepted: high, medium, low"),
        ("detections", "n", "-5", "is out of range"),
        ("public_reactions", "calls", "ban;jail", "is not a code of call"),
        ("platform_statements", "statement_id", "PS-002", "is already used on line"),
    ],
)
def test_a_bad_cell_is_named_with_file_line_column_and_what_is_accepted(data, source, column, value, reason):
    path = data / f"curated/{source}.csv"
    kept = path.read_bytes()
    line = 2 if column == "statement_id" else 7
    columns = {found["id"]: found for found in sources()}[source]["columns"]
    try:
        with pytest.raises(GardefouError) as fault:
            read_table(altered(path, line, column, value), columns, accepted_codes(data))
    finally:
        path.write_bytes(kept)
    message = str(fault.value)
    where = 3 if column == "statement_id" else line
    assert f"data/curated/{source}.csv, line {where}, column {column}:" in message
    assert reason in message and "the version being served is unchanged" in message


def test_a_renamed_or_an_added_column_is_refused_side_by_side(data):
    path = data / "curated/detections.csv"
    kept = path.read_text(encoding="utf-8")
    columns = {found["id"]: found for found in sources()}["detections"]["columns"]
    for old, new, word in (("producer", "maker", "missing: producer"), ("notes", "notes,extra", "not expected: extra")):
        path.write_text(kept.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(GardefouError, match=word):
            read_table(path, columns, accepted_codes(data))
    path.write_text(kept, encoding="utf-8")


# What breaks each rule, in rows that any affair has.
SHARE = "(select min(measurement_id) from raw.detections where k is not null and n is not null and unit = 'share')"
ACT = "(select min(action_id) from raw.enforcement_actions where date is not null)"
FAULTS = {
    "columns_are_described": "delete from raw.dictionary where relation = 'enforcement' and column_name = 'harm'",
    "measurement_values_fit_their_unit": f"update raw.detections set value = 1.2 where measurement_id = {SHARE}",
    "flagged_is_part_of_sampled": f"update raw.detections set k = n + 1 where measurement_id = {SHARE}",
    "nothing_is_dated_after_the_build": "update raw.enforcement_actions set date = (select as_of + 1 from raw.build) "
    f"where action_id = {ACT}",
    "amounts_have_a_currency": "update raw.enforcement_actions set amount = 5, currency = null "
    f"where action_id = {ACT}",
    "claim_tests_point_at_rows": "update raw.claim_tests set statement_id = 'nobody'",
    "confidence_follows_documents": "update raw.detections set confidence = 'high', document_read = 'report', "
    f"source2_url = null, source2_publisher = null where measurement_id = {SHARE}",
    "documents_are_whole": "update raw.detections set document_url = 'https://example.org', document_publisher = null "
    f"where measurement_id = {SHARE}",
    "withdrawn_rows_are_gone": "insert into raw.withdrawn (date, relation, row_id, why_en, why_fr) "
    f"values ('2026-11-30', 'incidence', {SHARE}, 'x', 'x')",
    "nothing_is_entered_twice": "insert into raw.enforcement_actions "
    "select * replace ('another-name' as action_id, 9000 as source_line) from raw.enforcement_actions "
    f"where action_id = {ACT}",
    "affair_names_rows": "update raw.affair_rows set row_id = 'nobody' where key = 'headline.measurement'",
    "affair_names_codes": "update raw.affair set dsa_platform = 'Nowhere'",
    "lookups_are_of_rows": "insert into raw.lookups by name "
    "select 'nobody' as row_id, 'detections' as source, '2026-11-01' as looked_on",
    "rows_have_an_address": f"update raw.detections set source_url = null where measurement_id = {SHARE}",
    "measurements_have_a_frame": f"delete from raw.frames where measurement_id = {SHARE}",
    "reference_law_is_of_the_facts": "insert into raw.affair_rows by name select 'reference_law.base' as key, "
    "min(provision_id) as row_id, 'provisions' as relation from raw.provisions "
    "where in_force_to < (select facts_from from raw.affair)",
    "key_events_have_a_day": "update raw.enforcement_actions set date = null "
    "where action_id in (select row_id from raw.key_events)",
    "clocks_have_a_day": "update raw.detections set window_start = null, published = null "
    "where measurement_id in (select row_id from raw.clocks)",
    "what_is_found_has_a_name": "delete from raw.codes where vocabulary = 'claim_verdict'",
    "status_changes_follow_the_act": "update raw.enforcement_actions set status = 'closed', "
    f"status_date = '2020-01-01' where action_id = {ACT}",
}


@pytest.mark.parametrize("name", sorted(path.stem for path in (SQL / "checks").glob("*.sql")))
def test_every_check_stops_the_build_once_its_fault_is_there(loaded, name):
    loaded.execute("begin").fetchall()
    try:
        ((changed,),) = loaded.execute(FAULTS[name]).fetchall()
        assert changed, "nothing was changed"
        with pytest.raises(GardefouError, match=f"{name}.sql"):
            make(loaded)
    finally:
        loaded.execute("rollback").fetchall()


def test_the_same_files_give_the_same_numbers(warehouse, tmp_path):
    build(tmp_path / "out", tmp_path / "store", ROOT / "data", AS_OF)
    with connect(current(warehouse)) as first, connect(current(tmp_path / "out")) as second:
        for name in current(warehouse).rows:
            digest = f"select count(*), bit_xor(hash(t)) from marts.{name} as t"
            assert first.execute(digest).fetchall() == second.execute(digest).fetchall(), name


def test_nothing_is_built_when_nothing_changed(warehouse, capsys):
    arguments = ["build", "--out", str(warehouse), "--store", str(warehouse / "store"), "--as-of", AS_OF.isoformat()]
    before = current(warehouse).version
    assert main([*arguments, "--if-changed"]) == 0
    assert current(warehouse).version == before
    assert "nothing changed" in capsys.readouterr().out


def test_a_changed_or_missing_snapshot_is_named_and_the_served_version_stays(data, tmp_path, warehouse):
    out = tmp_path / "out"
    shutil.copytree(warehouse, out)
    before = current(out).version
    snapshot = next((data / "raw/sor_daily").glob("*/sor_daily.parquet"))
    kept = snapshot.read_bytes()
    snapshot.write_bytes(kept[:-1] + b"!")
    with pytest.raises(GardefouError, match=r"sor_daily\.parquet has changed"):
        build(out, tmp_path / "store", data, AS_OF)
    snapshot.unlink()
    with pytest.raises(GardefouError, match=r"sor_daily\.parquet is missing"):
        build(out, tmp_path / "store", data, AS_OF)
    snapshot.write_bytes(kept)
    assert current(out).version == before


def test_a_build_killed_at_any_moment_leaves_the_served_version_whole(warehouse, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(warehouse, out)
    before = current(out).version
    command = [sys.executable, "-m", "etl", "build", "--out", str(out), "--store", str(tmp_path / "store"),
               "--as-of", AS_OF.isoformat()]  # fmt: skip # saves 10 lines
    whole = len(list(out.glob("*.duckdb")))
    (out / ".lock").unlink(missing_ok=True)
    moments = (lambda: (out / ".lock").exists(), lambda: len(list(out.glob("*.duckdb"))) > whole)
    for has_come in moments:  # while it reads, and between the file and the pointer or soon after; `torture` has all
        running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while running.poll() is None and not has_come():
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)
        running.wait()
        served = current(out)
        assert served.instead_of == ""
        with connect(served) as connection:
            assert len(query(connection, "sources")) == served.rows["sources"]
        assert served.version >= before
    assert main(["build", "--out", str(out), "--store", str(tmp_path / "store"), "--as-of", AS_OF.isoformat()]) == 0
    assert not list(out.glob("*.building"))


def test_a_missing_an_empty_and_a_damaged_warehouse_are_told_apart(warehouse, tmp_path):
    with pytest.raises(Unavailable, match="no warehouse") as fault:
        current(tmp_path)
    assert fault.value.reason == "missing"
    out = tmp_path / "out"
    out.mkdir()
    served = current(warehouse)
    for name in (served.path.name, f"{served.version}.json", "current.json"):
        shutil.copy(warehouse / name, out)
    with open(out / served.path.name, "r+b") as file:
        file.seek(os.path.getsize(file.name) // 2)
        file.write(b"damage")
    with pytest.raises(Unavailable) as fault:
        current(out)
    assert fault.value.reason == "damaged"
    (out / served.path.name).write_bytes(b"")
    with pytest.raises(Unavailable) as fault:
        current(out)
    assert fault.value.reason == "empty"
    assert main(["check", "--out", str(out)]) == 1


def test_an_older_whole_version_is_served_when_the_newest_is_damaged(warehouse, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    served = current(warehouse)
    for name in (served.path.name, f"{served.version}.json"):
        shutil.copy(warehouse / name, out)
    record = json.loads((out / f"{served.version}.json").read_text())
    (out / "zzz.duckdb").write_bytes(b"not a database")
    (out / "current.json").write_text(json.dumps({**record, "version": "zzz", "file": "zzz.duckdb"}))
    found = current(out)
    assert (found.version, found.instead_of) == (served.version, "zzz")


def test_the_public_connection_can_neither_write_nor_read_files_nor_change_settings(warehouse):
    with connect(current(warehouse)) as connection:
        for statement in (
            "create table marts.x as select 1",
            "select * from read_csv('/etc/passwd')",
            "copy marts.codes to 'out.csv'",
            "attach 'other.duckdb'",
            "set memory_limit = '4GB'",
            "install httpfs",
        ):
            with pytest.raises(duckdb.Error):
                connection.cursor().execute(statement).fetchall()


def test_status_and_check_speak_of_the_version_served(warehouse, capsys):
    assert main(["status", "--json", "--out", str(warehouse)]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (
        record["version"] == current(warehouse).version and record["rows"]["enforcement"] == 127
    )  # 99, and the 28 acts found on 29 November
    assert main(["check", "--out", str(warehouse)]) == 0


def test_the_order_of_selects_is_read_off_their_own_text(loaded):
    text = "with a as (select * from staging.x) select * from a join marts.y using (id)"
    assert {("staging", "x"), ("marts", "y")} <= relations(loaded, text)
