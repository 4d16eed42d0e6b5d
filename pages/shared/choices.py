"""A page's own choices, kept in the address as codes, whatever the language they are shown in.

A widget bound to the address writes there what the reader sees: "Émotion" where a link needs `emotion`. So a hidden one
holds the codes, and the one in view hands it the choice (as the filters beside the page do).
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.shared.words import word


def one(key: str, title: str, options: Sequence[str], shown: Callable[[str], str], *, usual: str) -> str:
    """The option chosen for parameter `key`, by buttons side by side; `usual` when the address asks for none."""
    hidden = st.container(key=f"bound_{key}")
    _begin(key, options, usual)
    hidden.radio(key, options, index=None, key=key, bind="query-params", label_visibility="collapsed")
    st.session_state[f"{key}_shown"] = st.session_state[key]
    st.segmented_control(
        title, options, format_func=shown, key=f"{key}_shown", required=True, on_change=_follow, args=(key,)
    )
    return st.session_state[key]


def several(
    key: str, title: str, options: Sequence[str], shown: Callable[[str], str], *, usual: Sequence[str], most: int,
    empty: str = "",
) -> tuple[str, ...]:  # fmt: skip
    """The options chosen for parameter `key`, at most `most`; `usual` at first, or when all were removed."""
    hidden = st.container(key=f"bound_{key}")
    _begin(key, options, list(usual), is_list=True)
    held = hidden.multiselect(key, options, key=key, bind="query-params", label_visibility="collapsed")
    st.session_state[f"{key}_shown"] = held[:most]
    st.multiselect(
        title, options, format_func=shown, key=f"{key}_shown", max_selections=most, placeholder=empty or None,
        on_change=_follow, args=(key,),
    )  # fmt: skip
    return tuple(held[:most] or usual)


def _begin(key: str, options: Sequence[str], usual: Any, is_list: bool = False) -> None:
    """Give the parameter its first value, from the address where it names options, and write it there."""
    if st.session_state.get(key) is not None:
        return
    asked = st.query_params.get_all(key)
    known = [code for code in asked if code in options]
    st.session_state[f"{key}_refused"] = [code for code in asked if code not in options]
    value = (known or usual) if is_list else (known[0] if known else usual)
    st.query_params[key] = value
    st.session_state[key] = value


def _follow(key: str) -> None:
    st.session_state[key] = st.session_state[f"{key}_shown"]
    st.session_state[f"{key}_refused"] = []


def refused(lang: str, *keys: str) -> list[str]:
    """A sentence for each parameter whose value in the address is none of its options."""
    return [
        word("common.notice.bad_choice", lang, parameter=key, values=st.session_state[f"{key}_refused"])
        for key in keys
        if st.session_state.get(f"{key}_refused")
    ]
