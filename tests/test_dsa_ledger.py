"""The ledger of counted dumps: old ones are taken over, a killed commit is undone, and many weigh little."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from test_dsa import ROOT, kept, made

from etl.__main__ import main
from etl.dsa import ledger, relations, store
from etl.errors import GardefouError


def record(number: int, day: str = "", sha: str = "") -> dict:
    """An archive's record as ingest writes it, of an invented platform and day."""
    day = day or f"20{10 + number // 336 % 50:02d}-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}"
    digest = sha or f"{number:064x}"
    stem = f"{day}_p{number // 16800}-full_{digest[-12:]}"
    files = {
        name: f"{name}/{stem}.{'parquet' if name in store.TABLES else 'csv'}"
        for name in (*store.TABLES, "rejects", "parts")
    }
    return {
        **{
            "archive": f"sor-p{number // 16800}-{day}-full.zip",
            "day": day,
            "slug": f"p{number // 16800}",
            "kind": "full",
        },
        **{"number": "", "scope": "platform", "schema": "v2", "sha1": digest[-40:], "sha256": digest},
        **{"is_verified": True, "bytes": 9, "parts": 1, "rows": 7, "counted": 7, "rejected": 0, "repeated": 0},
        **{"unknown": {}, "other_days": {}, "platforms": {}, "called": "", "loaded_at": "2026-01-01T00:00:00+00:00"},
        **{"seconds": 0.1, "files": files, "replaces": []},
    }


def old_store(root: Path, book: dict) -> None:
    """The store as it was written when its ledger was JSON."""
    (root / "ledger.sqlite").unlink(missing_ok=True)
    (root / "ledger.json").write_text(json.dumps(book, ensure_ascii=False, indent=1))


def test_an_old_ledger_is_read_as_it_is_and_taken_over_by_the_next_run(tmp_path, capsys):
    for seed in ("1", "2"):
        made(tmp_path / seed, "--seed", seed, rows=700)
        assert main(["ingest", "dsa", str(tmp_path / seed), "--store", str(tmp_path / "store")]) == 0
    root = tmp_path / "store/dsa"
    before = store.ledger(root)
    assert len(before["replaced"]) == 1
    old_store(root, before)
    assert store.ledger(root) == before and not (root / "ledger.sqlite").exists()
    assert main(["ingest", "dsa", str(tmp_path / "2"), "--store", str(tmp_path / "store"), "--dry-run"]) == 0
    assert (root / "ledger.json").exists()
    capsys.readouterr()
    assert main(["ingest", "dsa", str(tmp_path / "2"), str(tmp_path / "1"), "--store", str(tmp_path / "store")]) == 0
    assert capsys.readouterr().out.count("already loaded on") == 2
    assert store.ledger(root) == before
    assert not (root / "ledger.json").exists() and (root / "ledger.sqlite").exists()


@pytest.mark.parametrize("left", ["both", "half"])
def test_a_take_over_that_was_killed_is_done_again_or_finished(tmp_path, left):
    book = {"format": 1, "archives": [record(number) for number in range(5)], "replaced": []}
    old_store(tmp_path, book)
    if left == "both":
        ledger.made(tmp_path, ledger.rows_of(book))
    else:
        (tmp_path / "ledger.0123abcd.tmp").write_bytes(b"SQLite format 3\0 and no more")
    assert store.ledger(tmp_path) == book
    with ledger.opened(tmp_path, is_writing=True) as opened:
        opened.enter([record(9)])
    assert [one["sha256"] for one in store.ledger(tmp_path)["archives"]] == [f"{n:064x}" for n in (0, 1, 2, 3, 4, 9)]
    assert not (tmp_path / "ledger.json").exists()


@pytest.mark.parametrize("seed", range(int(os.environ.get("DSA_KILLS", "6"))))
def test_a_commit_killed_at_any_moment_is_whole_or_undone(tmp_path, seed):
    """Three records at once, each replacing the one before: all of them count, or none."""
    program = (
        "import sys; sys.path[:0] = [sys.argv[2], sys.argv[2] + '/tests']\n"
        "from pathlib import Path; from etl.dsa import ledger; from test_dsa_ledger import record\n"
        "with ledger.opened(Path(sys.argv[1]), is_writing=True) as book:\n"
        "    for turn in range(1, 4000):\n"
        "        book.enter([record(n, sha=f'{turn * 3 + n:064x}') for n in range(3)])\n"
        "        print(turn, flush=True)\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path), str(ROOT)], stdout=subprocess.PIPE, text=True
    )
    said = [running.stdout.readline() for _ in range(2 + seed * 3)]
    time.sleep(0.0007 * seed)
    os.kill(running.pid, signal.SIGKILL)
    said += running.stdout.readlines()
    running.wait()
    turns = [int(line) for line in said if line.endswith("\n")]
    book = store.ledger(tmp_path)
    found = [int(one["sha256"], 16) for one in book["archives"]]
    assert len(found) == 3 and {number // 3 for number in found} in ({turns[-1]}, {turns[-1] + 1})
    assert len(book["replaced"]) == 3 * (found[0] // 3 - 1)
    with ledger.opened(tmp_path, is_writing=True) as opened:
        opened.enter([record(0, sha="f" * 64)])


@pytest.mark.parametrize(
    "data", [b"", b"no database at all, and longer than a header", b"SQLite format 3\0" + bytes(4096)]
)
def test_a_ledger_that_cannot_be_trusted_is_refused_and_kept(tmp_path, data):
    (tmp_path / "ledger.sqlite").write_bytes(data)
    for is_writing in (False, True):
        with (
            pytest.raises(GardefouError, match=r"ledger\.sqlite cannot be read .* ingest the archives again"),
            ledger.opened(tmp_path, is_writing),
        ):
            pytest.fail("it was opened")
    assert (tmp_path / "ledger.sqlite").read_bytes() == data


def test_a_ledger_in_a_folder_of_any_name_is_opened(tmp_path):
    root = tmp_path / "50% of ?what #1 é"
    root.mkdir()
    with ledger.opened(root, is_writing=True) as book:
        book.enter([record(1)])
    assert store.ledger(root)["archives"] == [record(1)] and [path.name for path in root.iterdir()] == ["ledger.sqlite"]


def test_a_ledger_of_a_newer_format_is_not_guessed_at(tmp_path):
    with ledger.opened(tmp_path, is_writing=True) as book:
        book.enter([record(1)])
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute("pragma user_version = 2")
    with pytest.raises(GardefouError, match="format 2"):
        store.ledger(tmp_path)


def test_a_disk_that_is_full_costs_the_new_archive_and_no_old_one(tmp_path):
    with ledger.opened(tmp_path, is_writing=True) as book:
        book.enter([record(1)])
        book.connection.execute("pragma max_page_count = 8")
        with pytest.raises(GardefouError, match=r"cannot be written \(database or disk is full\)"):
            book.enter([record(number) for number in range(2, 400)])
    assert store.ledger(tmp_path)["archives"] == [record(1)]


def test_one_archive_more_costs_the_same_beside_many(tmp_path):
    """A count of what is done, which a busy machine does not change: SQLite's steps, not seconds."""
    steps = {}
    for many in (100, 10_000):
        root = tmp_path / str(many)
        root.mkdir()
        ledger.made(root, ((record(number), False) for number in range(many)))
        with ledger.opened(root, is_writing=True) as book:
            done = [0]
            book.connection.set_progress_handler(lambda done=done: done.__setitem__(0, done[0] + 1), 10)
            store.sweep(root, book)
            book.enter([record(many + 1)])
            steps[many] = done[0]
    assert steps[10_000] <= 2 * steps[100] + 20


def test_the_files_of_a_replaced_archive_stay_until_the_next_run_and_of_a_killed_one_until_then(tmp_path):
    for seed in ("1", "2"):
        made(tmp_path / seed, "--seed", seed, rows=700)
        assert main(["ingest", "dsa", str(tmp_path / seed), "--store", str(tmp_path / "s")]) == 0
    root = tmp_path / "s/dsa"
    assert len(list((root / "counts").iterdir())) == 2  # so that the older one can come back
    (root / "counts/orphan.parquet").write_bytes(b"left by a killed run")
    (root / "work/feed-1").mkdir()
    assert main(["ingest", "dsa", str(tmp_path / "2"), "--store", str(tmp_path / "s")]) == 0
    assert len(list((root / "counts").iterdir())) == 1
    before = kept(tmp_path / "s")
    assert main(["ingest", "dsa", str(tmp_path / "2"), "--store", str(tmp_path / "s")]) == 0
    assert kept(tmp_path / "s") == before


def test_an_archive_taken_out_gives_its_place_back_and_leaves_no_file(tmp_path):
    for seed in ("1", "2"):
        made(tmp_path / seed, "--seed", seed, rows=700)
        assert main(["ingest", "dsa", str(tmp_path / seed), "--store", str(tmp_path / "s")]) == 0
    root = tmp_path / "s/dsa"
    (newer,), (older,) = store.ledger(root)["archives"], store.ledger(root)["replaced"]
    store.take_out(root, newer)
    book = store.ledger(root)
    assert [one["sha256"] for one in book["archives"]] == [older["sha256"]] and not book["replaced"]
    assert main(["ingest", "dsa", str(tmp_path / "1"), "--store", str(tmp_path / "s")]) == 0
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert files == {".lock", "ledger.sqlite", *older["files"].values()}


def test_the_warehouse_gets_every_archive_whatever_their_number(tmp_path, monkeypatch):
    made(tmp_path / "in", rows=700)
    assert main(["ingest", "dsa", str(tmp_path / "in"), "--store", str(tmp_path / "s")]) == 0
    root = tmp_path / "s/dsa"
    (first,) = store.ledger(root)["archives"]
    with ledger.opened(root, is_writing=True) as book:
        for number in range(1, 8):
            more = record(number)
            for name in more["files"]:
                (root / more["files"][name]).write_bytes((root / first["files"][name]).read_bytes())
            book.enter([more])
    monkeypatch.setattr(relations, "FILES_AT_ONCE", 3)
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        assert relations.load(connection, root) == 8
        found = connection.execute(
            "select sha256, sum(\"count\") from raw.dsa_metrics where metric = 'total' group by 1"
        )
        assert dict(found.fetchall()) == {one["sha256"]: 700 for one in store.ledger(root)["archives"]}
        assert connection.execute("select count(*), count(distinct sha256) from raw.dsa_archives").fetchall() == [
            (8, 8)
        ]
        assert connection.execute("select count(*) from raw.dsa_replaced").fetchall() == [(0,)]
