"""A large file in pieces that are read apart: some lines of a text, or some rows of Parquet."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


def stretches(size: int, most: int) -> list[tuple[int, int]]:
    """(start, end) of each stretch of at most `most`, from 0 to `size`."""
    return [(start, min(start + most, size)) for start in range(0, size, most)]


def lines_between(path: Path, start: int, end: int) -> Iterator[bytes]:
    """The lines, each with its end, that begin at a byte from `start` to before `end`."""
    with open(path, "rb") as file:
        file.seek(max(0, start - 1))
        if start:
            file.readline()  # what begins before belongs to the piece before; of a line's end nothing is left
        while file.tell() < end and (raw := file.readline()):
            yield raw


def batches_between(
    file: "pq.ParquetFile", start: int, end: int, columns: list[str] | None = None
) -> Iterator[tuple[int, "pa.RecordBatch"]]:
    """(how many rows stand before it, batch) of the rows from number `start` to before `end`, counted from 0.

    A row group of which a part is wanted is read up to its end: what a row costs afterwards is far more.
    """
    before = 0
    for group in range(file.num_row_groups):
        at, before = before, before + file.metadata.row_group(group).num_rows
        if before <= start or at >= end:
            continue
        for batch in file.iter_batches(10_000, [group], columns, use_threads=False):
            first, last = max(start - at, 0), min(end - at, len(batch))
            if first < last:
                yield at + first, batch.slice(first, last - first)
            at += len(batch)
