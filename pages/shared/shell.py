"""What surrounds a page: its language mark, its style, the notices, the footer, the page of last resort."""

import html
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote, urlencode

import streamlit as st

from etl import warehouse
from figures.age import short
from figures.asked import Asked, query
from figures.charts.base import look
from figures.data import load
from figures.languages import marked_within
from figures.records import records_of
from figures.typeset import harmless
from figures.words import LANGUAGES, word
from pages.shared import frame

REBUILD = "python -m etl build"
STYLE = (Path(__file__).parent / "style.css").read_text("utf-8")
# Streamlit writes <html lang="en"> and has no option for it; screen readers and hyphenation go by it. The server writes
# it for the first visit (server/shell.py); this follows the reader's switch.
_mark_document = st.components.v2.component(
    "gardefou_document",
    js="export default ({data}) => {document.documentElement.lang = data.lang}",
)


def titled(lang: str, page: str) -> None:
    """The document's title, which names the affair: called once it is settled which version of the data is read."""
    st.set_page_config(page_title=f"{word(f'{page}.title', lang)} · Garde-fou")


def begin(lang: str) -> None:
    """Language and style of the whole document."""
    st.set_page_config(page_title="Garde-fou", page_icon="🛟", layout="wide")
    _mark_document(data={"lang": lang}, key="language_mark", height=1)
    # Both at once, chosen by the style sheet: a reader's system may change theme without the page being run again.
    light, dark = (look(lang, theme) for theme in ("light", "dark"))
    names = ("ground", "ink", "muted", "rule", "accent", "measured", "said", "done", "law")
    colours = "".join(f"--gf-{n}: light-dark({getattr(light, n)}, {getattr(dark, n)});" for n in names)
    st.html(f'<style>{STYLE} :root {{{colours} --gf-menu: "{word("common.menu", lang)}"}}</style>')


def bar(lang: str, *tools: Callable[[], None]) -> None:
    """The head of every page: the product, what it is, how old its data are, and tools: the search, the languages."""
    told = short(records_of(load("age"))[0], lang)
    brand = f'<a href="/?lang={lang}" target="_self">Garde-fou</a>'
    with st.container(key="gf-bar", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<p class="gf-brand">{brand} <span>{html.escape(word("common.tagline", lang))}</span>'
            f'<span class="gf-age">{html.escape(told)}</span></p>'
        )
        for tool in tools:
            tool()


def small(text: str, names: Iterable[str] = (), lang: str = "") -> None:
    """A paragraph of plain small print; st.caption is too pale to read. `names` of the other language are marked."""
    st.html(f'<p class="gf-small">{marked_within(text, names, lang)}</p>')


def notices(
    lang: str, complaints: list[str], served: warehouse.Manifest, newest: warehouse.Manifest, page: str
) -> None:
    """What the address asked for and could not get, and which version is being read when it is not the newest."""
    for complaint in complaints:
        st.warning(inert(complaint))
    if newest.instead_of:
        st.warning(inert(word("common.notice.not_newest", lang, version=newest.instead_of)))
    if served.version != newest.version:
        address = f"/{'' if page == frame.PAGES[0] else page}?lang={quote(lang)}"
        text = word(
            "common.notice.older", lang, version=served.version, day=served.built_at[:10], newest=newest.version
        )
        go = word("common.notice.go_newest", lang)
        st.html(f'<p class="gf-small" role="note">{html.escape(text)} <a href="{address}">{html.escape(go)}</a></p>')


def footer(chosen: Asked, served: warehouse.Manifest) -> None:
    """What no figure here may be read as; the data version, and the address of this view that pins it."""
    lang = chosen.lang
    version = word("common.footer.version", lang, version=served.version)
    told = f"{word('common.footer.presumption', lang)} {word('common.footer.images', lang)}"
    asked = {name: st.query_params.get_all(name) for name in st.query_params}
    here = urlencode(asked | {"v": served.version}, doseq=True)
    ways = (
        (f"?{here}", "common.footer.here"),
        (f"/changes?{query(chosen)}", "common.footer.changes"),
        ("/api/v1/", "common.footer.data"),
        (f"/feed.atom?{feed(chosen)}", "common.footer.feed"),
    )
    links = " · ".join(
        f'<a href="{html.escape(address)}" target="_self">{html.escape(word(key, lang))}</a>' for address, key in ways
    )
    st.html(f'<footer class="gf-small gf-footer">{html.escape(told)}<br>{html.escape(version)} {links}</footer>')


def feed(chosen: Asked) -> str:
    """The parameters of the feed that follows the jurisdictions chosen."""
    return urlencode([("lang", chosen.lang), *(("jurisdiction", code) for code in chosen.jurisdictions)])


def unavailable(lang: str, refusal: warehouse.Unavailable) -> None:
    """In both languages, the reader's first: there is no data to show, why, and how it is built again."""
    if refusal.reason == "busy":
        busy(lang)
        return
    for one in sorted(LANGUAGES, key=lambda other: other != lang):
        st.header(word("common.unavailable.title", one))
        st.markdown(word(f"common.unavailable.{refusal.reason}", one))
        st.markdown(word("common.unavailable.what_to_do", one))
        st.code(REBUILD, language=None)


def busy(lang: str) -> None:
    """No turn came: too many are reading at once."""
    st.warning(word("shell.full", lang))


def failed(lang: str) -> None:
    """A page ended in a fault of ours: what a reader can do, in the reader's language."""
    st.error(word("shell.failed", lang))


def inert(text: str) -> str:
    """`text` with the signs Markdown reads made inert: it may quote the address."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|<>$~:&" else sign for sign in harmless(text))
