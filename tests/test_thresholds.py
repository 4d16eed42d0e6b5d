"""Rules in Python at their edges, and each list of what is kept out tried entry by entry, worked out by hand."""

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from etl.detections.cells import day_expression
from etl.detections.collect import Asked, collect
from etl.detections.incoming import in_memory
from etl.fetch import dsa as dumps
from etl.fetch.inbox import CODES, doubt
from etl.live import review
from etl.reactions.duplicates import alike, clusters
from etl.reactions.identity import NOBODY, author_name
from etl.reactions.times import HOURS, MONTHS, moment
from etl.stores import swept
from figures import age, counting, statements
from figures.charts.values import interval, share_ticks, written
from figures.incidence import studies
from figures.words import FINE, day, word
from server import bounds
from server.answers import takes_gzip

PARIS, NOW = ZoneInfo("Europe/Paris"), dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


# Detectors


def scores(tmp_path, text: str, **asked) -> dict[str, tuple[int, int]]:
    """Category → (flagged, counted) of a table."""
    (path := tmp_path / "given.csv").write_text(text, "utf-8")
    with in_memory() as connection:
        collect(connection, path, Asked(**asked))
        rows = connection.execute("select category, count(*) filter (is_flagged), count(*) from scores group by 1")
        return {category: (yes, count) for category, yes, count in rows.fetchall()}


def test_a_score_at_its_threshold_is_a_flag_and_one_below_is_none(tmp_path):
    text = "image_id,label,score\n1,nudity,0.5\n2,nudity,0.499\n3,nudity,0.501\n4,none,\n"
    assert scores(tmp_path, text, flag_at={"nudity": 0.5}) == {"nudity": (2, 4)}


def test_of_two_scores_of_one_image_the_higher_decides(tmp_path):
    text = "image_id,label,score\n1,nudity,0.9\n1,nudity,0.1\n2,nudity,0.1\n2,nudity,0.2\n3,none,\n"
    with in_memory() as connection:
        (path := tmp_path / "given.csv").write_text(text, "utf-8")
        collect(connection, path, Asked(flag_at={"nudity": 0.5}))
        found = connection.execute("select score, is_flagged from scores order by number").fetchall()
    assert [(one and round(one, 3), is_flagged) for one, is_flagged in found][:2] == [(0.9, True), (0.2, False)]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("12/11/2026", "05/01/2026"), "2026-11-12"),  # a twelve can be a month: the day is supposed first
        (("11/12/2026", "05/01/2026"), "2026-12-11"),
        (("13/11/2026", "05/01/2026"), "2026-11-13"),
        (("11/13/2026", "05/01/2026"), "2026-11-13"),
        (("1/13/2026", "12/01/2026"), "2026-01-13"),
        (("46027", "46028"), "2026-01-05"),
    ],
)
def test_which_is_the_day_is_told_by_what_cannot_be_a_month(days, first):
    with in_memory() as connection:
        values = ", ".join(f"('{one}')" for one in days)
        connection.execute(f"create table incoming as select * from (values {values}) as t(day)")
        expression, _ = day_expression(connection, "day")
        assert str(connection.execute(f"select {expression} from incoming").fetchall()[0][0])[:10] == first


# Posts


PLACES = {"C": "Europe/Paris", "W": "Europe/Lisbon", "E": "Europe/Athens"}
AMERICA = {"E": "America/New_York", "C": "America/Chicago", "M": "America/Denver", "P": "America/Los_Angeles"}
ZONES = {"BST": ("Europe/London", 7)} | {  # short name → where it is kept, and in which month
    **{f"{first}ET": (place, 1) for first, place in PLACES.items()},
    **{f"{first}EST": (place, 7) for first, place in PLACES.items()},
    **{f"{first}ST": (place, 1) for first, place in AMERICA.items()},
    **{f"{first}DT": (place, 7) for first, place in AMERICA.items()},
}


@pytest.mark.parametrize("zone", HOURS)
def test_a_zone_by_its_short_name_is_what_its_countries_keep(zone):
    place, month = ZONES[zone]
    written_at = dt.datetime(2026, month, 5, 10, 22)
    meant = written_at.replace(tzinfo=ZoneInfo(place)).astimezone(dt.UTC)
    assert moment(f"{written_at:%Y-%m-%d %H:%M} {zone}", PARIS, NOW) == (meant, "")


def test_the_hours_of_a_half_day():
    for text, hour in (("12:05 AM", 0), ("1:05 AM", 1), ("11:05 AM", 11), ("12:05 PM", 12), ("1:05 PM", 13),
                       ("11:05 PM", 23)):  # fmt: skip # saves 6 lines
        assert moment(f"Jan 5, 2026 {text} UTC", PARIS, NOW) == (utc(2026, 1, 5, hour, 5), ""), text
    assert moment("Jan 5, 2026 13:05 PM", PARIS, NOW)[0] is None
    assert moment("Jan 5, 2026 0:05 PM", PARIS, NOW)[0] is None


def test_a_spreadsheets_day_numbers_count_from_the_day_before_new_years_eve_of_1899():
    assert moment(46027, ZoneInfo("UTC"), NOW) == (utc(2026, 1, 5), "")
    assert moment("46027,75", ZoneInfo("UTC"), NOW) == (utc(2026, 1, 5, 18), "")


def test_every_name_of_a_month_is_its_month():
    for name, number in MONTHS.items():
        assert moment(f"5 {name} 2025 10:00 UTC", PARIS, NOW) == (utc(2025, number, 5, 10), ""), name


def test_every_word_for_nobody_is_no_author():
    words = (
        "[deleted]|[removed]|deleted|deleted user|unknown|unknown user|anonymous|anonyme|redacted|n/a|na|none|null|nan"
    )
    more = "<na>|[redacted]|anonymised|anonymized|inconnu|supprimé|[supprimé]|-"
    assert set(f"{words}|{more}".split("|")) <= NOBODY
    for name in NOBODY:
        for network in ("x", "reddit", "mastodon", "youtube"):
            assert author_name(network, name) == author_name(network, name.upper()) == "", (network, name)
    assert author_name("x", "anonymes") == "anonymes"


def test_posts_that_share_six_tenths_of_their_runs_are_copies_and_others_are_not():
    assert alike(set(range(8)), set(range(2, 10)))  # 6 of 10
    assert not alike(set(range(8)), set(range(3, 11)))  # 5 of 11
    assert not alike(set(range(79)), set(range(20, 100)))  # 59 of 100
    said = "une deux trois quatre cinq six sept huit neuf dix onze douze treize"
    texts = [f"{said} quatorze quinze seize", f"{said} rien du tout"]  # 11 runs of 17 are in both
    assert clusters(texts) == [0, 0]


# Live sources


def archive(day: str, rows: int, rejected: int = 0, unknown=None, replaces=(), slug: str = "x") -> dict:
    return {"day": day, "slug": slug, "kind": "full", "rows": rows, "rejected": rejected, "unknown": unknown or {},
            "replaces": list(replaces)}  # fmt: skip # saves 7 lines


WEEK = [archive(f"2026-01-0{n}", 1000) for n in range(1, 8)]


@pytest.mark.parametrize(
    ("record", "held"),
    [
        (archive("2026-01-08", 900, replaces=[archive("2026-01-08", 1000)]), False),  # a tenth less is let through
        (archive("2026-01-08", 899, replaces=[archive("2026-01-08", 1000)]), True),
        (archive("2026-01-08", 100), False),  # a tenth of the usual
        (archive("2026-01-08", 99), True),
        (archive("2026-01-04", 99), True),  # three days before it are enough to know what is usual
        (archive("2026-01-03", 99), False),  # two are not
        (archive("2026-01-08", 1000, 50), False),  # 5 % unreadable
        (archive("2026-01-08", 1000, 51), True),
        (archive("2026-01-08", 1000, 100, replaces=[archive("2026-01-08", 1000, 50)]), False),  # 5 % more than before
        (archive("2026-01-08", 1000, 101, replaces=[archive("2026-01-08", 1000, 50)]), True),
        (archive("2026-01-08", 99, slug="tiktok"), False),  # what is usual of another platform says nothing
        *((archive("2026-01-08", 1000, unknown={kind: {"NEW": 1}}), True) for kind in CODES),
        (archive("2026-01-08", 1000, unknown={"content_type": {"NEW": 1}}), False),
    ],
)
def test_a_days_dump_is_held_back_from_the_first_row_too_few_or_too_bad(record, held):
    assert bool(doubt(record, [*WEEK, record])) == held
    assert set(CODES) == {"category", "keyword", "automated_detection", "automated_decision"}


def test_a_dump_of_hardly_any_rows_is_no_measure_of_the_days_before_it():
    early = archive("2026-01-01", 99)
    assert doubt(early, [early, *WEEK[1:]]) == ""  # only later days are known


def test_the_days_looked_at_end_yesterday_and_are_as_many_as_asked():
    asked = {"back": 3}
    assert dumps.days(asked, "2026-01-05") == ["2026-01-02", "2026-01-03", "2026-01-04"]
    assert dumps.days({"back": 1}, "2026-03-01") == ["2026-02-28"]
    assert dumps.days({"back": 9, "first": "2026-01-01", "last": "2026-01-01"}, "2026-01-05") == ["2026-01-01"]


def test_a_candidate_put_off_waits_on_and_one_decided_does_not(tmp_path):
    known = {"publisher": "p", "jurisdiction": "FR", "date": "2026-01-05", "link": "https://a.example", "terms": [],
             "entities": []}  # fmt: skip # saves 6 lines
    review.add(tmp_path, [{"id": name, **known} for name in (*review.DECISIONS, "open")])
    for name in review.DECISIONS:
        review.decide(tmp_path, name, name, "Z", "because")
    assert {one["id"] for one in review.queue(tmp_path)} == {"later", "open"}
    assert set(review.DECISIONS) == {"curated", "rejected", "later"}


def test_what_the_ledger_names_stays_and_nothing_else(tmp_path):
    for name in ("a/one", "a/two", "b/one"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    swept(tmp_path, ("a", "b"), {"a/one"})
    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*")) if path.is_file()] == ["a/one"]


# Sentences


@pytest.mark.parametrize(
    ("days", "key", "count"),
    [
        (-1, "ahead", None), (0, "today", None), (1, "days", 1), (14, "days", 14), (15, "weeks", 2), (69, "weeks", 9),
        (70, "months", 2), (730, "months", 23), (731, "years", 2), (1095, "years", 2), (1096, "years", 3),
    ],
)  # fmt: skip # saves 9 lines
def test_how_long_ago_is_in_days_then_weeks_then_months_then_years(days, key, count):
    for lang in ("en", "fr"):
        values = {} if count is None else {"count": count}
        assert age.ago(dt.timedelta(days=days), lang) == word(f"common.age.{key}", lang, **values), days


def test_looked_for_on_the_last_day_itself_is_looked_for():
    found = {"data_date": dt.date(2026, 1, 5), "looked_date": dt.date(2026, 1, 5), "is_found": False}
    told = {"day": dt.date(2026, 1, 5), "ago": age.ago(dt.timedelta(days=2), "en")}
    today = dt.date(2026, 1, 7)
    assert age.age(found, "en", today) == word("common.age.nothing", "en", looked=dt.date(2026, 1, 5), **told)
    assert age.age(found | {"is_found": True}, "en", today) == word(
        "common.age.looked", "en", looked=dt.date(2026, 1, 5), **told
    )
    assert age.age(found | {"looked_date": dt.date(2026, 1, 4)}, "en", today) == word("common.age.never", "en", **told)
    assert age.age(found | {"looked_date": None}, "en", today) == word("common.age.never", "en", **told)


def acts(**counts: int) -> dict:
    names = ("act_count", "day_count", "month_only_count", "binding_count", "in_force_count", "force_unknown_count",
             "international_count", "undated_count", "fine_count", "undone_fine_count", "decision_count",
             "undone_decision_count")  # fmt: skip # saves 11 lines
    return dict.fromkeys(names, 0) | counts


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_acts_of_several_countries_are_told_apart_unless_they_are_all(lang):
    told = word("counting.international", lang, count=2)
    assert counting.apart(acts(act_count=3, international_count=2), lang) == [told]
    assert counting.apart(acts(act_count=2, international_count=2), lang) == []
    assert counting.apart(acts(act_count=2, undated_count=4), lang) == [word("counting.undated", lang, count=4)]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_force_says_what_binds_then_what_still_holds_then_what_is_not_known(lang):
    standing = word("counting.in_force", lang, count=4) + word("counting.not_established", lang, count=3)
    expected = word("counting.binding", lang, count=8, standing=standing)
    assert counting.force(acts(act_count=9, binding_count=8, in_force_count=4, force_unknown_count=3), lang) == expected
    for key, one in (("unknown", acts(force_unknown_count=1)), ("held", acts(in_force_count=1)), ("ended", acts())):
        word_of = word(f"counting.one_{key}", lang)
        assert counting.force({**one, "act_count": 5, "binding_count": 1}, lang) == word(
            "counting.binding", lang, count=1, standing=word_of
        )
        assert counting.force({**one, "act_count": 1, "binding_count": 1}, lang) == word(
            "counting.binding_single", lang, count=1, standing=word_of
        )


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_was_undone_is_said_of_fines_and_of_decisions_each_by_its_own_count(lang):
    found = acts(act_count=9, fine_count=5, undone_fine_count=2, decision_count=7, undone_decision_count=3)
    assert counting.fines(found, lang) == " ".join(
        [word("counting.fines", lang, count=5), word("counting.undone_fines", lang, count=2)]
    )
    assert counting.decided(found, lang) == " ".join(
        [word("counting.decided", lang, count=7), word("counting.undone_decisions", lang, count=3)]
    )
    assert counting.after(-3, lang) == word("counting.before", lang, count=3)
    assert counting.after(0, lang) == word("counting.after", lang, count=0)


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0%"), (0.00004, "0.004%"), (0.0004, "0.04%"), (0.001, "0.1%"), (0.02, "2.0%"), (0.0949, "9.5%"),
     (0.095, "10%"), (0.53, "53%"), (1, "100%"), (None, "–"), (float("nan"), "–")],
)  # fmt: skip # saves 11 lines
def test_a_share_has_as_many_decimals_as_tell_it_from_none(value, told):
    assert written(value, "share", "en") == told
    assert written(value, "share", "fr") == told.replace(".", ",").replace("%", f"{FINE}%")


def test_an_interval_is_its_lower_end_and_its_upper_end_and_none_where_one_is_unknown():
    assert interval(0.2, 0.6, "share", "en") == "20% – 60%"
    assert interval(0.941, 0.9412, "share", "en") == "94.10% – 94.12%"
    assert interval(None, 0.6, "share", "en") == interval(0.2, None, "share", "en") == ""
    assert share_ticks(0.8) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] and share_ticks(0.79)[1] == 0.1


# Server


def test_what_costs_next_to_nothing_is_each_of_these_and_no_other():
    free = ("_stcore/health", "static/a.js", "fonts/a.woff2", "media/a", "component/a", "healthz", "livez",
            "robots.txt", "sitemap.xml", "favicon.png", "embed/script/a.js")  # fmt: skip # saves 11 lines
    kinds = {"api/v1/x": "data", "feed.atom": "data", "oembed": "data", "figures/x": "figures", "embed/x": "figures",
             "": "pages", "overview": "pages", "brief": "pages"}  # fmt: skip # saves 8 lines
    assert {path: bounds.kind_of(f"/{path}") for path in (*free, *kinds)} == dict.fromkeys(free, "") | kinds


def test_gzip_is_taken_by_name_or_star_and_never_with_a_weight_of_zero():
    for accepted in ("gzip", "GZIP;q=0.1", "*", "br, gzip;q=1.0", "*;q=0.5", "gzip, *;q=0"):
        assert takes_gzip(accepted), accepted
    for accepted in ("", "br", "gzip;q=0", "gzip;q=0.0", "*;q=0", "gzip;q=0, *", "gzip;q=x", "identity"):
        assert not takes_gzip(accepted), accepted


def test_a_system_of_few_descriptors_gets_fewer_places(monkeypatch):
    for name in ("SOCKETS", "ANSWERS"):
        monkeypatch.setattr(bounds, name, bounds.Places(1, 1))
    for descriptors, sockets, answers in ((100_000, 240, 400), (1024, 60, 181), (310, 8, 16)):
        bounds.fit(descriptors)
        assert (bounds.SOCKETS.most, bounds.ANSWERS.most) == (sockets, answers), descriptors


def test_the_first_of_a_month_is_written_as_french_writes_it():
    assert day(dt.date(2026, 1, 1), "fr") == "1er janvier 2026" and day(dt.date(2026, 1, 11), "fr") == "11 janvier 2026"


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        (("supported", "contradicted"), "contradicted"), (("supported", "outside_wording"), "supported"),
        (("untested", "outside_wording"), "outside_wording"), (("untested",), "untested"), ((), "untested"),
        (("untested", "supported"), "supported"), (("outside_wording", "contradicted"), "contradicted"),
    ],
)  # fmt: skip # saves 4 lines
def test_of_all_that_bears_on_a_claim_what_contradicts_it_goes_first(verdicts, outcome):
    for order in (verdicts, verdicts[::-1]):
        assert statements.outcome(pd.Series(order, dtype=object)) == outcome


@pytest.mark.parametrize(("sampled", "is_few"), [(1, True), (9, True), (10, False), (55, False)])
def test_fewer_than_ten_trials_are_said_to_be_few(sampled, is_few):
    row = {"category": "x", "sampled_count": sampled, "flagged_count": 1, "figure": "2%"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studies, "label", lambda vocabulary, code, lang: code)
        told = studies.tried(row, "en")
        refused = word("incidence.tried_refused", "en", count=sampled - 1)
        assert told.startswith(f"{word('incidence.tried', 'en', n=sampled, count=1)}, {refused}")
        assert (word("incidence.tried_few", "en") in told) == is_few
        for unknown in ({"sampled_count": None}, {"flagged_count": None}, {"sampled_count": 0}):
            assert word("incidence.tried_unknown", "en", share="2%") in studies.tried(row | unknown, "en")
