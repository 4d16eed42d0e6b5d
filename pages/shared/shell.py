"""What surrounds a page: its language mark, its style, the notices, the footer, the page of last resort."""

import html
from collections.abc import Iterable
from urllib.parse import quote, urlencode

import streamlit as st

from etl import warehouse
from figures.age import age as age_told
from figures.asked import Asked, query
from figures.charts.base import look
from figures.data import load
from figures.languages import marked_within
from figures.words import LANGUAGES, day, word
from pages.shared import frame

REBUILD = "python -m etl build"
STYLE = """<style>
.stMainBlockContainer {max-width: 72rem; padding-top: 3rem;}
.gf-table {overflow: auto; max-height: 34rem; margin: .25rem 0 1rem;}
.gf-table table {border-collapse: collapse; width: 100%; font-size: 1rem; font-variant-numeric: tabular-nums;}
.gf-table caption {text-align: left; padding: .25rem 0; opacity: .85;}
.gf-table caption span {position: sticky; left: 0; display: inline-block; max-width: min(46rem, 78vw);}
.gf-table th, .gf-table td {text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border: 0; border-bottom: 1px solid rgba(128, 128, 128, .35);}
.gf-table td {max-width: 28rem;}
/* More to the right: a shadow at the edge until the end is reached. */
.gf-table {scrollbar-width: thin; background:
  linear-gradient(to right, transparent, var(--gf-ground) 60%) right / 3rem 100% no-repeat local,
  linear-gradient(to right, transparent, rgba(128, 128, 128, .45)) right / 1rem 100% no-repeat scroll;}
.gf-table thead th {position: sticky; top: 0; background: var(--gf-ground); z-index: 1; vertical-align: bottom;}
.gf-table .s {min-width: 6.5rem; max-width: 9rem;}
.gf-table .d {white-space: nowrap;}
.gf-table .t {min-width: 13rem;}
.gf-table .h {font-family: monospace; overflow-wrap: anywhere; min-width: 12rem;}
.stHtml a {color: inherit; text-decoration: underline; text-underline-offset: .15em;}
.gf-table td.n {white-space: nowrap;}
.gf-table .n {text-align: right; min-width: 4.5rem;}
.gf-lead {font-size: 1.2rem; line-height: 1.5;}
.gf-figure-title {font-size: 1.15rem; font-weight: 650; margin: 1.5rem 0 0; line-height: 1.35;}
.gf-small {font-size: 1rem; line-height: 1.5; opacity: .85;}
.gf-cue {font-size: .875em; opacity: .85; font-style: italic;}
.gf-files {display: flex; flex-wrap: wrap; gap: .5rem;}
.gf-files a.gf-file {border: 1px solid currentColor; border-radius: .25rem; padding: .3rem .75rem; min-height: 2rem;
  text-decoration: none; font-size: .95rem; line-height: 1.35;}
.gf-facts {display: grid; grid-template-columns: minmax(8rem, 12rem) 1fr; gap: .25rem 1rem; line-height: 1.5;}
.gf-facts dt {opacity: .85;}
.gf-facts dd {margin: 0; overflow-wrap: anywhere;}
@media (max-width: 40rem) {.gf-facts {grid-template-columns: 1fr;}
  /* A row is a card: each cell says its column (roles in the HTML keep it a table for a screen reader). */
  .gf-table thead {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
  .gf-table tr {display: block; padding: .5rem 0; border-bottom: 1px solid rgba(128, 128, 128, .35);}
  .gf-table td[role] {display: block; max-width: none; min-width: 0; padding: .15rem 0; border: 0; text-align: left;
    white-space: normal; overflow-wrap: anywhere;}
  .gf-table td::before {content: attr(data-column); display: block; font-size: .875rem; opacity: .85;}
  .gf-table table, .gf-table tbody, .gf-table caption {display: block;}}
.gf-footer {border-top: 1px solid rgba(128, 128, 128, .35); margin-top: 3rem; padding-top: 1rem;}
@media print {.gf-table {max-height: none; overflow: visible;}
  [data-testid="stSidebar"], [data-testid="stExpander"], .stDownloadButton {display: none;}}
@media (prefers-reduced-motion: reduce) {* {animation: none !important; transition: none !important;}}
</style>"""
# Streamlit writes <html lang="en"> and has no option for it; screen readers and hyphenation go by it. The server writes
# it for the first visit (server/shell.py); this follows the reader's switch.
_mark_document = st.components.v2.component(
    "gardefou_document",
    js="export default ({data}) => {document.documentElement.lang = data.lang}",
)


def begin(lang: str, page: str) -> None:
    """Title, language and style of the whole document."""
    st.set_page_config(page_title=f"{word(f'{page}.title', lang)} · Garde-fou", page_icon="🛟", layout="wide")
    _mark_document(data={"lang": lang}, key="language_mark", height=1)
    # Both at once, chosen by the style sheet: a reader's system may change theme without the page being run again.
    light, dark = (look(lang, theme) for theme in ("light", "dark"))
    ground, ink = (f"light-dark({getattr(light, name)}, {getattr(dark, name)})" for name in ("ground", "ink"))
    # The text of a chosen button is the accent on a tint of itself, a slider's the accent: in the dark theme 3:1 and
    # 3.9:1, where 4.5:1 is needed.
    accented = 'button[data-variant][data-selected="true"] p, [data-testid="stSliderThumbValue"] p'
    st.html(STYLE.replace("</style>", f"{accented} {{color: {ink};}} :root {{--gf-ground: {ground};}}</style>"))


def small(text: str, names: Iterable[str] = (), lang: str = "") -> None:
    """A paragraph of plain small print; st.caption is too pale to read. `names` of the other language are marked."""
    st.html(f'<p class="gf-small">{marked_within(text, names, lang)}</p>')


def notices(
    lang: str, complaints: list[str], served: warehouse.Manifest, newest: warehouse.Manifest, page: str
) -> None:
    """What the address asked for and could not get, and which version is being read when it is not the newest."""
    for complaint in complaints:
        st.warning(plain(complaint))
    if newest.instead_of:
        st.warning(plain(word("common.notice.not_newest", lang, version=newest.instead_of)))
    if served.version != newest.version:
        address = f"/{'' if page == frame.PAGES[0] else page}?lang={quote(lang)}"
        text = word(
            "common.notice.older", lang, version=served.version, day=served.built_at[:10], newest=newest.version
        )
        go = word("common.notice.go_newest", lang)
        st.html(f'<p class="gf-small" role="note">{html.escape(text)} <a href="{address}">{html.escape(go)}</a></p>')


def age(lang: str) -> None:
    """How old the data are, above every page."""
    told = word("common.age.line", lang, age=age_told(load("age").to_dict("records")[0], lang))
    st.html(f'<p class="gf-small">{html.escape(told)}</p>')


def footer(chosen: Asked, served: warehouse.Manifest) -> None:
    """Data version, data date, what no figure here may be read as; the address of this view that pins the version."""
    lang = chosen.lang
    lines = (
        word("common.footer.version", lang, version=served.version, built=day(served.built_at, lang)),
        word("common.footer.data_date", lang, day=day(served.data_date, lang)),
        word("common.footer.presumption", lang),
        word("common.footer.images", lang),
    )
    text = "<br>".join(html.escape(line) for line in lines)
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
    st.html(f'<footer class="gf-small gf-footer">{text}<br>{links}</footer>')


def feed(chosen: Asked) -> str:
    """The parameters of the feed that follows the jurisdictions chosen."""
    return urlencode([("lang", chosen.lang), *(("jurisdiction", code) for code in chosen.jurisdictions)])


def unavailable(lang: str, refusal: warehouse.Unavailable) -> None:
    """In both languages, the reader's first: there is no data to show, why, and how it is built again."""
    for one in sorted(LANGUAGES, key=lambda other: other != lang):
        st.header(word("common.unavailable.title", one))
        st.markdown(word(f"common.unavailable.{refusal.reason}", one))
        st.markdown(word("common.unavailable.what_to_do", one))
        st.code(REBUILD, language=None)


def plain(text: str) -> str:
    """`text` with the signs Markdown reads made inert: it may quote the address."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|<>$~:&" else sign for sign in text)
