"""The one cached door to the warehouse: `load(name, **params)`, always of the version that is being read."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb
import pandas as pd

from etl import warehouse
from etl.warehouse import Manifest
from figures.kept import Kept
from figures.typeset import typeset
from figures.words import french

_read: ContextVar[Manifest | None] = ContextVar("read", default=None)


def weight(rows: pd.DataFrame) -> int:
    """The bytes a frame takes, its texts guessed at forty each."""
    return int(rows.memory_usage(index=False).sum()) + 40 * rows.size


_frames = Kept(150, 80_000_000, weight)
_connections = Kept(3, 3, lambda _: 1)  # one a version; each question takes a cursor of its own


@contextmanager
def reading(served: Manifest) -> Iterator[Manifest]:
    """All that is loaded inside is of that version, whatever is published meanwhile."""
    token = _read.set(served)
    try:
        yield served
    finally:
        _read.reset(token)


def manifest() -> Manifest:
    """The version being read: the one of `reading`, outside of it the newest. Raises etl.warehouse.Unavailable."""
    return _read.get() or current()


def current() -> Manifest:
    """The newest published version; current.json is read again only when it changed. Raises Unavailable."""
    try:
        seen = os.stat(warehouse.WAREHOUSE / "current.json")
    except OSError:
        return warehouse.current(warehouse.WAREHOUSE)  # says what is missing
    return _current(str(warehouse.WAREHOUSE), seen.st_mtime_ns, seen.st_size, seen.st_ino)


@lru_cache(maxsize=2)
def _current(*seen: Any) -> Manifest:
    return warehouse.current(warehouse.WAREHOUSE)


def older(version: str) -> Manifest | None:
    """The published version of that name, None when it is no longer there and whole."""
    kept = next((one for one in warehouse.versions(warehouse.WAREHOUSE) if one.version == version), None)
    try:
        return kept and warehouse.verified(kept)
    except warehouse.Unavailable:
        return None


@dataclass(frozen=True)
class Question:
    """What a frame is the answer to, kept with it: the query, its parameters and the columns it gave."""

    query: str
    params: dict[str, Any]
    columns: tuple[str, ...]

    def __deepcopy__(self, memo: dict) -> "Question":
        return self  # pandas copies it with each selection of rows, which took a tenth of a page


def load(name: str, **params: Any) -> pd.DataFrame:
    """The rows of sql/queries/<name>.sql for these parameters; tuples become lists. Your own copy: change it freely.

    Raises etl.warehouse.Unavailable when the version cannot be read, or does not know what the query asks for.
    """
    served = manifest()
    params = {key: tuple(value) if isinstance(value, list) else value for key, value in params.items()}
    key = (str(warehouse.WAREHOUSE), served.version, name, tuple(sorted(params.items())))
    rows = _frames.get(key, lambda: _rows(served, name, params)).copy(deep=False)  # a change to it copies what changes
    rows.attrs["asked"] = Question(name, params, tuple(rows.columns))
    return rows


def _rows(served: Manifest, name: str, params: Mapping[str, Any]) -> pd.DataFrame:
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in params.items()}
    try:
        opened = _connections.get((str(served.path), served.version), lambda: warehouse.connect(served))
        return typeset(warehouse.query(opened, name, **given))
    except (duckdb.CatalogException, duckdb.BinderException) as fault:
        raise warehouse.Unavailable("older", f"Version {served.version} does not answer {name}.") from fault
    except duckdb.OutOfMemoryException as fault:
        raise warehouse.Unavailable("busy", f"Too much is asked of version {served.version} at once.") from fault
    except duckdb.IOException as fault:
        raise warehouse.Unavailable("damaged", f"Version {served.version} cannot be read.") from fault


@lru_cache(maxsize=8)  # asked for hundreds of times a page
def _labels(folder: str, version: str, lang: str) -> dict[str, dict[str, str]]:
    codes, places = load("codes"), load("jurisdictions")
    found: dict[str, dict[str, str]] = {}
    for group, code, text in zip(codes["vocabulary"], codes["code"], codes[f"label_{lang}"], strict=True):
        found.setdefault(group, {})[code] = french(text) if lang == "fr" else text
    names = zip(places["code"], places[f"name_{lang}"], strict=True)
    here = {code: french(name) if lang == "fr" else name for code, name in names}
    return found | {"jurisdiction": here, "place": found.get("jurisdiction", {})}


def label(vocabulary: str | Mapping[str, str], code: Any, lang: str) -> str:
    """What `code` of `vocabulary` is called in the reader's language; the code itself where it has no label.

    A page's own vocabulary is code → what it is called.
    """
    if code is None or code != code:  # missing, NaN
        return ""
    if not isinstance(vocabulary, str):
        return vocabulary.get(str(code), str(code))
    known = _labels(str(warehouse.WAREHOUSE), manifest().version, lang)
    every = (
        known.get("place", {}) if vocabulary == "jurisdiction" else {}
    )  # a place without a row here has its name too
    return known.get(vocabulary, {}).get(str(code)) or every.get(str(code), str(code))


def labels(vocabulary: str, lang: str) -> dict[str, str]:
    """Code → label of a whole vocabulary (`jurisdiction` is one), in the order of the codes table."""
    return dict(_labels(str(warehouse.WAREHOUSE), manifest().version, lang).get(vocabulary, {}))


def most_acts() -> list[str]:
    """The jurisdictions with an act, those with most of them first."""
    rows = load("jurisdictions").sort_values(["action_count", "code"], ascending=[False, True])
    return list(rows[rows["action_count"] > 0]["code"])
