"""The affair that words are about: its slots ({service}, {whom}, {first_day}…) in the reader's language.

They are those of the version being read (figures/data.py), or of the one given to `about`. etl/intake/slots.py says
what each is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import duckdb
import pandas as pd

from etl import warehouse
from figures.records import records_of

Slots = Mapping[str, Mapping[str, Any]]  # language → slot → text, or day
IMAGES = {"material": "image", "materials": "images"}  # what is examined, where no data say so
DAYS = ("first_day", "facts_from", "facts_to")
_ABOUT: ContextVar[Slots | None] = ContextVar("affair", default=None)


@contextmanager
def about(slots: Slots) -> Iterator[None]:
    """Words are about this affair until the end of the block."""
    before = _ABOUT.set(slots)
    try:
        yield
    finally:
        _ABOUT.reset(before)


def slots(lang: str) -> Mapping[str, Any]:
    """Slot → text, or the day, of the affair that words are about."""
    from figures import data  # it needs words in its turn

    try:
        return (_ABOUT.get() or _read(data.manifest().version))[lang]
    except warehouse.Unavailable:  # no data, hence no affair to name: the page says what is wrong with them
        return Nameless(
            {"en": "this affair", "fr": "cette affaire"}[lang],
            IMAGES | {"e": "e" if lang == "fr" else "", "law_aside": ""},
        )


@lru_cache(maxsize=4)
def _read(version: str) -> Slots:
    """The slots of the version being read; raises etl.warehouse.Unavailable."""
    from figures.data import load

    return made(load("affair_words"), load("affair"))


def slots_of(connection: duckdb.DuckDBPyConnection) -> Slots:
    """The slots of the affair of one version."""
    return made(warehouse.query(connection, "affair_words"), warehouse.query(connection, "affair"))


def made(words: pd.DataFrame, affairs: pd.DataFrame) -> Slots:
    """Language → slot → text, or the day, from the queries affair_words and affair."""
    (affair,) = records_of(affairs)
    found: dict[str, dict[str, Any]] = {}
    for lang in ("en", "fr"):
        note = affair[f"collection_note_{lang}"]
        found[lang] = Older(
            {
                **dict(zip(words["slot"], words[f"text_{lang}"], strict=True)),
                **{name: affair[name] for name in DAYS},
                "clock": affair[f"clock_{lang}"],
                "collection_note": f" {note}" if isinstance(note, str) else "",
                "example": affair["example_id"],
            }
        )
    return found


class Older(dict[str, Any]):
    """The slots of a version. One that a program of before built lacks some of today's: images were all it knew."""

    def __missing__(self, slot: str) -> str:
        known = (word for name, word in sorted(IMAGES.items(), reverse=True) if name in slot.lower())
        return next(known, "")


class Nameless(dict[str, Any]):
    """Every slot is the same word, but those known."""

    def __init__(self, name: str, known: Mapping[str, Any]):
        super().__init__(known)
        self.name = name

    def __missing__(self, slot: str) -> str:
        return self.name
