"""Open data over HTTP: the rows asked for and no others, in words when something is wrong; and the feed."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from asgi import asked
from starlette.applications import Starlette
from starlette.routing import Route

from etl import cells
from etl import warehouse as served
from etl.open_data.feed import NAMESPACE, atom
from etl.open_data.relations import relations
from etl.warehouse.recorded import recorded
from server import data, feed
from server import relation as room
from server.relation import relation

PROVENANCE = ["data_version", "source", "retrieved", "licence", "permalink"]
ATOM = f"{{{NAMESPACE}}}"


@pytest.fixture(scope="module")
def app(warehouse):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "WAREHOUSE", warehouse)
        room.connection.cache_clear()
        yield Starlette(
            routes=[
                Route("/api/v1/", data.index),
                Route("/api/v1/{name}.{form}", relation),
                Route("/api/{rest:path}", data.nothing),
                Route("/feed.atom", feed.feed),
            ]
        )
        room.connection.cache_clear()


def rows(app, path: str) -> list[dict]:
    got = asked(app, path)
    assert got.status == 200, got.text
    return list(csv.DictReader(io.StringIO(got.text)))


def test_every_public_relation_is_listed_and_its_key_names_one_row(app, marts):
    listed = {one["relation"]: one for one in json.loads(asked(app, "/api/v1/").text)["relations"]}
    assert listed.keys() == relations().keys()
    for name, one in listed.items():
        key = ", ".join(one["key"])
        total, distinct = marts.execute(f"select count(*), count(distinct ({key})) from marts.{name}").fetchone()
        assert total == distinct == one["rows"], name


def test_the_acts_of_france_in_january_are_those_of_the_facts_file(app):
    with open("data/curated/enforcement_actions.csv", encoding="utf-8") as file:
        facts = list(csv.DictReader(file))
    expected = {
        row["action_id"]
        for row in facts
        if row["jurisdiction"] == "FR" and (row["date"] == "" or row["date"].startswith("2026-01"))
    }
    found = rows(app, "/api/v1/enforcement.csv?jurisdiction=FR&from=2026-01-01&to=2026-01-31")
    assert {row["action_id"] for row in found} == expected
    assert "fr-paris-2026-01-02-extension" in expected


def test_csv_and_json_say_the_same(app):
    address = "/api/v1/{}?from=2026-01-01&to=2026-02-28&jurisdiction=IE&jurisdiction=EU"
    found = rows(app, address.format("enforcement.csv"))
    record = json.loads(asked(app, address.format("enforcement.json")).text)
    assert [row["action_id"] for row in found] == [row["action_id"] for row in record["rows"]]
    assert {row["jurisdiction"] for row in found} == {"IE", "EU"}
    assert record["total"] == len(found)
    named = {column["name"]: column for column in record["columns"]}
    assert [*named, *PROVENANCE] == list(found[0])
    assert named["action_date"]["type"] == "DATE" and named["authority"]["meaning"]


def test_the_pages_put_together_are_the_whole(app, marts):
    address, found, seen = "/api/v1/enforcement.csv?per_page=40&lang=fr", [], 0
    while address:
        got = asked(app, address)
        found += list(csv.DictReader(io.StringIO(got.text)))
        ways = {way: link for link, way in (part.split("; ") for part in got.headers["link"].split(", "))}
        address = ways['rel="next"'].strip("<>") if 'rel="next"' in ways else ""
        assert got.headers["x-total-count"] == "127"
        seen += 1
    assert seen == 4
    assert [row["action_id"] for row in found] == [
        name for (name,) in marts.execute("select action_id from marts.enforcement order by 1").fetchall()
    ]


@pytest.mark.parametrize("question", ["?platform=X", "?platform=X&from=2030-01-01"])
def test_what_is_asked_for_without_pages_is_whole_in_both_forms(app, marts, question):
    (total,) = marts.execute("select count(*) from marts.sor_daily where platform = 'X'").fetchone()
    assert total > 10_000
    expected = 0 if "2030" in question else total
    record = json.loads(asked(app, f"/api/v1/sor_daily.json{question}").text)
    got = asked(app, f"/api/v1/sor_daily.csv{question}")
    assert len(rows(app, f"/api/v1/sor_daily.csv{question}")) == len(record["rows"]) == record["total"] == expected
    assert "link" not in got.headers and "page-" not in got.headers["content-disposition"]


def test_more_than_can_be_given_at_once_is_refused_and_not_cut(app, monkeypatch):
    monkeypatch.setattr(data, "WHOLE", 98)
    got = asked(app, "/api/v1/enforcement.csv")
    assert got.status == 400 and "127 rows" in json.loads(got.text)["message"]
    assert "page-1-of-3" in asked(app, "/api/v1/enforcement.csv?page=1&per_page=50").headers["content-disposition"]


def test_every_row_of_a_csv_says_where_it_comes_from_and_its_address_gives_the_same_file(app):
    got = asked(app, "/api/v1/enforcement.csv?jurisdiction=IE")
    found = list(csv.DictReader(io.StringIO(got.text)))
    (told,) = {tuple(row[name] for name in PROVENANCE) for row in found}
    version, source, retrieved, licence, permalink = told
    assert version == got.headers["x-data-version"] and "Garde-fou" in source and licence and retrieved == "2026-11-29"
    assert asked(app, permalink.removeprefix("http://localhost:8501")).text == got.text
    record = json.loads(asked(app, "/api/v1/enforcement.json?jurisdiction=IE").text)
    assert (record["source"], record["retrieved"], record["licence"]) == told[1:4]


def test_a_column_can_be_asked_for_and_a_day_of_statements_of_reasons_is_the_published_count(app, marts):
    found = rows(app, "/api/v1/sor_daily.csv?platform=X&metric=total&from=2026-01-05&to=2026-01-05")
    (expected,) = marts.execute(
        "select sor_count from marts.sor_daily where platform = 'X' and metric = 'total' and day = '2026-01-05'"
    ).fetchone()
    assert [row["sor_count"] for row in found] == [str(expected)]


@pytest.mark.parametrize(
    ("path", "status", "error", "named"),
    [
        ("enforcement.csv?jurisdiction=ZZ", 400, "bad_jurisdiction", "ZZ"),
        ("enforcement.csv?from=yesterday", 400, "bad_day", "yesterday"),
        ("enforcement.csv?from=2026-02-01&to=2026-01-01", 400, "reversed", "2026-02-01"),
        ("enforcement.csv?per_page=10001", 400, "bad_number", "10001"),
        ("enforcement.csv?page=0", 400, "bad_number", "0"),
        ("enforcement.csv?page=²", 400, "bad_number", "²"),
        ("enforcement.csv?lang=de", 400, "bad_language", "de"),
        ("enforcement.csv?from=2026-01-01&from=2026-02-01", 400, "repeated", "from"),
        ("enforcement.csv?nonsense=1", 400, "unknown_parameter", "nonsense"),
        ("sources.csv?from=2026-01-01", 400, "unknown_parameter", "from"),
        ("enforcement.csv?action_id%20or%201=1", 400, "unknown_parameter", "action_id or 1"),
        ("enforcement.xls", 404, "unknown_form", "xls"),
        ("transformations.csv", 404, "unknown_relation", "transformations"),
        ("sources", 404, "unknown_address", ".parquet"),
        ("raw.enforcement_actions.csv", 404, "unknown_relation", "raw.enforcement_actions"),
        ("enforcement.csv?v=20200101T000000-00000000", 404, "version_gone", "20200101T000000-00000000"),
        ("enforcement/", 404, "unknown_address", ".csv"),
        ("acts", 404, "unknown_address", "/api/v1/acts"),
    ],
)
def test_what_cannot_be_answered_is_named_in_both_languages(app, path, status, error, named):
    for accepted in ("fr", "en"):
        got = asked(app, f"/api/v1/{path}", accept_language=accepted)
        told = json.loads(got.text)
        assert (got.status, told["error"]) == (status, error)
        assert named in told["message"]
        assert got.headers["content-type"].startswith("application/json")


HOSTILE = ("'; drop table marts.enforcement; --", "1 or 1=1", "\x00", "../../etc/passwd", "💥" * 500, "%s%s", "${7*7}")


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_matches_nothing_or_is_refused(app, value):
    from urllib.parse import quote

    for name in ("action_id", "jurisdiction", "from", "page", "v", value):
        got = asked(app, f"/api/v1/enforcement.csv?{quote(name)}={quote(value)}")
        assert got.status in (400, 404) or len(got.text.splitlines()) == 1
    assert len(rows(app, "/api/v1/enforcement.csv")) == 127


def test_an_answer_kept_by_a_reader_is_confirmed_by_its_version(app):
    got = asked(app, "/api/v1/sources.csv")
    assert asked(app, "/api/v1/sources.csv", if_none_match=got.headers["etag"]).status == 304
    assert asked(app, "/api/v1/sources.csv", if_none_match='"older"').status == 200


def test_a_text_that_a_spreadsheet_would_run_is_made_inert_and_numbers_stay_numbers():
    given = ("=1+1", "@cmd", " \t-2+3", "＝1", "-12.5", -12.5, "plain", None, True)
    expected = ("'=1+1", "'@cmd", "' \t-2+3", "'＝1", "-12.5", "-12.5", "plain", "", "true")
    written = cells.to_csv(["a"], [[value] for value in given]).decode()
    assert tuple(row[0] for row in csv.reader(io.StringIO(written)))[1:] == expected


def test_json_holds_no_tag_that_a_page_could_run():
    assert b"<" not in cells.to_json({"a": "</script><img src=x>"})
    assert json.loads(cells.to_json({"a": "</script>"}))["a"] == "</script>"


def entries(text: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(text).findall(f"{ATOM}entry")


def test_the_feed_is_atom_and_its_entries_have_what_the_standard_asks_for(app, marts):
    news = [name for name, one in recorded().items() if one.told.get("news")]
    held = [marts.execute(f"select count(*) from marts.{name}").fetchone()[0] for name in (*news, "corrections")]
    for lang in ("fr", "en"):
        got = asked(app, f"/feed.atom?lang={lang}")
        assert got.headers["content-type"].startswith("application/atom+xml")
        root = ElementTree.fromstring(got.text)
        for name in ("id", "title", "updated", "author"):
            assert root.find(f"{ATOM}{name}") is not None
        assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"http://localhost:8501/feed.atom?lang={lang}"
        found = entries(got.text)
        assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found) == sum(held)
        for entry in found:
            assert entry.findtext(f"{ATOM}title")
            assert entry.findtext(f"{ATOM}updated")[10:] == "T00:00:00Z"
            assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
        days = [entry.findtext(f"{ATOM}updated") for entry in found]
        assert days == sorted(days, reverse=True)
        assert root.findtext(f"{ATOM}updated") == days[0]


def test_an_entrys_name_does_not_depend_on_the_server_or_the_language(app):
    def named(text):
        return {entry.findtext(f"{ATOM}id") for entry in entries(text)}

    french, english = (asked(app, f"/feed.atom?lang={lang}", host=f"{lang}.example.org").text for lang in ("fr", "en"))
    assert named(french) == named(english)


def test_a_new_provision_is_in_the_feed_of_its_jurisdiction(app):
    for lang, said in (("en", "Provision of law: Criminal Code, 226-8-1 al. 3"), ("fr", "Disposition légale")):
        found = entries(asked(app, f"/feed.atom?jurisdiction=FR&lang={lang}").text)
        texts = [one for one in found if one.find(f"{ATOM}category").get("term") == "provisions"]
        assert len(texts) > 20 and any(said in one.findtext(f"{ATOM}title") for one in texts)
        places = {code.get("term") for one in texts for code in one.findall(f"{ATOM}category")[1:]}
        assert places == {"FR"}


def test_a_jurisdictions_feed_holds_its_acts_and_the_companys_statements(app):
    found = entries(asked(app, "/feed.atom?jurisdiction=FR&lang=fr").text)
    places = [{one.get("term") for one in entry.findall(f"{ATOM}category")} for entry in found]
    assert all(place & {"FR", "INT"} for place in places)
    assert any(
        "fr-paris-2026-01-02-extension" in entry.find(f"{ATOM}link[@rel='alternate']").get("href") for entry in found
    )
    assert asked(app, "/feed.atom?jurisdiction=ZZ").status == 400


def test_hostile_text_stays_text_in_the_feed_and_a_correction_makes_its_row_new(monkeypatch):
    import pandas as pd

    row = {
        "relation": "enforcement", "row_id": "a", "jurisdictions": ["FR"], "event_date": pd.Timestamp("2026-01-02"),
        "published_date": pd.Timestamp("2026-01-02"), "updated_date": pd.Timestamp("2026-11-23"),
        "actor": "</title><script>alert(1)</script>", "label_en": "\x00&amp;", "label_fr": "x",
        "summary_en": "]]> <a href='x'>", "summary_fr": "x", "source_url": "javascript:alert(1)",
        "source_publisher": None, "state_en": None, "state_fr": None,
    }  # fmt: skip # saves 10 lines
    words = [{"slot": "affair_sentence", "text_en": "A sentence.", "text_fr": "Une phrase."}]
    answers = {"feed": pd.DataFrame([row]), "affair_words": pd.DataFrame(words)}
    monkeypatch.setattr(served, "query", lambda _, name, **__: answers[name])
    text = atom(None, "en", ()).decode()
    assert "<script>" not in text and "javascript:" not in text
    (entry,) = entries(text)
    assert entry.findtext(f"{ATOM}title") == "</title><script>alert(1)</script>: &amp;"
    assert entry.findtext(f"{ATOM}published") == "2026-01-02T00:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-23T00:00:00Z"
