"""Rules of data/law that raise a maximum (repeat offending, habit …) and pauses by a court: read, checked, as rows."""

from fractions import Fraction

from etl.intake.cells import Cell, checked
from etl.intake.values import Codes, Kind

RULE = {
    "id": Kind("text", required=True),
    "instrument": Kind("names", required=True),
    "article": Kind("text", required=True),
    "rule": Kind("bilingual", required=True),
    "requires": Kind("codes", "condition", True),
    "addressees": Kind("codes", "addressee", True),
    "only": Kind("texts"),
    "effect": Kind("code", "rule_effect", True),
    "prison_factor": Kind("factor"),
    "fine_factor": Kind("factor"),
    "in_force_from": Kind("day"),
    "in_force_to": Kind("day"),
    "source_url": Kind("url"),
    "source_publisher": Kind("text"),
    "read_version": Kind("date", required=True, nullable=True),
    "confidence": Kind("code", "confidence", True),
    "note": Kind("text"),
}
PAUSE = {
    "from": Kind("day", required=True),
    "to": Kind("day"),
    "why": Kind("bilingual", required=True),
    "source_url": Kind("url", required=True),
}


COLUMNS = {
    "provision_rules": (
        "rule_id", "jurisdiction", "instrument_en", "instrument_fr", "instrument_local", "article", "rule_en",
        "rule_fr", "requires", "addressees", "only_provisions", "effect", "prison_factor", "fine_factor", "factor",
        "in_force_from", "in_force_to", "source_url", "source_publisher", "read_version_date", "read_version_precision",
        "confidence", "notes", "source_file", "source_line",
    ),
    "provision_pauses": ("provision_id", "paused_from", "paused_to", "why_en", "why_fr", "source_url"),
}  # fmt: skip # saves 21 lines


def spelt(factor: Fraction | None) -> str | None:
    """A factor as people write it: 5, 1.5, 2/3; None stays None."""
    if factor is None:
        return None
    return f"{float(factor):g}" if (factor * 10).denominator == 1 else str(factor)


def rule_rows(head: dict, codes: Codes, name: str, faults: list[str], file: str) -> list[dict]:
    """The rows of raw.provision_rules of one law file; what is wrong is added to `faults`.

    `only` names the provisions a rule is tied to; without it the rule is general and reaches every criminal provision
    of the jurisdiction that addresses the persons it names.
    """
    rows = []
    for entry in head["rules"] or []:
        rule = checked(entry, RULE, codes, name, faults)
        instrument, words, read = rule["instrument"] or {}, rule["rule"] or {}, rule["read_version"]
        rows.append(
            {
                "rule_id": rule["id"],
                "jurisdiction": head["jurisdiction"],
                "instrument_en": instrument.get("en"),
                "instrument_fr": instrument.get("fr"),
                "instrument_local": instrument.get("local"),
                "article": rule["article"],
                "rule_en": words.get("en"),
                "rule_fr": words.get("fr"),
                "requires": rule["requires"] or [],
                "addressees": rule["addressees"] or [],
                "only_provisions": rule["only"] or [],
                "effect": rule["effect"],
                **{key: float(rule[key]) if rule[key] else None for key in ("prison_factor", "fine_factor")},
                "factor": spelt(rule["prison_factor"] or rule["fine_factor"]),
                "in_force_from": rule["in_force_from"],
                "in_force_to": rule["in_force_to"],
                "source_url": rule["source_url"],
                "source_publisher": rule["source_publisher"],
                "read_version_date": read[0] if read else None,
                "read_version_precision": read[1] if read else None,
                "confidence": rule["confidence"],
                "notes": rule["note"],
                "source_file": file,
                "source_line": entry.line,
            }
        )
    return rows


def pause_rows(entries: list[Cell] | None, ids: list[str], codes: Codes, name: str, faults: list[str]) -> list[dict]:
    """The rows of raw.provision_pauses for the penalties `ids` of one provision: days on which a court paused it."""
    rows = []
    for entry in entries or []:
        pause = checked(entry, PAUSE, codes, name, faults)
        first, last, why = pause["from"], pause["to"], pause["why"] or {}
        if first and last and last < first:
            faults.append(f"{name}, line {entry.line}: paused to {last} is before from {first}")
        rows += [
            {"provision_id": one, "paused_from": first, "paused_to": last, "why_en": why.get("en"),
             "why_fr": why.get("fr"), "source_url": pause["source_url"]}
            for one in ids
        ]  # fmt: skip # saves 6 lines
    return rows


def rule_misfits(rules: list[dict], provisions: list[dict]) -> list[tuple[dict, str]]:
    """Rules that contradict themselves or the provisions they name, each with why."""
    places = {row["provision_id"]: row["jurisdiction"] for row in provisions}
    addressed = {row["provision_id"]: row["addressee"] for row in provisions}
    found, seen = [], set(places)
    for rule in rules:
        if rule["rule_id"] in seen:
            found.append((rule, f"the id {rule['rule_id']} is already used"))
        seen.add(rule["rule_id"])
        figures = rule["prison_factor"] or rule["fine_factor"]
        if (rule["effect"] == "raises") != bool(figures):
            found.append((rule, "effect: raises goes with prison_factor or fine_factor, and only it does"))
        if any(rule[key] is not None and rule[key] <= 1 for key in ("prison_factor", "fine_factor")):
            found.append((rule, "a factor of a rule that raises is above one"))
        found += [
            (rule, f"only: {one} is not a provision of {rule['jurisdiction']}")
            for one in rule["only_provisions"]
            if places.get(one) != rule["jurisdiction"]
        ]
        found += [
            (rule, f"only: {one} addresses {addressed[one]}, and addressees lacks it")
            for one in rule["only_provisions"]
            if one in addressed and addressed[one] not in rule["addressees"]
        ]
        if rule["in_force_from"] and rule["in_force_to"] and rule["in_force_to"] < rule["in_force_from"]:
            found.append((rule, "in_force_to is before in_force_from"))
    return found
