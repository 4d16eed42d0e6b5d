"""What must hold of any file of posts: nothing guessed, nothing lost in silence, and a person's request honoured."""

import datetime as dt
import json
import re
import shlex
from zoneinfo import ZoneInfo

import pytest

from etl.__main__ import main
from etl.intake.content_scan import ForbiddenContent
from etl.intake.sources import ROOT
from etl.reactions import store
from etl.reactions.collect import Asked
from etl.reactions.identity import author_name, post_name
from etl.reactions.ingest import asked_of, ingest
from etl.reactions.times import moment
from etl.reactions.values import count_of

NOW = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)


def put(tmp_path, content, name="posts.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def run(tmp_path, content, *options, name="posts.csv"):
    """(exit code, the posts in the store)."""
    path = put(tmp_path, content, name)
    code = main(["ingest", "reactions", str(path), "--store", str(tmp_path / "store"), *map(str, options)])
    return code, store.posts(tmp_path / "store" / "reactions")


def lines(*posts):
    return "\n".join(json.dumps(post) for post in posts)


def delete(tmp_path, *options):
    return main(["delete-author", "--store", str(tmp_path / "store"), *options])


def test_a_client_program_is_no_network_and_the_network_stays_empty_and_is_said(tmp_path, capsys):
    table = (
        "id,author,date,text,source\n1,a,2026-01-05,One fine post,Twitter for iPhone\n2,b,2026-01-05,Two,example.de\n"
    )
    code, rows = run(tmp_path, table)
    assert code == 0 and [row["source"] for row in rows] == [None, None]
    told = capsys.readouterr().out
    assert "left empty: network, language, likes" in told and "no column tells reposts" in told
    assert [row["is_repost"] for row in rows] == [None, None] and [row["likes"] for row in rows] == [None, None]


def test_a_column_that_names_a_network_or_the_address_of_the_very_post_says_the_network(tmp_path):
    table = (
        "id,date,text,source,url\n1,2026-01-05,One,Twitter,\n22,2026-01-05,Two,Web App,https://twitter.com/u/status/22\n"
        "3,2026-01-05,Three,Web App,https://x.com/someone/status/99\n"
    )
    _, rows = run(tmp_path, table)
    assert [row["source"] for row in rows] == ["x", "x", None]  # the third shares another's post


def test_the_network_can_be_said_for_all_and_a_file_that_says_its_own_is_believed(tmp_path, capsys):
    _, rows = run(tmp_path, "id,date,text\n1,2026-01-05,One\n", "--network", "Twitter")
    assert rows[0]["source"] == "x"
    run(tmp_path, lines({"id": "c1", "author": "u", "body": "b c", "created_utc": 1767607200, "subreddit": "e"}),
        "--network", "x", name="c.jsonl")  # fmt: skip # saves 5 lines
    assert "1 posts say another network than --network" in capsys.readouterr().out


def test_more_than_a_tenth_of_the_rows_lost_refuses_the_file_unless_accepted(tmp_path, capsys):
    table = "id,date,text\n" + "".join(f"{n},{'soon' if n < 3 else '2026-01-05'},Post number {n}\n" for n in range(20))
    code, rows = run(tmp_path, table)
    told = capsys.readouterr().err
    assert code == 1 and not rows and "3 of 20 rows" in told and "--accept-losses" in told
    assert "05/01/2026 10:22" in told  # the forms of dates that are read
    code, rows = run(tmp_path, table, "--accept-losses")
    assert code == 0 and len(rows) == 17


def test_losses_that_bend_one_language_refuse_the_file_though_they_are_few(tmp_path, capsys):
    french = "".join(
        f"{n},{'demain' if n < 9 else '2026-01-05'},Le régulateur doit agir maintenant {n}\n" for n in range(20)
    )
    english = "".join(f"{n},2026-01-05,The regulator must act now {n}\n" for n in range(100, 200))
    code, rows = run(tmp_path, "id,date,text\n" + french + english)
    assert code == 1 and not rows and "9 of 20 rows of the language fr" in capsys.readouterr().err


def test_a_file_of_which_nothing_was_loaded_is_an_error_and_is_tried_again(tmp_path, capsys):
    content = lines({"id": 1, "note": "x", "text": "A post", "date": "never"})
    assert run(tmp_path, content, name="t.jsonl")[0] == 1
    assert run(tmp_path, content, name="t.jsonl")[0] == 1
    assert "already loaded" not in capsys.readouterr().out
    assert run(tmp_path, content.replace("never", "2026-01-05"), name="t.jsonl")[0] == 0


@pytest.mark.parametrize(
    "content", ['{"statuses":[]}', "{}", '{"data":[],"meta":{"result_count":0}}', "[]", '{"meta":{"result_count":0}}']
)
def test_a_search_without_hits_is_said_as_such(tmp_path, capsys, content):
    assert run(tmp_path, content, name="t.json")[0] == 1
    assert "the search found nothing" in capsys.readouterr().err


def test_posts_that_another_tool_had_brought_already_are_no_error(tmp_path, capsys):
    run(tmp_path, lines({"id": "5", "text": "One", "date": "2026-01-05", "platform": "x"}), name="a.jsonl")
    code, rows = run(tmp_path, "tweet_id,texte,date,plateforme\n5,One,2026-01-05,Twitter\n")
    assert code == 0 and len(rows) == 1 and "in the store already" in capsys.readouterr().out


def test_one_author_is_deleted_by_name_number_or_address_from_whatever_tool(tmp_path, capsys):
    """9001 is known by number only in one file, by name only in another; a third gives both together."""
    number = lines({"id": "1", "author_id": "9001", "text": "By number", "date": "2026-01-05", "platform": "x"})
    name = lines({"id": "2", "screen_name": "@Invented_One", "text": "By name", "date": "2026-01-05", "platform": "x"})
    both = "id,timestamp_utc,user_screen_name,user_id,text,retweeted_id\n3,1767607200,invented_one,9001,Both,\n"
    other = lines({"id": "4", "author": "9001", "text": "A namesake", "date": "2026-01-05", "platform": "bluesky"})
    for place, content in enumerate((number, name, both, other)):
        code, rows = run(tmp_path, content, name=f"f{place}")
        assert code == 0
    assert len({row["author_key"] for row in rows if row["source"] == "x"}) == 1
    assert delete(tmp_path, "--source", "Twitter", "--author", "https://x.com/Invented_One") == 0
    told = capsys.readouterr().out
    assert "looked for invented_one on x (with 1 other name of the same author): 3 posts removed" in told
    assert [row["text_redacted"] for row in store.posts(tmp_path / "store" / "reactions")] == ["A namesake"]
    code, rows = run(tmp_path, number + " ", name="again")
    assert code == 1 and len(rows) == 1


def test_a_name_that_comes_with_a_post_that_is_there_already_is_learnt(tmp_path):
    run(
        tmp_path,
        lines({"id": "3", "author_id": "9001", "text": "Both", "date": "2026-01-05", "platform": "x"}),
        name="a",
    )
    both = "id,timestamp_utc,user_screen_name,user_id,text,retweeted_id\n3,1767607200,invented_one,9001,Both,\n"
    assert run(tmp_path, both)[0] == 0
    assert delete(tmp_path, "--source", "x", "--author", "invented_one") == 0


def test_when_nothing_is_found_the_exit_code_says_so_and_where_the_name_is_known(tmp_path, capsys):
    run(tmp_path, lines({"id": "4", "author": "9001", "text": "A post", "date": "2026-01-05", "platform": "bluesky"}),
        name="a.jsonl")  # fmt: skip # saves 3 lines
    assert delete(tmp_path, "--source", "x", "--author", "9001") == 1
    told = capsys.readouterr()
    assert "looked for 9001 on x: 0 posts removed" in told.out and "1 posts on bluesky" in told.out
    assert "Nothing was found" in told.err


def test_names_can_come_by_standard_input(tmp_path, monkeypatch, capsys):
    import io

    run(tmp_path, lines(*({"id": n, "author": f"a{n}", "text": "A post", "date": "2026-01-05", "platform": "x"}
                          for n in range(3))), name="a.jsonl")  # fmt: skip # saves 5 lines
    monkeypatch.setattr("sys.stdin", io.StringIO("a0\n@A1\n\n"))
    assert delete(tmp_path, "--source", "x", "--author", "-") == 0
    assert len(store.posts(tmp_path / "store" / "reactions")) == 1


@pytest.mark.parametrize(
    ("network", "ways"),
    [
        ("x", ["9001", 9001, "9001.0", 9001.0]),
        ("x", ["Alice", "@alice", "https://twitter.com/Alice", "https://x.com/alice/"]),
        ("mastodon", ["@a@mast.example", "a@mast.example", "https://mast.example/@a", "https://mast.example/users/a"]),
        ("reddit", ["Bob", "u/bob", "/u/Bob", "https://www.reddit.com/user/bob/"]),
        ("tiktok", ["one", "@one", "https://www.tiktok.com/@one"]),
        ("youtube", ["UCaBc", "https://www.youtube.com/channel/UCaBc"]),
        ("bluesky", ["one.example", "@one.example", "https://bsky.app/profile/one.example"]),
    ],
)
def test_an_author_has_one_name_however_it_is_written(network, ways):
    assert len({author_name(network, way) for way in ways}) == 1
    assert author_name(network, "[deleted]") == author_name(network, None) == ""


@pytest.mark.parametrize(
    ("network", "ways"),
    [
        ("x", ["201", 201, "https://twitter.com/a/status/201?s=20", "https://x.com/i/web/status/201"]),
        ("mastodon", ["https://mast.example/users/a/statuses/1", "https://mast.example/@a/1"]),
        ("reddit", ["t1_c1", "t1_t1_c1", "https://www.reddit.com/r/e/comments/aa1/title/c1/"]),
        ("instagram", ["CaA1", "https://www.instagram.com/p/CaA1/", "https://instagram.com/reel/CaA1"]),
        ("tiktok", ["71", "https://www.tiktok.com/@one/video/71"]),
        ("telegram", ["chat-7", "https://t.me/chat/7", "https://t.me/s/Chat/7".replace("Chat", "chat")]),
        ("news", ["https://www.news.example/a/?utm_source=x", "http://news.example/a"]),
    ],
)
def test_a_post_has_one_name_however_it_is_written(network, ways):
    assert len({post_name(network, way) for way in ways}) == 1


def test_an_identifier_that_lost_its_digits_is_not_used_and_that_is_said(tmp_path, capsys):
    table = "id,date,text,platform\n1.35E+18,2026-01-05,One,x\n1.35E+18,2026-01-05,Two,x\n"
    _, rows = run(tmp_path, table)
    assert len(rows) == 2 and "have lost digits" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("broken", "texts"),
    [
        ('1,2026-01-05,"never closed\n2,2026-01-05,Two\n3,2026-01-06,Three\n', ["Two", "Three"]),
        ('1,2026-01-05,"never closed\n2,2026-01-05,"Two, closed"\n3,2026-01-06,Three\n', ["Two, closed", "Three"]),
        (
            '1,2026-01-05,"opened\n2,2026-01-05,Two\n3,2026-01-06,closed"\n4,2026-01-06,Four\n',
            ["Two", 'closed"', "Four"],
        ),
        ('1,2026-01-05,"a text\nover two lines"\n2,2026-01-05,Two\n', ["a text\nover two lines", "Two"]),
        (
            '1,2026-01-05,"with, commas,\nand more, of them"\n2,2026-01-05,Two\n',
            ["with, commas,\nand more, of them", "Two"],
        ),
        ('1,2026-01-05,"doubled ""marks"" here"\n', ['doubled "marks" here']),
        ('1,2026-01-05,5" of screen\n2,2026-01-05,Two\n', ['5" of screen', "Two"]),
    ],
)
def test_a_quotation_mark_that_is_not_closed_hides_no_row(tmp_path, capsys, broken, texts):
    code, rows = run(tmp_path, "id,date,text\n" + broken, "--accept-losses")
    assert code == 0 and [row["text_redacted"] for row in rows] == texts
    (record,) = store.ledger(tmp_path / "store" / "reactions")["files"]
    assert record["rows"] == record["loaded"] + record["rejected"]
    if record["rejected"]:
        assert "a quotation mark that is not closed" in capsys.readouterr().err


URL_SAFE = "_9j_4AAQSkZJRgABAQAAAQABAAD_2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkI"


@pytest.mark.parametrize(
    "text",
    [
        f"look {URL_SAFE}",
        "look " + "".join(chr(65 + n * 7 % 26) + "_-a9"[n % 4] for n in range(120)),
        "look cdn.example.zone/x/photo.jpg now",
        "look https%3A%2F%2Fcdn.example.com%2Fphoto.jpg",
        "look cdn%2Eexample%2Ecom%2Fphoto%2Epng",
        "look cdn.example.zone%252Fphoto.webp",
        "look cdn.exam\u200bple.zone/pho\u200bto.jpg",
    ],
)
def test_links_to_pictures_and_pictures_in_any_writing_refuse_the_file(tmp_path, text):
    posts = [{"id": 1, "text": "Quiet", "date": "2026-01-05"}, {"id": 2, "text": text, "date": "2026-01-05"}]
    path = put(tmp_path, lines(*posts), "t.jsonl")
    with pytest.raises(ForbiddenContent, match="row 2"):
        ingest(path, tmp_path / "store" / "reactions", asked_of())
    kept = b"".join(one.read_bytes() for one in (tmp_path / "store").rglob("*") if one.is_file())
    assert b"photo" not in kept and b"4AAQSk" not in kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("formats such as .jpg/.png are read", "formats such as .jpg/.png are read"),
        ("my file photo_of_me.jpg is gone", "my file <media> is gone"),
        ("100%25 sure, node.js and 3.5 of them", "100%25 sure, node.js and 3.5 of them"),
        ("_" * 300 + " and " + "=" * 300, "_" * 300 + " and " + "=" * 300),
    ],
)
def test_what_only_looks_like_it_stays(tmp_path, text, kept):
    _, rows = run(tmp_path, lines({"id": 1, "text": text, "date": "2026-01-05"}), name="t.jsonl")
    assert rows[0]["text_redacted"] == kept


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("05/01/2026 10:22", "2026-01-05T10:22"), ("25.01.2026", "2026-01-25T00:00"),
        ("5/1/26 9:05", "2026-01-05T09:05"),
        ("01/25/2026 3:05 PM", "2026-01-25T15:05"), ("5 janvier 2026 à 10h22", "2026-01-05T10:22"),
        ("lundi 5 janv. 2026", "2026-01-05T00:00"), ("1er août 2026 10:22:33", "2026-08-01T10:22:33"),
        ("Jan 5, 2026", "2026-01-05T00:00"), ("January 5, 2026 at 10:22 PM", "2026-01-05T22:22"),
        ("10:22 AM · Jan 5, 2026", "2026-01-05T10:22"), ("05-janv-26", "2026-01-05T00:00"),
        ("46027.5", "2026-01-05T12:00"),
        ("1767607200000000", "2026-01-05T10:00"), ("20260105", "2026-01-05T00:00"),
        ("2026/01/05 10:22", "2026-01-05T10:22"),
        ("2026-01-05 10:22:00 UTC", "2026-01-05T10:22"),
    ],
)  # fmt: skip # saves 6 lines
def test_dates_as_spreadsheets_write_them(written, meant):
    found, fault = moment(written, ZoneInfo("UTC"), NOW)
    assert not fault and found == dt.datetime.fromisoformat(f"{meant}+00:00")


@pytest.mark.parametrize("written", ["soon", "31/31/2026", "2026-01", "12.3", "29/02/2026", "10:22", "il y a 2 jours"])
def test_what_is_no_date_is_none(written):
    assert moment(written, ZoneInfo("UTC"), NOW) == (None, "not a date")


def test_the_order_of_day_and_month_is_told_by_the_file_and_else_supposed_aloud(tmp_path, capsys):
    table = "id,date,text\n1,01/02/2026,One\n2,{},Two\n"
    days = lambda rows: [str(row["created_at"].date()) for row in rows]  # noqa: E731
    for place, (other, options, meant) in enumerate((
        ("01/25/2026", (), "2026-01-02"), ("25/01/2026", (), "2026-02-01"), ("02/03/2026", (), "2026-02-01"),
        ("02/03/2026", ("--date-order", "month"), "2026-01-02"),
    )):  # fmt: skip # saves 4 lines
        folder = tmp_path / str(place)
        folder.mkdir()
        _, rows = run(folder, table.format(other), *options)
        assert days(rows)[0] == meant
        assert ("--date-order month says otherwise" in capsys.readouterr().out) == (
            other == "02/03/2026" and not options
        )


def test_a_mapping_may_name_a_place_inside_objects_and_its_faults_are_said(tmp_path, capsys):
    mapping = put(tmp_path, "columns: {text: nachricht.inhalt, date: zeit, author: wer.nr}\nnetwork: x\n", "m.yml")
    post = {"zeit": 1767607200, "wer": {"nr": 9001}, "nachricht": {"inhalt": "A post"}}
    code, rows = run(tmp_path, lines(post), "--mapping", mapping, name="t.jsonl")
    assert code == 0 and rows[0]["source"] == "x" and rows[0]["author_key"]
    for wrong, said in (("columns: {text: nothing}", "text: nothing"), ("columns: {texxt: a}", "unknown key texxt"),
                        ("- a", "not a mapping of the documented form")):  # fmt: skip # saves 3 lines
        bad = put(tmp_path, wrong, "bad.yml")
        assert run(tmp_path, "a,b\n1,2\n", "--mapping", bad, name="other.csv")[0] == 1
        assert said in capsys.readouterr().err


@pytest.mark.parametrize("start", [b"PK\x03\x04 rest", b"\x1f\x8b rest"])
def test_an_archive_that_cannot_be_unpacked_is_said_to_be_damaged(tmp_path, capsys, start):
    assert run(tmp_path, start)[0] == 1 and "cut off or damaged" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1,234", 1234), ("1 234", 1234), ("7.0", 7), ("1.2K", 1200), ("", None), ("many", -1), ("-3", -1)],
)
def test_counts_as_people_and_tools_write_them(written, meant):
    assert count_of(written) == meant


def test_a_retweet_by_reference_is_a_repost_in_a_table_of_ones_own(tmp_path):
    table = "id,date,text,retweeted_status_id\n1,2026-01-05,One,\n2,2026-01-05,One,1\n"
    assert [row["is_repost"] for row in run(tmp_path, table)[1]] == [False, True]
    assert Asked().form == "auto"


def test_the_tutorial_says_what_its_commands_print(tmp_path, capsys):
    """Each command of docs/tutorial-posts.md is run; the lines shown under it are among those printed."""
    text = (ROOT / "docs" / "tutorial-posts.md").read_text(encoding="utf-8")
    steps = re.findall(r"```sh\npython -m etl (.*?)\n```\n\n((?:    .*\n)*)", text)
    assert len(steps) == 6
    for command, shown in steps:
        if command.startswith("build"):
            continue
        options = shlex.split(command.replace("--store practice", f"--store {tmp_path}"))
        assert main([str(ROOT / one) if one.startswith("tests/") else one for one in options]) == 0
        printed = capsys.readouterr().out
        assert all(line.strip() in printed for line in shown.splitlines())
