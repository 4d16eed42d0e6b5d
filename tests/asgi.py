"""Asks an ASGI application in this process, without a server."""

import asyncio
import gzip
from collections.abc import Callable
from urllib.parse import unquote


class Got:
    """One answer: status, headers by lower-case name, body."""

    def __init__(self, messages: list[dict]):
        self.status = messages[0]["status"]
        self.headers = {name.decode().lower(): value.decode() for name, value in messages[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages[1:])

    @property
    def text(self) -> str:
        zipped = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if zipped else self.body).decode()


def asked(app: Callable, path: str, host: str = "localhost:8501", method: str = "GET", **headers: str) -> Got:
    """What an ASGI application answers; `_` in a header's name stands for `-`."""
    path, _, query = path.partition("?")
    given = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items() if value],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("localhost", 8501),
    }
    messages: list[dict] = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    return Got(messages)
