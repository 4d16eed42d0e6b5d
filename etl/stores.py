"""What the stores of ingested files share: one writer at a time, files that appear whole, a ledger of those that count.

A file is written under a temporary name, brought to the disk and renamed; it counts from the moment the new ledger has
replaced the old. What the ledger does not name was left by a killed run, and is swept away by the next.
"""

import csv
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from etl.errors import GardefouError
from etl.files import one_writer, replaced, synced
from etl.objects import ObjectPath, copies, leased


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the store for one writer; raises GardefouError when another process has it or it cannot be written.

    What is written meanwhile can be read by its owner alone, in a copy of the folder too.
    """
    with ExitStack() as stack:
        stack.callback(os.umask, os.umask(0o077))
        try:
            holding = leased(root, "run") if isinstance(root, ObjectPath) else one_writer(root / ".lock", "run")
            stack.enter_context(holding)
            root.chmod(0o700)  # what was ingested is for its owner alone
        except OSError as error:
            raise GardefouError(
                f"the store {root} cannot be written ({error.strerror}). Nothing was read. Name another with --store."
            ) from None
        yield


def read_ledger(
    root: Path, fresh: dict[str, Any], needed: dict[str, set[str]] | None = None, inputs: str = "files"
) -> dict[str, Any]:
    """The ledger of the store, `fresh` for a new one.

    `needed`: for each list of records, the keys that every reader of a record takes for granted. Raises GardefouError
    when the file is damaged, of another format, or a part or a record of it is not whole.
    """
    path = root / "ledger.json"
    if not path.exists():
        return fresh
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != fresh["format"]:
            raise ValueError(f"format {found['format']}")
        if not all(isinstance(found[name], type(usual)) for name, usual in fresh.items()):
            raise ValueError("a part is missing")
        if not all(set(record) >= keys for name, keys in (needed or {}).items() for record in found[name]):
            raise ValueError("a record is not whole")
        return found
    except (ValueError, KeyError, TypeError) as fault:
        raise GardefouError(
            f"{path} cannot be read ({fault}). Nothing was changed. Restore it from a copy, or move {root} away and "
            f"ingest the {inputs} again."
        ) from None


def write_ledger(root: Path, book: dict[str, Any]) -> None:
    """Put the new ledger in place of the old: from here on, what it names counts."""
    replaced(root / "ledger.json", json.dumps(book, ensure_ascii=False, indent=1, allow_nan=False))


@contextmanager
def written_whole(path: Path, is_lasting: bool = True, work: Path | None = None) -> Iterator[Path]:
    """A temporary name to write the file under; it gets its own once it is on the disk, never later than the ledger.

    No two writers share a temporary name: executors of a cluster may write the same file at once, and the slower one
    is killed. So where there is a folder for `work`, which is gone at the end, the temporary file lies there. A file
    that is not lasting need not survive a power cut.
    """
    if isinstance(path, ObjectPath):  # which appears whole by itself
        with tempfile.TemporaryDirectory(prefix="garde-fou-") as folder:
            yield (scratch := Path(folder) / path.name)
            path.write_bytes(scratch.read_bytes())
        return
    if is_lasting:
        path.parent.mkdir(parents=True, exist_ok=True)
    scratch = (work or path.parent) / f"{path.stem}.{secrets.token_hex(4)}.tmp"
    try:
        yield scratch
        if is_lasting:
            synced(scratch)
        os.replace(scratch, path)
        if is_lasting:
            synced(path.parent)  # the name too is on the disk before the ledger says that it is there
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def kept_at(path: Path, is_changed: bool = False) -> Path:
    """Where a library that knows files only finds the file; `is_changed` when it has written there."""
    return copies().at(path, is_changed) if isinstance(path, ObjectPath) else path


def removed(folder: Path) -> None:
    """The folder and all in it is gone, if it was there."""
    if isinstance(folder, ObjectPath):
        folder.remove_all()
    else:
        for _ in range(3):  # a task that is being killed may put one more file there
            shutil.rmtree(folder, ignore_errors=True)


def write_csv(path: Path, columns: list[str], rows: Iterable[tuple], work: Path | None = None) -> None:
    """Write the rows under their header; `work` as `whole` has it."""
    with written_whole(path, work=work) as scratch, open(scratch, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def swept(root: Path, folders: Iterable[str], named: set[str]) -> None:
    """Remove what is in the folders and not `named` ("folder/file"): what a killed run or a newer file left."""
    for folder in folders:
        for path in (root / folder).glob("*"):
            if f"{folder}/{path.name}" not in named:
                path.unlink()
