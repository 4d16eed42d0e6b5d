"""A whole HTTP answer: held in memory, or a file; the whole of it, or the parts asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

PIECE = 512 * 1024  # bytes given to the connection at once: no more than this waits for a reader who does not read
RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """Status, body, media type and further headers; called as an ASGI application, it sends itself.

    The body is bytes or the path of a file. With `has_ranges` one part of it may be asked for (RFC 9110, 14): a `Range`
    of one part is answered by 206, one that lies outside by 416; more parts at once, or an `If-Range` of another state,
    by the whole.
    """

    status: int
    body: bytes | Path
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)
    has_ranges: bool = False

    @property
    def size(self) -> int:
        return self.body.stat().st_size if isinstance(self.body, Path) else len(self.body)

    def known(self) -> dict[str, str]:
        """All headers of the whole answer."""
        ranges = {"accept-ranges": "bytes"} if self.has_ranges else {}
        return {"content-type": self.media_type, "content-length": str(self.size), **ranges, **self.headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, headers, start, end = self.status, self.known(), 0, self.size
        asked = Headers(raw=scope["headers"])
        is_asked = self.has_ranges and status == 200 and scope["method"] == "GET"  # of no other method has it a meaning
        part = RANGE.match(asked.get("range", "")) if is_asked else None
        if part and asked.get("if-range", self.headers.get("etag")) == self.headers.get("etag"):
            first, last = part.groups()
            if first or last:
                total = end
                start = int(first[:19]) if first else max(0, total - int(last[:19]))
                end = min(total, int(last[:19]) + 1) if first and last else total
                if start >= total or (first and last and int(last[:19]) < start):
                    status, start, end = 416, 0, 0
                    headers |= {"content-range": f"bytes */{total}", "content-length": "0"}
                else:
                    status = 206
                    headers |= {"content-range": f"bytes {start}-{end - 1}/{total}", "content-length": str(end - start)}
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        if scope["method"] != "HEAD":
            for piece in self._pieces(start, end):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def _pieces(self, start: int, end: int) -> Iterator[bytes]:
        if isinstance(self.body, bytes):
            for place in range(start, end, PIECE):
                yield self.body[place : min(place + PIECE, end)]
            return
        with open(self.body, "rb", buffering=0) as file:
            file.seek(start)
            while start < end and (piece := file.read(min(PIECE, end - start))):
                start += len(piece)
                yield piece


def is_known(held: str, *tags: str) -> bool:
    """Whether If-None-Match (RFC 9110, 13.1.2) holds one of these tags, weak ones alike, or is `*`."""
    return held.strip() == "*" or any(one.strip().removeprefix("W/") in tags for one in held.split(","))


def takes_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding allows gzip (RFC 9110, 12.5.3): by its name or by *, and not with a weight of zero."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, told = part.partition(";")
        weight = told.strip().removeprefix("q=").strip()
        is_number = weight.isascii() and weight.replace(".", "", 1).isdigit()
        weights[name.strip()] = 1.0 if not told.strip() else float(weight) if is_number else 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0
