"""Every page as a reader gets it, without a browser: its text, its figures with what their files are made of."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from etl import warehouse
from figures.charts.base import look
from figures.drawn import Drawn, facts
from figures.files.facts import Facts
from pages.shared import show

ROOT = Path(__file__).parents[1]
SELECTIONS = {
    "full": {},
    "one act": {"from": "2026-01-05", "to": "2026-01-05", "jurisdiction": "GB"},
    "a few": {"from": "2026-01-02", "to": "2026-01-03", "jurisdiction": ["FR", "IN"]},
    "a quarter": {"from": "2025-12-01", "to": "2026-03-31", "jurisdiction": ["FR", "GB", "EU"]},
    "one statement": {"from": "2026-01-04", "to": "2026-01-04"},
    "empty": {"from": "2016-01-01", "to": "2016-01-02", "jurisdiction": "TN"},
}


@dataclass(frozen=True)
class Figure:
    """One figure of a page as its export panel got it."""

    facts: Facts
    draw: Callable[[], Any] | None
    rows: pd.DataFrame


@dataclass(frozen=True)
class Visit:
    """A page seen: exceptions, titles, headings, the lines of its text (no tags), notices, figures, address after."""

    exceptions: list[str]
    titles: list[str]
    headings: list[str]
    answer: str
    lines: list[str]
    notices: list[str]
    figures: list[Figure]
    address: dict[str, Any]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def everything(self) -> str:
        """The text with what is said of each figure one click away."""
        return "\n".join([*self.lines, *(one.facts.summary for one in self.figures)])


def figure(one: Drawn) -> Figure:
    """A drawn figure with what its files are made of."""
    return Figure(facts(one), partial(one.chart, look(one.asked.lang)) if one.chart else None, one.rows)


@cache
def visit(folder: Path, page: str, lang: str, selection: str = "full", more: tuple[tuple[str, Any], ...] = ()) -> Visit:
    """`page` in `lang` with one of SELECTIONS and more parameters, read from the warehouse in `folder`."""
    figures: list[Figure] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warehouse, "WAREHOUSE", folder)
        real = show.panel
        patch.setattr(
            show,
            "panel",
            lambda one: (figures.append(figure(one)), real(one)),
        )
        found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
        for key, value in ({"lang": lang} | SELECTIONS[selection] | dict(more)).items():
            found.query_params[key] = list(value) if isinstance(value, tuple) else value
        found.switch_page(f"pages/{page}.py").run()
    lines = list(_lines(found))
    notices = [one.value for one in (*found.warning, *found.info)]
    leads = [body for body in _bodies(found) if 'class="gf-lead"' in body]
    answer = plain(leads[0]) if leads else next((one.value for one in found.markdown if one.value), "")
    return Visit(
        [one.value for one in found.exception],
        [one.value for one in found.title],
        [one.value for one in found.header],
        answer,
        lines,
        notices,
        figures,
        dict(found.query_params),
    )


def plain(markup: str) -> str:
    """The text of some HTML, a line for each cell and paragraph."""
    markup = re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)
    markup = re.sub(r"</(td|th|p|dt|dd|caption|h2|strong)>|<br>", "\n", markup)
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def _bodies(found: AppTest) -> list[str]:
    return [one.proto.body for one in found.get("html")]


def _elements(node: Any) -> Iterator[Any]:
    for child in getattr(node, "children", {}).values():
        yield child
        yield from _elements(child)


def _lines(found: AppTest) -> Iterator[str]:
    """Each visible text: bodies, labels, placeholders, options; not the figures' own."""
    for element in _elements(found._tree):
        proto = getattr(element, "proto", None)
        if proto is None or element.type in ("plotly_chart", "bidi_component"):
            continue
        for name in ("body", "label", "placeholder", "help", "value"):
            text = getattr(proto, name, "")
            if isinstance(text, str) and text:
                yield from (line.strip() for line in plain(text).split("\n") if line.strip())
        for name in ("options",):
            for option in getattr(proto, name, ()):
                text = option if isinstance(option, str) else getattr(option, "content", "")
                if text:
                    yield text
