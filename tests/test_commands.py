"""Every command as it is typed: what it hands to what does the work, in which order, what it prints and ends with.

What does the work is replaced by what notes how it was called. Recorded: a call a line, then what was printed."""

import argparse
import datetime as dt
import functools
import json
import shlex
import signal
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
import pytest
from commands import ran
from recording import as_recorded

from etl import __main__ as command_line
from etl.commands import cluster
from etl.detections.families import families
from etl.files import sha256
from etl.nlp.scheme import LABELS

FILE = SimpleNamespace(stat=lambda: SimpleNamespace(st_size=2_640_000))
HELD = SimpleNamespace(version="v1", rows={"a": 1000, "b": 234}, warnings=("W.",), path=FILE)
MODEL = SimpleNamespace(meta={"inputs": "m1", "posts": 1200})
POST = {"post_key": "k", "text_redacted": "words", "id": "own"}
BROUGHT = [SimpleNamespace(rows=[1], path="a.csv", known=0), SimpleNamespace(rows=[1, 2], path="b.csv", known=3)]
SCORES = [{"field": field, "slice": part, "measure": measure, "label": label, "value": n / 10 + len(label) / 9 + (measure == "x") / 8, "low": 0.25, "high": 0.75}
          for field in LABELS for n, part in enumerate(("all", "fr", "en")) for measure in ("macro_f1", "x")
          for label in ("", "y")]  # fmt: skip # saves 5 lines
CARD = {"scores": SCORES, "goals": {field: {"least": 0.5, "aim": 0.6} for field in LABELS}}
MADE = b"x" * 2600
PARSER = functools.cache(command_line.parser)
STORE = {"etl.stores.locked": "entered"}
PERIOD = pd.DataFrame({"start_date": [pd.Timestamp("2026-01-01")], "end_date": [pd.Timestamp("2026-01-09")]})
FORM = next(iter(families()))
EXAMPLES = [SimpleNamespace(kind=kind, title=f"T {kind}", producer="P", example="E") for kind in ("reactions", "feeds")]

# What is typed, and what each thing that does the work gives back.
TYPED: list[tuple[str, dict[str, Any]]] = [
    ("build", {"etl.warehouse.build.build": (HELD, True)}),
    ("build --out o --store s --data d --as-of 2026-01-05 --if-changed", {"etl.warehouse.build.build": (HELD, False)}),
    ("build --data d", {"etl.warehouse.build.build": (HELD, False)}),
    ("build --store s", {"etl.warehouse.build.build": (HELD, False)}),
    ("check-data d", {"etl.affairs.check.examine": ({}, True, [])}),
    ("check-data", {"etl.affairs.check.examine": ({}, True, ["page: why"])}),
    ("check-data d --as-of 2026-01-05", {"etl.affairs.check.examine": ({"a.csv": ["x"]}, True, ["no"])}),
    ("check-data d --as-of 2026-01-05", {"etl.affairs.check.examine": ({"a.csv": ["x"]}, False, [])}),
    ("evaluate --store s", {"etl.nlp.models.current_model": "M", "etl.nlp.card.evaluate": CARD,
                            "etl.nlp.card.write": ["a.md", "b.json"]}),
    ("expire-reactions --store s", {**STORE, "etl.reactions.ingest.expire": 1200}),
    ("import-rows f --data d --template fr", {"etl.affairs.template.make": None, "etl.affairs.import_rows.bring": None}),
    ("import-rows f --data d --table t", {"etl.affairs.import_rows.bring": (BROUGHT, ["P,press"]),
                                          "etl.affairs.import_rows.write": None}),
    ("import-rows f --data d --dry-run", {"etl.affairs.import_rows.bring": (BROUGHT, []),
                                          "etl.affairs.import_rows.write": None}),
    ("ingest detections f --detector i --store s", {"etl.detections.ingest.ingest": 0}),
    (f"ingest detections f --detector i --format {FORM} --mapping m --flag-at a=0.25 --flag-at b=1 --population n "
     "--accept-losses --encoding e --examined x", {"etl.detections.ingest.ingest": 1}),
    ("ingest dsa a b --store 's t' --dry-run --jobs 3", {"etl.dsa.ingest.ingest": 0, "etl.dsa.ingest.cores": 7}),
    ("ingest dsa a --engine spark --master local", {"etl.dsa.ingest.ingest": 1, "etl.dsa.ingest.cores": 0}),
    ("ingest reactions f --store s", {"etl.reactions.ingest.ingest": 0, "etl.spark.needed": None}),
    ("ingest reactions f --engine spark --ner e --keep-days 9 --accept-losses --query q --network x --encoding utf-8 "
     "--date-order day --timezone Europe/Paris", {"etl.reactions.ingest.ingest": 1, "etl.spark.needed": None,
                                                  "etl.nlp.recogniser.recogniser": "R"}),
    ("ingest reactions f --master local", {"etl.reactions.ingest.ingest": 1, "etl.spark.needed": None}),
    ("new-affair d --id i --platform p --languages 'fr, en,'", {"etl.affairs.new.begin": ["a", "b"]}),
    ("publish f --out o", {"etl.warehouse.current": HELD, "etl.open_data.package.publish": [FILE] * 2}),
    ("retrain c --store s", {
        "etl.nlp.corpus.posts": [{"id": 1}], "etl.nlp.corpus.off_topic": [{"id": 2}], "etl.nlp.models.current_model": MODEL,
        "etl.nlp.models.kept_corrections": [{"id": 3, "n": 1}, {"id": 4}], "etl.nlp.models.keep_corrections": None,
        "etl.nlp.review.corrections": [{"id": 3, "n": 2}, {"id": 5}],
        "etl.nlp.review.before_and_after": {"stance": (0.5, 0.75)}}),
    ("retrain c --dry-run", {
        "etl.nlp.corpus.posts": [], "etl.nlp.corpus.off_topic": [], "etl.nlp.models.current_model": MODEL,
        "etl.nlp.models.kept_corrections": [], "etl.nlp.models.keep_corrections": None,
        "etl.nlp.review.corrections": [{"id": 3}], "etl.nlp.review.before_and_after": {"role": (0.75, 0.5)}}),
    ("review --out o --store s", {"etl.reactions.store.posts": [POST], "etl.nlp.models.current_model": "M",
                                  "etl.nlp.review.sheet": [1, 2], "etl.nlp.review.write_sheet": None}),
    ("review --posts pyproject.toml --count 7", {"etl.nlp.lines.read_posts": [POST], "etl.nlp.models.current_model": "M",
                                                 "etl.nlp.review.sheet": [1], "etl.nlp.review.write_sheet": None}),
    ("review --posts none", {"etl.nlp.lines.read_posts": [POST]}),
    ("review", {"etl.reactions.store.posts": []}),
    ("rotate-secret --store s", {**STORE, "etl.reactions.store.ledger": {"objections": []}, "etl.reactions.store.rekey": 1200}),
    ("rotate-secret", {**STORE, "etl.reactions.store.ledger": {"objections": [1]}, "etl.reactions.store.rekey": 1}),
    ("rotate-secret", {**STORE, "etl.reactions.store.ledger": {"objections": [1, 2]}, "etl.reactions.store.rekey": 1}),
    ("rotate-secret --forget-objections", {**STORE, "etl.reactions.store.ledger": {"objections": [1]},
                                           "etl.reactions.store.rekey": 1}),
    ("sample-audit --out o", {"etl.detections.sample.write": None}),
    ("sample-audit --out o --images 1 --labelled 2 --share 0.5 --seed 4", {"etl.detections.sample.write": None}),
    ("tag f --out o --store s", {"etl.nlp.lines.tag_file": 0, "etl.nlp.spread.tag_spread": 9}),
    ("tag pyproject.toml", {"etl.nlp.lines.tag_file": 1, "etl.nlp.spread.tag_spread": 9, "etl.nlp.spread.is_parquet": False}),
    ("tag pyproject.toml", {"etl.nlp.lines.tag_file": 9, "etl.nlp.spread.tag_spread": 0, "etl.nlp.spread.is_parquet": True}),
    ("tag f --engine spark", {"etl.nlp.lines.tag_file": 9, "etl.nlp.spread.tag_spread": 1}),
    ("train --store s", {"etl.nlp.models.kept_corrections": [1], "etl.nlp.models.input_hash": "k",
                         "etl.nlp.models.stored": None, "etl.nlp.models.train_into": Path("f")}),
    ("train", {"etl.nlp.models.kept_corrections": [], "etl.nlp.models.input_hash": "k", "etl.nlp.models.stored": Path("g"),
               "shutil.copyfile": None}),
    ("train --force --ship", {"etl.nlp.models.kept_corrections": [1], "etl.nlp.models.input_hash": "k",
                              "etl.nlp.models.stored": Path("g"), "etl.nlp.models.train_into": Path("f"),
                              "shutil.copyfile": None}),
    ("formats", {"etl.intake.field.shapes": []}),
    ("formats", {"etl.intake.field.shapes": EXAMPLES}),
    ("formats reactions", {"etl.intake.field.shapes": EXAMPLES}),
    ("brief --warehouse w --no-charts --jurisdiction FR --jurisdiction DE --to 2026-01-05 --lang en --address https://a.example",
     {"etl.warehouse.current": HELD, "etl.warehouse.connect": "entered", "etl.warehouse.query": PERIOD,
      "brief.document.document": MADE, "pathlib.Path.write_bytes": None, "pathlib.Path.replace": None}),
    ("brief --out o/b.pdf", {"etl.warehouse.current": HELD, "etl.warehouse.connect": "entered", "etl.warehouse.query": PERIOD,
                             "brief.document.document": b"", "pathlib.Path.write_bytes": None, "pathlib.Path.replace": None}),
]  # fmt: skip # saves 90 lines


def told(value: Any) -> str:
    """An argument in a line: today's date by its name, paths of the checkout from it."""
    if isinstance(value, dt.date) and str(value)[:7] != "2026-01":
        return "today"
    named = {id(HELD): "HELD", id(MODEL): "MODEL", id(CARD): "CARD", id(BROUGHT): "BROUGHT", id(MADE): "MADE"}
    text = named.get(id(value), str(value))
    return text.replace(f"{Path(__file__).parents[1]}/", "")


def wired(monkeypatch: pytest.MonkeyPatch, gives: dict[str, Any]) -> list[str]:
    """What was called with what, as it happens."""
    calls: list[str] = []

    def put(path: str, given: Any) -> None:
        def noted(*args: Any, **more: Any) -> Any:
            named = [*(told(one) for one in args), *(f"{name}={told(one)}" for name, one in more.items())]
            calls.append(f"{path.removeprefix('etl.')}({'; '.join(named)})")
            return entered() if isinstance(given, str) and given == "entered" else given

        @contextmanager
        def entered():
            yield "inside"
            calls.append("left")

        where, _, name = path.rpartition(".")
        owner = Path if where == "pathlib.Path" else import_module(where)
        monkeypatch.setattr(owner, name, noted)

    for path, given in gives.items():
        put(path, given)
    return calls


@pytest.mark.parametrize("place", range(len(TYPED)))
def test_what_is_typed_reaches_what_does_the_work(monkeypatch, place):
    typed, gives = TYPED[place]
    monkeypatch.setattr("time.monotonic", lambda: 5.0)
    monkeypatch.setattr(command_line, "parser", PARSER)
    calls = wired(monkeypatch, gives)
    done = ran(*shlex.split(typed))
    out = [told(line) for line in (done.stdout + done.stderr).splitlines()]
    as_recorded("commands.json", f"{place} {typed}", {"calls": calls, "printed": out, "code": done.returncode})


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ({"a": 2, "b": 1}, ""),
        ({}, ""),
        ({"a": 2, "b": 1200}, "marts.b has 1 rows, the manifest says 1,200."),
        ({"c": 1}, "marts.c is not there."),
    ],
)
def test_a_version_is_whole_when_every_relation_has_its_rows(tmp_path, rows, fault):
    assert "there is no warehouse in" in ran("check", "--out", tmp_path).stderr
    with duckdb.connect(str(tmp_path / "v.duckdb")) as connection:
        connection.execute("create schema marts").fetchall()
        connection.execute("create table marts.a as from range(2)").fetchall()
        connection.execute("create table marts.b as from range(1)").fetchall()
    told = {
        "version": "v",
        "file": "v.duckdb",
        "sha256": sha256(tmp_path / "v.duckdb"),
        "built_at": "",
        "as_of": "",
        "data_date": "",
        "rows": rows,
    }
    (tmp_path / "current.json").write_text(json.dumps(told))
    done = ran("check", "--out", tmp_path)
    assert (done.returncode, fault in done.stderr) == (1 if fault else 0, True)
    whole = f"version v is whole: sha256 and {len(rows)} relations agree with the manifest\n"
    assert done.stdout == ("" if fault else whole)
    (tmp_path / "v.duckdb").write_bytes(b"another")
    assert ran("check", "--out", tmp_path).returncode == 1


def test_a_cluster_is_of_the_workers_asked_for_until_somebody_stops_it(monkeypatch, capsys):
    told: list[Any] = []

    @contextmanager
    def standalone(*given: Any):
        told.append(given)
        yield "spark://a", []
        told.append("ended")

    def pause() -> None:
        told.append("waits")
        raise KeyboardInterrupt

    monkeypatch.setattr("etl.cluster.standalone", standalone)
    monkeypatch.setattr(signal, "signal", lambda *given: told.append(given))
    monkeypatch.setattr(signal, "pause", pause)
    assert cluster.run(argparse.Namespace(workers=3, cores=2, port=7)) == 0
    caught = [(one, signal.default_int_handler) for one in (signal.SIGINT, signal.SIGTERM)]
    assert told == [*caught, (3, 2, 7), "waits", "ended"]
    assert capsys.readouterr().out == "spark://a has 3 workers of 2 cores. Ctrl-C stops it.\nstopped\n"
