"""What two readings of the product found wrong, each as what is true now; the rest is beside the rule it belongs to."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from etl import warehouse as served
from figures import enforcement, exposure, incidence, statements
from figures.address import of_figure
from figures.asked import Asked
from figures.charts.along import Scale
from figures.charts.base import look
from figures.data import label, reading
from figures.documents import sure
from figures.drawn import Drawn, drawn, facts, figures
from figures.files.facts import choice
from figures.words import word

LANGS = ("en", "fr")
Ask = Callable[..., Drawn]


@pytest.fixture(scope="module")
def asked(warehouse):
    """(name of a figure, language, pairs of an address) → what is asked of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "WAREHOUSE", warehouse)
        with reading(served.current(warehouse)) as manifest:

            def ask(name: str, lang: str = "en", *pairs: tuple[str, str]) -> Asked:
                return of_figure([("lang", lang), *pairs], figures()[name], manifest, lang, "")[0]

            yield ask


@pytest.fixture(scope="module")
def shown(asked) -> Ask:
    return lambda name, lang="en", *pairs: drawn(name, asked(name, lang, *pairs))


def span(start: str, end: str) -> list[tuple[str, str]]:
    return [("from", start), ("to", end)]


@pytest.mark.parametrize("lang", LANGS)
def test_beside_a_high_confidence_stands_that_the_original_was_not_read(marts, shown, lang):
    rows = marts.execute("""
        select * from marts.enforcement where confidence = 'high' and document_read in ('report', 'quotation')
        """).df().to_dict("records")  # fmt: skip # saves 4 lines
    assert rows
    high, unread = {"en": ("high (", "not read"), "fr": ("élevée (", "non lu")}[lang]
    for row in rows:
        told = sure(row, "enforcement", lang, lambda vocabulary, code: label(vocabulary, code, lang)).lower()
        assert told.startswith(high) and (unread in told or row["document_read"] == "quotation"), told
    listed = shown("enforcement.acts", lang)
    counts = listed.rows[["is_unread", "is_high_unread"]].sum().tolist()
    assert all(str(int(count)) in listed.summary for count in counts)


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_reported_is_the_whole_series_whatever_the_period(shown, lang):
    short = shown("statements.reported", lang, *span("2026-05-01", "2026-05-31"))
    usual = shown("statements.reported", lang)
    pd.testing.assert_frame_equal(usual.rows, short.rows)
    assert usual.title == short.title and usual.scope  # and it says that it is the whole
    assert usual.rows["start_date"].min() < pd.Timestamp("2025-09-01")
    assert set(usual.rows["basis"]) == {"arrival", "decision"}  # by both days


def test_a_mean_delay_is_taken_before_the_period_is_cut(shown, marts):
    """The seven days about the first day of the period have the three before it."""
    rows = shown("reasons.delay", "en", *span("2025-11-25", "2026-01-10")).rows
    ((mean,),) = marts.execute("""
        select sum(value * counted) / sum(counted) / 86400 from (
            select day, any_value(value) filter (metric = 'disclosure_delay' and code = 'mean_seconds') as value,
                sum(sor_count) filter (metric = 'total')
                - coalesce(sum(sor_count) filter (metric = 'disclosure_delay' and code = 'negative'), 0) as counted
            from marts.sor_daily where platform = 'X' and day between date '2025-11-22' and date '2025-11-28'
            group by day)""").fetchall()
    assert rows["high_date"].iloc[0] == pd.Timestamp("2025-11-25")
    assert rows["high_days"].iloc[0] == pytest.approx(mean, abs=0.4)


def test_an_undated_statement_is_of_no_period(asked):
    for lang, apart in (("en", "without a known date"), ("fr", "sans date établie")):
        told = statements.answer(asked("statements.public", lang, *span("2025-05-01", "2025-06-30")))
        assert not re.search(r"\b(announce|acknowledge|annonce|reconna)", told), told
        assert apart in told


def test_a_search_a_summons_or_an_order_to_keep_is_no_investigation(marts):
    steps = dict(marts.execute("select distinct measure, ladder_step from marts.enforcement").fetchall())
    assert {steps[one] for one in ("search", "summons", "preservation_order")} == {"investigative_step"}
    assert {one for one in steps if steps[one] == "investigation"} == {"investigation_opened", "investigation_extended"}


def test_the_share_of_a_share_is_said_of_these_images_and_of_no_person(shown):
    for lang in LANGS:
        title = shown("incidence.tree", lang).title
        assert re.search({"en": r"81% of these", "fr": r"81\s% de ce nombre"}[lang], title), title
        assert not re.search(r"\b(persons|personnes)\b", title.split("”")[0].split("»")[0].lower().split(":")[0])


def test_a_statement_of_findings_closes_nothing(asked):
    for lang, said in (
        ("en", "One is a decision, or states findings."),
        ("fr", "est une décision ou énonce des constats"),
    ):
        told = enforcement.answer(asked("enforcement.acts", lang))
        assert said in told and not re.search(r"clos|closes", told)


def test_cumulative_counts_have_no_band_and_go_to_the_number_of_cases(shown):
    rows = shown("enforcement.survival").rows
    assert not [name for name in rows if name.endswith(("_low", "_high"))]
    assert (rows["reached_count"] <= rows["case_count"]).all() and (rows["event_count"] >= 0).all()


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_clock_is_the_first_day_of_the_images_studied_and_no_alarm(shown, lang):
    unit = shown("enforcement.ladder", lang).unit
    assert {"en": "images studied", "fr": "images étudiées"}[lang] in unit
    assert not re.search("alarm|alert", unit)


@pytest.mark.parametrize("lang", LANGS)
def test_a_ladder_of_a_late_period_says_that_the_first_are_the_first_of_that_period(shown, lang):
    usual, late = (
        shown("enforcement.ladder", lang),
        shown("enforcement.ladder", lang, *span("2026-05-01", "2026-05-31")),
    )
    period = {"en": "in this period", "fr": "cette période"}[lang]
    assert period not in usual.title and period in late.title


def test_stances_say_how_many_set_them_and_count_a_voice_in_each(shown):
    one = shown("reactions.tagged")
    assert "one annotator" in one.summary and "two positions" in one.summary


@pytest.mark.parametrize("lang", LANGS)
def test_too_few_trials_are_said_to_be_too_few_with_a_true_minus(shown, lang):
    one = shown("incidence.retests", lang)
    assert {"en": "too few trials to tell", "fr": "trop peu d’essais pour conclure"}[lang] in one.title.replace(
        "'", "’"
    )
    assert "\N{MINUS SIGN}31" in one.summary and "-31" not in one.summary


@pytest.mark.parametrize("lang", LANGS)
def test_a_population_is_never_printed_as_a_sample(shown, lang):
    rows = shown("incidence.shares", lang).rows
    (row,) = rows[rows["sampled_count_kind"] == "population"].to_dict("records")
    assert not re.search(r"\bn\s*=", row["examined"]) and "400" not in row["examined"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_sentence_by_day_of_decision_says_nothing_of_arrival(shown, lang):
    told = shown("reasons.reported", lang, ("basis", "decision"))
    assert not re.search({"en": "reached the database", "fr": "parvenus à la base"}[lang], told.title + told.summary)


def test_the_law_is_compared_in_sentence_and_figure_over_the_same_places_on_the_day_each_names(asked, shown):
    pairs = [("jurisdiction", code) for code in ("FR", "GB", "KR", "US", "IT")]
    told = exposure.choices.answer(asked("exposure.compare", "en", *pairs, *span("2025-12-25", "2026-01-01")))
    scope = shown("exposure.scope", "en", *pairs, ("date", "2026-01-01"))
    assert "1 January 2026" in told and "5 jurisdictions" in told and "5 jurisdictions" in scope.title
    for name, column in (("making them alone", "creation"), ("asking for them", "request")):
        count = int((scope.rows[column] == "yes").sum())
        assert f"{name} in {['none', 'one'][count] if count < 2 else count}" in told


def test_the_shares_of_the_answer_are_those_with_days_and_the_others_are_said_apart(asked, shown):
    rows = shown("incidence.shares").rows
    told = incidence.answer.answer(asked("incidence.shares"))
    dated = int(rows["place"].eq("inside").sum()) if "place" in rows else int(rows["window_start_date"].notna().sum())
    assert f"The {dated} shares" in told


@pytest.mark.parametrize("lang", LANGS)
def test_a_clause_about_none_is_left_out_of_the_statements_answer(asked, lang):
    told = statements.answer(asked("statements.public", lang, *span("2026-01-05", "2026-01-05")))
    assert not re.search(r"\b(None|Aucune)\b", told), told


@pytest.mark.parametrize("lang", LANGS)
def test_a_period_of_one_day_is_a_day(shown, lang):
    told = shown("reasons.reported", lang, *span("2026-01-05", "2026-01-05"))
    days = re.findall(r"5 (?:January|janvier) 2026", told.title.split(";")[0])
    assert len(days) == 1, told.title


def test_one_is_a_word_where_places_are_counted(shown):
    pairs = [("jurisdiction", code) for code in ("FR", "GB", "IT", "US", "KR")]
    assert not re.search(r"\bin 1\b", shown("exposure.scope", "en", *pairs).title)
    assert word("exposure.in_one", "fr") == "un"


def test_a_case_is_first_asked_of_the_readers_own_place(shown):
    assert shown("exposure.applies", "fr").rows["jurisdiction"].isin(["FR", "EU"]).all()


ROUNDED = [
    ("exact", "20,000", "20 000"),
    ("rounded", "about 20,000", "environ 20 000"),
    ("floor", "at least 20,000", "au moins 20 000"),
]


@pytest.mark.parametrize(("kind", "en", "fr"), ROUNDED)
def test_the_briefs_table_says_about_where_every_source_rounds(kind, en, fr):
    from brief.tables import sampled

    row = {"sampled_count": 20_000, "sampled_count_kind": kind}
    assert sampled(row, "en") == en and sampled(row, "fr").replace("\u202f", " ") == fr
    assert sampled(row | {"sampled_count": None}, "en") == "–"


@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_that_follows_no_filter_says_so(shown, lang):
    usual, late = (
        shown("enforcement.survival", lang),
        shown("enforcement.survival", lang, *span("2026-05-01", "2026-05-31")),
    )
    assert usual.title == late.title
    assert {"en": "whatever the filters", "fr": "quels que soient les filtres"}[lang] in late.summary


@pytest.mark.parametrize("lang", LANGS)
def test_a_chart_of_statements_of_reasons_says_until_when_there_are_data(shown, lang):
    """They end on 10 January 2026; a subtitle up to the last day of the filter would say more."""
    for name in ("reasons.reported", "reasons.delay", "reasons.automation"):
        one = shown(name, lang, *span("2025-12-01", "2026-06-29"))
        told = choice(facts(one)).replace("\u00a0", " ")
        assert {"en": "10 Jan 2026", "fr": "10 janv. 2026"}[lang] in told, name
        assert {"en": "29 June", "fr": "29 juin"}[lang] not in told, name


@pytest.mark.parametrize("lang", LANGS)
def test_shares_without_days_are_said_where_they_are_drawn(shown, asked, lang):
    """The answer of the page speaks of those in the period; the chart has two more, whose days nobody published."""
    one = shown("incidence.shares", lang)
    undated = int(one.rows[["window_start_date", "window_end_date"]].isna().all(axis=1).sum())
    assert undated == 2 and word("incidence.shares_undated", lang, count=2) in one.summary


def test_a_law_that_came_into_force_in_a_period_without_acts_is_drawn(shown):
    """May and June 2025: the federal act of 19 May."""
    one = shown("exposure.time", "en", *span("2025-05-01", "2025-06-30"))
    assert len(one.rows) and not one.empty and "no act" in one.title


@pytest.mark.parametrize("lang", LANGS)
def test_the_rows_of_all_tables_are_not_taken_for_those_of_the_sources(lang):
    """Sources counts rows of the sources, Changes those of every table, and says that computed ones are among them."""
    assert {"en": "computed", "fr": "calculées"}[lang] in word("changes.all_tables", lang)


@pytest.mark.parametrize("lang", LANGS)
def test_an_act_known_to_its_month_is_counted_on_the_line_when_the_month_is_over(shown, marts, lang):
    """Counted from its first day, the line said of 5 January what was known of 31 January only."""
    one = shown("overview.spine", lang)
    held = marts.execute(
        "select action_date, date_precision from marts.enforcement where is_counted and action_date is not null"
    ).fetchall()
    ends = [last_day(day) if how == "month" else day for day, how in held]
    assert "month" in {how for _, how in held} and one.summary.endswith(word("overview.spine_months", lang))
    figure = one.chart(look(lang))
    line, at = figure.data[0], Scale(one.asked.start, one.asked.end).at
    for day in (dt.date(2026, 1, 5), dt.date(2026, 1, 19), dt.date(2026, 2, 2)):
        assert max(y for x, y in zip(line.x, line.y, strict=True) if x <= at(day)) == sum(end <= day for end in ends)
    assert f"<b>{sum(end <= dt.date(2026, 3, 1) for end in ends)}</b>" in {
        one.text for one in figure.layout.annotations
    }
    assert max(line.y) == len(ends)


def last_day(first: dt.date) -> dt.date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def test_a_small_picture_draws_what_binds_over_the_rest_and_no_point_for_a_month(shown):
    one = shown("exposure.time")
    figure = one.chart(replace(look("en"), room=560))
    acts = one.rows[one.rows["panel"] == "act"]
    points = next(trace for trace in figure.data if isinstance(trace.marker.symbol, (list, tuple)))
    symbols = list(points.marker.symbol)
    assert symbols == sorted(symbols) and set(symbols) == {"circle", "diamond"}  # those drawn last lie on top
    names = [text.text for text in figure.layout.annotations]
    key = next(text for text in names if word("charts.key.binding", "en") in text)
    assert word("charts.key.month_only", "en") in key and word("charts.key.law_unclear", "en") in key
    places = {note.y for note in figure.layout.annotations if note.xshift == 8}  # a line for each jurisdiction shown
    assert len(places) == acts["jurisdiction"].nunique()
    assert len(symbols) == (acts["date_precision"] == "day").sum() < len(acts)
