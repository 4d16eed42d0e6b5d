"""data/affair.yml → raw.affair, raw.clocks, raw.key_events, raw.caveats and raw.affair_rows.

What the affair is called, whom it concerns, since when, and which rows the first pages lead with. Here is whether each
key holds what it accepts; whether the rows exist is a check of the build (sql/checks/affair_names_rows.sql).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.errors import GardefouError
from etl.intake import material as materials
from etl.intake import slots
from etl.intake.cells import Cell, checked, read_cells, without_lines
from etl.intake.values import CLOSED, Fault, Kind, accepted, public_path, refusal

LONGEST_LABEL, MOST_EVENTS, LONGEST_SENTENCE = 40, 15, 300
CLOCKS = ("images", "measurement", "report")

LINE = Kind("text", required=True)
WORDS = Kind("bilingual", required=True)
AFFAIR = {
    "id": LINE,
    "name": WORDS,
    "sentence": WORDS,
    "subject": WORDS,
    "material": Kind("map"),
    "companies": Kind("entries", required=True),
    "service": Kind("map"),
    "facts": Kind("map", required=True),
    "clocks": Kind("entries"),
    "headline": Kind("map"),
    "shown_categories": Kind("texts"),
    "reported": Kind("map"),
    "reference_law": Kind("map"),
    "collection": Kind("map", required=True),
    "key_events": Kind("entries"),
    "caveats": Kind("entries"),
    "posts": Kind("map"),
    "hosts": Kind("texts"),
    "tagger": Kind("map"),
    "codes": Kind("map"),
}
COMPANY = {
    "name": LINE,
    "platform_code": Kind("text"),
    "aliases": Kind("texts"),
    "handles": Kind("texts"),
    "exact": Kind("texts"),
    "context": Kind("texts"),
    "owners": Kind("texts"),
}
MATERIAL = {"en": Kind("map", required=True), "fr": Kind("map", required=True)}
ONE_AND_MANY = {"one": LINE, "many": LINE}
ONE_AND_MANY_FR = {**ONE_AND_MANY, "gender": LINE, "elided": Kind("flag")}
SERVICE = {"name": LINE, "noun": Kind("map", required=True)}
NOUN = {"en": LINE, "fr": LINE, "gender": LINE, "elided": Kind("flag")}
FACTS = {"from": Kind("day", required=True), "to": Kind("day"), "day": Kind("day")}
CLOCK = {"clock": LINE, "row": LINE, "why": Kind("bilingual")}
HEADLINE = {"measurement": LINE, "part": Kind("text"), "doubt": Kind("text")}
REPORTED = {"dsa": Kind("map"), "own": Kind("texts")}
DSA = {"platform": LINE, "category": LINE, "beside": Kind("texts")}
REFERENCE = {"jurisdiction": LINE, "base": LINE, "online": Kind("text"), "product": Kind("flag")}
COLLECTION = {"languages": Kind("texts", required=True), "note": Kind("bilingual"), "annotators": Kind("amount")}
EVENT = {"row": LINE, "label": WORDS}
CAVEAT = {"page": LINE, "row": LINE, "text": WORDS}
POSTS = {"terms": Kind("texts"), "queries": Kind("texts"), "hashtags": Kind("texts")}
TAGGER = {"trained_on": LINE}

TEXTS = pa.list_(pa.string())
AFFAIR_TYPES = {
    **dict.fromkeys(
        (
            "affair_id", "name_en", "name_fr", "sentence_en", "sentence_fr", "subject_en", "subject_fr", "platform",
            "platform_code", "service", "service_noun_en", "service_noun_fr", "service_gender", "headline_id",
            "part_id", "doubt_id", "dsa_platform", "dsa_category", "reference_jurisdiction", "reference_base_id",
            "reference_online_id", "collection_note_en", "collection_note_fr", "tagger_trained_on",
        ),
        pa.string(),
    ),
    **dict.fromkeys(("facts_from", "facts_to", "facts_day"), pa.date32()),
    **dict.fromkeys(("companies", "shown_categories", "own_ids", "languages", "dsa_beside"), TEXTS),
    "has_product_rule": pa.bool_(),
    "annotators": pa.int64(),
}  # fmt: skip # saves 20 lines
EVENT_TYPES = {"place": pa.int64(), "row_id": pa.string(), "label_en": pa.string(), "label_fr": pa.string()}
CLOCK_TYPES = {
    "place": pa.int64(),
    **dict.fromkeys(("clock", "row_id", "why_en", "why_fr"), pa.string()),
}
CAVEAT_TYPES = {**dict.fromkeys(("page", "row_id", "text_en", "text_fr"), pa.string())}
WORD_TYPES = dict.fromkeys(("slot", "text_en", "text_fr"), pa.string())
ROW_TYPES = {"key": pa.string(), "row_id": pa.string(), "relation": pa.string(), "source_line": pa.int64()}


def relations(data: Path) -> list[tuple[str, list[dict], dict[str, pa.DataType]]]:
    """Name, rows and column types of each raw relation of the affair.

    Raises GardefouError naming every fault of the file with its line.
    """
    return relations_of(read(data / "affair.yml"), materials.set_aside(data))


def relations_of(
    found: dict[str, Any], aside: Mapping[str, str] = {}
) -> list[tuple[str, list[dict], dict[str, pa.DataType]]]:
    """The raw relations of what `read` gives; `aside`: the law files set aside, with the material each was read for."""
    lists = (("key_events", EVENT_TYPES), ("clocks", CLOCK_TYPES), ("caveats", CAVEAT_TYPES))
    entries = {name: [{"place": place, **flat(one)} for place, one in enumerate(found[name], 1)] for name, _ in lists}
    return [
        ("affair", [row(found)], AFFAIR_TYPES),
        (
            "affair_words",
            slots.rows(row(found), found["material"] or materials.USUAL, list(aside.values())),
            WORD_TYPES,
        ),
        *((name, entries[name], types) for name, types in lists),
        ("affair_rows", found["rows"], ROW_TYPES),
    ]


def read(path: Path) -> dict[str, Any]:
    """The file as plain values, every key of AFFAIR present; `rows`: the identifiers it names, each with its relation.

    Raises GardefouError listing all its faults.
    """
    faults: list[str] = []
    name = public_path(path)
    if not path.exists():
        raise GardefouError(
            f"{name} is missing: nothing says which affair this is. The version being served is unchanged. Restore the "
            "file, or begin a folder with `python -m etl new-affair`."
        )
    cells = read_cells(path, faults)
    found = file_values(cells, name, faults) if cells else {}
    if faults:
        raise refusal(name, faults)
    return found


def file_values(cells: Cell, name: str, faults: list[str]) -> dict[str, Any]:
    """The keys of the file with their values; what is wrong is added to `faults`."""
    rows: list[dict] = []

    def part(cell: Cell | None, keys: dict[str, Kind], named: dict[str, str], under: str) -> dict[str, Any]:
        if cell is None:
            return dict.fromkeys(keys)
        values = checked(without_nulls(cell, keys), keys, {}, name, faults)
        inner = cell.value if isinstance(cell.value, dict) else {}
        for key, relation in named.items():
            for row_id in values[key] if isinstance(values[key], list) else [values[key]]:
                if row_id is not None:
                    rows.append({"key": f"{under}.{key}", "row_id": row_id, "relation": relation,
                                 "source_line": inner[key].line})  # fmt: skip # saves 6 lines
        return values

    def entries(key: str, keys: dict[str, Kind], named: dict[str, str]) -> list[dict[str, Any]]:
        return [part(entry, keys, named, key) for entry in found[key] or []]

    found = part(cells, AFFAIR, {}, "affair")
    found["companies"] = entries("companies", COMPANY, {})
    found["clocks"] = entries("clocks", CLOCK, {"row": ""})
    found["key_events"] = entries("key_events", EVENT, {"row": ""})
    found["caveats"] = entries("caveats", CAVEAT, {"row": ""})
    found["service"] = found["service"] and part(found["service"], SERVICE, {}, "service")
    if found["service"]:
        found["service"]["noun"] = part(found["service"]["noun"], NOUN, {}, "noun")
    if found["material"]:
        found["material"] = part(found["material"], MATERIAL, {}, "material")
        for lang, keys in (("en", ONE_AND_MANY), ("fr", ONE_AND_MANY_FR)):
            found["material"][lang] = part(found["material"][lang], keys, {}, f"material.{lang}")
    measurement = "incidence"
    named = {"measurement": measurement, "part": measurement, "doubt": measurement}
    found["headline"] = part(found["headline"], HEADLINE, named, "headline")
    found["reported"] = part(found["reported"], REPORTED, {"own": measurement}, "reported")
    found["dsa"] = part(found["reported"]["dsa"], DSA, {}, "dsa")
    law = {"base": "provisions", "online": "provisions"}
    found["reference_law"] = part(found["reference_law"], REFERENCE, law, "reference_law")
    for key, keys in (("facts", FACTS), ("collection", COLLECTION), ("posts", POSTS), ("tagger", TAGGER)):
        found[key] = part(found[key], keys, {}, key)
    faults += [f"{name}, {why}" for why in misfits(found)]
    return found | {"rows": rows}


def without_nulls(cell: Cell, keys: dict[str, Kind]) -> Cell:
    """The mapping without the known keys that say null or []: this affair has none of that."""
    if not isinstance(cell.value, dict):
        return cell
    kept = {key: inner for key, inner in cell.value.items() if key not in keys or inner.value not in (None, [])}
    return Cell(kept, cell.line)


def misfits(found: dict[str, Any]) -> list[str]:
    """What the keys contradict each other in, or have too much of."""
    events, clocks = found["key_events"], [entry["clock"] for entry in found["clocks"]]
    service, facts, sentence = found["service"], found["facts"], found["sentence"] or {}
    faults = [
        f"key key_events: the label {label!r} has {len(label)} characters; at most {LONGEST_LABEL} are accepted"
        for event in events
        for label in (event["label"] or {}).values()
        if len(label) > LONGEST_LABEL
    ]
    faults += [
        f"key sentence: has {len(told)} characters; at most {LONGEST_SENTENCE} are accepted"
        for told in sentence.values()
        if len(told) > LONGEST_SENTENCE
    ]
    faults += [
        f"key clocks: {name!r} is not a clock; accepted: {', '.join(CLOCKS)}" for name in clocks if name not in CLOCKS
    ]
    wrong = [
        (len(events) > MOST_EVENTS, f"key key_events: there are {len(events)}; at most {MOST_EVENTS} are accepted"),
        (len(set(clocks)) < len(clocks), "key clocks: a clock is given twice"),
        (bool(facts["from"] and facts["to"] and facts["to"] < facts["from"]), "key facts: it ends before it begins"),
        (bool(facts["day"] and not facts["from"] <= facts["day"] <= (facts["to"] or facts["day"])),
         "key facts: day is not one of them"),
    ]  # fmt: skip # saves 4 lines
    faults += materials.misfits(found["material"]) if found["material"] else []
    if service:
        faults += materials.french_misfits("service", service["noun"], str(service["noun"].get("fr") or ""))
    return faults + [why for is_so, why in wrong if is_so]


def row(found: dict[str, Any]) -> dict[str, Any]:
    """The one row of raw.affair."""
    first = found["companies"][0]
    service = found["service"] or {"name": None, "noun": {}}
    noun, note = service["noun"], found["collection"]["note"] or {}
    head, law, dsa = found["headline"], found["reference_law"], found["dsa"]
    return {
        "affair_id": found["id"],
        **{f"{key}_{lang}": found[key][lang] for key in ("name", "sentence", "subject") for lang in ("en", "fr")},
        "platform": first["name"],
        "platform_code": first["platform_code"],
        "companies": [company["name"] for company in found["companies"]],
        "service": service["name"],
        "service_noun_en": noun.get("en"),
        "service_noun_fr": noun.get("fr"),
        "service_gender": noun.get("gender"),
        "service_elided": noun.get("elided"),  # its words alone need it
        "facts_from": found["facts"]["from"],
        "facts_to": found["facts"]["to"],
        "facts_day": found["facts"]["day"] or found["facts"]["to"] or found["facts"]["from"],
        "headline_id": head["measurement"],
        "part_id": head["part"],
        "doubt_id": head["doubt"],
        "shown_categories": found["shown_categories"],
        "dsa_platform": dsa["platform"],
        "dsa_category": dsa["category"],
        "dsa_beside": dsa["beside"],
        "own_ids": found["reported"]["own"],
        "reference_jurisdiction": law["jurisdiction"],
        "reference_base_id": law["base"],
        "reference_online_id": law["online"],
        "has_product_rule": bool(law["product"]),
        "languages": found["collection"]["languages"],
        "annotators": int(readers) if (readers := found["collection"]["annotators"]) else None,
        "collection_note_en": note.get("en"),
        "collection_note_fr": note.get("fr"),
        "tagger_trained_on": found["tagger"]["trained_on"],
    }


def flat(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with each text in two languages as two columns, and `row` as row_id."""
    found: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            found |= {f"{key}_{lang}": told for lang, told in value.items()}
        else:
            found["row_id" if key == "row" else key] = value
    return found


def own_codes(data: Path, kept: list[str] | None = None) -> dict[str, dict[str, dict[str, str]]]:
    """vocabulary → code → label in each language: the codes that only this affair uses; none when there is no file.

    Raises GardefouError for a code without a label in each language; with `kept`, faults are added to it instead, and
    such a code is called by itself.
    """
    path = data / "affair.yml"
    faults: list[str] = []
    cells = read_cells(path, faults) if path.exists() else None
    codes = cells.value.get("codes") if cells and isinstance(cells.value, dict) else None
    found: dict[str, dict[str, dict[str, str]]] = {}
    for vocabulary, listed in codes.value.items() if codes and isinstance(codes.value, dict) else ():
        if vocabulary in CLOSED:
            faults.append(f"{public_path(path)}, line {listed.line}, codes, {vocabulary}: an affair adds no code to it")
            continue
        for code, label in listed.value.items() if isinstance(listed.value, dict) else ():
            try:
                found.setdefault(vocabulary, {})[code] = accepted(without_lines(label), WORDS, {})
            except Fault as fault:
                faults.append(f"{public_path(path)}, line {label.line}, code {code}: {fault}")
                found.setdefault(vocabulary, {})[code] = {"en": code, "fr": code}
    if kept is not None:
        kept += faults
    elif faults:
        raise refusal(public_path(path), faults)
    return found


def posts(data: Path) -> dict[str, list[str]]:
    """What an operator fetches for this affair: terms, queries and hashtags, [] where it names none."""
    named = read(data / "affair.yml")["posts"]
    return {key: named[key] or [] for key in POSTS}
