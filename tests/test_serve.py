"""The served dashboard: the document, the headers, the hosts, the compressed files, and a visit by deep link."""

import gzip
import json
import re
import urllib.request
from collections import deque

import pytest
from asgi import Got, asked
from serving import CHROMIUM, served
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config

from pages.shared.frame import PAGES
from server import assets, document, fonts, guard, shell
from server.health import health


def ask(path: str, **given: str) -> Got:
    """What is answered through the real middleware, without Streamlit behind it."""
    routes = [
        Route("/healthz", health),
        Route("/{rest:path}", lambda request: PlainTextResponse("Streamlit's own answer"), methods=["GET", "POST"]),
    ]
    stack = [Middleware(guard.Guard), Middleware(assets.Assets), Middleware(shell.Shell)]
    return asked(Starlette(routes=routes, middleware=stack), path, **given)


@pytest.fixture(autouse=True)
def hosts(monkeypatch):
    """The hosts of .streamlit/config.toml, which a test run does not read."""
    real = config.get_option
    named = {"server.allowedHosts": ["localhost", "127.0.0.1", "::1", "*.example.org"]}
    monkeypatch.setattr(config, "get_option", lambda key: named.get(key) or real(key))


def test_the_faces_come_before_the_scripts_or_what_is_read_first_jumps_when_they_arrive():
    text = ask("/?lang=en").text
    assert 0 < text.index(".woff2") < text.index("<script") and text.index("charset") < 1024


def test_every_page_begins_with_a_document_in_the_readers_language(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.warehouse.WAREHOUSE", tmp_path)  # nothing is built yet
    for page in ("", *PAGES):
        got = ask(f"/{page}?lang=fr")
        assert got.status == 200
        assert '<html lang="fr">' in got.text
        assert "Garde-fou, observatoire" in got.text
    assert '<html lang="en">' in ask("/sources?lang=en", accept_language="fr").text
    assert '<html lang="fr">' in ask("/sources", accept_language="de-DE,fr;q=0.8").text
    assert '<html lang="en">' in ask("/sources?lang=xx").text


def test_the_document_tells_the_script_where_the_server_is_so_that_it_does_not_look_below_the_page():
    text = ask("/enforcement").text
    assert 'window.__streamlit = {BACKEND_BASE_URL: location.origin + "/"}' in text
    assert text.index("window.__streamlit") < text.index('type="module"')
    assert "=./" not in text and '"./' not in text


def test_what_streamlits_document_is_changed_for_is_still_in_it():
    """A new Streamlit that writes its document otherwise is noticed here."""
    theirs, ours = shell.INDEX.read_text("utf-8"), shell.document("fr")
    for part in (
        '<html lang="en">',
        "<title>Streamlit</title>",
        "<noscript>",
        'rel="service-desc"',
        'src="./static/js/',
    ):
        assert part in theirs
    assert "Streamlit</title>" not in ours and "service-desc" not in ours and "agent" not in ours
    assert re.findall(r'src="(/static/js/index[^"]+)"', ours)
    assert len(re.findall("<script", ours)) == 2


def test_the_document_names_the_feed_and_asks_for_no_font_the_theme_does_not_use():
    text = ask("/?lang=fr").text
    assert '<link rel="alternate" type="application/atom+xml" href="/feed.atom?lang=fr">' in text
    faces = re.findall(r"/fonts/[0-9a-f]{10}/GardefouSans-(?:Regular|Bold)\.woff2", text)
    assert set(faces) and "Source Sans" in text, "Streamlit's own name of a font means ours"
    app = Starlette(routes=[Route("/fonts/{digest}/{name}", fonts.face)])
    for address in set(faces):
        got = asked(app, address)
        assert (got.status, got.headers["content-type"]) == (200, "font/woff2") and len(got.body) < 20_000
    assert asked(app, faces[0].replace("Regular", "Light")).status == 404
    assert text.index("stylesheet") < text.index("@font-face"), "the later face stands in for Streamlit's own"


def test_an_address_that_is_no_page_says_so():
    assert ask("/no-such-page").status == 404
    assert '<div id="root">' in ask("/no-such-page").text


def test_an_identifier_alone_leads_to_the_receipt_of_its_row():
    got = ask("/?id=fr-paris-2026-01-02-extension&lang=fr")
    assert (got.status, got.headers["location"]) == (302, "/record?id=fr-paris-2026-01-02-extension&lang=fr")
    assert ask("/record?id=fr-paris-2026-01-02-extension").status == 200


def test_streamlits_own_addresses_are_left_to_it():
    for path in ("/_stcore/health", "/media/abc.csv", "/favicon.png", "/component/x/index.html"):
        assert ask(path).body == b"Streamlit's own answer"
    assert ask("/enforcement", method="POST").status == 405  # tests/test_bounds.py


def test_a_page_stands_where_the_operator_put_the_application(monkeypatch):
    for module in (shell, document):
        monkeypatch.setattr(module, "base_path", lambda: "/garde-fou/")
    for made in (shell.script, shell.document):
        made.cache_clear()
    try:
        got = ask("/garde-fou/enforcement?lang=en")
        assert got.status == 200
        assert 'location.origin + "/garde-fou/"' in got.text
        assert 'src="/garde-fou/static/js/' in got.text
    finally:
        for made in (shell.script, shell.document):
            made.cache_clear()


def test_every_answer_carries_the_security_headers():
    for path in ("/", "/no-such-page", "/_stcore/health", "/healthz"):
        headers = ask(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "object-src 'none'" in policy
        assert "http" not in policy, "no other host may be asked"
        scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
        assert "unsafe" not in scripts


def test_the_policy_allows_the_one_script_the_document_holds():
    import base64
    import hashlib

    inline = re.findall("<script>(.*?)</script>", ask("/").text, flags=re.DOTALL)
    assert len(inline) == 1
    assert base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode() in guard.policy()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", ""])
def test_a_host_that_is_not_named_gets_no_data(host):
    got = ask("/healthz", host=host)
    assert got.status == 400
    assert b"version" not in got.body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "garde-fou.example.org"])
def test_a_host_that_is_named_is_answered(host):
    assert ask("/", host=host).status == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent"])
def test_what_nobody_needs_is_closed(path):
    assert ask(path).status == 404


def test_scripts_travel_compressed_and_arrive_whole():
    name = next(name for name in assets.listing() if "/PlotlyChart." in name)
    got = ask(f"/{name}", accept_encoding="gzip, br")
    original = (assets.FOLDER / name).read_bytes()
    assert gzip.decompress(got.body) == original
    assert len(got.body) < len(original) / 3
    assert got.headers["content-type"].startswith("application/javascript")
    assert "immutable" in got.headers["cache-control"]
    assert ask(f"/{name}", accept_encoding="identity").body == b"Streamlit's own answer"
    assert ask("/static/../serve.py", accept_encoding="gzip").status == 404


def test_health_names_the_version_or_the_reason_there_is_none(warehouse, tmp_path, monkeypatch):
    from etl import warehouse as kept

    monkeypatch.setattr(kept, "WAREHOUSE", warehouse)
    got = ask("/healthz")
    assert got.status == 200
    assert json.loads(got.body)["version"] == kept.current(warehouse).version
    monkeypatch.setattr(kept, "WAREHOUSE", tmp_path)
    got = ask("/healthz")
    assert (got.status, json.loads(got.body)["reason"]) == (503, "missing")


def test_health_is_what_works_and_says_in_words_what_does_not(warehouse, tmp_path, monkeypatch):
    """Each part broken alone: pages, queries, pictures, store, newest version."""
    import shutil
    import time

    from etl import warehouse as kept
    from figures.files import images
    from server import health as room

    def told() -> tuple[int, dict]:
        monkeypatch.setattr(room, "_found", None)
        got = room.health(None)
        return got.status, json.loads(got.body)

    monkeypatch.setattr(kept, "WAREHOUSE", warehouse)
    monkeypatch.setattr(room, "STORE", tmp_path)
    monkeypatch.setattr(images, "available", lambda: True)
    monkeypatch.setattr(images, "_is_well", True)  # another test may have left a browser that died
    monkeypatch.setattr(room, "FAULTS", deque())
    status, found = told()
    assert (status, found["status"], set(found["parts"].values())) == (200, "ok", {"works"})
    with monkeypatch.context() as patch:
        patch.setattr(images, "_is_well", False)
        status, found = told()
        assert (status, found["status"]) == (200, "warns") and "could not be drawn" in found["parts"]["pictures"]
        patch.setattr(images, "available", lambda: False)
        assert "no browser" in told()[1]["parts"]["pictures"]
    (tmp_path / "dsa").mkdir()
    (tmp_path / "dsa" / "ledger.json").write_text("half a led")
    status, found = told()
    assert (status, found["status"]) == (200, "warns") and found["parts"]["store"] != "works"
    assert str(tmp_path) not in json.dumps(found)
    (tmp_path / "dsa" / "ledger.json").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(room, "FAULTS", [time.monotonic()] * room.MANY)
        assert told()[0] == 200 and "ended in a fault" in told()[1]["parts"]["visits"]
    with monkeypatch.context() as patch:
        patch.setattr(room, "page", lambda *_: 1 / 0)
        assert told()[0] == 503 and "ZeroDivisionError" in told()[1]["parts"]["pages"]
    with monkeypatch.context() as patch:
        patch.setattr(kept, "connect", lambda *_: (_ for _ in ()).throw(kept.Unavailable("newer", str(tmp_path))))
        status, found = told()
        assert status == 503 and "newer" in found["parts"]["queries"] and str(tmp_path) not in json.dumps(found)
    older = tmp_path / "wh"
    shutil.copytree(warehouse, older, ignore=shutil.ignore_patterns("store", "*.log"))
    newer = json.loads((older / "current.json").read_text()) | {
        "version": "20991231T000000-deadbeef",
        "file": "gone.duckdb",
    }
    (older / "current.json").write_text(json.dumps(newer))
    monkeypatch.setattr(kept, "WAREHOUSE", older)
    status, found = told()
    assert (status, found["status"], found["instead_of"]) == (200, "older version served", "20991231T000000-deadbeef")
    assert "older one is served" in found["parts"]["newest version"]
    assert json.loads(room.live(None).body) == {"status": "alive"}


@pytest.fixture(scope="module")
def address(warehouse):
    """A real server on this machine; its log is kept to be read at the end."""
    with served(warehouse, warehouse / "serve.log") as found:
        yield found


@pytest.mark.browser
def test_a_deep_link_navigation_back_and_reload_leave_no_error_and_ask_no_other_host(address):
    from playwright.sync_api import sync_playwright

    faults, foreign = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="fr-FR").new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 400 else None)
        page.on("request", lambda asked: foreign.append(asked.url) if not asked.url.startswith(LOCAL) else None)
        # The first visit after a start, straight to a page below the root, is the hardest.
        page.goto(f"{address}/{PAGES[-1]}?lang=fr&jurisdiction=FR", timeout=600_000)
        page.wait_for_selector("footer.gf-footer", timeout=600_000)
        assert page.evaluate("document.documentElement.lang") == "fr"
        title = page.locator("h1").first.inner_text()
        page.locator('[data-testid="stSidebarNavLink"]').first.click()
        # A title that is gone is no other title yet, and until the address has moved Back leads out of the dashboard.
        arrived = "old => ![undefined, old].includes(document.querySelector('h1')?.innerText)"
        page.wait_for_function(arrived, arg=title, timeout=600_000)
        page.wait_for_url(re.compile(rf"/(?!{PAGES[-1]})[^/]*$"), timeout=600_000)
        page.wait_for_selector("footer.gf-footer", timeout=600_000)
        page.go_back()
        page.wait_for_function("old => document.querySelector('h1')?.innerText === old", arg=title, timeout=600_000)
        page.reload()
        page.wait_for_selector("footer.gf-footer", timeout=600_000)
        assert page.locator("h1").first.inner_text() == title
        assert "jurisdiction=FR" in page.url and "lang=fr" in page.url
        browser.close()
    assert faults == []
    assert foreign == []


LOCAL = ("http://localhost:", "ws://localhost:", "data:", "blob:")


@pytest.mark.browser
def test_a_first_visit_transfers_less_than_three_megabytes(address):
    from playwright.sync_api import sync_playwright

    sizes: dict[str, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(locale="fr-FR").new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda one: sizes.update({one["requestId"]: one["encodedDataLength"]}))
        page.goto(f"{address}/?lang=fr", timeout=600_000)
        page.wait_for_selector(".js-plotly-plot .main-svg", timeout=600_000)
        page.wait_for_selector("footer.gf-footer", timeout=600_000)
        page.wait_for_load_state("networkidle")
        browser.close()
    assert 1_000_000 < sum(sizes.values()) < 3_000_000, "the chart's script alone is 1.4 MB"


@pytest.mark.browser
def test_the_servers_log_holds_no_visitors_address_and_no_query(address, warehouse):
    urllib.request.urlopen(f"{address}/sources?lang=fr&jurisdiction=CANARY", timeout=10).close()
    log = (warehouse / "serve.log").read_text()
    assert address in log, "the address to open is printed"
    assert "CANARY" not in log
    assert "127.0.0.1" not in log and "::1" not in log
