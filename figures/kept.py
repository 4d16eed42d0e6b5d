"""What was made lately, kept in memory within bounds: the least recently asked for goes first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Kept:
    """At most `most` values of together at most `weight`, as `weigh` tells it; shared by all threads.

    Two who ask for the same at once may both make it: the same key always means the same value.
    """

    def __init__(self, most: int, weight: int, weigh: Callable[[Any], int]):
        self.most, self.weight, self.weigh = most, weight, weigh
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Any | None:
        """The value kept under that key, else None."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value kept under that key, made first when there is none; what is heavier than the whole is not kept."""
        found = self.find(key)
        if found is not None:
            return found
        made = make()
        heavy = self.weigh(made)
        with self._lock:
            if heavy <= self.weight and key not in self._held:
                self._held[key] = (made, heavy)
                self._total += heavy
            while len(self._held) > self.most or self._total > self.weight:
                self._total -= self._held.popitem(last=False)[1][1]
        return made

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._held.clear()
            self._total = 0
