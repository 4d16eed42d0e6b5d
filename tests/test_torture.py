"""A seeded share of `make torture`, small enough for every run: the counts that must be zero are zero."""

import json
import subprocess
import sys

import pytest

from torture import ROOT, canaries, hostile, kills, mutations
from torture.__main__ import ORDERLY


def wrong(found: dict) -> dict:
    """What should be zero and is not. How long things took is measured by `make torture` only."""
    bad = {name: value for name, value in found.items() if name in ORDERLY and value}
    return bad | {"examples": found.get("examples") or found.get("broken_examples")} if bad else {}


@pytest.mark.parametrize("kind", list(mutations.FORMATS))
def test_a_mutated_input_ends_as_loaded_rejected_or_refused_and_its_rows_add_up(kind):
    found = mutations.run(kind, 120, seed=20261125)
    assert not wrong(found)
    assert found["loaded"] + found["rejected"] + found["refused"] + found["known"] == 120 and found["refused"] > 10


def test_a_fault_in_the_product_would_be_counted(monkeypatch):
    monkeypatch.setattr(mutations, "of_posts", lambda path: 1 / 0)
    assert mutations.run("jsonl", 20)["crashes"] > 0
    monkeypatch.setattr(mutations, "of_posts", lambda path: mutations.added_up(3, 1, 1))
    assert mutations.run("jsonl", 20)["lost"] > 0


def test_readers_see_whole_versions_each_no_older_than_the_last_while_they_are_swapped(tmp_path):
    # A process of its own: reader processes started beside the browser that draws images never answer.
    program = "import json, sys; from pathlib import Path; from torture import readers; "
    program += "print(json.dumps(readers.run(Path(sys.argv[1]), readers=12, swaps=5, pause=0.3)))"
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=1800
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    assert not wrong(found) and found["readers"] == 12 and found["queries"] >= 24


def test_case_20_a_refresh_killed_at_any_moment_and_step_leaves_what_is_served_whole(tmp_path):
    found = kills.run(tmp_path, kills=1, seed=20261125, most_steps=1)
    assert not wrong(found) and found["steps"] == 1


def test_case_24_hostile_addresses_get_a_page_and_nothing_of_the_machine(warehouse, tmp_path):
    found = hostile.run(tmp_path, warehouse, count=8, seed=20261125)
    assert not wrong(found) and found["alive_after"] == 1


def test_no_planted_secret_or_name_comes_out_anywhere(tmp_path):
    found = canaries.run(tmp_path)
    assert not wrong(found) and found["outputs"] > 40 and found["databases"] >= 4
