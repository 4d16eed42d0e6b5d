"""Parts of the server, of what is given out and of the first page, worked out by hand where they choose."""

import datetime as dt
import json
import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
import pytest

from etl.errors import GardefouError
from etl.open_data import package
from etl.warehouse import Unavailable
from figures import overview
from figures.asked import Asked
from figures.exposure import choices as exposure
from figures.words import word
from server import health, large, refused, warm
from server.refused import Refused

DAY = dt.date(2026, 1, 5)
GOOD = dict.fromkeys(("queries", "pages", "visits", "pictures", "store"), health.WORKS)


# Whether the server is well


@pytest.mark.parametrize(
    ("parts", "instead_of", "status", "word"),
    [
        ({}, "", 200, "ok"),
        ({"visits": "late"}, "", 200, "warns"),
        ({"store": "x"}, "", 200, "warns"),
        ({"queries": "x"}, "", 503, "fails"),
        ({"pages": "x", "visits": "late"}, "", 503, "fails"),
        ({}, "v2", 200, "older version served"),
        ({"pages": "x"}, "v2", 503, "fails"),
    ],
)
def test_pages_and_queries_are_needed_and_the_rest_only_warns(monkeypatch, parts, instead_of, status, word):
    served = SimpleNamespace(version="v1", data_date="2026-01-05T00", instead_of=instead_of)
    monkeypatch.setattr(health.warehouse, "current", lambda: served)
    for name, told in (GOOD | parts).items():
        monkeypatch.setattr(health, name, lambda *_, told=told: told)
    found, told = health.ready()
    assert (found, told["status"], told["version"], told["data_date"]) == (status, word, "v1", "2026-01-05")
    assert told.get("instead_of") == (instead_of or None)
    more = {"newest version": "is damaged or missing; an older one is served"} if instead_of else {}
    assert told["parts"] == GOOD | parts | more


def test_without_data_it_is_not_well_and_a_part_that_cannot_be_read_is_told_by_its_reason(monkeypatch):
    def gone(*_):
        raise Unavailable("missing", "why")

    assert health._tried(gone) == "cannot be read: missing"
    assert health._tried(lambda: [][0]) == "fail (IndexError)"
    monkeypatch.setattr(health.warehouse, "current", gone)
    assert health.ready() == (503, {"status": "no data", "reason": "missing"})


def test_a_picture_needs_a_browser_and_the_last_one_drawn(monkeypatch):
    for there, well, told in (
        (True, True, health.WORKS),
        (True, False, "the last one could not be drawn"),
        (False, True, "there is no browser to draw with"),
    ):
        monkeypatch.setattr(health.images, "available", lambda there=there: there)
        monkeypatch.setattr(health.images, "is_well", lambda well=well: well)
        assert health.pictures() == told


def test_a_page_or_a_ledger_that_is_damaged_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(health, "page", lambda *_: None)
    assert health.pages(SimpleNamespace(version="v")) == "the first page cannot be made"  # type: ignore[arg-type]
    monkeypatch.setattr(health, "STORE", tmp_path / "none")
    assert health.store() == health.WORKS
    monkeypatch.setattr(health, "STORE", tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a/ledger.json").write_text("{}")
    assert health.store() == health.WORKS
    (tmp_path / "a/ledger.json").write_text("{")
    with pytest.raises(GardefouError):
        health.store()


def test_what_was_found_is_told_for_ten_seconds(monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(health, "_found", None)
    monkeypatch.setattr(health, "ready", lambda: (asked.append(1) or 200, {"status": "ok"}))
    for now, times in ((100.0, 1), (110.0, 1), (110.1, 2), (111.0, 2)):
        monkeypatch.setattr(health.time, "monotonic", lambda now=now: now)
        health.health(SimpleNamespace())  # type: ignore[arg-type]
        assert len(asked) == times
    monkeypatch.setattr(health.warehouse, "WAREHOUSE", Path("another"))
    health.health(SimpleNamespace())  # type: ignore[arg-type]
    assert len(asked) == 3


def test_the_relation_with_most_rows_is_counted_in_both_databases(monkeypatch):
    class Opened:
        def __init__(self, count: int):
            self.count, self.said = count, ""

        __enter__, __exit__ = (lambda self: self), (lambda *_: None)
        interrupt = None

        def execute(self, text: str) -> "Opened":
            self.said = text
            return self

        def fetchall(self):
            return [(self.count,)]

    monkeypatch.setattr(threading, "Timer", lambda *_: SimpleNamespace(start=lambda: None, cancel=lambda: None))
    served: Any = SimpleNamespace(version="v", rows={"few": 2, "most": 7, "some": 3})
    for pages, api, told in ((7, 7, health.WORKS), (6, 7, "most has 6 rows instead of 7"),
                             (7, 8, "most has 8 rows instead of 7")):  # fmt: skip # saves 5 lines
        monkeypatch.setattr(health.warehouse, "connect", lambda _, count=pages: Opened(count))
        monkeypatch.setattr(health, "connection", lambda _, count=api: SimpleNamespace(cursor=lambda: Opened(count)))
        assert health.queries(served) == told


# What cannot be answered


@pytest.mark.parametrize(
    ("fault", "status", "told", "again"),
    [
        (Refused(400, "bad_value", parameter="p", value="v", accepted=("a", "b")), 400,
         {"error": "bad_value", "parameter": "p", "value": "v", "accepted": ["a", "b"]}, None),
        (Refused(503, "no_room", seconds=10), 503, {"error": "no_room", "seconds": 10}, "10"),
        (Unavailable("missing", "x"), 503, {"error": "no_data", "reason": "missing"}, None),
        (Unavailable("busy", "x"), 503, {"error": "no_room", "seconds": 10}, "10"),
        (duckdb.OutOfMemoryException("x"), 503, {"error": "no_room", "seconds": 10}, "10"),
        (MemoryError(), 503, {"error": "no_room", "seconds": 10}, "10"),
        (duckdb.InterruptException("x"), 503, {"error": "too_long"}, None),
        (ValueError("x"), 500, {"error": "failed"}, None),
    ],
)  # fmt: skip # saves 3 lines
@pytest.mark.parametrize(
    ("asked", "accept", "lang"), [("fr", "en", "fr"), ("", "fr", "fr"), ("xx", "en", "en"), ("", "", "en")]
)
def test_every_fault_is_an_answer_in_the_language_asked_for(fault, status, told, again, asked, accept, lang):
    def fails(_):
        raise fault

    request: Any = SimpleNamespace(query_params={"lang": asked}, headers={"accept-language": accept},
                                   url=SimpleNamespace(path="/x"))  # fmt: skip # saves 3 lines
    answer: Any = refused.refusals(fails)(request)
    body = json.loads(answer.body)
    given = {} if told["error"] == "no_data" else {name: value for name, value in told.items() if name != "error"}
    assert body.pop("message") == word(f"api.{told['error']}", lang, **given) and body == told
    assert (answer.status, answer.headers.get("retry-after")) == (status, again)
    assert answer.headers["cache-control"] == "no-store" and answer.headers["access-control-allow-origin"] == "*"


# Large answers


@pytest.fixture
def job(tmp_path, monkeypatch):
    monkeypatch.setattr(large, "folder", lambda: tmp_path)
    return large.Job("p", "r", "csv", None, ["a"], {}, {}, False)  # type: ignore[arg-type]


def test_a_large_answer_is_written_once_and_the_one_asked_for_longest_ago_goes(job, tmp_path, monkeypatch):
    made: list[str] = []

    def written(told: bytes, path: Path) -> None:
        made.append(json.loads(told)["relation"])
        path.write_bytes(b"x" * 60)
        large.zipped(path).write_bytes(b"x" * 40)

    monkeypatch.setattr(large, "_write", written)
    monkeypatch.setattr(large, "MOST_BYTES", 300)
    monkeypatch.setattr(large, "MOST_FILE", 100)
    files = large.Files()
    jobs = [large.dataclasses.replace(job, relation=name) for name in "abcd"]
    paths = [files.get(one) for one in (*jobs[:3], jobs[0])]
    assert made == ["a", "b", "c"] and paths[3] == paths[0] and {path.suffix for path in paths} == {".csv"}
    files.get(jobs[3])  # room for it: b goes, asked for longest ago, with its compressed copy
    assert [path.exists() for path in paths[:3]] == [True, False, True] and not large.zipped(paths[1]).exists()
    paths[0].unlink()  # somebody emptied the folder
    files.get(jobs[0])
    assert made == ["a", "b", "c", "d", "a"]


@pytest.mark.parametrize(
    ("accept", "asks_part", "has_copy", "is_zipped"),
    [("gzip", False, True, True), ("", False, True, False), ("gzip", True, True, False), ("gzip", False, False, False)],
)
def test_the_compressed_copy_is_sent_whole_to_who_takes_it(
    job, tmp_path, monkeypatch, accept, asks_part, has_copy, is_zipped
):
    (path := tmp_path / "x.csv").write_bytes(b"abc")
    if has_copy:
        large.zipped(path).write_bytes(b"z")
    monkeypatch.setattr(large, "FILES", SimpleNamespace(get=lambda _: path))
    given: list[Any] = []
    monkeypatch.setattr(large, "Answer", lambda *one, **more: given.append((one, more)))
    request: Any = SimpleNamespace(headers={"accept-encoding": accept} | ({"range": "bytes=0-1"} if asks_part else {}))
    large.answer(job, {"etag": '"v"', "vary": "x"}, "text/csv", request)
    ((status, sent, kind, headers), more), = given  # fmt: skip # saves 2 lines
    assert (status, kind, more) == (200, "text/csv", {"has_ranges": True})
    wanted = (
        {"etag": '"v-gzip"', "vary": "x", "content-encoding": "gzip"} if is_zipped else {"etag": '"v"', "vary": "x"}
    )
    assert (sent, headers) == (large.zipped(path) if is_zipped else path, wanted)


@pytest.mark.parametrize(("code", "kind"), [(0, ""), (1, "no_room"), (None, "too_long")])
def test_a_large_answer_that_fails_is_refused_and_leaves_no_part(tmp_path, monkeypatch, code, kind):
    path = tmp_path / "x.csv"
    (tmp_path / "x.csv.1.part").touch()
    (tmp_path / "y.csv.1.part").touch()

    def run(command, **more):
        assert command[0] == sys.executable and command[-2:] == [str(path), str(large.MOST_FILE)]
        assert (more["timeout"], more["input"]) == (60.0, b"told")
        if code is None:
            raise large.subprocess.TimeoutExpired(command, 60)
        return SimpleNamespace(returncode=code)

    monkeypatch.setattr(large.subprocess, "run", run)
    if kind:
        with pytest.raises(Refused) as fault:
            large._write(b"told", path)
        assert (fault.value.status, fault.value.key) == (503, kind)
    else:
        large._write(b"told", path)
    assert [one.name for one in tmp_path.iterdir()] == ["y.csv.1.part"]


# The warm-up


@pytest.mark.parametrize(
    ("named", "host"), [("", "localhost"), ("0.0.0.0", "localhost"), ("::", "localhost"), ("10.0.0.1", "10.0.0.1")]
)
def test_the_server_is_reached_from_its_own_machine(monkeypatch, named, host):
    monkeypatch.setattr(warm.config, "get_option", {"server.address": named, "server.port": "8501"}.get)
    assert warm.place() == (host, 8501)


@pytest.mark.parametrize(("warm_up", "opens", "pages"), [("0", "1", 0), ("1", "0", None), ("1", "1", None)])
def test_every_page_is_run_once_unless_it_is_left(monkeypatch, warm_up, opens, pages):
    seen: list[str] = []
    opened: list[int] = []
    monkeypatch.setenv("GARDEFOU_WARM", warm_up)
    monkeypatch.setenv("GARDEFOU_OPEN", opens)
    monkeypatch.setattr(warm, "visit", seen.append)
    monkeypatch.setattr(warm, "open_browser", lambda: opened.append(1))
    monkeypatch.setattr(warm.assets, "listing", list)
    monkeypatch.setattr(warm.gc, "freeze", lambda: None)
    warm.warm()
    assert (len(opened), seen) == (int(opens), list(warm.PAGES) if pages is None else [])


@pytest.mark.parametrize(
    ("platform", "display", "is_opened"), [("linux", "", False), ("linux", ":0", True), ("darwin", "", True)]
)
def test_a_browser_opens_where_there_is_a_desktop(monkeypatch, platform, display, is_opened):
    opened: list[str] = []
    monkeypatch.setattr(warm.sys, "platform", platform)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setattr(warm, "place", lambda: ("localhost", 8501))
    monkeypatch.setattr(warm.webbrowser, "open", opened.append)
    warm.open_browser()
    assert opened == (["http://localhost:8501/"] if is_opened else [])


# What is given out


def test_a_folder_of_something_else_is_not_replaced_and_what_was_left_comes_back(tmp_path):
    package._refuse_foreign(tmp_path / "none")
    (folder := tmp_path / "out").mkdir()
    package._refuse_foreign(folder)
    (folder / "x").touch()
    for held in (None, "{", "[]", '{"name": "other"}'):
        if held is not None:
            (folder / "datapackage.json").write_text(held)
        with pytest.raises(GardefouError, match="holds files that are not"):
            package._refuse_foreign(folder)
    (folder / "datapackage.json").write_text('{"name": "garde-fou"}')
    package._refuse_foreign(folder)
    with pytest.raises(GardefouError, match="is a file"):
        package._refuse_foreign(folder / "x")
    dead = "999999999"
    for name in (f".out.part-{dead}", f".out.old-{dead}", f".out.part-{os.getpid()}", ".out.other-1", ".out.old-x"):
        (tmp_path / name).mkdir()
    package._recover(folder)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"out", f".out.part-{os.getpid()}", ".out.other-1", ".out.old-x"}
    (tmp_path / f".out.old-{dead}").mkdir()
    (tmp_path / f".out.old-{dead}" / "kept").touch()
    for path in (folder / "x", folder / "datapackage.json"):
        path.unlink()
    folder.rmdir()
    package._recover(folder)
    assert (folder / "kept").exists() and not (tmp_path / f".out.old-{dead}").exists()


# The first page


@pytest.mark.parametrize(
    ("places", "asked_of"),
    [((), None), (("FR",), None), (("XX",), None), (("GB",), "GB"), (("XX", "GB", "DE"), "GB"), (("FR", "GB"), None)],
)
def test_the_maximum_told_is_of_the_first_place_chosen_whose_law_was_read(monkeypatch, places, asked_of):
    law: list[Any] = []

    def load(name, **given):
        if name == "affair":
            return pd.DataFrame([{"facts_day": DAY, "reference_jurisdiction": "FR"}])
        if name == "law_jurisdictions":
            return pd.DataFrame({"code": ["DE", "FR", "GB"]})
        law.append(given)
        return pd.DataFrame({"jurisdiction": ["FR", *given["jurisdictions"]], "is_reference": [True, False]})

    monkeypatch.setattr(overview, "load", load)
    found = overview.law_of(Asked("en", DAY, DAY, places))
    assert (found and found["jurisdiction"]) == asked_of
    wanted = {"date": DAY, "jurisdictions": (asked_of,), "act": "online_publication"}
    assert law == ([wanted] if asked_of else []) and (not found or pd.Timestamp(found["law_date"]) == pd.Timestamp(DAY))


def test_the_law_is_told_of_the_last_day_over_time_and_else_of_the_day_chosen_or_of_the_facts(monkeypatch):
    usual, end = DAY - dt.timedelta(9), DAY + dt.timedelta(9)
    monkeypatch.setattr(exposure, "DATE", SimpleNamespace(default=lambda _: usual))
    asked = Asked("en", DAY, end)
    for own, day in (({}, end), ({"view": "time", "date": DAY}, end), ({"view": "case", "date": DAY}, DAY),
                     ({"view": "compare"}, usual), ({"view": "case", "date": None}, usual)):  # fmt: skip # saves 6 lines
        assert exposure.day_of(asked.having(**own)) == day, own


@pytest.mark.parametrize(
    ("own", "chosen", "places"),
    [({}, (), ()), ({}, ("FR",), ("FR",)), ({"view": "case", "place": "GB"}, ("FR",), ("GB",)),
     ({"view": "case", "place": ""}, ("FR",), ("FR",)), ({"view": "compare", "place": "GB"}, ("FR",), ("FR",))],
)  # fmt: skip # saves 6 lines
def test_the_law_of_a_case_is_of_its_place(monkeypatch, own, chosen, places):
    asked_of: list[Any] = []

    def load(name, **given):
        asked_of.append(given["jurisdictions"])
        rows = {"place_count": [0]} if name == "exposure_summary" else {"read_on": [pd.Timestamp(DAY)]}
        return pd.DataFrame(rows)

    monkeypatch.setattr(exposure, "load", load)
    monkeypatch.setattr(exposure, "day_of", lambda _: DAY)
    monkeypatch.setattr(exposure, "word", lambda key, lang, **_: key)
    asked = Asked("en", DAY, DAY, chosen).having(**own)
    assert exposure.read_on(asked) == DAY
    assert exposure.answer(asked) == ("exposure.answer_none" if places else "exposure.no_law")
    assert asked_of == [places, places]
