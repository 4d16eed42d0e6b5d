"""What a chart of lines on one axis of time is drawn on: a height is a number of pixels from the top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from figures.charts.along import Scale
from figures.charts.base import Look, wrapped

HEAD = 24  # pixels of a heading
ACROSS = {False: 640, True: 340}  # pixels the axis is taken to have; on a telephone


@dataclass(frozen=True)
class Sheet:
    """What is being drawn: the figure, its look, its scale, and the shapes and texts that are added at the end."""

    figure: go.Figure
    look: Look
    along: Scale
    shapes: list[dict[str, Any]]
    texts: list[dict[str, Any]]

    def write(self, y: float, text: str, **more: Any) -> None:
        """A text at a height; at the left edge of the plot unless `more` says else."""
        font = {"size": 13, "color": self.look.ink} | more.pop("font", {})
        self.texts.append({"x": 0, "xref": "paper", "y": y, "text": text, "xanchor": "left", "yanchor": "middle",
                           "align": "left", "showarrow": False, "font": font, **more})  # fmt: skip # saves 12 lines

    def line(self, x0: float, y0: float, x1: float, y1: float, **line: Any) -> None:
        """A line under what is drawn, thin and grey unless `line` says else."""
        ends = {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "layer": "below"}
        self.shapes.append({**ends, "line": {"color": self.look.rule, "width": 1} | line})

    def band(self, first: date, last: date, y: float, half: float, fill: str, edge: str, opacity: float = 1.0) -> None:
        """A bar from the first to the last day, at least two pixels wide."""
        left, right = self.along.at(first), self.along.at(last + timedelta(days=1))
        right = max(right, left + self.along.length / 300)
        self.shapes.append({"type": "rect", "x0": left, "x1": right, "y0": y - half, "y1": y + half, "layer": "below",
                            "fillcolor": fill, "opacity": opacity, "line": {"color": edge, "width": 1.5}}
        )  # fmt: skip # saves 10 lines

    def marks(self, points: Sequence[tuple[date, float, dict[str, Any]]], **marker: Any) -> None:
        """A mark per row that says its text when pointed at, and opens its row."""
        if points:
            self.figure.add_scatter(
                x=[self.along.at(x) for x, *_ in points], y=[y for _, y, _ in points], mode="markers", hoverinfo="text",
                hovertext=[row["told"] for *_, row in points], customdata=[row.get("row_id") for *_, row in points],
                marker=marker, showlegend=False, cliponaxis=False,
            )  # fmt: skip # saves 6 lines

    def head(self, text: str, at: float) -> float:
        """A heading at a height; where what it is of begins."""
        told = wrapped(text, 46, 2) if self.look.narrow else wrapped(text, 100, 1)
        more = 17 * told.count("<br>")
        self.write(at + (HEAD + more) / 2 + 1, f"<b>{told}</b>")
        return at + HEAD + more
