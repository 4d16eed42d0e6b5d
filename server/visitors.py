"""Who holds how much: what a worker has is shared out among its visitors, so that one of them cannot take it all.

A visitor is the address of a connection (of IPv6 its network of 64 bits, which is one household), or what the proxy
says when the operator named its header in GARDEFOU_VISITOR_HEADER. Only a keyed hash of it is held, in memory, while
something of theirs is open; the key is drawn at the start and nobody has it. Who comes from this machine itself, as all
do behind a proxy that does not say for whom it asks, cannot be told apart: only what holds for all binds them.
"""

import hashlib
import ipaddress
import os
import secrets
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass

QUIET = 20.0  # seconds
_KEY = secrets.token_bytes(16)


def header() -> str:
    """The header in which the operator's proxy names the visitor, in lower case; '' when nothing stands in between."""
    return os.environ.get("GARDEFOU_VISITOR_HEADER", "").strip().lower()


def visitor(address: str, told: Iterable[tuple[bytes, bytes]] = ()) -> str:
    """Who is asking, as a hash that means nothing elsewhere. Headers are believed only when the operator named one."""
    if name := header():
        said = [value.decode("latin-1") for key, value in told if key.lower() == name.encode("latin-1", "replace")]
        address = said[-1].rsplit(",", 1)[-1].strip() if said else address  # the last is the proxy's own word
    if address in ("127.0.0.1", "::1", ""):
        return ""  # this machine, or a proxy that does not say for whom it asks
    try:
        found = ipaddress.ip_address(address.split("%")[0])
        mapped = getattr(found, "ipv4_mapped", None)
        address = str(mapped or (found if found.version == 4 else ipaddress.ip_network((found, 64), strict=False)))
    except ValueError:
        pass
    return hashlib.blake2b(address.encode("utf-8", "replace"), digest_size=8, key=_KEY).hexdigest()


class Over(Exception):
    """No place. `is_own`: the visitor holds as many as one may; else the worker has no more."""

    def __init__(self, is_own: bool):
        super().__init__("own" if is_own else "all")
        self.is_own = is_own


@dataclass
class Place:
    """What is held: how it is taken away, and when its holder was last heard."""

    leave: Callable[[], object]
    heard_at: float
    is_heard: bool


class Places:
    """At most `most` places, at most `each` a visitor; those who cannot be told apart ('') share `most`.

    When all are taken, a newcomer is given the place of whoever holds the most, if that is at least two more than the
    newcomer has: the one of its places that has been silent longest. Those who cannot be told apart give up the place
    that nothing was ever heard of, or nothing for QUIET seconds.
    """

    def __init__(self, most: int, each: int):
        self.most, self.each = most, each
        self._held: dict[str, OrderedDict[object, Place]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._held.values()))

    def take(self, who: str, name: object, leave: Callable[[], object], is_heard: bool = False) -> None:
        """Takes a place; `leave` is called if it is given to somebody else. Raises Over."""
        own = len(self._held.get(who, ()))
        if who and own >= self.each:
            raise Over(True)
        if len(self) >= self.most:
            heaviest = max(self._held, key=lambda other: len(self._held[other]), default=who)
            oldest, place = next(iter(self._held[heaviest].items()))
            is_left = not place.is_heard or time.monotonic() - place.heard_at > QUIET
            if len(self._held[heaviest]) < own + 2 and not (heaviest == who == "" and is_left):
                raise Over(False)
            self.leave(heaviest, oldest)
            place.leave()
        self._held.setdefault(who, OrderedDict())[name] = Place(leave, time.monotonic(), is_heard)

    def hear(self, who: str, name: object) -> None:
        """Something came from the holder of that place."""
        held = self._held.get(who, OrderedDict())
        if place := held.get(name):
            place.heard_at, place.is_heard = time.monotonic(), True
            held.move_to_end(name)

    def leave(self, who: str, name: object) -> None:
        """Gives the place back; nothing when it was given away before."""
        held = self._held.get(who)
        if held and held.pop(name, None) and not held:
            del self._held[who]


class Turns:
    """At most `most` at work, at most `each` of one visitor; some wait, and who has the least at work comes first.

    Of the waiting there are at most `queue`, and `queue_each` a visitor; nobody waits longer than `patience` seconds.
    For threads and for coroutines alike.
    """

    def __init__(self, most: int, each: int, queue: int, queue_each: int, patience: float):
        self.most, self.each, self.queue, self.queue_each, self.patience = most, each, queue, queue_each, patience
        self._lock = threading.Lock()
        self._working: Counter[str] = Counter()
        self._waiting: list[tuple[str, Future]] = []

    def ask(self, who: str) -> Future:
        """A turn, done as soon as it has come; give it back, or `drop` it when it was not waited for. Raises Over."""
        turn: Future = Future()
        with self._lock:
            if who and sum(name == who for name, _ in self._waiting) >= self.queue_each:
                raise Over(True)
            if len(self._waiting) >= self.queue:
                raise Over(False)
            self._waiting.append((who, turn))
            self._next()
        return turn

    def give(self, who: str) -> None:
        """The turn is over."""
        with self._lock:
            self._working[who] -= 1
            if self._working[who] <= 0:
                del self._working[who]
            self._next()

    def drop(self, who: str, turn: Future) -> None:
        """Waits no longer; gives the turn back if it came meanwhile."""
        with self._lock:
            if (who, turn) in self._waiting:
                self._waiting.remove((who, turn))
                return
        self.give(who)

    def _next(self) -> None:
        while self._waiting and self._working.total() < self.most:
            ready = [one for one in self._waiting if not one[0] or self._working[one[0]] < self.each]
            if not ready:
                return
            chosen = min(ready, key=lambda one: self._working[one[0]])  # the first of those who have the least
            self._waiting.remove(chosen)
            self._working[chosen[0]] += 1
            chosen[1].set_result(None)


class Pace:
    """So many steps a second for each visitor, after `burst` at once."""

    def __init__(self, rate: float, burst: int):
        self.rate, self.burst = rate, burst
        self._left: dict[str, tuple[float, float]] = {}

    def delay(self, who: str) -> float:
        """Seconds until the visitor's next step may be taken; it counts as taken then."""
        now = time.monotonic()
        left, since = self._left.get(who, (float(self.burst), now))
        left = min(self.burst, left + (now - since) * self.rate) - 1
        self._left[who] = (left, now)
        if len(self._left) > 10_000:  # who has been away for long enough is known no more
            whole = self.burst / self.rate
            self._left = {name: told for name, told in self._left.items() if now - told[1] < whole}
        return max(0.0, -left / self.rate)
