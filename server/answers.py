"""A whole HTTP answer held in memory."""

from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send


@dataclass(frozen=True)
class Answer:
    """Status, body, media type and further headers; called as an ASGI application, it sends itself."""

    status: int
    body: bytes
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = {"content-type": self.media_type, "content-length": str(len(self.body)), **self.headers}
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in known.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": pairs})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})
