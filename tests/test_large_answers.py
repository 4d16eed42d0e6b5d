"""Answers of many rows: written once by a process of their own, sent as files, whole or in the parts asked for."""

import gzip
import io
import json
import subprocess

import duckdb
import pyarrow.parquet as pq
import pytest
from asgi import asked
from starlette.applications import Starlette
from starlette.routing import Route

from etl import warehouse as served
from server import data, large
from server import relation as room
from server.answers import Answer, is_known, takes_gzip

ADDRESS = "/api/v1/enforcement.csv?jurisdiction=FR&jurisdiction=IE"


@pytest.fixture(scope="module")
def app(warehouse):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "WAREHOUSE", warehouse)
        room.connection.cache_clear()
        yield Starlette(
            routes=[
                Route("/api/v1/{name}.{form}", room.relation, methods=["GET", "HEAD"]),
                Route("/api/{rest:path}", data.nothing),
            ]
        )
        room.connection.cache_clear()
        large.clear()


@pytest.fixture
def is_large(monkeypatch, tmp_path):
    """Every answer of more than five rows is written by a process of its own, into a folder of this test."""
    monkeypatch.setenv("GARDEFOU_FILES", str(tmp_path))
    monkeypatch.setattr(large, "FILES", large.Files())
    large.clear()
    monkeypatch.setattr(room, "FEW", 5)
    yield tmp_path
    large.clear()


def test_a_file_is_what_the_server_would_have_written_itself_and_is_written_once(app, monkeypatch, tmp_path, is_large):
    few = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "FEW", 10_000)
        for form in ("csv", "json", "parquet"):
            few[form] = asked(app, ADDRESS.replace("csv", form) + ("&bom=1" if form == "csv" else ""))
    assert not list(tmp_path.rglob("*.csv"))
    for form, own in few.items():
        got = asked(app, ADDRESS.replace("csv", form) + ("&bom=1" if form == "csv" else ""))
        assert got.status == own.status == 200
        if form == "parquet":
            tables = [pq.read_table(io.BytesIO(one.body)) for one in (got, own)]
            assert tables[0].equals(tables[1]) and tables[0].num_rows == int(got.headers["x-total-count"]) > 5
            assert b"permalink" in tables[0].schema.metadata
        else:
            assert got.body == own.body
        assert got.headers == own.headers
        assert len(list(tmp_path.rglob(f"*.{form}"))) == 1
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was written a second time"))
    assert asked(app, ADDRESS + "&bom=1").body == few["csv"].body
    large.clear()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_sent_in_parts_compressed_or_whole(app, is_large):
    whole = asked(app, ADDRESS)
    tag = whole.headers["etag"]
    assert whole.headers["accept-ranges"] == "bytes" and int(whole.headers["content-length"]) == len(whole.body)
    packed = asked(app, ADDRESS, accept_encoding="gzip, br")
    assert gzip.decompress(packed.body) == whole.body and len(packed.body) < len(whole.body) / 2
    assert packed.headers["etag"] != tag and asked(app, ADDRESS, accept_encoding="gzip;q=0").body == whole.body
    for wanted, part in (("bytes=10-19", slice(10, 20)), ("bytes=-7", slice(-7, None)), ("bytes=5-", slice(5, None))):
        got = asked(app, ADDRESS, range=wanted, accept_encoding="gzip")
        assert (got.status, got.body) == (206, whole.body[part])
        assert got.headers["content-range"].endswith(f"/{len(whole.body)}")
        assert int(got.headers["content-length"]) == len(got.body) and "content-encoding" not in got.headers
    for same, status in ((tag, 206), ('"another"', 200)):
        assert asked(app, ADDRESS, range="bytes=0-3", if_range=same).status == status
    for known in (tag, packed.headers["etag"]):
        assert asked(app, ADDRESS, if_none_match=known).status == 304
    head = asked(app, ADDRESS, method="HEAD")
    assert head.body == b"" and head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("bytes=999999999-", 416), ("bytes=7-3", 416), ("bytes=-0", 416), ("bytes=1-2,5-6", 200), ("bytes=-", 200),
        ("bytes=a-b", 200), ("lines=1-2", 200), (f"bytes={'9' * 400}-", 416), ("bytes=0-" + "9" * 400, 206),
        ("bytes=" + "0-1," * 5000, 200), ("bytes=-" + "9" * 400, 206),
    ],
)  # fmt: skip # saves 8 lines
def test_ranges_that_mean_nothing_ask_for_no_more_than_there_is(wanted, status):
    got = asked(Answer(200, b"0123456789", "text/plain", {"etag": '"1"'}, has_ranges=True), "/x", range=wanted)
    assert got.status == status and got.body in (b"", b"0123456789")
    if status == 416:
        assert got.headers["content-range"] == "bytes */10" and got.body == b""


def test_small_answers_have_parts_too(app):
    whole = asked(app, ADDRESS)
    got = asked(app, ADDRESS, range="bytes=3-5")
    assert (got.status, got.body) == (206, whole.body[3:6])


def test_what_does_not_fit_or_fails_is_said_in_json(app, monkeypatch, is_large):
    monkeypatch.setattr(large, "MOST_FILE", 100)
    got = asked(app, ADDRESS)
    assert got.status == 503 and got.headers["retry-after"] and json.loads(got.text)["error"] == "no_room"
    assert not [path for path in is_large.rglob("*") if path.is_file()], "no half a file stays"
    for fault, status, key in (
        (duckdb.OutOfMemoryException("no room at /srv/secret"), 503, "no_room"),
        (MemoryError(), 503, "no_room"),
        (duckdb.InterruptException("late"), 503, "too_long"),
        (RuntimeError("at /srv/secret"), 500, "failed"),
    ):

        def failing(*_, fault=fault):
            raise fault

        monkeypatch.setattr(room, "count", failing)
        got = asked(app, ADDRESS + "&lang=fr")
        told = json.loads(got.text)
        assert (got.status, told["error"]) == (status, key) and "secret" not in got.text and told["message"]
        assert got.headers["access-control-allow-origin"] == "*"


def test_files_asked_for_longest_ago_make_room_and_what_a_dead_server_left_is_swept(
    app, monkeypatch, tmp_path, is_large
):
    left = tmp_path / "garde-fou-files-999999999-abc"
    left.mkdir()
    (left / "old.csv").touch()
    other = tmp_path / "garde-fou-files-1-of-a-living-process"
    other.mkdir()
    asked(app, ADDRESS)
    (first,) = tmp_path.rglob("*.csv")
    assert not left.exists() and other.exists()
    assert first.parent.stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(large, "MOST_BYTES", large.MOST_FILE + 10)
    assert asked(app, ADDRESS.replace("FR", "GB")).status == 200
    assert first not in list(tmp_path.rglob("*.csv")) and len(list(tmp_path.rglob("*.csv"))) == 1


def test_the_apis_database_is_its_own_and_closed(app, warehouse):
    opened = room.connection(served.current(warehouse).version).cursor()
    assert opened.execute("select count(*) from marts.enforcement").fetchone()[0] > 0
    limits = opened.execute("select current_setting('memory_limit'), current_setting('threads')").fetchone()
    with served.connect(served.current(warehouse)) as pages:
        assert limits != pages.execute("select current_setting('memory_limit'), current_setting('threads')").fetchone()
    for text in ("attach '/tmp/x.duckdb' as y", "select * from read_text('/etc/passwd')", "set threads = 8",
                 "create table served.marts.x as select 1", "copy (select 1) to '/tmp/x.csv'"
    ):  # fmt: skip # saves 4 lines
        with pytest.raises(duckdb.Error):
            opened.execute(text).fetchall()


@pytest.mark.parametrize(
    ("accepted", "is_taken"),
    [("gzip", True), ("", False), ("br", False), ("*", True), ("gzip;q=0", False), ("br, gzip;q=0.5", True),
     ("*;q=0", False), ("gzip;q=x", False), ("identity, *;q=0.1", True), ("xgzip", False)],
)  # fmt: skip # saves 10 lines
def test_gzip_is_sent_to_whom_it_is_welcome(accepted, is_taken):
    assert takes_gzip(accepted) is is_taken


@pytest.mark.parametrize(
    ("held", "is_held"),
    [('"a"', True), ('W/"a"', True), ('"x", W/"a" ,"y"', True), ("*", True), ("", False), ('"ab"', False), ('"', False),
     ('W/"x"', False), (",".join(f'"{n}"' for n in range(3000)), False)],
)  # fmt: skip # saves 6 lines
def test_what_a_reader_holds_already_is_not_sent_again(held, is_held):
    assert is_known(held, '"a"', '"a-gzip"') is is_held
