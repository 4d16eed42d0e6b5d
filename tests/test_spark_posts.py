"""Posts tagged in pieces are the posts tagged in one go: same lines, same order, whoever does it."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_dsa import ROOT

from etl.__main__ import main
from etl.nlp import spread

WORDS = ["The regulator must act now.", "Grok made fake images of her, shame on X!", "Il faut une amende, et vite.",
         "Bonjour tout le monde", "Look at this cat", "L'Arcom ouvre une enquête sur ces images."
]  # fmt: skip # saves 5 lines


@pytest.fixture(scope="module")
def posts(tmp_path_factory) -> Path:
    """Posts of all lengths, ids out of order, blank lines, lines that are none, no line feed at the end."""
    lines = []
    for number in range(600):
        post = {"id": (number * 7919) % 1000, "text": f"{WORDS[number % 6]} {'é' * (number % 37)} {number}"}
        lines.append(json.dumps(post | ({"lang": "fr"} if number % 5 == 0 else {}), ensure_ascii=number % 2 == 0))
        if number % 90 == 10:
            lines += ["", '{"id": 1}', "not JSON", "   "]
    path = tmp_path_factory.mktemp("posts") / "in.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def wanted(posts) -> tuple[bytes, str]:
    out = posts.with_name("out.jsonl")
    done = subprocess.run(
        [sys.executable, "-m", "etl", "tag", str(posts), "--out", str(out)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0
    return out.read_bytes(), done.stderr


@pytest.mark.parametrize("size", [1, 300, 5_000, 1 << 20])
def test_pieces_of_any_size_hold_every_line_once(posts, tmp_path, monkeypatch, size):
    monkeypatch.setattr(spread, "PIECE_BYTES", size)
    pieces = list(spread.cut(posts, tmp_path, tmp_path))
    found = [raw for piece in pieces for _, raw in spread.lines_of(piece)]
    assert b"".join(found) == posts.read_bytes()


def test_a_file_tagged_in_pieces_says_and_writes_what_it_does_in_one_go(posts, wanted, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(spread, "PIECE_BYTES", 9_000)
    assert spread.tag_spread(posts, tmp_path / "out.jsonl", tmp_path / "store") == 0
    assert ((tmp_path / "out.jsonl").read_bytes(), capsys.readouterr().err) == wanted
    assert [path.name for path in tmp_path.iterdir() if path.name != "store"] == ["out.jsonl"]


def test_what_cannot_be_tagged_is_said_in_words(tmp_path, capsys):
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "a.parquet")
    assert main(["tag", str(tmp_path / "a.parquet")]) == 1
    assert "has no column id and no column text" in capsys.readouterr().err
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and nothing more")
    assert main(["tag", str(tmp_path / "b.parquet")]) == 1
    assert "damaged Parquet" in capsys.readouterr().err
    assert main(["tag", str(tmp_path / "none.jsonl"), "--engine", "spark"]) == 1
    assert "is not a file" in capsys.readouterr().err
    assert main(["tag", "-", "--master", "local"]) == 1
    assert "add --engine spark" in capsys.readouterr().err
