"""Which version of the data a run of a page reads: chosen when it begins, and all of it is of that one."""

import streamlit as st

from etl import warehouse
from figures.data import current, older
from pages.shared.frame import PINNED


def begin() -> warehouse.Manifest:
    """The version this run of the page shows, all of it: the one its link asked for if still there, else the newest.

    A new build is seen at the next click: current.json is looked at each time, and read only when it changed.
    Raises etl.warehouse.Unavailable.
    """
    pinned = st.session_state.get(PINNED)
    return (older(pinned) if pinned else None) or current()
