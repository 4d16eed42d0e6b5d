"""What a chart draws, and above all what it must not draw."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from figures.charts import along, bars, diverging, labelled, lines, timeline
from figures.charts.base import GROUNDS, Mark, blank, date_axis, look, places
from figures.charts.caption import Caption, captioned
from figures.charts.values import share_ticks, written
from figures.words import word

DAYS = pd.DataFrame({"day": pd.date_range("2025-06-28", periods=6), "count": [1.0, 2.0, 3.0, None, 5.0, 6.0]})
LOOK = look("fr")


def drawn_runs(figure) -> list[list[date]]:
    return [list(trace.x) for trace in figure.data if trace.type == "scatter"]


def test_a_line_stops_at_a_missing_value_and_at_a_break_in_the_series():
    figure = lines.lines(DAYS, LOOK, x="day", y="count", breaks=[Mark(date(2025, 6, 30), "rupture")])
    assert drawn_runs(figure) == [
        [date(2025, 6, 28), date(2025, 6, 29)],  # before the break
        [date(2025, 6, 30)],  # after it, until the missing first of July
        [date(2025, 7, 2), date(2025, 7, 3)],
    ]
    assert [shape.x0 for shape in figure.layout.shapes] == [date(2025, 6, 30)]
    assert any("rupture" in note.text for note in figure.layout.annotations)


def test_a_line_stops_where_days_are_absent():
    rows = DAYS.dropna().drop(index=1)
    assert len(drawn_runs(lines.lines(rows, LOOK, x="day", y="count", every=1))) == 3
    assert len(drawn_runs(lines.lines(rows, LOOK, x="day", y="count"))) == 1


def test_an_interval_is_drawn_around_its_line():
    rows = DAYS.dropna().assign(low=lambda one: one["count"] - 1, high=lambda one: one["count"] + 1)
    figure = lines.lines(rows, LOOK, x="day", y="count", low="low", high="high")
    band = next(trace for trace in figure.data if trace.fill == "toself")
    assert list(band.y) == [2, 3, 4, 6, 7, 5, 4, 2, 1, 0]


def test_an_interval_of_ours_has_an_open_marker_and_an_unknown_one_is_not_drawn():
    rows = pd.DataFrame(
        {
            "name": ["published", "ours", "none"],
            "share": [0.5, 0.02, 0.3],
            "low": [0.4, 0.01, None],
            "high": [0.6, 0.03, None],
            "is_ours": [False, True, False],
            "told": ["50%", "2%", "30%"],
        }
    )
    names = {"label": "name", "value": "share", "written": "told", "behind": "name", "ours": "is_ours"}
    figure = labelled.labelled(rows, LOOK, low="low", high="high", **names)
    published, ours = (one for one in figure.data if one.mode == "markers")
    assert (published.marker.color, ours.marker.color) == (LOOK.measured, LOOK.ground)
    spans = [one for one in figure.data if one.mode == "lines"]
    assert [list(one.x) for one in spans] == [[0.4, 0.6, None], [0.01, 0.03, None]]


def test_a_group_as_large_as_few_has_a_bar_and_one_smaller_its_counts_alone():
    few = diverging.FEW
    rows = pd.DataFrame([{"group": f"{n}", "group_count": n, "label": label, "share": share}
                         for n in (few - 1, few) for label, share in (("no", 1 / 3), ("yes", 2 / 3))]
    )  # fmt: skip # saves 4 lines
    figure = diverging.diverging(rows, LOOK, order=("no", "yes"), middle="yes", names={"no": "non", "yes": "oui"})
    bars_of = [list(trace.x) for trace in figure.data if trace.type == "bar" and trace.base is not None]
    assert bars_of == [[0, pytest.approx(1 / 3)], [0, pytest.approx(2 / 3)]]
    told = [note.text for note in figure.layout.annotations]
    assert "non : 3 · oui : 6" in [text.replace("\u00a0", " ") for text in told]
    assert [word("charts.too_few", "fr") in text for text in told if "n =" in text] == [True, False]


def test_a_month_is_drawn_as_wide_as_a_month_and_a_day_as_a_mark():
    rows = pd.DataFrame(
        {
            "lane": ["done", "done", "said"],
            "when": pd.to_datetime(["2026-02-01", "2026-01-02", "2026-01-03"]),
            "precision": ["month", "day", "day"],
            "text": ["a", "b", "c"],
            "binding": [True, False, False],
            "low": [False, False, True],
        }
    )
    figure = timeline.timeline(
        rows,
        LOOK,
        lane="lane",
        when="when",
        text="text",
        precision="precision",
        binding="binding",
        hollow="low",
        start=date(2025, 12, 1),
        end=date(2026, 6, 30),
    )
    wide = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [(shape.x0, shape.x1) for shape in wide] == [(date(2026, 2, 1), date(2026, 3, 1))]
    symbols = {trace.marker.symbol for trace in figure.data if trace.name}
    assert symbols == {"diamond", "circle", "circle-open", "line-ew"}  # the last says what a bar is


def test_what_is_not_counted_is_a_cross_and_a_low_confidence_a_hollow_mark():
    rows = pd.DataFrame({
        "lane": ["a"] * 3, "when": pd.to_datetime(["2026-01-02", "2026-02-02", "2026-03-02"]), "text": list("xyz"),
        "binding": [True, True, True], "low": [False, True, True], "apart": [False, False, True],
    })  # fmt: skip # saves 6 lines
    figure = timeline.timeline(
        rows, LOOK, lane="lane", when="when", text="text", binding="binding", hollow="low", apart="apart",
        start=date(2025, 12, 1), end=date(2026, 6, 30),
    )  # fmt: skip # saves 8 lines
    drawn = {trace.x[0]: trace.marker.symbol for trace in figure.data if trace.x[0]}
    assert [drawn[when] for when in sorted(drawn)] == ["diamond", "circle-open", "x-thin"]
    named = {trace.marker.symbol: trace.name for trace in figure.data if trace.name}
    assert named == {
        key: word(f"charts.key.{name}", LOOK.lang)
        for key, name in (("diamond", "binding"), ("circle-open", "low"), ("x-thin", "apart"))
    }


def test_two_marks_of_one_day_do_not_cover_each_other():
    rows = pd.DataFrame({"lane": ["a"] * 3, "when": pd.to_datetime(["2026-01-02"] * 3), "text": list("xyz")})
    span = {"start": date(2025, 12, 1), "end": date(2026, 3, 1)}
    figure = timeline.timeline(rows, LOOK, lane="lane", when="when", text="text", **span)
    heights = [y for trace in figure.data for y in trace.y if y is not None]
    assert len(set(heights)) == 3


def test_a_row_outside_the_period_is_not_drawn():
    rows = pd.DataFrame({"lane": ["a"], "when": pd.to_datetime(["2024-01-02"]), "text": ["x"]})
    span = {"start": date(2025, 12, 1), "end": date(2026, 3, 1)}
    figure = timeline.timeline(rows, LOOK, lane="lane", when="when", text="text", **span)
    assert [y for trace in figure.data for y in trace.y if y is not None] == []


def test_text_from_data_never_becomes_a_link_or_bold_type():
    evil = '<a href="https://t.example">here</a>'
    rows = pd.DataFrame({"name": [evil], "share": [0.5], "low": [0.4], "high": [0.6]})
    for figure in (
        labelled.labelled(
            rows, LOOK, label="name", value="share", low="low", high="high", written="name", behind="name", group="name"
        ),
        bars.bars(rows, LOOK, label="name", value="share"),
    ):
        assert "<a href" not in captioned(figure, Caption(evil, evil, (evil,)), LOOK).to_json().replace("\\u003c", "<")


def test_months_on_the_axis_are_in_the_language_of_the_reader():
    figure = blank(LOOK, 300)
    date_axis(figure, date(2025, 11, 15), date(2026, 4, 30), LOOK)
    assert list(figure.layout.xaxis.ticktext) == ["déc.<br>2025", "janv.<br>2026", "févr.", "mars", "avr."]


def test_shares_are_written_with_the_space_of_the_language():
    assert [written(one, "share", "en") for one in (0.994, 0.9956, 0.9999999996, 1)] == [
        "99%",
        "99.6%",
        "99.99999996%",
        "100%",
    ]
    assert written(0.53, "share", "fr") == "53\u202f%" and written(0.0123, "share", "en") == "1.2%"
    assert share_ticks(0.81) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_legible_on_their_ground(theme: str):
    ground = GROUNDS[theme]
    for name in ("ink", "muted", "accent"):
        assert contrast(ground[name], ground["ground"]) >= 4.5, name  # text
    for colour in ground["series"]:
        assert contrast(colour, ground["ground"]) >= 4.5, colour  # lines carry their name in the same colour


# Machado, Oliveira, Fernandes (2009), severity 1.0: linear RGB as a protanope and a deuteranope see it.
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
}


def seen(colour: str, matrix) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of the colour as that eye sees it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (min(1, max(0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in matrix)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    f = [one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", BLINDNESS)
def test_the_six_colours_differ_for_a_colour_blind_reader(theme: str, kind: str):
    eyes = [seen(colour, BLINDNESS[kind]) for colour in GROUNDS[theme]["series"]]
    for n, one in enumerate(eyes):
        for m, other in enumerate(eyes[:n]):
            distance = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
            assert distance > 15, (n, m, round(distance, 1))


def test_a_platform_has_the_same_colour_whatever_it_stands_beside():
    assert places(["tiktok", "x"])["x"] == places(["x", "pornhub"])["x"] == 0
    assert len(set(places(["x", "tiktok", "a", "b", "c", "d"]).values())) == 6


def test_the_alternative_text_says_where_the_extremes_are():
    text = lines.alt(DAYS, "fr", x="day", y="count", title="Décisions")
    assert "28 juin 2025" in text and "6, le 3 juillet 2025" in text
    assert "vide" in lines.alt(DAYS.head(0), "fr", x="day", y="count", title="Décisions")
    assert "France (2)" in timeline.alt(
        pd.DataFrame({"lane": ["FR", "FR"], "when": pd.to_datetime(["2026-01-01", "2026-01-02"])}),
        "en",
        lane="lane",
        when="when",
        title="Acts",
        names={"FR": "France"},
    )


def test_a_labelled_dot_prints_its_value_and_has_room_for_its_interval():
    rows = pd.DataFrame(
        {"name": ["one"], "told": ["20%"], "behind": ["of 9"], "share": [0.2], "low": [0.1], "high": [0.48]}
    )
    figure = labelled.labelled(
        rows, LOOK, label="name", value="share", low="low", high="high", written="told", behind="behind"
    )
    assert any("20%" in (text or "") for trace in figure.data for text in trace.text or ())
    assert figure.layout.xaxis.range[1] > 0.48


def test_lines_of_a_deep_lane_that_lie_closer_stay_within_their_lane():
    """Drawn with int(deepest) lines of room, the last mark of a lane stood in the next."""
    days = [date(2026, 1, 2)] * 6 + [date(2026, 1, 3)] * 5 + [date(2026, 1, 4)] * 3
    rows = pd.DataFrame({"lane": list("aaaaaabbbbbccc"), "day": days, "text": "x"})
    small = replace(look("en"), room=330)
    figure = timeline.timeline(
        rows, small, lane="lane", when="day", text="text", start=date(2026, 1, 1), end=date(2026, 1, 31)
    )
    edges = sorted(shape.y0 for shape in figure.layout.shapes if shape.type == "line")
    heights = sorted(y for trace in figure.data for y in trace.y if y is not None)
    assert len(edges) == 2 and len(heights) == 14
    lanes = [sum(y > edge for edge in edges) for y in heights]
    assert [lanes.count(n) for n in range(3)] == [6, 5, 3]
    assert all(abs(y - edge) > 0.5 for y in heights for edge in edges)


def test_a_day_is_as_wide_as_another_on_every_axis_of_time():
    whole = along.Scale(date(2025, 12, 2), date(2026, 3, 24))
    assert [whole.at(one) for one in (date(2025, 12, 2), date(2025, 12, 22), date(2026, 3, 24))] == [0, 20, 112]
    assert whole.length == 112 and along.ticked(whole)[1] == date(2025, 12, 30)
    longer = along.Scale(date(2025, 12, 2), date(2026, 3, 25))
    assert along.ticked(longer) == [date(2026, n, 1) for n in (1, 2, 3)]
