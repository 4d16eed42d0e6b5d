"""The facts that were published, by row: they stand as they were unless data/corrections.csv says so.

Rows are added freely, and are recorded by the next `make record`; from then on each of these cells is held.
"""

import csv
import re
from pathlib import Path
from typing import Any

from etl.intake import law

ROOT = Path(__file__).parents[3]
FILE = Path(__file__).with_name("published.json")
# Relation → its file and key, and the columns that are facts: no text of ours, no address, no remark.
TABLES = {
    "enforcement": ("enforcement_actions", "action_id", "date date_precision jurisdiction authority_kind measure harm "
                    "status amount currency"),
    "incidence": ("detections", "measurement_id", "published window_start window_end platform sampling n k value unit "
                  "subset_of category ci_low ci_high"),
    "statements": ("platform_statements", "statement_id", "date speaker_kind channel stance measure_effective_date "
                   "scope_jurisdictions"),
    "reactions": ("public_reactions", "reaction_id", "date date_precision jurisdiction speaker_role stance calls "
                  "emotion"),
    "claim_tests": ("claim_tests", "claim_test_id", "statement_id evidence_relation evidence_id verdict"),
}  # fmt: skip
LAW = (  # in one text, as the others
    "jurisdiction level article harm regime addressee circumstance acts subjects synthetic_covered intent prison_kind "
    "max_prison_months min_prison_months is_life fine_kind max_fine_amount currency max_fine_turnover_share "
    "in_force_from in_force_to takedown_deadline_hours stage"
)
# Small tables that decide what is counted: whole, by their first column or two.
REFERENCE = {
    "action_exclusions": 1, "action_statuses": 1, "detector_crosswalk": 2, "incidence_treatments": 3, "measures": 1,
    "reaction_crosswalk": 2, "related_context": 1, "scope_crosswalk": 1, "series_breaks": 1, "unlinked_domains": 1,
    "exchange_rates": 1,
}  # fmt: skip
TEXTS = ("note", "reason", "label", "why", "source", "established", "obtained")


def published() -> dict[str, dict[str, str]]:
    """Relation → row → its facts, as `column=value` joined by bars."""
    found: dict[str, dict[str, str]] = {}
    for relation, (name, key, columns) in TABLES.items():
        rows = read(ROOT / f"data/curated/{name}.csv")
        found[relation] = {row[key]: told({one: row[one] for one in columns.split()}) for row in rows}
    found["provisions"] = {
        row["provision_id"]: told({one: row.get(one) for one in LAW.split()}) for row in law.load(ROOT / "data")
    }
    for name, keys in REFERENCE.items():
        rows = read(ROOT / f"data/reference/{name}.csv")
        found[name] = {" ".join(list(row.values())[:keys]): told(
            {one: text for one, text in row.items() if not one.startswith(TEXTS)}) for row in rows}  # fmt: skip
    lines = figures_of((ROOT / "data/affair.yml").read_text("utf-8"))
    found["affair.yml"] = {line.strip(): "" for line in lines}
    return found


def read(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(facts: dict[str, Any]) -> str:
    return "|".join(f"{name}={value}" for name, value in facts.items() if value not in (None, "", [], ()))


def figures_of(text: str) -> list[str]:
    """The lines that name a row, a day, a code or a number: not those of texts, and without the label of a row."""
    names = ("row", "facts", "headline", "dsa", "own", "reference_law", "annotators", "languages", "platform_code")
    lines = [re.sub(r", label: \{.*\}(?=\})", "", line) for line in text.splitlines() if not line.startswith("#")]
    return [line for line in lines if any(f"{name}:" in line for name in names)]


def corrected() -> dict[tuple[str, str], set[str]]:
    """(relation, row) → the columns that a correction names."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in read(ROOT / "data/corrections.csv"):
        found.setdefault((row["relation"], row["row_id"]), set()).add(row["field"])
    return found


def withdrawn() -> set[tuple[str, str]]:
    return {(row["relation"], row["row_id"]) for row in read(ROOT / "data/withdrawn.csv")}


def unsaid(was: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> list[tuple[str, str, str, str]]:
    """(relation, row, what it was, what it is) of each published row that changed without a word, or is gone."""
    named, gone = corrected(), withdrawn()
    found = []
    for relation, rows in was.items():
        for row, facts in rows.items():
            is_now = now.get(relation, {}).get(row)
            if is_now == facts or (is_now is None and (relation, row) in gone):
                continue
            before, after = set(facts.split("|")), set((is_now or "").split("|"))
            columns = {cell.split("=")[0] for cell in before ^ after}
            if is_now is None or not columns <= named.get((relation, row), set()):
                found.append((relation, row, facts, is_now or "gone"))
    return found
