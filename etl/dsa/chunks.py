"""A part saved as Parquet, as the Commission's dsa-tdb writes the daily dumps: the same columns, the same rules.

Every value is brought to the text it has in the CSV part: lists to JSON without spaces, times to ISO to the second.
"""

import threading
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from etl.dsa.archive import PARQUET, Part, refused
from etl.dsa.fields import Reject, misplaced
from etl.dsa.parse import CODED, Reading, Stopped
from etl.dsa.tally import COLUMNS, DATES, REQUIRED, Tally
from etl.dsa.window import Window
from etl.strict_json import written

ROWS_AT_ONCE = 1 << 16
MOST_BYTES = 2 << 30  # a deflated Parquet file in a zip is unpacked into memory


def opened(archive_name: str, part: Part) -> tuple[pq.ParquetFile, Any]:
    """The part as a Parquet file, and the file to close; raises GardefouError for one that is damaged."""
    file = part.path.open("rb")
    try:
        source: Any = file
        if part.method == 8:
            file.seek(part.offset)
            unpacker = zlib.decompressobj(-15)
            data = unpacker.decompress(file.read(part.stored_bytes), MOST_BYTES)
            if zlib.crc32(data) != part.crc:
                raise refused(archive_name, f"part {part.name} does not match its own checksum")
            source = pa.BufferReader(data)
        elif part.offset:
            source = pa.PythonFile(Window(file, part.offset, part.stored_bytes), mode="r")
        return pq.ParquetFile(source), file
    except (pa.ArrowException, OSError, ValueError, zlib.error) as fault:
        file.close()
        raise refused(archive_name, f"part {part.name} is damaged Parquet ({type(fault).__name__})") from None


def is_chunk(part: Part) -> bool:
    return part.name.lower().endswith(".parquet") or part.method == PARQUET


def read_chunk(archive_name: str, part: Part, stop: threading.Event, progress: Callable[[int], None]) -> Reading | None:
    """The part's counts and rejects, as `parse.read_part` gives them; None for a part without a single row."""
    chunk, file = opened(archive_name, part)
    try:
        names = [name.strip().lower() for name in chunk.schema_arrow.names]
        if missing := [name for name in REQUIRED if name not in names]:
            raise refused(
                archive_name,
                f"part {part.name} is Parquet and misses the columns {', '.join(missing)}",
                "Statements come one a row, as dsa-tdb chunks them; its aggregates and shantay's statistics are read.",
            )
        columns = [name for name in COLUMNS if name in names]
        reading = Reading(names, False, Tally(columns), 0, lambda _: 0)
        place = dict(zip(names, chunk.schema_arrow.names, strict=True))
        number = 0
        for batch in chunk.iter_batches(ROWS_AT_ONCE, columns=[place[name] for name in columns], use_threads=False):
            if stop.is_set():
                raise Stopped
            texts = {name: as_text(batch.column(at)) for at, name in enumerate(columns)}
            count_batch(reading, texts, number)
            number += batch.num_rows
            progress(reading.tally.rows)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise refused(archive_name, f"part {part.name} is damaged Parquet ({type(fault).__name__})") from None
    finally:
        file.close()
    reading.tally.flush()
    return reading if number else None


def count_batch(reading: Reading, texts: dict[str, pa.Array], before: int) -> None:
    """Count the rows of a batch, whose first is row `before` + 1; what is odd in one is judged as in a CSV record."""
    columns = {}
    odd: set[int] = set()
    for name, values in texts.items():
        if name in DATES:
            times = pa.array([moment(value) for value in values.to_pylist()], pa.timestamp("s"))
            odd |= {at for at, (text, time) in enumerate(zip(values.to_pylist(), times.to_pylist(), strict=True))
                    if text and time is None}  # fmt: skip # saves 3 lines
            columns[name] = times
        elif name == "uuid":
            columns[name] = values.cast(pa.binary())
        else:
            columns[name] = values.cast(pa.binary()).dictionary_encode().cast(CODED)
    table = pa.table(columns)
    kept = np.array([at for at in range(table.num_rows) if at not in odd], np.int64)
    strange = reading.tally.add_table(table.take(pa.array(kept)) if odd else table)
    for at in sorted({*odd, *(int(kept[row]) for row in strange)}):
        cells = [(texts[name][at].as_py() or "").encode() if name in texts else b"" for name in reading.header]
        reject = misplaced(cells, before + at + 1, reading.header)
        if reject:
            reading.rejects.append(Reject(before + at + 1, reject.column, reject.reason))
        else:
            reading.tally.add_rows([cells], reading.header)


def as_text(values: pa.Array) -> pa.Array:
    """A column as the texts the CSV part has, '' for null."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.dictionary_decode()
        kind = values.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        texts = [written(list(value)).replace(", ", ",") if value else "" for value in values.to_pylist()]
    elif pa.types.is_timestamp(kind):
        texts = ["" if value is None else value.strftime("%Y-%m-%d %H:%M:%S") for value in values.to_pylist()]
    elif pa.types.is_date(kind):
        texts = ["" if value is None else f"{value.isoformat()} 00:00:00" for value in values.to_pylist()]
    elif pa.types.is_boolean(kind):
        texts = ["" if value is None else "Yes" if value else "No" for value in values.to_pylist()]
    else:
        return values.cast(pa.string()).fill_null("")
    return pa.array(texts, pa.string())


def moment(text: str) -> int | None:
    """Seconds since 1970 of an ISO time, None for an empty or another text."""
    from etl.dsa.tally import NO_DATE, seconds

    found = seconds(text.encode()) if text else NO_DATE
    return None if found == NO_DATE else found
