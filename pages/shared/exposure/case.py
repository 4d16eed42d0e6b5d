"""What could this mean for one case? Facts in; provisions, ceilings, and what was set aside, out."""

import html
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from figures import case_text
from figures.case import Case, answer, records
from figures.case import asked as cases_of
from figures.words import day, listed, money, word
from pages.shared import cards, controls
from pages.shared.exposure.compare import facts_date
from pages.shared.exposure.penalties import headings
from pages.shared.exposure.product import product
from pages.shared.query import label, labels, load
from pages.shared.show import show

PERSONS = ("individual", "legal_person", "platform", "provider_of_tool")
DATED = ("not_yet_in_force", "no_longer_in_force")


def case(selection, facts_day: date, sampled_count: int) -> date:
    """The day of the facts, once drawn: form, ceilings, provisions, those set aside, a product nobody should make."""
    lang = selection.lang
    if load("law_jurisdictions").empty:
        cards.lead(word("exposure.no_law", lang))
        return facts_day
    facts, own = asked(selection, facts_day)
    told = facts_text(facts, lang)
    found, named = answer(load, facts), partial(called, lang=lang)
    if found["is_after_reading"]:
        cards.lead(word("exposure.after_reading", lang, day=day(found["law_read_on"], lang)))
    if warning := case_text.minors(found, lang, named):
        cards.lead(warning)
    st.html(f'<h2 class="gf-figure-title">{html.escape(word("exposure.ceilings", lang))}</h2>')
    st.html(f"{cards.STYLE}<div class='gf-cards'>{''.join(card(one, lang) for one in found['ceilings'])}</div>")
    if not found["ceilings"]:
        cards.lead(word("exposure.no_ceiling", lang))
    for one in found["stated"]:
        cards.lead(case_text.stated(one, found["case"], lang, named))
    rows = load("law_case", cases=cases_of([facts]))
    rows["why"] = [why(row, lang) for row in rows.to_dict("records")]
    rows["penalty"] = [case_text.penalty(row, lang, named) for row in records(rows)]
    for key, verdict in (("applies", "applies"), ("not_established", "uncertain"), ("left_out", "left_out")):
        part = rows[rows["verdict"] == verdict]
        if len(part):
            provisions(key, part, selection, own, told)
    st.html(f'<h2 class="gf-figure-title">{html.escape(word("exposure.read_here", lang))}</h2>')
    for line in case_text.read(found, lang, named):
        st.html(f"<p>{html.escape(line)}</p>")
    affair = load("affair").iloc[0]
    place = affair["reference_jurisdiction"] if affair["has_product_rule"] else None
    bounded = [
        one
        for one in found["ceilings"]
        if one["jurisdiction"] == place and one["fine_kind"] == "fixed" and one["counting"]["article"]
    ]
    if bounded and sampled_count:
        product(selection, bounded[0], sampled_count, own, told)
    return facts.date


def called(vocabulary: str, code: Any, lang: str) -> str:
    """What a code is called: the label, as the sentences of figures.case_text ask for it."""
    return label(vocabulary, code, lang)


def asked(selection, facts_day: date) -> tuple[Case, dict[str, Any]]:
    """The facts as the reader states them: the case, and the parameters of the address."""
    lang = selection.lang
    places = load("law_jurisdictions")
    named = dict(zip(places["code"], places[f"name_{lang}"], strict=True))
    wanted = (*selection.jurisdictions[:1], load("affair")["reference_jurisdiction"].iloc[0])
    usual = next((code for code in wanted if code in named), next(iter(named)))
    first, second = st.columns(2)
    with first:
        place = controls.one(
            "place", word("exposure.place", lang), named, default=usual, selection=selection, listed=True
        )
        on = facts_date(selection, facts_day)
    with second:
        shown = controls.several(
            "shown",
            word("exposure.shown", lang),
            labels("image_subject", lang),
            default=("adult",),
            selection=selection,
        )
        stated = controls.several(
            "stated",
            word("exposure.stated", lang),
            labels("condition", lang),
            selection=selection,
            empty=word("exposure.nothing_stated", lang),
        )
    people = {code: label("addressee", code, lang) for code in PERSONS}
    person = controls.one("person", word("exposure.person", lang), people, default="individual", selection=selection)
    done: tuple[str, ...] = ()
    if person in ("individual", "legal_person"):
        acts = {
            code: name for code, name in labels("act", lang).items() if code not in ("tool_provision", "platform_duty")
        }
        done = controls.several(
            "done", word("exposure.done", lang), acts, default=("online_publication",), selection=selection
        )
    turnover = None
    if person in ("platform", "provider_of_tool"):
        turnover = controls.whole(
            "turnover",
            word("exposure.turnover", lang),
            1,
            10**13,
            default=None,
            selection=selection,
            placeholder=word("exposure.turnover_unknown", lang),
        )
    facts = Case(place, on, person, done, shown, (), stated, float(turnover) if turnover else None)
    own = {"place": place, "date": on, "person": person, "done": done, "shown": shown, "stated": stated}
    return facts, {"view": "case", **own, "turnover": turnover}


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
    return word("exposure.facts", lang, facts=", ".join(part[:1].lower() + part[1:] if n > 1 else part
                                                        for n, part in enumerate(parts)))  # fmt: skip


def card(one: dict[str, Any], lang: str) -> str:
    """One ceiling: its figures with the article of each, what qualifies them, how several acts count."""
    named = partial(called, lang=lang)
    texts = "".join(f"<p>{html.escape(text)}</p>" for text in case_text.notes(one, lang, named))
    return f'<div class="gf-card"><strong>{html.escape(case_text.ceiling(one, lang, named))}</strong>{texts}</div>'


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
    return " ; ".join(found) if lang == "fr" else "; ".join(found)


def provisions(key: str, rows: pd.DataFrame, selection, own: dict[str, Any], told: str):
    """The provisions of one verdict as a table with its files; ceilings only where a provision applies."""
    lang = selection.lang
    shown: tuple[str, ...] = ("article", f"instrument_{lang}", f"offence_{lang}", "penalty", "why", "source_url")
    if key == "applies" and not rows["why"].str.len().any():
        shown = tuple(name for name in shown if name != "why")
    elif key == "left_out":
        shown = ("article", "why", f"instrument_{lang}", f"offence_{lang}", "source_url")
    show(
        f"exposure.{key}",
        None,
        rows,
        selection=selection,
        title=word(f"exposure.{key}", lang),
        summary="",
        alt="",
        scope=told,
        sources=("law", "counting_rules"),
        columns=headings(
            (
                "jurisdiction",
                "article",
                f"instrument_{lang}",
                f"offence_{lang}",
                "penalty",
                "why",
                "max_prison_months",
                "max_fine_amount",
                "currency",
                "max_fine_turnover_share",
                "turnover_ceiling_eur",
                "derived_from",
                "in_force_from",
                "in_force_to",
                "counting_rule",
                "confidence",
                "source_publisher",
                "source_url",
                "provision_id",
            ),
            lang,
        ),
        shown=shown,
        vocabularies={"jurisdiction": "jurisdiction", "counting_rule": "counting_rule", "confidence": "confidence"},
        own=own,
        most=20,
    )
