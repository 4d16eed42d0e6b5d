"""One part of a dump, from its bytes to counted rows: pyarrow's CSV parser, block by block, and rejects one by one."""

import csv
import io
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from etl.dsa.archive import Part, refused
from etl.dsa.fields import Reject, judged, records
from etl.dsa.inflate import BLOCK_BYTES, MOST_RECORD_BYTES, RECORD_START, cut, pieces
from etl.dsa.tally import COLUMNS, DATES, REQUIRED, Tally

CODED = pa.dictionary(pa.int32(), pa.binary())  # binary: cut UTF-8 in a text must not stop the part
TYPES = {"uuid": pa.binary(), **dict.fromkeys(DATES, pa.timestamp("s"))}


class Stopped(Exception):
    """The user asked to stop; the part is left for the next run."""


@dataclass
class Reading:
    """What is known of the part being read. `line` is that of the next block's first byte, counted from 1."""

    header: list[str]
    is_plain: bool
    tally: Tally
    line: int = 1
    rejects: list[Reject] = field(default_factory=list)


def read_part(archive_name: str, part: Part, stop: threading.Event, progress: Callable[[int], None]) -> Reading | None:
    """The part's counts and rejects; None for a part without a single byte.

    Raises GardefouError when the part as a whole cannot be trusted, Stopped when `stop` was set meanwhile.
    """
    reading: Reading | None = None
    carry = b""
    for data in pieces(archive_name, part):
        if stop.is_set():
            raise Stopped
        data = carry + data if carry else data
        if reading is None:
            if b"\n" not in data:
                carry = capped(archive_name, part, data)
                continue
            reading, data = begun(archive_name, part, data)
        carry = data
        if len(data) >= BLOCK_BYTES // 2 and (end := cut(data, reading.is_plain)):
            unfinished = read_block(reading, data, end, is_last=False)
            carry = data[end - unfinished :]
            progress(reading.tally.rows)
        carry = capped(archive_name, part, carry)
    if reading is None:
        if not carry:
            return None
        reading, carry = begun(archive_name, part, carry)
    read_block(reading, carry, len(carry), is_last=True)
    reading.tally.flush()
    return reading


def capped(archive_name: str, part: Part, data: bytes) -> bytes:
    if len(data) > MOST_RECORD_BYTES:
        raise refused(archive_name, f"part {part.name} has a record of more than {MOST_RECORD_BYTES >> 20} MiB")
    return data


def begun(archive_name: str, part: Part, data: bytes) -> tuple[Reading, bytes]:
    """A new reading from the part's header line, and what follows it. Columns are found by name."""
    line, _, rest = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    try:
        cells = next(csv.reader(io.StringIO(line.decode("utf-8").rstrip("\r"))), [])
        header = [name.strip().lower() for name in cells]
    except (UnicodeDecodeError, csv.Error):
        header = []
    missing = [name for name in REQUIRED if name not in header]
    if missing or len(set(header)) < len(header):
        twice = sorted({name for name in header if header.count(name) > 1})
        what = f"misses the columns {', '.join(missing)}" if missing else f"has the columns {', '.join(twice)} twice"
        found = ", ".join(re.sub(r"[^\w ]", "?", name)[:40] for name in header[:50]) or "no readable header"
        raise refused(
            archive_name,
            f"part {part.name} {what}; found: {found}",
            "Dumps are CSV in UTF-8 with commas and a header; if the schema has changed, report it.",
        )
    is_plain = header[0] == "uuid" and header[-1] == "created_at"
    return Reading(header, is_plain, Tally([name for name in COLUMNS if name in header]), line=2), rest


def read_block(reading: Reading, data: bytes, end: int, is_last: bool) -> int:
    """Count the records of data[:end]; returns how many bytes at its end are a record that may go on after it."""
    if end < 1000 and not data[:end].strip(b"\r\n"):
        reading.line += data.count(b"\n", 0, end)
        return 0
    refused_texts: list[bytes] = []

    def note(row: pc.InvalidRow) -> str:
        refused_texts.append(row.text.encode("utf-8"))
        return "skip"

    columns = reading.tally.columns
    try:
        table = pc.read_csv(
            pa.BufferReader(pa.py_buffer(memoryview(data)[:end])),
            read_options=pc.ReadOptions(use_threads=False, block_size=end + 1024, column_names=reading.header),
            parse_options=pc.ParseOptions(invalid_row_handler=note),
            convert_options=pc.ConvertOptions(
                check_utf8=False,
                include_columns=columns,
                column_types={name: TYPES.get(name, CODED) for name in columns},
            ),
        )
    except pa.ArrowInvalid:  # an odd date, or a refused row that is not UTF-8, which pyarrow cannot hand over
        return read_slowly(reading, data[:end], is_last)
    strange = reading.tally.add_table(table)
    if not refused_texts and not len(strange):
        reading.line += int(np.count_nonzero(np.frombuffer(data, np.uint8, end) == 10))
        return 0
    block = data[:end]
    unfinished = 0
    stretches = located(block, refused_texts, reading.is_plain)
    if stretches and not is_last and stretches[-1][1] >= len(block.rstrip(b"\r\n")):
        unfinished = len(block) - stretches.pop()[0]
    for start, end in stretches:
        judge(reading, block, start, end)
    if len(strange):
        places = [found for found in records(block) if found[2] == len(reading.header)]
        for row in strange:
            judge(reading, block, *places[row][:2])
    reading.line += block.count(b"\n", 0, len(block) - unfinished)
    return unfinished


def read_slowly(reading: Reading, block: bytes, is_last: bool) -> int:
    """As read_block, without pyarrow."""
    stretches, wrong = [], []
    for start, end, cells in records(block):
        if cells == len(reading.header):
            judge(reading, block, start, end)
        else:
            wrong.append((start, end))
    stretches = joined(block, wrong, reading.is_plain)
    unfinished = 0
    if stretches and not is_last and stretches[-1][1] >= len(block.rstrip(b"\r\n")):
        unfinished = len(block) - stretches.pop()[0]
    for start, end in stretches:
        judge(reading, block, start, end)
    reading.line += block.count(b"\n", 0, len(block) - unfinished)
    return unfinished


def judge(reading: Reading, block: bytes, start: int, end: int) -> None:
    """Count or reject what lies between two places of the block."""
    rows, rejects = judged(block[start:end], reading.line + block.count(b"\n", 0, start), reading.header)
    reading.tally.add_rows(rows, reading.header)
    reading.rejects += rejects


def located(block: bytes, texts: list[bytes], is_plain: bool) -> list[tuple[int, int]]:
    """Where the refused texts stand in the block, in order, joined to records."""
    places, at = [], 0
    for text in texts:
        # A whole line: the same bytes can also begin a longer record.
        found = re.compile(rb"(?:^|(?<=[\r\n]))" + re.escape(text) + rb"(?=[\r\n]|\Z)").search(block, at)
        assert found, "pyarrow refused a row that is not in the block"
        places.append(found.span())
        at = found.end()
    return joined(block, places, is_plain)


def joined(block: bytes, places: list[tuple[int, int]], is_plain: bool) -> list[tuple[int, int]]:
    """Pieces of one record put together: a CR or LF in a text whose quotes are odd splits its row in two.

    In a dump every record begins with an id, so a piece that does not belongs to the piece before it.
    """
    whole: list[tuple[int, int]] = []
    for start, end in places:
        follows = whole and not block[whole[-1][1] : start].strip(b"\r\n")
        if follows and is_plain and not RECORD_START.match(block, start) and RECORD_START.match(block, whole[-1][0]):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole
