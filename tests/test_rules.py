"""What is declared is held: a wrong row is named with file, line and what is accepted, and stops the build."""

import csv
import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest
from recording import as_recorded

from etl.errors import GardefouError
from etl.warehouse import raw, rules
from etl.warehouse.layers import make, stop_at_faults

ROOT = Path(__file__).parents[1]
AS_OF = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """All marts in memory; a test changes them inside a transaction."""
    with duckdb.connect(":memory:") as connection:
        raw.load(connection, ROOT / "data", tmp_path_factory.mktemp("store"), AS_OF)
        make(connection)
        yield connection


# What is put into a mart → the check that must find it.
WRONG = {
    "insert into marts.enforcement from marts.enforcement limit 1": "Two rows of enforcement have one key (action_id)",
    "insert into marts.counting_rules from marts.counting_rules limit 1": "Two rows of counting_rules have one key",
    "update marts.statements set statement_id = null where statement_id = 'PS-002'": "statements.statement_id is blank",
    "update marts.reaction_tags set field = null where rowid = 3": "reaction_tags.field is blank, and names the row",
    "update marts.enforcement set harm = 'harmless' where rowid = 3": "enforcement.harm is not a code of harm",
    "update marts.provisions set acts = ['publication', 'sharing'] where rowid = 3": "provisions.acts is not a code of act",
    "update marts.claim_tests set statement_id = 'PS-999' where rowid = 1": "claim_tests.statement_id is not a statement_id",
    "update marts.incidence set parent_measurement_id = 'AIF-99' where measurement_id = 'AIF-03'": "incidence.parent_measurement_id is not a measurement_id of incidence",
    "update marts.incidence_intervals set with_measurement_id = 'AIF-99' where rowid = 0": "incidence_intervals.with_measurement_id is not a measurement_id",
    "update marts.enforcement set jurisdiction = 'ZZ' where rowid = 3": "enforcement.jurisdiction is not a code of jurisd",
    "update marts.statements set jurisdictions = ['FR', 'ZZ'] where rowid = 3": "statements.jurisdictions is not a code of",
    "update marts.origin_facts set row_id = 'AIF-01;AIF-99' where relation = 'incidence'": "origin_facts.row_id is not a row of incidence",
    "update marts.incidence set window_end_date = '2025-01-01' where measurement_id = 'AIF-01'": "incidence.window_end_date is below window_start_date",
    "update marts.incidence set value_low = value_high + 0.01 where measurement_id = 'AIF-01'": "incidence.value_high is below value_low",
    "update marts.incidence set value = value_high + 0.01 where measurement_id = 'AIF-01'": "incidence.value_high is below value",
    "update marts.provisions set min_prison_months = max_prison_months + 1 where provision_id = 'no-strl-267a'": "provisions.max_prison_months is below min_prison_months",
    "update marts.provisions set in_force_to = in_force_from - 1 where provision_id = 'fr-cp-226-8-1-al1'": "provisions.in_force_to is below in_force_from",
    "update marts.reactions set source_url = 'https://kora-show.live/a' where reaction_id = 'PR-001'": "reactions.source_url leads to a site that is never linked",
    "update marts.enforcement set document_url = 'HTTP://Pay.WillowDating.com:8080?x' where rowid = 3": "enforcement.document_url leads to a site that is never linked",
    "update marts.corrections set source = 'https://a.b.kora-show.live' where rowid = 1": "corrections.source leads to a site that is never linked",
    "update marts.sor_daily set sor_count = -1 where rowid = 5": "sor_daily.sor_count is negative",
    "update marts.survival set not_yet_share = 1.01 where rowid = 5": "survival.not_yet_share is not a sh",
}


def of(relation: str, checks: dict[str, str]) -> dict[str, str]:
    """The checks of one relation; that none of another finds a fault is tried on the whole, unchanged."""
    return {name: text for name, text in checks.items() if name.startswith(f"{relation}_")}


@pytest.mark.parametrize("change", WRONG)
def test_a_row_that_breaks_what_its_name_or_the_dictionary_says_stops_the_build(loaded, change):
    loaded.execute("begin").fetchall()
    try:
        ((changed,),) = loaded.execute(change).fetchall()
        assert changed, "nothing was changed"
        with pytest.raises(GardefouError) as refusal:
            stop_at_faults(loaded, of(change.split("marts.")[1].split()[0], rules.broken(loaded)))
    finally:
        loaded.execute("rollback").fetchall()
    said = str(refusal.value)
    assert WRONG[change] in said and "the version being served is unchanged" in said
    relation = WRONG[change].split(".")[0]
    if relation in ("enforcement", "statements", "incidence", "provisions"):
        assert "file data/" in said and ", line " in said and ", accepted " in said


def test_what_is_at_the_edge_is_accepted(loaded):
    loaded.execute("begin").fetchall()
    try:
        for change in (
            "update marts.incidence set window_end_date = window_start_date, value_low = value, value_high = value",
            "update marts.survival set not_yet_share = 1 where rowid = 5",
            "update marts.sor_daily set sor_count = 0, code = 'KEYWORD_OF_TOMORROW' where rowid = 5",
            "update marts.provisions set min_prison_months = max_prison_months, in_force_to = in_force_from",
        ):
            loaded.execute(change).fetchall()
        stop_at_faults(loaded, rules.broken(loaded))
    finally:
        loaded.execute("rollback").fetchall()


def test_each_check_says_first_what_would_be_wrong_and_all_public_keys_are_among_them(loaded):
    found = rules.declared(loaded)
    assert all(text.startswith("-- ") and text.count("\n") == 1 for text in found.values())
    assert len([name for name in found if name.endswith("key_is_unique")]) >= 25 and len(found) > 150
    assert len(rules.broken(loaded)) < len(found) / 3  # asked alone: those that are alike find nothing in one go


@pytest.fixture
def copy(tmp_path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("warehouse", "store", "labels"))
    return folder


def set_cell(path: Path, column: str, value: str, line: int = 2) -> None:
    """One cell of a CSV file changed; the number is that of the record, as in the file when no cell has two lines."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(column)] = value
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


CELLS = [
    ("curated/detections", {"source_publisher": "Nobody"}, "'Nobody' is not in data/reference/publishers.csv; accepted:"),
    ("curated/detections", {"source2_publisher": "Nobody"}, "column source2_publisher: 'Nobody' is not in data/reference/"),
    ("curated/detections", {"subset_of": "AIF-99"}, "'AIF-99' is not in data/curated/detections.csv; accepted: a meas"),
    ("curated/detections", {"window_start": "2026-01-03", "window_end": "2026-01-02"},
     "column window_end: 2026-01-02 is less than window_start, 2026-01-03; accepted: 2026-01-03 or above"),
    ("curated/detections", {"ci_low": "0.6", "ci_high": "0.5"}, "column ci_high: 0.5 is less than ci_low, 0.6"),
    ("curated/detections", {"n": "100", "k": "101"}, "column n: 100 is less than k, 101"),
    ("curated/platform_statements", {"scope_jurisdictions": "Atlantis"}, "'Atlantis' is not in data/reference/scope_cross"),
    ("curated/claim_tests", {"statement_id": "PS-999"}, "'PS-999' is not in data/curated/platform_statements.csv"),
    ("reference/action_exclusions", {"action_id": "nobody"}, "'nobody' is not in data/curated/enforcement_actions.csv"),
    ("reference/frames", {"measurement_id": "AIF-99"}, "'AIF-99' is not in data/curated/detections.csv"),
    ("reference/frames", {"quantity": "much"}, "'much' is not a code of quantity; accepted: "),
    ("reference/publishers", {"source_kind": "rumour"}, "'rumour' is not a code of source_kind; accepted: "),
    ("reference/measures", {"is_binding": "maybe"}, "'maybe' is neither true nor false"),
    ("reference/jurisdictions", {"parent": "ZZ"}, "'ZZ' is not a jurisdiction of reference/jurisdictions.csv"),
    ("reference/scope_crosswalk", {"jurisdictions": "FR; ZZ"}, "holds 'ZZ', which is not a jurisdiction"),
    ("reference/series_breaks", {"day": "2026-02-30"}, "'2026-02-30' is not a date; accepted: 2026-04-30"),
    ("reference/incidence_treatments", {"parameter": "a tenth"}, "'a tenth' is not a number"),
]  # fmt: skip # saves 15 lines


@pytest.mark.parametrize(
    ("table", "cells", "complaint"), CELLS, ids=[f"{one[0]} {next(iter(one[1]))}" for one in CELLS]
)
def test_a_wrong_cell_of_any_table_is_named_with_its_place_and_what_is_accepted(
    copy, tmp_path, table, cells, complaint
):
    for column, value in cells.items():
        set_cell(copy / f"{table}.csv", column, value)
    with duckdb.connect(":memory:") as connection, pytest.raises(GardefouError) as refusal:
        raw.load(connection, copy, tmp_path / "store", AS_OF)
    said = str(refusal.value)
    assert f"data/{table}.csv, line 2, column " in said and complaint in said
    assert "The build stopped; the version being served is unchanged" in said and str(tmp_path) not in said


def test_a_row_entered_twice_under_a_key_of_two_columns_is_named_with_both_lines(copy, tmp_path):
    path = copy / "reference/dsa_codes.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    with duckdb.connect(":memory:") as connection, pytest.raises(GardefouError, match="is already on line 2; together"):
        raw.load(connection, copy, tmp_path / "store", AS_OF)


def test_a_month_may_end_what_began_within_it(copy, tmp_path):
    for column, value in (("window_start", "2026-01-05"), ("window_end", "2026-01")):
        set_cell(copy / "curated/detections.csv", column, value)
    with duckdb.connect(":memory:") as connection:
        raw.load(connection, copy, tmp_path / "store", AS_OF)
    set_cell(copy / "curated/detections.csv", "window_end", "2025-12")
    with duckdb.connect(":memory:") as connection, pytest.raises(GardefouError, match="is less than window_start"):
        raw.load(connection, copy, tmp_path / "store", AS_OF)


def test_a_table_that_nobody_described_is_refused(copy, tmp_path):
    (copy / "reference/new.csv").write_text("a,b\n1,2\n")
    with duckdb.connect(":memory:") as connection, pytest.raises(GardefouError, match=r"new\.csv is not described"):
        raw.load(connection, copy, tmp_path / "store", AS_OF)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("vocabulary: harm}", "vocabulary: harms}", "'harms' is not a vocabulary"),
        ('fr: "Vocabulaire"}', 'es: "Vocabulario"}', "lacks fr"),
        ('fr: "Une ligne par vocabulaire et code"', "fr: ", "has None as fr, which is not a text"),
        ("unit: ", "units: ", "key units: is not a key here; accepted: en, fr, unit, vocabulary"),
    ],
)
def test_a_slip_in_the_dictionary_is_named_with_its_line(copy, tmp_path, right, wrong, complaint):
    path = copy / "dictionary.yml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with duckdb.connect(":memory:") as connection, pytest.raises(GardefouError) as refusal:
        raw.load(connection, copy, tmp_path / "store", AS_OF)
    assert complaint in str(refusal.value) and "data/dictionary.yml, line " in str(refusal.value)


def test_an_address_that_only_resembles_one_that_is_never_linked_is_accepted(loaded):
    loaded.execute("begin").fetchall()
    try:
        loaded.execute("update marts.reactions set source_url = 'https://notkora-show.live.example/kora-show.live'")
        stop_at_faults(loaded, rules.broken(loaded))
    finally:
        loaded.execute("rollback").fetchall()


def test_a_row_without_an_address_names_a_site_that_is_never_linked(loaded):
    check = (ROOT / "sql/checks/rows_have_an_address.sql").read_text("utf-8")
    assert loaded.execute(check).fetchall() == []
    named = loaded.execute("select reaction_id from raw.public_reactions where source_url is null").fetchall()
    assert {one for (one,) in named} == {"PR-058", "PR-059", "PR-075"}
    loaded.execute("begin").fetchall()
    try:
        loaded.execute("update raw.public_reactions set source_url = null where reaction_id = 'PR-001'").fetchall()
        ((file, line, column, *_),) = loaded.execute(check).fetchall()
    finally:
        loaded.execute("rollback").fetchall()
    assert (file, line, column) == ("data/curated/public_reactions.csv", 2, "source_url")


def test_what_names_and_declarations_ask_of_columns_is_as_recorded():
    """Of three invented marts: each rule's select, so that no condition, bound or list of names is another unnoticed."""
    columns = {
        "acts": dict.fromkeys(("act_id", "source_file", "source_line", "from_day", "value", "value_low", "value_high"), "VARCHAR")
        | {"jurisdictions": "VARCHAR[]", "urls": "VARCHAR", "page_url": "VARCHAR[]", "source": "VARCHAR", "size_url": "BIGINT"},
        "shares": dict.fromkeys(("share_id", "related_act_id", "act_id", "difference_share", "found_share", "hit_count", "a_low",
                                 "a_high", "a_share", "min_x", "max_x", "jurisdiction", "first_day", "last_day", "in_force_from",
                                 "in_force_to", "start_date", "end_date", "kind", "kinds", "state", "least"), "VARCHAR"),
        "texts": {"relation": "VARCHAR", "row_id": "VARCHAR", "act_id": "VARCHAR", "from_date": "DATE"},
        "withdrawn": {"row_id": "VARCHAR"}, "jurisdictions": {"code": "VARCHAR"},
    }  # fmt: skip # saves 12 lines
    public = {
        "acts": {"key": ["act_id"]},
        "shares": {"key": ["share_id", "kind"], "blank": ["kind"]},
        "texts": {"key": ["row_id"]},
    }
    described = [("shares", "kind", "kinds", None, None), ("shares", "state", None, "acts.value", None),
                 ("shares", "least", "", "", "found_share")]  # fmt: skip # saves 2 lines
    found: dict[str, str] = {}
    for given in (columns, {name: held for name, held in columns.items() if name != "withdrawn"}):
        made = [*rules.keys(public, given), *rules.codes(described), *rules.references(described, public, given),
                *rules.orders(described, given), *rules.bounds(given), *rules.links(given)]  # fmt: skip # saves 3 lines
        for one in made:
            told = [one.select(given[one.relation]), one.values(given[one.relation]), one.is_of_one_value]
            known = found.setdefault(one.name, told)
            assert known == told or "withdrawn" in str(known)
    as_recorded("checks.json", "rules", found)
