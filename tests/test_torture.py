"""A seeded share of `make torture`, small enough for every run: the counts that must be zero are zero."""

import json
import subprocess
import sys

import pytest

from torture import ROOT, canaries, hostile, kills, mutations
from torture.__main__ import ORDERLY


@pytest.fixture(autouse=True)
def nothing_drawn_ahead(monkeypatch):
    """A server prepares every page when it starts; the full torture has it so, here nobody waits for them."""
    monkeypatch.setenv("GARDEFOU_WARM", "0")


def wrong(found: dict) -> dict:
    """What should be zero and is not. How long things took is measured by `make torture` only."""
    bad = {name: value for name, value in found.items() if name in ORDERLY and value}
    return bad | {"examples": found.get("examples") or found.get("broken_examples")} if bad else {}


@pytest.mark.parametrize("kind", list(mutations.FORMATS))
def test_a_mutated_input_ends_as_loaded_rejected_or_refused_and_its_rows_add_up(kind):
    found = mutations.run(kind, 60, seed=20261125)
    assert not wrong(found)
    assert found["loaded"] + found["rejected"] + found["refused"] + found["known"] == 60 and found["refused"] > 5


def test_a_fault_in_the_product_would_be_counted(monkeypatch):
    monkeypatch.setattr(mutations, "of_posts", lambda path: 1 / 0)
    assert mutations.run("jsonl", 20)["crashes"] > 0
    monkeypatch.setattr(mutations, "of_posts", lambda path: mutations.added_up(3, 1, 1))
    assert mutations.run("jsonl", 20)["lost"] > 0


def test_readers_see_whole_versions_each_no_older_than_the_last_while_they_are_swapped(tmp_path):
    # A process of its own: reader processes started beside the browser that draws images never answer.
    program = "import json, sys; from pathlib import Path; from torture import readers; "
    program += "print(json.dumps(readers.run(Path(sys.argv[1]), readers=4, swaps=5, pause=0.3)))"
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=1800
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    assert not wrong(found) and found["readers"] == 4 and found["queries"] >= 8


def test_case_20_a_refresh_killed_at_a_step_leaves_what_is_served_whole(tmp_path):
    found = kills.run(tmp_path, kills=0, seed=20261125, most_steps=1)
    assert not wrong(found) and found["steps"] == 1


def test_case_24_hostile_addresses_get_a_page_and_nothing_of_the_machine(warehouse, tmp_path):
    found = hostile.run(tmp_path, warehouse, count=8, seed=20261125)
    assert not wrong(found) and found["alive_after"] == 1


def test_no_planted_secret_or_name_comes_out_anywhere(tmp_path):
    found = canaries.run(tmp_path, every=False)
    assert not wrong(found) and found["outputs"] > 35 and found["databases"] >= 4


def test_a_part_that_fails_or_does_not_end_is_said_and_the_table_has_its_place(tmp_path):
    import threading

    from torture.__main__ import within
    from torture.report import written

    assert wrong(within(60, lambda: 1 / 0))["crashes"] == 1
    assert wrong(within(1, lambda: threading.Event().wait()))["unanswered"] == 1
    assert within(60, lambda: {"sets": 1}) == {"sets": 1}
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- siege: written by make siege -->\nold\n<!-- siege: end -->\nafter\n")
    written(page, "siege", "| new |")
    expected = "before\n<!-- siege: written by make siege -->\n| new |\n<!-- siege: end -->\nafter\n"
    assert page.read_text() == expected
    with pytest.raises(ValueError, match="no place"):
        written(page, "torture", "x")
    for name in ("siege", "torture"):
        assert f"<!-- {name}: written by make {name} -->" in (ROOT / "docs/reliability.md").read_text()
        assert "--write docs/reliability.md" in (ROOT / "Makefile").read_text().split(f"\n{name}:")[1].split("\n\n")[0]


def test_a_siege_says_what_was_not_run_and_what_did_not_hold():
    from torture import siege
    from torture.attacks import ATTACKS

    assert {one[1] for one in siege.DRILLS} == {"", *ATTACKS}
    well = {
        "drill": "x", "answers": {"200": 2}, "visits": 9, "lost": 0, "errors": 0, "got": 0, "p50": 0.1, "p95": 0.2, "memory": 300,
        "descriptors": 9, "after": 109, "back": 0, "start": 100, "seconds": 9, "cpu": 1.0,
    }  # fmt: skip # saves 13 lines
    assert siege.failures(well) == [] and "held" in siege.row(well)
    for name, value in (("errors", 1), ("got", 1), ("p95", 3.1), ("memory", 1201), ("after", 111)):
        assert siege.failures(well | {name: value}) == [name]
    skipped = {"drill": "y", "is_not_run": True}
    assert siege.failures(skipped) == ["not run"]
    columns = {line.count("|") for line in (*siege.HEAD.splitlines(), siege.row(well), siege.row(skipped))}
    assert columns == {13}
