"""Live sources, each asked by its documented protocol of a stand-in on loopback, faults included."""

import datetime as dt
import json
import re
import sys
from pathlib import Path

import pytest
import yaml

from etl.__main__ import main
from etl.errors import GardefouError
from etl.fetch import bluesky, feed, legifrance, mastodon
from etl.fetch.fetchers import FETCHERS, fetchers
from etl.fetch.inbox import take_in
from etl.fetch.posts import keep
from etl.fetch.run import Place
from etl.fetch.turn import due, late
from etl.intake.pseudonyms import secret
from etl.live import review
from etl.net.refused import Refused
from etl.net.sniff import suits
from etl.reactions.collect import author_key
from etl.reactions.store import posts

sys.path.insert(0, str(Path(__file__).parent / "tools"))
import stand_in

from etl.yaml_text import LOADER

DAY = "2026-01-05"
DATA_IMAGE = "look data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
DUMP = f"sor-x-{DAY}-full.zip"
NEWS = [
    ("Investigation into Grok's images", "https://regulator.example/news/1?utm_source=x#top",
     "Mon, 05 Jan 2026 10:00:00 GMT", "&lt;p&gt;Statement by Jane CANARY-name about deepfakes on X.&lt;/p&gt;"),
    ("Radio licences", "https://regulator.example/news/2", "Tue, 06 Jan 2026 10:00:00 GMT", "Nothing of ours."),
]  # fmt: skip # saves 4 lines


@pytest.fixture
def server(monkeypatch):
    for name, value in stand_in.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with stand_in.StandIn() as running:
        yield running


@pytest.fixture
def store(tmp_path, server) -> Path:
    stand_in.write_settings(tmp_path / "store", server, dsa_dumps={"back": 3})
    return tmp_path / "store"


def fetch(store: Path, *arguments: str) -> int:
    return main(["fetch", *arguments, "--store", str(store)])


def memory(store: Path, source: str) -> dict:
    return json.loads((store / f"fetch/{source}/state.json").read_text())


def everything(store: Path) -> str:
    """All that is on the disk, as text."""
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in store.rglob("*") if path.is_file())


def test_every_source_says_whom_it_may_reach_how_much_and_how_often():
    for path in FETCHERS.glob("*.yml"):
        described = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        assert described["url"].startswith("https://"), path.name
        assert described["url"].split("/")[2] in described["hosts"], path.name
        assert described["most_bytes"] <= 6_000_000_000 and described["schedule"], path.name
        assert not described.get("loopback"), path.name
        assert all(name.isupper() for name in described.get("credentials", [])), path.name
        assert described["never_run"] is True, path.name
    kinds = {one.kind for one in fetchers(Path("/nowhere")).values()}
    assert kinds == {"dsa", "ecb", "feed", "bluesky", "mastodon", "legifrance"}


def test_a_wrong_setting_is_named_and_nothing_is_asked(tmp_path):
    wrong = {"dsa_dumps: {adress: x}": "unknown setting adress", "nothing: {url: x}": "is not a fetcher",
             "- a": "cannot be read", "a: [": "cannot be read", "dsa_dumps: {schedule: often}": "none of"
    }  # fmt: skip # saves 4 lines
    for text, said in wrong.items():
        (tmp_path / "fetch.yml").write_text(text)
        with pytest.raises(GardefouError, match=said):
            fetchers(tmp_path)


@pytest.mark.parametrize("signed", [False, True])
def test_dumps_come_once_by_their_checksum_and_again_when_they_were_published_again(store, server, signed, capsys):
    server.signed = signed
    server.dumps[DUMP] = stand_in.x_dump(DAY, 40)
    arguments = ("dsa_dumps", "--from", "2026-01-04", "--to", "2026-01-06")
    assert fetch(store, *arguments) == 0
    assert "1 new dumps, 0 unchanged, 2 not published" in capsys.readouterr().out
    assert (store / "fetch/dsa_dumps" / DUMP).read_bytes() == server.dumps[DUMP]
    assert main(["ingest", "dsa", str(store / "fetch/dsa_dumps"), "--store", str(store)]) == 0
    assert fetch(store, *arguments) == 0
    assert "0 new dumps, 1 unchanged" in capsys.readouterr().out
    server.dumps[DUMP] = stand_in.x_dump(DAY, 41)
    assert fetch(store, *arguments) == 0
    assert "1 new dumps, 0 unchanged" in capsys.readouterr().out
    assert "CANARY-signature" not in everything(store / "log")


def test_by_default_the_last_days_of_the_chosen_platforms_are_looked_at(store, server):
    days = [dt.datetime.now(dt.UTC).date()]
    assert fetch(store, "dsa_dumps") == 0
    days.append(dt.datetime.now(dt.UTC).date())  # another one when midnight passed meanwhile
    asked = [{f"/dsa/sor-x-{day - dt.timedelta(days=back)}-full.zip.sha1" for back in (1, 2, 3)} for day in days]
    assert set(server.hits) in asked
    assert fetch(store, "dsa_dumps", "--platform", "tiktok", "--global", "--from", DAY, "--to", DAY) == 0
    assert {f"/dsa/sor-tiktok-{DAY}-full.zip.sha1", f"/dsa/sor-global-{DAY}-light.zip.sha1"} <= set(server.hits)


@pytest.mark.parametrize("path, fault, said", [
    (f"/dsa/{DUMP}.sha1", "html", "expected TEXT, got HTML"), (f"/dsa/{DUMP}.sha1", "503", "after 5 tries"),
    (f"/dsa/{DUMP}", "truncated", "after 5 tries"), (f"/dsa/{DUMP}", "reset", "after 5 tries"),
    (f"/dsa/{DUMP}", "html", "expected ZIP, got HTML"),
])  # fmt: skip # saves 5 lines
def test_a_dump_that_cannot_be_had_whole_is_refused_and_the_other_days_still_come(
    store, server, path, fault, said, capsys
):
    server.dumps |= {DUMP: stand_in.x_dump(DAY, 5), DUMP.replace("05", "06"): stand_in.x_dump("2026-01-06", 5)}
    server.fault(path, fault)
    assert fetch(store, "dsa_dumps", "--from", DAY, "--to", "2026-01-06") == 1
    assert said in capsys.readouterr().err
    assert [file.name for file in (store / "fetch/dsa_dumps").glob("*.zip")] == [DUMP.replace("05", "06")]


def test_a_dump_that_is_not_the_one_announced_is_kept_aside(store, server, capsys):
    server.dumps[DUMP] = stand_in.x_dump(DAY, 5)
    server.dumps = Swapped(server.dumps, stand_in.x_dump(DAY, 4))
    assert fetch(store, "dsa_dumps", "--from", DAY, "--to", DAY) == 1
    assert "its SHA-1 is" in capsys.readouterr().err
    assert [file.name for file in (store / "fetch/dsa_dumps").glob("sor-*")] == [f"{DUMP}.refused"]


class Swapped(dict):
    """Dumps that are what was announced when first looked at, and something else afterwards."""

    def __init__(self, announced: dict, later: bytes):
        super().__init__(announced)
        self.later, self.asked = later, 0

    def get(self, name, default=None):
        self.asked += 1
        return super().get(name, default) if self.asked == 1 else self.later


def test_posts_of_bluesky_are_nobodys_before_they_touch_the_disk(store, server, capsys):
    text = "Grok again, says @someone.bsky.social to a.person@example.org https://example.org/p?id=1"
    server.page = 2
    server.posts = [stand_in.bluesky_post(number, text) for number in range(5)]
    server.posts[4]["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    settings = yaml.load((store / "fetch.yml").read_text(), LOADER)
    settings["bluesky"]["settings"] = {"queries": ["grok"], "pages": 5}
    (store / "fetch.yml").write_text(yaml.safe_dump(settings))
    assert fetch(store, "bluesky") == 0
    assert "4 posts kept of 5 found" in capsys.readouterr().out
    assert server.hits["/xrpc/app.bsky.feed.searchPosts"] == 3
    rows = posts(store / "reactions")
    assert len({row["author_key"] for row in rows}) == len({row["post_key"] for row in rows}) == 4
    assert rows[0]["text_redacted"].startswith("Grok again, says @user") and rows[0]["query"] == "grok"
    assert rows[0]["created_at"] == dt.datetime(2026, 1, 5, 9, 59, tzinfo=dt.UTC)
    assert rows[0]["author_key"] == author_key(secret(store / "reactions"), "bluesky", "did:plc:person0")
    kept = everything(store) + json.dumps(rows, default=str)
    for trace in ("did:plc", "handle1", "someone", "a.person", "avatar", "A Name", "p?id", "CANARY", "at://"):
        assert trace not in kept, trace
    assert (store / "reactions/pseudonym.key").stat().st_mode & 0o077 == 0
    assert fetch(store, "bluesky") == 0
    assert server.asked[-1][2]["since"] == "2026-01-05T10:00:00Z"


def test_a_post_that_holds_an_image_is_left_out_and_the_others_stay(store, server, capsys):
    server.posts = [stand_in.bluesky_post(1, DATA_IMAGE), stand_in.bluesky_post(2, "grok")]
    assert fetch(store, "bluesky") == 0 and "1 posts kept" in capsys.readouterr().out
    assert "iVBOR" not in everything(store) and len(posts(store / "reactions")) == 1


def test_half_a_character_in_an_answer_costs_that_post_or_that_search_and_no_run(store, server, capsys, monkeypatch):
    cut = stand_in.bluesky_post(1, "grok", indexedAt="2026-01-05T10:00:00Z\ud800")
    server.posts = [cut, stand_in.bluesky_post(2, "grok")]
    assert fetch(store, "bluesky") == 0 and "1 posts kept of" in capsys.readouterr().out
    assert memory(store, "bluesky")["memory"]["grok undress"] == "2026-01-05T10:00:00Z"
    monkeypatch.setattr(stand_in.Handler, "search", lambda self: self.answer(
        200, json.dumps({"posts": self.server.posts, "cursor": "\ud800"}).encode()))  # fmt: skip # saves 3 lines
    assert fetch(store, "bluesky") == 1 and "half a character" in capsys.readouterr().err


def test_a_run_stopped_between_a_dump_and_its_checksum_is_taken_up_by_the_next(store, server):
    server.dumps[DUMP] = stand_in.x_dump(DAY, 40)
    assert fetch(store, "dsa_dumps", "--from", DAY, "--to", DAY) == 0
    (store / f"fetch/dsa_dumps/{DUMP}.sha1").unlink()
    assert take_in(store) == (1, [], False)
    assert not list((store / "fetch/dsa_dumps").glob("sor-*"))


def test_more_posts_than_pages_allowed_is_said(store, server, capsys):
    server.page, server.posts = 1, [stand_in.bluesky_post(number, "grok") for number in range(9)]
    assert fetch(store, "bluesky") == 0
    assert "older ones were left for: grok undress" in capsys.readouterr().out


@pytest.mark.parametrize("path, fault, said", [
    ("/xrpc/com.atproto.server.createSession", "401", "it wants credentials"),
    ("/xrpc/com.atproto.server.createSession", "html", "expected JSON, got HTML"),
    ("/xrpc/com.atproto.server.createSession", "garbage", "not a JSON object"),
    ("/xrpc/app.bsky.feed.searchPosts", "403", "it wants credentials"),
    ("/xrpc/app.bsky.feed.searchPosts", "garbage", "not a JSON object"),
    ("/xrpc/app.bsky.feed.searchPosts", "empty", "got an empty answer"),
    ("/xrpc/app.bsky.feed.searchPosts", "429", "Try again later"),
])  # fmt: skip # saves 3 lines
def test_a_search_that_fails_keeps_nothing_and_says_why_without_the_password(store, server, path, fault, said, capsys):
    server.posts = [stand_in.bluesky_post(1, "grok")]
    server.fault(path, fault)
    assert fetch(store, "bluesky") == 1
    err = capsys.readouterr().err
    assert said in err and "Traceback" not in err
    assert not (store / "reactions/posts").exists()
    assert "CANARY" not in everything(store) + err
    assert memory(store, "bluesky")["last_error"] and "last_success" not in memory(store, "bluesky")


def test_without_credentials_a_source_is_not_asked_and_names_what_it_needs(store, server, monkeypatch, capsys):
    monkeypatch.delenv("GARDEFOU_BLUESKY_APP_PASSWORD")
    assert fetch(store, "bluesky") == 0
    assert "set GARDEFOU_BLUESKY_APP_PASSWORD in the environment" in capsys.readouterr().out
    assert not server.hits


@pytest.mark.parametrize("post", [None, [], 3, "x", {}, {"record": None, "author": None},
                                  {"uri": "u", "author": [], "record": {}}, stand_in.bluesky_post(1, ""),
                                  stand_in.bluesky_post(1, "a", author={"labels": 3}),
                                  stand_in.bluesky_post(1, "a", day="99999-1"),
                                  {**stand_in.bluesky_post(1, "a"), "record": {"text": 5, "createdAt": []}},
                                  ])  # fmt: skip # saves 10 lines
def test_a_post_that_is_not_whole_is_left_out(post, tmp_path):
    note = lambda **event: None  # noqa: E731
    place = Place(tmp_path, tmp_path, {}, note)
    assert not bluesky.admitted(post) or keep(place, "bluesky", [(post, "grok")]) == (0, 1)
    assert mastodon.number_of(post) == ""


def test_public_posts_of_mastodon_are_paged_by_number_and_read_without_markup(store, server, capsys):
    settings = yaml.load((store / "fetch.yml").read_text(), LOADER)
    settings["mastodon"]["settings"] = {"hashtags": ["grok"], "pages": 5}
    (store / "fetch.yml").write_text(yaml.safe_dump(settings))
    content = '<p>Grok <a href="https://social.example/@someone">@<span>someone</span></a></p><p>encore</p>'
    server.page = 2
    server.statuses = [stand_in.mastodon_status(number, content) for number in range(1, 6)]
    server.statuses[0]["visibility"] = "unlisted"
    server.statuses[1]["account"]["noindex"] = True
    server.statuses[2]["account"]["indexable"] = False
    assert fetch(store, "mastodon") == 0
    assert "2 posts kept of 5 found" in capsys.readouterr().out
    assert [query.get("max_id") for _, path, query, _ in server.asked if "timelines" in path] == [None, "4", "2"]
    rows = posts(store / "reactions")
    assert rows[0]["text_redacted"] == "Grok @user\nencore" and rows[0]["lang_src"] == "fr"
    assert "social.example" not in everything(store).replace("mastodon.social", "")
    assert fetch(store, "mastodon") == 0
    assert "0 posts kept of 0 found" in capsys.readouterr().out


def test_rates_of_the_day_are_a_candidate_and_the_fixed_date_stays(store, server, capsys):
    fixed = Path(__file__).parents[1] / "data/reference/exchange_rates.csv"
    before = fixed.read_bytes()
    assert fetch(store, "ecb_rates") == 0
    today = server.today
    lines = (store / "fetch/ecb_rates/candidate.csv").read_text().splitlines()
    assert lines[0] == before.decode("utf-8-sig").splitlines()[0] and lines[-2].startswith(f"USD,1.16,{today},")
    assert fetch(store, "ecb_rates") == 0
    assert "unchanged" in capsys.readouterr().out and fixed.read_bytes() == before


@pytest.mark.parametrize("body, said", [
    (stand_in.rates("2999-01-01", stand_in.RATES), "not after"),
    (stand_in.rates("2026-01-05", {"USD": "1.1"}), "at least 20"),
    (stand_in.rates("2026-01-05", {**stand_in.RATES, "USD": "-1"}), "is not a rate"),
    (stand_in.rates("2026-01-05", {**stand_in.RATES, "USD": "0"}), "is not a rate"),
    (stand_in.rates("2026-01-05", {**stand_in.RATES, "USD": "NaN"}), "is not a rate"),
    (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a DTD"),
    (b"<?xml version='1.0'?><a><!DOCTYPE a [<!ENTITY b 'c'>]></a>", "a DTD"),
    (b"<?xml version='1.0'?><a><b></a>", "cannot be read"), (b"<a>" * 100 + b"</a>" * 100, "nested deeper"),
])  # fmt: skip # saves 4 lines
def test_rates_that_are_not_the_banks_are_refused(store, server, body, said, capsys):
    server.documents["/rates.xml"] = body
    assert fetch(store, "ecb_rates") == 1
    assert said in capsys.readouterr().err and not (store / "fetch/ecb_rates/candidate.csv").exists()


def test_what_a_regulator_publishes_on_the_subject_waits_for_a_person_without_a_name_in_it(store, server, capsys):
    server.documents["/feed.xml"] = stand_in.rss(NEWS)
    assert fetch(store, "feed_ofcom") == 0
    assert "2 entries, 1 with a term, 1 of them new" in capsys.readouterr().out
    (one,) = review.queue(store)
    assert (one["publisher"], one["jurisdiction"], one["date"]) == ("Ofcom", "GB", "2026-01-05")
    assert one["link"] == "https://regulator.example/news/1" and one["terms"] == ["deepfake*", "grok"]
    assert {"platform:grok", "platform:x"} <= set(one["entities"])
    assert "Jane" not in everything(store) and "Investigation" not in everything(store)
    assert fetch(store, "feed_ofcom") == 0 and "unchanged" in capsys.readouterr().out
    server.documents["/feed.xml"] = stand_in.rss([*NEWS, ("Again", NEWS[0][1], "", "grok")])
    assert fetch(store, "feed_ofcom") == 0 and len(review.queue(store)) == 1
    decided = ["candidates", "--store", str(store), "--done", one["id"]]
    assert main(decided) == 2
    assert main([*decided, "--as", "rejected", "--by", "A. Reviewer"]) == 0
    assert review.queue(store) == [] and review.add(store, [one]) == 0


def test_three_dialects_of_feeds_are_read_alike():
    atom = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Grok</title>
    <link rel="self" href="https://r.example/self"/><link rel="alternate" href="https://r.example/1"/>
    <updated>2026-01-06T10:00:00Z</updated><published>2026-01-05T10:00:00Z</published><summary>s</summary></entry></feed>"""
    rdf = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>Grok</title>
    <link>https://r.example/1</link><dc:date>2026-01-05</dc:date><description>s</description></item></rdf:RDF>"""
    rss = stand_in.rss([("Grok", "https://r.example/1", "Mon, 05 Jan 2026 23:59:00 +0100", "s")])
    expected = {"title": "Grok", "link": "https://r.example/1", "date": "2026-01-05", "text": " s"}
    assert [feed.read(body, "feed") for body in (atom, rdf, rss)] == [[expected]] * 3


def test_terms_are_words_with_case_and_accents_put_aside():
    fetcher = fetchers(Path("/nowhere"))["feed_cnil"]

    def terms(title: str) -> list[str]:
        found = feed.candidate_of({"title": title, "link": "https://a.example/", "date": "", "text": ""}, fetcher)
        return found["terms"] if found else []

    assert terms("Les HYPERTRUCAGES et les deep-fakes") == ["deep fake*", "hypertrucage*"]
    assert terms("Elle a ete deshabillee") == ["déshabill*"]
    assert terms("La grokerie, taxai") == []
    assert feed.candidate_of({"title": "Grok", "link": "javascript:alert(1)", "date": "", "text": ""}, fetcher) is None


def test_an_article_of_law_that_changed_waits_for_a_person_and_nothing_is_rewritten(store, server, capsys):
    numbers = [number for _, number in legifrance.articles()]
    assert "226-8-1" in numbers and all(number[0].isdigit() or number[0] in "LRD" for number in numbers)
    article = {"id": "LEGIARTI000049567458", "etat": "VIGUEUR", "dateDebut": 1716422400000, "texte": "<p>Est puni</p>"}
    server.articles = {number: dict(article) for number in numbers[1:]}
    assert fetch(store, "legifrance") == 0
    said = capsys.readouterr().out
    assert f"{len(numbers)} articles looked at, 0 changed; not found" in said and f"already: {numbers[0]}" in said
    (missing,) = review.queue(store)
    assert missing["terms"] == [f"article {numbers[0]}"] and missing["entities"] == ["not_found:announced_version"]
    review.decide(store, missing["id"], "rejected", "a person", "looked at")
    server.articles["226-8-1"] |= {"id": "LEGIARTI000059999999", "texte": "<p>Est  puni autrement</p>"}
    assert fetch(store, "legifrance") == 0
    (one,) = review.queue(store)
    assert one["kind"] == "law" and one["terms"] == ["article 226-8-1"] and "changed:sha256" in one["entities"]
    assert "Est puni" not in everything(store) and "CANARY" not in everything(store)
    server.articles["226-8-1"]["texte"] = "<p>Est puni   autrement</p>"
    assert fetch(store, "legifrance") == 0 and len(review.queue(store)) == 1


@pytest.mark.parametrize(
    "particulars, said",
    [({"dateFin": 7258118400000}, "announced:2200-01-01"), ({"etat": "ABROGE_DIFF"}, "announced:ABROGE_DIFF"),
     ({"dateFin": "2150-07-01"}, "announced:2150-07-01"), ({"dateFin": 32472144000000}, ""), ({"dateFin": 0}, "")],
)  # fmt: skip # saves 5 lines
def test_an_article_whose_change_is_announced_waits_for_a_person_once(store, server, particulars, said):
    usual = {"id": "LEGIARTI000049567458", "etat": "VIGUEUR", "dateDebut": 1716422400000, "texte": "<p>Est puni</p>"}
    server.articles = {number: dict(usual) for _, number in legifrance.articles()}
    server.articles["226-8-1"] |= particulars
    for _ in range(2):
        assert fetch(store, "legifrance") == 0
    assert [one["entities"] for one in review.queue(store)] == ([[said]] if said else [])


def test_one_source_that_fails_does_not_stop_the_rest_and_only_those_due_are_asked(store, server, capsys):
    server.fault("/feed.xml", "503")
    assert fetch(store) == 1
    found = capsys.readouterr()
    assert "feed_cnil" in found.err and "ecb_rates" in found.out and "bluesky" in found.out
    known = fetchers(store)
    assert not due(known["ecb_rates"], store) and due(known["feed_cnil"], store) and late(known["feed_cnil"], store)
    server.hits.clear()
    assert fetch(store) == 1 and set(server.hits) == {"/feed.xml"}
    journal = [json.loads(line) for file in (store / "log").iterdir() for line in file.open()]
    assert {record["event"] for record in journal} >= {"fetch new", "fetch refused", "failed try", "answer"}
    assert not any("?" in record.get("where", "") for record in journal)


def test_two_fetches_at_once_the_second_says_who_is_at_work(store, server, capsys):
    from etl.files import one_writer

    with one_writer(store / "fetch/.lock", "fetch"):
        assert fetch(store, "ecb_rates") == 1
    assert "another fetch is at work" in capsys.readouterr().err and not server.hits


@pytest.mark.parametrize("left", ["{", "[]", '{"memory": []}', '{"memory": null}', "\ufffe"])
def test_a_damaged_memory_is_named_put_aside_and_the_next_run_begins_anew(store, server, left, capsys):
    path = store / "fetch/ecb_rates/state.json"
    path.parent.mkdir(parents=True)
    path.write_text(left)
    assert fetch(store, "ecb_rates") == 1 and not server.hits
    assert "could not be read. It was put aside as state.json.damaged" in capsys.readouterr().err
    assert path.with_name("state.json.damaged").read_text() == left
    assert fetch(store, "ecb_rates") == 0 and memory(store, "ecb_rates")["memory"]["day"]
    with pytest.raises(Refused):
        feed.read(b"<rss>", "feed")


def test_a_fault_nobody_expected_stops_one_source_in_a_line_and_the_others_are_asked(
    store, server, monkeypatch, capsys
):
    monkeypatch.setattr(feed, "read", lambda *given: [None])
    assert fetch(store, "feed_cnil", "ecb_rates") == 1
    found = capsys.readouterr()
    assert "stopped by a fault of this program (TypeError, feed.py line" in found.err and "Traceback" not in found.err
    assert "ecb_rates              new" in found.out and memory(store, "feed_cnil")["last_error"]


def test_a_store_that_cannot_be_written_is_said_in_a_line(tmp_path, server, capsys):
    (tmp_path / "taken").write_text("a file where a folder should be")
    assert main(["fetch", "ecb_rates", "--store", str(tmp_path / "taken")]) == 1
    err = capsys.readouterr().err
    assert err.startswith("error: ") and "what was there before stays" in err and len(err.splitlines()) == 1
    stand_in.write_settings(tmp_path / "store", server)
    (tmp_path / "store/fetch/ecb_rates/candidate.csv.building").mkdir(parents=True)
    assert fetch(tmp_path / "store", "ecb_rates") == 1
    assert "candidate.csv.building: Is a directory. It was not written" in capsys.readouterr().err


def test_a_clock_that_ran_ahead_does_not_silence_a_source_for_years(store, server):
    assert fetch(store, "ecb_rates") == 0
    path, known = store / "fetch/ecb_rates/state.json", fetchers(store)["ecb_rates"]
    assert not due(known, store) and not late(known, store)
    path.write_text(path.read_text().replace('"last_success": "20', '"last_success": "21'))
    assert due(known, store) and late(known, store)


def test_an_answer_not_modified_that_nobody_asked_for_is_no_answer(store, server, capsys):
    for source, path in (("ecb_rates", "/rates.xml"), ("feed_cnil", "/feed.xml")):
        server.fault(path, "304")
        assert fetch(store, source) == 1
        assert "status 304" in capsys.readouterr().err and not memory(store, source).get("last_success")


@pytest.mark.parametrize("to", ["gopher://[::1", "to://[", "http://[::1]:x/"])
def test_a_redirect_to_no_address_at_all_is_refused(store, server, monkeypatch, to, capsys):
    monkeypatch.setattr(stand_in.Handler, "whole", lambda self, path: self.answer(302, b"", headers={"Location": to}))
    assert fetch(store, "feed_cnil", "dsa_dumps") == 1
    err = capsys.readouterr().err
    assert err.count("leads nowhere") + err.count("an address was refused") == 4 and "fault of this program" not in err


def test_the_body_of_a_redirect_is_not_read(store, server, monkeypatch):
    sent = []

    def endless(self, path: str) -> None:
        if path != "/feed.xml":
            return self.answer(200, stand_in.rss(NEWS), "application/xml")
        self.send_response(302)
        self.send_header("Location", "/moved.xml")
        self.send_header("Content-Length", str(10**11))
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b"x" * (1 << 20))
            sent.append(1)

    monkeypatch.setattr(stand_in.Handler, "whole", endless)
    assert fetch(store, "feed_cnil") == 0 and len(review.queue(store)) == 1
    assert len(sent) < 20  # MB: no more than what the sockets hold


def test_a_dump_whose_checksum_is_there_and_whose_link_is_dead_is_a_fault_and_not_an_absent_day(store, server, capsys):
    days = ("2026-01-05", "2026-01-06")
    server.dumps = {f"sor-x-{day}-full.zip": stand_in.x_dump(day, 5) for day in days}
    asked = ("dsa_dumps", "--from", days[0], "--to", days[1])
    server.fault(f"/dsa/{DUMP}", "403")
    assert fetch(store, *asked) == 1
    found = capsys.readouterr().err
    assert f"{DUMP}: status 403" in found and "(1 other dumps were fetched)" in found
    assert sorted(path.name for path in (store / "fetch/dsa_dumps").glob("sor-*")) == [
        f"sor-x-{days[1]}-full.zip",
        f"sor-x-{days[1]}-full.zip.sha1",
    ]


def test_an_address_that_is_refused_for_one_day_leaves_the_other_days_to_come(store, server, monkeypatch, capsys):
    days = ("2026-01-05", "2026-01-06")
    server.dumps = {f"sor-x-{day}-full.zip": stand_in.x_dump(day, 5) for day in days}
    whole = stand_in.Handler.whole

    def elsewhere(self, path: str) -> None:
        if path == f"/dsa/{DUMP}":
            return self.answer(302, b"", headers={"Location": "http://169.254.169.254/?X-Amz-Signature=CANARY"})
        whole(self, path)

    monkeypatch.setattr(stand_in.Handler, "whole", elsewhere)
    assert fetch(store, "dsa_dumps", "--from", days[0], "--to", days[1]) == 1
    found = capsys.readouterr().err
    assert "169.254.169.254 is not among those" in found and "(1 other dumps" in found and "CANARY" not in found
    assert len(list((store / "fetch/dsa_dumps").glob("sor-*"))) == 2


def test_answers_that_have_lost_their_form_are_refused_and_not_read_as_nothing_new(store, server, monkeypatch, capsys):
    monkeypatch.setattr(stand_in.Handler, "search", lambda self: self.answer(200, b'{"hits": []}'))
    assert fetch(store, "bluesky") == 1 and "no list of posts" in capsys.readouterr().err
    server.articles = {"none of ours": {}}
    assert fetch(store, "legifrance") == 1 and "not one article is in the answers" in capsys.readouterr().err
    assert fetch(store, "feed_cnil") == 0
    server.documents["/feed.xml"] = stand_in.rss([])
    assert fetch(store, "feed_cnil") == 1 and "has no entries; it had 1 before" in capsys.readouterr().err


def test_a_post_dated_ahead_does_not_hide_those_that_come_after(store, server):
    server.posts = [stand_in.bluesky_post(1, "grok now"), stand_in.bluesky_post(2, "grok then", day="2098-01-01")]
    assert fetch(store, "bluesky") == 0
    assert set(memory(store, "bluesky")["memory"].values()) == {f"{DAY}T10:00:00Z"}


def test_a_post_of_today_is_not_dated_ahead(store, server):
    today = dt.datetime.now(dt.UTC).date().isoformat()
    server.posts = [stand_in.bluesky_post(1, "grok now", day=today)]
    assert fetch(store, "bluesky") == 0
    assert set(memory(store, "bluesky")["memory"].values()) == {f"{today}T10:00:00Z"}


def test_rates_of_an_earlier_day_do_not_replace_the_candidate(store, server, capsys):
    assert fetch(store, "ecb_rates") == 0
    before = (store / "fetch/ecb_rates/candidate.csv").read_bytes()
    server.documents["/rates.xml"] = stand_in.rates("2026-01-05", stand_in.RATES)
    assert fetch(store, "ecb_rates") == 1
    assert "of 2026-01-05, older than the candidate" in capsys.readouterr().err
    assert (store / "fetch/ecb_rates/candidate.csv").read_bytes() == before


@pytest.mark.parametrize("own", [
    "feed_cnil: {hosts: www.cnil.fr}", "feed_cnil: {most_bytes: 5 MB}", "feed_cnil: {url: 5}", "feed_cnil: 5",
    "feed_cnil: {schedule: [daily]}", "feed_cnil: {is_on: sometimes}", "feed_cnil: {pause: -1}",
    "feed_cnil: {settings: [FR]}", "bluesky: {settings: {queries: grok}}", "bluesky: {settings: {pages: many}}",
])  # fmt: skip # saves 10 lines
def test_a_setting_of_another_kind_is_named_before_anything_is_asked(tmp_path, own, capsys):
    (tmp_path / "fetch.yml").write_text(own)
    assert fetch(tmp_path, "feed_cnil") == 1
    err = capsys.readouterr().err
    assert err.startswith("error: ") and "Nothing was fetched" in err and "fetch.yml" in err


def rss_of(inside: str, before: str = "<?xml version='1.0'?>", coding: str = "utf-8") -> bytes:
    return f"{before}<rss version='2.0'><channel><item><title>Grok</title>{inside}</item></channel></rss>".encode(
        coding
    )


LINK = "<link>https://r.example/1</link>"


@pytest.mark.parametrize("body, link", [
    (rss_of(LINK, "<?xml version='1.0'?>\n<?xml-stylesheet type='text/xsl' href='/x.xsl'?>\n"), "https://r.example/1"),
    (rss_of(LINK, f"<?xml version='1.0'?><!-- {'a note of the system ' * 200} -->"), "https://r.example/1"),
    (rss_of(LINK, "\n\n<?xml version='1.0'?>"), "https://r.example/1"),
    (rss_of("<link>/news/1</link>"), "https://www.cnil.fr/news/1"),
    (rss_of("<guid>https://r.example/g</guid>"), "https://r.example/g"),
    (rss_of("<guid isPermaLink='false'>tag:1</guid>"), ""),
    (rss_of("<link>https://r.example/n?id=7&amp;utm_source=rss&amp;token=abc</link>"), "https://r.example/n?id=7"),
    (rss_of(f"{LINK}<description>l&rsquo;image&nbsp;: &lt;p&gt;\x0b</description>"), "https://r.example/1"),
    (rss_of(f"{LINK}<description>l’œuvre</description>", "<?xml version='1.0' encoding='windows-1252'?>", "cp1252"),
     "https://r.example/1"),
    (b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://r.example/'><entry><title>Grok</title>"
     b"<link rel='enclosure' href='/a.jpg'/><link href='news/1'/></entry></feed>", "https://r.example/news/1"),
])  # fmt: skip # saves 13 lines
def test_feeds_as_publishing_systems_write_them_are_read_with_links_that_lead_to_the_document(body, link):
    fetcher = fetchers(Path("/nowhere"))["feed_cnil"]
    assert suits(body, "feed")
    (item,) = feed.read(body, "feed", fetcher.url)
    found = feed.candidate_of(item, fetcher)
    assert (found["link"] if found else "") == link


def test_pages_told_apart_by_a_number_in_their_address_are_two_candidates(store, server):
    news = [(f"Grok {n}", f"https://r.example/news.php?id={n}&amp;utm_medium=rss", "", "") for n in (1, 2)]
    server.documents["/feed.xml"] = stand_in.rss(news)
    assert fetch(store, "feed_ofcom") == 0
    assert [one["link"] for one in review.queue(store)] == [f"https://r.example/news.php?id={n}" for n in (1, 2)]
    assert review.bare("https://r.example/\x1b[31m\x9bx?id=" + "k" * 61) == "https://r.example/[31mx"


def test_a_damaged_line_of_the_queue_costs_that_line_only(store, server, capsys):
    server.documents["/feed.xml"] = stand_in.rss(NEWS)
    assert fetch(store, "feed_ofcom") == 0
    with open(store / review.FILE, "a") as file:
        file.write('{"id": "a"}\n{"date": null}\n[1]\n{"id": {}, "decision": "curated"}\n')
    capsys.readouterr()
    assert main(["candidates", "--store", str(store)]) == 0 and "1 entry waits" in capsys.readouterr().out
    assert main(["candidates", "--store", str(store), "--done", "a", "--as", "later", "--by", "me"]) == 1
    assert "no candidate 'a' waits" in capsys.readouterr().err


def test_the_documentation_lists_every_source_and_says_which_were_never_run():
    text = (Path(__file__).parents[1] / "docs/live-sources.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (yes|no) \|$", text, re.MULTILINE))
    known = fetchers(Path("/nowhere"))
    assert rows == {name: "yes" if one.never_run else "no" for name, one in known.items()}
    assert all(name in text for one in known.values() for name in one.credentials)


@pytest.mark.parametrize(("end", "told"), [
    (1798761600000, "2027-01-01"),  # midnight in UTC
    (1798758000000, "2027-01-01"),  # midnight in Paris, an hour before
    ("2027-01-01T00:00:00.000+0000", "2027-01-01"), ("2222-02-22", "2222-02-22"),  # a day that nobody has set yet
    (32472144000000, ""), ("2999-01-01", ""), (None, ""),
])  # fmt: skip # saves 4 lines
def test_the_day_from_which_a_version_no_longer_holds(end, told):
    assert legifrance.announced(legifrance.version({"id": "A", "etat": "VIGUEUR", "dateFin": end})) == told
