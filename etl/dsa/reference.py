"""What is known of the database's names: platform spellings and codes (data/reference)."""

import csv
import html
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


@cache
def spellings() -> dict[str, str]:
    """Our one name for each known spelling, by its casefolded form."""
    with open(REFERENCE / "platforms.csv", encoding="utf-8", newline="") as file:
        return {row["spelling"].casefold(): row["platform"] for row in csv.DictReader(file)}


@cache
def codes(kind: str) -> frozenset[str]:
    """The codes of a kind ('category', 'keyword') that the database's own documentation lists."""
    with open(REFERENCE / "dsa_codes.csv", encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(file) if row["kind"] == kind)


def spelled(column: str, text: str) -> str:
    """A value as the dumps write it, of the ways in which tools write it anew: true or YES for Yes, CYBER_VIOLENCE
    without what stands before every code of the column."""
    if column == "automated_detection":
        return {"true": "Yes", "yes": "Yes", "false": "No", "no": "No"}.get(text.casefold(), text)
    if column == "automated_decision" and text in ("FULLY", "PARTIALLY", "NOT_AUTOMATED"):
        return f"AUTOMATED_DECISION_{text}"
    if column == "category" and f"STATEMENT_CATEGORY_{text}" in codes("category"):
        return f"STATEMENT_CATEGORY_{text}"
    return text


def platform_named(spelling: str) -> tuple[str, bool]:
    """The platform's one name, and whether the spelling is known; an unknown one is kept as it is."""
    plain = html.unescape(spelling).strip()
    known = spellings().get(plain.casefold())
    return (known, True) if known else (plain, False)
