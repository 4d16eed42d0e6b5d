"""The map: every place of the record is on one or in its list, each shade means one thing, nobody else is asked."""

import itertools
import json
from pathlib import Path

import pandas as pd
import pytest
from asgi import asked as got

from etl import warehouse as served
from etl.warehouse import current
from figures import maps
from figures.address import of_figure
from figures.charts import atlas
from figures.charts.base import look
from figures.data import reading
from figures.drawn import drawn, figures

EUROPEAN = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
]


@pytest.fixture(scope="module")
def ask(warehouse):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "WAREHOUSE", warehouse)
        with reading(current(warehouse)) as manifest:

            def asked(name: str, *pairs: tuple[str, str], lang: str = "en"):
                own = [("lang", lang), *pairs]
                return drawn(name, of_figure(own, figures()[name], manifest, lang, "https://example.org")[0])

            yield asked


def test_the_shapes_are_small_whole_and_of_places():
    paths = sorted((Path(atlas.__file__).parent / "shapes").glob("*.json"))
    assert [path.stem for path in paths] == sorted(atlas.AREAS)
    assert sum(path.stat().st_size for path in paths) < 250_000
    for area in atlas.AREAS:
        told = atlas.shapes(area)
        wide, tall = told["view"]
        for code, (xs, ys) in told["shapes"].items():
            assert len(xs) == len(ys) and len(code) in (0, 2, 5), code
            assert all(-0.11 * wide <= x <= 1.11 * wide for x in xs if x is not None), code
            assert all(-0.11 * tall <= y <= 1.11 * tall for y in ys if y is not None), code
        for xs, _ in told["shapes"].values():  # no line from one edge of the map to the other
            steps = [abs(a - b) for a, b in itertools.pairwise(xs) if a is not None and b is not None]
            assert max(steps) < wide / 2
    assert len(atlas.shapes("us")["points"]) == 51 and len(atlas.shapes("world")["points"]) > 200
    assert all(code in atlas.shapes("europe")["shapes"] for code in EUROPEAN)


def test_a_place_is_where_it_should_be():
    world, europe, states = (atlas.shapes(area)["points"] for area in atlas.AREAS)
    assert world["BR"][0] < world["FR"][0] < world["IN"][0] < world["AU"][0]
    assert world["AU"][1] < world["ID"][1] < world["IN"][1] < world["FR"][1] < world["SE"][1]
    assert europe["PT"][0] < europe["FR"][0] < europe["DE"][0] < europe["PL"][0]
    assert states["US-CA"][0] < states["US-TX"][0] < states["US-NY"][0] and states["US-TX"][1] < states["US-MN"][1]


def test_every_jurisdiction_of_the_record_is_on_a_map_or_says_why_not(ask):
    rows = ask("overview.map").rows
    lost = [
        row["jurisdiction"]
        for row in rows.to_dict("records")
        if row["kind"] not in ("union", "international")
        and not any(atlas.seen(area, row["jurisdiction"]) for area in atlas.AREAS)
    ]
    assert lost == []
    listed = [code for _, places in maps.groups(ask("overview.map"), "en") for code, *_ in places]
    assert sorted(listed) == sorted(rows["jurisdiction"])


def test_what_was_done_is_counted_as_the_page_of_acts_counts_it(ask, marts):
    rows = ask("overview.map", ("from", "2026-01-01"), ("to", "2026-01-31")).rows.set_index("jurisdiction")
    for code, (count, binding) in {
        code: (count, binding)
        for code, count, binding in marts.execute(
            "select jurisdiction, count(*), count(*) filter (is_binding) from marts.enforcement where is_counted "
            "and date_precision = 'day' and action_date between '2026-01-01' and '2026-01-31' group by all"
        ).fetchall()
    }.items():
        assert rows["act_count"][code] >= count and rows["binding_count"][code] >= binding
    assert rows["status"]["INT"] == "together" and not rows["has_acted"]["INT"]


def test_law_that_was_not_read_is_told_from_law_that_reaches_nothing(ask, marts):
    rows = ask("exposure.map", ("view", "compare"), ("date", "2026-01-09")).rows.set_index("jurisdiction")
    read = {code for (code,) in marts.execute(
        "select code from marts.jurisdictions where provision_count > 0 and kind <> 'union'").fetchall()
    }  # fmt: skip # saves 3 lines
    assert set(rows[rows["status"] != "unread"].index) == read
    assert {"none", "unread", "in_force", "unclear"} <= set(rows["status"])
    for theme in ("light", "dark"):
        colours = {
            status: atlas.tone(maps.LAW[status], look("en", theme))
            for status in ("in_force", "unclear", "none", "unread")
        }
        assert len(set(colours.values())) == 4
        assert len({maps.SIGNS[status] for status in colours}) == 4  # and without colour


@pytest.mark.parametrize("name", ["overview.map", "exposure.map"])
@pytest.mark.parametrize("area", atlas.AREAS)
def test_a_map_is_lines_and_marks_and_asks_no_map_server(ask, name, area):
    pairs = [("area", area), ("jurisdiction", "FR"), ("jurisdiction", "US-CA")]
    one = ask(name, *pairs, *([("view", "compare")] if name.startswith("exposure") else []))
    for narrow in (False, True):
        chart = one.chart(look("en", "light", narrow))
        assert {trace.type for trace in chart.data} == {"scatter"}
        assert "geo" not in json.loads(chart.to_json())["layout"]
        clicked = {trace.meta for trace in chart.data if trace.meta}
        clicked |= {code for trace in chart.data if trace.customdata is not None for code in trace.customdata}
        shown = {f"place:{code}" for code in one.rows["jurisdiction"] if atlas.seen(area, code)} - {
            "place:EU",
            "place:INT",
        }
        assert clicked == shown
    assert len(one.chart(look("en")).to_json()) < 140_000


def test_data_cannot_write_in_the_map():
    rows = pd.DataFrame([{"jurisdiction": "FR", "status": "a", "printed": "<b>1</b>", "told": "<a href='x'>y</a>"}])
    chart = atlas.atlas(rows, look("en"), area="world", names={"a": "<i>"}, tones={"a": "done"})
    text = chart.to_json()
    assert "<a href" not in text and "<b>1" not in text and "<i>" not in text


def test_a_place_without_a_shape_or_a_place_nobody_knows_is_left_out():
    rows = pd.DataFrame(
        [{"jurisdiction": code, "status": "a", "printed": "1", "told": code} for code in ("SG", "QQ", "MT")]
    )
    chart = atlas.atlas(rows, look("fr"), area="world", names={"a": "A"}, tones={"a": "done"})
    circled = {code for trace in chart.data if trace.customdata is not None for code in trace.customdata}
    assert circled == {"place:SG", "place:MT"}


def test_the_map_has_addresses(warehouse, monkeypatch):
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    import serve

    for path in (
        "/figures/overview.map.csv?lang=fr&area=europe&map=law",
        "/figures/exposure.map.json?view=compare&area=us",
        "/embed/overview.map?lang=en&area=us",
        "/embed/exposure.map?lang=fr&view=compare",
    ):
        assert got(serve.app, path).status == 200, path
    assert got(serve.app, "/figures/overview.map.csv?area=moon").status == 400
