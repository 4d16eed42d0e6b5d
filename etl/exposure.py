"""What the law provides for one case, answered from the warehouse, as plain data. Its words: etl/exposure_text.py."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from etl.errors import GardefouError
from etl.warehouse import query

OUTSIDE_CEILINGS = ("damages", "per_violation")


@dataclass(frozen=True)
class Case:
    """The facts: acts, subjects (who is shown), harms and conditions are codes; an empty tuple means any."""

    jurisdiction: str
    date: dt.date
    person: str
    acts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    turnover: float | None = None


def answer(connection: duckdb.DuckDBPyConnection, case: Case) -> dict:
    """What applies, what is not established, what was set aside and why, and the ceilings. None is unknown.

    Ceilings are per defendant, one for the criminal law of a jurisdiction and one for each administrative act; they are
    maxima, never sums. Raises GardefouError for a jurisdiction without a law file.
    """
    rows = query(
        connection,
        "law_case",
        jurisdiction=case.jurisdiction,
        date=case.date,
        person=case.person,
        acts=list(case.acts),
        subjects=list(case.subjects),
        harms=list(case.harms),
        conditions=list(case.conditions),
        turnover=case.turnover,
    )
    known = query(connection, "law_jurisdictions")
    read_on = pd.Timestamp(query(connection, "law_span")["read_on"][0]).date()
    if case.jurisdiction not in set(known["code"]):
        raise GardefouError(
            f"{case.jurisdiction!r} has no law file, so nothing can be answered. Accepted: {', '.join(known['code'])}."
        )
    found = [{key: plain(value) for key, value in row.items()} for row in rows.to_dict("records")]
    counted = [row for row in found if row["ceiling_group"] not in OUTSIDE_CEILINGS]
    heads = [row for row in counted if row["is_group_head"] and row["group_applies_count"]]
    return {
        "case": {key: plain(value) for key, value in vars(case).items()},
        "law_read_on": plain(read_on),
        "is_after_reading": case.date > read_on,
        "ceilings": [ceiling(head) for head in heads],
        "applies": [provision(row) for row in counted if row["verdict"] == "applies"],
        "not_established": [
            provision(row) | {"doubts": row["doubts"]} for row in found if row["verdict"] == "uncertain"
        ],
        "in_no_ceiling": [
            provision(row) for row in found
            if row["verdict"] == "applies" and row["ceiling_group"] in OUTSIDE_CEILINGS
        ],
        "left_out": [left_out(row) for row in found if row["verdict"] == "left_out"],
    }  # fmt: skip


def ceiling(head: dict) -> dict:
    """One ceiling. Where a fine is unlimited, the amounts of lesser provisions are no ceiling and are left out."""
    if head["group_fine_kind"] == "unlimited":
        head = head | dict.fromkeys(("group_max_fine_amount", "group_currency", "group_max_fine_eur", "eur_rate_date"))
    return {
        "jurisdiction": head["jurisdiction"],
        "group": head["ceiling_group"],
        "article": head["article"],
        "provision_id": head["provision_id"],
        "is_derived": head["is_derived"],
        "derived_from": head["derived_from"],
        "max_prison_months": head["group_max_prison_months"],
        "is_life": head["group_is_life"],
        "has_term_without_ceiling": head["group_has_term_without_ceiling"],
        "min_prison_months": head["group_min_prison_months"],
        "is_prison_unknown": head["group_has_unknown_prison"],
        "fine_kind": head["group_fine_kind"],
        "max_fine_amount": head["group_max_fine_amount"],
        "currency": head["group_currency"],
        "max_fine_eur": head["group_max_fine_eur"],
        "eur_rate_date": head["eur_rate_date"],
        "has_fine_without_amount": head["group_has_open_fine"],
        "max_fine_turnover_share": head["group_max_turnover_share"],
        "turnover_base": head["turnover_base"],
        "fixed_beside_share": head["group_fixed_beside_share"],
        "turnover_ceiling_eur": head["group_turnover_ceiling_eur"],
        "possible_prison_months": head["group_possible_prison_months"],
        "is_possibly_life": head["group_is_possibly_life"],
        "counting": {
            "rule": head["counting_rule"],
            "article": head["counting_article"],
            "en": head["counting_en"],
            "fr": head["counting_fr"],
            "source_url": head["counting_source_url"],
        },
    }


def provision(row: dict) -> dict:
    """A provision of the case as the JSON answer gives it: what it says, its source, and how sure we are of it."""
    return {
        "provision_id": row["provision_id"],
        "jurisdiction": row["jurisdiction"],
        "instrument": {"en": row["instrument_en"], "fr": row["instrument_fr"], "local": row["instrument"]},
        "article": row["article"],
        "offence": {"en": row["offence_en"], "fr": row["offence_fr"]},
        **{key: row[key] for key in (
            "harm", "regime", "addressee", "prison_kind", "max_prison_months", "min_prison_months", "fine_kind",
            "max_fine_amount", "currency", "max_fine_eur", "eur_rate_date", "max_fine_turnover_share", "turnover_base",
            "turnover_rule", "turnover_ceiling_eur", "is_derived", "derived_from", "fine_note",
            "takedown_deadline_hours", "takedown_clock_starts",
            "in_force_from", "in_force_to", "is_start_not_established", "confidence",
            "source_url", "source_publisher", "source_kind", "source2_url", "notes",
        )},
    }  # fmt: skip


def left_out(row: dict) -> dict:
    """A provision set aside, with each reason and the date or the facts it lacked."""
    return {
        **{key: row[key] for key in ("provision_id", "jurisdiction", "article")},
        "instrument": {"en": row["instrument_en"], "fr": row["instrument_fr"], "local": row["instrument"]},
        "offence": {"en": row["offence_en"], "fr": row["offence_fr"]},
        "reasons": row["reasons"],
        "date": row["reason_date"],
        "missing_conditions": row["missing_conditions"],
        "source_url": row["source_url"],
    }


def plain(value: Any) -> Any:
    """The value as JSON knows it: dates as ISO text, arrays as lists, every kind of missing as None."""
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0):
        return [plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (dt.date, pd.Timestamp)):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value
