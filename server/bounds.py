"""How much one worker does at once, for one visitor and for all: what is over is turned away in words, with when to ask
again, and who stops reading is let go.

The numbers are for a worker of 2 GB (docs/reliability.md says how they were tried).
"""

import asyncio
import html
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from figures.words import word
from server.answers import Answer
from server.base import base_path, language
from server.visitors import Over, Pace, Places, Turns, visitor

SOCKETS = Places(240, 40)  # each costs four descriptors and its session
ANSWERS = Places(400, 40)  # answers in progress of any kind, those that wait for their turn included
# What takes work: by kind, how many at once, of one visitor, waiting, waiting of one visitor, seconds of waiting.
TURNS = {
    "pages": Turns(2, 1, 90, 20, 15),
    "data": Turns(2, 1, 60, 12, 15),
    "figures": Turns(2, 1, 90, 24, 20),
}
KINDS = {"api": "data", "feed.atom": "data", "oembed": "data", "figures": "figures", "embed": "figures"}
FREE = (
    "_stcore",
    "static",
    "fonts",
    "media",
    "component",
    "healthz",
    "livez",
    "robots.txt",
    "sitemap.xml",
    "favicon.png",
)
SCRIPTS = Turns(2, 1, 240, 60, 30)  # runs of a page at once: Python works on one at a time anyway
CLICKS = Pace(3, 30)  # messages a second from one visitor's sockets; more wait
HURRY = 10  # more messages than this that had to wait, over more seconds than this, and the socket is closed
PATIENCE = 20.0  # seconds a reader may take for one part of an answer
SPEAK = 15.0  # seconds until a new socket asks for its page: a browser does at once
LONGEST = 900.0  # seconds a whole answer may take
AGAIN = 5  # seconds


class ReaderGone(ConnectionError):
    """A reader who takes nothing for PATIENCE seconds; the answer is given up and what it holds is let go."""


def kind_of(path: str) -> str:
    """The kind of work behind a path: pages, data, figures, or '' for what costs next to nothing."""
    first, _, rest = path.removeprefix(base_path()).lstrip("/").partition("/")
    if first in FREE or (first == "embed" and rest.startswith("script/")):
        return ""
    return KINDS.get(first, "pages")


class Bounds:
    """Counts sockets and answers in progress, and has work done in turn."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        who = visitor((scope.get("client") or ("", 0))[0], scope["headers"])
        transport = scope.get("state", {}).get("transport")
        try:
            if scope["type"] == "websocket":
                await self._socket(scope, receive, send, who, transport)
            else:
                await self._answer(scope, receive, send, who, transport)
        except (ReaderGone, ClientDisconnect):
            if transport is not None:
                transport.abort()  # a mere close would wait until the rest has been taken

    async def _socket(self, scope: Scope, receive: Receive, send: Send, who: str, transport: object) -> None:
        place, cut = object(), getattr(transport, "abort", lambda: None)
        try:
            comes_back = len(scope.get("subprotocols", ())) > 2  # a page that lost its socket may have nothing to say
            SOCKETS.take(who, place, cut, comes_back)
        except Over as over:
            await receive()
            if "websocket.http.response" in scope.get("extensions", {}):
                told = refusal(scope, over, "pages")
                pairs = [(name.encode(), value.encode("latin-1")) for name, value in told.known().items()]
                await send({"type": "websocket.http.response.start", "status": told.status, "headers": pairs})
                await send({"type": "websocket.http.response.body", "body": told.body})
            else:
                await send({"type": "websocket.close", "code": 1013, "reason": "busy"})
            return

        is_heard, is_gone = comes_back, False
        hurried: list[float] = []  # when messages came that had to wait, one after the other

        async def paced() -> Message:
            nonlocal is_heard, hurried
            try:
                async with asyncio.timeout(None if is_heard else SPEAK):
                    message = await receive()
            except TimeoutError:
                cut()
                return {"type": "websocket.disconnect", "code": 1001}
            if message["type"] == "websocket.receive":
                if not isinstance(message.get("bytes"), bytes):  # no page sends texts, and Streamlit would stumble
                    cut()
                    return {"type": "websocket.disconnect", "code": 1003}
                is_heard = True
                SOCKETS.hear(who, place)
                delay, now = CLICKS.delay(who or str(id(place))), time.monotonic()
                hurried = [at for at in hurried if now - at < 2 * HURRY] + ([now] if delay else [])
                if len(hurried) > HURRY and now - hurried[0] > HURRY:  # nobody clicks so: what waits is not worked off
                    cut()
                    return {"type": "websocket.disconnect", "code": 1008}
                await asyncio.sleep(delay)
            return message

        async def taken(message: Message) -> None:
            """Sends; once the reader is gone nothing: Streamlit would take the failure for a fault and log it."""
            nonlocal is_gone
            if is_gone:
                return
            try:
                await patient(send)(message)
            except OSError:
                is_gone = True
                cut()

        try:
            await self.app(scope, paced, taken)
        finally:
            SOCKETS.leave(who, place)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, who: str, transport: object) -> None:
        kind, place = kind_of(scope["path"]), object()
        try:
            ANSWERS.take(who, place, getattr(transport, "abort", lambda: None))
        except Over as over:
            await refusal(scope, over, kind)(scope, receive, send)
            return
        try:
            async with turn(kind, who, transport):
                await asyncio.wait_for(self.app(scope, receive, patient(send)), LONGEST)
        except Over as over:
            await refusal(scope, over, kind)(scope, receive, send)
        except TimeoutError:
            raise ReaderGone from None
        finally:
            ANSWERS.leave(who, place)


@asynccontextmanager
async def turn(kind: str, who: str, transport: object = None) -> AsyncIterator[None]:
    """Waits for the visitor's turn of that kind of work; Over when it does not come, ReaderGone when nobody waits."""
    if not kind:
        yield
        return
    turns = TURNS[kind]
    asked = turns.ask(who)
    try:
        await asyncio.wait([asyncio.wrap_future(asked)], timeout=turns.patience)
    except BaseException:
        turns.drop(who, asked)
        raise
    if not asked.done():
        turns.drop(who, asked)
        raise Over(False)
    try:
        if transport is not None and transport.is_closing():  # type: ignore[attr-defined]
            raise ReaderGone
        yield
    finally:
        turns.give(who)


@contextmanager
def running(address: str, headers: Mapping[str, str]) -> Iterator[None]:
    """The turn of a page's script, in its thread. Raises Over when it does not come."""
    told = ((name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in headers.items())
    who = visitor(address, told)
    asked = SCRIPTS.ask(who)
    try:
        asked.result(SCRIPTS.patience)
    except BaseException as fault:
        SCRIPTS.drop(who, asked)
        if isinstance(fault, TimeoutError):
            raise Over(False) from None
        raise
    try:
        yield
    finally:
        SCRIPTS.give(who)


def refusal(scope: Scope, over: Over, kind: str) -> Answer:
    """What is said to who is over a bound: 429 for their own, 503 for the worker's; JSON where data are asked for."""
    told = dict(scope["headers"])
    lang = language(scope["query_string"], told.get(b"accept-language", b"").decode("latin-1"))
    key = "many" if over.is_own else "full"
    text = word(f"shell.{key}", lang)
    headers = {"retry-after": str(AGAIN), "cache-control": "no-store", "access-control-allow-origin": "*"}
    status = 429 if over.is_own else 503
    if kind in ("data", "figures"):
        found = {"error": "busy", "message": text, "seconds": AGAIN}
        body = json.dumps(found, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        return Answer(status, body, "application/json; charset=utf-8", headers)
    page = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Garde-fou</title>'
        f'<meta http-equiv="refresh" content="{AGAIN}"></head><body><p>{html.escape(text)}</p></body></html>\n'
    )
    return Answer(status, page.encode(), "text/html; charset=utf-8", headers)


def patient(send: Send) -> Callable[[Message], Awaitable[None]]:
    """`send`, that raises ReaderGone when a part of an answer is not taken in time."""

    async def sent(message: Message) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await send(message)
        except TimeoutError:
            raise ReaderGone from None

    return sent


def fit(descriptors: int) -> None:
    """Fewer sockets and answers where the system allows few descriptors: a socket costs four, and more once it left."""
    SOCKETS.most = max(8, min(240, (descriptors - 300) // 12))
    ANSWERS.most = max(16, min(400, (descriptors - 300) // 4))
