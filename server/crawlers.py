"""`/robots.txt` and `/sitemap.xml`: what a search engine may read, and where the pages are."""

from xml.sax.saxutils import escape

from starlette.requests import Request

from etl import warehouse
from figures.asked import HOME
from figures.words import LANGUAGES
from pages.shared.frame import PAGES
from server.addresses import home
from server.answers import Answer


def robots(request: Request) -> Answer:
    """Everything may be read but the application's own channel and the frames made for other pages."""
    text = f"User-agent: *\nDisallow: /_stcore/\nDisallow: /embed/\n\nSitemap: {home(request)}/sitemap.xml\n"
    return Answer(200, text.encode(), "text/plain; charset=utf-8", {"cache-control": "public, max-age=86400"})


def sitemap(request: Request) -> Answer:
    """Each page in each language, with its other language, and the day of the data's version."""
    base = home(request)
    try:
        day = warehouse.current().built_at[:10]
    except warehouse.Unavailable:
        day = ""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    lines.append(f"<urlset {names}>")
    for page in (*PAGES, "changes", "find"):
        there = {lang: escape(f"{base}/{'' if page == HOME else page}?lang={lang}") for lang in LANGUAGES}
        others = "".join(f'<xhtml:link rel="alternate" hreflang="{lang}" href="{at}"/>' for lang, at in there.items())
        last = f"<lastmod>{day}</lastmod>" if day else ""
        lines += [f"<url><loc>{at}</loc>{last}{others}</url>" for at in there.values()]
    text = "\n".join([*lines, "</urlset>", ""])
    return Answer(200, text.encode(), "application/xml; charset=utf-8", {"cache-control": "no-cache"})
