"""Three invented affairs, data only, as unlike each other as they can be.

Lumen: images, a service, a headline, countries whose law nobody has read. Agora: messages of 2019, a name with an
apostrophe and an ampersand, no service, law, clock or statement, one act, and an amount whose currency has no rate.
Kaiku: voices, a law of its own beside thirty read for images, an act that was annulled, samples of other kinds.
"""

import csv
import datetime as dt
import re
from pathlib import Path

from etl.affairs.new import begin

AS_OF = dt.date(2027, 6, 30)
URL = "https://example.org/lumen/"
DOCUMENT = {
    "source_url": URL + "page", "source_publisher": "The Lantern", "confidence": "medium", "document_read": "report",
    "entered_date": "2027-06-01", "notes": "Invented.",
}  # fmt: skip # saves 4 lines
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
]  # fmt: skip # saves 29 lines
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
]  # fmt: skip # saves 9 lines
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
    ])  # fmt: skip # saves 3 lines
    add(folder / "reference/publishers.csv", [{"publisher": "The Lantern", "source_kind": "newspaper"}])
    add(folder / "reference/scope_crosswalk.csv", [{"phrase": "not specified", "jurisdictions": ""}])
    words = {lang: {"en": "Invented", "fr": "Inventé"}[lang] for lang in ("en", "fr")}
    told = lambda prefix, row: {f"{prefix}_{lang}": f"{word}: {row}" for lang, word in words.items()}  # noqa: E731
    add(
        folder / "curated/detections.csv",
        [row | DOCUMENT | told("description", row["measurement_id"]) for row in MEASUREMENTS],
    )
    add(folder / "reference/frames.csv", [
        {"measurement_id": name, "quantity": quantity, "frame_id": name, "sampled_count_kind": kind}
        | told("frame", name) for name, (quantity, kind) in FRAMES.items()
    ])  # fmt: skip # saves 4 lines
    add(folder / "curated/platform_statements.csv", [
        {"statement_id": name, "date": day, "speaker": "Lumen", "speaker_kind": kind, "channel": "press",
         "stance": stance, "measure_announced": measure, "scope_jurisdictions": "not specified"}
        | DOCUMENT | told("summary", name) for name, day, stance, kind, measure in STATEMENTS
    ])  # fmt: skip # saves 13 lines
    add(folder / "curated/enforcement_actions.csv", [
        {"action_id": name, "jurisdiction": place, "date": day, "date_precision": precision,
         "authority": f"Authority {name}", "authority_kind": kind, "target": "Lumen", "measure": measure,
         "harm": "ncii_adult", "status": status}
        | DOCUMENT | told("summary", name) for name, place, day, precision, kind, measure, status in ACTS
    ])  # fmt: skip # saves 14 lines
    add(folder / "curated/public_reactions.csv", [
        {"reaction_id": name, "jurisdiction": place, "date": day, "date_precision": "day", "speaker": f"Voice {name}",
         "speaker_role": role, "language": "en", "text": f"Invented voice {name}.", "stance": stance, "calls": "none",
         "emotion": "outrage", "topics": "consent"} | DOCUMENT for name, place, day, role, stance in VOICES
    ])  # fmt: skip # saves 16 lines
    add(folder / "curated/claim_tests.csv", [
        {"claim_test_id": "LC-1", "statement_id": "LS-2", "evidence_relation": "incidence", "evidence_id": "OIW-01",
         "verdict": "outside_wording", "confidence": "medium", "entered_date": "2027-06-01"} | told("scope", "LC-1"),
    ])  # fmt: skip # saves 11 lines
    return folder


AGORA_AS_OF = dt.date(2019, 12, 31)
AGORA_DOCUMENT = DOCUMENT | {"source_publisher": "Baltijas Ēra", "entered_date": "2019-09-01"}
AGORA_LINES = {
    r"name: \{en.*": "name: {en: the harassment of pupils, fr: le harcèlement d'élèves}",
    r'  en: "What images.*': '  en: "In March 2019 profiles made by machine wrote to pupils on L\'Agora & Cie."',
    r'  fr: "Ce que.*': '  fr: "En mars 2019, des profils automatiques ont écrit à des élèves sur L\'Agora & Cie."',
    r"subject: .*": "subject: {en: messages to pupils, fr: messages adressés à des élèves}",
    r"material: .*": "material: {en: {one: message, many: messages}, fr: {one: message, many: messages, gender: m}}",
    r"facts: .*": "facts: {from: 2019-03-01, to: 2019-03-31}",
    r"headline: .*": "headline: {measurement: AG-1, part: AG-2, doubt: AG-1}",
}


def agora(folder: Path) -> Path:
    """The folder of the other one, which has next to nothing."""
    begin(folder, "agora-2019", "L'Agora & Cie", ["en"], AGORA_AS_OF)
    path = folder / "affair.yml"
    text = path.read_text(encoding="utf-8")
    for line, instead in AGORA_LINES.items():
        text, count = re.subn(line, instead, text, count=1)
        assert count == 1, line
    path.write_text(text, encoding="utf-8")
    for law in (folder / "law").glob("*.yml"):
        law.unlink()
    add(folder / "reference/jurisdictions.csv", [
        {"code": "KE", "name_en": "Kenya", "name_fr": "Kenya", "kind": "country"},
        {"code": "LV", "name_en": "Latvia", "name_fr": "Lettonie", "parent": "EU", "kind": "country"},
    ])  # fmt: skip # saves 3 lines
    add(folder / "reference/publishers.csv", [{"publisher": "Baltijas Ēra", "source_kind": "newspaper"}])
    days = {"published": "2019-05-02", "window_start": "2019-03-04", "window_end": "2019-03-10"}
    shared = days | AGORA_DOCUMENT | {"producer": "Université d'Est", "platform": "L_Agora_Cie", "sampling": "random"}
    add(folder / "curated/detections.csv", [
        shared | {"measurement_id": "AG-1", "population": "Public messages", "n": "1000", "k": "123", "value": "0.123",
                  "unit": "share", "category": "sexualised", "description_en": "Invented.",
                  "description_fr": "Inventé."},
        shared | {"measurement_id": "AG-2", "population": "Sexualised messages", "value": "0.4",
                  "unit": "share_of_subset", "subset_of": "AG-1", "category": "appears_minor",
                  "description_en": "Invented.", "description_fr": "Inventé."},
    ])  # fmt: skip # saves 20 lines
    add(folder / "reference/frames.csv", [
        {"measurement_id": name, "quantity": "output", "frame_id": "public", "frame_en": "Public messages",
         "frame_fr": "Messages publics", "sampled_count_kind": kind} for name, kind in (("AG-1", "exact"), ("AG-2", ""))
    ])  # fmt: skip # saves 10 lines
    add(folder / "curated/enforcement_actions.csv", [
        AGORA_DOCUMENT | {"action_id": "lv-1", "jurisdiction": "LV", "date": "2019-02-20", "date_precision": "day",
                          "authority": "Ministrija", "authority_kind": "government", "target": "L'Agora & Cie",
                          "measure": "fine", "harm": "other", "status": "annulled", "amount": "900", "currency": "CLP",
                          "status_date": "2019-08-01", "status_url": URL, "status_publisher": "Baltijas Ēra",
                          "summary_en": "Invented.", "summary_fr": "Inventé."},
    ])  # fmt: skip # saves 18 lines
    add(folder / "curated/public_reactions.csv", [
        AGORA_DOCUMENT | {"reaction_id": "AR-1", "date": "2019-03-20", "date_precision": "day", "jurisdiction": "KE",
                          "speaker": "Chama", "speaker_role": "ngo", "language": "en", "text": "Invented.",
                          "stance": "blames_platform", "calls": "none", "emotion": "outrage", "topics": "consent"},
    ])  # fmt: skip # saves 15 lines
    return folder


KAIKU_AS_OF = dt.date(2024, 12, 31)
KAIKU_LINES = {
    r"name: \{en.*": 'name: {en: "the Kaiku voices", fr: "les voix d\'Echolot"}',
    r'  en: "What images.*': '  en: "In spring 2024 voices of pupils were imitated."',
    r'  fr: "Ce que.*': '  fr: "Au printemps 2024, des voix d\'élèves ont été imitées."',
    r"subject: .*": "subject: {en: imitated voices, fr: voix imitées}",
    r"material: .*": "material: {en: {one: audio clip, many: audio clips}, "
    "fr: {one: imitation vocale, many: imitations vocales, gender: f}}",
    r"service: .*": "service: {name: Echolot, noun: {en: voice app, fr: application vocale, gender: f}}",
    r"facts: .*": "facts: {from: 2024-03-04, to: 2024-06-21}",
    r"clocks: .*": "clocks: [{clock: images, row: KM-1}]",
    r"headline: .*": "headline: {measurement: KM-1, part: null, doubt: null}",
    r"key_events: .*": "key_events: [{row: KM-1, label: {en: First one, fr: Première}}]",
    r"reference_law: .*": "reference_law: {jurisdiction: FI, base: fi-8a, online: null, product: false}",
}
KAIKU_LAW = """jurisdiction: "FI"
level: national
material: audio clip
provisions:
  - id: fi-8a
    instrument: {en: Criminal Code, fr: Code pénal, local: Rikoslaki}
    article: "24:8a"
    offence: {en: Spreading an imitated voice, fr: Diffuser une voix imitée}
    harm: other
    regime: criminal
    stage: enacted
    acts: [online_publication, distribution]
    subjects: [adult, minor]
    synthetic_covered: "yes"
    intent: general
    penalties:
      - {id: fi-8a-old, addressee: individual, circumstance: base, in_force_from: 2014-01-01, in_force_to: 2024-05-31,
         prison: term, max_prison_months: 6, fine: day_fines}
      - {id: fi-8a, addressee: individual, circumstance: base, in_force_from: 2024-06-01, prison: term,
         max_prison_months: 24, fine: day_fines}
    source_url: https://example.org/finlex
    source_publisher: The Lantern
    read_version: 2024-06-15
    confidence: medium
    status_as_read: in_force
"""


def kaiku(folder: Path) -> Path:
    """The folder of the affair of voices."""
    begin(folder, "kaiku-2024", "Echolot", ["en", "fr"], KAIKU_AS_OF)
    path = folder / "affair.yml"
    text = path.read_text(encoding="utf-8")
    for line, instead in KAIKU_LINES.items():
        text, count = re.subn(line, instead, text, count=1)
        assert count == 1, line
    path.write_text(text, encoding="utf-8")
    (folder / "law/fi.yml").write_text(KAIKU_LAW, encoding="utf-8")
    add(folder / "reference/jurisdictions.csv", [
        {"code": "FI", "name_en": "Finland", "name_fr": "Finlande", "parent": "EU", "kind": "country"},
        {"code": "CA-QC", "name_en": "Quebec", "name_fr": "Québec", "parent": "CA", "kind": "subdivision"},
    ])  # fmt: skip # saves 3 lines
    add(folder / "reference/publishers.csv", [{"publisher": "The Lantern", "source_kind": "newspaper"}])
    add(folder / "reference/scope_crosswalk.csv", [{"phrase": "not specified", "jurisdictions": ""}])
    row = DOCUMENT | {"entered_date": "2024-07-01"}
    told = {"description_en": "Invented.", "description_fr": "Inventé."}
    add(folder / "curated/detections.csv", [row | told | one for one in KAIKU_MEASURED])
    add(folder / "reference/frames.csv", [
        {"measurement_id": name, "quantity": quantity, "frame_id": name, "frame_en": name, "frame_fr": name,
         "sampled_count_kind": kind}
        for name, quantity, kind in (("KM-1", "output", "exact"), ("KM-2", "output", ""),
                                     ("KM-3", "adversarial_test", "exact"))
    ])  # fmt: skip # saves 12 lines
    add(folder / "curated/platform_statements.csv", [
        row | {"statement_id": "KS-1", "date": "2024-04-03", "speaker": "Founder of Echolot",
               "speaker_kind": "executive", "channel": "press", "stance": "denial",
               "scope_jurisdictions": "not specified", "summary_en": "Invented.", "summary_fr": "Inventé.",
               "entered_date": "2024-06-15"},
    ])  # fmt: skip # saves 12 lines
    add(folder / "curated/enforcement_actions.csv", [
        row | {"action_id": name, "jurisdiction": place, "date": when, "date_precision": "day",
               "authority": f"Authority {name}", "authority_kind": "data_protection", "target": "Echolot",
               "measure": measure, "harm": "data_protection", "status": status, "summary_en": "Invented.",
               "summary_fr": "Inventé."} | more for name, place, when, measure, status, more in KAIKU_ACTS
    ])  # fmt: skip # saves 16 lines
    add(folder / "curated/public_reactions.csv", [
        row | {"reaction_id": f"KR-{n}", "date": "2024-04-02", "date_precision": "day", "jurisdiction": place,
               "speaker": f"Voice {n}", "speaker_role": "ngo", "language": "en", "text": f"Invented {n}.",
               "stance": stance, "calls": calls, "emotion": "outrage", "topics": "consent"}
        for n, (place, stance, calls) in enumerate([("FI", "neutral", "regulation"), ("IE", "neutral", "regulation"),
                                                    ("NZ", "mixed", "victim_support"),
                                                    ("CA-QC", "defends_platform", "victim_support")])
    ])  # fmt: skip # saves 20 lines
    add(folder / "curated/claim_tests.csv", [
        {"claim_test_id": "KT-1", "statement_id": "KS-1", "evidence_relation": "incidence", "evidence_id": "KM-2",
         "verdict": "contradicted", "scope_en": "Invented.", "scope_fr": "Inventé.", "confidence": "low",
         "entered_date": "2024-07-01"},
    ])  # fmt: skip # saves 11 lines
    add(folder / "reference/lookups.csv", [
        {"source": "enforcement_actions", "subject_en": "acts in Finland", "subject_fr": "les actes en Finlande",
         "looked_on": "2024-07-02", "is_found": "false"},
    ])  # fmt: skip # saves 8 lines
    return folder


KAIKU_MEASURED = [
    {"measurement_id": "KM-1", "producer": "Kuulo Lab", "published": "2024-04-09", "window_start": "2024-03-11",
     "window_end": "2024-03-31", "platform": "Echolot", "population": "Public clips", "sampling": "random",
     "n": "1200", "k": "312", "value": "0.26", "unit": "share", "category": "sexualised", "ci_low": "0.23",
     "ci_high": "0.29"},
    {"measurement_id": "KM-2", "producer": "Parents", "published": "2024-04-22", "window_start": "2024-03-04",
     "window_end": "2024-04-15", "platform": "Echolot", "population": "Clips sent", "sampling": "convenience",
     "value": "0.4", "unit": "share", "category": "appears_minor"},
    {"measurement_id": "KM-3", "producer": "Dublin Institute", "published": "2024-05-06",
     "window_start": "2024-04-29", "window_end": "2024-05-03", "platform": "Echolot", "population": "Requests",
     "sampling": "convenience", "n": "60", "k": "47", "value": "0.783", "unit": "share", "category": "sexualised"},
]  # fmt: skip # saves 35 lines
KAIKU_ACTS = [
    ("fi-1", "FI", "2024-03-19", "information_request", "open", {}),
    ("fi-2", "FI", "2024-05", "investigation_opened", "open", {"date_precision": "month"}),
    ("ie-1", "IE", "2024-04-11", "investigation_opened", "open", {}),
    ("ie-2", "IE", "2024-04-15", "formal_notice", "closed", {}),
    ("nz-1", "NZ", "2024-04-24", "investigation_opened", "open", {}),
    ("qc-1", "CA-QC", "2024-05-08", "interim_measure", "annulled",
     {"status_date": "2024-06-19", "status_url": URL, "status_publisher": "The Lantern"}),
]  # fmt: skip # saves 6 lines


def add(path: Path, rows: list[dict[str, str]]) -> None:
    """Rows at the end of a table, by the names of its header; a column a row lacks is blank."""
    with open(path, encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with open(path, "a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n", extrasaction="raise")
        writer.writerows(rows)
