"""The exposure page: the law of each day beside what was measured and done, and what it must never say."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from test_wording import found_in
from visits import visit as pages_seen

from etl import warehouse as served
from etl.warehouse import query
from figures.address import of_figure
from figures.asked import Asked
from figures.charts import hatched, lanes, panels
from figures.charts.along import Scale
from figures.charts.base import look
from figures.data import reading
from figures.drawn import Drawn, figures
from figures.drawn import drawn as drawn_figure
from figures.exposure import product as products
from figures.exposure import time
from figures.records import records_of
from figures.words import word

ROOT = Path(__file__).parents[1]
PERIOD = {"start": dt.date(2025, 12, 1), "end": dt.date(2026, 6, 29)}


def over_time(marts, act: str = "online_publication", jurisdictions: tuple[str, ...] = (), **period):
    return query(marts, "exposure_time", **(PERIOD | period), jurisdictions=list(jurisdictions), most=10, act=act)


def ceilings(rows) -> dict[str, list[tuple[str, int, bool]]]:
    """Jurisdiction → its stretches: first day, months, whether established."""
    found: dict[str, list] = {}
    for row in rows[rows["panel"] == "ceiling"].to_dict("records"):
        found.setdefault(row["jurisdiction"], []).append(
            (row["start_date"].date().isoformat(), row["max_prison_months"], row["is_established"])
        )
    return found


def drawn_of(name: str, manifest, pairs: list[tuple[str, str]]) -> Drawn:
    """A figure for the parameters of an address; inside of `reading`."""
    return drawn_figure(name, of_figure(pairs, figures()[name], manifest, "en", "https://example.org")[0])


@pytest.fixture
def visit(warehouse, monkeypatch):
    """The exposure page opened with the parameters of an address, and its words in one text."""

    def opened(**address) -> tuple[AppTest, str]:
        monkeypatch.setattr(served, "WAREHOUSE", warehouse)
        page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
        for key, value in address.items():
            page.query_params[key.rstrip("_")] = value
        page.run().switch_page("pages/exposure.py").run()
        assert not page.exception
        plain = [one.value for one in (*page.title, *page.header, *page.subheader, *page.markdown, *page.info)]
        return page, " ".join(" ".join([*plain, *(one.proto.body for one in page.get("html"))]).split())

    return opened


def test_the_bar_of_a_day_is_the_maximum_in_force_that_day(marts):
    rows = ceilings(over_time(marts, "request", ("GB", "FR", "KR")))
    assert rows == {"GB": [("2026-02-06", 6, True)]}  # Sexual Offences Act 2003, s.66F
    rows = ceilings(over_time(marts, "creation", ("GB", "FR", "KR")))
    assert rows == {"GB": [("2026-02-06", 6, True)], "KR": [("2025-12-01", 84, True)]}


def test_french_law_on_online_publication_begins_with_the_act_of_may_2024(marts):
    rows = over_time(marts, jurisdictions=("FR",), start=dt.date(2024, 1, 1))
    stretches = ceilings(rows)["FR"]
    assert [one for one in stretches if one[2]] == [("2024-05-23", 36, True)]
    assert set(rows[rows["panel"] == "ceiling"]["article"]) >= {"226-8-1 al. 3"}


def test_a_change_of_law_is_a_new_bar_on_its_day(marts):
    (before, after) = ceilings(over_time(marts, jurisdictions=("BR",)))["BR"]
    assert before == ("2025-12-01", 60, False) and after == ("2025-12-08", 120, False)  # Lei 15.280/2025


def test_measured_shares_keep_their_window_and_are_not_joined_across_studies(marts):
    rows = over_time(marts)
    figure, along = drawn(rows), Scale(PERIOD["start"], PERIOD["end"])
    measured = rows[rows["panel"] == "measured"].sort_values("value", ascending=False)
    bars = [one for one in figure.layout.shapes if one.type == "rect" and one.fillcolor == look("en").measured]
    assert 1 < len(bars) <= panels.MEASURED and len({one.y0 for one in bars}) == len(bars)  # each on a line of its own
    first = measured[measured["row_id"] == "AIF-01"].iloc[0]
    assert (along.at(dt.date(2025, 12, 25)), along.at(dt.date(2026, 1, 2))) in {(one.x0, one.x1) for one in bars}
    assert (first["start_date"].date(), first["end_date"].date()) == (dt.date(2025, 12, 25), dt.date(2026, 1, 1))


def test_answers_to_test_prompts_are_not_among_the_samples(marts):
    tests = {one[0] for one in marts.execute(
        "select measurement_id from marts.incidence where quantity = 'adversarial_test'").fetchall()
    }  # fmt: skip # saves 3 lines
    assert tests and not tests & set(over_time(marts)["row_id"])


def test_a_fine_whose_text_names_no_amount_is_said_beside_the_term(marts):
    """47 U.S.C. 223(h)(3): fined under title 18, without an amount, or at most two years, or both."""
    rows = over_time(marts, jurisdictions=("US",))
    bars = [time.inside(row, "en") for row in rows[rows["panel"] == "ceiling"].to_dict("records")]
    assert bars == ["prison 24 months, fine, no amount stated"]


def drawn(rows, end: dt.date = PERIOD["end"], narrow: bool = False):
    """The panels of rows over the period."""
    write = {"ceiling": time.inside, "paused": time.paused}
    written = [write[row["panel"]](row, "en") if row["panel"] in write else "" for row in rows.to_dict("records")]
    texts = panels.Texts("m", "r", "a", "l", "n", {})
    rows = rows.assign(told="", named="", inside=written)
    return panels.panels(rows, look("en", narrow=narrow), texts, start=PERIOD["start"], end=end)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_maximum_that_ended_in_the_period_is_said_with_its_last_day(marts, narrow):
    """Brazil, Lei 15.280/2025: 60 months until 7 December 2025, 120 since."""
    said = [note.text for note in drawn(over_time(marts, jurisdictions=("BR",)), narrow=narrow).layout.annotations]
    assert "prison 60 months (to 7 Dec 2025)" in said and any(text.startswith("prison 120 months") for text in said)


def test_an_act_of_which_only_the_month_is_known_has_a_band_as_wide_as_the_month(marts):
    figure, along = drawn(over_time(marts, jurisdictions=("ES",))), Scale(PERIOD["start"], PERIOD["end"])
    bands = [one for one in figure.layout.shapes if one.type == "rect" and one.fillcolor == look("en").pale]
    assert [(one.x0, one.x1) for one in bands] == [(along.at(dt.date(2026, 1, 1)), along.at(dt.date(2026, 2, 1)))]
    key = " ".join(note.text for note in figure.layout.annotations)
    assert "Day not known: whole month" in key and "Low confidence" not in key  # what is drawn is in the key


def test_the_flagship_names_who_measured(marts):
    named = time.producers(over_time(marts))
    assert {"AI Forensics", "CCDH"} <= set(named) and len(named) == len(set(named))


def test_an_act_known_to_the_month_only_does_not_open_the_lanes(marts):
    rows = over_time(marts)
    acts = {code: records_of(part) for code, part in rows[rows["panel"] == "act"].groupby("jurisdiction")}
    assert "month" in {row["date_precision"] for row in acts["ES"]}
    assert lanes.first_act(acts["ES"]) > lanes.first_act(acts["FR"])


@pytest.mark.parametrize(
    ("lang", "tiers"),
    [
        ("en", ("24 months, €60,000", "online 36 months, €75,000")),
        ("fr", ("24 mois, 60 000 €", "en ligne, 36 mois, 75 000 €")),
    ],
)
def test_the_reference_penalty_and_its_online_tier_stand_on_the_first_page(warehouse, lang, tiers):
    said = pages_seen(warehouse, "overview", lang, "full").text.replace("\u202f", " ").replace("\u00a0", " ")
    assert all(tier in said for tier in tiers)
    assert "226-8-1 al. 1" in said and "226-8-1 al. 3" in said


def test_a_text_paused_by_a_court_is_drawn_as_paused(marts):
    """Minnesota Statutes 325E.91, on nudification tools: paused on 2 October 2026."""
    rows = over_time(marts, jurisdictions=("US-MN",), end=dt.date(2026, 12, 31))
    (row,) = rows[rows["panel"] == "paused"].to_dict("records")
    assert row["start_date"].date() == dt.date(2026, 10, 2) and "paused by a court" in time.paused(row, "en")
    end = dt.date(2026, 12, 31)
    figure, along = drawn(rows, end), Scale(PERIOD["start"], end)
    (line,) = [one for one in figure.layout.shapes if one.type == "line" and one.line.dash == "dot"]
    assert (line.x0, line.x1) == (along.at(dt.date(2026, 10, 2)), along.at(dt.date(2027, 1, 1)))
    assert any("paused by a court" in note.text for note in figure.layout.annotations)


def test_an_address_brings_back_the_act_whatever_the_language(visit):
    for lang in ("en", "fr"):
        page, _ = visit(lang=lang, act="request", view="time")
        assert page.query_params["act"] in ("request", ["request"])


def test_a_jurisdiction_without_a_law_file_is_said_and_not_called_lawless(visit):
    _, said = visit(lang="en", jurisdiction=["NZ"])
    assert "That is not to say that it has no law." in said


@pytest.mark.parametrize(
    ("lang", "place", "wanted"),
    [
        ("en", "FR", "France, on 29 June 2026: putting altered sexual images of an adult online is punished; making "
         "them alone is punished by none of the texts read; asking for them is punished by none of the texts read."),
        ("en", "CH", "images of an adult online may fall under a text read, which is not established"),
        ("fr", "GB", "leur seule création est punie ; leur demande est punie."),
    ],
)  # fmt: skip # saves 4 lines
def test_a_single_jurisdiction_is_answered_in_a_sentence_and_not_in_counts(visit, lang, place, wanted):
    _, said = visit(lang=lang, jurisdiction=[place], to="2026-06-29")
    assert wanted in said.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def test_what_depends_on_one_day_says_that_day_and_not_the_period(visit):
    for view, wanted in (("compare", "Facts of 5 January 2026"), ("case", "Facts: France")):
        _, said = visit(lang="en", view=view, date="2026-01-05", place="FR")
        assert wanted in said and "From 25 November 2025 to" not in said
    _, said = visit(lang="en", view="time")
    assert "the 10 jurisdictions with most acts" in said and "· All jurisdictions" not in said


def test_a_place_and_a_day_that_mean_nothing_are_named_with_what_is_used_instead(visit):
    page, _ = visit(lang="en", view="case", place="ZZ", date="1990-01-01")
    said = " ".join(one.value for one in page.warning).replace("\\", "")
    assert "place=ZZ" in said and "Used instead: France." in said
    assert "date=1990-01-01" in said and "Used instead: 1 January 2026." in said


def test_a_text_on_the_images_of_minors_is_set_aside_for_an_adult_in_so_many_words(warehouse, marts):
    with reading(served.current(warehouse)) as manifest:
        for shown, is_said in (("adult", True), ("minor", False)):
            pairs = [("lang", "en"), ("view", "case"), ("place", "FR"), ("shown", shown)]
            reasons = " ".join(drawn_of("exposure.left_out", manifest, pairs).rows["why"])
            assert ("Concerns images of minors only" in reasons) == is_said


def compared(marts, day: str, act: str = "online_publication", jurisdictions: tuple[str, ...] = ()):
    return query(marts, "law_compare", date=day, jurisdictions=list(jurisdictions), act=act)


def test_jurisdictions_are_compared_on_the_law_of_the_day_of_the_facts(marts):
    before = compared(marts, "2026-02-05", "request", ("GB",)).query("not is_reference").iloc[0]
    after = compared(marts, "2026-02-06", "request", ("GB",)).query("not is_reference").iloc[0]
    assert (before["status"], after["status"]) == ("later", "in_force")
    assert before["article"] == after["article"] == "66F"


def test_the_french_base_tier_is_always_there_as_the_reference(marts):
    for jurisdictions in ((), ("KR",), ("FR",)):
        (reference,) = (
            compared(marts, "2026-01-05", jurisdictions=jurisdictions).query("is_reference").to_dict("records")
        )
        assert (reference["max_prison_months"], reference["max_fine_eur"]) == (24, 60_000)


def test_months_are_ranked_and_a_fine_without_an_amount_is_said_in_words(warehouse, marts):
    with reading(served.current(warehouse)) as manifest:
        one = drawn_of("exposure.compare", manifest, [("lang", "en"), ("date", "2026-01-05")])
    figure, rows = one.chart(look("en")), one.rows[~one.rows["is_reference"].astype(bool)]
    sure = rows["status"] == "in_force"
    known = list(rows[sure]["max_prison_months"].dropna())  # of New York the term was not read
    assert known == sorted(known, reverse=True)
    drawn, apart = (one for one in figure.data if one.customdata is not None)
    assert list(drawn.x) == known and (drawn.marker.color, apart.marker.symbol) == (look("en").law, "square-open")
    none = list(rows["status"] == "none")
    assert len(drawn.x) + len(apart.x) + sum(none) == len(rows), "what is not established has no bar, and a mark"
    assert any(none) and f"<b>Punished: {sum(sure)}</b>" in figure.layout.yaxis.ticktext
    said = [note.text for note in figure.layout.annotations]
    assert said.count(word("exposure.ranked.none", "en")) == sum(none)
    ireland = rows[rows["jurisdiction"] == "IE"].iloc[0]
    assert ireland["fine_kind"] == "unlimited" and ireland["fine"] == "Unlimited fine" and "Unlimited fine" in said


def test_the_compared_are_sorted_as_the_reader_asks(warehouse, marts):
    with reading(served.current(warehouse)) as manifest:
        names = drawn_of("exposure.compare", manifest, [("lang", "fr"), ("by", "name")]).rows["named"]
        since = drawn_of("exposure.compare", manifest, [("lang", "fr"), ("by", "since")]).rows
    assert list(names[:4]) == ["Allemagne", "Australie", "Belgique", "Brésil"] and "États-Unis" in list(names[5:12])
    first = since[since["status"] == "in_force"]["in_force_from"].dropna()
    assert first[:-1].is_monotonic_increasing  # the reference stands last


def test_the_scope_matrix_says_who_reaches_creation_and_requests(marts):
    rows = query(marts, "law_scope", date="2026-01-05", jurisdictions=[]).set_index("jurisdiction")
    assert set(rows[rows["creation"] == "yes"].index) == {"BR", "DK", "KR", "MX", "US-TX"}
    assert rows.loc["GB", ["creation", "request"]].tolist() == ["later", "later"]
    assert rows.loc["FR", ["creation", "request", "possession"]].tolist() == ["no", "no", "no"]
    assert rows.loc["CH", "synthetic"] == "unclear" and rows.loc["CA", "synthetic"] == "no"
    later = query(marts, "law_scope", date="2026-02-06", jurisdictions=["GB"]).iloc[0]
    assert (later["creation"], later["request"], later["intent"]) == ("yes", "yes", "general")


def test_takedown_clocks_are_grouped_by_what_starts_them_and_follow_the_day(marts):
    rows = query(marts, "law_clocks", date="2026-01-05", jurisdictions=[]).set_index("provision_id")
    assert rows.loc["us-tida-3-platform", ["clock_starts", "deadline_hours", "status"]].tolist() == [
        "victim_request",
        48,
        "not_yet_in_force",
    ]
    assert pd.isna(rows.loc["eu-dsa-16", "deadline_hours"])  # timely and diligent: no number of hours
    assert rows["clock_starts"].is_monotonic_increasing
    later = query(marts, "law_clocks", date="2026-05-19", jurisdictions=["US"]).iloc[0]
    assert later["status"] == "in_force"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ({"place": "FR"}, ("36 months; €75,000", "226-8-1 al. 3", "one penalty of each kind only")),
        ({"place": "FR", "person": "legal_person"}, ("€375,000", "Worked out by us")),
        ({"place": "FR", "shown": ["adult", "minor"]}, ("84 months; €100,000",)),
        (
            {"place": "GB", "done": "creation", "date": "2026-01-05"},
            ("No ceiling follows", "only from 6 February 2026"),
        ),
        ({"place": "EU", "person": "platform"}, ("6% of turnover",)),
        ({"place": "EU", "person": "platform", "turnover": "2000000000"}, ("up to €120,000,000",)),
        ({"place": "KR", "done": "creation"}, ("84 months; ₩50,000,000", "ECB rate of 31 December 2025")),
    ],
)
def test_one_case_is_answered_with_its_ceiling_its_articles_and_what_was_set_aside(visit, address, wanted):
    _, said = visit(lang="en", view="case", **address)
    for words in wanted:
        assert words in said.replace("\u00a0", " "), words


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "Arizona: its own law was not read here"), ("fr", "Arizona : son propre droit n'a pas été lu ici")],
)
def test_the_form_asks_the_law_above_a_place_whose_own_was_not_read(visit, lang, told):
    _, said = visit(lang=lang, view="case", place="US-AZ", date="2026-01-05", done="online_publication", shown="adult")
    assert told in said.replace("\u00a0", " ").replace("’", "'") and "223(h)(3)(A), (4)" in said


def test_the_product_is_never_shown_unless_asked_for_and_never_without_its_caption(visit):
    caption = {
        "en": "Not a forecast and not a possible sentence for one defendant",
        "fr": "Ni prévision ni peine encourue",
    }
    for lang in ("en", "fr"):
        page, said = visit(lang=lang, view="case", place="FR", images="20000")
        assert caption[lang] not in said and "1,500,000,000" not in said
        page.toggle[0].set_value(True).run()
        said = " ".join(one.proto.body for one in page.get("html"))
        assert not page.exception and caption[lang] in said


def test_only_the_product_is_called_one_and_it_is_the_ceiling_times_the_items(monkeypatch):
    monkeypatch.setattr(products, "facts_of", lambda asked: None)
    monkeypatch.setattr(products, "facts_text", lambda facts, lang: "")
    monkeypatch.setattr(products, "headings", lambda page, names, lang: {})
    head = {"max_fine_amount": 60_000, "currency": "EUR", "fine_article": "1", "counting": {"en": "x", "article": "2"}}
    asked = Asked("en", dt.date(2026, 1, 1), dt.date(2026, 1, 2), own=(("images", 20),))
    rows = products.product(asked, head).rows
    assert list(zip(rows["is_product"], rows["amount"], strict=True)) == [(False, 60_000), (True, 1_200_000)]


def test_the_caption_is_inside_the_picture_and_the_product_is_hatched():
    rows = pd.DataFrame({"named": ["a", "b"], "is_product": [False, True], "amount": [75_000.0, 1.5e9]})
    figure = hatched.hatched(
        rows, look("en"), label="named", value="amount", hatch="is_product", currency="EUR", caption="Not a sentence.",
        scale="log",
    )  # fmt: skip # saves 6 lines
    assert [bar.marker.pattern.shape for bar in figure.data] == ["", "/"]
    assert figure.layout.xaxis.type == "log"
    (on_bar,) = [note for note in figure.layout.annotations if "1,500,000,000" in note.text]
    assert "Not a sentence." in on_bar.text  # the amount and the caption are one text…
    bar = figure.data[1]
    assert bar.y[0] - bar.width / 2 < on_bar.y < bar.y[0] + bar.width / 2  # …on the bar: no crop parts them
    assert list(figure.layout.xaxis.ticktext) == ["€10K", "€100K", "€1M", "€10M", "€100M", "€1B", "€10B"]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("view", ["time", "compare", "case"])
def test_no_view_says_that_anyone_is_guilty_or_what_a_sentence_will_be(visit, lang, view):
    _, said = visit(lang=lang, view=view)
    assert found_in([(view, said)]) == []


DOUBTS = {
    "en": ("Whether it was in force that early is not established", "No ceiling follows", "up to 22 November 2026"),
    "fr": ("Il n’est pas établi qu’elle était déjà en vigueur", "Aucun plafond ne découle", "au 22 novembre 2026"),
}


@pytest.mark.parametrize("lang", DOUBTS)
def test_a_day_before_the_affair_or_after_the_reading_is_answered_with_its_doubt(warehouse, lang):
    unsure, nothing, read = DOUBTS[lang]
    early = pages_seen(warehouse, "exposure", lang, "full", (("view", "case"), ("date", "2015-06-01"), ("place", "JP")))
    assert not early.exceptions and unsure in early.text and nothing in early.text and read not in early.text
    later = pages_seen(warehouse, "exposure", lang, "full", (("view", "case"), ("date", "2030-06-01"), ("place", "JP")))
    assert not later.exceptions and read in later.text


def test_no_text_of_unknown_age_is_counted_as_in_force_before_the_affair(marts):
    for question in ("law_compare", "law_scope"):
        asked = {"act": "online_publication"} if question == "law_compare" else {}
        early = query(marts, question, date=dt.date(2000, 1, 1), jurisdictions=[], **asked)
        assert not set(early.filter(regex="status|verdict|creation|publication").stack()) & {"in_force", "yes"}, (
            question
        )
    summary = query(marts, "exposure_summary", date=dt.date(2000, 1, 1), jurisdictions=[])
    assert summary["publication_count"][0] == 0 and summary["publication_unclear_count"][0] > 5
