"""Files that are no posts: each is refused for what it is, and nothing of it is stored."""

import json

import pytest

from etl.errors import GardefouError
from etl.reactions.ingest import asked_of, ingest

TWO = [{"id": n, "text": f"an invented post number {n}", "date": "2026-01-05"} for n in range(2)]
REFUSED = {
    "WhatsApp on Android": ("05/01/2026, 10:22 - Ana: bonjour\n05/01/2026, 10:23 - Bob: salut\n", "export of a chat"),
    "WhatsApp, American": ("1/5/26, 10:22 AM - Ana: hello\n", "export of a chat"),
    "WhatsApp on a telephone of Apple": ("[05/01/2026 10:22:11] Ana: bonjour, \u00e0 tous\n", "export of a chat"),
    "Telegram, copied": ("Ana, [05/01/2026 10:22]\nbonjour\n\nBob, [05/01/2026 10:23]\nsalut\n", "export of a chat"),
    "messages of an archive of X": ('window.YTD.direct_messages.part0 = [{"dmConversation": {}}]', "tweets.js"),
    "GDELT GKG": ("20260105100000-1\t20260105100000\t1\tnews.example\t\n", "mode=ArtList"),
    "GDELT events": ("1280000000\t20260105\t202601\t2026\t2026.0137\t\n", "mode=ArtList"),
    "RSS": ("<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "a feed"),
    "a page": ("<!DOCTYPE html><html></html>", "web page"),
    "SQLite": ("SQLite format 3\0....", "database of SQLite"),
    "Discord, as a table": (
        "AuthorID,Author,Date,Content,Attachments,Reactions\n1,Ana,2026-01-05,bonjour,,\n",
        "export of a chat",
    ),
    "messages of a telephone, as a table": (
        "Chat Session,Message Date,Sender ID,Text\nAna,2026-01-05,1,hi\n",
        "export of a chat",
    ),
    "Teams": ('{"value": [{"id": "1", "chatId": "19:a", "body": {"content": "bonjour"}}]}', "export of a chat"),
    "Discord, as its interface answers": (
        '[{"id": "1", "channel_id": "2", "guild_id": "3", "content": "hi"}]',
        "a chat",
    ),
    "RTF": ("{\\rtf1\\ansi an invented article}", "is RTF"),
    "Arrow": ("ARROW1\0\0....", "as Parquet"),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_posts_is_refused_for_what_it_is(tmp_path, text, said):
    path = tmp_path / "in.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GardefouError) as refused:
        ingest(path, tmp_path / "store", asked_of())
    assert said in str(refused.value) and "Nothing was stored" in str(refused.value)


READ = {
    "a date in brackets within a post": json.dumps([{**TWO[0], "text": "[05/01/2026 10:22] Ana: quoted"}, TWO[1]]),
    "commas behind the last": "[\n" + "".join(f"{json.dumps(one)},\n" for one in TWO) + "]",
    "commas before brackets within a text": json.dumps([{**TWO[0], "text": "a list, ] and ,} stay"}, TWO[1]]) + "\n",
    "counts in thousands": 'id,text,date,likes\n1,one post,2026-01-05,"1,234"\n2,another,2026-01-05,"1,2 k"\n',
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_what_looks_like_one_and_is_none_is_read(tmp_path, capsys, text):
    path = tmp_path / "in.txt"
    path.write_text(text, encoding="utf-8")
    assert ingest(path, tmp_path / "store", asked_of()) == 0
    assert "2 rows = 2 loaded" in capsys.readouterr().out
