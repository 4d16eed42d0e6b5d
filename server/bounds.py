"""How much one worker does at once: what is over is turned away in words, and who stops reading is let go.

The numbers are for a worker of 2 GB. Kept per worker and not per visitor: behind a proxy all visitors have one address,
and the proxy can tell them apart.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.answers import Answer

MOST_SOCKETS = 240  # each costs four descriptors and its session
MOST_ANSWERS = {"api": 6, "figures": 8, "embed": 8}  # answers in progress, by the first part of the address
PATIENCE = 20.0  # seconds a reader may take for one part of an answer
TRY_AGAIN = 5  # seconds
BUSY = {
    "error": "busy",
    "message": "Too many answers are in progress; ask again in a few seconds. "
    "/ Trop de réponses sont en cours ; redemandez dans quelques secondes.",
}


class ReaderGone(ConnectionError):
    """A reader who has taken nothing for PATIENCE seconds; the answer is given up and what it holds is let go."""


class Bounds:
    """Counts sockets and answers in progress."""

    def __init__(self, app: ASGIApp):
        self.app = app
        self.sockets = 0
        self.answers = dict.fromkeys(MOST_ANSWERS, 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.sockets >= MOST_SOCKETS:
            await receive()
            await send({"type": "websocket.close", "code": 1013, "reason": "busy"})
            return
        self.sockets += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.sockets -= 1

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = next((kind for kind in MOST_ANSWERS if f"/{kind}/" in scope["path"]), "")
        if not kind:
            with suppress(ReaderGone, ClientDisconnect):
                await self.app(scope, receive, patient(send))
            return
        if self.answers[kind] >= MOST_ANSWERS[kind]:
            headers = {"retry-after": str(TRY_AGAIN), "cache-control": "no-store", "access-control-allow-origin": "*"}
            told = json.dumps(BUSY, ensure_ascii=False, allow_nan=False).encode() + b"\n"
            await Answer(503, told, "application/json; charset=utf-8", headers)(scope, receive, send)
            return
        self.answers[kind] += 1
        try:
            with suppress(ReaderGone, ClientDisconnect):  # the server closes a connection whose answer ended early
                await self.app(scope, receive, patient(send))
        finally:
            self.answers[kind] -= 1


def patient(send: Send) -> Callable[[Message], Awaitable[None]]:
    """`send`, that raises ReaderGone when a part of an answer is not taken in time."""

    async def sent(message: Message) -> None:
        try:
            await asyncio.wait_for(send(message), PATIENCE)
        except TimeoutError:
            raise ReaderGone from None

    return sent
