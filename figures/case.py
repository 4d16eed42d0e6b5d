"""What the law provides for one case, answered from the warehouse, as plain data. Its words: figures/case_text.py."""

import datetime as dt
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from figures.records import records_of

OUTSIDE_CEILINGS = ("damages", "per_violation", "per_day")
# A fact that holds whenever another does: who has two earlier decisions has one, and a profit is malice or profit.
IMPLIED = {"two_earlier_decisions": "repeat", "for_profit": "malice_or_profit"}
Ask = Callable[..., pd.DataFrame]  # a named query and its parameters → its rows


class Unread(LookupError):
    """The law of that jurisdiction was not read here, so nothing can be answered."""


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


def asked(cases: list[Case]) -> str:
    """The cases as the parameter of the query law_case, with the facts that theirs imply; case_id is their place."""
    return json.dumps([
        {"case_id": place, **{key: json_value(value) for key, value in vars(case).items()},
         "conditions": list(dict.fromkeys(one for fact in case.conditions for one in meant(fact)))}
        for place, case in enumerate(cases)
    ], allow_nan=False)  # fmt: skip # saves 6 lines


def meant(fact: str) -> list[str]:
    """The fact, and the one that holds with it."""
    return [fact, *([IMPLIED[fact]] if fact in IMPLIED else [])]


def answer(ask: Ask, case: Case) -> dict:
    """What applies, what is not established, what was set aside and why, what was read at all, and the ceilings.

    None is unknown. Ceilings are per accused person, one for the criminal law of a jurisdiction and one a statute; they
    are maxima, never sums. Where an image shows a minor and no provision on images of minors was read, there is no
    ceiling. Of a place whose own law was not read, the law above it answers (is_own_law_read is false then). Raises
    Unread where that was not read either.
    """
    is_own_law_read = case.jurisdiction in set(ask("law_jurisdictions")["code"])
    found = records(ask("law_case", cases=asked([case])))
    if not is_own_law_read and not found:
        raise Unread(case.jurisdiction)
    places = list(dict.fromkeys([case.jurisdiction, *(row["jurisdiction"] for row in found)]))
    read_on = pd.Timestamp(ask("law_span", jurisdictions=places)["read_on"][0]).date()
    rules = records(ask("law_rules", jurisdiction=case.jurisdiction))
    told = [row for row in found if row["verdict"] == "applies" and row["ceiling_group"] not in OUTSIDE_CEILINGS]
    read = records(ask("law_read", jurisdictions=places))
    is_of_adults = bool(case.subjects) and "minor" not in case.subjects
    own = [
        row
        for row in read
        if row["jurisdiction"] == case.jurisdiction and not (is_of_adults and row["topic"] in ("minors", "companies"))
    ]
    known_acts = {act for row in own for act in row["acts"]}
    return {
        "case": {key: json_value(value) for key, value in vars(case).items()},
        "law_read_on": json_value(read_on),
        "is_after_reading": case.date > read_on,
        "is_own_law_read": is_own_law_read,
        "minors": minors(found, case),
        "acts_not_read": [act for act in case.acts if is_own_law_read and act not in known_acts],
        "ceilings": ceilings(found),
        "later_articles": later_articles(found, case, read_on),
        "stated": [stated(fact, found, rules, case) for fact in case.conditions],
        "applies": [provision(row) for row in told],
        "not_established": [
            provision(row) | {"doubts": row["doubts"]} for row in found if row["verdict"] == "uncertain"
        ],
        "in_no_ceiling": [
            provision(row) for row in found if row["verdict"] == "applies" and row["ceiling_group"] in OUTSIDE_CEILINGS
        ],
        "left_out": [left_out(row) for row in found if row["verdict"] == "left_out"],
        "read": [{key: row[key] for key in ("jurisdiction", "topic", "is_read", "articles", "acts")} for row in read],
    }


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain data."""
    return [{key: json_value(value) for key, value in row.items()} for row in records_of(rows)]


def minors(found: list[dict], case: Case) -> dict:
    """Whether the provisions on images of minors of the case's own jurisdiction reach it, and which they are."""
    own = [row for row in found if row["jurisdiction"] == case.jurisdiction]
    open_rows = [row for row in own if row["verdict"] != "left_out"]
    about = [row for row in own if row["is_about_minors"] and case.person in row["persons"]]
    is_asked = case.person in ("individual", "legal_person") and (not case.subjects or "minor" in case.subjects)
    return {
        "status": next((row["minors"] for row in [*open_rows, *own]), "not_read" if is_asked else "not_asked"),
        "is_withheld": any(row["is_withheld"] for row in own),
        "articles": list(dict.fromkeys(row["article"] for row in about if row["verdict"] != "left_out")),
    }


def later_articles(found: list[dict], case: Case, read_on: dt.date) -> list[str]:
    """The criminal texts that began after the facts and would else reach them, beside some that do or may: one that is
    milder may apply in their place, which is not worked out here."""
    own = [row for row in found if row["jurisdiction"] == case.jurisdiction and row["regime"] == "criminal"]
    if all(row["verdict"] == "left_out" for row in own):
        return []
    begun = [
        row["article"] for row in own
        if row["reasons"] == ["not_yet_in_force"] and row["reason_date"] <= read_on.isoformat()
    ]  # fmt: skip # saves 2 lines
    return list(dict.fromkeys(begun))


def ceilings(found: list[dict]) -> list[dict]:
    """The ceilings of the rows of one case, in their order: the jurisdiction's own first."""
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in found:
        groups.setdefault((row["jurisdiction"], row["ceiling_group"]), []).append(row)
    return [ceiling(rows) for rows in groups.values() if any(row["counts"] for row in rows)]


def ceiling(rows: list[dict]) -> dict:
    """One ceiling: a term and a fine, each of one text that is named beside it, and what could exceed them."""
    (prison,) = [row for row in rows if row["is_prison_of_ceiling"]]
    (fine,) = [row for row in rows if row["is_fine_of_ceiling"]]
    perhaps = next((row for row in rows if row["is_possible_prison"]), None)
    perhaps = perhaps if perhaps and perhaps["prison_rank"] > max(prison["prison_rank"], 1) else None
    has_prison, has_fine = prison["prison_kind"] not in ("none", "unknown"), fine["fine_kind"] != "none"
    used = [row for row, is_used in ((prison, has_prison), (fine, has_fine)) if is_used] or [prison]
    articles = list(dict.fromkeys(row["article"] for row in used))
    derived = list(dict.fromkeys(row["derived_from"] for row in used if row["is_derived"]))
    is_share = fine["fine_kind"] == "turnover"
    fixed = fixed_beside(fine) if is_share else {}
    return {
        "jurisdiction": prison["jurisdiction"],
        "group": prison["ceiling_group"],
        "group_name": {"en": fine["statute_en"], "fr": fine["statute_fr"]},
        "article": "; ".join(articles),
        "prison_article": prison["article"] if has_prison else None,
        "fine_article": fine["article"] if has_fine else None,
        "provision_id": used[0]["form_id"],
        "prison_provision_id": prison["form_id"] if has_prison else None,
        "fine_provision_id": fine["form_id"] if has_fine else None,
        "is_derived": bool(derived),
        "derived_from": "; ".join(derived) or None,
        "max_prison_months": prison["max_prison_months"],
        "is_life": prison["prison_kind"] == "life",
        "has_term_without_ceiling": prison["prison_kind"] == "minimum_only",
        "min_prison_months": prison["min_prison_months"],
        "is_prison_unknown": prison["group_has_unknown_prison"],
        "fine_kind": fine["fine_kind"],
        "max_fine_amount": None if is_share else fine["max_fine_amount"],
        "currency": fixed.get("currency") or fine["currency"],
        "max_fine_eur": None if is_share else fine["max_fine_eur"],
        "eur_rate_date": fine["eur_rate_date"],
        "has_fine_without_amount": any(one != fine["article"] for one in fine["group_open_fines"]),
        "open_fine_articles": [one for one in dict.fromkeys(fine["group_open_fines"]) if one != fine["article"]],
        "max_fine_turnover_share": fine["max_fine_turnover_share"],
        "turnover_base": fine["turnover_base"],
        "fixed_beside_share": fixed.get("amount"),
        "fixed_beside_rule": fixed.get("rule"),
        "fixed_beside_article": fixed.get("article"),
        "turnover_ceiling_eur": fine["turnover_ceiling_eur"],
        "possible_prison_months": perhaps and perhaps["max_prison_months"],
        "possible_min_prison_months": perhaps and perhaps["min_prison_months"],
        "is_possibly_life": bool(perhaps and perhaps["prison_kind"] == "life"),
        "possible_article": perhaps and perhaps["article"],
        "unconfirmed_articles": list(dict.fromkeys(
            row["article"] for row in rows
            if (row["may_count"] or row["counts"]) and row["prison_kind"] == "unknown" and row is not prison
        )),
        "complaints": {
            code: list(dict.fromkeys(row["article"] for row in used if row["prosecution"] == code))
            for code in dict.fromkeys(row["prosecution"] for row in used) if code
        },
        "counting": {
            "rule": prison["counting_rule"],
            "article": prison["counting_article"],
            "en": prison["counting_en"],
            "fr": prison["counting_fr"],
            "source_url": prison["counting_source_url"],
        },
    }  # fmt: skip # saves 4 lines


def fixed_beside(fine: dict) -> dict:
    """The amount beside a share of turnover, when it counts and its article: the text's own, or another's if higher."""
    own, other = fine["max_fine_amount"], fine["fixed_beside_amount"]
    if own is not None and (other is None or fine["turnover_rule"] != "higher_of" or other <= own):
        return {"amount": own, "currency": fine["currency"], "rule": fine["turnover_rule"], "article": fine["article"]}
    if other is None:
        return {}
    return {"amount": other, "currency": fine["fixed_beside_currency"], "rule": "higher_of",
            "article": fine["fixed_beside_article"]}  # fmt: skip # saves 3 lines


def stated(fact: str, found: list[dict], rules: list[dict], case: Case) -> dict:
    """What one stated fact does to the answer: effect (vocabulary fact_effect), with its texts and rules."""
    using = [row for row in found if set(meant(fact)) & set(row["requires"])]
    ours = [rule for rule in rules if set(meant(fact)) & set(rule["requires"])]
    applying = [row for row in using if row["verdict"] == "applies"]
    counted = [row for row in applying if row["is_prison_of_ceiling"] or row["is_fine_of_ceiling"]]
    unclear = [row for row in using if row["verdict"] == "uncertain"]
    reached = [
        rule for rule in ours
        if any(
            row["verdict"] != "left_out" and row["addressee"] in rule["addressees"]
            and row["jurisdiction"] == rule["jurisdiction"]
            and (row["provision_id"] in rule["only_provisions"] if rule["only_provisions"]
                 else row["regime"] == "criminal")
            for row in found
        ) and within(rule, case)
    ]  # fmt: skip # saves 4 lines
    uncounted = [
        rule if rule["effect"] != "raises" else rule | {"effect": "not_computed"}  # read, and its figure not confirmed
        for rule in reached
        if rule["effect"] != "raises" or rule["confidence"] == "low"
    ]
    uncounted.sort(
        key=lambda rule: fact not in rule["requires"]
    )  # the rule of this very fact, before that of one it implies
    if counted or applying:
        effect, texts = ("counts", counted) if counted else ("below", applying)
        further = [rule for rule in uncounted if rule["effect"] == "not_computed"]
        return fact_answer(fact, effect, texts, []) | {"further_articles": [rule["article"] for rule in further]}
    if unclear:
        return fact_answer(fact, "unclear", unclear, [])
    if uncounted:
        return fact_answer(fact, uncounted[0]["effect"], [], uncounted)
    if reached:
        return fact_answer(fact, "no_figure", [], reached)
    own = [row for row in using if not row["rule_ids"]]  # what a rule raised is named by the rule
    return fact_answer(fact, "other_facts" if using or ours else "not_read", own, ours)


def within(rule: dict, case: Case) -> bool:
    """Whether a rule is in force on the day of the facts; one without dates is."""
    day = case.date.isoformat()
    return (rule["in_force_from"] or day) <= day <= (rule["in_force_to"] or day)


def fact_answer(fact: str, effect: str, texts: list[dict], rules: list[dict]) -> dict:
    """One stated fact as the answer gives it."""
    return {
        "fact": fact,
        "effect": effect,
        "articles": list(dict.fromkeys([row["article"] for row in texts] + [rule["article"] for rule in rules])),
        "further_articles": [],
        "rules": [
            {"article": rule["article"], "en": rule["rule_en"], "fr": rule["rule_fr"], "source_url": rule["source_url"]}
            for rule in rules
        ],
    }


def provision(row: dict) -> dict:
    """A provision of the case as the JSON answer gives it: what it says, its source, and how sure we are of it."""
    return {
        "provision_id": row["form_id"],
        "jurisdiction": row["jurisdiction"],
        "instrument": {"en": row["instrument_en"], "fr": row["instrument_fr"], "local": row["instrument"]},
        "article": row["article"],
        "offence": {"en": row["offence_en"], "fr": row["offence_fr"]},
        **{key: row[key] for key in (
            "harm", "regime", "addressee", "requires", "prosecution", "prison_kind", "max_prison_months",
            "min_prison_months",
            "fine_kind", "max_fine_amount", "currency", "max_fine_eur", "eur_rate_date", "max_fine_turnover_share",
            "turnover_base", "turnover_rule", "turnover_ceiling_eur", "is_derived", "derived_from", "fine_note",
            "takedown_deadline_hours", "takedown_clock_starts",
            "in_force_from", "in_force_to", "is_start_not_established", "confidence",
            "source_url", "source_publisher", "source_kind", "source2_url", "notes",
        )},
    }  # fmt: skip # saves 27 lines


def left_out(row: dict) -> dict:
    """A provision set aside, with each reason and the date or the facts it lacked."""
    return {
        "provision_id": row["form_id"],
        **{key: row[key] for key in ("jurisdiction", "article")},
        "instrument": {"en": row["instrument_en"], "fr": row["instrument_fr"], "local": row["instrument"]},
        "offence": {"en": row["offence_en"], "fr": row["offence_fr"]},
        "reasons": row["reasons"],
        "date": row["reason_date"],
        "missing_conditions": row["missing_conditions"],
        "source_url": row["source_url"],
    }


def json_value(value: Any) -> Any:
    """The value as JSON knows it: dates as ISO text, arrays as lists, every kind of missing as None."""
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0):
        return [json_value(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (dt.date, pd.Timestamp)):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value
