"""Which hosts, origins, methods and routes are answered, and the security headers of every answer.

Nothing of a visitor is taken: every route of Streamlit that the dashboard does not need is closed, uploads first.
"""

import json
import logging
import os
import re
from functools import cache
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.server_util import allowlisted_origins
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from server.answers import Answer
from server.assets import FOLDER
from server.base import base_path
from server.shell import script_hash

WORDS = {
    "host": "This server does not answer for that host name. / Ce serveur ne répond pas pour ce nom d'hôte.",
    "method": "Nothing is taken here; ask with GET. / Rien n'est accepté ici ; demandez avec GET.",
    "long": "This address is too long. / Cette adresse est trop longue.",
    "nothing": "There is nothing here. / Il n'y a rien ici.",
    "bad": "This request cannot be understood. / Cette demande ne peut pas être comprise.",
    "range": "There is no such part of this file. / Ce fichier n'a pas cette partie.",
    "failed": "This could not be answered; the fault is noted here. / Impossible de répondre ; la panne est notée ici.",
}
# What is said of a status for which nobody had words.
KEYS = {404: "nothing", 405: "method", 416: "range", 500: "failed"}
OPEN = ("api", "figures", "embed", "oembed", "feed.atom")  # any page may read these, and every fault of theirs is JSON
LONGEST = 20_000  # bytes of what stands behind the question mark
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$|^(app|static|vendor)(/|$)")
# What has an ending and is answered: our own addresses, the files a page has made, the parts and the sign of Streamlit.
FILES = re.compile(r"^(api|figures|embed|fonts|media|component)/|^(robots\.txt|sitemap\.xml|feed\.atom|favicon\.png)$")
METHODS = ("GET", "HEAD", "OPTIONS")
ALLOW = ", ".join(METHODS)
KEPT = ("allow", "content-range", "retry-after")  # of an answer that is put into words
ANYBODY = {"access-control-allow-origin": "*"}
ASKABLE = {
    **ANYBODY,
    "access-control-allow-methods": ALLOW,
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
}
JSON = "application/json"
# Of Streamlit's own routes, those its page asks for; and a socket.
CORE = re.compile(r"^_stcore/(health|host-config)/?$")
LOG = logging.getLogger(__name__)


@cache
def policy() -> str:
    """The content-security policy: everything from this server, nothing from or to any other.

    Inline styles are how Streamlit draws; inline scripts are none but ours. `GARDEFOU_FRAME_ANCESTORS` names the sites
    that may show the dashboard in a frame, separated by spaces; by default only this one may.
    """
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' blob: '{script_hash()}'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": os.environ.get("GARDEFOU_FRAME_ANCESTORS", "'self'"),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@cache
def listing() -> frozenset[str]:
    """Streamlit's own files: `static/js/index.abc.js`, its fonts and pictures among them."""
    found = (path for path in (FOLDER / "static").rglob("*") if path.is_file())
    return frozenset(path.relative_to(FOLDER).as_posix() for path in found)


# What /embed answers: a document of ours for any site's frame, with our two scripts and nothing else.
EMBEDDED = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)


@cache
def headers(is_embedded: bool = False) -> list[tuple[bytes, bytes]]:
    """The headers added to every answer. A link followed does not tell the other site what was being read."""
    known = {
        "content-security-policy": EMBEDDED if is_embedded else policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    }
    return [(name.encode(), value.encode()) for name, value in known.items()]


class Guard:
    """Refuses other hosts (server.allowedHosts, as Streamlit does for its socket), and adds the headers.

    What fails behind it, or is refused there without words, is said in words: as JSON where data are asked for.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not is_ours(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "origin"})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun, is_told_otherwise = False, False

        async def with_headers(message: Message) -> None:
            nonlocal begun, is_told_otherwise
            if message["type"] == "http.response.start":
                theirs = {name.lower(): value for name, value in message.get("headers", [])}
                kind = theirs.get(b"content-type", b"")
                if not begun and message["status"] >= 400 and is_open(scope) and not kind.startswith(JSON.encode()):
                    begun = is_told_otherwise = True
                    kept = {n: theirs[n.encode()].decode("latin-1") for n in KEPT if n.encode() in theirs}
                    key = KEYS.get(message["status"], "failed" if message["status"] >= 500 else "bad")
                    await refused(scope, message["status"], key, kept)(scope, receive, headed)
                    return
                begun = True
            if not is_told_otherwise:
                await headed(message)

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = headers(scope["path"].startswith(f"{base_path()}embed/"))
                names = {name for name, _ in ours}
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
                message = {**message, "headers": [*kept, *ours]}
            await send(message)

        try:
            await (self._refusal(scope) or self.app)(scope, receive, with_headers)
        except Exception:
            if begun:
                raise
            LOG.exception("%s was not answered", scope["path"])
            await refused(scope, 500, "failed")(scope, receive, headed)

    @staticmethod
    def _refusal(scope: Scope) -> Answer | None:
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if not is_host_allowed(host or None):
            return refused(scope, 400, "host")
        if scope["method"] not in METHODS:
            return refused(scope, 405, "method", {"allow": ALLOW})
        if len(scope["query_string"]) > LONGEST:
            return refused(scope, 414, "long")
        path = scope["path"].removeprefix(base_path()).lstrip("/")
        if path.startswith("_stcore/") and not CORE.match(path):
            return refused(scope, 404, "nothing")
        if ENDING.search(path) and not FILES.match(path) and path not in listing():
            return refused(scope, 404, "nothing")  # else Streamlit would answer with its own page, and 200
        if scope["method"] == "OPTIONS":
            return Answer(
                200, b"", "text/plain; charset=utf-8", {"allow": ALLOW, **(ASKABLE if is_open(scope) else {})}
            )
        return None


def refused(scope: Scope, status: int, key: str, more: dict[str, str] | None = None) -> Answer:
    """A refusal in words: JSON below /api and /figures, text elsewhere."""
    told = WORDS[key]
    if is_open(scope):
        body = json.dumps({"error": key, "message": told}, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        return Answer(status, body, f"{JSON}; charset=utf-8", {**ANYBODY, **(more or {})})
    return Answer(status, told.encode() + b"\n", "text/plain; charset=utf-8", more or {})


def is_open(scope: Scope) -> bool:
    """Whether data are asked for: by programs, and from anywhere."""
    return scope["path"].removeprefix(base_path()).lstrip("/").partition("/")[0] in OPEN


def is_ours(scope: Scope) -> bool:
    """Whether a socket is asked for by a page of this host, of an origin the operator allows, or by no browser.

    Streamlit's own check would ask another host for this machine's address, and wait for it, for each foreign origin.
    """
    told = dict(scope["headers"])
    host, origin = (told.get(name, b"").decode("latin-1") for name in (b"host", b"origin"))
    if not is_host_allowed(host or None):
        return False
    return not origin or urlsplit(origin).netloc == host or origin in allowlisted_origins()
