"""Every header of an answer of each kind, and its status: what is told to caches, to other sites and to readers."""

from itertools import product

import plotly
import pytest
from asgi import asked

from etl.warehouse import current
from figures.files import typeface
from pages.shared.frame import PAGES
from server import assets, bounds
from server.refused import Refused, refusal_answer
from server.visitors import Over

HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
ALWAYS = {  # of every answer, held to their values by test_limits.py
    "content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
    "permissions-policy", "content-length",
}  # fmt: skip # saves 4 lines
ANYBODY = {"access-control-allow-origin": "*"}
NEW, DAY, EVER, NEVER = (
    {"cache-control": text}
    for text in ("no-cache", "public, max-age=86400", "public, immutable, max-age=31536000", "no-store")
)
TOLD = {"x-data-version": "V"}
ROWS = ANYBODY | TOLD | {
    "etag": '"V"', "accept-ranges": "bytes", "x-total-count": "N",
    "access-control-expose-headers": "Link, X-Total-Count, X-Data-Version, Accept-Ranges, Content-Range",
}  # fmt: skip # saves 6 lines
CSV = {"content-type": "text/csv; charset=utf-8; header=present"}


def named(name: str, where: str = "attachment") -> dict[str, str]:
    return {"content-disposition": f'{where}; filename="{name}"'}


def by(*names: str) -> dict[str, str]:
    """What an answer depends on, beside the encoding a reader takes."""
    return {"vary": ", ".join(sorted({*names, "Accept-Encoding"}))}


REFUSED = NEVER | ANYBODY | by() | {"content-type": JSON}
PAGE = NEW | by("Accept-Language") | {"content-type": HTML}
SHOWN = "garde-fou_enforcement-acts_P"
PLAIN = {"content-type": "text/plain; charset=utf-8"}
CHART = f"/embed/script/{plotly.__version__}/chart.js"
FONT = f"/{typeface.address(next(iter(typeface.WEIGHTS)))}"
SCRIPT = next(name for name in assets.listing() if name.endswith(".js"))
HERE = "http://localhost:8501"
PINNED = DAY | ANYBODY | TOLD | {"etag": '"#"'}
NEWEST = PINNED | NEW
ANSWERS = [  # asked, status, every header that is not in ALWAYS
    ("/", 200, PAGE | {"content-language": "en"}),
    ("/sources?lang=fr", 200, PAGE | {"content-language": "fr"}),
    ("/nowhere", 404, PAGE | {"content-language": "en"}),
    ("/?id=a&lang=fr", 302, {"content-type": "text/plain", "location": "/record?id=a&lang=fr"}),
    ("/sources?utm_source=x", 302, NEVER | {"content-type": "text/plain", "location": "/sources"}),
    ("/livez", 200, NEVER | by() | {"content-type": "application/json"}),
    ("/healthz", 200, NEVER | by() | {"content-type": "application/json"}),
    ("/robots.txt", 200, DAY | by() | PLAIN),
    ("/sitemap.xml", 200, NEW | by() | {"content-type": "application/xml; charset=utf-8"}),
    ("/feed.atom?lang=fr", 200, NEW | ANYBODY | by("Accept-Language")
     | {"content-type": "application/atom+xml; charset=utf-8", "etag": '"V-fr"'}),
    ("/feed.atom?x=1", 400, REFUSED),
    ("/api/v1/", 200, NEW | ANYBODY | by() | {"content-type": JSON}),
    ("/api/v2", 404, REFUSED),
    ("/api/v1/enforcement.csv", 200, NEW | ROWS | by() | CSV | named("garde-fou_enforcement_V.csv")),
    ("/api/v1/enforcement.json", 200, NEW | ROWS | by() | {"content-type": JSON}),
    ("/api/v1/enforcement.parquet", 200, NEW | ROWS | by() | named("garde-fou_enforcement_V.parquet")
     | {"content-type": "application/vnd.apache.parquet"}),
    ("/api/v1/enforcement.csv?v=V", 200, DAY | ROWS | by() | CSV | named("garde-fou_enforcement_V.csv")),
    ("/api/v1/enforcement.xml", 404, REFUSED),
    ("/api/v1/nothing.csv", 404, REFUSED),
    ("/api/v1/enforcement.csv?v=1", 404, REFUSED),
    ("/api/v1/enforcement.csv?from=x", 400, REFUSED),
    ("/figures/x", 404, REFUSED),
    ("/figures/enforcement.acts.csv", 200, NEWEST | by("Accept-Language") | CSV | named(f"{SHOWN}_en.csv")),
    ("/figures/enforcement.acts.csv?lang=fr", 200, NEWEST | by() | CSV | named(f"{SHOWN}_fr.csv")),
    ("/figures/enforcement.acts.csv?lang=fr&v=V", 200, PINNED | by() | CSV | named(f"{SHOWN}_fr.csv")),
    ("/figures/enforcement.acts.json?lang=en", 200, NEWEST | by() | named(f"{SHOWN}_en.json", "inline")
     | {"content-type": JSON}),
    ("/figures/enforcement.acts.xlsx?lang=en", 200, NEWEST | by() | named(f"{SHOWN}_en.xlsx")
     | {"content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
    ("/figures/enforcement.acts.doc", 404, REFUSED),
    ("/embed/enforcement.acts", 200, NEW | TOLD | by("Accept-Language") | {"content-type": HTML}),
    ("/embed/enforcement.acts?v=V", 200, DAY | TOLD | by("Accept-Language") | {"content-type": HTML}),
    ("/embed/enforcement.acts?theme=x", 400, REFUSED),
    (CHART, 200, EVER | ANYBODY | by()
     | {"content-type": "application/javascript; charset=utf-8", "content-encoding": "gzip"}),
    (CHART.replace("chart", "x"), 404, REFUSED),
    (f"/oembed?url={HERE}/figures/enforcement.acts", 200, NEW | ANYBODY | by() | {"content-type": JSON}),
    ("/oembed?url=x", 404, REFUSED),
    (f"/oembed?url={HERE}/&format=xml", 501, REFUSED),
    (FONT, 200, EVER | ANYBODY | {"content-type": "font/woff2"}),
    (FONT.replace("/Garde", "/x"), 404, REFUSED),
    ("/_stcore/metrics", 404, PLAIN),
    ("/x.php", 404, PLAIN),
]  # fmt: skip # saves 25 lines


def told(headers: dict[str, str], version: str) -> dict[str, str]:
    """The headers that tell of this answer, without what follows the data."""
    kept = {name: text.replace(version, "V") for name, text in headers.items() if name not in ALWAYS}
    if "vary" in kept:
        kept["vary"] = ", ".join(sorted(set(kept["vary"].split(", "))))
    if kept.get("etag", "").strip('"').isalnum() and kept["etag"] != '"V"':
        kept["etag"] = '"#"'
    if "x-total-count" in kept and int(kept["x-total-count"]) > 100:
        kept["x-total-count"] = "N"
    if "_enforcement-acts_" in kept.get("content-disposition", ""):
        start, end = kept["content-disposition"].split("acts_")
        kept["content-disposition"] = f"{start}acts_P{end[len('2026-01-01_2026-01-01') :]}"
    return kept


@pytest.mark.parametrize(("path", "status", "headers"), ANSWERS, ids=[path for path, *_ in ANSWERS])
def test_every_header_of_an_answer_is_what_it_has_to_be(app, warehouse, path, status, headers):
    version = current(warehouse).version
    got = asked(app, path.replace("v=V", f"v={version}"))
    assert (got.status, told(got.headers, version)) == (status, headers)
    assert got.headers.keys() >= ALWAYS


def test_a_script_of_the_application_is_kept_for_a_year_and_a_part_of_rows_is_one(app, warehouse):
    version = current(warehouse).version
    got = asked(app, f"/{SCRIPT}", accept_encoding="gzip")
    assert (got.status, told(got.headers, version)) == (
        200,
        EVER | by() | {"content-type": "application/javascript; charset=utf-8", "content-encoding": "gzip"},
    )
    path = "/api/v1/enforcement.csv"
    whole = asked(app, path).body
    for wanted, since, status, part in (
        ("bytes=0-9", "", 206, whole[:10]),
        ("bytes=-7", f'"{version}"', 206, whole[-7:]),
        (f"bytes=-{len(whole)}", "", 206, whole),
        (f"bytes={len(whole) - 1}-", "", 206, whole[-1:]),
        ("bytes=0-9", '"another"', 200, whole),
    ):
        assert (got := asked(app, path, range=wanted, if_range=since)).body == part and got.status == status, wanted


def test_pages_of_rows_are_one_after_the_other_and_say_of_how_many(app):
    rows = [asked(app, f"/api/v1/enforcement.json?page={page}&per_page=2") for page in (1, 2)]
    whole = asked(app, "/api/v1/enforcement.json?page=1&per_page=4")
    assert [row for one in rows for row in one_of(one)["rows"]] == one_of(whole)["rows"]
    found = one_of(rows[1])
    assert (found["page"], found["per_page"], str(found["total"])) == (2, 2, whole.headers["x-total-count"])
    assert found["total"] == len(one_of(asked(app, "/api/v1/enforcement.json"))["rows"]) > 100


def one_of(got):
    import json

    return json.loads(got.text)


def test_the_list_of_relations_says_of_which_day_they_are_and_what_each_takes(app, warehouse):
    served = current(warehouse)
    found = one_of(asked(app, "/api/v1/"))
    takes = {one["relation"]: one["parameters"] for one in found["relations"]}
    assert found["data_date"] == served.data_date[:10] != served.built_at[:10]
    always = ["lang", "v", "page", "per_page", "bom"]
    assert takes["enforcement"] == ["from", "to", "jurisdiction", *always]
    assert takes["sources"] == always and {"from", "jurisdiction"}.isdisjoint(takes["exchange_rates"])


def test_search_engines_find_every_page_in_each_language(app):
    text = asked(app, "/sitemap.xml").text
    for page, lang in product((*PAGES[1:], "changes", "find"), ("en", "fr")):
        assert f"<loc>{HERE}/{page}?lang={lang}</loc>" in text
    assert f"<loc>{HERE}/?lang=fr</loc>" in text and "record" not in text


@pytest.mark.parametrize("kind", ["data", "figures", "pages", ""])
@pytest.mark.parametrize("is_own", [True, False])
def test_who_is_turned_away_is_told_when_to_come_back_in_the_form_they_asked_in(kind, is_own):
    got = bounds.refusal({"headers": [], "query_string": b"lang=fr"}, Over(is_own), kind)
    assert got.status == (429 if is_own else 503)
    assert got.headers == NEVER | ANYBODY | {"retry-after": "5"}
    assert got.media_type == (JSON if kind in ("data", "figures") else HTML)


def test_a_refusal_that_passes_says_after_how_long():
    got = refusal_answer(Refused(503, "no_room", seconds=10), "en")
    assert got.headers == NEVER | ANYBODY | {"retry-after": "10"}
    assert refusal_answer(Refused(404, "unknown_address", value="x"), "en").headers == NEVER | ANYBODY


def test_a_page_names_itself_in_the_other_language(app):
    text = asked(app, "/statements?lang=fr").text
    for lang in ("en", "fr"):
        assert f'hreflang="{lang}" href="{HERE}/statements?lang={lang}&amp;' in text
