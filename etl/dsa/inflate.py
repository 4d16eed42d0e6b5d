"""The bytes of one part, unpacked into memory that is used again and again, and where records can be cut apart."""

import gzip
import io
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from isal import isal_zlib

from etl.dsa.archive import GZIP, MOST_RATIO, SMALL_BYTES, Part, refused
from etl.objects import reading

BLOCK_BYTES = 2 << 20  # fits the processor's cache together with its columns: 1 and 4 MiB were both slower
READ_BYTES = 1 << 18
MOST_RECORD_BYTES = 32 << 20
RECORD_START = re.compile(rb"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12},")
GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"

INFLATE_ERROR = cast(type[Exception], isal_zlib.error)  # its stub says an exception, it is the class
Fill = Callable[[memoryview], int]


class Stored(io.RawIOBase):
    """The part's bytes as they lie in its file. After them comes `tail`, before them `head`."""

    def __init__(self, file: Any, part: Part, head: bytes = b"", tail: bytes = b""):
        self.file, self.at, self.end = file, part.offset, part.offset + part.stored_bytes
        file.seek(part.offset)
        self.head, self.tail = head, tail

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        view = memoryview(target)
        if self.head:
            data, self.head = self.head[: len(view)], self.head[len(view) :]
        elif self.at < self.end:
            count = self.file.readinto(view[: self.end - self.at])
            self.at = self.at + count if count else self.end
            return count or self.readinto(target)
        else:
            data, self.tail = self.tail[: len(view)], self.tail[len(view) :]
        view[: len(data)] = data
        return len(data)


@contextmanager
def unpacked(archive_name: str, part: Part) -> Iterator[Fill]:
    """A function that fills memory with the part's next bytes and returns how many; less than asked for at its end.

    It raises GardefouError when the part is not of the size or has not the CRC that its archive declares. A deflated
    part is dressed as a gzip file, header before and CRC and size behind, because that is what isal unpacks into
    memory of ours, and compares; each block in new memory took a tenth more time.
    """
    file = reading(part.path, part.offset + part.stored_bytes)
    size = crc = 0
    readinto: Fill = Stored(file, part).readinto
    is_gzip = part.method == GZIP
    most = MOST_RATIO * max(part.stored_bytes, SMALL_BYTES) if is_gzip else part.size
    if is_gzip:
        readinto = isal_zlib._GzipReader(cast(BinaryIO, Stored(file, part)), READ_BYTES).readinto
    elif part.method:
        tail = struct.pack("<II", part.crc or 0, part.size & 0xFFFFFFFF)
        dressed = cast(BinaryIO, Stored(file, part, GZIP_HEADER, tail))
        readinto = isal_zlib._GzipReader(dressed, READ_BYTES).readinto

    def fill(view: memoryview) -> int:
        nonlocal size, crc
        filled = 0
        try:
            while filled < len(view) and (count := readinto(view[filled:])):
                filled += count
        except gzip.BadGzipFile as fault:
            size_lies = (
                "is not a gzip file to its end"
                if is_gzip
                else f"is longer or shorter than the {part.size:,} bytes it declares"
            )
            what = "does not match its own checksum" if "CRC" in str(fault) else size_lies
            raise refused(archive_name, f"part {part.name} {what}") from None
        except EOFError:
            raise refused(archive_name, f"part {part.name} ends before its end") from None
        except (INFLATE_ERROR, OSError, ValueError) as fault:
            raise refused(archive_name, f"part {part.name} cannot be unpacked ({fault})") from None
        size += filled
        if size > most:
            raise refused(archive_name, f"part {part.name} is longer than the {most:,} bytes it declares or may have")
        if not part.method:
            crc = isal_zlib.crc32(view[:filled], crc)
        if (
            not is_gzip
            and filled < len(view)
            and (size < part.size or (not part.method and part.crc not in (None, crc)))
        ):
            raise refused(archive_name, f"part {part.name} does not match its own checksum")
        return filled

    try:
        yield fill
    finally:
        file.close()


def cut(data: bytearray, end: int, is_plain: bool) -> int:
    """Where data[:end], which begins at a record, can be cut between two records; 0 when nowhere.

    In a dump each record begins with an id and ends with a date, so a line feed before an id is taken as the cut: when
    it is inside a text after all, the reader sees an unfinished last record and asks for more. Elsewhere
    (`is_plain` false) the quotes before the line feed must pair up.
    """
    at, tries = end, 0
    while (at := data.rfind(b"\n", 0, at)) >= 0 and tries < 64:
        if is_plain and RECORD_START.match(data, at + 1, end):
            return at + 1
        if not is_plain and data.count(b'"', 0, at) % 2 == 0:
            return at + 1
        tries += 1
    return data.rfind(b"\n", 0, end) + 1 if is_plain else 0
