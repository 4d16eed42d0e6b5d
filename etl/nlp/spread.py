"""A large file of posts tagged piece by piece, by the executors of a cluster or one after the other here.

What comes out is what `tag_file` writes: a piece is some lines of the file (or rows of a Parquet file with the columns
id, text and, if known, lang), tagged in order and written beside the output, and the pieces are put together.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.errors import GardefouError
from etl.nlp.lines import SHOWN, line_of, parse
from etl.nlp.models import current_model
from etl.nlp.tagging import tag
from etl.pieces import batches_between, lines_between, stretches
from etl.stores import written_whole

PIECE_BYTES = 8 << 20
COLUMNS = ("id", "text", "lang")
Numbered = tuple[int, bytes]


@dataclass(frozen=True)
class Piece:
    """The lines that begin at a byte from `start` to before `end`; of Parquet, its rows of these numbers."""

    source: Path
    start: int
    end: int
    target: Path
    store: Path
    is_parquet: bool


@dataclass(frozen=True)
class Done:
    """How many lines or rows a piece had and how many were tagged; `faults` are some of the others, by place in it."""

    lines: int
    tagged: int
    left_out: int
    faults: tuple[tuple[int, str], ...]


def tag_spread(source: Path, target: Path | None, store: Path, master: str = "") -> int:
    """The exit code of tagging `source`, 1 when there was a line and none could be tagged; here or on a cluster.

    Raises GardefouError when the file cannot be read, or the cluster not be used.
    """
    if not source.is_file():
        raise GardefouError(f"{source} is not a file. Nothing was tagged. A cluster needs a file, not a stream.")
    if target and target.resolve() == source.resolve():
        raise GardefouError(f"{target} is the input itself; it was not touched. Give another file to --out.")
    beside = (target or store / "tagged").absolute().parent
    try:
        beside.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".tagging-", dir=beside))
    except OSError as error:
        raise GardefouError(f"{beside} cannot be written: {error.strerror}. Nothing was tagged.") from None
    try:
        pieces = list(cut(source.absolute(), folder, store.absolute()))
        current_model(store)  # trained and kept here when none fits, not once on every worker
        if master:
            from etl.spark import session

            with session(master, "tag") as cluster:
                done = cluster.each(tagged, [[piece] for piece in pieces])
        else:
            done = tagged(pieces)
        put_together(pieces, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report(done, "row" if is_parquet(source) else "line")


def cut(source: Path, folder: Path, store: Path) -> Iterator[Piece]:
    """The pieces of a file."""
    if not is_parquet(source):
        for start, end in stretches(source.stat().st_size, PIECE_BYTES):
            yield Piece(source, start, end, folder / f"{start:016d}.jsonl", store, False)
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
    except (pa.ArrowException, OSError) as fault:
        raise GardefouError(f"{source} is damaged Parquet ({type(fault).__name__}). Nothing was tagged.") from None
    names = file.schema_arrow.names
    if missing := {"id", "text"} - set(names):
        raise GardefouError(
            f"{source} has no column {' and no column '.join(sorted(missing))}. Nothing was tagged. Its columns are "
            f"{', '.join(names[:20])}; a Parquet file of posts has id, text and, if known, lang."
        )
    rows = file.metadata.num_rows
    size = sum(file.metadata.row_group(number).total_byte_size for number in range(file.num_row_groups))
    for start, end in stretches(rows, max(1, rows * PIECE_BYTES // max(1, size))):
        yield Piece(source, start, end, folder / f"{start:016d}.jsonl", store, True)


def is_parquet(source: Path) -> bool:
    with open(source, "rb") as file:
        return file.read(4) == b"PAR1"


def tagged(pieces: list[Piece]) -> list[Done]:
    """Tag the pieces; each writes its file, which appears whole."""
    return [tag_piece(piece) for piece in pieces]


@cache
def model_of(store: Path) -> Any:
    """The model, once a process: a worker tags many pieces."""
    return current_model(store)


def tag_piece(piece: Piece) -> Done:
    lines, faults = 0, []

    def posts() -> Iterator[dict[str, Any]]:
        nonlocal lines
        for number, raw in (rows_of if piece.is_parquet else lines_of)(piece):
            lines = number
            if raw.strip():
                fault, post = parse(raw)
                if post is None:
                    faults.append((number, fault))
                else:
                    yield post

    count = 0
    with (
        written_whole(piece.target, is_lasting=False) as scratch,
        open(scratch, "w", encoding="utf-8", newline="\n") as file,
    ):
        for found in tag(model_of(piece.store), posts()):
            file.write(line_of(found) + "\n")
            count += 1
    return Done(lines, count, len(faults), tuple(faults[:SHOWN]))


def lines_of(piece: Piece) -> Iterator[Numbered]:
    """The lines that begin in the piece, numbered from 1."""
    yield from enumerate(lines_between(piece.source, piece.start, piece.end), 1)


def rows_of(piece: Piece) -> Iterator[Numbered]:
    """The rows of the piece as lines of JSON, numbered from 1."""
    import pyarrow.parquet as pq

    file, number = pq.ParquetFile(piece.source), 0
    names = [name for name in COLUMNS if name in file.schema_arrow.names]
    for _, batch in batches_between(file, piece.start, piece.end, names):
        for row in batch.to_pylist():
            number += 1
            yield number, json.dumps(row, ensure_ascii=True, allow_nan=False, default=str).encode()


def put_together(pieces: list[Piece], target: Path | None) -> None:
    """Write the pieces one after the other: the output appears whole, or goes to the standard output."""
    partial = target.with_name(target.name + ".part") if target else None
    stream: Any = open(partial, "wb") if partial else sys.stdout.buffer  # noqa: SIM115
    try:
        for piece in pieces:
            with open(piece.target, "rb") as file:
                shutil.copyfileobj(file, stream, 1 << 20)
        stream.flush()
        if partial and target:
            stream.close()
            partial.replace(target)
    finally:
        if partial:
            stream.close()
            partial.unlink(missing_ok=True)


def report(done: list[Done], unit: str, say: Callable[[str], None] = lambda text: print(text, file=sys.stderr)) -> int:
    """Say how many were tagged and which lines were left out; the exit code."""
    before, shown = 0, 0
    for one in done:
        for number, fault in one.faults[: SHOWN - shown]:
            say(f"{unit} {before + number}: {fault}; left out")
            shown += 1
        before += one.lines
    count, left_out = sum(one.tagged for one in done), sum(one.left_out for one in done)
    more = f" ({left_out - SHOWN} more {unit}s not shown)" if left_out > SHOWN else ""
    say(f"{count} posts tagged, {left_out} {unit}s left out{more}")
    return 1 if left_out and not count else 0
