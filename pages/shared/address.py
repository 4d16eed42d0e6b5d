"""The parameters of the address: what it asks for, what is chosen instead, and how it is kept complete.

Every choice is a list of codes under its name, written out even where it is the usual one: a copied address then shows
the same to everyone, next year too. Streamlit's own bind="query-params" is not used: it writes what the reader reads
(`Irlande`, not `IE`), leaves out values equal to their default, and forgets a page's parameters on page change.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from figures.asked import codes

PENDING = "address_to_write"  # session key: the parameters of this run, written together at its end


def value(scope: str, name: str, read: Callable[[Sequence[str]], Any], usual: Any) -> Any:
    """What parameter `name` is worth: the reader's last choice, else what the address asks for, else `usual`.

    The address decides on the first visit and on Back or Forward. `scope` is the page, or "" for the frame's own.
    `read` gives the value of some codes, None when they mean nothing; of several, a tuple of those that mean something.
    """
    kept, lost = _keys(scope, name)
    if kept not in st.session_state or (_moved_in_history() and "lang" in st.query_params):  # without: not yet written
        asked = st.query_params.get_all(name)
        st.session_state[kept], st.session_state[lost] = asked, _lost(asked, read)
    found = read(st.session_state[kept]) if st.session_state[kept] else None  # what can be chosen may have changed too
    found = usual if found is None else found
    st.session_state[kept] = st.session_state.setdefault(PENDING, {})[name] = codes(found)
    return found


def refused(scope: str, name: str) -> list[str]:
    """What the address asked for in vain under `name`, until something else is chosen."""
    return st.session_state.get(_keys(scope, name)[1], [])


def choose(scope: str, name: str, chosen: Any) -> None:
    """Keeps what the reader has just chosen, for a widget's on_change."""
    kept, lost = _keys(scope, name)
    st.session_state[kept], st.session_state[lost] = codes(chosen), []
    write({name: codes(chosen)})


def forgive(scope: str, names: Iterable[str]) -> None:
    """Ends the complaints about these parameters."""
    for name in names:
        st.session_state[_keys(scope, name)[1]] = []


def write(wanted: dict[str, list[str]] | None = None) -> None:
    """Puts parameters into the address, at the end of a run all of them together."""
    wanted = st.session_state.pop(PENDING, {}) if wanted is None else wanted
    changed = {name: values for name, values in wanted.items() if st.query_params.get_all(name) != values}
    if changed:
        st.query_params.update(changed)


def _keys(scope: str, name: str) -> tuple[str, str]:
    return f"kept.{scope}.{name}", f"lost.{scope}.{name}"


def _lost(asked: list[str], read: Callable[[Sequence[str]], Any]) -> list[str]:
    found = read(asked) if asked else ()
    if isinstance(found, tuple):
        return [code for code in asked if code not in found]
    return asked if found is None else []


def _moved_in_history() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
