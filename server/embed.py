"""`/embed/<name>`: one figure in a light document for somebody else's page; `/oembed`: how to put it there.

No cookie, no other host; `frame-ancestors` is open for this path alone (server/guard.py).
"""

import gzip
import html
import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import plotly
from starlette.requests import Request

from etl import cells
from figures.address import Pairs, cleaned
from figures.asked import HOME, query
from figures.charts.base import Look, look
from figures.charts.config import config
from figures.data import reading
from figures.drawn import Drawn, address, asked_of, drawn, facts, figures
from figures.files import typeface
from figures.files.facts import LICENCE, PROJECT, choice, source_line
from figures.files.frame import snippet, tall
from figures.files.made import worded
from figures.words import word
from server.addresses import home
from server.answers import Answer, takes_gzip
from server.base import base_path
from server.data import version_of
from server.figures import asked_of as read_asked
from server.figures import named, usual_language
from server.page import leading, page_for
from server.refused import JSON, PUBLIC, Refused, refusals

MOST = 150_000  # bytes of a document; a chart that would make it heavier is shown as a picture
ROWS = 60  # of a table without a chart
OPTIONS = {"static": ("0", "1"), "theme": ("light", "dark")}
HTML = "text/html; charset=utf-8"
SCRIPT = """
const one = JSON.parse(document.getElementById("figure").textContent);
const place = document.getElementById("chart");
place.textContent = "";
Plotly.newPlot(place, one.data, one.layout, one.config);
"""
TYPES = {"chart.js": SCRIPT.encode(), "plotly.js": b""}


@cache
def script(name: str) -> bytes:
    """A script of the documents, compressed: the charts' library, and the line that draws."""
    path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return gzip.compress(path.read_bytes() if name == "plotly.js" else TYPES[name], 9, mtime=0)


@refusals
def source(request: Request) -> Answer:
    """A script of the documents; it never changes under its address, which names the library's version."""
    name = request.path_params["name"]
    if name not in TYPES or request.path_params["version"] != plotly.__version__:
        raise Refused(404, "unknown_address", value=request.url.path)
    known = {
        "content-encoding": "gzip",
        "cache-control": "public, immutable, max-age=31536000",
        "vary": "Accept-Encoding",
        **PUBLIC,
    }
    return Answer(200, script(name), "application/javascript; charset=utf-8", known)


@refusals
def embed(request: Request) -> Answer:
    """The document of one figure: the chart, or a plain picture with `static=1`; a table where there is no chart."""
    one = named(request.path_params["name"])
    served = version_of(dict(cleaned(request.query_params.multi_items())).get("v", ""))
    with reading(served):
        asked, extra = read_asked(request, one, served, OPTIONS)
        for name, value in extra.items():
            if value not in OPTIONS[name]:
                raise Refused(400, "bad_value", parameter=name, value=value, accepted=OPTIONS[name])
        text = page(drawn(one.name, asked), extra.get("static") == "1", extra.get("theme", "light"))
    kept = "public, max-age=86400" if asked.is_pinned else "no-cache"
    body, more = text.encode(), {"vary": "Accept-Encoding, Accept-Language"}
    if takes_gzip(request.headers.get("accept-encoding", "")):
        body, more = gzip.compress(body, 6, mtime=0), {**more, "content-encoding": "gzip"}
    return Answer(200, body, HTML, {"cache-control": kept, "x-data-version": served.version, **more})


def page(one: Drawn, is_static: bool, theme: str) -> str:
    """The document: title, what was chosen, chart or picture or table, summary, source, licence, the way back."""
    asked, told, paper = asked_of(one), facts(one), look(asked_of(one).lang, theme)
    lang, own = asked.lang, query(asked, **address(one))
    picture = f"{base_path()}figures/{one.name}.svg?{own}&theme={theme}"
    image = f'<img src="{html.escape(picture)}" alt="{html.escape(one.alt or one.title)}">'
    back = f"{asked.home}/{'' if asked.page == HOME else asked.page}?{own}"
    if one.rows.empty:
        middle = f"<p>{html.escape(one.empty or word('common.empty.title', lang))}</p>"
    elif one.chart is None:
        middle = table(one)
    else:
        middle = image if is_static else f'<div id="chart">{image}</div>'
    lines = [f"<p>{html.escape(text)}</p>" for text in (one.summary, *one.notes) if text]
    foot = (
        f"{html.escape(source_line(told))} <a href='{html.escape(back)}' target='_blank' rel='noopener'>{PROJECT}</a>"
    )
    foot += f", {html.escape(asked.version)} · {LICENCE}"
    parts = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(one.title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<link rel="canonical" href="{html.escape(back)}"><style>{style(paper)}</style></head><body>'
        f'<h1>{html.escape(one.title)}</h1><p class="quiet">{html.escape(choice(told))}</p>{middle}{"".join(lines)}'
        f'<p class="quiet">{foot}</p>'
    )
    end = "</body></html>"
    if one.chart is None or one.rows.empty or is_static:
        return parts + end
    live = parts + scripts(one, paper) + end
    return live if len(live.encode()) <= MOST else page(one, True, theme)


def scripts(one: Drawn, paper: Look) -> str:
    """The chart as data, and the two scripts that draw it."""
    chart = one.chart(paper) if one.chart else None
    assert chart is not None
    made = json.loads(chart.to_json())
    made["layout"].pop("width", None)
    record = {"data": made["data"], "layout": {**made["layout"], "autosize": True}, "config": config(paper.lang)}
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    base = f"{base_path()}embed/script/{plotly.__version__}"
    return (
        f'<script type="application/json" id="figure">{text}</script>'
        f'<script src="{base}/plotly.js" defer></script><script src="{base}/chart.js" defer></script>'
    )


def style(paper: Look) -> str:
    """From 320 pixels to any width."""
    return typeface.faces(base_path()) + (
        f"body{{margin:0;padding:12px;background:{paper.ground};color:{paper.ink};"
        'font:15px/1.45 "Gardefou Sans","DejaVu Sans","Liberation Sans",Arial,sans-serif;overflow-wrap:anywhere}'
        "h1{font-size:19px;line-height:1.3;margin:0 0 4px}p{margin:6px 0}.quiet{font-size:13px;opacity:.85}"
        f"img{{max-width:100%;height:auto}}a{{color:{paper.accent}}}.table{{overflow:auto;max-height:480px}}"
        "table{border-collapse:collapse;font-size:14px}td,th{text-align:left;vertical-align:top;padding:4px 10px 4px 0;"
        "border-bottom:1px solid rgba(128,128,128,.35)}"
    )


def table(one: Drawn) -> str:
    """The first rows of a table, in words; the rest is one link away."""
    told = facts(one)
    names = [name for name in (one.shown or one.columns) if name in one.columns]
    rows = worded(one.rows.head(ROWS), told)[names]
    head = "".join(f'<th scope="col">{html.escape(one.columns[name])}</th>' for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(_text(value))}</td>' for value in row)}</tr>"
        for row in rows.itertuples(index=False, name=None)
    )
    label = html.escape(one.title)
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{label}"><table><tr>{head}</tr>{body}</table></div>'
    )


def _text(value: Any) -> str:
    from figures.files.tables import file_value

    found = file_value(value)
    return "–" if found is None else str(found)


@refusals
def oembed(request: Request) -> Answer:
    """How to put the figure of an address into a page (oEmbed 1.0); of a page, its first figure. JSON only."""
    asked = dict(request.query_params.multi_items())
    for name in asked:
        if name not in ("url", "format", "maxwidth", "maxheight"):
            raise Refused(400, "unknown_parameter", value=name, accepted=("url", "format", "maxwidth", "maxheight"))
    if asked.get("format", "json") != "json":
        raise Refused(501, "unknown_form", value=asked["format"], accepted=("json",))
    limits = {}
    for name in ("maxwidth", "maxheight"):
        if name in asked:
            if not asked[name].isascii() or not asked[name].isdigit() or not 1 <= len(asked[name]) <= 5:
                raise Refused(400, "bad_number", parameter=name, value=asked[name], most=99999)
            limits[name] = int(asked[name])
    base, parts = home(request), urlsplit(asked.get("url", ""))
    if f"{parts.scheme}://{parts.netloc}" not in (base, f"{request.url.scheme}://{request.url.netloc}"):
        raise Refused(404, "unknown_address", value=asked.get("url", ""))
    served = version_of(dict(parse_qsl(parts.query)).get("v", ""))
    with reading(served):
        one = _figure(parts.path.removeprefix(base_path()), cleaned(parse_qsl(parts.query)), served, request)
        if one is None:
            raise Refused(404, "unknown_address", value=asked["url"])
        wide, high = min(1000, limits.get("maxwidth", 1000)), min(tall(one), limits.get("maxheight", 10**5))
        card = f"{base}/figures/{one.name}.png?{query(asked_of(one), **address(one))}&size=card"
        found = {
            "version": "1.0",
            "type": "rich",
            "title": one.title,
            "provider_name": PROJECT,
            "provider_url": f"{base}/",
            "width": wide,
            "height": high,
            "html": snippet(one, str(wide), high),
            **(
                {"thumbnail_url": card, "thumbnail_width": 1200, "thumbnail_height": 630}
                if one.chart is not None
                else {}
            ),
        }
    return Answer(200, cells.to_json(found), JSON, {"cache-control": "no-cache", **PUBLIC})


def _figure(path: str, pairs: Pairs, served: Any, request: Request) -> Drawn | None:
    """The figure of a path below the application's base: its own, its document's, or the first of a page."""
    path, lang, base = path.strip("/"), usual_language(request), home(request)
    name = path.removeprefix("embed/").removeprefix("figures/")
    name = name if name in figures() else name.rsplit(".", 1)[0]
    page_of = figures()[name].page if name in figures() else path or HOME
    if name not in figures() and (page_of not in {one.page for one in figures().values()}):
        return None
    seen = page_for(pairs, served, page_of, lang, base)
    if name in figures():
        return drawn(name, seen.asked)
    return leading(seen) or next(iter(seen.figures), None)
