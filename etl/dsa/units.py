"""What an executor of a cluster does: the steps of ingest.py, each on its share, with the same functions.

A unit may be run twice, also at the same time (its executor was lost, or slow): every file appears whole, under its
name, with the same bytes. What goes wrong with an archive comes back in words and stops nothing else.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl.dsa import remarks, store, summaries
from etl.dsa.archive import Archive, Part, identify, opened
from etl.dsa.ingest import count_part, dated, fault_in_words, keep_memory, quiet_handler
from etl.dsa.result import gathered, is_counted
from etl.errors import GardefouError


@dataclass(frozen=True)
class Found:
    """An archive as found: `fault` when it cannot be read, `summary` its kind when it is a file of counts."""

    path: Path
    archive: Archive | None = None
    fault: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Run:
    """Some parts of an archive, with their places in it; `folder` is where their counts go."""

    path: Path
    name: str
    folder: Path
    parts: tuple[tuple[int, Part], ...]


@dataclass(frozen=True)
class Whole:
    """An archive whose parts are counted, without the list of them; `places` is how many there are."""

    found: Found
    places: int
    root: Path


@dataclass(frozen=True)
class Outcome:
    """What became of an archive, or of a run of its parts: ledger records, or a fault in words.

    `is_damaged` when the archive itself is at fault, so that what was counted of it is of no use.
    """

    path: Path
    records: tuple[dict[str, Any], ...] = ()
    fault: str = ""
    is_damaged: bool = False


def looked(paths: list[Path]) -> list[Found]:
    """The archives, identified and opened."""
    return [look(path) for path in paths]


def look(path: Path, scratch: Path | None = None) -> Found:
    """The archive, identified and opened, or what is wrong with it; `scratch` as in `opened`."""
    archive = None
    try:
        archive = identify(path)
        archive = opened(archive, scratch)
        return Found(path, archive, summary=summaries.is_summary(archive))
    except (GardefouError, OSError) as error:
        return Found(path, archive, here(path, error))


def counted(runs: list[Run], note: Callable[[int, int], None]) -> list[Outcome]:
    """Count the parts of the runs that are not counted yet; `note` is told the rows and packed bytes of each part.

    Only runs with a fault have an outcome.
    """
    keep_memory()
    return [outcome for run in runs for outcome in count_run(run, note)]


def count_run(run: Run, note: Callable[[int, int], None]) -> Iterator[Outcome]:
    never = threading.Event()
    with quiet_handler():
        for place, part in run.parts:
            if is_counted(run.folder, place):
                continue
            try:
                note(count_part(run.name, part, place, run.folder, never, lambda _: None), part.stored_bytes)
            except (GardefouError, OSError) as error:
                yield Outcome(run.path, fault=here(run.path, error), is_damaged=isinstance(error, GardefouError))
                return


def finished(archives: list[Whole]) -> list[Outcome]:
    """Put the counts of each archive's parts together and write its files; the records for the ledger."""
    return [finish(whole) for whole in archives]


def finish(whole: Whole) -> Outcome:
    archive, path = whole.found.archive, whole.found.path
    assert archive
    try:
        if whole.found.summary:
            days = list(summaries.days_of(archive, whole.found.summary))
        else:
            counts = gathered(store.work_folder(whole.root, archive), whole.places)
            days = [(remarks.settled(dated(archive, counts), counts), counts)]
        return Outcome(path, tuple(store.written(whole.root, one, counts, 0.0) for one, counts in days))
    except (GardefouError, OSError) as error:
        return Outcome(path, fault=here(path, error), is_damaged=isinstance(error, GardefouError))


def bare(found: Found) -> Found:
    """The archive without the list of its parts, which is long; a file of counts keeps its few."""
    assert found.archive
    return found if found.summary else replace(found, archive=replace(found.archive, parts=()))


def here(path: Path, error: GardefouError | OSError) -> str:
    """The fault in words; of what this machine could not do, with its name."""
    if isinstance(error, GardefouError):
        return str(error)
    return f"{fault_in_words(path, error)} It was tried on {socket.gethostname()}, process {os.getpid()}."
