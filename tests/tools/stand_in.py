"""A loopback server that speaks the protocols of the live sources, and breaks them when told to.

    with StandIn() as server:
        server.dumps["sor-x-2026-01-05-full.zip"] = data      # with its .sha1; signed=True sends through a redirect
        server.posts = [bluesky_post(1, "text")]
        server.fault("/xrpc/app.bsky.feed.searchPosts", "503")
        write_settings(store, server)                          # STORE/fetch.yml that leads here

Faults of a path: a status, "html", "truncated", "reset", "garbage", "empty"; `once=True` for one answer only.
"""

import csv
import hashlib
import io
import json
import socket
import struct
import threading
import time
import zipfile
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml

ENVIRONMENT = {
    "GARDEFOU_BLUESKY_HANDLE": "observer.example",
    "GARDEFOU_BLUESKY_APP_PASSWORD": "CANARY-app-password",
    "GARDEFOU_LEGIFRANCE_CLIENT_ID": "CANARY-client",
    "GARDEFOU_LEGIFRANCE_CLIENT_SECRET": "CANARY-client-secret",
}
RATES = {code: rate for code, rate in zip(
    "USD JPY CZK DKK GBP HUF PLN RON SEK CHF ISK NOK TRY AUD BRL CAD CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR"
    .split(),
    "1.16 182.1 24.2 7.46 0.87 383 4.22 5.09 10.9 0.92 146 11.8 50.1 1.77 6.4 1.61 8.1 9.1 19300 3.7 104 1690 21 4.8 2.0 "
    "69 1.5 37 19.5".split(), strict=True)}  # fmt: skip # saves 4 lines


HEADER = ("uuid", "category", "category_specification", "content_type", "territorial_scope", "decision_facts",
          "source_type", "automated_detection", "automated_decision", "platform_name", "platform_uid", "created_at"
)  # fmt: skip # saves 11 lines


def x_dump(day: str, rows: int, category: str = "STATEMENT_CATEGORY_CYBER_VIOLENCE", first: int = 0) -> bytes:
    """The daily archive of one platform, X, with so many statements: a zip of a zip of a CSV, as published."""
    stem = f"sor-x-{day}-full"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for number in range(first, first + rows):
        writer.writerow([f"{number:08x}-0000-4000-a000-{number:012x}", category, "[]", '["CONTENT_TYPE_IMAGE"]', '["FR"]',
                         "CANARY-decision-facts", "SOURCE_VOLUNTARY", "No", "AUTOMATED_DECISION_NOT_AUTOMATED", "X",
                         str(number), f"{day} 10:00:00"])  # fmt: skip # saves 13 lines
    data = text.getvalue().encode()
    for name, method in (
        (f"{stem}-00000-00000.csv", zipfile.ZIP_DEFLATED),
        (f"{stem}-00000.csv.zip", zipfile.ZIP_STORED),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr(zipfile.ZipInfo(name), data, method)
        data = out.getvalue()
    return data


def bluesky_post(number: int, text: str, day: str = "2026-01-05", **more) -> dict:
    return {
        "uri": f"at://did:plc:person{number}/app.bsky.feed.post/{number}", "cid": "c", "indexedAt": f"{day}T10:00:00Z",
        "author": {"did": f"did:plc:person{number}", "handle": f"handle{number}.bsky.social", "displayName": "A Name",
                   "avatar": "https://cdn.example/a.jpg", **more.pop("author", {})},
        "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": f"{day}T09:59:00Z", "langs": ["en"]},
        "likeCount": 3, "repostCount": 1, "replyCount": 0, "quoteCount": 0, **more,
    }  # fmt: skip # saves 11 lines


def mastodon_status(number: int, content: str, day: str = "2026-01-05", **more) -> dict:
    return {
        "id": str(number), "uri": f"https://social.example/users/p{number}/statuses/{number}", "visibility": "public",
        "created_at": f"{day}T09:59:00.000Z", "content": content, "language": "fr", "favourites_count": 2,
        "reblogs_count": 0, "replies_count": 1, "reblog": None, "in_reply_to_id": None, "card": None,
        "account": {"id": "9", "acct": f"p{number}", "url": f"https://social.example/@p{number}", "noindex": False,
                    "avatar": "https://cdn.example/a.png", "note": "<p>bio</p>"}, **more,
    }  # fmt: skip # saves 16 lines


def rss(items: list[tuple[str, str, str, str]]) -> bytes:
    """An RSS 2.0 feed of (title, link, date, description)."""
    found = "".join(
        f"<item><title>{t}</title><link>{u}</link><pubDate>{d}</pubDate><description>{s}</description></item>"
        for t, u, d, s in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{found}</channel></rss>'.encode()


def rates(day: str, values: dict[str, str]) -> bytes:
    cubes = "".join(f"<Cube currency='{code}' rate='{rate}'/>" for code, rate in values.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        f'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>'
        f"<Cube><Cube time='{day}'>{cubes}</Cube></Cube></gesmes:Envelope>"
    ).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args) -> None:
        pass

    def answer(self, code: int, body: bytes, kind: str = "application/json", headers: dict | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()

    def do_GET(self) -> None:
        found = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(found.query).items()}
        server = self.server
        with server.lock:
            server.hits[found.path] += 1
            server.asked.append((self.command, found.path, self.query, dict(self.headers)))
            fault = server.faults.get(found.path, "")
            if fault and server.once.pop(found.path, None):
                server.faults.pop(found.path)
        try:
            self.broken(fault, found.path) if fault else self.whole(found.path)
        except OSError:
            self.close_connection = True

    def broken(self, fault: str, path: str) -> None:
        if fault.isdigit():
            self.answer(int(fault), b'{"error":"InvalidRequest"}', headers={"Retry-After": "0"})
        elif fault == "html":
            self.answer(200, b"<!doctype html><title>Sign in</title>", "text/html")
        elif fault == "garbage":
            self.answer(200, b'{"posts": [{"uri": 3}, null, "x"], "cursor": {"a": 1}, "accessJwt": 5')
        elif fault == "empty":
            self.answer(200, b"")
        elif fault == "truncated":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"posts": [')
            self.close_connection = True
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

    def whole(self, path: str) -> None:
        server, name = self.server, path.rsplit("/", 1)[-1]
        if path.startswith("/dsa/") and server.signed and not name.endswith(".sha1"):
            self.answer(302, b"", headers={"Location": f"/signed/{name}?X-Amz-Signature=CANARY-signature"})
        elif path.startswith(("/dsa/", "/signed/")):
            data = server.dumps.get(name.removesuffix(".sha1"))
            if data is None:
                self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml")
            elif name.endswith(".sha1"):
                text = f"{hashlib.sha1(data).hexdigest()}  {name.removesuffix('.sha1')}"
                self.answer(200, text.encode(), "text/plain")
            else:
                self.answer(200, data, "application/zip", {"ETag": f'"{hashlib.md5(data).hexdigest()}"'})
        elif path.endswith("createSession"):
            known = json.loads(self.sent) == {
                "identifier": ENVIRONMENT["GARDEFOU_BLUESKY_HANDLE"],
                "password": ENVIRONMENT["GARDEFOU_BLUESKY_APP_PASSWORD"],
            }
            said = {"accessJwt": "CANARY-jwt", "did": "did:plc:us"} if known else {"error": "AuthenticationRequired"}
            self.answer(200 if known else 401, json.dumps(said).encode())
        elif path.endswith("searchPosts"):
            self.search()
        elif path.startswith("/api/v1/timelines/tag/"):
            self.timeline(name)
        elif path == "/token":
            self.answer(200, b'{"access_token": "CANARY-bearer", "token_type": "Bearer", "expires_in": 3600}')
        elif path == "/lf/consult/getArticleWithIdAndNum":
            asked = json.loads(self.sent)
            usual = {"id": "LEGIARTI000000000001", "etat": "VIGUEUR", "dateDebut": 1, "texte": "<p>a</p>"}
            article = server.articles.get(asked["num"]) if server.articles else usual
            self.answer(200, json.dumps({"article": article}).encode())
        elif path in server.documents:
            body = server.documents[path]
            tag = f'"{hashlib.md5(body).hexdigest()}"'
            if self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.send_header("ETag", tag)
                self.end_headers()
            else:
                self.answer(200, body, "application/xml", {"ETag": tag})
        else:
            self.answer(404, b"{}")

    def search(self) -> None:
        if self.headers.get("Authorization") != "Bearer CANARY-jwt":
            return self.answer(403, b"<html>Forbidden</html>", "text/html")
        posts = [post for post in self.server.posts if post["indexedAt"] >= self.query.get("since", "")]
        start = int(self.query.get("cursor", "0"))
        page = {"posts": posts[start : start + self.server.page]}
        if start + self.server.page < len(posts):
            page["cursor"] = str(start + self.server.page)
        self.answer(200, json.dumps(page).encode(), headers={"ratelimit-remaining": "2999"})

    def timeline(self, tag: str) -> None:
        found = [one for one in self.server.statuses if int(one["id"]) > int(self.query.get("since_id", "0"))]
        found = [one for one in found if int(one["id"]) < int(self.query.get("max_id", "9" * 20))]
        found.sort(key=lambda one: -int(one["id"]))
        page, more = found[: self.server.page], found[self.server.page :]
        last = page[-1]["id"] if page else "0"
        link = (
            {"Link": f'<http://169.254.169.254/api/v1/timelines/tag/{tag}?max_id={last}>; rel="next"'} if more else {}
        )
        self.answer(200, json.dumps(page).encode(), headers={"X-RateLimit-Remaining": "299", **link})


class StandIn(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.lock = threading.Lock()
        self.hits, self.asked, self.faults, self.once = Counter(), [], {}, {}
        self.dumps, self.posts, self.statuses, self.articles = {}, [], [], {}
        self.signed, self.page = False, 100
        self.today = today = datetime.now(UTC).date().isoformat()
        self.documents = {
            "/rates.xml": rates(today, RATES),
            "/feed.xml": rss(
                [("Nothing of ours", "https://regulator.example/a", "Mon, 05 Jan 2026 10:00:00 GMT", "x")]
            ),
        }

    def fault(self, path: str, mode: str, once: bool = False) -> None:
        self.faults[path] = mode
        if once:
            self.once[path] = True

    def handle_error(self, *args) -> None:
        pass

    def __enter__(self) -> "StandIn":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *exc) -> None:
        self.shutdown()
        self.server_close()


def write_settings(store: Path, server: StandIn, **settings: dict) -> None:
    """STORE/fetch.yml: every source leads to the stand-in, without a pause; loopback is allowed in so many words."""
    from etl.fetch.fetchers import FETCHERS

    urls = {"dsa": "/dsa", "bluesky": "", "mastodon": "", "ecb": "/rates.xml", "feed": "/feed.xml", "legifrance": "/lf"}
    found = {}
    for path in FETCHERS.glob("*.yml"):
        kind = yaml.safe_load(path.read_text(encoding="utf-8"))["kind"]
        own = {"url": server.url + urls[kind], "hosts": [server.url.removeprefix("http://")], "pause": 0, "seconds": 5,
               "loopback": True, "is_on": True, "settings": settings.get(path.stem, {})}  # fmt: skip # saves 7 lines
        if kind == "legifrance":
            own["settings"] = {"token_url": f"{server.url}/token", **own["settings"]}
        found[path.stem] = own
    store.mkdir(parents=True, exist_ok=True)
    (store / "fetch.yml").write_text(yaml.safe_dump(found), encoding="utf-8")


if __name__ == "__main__":
    with StandIn() as running:
        print(running.url, flush=True)
        time.sleep(3600)
