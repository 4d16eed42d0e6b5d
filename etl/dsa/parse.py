"""One part of a dump, from its bytes to counted rows: pyarrow's CSV parser, block by block, and rejects one by one."""

import csv
import io
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from etl.dsa.archive import Part, refused
from etl.dsa.fields import Reject, judged, records
from etl.dsa.inflate import BLOCK_BYTES, MOST_RECORD_BYTES, RECORD_START, cut, unpacked
from etl.dsa.tally import COLUMNS, DATES, REQUIRED, Tally

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CODED = pa.dictionary(pa.int32(), pa.binary())  # binary: cut UTF-8 in a text must not stop the part
TYPES = {"uuid": pa.binary(), **dict.fromkeys(DATES, pa.timestamp("s"))}


class Stopped(Exception):
    """The user asked to stop; the part is left for the next run."""


@dataclass
class Reading:
    """What is known of the part being read; `offset` is how many of its bytes stand before the next block.

    `line` is that of the next block's first byte, counted from 1; 0 as long as nothing was refused (`first_line`).
    """

    header: list[str]
    is_plain: bool
    tally: Tally
    offset: int
    lines_before: Callable[[int], int]
    line: int = 0
    rejects: list[Reject] = field(default_factory=list)
    refused_texts: list[bytes] = field(default_factory=list)  # rows of the last block that pyarrow did not take
    options: dict = field(init=False)

    def __post_init__(self) -> None:
        self.options = options(self.header, self.tally.columns, self.refused_texts)


def options(header: list[str], columns: list[str], refused_texts: list[bytes]) -> dict:
    """How pyarrow reads a part's blocks. Made once a part: making them takes as long as reading fifty rows."""

    def note(row: pc.InvalidRow) -> str:
        refused_texts.append(row.text.encode("utf-8"))
        return "skip"

    most = BLOCK_BYTES + 2 * MOST_RECORD_BYTES
    return {
        "read_options": pc.ReadOptions(use_threads=False, block_size=most, column_names=header),
        "parse_options": pc.ParseOptions(invalid_row_handler=note),
        "convert_options": pc.ConvertOptions(
            check_utf8=False,
            include_columns=columns,
            column_types={name: TYPES.get(name, CODED) for name in columns},
        ),
    }


def read_part(archive_name: str, part: Part, stop: threading.Event, progress: Callable[[int], None]) -> Reading | None:
    """The part's counts and rejects; None for a part without a single byte.

    Raises GardefouError when the part as a whole cannot be trusted, Stopped when `stop` was set meanwhile.
    """
    reading: Reading | None = None
    data, held = bytearray(BLOCK_BYTES), 0  # `held` bytes of the data are not counted yet
    with unpacked(archive_name, part) as fill:
        is_last = False
        while not is_last:
            if stop.is_set():
                raise Stopped
            if held > MOST_RECORD_BYTES:
                raise refused(archive_name, f"part {part.name} has a record of more than {MOST_RECORD_BYTES >> 20} MiB")
            end = BLOCK_BYTES if held <= BLOCK_BYTES // 2 else held + BLOCK_BYTES
            if end > len(data):
                data = data + bytes(end - len(data))
            filled = fill(memoryview(data)[held:end])
            is_last = held + filled < end
            held += filled
            if reading is None:
                if not held:
                    return None
                if data.find(b"\n", 0, held) < 0 and not is_last:
                    continue
                reading = begun(archive_name, part, bytes(data[:held]))
                held = moved(data, reading.offset, held)
            if is_last:
                read_block(reading, data, held, is_last=True)
            elif end := cut(data, held, reading.is_plain):
                unfinished = read_block(reading, data, end, is_last=False)
                held = moved(data, end - unfinished, held)
                progress(reading.tally.rows)
    assert reading
    reading.tally.flush()
    return reading


def moved(data: bytearray, start: int, end: int) -> int:
    """Move data[start:end] to the front; returns its length."""
    view = memoryview(data)
    view[: end - start] = view[start:end]
    return end - start


def begun(archive_name: str, part: Part, data: bytes) -> Reading:
    """A new reading from the part's header line, which its offset stands behind. Columns are found by name."""
    line = data.partition(b"\n")[0]
    try:
        cells = next(csv.reader(io.StringIO(line.removeprefix(BYTE_ORDER_MARK).decode("utf-8").rstrip("\r"))), [])
        header = [name.strip().lower() for name in cells]
    except (UnicodeDecodeError, csv.Error):
        header = []
    if fault := other_shape(line):
        raise refused(archive_name, f"part {part.name} is {fault}", "Dumps are CSV in UTF-8 with commas and a header.")
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
    tally = Tally([name for name in COLUMNS if name in header])
    offset = min(len(line) + 1, len(data))
    return Reading(header, is_plain, tally, offset, partial(lines_before, archive_name, part))


def other_shape(line: bytes) -> str:
    """What a first line shows a file to be that is not a CSV with commas; '' for one that may be."""
    start = line.removeprefix(BYTE_ORDER_MARK).lstrip()
    if start[:1] in (b"{", b"["):
        return "JSON, as the database's interface answers, with no readable header"
    if line[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16, which has no readable header here"
    if b"," not in line and max(line.count(b";"), line.count(b"\t")) >= len(REQUIRED) - 1:
        sign = "semicolons" if line.count(b";") else "tabs"
        return f"separated by {sign}, as a spreadsheet writes a copy, so it misses the columns {', '.join(REQUIRED)}"
    return ""


def lines_before(archive_name: str, part: Part, offset: int) -> int:
    """How many line feeds the part's first `offset` bytes hold; unpacks them anew."""
    lines, data = 0, bytearray(BLOCK_BYTES)
    with unpacked(archive_name, part) as fill:
        while offset > 0 and (filled := fill(memoryview(data)[:offset])):
            lines += line_feeds(data, filled)
            offset -= filled
    return lines


def line_feeds(data: bytes | bytearray, end: int) -> int:
    return int(np.count_nonzero(np.frombuffer(data, np.uint8, end) == 10))


def first_line(reading: Reading) -> int:
    """The line of the next block's first byte.

    Counting lines took a twentieth of the time, so only a part with a refused record has them counted: once from its
    start, from then on block by block.
    """
    if not reading.line:
        reading.line = 1 + reading.lines_before(reading.offset)
    return reading.line


def passed(reading: Reading, data: bytes | bytearray, end: int) -> None:
    """Go on behind data[:end]."""
    reading.offset += end
    if reading.line:
        reading.line += line_feeds(data, end)


def read_block(reading: Reading, data: bytearray, end: int, is_last: bool) -> int:
    """Count the records of data[:end]; returns how many bytes at its end are a record that may go on after it."""
    if end < 1000 and not data[:end].strip(b"\r\n"):
        passed(reading, data, end)
        return 0
    reading.refused_texts.clear()
    try:
        table = pc.read_csv(pa.BufferReader(pa.py_buffer(memoryview(data)[:end])), **reading.options)
    except pa.ArrowInvalid:  # an odd date, or a refused row that is not UTF-8, which pyarrow cannot hand over
        return read_slowly(reading, bytes(data[:end]), is_last)
    strange = reading.tally.add_table(table)
    if not reading.refused_texts and not len(strange):
        passed(reading, data, end)
        return 0
    block = bytes(data[:end])
    unfinished = 0
    stretches = located(block, reading.refused_texts, reading.is_plain)
    if stretches and not is_last and stretches[-1][1] >= len(block.rstrip(b"\r\n")):
        unfinished = len(block) - stretches.pop()[0]
    for start, end in stretches:
        judge(reading, block, start, end)
    if len(strange):
        places = [found for found in records(block) if found[2] == len(reading.header)]
        for row in strange:
            judge(reading, block, *places[row][:2])
    passed(reading, block, len(block) - unfinished)
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
    passed(reading, block, len(block) - unfinished)
    return unfinished


def judge(reading: Reading, block: bytes, start: int, end: int) -> None:
    """Count or reject what lies between two places of the block."""
    rows, rejects = judged(block[start:end], first_line(reading) + line_feeds(block, start), reading.header)
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
