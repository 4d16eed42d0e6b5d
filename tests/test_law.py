"""The law as data: nothing was lost on the way in, values say what they are, and a fault is named where it stands."""

import csv
import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
import yaml

from etl.errors import GardefouError
from etl.intake import law
from etl.yaml_text import LOADER

DATA = Path("data")
ROWS = law.load(DATA)
BY_ARTICLE = {(row["jurisdiction"], row["article"]): row for row in ROWS}

# The provisions as they were first brought in, one row an id; a law that is added needs no line here.
with open("tests/fixtures/law/collected.csv", encoding="utf-8", newline="") as file:
    COLLECTED = {row["provision_id"]: row for row in csv.DictReader(file)}
FIRST = [row for row in ROWS if row["provision_id"] in COLLECTED]
PENAL_CODE = "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006070719"
ARTICLE_226_8_1 = "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000049567458"


def written(value: object) -> str:
    """A value as the fixture has it: blank for unknown, true and false, codes joined by semicolons."""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool | None):
        return "" if value is None else str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def changes(rows: list[dict]) -> dict[tuple[str, str], str]:
    """(id, column) → what stands now, for every value that is not the one first brought in; "gone" for a row."""
    now = {row["provision_id"]: row for row in rows}
    found = {(name, ""): "gone" for name in COLLECTED.keys() - now.keys()}
    for name in COLLECTED.keys() & now.keys():
        for column, value in COLLECTED[name].items():
            if written(now[name][column]) != value:
                found[name, column] = written(now[name][column])
    return found


def test_the_provisions_first_collected_are_unchanged_unless_the_corrections_say_so():
    """A fact that was corrected has a line in data/corrections.csv, whose last value is the one that stands."""
    with open(DATA / "corrections.csv", encoding="utf-8", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["relation"] == "provisions"]
    corrected = {(row["row_id"], row["field"]): row["now"] for row in lines}
    unsaid = {place: value for place, value in changes(ROWS).items() if corrected.get(place) != value}
    assert unsaid == {}, "corrections.csv needs a line for each: date, provisions, id, column, was, now, why, source"


def test_a_figure_a_date_or_a_row_that_changed_would_be_noticed():
    first, *others = ROWS
    assert changes(others).items() - changes(ROWS).items() == {((first["provision_id"], ""), "gone")}
    for column, value in (("max_prison_months", 1), ("in_force_from", dt.date(1999, 1, 1)), ("acts", ["creation"])):
        seen = changes([{**first, column: value}, *others]).keys() - changes(ROWS).keys()
        assert seen == {(first["provision_id"], column)}


def test_article_226_8_1_has_an_address_of_its_own():
    linked = [row for row in FIRST if row["source_url"] == ARTICLE_226_8_1]
    assert len(linked) == 5 and all(row["article"].startswith("226-8-1 ") for row in linked)
    assert not any(row["source_is_whole_text"] for row in linked)


def test_an_address_that_opens_a_whole_code_says_so():
    french = [row for row in FIRST if row["jurisdiction"] == "FR"]
    assert all(row["source_is_whole_text"] == (row["source_url"] == PENAL_CODE) for row in french)
    assert sum(row["source_is_whole_text"] for row in french) == 15
    for address in ("law.go.kr/법령/", "lovdata.no/dokument/NL/lov/", "irishstatutebook.ie/eli/", "CELEX"):
        assert all(row["source_is_whole_text"] for row in ROWS if address in (row["source_url"] or "")), address


def test_the_version_read_is_the_one_the_source_names_and_else_unknown():
    """What stands beside the publisher, or in the address, is the only thing that says which version was read."""
    named = {
        "LEGI git mirror, state 2026-04-02": (dt.date(2026, 4, 2), "day"),
        "legalize-kr mirror, in force 2026-10-02": (dt.date(2026, 10, 2), "day"),
        "git mirror, April 2026": (dt.date(2026, 4, 1), "month"),
        "git mirror, state 2026-01-01": (dt.date(2026, 1, 1), "day"),
        "state March 2022": (dt.date(2022, 3, 1), "month"),
        "LEGIARTI000049581622/2024-09-15": (dt.date(2024, 9, 15), "day"),
        "C2024A00078/asmade/2024-09-02": (dt.date(2024, 9, 2), "day"),
    }
    for row in FIRST:
        cited = f"{row['source_publisher']} {row['source_url']}"
        version = next((found for words, found in named.items() if words in cited), (None, None))
        assert (row["read_version_date"], row["read_version_precision"]) == version, row["provision_id"]


def test_the_french_reference_penalty_and_its_online_tier_are_found_by_article():
    base, online = BY_ARTICLE["FR", "226-8-1 al. 1"], BY_ARTICLE["FR", "226-8-1 al. 3"]
    assert (base["max_prison_months"], base["max_fine_amount"], base["currency"]) == (24, 60_000, "EUR")
    assert (online["max_prison_months"], online["max_fine_amount"], online["currency"]) == (36, 75_000, "EUR")
    assert base["acts"] == ["publication", "online_publication", "distribution"]
    assert online["acts"] == ["online_publication"]
    assert base["in_force_from"] == online["in_force_from"] == dt.date(2024, 5, 23)


def test_offences_and_instruments_have_a_name_in_both_languages():
    for row in ROWS:
        assert all(row[f"{what}_{lang}"] for what in ("offence", "instrument") for lang in ("en", "fr")), row
        assert row["instrument_local"]


def test_french_summaries_keep_spaces_before_tall_punctuation():
    for row in ROWS:
        for column in ("offence_fr", "instrument_fr"):
            found = row[column]
            assert not any(
                f"{before}{mark}" in found for mark in ";!?" for before in " abcdefghijklmnopqrstuvwxyzé)"
            ), row["provision_id"]


def test_blank_is_unknown_and_never_zero():
    figures = ("max_prison_months", "min_prison_months", "max_fine_amount", "max_fine_turnover_share")
    assert not any(row[column] == 0 for row in ROWS for column in figures)
    norway = [row for row in FIRST if row["jurisdiction"] == "NO"]
    assert len(norway) == 3 and all(row["max_fine_amount"] is None for row in norway)


def test_the_status_worked_out_from_dates_is_the_one_typed_when_the_texts_were_read():
    read_on = dt.date(2026, 11, 22)

    def status(row: dict) -> str:
        if row["stage"] == "bill":
            return "proposed"
        if row["stage"] == "adopted_not_in_force" or (row["in_force_from"] or read_on) > read_on:
            return "adopted_not_yet_in_force"
        return "repealed" if row["in_force_to"] and row["in_force_to"] < read_on else "in_force"

    assert {row["provision_id"]: status(row) for row in FIRST} == {
        row["provision_id"]: row["status_as_read"] for row in FIRST
    }


def test_fines_of_legal_persons_in_france_are_five_times_those_of_individuals():
    derived = {row["provision_id"]: row for row in FIRST if row["is_derived"]}
    companies = [row for row in derived.values() if row["addressee"] == "legal_person"]
    assert [row["max_fine_amount"] for row in companies] == [300_000, 375_000, 500_000, 2_500_000]
    assert all("131-38" in row["article"] and row["derived_factor"] == 5 for row in companies)
    assert derived["kr-svpa-14-2-5"]["max_prison_months"] == 126


def test_damages_go_to_the_person_shown_and_are_no_fine():
    assert {row["provision_id"] for row in FIRST if row["is_damages"]} == {
        "us-15-6851",
        "us-defiance",
        "us-ca-1708-86-base",
        "us-ca-1708-86-malice",
    }
    assert all(row["regime"] == "civil" for row in FIRST if row["is_damages"])


def test_takedown_clocks_say_what_starts_them():
    clocks = {row["provision_id"]: row for row in FIRST if row["takedown_clock_starts"]}
    assert {(row["takedown_deadline_hours"], row["takedown_clock_starts"]) for row in clocks.values()} == {
        (2, "user_complaint"),
        (6, "court_decision"),
        (24, "authority_order"),
        (24, "regulator_notice"),
        (48, "victim_request"),
        (48, "intimate_image_report"),
        (None, "notice"),
    }


def test_directives_bind_states_and_carry_no_penalty():
    bound = [row for row in FIRST if row["binds_states"]]
    assert [row["provision_id"] for row in bound] == ["eu-dir-2024-1385-5", "eu-dir-2011-93-5", "eu-csad-recast"]
    assert not any(row["max_prison_months"] or row["max_fine_amount"] for row in bound)


def test_creation_alone_is_reached_only_where_a_text_was_read_that_way():
    adults = {
        row["jurisdiction"]
        for row in FIRST
        if "creation" in row["acts"] and row["harm"] == "ncii_adult" and row["synthetic_covered"] == "yes"
        and row["stage"] == "enacted" and row["regime"] == "criminal"
    }  # fmt: skip # saves 3 lines
    assert {"GB", "KR", "BR", "US-TX"} <= adults
    assert "FR" not in adults and "US" not in adults


def test_every_judgement_read_into_a_text_stands_beside_it_as_a_comment():
    texts = {path.name: path.read_text(encoding="utf-8").splitlines() for path in (DATA / "law").glob("*.yml")}
    for row in ROWS:
        lines = texts[row["source_file"]]
        end = next(i for i in range(row["source_line"], len(lines)) if lines[i].lstrip().startswith("penalties:"))
        entry = lines[row["source_line"] - 1 : end]
        if row["synthetic_covered"] == "no" or row["binds_states"]:
            assert any(line.lstrip().startswith("#") for line in entry), row["provision_id"]


@pytest.fixture
def copy(tmp_path):
    """A copy of the data whose Norwegian file a test may spoil."""
    (tmp_path / "data").mkdir()
    for folder in ("law", "reference"):
        shutil.copytree(DATA / folder, tmp_path / "data" / folder)
    return tmp_path / "data"


FAULTS = [
    (
        'jurisdiction: "NO"',
        "jurisdiction: NO",
        "key jurisdiction: False is not a jurisdiction of reference/jurisdictions.csv",
    ),
    ("harm: csam", "harm: cp", "key harm: 'cp' is not a code of harm; accepted: "),
    ("max_prison_months: 12", "max_prison_months: 0", "key max_prison_months: 0 is not an amount"),
    ("max_prison_months: 24", "max_prison_months: two years", "key max_prison_months: 'two years' is not an amount"),
    ("    intent: general", "    intention: general", "key intention: is not a key here; accepted: id, instrument"),
    ('synthetic_covered: "yes"', "synthetic_covered: yes", "key synthetic_covered: True is not a code"),
    ("source_url: https", "source_url: ftp", "is not a web address"),
    ("        prison: term\n", "", "lacks prison"),
    ("id: no-strl-267b", "id: no-strl-267a", "the id no-strl-267a is already used"),
    ("fr: Code pénal", "es: Código penal", "key instrument: needs en, fr, local"),
    ("fine: unspecified", "fine: fixed", "fine: fixed needs max_fine_amount"),
    ('    read_version: "2026-04"\n', "", "lacks read_version"),
    ('read_version: "2026-04"', 'read_version: "2026-13"', "'2026-13' is not a date; accepted: 2026-04-30, "),
    ('read_version: "2026-04"', "read_version: 2026-02-30", "'2026-02-30' is not a date"),
    ("source_is_whole_text: true", "source_is_whole_text: code", "'code' is neither true nor false"),
    ("provisions:", "provisions:\n  - [", "not valid YAML"),
    ("level: national", "level: national\nlevel: state", "level is given twice"),
    ("max_prison_months: 24", "max_prison_months: 24\n        min_prison_months: 25", "min_prison_months is above max"),
    ("max_prison_months: 24", "max_prison_months: .inf", "inf is not an amount"),
    ("source_url: https", "source_url: [https", "not valid YAML"),
    ("acts: [", "acts: [sharing, ", "key acts: holds 'sharing', which is not a code of act; accepted: "),
    (
        "max_prison_months: 24",
        "max_prison_months: 24\n        in_force_from: 2026-02-03\n        in_force_to: 2026-02-02",
        "in_force_to is before in_force_from",
    ),
    (
        "max_prison_months: 24",
        "max_prison_months: 24\n        in_force_from: 2026-02-30",
        "'2026-02-30' is not a date; accepted: 2026-04-30",
    ),
]


def test_a_law_of_a_jurisdiction_that_is_not_listed_stops_the_build_with_file_line_and_what_is_accepted(copy):
    text = (copy / "law" / "ph.yml").read_text(encoding="utf-8")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if one.startswith("jurisdiction:"))
    (copy / "law" / "zz.yml").write_text(text.replace('"PH"', '"ZZ"').replace("id: ph-", "id: zz-"), encoding="utf-8")
    with pytest.raises(GardefouError) as refusal:
        law.load(copy)
    said = str(refusal.value)
    assert f"data/law/zz.yml, line {line}, key jurisdiction: 'ZZ' is not a jurisdiction of reference/" in said
    assert "accepted: AU, BE, BR" in said and "a new one is a line in reference" in said
    with open(copy / "reference" / "jurisdictions.csv", "a", encoding="utf-8") as file:
        file.write("ZZ,Nowhere,Nulle part,,country\n")
    assert {row["jurisdiction"] for row in law.load(copy)} - {row["jurisdiction"] for row in ROWS} == {"ZZ"}


@pytest.mark.parametrize(("right", "wrong", "complaint"), FAULTS, ids=[f[2][:30] for f in FAULTS])
def test_a_fault_in_a_law_file_is_named_with_its_place_and_what_is_accepted(copy, right, wrong, complaint):
    path = copy / "law" / "no.yml"
    before = path.read_text(encoding="utf-8")
    assert right in before
    path.write_text(before.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(GardefouError) as refusal:
        law.load(copy)
    said = str(refusal.value)
    assert complaint in said and "data/law/no.yml, line " in said and str(copy) not in said


def test_a_least_term_that_is_the_greatest_is_accepted_and_a_text_may_be_in_force_for_one_day(copy):
    path = copy / "law" / "no.yml"
    more = "\n        min_prison_months: 24\n        in_force_from: 2026-02-03\n        in_force_to: 2026-02-03"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("max_prison_months: 24", f"max_prison_months: 24{more}", 1), encoding="utf-8")
    assert [row for row in law.load(copy) if row["min_prison_months"] == row["max_prison_months"] == 24]


def test_two_texts_for_one_article_may_not_be_in_force_on_the_same_day(copy):
    path = copy / "law" / "br.yml"
    text = path.read_text(encoding="utf-8")
    later = text.replace("in_force_to: 2026-08-06", "in_force_to: 2026-08-07").replace(
        "local: ECA (Lei 8.069/1990), red. Lei 15.487/2026", "local: ECA (Lei 8.069/1990)"
    )
    path.write_text(
        later.replace('"ECA (Lei 8.069/1990), red. Lei 15.487/2026"', "ECA (Lei 8.069/1990)"), encoding="utf-8"
    )
    with pytest.raises(GardefouError, match="in force at the same time as br-eca-241a, same article"):
        law.load(copy)


def test_a_derived_figure_must_follow_from_the_one_it_names(copy):
    path = copy / "law" / "fr.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("max_fine_amount: 375000", "max_fine_amount: 370000"))
    with pytest.raises(GardefouError, match=r"fr-cp-226-8-1-al3-online × 5 .131-38. does not give the figures"):
        law.load(copy)


def test_the_law_files_are_in_plain_order_for_a_reader_of_diffs():
    for path in (DATA / "law").glob("*.yml"):
        content = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        order = ["jurisdiction", "level", "criminal_law_of", "provisions", "rules"]
        assert list(content) == [key for key in order if key in content] and {*order[:2], "provisions"} <= {*content}
        assert path.read_text(encoding="utf-8").startswith("# ")


# What may stand in an article beside numbers: locators of the text's own language, and Latin.
LOCATORS = {
    "quater", "octies", "decies", "para", "parágrafo", "único", "subd", "fine", "principio", "grovt", "ringa", "base",
}  # fmt: skip # saves 11 lines


def test_an_article_reads_alike_in_both_languages(marts):
    rows = marts.execute("select article from marts.reaches union select article from marts.counting_rules").fetchall()
    for (article,) in rows:
        words = re.findall(r"(?<!\d)[^\W\d_]{4,}", article or "")
        strange = {word.lower() for word in words} - LOCATORS
        assert not strange or article == "Totality", article  # the guideline's own title
