"""Build a version of the warehouse: a pure function of data/, the store, the code and the date it is built for.

Raw and staging relations live in memory and are never published; the file that is served holds the marts only. A new
version is a new file; `current.json` is swapped to it when every check has passed, so that a build that fails or is
killed leaves what was served.
"""

import datetime as dt
import hashlib
import importlib
import json
import os
import pkgutil
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.errors import GardefouError
from etl.files import one_writer, replaced, sha256, synced
from etl.intake.sources import ROOT
from etl.intake.values import MOST_FAULTS_SHOWN
from etl.live.held import accepted
from etl.nlp.affair_names import affair, follow
from etl.warehouse import CLOSED, Manifest, Unavailable, computed, connect, current, manifest_in, raw, rules, whole
from etl.warehouse.gate import Gate, vanished

SQL = ROOT / "sql"
KEPT_VERSIONS = 5


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


def make(connection: duckdb.DuckDBPyConnection, step: Callable[[str], None] = lambda what: None) -> None:
    """Fill staging and marts from raw; raises GardefouError at the first layer whose checks find a fault.

    Checks that need staging only come before anything is computed from it: a bad cell is named, not stumbled over.
    """
    step("staging")
    create(connection, SQL / "staging")
    checks = {path.name: path.read_text(encoding="utf-8") for path in sorted((SQL / "checks").glob("*.sql"))}
    made = {name for (name,) in connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables()").fetchall()}  # fmt: skip
    early = {
        name: text
        for name, text in checks.items()
        if {f"{schema}.{table}" for schema, table in relations(connection, text) if schema} <= made
    }
    stop_at_faults(connection, early)
    compute(connection)
    step("marts")
    create(connection, SQL / "marts")
    step("checks")
    late = {name: text for name, text in checks.items() if name not in early}
    stop_at_faults(connection, late | rules.declared(connection))


def no_room(out: Path, served: Manifest | None, fault: Exception) -> GardefouError:
    """The error for a version that could not be written, with the room it needs and the room there is."""
    needed = 2 * served.path.stat().st_size if served else 50_000_000
    return GardefouError(
        f"the new version could not be written to {out} ({str(fault).splitlines()[0][:200]}). It needs about "
        f"{needed / 1e6:,.0f} MB; {shutil.disk_usage(out).free / 1e6:,.0f} MB are free. What was served stays. Make "
        "room or correct the rights, and build again."
    )


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
        digest.update(path.name.encode() + sha256(path).encode())
    let_pass = accepted(store)  # going back to a version stands in the same file, and is no input
    return hashlib.sha256(digest.digest() + repr(let_pass).encode()).hexdigest() if let_pass else digest.hexdigest()


def define_macros(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """The rules of sql/macros, which many selects and queries share, as macros of the schema."""
    for path in sorted((SQL / "macros").glob("*.sql")):
        _, definition = path.read_text(encoding="utf-8").split("\n", 1)
        connection.execute(f"create or replace macro {schema}.{definition}").fetchall()


def create(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """One table for each select in the folder, in the order their own texts ask for."""
    define_macros(connection, "marts")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
    needs = {
        name: {table for schema, table in relations(connection, text) if schema == folder.name and table in texts}
        for name, text in texts.items()
    }
    for name in TopologicalSorter(needs).static_order():
        try:
            connection.execute(f"create table {folder.name}.{name} as {texts[name]}").fetchall()
        except duckdb.Error as fault:
            raise GardefouError(
                f"sql/{folder.name}/{name}.sql: {fault}\nThe build stopped; the version being served is unchanged."
            ) from None


def compute(connection: duckdb.DuckDBPyConnection) -> None:
    """staging.<module> for each module of etl/warehouse/computed, from the relations of staging."""
    for found in sorted(pkgutil.iter_modules(computed.__path__), key=lambda module: module.name):
        rows, types = importlib.import_module(f"etl.warehouse.computed.{found.name}").rows(connection)
        raw.insert(connection, found.name, rows, types, schema="staging")


NAMED: dict[str, set[tuple[str, str]]] = {}  # what was read of each text: they are a few hundred, and stay the same


def relations(connection: duckdb.DuckDBPyConnection, text: str) -> set[tuple[str, str]]:
    """The (schema, table) pairs a select names, from DuckDB's own reading of it."""
    if text in NAMED:
        return NAMED[text]
    serialized = connection.execute("select json_serialize_sql(?)", [text]).fetchall()[0][0]
    tree = json.loads(serialized)
    if tree.get("error"):
        raise GardefouError(f"not a select: {tree.get('error_message')}\n{text[:200]}")
    found: set[tuple[str, str]] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE":
                found.add((node.get("schema_name", ""), node.get("table_name", "")))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    NAMED[text] = found
    return found


def stop_at_faults(connection: duckdb.DuckDBPyConnection, checks: dict[str, str]) -> None:
    """Run these checks; raises GardefouError with the rows that must not exist."""
    faults = []
    for name, text in checks.items():
        connection.execute(text)
        columns = [column[0] for column in connection.description or ()]
        rows = connection.fetchall()
        if rows:
            faults.append(f"{first_sentence(text)} ({counted(rows)}; {name}):")
            faults += [
                "  "
                + ", ".join(
                    f"{column} {value}" for column, value in zip(columns, row, strict=True) if value is not None
                )
                for row in rows[:MOST_FAULTS_SHOWN]
            ]
            if len(rows) > MOST_FAULTS_SHOWN:
                faults.append(f"  … and {len(rows) - MOST_FAULTS_SHOWN} more")
    if faults:
        raise GardefouError(
            "\n".join(faults) + "\nThe build stopped; the version being served is unchanged. Correct the rows named."
        )


def first_sentence(select: str) -> str:
    """What a check is for: the first sentence of the remark it begins with, however many lines it takes."""
    remark = " ".join(line[3:] for line in takewhile(lambda line: line.startswith("-- "), select.splitlines()))
    return re.split(r"\.(?= [A-Z]|$)", remark, maxsplit=1)[0]


def counted(rows: list) -> str:
    return f"{len(rows)} rows" if len(rows) > 1 else "1 row"


def next_moment(out: Path, now: dt.datetime) -> dt.datetime:
    """The moment a new version is named by: now, or a second after the newest name if the clock was set back.

    So names sort in the order of building, and none is used twice: a reader may hold the file of that name.
    """
    known = [path.stem.split("-")[0] for kind in ("*.json", "*.duckdb") for path in out.glob(kind)]
    moments = []
    for name in known:
        with suppress(ValueError):
            moments.append(dt.datetime.strptime(name, "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC) + dt.timedelta(seconds=1))
    return max([now, *moments])


def publish(
    connection: duckdb.DuckDBPyConnection, out: Path, described: list[dict], inputs: str, as_of: dt.date,
    served: Manifest | None, gate: Gate | None,
) -> Manifest:  # fmt: skip
    """Write the marts to a new file, read it back, ask the gate, and swap the pointer to it; the manifest."""
    now = dt.datetime.now(dt.UTC)
    version = f"{next_moment(out, now):%Y%m%dT%H%M%S}-{inputs[:8]}"
    path, scratch = out / f"{version}.duckdb", out / f"{version}.building"
    names = [name for (name,) in connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by 1").fetchall()]  # fmt: skip
    connection.execute(f"attach '{scratch}' as published").fetchall()
    connection.execute("create schema published.marts").fetchall()
    define_macros(connection, "published.marts")
    for name in names:
        connection.execute(f"create table published.marts.{name} as from marts.{name}").fetchall()
    ((data_date,),) = connection.execute(
        "select coalesce(max(data_date), any_value(first_alarm_date))::varchar "
        "from marts.anchors left join marts.coverage on true"
    ).fetchall()
    warnings = [text for (text,) in connection.execute("select warning from marts.warnings order by 1").fetchall()]
    connection.execute("checkpoint published").fetchall()
    connection.execute("detach published").fetchall()
    with duckdb.connect(str(scratch), read_only=True, config=CLOSED) as written:
        rows = {name: written.execute(f"select count(*) from marts.{name}").fetchall()[0][0] for name in names}
    synced(scratch)
    os.replace(scratch, path)
    record = {
        "version": version,
        "file": path.name,
        "sha256": sha256(path),
        "built_at": now.isoformat(timespec="seconds"),
        "as_of": as_of.isoformat(),
        "data_date": data_date,
        "rows": rows,
        "sources": described,
        "inputs": inputs,
        "warnings": warnings + vanished(path, served),
    }
    if gate:
        try:
            gate(Manifest(path=path, **{key: record[key] for key in record if key != "file"}), served)  # type: ignore[arg-type]
        except BaseException:
            path.unlink()
            raise
    for name in (f"{version}.json", "current.json"):  # the pointer last: until it is swapped the old version is served
        replaced(out / name, json.dumps(record, ensure_ascii=False, indent=1, default=str, allow_nan=False))
    prune(out, version)
    return whole(manifest_in(out / "current.json"))


def prune(out: Path, served: str) -> None:
    """Remove versions beyond the last few, and files of builds that never became a version."""
    known = sorted((path.stem for path in out.glob("*.json") if path.name != "current.json"), reverse=True)
    kept = {served, *known[:KEPT_VERSIONS]}
    for path in [*out.glob("*.duckdb"), *out.glob("*.json")]:
        if path.name != "current.json" and path.stem not in kept:
            path.unlink()
