"""Streamlit's scripts and styles, compressed once and kept: a first visit costs a third of the bytes.

Streamlit leaves compression to a proxy, because its own would compress the same file for every visitor.
"""

import gzip
from functools import cache
from pathlib import Path

import streamlit
from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from server.answers import Answer, takes_gzip
from server.base import base_path

FOLDER = Path(streamlit.__file__).parent / "static"
TYPES = {".js": "application/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json"}


@cache
def listing() -> dict[str, Path]:
    """`static/js/index.abc.js` → its file: nothing else can be asked for."""
    found = (path for path in (FOLDER / "static").rglob("*") if path.suffix in TYPES)
    return {path.relative_to(FOLDER).as_posix(): path for path in found}


@cache
def packed(name: str) -> bytes:
    """A file of the listing, compressed."""
    return gzip.compress(listing()[name].read_bytes(), 9, mtime=0)


class Assets:
    """Answers for the files of the listing when the browser takes gzip; they never change under their name."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].removeprefix(base_path()) if scope["type"] == "http" else ""
        if (
            name not in listing()
            or scope["method"] not in ("GET", "HEAD")
            or not takes_gzip(dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1"))
        ):
            await self.app(scope, receive, send)
            return
        answer = Answer(
            200,
            await to_thread.run_sync(packed, name),
            TYPES[listing()[name].suffix],
            {
                "content-encoding": "gzip",
                "cache-control": "public, immutable, max-age=31536000",
                "vary": "Accept-Encoding",
            },
        )
        await answer(scope, receive, send)
