"""The filters beside every page, kept in the address; and what is said when it asks for the impossible."""

from datetime import date
from typing import Any

import streamlit as st

from etl import warehouse
from pages.shared.frame import Selection, browser_language
from pages.shared.query import PINNED, labels, load, older
from pages.shared.words import LANGUAGES, unaccented, word

EARLIEST, LATEST = date(2015, 1, 1), date(2035, 12, 31)  # what the calendars offer
ASKED = "asked_by_address"  # session key: the parameters as they stood in the address at the first run


def _asked() -> dict[str, list[str]]:
    """The address as it was when this visit began: Streamlit removes from it what its widgets do not accept."""
    if ASKED not in st.session_state:
        st.session_state[ASKED] = {key: st.query_params.get_all(key) for key in st.query_params}
    return st.session_state[ASKED]


def _forget() -> None:
    """Called when a filter moves: complaints about the first address are over."""
    st.session_state[ASKED] = {}


def _begin(key: str, value: Any, in_address: str | list[str]) -> None:
    """Gives filter `key` its first value, and writes it in the address: a copied address then shows the same to all."""
    if key not in st.session_state:  # later, the address belongs to the widget
        st.query_params[key] = in_address
    st.session_state[key] = value


def language() -> str:
    """The reader's language: the address, else the browser; switched at the top of the sidebar."""
    if st.session_state.get("lang") not in LANGUAGES:
        wanted = _asked().get("lang", [""])[0]
        first = wanted if wanted in LANGUAGES else browser_language()
        _begin("lang", first, first)
    _bound("lang").radio("lang", LANGUAGES, index=None, key="lang", bind="query-params")
    st.session_state["lang_shown"] = st.session_state["lang"]
    st.sidebar.segmented_control(
        "Langue · Language",
        LANGUAGES,
        format_func={"fr": "Français", "en": "English"}.get,
        key="lang_shown",
        required=True,
        label_visibility="collapsed",
        on_change=_follow,
        args=("lang",),
    )
    return st.session_state["lang"]


def _bound(name: str) -> Any:
    """Where the widgets stand that carry codes to and from the address, hidden by the style sheet.

    A bound widget writes its options in the address as the reader sees them: "Allemagne" where we want DE. So the
    bound one holds codes, and the one in view hands it the choice.
    """
    return st.sidebar.container(key=f"bound_{name}")


def _follow(key: str) -> None:
    st.session_state[key] = st.session_state[f"{key}_shown"]
    _forget()


def sidebar(lang: str, page: str, served: warehouse.Manifest) -> tuple[Selection, list[str]]:
    """What the reader chose (at first, the period the warehouse names), and a sentence for each thing asked in vain."""
    start, end = (_day_filter(key, usual, lang) for key, usual in _usual_period().items())
    names = labels("jurisdiction", lang)
    if "jurisdiction" not in st.session_state:
        known = [code for code in _asked().get("jurisdiction", []) if code in names]
        _begin("jurisdiction", known, known)
    chosen = _bound("jurisdiction").multiselect("jurisdiction", list(names), key="jurisdiction", bind="query-params")
    st.session_state["jurisdiction_shown"] = chosen
    st.sidebar.multiselect(
        word("common.filter.jurisdiction", lang),
        sorted(names, key=lambda code: unaccented(names[code])),
        format_func=names.get,
        key="jurisdiction_shown",
        placeholder=word("common.filter.all_jurisdictions", lang),
        on_change=_follow,
        args=("jurisdiction",),
    )
    complaints = _complaints(lang, set(names))
    if start > end:
        complaints.append(word("common.notice.reversed", lang, start=start, end=end))
        start, end = end, start
    return Selection(lang, start, end, tuple(chosen), page, served.version, served.data_date[:10]), complaints


def _usual_period() -> dict[str, date]:
    period = load("period").iloc[0]
    return {"from": period["start_date"].date(), "to": period["end_date"].date()}


def _day_filter(key: str, usual: date, lang: str) -> date:
    if st.session_state.get(key) is None:  # the first run, or the reader emptied it
        first = _day(_asked().get(key, [""])[0]) or usual
        _begin(key, first, first.isoformat())
    picked = st.sidebar.date_input(
        word(f"common.filter.{key}", lang),
        value=None,
        min_value=EARLIEST,
        max_value=LATEST,
        format="DD/MM/YYYY",
        key=key,
        bind="query-params",
        on_change=_forget,
    )
    return picked or usual


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def _complaints(lang: str, jurisdictions: set[str]) -> list[str]:
    """A sentence for each parameter of the address that means nothing here."""
    asked, found = _asked(), []
    wanted = asked.get("lang", [""])[0]
    if wanted and wanted not in LANGUAGES:
        found.append(word("common.notice.bad_language", lang, value=wanted))
    for key, usual in _usual_period().items():
        wanted = asked.get(key, [""])[0]
        if wanted and not _day(wanted):
            found.append(word("common.notice.bad_day", lang, parameter=key, value=wanted, used=usual))
    unknown = [code for code in asked.get("jurisdiction", []) if code not in jurisdictions]
    if unknown:
        found.append(word("common.notice.bad_jurisdiction", lang, count=len(unknown), values=unknown))
    return found


def version_asked(lang: str) -> list[str]:
    """Pins the data version the address asks for (`v`) while it is kept; else a sentence saying it is gone."""
    wanted = _asked().get("v", [""])[0]
    if not wanted or PINNED in st.session_state:
        return []
    if older(wanted):
        st.session_state[PINNED] = wanted
        return []
    return [word("common.notice.version_gone", lang, version=wanted)]
