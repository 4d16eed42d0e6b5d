"""Days that the operator added, beside the historical file: gaps stay open, unknown is not zero, notes say so."""

import datetime as dt
from itertools import product
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_dsa_build import archived, of
from test_dsa_faults import ingest, row
from test_reasons import ROOT, VIOLENCE, text_of
from visits import visit

from etl import warehouse as served
from etl.warehouse import connect, current, query
from figures.charts.lines import runs

SCAMS = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
FROM, TO = dt.date(2026, 1, 1), dt.date(2026, 2, 28)
X = [row(number) for number in range(30)]
FRAUD = [row(number, category=SCAMS) for number in range(100, 112)]
TIKTOK = [row(number, platform_name="TikTok") for number in range(200, 205)]


def fill(folder: Path) -> None:
    """In folder/store, global archives of 11 January, 3 and 5 February 2026, X's own of the 4th, a part of the 6th.

    On 5 February X has no statement, and on 6 February a third of one archive is known.
    """
    archived(folder, "sor-global-2026-01-11-full", *X, *FRAUD)
    archived(folder, "sor-global-2026-02-03-full", *X[:20], *FRAUD[:2], *TIKTOK)
    archived(folder, "sor-x-2026-02-04-full", *X[:10])
    archived(folder, "sor-global-2026-02-05-light", *TIKTOK)
    stem = "sor-global-2026-02-06-full"
    assert ingest(folder, of(stem, *X[:3], *TIKTOK[:1]), f"{stem}-00000-00000.csv") == 0


@pytest.fixture
def added(filled):
    return filled


@pytest.fixture
def series(added):
    def asked(by: str, code: str = VIOLENCE, platform: str = "X", basis: str = "arrival", start: dt.date = FROM):
        given = {"platforms": [platform], "codes": [code], "by": by, "basis": basis, "jurisdictions": []}
        with connect(current(added)) as connection:
            return query(connection, "reasons_series", start=start, end=TO, **given)

    return asked


def test_days_that_nobody_added_are_a_gap_and_no_line_joins_their_ends(series):
    rows = series("day").set_index("start_date")
    unknown = rows[rows["covered_days"] == 0]
    assert len(unknown) == 22
    assert (unknown.index.min(), unknown.index.max()) == (dt.datetime(2026, 1, 12), dt.datetime(2026, 2, 2))
    assert unknown[["sor_count", "per_day", "total_count", "delay_hours"]].isna().all(axis=None)
    drawn = runs(series("day"), "start_date", "per_day", 0, [])
    assert [len(piece) for piece in drawn] == [11, 2]  # to 11 January, and 3 and 4 February
    weeks = runs(series("week"), "start_date", "per_day", 0, [])
    assert [len(piece) for piece in weeks] == [2, 1]


def test_a_part_of_a_day_is_no_fall_and_a_day_of_others_counts_only_for_whom_it_tells(series):
    rows = series("day").set_index("start_date")
    assert rows.index.max() == dt.datetime(2026, 2, 5)  # the 6th is known in part only
    assert rows.loc["2026-02-05", "covered_days"] == 1 and rows.loc["2026-02-05"].isna()["per_day"]
    (week,) = series("week", start=dt.date(2026, 2, 1)).to_dict("records")
    assert (week["covered_days"], week["reported_days"], week["sor_count"]) == (3, 2, 30)
    assert week["per_day"] == 30 / 3
    (tiktok,) = series("week", platform="TikTok", start=dt.date(2026, 2, 1)).to_dict("records")
    assert (tiktok["covered_days"], tiktok["sor_count"]) == (2, 10)  # X's own archive tells nothing of TikTok


def test_a_code_that_the_historical_file_leaves_out_is_unknown_on_its_days(series, added):
    rows = series("day", SCAMS).set_index("start_date")
    assert rows.loc["2026-01-01":"2026-01-10", "sor_count"].isna().all()
    assert rows.loc["2026-01-01":"2026-01-10", "total_count"].sum() == 14_387
    assert rows.loc["2026-01-11", "sor_count"] == 12 and rows.loc["2026-02-04", "sor_count"] == 0
    january = series("month", SCAMS).iloc[0]
    assert (january["sor_count"], january["per_day"], january["total_share"]) == (12, 12, 12 / 42)
    with connect(current(added)) as connection:
        found = query(connection, "reasons_span", platforms=["X"], codes=[SCAMS], start=FROM, end=TO).iloc[0]
    assert (found["covered_days"], found["sor_count"], found["per_day"]) == (4, 14, 14 / 4)
    assert found["total_share"] == 14 / (42 + 22 + 10)


def test_by_day_of_decision_the_days_between_two_stretches_stay_unknown(series):
    days = series("day", basis="decision").set_index("start_date")
    assert days.loc["2026-01-20", "covered_days"] == 0 and days.isna().loc["2026-01-20", "per_day"]
    for by, basis in product(("day", "month"), ("arrival", "decision")):
        rows = series(by, "total", basis=basis, start=dt.date(2023, 9, 1))
        assert rows["sor_count"].sum() == 2_188_028 + 42 + 22 + 10


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_says_which_days_are_known_and_which_codes_are_not(added, monkeypatch, lang):
    monkeypatch.setattr(served, "WAREHOUSE", added)
    found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    address = {"lang": lang, "from": "2026-01-01", "to": "2026-02-28", "platform": "X", "code": [VIOLENCE, SCAMS]}
    held = tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in address.items())
    for key, value in address.items():
        found.query_params[key] = value
    page = found.switch_page("pages/statements.py").run()
    assert not page.exception
    said = {
        "en": ("Of these 36 days 14 are in the data", "is not counted in the historical file",
               "Only a part of the archive of 6 February 2026", "3 February 2026 to 5 February 2026 (3 days)"),
        "fr": ("De ces 36 jours, 14 sont dans les données", "n’est pas compté dans le fichier historique",
               "Une partie seulement de l’archive du 6 février 2026", "du 3 février 2026 au 5 février 2026 (3 jours)"),
    }  # fmt: skip # saves 8 lines
    text = text_of(page) + visit(added, "statements", lang, "full", held).everything
    assert [part for part in said[lang] if part not in text] == []
