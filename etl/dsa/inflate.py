"""The bytes of one part as blocks of whole records."""

import os
import re
from collections.abc import Iterator
from typing import cast

from isal import igzip_lib, isal_zlib

from etl.dsa.archive import Part, refused

BLOCK_BYTES = 2 << 20  # fits the processor's cache together with its columns: 1 and 4 MiB were both slower
READ_BYTES = 1 << 18
MOST_RECORD_BYTES = 32 << 20
INFLATE_ERROR = cast(type[Exception], igzip_lib.error)  # its stub says an exception, it is the class
RECORD_START = re.compile(rb"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12},")


def pieces(archive_name: str, part: Part) -> Iterator[bytes]:
    """The part's bytes, some at a time, checked against the size and the CRC its archive declares."""
    crc = size = read = 0
    fd = os.open(part.path, os.O_RDONLY)
    try:
        inflater = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_DEFLATE) if part.method else None
        while not inflater.eof if inflater else read < part.stored_bytes:
            data = b""
            if inflater is None or inflater.needs_input:
                data = os.pread(fd, min(READ_BYTES, part.stored_bytes - read), part.offset + read)
                read += len(data)
                if not data:
                    raise refused(archive_name, f"part {part.name} ends before its end")
            if inflater:
                data = inflater.decompress(data, BLOCK_BYTES)
            size += len(data)
            if size > part.size:
                raise refused(archive_name, f"part {part.name} is longer than the {part.size:,} bytes it declares")
            crc = isal_zlib.crc32(data, crc)
            yield data
    except (INFLATE_ERROR, OSError, EOFError, ValueError) as fault:
        raise refused(archive_name, f"part {part.name} cannot be unpacked ({fault})") from None
    finally:
        os.close(fd)
    if size != part.size or part.crc not in (None, crc):
        raise refused(archive_name, f"part {part.name} does not match its own checksum")


def cut(data: bytes, is_plain: bool) -> int:
    """Where `data`, which begins at a record, can be cut between two records; 0 when nowhere.

    In a dump each record begins with an id and ends with a date, so a line feed before an id is taken as the cut: when
    it is inside a text after all, the reader sees an unfinished last record and asks for more. Elsewhere
    (`is_plain` false) the quotes before the line feed must pair up.
    """
    at, tries = len(data), 0
    while (at := data.rfind(b"\n", 0, at)) >= 0 and tries < 64:
        if is_plain and RECORD_START.match(data, at + 1):
            return at + 1
        if not is_plain and data.count(b'"', 0, at) % 2 == 0:
            return at + 1
        tries += 1
    return data.rfind(b"\n") + 1 if is_plain else 0
