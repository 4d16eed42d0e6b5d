"""A fourth invented affair: images passed on by pupils in Brazil, Canada, Poland, Kenya and New Zealand.

Its name is a plural, its service is feminine and begins with a vowel, blocks and fines were undone by a status alone,
acts are known to a month or to none, two laws were read by nobody, voices speak Portuguese and Polish.
"""

import datetime as dt
import re
from pathlib import Path

from another import DOCUMENT, add

from etl.affairs.new import begin

PUPILS_AS_OF = dt.date(2027, 9, 30)
ROW = DOCUMENT | {"entered_date": "2027-09-20"}
TOLD = {"summary_en": "Invented.", "summary_fr": "Inventé."}
LINES = {
    r"name: \{en.*": 'name: {en: "the Ofelia images", fr: "les images d\'Ofelia"}',
    r"subject: .*": "subject: {en: altered images of pupils, fr: images d'élèves modifiées}",
    r"companies:\n.*": "companies:\n  - {name: Ofelia, platform_code: Ofelia, aliases: [], handles: []}\n"
    "  - {name: Alveo Labs, aliases: [], handles: []}",
    r"service: .*": "service: {name: Undine, noun: {en: image app, fr: application d'images, gender: f}}",
    r"facts: .*": "facts: {from: 2027-04-02, to: 2027-09-15, day: 2027-06-14}",
    r"clocks: .*": "clocks: [{clock: images, row: P-1}]",
    r"headline: .*": "headline: {measurement: P-1, part: null, doubt: null}",
    r"reference_law: .*": "reference_law: {jurisdiction: BR, base: br-cp-216b-par, online: null, product: false}",
}
ACTS = [  # id, place, day, precision, kind of authority, measure, status, day of the status
    ("br-1", "BR", "2027-05-14", "day", "data_protection", "investigation_opened", "open", ""),
    ("br-2", "BR", "2027-08-25", "day", "consumer_protection", "fine", "in_force", ""),
    ("ca-1", "CA", "2027-07-12", "day", "court", "interim_measure", "in_force", ""),
    ("ke-1", "KE", "2027-06", "month", "data_protection", "information_request", "unknown", ""),
    ("nz-1", "NZ", "", "", "government", "formal_notice", "unknown", ""),
    ("pl-1", "PL", "2027-06-21", "day", "data_protection", "interim_measure", "annulled", "2027-08-09"),
    ("pl-2", "PL", "2027-07", "month", "media_regulator", "service_block", "lifted", "2027-08-20"),
    ("pl-3", "PL", "2027-09-03", "day", "consumer_protection", "fine", "suspended", "2027-09-12"),
]
AMOUNTS = {"br-2": ("9000000", "BRL"), "pl-3": ("2500000", "PLN")}
VOICES = [("PV-1", "BR", "pt", "Pede o bloqueio nas escolas"), ("PV-2", "PL", "pl", "Domaga się zmian"),
          ("PV-3", "CA", "fr", "Demande des poursuites et une aide pour les familles"),
          ("PV-4", "KE", "en", "Asks the regulator to act on this")]  # fmt: skip # saves 3 lines


def pupils(folder: Path) -> Path:
    """The folder of the affair, made as a person would."""
    begin(folder, "ofelia-2027", "Ofelia", ["en", "fr"], PUPILS_AS_OF)
    path = folder / "affair.yml"
    text = path.read_text(encoding="utf-8")
    for line, instead in LINES.items():
        text, count = re.subn(line, lambda _, told=instead: told, text, count=1)
        assert count == 1, line
    path.write_text(text, encoding="utf-8")
    own = "\n  language:\n    pt: {en: Portuguese, fr: Portugais}\n    pl: {en: Polish, fr: Polonais}\n"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + own, encoding="utf-8")  # codes come last
    add(folder / "reference/jurisdictions.csv", [
        {"code": "KE", "name_en": "Kenya", "name_fr": "Kenya", "kind": "country"},
    ])  # fmt: skip # saves 3 lines
    add(folder / "reference/publishers.csv", [{"publisher": "The Lantern", "source_kind": "newspaper"}])
    add(folder / "curated/detections.csv", [
        ROW | {"measurement_id": "P-1", "producer": "Instituto Araucária", "published": "2027-06-14",
               "window_start": "2027-04-02", "window_end": "2027-05-20", "platform": "Ofelia",
               "population": "Images of open class channels", "sampling": "random", "n": "1840", "k": "161",
               "value": "0.0875", "unit": "share", "category": "sexualised", "description_en": "Invented.",
               "description_fr": "Inventé."},
    ])  # fmt: skip # saves 16 lines
    add(folder / "reference/frames.csv", [
        {"measurement_id": "P-1", "quantity": "output", "frame_id": "P-1", "frame_en": "Class channels",
         "frame_fr": "Canaux de classe", "sampled_count_kind": "exact"},
    ])  # fmt: skip # saves 9 lines
    add(folder / "curated/enforcement_actions.csv", [
        ROW | TOLD | {"action_id": name, "jurisdiction": place, "date": day, "date_precision": precision,
                      "authority": f"Authority {name}", "authority_kind": kind, "target": "Ofelia",
                      "measure": measure, "harm": "csam", "status": status}
        | dict(zip(("amount", "currency"), AMOUNTS.get(name, ()), strict=False))
        | ({"status_date": since, "status_url": ROW["source_url"], "status_publisher": "The Lantern"} if since else {})
        for name, place, day, precision, kind, measure, status, since in ACTS
    ])  # fmt: skip # saves 18 lines
    add(folder / "curated/public_reactions.csv", [
        ROW | {"reaction_id": name, "jurisdiction": place, "date": "2027-06-16", "date_precision": "day",
               "speaker": f"Voice {name}", "speaker_role": "ngo", "language": lang, "text": told,
               "stance": "blames_platform", "calls": "none", "emotion": "fear", "topics": "minors"}
        for name, place, lang, told in VOICES
    ])  # fmt: skip # saves 15 lines
    add(folder / "reference/lookups.csv", [
        {"source": "enforcement_actions", "subject_en": "Acts in Kenya", "subject_fr": "Actes au Kenya",
         "looked_on": "2027-09-20", "is_found": "true"},
        {"source": "enforcement_actions", "subject_en": "Acts in New Zealand",
         "subject_fr": "Actes en Nouvelle-Zélande",
         "looked_on": "2027-09-18", "is_found": "false"},
    ])  # fmt: skip # saves 12 lines
    return folder
