"""Rows that people keep in a workbook, brought into the tables of an affair: read leniently, accepted strictly.

A sheet's headings may be a column's own name or its words in English or French (headings.yml); a code may be written as
the code or as its label. What comes out is what a person would have typed into the CSV file, and the same reader
accepts or refuses it: nothing is written while one row of one sheet is refused.
"""

import csv
import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from etl.affairs.new import BESIDE, OWN
from etl.affairs.proved import Brought, added, line, proved
from etl.affairs.typed import folded, written
from etl.errors import GardefouError
from etl.files import replaced
from etl.intake.sources import accepted_codes, sources
from etl.yaml_text import LOADER

HEADINGS = Path(__file__).with_name("headings.yml")
LATER = "Nothing was written."
MOST_SHOWN = 40
ENTERED = "entered_date"


def importable(data: Path) -> dict[str, tuple[Path, dict]]:
    """Table → (its file, its description), of every table that people complete for an affair: facts, then what belongs
    beside them."""
    listed = sources(data)
    found = {
        source["id"]: (data / source["file"].removeprefix("data/"), source)
        for source in listed
        if source.get("columns") and "curated/" in source.get("file", "")
    }
    beside = next(source for source in listed if source["id"] == "reference")["tables"]
    return found | {name: (data / "reference" / f"{name}.csv", beside[name]) for name in OWN if name not in BESIDE}


def bring(file: Path, data: Path, table: str = "") -> tuple[list[Brought], list[str]]:
    """The sheets of a workbook (or one CSV file) as rows to add, and the lines proposed for new publishers.

    `table` names the table when the sheets do not. Raises GardefouError listing every fault of every sheet, with sheet,
    row, column and what is accepted; nothing is written here.
    """
    known, codes = importable(data), accepted_codes(data)
    words = yaml.load(HEADINGS.read_text(encoding="utf-8"), LOADER)
    publishers = listed_publishers(data)
    faults: list[str] = []
    found, missing = [], {}  # type: ignore[var-annotated]
    for sheet, lines in sheets(file):
        if not lines:
            continue
        name = table_of(sheet, lines[0][1], known, words, table)
        path, described = known[name]
        if brought := read_sheet(sheet, lines, path, described, words, codes, faults):
            found.append(brought)
            missing |= unlisted(brought, described["columns"], publishers)
    faults += proved(data, found, known, codes, missing.values())
    if faults:
        count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
        more = [f"… and {len(faults) - MOST_SHOWN} more"] if len(faults) > MOST_SHOWN else []
        listing = "\n  ".join(faults[:MOST_SHOWN] + more)
        raise GardefouError(f"{count} in {file.name}:\n  {listing}\n{LATER} Correct them and import again.")
    if not any(brought.rows or brought.known for brought in found):
        raise GardefouError(f"{file.name} holds no row. {LATER}")
    return found, list(missing.values())


def write(found: Iterable[Brought], proposed: list[str], data: Path) -> None:
    """Add the rows to their tables and the proposed lines to the publishers', each file at once or not at all."""
    for brought in found:
        replaced(brought.path, added(brought.path, brought.rows))
    if proposed:
        path = data / "reference" / "publishers.csv"
        replaced(path, path.read_text(encoding="utf-8").rstrip("\n") + "\n" + "\n".join(proposed) + "\n")


def sheets(file: Path) -> list[tuple[str, list[tuple[int, list[Any]]]]]:
    """(name, its rows with their numbers) of each sheet; rows with no value are passed over."""
    if not file.exists():
        raise GardefouError(f"{file} is not there. {LATER}")
    if file.suffix.lower() == ".csv":
        from etl.intake.text_files import header, opened, saved_as

        saved = saved_as(file)
        sign = header(file, saved).delimiter
        with opened(file, saved) as text:
            rows = [(number, list(cells)) for number, cells in enumerate(csv.reader(text, delimiter=sign), 1)]
        return [(file.stem, [row for row in rows if any(cell.strip() for cell in row[1])])]
    try:
        from openpyxl import load_workbook

        book = load_workbook(file, read_only=True, data_only=True)
        return [
            (sheet.title, [(number, list(cells)) for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
                           if any(str(cell).strip() for cell in cells if cell is not None)])
            for sheet in book.worksheets if sheet.sheet_state == "visible"
        ]  # fmt: skip # saves 7 lines
    except Exception as fault:
        raise GardefouError(
            f"{file.name} could not be read as a workbook ({type(fault).__name__}). {LATER} "
            "Save it as .xlsx or as .csv and import again."
        ) from None


def words_of(column: str, header: list[str], words: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """What a column is called in each language; the identifier of a table's own rows is its first column."""
    return words["first"] if column == header[0] and column.endswith("_id") else words[column]


def names_of(column: str, header: list[str], words: Mapping[str, Mapping[str, str]]) -> set[str]:
    """What may stand over a column, as plain(): its own name, or its words in either language."""
    return {folded(column), *map(folded, words_of(column, header, words).values())}


def called(column: str, header: list[str], words: Mapping[str, Mapping[str, str]]) -> str:
    """A column by its name and its words in both languages."""
    told = words_of(column, header, words)
    return f"{column} ({told['en']}, {told['fr']})"


def table_of(sheet: str, first: list[Any], known: Mapping, words: Mapping, asked: str) -> str:
    """The table whose rows a sheet holds: as asked, as the sheet is called, or the only one that its headings fit."""
    if asked:
        if asked not in known:
            raise GardefouError(f"{asked!r} is not a table of facts. {LATER} Accepted: {', '.join(known)}.")
        return asked
    for name, (_, described) in known.items():
        if folded(sheet) in {
            folded(name),
            *map(folded, [*described.get("title", {}).values(), *words["tables"][name].values()]),
        }:
            return name
    headings = {folded(cell) for cell in first if cell}
    fits: dict[str, int] = {}
    for name, (_, described) in known.items():
        needed, header = needed_columns(described["columns"]), list(described["columns"])
        given = sum(bool(names_of(column, header, words) & headings) for column in needed)
        fits |= {name: given} if 2 * given > len(needed) else {}
    best = [name for name, given in fits.items() if given == max(fits.values())]
    if len(best) != 1:
        raise GardefouError(
            f"sheet {sheet!r}: neither its name nor its headings say which table it belongs to. {LATER} "
            f"Name the sheet, or --table, one of {', '.join(known)}; --template en writes a workbook to fill."
        )
    return best[0]


def needed_columns(columns: Mapping[str, dict]) -> list[str]:
    """The columns each row needs; the day it was entered is today when the sheet does not say it."""
    return [column for column, spec in columns.items() if spec.get("required") and column != ENTERED]


def read_sheet(
    sheet: str, lines: list, path: Path, described: dict, words: Mapping, codes: Mapping, faults: list[str]
) -> Brought | None:
    """The sheet's rows as the CSV file would hold them; what cannot be one is added to `faults`."""
    columns = described["columns"]
    with open(path, encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    number, headings = lines[0]
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if heading is None or not str(heading).strip():
            continue
        fits = [column for column in header if folded(heading) in names_of(column, header, words)]
        if not fits:
            known = {name: column for column in header for name in names_of(column, header, words)}
            near = difflib.get_close_matches(folded(heading), list(known), 1)
            hint = f"; is it {called(known[near[0]], header, words)}?" if near else ""
            faults.append(f"sheet {sheet!r}, row {number}: no column is called {str(heading)[:60]!r}{hint}")
        elif fits[0] in places:
            faults.append(f"sheet {sheet!r}, row {number}: two columns are {fits[0]}")
        else:
            places[fits[0]] = place
    lacking = [column for column in needed_columns(columns) if column not in places]
    if lacking:
        named = "; ".join(called(column, header, words) for column in lacking)
        faults.append(f"sheet {sheet!r}, row {number}: no column for what each row needs: {named}")
        return None
    key = [header.index(column) for column in described.get("key") or header[:1]]
    already = present(path, header, key)
    brought = Brought(sheet, path, header)
    for number, cells in lines[1:]:
        if str(cells[0] or "").lstrip().startswith("#"):
            continue
        row = []
        for column in header:
            given = cells[places[column]] if column in places and places[column] < len(cells) else None
            try:
                row.append(written(given, column, columns[column], codes))
            except ValueError as fault:
                faults.append(f"sheet {sheet!r}, row {number}, {column}: {str(given)[:60]!r} {fault}")
                row.append("")
                brought.faulty.add((number, column))
        if ENTERED in header and not row[header.index(ENTERED)]:
            row[header.index(ENTERED)] = dt.datetime.now(dt.UTC).date().isoformat()
        there = already.get(tuple(row[place] for place in key))
        if there is None:
            brought.rows.append(row)
            brought.numbers.append(number)
        elif all(one == other for column, one, other in zip(header, row, there, strict=True) if column != ENTERED):
            brought.known += 1
        else:
            differ = [c for c, one, other in zip(header, row, there, strict=True) if one != other and c != ENTERED]
            faults.append(
                f"sheet {sheet!r}, row {number}: {' '.join(row[place] for place in key)!r} is in {path.name} already, "
                f"with another {', '.join(differ[:5])}; a row that changes is corrected there, with a line in "
                "corrections.csv"
            )
    return brought


def present(path: Path, header: list[str], key: list[int]) -> dict[tuple[str, ...], list[str]]:
    """The rows a table holds, by what names them."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    whole = [cells for cells in rows if len(cells) == len(header) and not cells[0].startswith("#")]
    return {tuple(cells[place] for place in key): cells for cells in whole}


def listed_publishers(data: Path) -> set[str]:
    with open(data / "reference" / "publishers.csv", encoding="utf-8-sig", newline="") as file:
        return {row["publisher"] for row in csv.DictReader(file)}


def unlisted(brought: Brought, columns: Mapping[str, dict], publishers: set[str]) -> dict[str, str]:
    """Publisher → the line proposed for reference/publishers.csv, of each that a row names and the list lacks."""
    found = {}
    for column in (one for one, spec in columns.items() if spec.get("references") == "publishers.publisher"):
        for row in brought.rows:
            name = row[brought.header.index(column)]
            if name and name not in publishers:
                address = column.replace("_publisher", "_url")
                url = row[brought.header.index(address)] if address in brought.header else ""
                acts = "authority" in brought.header and row[brought.header.index("authority")] == name
                found[name] = line([name, "official" if acts else kind_of(url), "", "", ""])
    return found


def kind_of(url: str) -> str:
    """`official` for a government's own domain, else `secondary`: a person looks at it."""
    host = (urlsplit(url).hostname or "") if url.startswith("http") else ""
    is_official = re.search(r"(^|\.)(gov|gouv|gob|go|govt|gc|admin|europa|parliament)(\.|$)", host)
    return "official" if is_official else "secondary"
