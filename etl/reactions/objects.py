"""JSON and Parquet files as objects with their place."""

import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from etl.errors import GardefouError
from etl.intake import content_scan, text_files
from etl.intake.json_text import BLANK, values_in
from etl.pieces import batches_between, lines_between

UNCHANGED = "Nothing was stored."
WHOLE_JSON = 64 << 20
ARCHIVE = re.compile(r"\s*window\.YTD\.\w+\.part\d+\s*=\s*")  # what a file of X's own archive begins with
DECODER = json.JSONDecoder(parse_constant=lambda name: None)
EXTENDED = re.compile(r'"\$(?:oid|date|number[A-Z]\w+)"')  # values as MongoDB exports them: {"$date": …}


def bare_value(value: dict[str, Any]) -> Any:
    """What an object of MongoDB's that stands for one value says."""
    if len(value) == 1 and EXTENDED.fullmatch(f'"{next(iter(value))}"'):
        return next(iter(value.values()))
    return value


MONGO = json.JSONDecoder(parse_constant=lambda name: None, object_hook=bare_value)


def parquet_rows(path: Path, start: int = 0, end: int = 1 << 62) -> Iterator[tuple[int, Any]]:
    """(number, row) of each row, counted from 1, of those after `start` up to `end`; a column of bytes refuses the
    file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError):  # ValueError: a column's name that is not UTF-8
        raise GardefouError(f"{path.name} is a damaged Parquet file. {UNCHANGED} Export it again.") from None
    for place, column in enumerate(file.schema_arrow, 1):
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            name = content_scan.column_name(column.name, place)
            raise content_scan.ForbiddenContent(content_scan.Finding("a column of raw bytes (BLOB)", column=name))
    number = start
    try:
        for before, batch in batches_between(file, start, end):
            for number, row in enumerate(batch.to_pylist(), before + 1):
                yield number, {name: value for name, value in row.items() if name != "__index_level_0__"}
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise GardefouError(f"{path.name} is damaged after row {number:,}. {UNCHANGED} Export it again.") from None


def layout(path: Path, saved: text_files.Saved) -> str:
    """How a JSON file is written: `lines`, a text in each; `texts`, the same with a second line that is empty, so that
    posts are counted instead of lines; or `document`."""
    with text_files.opened(path, saved) as file:
        first, second = (file.readline().strip(BLANK) for _ in range(2))
    if (first and parsed(first) is not None) or (second and isinstance(parsed(second), dict)):
        return "lines" if second else "texts"
    return "document"


def json_lines(texts: Iterable[str], written: str) -> Iterator[tuple[int, Any]]:
    """(line, value) of each line that is not empty, (0, value) where lines do not count; None for what is no JSON."""
    for number, text in enumerate(texts, 1):
        if text := text.strip(BLANK):
            yield number if written == "lines" else 0, parsed(text)


def texts_between(path: Path, start: int, end: int) -> Iterator[str]:
    """The lines of UTF-8 that begin at a byte from `start` to before `end`, ended as Python ends lines."""
    for raw in lines_between(path, start, end):
        text = raw.decode("utf-8" if start else "utf-8-sig")
        start = 1
        if "\r" in text.removesuffix("\n").removesuffix("\r"):
            yield from io.StringIO(text, newline="")
        else:
            yield text


def json_values(path: Path, saved: text_files.Saved, written: str) -> Iterator[tuple[int, Any]]:
    """(line, value) of each JSON text in the file: one a line, or (0, value) of whole documents, one after another.

    A line that is no JSON among others that are gives None. Raises GardefouError for a file that is no JSON.
    """
    if written != "document":
        with text_files.opened(path, saved) as file:
            yield from json_lines(file, written)
        return
    if path.stat().st_size > WHOLE_JSON:
        raise GardefouError(f"{path.name}: a JSON document of more than 64 MB. {UNCHANGED} Write one object a line.")
    with text_files.opened(path, saved) as file:
        text = ARCHIVE.sub("", file.read().lstrip("\ufeff"), count=1)
    for value in values_in(text, path.name, decoder_of(text)):
        yield 0, value


def decoder_of(text: str) -> json.JSONDecoder:
    return MONGO if '"$' in text and EXTENDED.search(text) else DECODER


def parsed(text: str) -> Any:
    """What a JSON text says, or None when it is none. NaN, which is not JSON, is null."""
    try:
        return decoder_of(text).decode(text)
    except (ValueError, RecursionError):
        return None
