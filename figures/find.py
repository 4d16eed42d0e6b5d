"""Everything the record holds, by its words: what a question may mean, best first, and where each answer is told."""

import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from figures.asked import Asked, Choice
from figures.data import label, load
from figures.drawn import Drawn, drawn, figure, headings
from figures.words import dated, listed, word

MOST_WORDS, MOST_SIGNS = 12, 500  # of a question
Q = Choice("q", "find.q", "text", usual="", most=MOST_SIGNS)
KINDS = ("places", "enforcement", "provisions", "incidence", "statements", "claim_tests", "reactions", "sources")
LETTERS = {"ł": "l", "ı": "i", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae", "ß": "ss"}  # that are more than an accent
COLUMNS = "kind title_* text_* found_date date_precision jurisdictions row_id record_id"


@figure("find.results", choices=(Q,))
def results(asked: Asked) -> Drawn:
    """What the question may mean, best first, whatever the period and the places. Grain: one row per thing found."""
    lang, question = asked.lang, asked["q"]
    columns = headings("find", COLUMNS, lang)
    scope = word("find.scope", lang)
    if not question:
        nothing = pd.DataFrame(columns=list(columns))
        return Drawn(word("find.title", lang), nothing, columns, empty=word("find.type", lang), scope=scope)
    rows = load("find", q=question, most=MOST_WORDS)
    title = word("find.results", lang, q=question, count=len(rows))
    if rows.empty:
        return Drawn(title, rows, columns, empty=word("find.nothing", lang, q=question), scope=scope)
    return Drawn(
        title,
        rows,
        columns,
        summary=f"{word('find.kinds', lang, kinds=counts_of_kinds(rows, lang))} {reading_notes(rows, lang)}".strip(),
        numbers={kind: int((rows["kind"] == kind).sum()) for kind in kinds(rows)},
        scope=scope,
        vocabularies={
            "kind": {kind: word(f"find.kind.{kind}", lang) for kind in KINDS},
            "jurisdictions": "jurisdiction",
            "date_precision": "date_precision",
        },
    )


def kinds(rows: pd.DataFrame) -> list[str]:
    """The kinds found, that of the best answer first."""
    return list(dict.fromkeys(rows["kind"]))


def counts_of_kinds(rows: pd.DataFrame, lang: str) -> str:
    """How many of each kind."""
    return ", ".join(f"{word(f'find.kind.{kind}', lang)} {int((rows['kind'] == kind).sum())}" for kind in kinds(rows))


def reading_notes(rows: pd.DataFrame, lang: str) -> str:
    """What was read otherwise, what stands nowhere, and whether no row has all the words; nothing when all is well."""
    first, parts = rows.iloc[0], []
    if len(first["read_as"]):
        parts.append(word("find.read_as", lang, words=", ".join(text.replace(">", "→") for text in first["read_as"])))
    if len(first["unknown_words"]):
        parts.append(word("find.unknown", lang, words=", ".join(first["unknown_words"])))
    if not first["has_all"]:
        parts.append(word("find.not_all", lang))
    return " ".join(parts)


def answer(asked: Asked) -> str:
    """The page's answer: how much was found, and how the question was read."""
    one = drawn("find.results", asked)
    return one.empty or f"{one.title} {reading_notes(one.rows, asked.lang)}".strip()


def leads_to(row: Mapping[str, Any], lang: str, version: str = "") -> str:
    """The address, below the application's, where a row found is told: its receipt, its country or the sources."""
    own: dict[str, Any] = {"lang": lang} | ({"v": version} if version else {})
    if row["kind"] == "places":
        return f"country?{urlencode({'place': row['row_id']} | own)}"
    if row["kind"] == "sources":
        return f"sources?{urlencode(own)}"
    return f"record?{urlencode({'id': row['record_id']} | own)}"


def beside(row: Mapping[str, Any], lang: str) -> str:
    """`12 January 2026 · Ireland`: when and where, what is known of it."""
    when = row["found_date"]
    day = "" if when != when or when is None else dated(when, str(row["date_precision"]), lang)
    if row["kind"] == "provisions" and day:
        day = word("find.in_force", lang, day=day)
    named = [label("jurisdiction", code, lang) for code in row["jurisdictions"]] if row["kind"] != "places" else []
    where = listed(named[:3], lang) if len(named) < 4 else word("find.several", lang, count=len(named))
    return " · ".join(part for part in (day, where) if part)


def folded(text: str) -> str:
    """A word as it is looked for: small letters without accents (sql/macros/folded.sql)."""
    small = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))
    small = unicodedata.normalize("NFC", small)
    for sign, instead in LETTERS.items():
        small = small.replace(sign, instead)
    return small
