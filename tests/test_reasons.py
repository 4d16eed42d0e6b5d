"""What platforms reported: ten published facts about X, each from a named query, and the page that shows them."""

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from test_dsa_faults import dump, exported, ingest, row
from visits import visit

from etl import warehouse as served
from etl.warehouse import query
from figures.charts.lines import runs
from figures.charts.series import printed_value
from figures.reasons import whole

ROOT = Path(__file__).parents[1]
VIOLENCE, MINORS = "STATEMENT_CATEGORY_CYBER_VIOLENCE", "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"
IMAGES, DEEPFAKE = "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING", "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"
BEFORE = (dt.date(2025, 12, 1), dt.date(2025, 12, 24))
CHRISTMAS = (dt.date(2025, 12, 25), dt.date(2025, 12, 31))
JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 1, 10))
EVER = (dt.date(2023, 9, 25), dt.date(2026, 1, 10))


@pytest.fixture
def span(marts):
    """The row of a code of X in a period, as sql/queries/reasons_span.sql gives it."""

    def asked(code: str, period: tuple[dt.date, dt.date], platforms: tuple[str, ...] = ("X",)):
        rows = query(marts, "reasons_span", platforms=list(platforms), codes=[code], start=period[0], end=period[1])
        return rows.iloc[0] if platforms and len(rows) else rows

    return asked


@pytest.fixture
def series(marts):
    def asked(by: str, start: dt.date, end: dt.date, code: str = "total", basis: str = "arrival", platform: str = "X"):
        given = {"platforms": [platform], "codes": [code], "by": by, "basis": basis, "jurisdictions": []}
        return query(marts, "reasons_series", start=start, end=end, **given)

    return asked


def test_fact_1_cyber_violence_on_x_rose_two_and_a_half_times(span):
    assert [round(span(VIOLENCE, period).per_day, 1) for period in (BEFORE, CHRISTMAS, JANUARY)] == [88.7, 191.4, 223.2]
    assert (span(VIOLENCE, JANUARY).peak_count, span(VIOLENCE, JANUARY).peak_date.date()) == (295, dt.date(2026, 1, 5))


def test_fact_2_it_stayed_far_below_the_last_days_of_august(series):
    counts = series("day", dt.date(2025, 8, 30), dt.date(2025, 9, 4), VIOLENCE)["sor_count"]
    assert (counts.iloc[0], counts.min(), counts.max()) == (1526, 1480, 2183)


def test_fact_3_protection_of_minors_peaked_on_29_december(span):
    assert [round(span(MINORS, period).per_day, 1) for period in (BEFORE, CHRISTMAS, JANUARY)] == [269.3, 548.6, 429.1]
    assert (span(MINORS, CHRISTMAS).peak_count, span(MINORS, CHRISTMAS).peak_date.day) == (661, 29)


def test_fact_4_the_total_rose_by_8_percent_and_the_share_of_cyber_violence_from_7_to_15(span):
    totals = [span("total", period).per_day for period in (BEFORE, CHRISTMAS, JANUARY)]
    assert [round(total, 1) for total in totals] == [1333.9, 1796.9, 1438.7]
    assert round(totals[2] / totals[0], 2) == 1.08
    assert [round(span(VIOLENCE, period).total_share, 3) for period in (BEFORE, JANUARY)] == [0.066, 0.155]


def test_fact_5_x_has_given_no_keyword_since_17_august_2025(marts, series):
    rows = query(marts, "reasons_platforms", start=dt.date(2025, 8, 18), end=EVER[1]).set_index("platform")
    assert rows.loc["X", "with_keyword_count"] == 0 and rows.loc["X", "sor_count"] > 0
    assert rows.loc["X", "last_keyword_date"].date() == dt.date(2025, 8, 17)
    assert series("month", EVER[0], dt.date(2025, 6, 30))["keyword_share"].dropna().eq(1).all()


def test_fact_6_x_never_used_violence_against_women_and_the_deepfake_keyword_55_times(span):
    assert len(span("STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN", EVER)) == 0
    deepfake = span("KEYWORD_NON_CONSENSUAL_ITEMS_DEEPFAKE", EVER)
    assert (deepfake.sor_count, deepfake.last_date.date()) == (55, dt.date(2025, 6, 18))


def test_fact_7_no_statement_of_x_was_ever_detected_automatically(series, span):
    assert span("total", EVER).sor_count == 2_188_028
    assert span("No", EVER).sor_count == 2_188_028 and len(span("Yes", EVER)) == 0
    assert series("month", *EVER)["detected_share"].dropna().eq(0).all()


def test_fact_8_x_began_to_decide_automatically_on_2_december(span, series):
    code = "AUTOMATED_DECISION_FULLY"
    autumn = span(code, (dt.date(2025, 10, 1), dt.date(2025, 11, 30)))
    assert round(autumn.per_day, 1) == 0.4
    assert [round(span(code, period).per_day) for period in (BEFORE, CHRISTMAS)] == [279, 418]
    assert round(span(code, BEFORE).total_share, 2) == 0.21
    days = series("day", dt.date(2025, 11, 29), dt.date(2025, 12, 4), code)["sor_count"].to_list()
    assert days[:3] == [0, 0, 37] and min(days[3:]) > 200  # a few on the eve


def test_fact_9_the_delay_fell_from_394_to_13_hours_and_december_held_1_4_days_a_day(marts, series, span):
    days = {24: 394, 40: 220, 55: 76, 61: 13}  # days after 31 October
    rows = series("day", dt.date(2025, 11, 1), EVER[1])
    hours = {(row.start_date.date() - dt.date(2025, 10, 31)).days: row.delay_hours for row in rows.itertuples()}
    assert {day: round(hours[day]) for day in days} == days
    given = {"platforms": ["X"], "start": dt.date(2025, 11, 24), "end": EVER[1]}
    held = query(marts, "reasons_delay", **given).iloc[0].decision_days
    assert round(held, 1) == 1.4
    corrected = {code: span(code, BEFORE).per_day / held for code in (VIOLENCE, "total")}
    assert corrected[VIOLENCE] == pytest.approx(64, abs=1)  # 64 with the mean cut at the period's first day
    assert round(span(VIOLENCE, JANUARY).per_day / corrected[VIOLENCE], 1) == 3.5
    assert round(span("total", JANUARY).per_day / corrected["total"], 1) == 1.5
    decided = series("month", dt.date(2025, 12, 1), EVER[1], VIOLENCE, "decision")
    assert decided.iloc[1].per_day / decided.iloc[0].per_day > 2.4  # arrivals alone say less: 223 / 119 = 1.9


def test_fact_10_others_reported_by_keyword_while_x_could_not(span):
    assert span("total", JANUARY).sor_count == 14_387
    images = span(IMAGES, JANUARY, ()).set_index("platform")["sor_count"]
    deepfakes = span(DEEPFAKE, JANUARY, ()).set_index("platform")["sor_count"]
    assert (images["Reddit"], deepfakes["LOVOO"], deepfakes["Discord"]) == (5228, 8055, 672)
    assert not {"Instagram", "Facebook", "TikTok", "X"} & {*images.index, *deepfakes.index}


def test_days_weeks_and_months_add_up_and_none_crosses_the_change_of_schema(series):
    for basis in ("arrival", "decision"):
        found = {by: series(by, *EVER, basis=basis) for by in ("day", "week", "month")}
        assert len({rows["sor_count"].sum() for rows in found.values()}) == 1
        for rows in found.values():
            crossing = (rows["start_date"] < "2025-07-01") & (rows["end_date"] >= "2025-07-01")
            assert not crossing.any()
    assert series("month", *EVER)["sor_count"].sum() == 2_188_028


def test_days_without_reports_are_gaps_and_no_zeros(series):
    rows = series("day", dt.date(2025, 6, 20), dt.date(2025, 7, 20))
    assert rows.loc[rows["start_date"] == "2025-07-02", "per_day"].isna().all()
    assert rows["per_day"].isna().sum() == 18  # 2 to 14 July and 16 to 20 July
    drawn = runs(rows, "start_date", "per_day", 0, [dt.date(2025, 7, 1)])
    assert [len(piece) for piece in drawn] == [11, 1, 1]


def test_a_code_that_a_schema_does_not_have_is_unknown_and_not_zero(series, span):
    rows = series("month", dt.date(2025, 5, 1), dt.date(2025, 12, 31), VIOLENCE)
    assert rows.loc[rows["schema_version"] == "v1", "sor_count"].isna().all()
    assert rows.loc[rows["schema_version"] == "v1", "total_count"].gt(0).all()
    assert rows.loc[rows["start_date"] == "2025-12-01", "sor_count"].item() == 2128 + 1340
    assert span(VIOLENCE, (dt.date(2025, 5, 1), EVER[1])).covered_from.date() == dt.date(2025, 7, 1)
    women = series("month", *EVER, "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN")
    assert women["sor_count"].dropna().eq(0).all() and women["sor_count"].notna().any()


def test_six_keywords_were_never_used_by_any_platform(marts):
    rows = query(marts, "reasons_codes")
    assert set(rows.loc[rows["sor_count"] == 0, "code"]) == {
        f"KEYWORD_{name}"
        for name in (
            "CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE", "CYBER_STALKING_AGAINST_WOMEN", "INCITEMENT_AGAINST_WOMEN",
            "NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN", "NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN",
            "TRAFFICKING_WOMEN_GIRLS",
        )
    }  # fmt: skip # saves 3 lines


@pytest.fixture
def page(warehouse, monkeypatch):
    """The statements page with the parameters of an address."""

    def opened(**address) -> AppTest:
        monkeypatch.setattr(served, "WAREHOUSE", warehouse)
        found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
        for key, value in address.items():
            found.query_params[key.rstrip("_")] = value
        found.switch_page("pages/statements.py")
        return found.run()

    return opened


def text_of(page: AppTest) -> str:
    plain = [one.value for one in (*page.title, *page.header, *page.markdown, *page.warning, *page.info)]
    text = "\n".join([*plain, *(one.proto.body for one in page.get("html"))])
    return re.sub("</?dfn[^>]*>", "", text).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_page_says_in_both_languages_what_x_reported(page, warehouse):
    english = page(lang="en")
    assert not english.exception
    assert "the last keyword it gave is of 17 August 2025" in text_of(english)
    everything = visit(warehouse, "statements", "en").everything
    assert "6,539 statements of reasons under “Cyber violence” reached the database" in everything
    assert "each day of arrival in between held 1.4 days of decisions" in everything
    own = {"by": "month", "basis": "decision", "measure": "total_share", "platform": ["X", "TikTok"], "code": "total"}
    french = page(lang="fr", **own)
    assert not french.exception
    own = tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in own.items())
    told = visit(warehouse, "statements", "fr", "full", own).everything
    assert "exposés des motifs au total portent sur des décisions prises" in told.replace("\u202f", " ")
    assert "67 417 exposés des motifs" not in text_of(french)  # those that arrived
    assert "Par jour de décision estimé" in text_of(french)


def test_a_keyword_that_falls_to_zero_because_none_is_given_any_more_is_said_to_be_no_absence(page):
    found = page(lang="en", from_="2025-01-01", to="2026-01-10", code=IMAGES, platform=["X", "Reddit"])
    (note,) = [one.value for one in found.info if "keyword" in one.value]
    assert note.startswith("X gave no keyword on any of its")
    assert "of this period after 17 August 2025" in note
    french = page(lang="fr", from_="2025-01-01", to="2026-01-10", code=IMAGES)
    assert "postérieurs au 17 août 2025" in text_of(french)


def test_the_address_holds_codes_in_any_language_and_an_unknown_one_is_named(page):
    found = page(lang="fr", platform="Myspace", code=[MINORS, "KEYWORD_X"], by="fortnight")
    assert not found.exception
    said = "\n".join(one.value for one in found.warning).replace("\\", "")
    assert all(name in said for name in ("platform=Myspace", "code=KEYWORD_X", "by=fortnight")), said
    written = [found.query_params[name] for name in ("platform", "code", "by")]
    assert written == ["X", MINORS, "week"]


def test_a_choice_of_jurisdictions_outside_the_union_leaves_no_statement_and_says_so(page):
    found = page(lang="en", jurisdiction="US")
    assert not found.exception
    assert "No row for United States" in text_of(found) or "Choosing all jurisdictions brings back" in text_of(found)
    assert "6,539" not in text_of(found)
    assert "6,539" in text_of(page(lang="en", jurisdiction="FR"))


def fill(folder: Path) -> None:
    """Two archives of 5 January 2026, which the historical file has too, and an unreadable row, in folder/store."""
    rows = [row(number) for number in range(40)]
    assert ingest(folder, dump(exported([*rows, row(41)[:5]]))) == 0
    stem = "sor-x-2026-01-05-full"
    assert ingest(folder, dump(exported(rows), stem=stem), f"{stem}.zip") == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_added_archives_contradict_is_said_on_the_page_and_listed_with_the_sources(
    contradicted, monkeypatch, lang
):
    monkeypatch.setattr(served, "WAREHOUSE", contradicted)
    found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    found.query_params["lang"] = lang
    page = found.switch_page("pages/statements.py").run()
    assert not page.exception
    assert {"fr": "Pour un jour de cette période", "en": "On one day of this period"}[lang] in text_of(page)
    page = page.switch_page("pages/sources.py").run()
    assert not page.exception
    said = {"fr": "Archives ajoutées : 2 ; comptées : 0 ; lignes", "en": "Archives added: 2; counted: 0; rows"}
    assert said[lang] in visit(contradicted, "sources", lang).everything.replace("\u00a0", " ").replace("\u202f", " ")
    assert "sor-x-2026-01-05-full.zip" in text_of(page)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ({"A": 0.14, "B": 0.0016, "C": 0.0014}, ["A\u00a014%", "2 other platforms at most 0.16% each"]),
        ({"A": 0.14, "B": 0.0016}, ["A\u00a014%", "B\u00a00.16%"]),
        ({"B": 0.0016, "C": 0.0014}, ["2 other platforms at most 0.16% each"]),
        ({}, []),
    ],
)
def test_platforms_below_one_percent_are_named_together(shares, told):
    percents = {name: printed_value(share, "share", "en") for name, share in shares.items()}
    assert whole._others(pd.Series(shares, dtype=float), percents, "en") == told
