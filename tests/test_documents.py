"""A page is a document before it is an application, and a figure stands in anybody's page."""

import html
import json
import re
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest
from asgi import asked

from etl import warehouse as served
from figures.data import reading
from figures.drawn import figures
from pages.shared.frame import PAGES
from server import embed
from server.page import forgiving, order

JANUARY = "lang=fr&from=2026-01-01&to=2026-01-31&jurisdiction=FR"
HOST = "http://localhost:8501"


def metas(text: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', text)
    return {name: html.unescape(content) for name, content in found}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_and_selection_has_its_own_head(app, page, lang):
    one, other = (
        asked(app, f"/{page}?lang={lang}&from=2026-01-01&to={day}").text for day in ("2026-01-31", "2026-03-31")
    )
    told = metas(one)
    title = html.unescape(re.search("<title>(.*?)</title>", one)[1])
    assert title.endswith("· Garde-fou") and told["og:title"] in title
    assert (
        told["description"] == told["og:description"] == told["twitter:description"] and len(told["description"]) < 300
    )
    canonical = html.unescape(re.search('<link rel="canonical" href="(.*?)">', one)[1])
    assert canonical == told["og:url"] and parse_qs(urlsplit(canonical).query)["to"] == ["2026-01-31"]
    assert "2026-03-31" in metas(other)["og:url"]
    if any(each.page == page for each in figures().values()) and "og:image" in told:
        shown = parse_qs(urlsplit(told["og:image"]).query)
        assert shown["to"] == ["2026-01-31"] and shown["size"] == ["card"] and told["og:image:alt"]
        assert urlsplit(told["og:image"]).path.removeprefix("/figures/").removesuffix(".png") in figures()


def test_the_picture_of_a_preview_is_of_that_view(app):
    told = metas(asked(app, "/statements?lang=fr&from=2026-01-01&to=2026-03-31&stance=denial").text)
    shown = parse_qs(urlsplit(told["og:image"]).query)
    assert shown["to"] == ["2026-03-31"] and shown["stance"] == ["denial"] and shown["lang"] == ["fr"]
    got = asked(app, told["og:image"].removeprefix(HOST))
    assert got.status == 200 and got.headers["content-type"] == "image/png"


@pytest.mark.parametrize("page", [page for page in PAGES if page != "sources"])
def test_the_document_answers_without_a_script(app, page):
    text = asked(app, f"/{page}?{JANUARY}").text
    body = text[text.index('<div id="gf-page"') : text.index('<div id="root">')]
    assert body.count("<h1>") == 1 and 'class="gf-lead"' in body and "<h2>" in body
    assert "/figures/" in body and ".csv?" in body and "/api/v1/" in body
    assert "nan" not in re.sub("<[^>]+>", " ", body).lower().split()
    assert "<script" not in body and "{" not in re.sub("<[^>]+>", "", body)


def test_the_figures_of_a_document_stand_as_on_the_page():
    assert order("statements")[:2] == ("statements.claims", "reasons.platforms")
    assert set(order("incidence")) == {name for name, one in figures().items() if one.page == "incidence"}


def test_what_means_nothing_on_a_page_is_left_out_of_its_document(warehouse):
    with pytest.MonkeyPatch.context() as patch, reading(served.current(warehouse)) as manifest:
        patch.setattr(served, "WAREHOUSE", warehouse)
        pairs = [
            ("from", "never"),
            ("jurisdiction", "FR"),
            ("jurisdiction", "ZZ"),
            ("step", "nope"),
            ("step", "decision"),
        ]
        asked_of = forgiving(pairs, manifest, "enforcement", "fr", "")
    assert asked_of.jurisdictions == ("FR",) and asked_of["step"] == ("decision",)


@pytest.mark.parametrize(
    ("touched", "clean"),
    [
        ("lang=fr&fbclid=1", "lang=fr"),
        ("lang=fr&amp;to=2026-01-31", "lang=fr&to=2026-01-31"),
        ("lang=fr&to=2026-01-31.", "lang=fr&to=2026-01-31"),
        ("lang=fr&jurisdiction=FR)", "lang=fr&jurisdiction=FR"),
        ("jurisdiction=fr,uk", "jurisdiction=FR&jurisdiction=GB"),
        ("utm_source=x&mc_cid=1&ref=a", ""),
    ],
)
def test_a_pages_address_is_cleaned_and_nothing_else_changes(app, touched, clean):
    got = asked(app, f"/enforcement?{touched}")
    assert got.status == 302 and got.headers["location"] == "/enforcement" + (f"?{clean}" if clean else "")
    assert asked(app, got.headers["location"]).status == 200


@pytest.mark.parametrize("path", ["//evil.example/x?fbclid=1", "/\\evil.example?fbclid=1", "/nothing?fbclid=1"])
def test_no_address_sends_a_reader_elsewhere(app, path):
    got = asked(app, path)
    assert got.status in (400, 404) and "location" not in got.headers


def test_feed_and_api_forgive_alike(app):
    assert asked(app, "/feed.atom?lang=fr&fbclid=1&jurisdiction=fr").status == 200
    plain, touched = (
        asked(app, f"/api/v1/enforcement.csv?jurisdiction=FR{more}").text for more in ("", "&gclid=2&amp;lang=en")
    )
    assert plain.splitlines()[1].split(",")[0] == touched.splitlines()[1].split(",")[0]
    assert asked(app, "/api/v1/codes.csv?bom=1").body.startswith(b"\xef\xbb\xbf")
    assert not asked(app, "/api/v1/codes.csv").body.startswith(b"\xef\xbb\xbf")
    assert asked(app, "/api/v1/codes.csv?bom=2").status == 400


def test_crawlers_are_told_where_the_pages_are(app):
    robots = asked(app, "/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain") and f"Sitemap: {HOST}/sitemap.xml" in robots.text
    places = ElementTree.fromstring(asked(app, "/sitemap.xml").text)
    found = [one.text for one in places.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(found) == 2 * (len(PAGES) + 2)  # the changes, and the box that finds
    for address in found:
        assert asked(app, address.removeprefix(HOST)).status == 200, address


@pytest.mark.parametrize("name", list(figures()))
def test_every_figure_stands_in_a_light_document(app, name):
    for query in ("lang=fr", "lang=en&static=1&theme=dark"):
        got = asked(app, f"/embed/{name}?{query}")
        text = got.text
        assert got.status == 200 and len(got.body) <= embed.MOST
        policy = got.headers["content-security-policy"]
        assert "frame-ancestors *" in policy and "script-src 'self'" in policy and "unsafe-eval" not in policy
        assert "set-cookie" not in got.headers and not re.search(r'(?:src|href)="(?:https?:)?//(?!localhost)', text)
        assert text.count("<h1>") == 1 and f'href="{HOST}/' in text and "CC BY 4.0" in text
        assert ("<script" in text) <= ("static" not in query)


def test_only_embedded_figures_may_be_framed_by_anybody(app):
    for path in ("/?lang=fr", "/figures/", "/oembed?url=x", "/api/v1/"):
        assert "frame-ancestors 'self'" in asked(app, path).headers["content-security-policy"], path


def test_the_scripts_of_an_embedded_figure_are_ours_and_kept(app):
    text = asked(app, "/embed/enforcement.acts?lang=fr").text
    for address in re.findall(r'<script src="([^"]+)"', text):
        got = asked(app, address)
        assert got.status == 200 and "immutable" in got.headers["cache-control"] and len(got.body) > 50
    assert asked(app, "/embed/script/1/other.js").status == 404


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/statements?lang=fr&from=2026-01-01&stance=denial", "statements.public"),
        ("/embed/enforcement.blocks?lang=fr", "enforcement.blocks"),
        ("/figures/incidence.tree.svg?lang=en", "incidence.tree"),
        ("/", "overview.spine"),
    ],
)
def test_oembed_says_how_a_figure_is_put_into_a_page(app, address, name):
    got = json.loads(asked(app, f"/oembed?format=json&url={quote(HOST + address, safe='')}").text)
    there = html.unescape(re.search('src="([^"]+)"', got["html"])[1])
    assert got["type"] == "rich" and got["version"] == "1.0" and f"/embed/{name}?" in there
    assert asked(app, there.removeprefix(HOST)).status == 200
    wanted = parse_qs(urlsplit(address).query)
    assert {key: parse_qs(urlsplit(there).query).get(key) for key in wanted} == wanted


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("url=http://evil.example/enforcement", 404),
        (f"url={HOST}/nothing", 404),
        (f"url={HOST}/enforcement&format=xml", 501),
        (f"url={HOST}/enforcement&maxwidth=-1", 400),
        (f"url={HOST}/enforcement&other=1", 400),
        ("", 404),
    ],
)
def test_oembed_refuses_in_words(app, query, status):
    got = asked(app, f"/oembed?{query}")
    assert got.status == status and json.loads(got.text)["message"]


def test_oembed_stays_within_what_is_asked(app):
    got = json.loads(asked(app, f"/oembed?url={HOST}/enforcement&maxwidth=320&maxheight=400").text)
    assert got["width"] == 320 and got["height"] == 400
