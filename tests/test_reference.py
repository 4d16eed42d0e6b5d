"""What the reference files promise to every page: a name in both languages for whatever the data contain."""

import csv
import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl.intake.sources import sources, vocabularies

REFERENCE = Path("data/reference")
CODES = vocabularies(Path("data"))
CURATED = ("detections", "platform_statements", "enforcement_actions", "public_reactions")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of data/reference/<name>.csv, or of data/curated/<name>.csv."""
    folder = REFERENCE if (REFERENCE / f"{name}.csv").exists() else Path("data/curated")
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values(name: str, column: str, separator: str = "") -> set[str]:
    """The distinct non-empty values of a column; of a list column, the distinct items."""
    cells = [row[column] for row in rows(name)]
    return {item for cell in cells for item in (cell.split(separator) if separator else [cell]) if item}


def test_every_code_has_a_name_in_both_languages():
    for vocabulary, labels in CODES.items():
        for code, label in labels.items():
            assert isinstance(code, str), f"{vocabulary}: {code!r} must be quoted"
            assert label.keys() == {"en", "fr"}, f"{vocabulary}.{code}"
            assert all(isinstance(name, str) and name for name in label.values()), f"{vocabulary}.{code}"


def test_every_publisher_in_the_collected_tables_has_been_classified():
    kinds = {row["publisher"]: row["source_kind"] for row in rows("publishers")}
    assert set(kinds.values()) <= CODES["source_kind"].keys()
    for table in (*CURATED, "counting_rules"):
        for column in {"source_publisher", "source2_publisher"} & rows(table)[0].keys():
            assert values(table, column) <= kinds.keys(), table


def test_every_jurisdiction_has_a_name_and_a_known_parent():
    names = {row["code"]: row for row in rows("jurisdictions")}
    for table in ("enforcement_actions", "public_reactions", "counting_rules"):
        assert values(table, "jurisdiction") <= names.keys()
    assert values("jurisdictions", "parent") <= names.keys()
    assert values("jurisdictions", "kind") <= CODES["jurisdiction_kind"].keys()
    assert all(row["name_en"] and row["name_fr"] for row in names.values())


def test_every_scope_a_statement_names_leads_to_known_jurisdictions():
    scopes = {row["phrase"]: row["jurisdictions"] for row in rows("scope_crosswalk")}
    assert values("platform_statements", "scope_jurisdictions") == scopes.keys()
    assert values("scope_crosswalk", "jurisdictions", ";") <= values("jurisdictions", "code")
    assert scopes["not specified"] == "", "an unknown scope is not a worldwide one"


def test_every_measure_has_its_place_on_the_ladder():
    measures = {row["measure"]: row for row in rows("measures")}
    assert values("enforcement_actions", "measure") <= measures.keys() == CODES["measure"].keys()
    assert {row["ladder_step"] for row in measures.values()} <= CODES["ladder_step"].keys()
    for uncounted in ("commitment", "legislation"):
        assert measures[uncounted]["counts_against_platform"] == "false"


def test_every_status_says_whether_such_an_act_stands():
    statuses = {row["status"]: row for row in rows("action_statuses")}
    assert statuses.keys() == CODES["action_status"].keys()
    undone = {status for status, row in statuses.items() if row["stands"] == "false"}
    assert undone == {"lifted", "expired", "suspended", "annulled", "withdrawn"}
    assert all(statuses[status]["is_in_force"] == "false" for status in undone)
    assert statuses["unknown"]["stands"] == statuses["unknown"]["is_in_force"] == ""


def test_acts_that_must_not_be_counted_against_the_platform_are_all_listed():
    excluded = {row["action_id"]: row["reason"] for row in rows("action_exclusions")}
    context = values("related_context", "action_id")
    actions = {row["action_id"]: row for row in rows("enforcement_actions")}
    assert context <= excluded.keys() <= actions.keys()
    assert {i for i, row in actions.items() if row["notes"].startswith("Related")} <= context
    assert {i for i, row in actions.items() if row["measure"] in ("commitment", "legislation")} <= excluded.keys()
    assert {"us-tx-2026-01-15-xai-countersuit", "us-doj-2026-04-17-mla-refusal"} <= excluded.keys()
    assert "my-mcmc-2026-01-13-legal-action" in excluded
    assert "fr-paris-2026-01-02-extension" not in excluded


def test_only_the_two_batches_of_one_newspaper_may_be_compared_over_time():
    frames = rows("frames")
    assert [row["measurement_id"] for row in frames] == [row["measurement_id"] for row in rows("detections")]
    sharing: dict[str, list[str]] = {}
    for row in frames:
        sharing.setdefault(row["frame_id"], []).append(row["measurement_id"])
    assert [ids for ids in sharing.values() if len(ids) > 1] == [["RT-03", "RT-06"]]


@pytest.mark.parametrize(
    ("field", "source", "target"),
    [
        ("stance", "reaction_stance", "tag_stance"),
        ("calls", "call", "tag_call"),
        ("emotion", "emotion", "tag_emotion"),
        ("topics", "topic", "tag_topic"),
        ("role", "speaker_role", "tag_role"),
    ],
)
def test_every_label_of_the_collected_reactions_has_a_fate_in_the_tagging_scheme(field, source, target):
    fates = {row["source_code"]: row["tag_code"] for row in rows("reaction_crosswalk") if row["field"] == field}
    assert fates.keys() == CODES[source].keys()
    assert {tag for tag in fates.values() if tag} <= CODES[target].keys()


def test_a_mixed_stance_is_never_turned_into_a_clear_one():
    fates = {(row["field"], row["source_code"]): row["tag_code"] for row in rows("reaction_crosswalk")}
    assert fates["stance", "mixed"] == ""
    assert fates["stance", "defends_platform"] == "defends_minimises"


READERS = sources(Path("data"))


@pytest.mark.parametrize("source", READERS, ids=lambda source: source["id"])
def test_every_source_says_in_both_languages_what_it_is_and_what_it_cannot_say(source):
    for key in ("title", "publisher", "licence", "coverage", "cannot_say", "changes"):
        assert (
            source[key]["en"] and source[key]["fr"] and source[key]["en"] != source[key]["fr"]
        ) or key == "publisher"
    assert len(source["cannot_say"]["en"]) > 150, "a limit worth reading names what a reader might wrongly conclude"
    assert source["shape"] in CODES["shape"]
    assert source["page_url"] == "" or source["page_url"].startswith("https://")


@pytest.mark.parametrize("source", [s for s in READERS if "columns" in s], ids=lambda source: source["id"])
def test_every_code_in_a_collected_table_has_a_name(source):
    path = Path(source["file"])
    with open(path, encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    optional = {column for column, spec in source["columns"].items() if spec.get("optional")}
    assert list(records[0]) == [name for name in source["columns"] if name in records[0] or name not in optional]
    assert source.get("at_least", 0) <= len(records) <= source["at_most"]
    for column, spec in source["columns"].items():
        if spec["type"] in ("code", "codes"):
            found = values(path.stem, column, spec.get("separator", "")) if column in records[0] else set()
            assert found <= CODES[spec["vocabulary"]].keys(), column


def test_the_parquet_file_is_the_one_its_snapshot_records():
    folder = Path("data/raw/sor_daily/2026-01-10")
    record = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    content = (folder / record["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"]
    assert len(content) == record["bytes"]
    assert pq.read_metadata(folder / record["file"]).num_rows == record["rows"] == 387_459


@pytest.mark.parametrize("path", ["data/reference/codes.yml", "data/dictionary.yml"])
def test_no_vocabulary_or_relation_is_described_twice(path):
    names = [line.split(":")[0] for line in Path(path).read_text(encoding="utf-8").splitlines() if line[:1].islower()]
    assert sorted(names) == sorted(set(names)), "YAML would silently keep the last one"


def test_every_code_of_the_regulations_database_has_a_name():
    assert values("dsa_codes", "code") <= CODES["sor_code"].keys()
    table = pq.read_table("data/raw/sor_daily/2026-01-10/sor_daily.parquet", columns=["metric", "code"])
    assert set(table["metric"].unique().to_pylist()) <= CODES["sor_metric"].keys()
    assert set(table["code"].unique().to_pylist()) - {""} <= CODES["sor_code"].keys()


def test_the_population_of_an_extrapolated_share_is_not_passed_off_as_a_sample():
    kinds = {row["measurement_id"]: row["sampled_count_kind"] for row in rows("frames")}
    assert kinds["NYT-02"] == "population", "the newspaper's 4.4 million images are the total, its sample is unknown"
    assert {key for key, kind in kinds.items() if kind} == {r["measurement_id"] for r in rows("detections") if r["n"]}
    assert set(kinds.values()) - {""} <= CODES["sampled_count_kind"].keys()
