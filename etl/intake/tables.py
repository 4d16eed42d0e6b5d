"""Tables collected by hand: read strictly, every fault named with file, line, column and what is accepted."""

import csv
import io
import re
from dataclasses import dataclass, fields
from pathlib import Path

from etl.errors import GardefouError
from etl.harmless import TURNS
from etl.intake.values import CHECKS, Codes, Fault, Kind, accepted, public_path, refusal, shown, value_of_cell

CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{TURNS}]")
MOST_BYTES = 20_000_000  # of one file; reading takes nine times as much memory


@dataclass(frozen=True)
class Table:
    """A table as read: its file as people know it, the kind of each column, its rows with the line of each.

    `written`: the same rows as text, a blank as None. A row with faults, which only `examined` gives, has `faulty`: its
    columns at fault; their cells are None, but those that name a row.
    """

    name: str
    kinds: dict[str, Kind]
    rows: list[dict]
    key: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    written: tuple[dict[str, str | None], ...] = ()


def read(path: Path, description: dict, codes: Codes) -> Table:
    """The table at the path, as its description in etl/readers says: `columns`, and `key` when several name a row.

    Raises GardefouError listing the faults of the whole file.
    """
    found, faults = examined(path, description, codes)
    if faults:
        raise refusal(found.name, faults)
    return found


def read_table(path: Path, columns: dict[str, dict], codes: Codes) -> list[dict]:
    """The rows of the table that `read` gives, which raises."""
    return read(path, {"columns": columns}, codes).rows


def examined(path: Path, description: dict, codes: Codes) -> tuple[Table, list[str]]:
    """The table at the path and a text for each of its faults: file, line, column, what is accepted.

    A row is a dict, typed as `columns` says, with `source_file` and `source_line`.

    `columns` maps each column of the file to its description, a `Kind` of values.py. A blank or absent cell is None:
    unknown, never zero. A date with month precision becomes its first day, and `<column>_precision` says so unless the
    file has such a column itself.

    Raises GardefouError for a file that is no such table.
    """
    name, columns, key = public_path(path), description["columns"], tuple(description.get("key", ()))
    header, records = raw_rows(path, name)
    kinds = described_kinds(name, columns, codes)
    expected = [column for column, kind in kinds.items() if column in header or not kind.optional]
    if header != expected:
        raise GardefouError(header_complaint(name, expected, header))
    seen: dict[str, dict[str, int]] = {column: {} for column, kind in kinds.items() if kind.type == "id"}
    faults: list[str] = []
    rows, texts = [], []
    for line, cells in records:
        row: dict = {"source_file": name, "source_line": line}
        faulty: set[str] = set()
        if len(cells) != len(header):
            faults.append(f"{name}, line {line}: {len(cells)} cells, but the header has {len(header)} columns")
            faulty = set(header)
            row |= dict.fromkeys(header) | {header[0]: cells[0].strip()}
        for column, written in zip(header, cells, strict=True) if not faulty else ():
            cell = written.strip()
            try:
                row |= typed(column, cell, kinds[column], codes, f"{column}_precision" in header)
                if column in seen and (first := seen[column].setdefault(cell, line)) != line:
                    raise Fault(f"is already used on line {first}; an identifier names one row")
            except Fault as fault:
                faults.append(f"{name}, line {line}, column {column}: {shown(cell[:80], fault)}{fault}")
                faulty.add(column)
                names_it = kinds[column].type == "id" or column in key
                row |= {column: cell if names_it else None}
                if kinds[column].type == "date" and f"{column}_precision" not in header:
                    row |= {f"{column}_precision": None}
        rows.append(row | {"faulty": faulty} if faulty else row)
        texts.append({column: None if column in faulty else cell.strip() or None
                      for column, cell in zip(header, cells, strict=False)})  # fmt: skip # saves 4 lines
    return Table(name, kinds, rows, key, tuple(header), tuple(texts)), faults


def described_kinds(name: str, columns: dict[str, dict], codes: Codes) -> dict[str, Kind]:
    """The kind of each column; raises GardefouError for a description that names what nobody knows."""
    known = {field.name for field in fields(Kind)}
    for column, spec in columns.items():
        unknown = sorted(spec.keys() - known)
        if unknown or spec.get("type") not in CHECKS or spec.get("vocabulary", "") not in ("", *codes):
            raise GardefouError(
                f"the description of {name}, column {column}: {spec} is not one. Accepted: type ({', '.join(CHECKS)}), "
                f"vocabulary ({', '.join(codes)}), {', '.join(sorted(known - {'type', 'vocabulary'}))}. "
                "The build stopped; the version being served is unchanged. Correct it in etl/readers."
            )
    return {column: Kind(**spec) for column, spec in columns.items()}


def typed(column: str, cell: str, kind: Kind, codes: Codes, has_precision: bool) -> dict:
    """The column's value, with its precision for a date that has no column for it; raises Fault."""
    if not cell and kind.required:
        raise Fault("is blank; a value is required")
    found = accepted(value_of_cell(cell, kind), kind, codes) if cell else None
    if kind.type != "date":
        return {column: found}
    day, precision = found or (None, None)
    return {column: day} if has_precision else {column: day, f"{column}_precision": precision}


def raw_rows(path: Path, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and the records of a CSV file, each with the line it begins on."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise GardefouError(
                f"{name} has {size / 1e6:,.0f} MB; a table kept by hand has at most {MOST_BYTES / 1e6:,.0f}. It was "
                "not read. The build stopped; the version being served is unchanged. Check that it is the right file."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
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
    records: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if cells and not (
                records and cells[0].startswith("#")
            ):  # a row that begins with # is an example, or set aside
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
    if len(found) == 1 and (sign := next((one for one in ";\t|" if one in found[0]), "")):
        told = {";": "semicolons", "\t": "tabs"}.get(sign, f"{sign} signs")
        return (
            f"{name}, line 1: its cells are separated by {told}; accepted: commas (`python -m etl "
            "import-rows` takes the workbook itself). The build stopped; the version being served is unchanged."
        )
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
