"""Feeds as publishing systems write them: which title, address and day an entry has."""

import pytest

from etl.fetch import feed
from etl.net import sniff
from etl.net.refused import Refused

NEWS = "https://authority.example/news/1"
SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def one(inside, channel=""):
    body = f'<rss version="2.0" {SPACES}><channel{channel}><item>{inside}</item></channel></rss>'
    (item,) = feed.read(body.encode(), "F", "https://authority.example/feed.xml")
    return item


@pytest.mark.parametrize(("inside", "title"), [
    ("<title>Decision</title><media:title>a hall</media:title>", "Decision"),
    ("<media:title>a hall</media:title><title>Decision</title>", "Decision"),
    ('<title xml:lang="fr">Décision</title><title xml:lang="en">Decision</title>', "Décision"),
])  # fmt: skip # saves 3 lines
def test_the_title_is_the_entrys_own(inside, title):
    assert one(inside)["title"] == title


@pytest.mark.parametrize(("inside", "channel", "link"), [
    (f"<link>{NEWS}</link>", "", NEWS),
    ('<link>news/1</link>', ' xml:base="https://authority.example/fr/"', "https://authority.example/fr/news/1"),
    (f'<atom:link rel="enclosure" href="https://o.example/a.pdf"/><link>{NEWS}</link>', "", NEWS),
    ('<atom:link href="news/1" xml:base="https://o.example/"/>', "", "https://o.example/news/1"),
    (f'<guid isPermaLink="false">{NEWS}</guid>', "", NEWS),
    ('<guid isPermaLink="false">12 at the authority</guid>', "", ""),
    ("<link>//authority.example/news/1</link>", "", NEWS),
])  # fmt: skip # saves 7 lines
def test_the_address_is_resolved_against_what_is_nearest(inside, channel, link):
    assert one(inside, channel)["link"] == link


@pytest.mark.parametrize(("written", "day"), [
    ("Mon, 5 Jan 2026 23:30:00 -0800", "2026-01-05"), ("lun., 05 janv. 2026 10:00:00 +0100", "2026-01-05"),
    ("Le lundi 5 janvier 2026 à 10h00", "2026-01-05"), ("Montag, 5. Januar 2026", "2026-01-05"),
    ("5 de enero de 2026", "2026-01-05"), ("January 5, 2026", "2026-01-05"), ("2026/01/05 10:00", "2026-01-05"),
    ("25/01/2026", "2026-01-25"), ("05/01/2026", ""), ("1767607200", "2026-01-05"), ("soon", ""),
    ("Fri, 30 Feb 2026 10:00:00 GMT", ""),
])  # fmt: skip # saves 9 lines
def test_days_as_people_and_programs_write_them(written, day):
    assert one(f"<title>T</title><pubDate>{written}</pubDate>")["date"] == day


def test_the_day_of_publication_goes_before_that_of_a_change():
    for order in (1, -1):
        dates = ["<dcterms:modified>2026-02-01</dcterms:modified>", "<dcterms:issued>2026-01-05</dcterms:issued>"]
        assert one("".join(dates[::order]))["date"] == "2026-01-05"
    assert one("<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate><dc:date>unknown</dc:date>")["date"] == "2026-01-05"


def test_json_that_is_no_feed_is_refused_in_words():
    with pytest.raises(Refused, match="no JSON Feed"):
        feed.read(b'{"items": "none"}', "F")
    assert sniff.suits(b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed")
    assert not sniff.suits(b'{"error": "sign in"}', "feed")


def test_what_begins_a_line_parts_words_and_latin_1_is_windows():
    text = (
        "<description><![CDATA[<h2>Décision</h2>Amende<table><tr><td>un</td><td>deux</td></tr></table>]]></description>"
    )
    assert one(text)["text"].split() == ["Décision", "Amende", "un", "deux"]
    inside = '<a:content xmlns:a="http://www.w3.org/2005/Atom"><div><p>Un</p><p>Deux</p></div></a:content>'
    assert one(inside)["text"].split() == ["Un", "Deux"]
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><rss><item><title>L’acte</title></item></rss>'.encode("cp1252")
    assert feed.read(body, "F")[0]["title"] == "L’acte"
