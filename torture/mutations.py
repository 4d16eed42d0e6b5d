"""Damaged and hostile inputs by the thousand: each ends as loaded, rejected or refused in words, and the rows add up."""

import contextlib
import csv
import datetime as dt
import io
import json
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import stand_in

from etl.errors import GardefouError
from etl.fetch import bluesky, ecb, feed, legifrance, mastodon
from etl.fetch.fetchers import fetchers
from etl.fetch.posts import cleaned
from etl.intake.sources import accepted_codes, sources
from etl.intake.tables import read_table
from etl.net.http import Answer
from etl.reactions.collect import Asked, Collected, collect
from torture import ROOT

FIXTURES = ROOT / "tests/fixtures/detections"
KEY = bytes(32)
NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
SLOW = 10.0  # seconds: longer for one small input is a fault as well
PIECES = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b"\n", b"\r", b"\r\n", b",", b";", b"\t", b"{", b"}", b"[", b"]", b"\\",
    b"NaN", b"1e999", b"-1", b"99999999999999999999999", b"null", b"true", b"2026-13-45", b"0000-00-00", b"\xf0\x9f\x9b\x9f",
    b"\xed\xa0\x80", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<![CDATA[", b"PK\x03\x04", b"PAR1", b"A" * 5000, b"=1+1",
    b"../../x", b'{"a":' * 200, b"[" * 3000,
]  # fmt: skip # saves 32 lines
NODES = [
    None,
    True,
    -1,
    1e308,
    10**40,
    "",
    "x" * 5000,
    "\ud800",
    [],
    {},
    [[[]]],
    {"a": {"b": []}},
    "2026-99-99",
    "\x00",
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four things wrong."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(out) + 1)
        kind = chance.randrange(7)
        if kind == 0 and out:
            out[at % len(out)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del out[at : at + chance.randint(1, 200)]
        elif kind == 2:
            out[at:at] = chance.choice(PIECES)
        elif kind == 3:
            out[at:at] = out[at : at + chance.randint(1, 300)]
        elif kind == 4:
            del out[at:]
        elif kind == 5:
            other = chance.randrange(len(out) + 1)
            out[at:at] = out[other : other + chance.randint(1, 100)]
        else:
            out[at : at + 4] = chance.choice(PIECES)
    return bytes(out)


def mutated_json(found: Any, chance: random.Random) -> Any:
    """The document with a node replaced, removed or repeated."""
    found = json.loads(json.dumps(found))
    for _ in range(chance.randint(1, 3)):
        node, parent, key = found, None, None
        while isinstance(node, dict | list) and node and chance.random() < 0.85:
            parent, key = node, chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
            node = parent[key]
        if parent is None:
            continue
        kind = chance.randrange(4)
        if kind == 0:
            del parent[key]
        elif kind == 1 and isinstance(parent, list):
            parent.append(node)
        else:
            parent[key] = chance.choice(NODES)
    return found


def of_csv(folder: Path, chance: random.Random) -> Callable[[], str]:
    """Tables collected by hand, and posts as a table."""
    described = {one["id"]: one for one in sources()}["platform_statements"]["columns"]
    codes = accepted_codes(ROOT / "data")
    with open(ROOT / "data/curated/platform_statements.csv", "rb") as file:
        table = b"".join(file.readlines()[:12])
    posts = as_csv(some_posts())
    detections = b"image_id,nudity\n" + b"".join(b"i-%d,0.%d\n" % (n, n) for n in range(1, 9))
    path = folder / "posts.csv"

    def one() -> str:
        if chance.random() < 0.5:
            path.write_bytes(mutated(table, chance))
            rows = read_table(path, described, codes)
            text = path.read_bytes().decode("utf-8-sig")
            records = [cells for cells in csv.reader(text.splitlines(keepends=True), strict=True) if cells]
            return added_up(len(records) - 1, len(rows), 0)
        if chance.random() < 0.4:
            path.write_bytes(mutated(detections, chance))
            return as_detections(path, folder)
        path.write_bytes(mutated(posts, chance))
        return of_posts(path)

    return one


def as_detections(path: Path, folder: Path, form: str = "columns") -> str:
    """What becomes of a file of detector outputs."""
    from etl.detections import store
    from etl.detections.ingest import ingest

    root = folder / "detections"
    shutil.rmtree(root, ignore_errors=True)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = ingest(path, root, "d-1", form, None, {}, "")
    book = store.ledger(root)["files"]
    return added_up(book[0]["rows"], book[0]["loaded"], book[0]["rejected"]) if not code and book else "refused"


def of_jsonl(folder: Path, chance: random.Random) -> Callable[[], str]:
    lines = b"".join(json.dumps(post).encode() + b"\n" for post in some_posts())
    path = folder / "posts.jsonl"
    detections = (FIXTURES / "nudenet.jsonl").read_bytes()

    def one() -> str:
        if chance.random() < 0.2:
            path.write_bytes(mutated(detections, chance))
            return as_detections(path, folder, "nudenet")
        path.write_bytes(mutated(lines, chance))
        return of_posts(path)

    return one


def of_parquet(folder: Path, chance: random.Random) -> Callable[[], str]:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(some_posts()), out)
    path = folder / "posts.parquet"
    table = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"image_id": f"i{n}", "nudity": n / 10} for n in range(9)]), table)

    def one() -> str:
        if chance.random() < 0.2:
            path.write_bytes(mutated(table.getvalue(), chance))
            return as_detections(path, folder)
        path.write_bytes(mutated(out.getvalue(), chance))
        return of_posts(path)

    return one


def of_zip(folder: Path, chance: random.Random) -> Callable[[], str]:
    """Daily archives of the DSA database, the outer zip, the inner one and the CSV damaged in turn."""
    from etl.dsa import store
    from etl.dsa.ingest import ingest

    whole = stand_in.x_dump("2026-01-05", 12)
    path = folder / "sor-x-2026-01-05-full.zip"
    count = 0

    def one() -> str:
        nonlocal count
        count += 1
        root = folder / f"dsa{count // 20}"
        if count % 20 == 0:
            shutil.rmtree(folder / f"dsa{count // 20 - 1}", ignore_errors=True)
        data = mutated(whole, chance) if chance.random() < 0.7 else deeper(chance)
        path.write_bytes(data)
        before = {record["sha256"] for record in store.ledger(root)["archives"]}
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            code = ingest([path], root, False, 1)
        if "Traceback" in said.getvalue():
            raise AssertionError("a traceback was shown")
        new = [record for record in store.ledger(root)["archives"] if record["sha256"] not in before]
        if code:
            return "refused" if not new and said.getvalue().startswith("error: ") else "CONTRADICTION"
        return added_up(new[0]["rows"], new[0]["counted"], new[0]["rejected"]) if new else "known"

    return one


def deeper(chance: random.Random) -> bytes:
    """An archive whose zips are whole and whose CSV is not."""
    import zipfile

    stem = "sor-x-2026-01-05-full"
    with (
        zipfile.ZipFile(io.BytesIO(stand_in.x_dump("2026-01-05", 12))) as outer,
        zipfile.ZipFile(io.BytesIO(outer.read(f"{stem}-00000.csv.zip"))) as inner,
    ):
        data = mutated(inner.read(f"{stem}-00000-00000.csv"), chance)
    for name, method in (
        (f"{stem}-00000-00000.csv", zipfile.ZIP_DEFLATED),
        (f"{stem}-00000.csv.zip", zipfile.ZIP_STORED),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr(name, data)
        data = out.getvalue()
    return data


def of_api(folder: Path, chance: random.Random) -> Callable[[], str]:
    """Answers of every live source, as they would come through the client."""
    search = {"posts": [stand_in.bluesky_post(number, "grok @a") for number in range(3)], "cursor": "3"}
    timeline = [stand_in.mastodon_status(number, "<p>grok</p>") for number in range(1, 4)]
    article = {"article": {"id": "LEGIARTI000049567458", "etat": "VIGUEUR", "dateDebut": 1, "texte": "<p>a</p>"}}
    news = stand_in.rss(
        [("Grok", "https://r.example/1", "Mon, 05 Jan 2026 10:00:00 GMT", "&lt;p&gt;deepfake&lt;/p&gt;")]
    )
    rates = stand_in.rates("2026-01-05", stand_in.RATES)
    fetcher = fetchers(Path("/nowhere"))["feed_cnil"]

    def body(found: Any) -> bytes:
        text = json.dumps(mutated_json(found, chance)).encode()
        return mutated(text, chance) if chance.random() < 0.4 else text

    def of_search() -> str:
        page = bluesky.answered(Answer(200, {}, body(search)), "searchPosts")
        posts = page["posts"] if isinstance(page.get("posts"), list) else []
        return kept("bluesky", [post for post in posts if bluesky.admitted(post)])

    def of_timeline() -> str:
        try:
            page = json.loads(body(timeline))
        except (ValueError, RecursionError):
            return "refused"
        return (
            kept("mastodon", [one for one in page if mastodon.number_of(one)]) if isinstance(page, list) else "refused"
        )

    def of_article() -> str:
        found = bluesky.answered(Answer(200, {}, body(article)), "article").get("article")
        if not isinstance(found, dict):
            return "rejected"
        legifrance.candidate("LEGITEXT000006070719", "226-8-1", legifrance.version(found), ["changed"])
        return "loaded"

    def of_news() -> str:
        items = feed.read(mutated(news, chance), "feed")
        return "loaded" if [feed.candidate_of(item, fetcher) for item in items] else "rejected"

    def of_rates() -> str:
        day, found = ecb.read(mutated(rates, chance), "2026-11-25")
        if not day or any(not float(rate) > 0 for rate in found.values()):
            raise AssertionError("a rate that is none")
        return "loaded"

    return lambda: chance.choice((of_search, of_timeline, of_article, of_news, of_rates))()


def kept(shape: str, rows: list[dict]) -> str:
    found = Collected(shape, rows=len(rows))
    results = [cleaned(row, line, KEY, "grok", NOW, found) for line, row in enumerate(rows, 1)]
    loaded = sum(post is not None for _, _, post in results)
    if any(post is None and not fault for _, fault, post in results):
        raise AssertionError("rejected without a reason")
    return added_up(len(rows), loaded, len(results) - loaded)


def of_posts(path: Path) -> str:
    found = collect(path, Asked(query="grok"), KEY, NOW)
    if any(not reason for _, _, reason in found.rejects):
        raise AssertionError("rejected without a reason")
    return added_up(found.rows, len(found.posts), len(found.rejects))


def added_up(rows: int, loaded: int, rejected: int) -> str:
    if rows != loaded + rejected:
        return "LOST"
    return "rejected" if rejected else "loaded"


def some_posts() -> list[dict[str, Any]]:
    return [
        {"id": f"p{number}", "author": f"a{number % 3}", "text": f"grok, encore: {number} \"quoted\", é",
         "created_at": "2026-01-05T10:00:00Z", "lang": "fr", "source": "bluesky", "likes": number}
        for number in range(8)
    ]  # fmt: skip # saves 7 lines


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


FORMATS = {"csv": of_csv, "jsonl": of_jsonl, "parquet": of_parquet, "zip": of_zip, "api": of_api}


def run(kind: str, count: int = 10_000, seed: int = 1) -> dict[str, Any]:
    """Counts by outcome; `crashes` are exceptions that are no refusal, `lost` rows that did not add up."""
    found: Counter[str] = Counter()
    crashes, slow = [], 0
    with tempfile.TemporaryDirectory() as place:
        chance = random.Random(seed)
        one = FORMATS[kind](Path(place), chance)
        for number in range(count):
            start = time.monotonic()
            try:
                found[one()] += 1
            except GardefouError as fault:
                found["refused" if str(fault).strip() and "Traceback" not in str(fault) else "WORDLESS"] += 1
            except Exception as fault:
                crashes.append(f"{kind} {number}: {type(fault).__name__}: {str(fault)[:200]}")
            slow += time.monotonic() - start > SLOW
    lost = sum(found[name] for name in ("LOST", "CONTRADICTION", "WORDLESS"))
    outcomes = {name: found[name] for name in ("loaded", "rejected", "refused", "known")}
    return {
        "mutations": count,
        **outcomes,
        "crashes": len(crashes),
        "lost": lost,
        "slow": slow,
        "examples": crashes[:5],
    }


if __name__ == "__main__":
    import sys

    for kind in sys.argv[2:] or FORMATS:
        print(kind, json.dumps(run(kind, int(sys.argv[1])), ensure_ascii=False), flush=True)
