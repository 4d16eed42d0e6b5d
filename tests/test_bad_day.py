"""A bad day: runs that are stopped, files that do not suit, the same dump twice, days that no calendar has."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from test_dsa_faults import dump, exported, ingest, records, rejects, row

from etl.__main__ import main
from etl.errors import GardefouError
from etl.intake import tables
from etl.warehouse import CLOSED, Unavailable, connect, current
from etl.warehouse.build import build

ROOT = Path(__file__).parents[1]


def started(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(
    ("number", "code", "moment"),
    [(signal.SIGINT, 130, ".lock"), (signal.SIGTERM, 143, ".lock"), (signal.SIGTERM, 143, "*.building")],
)
def test_a_command_that_is_stopped_says_so_at_whatever_moment(tmp_path, number, code, moment):
    """While a build reads, and while it writes."""
    process = started("build", "--out", str(tmp_path / "out"), "--store", str(tmp_path / "store"))
    while process.poll() is None and not list((tmp_path / "out").glob(moment)):
        time.sleep(0.005)
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said
    if process.returncode or moment == ".lock":  # else it was done before
        assert process.returncode == code and "interrupted: what was complete is kept" in said


def test_an_interruption_that_passed_through_exec_keeps_its_exit_code(tmp_path):
    """As in the body of a dataclass that is being made: Python then ends itself by SIGINT, after all was said."""
    (tmp_path / "stopped.py").write_text("""
import runpy, sys
from etl.commands import versions
def run(args):
    exec("import os, signal, time; os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)")
versions.run = run
sys.argv = ["etl", "versions"]
runpy.run_module("etl", run_name="__main__")
""")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    ran = subprocess.run([sys.executable, "-m", "stopped"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (ran.returncode, "Traceback" in ran.stderr, "interrupted" in ran.stderr) == (143, False, True), ran.stderr


def test_what_a_library_makes_of_an_interruption_is_still_one(monkeypatch, capsys):
    from etl.commands import versions

    def run(args):
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        except KeyboardInterrupt:
            raise duckdb.InternalException("it was not said why") from None

    monkeypatch.setattr(versions, "run", run)
    before = signal.getsignal(signal.SIGINT)
    assert main(["versions"]) == 130 and "interrupted" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_a_file_that_the_installed_duckdb_does_not_open_is_built_again(warehouse, tmp_path, capsys):
    """Its header is not what DuckDB expects, and the manifest made to fit: only opening the file shows it."""
    import hashlib

    out = tmp_path / "out"
    shutil.copytree(warehouse, out, ignore=shutil.ignore_patterns("*.log"))
    served = current(out)
    with open(served.path, "r+b") as file:
        file.seek(12)
        file.write((250).to_bytes(8, "little"))
    record = json.loads((out / "current.json").read_text())
    record["sha256"] = hashlib.sha256(served.path.read_bytes()).hexdigest()
    for path in (out / "current.json", out / f"{served.version}.json"):
        path.write_text(json.dumps(record))
    with pytest.raises(Unavailable) as fault:
        connect(current(out)).close()
    assert fault.value.reason in ("newer", "damaged")
    assert main(["status", "--out", str(out), "--store", str(out / "store")]) == 1
    assert "cannot be opened by DuckDB" in capsys.readouterr().err
    as_of = dt.date.fromisoformat(record["as_of"])
    manifest, is_new = build(out, out / "store", ROOT / "data", as_of, is_forced=False)
    assert is_new
    connect(manifest).close()


def test_a_version_without_its_relations_is_told_and_not_stumbled_over(tmp_path, capsys):
    import hashlib

    path = tmp_path / "20260101T000000-x.duckdb"
    duckdb.connect(str(path)).close()
    record = {
        "version": "20260101T000000-x", "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "built_at": "2026-01-01T00:00:00+00:00", "as_of": "2026-01-01", "data_date": "2026-01-01",
        "rows": {"enforcement": 3},
    }  # fmt: skip # saves 4 lines
    (tmp_path / "current.json").write_text(json.dumps(record))
    assert main(["check", "--out", str(tmp_path)]) == 1
    assert "marts.enforcement is not there" in capsys.readouterr().err
    assert CLOSED["lock_configuration"] == "true"


def test_parts_left_by_a_killed_publish_are_swept_and_a_package_moved_away_comes_back(warehouse, tmp_path):
    folder = tmp_path / "package"
    gone, alive = tmp_path / ".package.part-999999999", tmp_path / f".package.part-{os.getppid()}"
    other = tmp_path / ".packages.part-999999999"
    for one in (gone, alive, other):
        one.mkdir()
    assert main(["publish", str(folder), "--out", str(warehouse)]) == 0
    assert not gone.exists() and alive.exists() and other.exists()
    before = sorted(path.name for path in folder.rglob("*"))
    folder.rename(tmp_path / ".package.old-999999999")  # killed between the two renames
    from etl.open_data.package import _recover

    _recover(folder)
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_a_table_kept_by_hand_has_a_size(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_text("a\n" + "1\n" * 50)
    monkeypatch.setattr(tables, "MOST_BYTES", 60)
    with pytest.raises(GardefouError, match="kept by hand has at most") as fault:
        tables.raw_rows(path, "t.csv")
    assert "unchanged" in str(fault.value)


@pytest.mark.parametrize("written", ["20260-01-01 10:00:00", "2026-02-30 10:00:00", "0000-00-00 00:00:00", "", "soon"])
def test_a_day_that_no_calendar_has_is_rejected_with_its_place(tmp_path, written):
    rows = [row(number) for number in range(40)]
    rows[7] = row(7, created_at=written)
    assert ingest(tmp_path, dump(exported(rows))) == 0
    (record,) = records(tmp_path)
    (reject,) = rejects(tmp_path)
    assert (record["rows"], record["counted"], record["rejected"]) == (40, 39, 1)
    assert (reject["line"], reject["column"]) == ("9", "created_at") and record["other_days"] == {}


def test_the_dump_of_one_day_under_the_name_of_another_is_noticed_and_not_counted(tmp_path, capsys):
    rows = [row(number) for number in range(50)]
    assert ingest(tmp_path, dump(exported(rows))) == 0
    stem = "sor-global-2026-01-06-full"
    assert ingest(tmp_path, dump(exported(rows[:-1]), stem=stem), f"{stem}.zip") == 1
    said = capsys.readouterr().err
    assert "its name says 2026-01-06, and most of its rows (49 of 49) arrived on 2026-01-05" in said
    assert [record["day"] for record in records(tmp_path)] == ["2026-01-05"]
    own = [row(number, created_at="2026-01-06 10:00:00") for number in range(60, 110)] + rows[:5]
    assert ingest(tmp_path, dump(exported(own), stem=stem), f"{stem}.zip") == 0, "a few late ones are no other day"


def test_names_in_a_folder_are_on_the_disk_before_the_ledger_names_them(tmp_path, monkeypatch):
    from etl import stores

    done = []
    monkeypatch.setattr(stores, "synced", lambda path: done.append(("synced", path.name)))
    monkeypatch.setattr(stores, "replaced", lambda path, text: done.append(("ledger", path.name)))
    stores.write_csv(tmp_path / "rejects" / "a.csv", ["x"], [(1,)])
    stores.write_ledger(tmp_path, {})
    assert [what for what, _ in done] == ["synced", "synced", "ledger"] and done[1][1] == "rejects"


def test_a_new_secret_refuses_to_forget_who_asked_not_to_be_kept(tmp_path, capsys):
    posts = tmp_path / "posts.csv"
    lines = [f"{n},somebody_{n % 3},2026-01-05T10:00:00Z,a text of post {n} on the matter" for n in range(9)]
    posts.write_text("id,author,date,text\n" + "\n".join(lines) + "\n")
    store = ["--store", str(tmp_path / "store")]
    assert main(["ingest", "reactions", str(posts), "--network", "x", *store]) == 0
    assert main(["delete-author", "--source", "x", "--author", "somebody_1", *store]) == 0
    ledger = tmp_path / "store/reactions/ledger.json"
    before = ledger.read_bytes()
    assert main(["rotate-secret", *store]) == 1
    assert "asked not to be kept" in capsys.readouterr().err and ledger.read_bytes() == before
    assert main(["rotate-secret", "--forget-objections", *store]) == 0
    assert json.loads(ledger.read_text())["objections"] == []


def test_what_a_person_let_pass_is_on_the_record_with_its_reason_and_without_their_name(tmp_path):
    from etl.live.held import accepted, overridden
    from etl.warehouse import raw

    reason = "announced on the database's page, 18 June"
    overridden(
        tmp_path, "days", "A. Operator", reason, ["2026-01-05 global: published again with 70 rows instead of 100"]
    )
    overridden(tmp_path, "version", "A. Operator", "rows were merged", ["marts.x lost 3 rows"], "20260101T000000-x")
    overridden(tmp_path, "rollback", "A. Operator", "odd figures", ["from y"])
    with duckdb.connect() as connection:
        for schema in ("raw", "marts"):
            connection.execute(f"create schema {schema}").fetchall()
        columns = dict.fromkeys(("accepted_at", "what", "day", "slug", "reason"), raw.pa.string())
        raw.insert(connection, "accepted", accepted(tmp_path), columns)
        connection.execute(
            "create table marts.sor_archives as from (values (date '2026-01-05', 'global', 100, 'b', '1'), "
            "(date '2026-01-05', 'global', 70, '', '2')) t(day, slug, counted_count, replaced_at, loaded_at)"
        ).fetchall()
        found = connection.execute((ROOT / "sql/marts/accepted.sql").read_text()).fetchall()
    told = {(what, str(day), slug, before, after, why) for _, what, day, slug, before, after, why in found}
    assert told == {
        ("days", "2026-01-05", "global", 100, 70, reason),
        ("version", "None", "", None, None, "rows were merged"),
    }
    assert "Operator" not in str(found)


def test_what_a_command_keeps_can_be_read_by_its_owner_alone(tmp_path):
    """Whatever the shell allows to others: posts, ledger, rejects, detections, counts."""
    store, posts = tmp_path / "store", tmp_path / "posts.csv"
    posts.write_text("id,author,date,text\n1,somebody,2026-01-05T10:00:00Z,a text on the matter\n2,,,x\n")
    name = "sor-global-2026-01-05-full"
    (tmp_path / f"{name}.zip").write_bytes(dump(exported([row(1), row(2, created_at="never")]), stem=name))
    detections = ROOT / "tests/fixtures/detections/nudenet.jsonl"
    for arguments in (
        f"ingest detections {detections} --detector d --format nudenet --accept-losses",
        f"ingest reactions {posts}",
        f"ingest dsa {tmp_path / name}.zip",
    ):
        command = f"umask 022; exec {sys.executable} -m etl {arguments} --store {store}"
        ran = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=600)
        assert ran.returncode in (0, 1) and "Traceback" not in ran.stderr, ran.stderr
    kept = [store / name for name in ("detections", "reactions", "dsa")]
    found = [path for folder in kept for path in (folder, *folder.rglob("*"))]
    assert len(found) > 12
    assert {path.name: oct(path.stat().st_mode) for path in found if path.stat().st_mode & 0o077} == {}


def test_bytes_that_are_not_utf8_in_a_column_that_is_not_counted_are_no_fault_and_are_kept_nowhere(tmp_path, capsys):
    """The counted columns decide of a row: its other texts are not read. In a counted one they are a reject."""
    stem = "sor-global-2026-01-05-full"
    rows = [row(1), row(2, decision_facts="a text \udcff\udcfe cut short"), row(3, category="STATEMENT\udcff")]
    assert ingest(tmp_path, dump(exported(rows), stem=stem), f"{stem}.zip") in (0, 1)
    (record,) = records(tmp_path)
    assert record["counted"] + len(rejects(tmp_path)) == 3 and record["counted"] >= 2
    kept = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert kept and b"cut short" not in kept
