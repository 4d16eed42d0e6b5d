"""A picture with nothing in it but the sentence that says why."""

import plotly.graph_objects as go

from figures.charts.base import Look, blank, wrapped


def sentence_figure(text: str, look: Look) -> go.Figure:
    """The sentence in the middle of an empty figure."""
    figure = blank(look, 240)
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    return figure.add_annotation(
        text=wrapped(text, 60, 6), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font={"size": 16}
    )
