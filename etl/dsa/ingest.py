"""Many archives in, oldest first; one bad archive does not stop the rest."""

import ctypes
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from etl.dsa import ledger, remarks, store, summaries
from etl.dsa.archive import BESIDE, NAME, Archive, Part, identify, opened, printable_name, refused
from etl.dsa.chunks import is_chunk, read_chunk
from etl.dsa.parse import read_part
from etl.dsa.progress import Progress, several, summary
from etl.dsa.result import Counted, gathered, is_counted, saved
from etl.errors import GardefouError
from etl.stores import locked

if TYPE_CHECKING:
    from etl.dsa.spread import Spread
    from etl.dsa.units import Found


def found_in(paths: list[Path]) -> tuple[list[Path], list[str]]:
    """The dumps under the paths, oldest day first, and a message for each path that holds none."""
    dumps, faults = [], []
    for path in paths:
        if path.is_dir():
            inside, missed = within(path)
            dumps += inside
            faults += missed
            if not inside:
                faults.append(f"{path}: no dump (sor-….zip or sor-….csv) in this folder.")
        elif path.is_file():
            dumps.append(path)
        else:
            faults.append(f"{path}: no such file or folder. Check the path.")
    return sorted(dict.fromkeys(dumps), key=age), faults


def within(folder: Path) -> tuple[list[Path], list[str]]:
    """The dumps of a folder, and a message for each link among them that leads nowhere.

    Other files are left; one that is named like a dump is said to be, so that no day is missed unnoticed.
    """
    dumps, faults = [], []
    for file in sorted(folder.rglob("*")):
        place = printable_name(str(file))
        if is_dump(file) and file.is_file():
            dumps.append(file)
        elif is_dump(file) and not file.exists():
            faults.append(f"{place}: a link to a file that is not there. Mend or remove it.")
        elif file.name.lower().startswith("sor-") and file.suffix.lower() not in (".sha1", ".json") and file.is_file():
            print(f"{place}: left out, since a dump ends in .zip, .csv, .csv.gz or .parquet", file=sys.stderr)
    return dumps, faults


def is_dump(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith(".") or BESIDE.fullmatch(name):
        return False
    if name.endswith((".parquet", ".csv", ".csv.gz")):
        return bool(re.match(r"(sor|part|aggregated|shantay)[-_]", name) or NAME.fullmatch(path.parent.name))
    return name.endswith(".zip")


def age(path: Path) -> tuple:
    """Sorts archives so that what replaces comes after what it replaces."""
    found = NAME.fullmatch(path.name)
    # Of two of one name the later one is the newer, which replaces the other.
    return (found["day"] if found else "9999", bool(found and found["slug"] != "global"), path.name,
            path.stat().st_mtime)  # fmt: skip # saves 4 lines


def ingest(paths: list[Path], root: Path, is_dry: bool, jobs: int, then: str = "", master: str = "") -> int:
    """The exit code: 0 when every archive is in the store, 1 when at least one was refused.

    With a `master` the executors of that Spark cluster do the work, else this machine. `then` is printed at the end
    when the store has something new.
    """
    dumps, faults = found_in(paths)
    done = {"read": 0, "known": 0, "refused": len(faults)}
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    if master:  # an executor has a folder of its own
        dumps = [path.absolute() for path in dumps]
    for became in planned_by(dumps, root, master) if is_dry else read_by(dumps, root, jobs, master):
        done[became] += 1
    verb = "would be read" if is_dry else "read"
    total = several(len(dumps), "archive")
    print(f"{total}: {done['read']} {verb}, {done['known']} already known, {done['refused']} refused")
    if then and done["read"] and not is_dry:
        print(then)
    return 1 if done["refused"] else 0


def planned_by(dumps: list[Path], root: Path, master: str) -> Iterator[str]:
    """Say of each archive what would become of it; executors look at them when there is a `master`."""
    from etl.dsa.units import look

    seen: set[str] = set()
    with ledger.opened(root) as book:
        if not master:
            for path in dumps:
                with TemporaryDirectory(prefix="gardefou-") as scratch:
                    yield planned(look(path, Path(scratch)), book, seen)
            return
        with spreading(dumps, root, book, master) as spread:
            yield from (planned(found, book, seen) for found in spread.looked(dumps))


def read_by(dumps: list[Path], root: Path, jobs: int, master: str) -> Iterator[str]:
    """Bring each archive into the store; what became of it."""
    with locked(root), quiet_handler(), ledger.opened(root, is_writing=True) as book:
        store.sweep(root, book)
        if master:
            with spreading(dumps, root, book, master) as spread:
                yield from spread.taken(dumps)
            return
        keep_memory()
        for place, path in enumerate(dumps, 1):
            yield taken(path, root, book, jobs, f"{place}/{len(dumps)} ")


@contextmanager
def spreading(dumps: list[Path], root: Path, book: ledger.Book, master: str) -> Iterator["Spread"]:
    """A run on a cluster."""
    from etl.dsa.spread import Spread
    from etl.spark import session

    with session(master, "ingest") as cluster:
        spread = Spread(cluster, root.absolute(), book, dumps)
        try:
            yield spread
        finally:
            spread.close()


def planned(found: "Found", book: ledger.Book, seen: set[str]) -> str:
    """Say what would be read of one archive, and what would become of it; `seen` has the digests of those before it."""
    archive = found.archive
    if archive and (before := store.known(book, archive)):
        print(f"{archive.name}: {before}; it would be skipped")
        return "known"
    if archive and archive.sha256 in seen:
        print(f"{archive.name}: the same archive as one above; it would be skipped")
        return "known"
    if found.fault or archive is None:
        print_fault(found.fault)
        return "refused"
    seen.add(archive.sha256)
    size = sum(part.size for part in archive.parts)
    sha1 = "SHA-1 verified" if archive.is_verified else "no .sha1 file beside it"
    print(
        f"{archive.name}: {archive.day or 'day read off its rows'} {archive.slug} {archive.kind}, "
        f"{several(len(archive.parts), 'part')}, {size:,} bytes of CSV, {sha1}; it would be read"
    )
    return "read"


def print_fault(fault: str) -> None:
    print(f"error: {fault}", file=sys.stderr, flush=True)


def taken(path: Path, root: Path, book: ledger.Book, jobs: int, label: str) -> str:
    """Bring one archive into the store and print its summary line; what became of it."""
    try:
        start = time.monotonic()
        archive = identify(path)
        if before := store.known(book, archive):
            print(f"{archive.name}: {before}; nothing added", flush=True)
            return "known"
        with TemporaryDirectory(prefix="gardefou-") as scratch:
            archive = opened(archive, Path(scratch))
            if kind := summaries.is_summary(archive):
                records = store.commit_all(root, book, list(summaries.days_of(archive, kind)), time.monotonic() - start)
            else:
                records = [counted(archive, root, book, jobs, label, start)]
    except (GardefouError, OSError) as error:
        print_fault(fault_in_words(path, error))
        return "refused"
    print(line(archive, kind, records, time.monotonic() - start, root), flush=True)
    return "read"


def line(archive: Archive, kind: str, records: list[dict], seconds: float, root: Path) -> str:
    """What to print of an archive that was read; `kind` is that of a file of counts, which has a record a day."""
    if not kind:
        return summary(records[0], seconds, root)
    found = "an aggregate as dsa-tdb writes it" if kind == "aggregate" else "statistics as shantay writes them"
    rows, rejected = (sum(record[name] for record in records) for name in ("counted", "rejected"))
    silent = f"; it says nothing of {summaries.NOT_SAID}" if kind == "aggregate" else ""
    return (
        f"{archive.name}: {found}: {several(len(records), 'day')} ({records[0]['day']} to {records[-1]['day']}), "
        f"{rows:,} statements counted, {rejected:,} rows rejected{silent}"
    )


def fault_in_words(path: Path, error: GardefouError | OSError) -> str:
    """The fault in words, with the file's name and that the store is as it was."""
    if isinstance(error, GardefouError):
        return str(error)
    return f"{printable_name(path.name)}: {error.strerror or error} ({error.filename or path}). The store is as it was."


def counted(archive: Archive, root: Path, book: ledger.Book, jobs: int, label: str, start: float) -> dict:
    """The archive's ledger record, once all parts are counted; parts counted by a run that was stopped are kept."""
    folder = store.work_folder(root, archive)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        read_parts(
            archive, folder, jobs, Progress(label, archive.name, sum(part.stored_bytes for part in archive.parts))
        )
        whole = gathered(folder, len(archive.parts))
        archive = remarks.settled(dated(archive, whole), whole)
    except GardefouError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return store.commit_all(root, book, [(archive, whole)], time.monotonic() - start)[0]


def dated(archive: Archive, whole: Counted) -> Archive:
    """The archive with its day, taken from its rows when no name says it. Raises GardefouError when every row was
    rejected."""
    if whole.rejects and not whole.counted:
        part, (line, column, reason) = whole.rejects[0]
        raise refused(
            archive.name,
            f"none of its {len(whole.rejects):,} rows can be counted; the first: part {part}, line {line}, column "
            f"{column}: {reason}",
            "Give the dump as it was published: a spreadsheet writes other dates.",
        )
    if archive.day:
        other, many = max(remarks.other_days(archive, whole).items(), key=lambda one: one[1], default=("", 0))
        if other and 2 * many > whole.counted:
            raise refused(
                archive.name,
                f"its name says {archive.day}, and most of its rows ({many:,} of {whole.counted:,}) arrived on {other}",
                "Give it the name it had, or look whether its times are in another zone than UTC.",
            )
        return replace(archive, kind=archive.kind or "full")
    real = {text for day in whole.days if (text := remarks.day_text(day))}
    if len(real) != 1:
        raise refused(
            archive.name,
            "neither its name nor its rows tell which day it is of",
            "Give it the name it had, such as sor-global-2026-01-05-full.zip.",
        )
    slug = re.sub(r"[^a-z0-9]+", "-", archive.path.stem.lower()).strip("-")[:40]
    return replace(archive, day=real.pop(), slug=slug, kind="unnamed", number="0")


def count_part(
    name: str, part: Part, place: int, folder: Path, stop: threading.Event, progress: Callable[[int], None]
) -> int:
    """Count one part and leave its result in the folder; how many rows were counted. Raises as its reader does."""
    reader = read_chunk if is_chunk(part) else read_part
    reading = reader(name, part, stop, progress)
    saved(folder, place, part, reading)
    return reading.tally.rows if reading else 0


def read_parts(archive: Archive, folder: Path, jobs: int, progress: Progress) -> None:
    """Count the parts that are not counted yet, `jobs` at a time; each leaves its result in the folder."""
    stop = threading.Event()

    def work(place: int) -> None:
        part = archive.parts[place]
        progress.finish(
            place, part, count_part(archive.name, part, place, folder, stop, lambda rows: progress.note(place, rows))
        )

    left = []
    for place, part in enumerate(archive.parts):
        if is_counted(folder, place):
            progress.skip(part)
        else:
            left.append(place)
    pool = ThreadPoolExecutor(jobs)
    try:
        waiting: set[Future] = {pool.submit(work, place) for place in left}
        while waiting:
            done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            progress.show()
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
        progress.close()


@contextmanager
def quiet_handler() -> Iterator[None]:
    """pyarrow reports a refused row that is not UTF-8 as "exception ignored"; we read such a block another way."""
    before = sys.unraisablehook

    def hook(report) -> None:
        if not isinstance(report.exc_value, UnicodeDecodeError):
            before(report)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before


def keep_memory() -> None:
    """Let the C library keep freed blocks for the next one: giving 2 MiB back each time cost a third more CPU."""
    with suppress(OSError, AttributeError):  # only glibc has mallopt; elsewhere nothing changes
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(-3, 64 << 20)  # M_MMAP_THRESHOLD
        mallopt(-1, 128 << 20)  # M_TRIM_THRESHOLD


def cores() -> int:
    """How many parts are read at once: two, since more only wait for memory, or one on a single core."""
    return min(2, os.cpu_count() or 1)
