"""data/law/*.yml → a row a ceiling, and rules beside them; faults named with file, line, key and what is accepted."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from etl.intake.cells import checked, read_cells, without_lines
from etl.intake.law_rules import COLUMNS, pause_rows, rule_misfits, rule_rows, spelt
from etl.intake.material import set_aside
from etl.intake.sources import accepted_codes
from etl.intake.values import Codes, Kind, public_path, refusal

__all__ = ["COLUMNS", "Law", "load", "read"]
LINE = Kind("text", required=True)
FILE = {
    "jurisdiction": Kind("country", required=True),
    "level": Kind("code", "level", True),
    "material": Kind("map"),
    "entered": Kind("day"),
    "criminal_law_of": Kind("bilingual"),
    "provisions": Kind("entries", required=True),
    "rules": Kind("entries"),
}
PROVISION = {
    "id": LINE,
    "instrument": Kind("names", required=True),
    "statute": Kind("names"),
    "article": LINE,
    "offence": Kind("bilingual", required=True),
    "harm": Kind("code", "harm", True),
    "regime": Kind("code", "regime", True),
    "stage": Kind("code", "stage", True),
    "binds_states": Kind("flag"),
    "acts": Kind("codes", "act", True),
    "subjects": Kind("codes", "image_subject", True),
    "synthetic_covered": Kind("code", "synthetic_covered", True),
    "intent": Kind("code", "intent", True),
    "requires": Kind("codes", "condition"),
    "instead_of": Kind("texts"),
    "prosecution": Kind("code", "prosecution"),
    "penalties": Kind("entries", required=True),
    "takedown": Kind("map"),
    "paused": Kind("entries"),
    "source_url": Kind("url"),
    "source_publisher": Kind("text"),
    "source2_url": Kind("url"),
    "source_is_whole_text": Kind("flag"),
    "read_version": Kind("date", required=True, nullable=True),
    "confidence": Kind("code", "confidence", True),
    "status_as_read": Kind("code", "provision_status", True),
    "note": Kind("text"),
}
PENALTY = {
    "id": Kind("text"),
    "addressee": Kind("code", "addressee", True),
    "circumstance": Kind("code", "circumstance", True),
    "in_force_from": Kind("day"),
    "in_force_to": Kind("day"),
    "prison": Kind("code", "prison_kind", True),
    "max_prison_months": Kind("months", most=6000),
    "min_prison_months": Kind("months", most=6000),
    "fine": Kind("code", "fine_kind", True),
    "max_fine_amount": Kind("amount", most=1e15),
    "currency": Kind("currency"),
    "max_fine_turnover_share": Kind("amount", most=1),
    "turnover_base": Kind("code", "turnover_base"),
    "turnover_rule": Kind("code", "turnover_rule"),
    "derived_from": Kind("map"),
    "fine_note": Kind("text"),
}
TAKEDOWN = {
    "deadline_hours": Kind("amount"),
    "clock_starts": Kind("code", "clock_starts", True),
    "nature": Kind("code", "clock_nature", True),
}
REFERENCES = {"source_publisher": Kind(references="publishers.publisher")}
IN_MONEY = ("fixed", "per_violation", "per_day", "damages", "before_surcharge")
OUTSIDE = ("per_violation", "per_day", "damages")  # no ceiling is made of them
DERIVED = {"provision": LINE, "factor": Kind("factor", required=True), "under": LINE}


@dataclass
class Law:
    """What data/law holds: rows for raw.provisions, raw.provision_rules and raw.provision_pauses."""

    provisions: list[dict] = field(default_factory=list)
    rules: list[dict] = field(default_factory=list)
    pauses: list[dict] = field(default_factory=list)


def load(data: Path) -> list[dict]:
    """The provisions of `read`, a dict each."""
    return read(data).provisions


def read(data: Path) -> Law:
    """One dict a ceiling, a rule and a pause, from data/law/*.yml in the order of the files.

    Codes are those of data/reference, jurisdictions too. A provision with one penalty gives its id to the row; with
    several (another addressee, or amounts that changed), each penalty has an id of its own. None is unknown or not
    applicable, never zero. A rule raises, for a fact, the maxima of the provisions it names or of all its jurisdiction.
    Raises GardefouError listing the faults of all files.
    """
    found, faults = examined(data, accepted_codes(data))
    if faults:
        raise refusal(public_path(data / "law"), faults)
    return found


def examined(data: Path, codes: Codes) -> tuple[Law, list[str]]:
    """What could be read of the law, and a text for each fault of its files, with file, line and what is accepted.

    A file read for another material than the affair's is looked at for faults, and gives no row.
    """
    folder = data / "law"
    found = Law()
    faults: list[str] = []
    aside = set_aside(data)
    for path in sorted(folder.glob("*.yml")):  # none at all: nobody has read any law for this affair, and pages say so
        read_file(path, codes, Law() if path.name in aside else found, faults)
    if not faults:
        wrong = misfits(found.provisions) + rule_misfits(found.rules, found.provisions)
        faults = [f"{public_path(folder / row['source_file'])}, line {row['source_line']}: {why}" for row, why in wrong]
    return found, faults


def read_file(path: Path, codes: Codes, found: Law, faults: list[str]) -> None:
    """Adds the rows of one law file to `found`, a row per penalty; what is wrong with the file is added to `faults`."""
    name = public_path(path)
    cells = read_cells(path, faults)
    if cells is None:
        return
    head = checked(cells, FILE, codes, name, faults)
    if head["material"] is not None:
        said = without_lines(head["material"])
        if not said or not all(one and isinstance(one, str) for one in (said if isinstance(said, list) else [said])):
            faults.append(f"{name}, line {head['material'].line}, key material: is not a noun, nor a list of nouns")
    if head["jurisdiction"] and path.stem != head["jurisdiction"].lower():
        right = f"{head['jurisdiction'].lower()}.yml"
        faults.append(f"{name}, line 1, key jurisdiction: {head['jurisdiction']} belongs in {right}")
    for entry in head["provisions"] or []:
        provision = checked(entry, PROVISION, codes, name, faults)
        clock = provision["takedown"] and checked(provision["takedown"], TAKEDOWN, codes, name, faults)
        penalties = provision["penalties"] or []
        rows = []
        for place in penalties:
            penalty = checked(place, PENALTY, codes, name, faults)
            derived = penalty["derived_from"] and checked(penalty["derived_from"], DERIVED, codes, name, faults)
            if not penalty["id"] and len(penalties) > 1:
                faults.append(f"{name}, line {place.line}, key id: is missing; one of several penalties needs its own")
            line = entry.line if len(penalties) == 1 else place.line
            rows.append(row_of(head, provision, penalty, clock or {}, derived or {}, path.name, line))
        found.provisions += rows
        found.pauses += pause_rows(provision["paused"], [row["provision_id"] for row in rows], codes, name, faults)
    found.rules += rule_rows(head, codes, name, faults, path.name)


def row_of(head: dict, provision: dict, penalty: dict, clock: dict, derived: dict, file: str, line: int) -> dict:
    """One penalty with its provision and jurisdiction as a row of raw.provisions; what the file leaves out is None."""
    instrument, offence = provision["instrument"] or {}, provision["offence"] or {}
    statute = provision["statute"] or instrument
    factor, read_version = derived.get("factor"), provision["read_version"]
    return {
        "provision_id": penalty["id"] or provision["id"],
        "jurisdiction": head["jurisdiction"],
        "level": head["level"],
        **{f"criminal_law_of_{lang}": (head["criminal_law_of"] or {}).get(lang) for lang in ("en", "fr")},
        "instrument_en": instrument.get("en"),
        "instrument_fr": instrument.get("fr"),
        "instrument_local": instrument.get("local"),
        "statute_en": statute.get("en"),
        "statute_fr": statute.get("fr"),
        "statute_local": statute.get("local"),
        "article": provision["article"],
        "offence_en": offence.get("en"),
        "offence_fr": offence.get("fr"),
        "harm": provision["harm"],
        "regime": provision["regime"],
        "addressee": penalty["addressee"],
        "circumstance": penalty["circumstance"],
        "requires": provision["requires"] or [],
        "instead_of": provision["instead_of"] or [],
        "prosecution": provision["prosecution"],
        "prison_kind": penalty["prison"],
        "max_prison_months": penalty["max_prison_months"],
        "is_life": penalty["prison"] == "life",
        "min_prison_months": penalty["min_prison_months"],
        "fine_kind": penalty["fine"],
        "max_fine_amount": penalty["max_fine_amount"],
        "currency": penalty["currency"],
        "max_fine_turnover_share": penalty["max_fine_turnover_share"],
        "turnover_base": penalty["turnover_base"],
        "turnover_rule": penalty["turnover_rule"],
        "is_derived": bool(derived),
        "derived_from": f"{derived['provision']} × {spelt(factor)} ({derived['under']})"
        if derived and factor
        else None,
        "derived_provision_id": derived.get("provision"),
        "derived_factor": float(factor) if factor else None,
        "fine_note": penalty["fine_note"],
        "is_damages": penalty["fine"] == "damages",
        "takedown_deadline_hours": clock.get("deadline_hours"),
        "takedown_clock_starts": clock.get("clock_starts"),
        "takedown_nature": clock.get("nature"),
        "acts": provision["acts"] or [],
        "subjects": provision["subjects"] or [],
        "synthetic_covered": provision["synthetic_covered"],
        "intent": provision["intent"],
        "binds_states": bool(provision["binds_states"]),
        "in_force_from": penalty["in_force_from"],
        "in_force_to": penalty["in_force_to"],
        "stage": provision["stage"],
        "status_as_read": provision["status_as_read"],
        "source_url": provision["source_url"],
        "source_publisher": provision["source_publisher"],
        "source2_url": provision["source2_url"],
        "source_is_whole_text": bool(provision["source_is_whole_text"]),
        "read_version_date": read_version[0] if read_version else None,
        "read_version_precision": read_version[1] if read_version else None,
        "confidence": provision["confidence"],
        "notes": provision["note"],
        "entered": head["entered"],
        "source_file": file,
        "source_line": line,
    }


PROVISION_COLUMNS = tuple(row_of(dict.fromkeys(FILE), dict.fromkeys(PROVISION), dict.fromkeys(PENALTY), {}, {}, "", 0))


def misfits(rows: list[dict]) -> list[tuple[dict, str]]:
    """Rows that contradict themselves or each other, each with why."""
    by_id = {row["provision_id"]: row for row in reversed(rows)}
    of_article: dict[tuple, list[dict]] = {}
    for row in rows:
        of_article.setdefault(article(row), []).append(row)
    found = []
    for row in rows:
        if by_id[row["provision_id"]] is not row:
            found.append((row, f"the id {row['provision_id']} is already used"))
        found += [(row, why) for wrong, why in contradictions(row, by_id) if wrong]
        found += [
            (row, f"instead_of: {other} is not another provision of {row['jurisdiction']}")
            for other in row["instead_of"]
            if other == row["provision_id"] or by_id.get(other, {}).get("jurisdiction") != row["jurisdiction"]
        ]
        found += [
            (row, f"in force at the same time as {other['provision_id']}, same article and addressee")
            for other in of_article[article(row)]
            if other["provision_id"] < row["provision_id"] and overlap(row, other)
        ]
    return found


def contradictions(row: dict, by_id: dict[str, dict]) -> list[tuple[bool, str]]:
    """(is it so, what is wrong) for everything two keys of one row can contradict each other in."""
    months, least, amount = row["max_prison_months"], row["min_prison_months"], row["max_fine_amount"]
    share, base = row["max_fine_turnover_share"], by_id.get(row["derived_provision_id"] or "", {})
    start, end = row["in_force_from"], row["in_force_to"]
    times = row["derived_factor"] or 0
    return [
        ((row["prison_kind"] == "term") != (months is not None), "prison: term goes with max_prison_months"),
        (row["prison_kind"] == "minimum_only" and least is None, "prison: minimum_only needs min_prison_months"),
        (row["prison_kind"] in ("none", "unknown") and least is not None, "min_prison_months without imprisonment"),
        (bool(months and least and least > months), "min_prison_months is above max_prison_months"),
        (amount is not None and not row["currency"], "max_fine_amount needs a currency"),
        (amount is None and row["fine_kind"] in IN_MONEY, f"fine: {row['fine_kind']} needs max_fine_amount"),
        (amount is not None and row["fine_kind"] not in (*IN_MONEY, "turnover"),
         f"fine: {row['fine_kind']} has no amount of money; leave max_fine_amount out, or say fine: fixed"),
        (row["prison_kind"] in ("term", "life", "minimum_only") and row["addressee"] in ("legal_person", "platform"),
         f"addressee: {row['addressee']} cannot be imprisoned; its penalty says prison: none"),
        (row["prison_kind"] != "none" and row["fine_kind"] in OUTSIDE,
         f"fine: {row['fine_kind']} is in no ceiling; its penalty says prison: none, and the term is a penalty apart"),
        ((row["fine_kind"] == "turnover") != (share is not None), "fine: turnover goes with max_fine_turnover_share"),
        ((share is not None) != bool(row["turnover_base"]), "max_fine_turnover_share goes with turnover_base"),
        ((share is not None and amount is not None) != bool(row["turnover_rule"]),
         "an amount and a share together need turnover_rule, and only they do"),
        (bool(start and end and end < start), "in_force_to is before in_force_from"),
        (row["stage"] != "enacted" and bool(start), f"stage: {row['stage']} has a start date; accepted then: enacted"),
        (bool(row["derived_provision_id"]) and (not base or base is row),
         f"derived_from: no other row has the id {row['derived_provision_id']}"),
        (bool(base and amount is not None and row["currency"] != base["currency"]),
         f"derived_from: {row['derived_provision_id']} has another currency"),
        (bool(base) and any(row[column] is not None and abs(row[column] - times * (base[column] or 0)) > 1e-6
                            for column in ("max_prison_months", "max_fine_amount")),
         f"derived_from: {row['derived_from']} does not give the figures of this row"),
    ]  # fmt: skip # saves 11 lines


def article(row: dict) -> tuple:
    """What rows that could overlap have in common at least."""
    return row["jurisdiction"], row["article"], row["addressee"]


def overlap(one: dict, other: dict) -> bool:
    """Whether two rows give one maximum for the same facts on the same day."""
    same = ("jurisdiction", "instrument_local", "article", "addressee", "circumstance", "harm", "requires", "acts")
    if any(one[column] != other[column] for column in same):
        return False
    if (one["fine_kind"] in OUTSIDE) != (
        other["fine_kind"] in OUTSIDE
    ):  # a term, and an amount in no ceiling beside it
        return False
    first, last = dt.date.min, dt.date.max
    return (one["in_force_from"] or first) <= (other["in_force_to"] or last) and (other["in_force_from"] or first) <= (
        one["in_force_to"] or last
    )
