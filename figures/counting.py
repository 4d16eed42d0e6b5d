"""How many acts, where, with what force, what stands: in words, one rule for all pages.

`found` is the row of the query enforcement_summary. An act known to a month that is only partly in the period is said
apart, one without a date too; countries, unions, states of a federation and international statements are no one number.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from figures.words import listed, month, word

Label = Callable[[str, Any], str]  # vocabulary and code → what the code is called
NAMED_UNIONS = ("EU",)
NAMED_PARTS = ("CA", "DE", "US")  # federations whose parts have a word of their own


def after(days: int, lang: str, is_most: bool = False) -> str:
    """`after 17 days`, `the same day`; `14 days before the day counted from`; `after at most 17 days` (`is_most`)."""
    if days < 0:
        return word("counting.before", lang, count=-days)
    return word("counting.after_most" if is_most and days else "counting.after", lang, count=days)


def acts(found: Mapping[str, Any], lang: str) -> str:
    """`5 dated acts (and 2 known only for January 2026)`; the acts alone when none is known to such a month."""
    count, days, months = (int(found[name]) for name in ("act_count", "day_count", "month_only_count"))
    if not months:
        return word("counting.acts", lang, count=count)
    dated = word("counting.dated_acts" if days == count else "counting.acts", lang, count=count)
    named = listed([month(day, lang) for day in found["months"]], lang)
    return word("counting.and_months", lang, acts=dated, count=months, months=named)


def title(count: int, binding: int, lang: str) -> str:
    """`53 acts by authorities over (the affair), 8 of them binding when taken`: what a figure of acts shows."""
    kind = "single" if count == 1 else "all" if count == binding else "of"
    force = word(f"counting.title_{kind}", lang, count=binding)
    return word("counting.title", lang, count=count, binding=force)


def places(found: Mapping[str, Any], lang: str, label: Label) -> str:
    """`in 16 countries, the EU and 3 US states`; an act of several countries together has no place of its own."""
    parts = _parts(found, lang, label)
    return word("counting.within", lang, places=parts) if parts else word("counting.together", lang)


def _parts(found: Mapping[str, Any], lang: str, label: Label) -> list[str]:
    parts = []
    if countries := int(found["country_count"]):
        parts.append(word("counting.countries", lang, count=countries))
    for code in found["unions"]:
        key = f"counting.union.{code}" if code in NAMED_UNIONS else "counting.union.named"
        parts.append(word(key, lang, name=label("jurisdiction", code)))
    by_parent: dict[str, int] = {}
    for code in found["subdivisions"]:
        parent = code.partition("-")[0]
        by_parent[parent] = by_parent.get(parent, 0) + 1
    for parent, count in sorted(by_parent.items()):
        key = f"counting.part.{parent}" if parent in NAMED_PARTS else "counting.part.named"
        parts.append(word(key, lang, count=count, name=label("jurisdiction", parent)))
    return parts


def kinds(rows: pd.DataFrame, lang: str, label: Label) -> str:
    """`13 countries and 4 US states`, of rows with `jurisdiction` and `kind`; '' without such a part."""
    parts = rows[rows["kind"] == "subdivision"]
    if parts.empty:
        return ""
    found = {"country_count": int((rows["kind"] == "country").sum()), "subdivisions": list(parts["jurisdiction"])}
    return listed(_parts({**found, "unions": list(rows[rows["kind"] == "union"]["jurisdiction"])}, lang, label), lang)


def apart(found: Mapping[str, Any], lang: str) -> list[str]:
    """A sentence for the acts that are in no country, and one for those without a date, where there are any."""
    told = []
    if (count := int(found["international_count"])) and count < int(found["act_count"]):
        told.append(word("counting.international", lang, count=count))
    if undated := int(found["undated_count"]):
        told.append(word("counting.undated", lang, count=undated))
    return told


def rows_apart(rows: pd.DataFrame, column: str, lang: str) -> list[str]:
    """A sentence for the rows known only to a month that is partly in the period, and one for those without a date.

    `column` is the date; `place` says where each row stands to the period (sql/macros/placed.sql).
    """
    by_month, undated = rows[rows["place"] == "month"], int((rows["place"] == "undated").sum())
    told = []
    if len(by_month):
        months = [month(day, lang) for day in sorted(by_month[column].unique())]
        told.append(word("counting.rows_of_months", lang, count=len(by_month), months=months))
    if undated:
        told.append(word("counting.rows_undated", lang, count=undated))
    return told


def force(found: Mapping[str, Any], lang: str) -> str:
    """`8 were binding when taken; 4 are in force in the last source found`, and of how many that is not known."""
    count, held, open_ = (int(found[name]) for name in ("binding_count", "in_force_count", "force_unknown_count"))
    if is_single(found):
        key = "unknown" if open_ else "held" if held else "ended"
        return word("counting.binding_single", lang, count=count, standing=word(f"counting.one_{key}", lang))
    if not count:
        return word("counting.binding", lang, count=0, standing="")
    if count == 1:
        key = "unknown" if open_ else "held" if held else "ended"
        return word("counting.binding", lang, count=1, standing=word(f"counting.one_{key}", lang))
    standing = word("counting.in_force", lang, count=held)
    if open_:
        standing += word("counting.not_established", lang, count=open_)
    return word("counting.binding", lang, count=count, standing=standing)


def is_single(found: Mapping[str, Any]) -> bool:
    """Whether there is one act in all, of which no number is said."""
    return int(found["act_count"]) == 1 and not int(found["month_only_count"])


def fines(found: Mapping[str, Any], lang: str) -> str:
    """The fines that stand; those annulled, suspended or withdrawn since are said not to."""
    told = word("counting.fines", lang, count=int(found["fine_count"]))
    undone = int(found["undone_fine_count"])
    return told + (" " + word("counting.undone_fines", lang, count=undone) if undone else "")


def decided(found: Mapping[str, Any], lang: str) -> str:
    """The decisions that stand, and those that were taken and were undone since."""
    key = "counting.decided_single" if is_single(found) else "counting.decided"
    said = [word(key, lang, count=int(found["decision_count"]))]
    if undone := int(found["undone_decision_count"]):
        said.append(word("counting.undone_decisions", lang, count=undone))
    return " ".join(said)
