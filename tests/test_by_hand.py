"""Small functions that count, order and word, worked out by hand where they turn: none, one, two; the day before."""

import datetime as dt
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from etl import cells, days, files, journal
from etl.errors import GardefouError
from etl.fetch import bluesky, dsa, legifrance
from etl.fetch.markup import plain_text
from etl.live import held, refresh, review, state
from etl.net import http
from etl.warehouse import (
    Manifest,
    Unavailable,
    build,
    coverage,
    history,
    layers,
    manifest_in,
    publishing,
    raw,
    verified,
    versions,
)
from etl.warehouse.computed import detector_estimates, distinctive_terms, incidence_treatments
from etl.warehouse.recorded import Recorded

DAY = dt.date(2026, 1, 5)


# Versions and what is said of them


@pytest.mark.parametrize(
    ("n", "en", "fr"),
    [(0, "no row", "aucune ligne"), (1, "1 row", "1 ligne"), (2, "2 rows", "2 lignes"), (1200, "1,200 rows", "")],
)
def test_none_one_and_many_are_worded_each_in_its_way(n, en, fr):
    assert coverage.counted_as(coverage.FORMS["en"]["rows"], n, "en") == en
    assert not fr or coverage.counted_as(coverage.FORMS["fr"]["rows"], n, "fr") == fr


def test_a_source_is_from_its_first_day_to_its_last_and_of_one_day_when_they_are_the_same():
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("create schema raw").fetchall()
        connection.execute(
            "create table raw.lookups (source text, row_id text, looked_on text, is_found text)"
        ).fetchall()
        connection.execute("create table raw.affair_words (slot text, text_en text, text_fr text)").fetchall()
        connection.execute("create table raw.exchange_rates as select date '2026-01-05' as rate_date").fetchall()
        assert coverage.covered(connection, "exchange_rates", "en") == "1 row, of 5 January 2026."
        connection.execute("insert into raw.exchange_rates values ('2026-02-01')").fetchall()
        assert (
            coverage.covered(connection, "exchange_rates", "fr") == "2 lignes, du 5 janvier 2026 au 1er février 2026."
        )


def test_a_version_is_named_a_second_after_the_newest_when_the_clock_was_set_back(tmp_path):
    now = dt.datetime(2026, 1, 5, 12, 0, 0, tzinfo=dt.UTC)
    assert publishing.next_moment(tmp_path, now) == now
    for name, moment in (
        ("20260105T120000-a.json", 1),
        ("20260105T115958-a.json", 0),
        ("20260105T120009-a.duckdb", 10),
    ):
        (tmp_path / name).touch()
        assert publishing.next_moment(tmp_path, now) == now + dt.timedelta(seconds=moment), name
        (tmp_path / name).unlink()


def test_a_version_needs_twice_the_room_of_the_last(tmp_path):
    (tmp_path / "v").write_bytes(b"x" * 3_000_000)
    served: Any = SimpleNamespace(path=tmp_path / "v")
    assert "needs about 6 MB;" in str(publishing.no_room(tmp_path, served, OSError("full")))
    assert "needs about 50 MB;" in str(publishing.no_room(tmp_path, None, OSError("full")))


def test_a_manifest_names_a_file_beside_it_and_no_other(tmp_path):
    record = {"version": "v", "sha256": "", "built_at": "", "as_of": "", "data_date": "", "rows": {}}
    for name in ("v.duckdb", "../v.duckdb", "/v.duckdb", "a/v.duckdb", ""):
        (tmp_path / "v.json").write_text(json.dumps(record | {"file": name}))
        if name in ("v.duckdb", ""):
            assert manifest_in(tmp_path / "v.json").path == tmp_path / name
        else:
            with pytest.raises(Unavailable, match="cannot be read"):
                manifest_in(tmp_path / "v.json")


def test_a_build_is_another_when_any_file_it_reads_is(tmp_path, monkeypatch):
    read: set[str] = set()
    monkeypatch.setattr(build, "sha256", lambda path: read.add(str(path)) or "x")
    for name in (
        "a.csv",
        "law/fr.yml",
        "warehouse/v.json",
        "store/x.csv",
        "store/dsa/ledger.json",
        "store/dsa/ledger.sqlite",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    digests = {build.inputs_digest(tmp_path, tmp_path / "store", DAY + dt.timedelta(n)) for n in (0, 0, 1)}
    own = {name.removeprefix(f"{tmp_path}/") for name in read if name.startswith(f"{tmp_path}/")}
    assert own == {"a.csv", "law/fr.yml", "store/dsa/ledger.json", "store/dsa/ledger.sqlite"} and len(digests) == 2
    code = Path(build.__file__).parents[1]
    wanted = {*code.rglob("*.py"), *code.rglob("*.yml"), *layers.SQL.rglob("*.sql")}
    assert {str(path) for path in wanted} <= read


def test_a_total_is_a_count_and_what_is_made_of_a_share_a_share():
    import duckdb

    with duckdb.connect() as connection:
        for text in (
            "create schema raw",
            "create schema staging",
            "create table staging.detections as "
            "select 'a' as measurement_id, 100 as sampled_count, 10 as flagged_count, 0.1::double as value",
            "create table raw.incidence_treatments as "
            "select 'a' as measurement_id, one.*, '' as note_en, '' as note_fr from (values ('f1', '0.9', null), "
            "('total', '1000', 'a'), ('total_f1', '1000', 'a')) as one(treatment, parameter, with_measurement_id)",
        ):
            connection.execute(text).fetchall()
        found, _ = incidence_treatments.rows(connection)
    assert [(one["treatment"], one["unit"], round(one["value"], 6)) for one in found] == [
        ("f1", "share", 0.1), ("total", "count", 100), ("total_f1", "count", 100)]  # fmt: skip # saves 3 lines


def test_a_check_counts_what_it_found():
    assert [layers.counted([0] * n) for n in (1, 2, 3)] == ["1 row", "2 rows", "3 rows"]


def test_a_source_that_does_not_say_keeps_its_latest_copy_alone():
    source = {f"{key}_{lang}": "x" for key in ("title", "publisher", "licence", "coverage", "cannot_say", "changes")
              for lang in ("en", "fr")} | {"id": "a", "shape": "table"}  # fmt: skip # saves 3 lines
    record = {"source_id": "a", "file": "", "snapshot_date": "", "sha256": "", "rows": 3}
    told = raw.source_row({**source, **{key: {"en": "x", "fr": "y"} for key in ("title", "publisher", "licence",
                           "coverage", "cannot_say", "changes")}}, record)  # fmt: skip # saves 8 lines
    assert (told["history"], told["row_count"], told["page_url"]) == ("latest", 3, None)


def test_only_the_official_text_is_named_where_that_is_declared():
    told = {"actor": "a", "text": "text_*", "label": "label_*"}
    for more, count in (({}, 2), ({"official": True}, 1)):
        text = Recorded("x", "x_id", "x", told | more).select({"document_url", "source_url"})
        assert text.count("is not null then") == 2 * count, "once for the address, once for the publisher"


@pytest.mark.parametrize(("score", "is_told"), [(1.95, False), (1.96, False), (1.97, True)])
def test_a_word_is_telling_above_two_standard_errors(monkeypatch, score, is_told):
    monkeypatch.setattr(distinctive_terms, "z_score", lambda *_: score)
    from collections import Counter

    found = distinctive_terms.best(Counter({"law": 3, "rare": 2}), Counter(), {})
    assert found == ([("law", score)] if is_told else [])


@pytest.mark.parametrize(("widening", "told"), [(1.0, 1.0), (1.01, 1.1), (1.19, 1.2), (2.5, 2.5)])
def test_a_widening_is_rounded_up_so_that_no_interval_is_too_narrow(widening, told):
    from etl import intervals as iv

    estimate = iv.Estimate(0.5, 0.4, 0.6, "x", {"widening": widening})
    assert detector_estimates.rounded(estimate, 50, 100, 20).inputs["widening"] == pytest.approx(told)


# What is held, refreshed and reviewed


def test_a_run_with_a_fault_keeps_the_day_of_the_last_without(tmp_path, monkeypatch):
    for moment, faults in (("1", []), ("2", ["x"]), ("3", ["y"])):
        monkeypatch.setattr(refresh, "now", lambda moment=moment: moment)
        refresh.remember(tmp_path, refresh.Run(faults=faults))
    assert {name: refresh.last(tmp_path)[name] for name in ("at", "last_success")} == {"at": "3", "last_success": "1"}


def test_what_a_person_let_pass_is_told_with_its_reason_of_500_signs(tmp_path):
    held.overridden(tmp_path, "days", "me", "r" * 600, ["2026-01-05 x: why"], "v")
    held.overridden(tmp_path, "rollback", "me", "r", ["from v"], "v")
    (one,) = held.accepted(tmp_path)
    assert (one["reason"], one["day"], one["slug"], "by" in one) == ("r" * 500, "2026-01-05", "x", False)


def test_a_candidate_put_off_waits_and_one_decided_does_not(tmp_path):
    for name in ("a", "b", "c"):
        review.add(tmp_path, [dict.fromkeys(review.SHOWN, "") | {"id": name}])
    review.decide(tmp_path, "a", "later", "me", "")
    review.decide(tmp_path, "b", "rejected", "me", "")
    assert [one["id"] for one in review.queue(tmp_path)] == ["a", "c"]
    assert review.bare("http://a.example/x?ID=12&Session=9#y") == "https://a.example/x?ID=12"


def test_an_age_is_told_to_a_tenth_of_an_hour(monkeypatch, tmp_path):
    monkeypatch.setattr(state, "state_of", lambda *_: {"last_success": "x"})
    monkeypatch.setattr(state, "hours_since", lambda _: 1.26)
    monkeypatch.setattr(state, "late", lambda *_: False)
    fetcher = SimpleNamespace(id="a", is_on=True, missing=lambda: [], schedule="daily")
    assert state.source(fetcher, tmp_path, True)["age_hours"] == 1.3


# Days, files, cells


@pytest.mark.parametrize(
    ("given", "why"),
    [("2026-02-30", "February 2026 has 28 days"), ("2024-02-30", "February 2024 has 29 days"),
     ("2026-04-31", "April 2026 has 30 days"), ("2026-13-01", "there is no month 13"), ("0000-01-01", "no year 0000")],
)  # fmt: skip # saves 5 lines
def test_an_impossible_day_is_refused_with_what_is_impossible(given, why):
    with pytest.raises(Exception, match=why):
        days.day(given)


def test_a_process_that_may_not_be_asked_is_alive(monkeypatch):
    for fault, is_alive in ((ProcessLookupError, False), (PermissionError, True)):
        monkeypatch.setattr(os, "kill", lambda *_, fault=fault: (_ for _ in ()).throw(fault))
        assert files.is_alive(1) == is_alive


def test_no_row_of_a_json_answer_opens_a_tag():
    made = b"".join(cells.json_parts({"a": 1}, ["x"], [["<script>"], ["é"]]))
    assert b"<" not in made and json.loads(made)["rows"] == [{"x": "<script>"}, {"x": "é"}]


def test_a_journal_is_kept_a_month_a_file(tmp_path):
    journal.Journal(tmp_path, "run")(event="x")
    assert [path.stem for path in (tmp_path / "log").iterdir()] == [files.now()[:7]]


# What is fetched


def test_a_wait_that_is_over_is_none_and_the_first_of_our_own_is_a_second(monkeypatch):
    monkeypatch.setattr(http.time, "time", lambda: 784111777.0)  # Sun, 06 Nov 1994 08:49:37 GMT
    for text, seconds in (("Sun, 06 Nov 1994 08:49:47 GMT", 10), ("Sun, 06 Nov 1994 08:49:37 GMT", None),
                          ("Sun, 06 Nov 1994 08:49:27 GMT", None), ("120", 120), ("soon", None)
    ):  # fmt: skip # saves 4 lines
        assert http.retry_after(text) == seconds, text


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_credentials_stay_with_the_host_they_were_for(name):
    answer: Any = SimpleNamespace(headers={"Location": "https://other.example/x"})
    to, headers, more = http.onward("https://a.example/", answer, "GET", {name: "secret", "A": "b"}, {"params": 1})
    assert (to, headers, more) == ("https://other.example/x", {"A": "b"}, {})
    answer.headers["Location"] = "/y"
    assert http.onward("https://a.example/", answer, "GET", {name: "secret"}, {})[1] == {name: "secret"}


def test_tries_wait_twice_as_long_each_and_not_after_the_last(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr(http, "sleep", waits.append)
    monkeypatch.setattr(http.random, "uniform", lambda *_: 1.0)
    monkeypatch.setattr(http, "answered", lambda *_, **__: (_ for _ in ()).throw(TimeoutError()))
    rules = http.Rules(frozenset(), 1, tries=4)
    with pytest.raises(http.Refused):
        http.exchange("https://a.example/", rules, dict, lambda _: None, http.silent)
    assert waits == [1, 2, 4]


def test_days_are_asked_for_from_the_first_to_the_last():
    assert dsa.days({"first": "2026-01-03", "last": "2026-01-05"}, "2026-02-01") == [
        "2026-01-03",
        "2026-01-04",
        "2026-01-05",
    ]
    assert dsa.days({"back": 2}, "2026-01-05") == ["2026-01-03", "2026-01-04"]


def test_an_announced_end_is_told_as_its_day():
    tomorrow = (dt.date.today() + dt.timedelta(1)).isoformat()
    assert legifrance.announced({"dateFin": f"{tomorrow}T00:00:00", "etat": ""}) == tomorrow


def manifests(folder: Path, *versions: str) -> None:
    for name in versions:
        record = {"version": name, "file": f"{name}.duckdb", "sha256": "", "built_at": "", "as_of": "", "data_date": "",
                  "rows": {}}  # fmt: skip # saves 7 lines
        (folder / f"{name}.json").write_text(json.dumps(record))


def test_versions_are_listed_newest_first_and_the_way_back_leads_to_the_one_before(tmp_path, monkeypatch):
    manifests(tmp_path, "20260102T000000-a", "20260104T000000-a", "20260103T000000-a")
    kept = versions(tmp_path)
    assert [one.version[:8] for one in kept] == ["20260104", "20260103", "20260102"]
    monkeypatch.setattr(history, "is_whole", lambda one: one.version != "20260103T000000-a")
    for served, asked, found in (("20260104", "", "20260102"), ("20260104", "20260104T000000-a", "20260104")):
        monkeypatch.setattr(history, "current", lambda _, served=served: SimpleNamespace(version=f"{served}T000000-a"))
        target, left = history.rollback(tmp_path, tmp_path / "store", asked, "me", "why")
        assert (target.version[:8], left[:8]) == (found, served)
    monkeypatch.setattr(history, "current", lambda _: SimpleNamespace(version="20260102T000000-a"))
    with pytest.raises(GardefouError, match="a version before 20260102"):
        history.rollback(tmp_path, tmp_path / "store", "", "me", "why")


def test_a_search_goes_on_from_the_newest_post_that_is_not_dated_ahead(monkeypatch):
    days = ["2026-01-03T00:00:00Z", "2026-01-05T10:00:00Z", "2026-01-04T00:00:00Z", "2026-01-09T00:00:00Z"]
    posts = [{"indexedAt": day, "author": {"labels": []}} for day in days]
    monkeypatch.setattr(bluesky, "ask", lambda *_, **__: SimpleNamespace(headers={}))
    monkeypatch.setattr(bluesky, "answered", lambda _, name: {"posts": posts, "accessJwt": "t"})
    monkeypatch.setattr(bluesky, "keep", lambda *_: (4, 0))
    monkeypatch.setattr(bluesky, "time", SimpleNamespace(sleep=lambda _: None))
    asked = {"settings": {"queries": ["q"], "pages": 1}, "pause": 0, "url": "https://a.example"}
    fetcher: Any = SimpleNamespace(**asked, rules=lambda: None, secret=lambda *_: "s")
    place: Any = SimpleNamespace(memory={}, note=None, today="2026-01-05")
    bluesky.fetch(fetcher, place)
    assert place.memory == {"q": "2026-01-05T10:00:00Z"}


def test_a_version_that_is_gone_empty_or_another_is_each_said_to_be_so(tmp_path):
    path, whole = tmp_path / "v.duckdb", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    one = Manifest("v", path, whole, "", "", "", {})
    for content, reason in ((None, "missing"), (b"", "empty"), (b"ab", "damaged"), (b"abc", "")):
        if content is not None:
            path.write_bytes(content)
        if reason:
            with pytest.raises(Unavailable) as fault:
                verified(one)
            assert fault.value.reason == reason
        else:
            assert verified(one) is one


def test_checks_of_what_is_made_come_before_those_of_what_is_not(monkeypatch, tmp_path):
    import duckdb

    texts = {
        "a": "from staging.there",
        "b": "from staging.there, marts.later",
        "c": "from marts.later",
        "d": "select 1",
        "e": "with one as (from staging.there) from one",
    }
    (tmp_path / "checks").mkdir()
    for name, text in texts.items():
        (tmp_path / f"checks/{name}.sql").write_text(text)
    monkeypatch.setattr(layers, "SQL", tmp_path)
    with duckdb.connect() as connection:
        connection.execute("create schema staging").fetchall()
        connection.execute("create table staging.there as select 1 as x").fetchall()
        connection.execute("create table staging.unasked as select 1 as x").fetchall()
        early, late = layers.checks_of(connection)
    assert early == {f"{name}.sql": texts[name] for name in "ade"}
    assert late == {f"{name}.sql": texts[name] for name in "bc"}


@pytest.mark.parametrize(
    ("markup", "text"),
    [("<p>a<br>b</p><p>c</p>", "a\nb\nc"), ("a &amp;lt; b", "a &lt; b"), ("<script>x</script>a<style>y</style>b", "ab"),
     ("</script>a", "a"), ("<div>a</div><ul><li>b</li></ul>", "a\nb"), ("plain", "plain"), ("", ""),
     ("a &amp; <i>b</i> <![x", "a & b <![x")],
)  # fmt: skip # saves 4 lines
def test_a_text_is_what_a_reader_of_the_markup_sees(markup, text):
    assert plain_text(markup).split("\n") == text.split("\n")
