"""Every shape that the field writes gives the numbers its folder expects; adding a shape is adding a folder."""

import csv
import hashlib
import shlex
from collections import Counter

import duckdb
import pytest
from recording import as_recorded, places

from etl.__main__ import main
from etl.detections import store
from etl.dsa import store as dsa_store
from etl.fetch import feed
from etl.intake import field

SHAPES = field.shapes()


def read_feed(shape, tmp_path, capsys):
    entries = feed.read(shape.file.read_bytes(), shape.title)
    as_recorded("field_stored.json", shape.name, {"entries": entries})
    return {"entries": len(entries), "dates": [entry["date"] for entry in entries]}


def ingest_detections(shape, tmp_path, capsys):
    """The counts of the file, and for each category (flagged, counted) over images, or over people's codings."""
    command = shape.command.format(file=shape.file, folder=shape.file.parent)
    assert main([*shlex.split(command), "--store", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    (record,) = store.ledger(tmp_path / "detections")["files"]
    scores = tmp_path / "detections" / record["files"]["scores"]
    flagged = {category: [yes, count] for category, yes, count in duckdb.sql(
        f"select category, count(*) filter (is_flagged), count(*) from '{scores}' group by 1").fetchall()
    }  # fmt: skip # saves 3 lines
    assert record["rows"] == record["loaded"] + record["rejected"]
    as_recorded("field_stored.json", shape.name, stored_answers(tmp_path / "detections", record))
    return {
        **{name: record[name] for name in ("rows", "rejected", "images")},
        "flagged": {name: flagged[name] for name in shape.expected["flagged"]},
        "silent": [name for name in shape.expected.get("silent", ()) if name not in flagged],
        "named": [name for name in shape.expected.get("named", ()) if name in told],
    }


COUNTED = ("family", "rows", "loaded", "rejected", "images", "accounts", "categories", "thresholds", "unmatched",
           "left_out", "has_coders", "first_day", "last_day")  # fmt: skip # saves 11 lines


def stored_answers(root, record) -> dict:
    """Every image and every score as they stand in the store, pseudonyms as their places; what was counted."""
    select = "select * from '{}' order by number"
    images = duckdb.sql(select.format(root / record["files"]["images"])).fetchall()
    scores = duckdb.sql(select.format(root / record["files"]["scores"]) + ", coder, category").fetchall()
    coders = places([row[1] for row in scores])
    with open(root / record["files"]["rejects"], encoding="utf-8", newline="") as file:
        rejects = list(csv.reader(file))[1:]
    return {
        **{name: record[name] for name in COUNTED},
        "image": places([row[1] for row in images]),
        "account": places([row[2] for row in images]),
        "day": [row[3] for row in images],
        "score": sorted(
            f"{number} {category} {score} {is_flagged}" for number, _, category, score, is_flagged in scores
        ),
        "coder": sorted(Counter(map(str, coders)).values()),
        "rejects": rejects,
    }


def stored_counts(rows) -> dict:
    """Platform and metric → how many codes and statements, and a hash of each day's and code's."""
    found: dict[str, list] = {}
    for day, platform, metric, code, count in rows:
        found.setdefault(f"{platform} {metric}", []).append((str(day), code, count))
    return {
        name: [len(told), sum(count for *_, count in told), hashlib.sha256(repr(sorted(told)).encode()).hexdigest()[:8]]
        for name, told in found.items()
    }


def ingest_statements(shape, tmp_path, capsys):
    """What the store holds of the file: days, statements counted, and counts by platform and by metric and code."""
    command = shape.command.format(file=shape.file, folder=shape.file.parent)
    assert main([*shlex.split(command), "--store", str(tmp_path)]) == 0
    records = dsa_store.ledger(tmp_path / "dsa")["archives"]
    rows = [row for record in records for row in duckdb.sql(
        f"select * from '{tmp_path / 'dsa' / record['files']['metrics']}'").fetchall()]  # fmt: skip # saves 3 lines
    as_recorded("field_stored.json", shape.name, stored_counts(rows))
    totals, metrics = Counter(), Counter()
    for _, platform, metric, code, count in rows:
        totals[platform] += count if metric == "total" else 0
        metrics[f"{metric} {code}"] += count
    return {"days": len({row[0] for row in rows}), "totals": dict(totals),
            **{name: sum(record[name] for record in records) for name in ("counted", "rejected")},
            "metrics": {name: metrics[name] for name in shape.expected["metrics"]}}  # fmt: skip # saves 3 lines


RUNS = {
    "statements": ingest_statements,
    "detections": ingest_detections,
    "feeds": read_feed,
}  # kind → what came out of the shape's file, by the names its expected numbers have


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
