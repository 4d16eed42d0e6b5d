"""What every page stands in: the list of pages, and what the reader selected."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from figures.asked import FILTERS, TABLES, Asked
from figures.drawn import choices
from figures.words import LANGUAGES, word

PINNED = "version_asked"  # session key: the version an address asked for (`v`), while it is kept
FOLDER = Path(__file__).parents[1]
ORDER = ("overview", "incidence", "exposure", "country", "statements", "enforcement", "reactions", "sources")
PAGES = tuple(page for page in ORDER if (FOLDER / f"{page}.py").exists())
HIDDEN = ("record", "changes", "find")  # pages with an address, and no place in the list


def selection() -> Asked:
    """What the reader chose, for the page being run.

    Until st.navigation has been called once in the process, Streamlit runs a page of this folder without dashboard.py:
    the list of pages is then declared here, which keeps the address valid, and the run starts again from the entry.
    """
    if "selection" not in st.session_state:
        navigation(browser_language())
        st.rerun()
    return st.session_state["selection"]


def navigation(lang: str) -> Any:
    """The page to run, after declaring the list of pages with titles in `lang`."""
    pages = [
        st.Page(f"pages/{name}.py", title=word(f"common.page.{name}", lang), url_path=name, default=name == PAGES[0])
        for name in PAGES
    ] + [
        st.Page(f"pages/{name}.py", title=word(f"common.page.{name}", lang), url_path=name, visibility="hidden")
        for name in HIDDEN
    ]
    return st.navigation(pages)


def browser_language() -> str:
    """French for a browser set to French, English for any other."""
    wanted = (st.context.locale or "en")[:2].lower()
    return wanted if wanted in LANGUAGES else "en"


def parameters() -> set[str]:
    """Every parameter of an address, of any page: what is none of them is a slip of the pen, and said to be unknown."""
    own = {name for page in (*PAGES, *HIDDEN) for name in choices(page)}
    return {*FILTERS, *TABLES, *own, "id", "images"}


def home(page: str) -> str:
    """The dashboard's address as this reader reaches it, without a last slash: GARDEFOU_URL, else that of the page."""
    named = os.environ.get("GARDEFOU_URL", "").rstrip("/")
    return named or (st.context.url or "").split("?")[0].rstrip("/").removesuffix(f"/{page}")


def receipt(row_id: str, lang: str) -> str:
    """A relative address: where a row comes from, in the version being read when the reader asked for one."""
    asked = st.session_state.get(PINNED, "")
    return f"/record?{urlencode({'id': row_id, 'lang': lang} | ({'v': asked} if asked else {}))}"
