"""What figures and their words say at the edges of their rules, worked out by hand."""

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from figures import (
    address,
    affair,
    case,
    case_text,
    changes,
    counting,
    data,
    documents,
    drawn,
    find,
    glossary,
    languages,
    maps,
    sources,
    within,
)
from figures.asked import Asked, Choice, codes
from figures.charts import bars, base, values
from figures.country import choices
from figures.files import frame, images, paper
from figures.kept import Kept
from figures.words import FIXED, money, word
from server import warm

DAY = dt.date(2026, 1, 5)
ASKED = Asked("en", DAY, DAY, home="https://a.example")


def named(vocabulary: str, code: Any) -> str:
    return str(code)


@pytest.fixture
def rows_of(monkeypatch):
    """Has these modules load these rows, by the name of the query."""

    def given(module, **frames: pd.DataFrame):
        monkeypatch.setattr(module, "load", lambda name, **_: frames[name].copy())

    return given


# Addresses and choices


def test_the_sign_that_ends_a_sentence_is_taken_off_an_address_and_left_on_what_is_looked_for():
    for name, value, kept in (("lang", "fr.", "fr"), ("q", "why?", "why?"), ("id", "a)", "a)"), ("to", "...", "...")):
        assert address.cleaned([("v", "1."), (name, value)]) == [("v", "1."), (name, kept)]


@pytest.mark.parametrize("name", ["lang", "from", "to", "v"])
def test_what_can_be_asked_once_is_refused_twice(name):
    served: Any = SimpleNamespace(version="1", data_date="2026-01-05")
    with pytest.raises(address.InVain) as fault:
        address.read([(name, "a"), (name, "a")], served, "overview", (), "en", "")
    assert (fault.value.key, fault.value.values) == ("repeated", {"value": name})


def test_as_many_may_be_chosen_as_it_says_and_a_text_be_as_long():
    several = Choice("x", "x", "several", options=lambda _: {one: one for one in "abc"}, most=2)
    assert address._chosen(several, ["b", "a"], ASKED) == ("a", "b")
    with pytest.raises(address.InVain):
        address._chosen(several, ["a", "b", "c"], ASKED)
    text = Choice("x", "x", "text", most=5)
    assert [text.read([given], ASKED) for given in (" abc ", "abcde", "abcdef")] == ["abc", "abcde", None]


def test_a_number_stands_in_an_address_as_it_is():
    assert codes(0.12345) == ["0.12345"] and codes(1e9) == ["1000000000"] and codes(0.1 + 0.2) == ["0.3"]


# Ages, lists, words


def test_corrections_are_those_of_the_day_and_after_and_found_by_what_is_now(rows_of, monkeypatch):
    texts = dict.fromkeys(("relation", "row_id", "field", "why_en", "why_fr", "source_url"), "")
    days = pd.to_datetime(["2026-01-04", "2026-01-05"])
    rows = pd.DataFrame({"correction_date": days, "was": ["old", "old"], "is_now": ["first", "new"]} | texts)
    rows_of(changes, corrections=rows)
    monkeypatch.setattr(changes, "headings", lambda *_: {})
    for since, text, count in ((DAY, "", 1), (DAY - dt.timedelta(1), "", 2), (DAY, "new", 1), (DAY, "first", 0)):
        assert changes.corrections(ASKED.having(since=since, q=text)).numbers.get("count", 0) == count, (since, text)


def test_whose_text_a_page_carries_is_said_where_it_is_another():
    for origin, told in ((None, "A"), ("A", "A"), ("B", word("document.via", "en", origin="B", publisher="A"))):
        row = {"source_publisher": "A", "source_origin": origin}
        assert documents.page(row, "source", "en", named) == told


@pytest.mark.parametrize(("count", "told"), [(1, "A"), (3, "A, B and C"), (4, "")])
def test_three_places_are_named_and_four_counted(monkeypatch, count, told):
    monkeypatch.setattr(find, "label", lambda _, code, lang: code)
    row = {"found_date": None, "kind": "enforcement", "jurisdictions": list("ABCDE")[:count]}
    assert find.beside(row, "en") == (told or word("find.several", "en", count=count))


def test_words_read_otherwise_and_words_that_stand_nowhere_are_told_apart():
    rows = pd.DataFrame([{"read_as": ["a > b"], "unknown_words": ["c"], "has_all": True}])
    assert find.reading_notes(rows, "en") == " ".join(
        [word("find.read_as", "en", words="a → b"), word("find.unknown", "en", words="c")]
    )


def test_a_term_is_explained_by_its_longest_form(monkeypatch):
    listed = [
        {lang: {"forms": [form], "told": form.upper()} for lang in ("en", "fr")} for form in ("share", "share of all")
    ]
    monkeypatch.setattr(glossary.yaml, "safe_load", lambda _: listed)
    glossary.terms.cache_clear()
    try:
        found = glossary.glossed("A Share of all, a share, a share of all, shares.", "en")
    finally:
        glossary.terms.cache_clear()
    assert re.sub('<dfn [^>]*data-told="([^"]*)"[^>]*>', r"[\1: ", found).replace("</dfn>", "]") == (
        "A [SHARE OF ALL: Share of all], a [SHARE: share], a share of all, shares."
    )


def test_what_was_asked_for_longest_ago_goes_first():
    held = Kept(2, 10, lambda _: 1)
    for key in ("a", "b", "a", "c"):
        held.get(key, lambda key=key: key)
    assert [held.find(key) for key in "abc"] == ["a", None, "c"]


def test_of_views_that_are_gone_nothing_is_kept():
    """pandas notes each view of a column, and throws the notes away from the five hundredth on only."""
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    views = [frame.copy(deep=False) for _ in range(300)][-2:]
    warm.forget_views()
    assert [len(block.refs.referenced_blocks) for block in frame._mgr.blocks] == [3, 3]
    views[0].loc[0, "a"] = 5
    assert list(frame["a"]) == list(views[1]["a"]) == [1, 2], "what is left is still known to be a view"


def test_a_text_is_of_a_language_by_two_of_its_small_words(monkeypatch):
    monkeypatch.setattr(languages, "SMALL", {"en": frozenset(("the", "of")), "fr": frozenset(("le", "de"))})
    monkeypatch.setattr(languages, "REMARKS", {"en": frozenset(), "fr": frozenset()})
    languages.language.cache_clear()
    try:
        for text, found in (
            ("the x", ""),
            ("the x of", "en"),
            ("le x de", "fr"),
            ("the of le de", ""),
            ("the of le", "en"),
        ):
            assert languages.language(text) == found, text
    finally:
        languages.language.cache_clear()


def test_a_name_within_a_longer_one_is_marked_with_it(monkeypatch):
    monkeypatch.setattr(languages, "foreign", lambda text, lang, *_: "fr")
    found = languages.marked_within("Told by Le Monde diplomatique.", ["Le Monde", "Le Monde diplomatique"], "en")
    assert found == 'Told by <span lang="fr">Le Monde diplomatique</span>.' or found.count("diplomatique</span>") == 1


def test_the_places_with_most_acts_come_first_and_those_without_do_not(rows_of):
    rows_of(data, jurisdictions=pd.DataFrame({"code": ["C", "A", "B", "D"], "action_count": [2, 5, 2, 0]}))
    assert data.most_acts() == ["A", "B", "C"]


def test_one_thing_looked_for_is_told_as_one(rows_of, monkeypatch):
    monkeypatch.setattr(sources, "headings", lambda *_: {})
    for found, key in (([False], "lookup_missed"), ([False, True], "lookups_missed"), ([True], "lookup_missed")):
        rows = pd.DataFrame({"known_to_date": [pd.NaT] * len(found), "known_to_precision": "", "is_found": found})
        rows_of(sources, lookups=rows)
        missed = found.count(False)
        told = word(
            "sources.lookups_summary", "en", count=len(found), missed=word(f"sources.{key}", "en", count=missed)
        )
        assert sources.lookups(ASKED).summary.startswith(told)


def test_every_word_must_stand_and_accents_ligatures_and_order_are_forgiven():
    rows = pd.DataFrame({"a": ["Enquête officielle", "enquete", "ﬁn d’enquête"]})
    for text, found in (("enquete", [0, 1, 2]), ("officielle ENQUÊTE", [0]), ("fin d'enquete", [2]), ("enquete x", [])):
        assert list(within.within(rows, ["a"], text, "en", {}).index) == found, text


@pytest.mark.parametrize(
    ("longer", "wider", "both", "key"),
    [(0, 0, 0, "nothing"), (0, 0, 3, "both"), (2, 0, 2, "period"), (0, 2, 2, "jurisdiction"), (2, 2, 2, "both")],
)
def test_nothing_is_shown_and_which_filter_left_nothing_is_said(longer, wider, both, key):
    def count(other: Asked) -> int:
        is_longer, is_wider = other.start < DAY, not other.jurisdictions
        return both if is_longer and is_wider else longer if is_longer else wider if is_wider else 0

    asked = Asked("en", DAY, DAY, ("FR",), version="none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawn, "label", lambda _, code, lang: code)
        told = drawn.empty_words(asked, count)
        more = {
            "period": {"count": "2", "start": "5 January 2026", "end": "5 January 2026"},
            "jurisdiction": {"count": "2", "names": ["FR"]},
        }.get(key, {})
        assert told == f"{word('common.empty.title', 'en')} {word(f'common.empty.{key}', 'en', **more)}"


def test_cents_are_written_when_there_are_some():
    told = [money(amount, "EUR", "en") for amount in (60000, 12.5)] + [money(12.5, "EUR", "fr")]
    assert told == ["€60,000", "€12.50", f"12,50{FIXED}€"]


# What is told of the affair


def test_a_span_within_a_year_says_it_once():
    for first, last, told in (
        ("2025-12-25", "2026-01-01", "25 Dec 2025 – 1 Jan 2026"),
        ("2026-01-02", "2026-01-02", "2 Jan 2026"),
        ("2026-01-02", "2026-03-05", "2 Jan – 5 Mar 2026"),
        ("2026-01-02", None, "2 Jan 2026"),
    ):
        assert affair.span(first, last, "en") == told


def test_a_month_of_fifteen_days_is_compared_and_one_of_fourteen_is_not():
    row = {"basis": "arrival", "is_of_affair": False, "code": "x", "mean": 10.0}
    months = [row | {"month": "2025-10-01", "day_count": 14}, row | {"month": "2025-11-01", "day_count": 15},
              row | {"month": "2026-01-01", "day_count": 3, "is_of_affair": True, "mean": 99.0}
    ]  # fmt: skip # saves 2 lines
    told = affair._reports(months, "en", named)
    assert told is not None and "Nov" in told.note and "Oct" not in told.note and "99" in told.value


def test_places_of_a_map_are_listed_by_their_names(monkeypatch):
    monkeypatch.setattr(maps, "label", lambda _, code, lang: {"A": "Zoo", "B": "Ant"}[code])
    rows = pd.DataFrame({"jurisdiction": ["A", "B"], "status": "x", "printed": ["1", "2"]})
    one: Any = SimpleNamespace(vocabularies={"status": {"x": "X", "y": "Y"}}, rows=rows)
    assert maps.groups(one, "en") == [("X", [("B", "Ant", "2"), ("A", "Zoo", "1")])]


def test_the_page_of_a_country_opens_on_one(rows_of, monkeypatch):
    rows_of(choices, affair=pd.DataFrame({"reference_jurisdiction": ["B"]}))
    monkeypatch.setattr(choices, "known", lambda _: dict.fromkeys("ABC", ""))
    monkeypatch.setattr(choices, "most_acts", lambda: ["C"])
    assert choices.usual(ASKED) == ("B",)
    rows_of(choices, affair=pd.DataFrame({"reference_jurisdiction": ["X"]}))
    assert choices.usual(ASKED) == ("C",)


def test_a_rule_is_in_force_on_its_first_and_last_day():
    for day, is_in in (("2026-01-01", False), ("2026-01-02", True), ("2026-01-09", True), ("2026-01-10", False)):
        rule = {"in_force_from": "2026-01-02", "in_force_to": "2026-01-09"}
        one: Any = SimpleNamespace(date=dt.date.fromisoformat(day))
        assert case.within(rule, one) == is_in and case.within(dict.fromkeys(rule), one)


def test_an_acronym_keeps_its_capitals():
    assert [case_text.lowered(text) for text in ("A fine", "EU law", "x", "")] == ["a fine", "EU law", "x", ""]


def test_days_before_the_clock_are_told_as_before_and_a_day_of_a_month_as_the_most():
    for days, is_most, key, count in (
        (0, True, "after", 0),
        (3, True, "after_most", 3),
        (3, False, "after", 3),
        (-2, True, "before", 2),
    ):
        assert counting.after(days, "en", is_most) == word(f"counting.{key}", "en", count=count)


# Charts


@pytest.mark.parametrize(
    ("highest", "step"), [(1.0, 0.2), (0.8, 0.2), (0.79, 0.1), (0.4, 0.1), (0.39, 0.05), (0.0001, 0.0002)]
)
def test_an_axis_of_shares_has_four_steps_at_least(highest, step):
    ticks = values.share_ticks(highest)
    assert ticks[1] == step and ticks[-1] >= highest


def test_the_least_and_the_most_are_named_as_such_and_few_acts_have_no_halves():
    rows = pd.DataFrame({"name": ["A", "B", "C"], "value": [2, 5, 1]})
    told = bars.alt(rows, "en", label="name", value="value", title="T", kind="number")
    assert told == word("charts.alt.rows", "en", title="T", count=3, low="1", low_name="C", high="5", high_name="B")
    for most, tick in ((5, 1), (6, None)):
        chart = bars.bars(rows.assign(value=[2, most, 1]), base.look("en"), label="name", value="value")
        assert chart.layout.xaxis.dtick == tick


@pytest.mark.parametrize(
    ("end", "first", "months"),
    [
        (dt.date(2026, 3, 1), dt.date(2026, 1, 1), 1),
        (dt.date(2027, 1, 1), dt.date(2026, 1, 1), 2),
        (dt.date(2030, 1, 1), dt.date(2026, 1, 1), 12),
    ],
)
def test_months_of_an_axis_are_counted_from_january(end, first, months):
    figure = go.Figure()
    base.date_axis(figure, dt.date(2026, 1, 1), end, base.look("en"), most=7)
    ticks = [base.as_date(tick) for tick in figure.layout.xaxis.tickvals]
    assert ticks[0] == first and (ticks[1].year - first.year) * 12 + ticks[1].month - first.month == months


def test_a_picture_suits_the_sheet_that_holds_all_of_it():
    across, tall = paper.WIDTH - 2 * paper.MARGIN, paper.HEIGHT - 2 * paper.MARGIN
    assert paper.scale(tall, across) == pytest.approx(1) == paper.scale(across, tall)
    for wide, high in ((900, 300), (300, 900), (500, 500)):
        scale = paper.scale(wide, high)
        assert any(scale * wide <= a + 1e-9 and scale * high <= b + 1e-9 for a, b in ((across, tall), (tall, across)))


@pytest.mark.parametrize(("seconds", "is_left"), [(29, False), (31, True)])
def test_a_browser_that_nobody_needs_for_half_a_minute_is_let_go(monkeypatch, seconds, is_left):
    left: list[bool] = []
    monkeypatch.setattr(images, "_browser", object())
    monkeypatch.setattr(images, "_leave", lambda: left.append(True))
    monkeypatch.setattr(images, "_used_at", 100.0)
    monkeypatch.setattr(images.time, "monotonic", lambda: 100.0 + seconds)
    images.rest()
    assert bool(left) == is_left


def test_a_frame_is_fetched_when_it_comes_into_view(monkeypatch):
    monkeypatch.setattr(frame, "asked_of", lambda _: ASKED)
    monkeypatch.setattr(frame, "address", lambda _: {})
    one: Any = SimpleNamespace(name="a.b", title="T", chart=None, rows=[])
    assert frame.snippet(one).endswith(
        'height="740" style="border:0;width:100%;max-width:100%" loading="lazy"></iframe>'
    )
    assert np.isclose(frame.tall(one), 740)
