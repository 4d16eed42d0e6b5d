"""An invented affair, data only: another platform, no daily counts, countries whose law nobody has read."""

import csv
import datetime as dt
from pathlib import Path

from etl.affairs.new import begin

AS_OF = dt.date(2027, 6, 30)
URL = "https://example.org/lumen/"
DOCUMENT = {
    "source_url": URL + "page", "source_publisher": "The Lantern", "confidence": "medium", "document_read": "report",
    "entered_date": "2027-06-01", "notes": "Invented.",
}  # fmt: skip
MEASUREMENTS = [
    {"measurement_id": "OIW-01", "producer": "Open Image Watch", "published": "2027-04-02",
     "window_start": "2027-03-08", "window_end": "2027-03-21",
     "platform": "Lumen", "population": "Public images", "sampling": "convenience",
     "n": "400", "k": "124", "value": "0.31", "unit": "share", "category": "sexualised"},
    {"measurement_id": "OIW-02", "producer": "Open Image Watch", "published": "2027-04-02",
     "window_start": "2027-03-08", "window_end": "2027-03-21",
     "platform": "Lumen", "population": "Sexualised images", "sampling": "convenience",
     "value": "0.6", "unit": "share_of_subset", "subset_of": "OIW-01", "category": "women"},
    {"measurement_id": "LTR-01", "producer": "Lumen", "published": "2027-05", "platform": "Lumen",
     "population": "Removals it reports", "sampling": "census", "value": "41200", "unit": "count",
     "category": "content_blocked"},
]  # fmt: skip
FRAMES = {"OIW-01": ("output", "exact"), "OIW-02": ("output", ""), "LTR-01": ("enforcement", "")}
STATEMENTS = [
    ("LS-1", "2027-03-20", "no_comment", "platform", ""),
    ("LS-2", "2027-03-28", "announcement_of_measure", "platform", "Prompts that name a person are refused"),
    ("LS-3", "2027-04", "deflection", "executive", ""),
    ("LS-4", "", "commitment", "platform", ""),
    ("LS-5", "2027-05-28", "admission", "platform", ""),
]
ACTS = [
    ("gb-1", "GB", "2027-03-18", "day", "media_regulator", "information_request", "closed"),
    ("gb-2", "GB", "2027-03-30", "day", "media_regulator", "investigation_opened", "open"),
    ("de-1", "DE", "2027-04-01", "month", "data_protection", "notice_of_intent", "open"),
    ("fi-1", "FI", "2027-03-15", "day", "data_protection", "investigation_opened", "closed"),
    ("fi-2", "FI", "2027-04-20", "day", "data_protection", "interim_measure", "annulled"),
    ("fi-3", "FI", "2027-05-20", "day", "data_protection", "fine", "in_force"),
    ("za-1", "ZA", "2027-04-11", "day", "government", "formal_notice", "closed"),
    ("za-2", "ZA", "", "", "police", "referral", "unknown"),
]
VOICES = [
    (f"LR-{n}", place, f"2027-0{3 + n % 3}-1{n % 9}", ("politician", "ngo", "expert")[n % 3], stance)
    for n, (place, stance) in enumerate(
        [("GB", "blames_platform"), ("FI", "blames_platform"), ("ZA", "mixed"), ("DE", "neutral"),
         ("GB", "blames_users"), ("FI", "blames_platform"), ("FI", "neutral"), ("GB", "defends_platform"),
         ("ZA", "blames_platform"), ("DE", "blames_platform")]
    )
]  # fmt: skip
AFFAIR = {
    "service: null": "service: {name: Lumen Canvas, noun: {en: image tool, fr: outil d'images, gender: m}}",
    "clocks: []": "clocks: [{clock: images, row: OIW-01}, {clock: measurement, row: OIW-01}]",
    "headline: null": "headline: {measurement: OIW-01, part: OIW-02, doubt: null}",
    "reported: null": "reported: {dsa: null, own: [LTR-01]}",
    "key_events: []": "key_events: [{row: fi-3, label: {en: Fine in Finland, fr: Amende en Finlande}}]",
    "facts: {from: 2027-06-30": "facts: {from: 2027-03-08",
}


def lumen(folder: Path) -> Path:
    """The folder of the invented affair, made as a person would: begun by the command, completed, rows added."""
    begin(folder, "lumen-2027", "Lumen", ["en", "fr"], AS_OF)
    path = folder / "affair.yml"
    text = path.read_text(encoding="utf-8")
    for line, instead in AFFAIR.items():
        assert line in text, line
        text = text.replace(line, instead, 1)
    path.write_text(text, encoding="utf-8")
    add(folder / "reference/jurisdictions.csv", [
        {"code": "FI", "name_en": "Finland", "name_fr": "Finlande", "parent": "EU", "kind": "country"},
        {"code": "ZA", "name_en": "South Africa", "name_fr": "Afrique du Sud", "kind": "country"},
    ])  # fmt: skip
    add(folder / "reference/publishers.csv", [{"publisher": "The Lantern", "source_kind": "newspaper"}])
    add(folder / "reference/scope_crosswalk.csv", [{"phrase": "not specified", "jurisdictions": ""}])
    words = {lang: {"en": "Invented", "fr": "Inventé"}[lang] for lang in ("en", "fr")}
    told = lambda prefix, row: {f"{prefix}_{lang}": f"{word}: {row}" for lang, word in words.items()}  # noqa: E731
    add(folder / "curated/detections.csv",
        [row | DOCUMENT | told("description", row["measurement_id"]) for row in MEASUREMENTS])  # fmt: skip
    add(folder / "reference/frames.csv", [
        {"measurement_id": name, "quantity": quantity, "frame_id": name, "sampled_count_kind": kind}
        | told("frame", name) for name, (quantity, kind) in FRAMES.items()
    ])  # fmt: skip
    add(folder / "curated/platform_statements.csv", [
        {"statement_id": name, "date": day, "speaker": "Lumen", "speaker_kind": kind, "channel": "press",
         "stance": stance, "measure_announced": measure, "scope_jurisdictions": "not specified"}
        | DOCUMENT | told("summary", name) for name, day, stance, kind, measure in STATEMENTS
    ])  # fmt: skip
    add(folder / "curated/enforcement_actions.csv", [
        {"action_id": name, "jurisdiction": place, "date": day, "date_precision": precision,
         "authority": f"Authority {name}", "authority_kind": kind, "target": "Lumen", "measure": measure,
         "harm": "ncii_adult", "status": status}
        | DOCUMENT | told("summary", name) for name, place, day, precision, kind, measure, status in ACTS
    ])  # fmt: skip
    add(folder / "curated/public_reactions.csv", [
        {"reaction_id": name, "jurisdiction": place, "date": day, "date_precision": "day", "speaker": f"Voice {name}",
         "speaker_role": role, "language": "en", "text": f"Invented voice {name}.", "stance": stance, "calls": "none",
         "emotion": "outrage", "topics": "consent"} | DOCUMENT for name, place, day, role, stance in VOICES
    ])  # fmt: skip
    add(folder / "curated/claim_tests.csv", [
        {"claim_test_id": "LC-1", "statement_id": "LS-2", "evidence_relation": "incidence", "evidence_id": "OIW-01",
         "verdict": "outside_wording", "confidence": "medium", "entered_date": "2027-06-01"} | told("scope", "LC-1"),
    ])  # fmt: skip
    return folder


def add(path: Path, rows: list[dict[str, str]]) -> None:
    """Rows at the end of a table, by the names of its header; a column a row lacks is blank."""
    with open(path, encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with open(path, "a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n", extrasaction="raise")
        writer.writerows(rows)
