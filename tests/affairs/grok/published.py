"""What was published, cell by cell: it stands as it was unless data/corrections.csv says so.

Every table of data/, every text of law with its rules and pauses, and what the files of keys say: the affair, names of
codes, the dictionary, how sources are read, every sentence. A long cell is held by its hash, so is a value of a key.
Rows, files and keys are added freely, and are recorded by the next `make record`; from then on each of these cells is
held. A fact is changed with a line in data/corrections.csv; a wording, or a rule of the project, by recording it anew.
"""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from etl.intake import law
from etl.yaml_text import LOADER

ROOT = Path(__file__).parents[3]
FILE = Path(__file__).with_name("published.json")
RELATIONS = {  # file → the name of its rows in the corrections
    "enforcement_actions": "enforcement",
    "detections": "incidence",
    "platform_statements": "statements",
    "public_reactions": "reactions",
}
# Tables of which one column does not name a row → how many do.
KEYS = {"detector_crosswalk": 3, "dsa_codes": 2, "reaction_crosswalk": 2, "distinct_rows": 3, "incidence_treatments": 3,
        "counting_rules": 4, "lookups": 5, "corrections": 5, "withdrawn": 2}  # fmt: skip # saves 9 lines
PLACED = {"source_file", "source_line"}
FACTS_OF_LAW = {  # corrected in the law files themselves, whose history is theirs: a text was read again
    "read_version_date", "read_version_precision", "notes", "status_as_read", "document_url", "document_publisher",
    "source_url", "source2_url", "source_publisher", "entered",
}  # fmt: skip # saves 8 lines
# Files of keys: what pages are called, how sources are read and asked, what networks and detectors write.
FILES = ("data/*.yml", "data/reference/*.yml", "data/nlp/names.yml", "etl/readers/*.yml", "etl/fetchers/*.yml",
         "etl/fetch/*.yml", "etl/open_data/*.yml", "etl/reactions/*.yml", "etl/reactions/shapes/*.yml",
         "etl/detections/*.yml", "etl/affairs/*.yml", "figures/*.yml", "figures/words/*/*.yml"
)  # fmt: skip # saves 11 lines
OFTEN = ("snapshot_date", "at_least")  # moved by adding rows
SHORT = 24  # signs of a cell that is recorded as it is


def published() -> dict[str, dict[str, str]]:
    """Relation or file → row → its cells, as `column=value` joined by bars."""
    found: dict[str, dict[str, str]] = {}
    tables = sorted([*ROOT.glob("data/curated/*.csv"), *ROOT.glob("data/reference/*.csv"), *ROOT.glob("data/*.csv")])
    for path in tables:
        keys = KEYS.get(path.stem, 1)
        found[RELATIONS.get(path.stem, path.stem)] = {
            held(" ".join(list(row.values())[:keys])): told(row) for row in read(path)
        }
    texts = law.read(ROOT / "data")
    for name, rows, key in (("provisions", texts.provisions, "provision_id"), ("rules", texts.rules, "rule_id"),
                            ("pauses", texts.pauses, "provision_id")):  # fmt: skip # saves 3 lines
        found[name] = {row[key]: told(row, PLACED | FACTS_OF_LAW) for row in rows}
    for pattern in FILES:
        for path in sorted(ROOT.glob(pattern)):
            name = str(path.relative_to(ROOT))
            found[name] = dict.fromkeys(sorted(map(mark, leaves(name))), "")
    return found


def read(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(row: dict[str, Any], left_out: set[str] = PLACED) -> str:
    known = {name: value for name, value in row.items() if name not in left_out and value not in (None, "", [], ())}
    return "|".join(f"{name}={held(str(value))}" for name, value in known.items())


def held(text: str) -> str:
    """The text, or of a long one, or one with a bar, its first signs and its hash."""
    if len(text) <= SHORT and "|" not in text:
        return text
    return f"{text[:8].replace('|', ' ')}#{mark(text)}"


def mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def leaves(name: str) -> list[str]:
    """What a file of keys says, a line a value."""
    return list(leaves_of(yaml.load((ROOT / name).read_text("utf-8"), LOADER), ""))


def leaves_of(value: Any, place: str) -> Iterator[str]:
    """`key.key: value` for each value; of a list of mappings, each stands under the first value it has."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in OFTEN:
                yield from leaves_of(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for inner in value:
            first = next(iter(inner.values()), "") if isinstance(inner, dict) else ""
            yield from leaves_of(inner, f"{place}[{first if isinstance(first, str) else ''}]")
    else:
        yield f"{place[1:]}: {' '.join(str(value).split())}"


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
