"""A relation says in one file that its rows have receipts, are news and stand in a table: no code knows it."""

import datetime as dt

import pytest

from etl import warehouse as served
from etl.errors import GardefouError
from etl.open_data import feed
from etl.warehouse import query, recorded, rules
from etl.warehouse.recorded import Recorded
from figures import data
from figures.asked import Asked
from figures.declared import of
from figures.words import OWN_DAY, french

DAYS = {"start": "2026-01-01", "end": "2026-01-31"}
# Tests of claims have no receipts of their own and no place; here they are declared to have receipts and a table.
CLAIMS = Recorded(
    "claim_tests", "claim_test_id", "claim_tests",
    {"day": "statement_date", "precision": "date_precision", "actor": "speaker", "text": "scope_*", "news": True,
     "codes": {"verdict": "claim_verdict"},
     "table": {"page": "statements", "columns": "claim_test_id statement_date verdict scope_* source_url"}},
)  # fmt: skip # saves 8 lines


@pytest.fixture(autouse=True)
def here(warehouse, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)


def test_what_is_declared_names_columns_that_are_there(marts):
    for one in recorded.recorded().values():
        held = {name for (name,) in marts.execute(
            "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ?", [one.relation]
        ).fetchall()}  # fmt: skip # saves 4 lines
        assert set(one.needs) <= held
        counted = f"select count(*) from ({one.select(held)})"
        assert (
            marts.execute(counted).fetchone() == marts.execute(f"select count(*) from marts.{one.relation}").fetchone()
        )


def test_a_relation_that_lacks_what_a_receipt_says_stops_the_build(marts, monkeypatch):
    listed = {"claim_tests": CLAIMS}
    monkeypatch.setattr(rules, "recorded", lambda: listed)
    with pytest.raises(
        GardefouError, match=r"claim_tests have receipts, but sql/marts/claim_tests.sql has no source_kin"
    ):
        rules.declared(marts)


def test_a_day_known_to_its_month_is_written_as_one_in_every_relation():
    assert {"action_date", "statement_date", "reaction_date"} <= OWN_DAY and "in_force_from" not in OWN_DAY


def test_a_version_without_a_relation_answers_for_the_others(marts, monkeypatch):
    listed = recorded.recorded() | {"not_yet": Recorded("not_yet", "id", "reference", {"actor": "id", "text": "id"})}
    monkeypatch.setattr(recorded, "recorded", lambda: listed)
    assert len(query(marts, "record", id="AIF-01")) == 1
    assert query(marts, "record", id="nobody").empty


@pytest.mark.parametrize(("jurisdictions", "count"), [([], 2), (["FR"], 1), (["US"], 1), (["DE"], 0)])
def test_a_table_follows_the_period_and_the_jurisdictions_and_keeps_what_has_no_day(marts, jurisdictions, count):
    rows = """(select * from (values ('a', date '2026-01-05', 'day', 'FR'), ('b', null, 'unknown', 'US'),
        ('c', date '2026-02-01', 'day', 'FR'), ('d', date '2025-12-31', 'day', 'FR')) as t(id, held, how, place))"""
    one = Recorded("marts", "id", "", {"place": "place", "day": "held", "precision": "how"})
    found = query(
        marts, "declared", placed=one.placed.replace("marts.marts", rows), jurisdictions=jurisdictions, **DAYS
    )
    assert len(found) == count and found["id"].tolist() == [
        name for name, place in (("a", "FR"), ("b", "US")) if not jurisdictions or place in jurisdictions
    ]


def test_a_relation_without_places_does_not_leave_with_a_choice_of_jurisdictions(marts):
    days = {"start": "1990-01-01", "end": "2030-01-01"}
    whole = query(marts, "declared", placed=CLAIMS.placed, jurisdictions=[], **days)
    assert len(whole) == len(query(marts, "declared", placed=CLAIMS.placed, jurisdictions=["FR"], **days)) > 3


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_declared_table_has_the_title_of_its_source_and_what_that_cannot_say(marts, lang):
    shown = of(CLAIMS, Asked(lang, dt.date(2025, 1, 1), dt.date(2026, 12, 31), ("FR",), "statements"))
    told = data.load("sources").set_index("source_id").loc["claim_tests"]
    assert (shown.title, shown.notes) == (told[f"title_{lang}"], (told[f"cannot_say_{lang}"],))
    assert len(shown.rows) == marts.execute("select count(*) from marts.claim_tests").fetchone()[0]
    assert shown.shown[3] == f"scope_{lang}" and set(shown.shown) < set(shown.columns)
    assert shown.vocabularies["verdict"] == "claim_verdict"
    meant = "select meaning_fr from marts.dictionary where relation = 'claim_tests' and column_name = 'source_url'"
    if lang == "fr":  # of this relation, whatever the same column is called in another
        assert shown.columns["source_url"] == french(marts.execute(meant).fetchone()[0])
    nothing = of(CLAIMS, Asked(lang, dt.date(2020, 1, 1), dt.date(2020, 1, 31), (), "statements"))
    assert nothing.rows.empty and nothing.empty


def test_a_declared_relation_has_receipts_and_is_news(marts, monkeypatch):
    listed = recorded.recorded() | {"claim_tests": CLAIMS}
    monkeypatch.setattr(recorded, "recorded", lambda: listed)
    (row_id,) = marts.execute("select min(claim_test_id) from marts.claim_tests").fetchone()
    assert query(marts, "record", id=row_id)["relation"].tolist() == ["claim_tests"]
    entries = query(marts, "feed", jurisdictions=[]).query("relation == 'claim_tests'")
    assert len(entries) == marts.execute("select count(*) from marts.claim_tests").fetchone()[0]
    assert set(entries["label_fr"]) == {
        marts.execute("select title_fr from marts.sources where source_id = 'claim_tests'").fetchone()[0]
    }
    assert "Claims of the platform" in feed.atom(marts, "en", ()).decode()
