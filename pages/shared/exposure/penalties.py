"""How a penalty is written: each kind as what it is, unknown as unknown."""

from typing import Any

import pandas as pd

from figures.words import money, percent, word
from pages.shared.query import label


def months_text(months: Any, lang: str) -> str:
    """`36 months`; what is not known is said to be so."""
    if months is None or months != months or str(months) == "<NA>":
        return word("exposure.months_unknown", lang)
    return word("exposure.months", lang, count=int(months))


def fine_text(row: dict[str, Any], lang: str) -> str:
    """`€75,000`, `6% of turnover`, or the kind of fine where there is no amount."""
    share, amount = row.get("max_fine_turnover_share"), row["max_fine_amount"]
    if row["fine_kind"] == "turnover" and share is not None and share == share:
        return percent(float(share), lang)
    if amount is not None and amount == amount:
        written = money(amount, row["currency"], lang)
        return written if row["fine_kind"] == "fixed" else f"{written} ({label('fine_kind', row['fine_kind'], lang)})"
    return label("fine_kind", row["fine_kind"], lang)


def ceiling_text(head: dict[str, Any], lang: str) -> str:
    """The ceiling of a group: term and fine, each as what it is (life, no stated ceiling, a share, unlimited)."""
    parts = []
    if head["group_is_life"]:
        parts.append(label("prison_kind", "life", lang))
    elif head["group_has_term_without_ceiling"]:
        parts.append(word("exposure.at_least", lang, count=int(head["group_min_prison_months"])))
    elif not pd.isna(head["group_max_prison_months"]):
        parts.append(months_text(head["group_max_prison_months"], lang))
    elif head["ceiling_group"] == "criminal":
        parts.append(label("prison_kind", "unknown" if head["group_has_unknown_prison"] else "none", lang))
    if head["group_fine_kind"] == "turnover":
        base = label("turnover_base", head["turnover_base"], lang)
        parts.append(
            word("exposure.of_turnover", lang, share=percent(head["group_max_turnover_share"], lang), base=base)
        )
        if not pd.isna(head["group_fixed_beside_share"]):
            fixed = money(head["group_fixed_beside_share"], head["group_currency"], lang)
            parts.append(word("exposure.not_below", lang, amount=fixed))
    elif head["group_fine_kind"] == "fixed":
        parts.append(money(head["group_max_fine_amount"], head["group_currency"], lang))
    else:
        parts.append(label("fine_kind", head["group_fine_kind"], lang))
    return ", ".join(parts)


def headings(names: tuple[str, ...], lang: str) -> dict[str, str]:
    """Column → heading; a column of one language has the heading of the columns of both."""
    found = {}
    for name in names:
        column = name.removesuffix(f"_{lang}")
        found[name] = word(f"exposure.column.{column}", lang)
    return found
