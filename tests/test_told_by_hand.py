"""What commands and the live side print and end with, line by line, worked out by hand: none, one, two; each branch."""

import argparse
import datetime as dt
import json
import signal
import sys
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from commands import ran
from recording import as_recorded

from etl import __main__ as command_line
from etl.affairs import check
from etl.commands import candidates, delete_author, fetch, refresh, rollback, status, versions
from etl.detections import examined, incoming, ingest
from etl.detections.checks import what_to_map
from etl.detections.collect import Collected
from etl.detections.families import families
from etl.errors import GardefouError
from etl.fetch import fetchers, turn
from etl.fetch import run as fetching
from etl.intake import text_files
from etl.live import refresh as refreshing
from etl.live import review, state
from etl.reactions import drift, requests
from etl.reactions import told as posts_told
from etl.reactions.collect import Collected as Posts
from etl.reactions.requests import Removed
from etl.warehouse import history, layers

DAY = {"day": "2026-01-05", "slug": "x", "why": "too few", "at": "2026-01-06T10:00", "file": "f", "sha1": "s"}
BACK = {"by": "me", "to": "v1", "at": "2026-01-07T10:00", "reason": "why"}
NONE: dict[str, Any] = {"days": [], "version": None, "rollback": None}


def args(**given: Any) -> argparse.Namespace:
    return argparse.Namespace(**given)


# The state of the live side


def fetcher(name: str, is_on: bool = True, missing: tuple[str, ...] = (), schedule: str = "daily") -> Any:
    return SimpleNamespace(
        id=name, is_on=is_on, missing=lambda: list(missing), schedule=schedule, title=f"T {name}", credentials=missing
    )


@pytest.mark.parametrize(
    ("ran_before", "back", "ages", "is_healthy"),
    [
        ({}, NONE, {}, True),  # never used: what is in data/ is served
        ({"faults": []}, NONE, {"a": 1.0}, True),
        ({"faults": []}, NONE, {"a": 80.0}, False),
        ({"faults": ["x"]}, NONE, {"a": 1.0}, False),
        ({"faults": []}, NONE | {"days": [DAY]}, {"a": 1.0}, False),
        ({"faults": []}, NONE | {"version": {"version": "v", "faults": ["x"], "at": "1"}}, {"a": 1.0}, False),
        ({"faults": []}, NONE | {"rollback": BACK}, {"a": 1.0}, False),
        ({"faults": "damaged"}, NONE, {"a": 1.0}, True),
    ],
)
def test_the_live_side_is_well_when_nothing_is_late_held_or_at_fault(
    monkeypatch, tmp_path, ran_before, back, ages, is_healthy
):
    monkeypatch.setattr(state, "last", lambda _: dict(ran_before))
    monkeypatch.setattr(state, "held", lambda _: back)
    monkeypatch.setattr(state, "fetchers", lambda _: {"a": fetcher("a"), "off": fetcher("off", is_on=False)})
    monkeypatch.setattr(state, "state_of", lambda one, _: {"last_success": one.id})
    monkeypatch.setattr(state, "hours_since", ages.get)
    monkeypatch.setattr(turn, "age_of", lambda one, _: ages.get(one.id))
    monkeypatch.setattr(drift, "tagging", lambda _: None)
    found = state.live(tmp_path)
    assert found["is_healthy"] == is_healthy
    assert (found["last_refresh"] is None) == (not ran_before)
    words = [one["state"] for one in found["live_sources"]]
    assert words == ["never asked" if not ages else "late" if ages["a"] > 72 and ran_before else "fresh", "off"]


def test_a_source_without_its_credentials_is_not_late(monkeypatch, tmp_path):
    monkeypatch.setattr(turn, "age_of", lambda *_: None)
    monkeypatch.setattr(state, "state_of", lambda *_: {})
    for is_used, missing, told in (
        (True, ("KEY",), "needs credentials"),
        (True, (), "late"),
        (False, (), "never asked"),
    ):
        assert state.source(fetcher("a", missing=missing), tmp_path, is_used)["state"] == told


@pytest.mark.parametrize(
    ("schedule", "age", "is_due", "is_late"),
    [
        ("daily", None, True, True), ("daily", 21.5, False, False), ("daily", 21.6, True, False),
        ("daily", 72.0, True, False), ("daily", 72.1, True, True), ("hourly", 0.89, False, False),
        ("hourly", 0.9, True, False), ("hourly", 3.1, True, True),
    ],
)  # fmt: skip # saves 9 lines
def test_it_is_a_sources_turn_after_nine_tenths_and_it_is_late_after_three(
    monkeypatch, tmp_path, schedule, age, is_due, is_late
):
    monkeypatch.setattr(turn, "age_of", lambda *_: age)
    one = fetcher("a", schedule=schedule)
    assert (turn.due(one, tmp_path), turn.late(one, tmp_path)) == (is_due, is_late)
    off = fetcher("a", is_on=False, schedule=schedule)
    assert (turn.due(off, tmp_path), turn.late(off, tmp_path)) == (False, False)


def test_an_answer_of_a_clock_that_ran_ahead_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(turn, "state_of", lambda *_: {"last_success": "x"})
    for hours, age in ((2.0, 2.0), (-1.0, -1.0), (-1.01, None), (None, None)):
        monkeypatch.setattr(turn, "hours_since", lambda _, hours=hours: hours)
        assert turn.age_of(fetcher("a"), tmp_path) == age
    assert turn.hours_since("soon") is None and turn.hours_since("") is None


def test_the_state_is_told_a_line_a_thing():
    source = {"source": "a", "state": "fresh", "schedule": "daily", "last_success": "x", "age_hours": 1234.5,
              "last_error": ""}  # fmt: skip # saves 7 lines
    found = {
        "last_refresh": {"at": "2", "last_success": "", "faults": ["one\nmore", "two"]},
        "live_sources": [source, source | {"source": "b", "age_hours": None, "last_error": "refused\nand more"}],
        "held_days": [DAY],
        "held_version": {"version": "v2", "faults": ["first", "second"], "at": "2026-01-08T10:00"},
        "rolled_back": BACK,
        "review_queue": 3,
        "tagging": {"posts": 1200},
    }
    assert state.lines(found) == [
        "refresh   last 2, last without a fault never",
        "fault     one",
        "fault     two",
        f"live      {'a':<24} {'fresh':<17} answered 1,234 h ago",
        f"live      {'b':<24} {'fresh':<17} never answered; then: refused",
        "held      2026-01-05 x: too few (since 2026-01-06)",
        "held      version v2: first (since 2026-01-08)",
        "held      me went back to v1 on 2026-01-07: why",
        "queue     3 candidates wait for a person",
        "tagging   1,200 posts, and no model for these labels: python -m etl tag trains one",
    ]
    nothing = dict.fromkeys(("last_refresh", "held_version", "rolled_back"))
    empty = nothing | {"live_sources": [], "held_days": [], "review_queue": 0, "tagging": {}}
    assert state.lines(empty) == ["queue     0 candidates wait for a person"]


def test_drift_is_told_with_what_to_do_where_there_is_something_to_do():
    whole = {"posts": 1500, "unknown_word_share": 0.25, "unknown_word_share_in_training": 0.1, "off_topic_share": 0.6,
             "stance": {"unsure_share": 0.125, "score_shift": 0.2}}  # fmt: skip # saves 7 lines
    usual = drift.lines(whole | {"shifted": []})
    assert usual == [
        "tagging   newest 1,500 posts: 25.0% unknown words (10.0% in held-out posts)",
        "tagging   60% are surely not about the affair and have no other tag",
        "tagging   stance   unsure 12%, score shift 0.20",
    ]
    shifted = drift.lines(whole | {"shifted": ["unknown_words", "off_topic", "stance"]})
    assert shifted == [
        f"{usual[0]}; twice the usual: review posts, then retrain",
        f"{usual[1]}; more than half: narrow the search, or review posts and retrain",
        f"{usual[2]}; shifted: review posts, then retrain",
    ]


# Commands


@pytest.mark.parametrize(("accept", "by", "code"), [("", "me", 2), ("why", "", 2), ("why", "me", 0), ("", "", 0)])
def test_a_reason_and_a_name_go_together(monkeypatch, capsys, accept, by, code):
    given: list[Any] = []
    monkeypatch.setattr(refreshing, "refresh", lambda *one: given.append(one) or refreshing.Run())
    day = dt.date(2026, 1, 5)
    asked = args(out="o", store="s", data="d", as_of=day, no_fetch=True, accept=accept, by=by)
    assert refresh.run(asked) == code
    assert given == ([("o", "s", "d", day, False, accept, by)] if code == 0 else [])
    assert bool(capsys.readouterr().err) == bool(code)


@pytest.mark.parametrize(
    ("counted", "is_new", "faults", "told"),
    [(0, True, [], ["version v is served"]),
     (1, False, [], ["1 dump was counted", "version v is served: nothing changed"]),
     (2, True, ["x"], ["2 dumps were counted", "version v is served"])],
)  # fmt: skip # saves 10 lines
def test_a_refresh_tells_what_it_did_and_fails_with_a_fault(monkeypatch, capsys, counted, is_new, faults, told):
    fetched = [fetching.Result("a", "new", "12 rows"), fetching.Result("b", "refused", "no")]
    done = refreshing.Run(fetched, counted, faults, SimpleNamespace(version="v"), is_new)  # type: ignore[arg-type]
    monkeypatch.setattr(refreshing, "refresh", lambda *_: done)
    asked = args(out="o", store="s", data="d", as_of=None, no_fetch=False, accept="", by="")
    assert refresh.run(asked) == (1 if faults else 0)
    out, err = capsys.readouterr()
    assert out.splitlines() == [f"{'a':<22} {'new':<9} 12 rows", *told]
    assert err.splitlines() == [f"error: {one}" for one in faults]


def test_versions_are_listed_with_what_is_served_and_damaged(monkeypatch, capsys, tmp_path):
    one = SimpleNamespace(version="v1", built_at="b", data_date="2026-01-05", rows={"a": 1000, "b": 234})
    for listed, code, told in (
        ([], 1, f"no version in {tmp_path}. Build one: python -m etl build"),
        ([(one, True, True)], 0, f"{'v1':<26} built b  data to 2026-01-05      1,234 rows  whole  served"),
        ([(one, False, False)], 1, f"{'v1':<26} built b  data to 2026-01-05      1,234 rows  DAMAGED or missing"),
    ):
        monkeypatch.setattr(history, "listed", lambda _, listed=listed: listed)
        assert versions.run(args(out=tmp_path)) == code
        assert capsys.readouterr().out == f"{told}\n"


def test_a_way_back_is_told_with_what_was_left(monkeypatch, capsys):
    target = SimpleNamespace(version="v1", data_date="2026-01-05")
    for left, said in (("v2", "v2"), ("", "none")):
        monkeypatch.setattr(history, "rollback", lambda *_, left=left: (target, left))
        assert rollback.run(args(out="o", store="s", version="", by="me", reason="why")) == 0
        first = capsys.readouterr().out.splitlines()[0]
        assert first == f"version v1, with data to 2026-01-05, is served again instead of {said}"


def test_the_status_is_told_whole(warehouse, tmp_path, capsys):
    assert status.run(args(out=warehouse, store=tmp_path, json=True)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["is_healthy"] and told["file"] == f"{told['version']}.duckdb" and told["path"].endswith(told["file"])
    assert status.run(args(out=warehouse, store=tmp_path, json=False)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"version   {told['version']}, built {told['built_at']} for {told['as_of']}"
    assert lines[1] == f"file      {told['path']} (sha256 {told['sha256'][:16]}…)"
    assert lines[2] == f"data      to {told['data_date']}"
    by_kind = {
        kind: [one for one in lines if one.startswith(kind)] for kind in ("note ", "source ", "relation ", "queue ")
    }
    assert len(by_kind["note "]) == len(told["warnings"]) and by_kind["queue "] == [
        "queue     0 candidates wait for a person"
    ]
    sources = [f"source    {one['source_id']:<24} {one['rows']:>9,} rows, {one['snapshot_date'] or 'no date'}"
               for one in told["sources"]]  # fmt: skip # saves 4 lines
    assert by_kind["source "] == sources
    assert by_kind["relation "] == [
        f"relation  marts.{name:<18} {rows:>9,} rows" for name, rows in told["rows"].items()
    ]


def test_candidates_are_listed_and_decided_by_somebody(monkeypatch, capsys, tmp_path):
    row = {
        "id": "c",
        "date": "",
        "jurisdiction": "FR",
        "publisher": "P",
        "link": "L",
        "terms": ["a"],
        "entities": ["b"],
    }
    for waiting, last in (([], "0 entries wait"), ([row], "1 entry waits"), ([row, row], "2 entries wait")):
        monkeypatch.setattr(review, "queue", lambda _, waiting=waiting: waiting)
        assert candidates.run(args(store=tmp_path, done="", json=False)) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[-1] == f"{last} for a person" and len(lines) == 3 * len(waiting) + 1
        assert not waiting or lines[:3] == ["c  no date     FR    P", "    L", "    a, b"]
        assert candidates.run(args(store=tmp_path, done="", json=True)) == 0
        assert json.loads(capsys.readouterr().out) == waiting
    decided: list[Any] = []
    monkeypatch.setattr(review, "decide", lambda *given: decided.append(given))
    for decision, by, code in (("", "me", 2), ("accepted", "", 2), ("accepted", "me", 0)):
        asked = args(store=tmp_path, done="c", decision=decision, by=by, reason="r", json=False)
        assert candidates.run(asked) == code
    assert decided == [(tmp_path, "c", "accepted", "me", "r")]


def test_those_sources_are_asked_whose_turn_it_is_or_that_are_named(monkeypatch, capsys, tmp_path):
    known = {name: fetcher(name, missing=("KEY",) if name == "c" else ()) for name in "abc"}
    known["c"].is_on = False
    asked_of: list[Any] = []

    def fetched(one, store, journal, asked):
        asked_of.append((one.id, asked))
        return fetching.Result(one.id, "refused" if one.id == "b" else "new", "said")

    monkeypatch.setattr(fetchers, "fetchers", lambda _: known)
    monkeypatch.setattr(fetching, "fetch", fetched)
    monkeypatch.setattr(turn, "due", lambda one, _: one.id == "a")
    plain = {"store": tmp_path, "list": False, "first": None, "last": None, "platform": [], "is_global": False}
    assert fetch.run(args(sources=[], **plain)) == 0 and asked_of == [("a", {})]
    assert fetch.run(args(sources=["a", "b"], **plain | {"first": "1", "platform": ["x"], "is_global": True})) == 1
    assert asked_of[1:] == [(name, {"first": "1", "platforms": ["x"], "global": True}) for name in "ab"]
    with pytest.raises(GardefouError, match=r"no source x, y\. There are: a, b, c\. Nothing"):
        fetch.run(args(sources=["a", "x", "y"], **plain))
    capsys.readouterr()
    assert fetch.run(args(sources=[], **plain | {"list": True})) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{'a':<22} on  daily   T a" and lines[2] == f"{'c':<22} off daily   T c; needs KEY"


@pytest.mark.parametrize(
    ("source", "author", "key", "is_asked"),
    [("x", "a", "", True), ("", "a", "", False), ("x", "", "", False), ("", "", "k", True)],
)
def test_an_author_is_named_by_network_and_name_or_by_key(monkeypatch, capsys, tmp_path, source, author, key, is_asked):
    done = Removed(looked_for="N", gone=0, joined=0, elsewhere={})
    monkeypatch.setattr(requests, "delete_author", lambda *_: done)
    given = args(store=tmp_path, source=source, author=author, key=key)
    if is_asked:
        assert delete_author.run(given) == 1
    else:
        with pytest.raises(GardefouError, match="whose posts"):
            delete_author.run(given)


def test_of_several_authors_each_is_told_and_one_without_posts_is_a_failure(monkeypatch, capsys, tmp_path):
    found = {
        "a": Removed(looked_for="A", gone=1200, joined=1, elsewhere={"reddit": 3}),
        "b": Removed(looked_for="B", gone=0, joined=2, elsewhere={}),
    }
    networks: list[str] = []
    monkeypatch.setattr(
        requests, "delete_author", lambda _, network, name, key: networks.append(network) or found[name]
    )
    monkeypatch.setattr(sys, "stdin", ["a\n", " \n", "b\n"])
    assert delete_author.run(args(store=tmp_path, source=" Unknown ", author="-", key="")) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "looked for A (with 1 other name of the same author): 1,200 posts removed.",
        "  3 posts on reddit have an author of this name too; they stay (--source names the network).",
        "looked for B (with 2 other names of the same author): 0 posts removed.",
        "Build again to remove them from the warehouse: python -m etl build",
    ]
    assert "Nothing was found." in err and networks == ["", ""]
    monkeypatch.setattr(sys, "stdin", ["a\n"])
    assert delete_author.run(args(store=tmp_path, source="x", author="-", key="")) == 0 and networks[-1] == "x"


# The command line itself


@pytest.mark.parametrize(
    ("given", "found"),
    [([], ""), (["build"], ""), (["--data"], ""), (["build", "--data", "d"], "d"), (["--data=d", "build"], "d"),
     (["--database", "d"], "")],
)  # fmt: skip # saves 8 lines
def test_the_folder_of_an_affair_is_what_data_names(given, found):
    assert command_line.named_folder(given) == found


def test_what_a_command_raises_is_a_code_and_words(monkeypatch, capsys):
    class Parsed:
        def __init__(self, fault: BaseException | None):
            self.fault = fault

        def parse_args(self, _):
            return args(run=self.run)

        def run(self, _) -> int:
            if self.fault:
                raise self.fault
            return 0

    for fault, code, told in (
        (None, 0, ""),
        (GardefouError("why"), 1, "error: why\n"),
        (ModuleNotFoundError("x", name="nowhere.inner"), 1, "error: nowhere.inner is not installed for "),
        (PermissionError(13, "no", "f"), 1, "error: "),
    ):
        monkeypatch.setattr(command_line, "parser", lambda fault=fault: Parsed(fault))
        assert command_line.main([]) == code
        assert capsys.readouterr().err.startswith(told) and (told or not code)
    monkeypatch.setattr(command_line, "parser", lambda: Parsed(ModuleNotFoundError("x", name="etl.nowhere")))
    with pytest.raises(ModuleNotFoundError):
        command_line.main([])
    monkeypatch.setattr(command_line, "parser", lambda: Parsed(KeyboardInterrupt()))
    assert command_line.main([]) == 128 + signal.SIGINT
    assert capsys.readouterr().err.startswith("interrupted: what was complete is kept")


def test_no_command_is_wrong_usage():
    assert ran().returncode == 2 and ran("nothing").returncode == 2 and ran("--help").returncode == 0


# What is wrong with an affair's folder


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"file": "a.csv", "line": 3, "column_name": "date", "found": "x", "accepted": "a day"},
         "a.csv, line 3, column date: 'x'; accepted: a day"),
        ({"file": "a.csv", "line": None, "column_name": None, "found": None, "accepted": ""}, "a.csv"),
        ({"file": "a.csv", "line": 3, "row_id": "r", "why": None}, "a.csv, line 3, row_id r"),
        ({"relation": "enforcement", "row_id": "r", "found": 0}, "relation enforcement, row_id r: '0'"),
    ],
)  # fmt: skip # saves 12 lines
def test_a_row_that_must_not_exist_is_told_by_its_place(row, told):
    assert check.in_place(row) == told


def test_faults_are_told_by_file_and_counted():
    assert check.said({"a.csv": ["x"], "the rule that": ["y", "z"]}) == [
        "1 fault in a.csv:\n  x",
        "2 faults: the rule that:\n  y\n  z",
    ]
    built = "Why. The build stopped; the version being served is unchanged. Correct it."
    assert check.without_build(built) == "Why. Correct it."


def test_a_key_that_is_not_there_is_on_the_line_of_what_is_around_it(tmp_path):
    (tmp_path / "affair.yml").write_text("a: 1\nreported:\n  dsa:\n    platform: X\n  own: []\n")
    for key, line in (("reported.dsa.platform", 4), ("reported.dsa.nothing", 3), ("reported.own", 5), ("a", 1),
                      ("a.b", 1)):  # fmt: skip # saves 5 lines
        assert check.line_of(tmp_path / "affair.yml", key) == line, key


def options(parser: argparse.ArgumentParser) -> dict[str, list[str]]:
    """Option or argument → what it takes, its usual value, its choices; of each command below it too."""
    found: dict[str, list[str]] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                found |= {f"{name} {key}": told for key, told in options(inner).items()}
        elif action.dest != "help":
            usual = str(action.default).replace(f"{command_line.ROOT}/", "")
            kind = getattr(action.type, "__name__", str(action.type))
            told = [type(action).__name__, kind, usual, str(action.nargs), str(action.required), str(action.metavar)]
            choices = [str(one) for one in action.choices or ()]
            found[" ".join(action.option_strings) or action.dest] = told + ([", ".join(choices)] if choices else [])
    return found


def test_every_option_takes_what_is_recorded():
    """Adding an option changes nothing here until it is recorded; another usual value is meant: make record."""
    found = options(command_line.parser())
    as_recorded("commands.json", "options", found, is_open=True)
    assert len(found) > 100


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a\nb\n\n c \n", ["a", "b", "c"]),
        ("image_id\na\nb\n", ["a", "b"]),
        ('"a"\n"b"\n', ["a", "b"]),
        ("\ufeffa\nb\n", ["a", "b"]),
        ("x,image_id\n1,a\n2,b\n3\n4,\n", ["a", "b"]),
        ("IMAGE_ID;x\na;1\nb;2\n", ["a", "b"]),
        ("x,y\n1,a\n", None),
        ("", []),
    ],
)
def test_images_are_named_one_a_line_or_in_a_column(tmp_path, content, found):
    (path := tmp_path / "l.csv").write_text(content, encoding="utf-8")
    if found is None:
        with pytest.raises(GardefouError, match="one identifier a line"):
            examined.identifiers(path)
    else:
        assert list(examined.identifiers(path)) == found
    with pytest.raises(GardefouError, match="there is no file none, nor is it a number"):
        examined.identifiers(tmp_path / "none")


@pytest.mark.parametrize(
    ("count", "most", "shown", "more"),
    [(2, 2, 2, []), (3, 2, 2, ["  … and 1 more"]), (3, None, 3, []), (0, 2, 0, []), (30, 20, 20, ["  … and 10 more"])],
)
def test_what_a_check_found_is_told_a_line_a_row_and_the_others_counted(count, most, shown, more):
    rows = [{"row_id": n, "why": None} for n in range(count)]
    lines = layers.told("x.sql", "-- Days are days. More.\nselect 1", rows, most)
    assert lines[0].endswith(f"({layers.counted(rows)}; x.sql):")
    assert lines[1:] == [f"  row_id {n}" for n in range(shown)] + more


@pytest.mark.parametrize(("limit", "is_taken"), [(20, True), (10, False)])
def test_a_whole_document_may_be_as_large_as_it_says(tmp_path, monkeypatch, limit, is_taken):
    (path := tmp_path / "a.json").write_text('[\n{"image_id": 1}]')
    monkeypatch.setattr(incoming, "WHOLE_JSON", limit)
    with incoming.in_memory() as connection:
        if is_taken:
            incoming.from_json(connection, path, text_files.saved_as(path))
        else:
            with pytest.raises(GardefouError, match="more than 32 MB"):
                incoming.from_json(connection, path, text_files.saved_as(path))


# What is said of a file that came in


FOUND = Collected("nudenet", 1200, 1190, 1000, 0, ("nudity",), False, False, thresholds={"nudity": 0.5, "men": 0.25})


@pytest.mark.parametrize(("count", "shown", "is_more"), [(0, 0, False), (10, 10, False), (11, 10, True)])
def test_ten_rejected_rows_are_shown_and_the_others_are_in_a_file(capsys, tmp_path, count, shown, is_more):
    rejects = tuple((n, "day" if n % 2 else "", "why") for n in range(1, count + 1))
    ingest.report(tmp_path / "a.jsonl", "d-1", replace(FOUND, rejects=rejects), tmp_path / "r.csv", {})
    out, err = capsys.readouterr()
    title = families()["nudenet"].spec["title"]
    assert out.splitlines()[0] == (
        f"a.jsonl: 1,200 rows = 1,190 loaded + {count:,} rejected, 1,000 images, detector d-1 ({title})"
    )
    lines = err.splitlines()
    assert lines[:2] == ["  rejected: row 1, column day: why", "  rejected: row 2: why"][:shown]
    assert (
        len(lines) == shown + is_more and (lines[-1:] == [f"  … and more; all are in {tmp_path / 'r.csv'}"]) == is_more
    )


def test_what_is_worth_knowing_of_a_file_is_a_sentence_each():
    flagged = "flagged: men from 0.25, nudity from 0.5 (--flag-at says otherwise)"
    silent = ("nudity: 1,100 of 1,000 images say nothing of it (not asked, unknown, or about something else) and are in "
              "no denominator")  # fmt: skip # saves 3 lines
    for found, left_out, told in (
        (FOUND, {}, [flagged]),
        (replace(FOUND, said=("S.",)), {"nudity": 1100}, ["S.", silent, flagged]),
        (replace(FOUND, is_coded=True), {}, []),
        (replace(FOUND, thresholds={}), {}, []),
        (replace(FOUND, unmatched={"cat": 1200, "dog": 2}, unlisted={"dog": 2}, thresholds={}), {},
         ["labels without an equivalent here, counted nowhere: cat (1,200)", what_to_map({"dog": 2})]),
        (replace(FOUND, is_numbered=True, thresholds={}), {},
         ["no image has an identifier of its own: labels by people cannot be matched to these rows later."]),
    ):  # fmt: skip # saves 6 lines
        assert ingest.notes_on(found, left_out) == told


def test_of_posts_it_is_said_what_they_lack_and_where_they_are_from():
    day = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    plain = dict.fromkeys({*posts_told.LEFT_EMPTY.values(), "source"}, "x")
    post = plain | {"source": "reddit", "is_repost": False, "created_at": day, "text_redacted": "a"}
    many = [post, post | {"source": None, "is_repost": True, "created_at": day + dt.timedelta(2)}, post]
    told = posts_told.summary(Posts("own", 3, many))
    assert told[0] == "network: reddit 2, not said 1; reposts: 1; from 2026-01-05 to 2026-01-07"
    name, column = next((name, one) for name, one in posts_told.LEFT_EMPTY.items() if one != "source")
    assert (
        posts_told.summary(Posts("own", 1, [post | {column: None}]))[1] == f"not said by this file, left empty: {name}"
    )
    some = posts_told.summary(Posts("own", 2, [post | {column: None}, post]))
    assert some[1] == f"said by some posts only: {name} (1)"
    assert posts_told.summary(Posts("own", 1, [post], unnamed=1200))[1].endswith("date and text: 1,200")
    unclear = posts_told.summary(Posts("own", 1, [post | {"is_repost": None}]))
    assert unclear[-1].startswith("no column tells reposts")
    there = Posts("own", 2, [], [(1, "id", "already in the store")] * 2, remarks=["R."])
    assert posts_told.summary(there) == ["all 2 posts were in the store already; nothing was added", "R."]
    assert posts_told.summary(Posts("own", aside=Counter({"a like": 1200}))) == ["passed over, no post: a like (1,200)"]
