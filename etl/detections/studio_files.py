"""Label Studio's exports as they come, which name every image by its file or address: only labels are taken in.

Of a task its number, its image_id (with account_id and day) where it has one, and each annotation's labels: choices,
and the labels of boxes and other regions. Of JSON-MIN and CSV, columns of files and addresses are left out before
anything else is done. An image without an image_id goes by the number of its task. Image data in a file refuses it.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from etl.detections.incoming import UNCHANGED, WHOLE_JSON, Incoming, fill_lines
from etl.detections.unread import CONTENT, UNREAD
from etl.errors import GardefouError
from etl.intake import content_scan, text_files

DATA = ("image_id", "account_id", "day")
KEPT = ("completed_by", "was_cancelled", "created_at", "updated_at")
NUMBERED = "an image without an image_id goes by the number of its task"


def take_in(connection, path: Path, encoding: str) -> Incoming:
    """`incoming` with a task, or an annotation, a row. Raises ForbiddenContent for image data, GardefouError for what
    is no text of JSON or of a table."""
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. {UNCHANGED} Check the path.")
    content_scan.check_bytes(path)
    if path.stat().st_size > WHOLE_JSON:
        raise GardefouError(f"{path.name} has more than 32 MB. {UNCHANGED} Export it in parts.")
    saved = text_files.saved_as(path, encoding)
    with text_files.opened(path, saved) as file:
        text = file.read().lstrip("\ufeff")
    refuse_images(text)
    if not text.strip():
        raise GardefouError(f"{path.name} is empty. {UNCHANGED} Export it again.")
    said: tuple[str, ...] = ()
    if text.lstrip()[:1] in ("[", "{"):
        given = json_records(text, path.name)
    else:
        header = text_files.header(path, saved)
        given, said = table_records(path, saved, header), header.said
    tasks = [one for one in given if is_task(one)]
    left_out: list[str] = []
    if tasks:
        rows = [task(one) if is_task(one) else one for one in given]
        left_out = sorted({key for one in tasks if isinstance(one.get("data"), dict) for key in one["data"]} - {*DATA})
    else:
        left_out = named_by_files(given)
        rows = [
            {key: value for key, value in one.items() if key not in left_out} if isinstance(one, dict) else one
            for one in given
        ]
    numbered = name_by_number(rows)
    count = fill_lines(connection, rows)
    told = (*said, *([UNREAD] * bool(left_out)), *([NUMBERED] * numbered))
    return Incoming("lines", ("line",), count, (*filter(None, [saved.said]), *told))


def refuse_images(text: str) -> None:
    """Raises ForbiddenContent for a text that holds an image."""
    for number, line in enumerate(text.splitlines(), 1):
        for kind, pattern in CONTENT:
            if re.search(pattern, line, re.IGNORECASE):
                raise content_scan.ForbiddenContent(content_scan.Finding(kind, number))


def json_records(text: str, name: str) -> list[Any]:
    """The tasks or annotations of a JSON document, or of an object a line."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as fault:
            where = f", line {fault.lineno}" if isinstance(fault, json.JSONDecodeError) else ""
            raise GardefouError(f"{name}{where}: not readable as JSON. {UNCHANGED} Export it again.") from None
    return found if isinstance(found, list) else [found]


def table_records(path: Path, saved: text_files.Saved, header: text_files.Header) -> list[Any]:
    """The annotations of a CSV export; an empty cell is nothing, several choices stand as JSON."""
    found: list[Any] = []
    with text_files.opened(path, saved) as file:
        for _ in range(header.lines):
            file.readline()
        for cells in csv.reader(file, delimiter=header.delimiter):
            if cells:
                found.append({name: cell or None for name, cell in zip(header.names, cells, strict=False)
                              if name not in header.unnamed})  # fmt: skip # saves 5 lines
    return found


def is_task(record: Any) -> bool:
    return isinstance(record, dict) and bool({"annotations", "completions", "data"} & set(record))


def task(record: dict[str, Any]) -> dict[str, Any]:
    """A task with nothing but its number, identifiers and labels."""
    data, annotations = record.get("data"), record.get("annotations", record.get("completions"))
    if isinstance(data, dict):
        data = {key: data[key] for key in DATA if key in data}
    if isinstance(annotations, list):
        annotations = [annotation(one) if isinstance(one, dict) else one for one in annotations]
    return {"id": record.get("id"), "data": data, "annotations": annotations}


def annotation(one: dict[str, Any]) -> dict[str, Any]:
    results = one.get("result")
    kept = [{"type": "choices", "from_name": result.get("from_name"), "value": {"choices": list(labels)}}
            for result in (results if isinstance(results, list) else []) if isinstance(result, dict)
            for labels in [labels_of(result)] if labels is not None]  # fmt: skip # saves 4 lines
    return {**{key: one[key] for key in KEPT if key in one}, "result": kept}


def labels_of(result: dict[str, Any]) -> tuple[str, ...] | None:
    """The labels of one result, None for one that gives none: a text, a number of stars, a region by itself."""
    kind, value = result.get("type"), result.get("value")
    if not isinstance(value, dict) or not isinstance(kind, str):
        return None
    if kind == "taxonomy":
        return tuple(str(one[-1]) for one in value.get(kind) or () if isinstance(one, list) and one)
    if kind == "choices" or kind.endswith("labels"):
        found = value.get(kind)
        return tuple(map(str, found)) if isinstance(found, list) else None
    return None


def named_by_files(records: Iterable[Any]) -> list[str]:
    """The columns of JSON-MIN or CSV that say which file or address an image is."""
    found: set[str] = set()
    for record in records:
        for key, value in record.items() if isinstance(record, dict) else ():
            if key in (*DATA, "id", "annotator", "annotation_id") or key in found:
                continue
            if content_scan.name_kind(key) or any(content_scan.text_kind(text) for text in texts(value)):
                found.add(key)
    return sorted(found)


def texts(value: Any) -> Iterator[str]:
    """The texts in a value that are no JSON: choices stand as such."""
    if isinstance(value, str) and value[:1] not in ("{", "["):
        yield value


def name_by_number(rows: list[Any]) -> bool:
    """Give every image the number of its task when none has an identifier of its own; whether that was done."""
    whole = [row for row in rows if isinstance(row, dict)]
    places = [row["data"] if isinstance(row.get("data"), dict) else row for row in whole]
    if any(place.get("image_id") not in (None, "") for place in places):
        return False
    for row, place in zip(whole, places, strict=True):
        if row.get("id") is not None:
            place["image_id"] = str(row["id"])
    return bool(whole)
