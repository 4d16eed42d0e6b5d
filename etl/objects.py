"""An object store as a folder: `s3://bucket/prefix` with what the readers and the store use of a Path.

Objects are read by ranges, never copied whole to a disk; what is written appears whole, as S3 does it. The client is
pyarrow's. The endpoint is AWS_ENDPOINT_URL (Amazon's own when empty), the region AWS_REGION, and the credentials are
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where there is one, AWS_SESSION_TOKEN: from the environment only.
"""

import fnmatch
import io
import os
import secrets
import socket
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path, PosixPath
from types import SimpleNamespace
from typing import Any

from etl.errors import GardefouError
from etl.files import now

SETTINGS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_REGION")
LEAST_READ, MOST_READ = 1 << 16, 8 << 20
RENEWED_SECONDS, LEASE_SECONDS = 20, 90


def placed(text: str) -> Path:
    """The place that a word of the command line names: a path, or an object for s3://…"""
    return ObjectPath(text) if text.startswith("s3://") else Path(text)


@cache
def client() -> Any:
    """The S3 client. Raises GardefouError when the environment has no credentials."""
    from pyarrow import fs

    said = {name: os.environ.get(name, "") for name in SETTINGS}
    if not (said["AWS_ACCESS_KEY_ID"] and said["AWS_SECRET_ACCESS_KEY"]):
        raise GardefouError(
            "s3:// needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, and AWS_ENDPOINT_URL for a "
            "store that is not Amazon's. Nothing was read."
        )
    scheme, _, host = said["AWS_ENDPOINT_URL"].rpartition("://")
    return fs.S3FileSystem(
        access_key=said["AWS_ACCESS_KEY_ID"], secret_key=said["AWS_SECRET_ACCESS_KEY"],
        session_token=said["AWS_SESSION_TOKEN"] or None, endpoint_override=host or None, scheme=scheme or "https",
        region=said["AWS_REGION"] or "us-east-1", connect_timeout=10, request_timeout=60,
    )  # fmt: skip # saves 5 lines


class ObjectPath(PosixPath):
    """A key of a bucket. A folder is what keys begin with."""

    info: Any = None  # of a listing: no second look is needed

    def __str__(self) -> str:
        return "s3://" + self.key

    def __fspath__(self) -> str:
        return str(self)

    @property
    def key(self) -> str:
        return "/".join(self.parts[1:])

    def absolute(self) -> "ObjectPath":
        return self

    def looked(self) -> Any:
        return self.info or client().get_file_info(self.key)

    def exists(self, **_: Any) -> bool:
        return self.looked().type.name in ("File", "Directory")

    def is_file(self, **_: Any) -> bool:
        return self.looked().type.name == "File"

    def is_dir(self, **_: Any) -> bool:
        return self.looked().type.name == "Directory"

    def stat(self, **_: Any) -> Any:
        """Size, time and kind; raises FileNotFoundError."""
        found = self.looked()
        if found.type.name == "NotFound":
            raise FileNotFoundError(2, "no such object", str(self))
        kind = stat.S_IFDIR if found.type.name == "Directory" else stat.S_IFREG
        when = found.mtime.timestamp() if found.mtime else 0.0
        return SimpleNamespace(st_size=found.size or 0, st_mtime=when, st_mode=kind)

    def open(self, mode: str = "r", *_: Any, **__: Any) -> Any:
        """For reading bytes, by ranges."""
        if mode != "rb":
            raise io.UnsupportedOperation(mode)
        return Ranges(self)

    def read_bytes(self) -> bytes:
        with client().open_input_stream(self.key) as stream:
            return stream.read()

    def read_text(self, encoding: str | None = "utf-8", *_: Any, **__: Any) -> str:
        return self.read_bytes().decode(encoding or "utf-8")

    def write_bytes(self, data: Any) -> int:
        with client().open_output_stream(self.key) as stream:
            stream.write(data)
        return len(data)

    def unlink(self, missing_ok: bool = False) -> None:
        try:
            client().delete_file(self.key)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def mkdir(self, *_: Any, **__: Any) -> None:
        client().create_dir(self.key)

    def chmod(self, *_: Any, **__: Any) -> None:
        """Who may read an object is the bucket's to say."""

    def glob(self, pattern: str, **_: Any) -> Iterator["ObjectPath"]:  # type: ignore[override]
        return self.listed(pattern, False)

    def rglob(self, pattern: str, **_: Any) -> Iterator["ObjectPath"]:  # type: ignore[override]
        return self.listed(pattern, True)

    def listed(self, pattern: str, is_deep: bool) -> Iterator["ObjectPath"]:
        from pyarrow import fs

        for found in client().get_file_info(fs.FileSelector(self.key, allow_not_found=True, recursive=is_deep)):
            if fnmatch.fnmatchcase(found.base_name, pattern):
                path = ObjectPath(f"s3://{found.path}")
                path.info = found
                yield path

    def remove_all(self) -> None:
        with suppress(FileNotFoundError):
            client().delete_dir(self.key)


class Ranges(io.RawIOBase):
    """An object as a file to read: a stretch at a time, the longer the longer it is read on, none beyond `end`."""

    def __init__(self, path: ObjectPath, end: int | None = None):
        self.file = client().open_input_file(path.key)
        self.size = self.file.size()
        self.end = min(end or self.size, self.size)
        self.at, self.start, self.held, self.next = 0, 0, b"", LEAST_READ

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self.at, os.SEEK_END: self.size}[whence]
        if self.at < 0:
            raise OSError(22, "a place before the start")
        return self.at

    def readinto(self, target: Any) -> int:
        view, filled = memoryview(target).cast("B"), 0
        while filled < len(view) and self.at < self.size:
            if not self.start <= self.at < self.start + len(self.held):
                self.fetch(len(view) - filled)
            some = self.held[self.at - self.start :][: len(view) - filled]
            if not some:
                break
            view[filled : filled + len(some)] = some
            filled += len(some)
            self.at += len(some)
        return filled

    def fetch(self, wanted: int) -> None:
        is_next = bool(self.held) and self.at == self.start + len(self.held)
        self.next = min(2 * self.next, MOST_READ) if is_next else LEAST_READ
        most = (self.end if self.at < self.end else self.size) - self.at
        self.start, self.held = self.at, self.file.read_at(min(max(self.next, wanted), most), self.at)

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()


def reading(path: Path, end: int) -> Any:
    """The file or object to read up to `end`."""
    return Ranges(path, end) if isinstance(path, ObjectPath) else open(path, "rb", buffering=0)


class Copies:
    """Objects that a library wants as files (the ledger, which SQLite reads), each with what it was when copied."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="garde-fou-")
        self.known: dict[str, tuple[Path, Any]] = {}

    def at(self, path: ObjectPath, is_changed: bool) -> Path:
        copy, before = self.known.get(str(path), (Path(self.folder.name) / secrets.token_hex(8), None))
        if is_changed:
            path.write_bytes(copy.read_bytes())
        elif before != (now_is := self.version(path)) or now_is is None:
            copy.write_bytes(path.read_bytes())
        self.known[str(path)] = copy, self.version(path)
        return copy

    @staticmethod
    def version(path: ObjectPath) -> Any:
        found = client().get_file_info(path.key)
        return found.mtime_ns, found.size


copies = cache(Copies)


@contextmanager
def leased(root: ObjectPath, doing: str) -> Iterator[None]:
    """Hold the store for one writer; raises GardefouError naming the one that has it.

    An object store has no locks. Each writer leaves an object of its own and then looks for others: of two at the same
    time at least one sees the other. The object is written again every 20 seconds; one of 90 seconds ago is of a run
    that was killed, as is one of a process of this machine that is gone.
    """
    own = root / ".lock" / secrets.token_hex(8)
    words = f"process {os.getpid()} on {socket.gethostname()}, since {now()}"
    own.write_bytes(words.encode())
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(RENEWED_SECONDS):
            with suppress(OSError):  # the next time may do; the lease is longer
                own.write_bytes(words.encode())

    keeper = threading.Thread(target=renew, daemon=True)
    try:
        mine = client().get_file_info(own.key).mtime
        for other in (root / ".lock").glob("*"):
            if other.name == own.name or not other.is_file():
                continue
            try:
                said = other.read_text()
            except FileNotFoundError:  # done, or refused because it saw us
                continue
            except OSError:  # it is there, and cannot be asked who it is
                said = "it could not be asked which"
            if (mine - other.info.mtime).total_seconds() < LEASE_SECONDS and not is_gone(said):
                raise GardefouError(
                    f"another {doing} is at work in {root} ({said}). This one has changed nothing; start it again when "
                    f"that one is done. If it was killed, its place is free {LEASE_SECONDS} seconds later."
                )
            other.unlink(missing_ok=True)
        keeper.start()
        yield
    finally:
        ended.set()
        if keeper.is_alive():
            keeper.join()
        own.unlink(missing_ok=True)


def is_gone(said: str) -> bool:
    """Whether the words are of a process of this machine that is there no more."""
    words = said.replace(",", "").split()
    return len(words) > 3 and words[3] == socket.gethostname() and not Path(f"/proc/{words[1]}").exists()
