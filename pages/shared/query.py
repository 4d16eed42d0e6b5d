"""The one cached door to the warehouse: `load(name, **params)`, always of the version this reader is looking at."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from etl import warehouse
from figures.typeset import typeset
from figures.words import french
from pages.shared.frame import PINNED

SHOWN = "version_shown"  # session key: the manifest that all of this run is of


def begin() -> warehouse.Manifest:
    """The version this run of the page shows, all of it: the one its link asked for if still there, else the current.

    A new build is seen at the next click: current.json is looked at each time, and read only when it changed.
    Raises etl.warehouse.Unavailable.
    """
    pinned = st.session_state.get(PINNED)
    st.session_state.pop(SHOWN, None)
    found = (older(pinned) if pinned else None) or current()
    st.session_state[SHOWN] = found
    return found


def manifest() -> warehouse.Manifest:
    """The version being shown, as chosen when the run began: what is published meanwhile does not mix into the page."""
    return st.session_state.get(SHOWN) or begin()


def current() -> warehouse.Manifest:
    """The newest published version. Raises etl.warehouse.Unavailable."""
    try:
        seen = os.stat(warehouse.WAREHOUSE / "current.json")
    except OSError:
        return warehouse.current(warehouse.WAREHOUSE)  # says what is missing
    return _current((str(warehouse.WAREHOUSE), seen.st_mtime_ns, seen.st_size, seen.st_ino))


def older(version: str) -> warehouse.Manifest | None:
    """The published version of that name, None when it is no longer there and whole."""
    kept = next((one for one in warehouse.versions(warehouse.WAREHOUSE) if one.version == version), None)
    try:
        return kept and warehouse.whole(kept)
    except warehouse.Unavailable:
        return None


def load(name: str, **params: Any) -> pd.DataFrame:
    """The rows of sql/queries/<name>.sql for these parameters; tuples become lists. Your own copy: change it freely."""
    shown = manifest()
    rows = _rows(shown.version, name, tuple(sorted(params.items())), shown)
    rows.attrs["asked"] = Asked(name, params, tuple(rows.columns))
    return rows


@dataclass(frozen=True)
class Asked:
    """What a frame is the answer to, kept with it: the query, its parameters and the columns it gave."""

    query: str
    params: dict[str, Any]
    columns: tuple[str, ...]

    def __deepcopy__(self, memo: dict) -> "Asked":
        return self  # pandas copies it with each selection of rows, which took a tenth of a page


@st.cache_resource(max_entries=2, show_spinner=False)
def _current(seen: tuple[str, int, int, int]) -> warehouse.Manifest:
    return warehouse.current(warehouse.WAREHOUSE)


@st.cache_resource(max_entries=3, show_spinner=False, on_release=lambda connection: connection.close())
def _connection(version: str, _served: warehouse.Manifest) -> duckdb.DuckDBPyConnection:
    return warehouse.connect(_served)


@st.cache_data(max_entries=400, max_size="200MB", show_spinner=False)
def _rows(
    version: str, name: str, params: tuple[tuple[str, Any], ...], _served: warehouse.Manifest
) -> pd.DataFrame:  # fmt: skip
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in params}
    try:
        return typeset(warehouse.query(_connection(version, _served), name, **given))
    except (duckdb.CatalogException, duckdb.BinderException) as fault:
        raise warehouse.Unavailable("older", f"Version {version} does not answer {name}.") from fault
    except duckdb.IOException as fault:
        raise warehouse.Unavailable("damaged", f"Version {version} cannot be read.") from fault


@lru_cache(maxsize=8)  # asked for hundreds of times a page: st.cache_data would copy it each time
def _labels(version: str, lang: str) -> dict[str, dict[str, str]]:
    codes, places = load("codes"), load("jurisdictions")
    found: dict[str, dict[str, str]] = {}
    for group, code, text in zip(codes["vocabulary"], codes["code"], codes[f"label_{lang}"], strict=True):
        found.setdefault(group, {})[code] = french(text) if lang == "fr" else text
    names = zip(places["code"], places[f"name_{lang}"], strict=True)
    return found | {"jurisdiction": {code: french(name) if lang == "fr" else name for code, name in names}}


def label(vocabulary: str | Mapping[str, str], code: Any, lang: str) -> str:
    """What `code` of `vocabulary` is called in the reader's language; the code itself where it has no label.

    A page's own vocabulary is code → what it is called.
    """
    if code is None or code != code:  # missing, NaN
        return ""
    if not isinstance(vocabulary, str):
        return vocabulary.get(str(code), str(code))
    return _labels(manifest().version, lang).get(vocabulary, {}).get(str(code), str(code))


def labels(vocabulary: str, lang: str) -> dict[str, str]:
    """Code → label of a whole vocabulary (`jurisdiction` is one), in the order of the codes table."""
    return dict(_labels(manifest().version, lang).get(vocabulary, {}))
