"""What every page stands in: the list of pages, what the reader selected, and the link that brings it back."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from figures.words import LANGUAGES, word

PINNED = "version_asked"  # session key: the version an address asked for (`v`), while it is kept
FOLDER = Path(__file__).parents[1]
ORDER = ("overview", "incidence", "exposure", "statements", "enforcement", "reactions", "sources")
PAGES = tuple(page for page in ORDER if (FOLDER / f"{page}.py").exists())
HIDDEN = ("record", "changes")  # pages with an address, and no place in the list
FILTERS = ("lang", "from", "to", "jurisdiction", "v")  # the parameters of the address that every page shares
# Every other parameter of the address, of any page: what is neither is a slip of the pen, and said to be unknown.
CHOICES = frozenset(
    {"act", "basis", "by", "cases", "code", "counted", "daily", "date", "done", "field", "group",
     "id", "images", "label", "measure", "person", "place", "platform", "se", "shown", "sp", "stance",
     "stated", "step", "study", "tag", "turnover", "view",}
)  # fmt: skip


@dataclass(frozen=True)
class Selection:
    """What the reader chose: both days included; no jurisdiction means all of them; `version` is the data version.

    `is_pinned`: the reader came with that version in the address (`v`), so links inside the app keep it.
    """

    lang: str
    start: date
    end: date
    jurisdictions: tuple[str, ...] = ()
    page: str = PAGES[0]
    version: str = ""
    data_date: str = ""  # the last day the data speak of
    is_pinned: bool = False


def selection() -> Selection:
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


def query(chosen: Selection, **own: Any) -> str:
    """The address parameters of this view, each one written out, defaults included; `own` are the page's own.

    The version is there only when the reader asked for one: docs/decisions/2026-11-25-links-follow-the-data.md.
    """
    values = {
        "lang": chosen.lang,
        "from": chosen.start.isoformat(),
        "to": chosen.end.isoformat(),
        "jurisdiction": list(chosen.jurisdictions),
        **{key: list(value) if isinstance(value, tuple) else value for key, value in own.items()},
        "v": chosen.version if chosen.is_pinned else "",
    }
    return urlencode({key: value for key, value in values.items() if value not in (None, "", [])}, doseq=True)


def link(chosen: Selection, page: str = "", **own: Any) -> str:
    """A relative address: another page (or this one) with the same filters. The first page answers at `/` only."""
    page = page or chosen.page
    return f"/{'' if page == PAGES[0] else page}?{query(chosen, **own)}"


def permalink(chosen: Selection, **own: Any) -> str:
    """The whole address that shows this view again, data version included."""
    home = (st.context.url or "").split("?")[0].rstrip("/").removesuffix(f"/{chosen.page}")
    return home + link(replace(chosen, is_pinned=True), **own)


def receipt(row_id: str, lang: str) -> str:
    """A relative address: where a row comes from, in the version being read when the reader asked for one."""
    asked = st.session_state.get(PINNED, "")
    return f"/record?{urlencode({'id': row_id, 'lang': lang} | ({'v': asked} if asked else {}))}"


def whole_period(chosen: Selection) -> Selection:
    """The same choice without a limit in time."""
    return replace(chosen, start=date(1900, 1, 1), end=date(2999, 12, 31))


def everywhere(chosen: Selection) -> Selection:
    """The same choice in all jurisdictions."""
    return replace(chosen, jurisdictions=())
