"""A page's own choices, kept in the address as codes.

A widget bound to the address writes there what the reader sees ("Making the image"), in the reader's language; a link
must mean the same in both. So the address is read once, and written again at every run, by hand.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st


def one(key: str, codes: Sequence[str], named: Callable[[str], str], title: str, usual: str = "") -> str:
    """One of `codes`, chosen by buttons; what the address asks for at first, else `usual` (the first)."""
    state = _begin(key, lambda asked: asked[0] if asked and asked[0] in codes else usual or codes[0])
    picked = st.segmented_control(title, codes, format_func=named, key=state, required=True)
    return _written(key, picked or usual or codes[0])


def one_of_many(key: str, codes: Sequence[str], named: Callable[[str], str], title: str, usual: str) -> str:
    """One of `codes`, chosen from a list."""
    state = _begin(key, lambda asked: asked[0] if asked and asked[0] in codes else usual)
    return _written(key, st.selectbox(title, codes, format_func=named, key=state))


def several(
    key: str, codes: Sequence[str], named: Callable[[str], str], title: str, usual: Sequence[str] = (), hint: str = ""
) -> tuple[str, ...]:
    """Any of `codes`, in their order; none chosen is an answer too."""
    state = _begin(key, lambda asked: [code for code in codes if code in asked] if asked else list(usual))
    picked = st.multiselect(title, codes, format_func=named, key=state, placeholder=hint)
    return tuple(_written(key, [code for code in codes if code in picked]))


def day(key: str, title: str, usual: date, least: date, most: date) -> date:
    """A day between `least` and `most`."""
    state = _begin(key, lambda asked: _as_day(asked, usual, least, most))
    picked = st.date_input(title, min_value=least, max_value=most, format="DD/MM/YYYY", key=state) or usual
    _written(key, picked.isoformat())
    return picked


def number(key: str, title: str, usual: int | None, least: int, most: int, hint: str = "") -> int | None:
    """A whole number, or None when `usual` is None and the field was left empty."""
    state = _begin(key, lambda asked: _as_number(asked, usual, least, most))
    picked = st.number_input(title, min_value=least, max_value=most, step=1, key=state, placeholder=hint)
    picked = usual if picked is None else int(picked)
    _written(key, [] if picked is None else str(picked))
    return picked


def _begin(key: str, first: Callable[[list[str]], Any]) -> str:
    state = f"choice.{key}"
    if state not in st.session_state:
        st.session_state[state] = first(st.query_params.get_all(key))
    return state


def _written(key: str, value: Any) -> Any:
    if st.query_params.get_all(key) != (value if isinstance(value, list) else [value]):
        st.query_params[key] = value
    return value


def _as_day(asked: list[str], usual: date, least: date, most: date) -> date:
    try:
        found = date.fromisoformat(asked[0]) if asked else usual
    except ValueError:
        return usual
    return found if least <= found <= most else usual


def _as_number(asked: list[str], usual: int | None, least: int, most: int) -> int | None:
    found = int(asked[0]) if asked and asked[0].isascii() and asked[0].isdigit() else usual
    return found if found is None or least <= found <= most else usual
