"""What a brief is of, and the queries and labels of one version, read for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import duckdb
import pandas as pd

from etl.errors import GardefouError
from etl.warehouse import query
from figures.affair import is_unknown
from figures.typeset import typeset
from figures.words import LANGUAGES


@dataclass(frozen=True)
class Choice:
    """What the brief is of: both days included; no jurisdiction means all. `address` opens the same view."""

    lang: str
    start: date
    end: date
    jurisdictions: tuple[str, ...] = ()
    address: str = ""


def address(base: str, choice: Choice, version: str) -> str:
    """The address of the selection in the dashboard at `base`: what its button prints. With a `?` it is kept."""
    if not base or "?" in base:
        return base
    asked = {"lang": choice.lang, "from": choice.start, "to": choice.end, "jurisdiction": choice.jurisdictions}
    return f"{base.rstrip('/')}/?{urlencode(asked | {'v': version}, doseq=True)}"


class Reader:
    """Queries and labels of one version, for one choice."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, choice: Choice):
        self.connection, self.choice = connection, choice
        codes = typeset(query(connection, "codes"))
        self.labels = {
            (vocabulary, code): text
            for vocabulary, code, text in zip(
                codes["vocabulary"], codes["code"], codes[f"label_{choice.lang}"], strict=True
            )
        }

    def load(self, name: str, **own: Any) -> pd.DataFrame:
        """The rows of a query that takes the period and the jurisdictions."""
        chosen = {"start": self.choice.start, "end": self.choice.end, "jurisdictions": list(self.choice.jurisdictions)}
        return typeset(query(self.connection, name, **chosen, **own))

    def label(self, vocabulary: str, code: Any) -> str:
        """What a code is called; the code itself when it has no label, nothing when it is missing."""
        return "" if is_unknown(code) else self.labels.get((vocabulary, str(code)), str(code))


def checked(connection: duckdb.DuckDBPyConnection, choice: Choice) -> Choice:
    """The choice, when it can be met. Raises GardefouError that names what cannot."""
    if choice.lang not in LANGUAGES:
        raise GardefouError(f"{choice.lang!r} is not a language of the brief: give fr or en. Nothing was written.")
    if choice.start > choice.end:
        raise GardefouError(
            f"The period ends ({choice.end}) before it begins ({choice.start}). Nothing was written. "
            "Give an earlier day to begin with (--from) or a later one to end with (--to)."
        )
    known = set(query(connection, "jurisdictions")["code"])
    unknown = [code for code in choice.jurisdictions if code not in known]
    if unknown:
        raise GardefouError(
            f"No jurisdiction is called {', '.join(unknown)}. Nothing was written; those with data are: "
            f"{', '.join(sorted(known))}."
        )
    return choice
