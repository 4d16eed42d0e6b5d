"""Files and answers from a few named hosts: complete, bounded and checked, or refused in words.

On top of requests, which leaves these open: a body that is cut or reset is asked for again, from where it stopped when
the server can prove it is the same one; a deadline holds although bytes keep dripping; decoded bytes are capped; every
redirect is checked before it is followed; proxies and .netrc of the environment are not used. The measurements behind
each rule are in docs/decisions/2026-11-25-one-http-client.md.
"""

import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import sleep
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from etl.net.addresses import OneHop, Pinned, Unresolved, checked
from etl.net.refused import Refused, host_and_path, no_length, status_refused, too_large, unexpected
from etl.net.sniff import suits

T = TypeVar("T")
RETRIED = {408, 425, 429, 500, 502, 503, 504}
REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 5
CONDITIONAL = {"If-None-Match", "If-Modified-Since"}
BLOCK = 1 << 16
AGENT = "garde-fou/0.1 (public-interest observatory)"


class Again(Exception):
    """This try failed in a way another may not. `wait` is what the server asked for, in seconds."""

    def __init__(self, why: str, wait: float | None = None):
        super().__init__(why)
        self.wait = wait


@dataclass(frozen=True)
class Rules:
    """How far a source is trusted: whom it may send us to, how much, for how long."""

    hosts: frozenset[str]
    most_bytes: int
    seconds: float = 600.0  # of transfer, all tries together; waits between them are not counted
    tries: int = 5
    silence: float = 30.0
    first_wait: float = 1.0
    most_wait: float = 900.0
    is_loopback_allowed: bool = False
    needs_length: bool = True


@dataclass(frozen=True)
class Fetched:
    """A file that is now under its name, or was found unchanged (`is_new` false, nothing written)."""

    is_new: bool
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True)
class Answer:
    """A whole small answer. `headers` as requests keeps them: names in any case."""

    status: int
    headers: Any
    body: bytes = field(repr=False)

    def json(self) -> Any:
        return json.loads(self.body)


def silent(**event: Any) -> None:
    """The journal of a caller that keeps none."""


def exchange(
    url: str, rules: Rules, headers: Callable[[], dict[str, str]], take: Callable[[requests.Response], T],
    note: Callable[..., None], **request: Any,
) -> T:  # fmt: skip # saves 4 lines
    """What `take` makes of the first answer that is complete.

    `headers()` is asked before each try. Raises Refused, or NotAllowed for an address outside the rules.
    """
    where = host_and_path(url)
    spent, waited, wait, why = 0.0, 0.0, 0.0, ""
    for attempt in range(1, rules.tries + 1):
        start = time.monotonic()
        try:
            with answered(url, rules, rules.seconds - spent, headers(), **request) as response:
                if response.status_code in RETRIED:
                    raise Again(f"status {response.status_code}", retry_after(response.headers.get("Retry-After", "")))
                found = take(response)
            if time.monotonic() - start >= rules.seconds - spent:
                raise Again("the time is up")  # the watchdog's cut may have looked like an end
            note(event="answer", where=where, attempt=attempt, status=response.status_code)
            return found
        except requests.exceptions.SSLError:
            raise Refused("certificate", f"{where}: the server's certificate is not valid. Nothing was kept.") from None
        except Refused as fault:
            if time.monotonic() - start < rules.seconds - spent:
                raise
            why, wait = str(fault), 0.0  # the watchdog's cut may have looked like a wrong answer
        except (Again, Unresolved, requests.RequestException, HTTPError, ConnectionError, TimeoutError) as fault:
            why, wait = fault_in_words(fault), getattr(fault, "wait", None) or 0.0
        spent += time.monotonic() - start
        note(event="failed try", where=where, attempt=attempt, why=why)
        if spent >= rules.seconds:
            raise Refused(
                "deadline",
                f"{where}: not complete after {rules.seconds:g} s. Nothing was kept; what was there "
                "before stays. Try again when the server is less busy.",
            )
        own = rules.first_wait * 2 ** (attempt - 1) * random.uniform(0.5, 1.0)
        wait = wait or own
        if attempt == rules.tries or waited + wait > rules.most_wait:
            break
        sleep(wait)
        waited += wait
    later = time.strftime("%H:%M UTC on %Y-%m-%d", time.gmtime(time.time() + max(wait, rules.most_wait)))
    raise Refused(
        "later",
        f"{where}: {why}, after {attempt} {'try' if attempt == 1 else 'tries'}. Nothing was kept; what was "
        f"there before stays. Try again later, at {later}.",
    )


@contextmanager
def answered(
    url: str, rules: Rules, seconds: float, headers: dict[str, str], method: str = "GET", **request: Any
) -> Iterator[requests.Response]:
    """The answer's head, its body still to be read, after at most five checked redirects; all ends at the deadline."""
    end = time.monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        transport = Pinned(checked(url, rules.hosts, rules.is_loopback_allowed))
        watchdog = threading.Timer(max(0.0, end - time.monotonic()), transport.hang_up)
        watchdog.daemon = True
        with OneHop(transport) as session:
            watchdog.start()
            try:
                # Host is set here because the transport is told an address, not a name.
                response = session.request(
                    method, url, headers={"User-Agent": AGENT, **headers, "Host": urlsplit(url).netloc},
                    timeout=(min(10.0, seconds), min(rules.silence, seconds)), stream=True, allow_redirects=False,
                    **request,
                )  # fmt: skip # saves 4 lines
                if response.status_code not in REDIRECTS:
                    yield response
                    return
            finally:
                watchdog.cancel()
        url, headers, request = onward(url, response, method, headers, request)
    raise Refused("redirect", f"{host_and_path(url)}: more than {MOST_REDIRECTS} redirects. Nothing was kept.")


def onward(
    url: str, response: requests.Response, method: str, headers: dict[str, str], request: dict[str, Any]
) -> tuple[str, dict[str, str], dict[str, Any]]:
    """Where a redirect leads, what may go with it: credentials and parameters stay with the host they were for."""
    try:
        to = urljoin(url, response.headers.get("Location", ""))
        is_elsewhere = urlsplit(to).netloc != urlsplit(url).netloc
    except ValueError:  # what was sent is no address at all
        to = url
    if method != "GET" or to == url:
        raise Refused("redirect", f"{host_and_path(url)}: a redirect that leads nowhere. Nothing was kept.")
    if is_elsewhere:
        headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    return to, headers, {name: value for name, value in request.items() if name != "params"}


def body(response: requests.Response, most_bytes: int) -> Iterator[bytes]:
    """The decoded body as it arrives. Raises Refused once it is longer than `most_bytes`.

    `read1` returns what has come instead of waiting for a full block, so that a drip cannot hide behind one.
    """
    where, size = host_and_path(response.url), 0
    declared = response.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > most_bytes:
        raise too_large(where, most_bytes)
    while block := response.raw.read1(BLOCK, decode_content=True):
        size += len(block)
        if size > most_bytes:
            raise too_large(where, most_bytes)
        yield block


def has_end(response: requests.Response) -> bool:
    """Whether the end of the body is told apart from a cut line."""
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    return chunked or response.headers.get("Content-Length", "").isdigit()


def ask(
    url: str, rules: Rules, expect: str = "json", headers: dict[str, str] | None = None,
    accepted: frozenset[int] = frozenset(), note: Callable[..., None] = silent, **request: Any,
) -> Answer:  # fmt: skip # saves 5 lines
    """The whole answer to a small question. `accepted` are further statuses the caller reads; `expect` is sniffed.

    Keywords go to requests: params, json, method. Raises Refused or NotAllowed.
    """

    def take(response: requests.Response) -> Answer:
        status = response.status_code
        is_asked = status != 304 or CONDITIONAL & set(headers or {})
        if (status != 200 and status not in accepted) or not is_asked:
            raise status_refused(url, status)
        if rules.needs_length and not has_end(response) and status == 200:
            raise no_length(url)
        whole = b"".join(body(response, rules.most_bytes))
        if status == 200 and not suits(whole[:BLOCK], expect):  # a feed may begin with kilobytes of comments
            raise unexpected(url, expect, whole)
        return Answer(status, response.headers, whole)

    return exchange(url, rules, lambda: dict(headers or {}), take, note, **request)


def retry_after(text: str) -> float | None:
    """The seconds a Retry-After header asks for, None when it says nothing sensible. RFC 9110, 10.2.3."""
    if re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return float(text)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return seconds if seconds > 0 else None


def fault_in_words(fault: Exception) -> str:
    """Why the connection failed, in words."""
    if isinstance(fault, Again | Unresolved):
        return str(fault)
    if "IncompleteRead" in repr(fault):
        return "the answer was cut"
    return {
        "ReadTimeout": "the server fell silent",
        "ConnectTimeout": "the server does not answer",
        "ProtocolError": "the connection broke",
        "ChunkedEncodingError": "the answer was garbled",
        "DecodeError": "the answer could not be unpacked",
    }.get(type(fault).__name__, "the connection failed")
