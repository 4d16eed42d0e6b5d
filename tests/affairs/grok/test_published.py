"""Published facts and wordings stand unless data/corrections.csv, or a new record, says so; see published.py."""

import published
import pytest
from test_recorded import held, kept


@pytest.fixture(scope="module")
def now():
    return kept(published.FILE, published.published(), 0)


def test_what_was_published_stands_unless_the_corrections_say_otherwise(now):
    """Rows and keys added later are free. A wrong fact is corrected with a line in data/corrections.csv; another
    wording, or another rule of the project, is meant when it is recorded anew: make record."""
    was = held(published.FILE)
    changed = published.unsaid(was, now)
    marks = {name for name, *_ in changed if "/" in name}
    new = [leaf for name in sorted(marks) for leaf in published.leaves(name) if published.mark(leaf) not in was[name]]
    assert (changed, new) == ([], [])


def test_every_file_of_keys_and_every_table_is_held(now):
    was = held(published.FILE)
    assert now.keys() >= was.keys(), "a file is gone: make record"
    assert sum(map(len, now.values())) > 10_000


@pytest.mark.parametrize(("relation", "row"), [("provisions", "fr-cp-226-8-1-al1"), ("measures", "preservation_order")])
def test_a_fact_changed_without_a_word_would_be_noticed(relation, row):
    was = {relation: {row: "a=1|b=2"}}
    for now in ({relation: {row: "a=1|b=3"}}, {relation: {row: "a=1"}}, {relation: {}}, {}):
        assert [found[:2] for found in published.unsaid(was, now)] == [(relation, row)]
    assert published.unsaid(was, {relation: {row: "a=1|b=2", "another": "a=9"}}) == []


def test_a_word_dropped_or_a_list_shortened_is_another_leaf():
    before = {"a": {"b": "not this"}, "c": ["x", "y"], "d": [{"row": "1", "n": 2}, {"row": "2", "n": 3}]}
    leaves = set(published.leaves_of(before, ""))
    for after in ({**before, "a": {"b": "this"}}, {**before, "c": ["y"]}, {**before, "c": ["x", "z"]},
                  {**before, "d": [{"row": "1", "n": 3}, {"row": "2", "n": 2}]}):  # fmt: skip # saves 4 lines
        assert leaves - set(published.leaves_of(after, ""))
    assert leaves <= set(published.leaves_of({**before, "c": ["w", "x", "y"], "e": 1}, ""))
