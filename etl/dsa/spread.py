"""Many archives in by a Spark cluster: the same store as one machine's, file by file.

The driver looks after order, the ledger and what is said; executors read, count, merge and write (units.py). Archives
are taken in waves, two at a time, so that executors have work while the last parts of a wave are counted.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from etl.dsa import ingest, store, units
from etl.dsa.ledger import Book
from etl.dsa.progress import Progress, several
from etl.dsa.units import Found, Outcome, Run, Whole
from etl.spark import Cluster, packed
from etl.stores import removed

MOST_UNIT_BYTES, LEAST_UNIT_BYTES = (
    1 << 30,
    16 << 20,
)  # of CSV: about a million rows of a full dump, and sixteen thousand
WAVE_BYTES = 512 << 20  # of archives, for each task that runs at once
WAVE_ARCHIVES = 2_000


class Spread:
    """One run: its cluster, its store, the archives that are being counted and what was counted in this run."""

    def __init__(self, cluster: Cluster, root: Path, book: Book, dumps: list[Path]):
        self.cluster, self.root, self.book = cluster, root, book
        self.pool = ThreadPoolExecutor(3)
        self.rows, self.bytes = cluster.counter(), cluster.counter()
        self.progress = Progress("", several(len(dumps), "archive"), sum(size(path) for path in dumps))
        self.begun: set[str] = set()  # the digests of the archives that this run counts

    def looked(self, dumps: list[Path]) -> list[Found]:
        """The archives as executors found them, in order."""
        share = sum(size(path) for path in dumps) // (4 * self.cluster.slots)
        return self.awaited(self.cluster.each, units.looked, packed(dumps, size, max(share, LEAST_UNIT_BYTES)))

    def taken(self, dumps: list[Path]) -> Iterator[str]:
        """Bring the archives into the store, in order; what became of each ('read', 'known' or 'refused')."""
        flying: deque[tuple[list[Found], Future, float]] = deque()
        waves = packed(dumps, lambda path: 1 + size(path) * WAVE_ARCHIVES // self.wave_bytes, WAVE_ARCHIVES)
        for wave in waves:
            start = time.monotonic()
            found = self.looked(wave)
            fresh = [one for one in found if self.is_fresh(one)]
            flying.append((found, self.pool.submit(self.outcomes, fresh), start))
            if len(flying) == 2:
                yield from self.settled(*flying.popleft())
        while flying:
            yield from self.settled(*flying.popleft())

    @property
    def wave_bytes(self) -> int:
        return WAVE_BYTES * self.cluster.slots

    def is_fresh(self, found: Found) -> bool:
        """Whether the archive is to be counted: it can be, and neither the ledger has it nor this run has begun it."""
        archive = found.archive
        if found.fault or archive is None or archive.sha256 in self.begun or store.known(self.book, archive):
            return False
        self.begun.add(archive.sha256)
        return True

    def settled(self, found: list[Found], future: Future, start: float) -> Iterator[str]:
        """Enter what was counted into the ledger, archive by archive in their order, and say it."""
        outcomes = self.awaited(future)
        for one in found:
            archive = one.archive
            if archive and (before := store.known(self.book, archive)):
                print(f"{archive.name}: {before}; nothing added", flush=True)
                self.progress.passed(archive.size)
                yield "known"
                continue
            if not one.fault and one.path not in outcomes:  # the same bytes as an archive before it, which was refused
                outcomes |= self.awaited(self.outcomes, [one])
            self.progress.close()
            outcome = outcomes.get(one.path, Outcome(one.path, fault=one.fault))
            if outcome.fault:
                ingest.print_fault(outcome.fault)
                yield "refused"
                continue
            assert archive
            seconds = time.monotonic() - start
            records = self.book.enter([dict(record, seconds=round(seconds, 3)) for record in outcome.records])
            removed(store.work_folder(self.root, archive))
            print(ingest.line(archive, one.summary, records, seconds, self.root), flush=True)
            yield "read"

    def outcomes(self, fresh: list[Found]) -> dict[Path, Outcome]:
        """Count the archives on the cluster and write their files; what became of each, by path."""
        left: list[tuple[Found, Path, int]] = []
        for one in fresh:
            assert one.archive
            folder = store.work_folder(self.root, one.archive)
            folder.mkdir(parents=True, exist_ok=True)
            if not one.summary:
                done = {path.name for path in folder.glob("*.json")}
                left += [
                    (one, folder, place) for place in range(len(one.archive.parts)) if f"{place:05d}.json" not in done
                ]
        share = sum(weight(item) for item in left) // (4 * self.cluster.slots)
        most = min(MOST_UNIT_BYTES, max(LEAST_UNIT_BYTES, share))
        work = [
            [run_of(list(some)) for _, some in groupby(unit, key=lambda item: item[0].path)]
            for unit in packed(left, weight, most)
        ]
        count = partial(units.counted, note=partial(noted, self.rows, self.bytes))
        found = {
            outcome.path: outcome for outcome in reversed(self.cluster.each(count, work))
        }  # the first part's fault
        whole = [Whole(units.bare(one), len(one.archive.parts), self.root) for one in fresh
                 if one.archive and one.path not in found]  # fmt: skip # saves 3 lines
        share = 1 + len(whole) // (4 * self.cluster.slots)
        found |= {
            outcome.path: outcome for outcome in self.cluster.each(units.finished, packed(whole, one_each, share))
        }
        for one in fresh:
            if one.archive and found[one.path].is_damaged:
                removed(store.work_folder(self.root, one.archive))
        return found

    def awaited(self, doing: Future | Callable[..., Any], *given: Any) -> Any:
        """The result of a future, or of a call made in another thread, with the progress shown meanwhile."""
        future = doing if isinstance(doing, Future) else self.pool.submit(doing, *given)
        while not wait([future], timeout=0.2).done:
            executors = self.cluster.executors()
            self.progress.reached(self.rows.value, self.bytes.value, several(executors, "executor"))
            self.progress.show()
        return future.result()

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.progress.close()


def noted(rows: Any, packed_bytes: Any, some_rows: int, some_bytes: int) -> None:
    rows.add(some_rows)
    packed_bytes.add(some_bytes)


def size(path: Path) -> int:
    """The bytes of a file; 0 of one that cannot be looked at, which its reader will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def weight(item: tuple[Found, Path, int]) -> int:
    assert item[0].archive
    return item[0].archive.parts[item[2]].size


def one_each(_: Any) -> int:
    return 1


def run_of(items: list[tuple[Found, Path, int]]) -> Run:
    """The parts of one archive as a run."""
    found, folder, _ = items[0]
    assert found.archive
    return Run(
        found.path, found.archive.name, folder, tuple((place, found.archive.parts[place]) for *_, place in items)
    )
