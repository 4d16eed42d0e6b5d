"""The piece of HTML that shows a figure in somebody else's page."""

import html

from figures.asked import query
from figures.charts.base import look
from figures.drawn import Drawn, address, asked_of


def snippet(one: Drawn, width: str = "100%", height: int | None = None) -> str:
    """The iframe that shows the figure in another page."""
    asked = asked_of(one)
    there = f"{asked.home}/embed/{one.name}?{query(asked, **address(one))}"
    return (
        f'<iframe src="{html.escape(there)}" title="{html.escape(one.title)}" width="{width}" '
        f'height="{height or tall(one)}" style="border:0;width:100%;max-width:100%" loading="lazy"></iframe>'
    )


def tall(one: Drawn) -> int:
    """The height in pixels a frame needs, about."""
    chart = one.chart(look(asked_of(one).lang)).layout.height if one.chart and len(one.rows) else 480
    return int(chart or 400) + 260
