"""The ordinary visitor of the siege, and what the server takes meanwhile: memory, time of the processor, descriptors."""

import asyncio
import http.client
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from websockets.exceptions import ConnectionClosed, InvalidStatus

from figures.words import LANGUAGES, word
from torture.hostile import visit

PAGES = ("", "incidence", "exposure", "statements", "enforcement", "reactions", "sources")
FILTERS = ("jurisdiction=FR&lang=fr", "jurisdiction=IE&jurisdiction=EU", "from=2026-01-01&to=2026-02-28", "lang=fr")
LONGEST = 30.0  # seconds the visitor waits for a document, and again for its page; then it is an error
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Visitor:
    """An ordinary visitor: a page, and the page again with a choice, once a second, until it is told to go."""

    address: str
    source: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: int = 0
    gone: threading.Event = field(default_factory=threading.Event)

    def walk(self) -> None:
        """Opens and filters page after page; every fault is noted."""
        number = 0
        while not self.gone.is_set():
            page = PAGES[number % len(PAGES)]
            choice = FILTERS[number % len(FILTERS)]
            for query in ("", choice):
                begun = time.monotonic()
                try:
                    self.open(page, query)
                except Exception as fault:
                    self.errors.append(f"/{page}?{query}: {type(fault).__name__} {fault}"[:300])
                self.seconds.append(time.monotonic() - begun)
            number += 1
            self.gone.wait(1.0)

    def start(self) -> threading.Thread:
        """The walk, in a thread of its own that nothing waits for at the end."""
        thread = threading.Thread(target=self.walk, daemon=True)
        thread.start()
        return thread

    def leave(self, walking: threading.Thread) -> bool:
        """Tells the visitor to go; whether it did, within what two waits for a page may take."""
        self.gone.set()
        walking.join(4 * LONGEST + 20)
        return not walking.is_alive()

    def open(self, page: str, query: str) -> None:
        """The page's document, then the page itself over its socket. Raises what went wrong.

        A socket that is refused or lost is asked for again, as a browser does; what that takes counts as its time.
        """
        status, _ = asked(self.address, f"/{page}?{query}", self.source)
        if status != 200:
            raise AssertionError(f"the document came with {status}")
        for last in (False, False, True):
            try:
                ((is_fine, text),) = asyncio.run(visit(self.address, [(page, query)], LONGEST, self.source))
                break
            except (ConnectionClosed, InvalidStatus, OSError):
                if last:
                    raise
                self.lost += 1
                time.sleep(1.0)
        if not is_fine or any(word(key, lang) in text for key in ("shell.full", "shell.failed") for lang in LANGUAGES):
            raise AssertionError("the page shows a fault")


def asked(
    address: str, path: str, source: str = "127.0.0.1", seconds: float = LONGEST, packing: str = "gzip"
) -> tuple[int, bytes]:
    """Status and body of what is answered to a plain question."""
    host, port = address.split(":")
    line = http.client.HTTPConnection(host, int(port), timeout=seconds, source_address=(source, 0))
    try:
        line.request("GET", path, headers={"Accept-Encoding": packing})
        got = line.getresponse()
        return got.status, got.read()
    finally:
        line.close()


def family(process: int) -> list[int]:
    """A process and all that come from it."""
    found, waiting = [], [process]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def room(process: int) -> float:
    """Megabytes of memory of a process and all that come from it, what they share counted once."""
    return _told(process, ("Pss:",))


def own(process: int) -> float:
    """Of that, what none of them can read again from a file: it does not change with who else on the machine does so."""
    return _told(process, ("Pss_Anon:", "Pss_Shmem:"))


def _told(process: int, names: tuple[str, ...]) -> float:
    total = 0
    for one in family(process):
        with suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                name, *values = line.split()
                total += int(values[0]) if name in names else 0
    return total / 1024


def worked(process: int) -> float:
    """Seconds of the processor that a process has used, and those of its children that have ended."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, parts[11:15])) / TICK


def descriptors(process: int) -> int:
    """How many files and connections the server has open."""
    return len(os.listdir(f"/proc/{process}/fd"))


def at(share: float, seconds: list[float]) -> float:
    """The time within which that share of the visits came."""
    known = sorted(seconds)
    return known[min(len(known) - 1, int(share * len(known)))] if known else 0.0
