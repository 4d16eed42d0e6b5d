"""A hundred readers while versions are swapped: each answer whole and of one version, each reader soon on the newest."""

import json
import multiprocessing
import threading
import time
from pathlib import Path
from typing import Any

import duckdb

from etl.files import replaced, sha256
from etl.warehouse import connect, current
from etl.warehouse.publishing import prune

RELATIONS = ("first", "second")
ROWS = 2000


def published(out: Path, number: int) -> None:
    """A version whose every row says its number, published as a build publishes."""
    version = f"20260101T{number:06d}-torture"
    path = out / f"{version}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts").fetchall()
        for name in RELATIONS:
            connection.execute(f"create table marts.{name} as select {number} as number from range({ROWS})").fetchall()
        connection.execute("checkpoint").fetchall()
    record = {
        "version": version, "file": path.name, "sha256": sha256(path), "built_at": "2026-01-01T00:00:00+00:00",
        "as_of": "2026-01-01", "data_date": "2026-01-01", "rows": dict.fromkeys(RELATIONS, ROWS),
    }  # fmt: skip # saves 5 lines
    for name in (f"{version}.json", "current.json"):
        replaced(out / name, json.dumps(record))
    prune(out, version)


def reading(out: Path, threads: int, end: Any, begun: Any, found: Any) -> None:
    """One process of readers; puts (queries, errors, mixed, steps back, last version) of each thread.

    `begun` counts the threads that had a first answer. Each reads until it was told of the end and answered once more.
    """
    connections: dict[str, duckdb.DuckDBPyConnection] = {}
    lock, results = threading.Lock(), []

    def one() -> None:
        queries = errors = mixed = backwards = 0
        last, is_ending = "", False
        while not is_ending:
            is_ending = end.is_set()
            try:
                served = current(out)
                with lock:
                    if served.version not in connections:
                        connections[served.version] = connect(served)
                    cursor = connections[served.version].cursor()
                with cursor:
                    asked = "select count(*), min(number), max(number) from marts."
                    seen = {cursor.execute(asked + name).fetchall()[0] for name in RELATIONS}
                number = int(served.version[9:15])
                with begun.get_lock():
                    begun.value += queries == 0
                queries += 1
                backwards += served.version < last
                mixed += seen != {(ROWS, number, number)}
                last = served.version
            except Exception:
                errors += 1
            time.sleep(0.05)
        results.append((queries, errors, mixed, backwards, last))

    workers = [threading.Thread(target=one) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found.put(results)


def run(folder: Path, readers: int = 100, swaps: int = 30, pause: float = 0.7) -> dict[str, int]:
    """Counts: queries, errors, mixed, steps back to an older version, readers that were not on the newest version 10 s
    after the last swap.

    The swaps begin when every reader had an answer, and a reader answers once more after the end: on a slow machine only
    `stale` can come out otherwise.
    """
    out = folder / "readers"
    out.mkdir(parents=True)
    published(out, 0)
    context = multiprocessing.get_context("spawn")
    end, begun, found = context.Event(), context.Value("i", 0), context.Queue()
    several = min(4, max(1, readers // 2))  # to start a process costs more than to read in it
    each = max(1, readers // several)
    processes = [context.Process(target=reading, args=(out, each, end, begun, found)) for _ in range(several)]
    for process in processes:
        process.start()
    while begun.value < several * each and all(process.is_alive() for process in processes):
        time.sleep(0.05)
    for number in range(1, swaps + 1):
        published(out, number)
        time.sleep(pause)
    newest = current(out).version
    time.sleep(min(10.0, 3 * pause + 2))
    end.set()
    results = [one for _ in processes for one in found.get(timeout=600)]
    for process in processes:
        process.join(timeout=600)
    return {
        "readers": len(results), "swaps": swaps, "queries": sum(one[0] for one in results),
        "errors": sum(one[1] for one in results), "mixed": sum(one[2] for one in results),
        "backwards": sum(one[3] for one in results), "stale": sum(one[4] != newest for one in results),
    }  # fmt: skip # saves 4 lines
