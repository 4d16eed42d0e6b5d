"""Answers of many rows: each written once, as a file, by a process of its own, and sent as a file from then on.

The process has its own memory and its own database, comes after the server in turn for the processor, and there is one
at a time. The files lie in GARDEFOU_FILES, else in the folder for temporary files, and go when the server goes, or when
there are more than MOST_BYTES of them: those asked for longest ago first.
"""

import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request

from etl.files import is_alive
from etl.open_data.relations import Asked
from etl.places import ROOT
from server.answers import Answer, takes_gzip
from server.refused import Refused

MOST_BYTES = 1_000_000_000
MOST_FILE = 400_000_000  # bytes of one answer, the compressed copy included
PATIENCE, WAIT = 60.0, 20.0  # seconds one answer may take to write, and may wait for those before it
NAME = "garde-fou-files-"


@dataclass(frozen=True)
class Job:
    """All that decides the bytes of a file."""

    path: str
    relation: str
    form: str
    asked: Asked
    names: list[str]
    about: dict[str, str]
    record: dict[str, Any]
    mark: bool

    def told(self) -> bytes:
        """The job as the process reads it."""
        return json.dumps(dataclasses.asdict(self), default=str, allow_nan=False).encode()


@cache
def folder() -> Path:
    """This server's own folder, readable by its owner alone; what servers that are gone left is removed first."""
    place = Path(os.environ.get("GARDEFOU_FILES") or tempfile.gettempdir())
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob(f"{NAME}*"):
        owner = left.name.removeprefix(NAME).split("-")[0]
        if owner.isdigit() and left.stat().st_uid == os.getuid() and not is_alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix=f"{NAME}{os.getpid()}-", dir=place))
    return made


class Files:
    """The files there are, by name, and one maker at a time."""

    def __init__(self) -> None:
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._held: OrderedDict[str, int] = OrderedDict()

    def get(self, job: Job) -> Path:
        """The file of a job, written first when there is none. Raises Refused."""
        told = job.told()
        name = f"{hashlib.blake2b(told, digest_size=12).hexdigest()}.{job.form}"
        path = folder() / name
        if self._find(name, path):
            return path
        if not self._making.acquire(timeout=WAIT):
            raise Refused(503, "no_room", seconds=10)
        try:
            if not self._find(name, path):
                self._room(MOST_FILE)
                _write(told, path)
                size = sum(one.stat().st_size for one in (path, zipped(path)) if one.exists())
                with self._lock:
                    self._held[name] = size
        finally:
            self._making.release()
        return path

    def _find(self, name: str, path: Path) -> bool:
        with self._lock:
            if name in self._held and path.exists():
                self._held.move_to_end(name)
                return True
            return False

    def _room(self, needed: int) -> None:
        """Removes the files asked for longest ago; who is reading one reads it to its end."""
        with self._lock:
            while self._held and sum(self._held.values()) + needed > MOST_BYTES:
                name, _ = self._held.popitem(last=False)
                for one in (folder() / name, zipped(folder() / name)):
                    one.unlink(missing_ok=True)


FILES = Files()


def clear() -> None:
    """Removes this server's folder: it stops."""
    if folder.cache_info().currsize:
        shutil.rmtree(folder(), ignore_errors=True)
        folder.cache_clear()


def zipped(path: Path) -> Path:
    """Where the compressed copy of a file lies."""
    return path.with_name(path.name + ".gz")


def _write(told: bytes, path: Path) -> None:
    command = [sys.executable, "-m", "etl.open_data.written", str(path), str(MOST_FILE)]
    try:
        done = subprocess.run(command, input=told, cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False)
    except (subprocess.TimeoutExpired, OSError):
        raise Refused(503, "too_long") from None
    finally:
        for left in path.parent.glob(f"{path.name}*.part"):
            left.unlink(missing_ok=True)
    if done.returncode:
        raise Refused(503, "no_room", seconds=10)


def answer(job: Job, headers: dict[str, str], media_type: str, request: Request) -> Answer:
    """The file, or its compressed copy where that is taken; a part asked for is a part of the file itself."""
    path = FILES.get(job)
    accepted = takes_gzip(request.headers.get("accept-encoding", ""))
    if accepted and "range" not in request.headers and zipped(path).exists():
        tag = headers["etag"].rstrip('"') + '-gzip"'
        return Answer(
            200, zipped(path), media_type, {**headers, "etag": tag, "content-encoding": "gzip"}, has_ranges=True
        )
    return Answer(200, path, media_type, headers, has_ranges=True)
