"""An affair whose acts were undone, are known to a month, and whose voices speak other languages: what is told."""

import datetime as dt
import json
import re

import pytest
from pupils import PUPILS_AS_OF, pupils
from visits import visit

from brief.choice import Choice
from brief.content import content
from etl.affairs.check import examine, said
from etl.errors import GardefouError
from etl.open_data.feed import atom
from etl.open_data.package import publish
from etl.warehouse import connect, current
from etl.warehouse.build import build


def plain(text: str) -> str:
    """A text with the spaces and apostrophes of a keyboard."""
    return re.sub("[\u00a0\u202f]", " ", text).replace("’", "'")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    data = pupils(tmp_path_factory.mktemp("another") / "ofelia")
    assert said(examine(data, data / "no-store", PUPILS_AS_OF)[0]) == []
    build(data / "warehouse", data / "store", data, PUPILS_AS_OF)
    return data / "warehouse"


def told(served, page: str, lang: str, *more: tuple[str, str]) -> str:
    """All a page says, its figures' titles and summaries included."""
    seen = visit(served, page, lang, "full", more)
    assert seen.exceptions == []
    return plain(
        "\n".join([seen.answer, seen.text, *(f"{one.facts.title} {one.facts.summary}" for one in seen.figures)])
    )


def figure(served, page: str, name: str, lang: str = "en"):
    seen = visit(served, page, lang)
    return next(one for one in seen.figures if one.facts.key == name)


def test_a_block_ends_with_the_status_that_undid_it(served):
    assert "One country blocked Undine; ended after at most 50 days" in told(served, "enforcement", "en")
    assert "Un pays a bloqué Undine ; fin au bout de 50 jours au plus" in told(served, "enforcement", "fr")
    rows = figure(served, "enforcement", "enforcement.blocks").rows
    assert rows["lifted_date"].astype(str).tolist() == ["2027-08-20"] and rows["is_over"].tolist() == [True]


def test_fines_undone_since_are_counted_and_said(served):
    assert "2 fines found, one annulled, suspended or withdrawn since." in told(served, "overview", "en")
    assert "2 amendes retrouvées, une annulée, suspendue ou retirée depuis." in told(served, "overview", "fr")


def test_days_that_rest_on_a_month_are_at_most(served):
    assert "Kenya: first dated act after at most 89 days" in told(served, "country", "en", ("place", "KE"))
    assert "Kenya : premier acte daté, au bout de 89 jours au plus" in told(served, "country", "fr", ("place", "KE"))
    assert "first dated act after 42 days" in told(served, "country", "en", ("place", "BR"))
    steps = figure(served, "enforcement", "enforcement.survival").rows.set_index(["step", "days"])["month_count"]
    assert steps["first_act", 89] == 1 and steps["first_act", 42] == 0 and steps["binding", 80] == 0
    assert "known to a month only" in told(served, "enforcement", "en")
    places = figure(served, "overview", "overview.map").rows.set_index("jurisdiction")
    assert places.loc["KE", "first_precision"] == "month" and "first in June 2027" in places.loc["KE", "told"]


def test_one_first_act_is_no_acts(served):
    assert "from the first images studied to the first act: Brazil" in told(served, "overview", "en")
    assert "des premières images étudiées au premier acte : Brésil" in told(served, "overview", "fr")


def test_a_text_in_a_third_language_is_marked_in_both(served):
    assert "(mention en portugais)" in told(served, "country", "fr", ("place", "BR"))
    assert "(wording in Polish)" in told(served, "country", "en", ("place", "PL"))
    assert "(wording in English)" not in told(served, "country", "en", ("place", "KE"))


def test_all_of_several_acts_are_said_to_bind_in_a_word(served):
    assert (
        "Three counted acts of its authorities in the period, all of them binding, none of them still in force."
        in told(served, "country", "en", ("place", "PL"))
    )
    assert "dont un contraignant" in told(served, "country", "fr", ("place", "BR"))


def test_age_and_gender_are_a_caveat_where_somebody_judged_them(served):
    for lang, sign in (("en", "Apparent"), ("fr", "apparent")):
        assert sign not in told(served, "incidence", lang)


def test_the_unions_database_is_no_source_of_an_affair_that_does_not_report_to_it(served, tmp_path):
    for lang in ("en", "fr"):
        assert "DSA" not in told(served, "sources", lang)
    publish(current(served), tmp_path / "out")
    listed = (tmp_path / "out/data/sources.csv").read_text(encoding="utf-8")
    described = json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))
    assert "sor_daily" not in listed and not {"sor-daily", "sor-days"} & {one["name"] for one in described["resources"]}


def test_the_feed_says_what_became_of_an_act(served):
    with connect(current(served)) as connection:
        feed = plain(atom(connection, "fr", ()).decode())
    assert "Authority pl-1 : Mesure provisoire (annulé ou infirmé)" in feed
    assert "Authority br-2 : Amende ou pénalité civile<" in feed


def test_a_brief_of_a_part_of_the_affair_says_what_is_outside(served):
    with connect(current(served)) as connection:
        notes = {}
        for first in (dt.date(2027, 3, 1), dt.date(2027, 6, 1)):
            made = content(connection, current(served), Choice("en", first, dt.date(2027, 9, 30)))
            notes[first.month] = json.dumps(made, default=str)
    assert "outside this period" not in notes[3]
    assert "One more is dated outside this period, and is not here." in notes[6]


def test_searches_are_counted_in_both_languages(served):
    assert "En tout, 2 recherches ont été faites ; une n'a rien donné de plus récent." in told(served, "sources", "fr")
    assert "In all, 2 things were looked for; one found nothing newer." in told(served, "sources", "en")


@pytest.mark.parametrize("law", ["br-eca-241c", "br-pl-3821-24"])  # ended before the facts, and a bill
def test_a_law_that_was_none_leads_no_page(tmp_path, law):
    data = pupils(tmp_path / "data")
    path = data / "affair.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("br-cp-216b-par", law), encoding="utf-8")
    assert law in "\n".join(said(examine(data, data / "no-store", PUPILS_AS_OF)[0]))
    with pytest.raises(GardefouError, match=law):
        build(tmp_path / "out", tmp_path / "store", data, PUPILS_AS_OF)
