"""The affair of a selection in words: the overview's answer, its four figures, what a mark of its timeline is.

Knows nothing of Streamlit: the page and the printed brief say the same.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from figures.words import day, listed, money, number, percent, word

LANES = ("measured", "said", "done", "law")
VOCABULARIES = {"measured": "detection_category", "said": "platform_stance", "done": "measure", "law": "harm"}
Label = Callable[[str, Any], str]  # vocabulary and code → what the code is called


def told(row: Mapping[str, Any], lang: str, label: Label) -> str:
    """What a mark is, in the reader's language: who, what kind, in which jurisdiction, and our summary."""
    kind = label(VOCABULARIES[row["lane"]], row["code"])
    where = label("jurisdiction", row["jurisdiction"])
    head = " · ".join(part for part in (where, row["actor"], kind) if part)
    return f"{head} — {row[f'text_{lang}']}"


def answer(figures: Mapping[str, Any], lang: str, end: date, data_date: str) -> str:
    """The sentence that answers the overview's question; `figures` is the row of the query overview_figures."""
    if not figures["act_count"]:
        return word("overview.answer_none", lang)
    found = word(
        "overview.answer",
        lang,
        count=int(figures["act_count"]),
        places=word("overview.places", lang, count=int(figures["act_jurisdiction_count"])),
        binding=word("overview.binding", lang, count=int(figures["binding_count"])),
        until=day(min(end.isoformat(), data_date), lang),
    )
    return found + " " + word("overview.fines", lang, count=int(figures["fine_count"]))


def figures_told(figures: Mapping[str, Any], lang: str, label: Label) -> list[tuple[str, str, str]]:
    """The four figures: each as text, what it is a number of, and the page that shows it."""
    return [
        (percent(figures["minimal_attire_share"], lang), _measured(figures, lang), "incidence"),
        (
            word(
                "overview.card.law_value",
                lang,
                months=word("overview.months", lang, count=int(figures["base_months"])),
                fine=money(figures["base_fine"], figures["currency"], lang),
            ),
            word(
                "overview.card.law",
                lang,
                article=figures["base_article"],
                online_months=word("overview.months", lang, count=int(figures["online_months"])),
                online_fine=money(figures["online_fine"], figures["currency"], lang),
                online_article=figures["online_article"],
            ),
            "exposure",
        ),
        (*_first_act(figures, lang, label), "enforcement"),
        (
            f"{number(figures['reports_before_mean'], lang, 0)} → {number(figures['reports_after_mean'], lang, 0)}",
            word(
                "overview.card.reports",
                lang,
                first=day(figures["reports_first_day"], lang),
                sample=day(figures["sample_start"], lang),
                after=day(figures["sample_end"], lang),
                last=day(figures["reports_last_day"], lang),
            ),
            "statements",
        ),
    ]


def receipts(figures: Mapping[str, Any]) -> list[tuple[str, ...] | None]:
    """The rows each of the four figures is read from, by their identifiers; None for the last, a mean of many days."""
    acts = figures["first_act_ids"]
    first = tuple(acts) if hasattr(acts, "__len__") else ()
    return [(figures["sample_id"], figures["women_id"]), (figures["base_id"], figures["online_id"]), first, None]


def _measured(figures: Mapping[str, Any], lang: str) -> str:
    return word(
        "overview.card.measured",
        lang,
        n=number(figures["sampled_count"], lang),
        start=day(figures["sample_start"], lang),
        end=day(figures["sample_end"], lang),
        women=percent(figures["women_share"], lang),
        both=percent(figures["women_minimal_attire_share"], lang),
        producer=figures["producer"],
    )


def _first_act(figures: Mapping[str, Any], lang: str, label: Label) -> tuple[str, str]:
    days = figures["days_to_first_act"]
    if days is None or days != days or str(days) == "<NA>":
        return word("overview.card.days_none", lang), word("overview.card.days_nothing", lang)
    named = listed([label("jurisdiction", code) for code in figures["first_act_jurisdictions"]], lang)
    start, first = day(figures["sample_start"], lang), day(figures["first_act_date"], lang)
    return (
        word("overview.card.days_value", lang, count=int(days)),
        word("overview.card.days", lang, start=start, day=first, places=named),
    )
