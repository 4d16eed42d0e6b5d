"""The law of the places chosen, act by act, in the brief: what the page of a country says."""

from typing import Any

from etl.warehouse import Manifest
from figures.asked import Asked
from figures.case import records
from figures.country.choices import MOST, known
from figures.data import label, reading
from figures.drawn import drawn
from figures.words import word


def tables(choice: Any, manifest: Manifest) -> list[dict[str, Any]]:
    """A table of the template for each place chosen, five at most: the law act by act, and the gaps."""
    lang = choice.lang
    with reading(manifest):
        asked = Asked(lang, choice.start, choice.end, choice.jurisdictions, "country", manifest.version)
        codes = [code for code in choice.jurisdictions if code in known(asked)][:MOST]
        return [_table(asked.having(place=(code,)), lang) for code in codes]


def _table(asked: Asked, lang: str) -> dict[str, Any]:
    law, gaps = drawn("country.law", asked), drawn("country.gaps", asked)
    told: dict[tuple[str, str], str] = {}
    for row in records(law.rows):  # of the facts, then of the day: where they differ, both
        key = row["act"], row["subject"]
        if told.setdefault(key, row["told"]) != row["told"]:
            told[key] = word("brief.both_days", lang, facts=told[key], day=row["law_date"], told=row["told"])
    acts = list(dict.fromkeys(act for act, _ in told))
    return {
        "title": law.title,
        "widths": [2, 4, 4],
        "note": " ".join([f"{law.scope}.", law.summary, *gaps.rows["told"]]),
        "head": [word(f"country.{name}", lang) for name in ("act", "adult", "minor")],
        "rows": [[label("act", act, lang), told[act, "adult"], told[act, "minor"]] for act in acts],
        "left": "",
    }
