"""What the pages put around the figures, of the rows first collected: tables, cards, receipts, lists, links, choices.

Recorded as drawings.py records figures, and with its words taken out: of each kind of element how many there are, and a
hash of what is in them. So a page's own work is held (which rows, in which order, under which heading, with which link)
and no style. When a change is meant: `make record`.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from recorded import digest
from streamlit.testing.v1 import AppTest
from visits import ROOT, _elements

from etl.warehouse import Manifest
from etl.warehouse.recorded import recorded
from figures import age, data
from pages.shared import export, query, show

SOME = {"from": "2025-12-25", "to": "2026-01-12", "jurisdiction": ["FR", "GB", "BR"]}
FRENCH: dict[str, Any] = {"lang": "fr"} | SOME
# Where the pages differ by themselves: each view, one place and several, a sorted table, a receipt of each relation.
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "overview": ("overview", {}),
    "overview, some": ("overview", FRENCH),
    "incidence": ("incidence", {}),
    "incidence of requests": ("incidence", FRENCH | {"counted": "request"}),
    "law in time": ("exposure", FRENCH),
    "law compared": ("exposure", {"view": "compare"}),
    "law of a case": ("exposure", {"view": "case", "place": "FR", "date": "2026-01-05"}),
    "no place": ("country", {"place": ""}),
    "a place": ("country", {"place": "FR"}),
    "a union": ("country", {"lang": "fr", "place": "EU"}),
    "three places": ("country", {"lang": "fr", "place": ["ID", "FR", "GB"]}),
    "places": ("country", {"place": ["FR", "GB", "US", "BR"]}),
    "statements": ("statements", FRENCH | {"stance": "no_comment"}),
    "acts": ("enforcement", {"rows": "enforcement.acts:2"}),
    "acts, some": ("enforcement", FRENCH | {"sort": "enforcement.acts:authority"}),
    "acts of a day": ("enforcement", {"from": "2026-01-05", "to": "2026-01-05", "step": ["measure", "decision"]}),
    "nothing": ("enforcement", {"from": "2016-01-01", "to": "2016-01-02"}),
    "voices": ("reactions", {}),
    "tagger": ("reactions", {"lang": "fr", "view": "tagger"}),
    "posts": ("reactions", {"view": "posts"}),
    "found": ("find", {"q": "deepfake"}),
    "asked in vain": ("statements", {"from": "2026-02-01", "to": "2026-01-01", "jurisdiction": ["XX", "FR"], "x": "1"}),
    "no row": ("record", {"id": ""}),
}


def receipts() -> dict[str, tuple[str, dict[str, Any]]]:
    """The first row of each relation with receipts, and one from its middle."""
    found = {}
    for name in ("enforcement", "statements", "incidence", "provisions", "reactions"):
        one = recorded()[name]
        rows = data.load("declared", placed=one.placed, start=None, end=None, jurisdictions=()).sort_values(one.key)
        for place, lang in ((0, "en"), (len(rows) // 2, "fr")):
            found[f"receipt {place} of {name}"] = ("record", {"id": rows[one.key].iloc[place], "lang": lang})
    return found


def drawn_on(page: str, asked: dict[str, Any]) -> dict[str, str]:
    """Kind of element → how many the page has and a hash of what they say; `faults`, when it has some."""
    found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    for key, value in ({"lang": "en"} | asked).items():
        found.query_params[key] = value
    found.switch_page(f"pages/{page}.py").run()
    told: dict[str, list[str]] = {}
    for element in _elements(found._tree):
        proto = getattr(element, "proto", None)
        if proto is not None and element.type not in ("plotly_chart", "bidi_component"):
            told.setdefault(element.type, []).append(said(proto))
    assert not found.exception, (page, asked, [one.value for one in found.exception])
    told["address"] = [f"{key}={value}" for key, value in sorted(found.query_params.items())]
    return {kind: f"{len(texts)} {digest(texts)}" for kind, texts in sorted(told.items())}


def said(proto: Any) -> str:
    """What an element says: its texts with their tags, its options, what is chosen; no style sheet."""
    names = ("body", "label", "placeholder", "help", "value", "format", "min", "max")
    parts = [str(getattr(proto, name, "")) for name in names]
    parts.append(str(getattr(proto, "expanded", "")))  # of what is behind a click: whether it is open
    for name in ("options", "default", "values"):
        held = getattr(proto, name, "")
        parts += [str(getattr(one, "content", one)) for one in held] if hasattr(held, "__iter__") else [str(held)]
    return re.sub(r"<style>.*?</style>", "", "\n".join(parts), flags=re.DOTALL)


def everything(served: Manifest) -> Iterator[tuple[str, dict[str, str]]]:
    """Page and what is asked of it, and what is recorded; inside of `drawings.nothing_but_the_code`."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (data, query, show, export):
            patch.setattr(module, "current", lambda: served)
        patch.setattr(age, "ago", lambda passed, lang: "[ago]")
        for name, (page, asked) in (PAGES | receipts()).items():
            yield f"page {name}", drawn_on(page, asked)
