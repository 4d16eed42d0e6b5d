"""A figure drawn once is shown again as it was, and never in place of another."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from etl import warehouse as served
from figures.charts import bars
from figures.files.facts import Facts
from pages.shared import show
from pages.shared.tables import View

ROOT = Path(__file__).parents[1]
ROWS = pd.DataFrame({"named": ["a", "b"], "value": [1, 2], "on": pd.to_datetime(["2026-01-02", "2026-01-03"])})
FACTS = Facts(
    key="page.figure",
    lang="fr",
    title="Titre",
    summary="Réponse.",
    unit="actes",
    start="2026-01-01",
    end="2026-01-31",
    jurisdictions=(),
    sources=(),
    producers=(),
    version="one",
    data_date="2026-01-31",
    permalink="http://localhost/?v=one",
    columns={"named": "Nom"},
)
BARS = partial(bars.bars, ROWS, label="named", value="value")
VIEW = View("acts", "/enforcement?lang=fr")
PLATE = show.Plate(FACTS, "light", BARS, ROWS, "", "", ("named",), {}, VIEW, False, False)


def elements(page: str, lang: str) -> list[bytes]:
    """All that a page sends of its figures' charts and texts, in order."""
    found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    found.query_params["lang"] = lang
    found.switch_page(f"pages/{page}.py").run()
    assert not found.exception
    kinds = [*found.get("plotly_chart"), *found.get("html"), *found.get("expander")]
    return [one.proto.SerializeToString(deterministic=True) for one in kinds]


@pytest.mark.parametrize("page", ["overview", "enforcement", "exposure"])
def test_a_second_visitor_gets_what_the_first_got_without_it_being_drawn_again(warehouse, monkeypatch, page):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    drawn, table = [], show.table
    monkeypatch.setattr(show, "table", lambda *given, **more: (drawn.append(more["caption"]), table(*given, **more)))
    show._put.clear()
    show._table.clear()
    first = elements(page, "fr")
    assert drawn and len(set(drawn)) == len(drawn)
    count = len(drawn)
    assert elements(page, "fr") == first and len(drawn) == count
    assert elements(page, "en") != first and len(drawn) == 2 * count


@pytest.mark.parametrize(
    "other",
    [
        replace(PLATE, facts=replace(FACTS, version="two")),
        replace(PLATE, facts=replace(FACTS, lang="en")),
        replace(PLATE, facts=replace(FACTS, permalink="http://localhost/?v=one&step=request")),
        replace(PLATE, theme="dark"),
        replace(PLATE, rows=ROWS.assign(value=[1, 3])),
        replace(PLATE, rows=ROWS.assign(on=[date(2026, 1, 2), date(2026, 1, 4)])),
        replace(PLATE, draw=partial(bars.bars, ROWS.assign(value=[1, 3]), label="named", value="value")),
        replace(PLATE, draw=partial(bars.bars, ROWS, label="named", value="value", unit="%")),
        replace(PLATE, view=replace(VIEW, page=2)),
        replace(PLATE, view=replace(VIEW, sort="-value")),
        replace(PLATE, is_pinned=True),
    ],
    ids=[
        "version",
        "language",
        "choice",
        "theme",
        "value",
        "day",
        "value drawn",
        "unit drawn",
        "page of rows",
        "order",
        "pinned",
    ],
)
def test_a_figure_that_differs_in_one_thing_is_another_figure(other):
    assert show.fingerprint(other) != show.fingerprint(PLATE)
