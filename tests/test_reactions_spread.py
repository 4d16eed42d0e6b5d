"""Posts read in pieces are the posts read in one go: same store, same words, same refusals, whoever reads them."""

import contextlib
import datetime as dt
import io
import json
import random
import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_field_posts import POSTS
from test_reactions_ingest import BLUESKY, MASTODON

from etl.errors import GardefouError
from etl.intake.content_scan import ForbiddenContent
from etl.intake.packed import packing
from etl.pieces import batches_between
from etl.reactions import spread, store
from etl.reactions.collect import Asked, collect
from etl.reactions.ingest import asked_of, ingest
from etl.reactions.spread import Workers, collect_spread

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
OF_THE_RUN = ("loaded_at", "seconds")
LINES = [
    lambda draw, n: {"id": n, "text": f"Vite, une loi {n} ! écrire à a{n}@example.org", "date": "2026-01-05"},
    lambda draw, n: {"id": n, "text": "Ban it now @moineau", "author": f"u{n % 7}", "date": day(draw), "likes": n % 3},
    lambda draw, n: {"id": n, "text": "Une enquête, enfin", "date": day(draw), "lang": "fr", "network": "bluesky"},
    lambda draw, n: {"id": n, "texte": "RT @x: Ban it now please", "créé le": "5 janvier 2026", "extra": n},
    lambda draw, n: {"id": n, "text": "", "date": "2026-01-05"},
    lambda draw, n: {"id": n, "text": "[deleted]", "date": "2026-01-05"},
    lambda draw, n: {"id": n, "text": "no date at all"},
    lambda draw, n: BLUESKY,
    lambda draw, n: MASTODON,
    lambda draw, n: {"delete": {"status": {"id": 1}}},
    lambda draw, n: {"foo": n},
    lambda draw, n: [{"id": f"{n}a", "text": "one of two", "date": "2026-01-05"}, 7],
]
RAW = ["", "   ", "not JSON", "{", "3", "null", '{"id": 1, "text": "a\rb"}', "\ufeff"]


def day(draw: random.Random) -> str:
    kind = draw.random()
    one, two = (draw.randint(1, 12), draw.randint(1, 12)) if kind < 0.98 else draw.choice(((25, 1), (1, 25)))
    return f"{one:02}/{two:02}/2026 10:0{draw.randint(0, 9)}"


class Here:
    """A cluster of this process alone."""

    slots = 2

    def each(self, function, units):
        return [one for unit in units for one in function(unit)]


@pytest.fixture(autouse=True)
def small_pieces_here(monkeypatch):
    monkeypatch.setattr("etl.spark.session", lambda master, doing: contextlib.nullcontext(Here()))
    for name in ("LEAST_BYTES", "MOST_BYTES", "LEAST_ROWS", "MOST_ROWS"):
        monkeypatch.setattr(spread, name, 300 if name.endswith("BYTES") else 7)


def taken(path: Path, root: Path, asked: Asked, workers: Workers | None, **options) -> tuple:
    """What was printed or raised, and every file of the store, with the same secret for all."""
    root.mkdir(parents=True)
    (root / "pseudonym.key").write_text("ab" * 32)
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ingest(path, root, asked, workers=workers, **options)
        fault = ""
    except GardefouError as told:
        fault = f"{type(told).__name__}: {told}"
    files = {str(one.relative_to(root)): one.read_bytes() for one in root.rglob("*")
             if one.is_file() and one.name not in (".lock", "ledger.json")}  # fmt: skip # saves 3 lines
    book = store.ledger(root)
    for record in book["files"]:
        assert [record.pop(name) for name in OF_THE_RUN]
    said = (out.getvalue() + err.getvalue()).replace(str(root), "STORE")
    return fault, said, json.dumps(book), files


@pytest.fixture
def same(tmp_path, monkeypatch):
    """Asserts that both engines do the same with a file, and gives what they did."""

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return NOW

    now = SimpleNamespace(datetime=Clock, UTC=dt.UTC, timedelta=dt.timedelta)
    monkeypatch.setattr("etl.reactions.ingest.dt", now)
    number = iter(range(10_000))

    def check(path: Path, asked: Asked | None = None, **options):
        root = tmp_path / f"store{next(number)}"
        one = taken(path, root / "one", asked or Asked(), None, **options)
        other = taken(path, root / "spark", asked or Asked(), Workers("local[2]"), **options)
        for ours, theirs in zip(one, other, strict=True):
            assert ours == theirs
        return one

    return check


def written(path: Path, draw: random.Random, kinds: list) -> Path:
    lines = []
    for number in range(draw.randint(1, 90)):
        lines.append(json.dumps(draw.choice(kinds)(draw, number), ensure_ascii=draw.random() < 0.5)
                     if draw.random() > 0.06 else draw.choice(RAW))  # fmt: skip # saves 3 lines
    end = draw.choice(("\n", "\r\n", "\n", "\r"))
    data = ("\ufeff" if draw.random() < 0.2 else "") + end.join(lines) + draw.choice(("", end))
    path.write_bytes(data.encode())
    return path


@pytest.mark.parametrize("seed", range(60))
def test_lines_of_any_mixture_give_one_store_and_the_same_words(seed, same, tmp_path):
    draw = random.Random(seed)
    kinds = draw.sample(LINES, draw.randint(1, len(LINES)))
    asked = asked_of(order=draw.choice(("", "", "", "month")), network=draw.choice(("", "x")))
    same(written(tmp_path / "in.jsonl", draw, kinds), asked, accept_losses=draw.random() < 0.8)


@pytest.mark.parametrize("tells", ["25/01/2026", "01/25/2026"])
@pytest.mark.parametrize("at", [0, 40, 79])
def test_a_date_far_down_tells_the_order_of_all(tells, at, same, tmp_path):
    rows = [{"id": n, "text": f"post {n}", "date": "05/01/2026"} for n in range(80)]
    rows[at]["date"] = tells
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    same(path)
    found = collect_spread(path, tmp_path, Asked(), NOW, Workers("local[2]"))
    wanted = 5 if tells.startswith("01") else 1
    assert {post["created_at"].month for post in found.posts if post["line"] != at + 1} == {wanted}


@pytest.mark.parametrize("end", ["\n", "\n\n"])
def test_forbidden_content_is_refused_with_its_line_counted_over_the_whole_file(end, same, tmp_path):
    rows = [{"id": n, "text": f"post {n}", "date": "2026-01-05"} for n in range(60)]
    rows[47]["text"] = rows[53]["text"] = "see data:image/png;base64,AAAA"
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(rows[0]) + end + "\n".join(json.dumps(row) for row in rows[1:]))
    fault, said, _, files = same(path)
    assert "ForbiddenContent" in fault and "row 48" in fault and not said
    assert list(files) == ["pseudonym.key"]
    with pytest.raises(ForbiddenContent):
        collect(path, Asked(), b"x" * 32, NOW)


@pytest.mark.parametrize("group", [3, 50, 1000])
def test_parquet_is_read_in_pieces_of_rows_whatever_its_row_groups(group, same, tmp_path):
    draw = random.Random(group)
    rows = [{"id": n, "text": draw.choice(["Ban it", "", "Vite, une loi", None]), "date": day(draw), "likes": 1.0,
             "author": f"u{n % 9}"} for n in range(200)]  # fmt: skip # saves 8 lines
    pq.write_table(pa.Table.from_pylist(rows), path := tmp_path / "in.parquet", row_group_size=group)
    fault, said, _, files = same(path, accept_losses=True)
    assert not fault and "200 rows" in said and any(name.startswith("posts/") for name in files)
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 3, len(data) // 3 + 40):
        data[place] ^= 0xA5
    path.write_bytes(data)
    same(path, accept_losses=True)


def test_parquet_in_pieces_holds_every_row_once(tmp_path):
    pq.write_table(pa.table({"n": list(range(25_000))}), path := tmp_path / "in.parquet", row_group_size=12_000)
    file = pq.ParquetFile(path)
    for start, end in ((0, 25_000), (9_999, 12_001), (24_999, 25_000), (13_000, 13_000), (0, 99_999)):
        found = [(before, batch.column(0).to_pylist()) for before, batch in batches_between(file, start, end)]
        assert [n for _, some in found for n in some] == list(range(start, min(end, 25_000)))
        assert all(some[0] == before for before, some in found)


@pytest.mark.parametrize("shape", [one for one in POSTS if not packing(one.file)], ids=lambda shape: shape.name)
def test_every_shape_that_tools_export_is_read_alike(shape, same):
    words = shlex.split(shape.command.format(file=shape.file, folder=shape.file.parent))
    options = dict(zip(words[3::2], words[4::2], strict=False))
    names = {"form": "--format", "zone": "--timezone", "query": "--query", "network": "--network",
             "encoding": "--encoding", "order": "--date-order"}  # fmt: skip # saves 6 lines
    given = {name: options[word] for name, word in names.items() if word in options}
    mapping = Path(options["--mapping"]) if "--mapping" in options else None
    fault, said, *_ = same(shape.file, asked_of(mapping=mapping, **given), accept_losses=True)
    assert not fault and re.search(r"[\d,]+ rows = [\d,]+ loaded", said)


def test_a_count_beyond_what_a_file_can_hold_is_none(same, tmp_path):
    path = tmp_path / "in.jsonl"
    rows = [{"id": n, "text": "x", "date": "2026-01-05", "likes": 10**40 if n == 3 else 1} for n in range(30)]
    path.write_text("\n".join(map(json.dumps, rows)))
    fault, said, *_ = same(path)
    assert not fault and "1 values of likes" in said and "30 loaded" in said


def test_a_store_that_an_executor_does_not_see_is_said_and_not_made_anew(same, tmp_path, monkeypatch):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": 1, "text": "x", "date": "2026-01-05"}\n{"id": 2, "text": "y", "date": "2026-01-05"}')
    part_of = spread.part_of
    elsewhere = tmp_path / "other-disk/reactions"

    def far(piece, asked, now):
        return part_of(spread.replace(piece, root=elsewhere, target=elsewhere / "work/0.parquet"), asked, now)

    monkeypatch.setattr(spread, "part_of", far)
    fault, *_ = taken(path, tmp_path / "near", Asked(), Workers("local[2]"))
    assert f"the store {elsewhere} is not there" in fault and not elsewhere.exists()
    assert not (tmp_path / "near/work").exists()
