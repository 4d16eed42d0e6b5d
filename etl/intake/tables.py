"""Tables collected by hand: read strictly, every fault named with file, line, column and what is accepted."""

import csv
import datetime as dt
import io
import math
import re
from pathlib import Path
from urllib.parse import urlsplit

from etl.errors import GardefouError

MOST_FAULTS_SHOWN = 20
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MEDIA = re.compile(r"\.(jpe?g|png|gif|webp|avif|heic|bmp|tiff?|svg|mp4|mov|webm|mkv)$", re.IGNORECASE)


class Fault(ValueError):
    """Why one cell is not accepted, in words."""


def read_table(path: Path, columns: dict[str, dict], codes: dict[str, set[str]]) -> list[dict]:
    """The rows of a CSV file, one dict a row, typed as `columns` says, with `source_file` and `source_line`.

    `columns` maps each column of the file to its description: `type` (id, text, date, code, codes, number, integer,
    share, url, country, countries, currency), `vocabulary` (whose codes are accepted), `required`, `least`, `most`,
    `max_length`, `separator`, `optional` (it need not be in the file). A blank or absent cell is None: unknown, never
    zero. A date with month precision becomes its first day, and `<column>_precision` says so unless the file has such a
    column itself.

    Raises GardefouError listing the faults of the whole file.
    """
    name = shown(path)
    header, records = raw_rows(path, name)
    expected = [column for column, spec in columns.items() if column in header or not spec.get("optional")]
    if header != expected:
        raise GardefouError(header_complaint(name, expected, header))
    faults: list[str] = []
    seen: dict[str, dict[str, int]] = {column: {} for column, spec in columns.items() if spec["type"] == "id"}
    rows = []
    for line, cells in records:
        if len(cells) != len(header):
            faults.append(f"{name}, line {line}: {len(cells)} cells, but the header has {len(header)} columns")
            continue
        row: dict = {"source_file": name, "source_line": line}
        for column, cell in zip(header, cells, strict=True):
            spec = columns[column]
            try:
                row |= typed(column, cell.strip(), spec, codes, header)
                if column in seen and (first := seen[column].setdefault(cell.strip(), line)) != line:
                    raise Fault(f"is already used on line {first}; an identifier names one row")
            except Fault as fault:
                faults.append(f"{name}, line {line}, column {column}: {cell.strip()[:80]!r} {fault}")
        rows.append(row)
    if faults:
        more = len(faults) - MOST_FAULTS_SHOWN
        listing = "\n  ".join(faults[:MOST_FAULTS_SHOWN] + ([f"… and {more} more"] if more > 0 else []))
        raise GardefouError(
            f"{len(faults)} faults in {name}:\n  {listing}\n"
            "The build stopped; the version being served is unchanged. Correct the cells and build again."
        )
    return rows


def raw_rows(path: Path, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and the records of a CSV file, each with the line it begins on."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise GardefouError(
            f"{name} is missing. The build stopped; the version being served is unchanged. Restore the file."
        ) from None
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        raise GardefouError(
            f"{name}, line {line}: not UTF-8 text. The build stopped; the version being served is unchanged. "
            "Save the file as UTF-8 and build again."
        ) from None
    if stray := CONTROL.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        raise GardefouError(
            f"{name}, line {line}: a control character ({stray[0]!r}) that no text holds. The build stopped; the "
            "version being served is unchanged. Remove it and build again."
        )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, start = [], 1
    try:
        for cells in reader:
            if cells:
                records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as fault:
        raise GardefouError(
            f"{name}, line {reader.line_num}: not a readable CSV record ({fault}). The build stopped; the version "
            "being served is unchanged."
        ) from None
    if not records:
        raise GardefouError(f"{name} is empty. The build stopped; the version being served is unchanged.")
    return records[0][1], records[1:]


def header_complaint(name: str, expected: list[str], found: list[str]) -> str:
    """What to say of a header that is not the described one: missing, extra, twice, or out of order."""
    missing = [column for column in expected if column not in found]
    extra = [column for column in found if column not in expected]
    twice = sorted({column for column in found if found.count(column) > 1})
    parts = [
        f"missing: {', '.join(missing)}" if missing else "",
        f"not expected: {', '.join(extra)}" if extra else "",
        f"twice: {', '.join(twice)}" if twice else "",
    ]
    why = "; ".join(part for part in parts if part) or "the order differs"
    return (
        f"{name}, line 1: the columns are not the expected ones ({why}).\n  expected: {', '.join(expected)}\n"
        f"  found:    {', '.join(found)}\nThe build stopped; the version being served is unchanged."
    )


def typed(column: str, cell: str, spec: dict, codes: dict[str, set[str]], header: list[str]) -> dict:
    """The column's value (and its precision, for a date); raises Fault."""
    if not cell:
        if spec.get("required"):
            raise Fault("is blank; a value is required")
        empty: dict = {column: None}
        if spec["type"] == "date" and f"{column}_precision" not in header:
            empty[f"{column}_precision"] = None
        return empty
    if spec["type"] == "date":
        day, precision = parsed_date(cell)
        return {column: day} if f"{column}_precision" in header else {column: day, f"{column}_precision": precision}
    return {column: PARSERS[spec["type"]](cell, spec, codes)}


def parsed_date(cell: str) -> tuple[dt.date, str]:
    precision = {10: "day", 7: "month"}.get(len(cell))
    try:
        return dt.date.fromisoformat(cell if precision == "day" else f"{cell}-01"), precision or ""
    except ValueError:
        raise Fault("is no date; accepted: 2026-01-31, or 2026-01 when the day is not known") from None


def parsed_text(cell: str, spec: dict, codes: dict[str, set[str]]) -> str:
    if len(cell) > spec.get("max_length", 2000):
        raise Fault(f"has {len(cell)} characters; at most {spec.get('max_length', 2000)} are accepted")
    return cell


def parsed_code(cell: str, spec: dict, codes: dict[str, set[str]]) -> str:
    accepted = codes[spec["vocabulary"]]
    if cell not in accepted:
        raise Fault(f"is no code of {spec['vocabulary']}; accepted: {', '.join(sorted(accepted))}")
    return cell


def parsed_codes(cell: str, spec: dict, codes: dict[str, set[str]]) -> list[str]:
    return [parsed_code(part.strip(), spec, codes) for part in cell.split(spec.get("separator", ";"))]


def parsed_country(cell: str, spec: dict, codes: dict[str, set[str]]) -> str:
    if cell not in codes["jurisdiction"]:
        raise Fault("is no jurisdiction of data/reference/jurisdictions.csv; accepted: ISO 3166 codes listed there")
    return cell


def parsed_countries(cell: str, spec: dict, codes: dict[str, set[str]]) -> list[str]:
    return [parsed_country(part.strip(), spec, codes) for part in cell.split(spec.get("separator", ";"))]


def parsed_currency(cell: str, spec: dict, codes: dict[str, set[str]]) -> str:
    if not re.fullmatch(r"[A-Z]{3}", cell):
        raise Fault("is no currency; accepted: three capitals, as in ISO 4217 (EUR)")
    return cell


def parsed_number(cell: str, spec: dict, codes: dict[str, set[str]]) -> float:
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell):
        raise Fault("is no number; accepted: digits with a dot, such as 0.53 or 20000")
    number = float(cell)
    least = spec.get("least", 0)
    most = spec.get("most", 1 if spec["type"] == "share" else float("inf"))
    if not least <= number <= most or math.isinf(number):
        raise Fault(f"is out of range; accepted: {least} to {most}")
    return number


def parsed_integer(cell: str, spec: dict, codes: dict[str, set[str]]) -> int:
    if not re.fullmatch(r"-?\d+", cell):
        raise Fault("is no whole number; accepted: digits only, such as 20000")
    parsed_number(cell, spec, codes)
    return int(cell)


def parsed_url(cell: str, spec: dict, codes: dict[str, set[str]]) -> str:
    try:
        link = urlsplit(cell)
    except ValueError:  # brackets in the host that hold no address
        link = urlsplit("")
    if link.scheme not in ("http", "https") or not link.netloc:
        raise Fault("is no web address; accepted: https://… (or http://…)")
    if MEDIA.search(link.path):
        raise Fault("links to a picture or a video; links to documents only are accepted")
    return cell


PARSERS = {
    "id": parsed_text,
    "text": parsed_text,
    "code": parsed_code,
    "codes": parsed_codes,
    "country": parsed_country,
    "countries": parsed_countries,
    "currency": parsed_currency,
    "number": parsed_number,
    "share": parsed_number,
    "integer": parsed_integer,
    "url": parsed_url,
}


def shown(path: Path) -> str:
    """The path as a person knows it: from `data/` on, never a folder of this machine."""
    parts = path.parts
    return "/".join(parts[parts.index("data") :]) if "data" in parts else path.name
