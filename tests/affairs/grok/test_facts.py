"""The facts arrive whole: counts, amounts, dates and links equal the figures recorded from the originals."""

import csv
import hashlib
import json
from pathlib import Path

import pytest

from etl.intake import law

ROOT = Path(__file__).parents[3]
RECORDED = json.loads(Path(__file__).with_name("facts_recorded.json").read_text(encoding="utf-8"))
CURATED = ("detections", "platform_statements", "enforcement_actions", "public_reactions")


# Three addresses of reactions are on sites that are never linked (data/reference/unlinked_domains.csv): they are not
# kept here either, and the hash of that column is of what the log of corrections says in their place.
# Names of the first collection held remarks ("AFP (Blick)"); on 29 November they became names, and the remarks columns.
NAMES = ("producer", "source_publisher", "source2_publisher")
RELATIONS = {"detections": "incidence", "platform_statements": "statements",
             "enforcement_actions": "enforcement", "public_reactions": "reactions"}  # fmt: skip # saves 4 lines


def corrections() -> dict[tuple[str, str, str], str]:
    """What each corrected cell was in the original, by relation, row and column: what its first correction says."""
    with open(ROOT / "data/corrections.csv", encoding="utf-8", newline="") as file:
        found = reversed(list(csv.DictReader(file)))
    return {(row["relation"], row["row_id"], row["field"]): row["was"] for row in found}


def rows_as_recorded(name: str) -> list[dict[str, str]]:
    """The rows of the first collection, in whose order the later ones follow."""
    with open(ROOT / f"data/curated/{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[: RECORDED[name]["rows"]]


@pytest.mark.parametrize("name", CURATED)
def test_every_cell_of_a_curated_table_is_the_originals_or_a_logged_correction(name):
    rows, recorded, logged = rows_as_recorded(name), RECORDED[name], corrections()
    assert len({row[recorded["key"]] for row in rows}) == recorded["rows"]
    for column, expected in recorded["columns"].items():
        if column in NAMES:
            continue
        cells = {row[recorded["key"]]: row[column].strip() for row in rows}
        cells |= {
            row: was for (relation, row, field), was in logged.items() if (relation, field) == (RELATIONS[name], column)
        }
        text = "\n".join(sorted(f"{key}={cell}" for key, cell in cells.items() if cell))
        assert hashlib.sha256(text.encode()).hexdigest() == expected["sha256"], f"{name}.{column}"


@pytest.mark.parametrize(
    "relation, name, columns",
    [
        ("enforcement", "enforcement_actions", {"amount": "amount", "source_url": "source_url", "action_date": "date"}),
        ("incidence", "detections", {"sampled_count": "n", "flagged_count": "k", "value": "value",
                                     "source_url": "source_url", "window_start_date": "window_start"}),
        ("statements", "platform_statements", {"statement_date": "date", "source2_url": "source2_url"}),
        ("reactions", "public_reactions", {"reaction_date": "date", "source_url": "source_url"}),
        ("provisions", "legal_provisions", {"max_fine_amount": "max_fine_amount", "source_url": "source_url",
                                            "in_force_from": "in_force_from", "in_force_to": "in_force_to",
                                            "takedown_deadline_hours": "takedown_deadline_hours"}),
    ],
)  # fmt: skip # saves 17 lines
def test_no_row_amount_date_or_link_is_lost_on_the_way_to_the_marts(marts, relation, name, columns):
    if name == "legal_provisions":  # the files of the law; tests/test_law.py holds them to the first collection
        laws = law.load(ROOT / "data")
        filled = {column: sum(row[column] is not None for row in laws) for column in columns}
        held, sums = len(laws), {}
    else:
        with open(ROOT / f"data/curated/{name}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) >= RECORDED[name]["rows"]
        filled = {column: sum(bool(row[original]) for row in rows) for column, original in columns.items()}
        held, sums = len(rows), {column: sum(float(row[original] or 0) for row in rows)
                                 for column, original in columns.items()
                                 if original in ("amount", "n", "k", "value")}  # fmt: skip # saves 5 lines
    assert marts.execute(f"select count(*) from marts.{relation}").fetchall() == [(held,)]
    for column, number in filled.items():
        assert marts.execute(f"select count({column}) from marts.{relation}").fetchall() == [(number,)]
    for column, total in sums.items():
        ((found,),) = marts.execute(f"select sum({column}) from marts.{relation}").fetchall()
        assert found == pytest.approx(total, abs=1e-6), column


def test_maximum_prison_terms_and_fines_of_the_law_are_those_of_its_files(marts):
    laws = law.load(ROOT / "data")
    ((months, lives, fines),) = marts.execute(
        "select sum(max_prison_months), count(*) filter (is_life), sum(max_fine_amount) from marts.provisions"
    ).fetchall()
    assert months == sum(row["max_prison_months"] or 0 for row in laws) > 5_900
    assert lives == sum(row["is_life"] for row in laws) >= 1
    assert fines == pytest.approx(sum(row["max_fine_amount"] or 0 for row in laws))


def test_the_daily_counts_of_statements_of_reasons_are_all_there(marts):
    assert marts.execute("select count(*) from marts.sor_daily").fetchall() == [(RECORDED["sor_daily"]["rows"],)]
    ((total,),) = marts.execute("select sum(sor_count)::bigint from marts.sor_daily where metric = 'total'").fetchall()
    assert total == 36_472_725_600  # 99.6 % of the 36,636,410,373 statements of the 190 platforms, to 2026-01-10


@pytest.mark.parametrize("name", ["counting_rules", "exchange_rates"])
def test_reference_tables_are_the_originals(name):
    content = (ROOT / f"data/reference/{name}.csv").read_bytes()
    assert hashlib.sha256(content).hexdigest() == RECORDED[name]["sha256"]


def test_every_curated_row_says_how_to_weigh_its_source(marts):
    kinds = {"official", "primary_report", "agency", "newspaper", "mirror", "secondary"}
    for relation in ("incidence", "statements", "enforcement", "reactions"):
        found = marts.execute(f"select distinct source_kind from marts.{relation}").fetchall()
        assert found and {kind for (kind,) in found} <= kinds
    # A provision that rests on no document that could be read says so, and none of them is of high confidence.
    unsourced = marts.execute(
        "select confidence, source_kind from marts.provisions where source_kind = 'unknown' or source_url is null"
    ).fetchall()
    assert unsourced and {kind for _, kind in unsourced} == {"unknown"}
    assert "high" not in {confidence for confidence, _ in unsourced}
    known = "select count(*) from marts.provisions where source_kind = 'unknown' and source_url is not null"
    assert marts.execute(known).fetchall() == [(0,)]
