"""The HTML document every page of the dashboard begins with, in the reader's language.

Streamlit sends one document for every address, in English and without the address the application stands at. Its
script then looks for the server below the page first (`/enforcement/_stcore/health`), which is not there and leaves
two errors in the browser's console. Here the document names the server's address, and the search does not happen.
"""

import base64
import gzip
import hashlib
import html
import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from figures.words import LANGUAGES, word
from pages.shared.frame import HIDDEN, PAGES
from server.answers import Answer

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
# Streamlit begins to draw in its own font, of 170 kB, before it knows the theme's: the machine's fonts stand in for it.
FONT = (
    '@font-face {font-family: "Source Sans"; font-weight: 100 900; font-style: normal; '
    'src: local("DejaVu Sans"), local("Liberation Sans"), local("Arial")}'
)
# Paths answered by someone else: Streamlit's own routes, its files, and what has an ending (a file).
OTHERS = re.compile(r"^/(_stcore|media|component|static|app/static|api|figures|embed)(/|$)|\.[a-z0-9]+$|^/healthz$")


def base_path() -> str:
    """`/` or `/garde-fou/`: where the application stands on its host (server.baseUrlPath)."""
    inner = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{inner}/" if inner else "/"


@cache
def script() -> str:
    """The one inline script of the document: where the server is, and what Back goes back to.

    Streamlit makes an entry of the browser's history of every change of the address: Back would then stop at each
    choice, and on arrival at the address that is not complete yet. Only another page is worth going back to.
    """
    server = f"window.__streamlit = {{BACKEND_BASE_URL: location.origin + {json.dumps(base_path(), allow_nan=False)}}};"
    back = """
      const push = history.pushState.bind(history);
      history.pushState = (state, title, url) => new URL(url, location.href).pathname === location.pathname
        ? history.replaceState(state, title, url) : push(state, title, url);"""
    return server + back


@cache
def script_hash() -> str:
    """That script's hash, as the content-security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()


@cache
def document(lang: str, description: str = "") -> str:
    """Streamlit's index.html with language, title, description, the server's address, and a word when scripts are off.

    What is taken out: the preload of a font that the theme does not use, and the advertisement of an API that is off.
    """
    text = INDEX.read_text(encoding="utf-8")
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).lstrip()
    text = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    text = re.sub(r'<link\s+rel="preload"[^>]*as="font"[^>]*>', "", text)
    text = re.sub(r'<link rel="service-desc"[^>]*>', "", text)
    text = re.sub(r"\n\s*\n+", "\n", text)
    title, described = (html.escape(text) for text in (word("common.title", lang), description))
    about = f'<title>{title}</title>\n    <meta name="description" content="{described}">'
    about += f'\n    <link rel="alternate" type="application/atom+xml" href="{base_path()}feed.atom?lang={lang}">'
    head = f"{about}\n    <script>{script()}</script>"
    text = text.replace('<html lang="en">', f'<html lang="{lang}">')
    text = text.replace("<title>Streamlit</title>", head).replace("</head>", f"  <style>{FONT}</style>\n  </head>")
    text = re.sub(r'((?:src|href)=")\./', lambda found: found[1] + base_path(), text)
    without = html.escape(word("shell.without_script", lang))
    address = html.escape(f"{base_path()}api/v1/")
    return re.sub(
        r"<noscript>.*?</noscript>",
        lambda _: f'<noscript><p>{without} <a href="{address}">{address}</a></p></noscript>',
        text,
        flags=re.DOTALL,
    )


@cache
def packed(lang: str, description: str) -> bytes:
    """The same, compressed."""
    return gzip.compress(document(lang, description).encode(), 9, mtime=0)


def language(query: bytes, accepted: str) -> str:
    """The language of a request: its address, else the first of the browser's languages that we speak, else English."""
    for wanted in (*parse_qs(query.decode("latin-1")).get("lang", [])[:1], *accepted.split(",")):
        code = wanted.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return "en"


class Shell:
    """Answers every address of a page with the document; an address that is no page gets it too, with status 404.

    `/?id=…` is sent on to the receipt of the row it names.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._path(scope)
        if path is None or OTHERS.search(path):
            await self.app(scope, receive, send)
            return
        if path == "/" and "id" in parse_qs(scope["query_string"].decode("latin-1")):
            there = {"location": f"{base_path()}record?{scope['query_string'].decode('latin-1')}"}
            await Answer(302, b"", "text/plain", there)(scope, receive, send)
            return
        headers = dict(scope["headers"])
        lang = language(scope["query_string"], headers.get(b"accept-language", b"").decode("latin-1"))
        about = word("shell.description", lang)
        zipped = b"gzip" in headers.get(b"accept-encoding", b"")
        answer = Answer(
            200 if path.strip("/") in ("", *PAGES, *HIDDEN) else 404,
            packed(lang, about) if zipped else document(lang, about).encode(),
            "text/html; charset=utf-8",
            {
                "cache-control": "no-cache",
                "content-language": lang,
                "vary": "Accept-Encoding, Accept-Language",
                **({"content-encoding": "gzip"} if zipped else {}),
            },
        )
        await answer(scope, receive, send)

    @staticmethod
    def _path(scope: Scope) -> str | None:
        """The path below the application's base, of a request a document can answer."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        path, base = scope["path"], base_path()
        if f"{path}/" == base:
            return "/"
        return "/" + path.removeprefix(base) if path.startswith(base) else None
