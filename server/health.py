"""`/healthz`: whether this worker can do what it is there for; `/livez`: whether it answers at all.

What is looked at is found out at most once in FRESH seconds, however often it is asked for.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from etl import warehouse
from etl.files import kept
from etl.places import STORE
from figures.asked import HOME
from figures.data import reading
from figures.files import images
from server.answers import Answer
from server.base import base_path
from server.document import page
from server.relation import connection

FRESH, PATIENCE = 10.0, 5.0  # seconds
RECENT, MANY = 600.0, 5  # so many pages that failed within so many seconds are no accident
WORKS = "works"
FAULTS: deque[float] = deque(maxlen=100)  # when a page last ended in a fault
_lock = threading.Lock()
_found: tuple[float, int, dict[str, Any]] | None = None


def live(request: Request) -> Answer:
    """200: the process answers. For whoever would start it anew."""
    return _answer(200, {"status": "alive"})


def health(request: Request) -> Answer:
    """200 with the version served and what works, or warns; 503 when pages, queries or the data themselves do not."""
    global _found
    with _lock:
        key = str(warehouse.WAREHOUSE)
        if _found is None or time.monotonic() - _found[0] > FRESH or _found[2].get("where") != key:
            status, told = ready()
            _found = (time.monotonic(), status, {**told, "where": key})
        _, status, told = _found
    return _answer(status, {name: value for name, value in told.items() if name != "where"})


def _answer(status: int, told: dict[str, Any]) -> Answer:
    body = json.dumps(told, allow_nan=False).encode() + b"\n"
    return Answer(status, body, "application/json", {"cache-control": "no-store"})


def ready() -> tuple[int, dict[str, Any]]:
    """The status and what is told: each part with `works`, or what is wrong with it in words."""
    try:
        served = warehouse.current()
    except warehouse.Unavailable as refusal:
        return 503, {"status": "no data", "reason": refusal.reason}
    told: dict[str, Any] = {"version": served.version, "data_date": served.data_date[:10]}
    needed = {"queries": lambda: queries(served), "pages": lambda: pages(served)}
    parts = {
        name: _tried(look) for name, look in (needed | {"visits": visits, "pictures": pictures, "store": store}).items()
    }
    if served.instead_of:
        told["instead_of"] = served.instead_of
        parts["newest version"] = "is damaged or missing; an older one is served"
    fails = any(parts[name] != WORKS for name in needed)
    warns = any(word != WORKS for word in parts.values())
    old = "older version served" if served.instead_of else "warns"
    return (503 if fails else 200), {"status": "fails" if fails else old if warns else "ok", **told, "parts": parts}


def _tried(look: Callable[[], str]) -> str:
    try:
        return look()
    except warehouse.Unavailable as refusal:
        return f"cannot be read: {refusal.reason}"
    except Exception as fault:
        return f"fail ({type(fault).__name__})"


def queries(served: warehouse.Manifest) -> str:
    """Asks both databases, the pages' and the API's, for the rows of one relation."""
    name, expected = max(served.rows.items(), key=lambda one: one[1])
    for opened in (warehouse.connect(served), connection(served.version).cursor()):
        with opened as asked:
            timer = threading.Timer(PATIENCE, asked.interrupt)
            timer.start()
            try:
                ((found,),) = asked.execute(f'select count(*) from marts."{name}"').fetchall()
            finally:
                timer.cancel()
        if found != expected:
            return f"{name} has {found} rows instead of {expected}"
    return WORKS


def pages(served: warehouse.Manifest) -> str:
    """Makes the first page's document."""
    with reading(served):
        if page([], HOME, "en", f"http://localhost{base_path()}".rstrip("/")) is None:
            return "the first page cannot be made"
    return WORKS


def visits() -> str:
    """How the pages did lately. It only warns: one visitor must not be able to have a worker left out."""
    late = sum(time.monotonic() - at < RECENT for at in FAULTS)
    return WORKS if late < MANY else f"{late} ended in a fault in the last ten minutes"


def pictures() -> str:
    """Whether there is a browser, and how the last drawing went."""
    if not images.available():
        return "there is no browser to draw with"
    return WORKS if images.is_well() else "the last one could not be drawn"


def store() -> str:
    """Whether what commands have kept can be read, where there is something."""
    for ledger in sorted(STORE.glob("*/ledger.json")) if STORE.exists() else ():
        kept(ledger)
    return WORKS
