"""Every shape of posts in tests/fixtures/field gives its numbers: network, authors, reposts, likes, languages, days."""

import contextlib
import csv
import datetime as dt
import io
import re
import shlex

import pytest
from recording import as_recorded, places

from etl.__main__ import main
from etl.intake import field
from etl.intake.packed import packing
from etl.intake.pseudonyms import secret
from etl.reactions import detect, own, shapes, store
from etl.reactions.identity import author_name
from etl.reactions.reading import open_posts
from etl.reactions.values import author_key

POSTS = [shape for shape in field.shapes() if shape.kind == "reactions"]


def read(shape, root) -> dict:
    """What came of a shape's own file, by the names its expected numbers have."""
    said = io.StringIO()
    command = shape.command.format(file=shape.file, folder=shape.file.parent)
    with contextlib.redirect_stdout(said):
        assert main([*shlex.split(command), "--store", str(root)]) == 0
    rows = store.posts(root / "reactions")
    (record,) = store.ledger(root / "reactions")["files"]
    as_recorded("field_stored.json", shape.name, stored(rows, record, root / "reactions", said.getvalue()))
    (network,) = {row["source"] for row in rows}
    key = secret(root / "reactions")

    def is_of(row, name) -> bool:
        return row["author_key"] == (name and author_key(key, network or "", author_name(network or "", name)))

    authors = shape.expected["authors"]
    return {
        "rows": record["rows"],
        "loaded": len(rows),
        "network": network,
        "authors": [name if is_of(row, name) else row["author_key"] for row, name in zip(rows, authors, strict=True)],
        "reposts": sum(row["is_repost"] is True for row in rows),
        "likes": [row["likes"] for row in rows],
        "languages": [row["lang_src"] for row in rows],
        "days": [str(row["created_at"].date()) for row in rows],
        "aside": sum(
            int(line.rsplit("(", 1)[1].strip(")\n").replace(",", ""))
            for line in said.getvalue().splitlines()
            if "passed over" in line
        ),
        "text": rows[0]["text_redacted"],
        "quote": rows[-1]["quote_text_redacted"],
        "repost_told": all(row["is_repost"] is not None for row in rows),
    }


def stored(rows, record, root, said: str) -> dict:
    """Every field of every post as it stands in the store, names made by chance as their places; what was counted."""
    now = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    found = {
        name: places([row[name] for row in rows]) if name.endswith("_key") else [row[name] for row in rows]
        for name in store.SCHEMA.names
    }
    found["created_at"] = [one.isoformat() for one in found["created_at"]]
    found["collected_at"] = [one and ("now" if one > now else one.isoformat()) for one in found["collected_at"]]
    with open(root / record["rejects"], encoding="utf-8", newline="") as file:
        rejects = list(csv.reader(file))[1:]
    about = {name: record[name] for name in ("shape", "rows", "loaded", "rejected", "redacted")}
    # Of what was printed the numbers and names: another wording changes nothing.
    return found | about | {"rejects": rejects, "said": re.findall(r"\d[\d,.:-]*|'[^']*'", said)}


@pytest.mark.parametrize("shape", POSTS, ids=lambda shape: shape.name)
def test_each_shape_of_posts_gives_its_numbers(shape, tmp_path):
    found = read(shape, tmp_path)
    assert {name: found[name] for name in {"repost_told": True, **shape.expected}} == {
        "repost_told": True,
        **{name: [str(day) for day in value] if name == "days" else value for name, value in shape.expected.items()},
    }


def test_every_shape_that_is_read_has_its_file(tmp_path):
    """A shape without a file of its own making would be a claim that nothing holds."""
    read_as = set()
    for shape in POSTS:
        root = tmp_path / shape.name
        with contextlib.redirect_stdout(io.StringIO()):
            main([*shlex.split(shape.command.format(file=shape.file, folder=shape.file.parent)), "--store", str(root)])
        read_as |= set(store.ledger(root / "reactions")["files"][0]["shape"].split(", "))
    assert set(shapes.shapes()) == read_as


def test_no_two_shapes_claim_the_same_marks():
    """Two shapes with as many marks on one row would be told apart by their names only."""
    for shape in POSTS:
        if packing(shape.file):
            continue  # what is in it has a shape's own file
        source = open_posts(
            shape.file, columns=own.read_mapping(next(iter(shape.file.parent.glob("mapping.yml")), None))
        )
        for _, row, found, _ in source.rows:
            is_table = shape.file.suffix in (".csv", ".tab", ".txt")
            detector = detect.Detector(shapes.shapes().values(), is_table)
            held = [
                (not one.spec.get("fallback"), count)
                for count, one, marks in detector.marked
                if all(detector.tests[mark](row) for _, mark in marks)
            ]
            names = {one.name for count, one, marks in detector.marked
                     if all(detector.tests[mark](row) for _, mark in marks)
                     and (not one.spec.get("fallback"), count) == max(held)}  # fmt: skip # saves 3 lines
            assert len(names) <= 1 and found.name in names | {"own"}


def test_the_same_posts_are_one_whichever_tool_gave_them(tmp_path):
    """Posts 201 of X and 3aaa of Bluesky, by every tool that writes them: each is stored once, under one author."""
    root = tmp_path / "store"
    of_x = [shape for shape in POSTS if shape.name.startswith(("posts_x_", "posts_4cat_x"))
            and shape.name != "posts_x_archive"]  # one's own posts, without an author  # fmt: skip # saves 3 lines
    of_bluesky = [shape for shape in POSTS if "bluesky" in shape.name and "bare" not in shape.name]
    assert len(of_x) > 9 and len(of_bluesky) > 7
    for shape in [*of_x, *of_bluesky]:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert main([*shlex.split(shape.command.format(file=shape.file)), "--store", str(root)]) == 0
    rows = store.posts(root / "reactions")
    originals = [row for row in rows if not row["is_repost"]]
    assert len([row for row in originals if row["source"] == "x"]) == 2  # 201 and 203
    assert len([row for row in originals if row["source"] == "bluesky"]) == 3  # 3aaa, 3bbb, 3ccc
    assert len({row["author_key"] for row in rows if row["source"] == "x"}) == 3  # 9001, 9002, 9003
    assert len({row["author_key"] for row in rows if row["source"] == "bluesky"}) == 2
