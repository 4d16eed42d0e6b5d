"""How a penalty is written: each kind as what it is, unknown as unknown."""

from typing import Any

from figures.data import label
from figures.words import money, percent, word


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
