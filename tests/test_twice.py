"""A fact entered a second time under another identifier stops the build, however its author wrote the name."""

import pytest

from etl.errors import GardefouError
from etl.warehouse.layers import SQL, create, stop_at_faults

CHECK = SQL / "checks" / "nothing_is_entered_twice.sql"

COPIES = {
    "the same act": ("enforcement_actions", "action_id", "gb-ofcom-2026-01-12-investigation", ""),
    "its authority in capitals, with a bracket": (
        "enforcement_actions", "action_id", "gb-ofcom-2026-01-12-investigation",
        "'OFCOM (the regulator)' as authority,"),
    "its authority without accents": (
        "enforcement_actions", "action_id", "br-anpd-2026-02-11-preventive-measure",
        "'Agencia Nacional de Protecao de Dados' as authority,"),
    "its authority under another name, the document the same": (
        "enforcement_actions", "action_id", "gb-ofcom-2026-01-12-investigation", "'The regulator' as authority,"),
    "known to the month only": (
        "enforcement_actions", "action_id", "gb-ofcom-2026-01-12-investigation",
        "date '2026-01-01' as date, 'month' as date_precision, 'https://other.example/' as source_url,"),
    "an act without a date": (
        "enforcement_actions", "action_id", "gb-ofcom-2026-01-12-investigation", "null::date as date,"),
    "a measurement": ("detections", "measurement_id", "AIF-01", "'https://other.example/' as source_url,"),
    "a statement": ("platform_statements", "statement_id", "PS-028", "'Another wording.' as summary_en,"),
    "a reaction": ("public_reactions", "reaction_id", "PR-001", "'Another wording.' as text,"),
    "a claim test": ("claim_tests", "claim_test_id", "CT-008-1", ""),
}  # fmt: skip # saves 17 lines


@pytest.fixture
def loaded(tmp_path):
    """raw.* as the build reads it, and the check run on it."""
    import datetime as dt

    import duckdb

    from etl.warehouse import raw
    from etl.warehouse.layers import ROOT

    with duckdb.connect(":memory:") as connection:
        raw.load(connection, ROOT / "data", tmp_path, dt.date(2026, 11, 29))
        create(connection, SQL / "staging")
        yield connection


def run(connection) -> None:
    stop_at_faults(connection, {CHECK: CHECK.read_text(encoding="utf-8")})


def test_each_fact_written_again_is_refused_with_the_row_it_repeats(loaded):
    run(loaded)
    for told, (table, key, row_id, changed) in COPIES.items():
        loaded.execute("begin")
        change = f"{changed} 'a-second-name' as {key}, 9000 as source_line"
        loaded.execute(f"insert into raw.{table} select * replace ({change}) from raw.{table} where {key} = '{row_id}'")
        if told == "an act without a date":
            loaded.execute(f"update raw.{table} set date = null where {key} = '{row_id}'")
        with pytest.raises(GardefouError, match=f"a-second-name.*{row_id}|{row_id}.*a-second-name"):
            run(loaded)
        loaded.execute("rollback")


def test_two_facts_listed_as_distinct_are_two_facts(loaded):
    loaded.execute(
        "insert into raw.enforcement_actions select * replace ('a-second-name' as action_id, 9000 as source_line) "
        "from raw.enforcement_actions where action_id = 'gb-ofcom-2026-01-12-investigation'"
    )
    loaded.execute(
        "insert into raw.distinct_rows (relation, row_id, other_id, why_en, why_fr) values "
        "('enforcement', 'gb-ofcom-2026-01-12-investigation', 'a-second-name', 'Two acts', 'Deux actes')"
    )
    run(loaded)


def test_acts_of_two_authorities_or_two_kinds_on_one_day_are_two_facts(loaded):
    for n, changed in enumerate(("'A body' as authority, 'https://a.example/' as source_url, null as source2_url,",
                                 "'fine' as measure,", "'FR' as jurisdiction,")):  # fmt: skip # saves 5 lines
        change = f"{changed} 'a-second-name-{n}' as action_id, {9000 + n} as source_line"
        loaded.execute(
            f"insert into raw.enforcement_actions select * replace ({change}) "
            "from raw.enforcement_actions where action_id = 'gb-ofcom-2026-01-12-investigation'"
        )
    run(loaded)


def test_a_fact_entered_many_times_is_one_fault_a_row_with_some_of_those_it_repeats(loaded):
    loaded.execute(
        "insert into raw.enforcement_actions "
        "select actions.* replace ('again-' || n as action_id, 9000 + n as source_line) "
        "from raw.enforcement_actions as actions, range(400) as many(n) "
        "where action_id = 'gb-ofcom-2026-01-12-investigation'"
    )
    found = loaded.execute(CHECK.read_text(encoding="utf-8")).fetchall()
    assert len(found) == 400 and len({row[3] for row in found}) == 400
    assert max(len(row[4]) for row in found) < 250
