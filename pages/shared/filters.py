"""The filters beside every page, kept in the address; and what is said when it asks for the impossible."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from etl import warehouse
from figures.address import cleaned
from figures.asked import EARLIEST, LATEST, Asked, a_day, a_language, within
from figures.data import labels, load, older
from figures.words import LANGUAGES, unaccented, word
from pages.shared import address
from pages.shared.frame import PINNED, browser_language, home, parameters

OWN = ("lang", "from", "to", "jurisdiction")
SENT = OWN[1:]  # those of the form: five countries are one run of the page, not five
REVERSED, GONE = "days_reversed", "version_gone"  # session keys: what the address had wrong, until a filter moves


def _follow(name: str) -> None:
    """A filter moved: it is kept, and complaints about the first address are over."""
    address.choose("", name, st.session_state[name])
    address.forgive("", OWN)
    for key in (REVERSED, GONE):
        st.session_state.pop(key, None)


def _apply() -> None:
    """The form was sent: what it holds is kept, all at once."""
    for name in SENT:
        _follow(name)


def toggle(code: str) -> None:
    """A place of a map was clicked: it joins the jurisdictions chosen, or leaves them."""
    chosen = list(st.session_state.get("jurisdiction", []))
    st.session_state["jurisdiction"] = [one for one in chosen if one != code] + ([] if code in chosen else [code])
    _follow("jurisdiction")


def language() -> str:
    """The reader's language: the address, else the browser."""
    found = address.value("", "lang", lambda asked: a_language(asked[0]), browser_language())
    st.session_state["lang"] = found
    return found


def language_switch() -> None:
    """The switch between the languages, where the head of the page stands."""
    st.segmented_control(
        "Langue · Language",
        LANGUAGES,
        format_func={"fr": "Français", "en": "English"}.__getitem__,
        key="lang",
        required=True,
        label_visibility="collapsed",
        on_change=_follow,
        args=("lang",),
    )


def sidebar(lang: str, page: str, served: warehouse.Manifest) -> tuple[Asked, list[str]]:
    """What the reader chose (at first, the period the warehouse names), and a sentence for each thing asked in vain."""
    usual = _usual_period()
    days = {name: address.value("", name, _day, usual[name]) for name in usual}
    complaints = _complaints(lang, usual)
    if days["from"] > days["to"]:
        days["from"], days["to"] = days["to"], days["from"]
        for name, found in days.items():
            address.choose("", name, found)
            st.session_state[address.PENDING][name] = address.codes(found)
        st.session_state[REVERSED] = True
    if st.session_state.get(REVERSED):
        complaints.append(word("common.notice.reversed", lang, start=days["to"], end=days["from"]))
    form = st.sidebar.form("filters", border=False)
    for name, found in days.items():
        _set(name, found)
        form.date_input(
            word(f"common.filter.{name}", lang), min_value=EARLIEST, max_value=LATEST, format="DD/MM/YYYY", key=name
        )
    names = labels("jurisdiction", lang)
    chosen = address.value("", "jurisdiction", lambda asked: tuple(code for code in names if code in asked), ())
    _set("jurisdiction", list(chosen))
    form.multiselect(
        word("common.filter.jurisdiction", lang),
        sorted(names, key=lambda code: unaccented(names[code])),
        format_func=names.__getitem__,
        key="jurisdiction",
        placeholder=word("common.filter.all_jurisdictions", lang),
        filter_mode="contains",  # "fra", Enter: France alone, neither what resembles it nor all that match
        select_all=False,
    )
    form.form_submit_button(word("common.filter.apply", lang), on_click=_apply, width="stretch")
    unknown = address.refused("", "jurisdiction")
    if unknown:
        complaints.append(word("common.notice.bad_jurisdiction", lang, count=len(unknown), values=unknown))
    odd = [name for name, _ in cleaned((name, "") for name in st.query_params) if name not in parameters()]
    if odd:
        complaints.append(word("common.notice.unknown_parameter", lang, count=len(odd), values=sorted(odd)))
    asked = st.session_state.get(PINNED) == served.version
    period = (days["from"], days["to"])
    selection = Asked(lang, *period, chosen, page, served.version, served.data_date[:10], asked, home(page))
    return selection, complaints


def _set(name: str, value: Any) -> None:
    """What a field of the form shows; left alone where it shows that already, so that what is being typed stays."""
    if st.session_state.get(name) != value:
        st.session_state[name] = value


def _usual_period() -> dict[str, date]:
    period = load("period").iloc[0]
    return {"from": period["start_date"].date(), "to": period["end_date"].date()}


def _day(asked: Sequence[str]) -> date | None:
    return within(a_day(asked[0]), EARLIEST, LATEST)


def _complaints(lang: str, usual: dict[str, Any]) -> list[str]:
    """A sentence for each language and day of the address that means nothing here."""
    found = [word("common.notice.bad_language", lang, value=value) for value in address.refused("", "lang")]
    for name, used in usual.items():
        for value in address.refused("", name):
            told = {"value": value, "used": used, "first": EARLIEST, "last": LATEST}
            found.append(word("common.notice.bad_day", lang, parameter=name, **told))
    return found


def version_asked(lang: str) -> list[str]:
    """Pins the data version the address asks for (`v`) while it is kept; else a sentence saying it is gone."""
    wanted = st.query_params.get("v", "")
    if wanted and PINNED not in st.session_state and GONE not in st.session_state:
        if older(wanted):
            st.session_state[PINNED] = wanted
        else:
            st.session_state[GONE] = wanted
    pending = st.session_state.setdefault(address.PENDING, {})
    if st.session_state.get(PINNED):
        pending["v"] = [st.session_state[PINNED]]
    if not st.session_state.get(GONE):
        return []
    pending["v"] = []
    return [word("common.notice.version_gone", lang, version=st.session_state[GONE])]
