"""What is said when something fetched is not used: what, where, what happens now, what to do."""

from urllib.parse import urlsplit

from etl.errors import GardefouError
from etl.net.sniff import kind_of


class Refused(GardefouError):
    """What a server sent, or did not, and why it is not used. `reason` is a word for logs."""

    def __init__(self, reason: str, message: str):
        super().__init__(message)
        self.reason = reason


def too_large(where: str, most_bytes: int) -> Refused:
    """A body beyond its cap."""
    return Refused(
        "size",
        f"{where}: more than the {most_bytes:,} bytes its source allows. Stopped; nothing was kept. "
        "Raise most_bytes in the source's file if that is right.",
    )


def status_refused(url: str, status: int) -> Refused:
    """An answer with a status that no further try will change."""
    meaning = {401: "it wants credentials", 403: "it wants credentials, or refuses us", 404: "there is no such thing",
               410: "it is gone"}.get(status, "not an answer to use")  # fmt: skip # saves 4 lines
    return Refused(f"status {status}", f"{host_and_path(url)}: status {status}, {meaning}. Nothing was kept.")


def no_length(url: str) -> Refused:
    """An answer that cannot be told whole from cut."""
    return Refused(
        "length",
        f"{host_and_path(url)}: the server does not say where its answer ends, so a cut one would look "
        "whole. Nothing was kept. Give a checksum, or allow it in the source's file (needs_length: false).",
    )


def unexpected(url: str, expect: str, found: bytes) -> Refused:
    """Bytes of another kind than the source gives."""
    return Refused(
        "type",
        f"{host_and_path(url)}: expected {expect.upper()}, got {kind_of(found[:1024])}. Nothing was kept "
        "or loaded. Open the address in a browser: a sign-in or an error page may be in its place.",
    )


def host_and_path(url: str) -> str:
    """Host and path of a URL, for messages and logs: what follows may be a key or somebody's words."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an invalid address"
    return f"{parts.hostname or '?'}{parts.path}"[:200]
