"""How a penalty is written: each kind as what it is, unknown as unknown."""

from typing import Any

from pages.shared.words import word


def months_text(months: Any, lang: str) -> str:
    """`36 months`; what is not known is said to be so."""
    if months is None or months != months or str(months) == "<NA>":
        return word("exposure.months_unknown", lang)
    return word("exposure.months", lang, count=int(months))


def headings(names: tuple[str, ...], lang: str) -> dict[str, str]:
    """Column → heading; a column of one language has the heading of the columns of both."""
    found = {}
    for name in names:
        column = name.removesuffix(f"_{lang}")
        found[name] = word(f"exposure.column.{column}", lang)
    return found
