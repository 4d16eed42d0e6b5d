"""The dictionary against the warehouse, and the first report's facts against the marts that must carry them."""

from pathlib import Path

import pytest
import yaml

from etl.intake.sources import vocabularies
from etl.yaml_text import LOADER

DICTIONARY = yaml.load(Path("data/dictionary.yml").read_text(encoding="utf-8"), LOADER)
KEYS = {
    "incidence": "measurement_id",
    "statements": "statement_id",
    "enforcement": "action_id",
    "provisions": "provision_id",
    "reactions": "reaction_id",
}


def one(marts, select: str) -> tuple:
    """The single row of a select."""
    (row,) = marts.execute(select).fetchall()
    return row


def test_the_dictionary_describes_every_column_of_every_mart_and_nothing_else(marts):
    found = marts.execute(
        "select table_name || '.' || column_name from information_schema.columns where table_schema = 'marts'"
    ).fetchall()
    described = {f"{name}.{column}" for name, relation in DICTIONARY.items() for column in relation["columns"]}
    assert {name for (name,) in found} - described == set(), "add these to data/dictionary.yml"
    assert described - {name for (name,) in found} == set(), "these are no longer in the warehouse"


def test_every_entry_of_the_dictionary_is_in_both_languages():
    for name, relation in DICTIONARY.items():
        entries = {"": relation["description"], "grain": relation["grain"], **relation["columns"]}
        for column, entry in entries.items():
            assert all(isinstance(entry[lang], str) and entry[lang] for lang in ("en", "fr")), f"{name}.{column}"


def test_every_fact_of_the_first_report_is_carried_by_a_row_with_a_source(marts):
    facts = marts.execute("select fact_id, relation, row_id from marts.origin_facts").fetchall()
    assert len(facts) >= 12
    for fact, relation, keys in facts:
        for key in keys.split(";"):
            found = marts.execute(
                f"select source_url from marts.{relation} where {KEYS[relation]} = $key", {"key": key}
            ).fetchall()
            assert len(found) == 1 and found[0][0].startswith("http"), f"{fact}: {key}"


def test_the_first_study_counts_twenty_thousand_images_over_the_year_end_week(marts):
    assert one(
        marts,
        "select sampled_count, window_start_date::text, window_end_date::text, value, unit from marts.incidence "
        "where measurement_id = 'AIF-01'",
    ) == (20_000, "2025-12-25", "2026-01-01", pytest.approx(0.53), "share")


def test_the_share_of_women_is_of_the_images_in_minimal_attire_so_about_43_percent_of_all(marts):
    parent, share = one(
        marts, "select parent_measurement_id, value from marts.incidence where measurement_id = 'AIF-03'"
    )
    assert (parent, share) == ("AIF-01", pytest.approx(0.81))
    assert 0.53 * share == pytest.approx(0.43, abs=0.005)


def test_children_under_five_and_the_earlier_wave_are_existence_claims_without_a_number(marts):
    for key in ("AIF-15", "CCM-01"):
        assert one(
            marts, f"select value, flagged_count, value_low from marts.incidence where measurement_id = '{key}'"
        ) == (None, None, None)


def test_the_admission_is_of_the_chatbots_account_not_of_the_company(marts):
    select = "select stance, speaker_kind, statement_date::text from marts.statements where statement_id = 'PS-007'"
    assert one(marts, select) == ("admission", "ai_account", "2026-01-02")


@pytest.mark.parametrize(
    ("action", "measure", "word"),
    [
        ("fr-paris-2026-01-02-extension", "investigation_extended", "Paris"),
        ("fr-ministers-2026-01-02-prosecutor-referral", "referral", "Pharos"),
        ("fr-gov-2026-01-02-arcom-referral", "referral", "Arcom"),
    ],
)
def test_the_three_french_acts_of_2_january_2026_are_there_and_counted(marts, action, measure, word):
    found, day, counted, summary = one(
        marts,
        "select measure, action_date::text, is_counted, summary_fr from marts.enforcement "
        f"where action_id = '{action}'",
    )
    assert (found, day, counted) == (measure, "2026-01-02", True)
    assert word in summary


def test_the_quoted_penalty_and_the_tier_for_online_publication_stand_side_by_side(marts):
    found = marts.execute(
        "select max_prison_months, max_fine_amount, currency from marts.provisions "
        "where provision_id in ('fr-cp-226-8-1-al1', 'fr-cp-226-8-1-al3-online') order by 1"
    ).fetchall()
    assert found == [(24, 60_000, "EUR"), (36, 75_000, "EUR")]


def test_no_fine_counted_in_this_affair_exists(marts):
    assert one(marts, "select count(*) from marts.enforcement where measure = 'fine' and is_counted") == (0,)
    assert one(marts, "select count(*) from marts.enforcement where is_counted") == (
        53,
    )  # 51, and two found in November


def test_every_code_in_a_mart_has_a_name_in_the_vocabulary_the_dictionary_gives(marts):
    codes = vocabularies(Path("data"))
    checked = 0
    for name, relation in DICTIONARY.items():
        for column, entry in relation["columns"].items():
            if "vocabulary" not in entry:
                continue
            ((kind,),) = marts.execute(f"select any_value(typeof({column})) from marts.{name}").fetchall()
            value = f"unnest({column})" if kind and kind.endswith("[]") else column
            found = {code for (code,) in marts.execute(f"select distinct {value} from marts.{name}").fetchall() if code}
            assert found <= codes[entry["vocabulary"]].keys(), f"{name}.{column}"
            checked += len(found)
    assert checked > 200
