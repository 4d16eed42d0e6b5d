"""How acts are counted, and said: what stands and what stood, months, jurisdictions as a lawyer counts them."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest
from visits import visit

from etl.intake.slots import filled
from etl.warehouse import query, raw
from etl.warehouse.layers import SQL, create
from figures import counting
from figures.words import precision_of, word
from figures.words.slots import about

ROOT = Path(__file__).parents[1]
NAMELESS: dict = {
    "name_en": "these images", "name_fr": "ces images", "subject_en": "images", "subject_fr": "images",
    "sentence_en": "", "sentence_fr": "", "platform": "the platform", "service": None, "companies": ["X"],
}  # fmt: skip # saves 7 lines

NONE = {
    "act_count": 0, "day_count": 0, "month_only_count": 0, "months": [], "undated_count": 0, "country_count": 0,
    "unions": [], "subdivisions": [], "international_count": 0, "binding_count": 0, "in_force_count": 0,
    "force_unknown_count": 0, "decision_count": 0, "fine_count": 0, "undone_fine_count": 0,
    "undone_decision_count": 0,
}  # fmt: skip # saves 12 lines


def named(vocabulary, code):
    """What a code is called, for these tests: itself."""
    return code


def summary(marts, start, end, jurisdictions=()):
    """The row of enforcement_summary for a period."""
    days = {"start": dt.date.fromisoformat(start), "end": dt.date.fromisoformat(end)}
    return query(marts, "enforcement_summary", **days, jurisdictions=list(jurisdictions)).to_dict("records")[0]


@pytest.mark.parametrize(
    ("precision", "day", "start", "end", "place"),
    [
        ("day", "2026-01-20", "2026-01-20", "2026-01-21", "inside"),
        ("day", "2026-01-22", "2026-01-20", "2026-01-21", "outside"),
        ("month", "2026-01-01", "2026-01-20", "2026-01-21", "month"),
        ("month", "2026-01-01", "2026-01-01", "2026-01-31", "inside"),
        ("month", "2026-01-01", "2025-12-15", "2026-01-30", "month"),
        ("month", "2026-01-01", "2026-02-01", "2026-02-28", "outside"),
        (None, None, "2026-01-01", "2026-12-31", "undated"),
    ],
)
def test_a_date_known_to_the_month_is_in_a_period_only_when_its_whole_month_is(
    marts, precision, day, start, end, place
):
    given = {"day": day, "precision": precision, "start": start, "end": end}
    sql = "select marts.placed($day::date, $precision, $start::date, $end::date)"
    assert marts.execute(sql, given).fetchall() == [(place,)]


def test_windows_that_follow_each_other_add_up_to_the_whole(marts):
    """No act is counted twice, however the period is cut; those known to the month come with their whole month."""
    whole = summary(marts, "2026-01-01", "2026-03-31")
    months = [summary(marts, f"2026-0{n}-01", f"2026-0{n}-{last}") for n, last in ((1, 31), (2, 28), (3, 31))]
    assert sum(found["act_count"] for found in months) == whole["act_count"]
    days = [
        summary(marts, day.isoformat(), day.isoformat())
        for day in (dt.date(2026, 1, 1) + dt.timedelta(n) for n in range(31))
    ]
    assert sum(found["act_count"] for found in days) == months[0]["day_count"]
    assert {found["month_only_count"] for found in days} == {months[0]["act_count"] - months[0]["day_count"]}


def test_every_number_of_acts_on_a_page_is_of_the_same_acts(marts):
    for start, end in (("2026-01-05", "2026-01-05"), ("2026-01-06", "2026-01-31"), ("2025-11-01", "2026-12-31")):
        days = {"start": dt.date.fromisoformat(start), "end": dt.date.fromisoformat(end), "jurisdictions": []}
        found = summary(marts, start, end)
        rows = query(marts, "enforcement_acts", **days, steps=[])
        drawn = query(marts, "overview_timeline", **days)
        drawn = drawn[(drawn["lane"] == "done") & (drawn["place"] == "inside") & drawn["is_counted"].astype(bool)]
        assert found["act_count"] == (rows["is_counted"] & (rows["place"] == "inside")).sum() == len(drawn)
        assert found["act_count"] == query(marts, "enforcement_harms", **days)["act_count"].sum()
        ladder = query(marts, "enforcement_ladder", **days, clock="images")
        assert found["act_count"] - found["international_count"] == ladder["act_count"].sum()


def test_an_act_undone_is_not_said_to_stand(loaded_acts):
    """A fine annulled, an order lifted, a search that is over: each was binding when taken, and none is in force."""
    found = loaded_acts(
        ("fine", "annulled"), ("fine", "in_force"), ("fine", "closed"), ("service_block", "lifted"),
        ("search", "closed"), ("interim_measure", "suspended"), ("interim_measure", "unknown"),
        ("notice_of_intent", "open"), ("preliminary_findings", "open"),
    )  # fmt: skip # saves 6 lines
    assert found["act_count"] == 9 and found["binding_count"] == 7
    assert (found["in_force_count"], found["force_unknown_count"]) == (2, 1)
    assert (found["fine_count"], found["undone_fine_count"], found["decision_count"]) == (2, 1, 2)
    assert "annulled, suspended or withdrawn since: the ladder shows the day" in counting.decided(found, "en")
    assert "une décision a été prise, puis annulée" in counting.decided(found, "fr").lower()
    assert counting.decided(NONE, "en") == "None is a decision."
    assert "Seven were binding when taken, 2 still in force" in counting.force(found, "en")
    assert "(not established for one)" in counting.force(found, "en")
    assert "One more was annulled, suspended or withdrawn since and does not stand." in counting.fines(found, "en")
    assert "Sept étaient contraignants lorsqu’ils ont été pris, 2 encore en vigueur" in counting.force(
        found, "fr"
    ).replace("\u202f", " ")


@pytest.fixture
def loaded_acts(tmp_path):
    """A function: the summary of acts of these kinds and statuses, of one country and day, as the marts judge them."""

    def judged(*acts):
        with duckdb.connect() as own:
            raw.load(own, ROOT / "data", tmp_path, dt.date(2026, 11, 30))
            create(own, SQL / "staging")
            own.execute(
                "create temp table one as from raw.enforcement_actions where measure = 'fine' limit 1"
            ).fetchall()
            own.execute("delete from raw.enforcement_actions").fetchall()
            for n, (measure, status) in enumerate(acts):
                own.execute(
                    "insert into raw.enforcement_actions select * replace ($id as action_id, $measure as measure, "
                    "$status as status, date '2026-01-05' as date, 'day' as date_precision, 'FR' as jurisdiction) "
                    "from one",
                    {"id": f"a{n}", "measure": measure, "status": status},
                ).fetchall()
            for name in ("jurisdictions", "anchors", "enforcement"):
                own.execute(f"create table marts.{name} as {(SQL / f'marts/{name}.sql').read_text()}").fetchall()
            return summary(own, "2026-01-01", "2026-01-31")

    return judged


@pytest.mark.parametrize(
    ("found", "en", "fr"),
    [
        ({"country_count": 16, "unions": ["EU"], "subdivisions": ["US-AZ", "US-CA", "US-MD"]},
         "in 16 countries, the EU and 3 US states", "dans 16 pays, l’Union européenne et 3 États américains"),
        ({"country_count": 1}, "in one country", "dans un pays"),
        ({"unions": ["EU"]}, "in the EU", "dans l’Union européenne"),
        ({"subdivisions": ["US-CA", "CA-QC"]}, "in one Canadian province and one US state",
         "dans une province canadienne et un État américain"),
        ({"international_count": 1}, "by several countries together", "par plusieurs pays ensemble"),
    ],
)  # fmt: skip # saves 6 lines
def test_countries_the_union_and_states_of_a_federation_are_counted_apart(found, en, fr):
    assert counting.places(NONE | found, "en", named) == en
    assert counting.places(NONE | found, "fr", named) == fr


def test_each_date_of_a_row_is_written_as_precisely_as_it_is_known_itself():
    row = {"date_precision": "month", "published_precision": "month", "status_date_precision": "day", "action_date": 1}
    months = ("action_date", "statement_date", "reaction_date", "published_date")
    days = ("status_date", "document_date", "entered_date", "source_date", "lifted_date")
    assert {precision_of(name, row) for name in months} == {"month"}
    assert {precision_of(name, row) for name in days} == {"day"}
    assert precision_of("action_date", {"date_precision": None}) == precision_of("found", {}) == "day"


def test_a_receipt_of_an_act_known_to_the_month_has_the_days_that_are_known(warehouse, marts):
    rows = marts.execute(
        "select action_id, action_date, entered_date from marts.enforcement "
        "where date_precision = 'month' and is_counted order by all"
    ).fetchall()
    name, month, entered = rows[0]
    text = visit(warehouse, "record", "en", "full", (("id", name),)).text
    assert f"{month:%B %Y}" in text and f"{entered.day} {entered:%B %Y}" in text and f"1 {month:%B %Y}" not in text


def test_five_dated_acts_and_two_known_only_for_january():
    found = NONE | {"act_count": 5, "day_count": 5, "month_only_count": 2, "months": ["2026-01-01"]}
    assert counting.acts(found, "en") == "5 dated acts (and 2 known only for January 2026)"
    assert counting.acts(found, "fr") == "5 actes datés (et 2 connus seulement pour janvier 2026)"
    assert counting.apart(NONE | {"undated_count": 1}, "en") == ["One more act is undated."]


@pytest.mark.parametrize(
    ("service", "noun", "gender", "its", "of_the", "whom"),
    [
        ("Ōtone", "hébergeur de voix", "m elided", "son hébergeur de voix", "de l'hébergeur de voix",
         "X ou son hébergeur de voix"),
        ("Ōtone", "halle d'images", "f", "sa halle d'images", "de la halle d'images", "X ou sa halle d'images"),
        ("Ōtone", "histoire", "f elided", "son histoire", "de l'histoire", "X ou son histoire"),
        ("Grok", "agent conversationnel", "m", "son agent conversationnel", "de l'agent conversationnel",
         "X ou son agent conversationnel"),
        ("Toile", "application", "f", "son application", "de l'application", "X ou son application"),
        ("Pinceau", "plateforme d'images", "f", "sa plateforme d'images", "de la plateforme d'images",
         "X ou sa plateforme d'images"),
        ("Toile", "générateur", "m", "son générateur", "du générateur", "X ou son générateur"),
    ],
)  # fmt: skip # saves 18 lines
def test_french_contracts_elides_and_agrees(service, noun, gender, its, of_the, whom):
    affair = NAMELESS | {"platform": "X", "service": service, "service_noun_fr": noun, "service_gender": gender[0],
                         "service_elided": True if "elided" in gender else None}  # fmt: skip # saves 5 lines
    slots = filled(affair, "fr")
    assert (slots["its_service"], slots["of_the_service"], slots["whom"]) == (its, of_the, whom)
    assert slots["of_service"] == (f"d'{service}" if service == "Ōtone" else f"de {service}")


@pytest.mark.parametrize(
    ("name", "of", "to"),
    [
        ("les images de Grok", "des images de Grok", "aux images de Grok"),
        ("le scandale Toile", "du scandale Toile", "au scandale Toile"),
        ("la fuite", "de la fuite", "à la fuite"),
        ("l'affaire Toile", "de l'affaire Toile", "à l'affaire Toile"),
        ("X", "de X", "à X"),
        ("Arcadie", "d'Arcadie", "à Arcadie"),
    ],
)
def test_the_name_of_an_affair_takes_its_preposition(name, of, to):
    slots = filled(NAMELESS | {"name_fr": name}, "fr")
    assert (slots["of_affair"], slots["to_affair"]) == (of, to)


def test_an_affair_without_a_service_is_of_its_platform_alone():
    named = NAMELESS | {"platform": "Lumen", "name_en": "the Lumen files"}
    with about({lang: filled(named, lang) for lang in ("en", "fr")}):
        assert "over the Lumen files" in word("enforcement.harms_single", "en", harm="")
    assert filled(NAMELESS | {"platform": "Lumen"}, "en")["whom"] == "Lumen"


@pytest.mark.parametrize(
    ("count", "binding", "told"),
    [(0, 0, "No act"), (1, 1, ", binding when taken"), (1, 0, ", not binding by itself"), (3, 0, ", none binding"),
     (3, 1, ", one of them"), (3, 2, ", 2 of them"), (3, 3, ", all binding when taken")],
)  # fmt: skip # saves 7 lines
def test_a_title_of_acts_says_all_where_all_bind(count, binding, told):
    assert told in counting.title(count, binding, "en")
