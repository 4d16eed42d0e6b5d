"""Rows that hold what a reader typed, in the words of the reader's language; accents, case and order are forgiven."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from figures.asked import Asked, Choice
from figures.data import label
from figures.words import word


def _reads(asked: Asked) -> dict[str, str]:
    return {code: word(f"common.read.{code}", asked.lang) for code in ("all", "original", "rest")}


READ = Choice("read", "common.read.label", "one", usual="all", options=_reads, listed=True, hint="common.read_hint")
FIND = Choice("q", "common.find.within", "text", usual="", most=100, empty="common.find.hint")


def narrowed(rows: pd.DataFrame, asked: Asked, names: Iterable[str], vocabularies: Mapping[str, Any]) -> pd.DataFrame:
    """The rows that READ and FIND leave, `names` being the columns a reader searches in. Grain: as `rows`."""
    if asked["read"] != "all":
        rows = rows[(rows["document_read"] == "original") == (asked["read"] == "original")]
    return within(rows, names, asked["q"], asked.lang, vocabularies)


def within(
    rows: pd.DataFrame, names: Iterable[str], text: str, lang: str, vocabularies: Mapping[str, Any]
) -> pd.DataFrame:
    """The rows in whose columns `names` every word of `text` stands; all of them when it has none.

    A code counts as what it is called; of a list of codes (`a, b` in a cell too) each. Grain: as `rows`.
    """
    wanted = folded(text).split()
    if not wanted or rows.empty:
        return rows
    columns = [(rows[name], vocabularies.get(name, "")) for name in dict.fromkeys(names) if name in rows]
    texts = [
        folded(" ".join(_told(value, vocabulary, lang) for value, (_, vocabulary) in zip(row, columns, strict=True)))
        for row in zip(*(values for values, _ in columns), strict=True)
    ]
    return rows[[all(part in one for part in wanted) for one in texts]]


def folded(text: str) -> str:
    """A text as it is compared: no accents, no capitals; letters of any script stay."""
    parts = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))


def _told(value: Any, vocabulary: Any, lang: str) -> str:
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0):
        return " ".join(_told(one, vocabulary, lang) for one in value)
    if not isinstance(value, str):
        return "" if value is None or value != value or isinstance(value, (bool, float)) else str(value)[:10]
    named = " ".join(label(vocabulary, code, lang) for code in value.split(", ")) if vocabulary else ""
    return f"{named} {value}"
