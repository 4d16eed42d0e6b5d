"""What could this mean for one case? Facts in; provisions, and what was set aside, out."""

from functools import partial
from typing import Any

import pandas as pd

from figures import case_text
from figures.asked import Asked
from figures.case import Case, records
from figures.case import asked as cases_of
from figures.data import label, load
from figures.drawn import Drawn, figure, headings
from figures.exposure.choices import CASE, VIEW
from figures.records import records_of
from figures.words import day, listed, lowered, money, word

DATED = ("not_yet_in_force", "no_longer_in_force")
AT = (VIEW, "case")
COLUMNS = (
    "jurisdiction article instrument_* offence_* penalty why max_prison_months max_fine_amount currency "
    "max_fine_turnover_share turnover_ceiling_eur derived_from in_force_from in_force_to counting_rule confidence "
    "source_publisher source_url provision_id"
)


def called(vocabulary: str, code: Any, lang: str) -> str:
    """What a code is called: the label, as the sentences of figures.case_text ask for it."""
    return label(vocabulary, code, lang)


def of_persons(person: str) -> bool:
    """Whether somebody is asked about who does the acts: not who gives the tool or carries the images."""
    return person in ("individual", "legal_person")


def facts_of(asked: Asked) -> Case:
    """The facts as the reader states them; what does not bear on the person asked about is left out."""
    person, turnover = asked["person"], asked["turnover"]
    done = asked["done"] if of_persons(person) else ()
    assumed = None if of_persons(person) or not turnover else float(turnover)
    return Case(asked["place"], asked["date"], person, done, asked["shown"], (), asked["stated"], assumed)


def facts_text(facts: Case, lang: str) -> str:
    """The facts in a line, as the files of each table carry them."""
    parts = [
        label("jurisdiction", facts.jurisdiction, lang),
        day(facts.date, lang),
        label("addressee", facts.person, lang),
        *(label("act", code, lang) for code in facts.acts),
        *(label("image_subject", code, lang) for code in facts.subjects),
        *(label("condition", code, lang) for code in facts.conditions),
    ]
    if facts.turnover:
        parts.append(f"{word('exposure.turnover', lang)} {money(facts.turnover, 'EUR', lang)}")
    return word("exposure.facts", lang, facts=", ".join([*parts[:2], *map(lowered, parts[2:])]))


def why(row: dict[str, Any], lang: str) -> str:
    """Why a provision is set aside, or what about it is not established, in words with the day or the missing fact."""
    found = []
    for reason in row["reasons"]:
        text = label("left_out_reason", reason, lang)
        if reason in DATED:
            text = word(f"exposure.{reason}", lang, day=day(row["reason_date"], lang))
        elif reason == "other_subject":
            (other,) = row["subjects"]
            text = word(f"exposure.only_{other}", lang)
        elif reason == "needs_condition":
            missing = [label("condition", code, lang).lower() for code in row["missing_conditions"]]
            text = f"{text} ({listed(missing, lang)})"
        found.append(text)
    found += [label("doubt", code, lang) for code in row["doubts"]]
    if row["verdict"] == "applies" and row["is_start_not_established"]:
        found.append(word("exposure.start_unknown", lang))
    if row["prosecution"] and row["verdict"] != "left_out":
        found.append(label("prosecution", row["prosecution"], lang))
    return " ; ".join(found) if lang == "fr" else "; ".join(found)


def provisions(asked: Asked, key: str, verdict: str) -> Drawn:
    """The provisions of one verdict. Grain: one row per provision."""
    lang = asked.lang
    columns = headings("exposure", COLUMNS, lang)
    if asked["place"] is None:
        empty = word("exposure.no_law", lang)
        return Drawn(word(f"exposure.{key}", lang), pd.DataFrame(columns=list(columns)), columns, empty=empty)
    facts, said = facts_of(asked), partial(called, lang=lang)
    rows = load("law_case", cases=cases_of([facts]))
    rows["why"] = [why(row, lang) for row in records_of(rows)]
    rows["penalty"] = [case_text.penalty(row, lang, said) for row in records(rows)]
    rows = rows[rows["verdict"] == verdict]
    shown = "article instrument_* offence_* penalty why source_url"
    if key == "applies" and not rows["why"].str.len().any():
        shown = "article instrument_* offence_* penalty source_url"
    elif key == "left_out":
        shown = "article why instrument_* offence_* source_url"
    return Drawn(
        word(f"exposure.{key}", lang),
        rows,
        columns,
        scope=facts_text(facts, lang),
        sources=("law", "counting_rules"),
        shown=shown.replace("*", lang).split(),
        vocabularies={"jurisdiction": "jurisdiction", "counting_rule": "counting_rule", "confidence": "confidence"},
    )


@figure("exposure.applies", choices=CASE, at=AT)
def applies(asked: Asked) -> Drawn:
    """The provisions that apply to the case. Grain: one row per provision."""
    return provisions(asked, "applies", "applies")


@figure("exposure.not_established", choices=CASE, at=AT)
def not_established(asked: Asked) -> Drawn:
    """The provisions of which it is not established whether they apply. Grain: one row per provision."""
    return provisions(asked, "not_established", "uncertain")


@figure("exposure.left_out", choices=CASE, at=AT)
def left_out(asked: Asked) -> Drawn:
    """The provisions set aside, and why. Grain: one row per provision."""
    return provisions(asked, "left_out", "left_out")
