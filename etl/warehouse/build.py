"""Build a version of the warehouse: a pure function of data/, the store, the code and the date it is built for.

Raw and staging relations live in memory and are never published; the file that is served holds the marts only. A new
version is a new file; `current.json` is swapped to it when every check has passed, so that a build that fails or is
killed leaves what was served.
"""

import datetime as dt
import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.errors import GardefouError
from etl.files import one_writer, sha256
from etl.live.held import accepted
from etl.nlp.affair_names import affair, follow
from etl.stores import kept_at
from etl.warehouse import Manifest, Unavailable, connect, current, raw
from etl.warehouse.gate import Gate
from etl.warehouse.layers import SQL, make
from etl.warehouse.publishing import no_room, publish


def build(
    out: Path, store: Path, data: Path, as_of: dt.date, is_forced: bool = True, gate: Gate | None = None
) -> tuple[Manifest, bool]:
    """The manifest of the version now served, and whether it was built by this call.

    With `is_forced` false nothing is built when the same inputs, code and date gave the version being served. `gate` is
    given the new version and the one served before the pointer is swapped, and raises to keep the latter. Raises
    GardefouError for any fault; what was served before is then still served.
    """
    out.mkdir(parents=True, exist_ok=True)
    with one_writer(out / ".lock", "build"), reading_as(data):
        inputs = inputs_digest(data, store, as_of)
        served = None
        with suppress(Unavailable):
            found = current(out)
            connect(found).close()  # a file that this DuckDB does not open is built again, though nothing else changed
            served = found
            if not is_forced and served.inputs == inputs and not served.instead_of:
                return served, False
        for leftover in out.glob("*.building*"):
            leftover.unlink()
        step = Steps()
        with duckdb.connect(":memory:", config={"threads": "2", "memory_limit": "1GB"}) as connection:
            step("reading sources")
            try:
                described = raw.load(connection, data, store, as_of)
            except (duckdb.IOException, pa.ArrowException, FileNotFoundError) as fault:
                raise GardefouError(
                    f"a file that the build needs is not there or cannot be read: {str(fault).splitlines()[0][:300]}. "
                    "The version being served is unchanged. Restore it from a copy, or ingest it again."
                ) from None
            make(connection, step)
            step("writing")
            try:
                return publish(connection, out, described, inputs, as_of, served, gate), True
            except (duckdb.OperationalError, duckdb.FatalException, OSError) as fault:
                raise no_room(out, served, fault) from None
            finally:
                for leftover in out.glob("*.building*"):
                    leftover.unlink()


@contextmanager
def reading_as(data: Path) -> Iterator[None]:
    """Reactions are read with the names of the affair in this folder, and afterwards with those of before."""
    before = affair().parent
    follow(data)
    try:
        yield
    finally:
        follow(before)


class Steps:
    """Says on the terminal what is being done, once the build has taken more than two seconds."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, what: str) -> None:
        seconds = time.monotonic() - self.start
        if seconds > 2 or sys.stderr.isatty():
            print(f"  {seconds:5.1f} s  {what}", file=sys.stderr, flush=True)


def inputs_digest(data: Path, store: Path, as_of: dt.date) -> str:
    """One sha256 over everything a build reads: data (but not what is built), the store's ledgers, code, date."""
    digest = hashlib.sha256(f"{as_of.isoformat()} duckdb {duckdb.__version__}".encode())
    code = Path(__file__).parents[1]
    files = [path for path in data.rglob("*") if not path.is_relative_to(data / "warehouse")]
    files = [path for path in files if not path.is_relative_to(data / "store")]
    files += [
        *code.rglob("*.py"),
        *code.rglob("*.yml"),
        *SQL.rglob("*.sql"),
        *store.glob("*/ledger.json"),
        *store.glob("*/ledger.sqlite"),
    ]
    for path in sorted(file for file in files if file.is_file()):
        digest.update(path.name.encode() + sha256(kept_at(path)).encode())
    let_pass = accepted(store)  # going back to a version stands in the same file, and is no input
    return hashlib.sha256(digest.digest() + repr(let_pass).encode()).hexdigest() if let_pass else digest.hexdigest()
