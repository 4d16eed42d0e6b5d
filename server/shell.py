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
from urllib.parse import parse_qs, urlencode

import streamlit
from anyio import to_thread
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from figures.address import cleaned
from figures.asked import HOME
from figures.files import typeface
from figures.words import word
from pages.shared.frame import HIDDEN, PAGES
from server.addresses import home
from server.answers import Answer, takes_gzip
from server.base import base_path, language
from server.document import page, style

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
# Streamlit begins to draw in its own font, of 170 kB, before it knows the theme's: ours stands in for it.
THEIRS = "Source Sans"
PRELOAD = '<link rel="preload" href="{address}" as="font" type="font/woff2" crossorigin>'
# Paths answered by someone else: Streamlit's own routes, its files, and what has an ending (a file).
OTHERS = re.compile(
    r"^/(_stcore|media|component|static|app/static|api|figures|embed|fonts)(/|$)|\.[a-z0-9]+$|^/(healthz|livez|oembed)$"
)


@cache
def script() -> str:
    """The one inline script of the document: where the server is, where the first page is, what Back goes back to.

    Streamlit makes an entry of the browser's history of every change of the address: Back would then stop at each
    choice, and on arrival at the address that is not complete yet. Only another page is worth going back to.
    """
    server = f"window.__streamlit = {{BACKEND_BASE_URL: location.origin + {json.dumps(base_path(), allow_nan=False)}}};"
    first = f"""
      // The first page has no name of its own for the application: by its name it would be said not to exist.
      if (location.pathname.replace(/\\/$/, "") === {json.dumps(base_path() + HOME, allow_nan=False)})
        history.replaceState(null, "", {json.dumps(base_path(), allow_nan=False)} + location.search + location.hash);"""
    back = """
      const push = history.pushState.bind(history);
      history.pushState = (state, title, url) => new URL(url, location.href).pathname === location.pathname
        ? history.replaceState(state, title, url) : push(state, title, url);"""
    return (
        server
        + first
        + back
        + """
      // Back shows a page where it was left: what scrolls is inside of the application, and no browser remembers that.
      let held = null, quiet = 0;
      const spot = () => "gf-scroll " + location.pathname;
      const keep = (main) => {
        if (main && held === null && Date.now() > quiet) sessionStorage.setItem(spot(), main.scrollTop);
      };
      document.addEventListener("scroll", ({target}) => target.dataset?.testid === "stMain" && keep(target), true);
      document.addEventListener("click", ({target}) => {  // what scrolls while another page takes its place is not kept
        if (!target.closest?.("a[href]")) return;
        keep(document.querySelector('[data-testid="stMain"]'));
        quiet = Date.now() + 2000;
      }, true);
      const back = () => {
        held = Number(sessionStorage.getItem(spot()) ?? 0);
        const begun = Date.now();
        const until = setInterval(() => {
          const main = document.querySelector('[data-testid="stMain"]');
          const state = document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-script-state");
          const is_late = Date.now() - begun > 8000;
          const is_there = state === "notRunning" && !document.getElementById("gf-page") && Date.now() - begun > 300;
          if (!is_late && !(is_there && main && main.scrollHeight - main.clientHeight >= held)) return;
          clearInterval(until);
          main?.scrollTo(0, held);
          held = null;
        }, 80);
      };
      addEventListener("popstate", back);
      if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") back();
      const mark = document.documentElement.classList;
      mark.add("gf-wait");
      // The article is read until the application has drawn all of the page; then it goes, and nothing has jumped.
      const begun = Date.now();
      let since = 0;
      const whole = () => {
        const app = document.querySelector('[data-testid="stApp"]');
        const isServed = app?.getAttribute("data-test-connection-state") === "CONNECTED";
        if (!isServed && Date.now() - begun > 6000) document.getElementById("gf-waiting")?.removeAttribute("hidden");
        if (isServed && Date.now() - begun > 20000) return true;
        if (app?.getAttribute("data-test-script-state") !== "notRunning" || !document.querySelector("#root h1")) return;
        const charts = document.querySelectorAll("#root .stPlotlyChart");
        const wanted = Number(document.getElementById("gf-page")?.dataset.charts ?? 0);
        since ||= Date.now();  // what the page shows may be less than the article names
        const all = charts.length >= wanted || Date.now() - since > 1500;
        return all && (!charts.length || charts[0].querySelector(".main-svg"))
          && !document.querySelector('#root [data-testid="stSkeleton"]');
      };
      const watch = setInterval(() => {
        if (!whole()) return;
        clearInterval(watch);
        const at = scrollY;
        document.getElementById("gf-page")?.remove();
        mark.remove("gf-wait");
        if (at) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, at);
      }, 60);"""
    )


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
    feed = f'<link rel="alternate" type="application/atom+xml" href="{base_path()}feed.atom?lang={lang}">'
    head = f"<!--gf-head-->\n    {feed}\n    <script>{script()}</script>"
    text = text.replace('<html lang="en">', f'<html lang="{lang}">').replace("<title>Streamlit</title>", head)
    faces = typeface.faces(base_path(), THEIRS)
    preloads = "".join(PRELOAD.format(address=base_path() + typeface.address(each)) for each in typeface.WEIGHTS)
    text = text.replace("</head>", f"  <style>{faces}{style()}</style>\n  </head>")
    text = text.replace("<head>", f"<head>\n    {preloads}", 1)  # before the scripts: what is read first is set in them
    text = re.sub(r'((?:src|href)=")\./', lambda found: found[1] + base_path(), text)
    without = html.escape(word("shell.without_script", lang))
    address = html.escape(f"{base_path()}api/v1/")
    return re.sub(
        r"<noscript>.*?</noscript>",
        lambda _: f'<noscript><p>{without} <a href="{address}">{address}</a></p></noscript>',
        text,
        flags=re.DOTALL,
    )


def page_document(lang: str, told: tuple[str, str] | None) -> str:
    """The document with the head and the article of a page; without them, what it says of the dashboard."""
    title, description = (html.escape(word(key, lang)) for key in ("common.title", "shell.description"))
    head, body = told or (f'<title>{title}</title>\n    <meta name="description" content="{description}">', "")
    text = document(lang).replace("<!--gf-head-->", head, 1)
    return text.replace('<div id="root">', f'{body}<div id="root">', 1)


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
        request = Request(scope)
        name = path.strip("/") or HOME
        is_page = name in (*PAGES, *HIDDEN)
        asked = request.query_params.multi_items()
        pairs = cleaned(asked)
        if pairs != asked and is_page:  # what other programs did to the link is undone, so that the next copy is clean
            clean = f"{base_path()}{path.strip('/')}{'?' if pairs else ''}{urlencode(pairs)}"
            await Answer(302, b"", "text/plain", {"location": clean, "cache-control": "no-store"})(scope, receive, send)
            return
        lang = language(scope["query_string"], headers.get(b"accept-language", b"").decode("latin-1"))
        told = await to_thread.run_sync(page, pairs, name, lang, home(request)) if is_page else None
        body = page_document(lang, told).encode()
        zipped = takes_gzip(headers.get(b"accept-encoding", b"").decode("latin-1"))
        answer = Answer(
            200 if is_page else 404,
            gzip.compress(body, 6, mtime=0) if zipped else body,
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
