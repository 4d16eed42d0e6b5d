"""An operator's own detectors day by day: one frame a line, denominators beside it, small counts of persons hidden."""

from pathlib import Path

import pandas as pd
import pytest
from visits import visit

from etl.__main__ import main
from etl.warehouse import connect, current
from figures.charts import daily
from figures.charts.base import look
from figures.words import word

# Day of January → images examined, flagged nude, flagged as looking like a minor.
DAYS = {1: (100, 10, 20), 2: (100, 20, 3), 3: (100, 30, 40), 5: (50, 0, 30), 6: (100, 60, 50)}
HEADER = "image_id,account_id,day,nudity,appears_minor\n"


def rows(first="i"):
    return [
        f"{first}-{day}-{n},a-{n // 5},2026-01-0{day},{int(n < nude)},{int(n < young)}"
        for day, (images, nude, young) in DAYS.items()
        for n in range(images)
    ]


def fill(folder: Path) -> None:
    """Two files of a detector, of which the second says otherwise of ten images, and another sample."""
    given = {"a.csv": rows(), "b.csv": [row.replace(",0,0", ",1,0") for row in rows()[30:40]], "c.csv": rows("j")[:100]}
    for name, population in (("a.csv", "replies"), ("b.csv", "replies"), ("c.csv", "another sample")):
        (folder / name).write_text(HEADER + "\n".join(given[name]) + "\n")
        assert main(["ingest", "detections", str(folder / name), "--detector", "model-1", "--population", population,
                     "--store", str(folder / "store")]) == 0  # fmt: skip # saves 14 lines


@pytest.fixture
def audited(filled):
    return filled


def test_an_image_said_twice_counts_once_as_in_the_later_file(audited):
    with connect(current(audited)) as connection:
        days = connection.execute("""select day(day), sampled_count, flagged_count from marts.detector_days
            where category = 'nudity' and population = 'replies' order by day""").fetchall()
    # images 30 to 39 of the first day were not flagged, and are in the later file
    assert days == [(1, 100, 20), (2, 100, 20), (3, 100, 30), (5, 50, 0), (6, 100, 60)]


def test_two_samples_of_one_detector_are_two_frames(audited):
    with connect(current(audited)) as connection:
        frames = connection.execute("""select population, count(*) from marts.detector_days
            where category = 'nudity' group by all order by all""").fetchall()
    assert frames == [("another sample", 1), ("replies", 5)]


def test_a_small_day_of_persons_hides_a_second_one_so_that_the_total_does_not_give_it_back(audited):
    with connect(current(audited)) as connection:
        days = connection.execute("""select day(day), flagged_count, is_hidden from marts.detector_days
            where category = 'appears_minor' and population = 'replies' order by day""").fetchall()
        (interval,) = connection.execute("""select value_low - value_high from marts.detector_estimates
            where category = 'appears_minor' and step = 'raw'""").fetchall()
    assert [(day, hidden) for day, _, hidden in days] == [(1, True), (2, True), (3, False), (5, False), (6, False)]
    assert all((count is None) == hidden for _, count, hidden in days) and interval[0] < 0


def test_the_interval_beside_a_rounded_count_is_that_of_the_rounded_count(audited):
    from etl import intervals as iv

    with connect(current(audited)) as connection:
        ((count, sampled, low, high),) = connection.execute("""
            select flagged_count, sampled_count, value_low, value_high from marts.detector_estimates
            where category = 'appears_minor' and step = 'raw'""").fetchall()
    assert count % 5 == 0
    assert (low, high) == pytest.approx(iv.proportion_limits(count, sampled))


def figure(warehouse, lang, **more):
    seen = visit(warehouse, "incidence", lang, "full", tuple(more.items()))
    assert seen.exceptions == []
    return seen, next((one for one in seen.figures if one.facts.key == "incidence.daily"), None)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Five days, 450 images examined in all. Lowest: 0% of 50 images on 5 January 2026; highest: 60% of 100 "),
     ("fr", "Cinq jours, 450 images examinées en tout. Au plus bas : 0 % de 50 images le 5 janvier 2026 ; au plus")],
)  # fmt: skip # saves 5 lines
def test_the_page_shows_one_frame_with_its_denominators(audited, lang, said):
    _, found = figure(audited, lang, daily="model-1:nudity:2")
    assert said in found.facts.summary.replace("\u202f", " ").replace("\xa0", " ")
    assert "daily=model-1%3Anudity%3A2" in found.facts.permalink
    assert set(found.rows["population"]) == {"replies"} and len(found.rows) == 5
    line = [list(trace.x) for trace in found.draw().data if trace.type == "scatter"]
    assert [len(run) for run in line] == [3, 2]  # nothing is joined across 4 January


def test_hidden_days_are_counted_in_words_and_drawn_as_gaps(audited):
    _, found = figure(audited, "en", daily="model-1:appears_minor:2")
    assert "The counts of 2 days are hidden" in found.facts.summary
    drawn = [when.day for trace in found.draw().data if trace.type == "scatter" for when in trace.x]
    assert drawn == [3, 5, 6]
    assert "2 January" not in found.facts.summary and found.rows["flagged_count"].isna().sum() == 2


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_without_a_detector_nothing_is_said_of_detectors(warehouse, lang):
    seen, found = figure(warehouse, lang)
    assert found is None and word("incidence.detectors", lang) not in seen.text


def test_many_days_have_a_band_and_few_their_own_intervals():
    days = pd.DataFrame({"day": pd.date_range("2026-01-01", periods=60), "share": 0.5, "low": 0.4, "high": 0.6, "n": 9})

    def draw(rows):
        return daily.daily(
            rows, look("en"), x="day", share="share", low="low", high="high", count="n", unit="share", counted="images"
        ).data

    bands = [trace for trace in draw(days) if getattr(trace, "fill", "") == "toself"]
    assert len(bands) == 1 and len(bands[0].x) == 120
    few = [trace for trace in draw(days[:10]) if trace.type == "scatter"]
    assert len(few) == 1 and list(few[0].error_y.array) == pytest.approx([0.1] * 10)
    assert [trace.mode for trace in draw(days[:1]) if trace.type == "scatter"] == ["markers"]
