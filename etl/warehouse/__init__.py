"""The warehouse as it is served: which version, is it whole, and the answers to named queries. Reads only.

A build leaves `<version>.duckdb` and `<version>.json` (its manifest), then swaps `current.json`; see build.py beside.
"""

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from etl.errors import GardefouError
from etl.files import sha256
from etl.places import ROOT, WAREHOUSE
from etl.warehouse.recorded import every_row

if TYPE_CHECKING:
    import pandas as pd  # loaded when a query asks for a frame: it takes a command longer than all else it imports

QUERIES = ROOT / "sql" / "queries"
REBUILD = "Run `make data` (or `python -m etl build`) in the project's folder, then reload this page."

# Read-only alone still lets SQL read other files: every door is closed, and the lock keeps them closed.
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": "512MB",
    "threads": "2",
    # Freed memory goes back to the system: a server would keep some fifty megabytes of what one question needed.
    "allocator_background_threads": "true",
    "allocator_flush_threshold": "1MB",
    "allocator_bulk_deallocation_flush_threshold": "4MB",
    "lock_configuration": "true",
}

DOORS = ("enable_external_access", "lock_configuration")  # closed last where another file must be opened first


class Unavailable(GardefouError):
    """No version can be served. `reason` is missing, empty, damaged, older or newer."""

    def __init__(self, reason: str, message: str):
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Manifest:
    """One version: its file and what was put in it. `instead_of` names a newer version that could not be served."""

    version: str
    path: Path
    sha256: str
    built_at: str
    as_of: str
    data_date: str
    rows: dict[str, int]
    sources: list[dict] = field(default_factory=list)
    inputs: str = ""
    instead_of: str = ""
    warnings: list[str] = field(default_factory=list)


def current(folder: Path | None = None) -> Manifest:
    """The version to serve: the one `current.json` names or, when that is damaged, the newest whole one before it.

    Raises Unavailable when there is none.
    """
    folder = folder or WAREHOUSE
    pointer = folder / "current.json"
    if not pointer.exists():
        raise Unavailable("missing", f"There is no warehouse in {folder} yet. {REBUILD}")
    try:
        return verified(manifest_in(pointer))
    except Unavailable as fault:
        for older in versions(folder):
            if older.path.name != fault.args[0]:
                try:
                    found = verified(older)
                except Unavailable:
                    continue
                return Manifest(**{**vars(found), "instead_of": pointed_version(pointer)})
        raise


def pointed_version(pointer: Path) -> str:
    """The version the pointer names, `?` when it cannot be read: only used to say so."""
    try:
        return json.loads(pointer.read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError, TypeError):
        return "?"


def versions(folder: Path | None = None) -> list[Manifest]:
    """The versions kept in the folder, newest first; whether each is whole is not looked at."""
    found = []
    for path in (folder or WAREHOUSE).glob("*.json"):
        if path.name != "current.json":
            try:
                found.append(manifest_in(path))
            except Unavailable:
                continue
    return sorted(found, key=lambda manifest: manifest.version, reverse=True)


def newest_with(row_id: str, folder: Path | None = None) -> Manifest | None:
    """The newest version kept that has a row of that identifier; None when none that can be read has it."""
    for manifest in versions(folder):
        try:
            with connect(verified(manifest)) as connection:
                if not query(connection, "record", id=row_id).empty:
                    return manifest
        except (Unavailable, duckdb.Error):
            continue
    return None


def manifest_in(path: Path) -> Manifest:
    """The manifest written in a file; raises Unavailable when it is not one."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        name = record.pop("file")
        if Path(name).name != name:
            raise ValueError("the file it names is not beside it")
        return Manifest(path=path.parent / name, **record)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Unavailable("damaged", f"{path.name} cannot be read ({type(fault).__name__}). {REBUILD}") from None


def verified(manifest: Manifest) -> Manifest:
    """The manifest, once its file has the recorded sha256; raises Unavailable otherwise."""
    try:
        stat = manifest.path.stat()
    except OSError:
        raise Unavailable("missing", f"The file of version {manifest.version} is gone. {REBUILD}") from None
    if not stat.st_size:
        raise Unavailable("empty", f"The file of version {manifest.version} is empty. {REBUILD}")
    if digest(str(manifest.path), stat.st_size, stat.st_mtime_ns) != manifest.sha256:
        raise Unavailable("damaged", f"The file of version {manifest.version} is not the one that was built. {REBUILD}")
    return manifest


@lru_cache(maxsize=16)
def digest(path: str, size: int, changed: int) -> str:
    """The sha256 of a file; `size` and `changed` make a rewritten file a new question."""
    return sha256(Path(path))


def connect(manifest: Manifest) -> duckdb.DuckDBPyConnection:
    """A read-only connection to that version, with files, network and settings out of reach.

    Share it between threads by `query`, which takes a cursor of its own. Raises Unavailable.
    """
    try:
        return duckdb.connect(str(manifest.path), read_only=True, config=CLOSED)
    except duckdb.Error as fault:
        raise cannot_open(manifest, fault) from None


def cannot_open(manifest: Manifest, fault: Exception) -> Unavailable:
    """What to say of a file that the installed DuckDB does not open: of another program's format, or damaged."""
    reason = "newer" if re.search(r"version|storage|serializ", str(fault), re.IGNORECASE) else "damaged"
    return Unavailable(
        reason,
        f"Version {manifest.version} cannot be opened by DuckDB {duckdb.__version__}, installed here. {REBUILD}",
    )


def query(connection: duckdb.DuckDBPyConnection, name: str, **params) -> "pd.DataFrame":
    """The rows of sql/queries/<name>.sql; a list parameter is unnested by the query. Grain and columns: see the file.

    Raises duckdb.Error for a parameter that is missing or that the query does not know.
    """
    text = sql(name)
    with connection.cursor() as cursor:
        if "$rows" in text:
            params["rows"] = every_row(cursor)
        return cursor.execute(text, params).df()


@lru_cache(maxsize=256)
def sql(name: str) -> str:
    """The text of a named query. Names are file names: nothing else can be asked."""
    if not name.replace("_", "").isalnum():
        raise GardefouError(f"{name!r} is not a query's name.")
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
