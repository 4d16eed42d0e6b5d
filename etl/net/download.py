"""A file from a server under its final name: whole and verified, or not there at all."""

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from etl.files import synced
from etl.net.http import Again, Fetched, Rules, body, exchange, has_end, silent
from etl.net.refused import Refused, host_and_path, no_length, status_refused, too_large, unexpected
from etl.net.sniff import suits

RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass
class Part:
    """What has arrived so far, and the validator under which the rest may be asked for."""

    path: Path
    size: int = 0
    etag: str = ""
    digests: dict[str, Any] = field(default_factory=dict)

    def begin(self) -> None:
        self.size, self.etag = 0, ""
        self.digests = {name: hashlib.new(name) for name in ("sha1", "sha256")}
        self.path.write_bytes(b"")

    def add(self, block: bytes) -> None:
        with open(self.path, "ab") as file:
            file.write(block)
        self.size += len(block)
        for digest in self.digests.values():
            digest.update(block)


def download(
    url: str, path: Path, rules: Rules, expect: str, sha1: str = "", known: dict[str, str] | None = None,
    note: Callable[..., None] = silent,
) -> Fetched:  # fmt: skip # saves 5 lines
    """Fetch `url` to `path`; `known` are the etag and last_modified of the copy one has.

    `expect` is the kind of bytes (see sniff). A wrong SHA-1 leaves the bytes aside as <name>.refused for a person to
    look at. Raises Refused or NotAllowed; the file that was under the name before is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = Part(path.with_name(f".{path.name}.part"))
    try:
        part.begin()
        found = exchange(
            url, rules, lambda: conditions(part, known), lambda answer: take(answer, part, rules, expect, sha1), note
        )
        if not found.is_new:
            return found
        if sha1 and part.digests["sha1"].hexdigest() != sha1.lower():
            aside = path.with_name(f"{path.name}.refused")
            os.replace(part.path, aside)
            raise Refused(
                "checksum",
                f"{host_and_path(url)}: its SHA-1 is {part.digests['sha1'].hexdigest()}, the published one "
                f"{sha1.lower()}. It was kept aside as {aside.name} and not loaded. Fetch it again; if the sums still "
                "differ, write to the publisher.",
            )
        synced(part.path)
        os.replace(part.path, path)
        synced(path.parent)  # the name too is on the disk before anybody writes down that it was fetched
        return found
    except OSError as fault:
        raise Refused(
            "disk",
            f"{path.name} cannot be written ({fault.strerror}). What was there before stays. Make room for "
            f"{rules.most_bytes:,} bytes in {path.parent}, or correct its rights.",
        ) from None
    finally:
        part.path.unlink(missing_ok=True)


def conditions(part: Part, known: dict[str, str] | None) -> dict[str, str]:
    """The headers of the next try: the rest of what was cut, or only what changed."""
    headers = {"Accept-Encoding": "identity"}  # a range of packed bytes cannot be unpacked
    if part.size and part.etag:
        return headers | {"Range": f"bytes={part.size}-", "If-Range": part.etag}
    if known and known.get("etag"):
        headers["If-None-Match"] = known["etag"]
    if known and known.get("last_modified"):
        headers["If-Modified-Since"] = known["last_modified"]
    return headers


def take(response: requests.Response, part: Part, rules: Rules, expect: str, sha1: str) -> Fetched:
    """Add the answer to the part; the file's description once it is complete. Raises Again or Refused."""
    status, asked = response.status_code, response.request.headers
    if status == 304 and ("If-None-Match" in asked or "If-Modified-Since" in asked):
        return Fetched(False)
    if status == 416 or (status == 206 and not continues(response, part)):
        part.begin()
        raise Again("the rest it sent is not the rest of what came before")
    if status not in (200, 206):
        raise status_refused(response.url, status)
    if status == 200:
        part.begin()
        if not has_end(response) and rules.needs_length and not sha1:
            raise no_length(response.url)
        tag = response.headers.get("ETag", "")
        if tag.startswith('"') and "Content-Encoding" not in response.headers:  # a weak tag proves no identical bytes
            part.etag = tag
    for block in body(response, rules.most_bytes):
        if part.size + len(block) > rules.most_bytes:
            raise too_large(host_and_path(response.url), rules.most_bytes)
        if not part.size and len(block) >= 64 and not suits(block[:1024], expect):
            raise unexpected(response.url, expect, block)
        part.add(block)
    with open(part.path, "rb") as file:
        if not suits(head := file.read(1024), expect):
            raise unexpected(response.url, expect, head)
    return Fetched(
        True, part.etag or response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""),
        part.digests["sha256"].hexdigest(), part.size,
    )  # fmt: skip # saves 3 lines


def continues(response: requests.Response, part: Part) -> bool:
    """Whether a 206 starts where the part ends, and is of the same file."""
    found = RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    same = response.headers.get("ETag", part.etag) == part.etag
    return bool(found) and same and int(found[1]) == part.size  # type: ignore[index]
