"""The list of wrong rules fits the code, and the day's few of them are noticed; all of them: `make mutants`."""

import datetime as dt
import os
import random
from pathlib import Path

import pytest
from tools.mutants import areas, copied, faults, mutants, tried, watchers

A_DAY = 1


def test_the_list_of_wrong_rules_fits_the_code():
    found = mutants()
    assert faults(found, areas()) == []
    assert len(found) >= 120 and sum(one.is_sql for one in found) >= len(found) / 3


@pytest.mark.skipif("GARDEFOU_MUTANT" in os.environ, reason="a mutant is being tried, in a copy of the checkout")
def test_the_wrong_rules_of_the_day_are_noticed(tmp_path: Path):
    due = [one for one in mutants() if not one.harmless]
    chosen = random.Random(dt.date.today().toordinal()).sample(due, A_DAY)
    folder = copied(tmp_path)
    assert [one.name for one in chosen if not tried(folder, one, watchers(one, areas()))] == []
