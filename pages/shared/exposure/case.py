"""What could this mean for one case? Facts in; provisions, ceilings, and what was set aside, out."""

import html
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from figures.words import day, listed, money, word
from pages.shared import cards, controls
from pages.shared.exposure.compare import facts_date
from pages.shared.exposure.penalties import ceiling_text, fine_text, headings, months_text
from pages.shared.exposure.product import product
from pages.shared.query import label, labels, load
from pages.shared.show import show

PERSONS = ("individual", "legal_person", "platform", "provider_of_tool")
DATED = ("not_yet_in_force", "no_longer_in_force")
NO_CEILING = ("damages", "per_violation")


def case(selection, facts_day: date, sampled_count: int):
    """The form, the ceilings, the applicable provisions, what is set aside, and the product nobody should make."""
    lang = selection.lang
    if load("law_jurisdictions").empty:
        cards.lead(word("exposure.no_law", lang))
        return
    facts, own = asked(selection, facts_day)
    told = facts_text(facts, lang)
    rows = load("law_case", **facts)
    rows["why"] = [why(row, lang) for row in rows.to_dict("records")]
    rows["penalty"] = [penalty(row, lang) for row in rows.to_dict("records")]
    heads = rows[
        rows["is_group_head"] & (rows["group_applies_count"] > 0) & ~rows["ceiling_group"].isin(NO_CEILING)
    ].to_dict("records")
    read_on = load("law_span")["read_on"][0].date()
    if facts["date"] > read_on:
        cards.lead(word("exposure.after_reading", lang, day=read_on))
    st.html(f'<h2 class="gf-figure-title">{html.escape(word("exposure.ceilings", lang))}</h2>')
    st.html(f"{cards.STYLE}<div class='gf-cards'>{''.join(card(head, lang) for head in heads)}</div>")
    if not heads:
        cards.lead(word("exposure.no_ceiling", lang))
    for key, verdicts in (("applies", ("applies",)), ("uncertain", ("uncertain",)), ("left_out", ("left_out",))):
        part = rows[rows["verdict"].isin(verdicts)]
        if len(part):
            provisions(key, part, selection, own, told)
    affair = load("affair").iloc[0]
    place = affair["reference_jurisdiction"] if affair["has_product_rule"] else None
    bounded = [
        head
        for head in heads
        if head["jurisdiction"] == place and head["group_fine_kind"] == "fixed" and isinstance(head["counting_en"], str)
    ]
    if bounded and sampled_count:
        product(selection, bounded[0], sampled_count, own, told)


def asked(selection, facts_day: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts as the reader states them: the parameters of the query law_case, and those of the address."""
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
    facts = {
        "jurisdiction": place,
        "date": on,
        "person": person,
        "acts": done,
        "subjects": shown,
        "harms": (),
        "conditions": stated,
        "turnover": float(turnover) if turnover else None,
    }
    own = {"place": place, "date": on, "person": person, "done": done, "shown": shown, "stated": stated}
    return facts, {"view": "case", **own, "turnover": turnover}


def facts_text(facts: dict[str, Any], lang: str) -> str:
    """The facts in a line, as the files of each table carry them."""
    parts = [
        label("jurisdiction", facts["jurisdiction"], lang),
        day(facts["date"], lang),
        label("addressee", facts["person"], lang),
        *(label("act", code, lang) for code in facts["acts"]),
        *(label("image_subject", code, lang) for code in facts["subjects"]),
        *(label("condition", code, lang) for code in facts["conditions"]),
    ]
    if facts["turnover"]:
        parts.append(f"{word('exposure.turnover', lang)} {money(facts['turnover'], 'EUR', lang)}")
    return word("exposure.facts", lang, facts=", ".join(part[:1].lower() + part[1:] if n > 1 else part
                                                        for n, part in enumerate(parts)))  # fmt: skip


def card(head: dict[str, Any], lang: str) -> str:
    """One ceiling: its figures, where it comes from, how several acts count."""
    place = label("jurisdiction", head["jurisdiction"], lang)
    group = word("exposure.criminal", lang) if head["ceiling_group"] == "criminal" else head["ceiling_group"]
    parts = [word("exposure.from_article", lang, place=place, group=group, article=head["article"])]
    if head["is_derived"]:
        parts.append(word("exposure.derived", lang, how=head["derived_from"]))
    if not pd.isna(head["group_turnover_ceiling_eur"]):
        amount = money(round(head["group_turnover_ceiling_eur"]), "EUR", lang)
        parts.append(word("exposure.as_money", lang, amount=amount))
    if (
        head["group_fine_kind"] == "fixed"
        and head["group_currency"] != "EUR"
        and not pd.isna(head["group_max_fine_eur"])
    ):
        about = money(head["group_max_fine_eur"], "EUR", lang)
        parts.append(word("exposure.in_euros", lang, amount=about, day=head["eur_rate_date"]))
    if head["group_has_open_fine"] and head["group_fine_kind"] == "fixed":
        parts.append(word("exposure.open_fine", lang))
    if head["group_is_possibly_life"] and not head["group_is_life"]:
        parts.append(word("exposure.possibly_life", lang))
    several = head[f"counting_{lang}"]
    counted = (
        word("exposure.counting", lang, rule=several, article=head["counting_article"])
        if isinstance(several, str)
        else word("exposure.counting_unknown", lang)
    )
    texts = "".join(f"<p>{html.escape(text)}</p>" for text in [" ".join(parts), counted])
    return f'<div class="gf-card"><strong>{html.escape(ceiling_text(head, lang))}</strong>{texts}</div>'


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


def penalty(row: dict[str, Any], lang: str) -> str:
    """Term and fine of one provision, each as what it is."""
    kinds = {
        "term": lambda: months_text(row["max_prison_months"], lang),
        "minimum_only": lambda: word("exposure.at_least", lang, count=int(row["min_prison_months"])),
    }
    term = kinds.get(row["prison_kind"], lambda: label("prison_kind", row["prison_kind"], lang))()
    return f"{term} ; {fine_text(row, lang)}" if lang == "fr" else f"{term}; {fine_text(row, lang)}"


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
