"""A figure in a newsroom's page of another origin: it is drawn, it fits a telephone, it asks nobody else."""

import http.server
import json
import threading
import urllib.request
from urllib.parse import quote

import pytest
from serving import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture
def newsroom():
    """A page on another port, hence of another origin; gives a function body → its address."""
    held = {"body": b""}

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(held["body"])

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def page(body: str) -> str:
            held["body"] = f"<!doctype html><meta name=viewport content='width=device-width'>{body}".encode()
            return f"http://127.0.0.1:{server.server_port}/"

        yield page
        server.shutdown()


def snippet(address: str, name: str) -> str:
    """What /oembed says to paste."""
    there = quote(f"{address}/embed/{name}?lang=fr&to=2026-03-31", safe="")
    with urllib.request.urlopen(f"{address}/oembed?url={there}", timeout=30) as got:
        return json.load(got)["html"]


@pytest.mark.parametrize(
    ("width", "name"), [(320, "enforcement.harms"), (1000, "incidence.shares"), (320, "statements.claims")]
)
def test_a_figure_is_shown_in_another_origins_page_of_any_width(browser, dashboard, newsroom, width, name):
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page, hosts, faults = context.new_page(), set(), []
        page.on("request", lambda asked: hosts.add(asked.url.split("/")[2]))
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(newsroom(f"<body style='margin:0'>{snippet(dashboard, name)}"))
        frame = page.frame_locator("iframe")
        frame.locator("h1").wait_for(timeout=30_000)
        if name != "statements.claims":
            frame.locator("#chart .main-svg").first.wait_for(timeout=30_000)
        inside = next(one for one in page.frames if "/embed/" in one.url)
        across = inside.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert across[0] <= across[1] <= width
        assert context.cookies() == []
        assert hosts == {dashboard.removeprefix("http://"), page.url.split("/")[2]}
        assert [text for text in faults if "favicon" not in text] == []
        back = frame.locator("a[target=_blank]").get_attribute("href")
        assert back.startswith(dashboard) and "to=2026-03-31" in back


def test_nothing_but_an_embedded_figure_lets_itself_be_framed(browser, dashboard, newsroom):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(newsroom(f"<iframe src='{dashboard}/enforcement?lang=fr'></iframe>"))
        page.wait_for_timeout(1500)  # what must not come has no event
        assert not any(one.url.startswith(dashboard) for one in page.frames)
