"""Published facts of every table stand unless data/corrections.csv says so; see published.py."""

import published
import pytest
from test_recorded import held, kept


def test_a_fact_that_was_published_stands_unless_the_corrections_say_otherwise():
    """Rows added later are free; a wrong fact is corrected with a line in data/corrections.csv."""
    now = kept(published.FILE, published.published(), 0)
    assert published.unsaid(held(published.FILE), now) == []


@pytest.mark.parametrize(("relation", "row"), [("provisions", "fr-cp-226-8-1-al1"), ("measures", "preservation_order")])
def test_a_fact_changed_without_a_word_would_be_noticed(relation, row):
    was = {relation: {row: "a=1|b=2"}}
    for now in ({relation: {row: "a=1|b=3"}}, {relation: {row: "a=1"}}, {relation: {}}, {}):
        assert [found[:2] for found in published.unsaid(was, now)] == [(relation, row)]
    assert published.unsaid(was, {relation: {row: "a=1|b=2", "another": "a=9"}}) == []
