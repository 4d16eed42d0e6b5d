"""A refresh brings in what is good, holds back what is not, says so, and a person can let it pass or go back."""

import csv
import datetime as dt
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main
from etl.errors import GardefouError
from etl.files import appended, kept, lines, one_writer
from etl.live.held import held, overrides
from etl.warehouse import Unavailable, connect, current, versions
from etl.warehouse.gate import lost

sys.path.insert(0, str(Path(__file__).parent / "tools"))
import stand_in

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-25"
DAYS = ("2026-01-11", "2026-01-12")  # after the historical file, which has precedence over dumps


@pytest.fixture
def server(monkeypatch):
    for name, value in stand_in.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with stand_in.StandIn() as running:
        running.dumps = {f"sor-x-{day}-full.zip": stand_in.x_dump(day, 40) for day in DAYS}
        yield running


@pytest.fixture
def place(tmp_path, server, warehouse, monkeypatch) -> tuple[Path, Path]:
    """(out, store): a published version, and a store whose sources lead to the stand-in."""
    out, store = tmp_path / "out", tmp_path / "store"
    out.mkdir()
    served = current(warehouse)
    for name in (served.path.name, f"{served.version}.json", "current.json"):
        shutil.copy(warehouse / name, out)
    stand_in.write_settings(store, server, dsa_dumps={"first": DAYS[0], "last": DAYS[1]})
    return out, store


def refresh(place, *more: str) -> int:
    out, store = place
    return main(["refresh", "--out", str(out), "--store", str(store), "--as-of", AS_OF, *more])


def status(place, capsys) -> dict:
    out, store = place
    capsys.readouterr()
    assert main(["status", "--json", "--out", str(out), "--store", str(store)]) == 0
    return json.loads(capsys.readouterr().out)


def make_due(store: Path) -> None:
    """Let every source's turn have come."""
    for path in (store / "fetch").glob("*/state.json"):
        path.write_text(path.read_text().replace('"last_success": "20', '"last_success": "19'))


def another_version(out: Path) -> str:
    """A newer version of the same content, published."""
    served = current(out)
    version = f"{int(served.version[:8]) + 1}{served.version[8:]}"
    shutil.copy(served.path, out / f"{version}.duckdb")
    record = json.loads((out / "current.json").read_text()) | {"version": version, "file": f"{version}.duckdb"}
    for name in (f"{version}.json", "current.json"):
        (out / name).write_text(json.dumps(record))
    return version


def x_total(place) -> dict[str, int]:
    with connect(current(place[0])) as connection:
        rows = connection.execute(
            "select day::varchar, sor_count from marts.sor_daily where platform = 'X' "
            "and metric = 'total' and day > '2026-01-10' order by all"
        ).fetchall()
    return dict(rows)


def test_a_refresh_runs_from_the_sources_to_the_dashboard_and_a_second_one_changes_nothing(place, server, capsys):
    out, store = place
    before = current(out).version
    assert refresh(place) == 0
    said = capsys.readouterr().out
    assert "2 dumps were counted" in said and current(out).version > before
    assert x_total(place) == dict.fromkeys(DAYS, 40)
    assert not list((store / "fetch/dsa_dumps").glob("sor-*"))  # counted, so no longer kept
    found = status(place, capsys)
    assert found["is_healthy"] and found["last_refresh"]["faults"] == []
    assert {one["state"] for one in found["live_sources"]} == {"fresh"}
    kept_files = [*out.glob("*.json"), *out.glob("*.duckdb"), store / "dsa/ledger.sqlite"]
    files = {path: path.read_bytes() for path in kept_files}
    make_due(store)
    assert refresh(place) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in files} == files

    # Then each source fails in each way, one at a time: nothing that is served or counted changes.
    paths = {"/dsa/sor-x-2026-01-11-full.zip.sha1": "dsa_dumps", "/rates.xml": "ecb_rates", "/feed.xml": "feed_cnil",
             "/xrpc/com.atproto.server.createSession": "bluesky", "/xrpc/app.bsky.feed.searchPosts": "bluesky",
             "/api/v1/timelines/tag/grok": "mastodon", "/token": "legifrance",
             "/lf/consult/getArticleWithIdAndNum": "legifrance"}  # fmt: skip # saves 6 lines
    kinds = ("503", "html", "truncated", "reset")
    for turn, (path, source) in enumerate(paths.items()):  # each kind four times
        for fault in (kinds[turn % 4], kinds[(turn + 1) % 4]):
            server.faults = {path: fault}
            (store / f"fetch/{source}/state.json").unlink()
            assert refresh(place) == 1, (path, fault)
            err = capsys.readouterr().err
            assert f"error: {source}: " in err and "Traceback" not in err and "CANARY" not in err, (path, fault)
            assert {path: path.read_bytes() for path in files} == files, (path, fault)
    server.faults = {}
    make_due(store)
    assert refresh(place) == 0
    journal = "".join(path.read_text() for path in (store / "log").iterdir())
    assert "CANARY" not in journal and "did:" not in journal and "?" not in journal
    assert {"published", "unchanged", "refresh ends", "failed try"} <= {
        json.loads(line)["event"] for line in journal.splitlines()
    }


def test_a_dump_published_again_with_fewer_rows_is_held_back_and_the_good_day_stays(place, server, capsys):
    out, store = place
    assert refresh(place) == 0
    name, version = f"sor-x-{DAYS[0]}-full.zip", current(out).version
    server.dumps[name] = stand_in.x_dump(DAYS[0], 20)
    make_due(store)
    capsys.readouterr()
    assert refresh(place) == 1
    err = capsys.readouterr().err
    assert "published again with 20 rows instead of 40" in err and "the 40 rows counted before stay" in err
    assert x_total(place) == dict.fromkeys(DAYS, 40)
    found = status(place, capsys)
    assert not found["is_healthy"] and found["held_days"][0]["day"] == DAYS[0]
    assert main(["status", "--out", str(out), "--store", str(store)]) == 0
    assert f"held      {DAYS[0]} x: published again with 20 rows" in capsys.readouterr().out
    make_due(store)
    server.hits.clear()
    assert refresh(place) == 0  # not fetched again, not counted; the state still says that it is held
    assert f"/dsa/{name}" not in server.hits and held(store)["days"] and x_total(place)[DAYS[0]] == 40

    assert refresh(place, "--accept", "the database announced it") == 2  # a reason without a name
    assert refresh(place, "--accept", "the database announced it", "--by", "A. Operator") == 0
    assert x_total(place) == {DAYS[0]: 20, DAYS[1]: 40} and current(out).version > version
    assert held(store)["days"] == [] and status(place, capsys)["is_healthy"]
    written = overrides(store)
    assert {one["what"] for one in written} == {"days", "version"}
    assert all(one["by"] == "A. Operator" and one["reason"] == "the database announced it" for one in written)


def test_a_day_with_unknown_codes_or_hardly_any_rows_is_held_until_a_person_says_otherwise(place, server, capsys):
    _, store = place
    server.dumps[f"sor-x-{DAYS[0]}-full.zip"] = stand_in.x_dump(DAYS[0], 40, "STATEMENT_CATEGORY_NEVER_HEARD_OF")
    assert refresh(place) == 1
    assert "unknown codes: category STATEMENT_CATEGORY_NEVER_HEARD_OF" in capsys.readouterr().err
    assert x_total(place) == {DAYS[1]: 40}
    days = ["2026-01-13", "2026-01-14", "2026-01-15"]
    server.dumps |= {f"sor-x-{day}-full.zip": stand_in.x_dump(day, 40) for day in days[:2]}
    server.dumps[f"sor-x-{days[2]}-full.zip"] = stand_in.x_dump(days[2], 2)
    stand_in.write_settings(store, server, dsa_dumps={"first": DAYS[0], "last": days[2]})
    make_due(store)
    assert refresh(place) == 1
    assert "2 rows, where the days before had 40" in capsys.readouterr().err
    assert x_total(place) == {DAYS[1]: 40, days[0]: 40, days[1]: 40}
    assert {one["day"] for one in held(store)["days"]} == {DAYS[0], days[2]}


def test_a_version_that_would_lose_rows_is_held_and_the_served_one_stays_with_its_date(place, capsys):
    out, store = place
    data = store.parent / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("warehouse", "store", "labels"))
    path = data / "curated/enforcement_actions.csv"
    assert "at_least: 50" in (data / "sources.yml").read_text()  # a floor stops a shrunk file before the gate does
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    column = rows[0].index("legal_basis")
    for row in rows[1:]:
        row[column] = ""
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    before = current(out)
    arguments = ("--no-fetch", "--data", str(data))
    assert refresh(place, *arguments) == 1
    err = capsys.readouterr().err
    assert f"version {before.version}, with data to {before.data_date}, is still served" in err
    assert "marts.enforcement.legal_basis is blank in 100.0% of rows" in err and "--accept REASON --by NAME" in err
    assert current(out).version == before.version and len(list(out.glob("*.duckdb"))) == 1
    assert status(place, capsys)["held_version"]["faults"]
    assert refresh(place, *arguments, "--accept", "the bases were withdrawn", "--by", "B. Editor") == 0
    assert current(out).version > before.version and status(place, capsys)["held_version"] is None
    assert overrides(store)[-1]["version"] == current(out).version


FEWER = "more than a tenth fewer statements of reasons than in the version being served: day 2026-01-05, platform X"
CHANGES = {
    "delete from marts.enforcement where rowid % 5 = 0": "marts.enforcement has",
    "drop table marts.anchors": "marts.anchors is gone",
    "alter table marts.statements drop column channel": "marts.statements.channel is gone",
    "update marts.incidence set value = null where rowid % 10 = 0": "marts.incidence.value is blank in",
    "update marts.coverage set data_date = data_date - 1 where relation = 'reactions'": "ends earlier",
    "update marts.coverage set first_date = first_date + 1 where relation = 'reactions'": "begins later",
    "update marts.sor_daily set sor_count = sor_count * 0.85 where platform = 'X' and day = '2026-01-05'": FEWER,
    "delete from marts.sor_daily where platform = 'X' and day = '2026-01-05'": FEWER,
    "update marts.sor_daily set code = 'STATEMENT_CATEGORY_NEW' where metric = 'category' and platform = 'X' "
    "and day = '2026-01-05'": "code STATEMENT_CATEGORY_NEW",
}


A_TENTH = "update marts.sor_daily set sor_count = ceil(sor_count * 0.9) where platform = 'X' and day = '2026-01-05'"


@pytest.mark.parametrize("change", [*CHANGES, "select 1", A_TENTH])
def test_the_gate_names_what_a_new_version_would_lose(warehouse, tmp_path, change):
    served = current(warehouse)
    shutil.copy(served.path, tmp_path / "candidate.duckdb")
    with duckdb.connect(str(tmp_path / "candidate.duckdb")) as connection:
        connection.execute(change).fetchall()
        tables = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        rows = {name: connection.execute(f"select count(*) from marts.{name}").fetchall()[0][0] for name in tables}
    faults = lost(replace(served, path=tmp_path / "candidate.duckdb", rows=rows), served)
    assert any(CHANGES[change] in fault for fault in faults) if change in CHANGES else faults == []


def test_one_goes_back_to_an_older_version_and_nothing_newer_comes_until_a_person_says_so(place, capsys):
    out, store = place
    first, second = current(out).version, another_version(out)
    assert main(["rollback", "--out", str(out), "--store", str(store), "--by", "C. Night", "--reason", "odd"]) == 0
    assert current(out).version == first
    assert refresh(place, "--no-fetch") == 0  # the same inputs as the version gone back to: nothing to publish
    appended(store / "dsa/ledger.json", {})
    (store / "dsa/ledger.json").write_text('{"format": 1, "archives": [], "replaced": []}')
    assert refresh(place, "--no-fetch") == 1
    assert "C. Night went back to version" in capsys.readouterr().err and current(out).version == first
    assert status(place, capsys)["rolled_back"]["from"] == second
    assert main(["versions", "--out", str(out)]) == 0
    table = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in table] == [second, first] and table[1].endswith("served")
    assert (
        main(["rollback", "20000101T000000-x", "--out", str(out), "--store", str(store), "--by", "x", "--reason", "y"])
        == 1
    )
    assert "Versions kept:" in capsys.readouterr().err
    assert refresh(place, "--no-fetch", "--accept", "mended", "--by", "C. Night") == 0
    assert current(out).version not in (first, second) and status(place, capsys)["rolled_back"] is None


def test_after_going_back_a_persons_word_is_enough_also_when_there_is_nothing_newer_to_publish(place, capsys):
    out, store = place
    another_version(out)
    assert main(["rollback", "--out", str(out), "--store", str(store), "--by", "C. Night", "--reason", "odd"]) == 0
    assert refresh(place, "--no-fetch") == 0 and status(place, capsys)["rolled_back"]
    served = current(out).version
    assert refresh(place, "--no-fetch", "--accept", "nothing was wrong", "--by", "C. Night") == 0
    assert current(out).version == served and status(place, capsys)["rolled_back"] is None
    assert [one["what"] for one in overrides(store)] == ["rollback", "rollback"]


def test_a_damaged_version_is_no_way_back(place, capsys):
    out, store = place
    first = current(out)
    another_version(out)
    first.path.write_bytes(b"damage")
    assert main(["rollback", "--out", str(out), "--store", str(store), "--by", "x", "--reason", "y"]) == 1
    assert "Nothing was changed" in capsys.readouterr().err and current(out).version > first.version
    assert main(["versions", "--out", str(out)]) == 0
    assert "DAMAGED" in capsys.readouterr().out
    for name in out.glob("*.json"):
        name.write_text("{")
    assert main(["versions", "--out", str(out)]) == 1 and not versions(out)
    with pytest.raises(Unavailable):
        current(out)


def test_two_refreshes_at_once_the_second_names_the_first_and_changes_nothing(place, capsys):
    out, store = place
    before = current(out).version
    with one_writer(store / ".refresh.lock", "refresh"):
        assert refresh(place) == 1
    err = capsys.readouterr().err
    assert "another refresh is at work" in err and "process " in err and current(out).version == before


def test_an_installation_that_never_went_live_is_healthy_and_one_whose_source_fell_silent_is_not(place, capsys):
    _, store = place
    assert status(place, capsys)["is_healthy"]
    assert main(["fetch", "--store", str(store)]) == 0
    path = store / "fetch/ecb_rates/state.json"
    old = (dt.datetime.now(dt.UTC) - dt.timedelta(days=4)).isoformat()
    path.write_text(json.dumps({**json.loads(path.read_text()), "last_success": old}))
    found = status(place, capsys)
    assert not found["is_healthy"]
    assert next(one for one in found["live_sources"] if one["source"] == "ecb_rates")["state"] == "late"


def test_a_line_cut_by_a_kill_costs_that_line_only(tmp_path):
    path = tmp_path / "a.jsonl"
    appended(path, {"n": 1})
    with open(path, "ab") as file:
        file.write(b'{"n": 2')
    appended(path, {"n": 3})
    assert [one["n"] for one in lines(path)] == [1, 3]
    (tmp_path / "b.json").write_text("[]")
    with pytest.raises(GardefouError, match="cannot be read"):
        kept(tmp_path / "b.json")


@pytest.mark.parametrize(
    "name", ["held.json", "dsa/ledger.json", "dsa/ledger.sqlite", "reactions/ledger.json", "detections/ledger.json"]
)
@pytest.mark.parametrize("left", ['{"days": 3, "archives": 3, "files": 3, "format": 1}',
                                  '{"days": [{}], "archives": [{}], "replaced": [], "files": [{}], "format": 1}',
                                  '{"days": null, "version": "x", "format": 1}'])  # fmt: skip # saves 5 lines
def test_books_that_somebody_damaged_are_named_and_stop_a_refresh_in_words(place, name, left, capsys):
    out, store = place
    before = current(out).version
    (store / name).parent.mkdir(parents=True, exist_ok=True)
    (store / name).write_text(left)
    assert refresh(place, "--no-fetch") == 1
    err = capsys.readouterr().err
    assert f"{name} cannot be read" in err and "Nothing was changed" in err and "Restore it from a copy" in err
    assert current(out).version == before and (store / name).read_text() == left


def test_a_refresh_that_cannot_write_says_where_and_is_remembered_as_a_fault(place, capsys):
    _, store = place
    (store / "held").write_text("a file where a folder should be")
    assert refresh(place, "--no-fetch") == 1
    assert f"error: {store / 'held/dsa'}: " in capsys.readouterr().err
    found = status(place, capsys)
    assert not found["is_healthy"] and "was not written" in found["last_refresh"]["faults"][0]


def test_a_damaged_newest_version_is_served_around_and_reported_to_the_monitor(place, capsys):
    out, _ = place
    left = current(out).version
    another_version(out)
    assert status(place, capsys)["is_healthy"]
    current(out).path.write_bytes(b"half a file")
    found = status(place, capsys)
    assert found["version"] == left and not found["is_healthy"]
