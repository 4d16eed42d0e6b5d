"""A file of posts taken apart into rows with their place: CSV, JSON lines, a JSON document or Parquet."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import GardefouError
from etl.intake import content_scan
from etl.reactions.formats import TAKEN, detect

UNCHANGED = "Nothing was stored."
WHOLE_JSON = 64 << 20
LISTS = ("posts", "articles", "statuses", "data", "results")  # where documents keep their posts
BOUND_TO = {"csv": "generic", "jsonl": "generic", "parquet": "generic"}


@dataclass(slots=True)
class Source:
    """A file ready to be read row by row: its shape, the names it has, and (line, row or None, what is wrong)."""

    shape: str
    names: tuple[str, ...]
    rows: Iterator[tuple[int, dict[str, Any] | None, str]]


def open_posts(path: Path, form: str) -> Source:
    """The rows of `path`. Raises GardefouError for no file of posts, ForbiddenContent for an image or archive."""
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. {UNCHANGED} Check the path.")
    content_scan.check_bytes(path)
    with open(path, "rb") as file:
        start = file.read(65_536)
    if not start.strip():
        raise GardefouError(f"{path.name} is empty. {UNCHANGED} Export it again.")
    if start[:4] == b"PAR1":
        return shaped(path, form, *from_parquet(path))
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise GardefouError(f"{path.name} is UTF-16. {UNCHANGED} Save it as UTF-8.")
    head = start.decode("utf-8-sig", errors="replace").lstrip()
    if head[0] == "<":
        raise GardefouError(f"{path.name} is a web page or XML, not posts. {UNCHANGED} Export CSV or JSON.")
    if head[0] in "[{":
        return shaped(path, form, *from_json(path))
    return shaped(path, form, *from_csv(path))


def shaped(path: Path, form: str, names: list[str], rows: Iterator[tuple[int, dict[str, Any] | None, str]]) -> Source:
    """The source with the shape asked for, or the one its names show."""
    shape = detect(names) if form == "auto" else BOUND_TO.get(form, form)
    if shape not in TAKEN:
        listed = ", ".join(content_scan.plain(name, place) for place, name in enumerate(names[:12], 1))
        raise GardefouError(
            f"{path.name}: no known shape has the columns {listed}. {UNCHANGED} A column `text` is needed (and id, "
            "author, created_at if there); or name the shape with --format."
        )
    return Source(shape, tuple(names), rows)


def from_parquet(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, Any] | None, str]]]:
    """(column names, rows as (number, row, "")); a column of bytes refuses the file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError):  # ValueError: a column's name that is not UTF-8
        raise GardefouError(f"{path.name} is a damaged Parquet file. {UNCHANGED} Export it again.") from None
    for place, field in enumerate(file.schema_arrow, 1):
        if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            name = content_scan.plain(field.name, place)
            raise content_scan.ForbiddenContent(content_scan.Finding("a column of raw bytes (BLOB)", column=name))

    def rows() -> Iterator[tuple[int, dict[str, Any] | None, str]]:
        number = 0
        try:
            for batch in file.iter_batches(10_000):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row, ""
        except (pa.ArrowException, OSError, ValueError, OverflowError):
            raise GardefouError(f"{path.name} is damaged after row {number:,}. {UNCHANGED} Export it again.") from None

    return list(file.schema_arrow.names), rows()


def from_json(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, Any] | None, str]]]:
    """One object a line, or one document: a list of posts, or an object that keeps them under a known name."""
    with open(path, "rb") as file:
        first, second = file.readline(), file.readline().strip()
    head = parsed(first)
    is_lines = isinstance(head, dict) and (not second or second[:1] == b"{") and not holds_list(head)
    if is_lines:
        return list(head), json_lines(path)
    if path.stat().st_size > WHOLE_JSON:
        raise GardefouError(f"{path.name}: a JSON document of more than 64 MB. {UNCHANGED} Write one object a line.")
    document = parsed(path.read_bytes())
    if isinstance(document, dict):
        document = next((document[name] for name in LISTS if isinstance(document.get(name), list)), None)
    if not isinstance(document, list):
        raise GardefouError(f"{path.name}: not readable as JSON posts. {UNCHANGED} Export it again.")
    names = sorted({key for row in document[:200] if isinstance(row, dict) for key in row})
    return names, (
        (number, row, "") if isinstance(row, dict) else (number, None, "not an object")
        for number, row in enumerate(document, 1)
    )


def holds_list(row: dict[str, Any]) -> bool:
    return any(isinstance(row.get(name), list) for name in LISTS)


def parsed(raw: bytes) -> Any:
    """What a JSON text says, or None when it is none."""
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | None, str]]:
    with open(path, "rb") as file:
        for number, raw in enumerate(file, 1):
            if raw.strip():
                row = parsed(raw)
                yield (number, row, "") if isinstance(row, dict) else (number, None, "not a JSON object")


def from_csv(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, Any] | None, str]]]:
    """Columns separated by the sign that splits the first line most: comma, semicolon or tab."""
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline()
    delimiter = max(",;\t", key=line.count)
    header = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    if "" in header or len(set(header)) < len(header):
        raise GardefouError(f"{path.name}, line 1: a column without name, or twice. {UNCHANGED} Name each column once.")

    def rows() -> Iterator[tuple[int, dict[str, Any] | None, str]]:
        with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            next(reader, None)
            while True:
                number = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield number, None, "not readable as CSV"
                    continue
                if not cells:
                    continue
                if len(cells) != len(header):
                    yield number, None, f"{len(cells)} columns where {len(header)} were expected"
                elif any(not cell.isascii() and has_stray_bytes(cell) for cell in cells):
                    yield number, None, "not UTF-8"
                else:
                    yield number, dict(zip(header, cells, strict=True)), ""

    return header, rows()


def has_stray_bytes(cell: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in cell)
