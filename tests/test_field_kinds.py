"""Ways in which files of the field lose something without a word: each is read right, or refused in words."""

import csv
import gzip
import io
import json

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.__main__ import main
from etl.detections import store as detections
from etl.reactions import store


def put(tmp_path, content, name="f.csv"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else "\n".join(map(json.dumps, content)), encoding="utf-8")
    return str(path)


def posts(tmp_path, content, *more, name="f.csv"):
    assert main(["ingest", "reactions", put(tmp_path, content, name), *more, "--store", str(tmp_path / "s")]) == 0
    return store.posts(tmp_path / "s/reactions")


@pytest.mark.parametrize(("written", "hour"), [
    ("Jan 5 2026 10:00 PM EST", "2026-01-06T03:00"),  # what email.utils does not know it leaves out: 10:00 in UTC
    ("5 Jan 2026 10:00 PM PST", "2026-01-06T06:00"),
    ("Mon Jan 05 2026 00:30:00 GMT+0100 (heure normale d’Europe centrale)", "2026-01-04T23:30"),
    ("Mon Jan 05 00:30:00 CET 2026", "2026-01-04T23:30"),
    ("5 Jan 2026, 22:10 (UTC+1)", "2026-01-05T21:10"),
    ("2026-01-05 22:10 UTC+01:30", "2026-01-05T20:40"),
    ("Mon, 05 Jan 2026 23:30:00 -0500", "2026-01-06T04:30"),
    ("2026-04-16 23:48:29 EDT", "2026-04-17T03:48"),
])  # fmt: skip # saves 3 lines
def test_no_zone_and_no_half_of_a_day_is_passed_over(tmp_path, written, hour):
    (post,) = posts(tmp_path, f'id,text,date,network\n1,An invented post,"{written}",x\n')
    assert post["created_at"].isoformat()[:16] == hour


def test_comments_under_the_address_of_their_post_are_not_one_post(tmp_path):
    rows = [{"id": f"1790000000000000{n}", "postUrl": "https://www.instagram.com/p/Abc/", "text": f"Invented {n}",
             "timestamp": "2026-01-05T10:00:00.000Z"} for n in range(3)]  # fmt: skip # saves 7 lines
    found = posts(tmp_path, rows, name="f.jsonl")
    assert len(found) == 3 and {one["source"] for one in found} == {"instagram"}


def test_a_row_of_ones_own_numbering_goes_by_its_posts_address(tmp_path):
    table = "id,text,date,permalink\n1,An invented post,2026-01-05,https://x.com/inv_one/status/901\n"
    again = "id,text,date,network\n901,An invented post,2026-01-05,x\n"
    posts(tmp_path, table)
    assert main(["ingest", "reactions", put(tmp_path, again, "g.csv"), "--store", str(tmp_path / "s")]) == 0
    assert len(store.posts(tmp_path / "s/reactions")) == 1


def test_the_date_of_a_post_goes_before_the_hour_of_its_collection(tmp_path):
    (post,) = posts(tmp_path, "text,tweetDate,timestamp,id\nInvented,2026-01-05 10:00,2026-02-01 00:00,1\n")
    assert post["created_at"].day == 5


def test_a_column_that_says_gmt_is_in_utc_whatever_the_zone_of_the_others(tmp_path):
    (post,) = posts(tmp_path, "text,Date (GMT),id\nInvented,2026-01-05 23:30,1\n", "--timezone", "America/New_York")
    assert post["created_at"].isoformat()[:16] == "2026-01-05T23:30"


@pytest.mark.parametrize(("written", "read"), [
    ("<p>Une phrase</p><p>l&#39;autre &amp; la suite</p>", "Une phrase\nl'autre & la suite"),
    ("a < b and b > c", "a < b and b > c"), ("<3 forever", "<3 forever"), ("AT&T said so", "AT&T said so"),
])  # fmt: skip # saves 5 lines
def test_texts_that_a_tool_left_in_html_are_read_as_they_show(tmp_path, written, read):
    (post,) = posts(tmp_path, [{"text": written, "date": "2026-01-05", "id": "1"}], name="f.jsonl")
    assert post["text_redacted"] == read


def test_values_as_mongodb_exports_them(tmp_path):
    row = {"_id": {"$oid": "65a0"}, "id": {"$numberLong": "1990000000000000001"}, "text": "Invented", "network": "x",
           "created_at": {"$date": {"$numberLong": "1767607200000"}}, "likes": {"$numberInt": "7"}
    }  # fmt: skip # saves 5 lines
    (post,) = posts(tmp_path, [row], name="f.jsonl")
    assert post["likes"] == 7 and post["created_at"].isoformat()[:10] == "2026-01-05"


def test_a_forwarded_message_of_ones_own_table_is_a_repost(tmp_path):
    table = "message_id,date,text,fwd_from\n1,2026-01-05,One,\n2,2026-01-05,Two,another\n"
    assert [one["is_repost"] for one in posts(tmp_path, table, "--network", "telegram")] == [False, True]


def scores(tmp_path, content, *more, name="f.csv"):
    command = ["ingest", "detections", put(tmp_path, content, name), "--detector", "d-1", *more]
    return main([*command, "--store", str(tmp_path / "s")])


def test_images_whose_numbers_a_spreadsheet_has_cut_are_not_taken_for_one(tmp_path, capsys):
    assert scores(tmp_path, "image_id,nudity\n1.99E+18,0.9\n1.99E+18,0.1\n") == 1
    assert "2 identifiers of images" in capsys.readouterr().err


def test_a_number_with_a_point_is_the_number(tmp_path, capsys):
    put(tmp_path, "image_id,nudity\n1,1\n2,0\n", "v.csv")
    table = put(tmp_path, "image_id,nudity\n1.0,0.9\n2.0,0.1\n3.0,0.1\n")
    given = ["estimate", table, "--detector", "d", "--category", "nudity", "--validation", str(tmp_path / "v.csv")]
    assert main([*given, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["labelled_unmatched"] == 0


def test_what_a_service_says_of_the_file_is_left_out_and_image_data_refuses_it(tmp_path, capsys):
    answer = {"status": "success", "nudity": {"sexual_display": 0.9, "none": 0.1}}
    lines = [
        {"image_id": str(n), "response": {**answer, "media": {"id": "m", "uri": f"https://x.example/{n}.jpg"}}}
        for n in range(2)
    ]
    assert scores(tmp_path, lines, "--format", "sightengine", name="f.jsonl") == 0
    kept = b"".join(path.read_bytes() for path in (tmp_path / "s").rglob("*") if path.is_file())
    assert b"x.example" not in kept and detections.ledger(tmp_path / "s/detections")["files"][0]["images"] == 2
    for uri in ("data:image/png;base64,iVBORw0KGgo=", {"deeper": {"link": "https://x.example/a.jpg"}}):
        held = [{"image_id": "9", "response": {**answer, "media": {"uri": uri}}}]
        assert scores(tmp_path, held, "--format", "sightengine", name="g.jsonl") == 1
        assert "refused: it holds" in capsys.readouterr().err


def test_prodigys_own_images_are_refused_with_the_option_that_leaves_them_out(tmp_path, capsys):
    line = {"image": "data:image/png;base64,iVBORw0KGgo=", "label": "nudity", "_input_hash": 1, "answer": "accept"}
    assert scores(tmp_path, [line], "--format", "prodigy", name="f.jsonl") == 1
    assert "--remove-base64" in capsys.readouterr().err


@pytest.mark.parametrize("chat", [
    {"guild": {"id": "0", "name": "Direct Messages"}, "channel": {"id": "1", "type": "DirectTextChat"},
     "messages": [{"id": "1", "timestamp": "2026-01-05T10:00:00+00:00", "content": "x", "author": {"id": "7"}}]},
    {"participants": [{"name": "A"}], "messages": [{"sender_name": "A", "timestamp_ms": 17676072, "content": "x"}]},
    [{"client_msg_id": "1", "type": "message", "text": "x", "user": "U1", "ts": "1767607200.000100"}],
])  # fmt: skip # saves 6 lines
def test_a_chat_that_a_program_keeps_in_json_stays_out(tmp_path, chat, capsys):
    path = put(tmp_path, "", "f.json")
    (tmp_path / "f.json").write_text(json.dumps(chat, indent=1))
    assert main(["ingest", "reactions", path, "--store", str(tmp_path / "s")]) == 1
    assert "are private" in capsys.readouterr().err and not store.posts(tmp_path / "s/reactions")


@pytest.mark.parametrize(("content", "told"), [
    ([{"id": 1, "data": {"image": "/data/a.jpg"}, "annotations": [{"completed_by": 1, "result": []}]}], "label_studio"),
    ([{"image": "/data/a.jpg", "id": 1, "annotator": 1, "annotation_id": 2}], "label_studio"),
    ("annotation_id,annotator,id,image,seen\n1,1,1,/data/a.jpg,women\n", "label_studio"),
    ([{"image_id": "1", "response": {"status": "success", "nudity": {"sexual_display": 0.9, "none": 0.1},
                                     "media": {"uri": "a.jpg"}}}], "sightengine"),
    ([{"image_id": "1", "response": {"status": [{"response": {"input": {"media": {"url": "https://x.example/a.jpg"}},
                                                              "output": []}}]}}], "hive"),
])  # fmt: skip # saves 26 lines
def test_a_file_with_links_that_a_format_reads_is_named_with_its_format(tmp_path, content, told, capsys):
    assert scores(tmp_path, content) == 1
    assert f"--format {told}" in capsys.readouterr().err


@pytest.mark.parametrize(("column", "values", "told"), [
    ("Retweet", ("1", "3"), [None, None]),  # how many, or yes: nothing says which
    ("Retweet", ("True", "False"), [True, False]),
    ("is_retweet", ("1", "0"), [True, False]),
    ("Retweet", ("oui", "non"), [True, False]),
])  # fmt: skip # saves 3 lines
def test_a_number_of_reposts_is_not_taken_for_a_yes(tmp_path, column, values, told):
    rows = "".join(f"{n},Invented {n},2026-01-0{n},x,{value}\n" for n, value in enumerate(values, 1))
    found = posts(tmp_path, f"id,text,date,network,{column}\n{rows}")
    assert [one["is_repost"] for one in found] == told


def test_a_mapping_says_that_a_number_is_a_yes(tmp_path):
    mapping = put(tmp_path, "columns: {repost: Retweet}", "m.yml")
    found = posts(tmp_path, "id,text,date,Retweet\n1,A,2026-01-05,1\n2,B,2026-01-05,0\n", "--mapping", mapping)
    assert [one["is_repost"] for one in found] == [True, False]


def test_dates_that_contradict_each_other_are_said_to(tmp_path, capsys):
    path = put(tmp_path, "id,text,date\n1,A,25/01/2026\n2,B,01/25/2026\n")
    assert main(["ingest", "reactions", path, "--store", str(tmp_path / "s")]) == 1
    assert "in another order than in the rest" in capsys.readouterr().err


def test_percentages_of_a_format_are_said_to_be_such(tmp_path, capsys):
    table = "image_id,label,confidence\na,nsfw,98.2\nb,normal,99.1\n"
    assert scores(tmp_path, table, "--format", "huggingface") == 1
    assert "percentages" in capsys.readouterr().err


def test_a_reply_on_facebook_goes_by_its_own_number_not_by_the_address_of_its_post(tmp_path):
    at = "https://www.facebook.com/invented/posts/555"
    table = f"""permalink,text,date,author
{at}?comment_id=801,One,2026-01-05,a
{at}?comment_id=801&reply_comment_id=802,Two,2026-01-05,b
{at},Three,2026-01-05,c
"""
    found = posts(tmp_path, table)
    assert len({one["post_key"] for one in found}) == 3 and {one["source"] for one in found} == {"facebook"}


def test_columns_about_the_comment_go_before_those_about_its_post(tmp_path):
    table = "comment,post_author,post_date,comment_author,comment_date\nInvented,op,2026-01-05,by,2026-01-06\n"
    (post,) = posts(tmp_path, table, "--network", "x")
    assert post["created_at"].day == 6
    assert main(["delete-author", "--source", "x", "--author", "by", "--store", str(tmp_path / "s")]) == 0


def test_answers_that_hang_on_a_post_are_posts_on_its_network_and_a_count_is_none(tmp_path):
    inside = {"id": "2", "text": "An invented answer", "date": "2026-01-06", "author": "b"}
    post = {"id": "1", "text": "An invented post", "date": "2026-01-05", "author": "a", "platform": "instagram"}
    found = posts(tmp_path, [post | {"comments": [inside, {"count": 3}]}], name="f.jsonl")
    assert [one["source"] for one in found] == ["instagram"] * 2 and [one["is_repost"] for one in found][1] is False
    assert len(posts(tmp_path, [post | {"id": "9", "comments": 4}], name="g.jsonl")) == 3


def test_posts_are_found_in_an_answer_of_any_form_and_a_faulty_row_among_rows_stays_one(tmp_path, capsys):
    status = {"id_str": "1", "full_text": "Invented", "created_at": "Mon Jan 05 10:00:00 +0000 2026",
              "user": {"screen_name": "inv_a", "id_str": "9"}}  # fmt: skip # saves 4 lines
    answer = {"about": {"took": 3}, "found": {"deeper": {"several": [status]}}}
    assert len(posts(tmp_path, [answer], name="f.jsonl")) == 1
    rows = {"1": status | {"id_str": "2"}, "2": {"broken": "x"}}
    assert main(["ingest", "reactions", put(tmp_path, json.dumps(rows), "g.json"), "--store", str(tmp_path / "s")]) == 1
    assert "1 of 2 rows cannot be used" in capsys.readouterr().err


def test_a_level_of_nought_in_a_table_of_levels_is_no_level(tmp_path):
    table = "image_id,adult,spoof,medical,violence,racy\n1,5,1,1,1,4\n2,1,1,1,1,1\n3,0,0,0,0,0\n"
    assert scores(tmp_path, table, "--format", "safesearch") == 0
    (record,) = detections.ledger(tmp_path / "s/detections")["files"]
    assert record["left_out"]["sexualised"] == 1


def test_a_message_names_the_packed_file_that_was_given(tmp_path, capsys):
    (tmp_path / "given.csv.gz").write_bytes(gzip.compress(b"number,remark\n1,invented\n"))
    assert main(["ingest", "reactions", str(tmp_path / "given.csv.gz"), "--store", str(tmp_path / "s")]) == 1
    assert "given.csv.gz:" in capsys.readouterr().err


def test_what_hangs_on_a_post_is_on_its_network(tmp_path):
    """The comments of a video were on no network when they did not say theirs, and delete-author missed them."""
    comment = {"id": "c1", "text": "An invented answer", "author_id": "UC2", "timestamp": 1767607200, "parent": "root"}
    video = {"id": "v1", "title": "Invented", "channel_id": "UC1", "timestamp": 1767607200, "extractor": "youtube",
             "comments": [comment]}  # fmt: skip # saves 3 lines
    found = posts(tmp_path, [video], name="f.jsonl")
    assert [one["source"] for one in found] == ["youtube", "youtube"]
    assert main(["delete-author", "--source", "youtube", "--author", "UC2", "--store", str(tmp_path / "s")]) == 0


@pytest.mark.parametrize(
    ("name", "code"), [("Englisch", "en"), ("español", "es"), ("français", "fr"), ("Deutsch", "de")]
)
def test_languages_have_names_in_several_languages(tmp_path, name, code):
    (post,) = posts(tmp_path, f"id,text,date,network,lang\n1,An invented post,2026-01-05,x,{name}\n")
    assert post["lang_src"] == code


@pytest.mark.parametrize(
    "written",
    [
        "5. Januar 2026 10:00",
        "5 de enero de 2026 10:00",
        "5 gennaio 2026 10:00",
        "lundi 5 janvier 2026 à 10h00",
        "Montag, 5. Januar 2026 10:00",
    ],
)
def test_months_have_names_in_several_languages(tmp_path, written):
    (post,) = posts(tmp_path, f'id,text,date,network\n1,An invented post,"{written}",x\n')
    assert post["created_at"].isoformat()[:16] == "2026-01-05T10:00"


def shares(tmp_path, content, *more, name="f.csv"):
    """{category: (flagged, counted)} of a table of a detector or of people."""
    command = ["ingest", "detections", put(tmp_path, content, name), "--detector", "d-1", *more]
    assert main([*command, "--store", str(tmp_path / "s")]) == 0
    root = tmp_path / "s/detections"
    (record,) = detections.ledger(root)["files"]
    return {category: (yes, count) for category, yes, count in duckdb.sql(
        f"select category, count(*) filter (is_flagged), count(*) from '{root / record['files']['scores']}' group by 1"
    ).fetchall()}  # fmt: skip # saves 3 lines


@pytest.mark.parametrize("name", ["Total", "TOTAUX", "Moyenne", "Somme ", "Mittelwert"])
def test_a_row_of_totals_is_no_image(tmp_path, capsys, name):
    """With one image flagged, or with shares, its cell is a score like any other."""
    rows = "".join(f"{n},{int(n == 3)}\n" for n in range(1, 21))
    assert shares(tmp_path, f"image_id,nudity\n{rows}{name},1\n") == {"nudity": (1, 20)}
    assert "rows of totals at the end were left out" in capsys.readouterr().out


def test_an_image_called_so_further_up_stays(tmp_path):
    assert shares(tmp_path, "image_id,nudity\nTotal,1\n2,0\n") == {"nudity": (1, 2)}


@pytest.mark.parametrize(("yes", "no", "unknown"), [
    ("Oui", "Non", "Je ne sais pas"), ("sí", "no", "no sé"), ("ja", "Nein", "weiß nicht"), ("Yes.", "No.", "Not sure"),
    ("Si", "No", "non lo so"),
])  # fmt: skip # saves 3 lines
def test_people_answer_in_their_language(tmp_path, yes, no, unknown):
    table = f"image_id,coder,nudity\n1,A,{yes}\n2,A,{no}\n3,A,{unknown}\n4,A,{no}\n"
    assert shares(tmp_path, table, "--format", "coding") == {"nudity": (1, 3)}


def test_empty_rows_within_a_sheet_are_no_images(tmp_path):
    assert shares(tmp_path, "image_id,nudity\n1,1\n,\n2,0\n,\n3,0\n") == {"nudity": (1, 3)}


def test_small_scores_with_a_decimal_comma_are_shares(tmp_path):
    assert shares(tmp_path, "image_id;nudity\n1;0,9\n2;1,2e-05\n") == {"nudity": (1, 2)}


def test_percentages_of_a_classifier_are_told_as_such(tmp_path, capsys):
    rows = [{"image_id": n, "response": [{"label": "nsfw", "score": 90.5}]} for n in range(3)]
    command = ["ingest", "detections", put(tmp_path, rows, "f.jsonl"), "--detector", "d-1", "--format", "huggingface"]
    assert main([*command, "--store", str(tmp_path / "s")]) == 1
    assert "divide them by 100" in capsys.readouterr().err


def test_bytes_of_an_image_deep_in_parquet_are_refused(tmp_path, capsys):
    inside = {"label": "nsfw", "score": 0.9, "more": b"\xff\xd8\xff\xe0"}
    table = pa.table({"image_id": ["a"], "response": [[inside]]})
    pq.write_table(table, tmp_path / "f.parquet")
    command = ["ingest", "detections", str(tmp_path / "f.parquet"), "--detector", "d-1", "--format", "huggingface"]
    assert main([*command, "--store", str(tmp_path / "s")]) == 1
    assert "raw bytes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "told"), [("WAHR", True), ("FALSCH", False), ("sí", True), ("", False), ("peut-être", None)]
)
def test_a_word_that_is_neither_yes_nor_no_tells_no_repost(tmp_path, word, told):
    """What is not understood is not a no: it was counted as an original post."""
    (post,) = posts(tmp_path, f"id,text,date,network,is_retweet\n1,An invented post,2026-01-05,x,{word}\n")
    assert post["is_repost"] is told


def test_comments_with_numbers_of_their_own_under_one_address_are_several(tmp_path):
    table = "Post URL,Comment ID,Comment Text,Comment Author,Comment Date\n" + "".join(
        f"https://www.facebook.com/p/posts/1,c{n},Invented answer {n},inv_{n},2026-01-05 10:00\n" for n in range(3)
    )
    assert len(posts(tmp_path, table, "--network", "facebook")) == 3


@pytest.mark.parametrize(("old", "now"), [("iw", "he"), ("in", "id")])
def test_languages_under_their_old_codes_have_the_new(tmp_path, old, now):
    (post,) = posts(tmp_path, f"id,text,date,network,lang\n1,An invented post,2026-01-05,x,{old}\n")
    assert post["lang_src"] == now


@pytest.mark.parametrize("written", [
    '{"image_id":"a","nudity":0.9},\n{"image_id":"b","nudity":0.1},\n',
    '{"image_id":"a","nudity":0.9}{"image_id":"b","nudity":0.1}',
    '{\n"image_id": "a",\n"nudity": 0.9\n}\n{\n"image_id": "b",\n"nudity": 0.1\n}\n',
    '[{"image_id":"a","nudity":0.9},\n{"image_id":"b","nudity":0.1},\n]', "# by hand\nimage_id,nudity\na,1\nb,0\n",
    "image_id,nudity,\na,1,\nb,0,\n",
], ids=["commas", "no space", "laid out", "a list", "a remark", "an empty column"])  # fmt: skip # saves 9 lines
def test_answers_however_they_are_laid_out(tmp_path, written):
    assert shares(tmp_path, written, name="f.txt") == {"nudity": (1, 2)}


def test_tables_one_after_another_keep_their_columns(tmp_path):
    """The second's columns stand in another order: its numbers were taken for texts."""
    first = "id,text,date,network\n" + "".join(f"{n},An invented post {n},2026-01-05,x\n" for n in range(3))
    second = "text,id,date,network\n" + "".join(f"Another post {n},{n},2026-01-05,x\n" for n in range(10, 13))
    found = posts(tmp_path, first + second)
    assert len(found) == 6 and all("post" in one["text_redacted"] for one in found)


@pytest.mark.parametrize(("volumes", "validation"), [
    ("day,population_count\n2026-01-05,1000\n2026-01-06,3000\n", "tp,fp,fn,tn\n15,5,5,15\n"),
    ("Day;Population_count\n05/01/2026;1 000\n06/01/2026;3\u202f000\n", "TP;FP;FN;TN\n15;5;5;15\n"),
], ids=["plain", "French"])  # fmt: skip # saves 3 lines
def test_volumes_and_counts_as_a_french_spreadsheet_saves_them(tmp_path, capsys, volumes, validation):
    rows = "".join(f"{n},2026-01-0{5 + n % 2},{int(n < 20)}\n" for n in range(100))
    command = ["estimate", put(tmp_path, "image_id,day,nudity\n" + rows), "--detector", "d-1", "--category", "nudity"]
    more = ["--by-day", put(tmp_path, volumes, "v.csv"), "--validation", put(tmp_path, validation, "w.csv"), "--json"]
    assert main([*command, *more]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["raw"]["value"] == 0.2 and found["corrected"]


@pytest.mark.parametrize("write", [json.dumps, repr], ids=["JSON", "as Python prints it"])
def test_answers_in_a_cell_of_a_table_are_answers(tmp_path, write):
    """As pandas saves a column of lists. A row that is none leaves no other row out."""
    rows = [[f"i{n}", write([{"label": "nsfw", "score": p}, {"label": "normal", "score": 1 - p}])]
            for n, p in enumerate((0.9, 0.2, 0.1))]  # fmt: skip # saves 3 lines
    rows[1:1] = [["x1", ""], ["x2", "[broken"]]
    text = io.StringIO()
    csv.writer(text).writerows([["image_id", "predictions"], *rows])
    found = shares(tmp_path, text.getvalue(), "--format", "huggingface", "--accept-losses")
    assert found == {"sexualised": (1, 3)}


def test_an_answer_of_rekognition_in_a_cell(tmp_path):
    text = io.StringIO()
    label = [{"Name": "Explicit", "Confidence": 99.0, "ParentName": "", "TaxonomyLevel": 1}]
    csv.writer(text).writerows([["image_id", "ModerationLabels"], ["a", json.dumps(label)], ["b", "[]"]])
    assert shares(tmp_path, text.getvalue(), "--format", "rekognition")["sexualised"] == (1, 2)


def test_boxes_beside_a_label_are_no_answers(tmp_path):
    table = 'image_id,class,score,box\na,FEMALE_BREAST_EXPOSED,0.9,"[1, 2, 3, 4]"\nb,none,,\n'
    assert shares(tmp_path, table, "--format", "nudenet")["nudity"] == (1, 2)


def test_a_kind_of_tweet_of_which_another_is_the_source_is_a_repost(tmp_path):
    head = "tweet_id,text,created_at,author_id,sourcetweet_type\n"
    table = f"{head}1,One post,2026-01-05,9,NA\n2,Two,2026-01-05,9,retweeted\n"
    assert [one["is_repost"] for one in posts(tmp_path, table, "--network", "x")] == [False, True]


@pytest.mark.parametrize(("table", "options", "told"), [
    ("image_id,nudity\n" + "".join(f"{n},{0.9 if n < 10 else ''}\n" for n in range(100)), "", "is not a no"),
    ("image_id,nudity\n" + "".join(f"{n},{'0.3' if n < 20 else 'NA'}\n" for n in range(100)), "", "none below 0.3"),
    ("image_id,Name,Confidence\n1,Nudity,97\n4,Smoking,80\n", "--format rekognition", "a row for each finding"),
    ("image_id,Name,Confidence\n1,Nudity,0.97\n2,,\n", "--format rekognition", "seem to be shares"),
    ("image_id,nudity\n" + "".join(f"{n},{100 if n < 5 else 0}\n" for n in range(100)), "", "its share is another"),
    ("image_id,label\n" + "".join(f"{n},{'unsafe' if n < 7 else 'nudity' if n < 10 else 'safe'}\n" for n in range(100)),
     "", "7 rows have a score or a label"),
    ("image_id,run,nudity\n1,a,1\n1,b,0\n2,a,0\n2,b,0\n", "", "answered several times, and not alike"),
    ("image_id,model,label\n1,a,nudity\n1,b,none\n2,a,none\n2,b,none\n", "", "answered several times, and not alike"),
])  # fmt: skip # saves 6 lines
def test_a_table_whose_share_would_be_another_is_refused_in_words(tmp_path, capsys, table, options, told):
    """Ten in a hundred become all, or none, when what was not found, not read or read twice is left out."""
    asked = ["--detector", "d-1", "--category", "nudity", *options.split()]
    assert main(["estimate", put(tmp_path, table), *asked]) == 1
    assert told in capsys.readouterr().err


def test_a_column_whose_name_is_not_shown_is_no_fault_of_a_table_of_labels(tmp_path):
    (tmp_path / "m.yml").write_text('columns: {image: "INPUT:id", coder: "WORKER:id", label: "OUTPUT:what"}\n')
    table = "INPUT:id,OUTPUT:what,GOLDEN:what,WORKER:id\n1,nudity,,w\n2,none,,w\n"
    found = shares(tmp_path, table, "--format", "coding", "--mapping", str(tmp_path / "m.yml"))
    assert found["nudity"] == (1, 2)


@pytest.mark.parametrize(("head", "authors"), [
    ("Author,Author Handle", 2), ("user.name,user.screen_name", 2), ("user name,user screen name", 2),
    ("Author,Username", 2), ("Author,user_name", 2), ("Author,Sender", 1),
])  # fmt: skip # saves 3 lines
def test_a_name_that_two_bear_is_no_identity_beside_a_handle(tmp_path, head, authors):
    table = f"{head},Text,Date,Network\nMarie,inv_one,One thing,2026-01-05,x\nMarie,inv_two,Another,2026-01-06,x\n"
    found = posts(tmp_path, table)
    assert len({one["author_key"] for one in found}) == authors
    assert len({one["author_also_key"] for one in found if one["author_also_key"]}) == 0


@pytest.mark.parametrize("nothing", ["NA", "\\N", "[]", "{}", "-1", "#N/A", "undefined", "NaT", "0.0", "None", ""])
def test_what_tools_write_for_nothing_is_no_post_that_was_repeated(tmp_path, nothing):
    table = f"id,text,date,retweeted_id,lang\n1,A thing,2026-01-05,{nothing},NA\n2,Another,2026-01-06,1,NA\n"
    found = posts(tmp_path, table)
    assert [one["is_repost"] for one in found] == [False, True] and {one["lang_src"] for one in found} == {None}


def test_kinds_numbers_counts_and_networks_as_listening_tools_name_them(tmp_path):
    table = ("ID,Message ID,Message,Date,Message Type,Platform,Nb de j'aime\n"
             "7,m1,A thing,2026-01-05,X Retweet,Facebook Page,3\n"
             "7,m2,Another,2026-01-06,Quote Retweet,YouTube comments,4\n")  # fmt: skip # saves 3 lines
    found = posts(tmp_path, table)
    assert [(one["is_repost"], one["source"], one["likes"]) for one in found] == [
        (True, "facebook", 3), (False, "youtube", 4)]  # fmt: skip # saves 3 lines


def test_a_comment_beside_its_post_is_the_text(tmp_path):
    table = ("post_id,post_text,post_date,comment_id,comment_text,comment_date\n"
             "p,First,2026-01-05,c1,One,2026-01-06\np,First,2026-01-05,c2,Two,2026-01-07")  # fmt: skip # saves 2 lines
    assert [one["text_redacted"] for one in posts(tmp_path, table)] == ["One", "Two"]


@pytest.mark.parametrize("message", [
    {"peer_id": {"_": "PeerUser", "user_id": 9}, "message": "Invented"},
    {"_": "Message", "chat": {"id": 9, "type": "ChatType.PRIVATE"}, "text": "Invented"},
])  # fmt: skip # saves 3 lines
def test_a_conversation_of_telegram_stays_out(tmp_path, message):
    path = put(tmp_path, [{"id": 1, "date": "2026-01-05T10:00:00+00:00", **message}], "m.jsonl")
    assert main(["ingest", "reactions", path, "--store", str(tmp_path / "s")]) == 1


def test_a_source_called_web_is_no_network(tmp_path):
    (post,) = posts(tmp_path, "id,text,date,source\n1,An invented post,2026-01-05,Web\n")
    assert post["source"] is None


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: "text,date\n" + "".join(f"{one},2026-01-05\n" for one in rows),
        lambda rows: json.dumps([{"text": one, "date": "2026-01-05"} for one in rows]),
    ],
)
def test_accents_that_were_encoded_twice_are_said(tmp_path, capsys, write):
    rows = [f"Répondre de cela a été refusé {n}" for n in range(3)]
    for encoding in ("latin-1", "cp1252"):
        path = put(tmp_path, write([one.encode().decode(encoding) for one in rows]))
        assert main(["ingest", "reactions", path, "--network", "x", "--store", str(tmp_path / "s")]) == 1
        assert "encoded twice" in capsys.readouterr().err
    assert len(posts(tmp_path, write([*rows, "On écrit « Ã© » pour é"]), "--network", "x")) == 4
