"""Packed files come in as what is in them, within bounds; the others are refused in words, and leave nothing."""

import bz2
import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from etl.__main__ import main
from etl.errors import GardefouError
from etl.intake import packed, text_files
from etl.reactions import store
from etl.reactions.reading import of_values

POSTS = b"id,text,date,network\n1,An invented post of nobody,2026-01-05,x\n2,Another of the same,2026-01-06,x\n"
PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "zst": lambda data: pa.compress(data, codec="zstd", asbytes=True),
}


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_dot_", ".").replace("__", "/"), content)
    return held.getvalue()


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


def ingest(path: Path, root: Path) -> int:
    return main(["ingest", "reactions", str(path), "--store", str(root)])


@pytest.mark.parametrize("suffix", [*PACKERS, "zip"])
def test_a_packed_file_is_the_file_in_it_and_known_again_unpacked(suffix, tmp_path, scratch, capsys):
    content = (
        PACKERS[suffix](POSTS)
        if suffix in PACKERS
        else zipped(posts_dot_csv=POSTS, out__README_dot_md=b"x", _dot_DS_Store=b"x")
    )
    (tmp_path / f"posts.csv.{suffix}").write_bytes(content)
    assert ingest(tmp_path / f"posts.csv.{suffix}", tmp_path / "s") == 0
    assert len(store.posts(tmp_path / "s/reactions")) == 2 and "unpacked" in capsys.readouterr().out
    (tmp_path / "posts.csv").write_bytes(POSTS)
    assert ingest(tmp_path / "posts.csv", tmp_path / "s") == 0
    assert "already loaded" in capsys.readouterr().out and not list(scratch.iterdir())


def test_streams_one_after_the_other_are_one(tmp_path):
    (tmp_path / "p.csv.gz").write_bytes(gzip.compress(POSTS[:40]) + gzip.compress(POSTS[40:]))
    with packed.unpacked(tmp_path / "p.csv.gz") as (plain, said):
        assert (plain.name, plain.read_bytes(), said) == ("p.csv.gz", POSTS, ("unpacked (gzip)",))


@pytest.mark.parametrize(("content", "told"), [
    (gzip.compress(POSTS * 90)[:-9], "cut off or damaged"),
    (zipped(a_dot_csv=POSTS)[:-30], "cut off or damaged"),
    (zipped(a_dot_csv=POSTS, b_dot_csv=POSTS), "2 files in it"),
    (zipped(a_dot_csv=POSTS, b_dot_jpg=b"x"), "pictures in it"),
    (zipped(**{"[Content_Types]_dot_xml": b"x", "xl__workbook_dot_xml": b"x", "xl__media__a_dot_png": b"x"}),
     "pictures in it"),
    (zipped(**{"[Content_Types]_dot_xml": b"x", "word__document_dot_xml": b"x"}), "another office program"),
    (zipped(data__tweets_dot_js=b"x", data__account_dot_js=b"x"), "data/tweets.js"),
    (packed.OLD_OFFICE + bytes(600), "until 2003"),
    (gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(600)), "image bytes"),
])  # fmt: skip # saves 5 lines
def test_what_cannot_be_read_is_refused_in_words_and_leaves_nothing(content, told, tmp_path, scratch, capsys):
    (tmp_path / "f.in").write_bytes(content)
    assert ingest(tmp_path / "f.in", tmp_path / "s") == 1
    shown = capsys.readouterr().err
    assert told in shown and "Traceback" not in shown and "othing" in shown
    assert not list(scratch.iterdir()) and not store.posts(tmp_path / "s/reactions")


def test_what_is_unpacked_is_bounded(tmp_path, scratch, monkeypatch):
    monkeypatch.setattr(packed, "MOST", 1 << 20)
    monkeypatch.setattr(packed.copied, "__defaults__", (1 << 20,))
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(3 << 20)))
    with pytest.raises(GardefouError, match="once unpacked"), packed.unpacked(tmp_path / "bomb.gz"):
        pass
    assert not list(scratch.iterdir())


@pytest.mark.parametrize(("value", "meant"), [
    (7.0, "7"), (0.25, "0.25"), (None, ""), (True, "True"), (1.99e18, "1.99e+18"), (1990000000000000000, "1.99e+18"),
    (1990000000000000123, "1990000000000000123"), (123456789012345, "123456789012345"),
])  # fmt: skip # saves 9 lines
def test_cells_are_texts_and_identifiers_that_lost_digits_show_it(value, meant):
    assert packed.cell(value) == meant


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (",".join(map("c{}".format, range(200_000))), "more than 10,000 columns"),
        ("a" * 200_000, "does not name columns"),
    ],
)
def test_a_first_line_without_end_is_refused_in_words_by_every_reader_of_tables(line, told, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(f"{line}\n1,2\n")
    with pytest.raises(GardefouError, match=told):
        text_files.header(path, text_files.saved_as(path))


def test_an_object_with_more_keys_than_any_post_is_no_post():
    many = {"text": "x", "id": "2", **dict.fromkeys(map(str, range(10_001)), 1)}
    rows = [{"text": "An invented post", "id": "1"}, many]
    found = list(of_values("auto", None, iter(enumerate(rows, 1))).rows)
    assert [fault for *_, fault in found] == ["", "not a post of a known shape"]
