"""Every page as HTML that can be read before the application has started, and without it: head, and article.

The article stands beside Streamlit's root element, which is hidden until what it draws is whole; then the article goes.
"""

import html
from functools import cache
from urllib.parse import urlencode

from etl import warehouse
from figures.address import Pairs
from figures.age import age
from figures.asked import HOME, Asked, link, query
from figures.charts.base import look
from figures.data import current, load, older, reading
from figures.drawn import Drawn, address, asked_of, facts
from figures.files.facts import choice, source_line
from figures.find import MOST_SIGNS, beside, leads_to
from figures.kept import Kept
from figures.languages import marked
from figures.records import records_of
from figures.words import LANGUAGES, word
from server.base import base_path
from server.figures import is_drawn
from server.page import Page, leading, page_for, text_of

MOST_DOCUMENTS, MOST_TEXT = 12, 280  # links to documents under a figure; signs of a description
MOST_FOUND = 100  # things found that are listed
CARD = (1200, 630)
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_pages = Kept(60, 60, lambda _: 1)  # each holds its rows


@cache
def style() -> str:
    """The article as the page that replaces it: same places, same sizes, both themes."""
    light, dark = (look("en", theme) for theme in ("light", "dark"))
    ground, ink, accent = (f"light-dark({getattr(light, n)}, {getattr(dark, n)})" for n in ("ground", "ink", "accent"))
    return f"""
body {{margin: 0}}
#gf-page, #gf-page * {{box-sizing: border-box}}
.gf-wait #root {{visibility: hidden; position: fixed; inset: 0; overflow: hidden}}
#gf-page {{color-scheme: light dark; background: {ground}; color: {ink}; min-height: 100vh;
  font: 16px/1.5 "Gardefou Sans", "DejaVu Sans", "Liberation Sans", Arial, sans-serif; padding: .5rem 1.5rem 6rem}}
#gf-page main {{max-width: 60rem; margin: 0 auto}}
#gf-page h1 {{font-size: 1.75rem; line-height: 2.125rem; font-weight: 650; margin: 1rem 0 .75rem}}
#gf-page h2 {{font-size: 1.25rem; line-height: 1.6rem; font-weight: 650; margin: 1.5rem 0 0}}
#gf-page p {{max-width: 42.5rem}}
#gf-page .gf-lead {{font-size: 1.125rem; line-height: 1.6rem; margin: .35rem 0 1rem}}
#gf-page .gf-quiet {{font-size: .8125rem; line-height: 1.125rem; opacity: .85; margin: .25rem 0}}
#gf-page .gf-age {{margin: .8rem 0 1rem; padding-bottom: .6rem; border-bottom: 1px solid; max-width: none}}
#gf-page form {{display: flex; gap: .5rem; max-width: 30rem; margin: 0}}
#gf-page input[type=search] {{flex: 1; min-width: 0; height: 2.25rem; padding: 0 .75rem; font: inherit}}
#gf-page button {{width: 6rem; font: inherit}}
#gf-page img {{max-width: 100%; height: auto; display: block}}
#gf-page a {{color: {accent}}}
#gf-page nav a {{margin-right: 1rem}}
@media (min-width: 48rem) {{.gf-wait #gf-page {{margin-left: 240px}}}}
@media (max-width: 48rem) {{#gf-page {{padding: 3rem 1rem}} #gf-page h1 {{font-size: 1.5rem; line-height: 1.8rem}}}}
"""


def page(pairs: Pairs, name: str, lang: str, home: str) -> tuple[str, str] | None:
    """Head and body of a page for what the pairs ask; None when there are no data to read."""
    try:
        wanted = dict(pairs).get("v", "")
        served = (older(wanted) if wanted else None) or current()
        key = (str(warehouse.WAREHOUSE), served.version, name, lang, home, tuple(pairs))
        with reading(served):
            one = _pages.get(key, lambda: page_for(pairs, served, name, lang, home))
            return head(one), article(one)
    except warehouse.Unavailable:
        return None


def head(one: Page) -> str:
    """Title, description, canonical address, and what makes a link's preview: a picture of this view."""
    asked = one.asked
    lang, own = asked.lang, dict(asked.own)
    described = _shortened(one.answer or word("shell.description", lang))
    here = asked.home + link(asked, **own)
    picture = leading(one)
    title = f"{one.question} · Garde-fou"
    embeddable = f"{asked.home}/oembed?{urlencode({'url': here, 'format': 'json'})}"
    others = {other: here.replace(f"lang={lang}", f"lang={other}") for other in LANGUAGES}
    tags = [
        f"<title>{html.escape(title)}</title>",
        _meta("name", "description", described),
        f'<link rel="canonical" href="{html.escape(here)}">',
        *(f'<link rel="alternate" hreflang="{other}" href="{html.escape(at)}">' for other, at in others.items()),
        f'<link rel="alternate" type="application/json+oembed" href="{html.escape(embeddable)}">',
        _meta("property", "og:type", "website"),
        _meta("property", "og:site_name", "Garde-fou"),
        _meta("property", "og:locale", LOCALES[lang]),
        _meta("property", "og:title", one.question),
        _meta("property", "og:description", described),
        _meta("property", "og:url", here),
        _meta("name", "twitter:card", "summary_large_image" if picture else "summary"),
        _meta("name", "twitter:title", one.question),
        _meta("name", "twitter:description", described),
    ]
    if picture:
        shown = f"{asked.home}/figures/{picture.name}.png?{query(asked, **address(picture))}&size=card"
        tags += [
            _meta("property", "og:image", shown),
            _meta("property", "og:image:type", "image/png"),
            _meta("property", "og:image:width", str(CARD[0])),
            _meta("property", "og:image:height", str(CARD[1])),
            _meta("property", "og:image:alt", picture.alt or picture.title),
            _meta("name", "twitter:image", shown),
            _meta("name", "twitter:image:alt", picture.alt or picture.title),
        ]
    return "\n    ".join(tags)


def _meta(kind: str, name: str, text: str) -> str:
    return f'<meta {kind}="{name}" content="{html.escape(text)}">'


def _shortened(text: str) -> str:
    if len(text) <= MOST_TEXT:
        return text
    return text[:MOST_TEXT].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"


def article(one: Page) -> str:
    """The page's question, answer, and figures in words, with links to their tables and documents."""
    asked, lang = one.asked, one.asked.lang
    told = age(records_of(load("age"))[0], lang)
    parts = [
        f'<p id="gf-waiting" role="status" hidden><strong>{html.escape(word("shell.waiting", lang))}</strong></p>',
        f'<p class="gf-quiet gf-age">{html.escape(word("common.age.line", lang, age=told))}</p>',
        _box(asked),
        f"<h1>{html.escape(one.question)}</h1>",
        f'<p class="gf-lead">{html.escape(one.answer)}</p>' if one.answer else "",
        *(_section(figure, not n and is_drawn(figure)) for n, figure in enumerate(one.figures)),
        f'<p class="gf-quiet">{html.escape(word("common.footer.presumption", lang))}</p>',
        f"<nav>{''.join(_ways(one))}</nav>",
    ]
    shown = text_of(asked.page)
    charts = sum(each.chart is not None and len(each.rows) > 0 and f'"{each.name}"' in shown for each in one.figures)
    inner = "".join(parts)
    return f'<div id="gf-page" lang="{asked.lang}" data-charts="{charts}"><main>{inner}</main></div>'


def _box(asked: Asked) -> str:
    """The box that looks for words, where the application's own will stand."""
    lang, label = asked.lang, html.escape(word("find.box", asked.lang))
    held = html.escape(str(dict(asked.own).get("q", "")))
    return (
        f'<form role="search" action="{base_path()}find"><input type="hidden" name="lang" value="{lang}">'
        f'<input type="search" name="q" value="{held}" maxlength="{MOST_SIGNS}" aria-label="{label}" '
        f'placeholder="{label}">'
        f" <button>{html.escape(word('find.go', lang))}</button></form>"
    )


def _ways(one: Page) -> list[str]:
    lang, base, own = one.asked.lang, base_path(), query(one.asked)
    pages = (
        "overview",
        "incidence",
        "exposure",
        "country",
        "statements",
        "enforcement",
        "reactions",
        "sources",
        "changes",
    )
    found = [(f"{'' if name == HOME else name}?{own}", word(f"common.page.{name}", lang)) for name in pages]
    found += [("api/v1/", word("common.footer.data", lang)), ("figures/", word("shell.figures", lang))]
    return [f'<a href="{html.escape(base + address)}">{html.escape(text)}</a> ' for address, text in found]


def _section(one: Drawn, is_drawn: bool) -> str:
    asked, told = asked_of(one), facts(one)
    lang, own = asked.lang, html.escape(query(asked, **address(one)))
    there = f"{base_path()}figures/{one.name}"
    picture = ""
    if is_drawn and one.chart is not None:
        picture = f'<img src="{there}.svg?{own}" alt="{html.escape(one.alt)}" width="1000">'
    notes = "".join(f"<p>{html.escape(text)}</p>" for text in (one.summary or one.empty, *one.notes) if text)
    files = " · ".join(f'<a href="{there}.{ending}?{own}">{ending.upper()}</a>' for ending in ("csv", "json"))
    table = f'<p class="gf-quiet">{html.escape(word("show.table", lang, count=len(one.rows)))}: {files}</p>'
    chosen, sources = (
        f'<p class="gf-quiet">{html.escape(text)}</p>' if text else "" for text in (choice(told), source_line(told))
    )
    title = f"<h2>{html.escape(one.title)}</h2>"
    inner = f"{title}{chosen}{picture}{notes}{_found(one, lang)}{table}{sources}{_documents(one, lang)}"
    return f"<section>{inner}</section>"


def _found(one: Drawn, lang: str) -> str:
    """What was found by its words, each with the address where it is told."""
    if "record_id" not in one.rows:
        return ""
    asked = asked_of(one)
    version = asked.version if asked.is_pinned else ""
    items = [
        f'<li><a href="{base_path()}{html.escape(leads_to(row, lang, version))}">'
        f"{html.escape(row[f'title_{lang}'])}</a> {html.escape(beside(row, lang))}</li>"
        for row in records_of(one.rows.head(MOST_FOUND))
    ]
    return f"<ul>{''.join(items)}</ul>"


def _documents(one: Drawn, lang: str) -> str:
    if "source_url" not in one.rows or "source_publisher" not in one.rows:
        return ""
    rows = one.rows[["source_publisher", "source_url"]].dropna().drop_duplicates("source_url").head(MOST_DOCUMENTS)
    links = [
        f'<a rel="noopener noreferrer" href="{html.escape(url)}">{marked(str(publisher), lang)}</a>'
        for publisher, url in rows.itertuples(index=False, name=None)
        if str(url).startswith(("https://", "http://"))
    ]
    return f'<p class="gf-quiet">{html.escape(word("shell.documents", lang))} {", ".join(links)}</p>' if links else ""
