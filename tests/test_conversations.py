"""Live sources without a network: every question a fetcher asks, and all that it makes of the answers, as recorded.

`ask` gives what was written here, in order. Recorded: the questions, the words, what is remembered, noted and written."""

import datetime as dt
import hashlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from recording import as_recorded, places

from etl.errors import GardefouError
from etl.fetch import bluesky, dsa, ecb, feed, legifrance, mastodon, posts
from etl.fetch import run as fetching
from etl.fetch.fetchers import Fetcher, fits
from etl.fetch.run import Place, Result
from etl.files import kept, lines
from etl.live import refresh as refreshing
from etl.live import review
from etl.net.http import Answer
from etl.net.refused import Refused
from etl.reactions import store as kept_posts

sys.path.insert(0, str(Path(__file__).parent / "tools"))
import stand_in

TODAY = "2026-01-09"
ABSENT, DEAR = Refused("status 404", "no such file"), Refused("status 500", "broken")
SUMS = {name: hashlib.sha1(name.encode()).hexdigest() for name in ("same", "held", "new", "other")}


def said(body: Any = b"", status: int = 200, **headers: str) -> Answer:
    return Answer(status, headers, body if isinstance(body, bytes) else json.dumps(body).encode())


def view(moment: Any, **more: Any) -> dict[str, Any]:
    return {"indexedAt": moment, "author": {"labels": []}, "n": 1} | more


def status(number: Any, **more: Any) -> dict[str, Any]:
    return {"id": number} | more


def rates(day: str, *more: str, count: int = 19) -> bytes:
    codes = "".join(f'<Cube currency="A{chr(65 + n)}A" rate="{n + 1}.5"/>' for n in range(count))
    return f'<r><Cube><Cube time="{day}">{"".join(more)}{codes}</Cube></Cube></r>'.encode()


def article(**more: Any) -> Answer:
    return said({"article": {"id": "LEGIARTI1", "etat": "VIGUEUR", "dateDebut": "2020-01-01", "dateFin": "2999-01-01",
                             "texte": "A  text."} | more})  # fmt: skip # saves 2 lines


def news(*items: str) -> bytes:
    return f"<rss><channel>{''.join(items)}</channel></rss>".encode()


def item(title: str, link: str, day: str = "Mon, 05 Jan 2026 10:00:00 GMT") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate></item>"


SESSION, TOKEN = said({"accessJwt": "T"}), said({"access_token": "T"})
USD = '<Cube currency="USD" rate="1.25"/>'
SEEN = {"id": "LEGIARTI1", "etat": "VIGUEUR", "dateDebut": "2020-01-01", "dateFin": "2999-01-01",
        "sha256": hashlib.sha256(b"A text.").hexdigest()}  # fmt: skip # saves 2 lines
ARTICLES = [("LEGITEXT1", "226-8"), ("LEGITEXT1", "226-9"), ("LEGITEXT2", "6")]
DEEPFAKE = item("A deepfake again", "https://a.example/news?id=7&amp;utm_source=x")
SEARCH, TAGS = {"queries": ["a", "b"], "pages": 2}, {"hashtags": ["a", "b/c"], "pages": 2}
DAYS = {"platforms": ["x", "y"], "kind": "full", "global": True, "back": 1}

# name, module, settings, remembered, answers in their order
TALKS: list[tuple[str, Any, dict[str, Any], dict[str, Any], list[Any]]] = [
    ("search", bluesky, SEARCH, {"a": "2026-01-03T00:00:00Z", "z": "stays"}, [
        SESSION,
        said({"posts": [view("2026-01-05T10:00:00Z"), view("2026-01-04T10:00:00Z"), "no view", view(7), view("soon"),
                        view("2026-01-06T10:00:00Z", author={"labels": [{"val": "!no-unauthenticated"}]}),
                        view("2026-01-06T10:00:00Z", author={}), view("2026-01-06T09:00:00Z", author={"labels": None}),
                        view("2027-01-01T10:00:00.000Z")], "cursor": "c1"}),
        said({"posts": [], "cursor": "c2"}), said({"posts": [view("2026-01-09T23:00:00+01:00")], "cursor": 7})]),
    ("search with more pages", bluesky, SEARCH, {}, [
        SESSION, *[said({"posts": [view(f"2026-01-0{n}T10:00:00Z")], "cursor": f"c{n}"}) for n in (3, 1)],
        said({"posts": [view("2026-01-02T10:00:00Z")], "cursor": "c"}, **{"ratelimit-remaining": "0"})]),
    ("search finds none", bluesky, SEARCH, {}, [SESSION, said({"posts": []}), said({"posts": [], "cursor": "c"})]),
    ("search without token", bluesky, SEARCH, {}, [said({"accessJwt": 7})]),
    ("search without posts", bluesky, SEARCH, {}, [SESSION, said({"posts": {}})]),
    ("search without object", bluesky, SEARCH, {}, [said([])]),
    ("tags", mastodon, TAGS, {"a": "9"}, [
        said([status("10"), status("11", visibility="x"), status(12), "x", status("1x"), status("8")],
             Link='<https://s.example/x?max_id=8&limit=40>; rel="next", <https://s.example/x?min_id=1>; rel="prev"'),
        said([], Link='<https://s.example/x?max_id=3>; rel="next"'),
        said([status("7")], **{"Link": '<https://s.example/x?max_id=6>; rel="next"', "X-RateLimit-Remaining": "0"})]),
    ("tags with more pages", mastodon, TAGS, {}, [
        *[said([status(f"{n}")], Link=f'<https://s.example/x?max_id={n}>; rel="next"') for n in (9, 5)],
        said([status("3")], Link='<https://s.example/x?max_id=x>; rel="next"')]),
    ("tags without list", mastodon, TAGS, {}, [said({})]),
    ("rates", ecb, {}, {"day": "2026-01-07", "etag": '"e"'}, [said(rates("2026-01-08", USD), ETag='"f"')]),
    ("rates first", ecb, {}, {}, [said(rates(TODAY, USD))]),
    ("rates unchanged", ecb, {}, {"day": "2026-01-07", "etag": '"e"'}, [said(status=304)]),
    ("rates here", ecb, {}, {"day": "2026-01-08"}, [said(rates("2026-01-08", USD))]),
    ("rates older", ecb, {}, {"day": "2026-01-08"}, [said(rates("2026-01-07", USD))]),
    ("rates of tomorrow", ecb, {}, {}, [said(rates("2026-01-10", USD))]),
    ("rates too few", ecb, {}, {}, [said(rates(TODAY))]),
    ("rates twice", ecb, {}, {}, [said(rates(TODAY, USD, USD))]),
    ("rates of no day", ecb, {}, {}, [said(rates("soon", USD))]),
    ("rates of nothing", ecb, {}, {}, [said(rates(TODAY, '<Cube currency="USD" rate="0"/>'))]),
    ("rates of no currency", ecb, {}, {}, [said(rates(TODAY, '<Cube currency="usd" rate="1"/>'))]),
    ("rates in letters", ecb, {}, {}, [said(rates(TODAY, '<Cube currency="USD" rate="1,5"/>'))]),
    ("articles", legifrance, {"token_url": "https://t.example"}, {"LEGITEXT1 226-8": SEEN | {"etat": "OLD"}}, [
        TOKEN, article(), article(dateFin="2199-05-01"), said({"article": None})]),
    ("articles as before", legifrance, {"token_url": "https://t.example"}, {"LEGITEXT1 226-8": SEEN, "LEGITEXT2 6": SEEN}, [
        TOKEN, article(), article(etat="ABROGE_DIFF"), article(texteHtml="<p>Another text.</p>")]),
    ("articles all absent", legifrance, {"token_url": "https://t.example"}, {}, [TOKEN, said({}), said({}), said({})]),
    ("articles without token", legifrance, {"token_url": "https://t.example"}, {}, [said({"access_token": 1})]),
    ("news", feed, {"jurisdiction": "FR"}, {"etag": '"e"', "last_modified": "L"}, [
        said(news(DEEPFAKE, DEEPFAKE, item("Radio", "https://a.example/2"), item("A deepfake", ""),
                  item("Another deepfake", "/3", "")), **{"ETag": '"f"', "Last-Modified": "M"})]),
    ("news unchanged", feed, {}, {"etag": '"e"'}, [said(status=304)]),
    ("news empty", feed, {}, {"entries": 3}, [said(news())]),
    ("news empty from the first", feed, {}, {}, [said(news())]),
    ("news of many", feed, {}, {}, [said(news(*[item("Radio", f"https://a.example/{n}") for n in range(501)]))]),
    ("dumps", dsa, DAYS, {}, [SUMS["same"], SUMS["held"], SUMS["new"]]),
    ("dumps absent", dsa, DAYS | {"global": False}, {}, [ABSENT, Refused("status 403", "no")]),
    ("dumps at fault", dsa, DAYS, {}, [SUMS["new"], DEAR, SUMS["other"]]),
    ("dumps none asked", dsa, {"platforms": None, "back": 1}, {}, []),
    ("dumps light", dsa, {"platforms": ["x"], "kind": "light", "back": 2}, {}, [SUMS["same"], SUMS["same"]]),
]  # fmt: skip # saves 90 lines


@pytest.mark.parametrize(("name", "module", "settings", "memory", "answers"), TALKS, ids=[one[0] for one in TALKS])
def test_what_is_asked_and_what_is_made_of_the_answers(monkeypatch, tmp_path, name, module, settings, memory, answers):
    told: list[str] = []
    given = iter(answers)

    def noted(what: str, **more: Any) -> None:
        named = "; ".join(f"{key}={sorted(one) if isinstance(one, frozenset) else one}" for key, one in more.items())
        told.append(f"{what} {named}".strip())

    def ask(url, rules, expect="json", headers=None, accepted=frozenset(), note=None, **more):
        assert rules == one.rules() and note is place.note
        noted(url, expect=expect, headers=headers, accepted=accepted, **more)
        found = next(given)
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, Answer) else said(f"{found.upper()}  {url.split('/')[-1][:-5]}\n".encode())

    def download(url, path, rules, expect, sha1="", known=None, note=None):
        assert rules == one.rules() and note is place.note and known is None
        noted(
            f"download {url}",
            to=path.name,
            expect=expect,
            sha1=sha1,
            here=sorted(one.name for one in path.parent.iterdir()),
        )
        if sha1 == SUMS["other"]:
            raise Refused("status 404", "the dump is gone")
        path.write_bytes(b"dump")

    def keep(place, shape, found):
        noted(f"keep {shape}", found=[f"{post.get('indexedAt') or post.get('id')} {query}" for post, query in found])
        return len(found), 0

    for where, what in {"ask": ask, "download": download, "keep": keep, "articles": lambda: ARTICLES}.items():
        if hasattr(module, where):
            monkeypatch.setattr(module, where, what)
    monkeypatch.setattr(feed, "words_of", str)
    monkeypatch.setattr(feed, "entities", lambda text: [{"type": "w", "canonical_id": one} for one in text.split()[:3]])
    if hasattr(module, "time"):
        monkeypatch.setattr(module, "time", SimpleNamespace(sleep=lambda seconds: told.append(f"pause {seconds}")))
    (folder := tmp_path / "fetch/f").mkdir(parents=True)
    if module is dsa:
        for half in (".a.part", "b.building", "sor-x-2026-01-08-full.zip"):
            (folder / half).touch()
        book = SimpleNamespace(published=lambda: {("2026-01-08", "x", settings.get("kind", "full")): SUMS["same"]})
        monkeypatch.setattr(dsa, "opened", lambda _: Opened(book))
        monkeypatch.setattr(dsa, "held_back", lambda _: {"days": [{"sha1": SUMS["held"]}]})
    for key in ("NAME", "SECRET"):
        monkeypatch.setenv(key, f"its {key.lower()}")
    one = Fetcher("f", "k", "T", "https://f.example", ("f.example",), "daily", 1000, pause=0.25, settings=settings,
                  credentials=("NAME", "SECRET"))  # fmt: skip # saves 3 lines
    place = Place(tmp_path, folder, dict(memory), lambda **event: noted("note", **event), {}, TODAY)
    try:
        outcome: Any = module.fetch(one, place)
    except GardefouError as fault:
        outcome = f"{getattr(fault, 'reason', '')}: {fault}"
    waiting = [{key: value for key, value in row.items() if key != "found_at"} for row in review.queue(tmp_path)]
    files = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}
    found = {"told": told, "outcome": outcome, "memory": place.memory, "waiting": waiting, "files": files}
    as_recorded("conversations.json", name, found)
    assert next(given, None) is None


class Opened:
    def __init__(self, book: Any):
        self.book = book

    def __enter__(self) -> Any:
        return self.book

    def __exit__(self, *_: object) -> None:
        pass


FITS = {
    "hosts": ([[], ["a"]], ["a", ["a", 1], {}, None]), "credentials": ([["A"]], ["A", [1]]), "most_bytes": ([0, 1, 1.5], [-1, "1", True, None]),
    "seconds": ([0, 0.5], [-0.1, False]), "pause": ([0], [[]]), "is_on": ([True, False], [0, 1, "yes", None]), "never_run": ([True], ["x"]),
    "needs_length": ([False], [1]), "loopback": ([True], [0]), "settings": ([{}, {"a": 1}], [[], "x", None]), "title": (["", "x"], [1, None, {}]),
}  # fmt: skip # saves 7 lines


@pytest.mark.parametrize("name", FITS)
def test_a_setting_has_a_value_of_its_kind(name):
    good, bad = FITS[name]
    assert [fits(name, one) for one in (*good, *bad)] == [True] * len(good) + [False] * len(bad)


WAS = {"memory": {"a": 1}, "last_success": "earlier", "last_error": "before", "last_new": "then"}
ASKED: list[tuple[str, dict[str, Any], Any, Any]] = [  # name, of the source, what its state file holds, what it does
    ("new", {}, WAS, ("new", "said", 3)), ("unchanged", {}, WAS, ("unchanged", "said", 0)), ("first", {}, None, ("new", "said", 1)),
    ("refused", {}, WAS, Refused("form", "why")), ("half a character", {}, WAS, UnicodeEncodeError("utf-8", "x", 0, 1, "y")),
    ("full", {}, WAS, OSError(28, "No space left on device", "f")), ("ours", {}, None, ZeroDivisionError()),
    ("off", {"is_on": False}, WAS, None), ("without credentials", {"credentials": ("NO_A", "NO_B")}, WAS, None),
    ("damaged", {}, "{", None), ("of another kind", {}, {"memory": []}, None), ("without memory", {}, {"last_new": "then"}, ("unchanged", "x", 0)),
]  # fmt: skip # saves 6 lines


@pytest.mark.parametrize(("name", "own", "state", "does"), ASKED, ids=[one[0] for one in ASKED])
def test_what_is_left_of_asking_a_source(monkeypatch, tmp_path, name, own, state, does):
    events: list[dict[str, Any]] = []
    given: list[Any] = []

    def fetch(fetcher: Any, place: Place) -> Any:
        given.append([place.store == tmp_path, place.folder.name, dict(place.memory), place.asked])
        place.memory["b"] = 2
        place.note(event="from inside")
        if isinstance(does, Exception):
            raise does
        return does

    monkeypatch.setattr(fetching, "now", lambda: "now")
    monkeypatch.setattr(
        fetching.importlib, "import_module", lambda path: SimpleNamespace(fetch=fetch, path=given.append(path))
    )
    one = Fetcher("f", "kind", "T", "https://f.example", (), "daily", 1, **own)
    (folder := tmp_path / "fetch/f").mkdir(parents=True)
    if state is not None:
        (folder / "state.json").write_text(state if isinstance(state, str) else json.dumps(state))
    result = fetching.fetch(one, tmp_path, lambda **event: events.append(event), {"last": "x"})  # type: ignore[arg-type]
    told = [
        result.source,
        result.outcome,
        result.said.replace(str(tmp_path), "…").partition("(ZeroDivisionError")[0],
        result.count,
    ]
    left = json.loads((folder / "state.json").read_text()) if (folder / "state.json").exists() else None
    left = left and {key: one if key != "last_error" else bool(one) for key, one in left.items()}
    found = {"told": told, "given": given, "left": left, "files": sorted(path.name for path in folder.iterdir()),
             "events": [{key: one for key, one in event.items() if key != "seconds"} for event in events]}  # fmt: skip # saves 5 lines
    as_recorded("conversations.json", f"asked: {name}", found)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("{0}  a.zip", True), ("{0}  a.zip\n", True), ("{0} a.zip", False), ("{0}  b.zip", False), ("{0}", False),
     ("{0}a  a.zip", False), ("g{0}  a.zip", False), ("", False), ("{0}  a.zip b", False)],
)  # fmt: skip # saves 4 lines
def test_a_checksum_names_its_dump(monkeypatch, text, is_one):
    """40 hex digits, two spaces, the name: as the database writes it."""
    monkeypatch.setattr(dsa, "ask", lambda *_, **__: said(text.format("AB" * 20).encode()))
    one: Any = SimpleNamespace(url="u", rules=lambda: None)
    if is_one:
        assert dsa.sha1_of(one, SimpleNamespace(note=None), "a.zip") == "ab" * 20  # type: ignore[arg-type]
    else:
        with pytest.raises(Refused, match=r"a\.zip\.sha1 is not a checksum of a\.zip"):
            dsa.sha1_of(one, SimpleNamespace(note=None), "a.zip")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "days"),
    [({"back": 1}, ["2026-01-08"]), ({"back": 3}, ["2026-01-06", "2026-01-07", "2026-01-08"]),
     ({"back": 3, "last": "2026-01-02"}, ["2025-12-31", "2026-01-01", "2026-01-02"]),
     ({"back": 3, "first": "2026-01-07"}, ["2026-01-07", "2026-01-08"]),
     ({"back": 3, "first": "2026-01-08"}, ["2026-01-08"]), ({"back": 3, "first": "2026-01-09"}, None),
     ({"back": 1, "first": dt.date(2026, 1, 8), "last": dt.date(2026, 1, 8)}, ["2026-01-08"]),
     ({"back": 1, "first": "soon"}, None), ({"back": 10**9}, None), ({"back": 1001}, 1001), ({"back": 1002}, None)],
)  # fmt: skip # saves 9 lines
def test_the_days_to_look_at_are_those_asked_or_the_last_before_today(asked, days):
    if days is None:
        with pytest.raises(GardefouError, match="Nothing was fetched"):
            dsa.days(asked, TODAY)
    else:
        found = dsa.days(asked, TODAY)
        assert (len(found) if isinstance(days, int) else found) == days


def test_of_posts_found_those_that_are_whole_are_kept_once_and_the_others_counted(tmp_path):
    image = "look data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    found = [(stand_in.bluesky_post(1, "Grok, says @someone.bsky.social"), "q1"), (stand_in.bluesky_post(2, image), "q1"),
             ({"uri": 3}, "q2"), ({"uri": 4}, "q2"),
             (stand_in.bluesky_post(4, "grok"), "q2")]  # fmt: skip # saves 2 lines
    events: list[dict] = []
    place: Any = SimpleNamespace(store=tmp_path, note=lambda **event: events.append(event))
    book = {"first": posts.keep(place, "bluesky", found), "again": posts.keep(place, "bluesky", found[:1]),
            "events": events}  # fmt: skip # saves 2 lines
    ledger = kept_posts.ledger(tmp_path / "reactions")
    chance = {"fingerprint", "posts", "rejects", "loaded_at", "seconds"}
    book["files"] = [{key: one for key, one in row.items() if key not in chance} for row in ledger["files"]]
    rows = kept_posts.posts(tmp_path / "reactions")
    names = places([row[name] for row in rows for name in ("post_key", "author_key", "cluster_key", "thread_key")])
    told = [
        {key: one for key, one in row.items() if not key.endswith("_key") and key != "collected_at"} for row in rows
    ]
    book["rows"] = [*told, names]
    book["rejects"] = [(tmp_path / "reactions" / row["rejects"]).read_text("utf-8") for row in ledger["files"]]
    assert [(len(row["fingerprint"]), len(row["loaded_at"])) for row in ledger["files"]] == [(32, 25)]
    as_recorded("conversations.json", "posts kept", book)


# A refresh, step by step

BAD = {
    "day": "2026-01-05",
    "slug": "x",
    "why": "too few",
    "rows": 5,
    "rows_kept": None,
    "at": "a",
    "file": "f",
    "sha1": "s",
}
BACK = {"by": "me", "to": "v1", "at": "2026-01-07T10:00", "reason": "wrong"}
SERVED: Any = SimpleNamespace(version="v2", data_date="2026-01-08")
# name, held before, (due → outcome), (counted, bad, is_refused), what the build does, fetches, reason
RUNS: list[tuple[str, dict, dict, tuple, Any, bool, str]] = [
    ("all is well", {}, {"a": "new", "b": "unchanged", "c": ""}, (2, [], False), True, True, ""),
    ("nothing changed", {"version": {"version": "v", "faults": ["x"], "at": "a"}}, {}, (0, [], False), False, True, ""),
    ("a source refuses and a dump too", {}, {"a": "refused"}, (0, [], True), True, True, ""),
    ("days are held", {}, {}, (1, [BAD, BAD | {"rows_kept": 1200}], False), True, False, ""),
    ("days are let pass", {"days": [BAD]}, {"a": "new"}, (1, [], False), True, False, "right"),
    ("a way back holds", {"rollback": BACK}, {}, (0, [], False), False, False, ""),
    ("a way back is mended", {"rollback": BACK}, {}, (0, [], False), False, False, "mended"),
    ("a way back is left for a newer one", {"rollback": BACK}, {}, (0, [], False), True, False, "mended"),
    ("the gate holds", {}, {}, (0, [], False), refreshing.Held("v3", ["first", "second"], SERVED), False, ""),
    ("the disk is full", {}, {}, (0, [], False), OSError(28, "No space left on device", "f"), False, ""),
]  # fmt: skip # saves 12 lines


@pytest.mark.parametrize(
    ("name", "before", "sources", "taken", "ending", "fetches", "reason"), RUNS, ids=[one[0] for one in RUNS]
)
def test_what_a_refresh_does_and_leaves(monkeypatch, tmp_path, name, before, sources, taken, ending, fetches, reason):
    told: list[str] = []
    if before:
        (tmp_path / "held.json").write_text(json.dumps(before))
    (tmp_path / "refresh.json").write_text('{"last_success": "earlier"}')
    known = {one: SimpleNamespace(id=one) for one in sources}
    monkeypatch.setattr(refreshing, "now", lambda: "now")
    monkeypatch.setattr(refreshing, "fetchers", lambda _: known)
    monkeypatch.setattr(refreshing, "due", lambda one, _: bool(sources[one.id]))
    monkeypatch.setattr(refreshing, "fetch", lambda one, *_: Result(one.id, sources[one.id], "said"))
    monkeypatch.setattr(refreshing, "take_in", lambda _, accepts: told.append(f"taken in, {accepts=}") or taken)
    monkeypatch.setattr(refreshing, "gate", lambda accept, pinned, record: (accept, pinned, record))

    def build(out, store, data, as_of, force, gate):
        accept, pinned, record = gate
        told.append(f"built {out} {data} {as_of} {force=} {accept=} {pinned=}")
        if isinstance(ending, Exception):
            raise ending
        if accept:
            record(SERVED, ["a fault"])
        return SERVED, ending

    monkeypatch.setattr(refreshing, "build", build)
    run = refreshing.refresh(
        Path("o"), tmp_path, Path("d"), dt.date(2026, 1, 9), fetches, reason, "me" if reason else ""
    )
    journal = [row for path in (tmp_path / "log").glob("*.jsonl") for row in lines(path)]
    found = {
        "told": told, "faults": [one.replace(str(tmp_path), "…") for one in run.faults],
        "run": [[one.source for one in run.fetched], run.counted, run.manifest and run.manifest.version, run.is_new],
        "held": kept(tmp_path / "held.json"), "left": kept(tmp_path / "refresh.json"), "last": refreshing.last(tmp_path),
        "overrides": [{key: one for key, one in row.items() if key != "at"} for row in lines(tmp_path / "overrides.jsonl")],
        "journal": [{key: one for key, one in row.items() if key not in ("at", "seconds")} for row in journal],
    }  # fmt: skip # saves 4 lines
    as_recorded("conversations.json", f"refresh: {name}", found)
