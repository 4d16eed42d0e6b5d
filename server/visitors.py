"""Who holds how much: what a worker has is shared out among its visitors, so that one of them cannot take it all.

A visitor is the address of a connection (of IPv6 its network of 64 bits, which is one household), or what the proxy
says when the operator named its header in GARDEFOU_VISITOR_HEADER. Only a keyed hash of it is held, in memory, while
something of theirs is open; the key is drawn at the start and nobody has it.
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

_KEY = secrets.token_bytes(16)


def header() -> str:
    """The header in which the operator's proxy names the visitor, in lower case; '' when nothing stands in between."""
    return os.environ.get("GARDEFOU_VISITOR_HEADER", "").strip().lower()


def visitor(address: str, told: Iterable[tuple[bytes, bytes]] = ()) -> str:
    """Who is asking, as a hash that means nothing elsewhere. Headers are believed only when the operator named one."""
    if name := header():
        said = [value.decode("latin-1") for key, value in told if key.lower() == name.encode("latin-1", "replace")]
        address = said[-1].rsplit(",", 1)[-1].strip() if said else address  # the last is the proxy's own word
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


class Places:
    """At most `most` places, at most `each` a visitor. When all are taken, a newcomer is given the oldest place of the
    visitor who holds the most, if that is at least two more than the newcomer has."""

    def __init__(self, most: int, each: int):
        self.most, self.each = most, each
        self._held: dict[str, OrderedDict[object, Callable[[], object]]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._held.values()))

    def take(self, who: str, place: object, leave: Callable[[], object]) -> None:
        """Takes a place named by `place`; `leave` is called if it is given to somebody else. Raises Over."""
        own = len(self._held.get(who, ()))
        if own >= self.each:
            raise Over(True)
        if len(self) >= self.most:
            heaviest = max(self._held, key=lambda other: len(self._held[other]), default=who)
            if len(self._held.get(heaviest, ())) < own + 2:
                raise Over(False)
            oldest, shut = next(iter(self._held[heaviest].items()))
            self.leave(heaviest, oldest)
            shut()
        self._held.setdefault(who, OrderedDict())[place] = leave

    def leave(self, who: str, place: object) -> None:
        """Gives the place back; nothing when it was given away before."""
        held = self._held.get(who)
        if held and held.pop(place, None) and not held:
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
            if sum(name == who for name, _ in self._waiting) >= self.queue_each:
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
            ready = [one for one in self._waiting if self._working[one[0]] < self.each]
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
