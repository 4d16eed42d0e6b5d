"""Files that appear whole or not at all, and folders with one writer at a time."""

import datetime as dt
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from etl.errors import GardefouError


def now() -> str:
    """The moment in UTC, as ISO text to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def sha256(path: Path) -> str:
    """The SHA-256 of a file, or of a folder's files in order, each with its name."""
    if not path.is_dir():
        with open(path, "rb", buffering=0) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    found = hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        found.update(file.relative_to(path).as_posix().encode())
        found.update(file.read_bytes())
    return found.hexdigest()


def is_alive(process: int) -> bool:
    """Whether there is a process of that number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def synced(path: Path) -> None:
    """Returns once the file is on the disk; of a folder, once the names in it are."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def replaced(path: Path, text: str) -> None:
    """Put a whole new text under the name, so that a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(path.name + ".building")
    with open(scratch, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)
    synced(path.parent)


def appended(path: Path, record: dict[str, Any]) -> None:
    """Add one JSON line. What a killed writer left of a line is closed off first, so that only that line is lost."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(json.dumps(record, ensure_ascii=False, allow_nan=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a file of JSON lines, without a line that was cut; [] when there is none."""
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            found.append(record)
    return found


def kept(path: Path) -> dict[str, Any]:
    """A record kept as JSON; {} when there is none. Raises GardefouError when it cannot be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        record = None
    if not isinstance(record, dict):
        raise unreadable(path)
    return record


def unreadable(path: Path) -> GardefouError:
    return GardefouError(f"{path} cannot be read. Nothing was changed. Restore it from a copy, or remove it.")


def cannot_write(fault: OSError) -> GardefouError:
    """What to say of a disk that is full, a folder that may not be written, a name that is taken."""
    return GardefouError(
        f"{fault.filename or 'the disk'}: {fault.strerror or fault}. It was not written; what was there before stays. "
        "Make room or correct the rights, and run it again."
    )


@contextmanager
def one_writer(path: Path, doing: str) -> Iterator[None]:
    """Hold the lock file for one process; raises GardefouError naming the one that has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise GardefouError(
                f"another {doing} is at work in {path.parent} ({lock.read().strip() or 'unknown process'}). "
                "This one has changed nothing; start it again when that one is done."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, since {now()}")
        lock.flush()
        yield
