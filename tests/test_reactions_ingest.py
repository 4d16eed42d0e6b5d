"""Posts come in from every shape tools export, each loaded or rejected, and nothing that tells a person is kept."""

import csv
import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_nlp_redaction import KEPT_PARTS, PLANTED, pieces

from etl.__main__ import main
from etl.errors import GardefouError
from etl.intake.content_scan import ForbiddenContent
from etl.reactions import changes, store
from etl.reactions.duplicates import clusters
from etl.reactions.identity import author_name
from etl.reactions.ingest import asked_of, expire, ingest
from etl.reactions.requests import delete_author
from etl.reactions.texts import without_media
from etl.reactions.times import Dates, moment

BLUESKY = {
    "cursor": "1",
    "posts": [
        {
            "uri": "at://did:plc:aaa111/app.bsky.feed.post/1",
            "cid": "c1",
            "author": {
                "did": "did:plc:aaa111",
                "handle": "corbeau.bsky.social",
                "displayName": "Oriane D",
                "avatar": "a",
            },
            "record": {
                "text": "Coupez Grok, @moineau.bsky.social !",
                "createdAt": "2026-11-01T10:00:00+02:00",
                "langs": ["fr"],
            },
            "likeCount": 3,
            "repostCount": 1,
            "replyCount": 0,
            "quoteCount": 0,
            "indexedAt": "2026-11-01T08:00:05Z",
        },
        {
            "uri": "at://did:plc:bbb222/app.bsky.feed.post/2",
            "author": {"did": "did:plc:bbb222", "handle": "b"},
            "record": {"text": "", "createdAt": "2026-11-01T10:00:00Z"},
        },
    ],
}
MASTODON = [
    {
        "id": "1",
        "uri": "https://mast.example/users/a/statuses/1",
        "created_at": "2026-11-02T09:00:00.000Z",
        "account": {"url": "https://mast.example/@a", "acct": "a"},
        "content": '<p>They <b>must</b> fix it &amp; now.<br>See <a href="https://news.example.org/a">news</a></p><p>Two</p>',
        "visibility": "public",
        "language": "en",
        "favourites_count": 2,
        "reblogs_count": 0,
        "replies_count": 1,
    },
    {
        "id": "2",
        "created_at": "2026-11-02T09:00:00Z",
        "account": {"acct": "b"},
        "content": "x",
        "visibility": "unlisted",
    },
    {
        "id": "3",
        "created_at": "2026-11-02T09:00:00Z",
        "account": {"acct": "c", "noindex": True},
        "content": "<p>y</p>",
        "visibility": "public",
    },
    {
        "id": "4",
        "created_at": "2026-11-03T09:00:00Z",
        "account": {"acct": "d"},
        "content": "",
        "visibility": "public",
        "reblog": {"content": "<p>They must fix it</p>", "account": {"acct": "a"}, "visibility": "public"},
    },
]
FOURCAT = (
    "id,thread_id,timestamp,unix_timestamp,link,body,author,author_fullname,author_id,language_guess,"
    "retweet_count,reply_count,like_count,quote_count,is_retweet,images\n"
    "11,11,2026-11-04 12:00:00,1793793600,https://x.com/z/status/11,Ban it now please,zed_99,Zed Q,900001,en,"
    "1,2,3,0,no,https://pbs.twimg.com/media/abc.jpg\n"
    "12,11,2026-11-04 12:05:00,1793793900,https://x.com/y/status/12,RT @zed_99: Ban it now please,yves_77,Yves R,"
    "900002,en,0,0,0,0,yes,\n"
)
MINET = (
    "cid,did,uri,url,timestamp_utc,local_time,user_did,user_handle,text,repost_count,like_count,reply_count,"
    "quote_count,langs,collection_time,query\n"
    "c,did:plc:ccc333,at://did:plc:ccc333/p/9,https://bsky.example/9,2026-11-05T10:00:00Z,2026-11-05T11:00:00,"
    "did:plc:ccc333,merle.bsky.social,Il faut une loi,0,1,0,0,fr,2026-11-06T00:00:00,grok\n"
)
GDELT = {
    "articles": [
        {
            "url": "https://www.journal.example.fr/a/b",
            "url_mobile": "",
            "title": "Le parquet ouvre une enquête sur Grok",
            "seendate": "20261106T123000Z",
            "socialimage": "https://cdn.example/i.jpg",
            "domain": "journal.example.fr",
            "language": "French",
            "sourcecountry": "France",
        }
    ]
}


def put(folder: Path, name: str, content) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def load(folder: Path, name: str, content, **options) -> list[dict]:
    root = folder / "store" / "reactions"
    asked = asked_of(options.get("form", "auto"), options.get("zone", "UTC"))
    ingest(put(folder, name, content), root, asked, accept_losses=options.get("accept", False))
    return store.posts(root)


def rejects(folder: Path) -> list[dict]:
    found = []
    for path in sorted((folder / "store" / "reactions" / "rejects").glob("*.csv")):
        found += list(csv.DictReader(path.open(encoding="utf-8")))
    return found


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_bluesky_answers(tmp_path):
    (post,) = load(tmp_path, "answers.json", BLUESKY)
    assert (post["source"], post["lang"], post["created_at"]) == ("bluesky", "fr", utc(2026, 11, 1, 8))
    assert post["text_redacted"] == "Coupez Grok, @user !" and post["likes"] == 3 and post["quotes"] == 0
    assert [row["reason"] for row in rejects(tmp_path)] == ["no text"]


def test_mastodon_statuses_that_are_public_and_of_authors_who_agree(tmp_path):
    first, boost = load(tmp_path, "statuses.json", MASTODON)
    assert first["text_redacted"] == "They must fix it & now.\nSee news\nTwo" and not first["is_repost"]
    assert boost["is_repost"] and boost["text_redacted"] == "They must fix it"
    assert [row["reason"] for row in rejects(tmp_path)] == ["not public", "its author does not want to be indexed"]


def test_4cat_exports_of_x(tmp_path, capsys):
    one, other = load(tmp_path, "x.csv", FOURCAT)
    assert (one["source"], one["created_at"]) == ("x", utc(2026, 11, 4, 12)) and one["thread_key"] == other[
        "thread_key"
    ]
    assert other["is_repost"] and other["text_redacted"] == "RT @user: Ban it now please"
    assert one["cluster_key"] == other["cluster_key"] == one["post_key"]
    assert "images" in capsys.readouterr().out


def test_minet_exports(tmp_path):
    (post,) = load(tmp_path, "minet.csv", MINET)
    assert (post["source"], post["query"], post["created_at"]) == ("bluesky", "grok", utc(2026, 11, 5, 10))


def test_gdelt_article_lists(tmp_path):
    (post,) = load(tmp_path, "list.json", GDELT)
    assert (post["url_domain"], post["lang"], post["created_at"]) == ("example.fr", "fr", utc(2026, 11, 6, 12, 30))


def test_the_same_author_has_one_pseudonym_in_every_export_of_a_network(tmp_path):
    bluesky = {"posts": [{**BLUESKY["posts"][0], "author": {"did": "did:plc:ccc333"}}]}
    load(tmp_path, "a.json", bluesky)
    one, other = load(tmp_path, "b.csv", MINET)
    assert one["author_key"] == other["author_key"] and len(one["author_key"]) == 16


@pytest.mark.parametrize("name", ["posts.jsonl", "posts.csv", "posts.parquet", "semicolons.csv"])
def test_a_table_of_ones_own(tmp_path, name):
    row = {
        "id": "7",
        "text": "They must fix this; we are tired",
        "author": "tess",
        "created_at": "2026-11-01T00:00:00+01:00",
    }
    path = tmp_path / name
    if name.endswith("parquet"):
        pq.write_table(pa.Table.from_pylist([row]), path)
    elif name.endswith("jsonl"):
        path.write_text(json.dumps(row) + "\n")
    else:
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(row), delimiter=";" if name.startswith("semi") else ",")
            writer.writeheader()
            writer.writerow(row)
    root = tmp_path / "store" / "reactions"
    ingest(path, root, asked_of())
    (post,) = store.posts(root)
    assert post["created_at"] == utc(2026, 10, 31, 23) and post["text_redacted"] == row["text"]


def test_every_row_is_loaded_or_rejected_with_its_line_and_reason(tmp_path):
    text = "id,text,created_at,likes\n1,one fine post,2026-11-01,3\n2,too,many,cells,here\n3,,2026-11-01,\n"
    text += "4,no date here,,\n5,odd date,soon,\n6,odd count,2026-11-01,many\n"
    text += '7,"two\nlines",2026-11-02,\n8,too old,1999-01-01,\n'
    posts = load(tmp_path, "t.csv", text, accept=True)
    (record,) = store.ledger(tmp_path / "store" / "reactions")["files"]
    assert (record["rows"], record["loaded"], record["rejected"]) == (8, 3, 5) and len(posts) == 3
    assert [post["likes"] for post in posts] == [3, None, None]  # "many" is unknown, and costs no post
    assert [(int(row["line"]), row["reason"]) for row in rejects(tmp_path)] == [
        (3, "5 columns where 4 were expected"),
        (4, "no text"),
        (5, "no date"),
        (6, "not a date"),
        (10, "a date outside the time of such posts"),
    ]
    assert not any("odd" in str(row) or "too" in row["reason"].split() for row in rejects(tmp_path))


def test_a_malformed_line_in_the_middle_is_rejected_and_the_others_are_loaded(tmp_path):
    lines = [json.dumps({"id": str(n), "text": f"post number {n} of them", "date": "2026-11-01"}) for n in range(3)]
    posts = load(tmp_path, "t.jsonl", "\n".join([lines[0], "{oops", lines[1], "[1]", lines[2]]), accept=True)
    assert len(posts) == 3 and [row["line"] for row in rejects(tmp_path)] == ["2", "4"]


def test_loading_twice_adds_nothing(tmp_path, capsys):
    load(tmp_path, "one.json", BLUESKY)
    again = load(tmp_path, "other-name.json", BLUESKY)
    assert len(again) == 1 and "already loaded on" in capsys.readouterr().out
    wider = {"posts": [*BLUESKY["posts"], {**BLUESKY["posts"][0], "uri": "at://did:plc:aaa111/app.bsky.feed.post/3"}]}
    assert len(load(tmp_path, "wider.json", wider)) == 2
    assert "already in the store" in {row["reason"] for row in rejects(tmp_path)}


def everything_on_disk(folder: Path) -> str:
    """Every byte of a store as text, Parquet also as its values."""
    seen = ""
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "pseudonym.key":
            seen += path.name + path.read_bytes().decode("latin-1")
            if path.suffix == ".parquet":
                seen += json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
    return seen.lower()


def test_forty_planted_identities_leave_no_byte_in_store_or_output(tmp_path, capsys):
    rows = [
        {"id": f"id-{n}", "text": post, "author": "ecureuil_discret", "date": "2026-11-01", "username": "noisette_77",
         "quote_text": post, "url": "https://chez-mirabelle.example.com/p/1", "query": "from:lapin_rouge92"}
        for n, (_, post) in enumerate(PLANTED)
    ]  # fmt: skip # saves 8 lines
    rows.append({"id": "bad", "text": "", "author": "ecureuil_discret", "date": "2026-11-01"})
    load(tmp_path, "planted.jsonl", "\n".join(json.dumps(row) for row in rows))
    printed = capsys.readouterr()
    left = everything_on_disk(tmp_path / "store") + (printed.out + printed.err).lower()
    planted = {part for what, _ in PLANTED for part in pieces(what)} | {"ecureuil", "noisette_77", "mirabelle"}
    assert not [part for part in planted if len(part) > 4 and part.lower() in left and part.lower() not in KEPT_PARTS]


@pytest.mark.parametrize(
    "text",
    [
        "look data:image/png;base64,iVBORw0KGgoAAAANSUhEUg",
        "raw iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
        "<img src=x> here",
        "x" + "0a9F" * 60 + "GhiJkLmN",
    ],
)
def test_a_text_that_holds_an_image_refuses_the_whole_file(tmp_path, text):
    rows = [{"id": 1, "text": "a quiet post", "date": "2026-11-01"}, {"id": 2, "text": text, "date": "2026-11-01"}]
    with pytest.raises(ForbiddenContent, match="row 2"):
        load(tmp_path, "t.jsonl", "\n".join(map(json.dumps, rows)))
    assert store.posts(tmp_path / "store" / "reactions") == []
    assert text.lower()[:20] not in everything_on_disk(tmp_path / "store")


def test_links_to_media_and_hashes_are_taken_out_of_a_text(tmp_path):
    text = "see pic.twitter.com/AbCdEf and https://pbs.twimg.com/media/x.jpg d41d8cd98f00b204e9800998ecf8427e"
    (post,) = load(tmp_path, "t.jsonl", json.dumps({"id": 1, "text": text, "date": "2026-11-01"}))
    assert post["text_redacted"] == "see <media> and <media> <id>" or "twimg" not in post["text_redacted"]
    assert "AbCdEf" not in post["text_redacted"] and "d41d8" not in post["text_redacted"]


@pytest.mark.parametrize("written", [
    "ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPBdG",
    "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
    "aHR0cHM6Ly9lLm9yZy9hLmpwZw==", "aHR0cDovL2Uub3JnL2EucG5n", "d3d3LmUub3JnL2EuZ2lm",
])  # fmt: skip # saves 3 lines
def test_what_leads_to_a_file_by_its_content_or_in_base64_is_taken_out(tmp_path, written):
    text = f"look at {written} everyone, a normal sentence"
    (post,) = load(tmp_path, "t.jsonl", json.dumps({"id": 1, "text": text, "date": "2026-11-01"}))
    assert "<media>" in post["text_redacted"] and written[7:20] not in post["text_redacted"]
    words = "Qmail and aHR0 are words; banana bread and d3d3 too"
    assert without_media(words, 1) == words


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xe0JFIF", b"", b"<html></html>", b"\xff\xfea\x00", b'{"a": 1}', b"a,b\n1,2\n"]
)
def test_what_is_no_file_of_posts_is_refused_in_words(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(GardefouError):
        ingest(path, tmp_path / "store", asked_of())


def test_an_author_is_deleted_and_stays_out(tmp_path):
    root = tmp_path / "store" / "reactions"
    load(tmp_path, "a.json", BLUESKY)
    load(tmp_path, "b.csv", MINET)
    assert delete_author(root, "bluesky", "did:plc:aaa111").gone == 1
    (left,) = store.posts(root)
    assert left["text_redacted"] == "Il faut une loi" and len(list((root / "posts").iterdir())) == 2
    again = {"posts": [{**BLUESKY["posts"][0], "uri": "at://other"}]}
    with pytest.raises(GardefouError, match="asked not to be kept"):
        load(tmp_path, "c.json", again)
    wider = {"posts": [*again["posts"], {**again["posts"][0], "uri": "at://new", "author": {"did": "did:plc:ddd"}}]}
    assert len(load(tmp_path, "d.json", wider)) == 2
    assert "its author asked not to be kept" in {row["reason"] for row in rejects(tmp_path)}
    assert main(["delete-author", "--store", str(tmp_path / "store"), "--key", left["author_key"]]) == 0
    assert len(store.posts(root)) == 1


def test_posts_are_removed_when_kept_long_enough(tmp_path):
    root = tmp_path / "store" / "reactions"
    load(tmp_path, "a.json", BLUESKY)
    now = dt.datetime.now(dt.UTC)
    assert expire(root, now + dt.timedelta(days=179)) == 0
    assert expire(root, now + dt.timedelta(days=181)) == 1 and store.posts(root) == []


def test_a_new_secret_keeps_authors_together_and_breaks_the_tie_to_the_old(tmp_path):
    root = tmp_path / "store" / "reactions"
    two = {"posts": [BLUESKY["posts"][0], {**BLUESKY["posts"][0], "uri": "at://2"}]}
    before = load(tmp_path, "a.json", two)
    old = (root / "pseudonym.key").read_text()
    assert main(["rotate-secret", "--store", str(tmp_path / "store")]) == 0
    after = store.posts(root)
    assert after[0]["author_key"] == after[1]["author_key"] != before[0]["author_key"]
    assert (root / "pseudonym.key").read_text() != old and old not in everything_on_disk(root)
    assert before[0]["author_key"] not in everything_on_disk(root)


@pytest.mark.parametrize(
    "written, meant",
    [
        ("2026-11-01T12:00:00Z", utc(2026, 11, 1, 12)),
        ("2026-11-01T12:00:00+05:30", utc(2026, 11, 1, 6, 30)),
        ("2026-11-01 12:00:00", utc(2026, 11, 1, 11)),
        ("2026-07-01 12:00:00", utc(2026, 7, 1, 10)),
        ("2026-10-25T02:30:00", utc(2026, 10, 25, 0, 30)),
        (1793534400, utc(2026, 11, 1, 12)),
        ("1793534400000", utc(2026, 11, 1, 12)),
        ("20261101T120000Z", utc(2026, 11, 1, 12)),
        ("Sun Nov 01 12:00:00 +0000 2026", utc(2026, 11, 1, 12)),
        ("Sun, 01 Nov 2026 13:00:00 +0100", utc(2026, 11, 1, 12)),
        ("2026-11-01", utc(2026, 10, 31, 23)),
    ],
)
def test_times_are_brought_to_utc_from_every_way_of_writing_them(written, meant):
    from zoneinfo import ZoneInfo

    assert moment(written, ZoneInfo("Europe/Paris"), utc(2026, 12, 1)) == (meant, "")


def test_copies_with_a_word_changed_are_joined_and_different_posts_are_not():
    appeal = "Nous demandons à la plateforme de retirer ces images et de répondre enfin aux signalements des victimes"
    texts = [appeal, "Une loi, vite", "RT @user: " + appeal, appeal.replace("enfin", "vite"), "Une loi, jamais", "", ""]
    assert clusters(texts) == [0, 1, 0, 0, 4, 5, 6]


def test_copies_are_found_as_if_each_post_was_compared_one_after_the_other():
    """The same clusters as a post by post search gives: in each band with the first eight that share it."""
    import random

    import numpy as np

    from etl.reactions import duplicates

    draw = random.Random(5)
    for _ in range(60):
        words = [f"w{n}" for n in range(draw.choice((3, 8, 40)))]
        begun = [draw.choices(words, k=draw.randint(0, 14)) for _ in range(draw.randint(1, 9))]
        texts = [
            " ".join(draw.choice(words) if draw.random() < 0.1 else word for word in draw.choice(begun))
            for _ in range(draw.randint(0, 80))
        ]
        found = duplicates.Runs(texts)
        items = np.flatnonzero(np.diff(found.starts))
        parent, homes = list(range(len(texts))), {}
        for item, signature in zip(items.tolist(), found.signatures(items).tolist(), strict=True):
            for band in range(duplicates.BANDS):
                home = homes.setdefault((band, *signature[2 * band : 2 * band + 2]), [])
                for other in home[: duplicates.COMPARED]:
                    if duplicates.alike(found.of(item), found.of(other)):
                        one, two = parent[item], parent[other]
                        parent = [min(one, two) if root in (one, two) else root for root in parent]
                home.append(item)
        assert clusters(texts) == parent


def test_a_large_file_is_loaded_in_time_that_grows_with_its_size(tmp_path):
    import time

    def seconds(count: int, name: str) -> float:
        rows = [
            json.dumps({"id": f"{name}{n}", "text": f"post {n} {n * 7} of the {name} run", "date": "2026-11-01"})
            for n in range(count)
        ]
        start = time.process_time()
        load(tmp_path / name if (tmp_path / name).mkdir() is None else tmp_path, "t.jsonl", "\n".join(rows))
        return time.process_time() - start

    seconds(200, "warm")
    assert seconds(4000, "many") < 12 * max(seconds(800, "few"), 0.05)


def test_a_user_name_is_nobodys_number_on_telegram():
    assert author_name("telegram", "user12345") != author_name("telegram", 12345) == "12345"
    assert changes.number_of_user("user12345") == "12345" and changes.number_of_user("channel12345") == "channel12345"


def test_a_visibility_is_public_in_both_languages_and_nothing_else_is(tmp_path):
    said = {"public": 1, "publique": 1, "Publique": 1, "privé": 0, "followers": 0}
    lines = "".join(f"{n},Words of a post number {n},2026-01-0{n + 1},{one}\n" for n, one in enumerate(said))
    posts = load(tmp_path, "a.csv", f"id,text,date,visibilité\n{lines}", accept=True)
    assert len(posts) == sum(said.values())


def test_a_cell_of_a_hundred_thousand_figures_is_no_date_and_stops_nothing():
    assert Dates(ZoneInfo("UTC"), dt.datetime.now(dt.UTC)).moment("1" * 100_000 + "!!", False)[0] is None
