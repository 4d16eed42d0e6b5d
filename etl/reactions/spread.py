"""Posts read and cleaned by the executors of a cluster: what comes out is what `collect` gives on one machine.

JSON lines and Parquet are cut into pieces; a table or a JSON document, in which a row is not known without those before
it, is one piece. Posts come back as files of the store's folder `work`, redacted and under pseudonyms. What hangs
together over a whole file is put together here: which of 05/01 is the day, numbers of lines, keys and shapes met.
"""

import datetime as dt
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import GardefouError
from etl.intake.content_scan import Finding, ForbiddenContent
from etl.intake.pseudonyms import secret
from etl.nlp.redact import Spans
from etl.pieces import stretches
from etl.reactions import store
from etl.reactions.collect import Asked, Collected, describe, gathered, opened
from etl.reactions.objects import json_lines, parquet_rows, texts_between
from etl.reactions.reading import Source, note_names, noted, of_values
from etl.reactions.times import Dates, OtherOrder
from etl.stores import removed, written_whole

LEAST_BYTES, MOST_BYTES = 256 << 10, 4 << 20  # of JSON lines; about a thousand posts, and ten thousand
LEAST_ROWS, MOST_ROWS = 1_000, 10_000
PIECES = 4  # for each task that runs at once, so that all end at about the same time
SCHEMA = pa.schema([("line", pa.int64()), *(one for one in store.SCHEMA if one.name != "cluster_key")])


@dataclass(frozen=True)
class Workers:
    """The cluster to work on, and the spaCy model of --ner that each of its processes loads ('' for none)."""

    master: str
    ner: str = ""


@dataclass(frozen=True)
class Piece:
    """Lines that begin at a byte from `start` to before `end`, or rows of these numbers; `written` as `Source` says it,
    '' for the whole file. Its posts go to `target`."""

    path: Path
    root: Path
    target: Path
    written: str
    start: int = 0
    end: int = 0


@dataclass
class Part:
    """What a piece gave, its posts left out. `lines`: by how much the lines of later pieces stand further down."""

    found: Collected = field(default_factory=lambda: Collected(""))
    source: Source = field(default_factory=lambda: Source(iter(())))
    dates: tuple[str, bool, int, int] = ("", False, 0, 0)  # order, is_told, naive, slashed
    lines: int = 0
    fault: str = ""
    finding: Finding | None = None


def collect_spread(path: Path, root: Path, asked: Asked, now: dt.datetime, workers: Workers) -> Collected:
    """The posts of a file, as `collect` gives them and with the same faults raised."""
    from etl.spark import session

    path, root = path.absolute(), root.absolute()
    written = opened(path, asked, Dates(asked.zone, now)).written  # raises what is wrong with the file as a whole
    folder = root / "work"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with session(workers.master, "ingest reactions") as cluster:
            pieces = list(cut(path, root, folder, written, cluster.slots))
            plain = replace(asked, persons=None)

            def read(some: list[Piece], order: str) -> list[Part]:
                task = partial(parts_of, asked=replace(plain, order=order), now=now, ner=workers.ner)
                return cluster.each(task, [[piece] for piece in some])

            parts = read(pieces, asked.order)
            order = asked.order or next((part.dates[0] for part in parts if part.dates[1]), "")
            other = [at for at, part in enumerate(parts) if part.dates[3] and part.dates[0] != order != ""]
            if not any(part.fault or part.finding for part in parts):
                for at, part in zip(other, read([pieces[at] for at in other], order), strict=True):
                    parts[at] = part
        return put_together(pieces, parts, asked, Dates(asked.zone, now, order, bool(order)))
    finally:
        removed(folder)


def cut(path: Path, root: Path, folder: Path, written: str, slots: int) -> Iterator[Piece]:
    """The pieces of a file, in order."""
    if written == "rows":
        size, least, most = pq.ParquetFile(path).metadata.num_rows, LEAST_ROWS, MOST_ROWS
    elif written:
        size, least, most = path.stat().st_size, LEAST_BYTES, MOST_BYTES
    else:
        size, least, most = 1, 1, 1
    for number, (start, end) in enumerate(stretches(size, max(least, min(most, size // (PIECES * slots))))):
        yield Piece(path, root, folder / f"{number:08d}.parquet", written, start, end)


def parts_of(pieces: list[Piece], asked: Asked, now: dt.datetime, ner: str) -> list[Part]:
    """Read the pieces; each writes its posts, which appear whole."""
    return [part_of(piece, replace(asked, persons=persons_of(ner)), now) for piece in pieces]


@cache
def persons_of(ner: str) -> Spans | None:
    """The second net for names, loaded once a process."""
    from etl.nlp.recogniser import recogniser

    return recogniser(ner) if ner else None


def part_of(piece: Piece, asked: Asked, now: dt.datetime) -> Part:
    dates = Dates(asked.zone, now, asked.order, bool(asked.order))
    try:
        if not piece.target.parent.is_dir():  # no second store, with another secret, where this one is not seen
            raise FileNotFoundError(2, f"the store {piece.root} is not there")
        part = Part()
        try:
            read(piece, asked, dates, part)
        except OtherOrder as told:
            part, dates = Part(), Dates(asked.zone, now, str(told), True)
            read(piece, asked, dates, part)
        posts, part.found.posts = part.found.posts, []
        with written_whole(piece.target, is_lasting=False) as scratch:
            pq.write_table(pa.Table.from_pylist(posts, schema=SCHEMA), scratch)
    except ForbiddenContent as refused:
        return Part(finding=refused.finding)
    except GardefouError as fault:
        return Part(fault=str(fault))
    except OSError as error:
        return Part(
            fault=f"{piece.path.name} cannot be read on {socket.gethostname()}: {error.strerror or error}. "
            "Nothing was stored."
        )
    part.dates = dates.order, dates.is_told, dates.naive, dates.slashed
    part.found.persons, part.source.rows = None, iter(())  # what cannot be sent
    return part


def read(piece: Piece, asked: Asked, dates: Dates, part: Part) -> None:
    """Fill the part with what the piece holds."""

    def counted() -> Iterator[str]:
        for text in texts_between(piece.path, piece.start, piece.end):
            part.lines += 1
            yield text

    if piece.written:
        values: Iterator[tuple[int, Any]] = (
            parquet_rows(piece.path, piece.start, piece.end)
            if piece.written == "rows"
            else json_lines(counted(), piece.written)
        )
        part.source = of_values(asked.form, asked.columns, values)
        part.source.rows = noted(part.source, part.source.rows)
    else:
        part.source = opened(piece.path, asked, dates)
    part.found = gathered(part.source, asked, secret(piece.root), dates)
    if piece.written == "texts":
        part.lines = part.source.count


def put_together(pieces: list[Piece], parts: list[Part], asked: Asked, dates: Dates) -> Collected:
    """What the pieces gave as one; raises the first fault among them."""
    found, source, before = Collected(""), Source(iter(())), 0
    if parts:
        source.ignored = parts[0].source.ignored
    for piece, part in zip(pieces, parts, strict=True):
        if part.finding:
            row = part.finding.row
            raise ForbiddenContent(replace(part.finding, row=row and row + before))
        if part.fault:
            raise GardefouError(part.fault)
        one = part.found
        for post in pq.read_table(piece.target).to_pylist():
            post["line"] += before
            found.posts.append(post)
        found.rejects += [(line + before, column, reason) for line, column, reason in one.rejects]
        for name in ("rows", "lost", "shortened", "unnamed", "uncounted", "otherwise"):
            setattr(found, name, getattr(found, name) + getattr(one, name))
        added(found.redacted, one.redacted)
        added(found.aside, one.aside)
        for (there, gone), (more, fewer) in zip(found.groups.values(), one.groups.values(), strict=True):
            added(there, more)
            added(gone, fewer)
        found.remarks += part.source.said
        added(source.shapes, part.source.shapes)
        source.reads |= part.source.reads
        note_names(source.names, part.source.names)
        dates.naive += part.dates[2]
        dates.slashed += part.dates[3]
        before += part.lines
    describe(found, source, dates, asked)
    return found


def added(counter: Counter[Any], more: Counter[Any]) -> None:
    """Add the counts; what is new comes after what was there, in its order."""
    for name, count in more.items():
        counter[name] += count
