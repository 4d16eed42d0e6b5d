"""Every shape that the field writes gives the numbers its folder expects; adding a shape is adding a folder."""

import pytest

from etl.__main__ import main
from etl.fetch import feed
from etl.intake import field

SHAPES = field.shapes()


def read_feed(shape, tmp_path, capsys):
    entries = feed.read(shape.file.read_bytes(), shape.title)
    return {"entries": len(entries), "dates": [entry["date"] for entry in entries]}


RUNS = {"feeds": read_feed}  # kind → what came out of the shape's file, by the names its expected numbers have


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.kind in RUNS], ids=lambda shape: shape.name)
def test_each_shape_gives_its_numbers(shape, tmp_path, capsys):
    found = RUNS[shape.kind](shape, tmp_path, capsys)
    expected = {
        name: [str(one) for one in value] if name == "dates" else value for name, value in shape.expected.items()
    }
    assert {name: found[name] for name in expected} == expected


def test_what_can_be_read_is_listed_with_an_example_each(capsys):
    assert main(["formats"]) == 0
    told = capsys.readouterr().out
    assert all(shape.title in told and shape.example in told for shape in SHAPES)


def test_a_shape_says_where_it_was_learnt():
    assert all(len(shape.origin) > 15 and shape.expected for shape in SHAPES)
