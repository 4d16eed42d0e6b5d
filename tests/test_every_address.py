"""Every address of a running server: each method, HEAD, parts, headers; and what goes wrong, said."""

import asyncio
import http.client
import json
import re
import socket
from itertools import product
from pathlib import Path

import pytest
from serving import served

from figures.drawn import figures
from torture.hostile import visit

ROOT = Path(__file__).parents[1]
OPEN = (
    "/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/enforcement.csv", "/api/v1/enforcement.json",
    "/api/v1/nothing.csv",
    "/api/v1/enforcement.xml", "/api/v2/", "/api/v1/%00.csv", "/api/v1/..%2f..%2fserve.py", "/api/v1/enforcement.csv/",
    "/api/v1/enforcement.csv?x=%ff", "/api/v1/enforcement.csv?v=1", "/figures", "/figures/", "/figures/nothing.png",
    "/figures/x", "/figures/%5c..%5cx", "/figures/enforcement.acts.csv", "/figures/enforcement.acts.doc",
    "/figures/enforcement.acts.csv?form=x", "/embed", "/embed/", "/embed/nothing", "/embed/enforcement.acts",
    "/embed/script/0/x.js", "/oembed", "/oembed?url=x", "/feed.atom", "/feed.atom?x=1", "//api/v1/",
)  # fmt: skip # saves 25 lines
PLAIN = (
    "/", "/overview", "/statements?lang=fr", "/nowhere", "/record", "/record?id=nothing", "/find?q=a", "/healthz",
    "/livez",
    "/robots.txt", "/sitemap.xml", "/favicon.png", "/favicon.ico", "/static/js/nothing.js", "/_stcore/health",
    "/_stcore/host-config", "/_stcore/stream", "/_stcore/upload_file/a/b", "/_stcore/metrics", "/media/x.csv",
    "/component/x/y", "/serve.py", "/%2e%2e/x",
)  # fmt: skip # saves 18 lines
SECURE = ("content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy")


# Begins with the server's process: every host whose address is looked up is written down.
RECORDER = """
import os, socket
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    def told(host, *given, real=getattr(socket, name), **named):
        with open(os.environ["HOSTS_ASKED"], "a") as file:
            print(host, file=file)
        return real(host, *given, **named)
    setattr(socket, name, told)
socket.getaddrinfo("127.0.0.1", 9)
"""


@pytest.fixture(scope="module")
def hosts(tmp_path_factory) -> Path:
    """The file in which the server's process writes the hosts it looks up."""
    folder = tmp_path_factory.mktemp("hosts")
    (folder / "sitecustomize.py").write_text(RECORDER)
    return folder / "asked"


@pytest.fixture(scope="module")
def address(warehouse, hosts, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(hosts.parent))
        patch.setenv("HOSTS_ASKED", str(hosts))
        with served(warehouse, tmp_path_factory.mktemp("log") / "serve.log") as found:
            yield found.removeprefix("http://")


def ask(address: str, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection(address, timeout=300)
    line.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        line.putheader(name.replace("_", "-"), value)
    line.endheaders()
    got = line.getresponse()
    body = got.read()
    line.close()
    return got.status, {name.lower(): value for name, value in got.getheaders()}, body


def test_every_address_has_a_head_that_is_its_answers_and_the_headers_that_protect_it(address):
    for path in (*OPEN, *PLAIN):
        status, headers, body = ask(address, "GET", path)
        assert status < 500 and body is not None, path
        assert not [name for name in SECURE if name not in headers], path
        assert "server" not in headers and headers["x-content-type-options"] == "nosniff", path
        told, of_head, nothing = ask(address, "HEAD", path)
        assert (told, nothing) == (status, b""), path
        varying = ("date", "set-cookie", "vary")  # Streamlit's own compression names the last where there is a body
        assert {n: v for n, v in of_head.items() if n not in varying} == {
            n: v for n, v in headers.items() if n not in varying
        }, path
        if status < 300:
            assert "content-type" in headers and len(body) == int(headers.get("content-length", len(body)))


def test_what_goes_wrong_where_data_are_asked_for_is_json_in_words(address):
    seen = set()
    for path, method in product(OPEN, ("GET", "POST", "PROPFIND")):
        status, headers, body = ask(address, method, path)
        if status >= 400:
            seen.add(status)
            assert headers["content-type"].startswith("application/json"), (method, path)
            told = json.loads(body)
            assert told["error"] and told["message"] and "Traceback" not in body.decode(), (method, path)
            assert headers["access-control-allow-origin"] == "*"
    assert seen >= {400, 404, 405}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "NOSUCH", "get"])
def test_an_unknown_method_is_refused_with_those_that_are_not(address, method):
    for path in (*OPEN, *PLAIN):
        status, headers, _ = ask(address, method, path)
        assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS"), path


def test_a_browser_that_asks_first_is_told_what_it_may_ask(address):
    for path in ("/api/v1/enforcement.csv", "/figures/", "/feed.atom", "/embed/enforcement.acts"):
        status, headers, body = ask(address, "OPTIONS", path, Origin="https://other.example")
        assert (status, body) == (200, b"") and headers["allow"] == headers["access-control-allow-methods"]
        assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in ask(address, "OPTIONS", "/statements")[1]


def test_a_part_is_given_to_get_alone_and_one_that_is_not_there_is_said_in_json(address):
    path = "/api/v1/enforcement.csv"
    whole = ask(address, "GET", path)[2]
    for wanted, part in (
        ("bytes=0-9", whole[:10]),
        ("bytes=-7", whole[-7:]),
        ("BYTES=3-", whole[3:]),
        ("bytes=0-0", whole[:1]),
    ):
        status, headers, body = ask(address, "GET", path, Range=wanted)
        assert (status, body) == (206, part) and headers["content-range"].endswith(f"/{len(whole)}")
        assert ask(address, "HEAD", path, Range=wanted)[0] == 200, "of HEAD, Range has no meaning"
    for wanted in (f"bytes={len(whole)}-", "bytes=9-3", "bytes=-0", "bytes=99999999999999999999999-"):
        status, headers, body = ask(address, "GET", path, Range=wanted)
        assert (status, headers["content-range"]) == (416, f"bytes */{len(whole)}") and json.loads(body)["message"]
    for wanted in ("bytes=0-1,4-5", "bytes=0-9, 20-29", "bytes=x-y", "rows=0-9", "bytes", ""):
        status, headers, body = ask(address, "GET", path, Range=wanted)
        assert (status, body) == (200, whole) and "content-range" not in headers, (
            "several parts: the whole, as is allowed"
        )


def test_every_figure_has_the_files_it_lists_in_every_form(address):
    listed = json.loads(ask(address, "GET", "/figures")[2])["figures"]
    assert {one["name"] for one in listed} == set(figures())
    for one in listed:
        for ending, there in one["files"].items():
            if ending in ("csv", "json"):
                status, headers, body = ask(address, "GET", re.sub(r"^https?://[^/]+", "", there))
                assert status == 200 and body and headers["access-control-allow-origin"] == "*", there


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"NONSENSE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: other.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /api/v1/ HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
        b"Connection: close\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_connection_closed(address, sent):
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=300) as line:
        line.sendall(sent)
        got = b""
        while piece := line.recv(65536):
            got += piece
    assert re.match(rb"HTTP/1\.1 40[05] ", got) and b"uvicorn" not in got and b"Traceback" not in got
    assert ask(address, "GET", "/livez")[0] == 200


def test_no_other_host_is_looked_up_whatever_is_asked(address, hosts):
    """Pages, files, refusals, sockets of foreign origins and other hosts, and all that the tests above asked."""
    import websockets
    from websockets.sync.client import connect

    for path in (*OPEN, *PLAIN):
        ask(
            address,
            "GET",
            path,
            Origin="https://other.example",
            X_Forwarded_Host="other.example",
            Referer="https://x.example/",
        )
    for origin in ("https://other.example", "http://169.254.169.254", "null", "https://localhost.example"):
        with pytest.raises(websockets.InvalidStatus):
            connect(f"ws://{address}/_stcore/stream", origin=origin, subprotocols=["streamlit"]).close()
    told = asyncio.run(visit(address, [("sources", "lang=fr"), ("record", "id=fr-paris-2026-01-02-extension")], 600))
    assert all(is_fine for is_fine, _ in told)
    asked = set(hosts.read_text().split())
    assert "127.0.0.1" in asked, "the recorder itself"
    assert asked <= {"localhost", "127.0.0.1", "::1", "None"}
