"""What a build, or check-data, would refuse of rows that are to be added, said as their sheet and row."""

import csv
import datetime as dt
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from etl.affairs.check import examine
from etl.intake import tables
from etl.warehouse import layers

# Checks that say what a row lacks in another table, or of the day of a build: not yet a fault of the row.
LATER_ON = ("measurements_have_a_frame.sql", "nothing_is_dated_after_the_build.sql", "claim_tests_point_at_rows.sql")
ADDED = re.compile(r"(?:.*/)?([^/,]+\.csv), line (\d+)(?:, column (\w+))?[,:]? *(.*)", re.DOTALL)


@dataclass
class Brought:
    """What one sheet became: the table's file, its header, the rows to add, how many were there already."""

    sheet: str
    path: Path
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    known: int = 0
    numbers: list[int] = field(default_factory=list)  # the row of the sheet that each of `rows` is
    faulty: set[tuple[int, str]] = field(default_factory=set)  # cells refused already


def proved(data: Path, found: list[Brought], known: Mapping, codes: Mapping, proposed: Iterable[str]) -> list[str]:
    """What the build, or check-data, would refuse of the rows once they are in their tables: sheet, row and column.

    Read in a copy of the folder. What a row still lacks in another table (its frame, its wording of a scope) is for
    check-data to say: it may come later.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = copied(data, Path(scratch) / data.absolute().name)
        places: dict[tuple[str, int], tuple[Brought, int]] = {}
        for brought in found:  # sheets of one table stand together there: their rows may clash
            path = copy / brought.path.relative_to(data)
            place = len(path.read_text(encoding="utf-8-sig").rstrip("\n").split("\n")) + 1
            path.write_text(added(path, brought.rows), encoding="utf-8")
            for number, row in zip(brought.numbers, brought.rows, strict=True):
                lines = line(row).count("\n") + 1
                places |= {(path.name, one): (brought, number) for one in range(place, place + lines)}
                place += lines
        publishers = copy / "reference/publishers.csv"
        listed = "".join(f"{one}\n" for one in proposed)
        publishers.write_text(publishers.read_text(encoding="utf-8-sig").rstrip("\n") + "\n" + listed, encoding="utf-8")
        faults, judged = list[str](), list[str]()
        for path, described in known.values():
            if any(brought.path == path for brought in found):
                faults += tables.examined(copy / path.relative_to(data), described, codes)[1]
        later = {layers.first_sentence((layers.SQL / "checks" / name).read_text(encoding="utf-8")) for name in LATER_ON}
        examined = examine(copy, copy / "store", dt.datetime.now(dt.UTC).date())[0]
        judged += [one for check, said in examined.items() if check not in later for one in said]
    whole = [in_sheet(one, places) for one in faults]
    refused = {(brought.sheet, number) for brought in found for number, _ in brought.faulty}
    for one in judged:  # of a row refused already, what follows from its other cells is not said
        found_at = ADDED.match(one)
        spot = places.get((found_at[1], int(found_at[2]))) if found_at else None
        if spot and (spot[0].sheet, spot[1]) not in refused:
            whole.append(in_sheet(one, places))
    return list(dict.fromkeys(filter(None, whole)))


def copied(data: Path, copy: Path) -> Path:
    """A folder in which tables may be changed; all else of it is a link to what is there."""
    copy.mkdir()
    for path in data.iterdir():
        if path.name in ("curated", "reference"):
            shutil.copytree(path, copy / path.name)
        else:
            (copy / path.name).symlink_to(path.absolute())
    return copy


def in_sheet(fault: str, places: Mapping[tuple[str, int], tuple[Brought, int]]) -> str:
    """A fault of an added line as one of its sheet and row; '' for one of another line, or of a cell refused before."""
    at = ADDED.match(fault)
    if not at or (at[1], int(at[2])) not in places:
        return ""
    brought, number = places[at[1], int(at[2])]
    if at[3] is None and any(row == number for row, _ in brought.faulty):
        return ""
    if (number, at[3]) in brought.faulty:
        return ""
    why = re.sub(r"\bon line (\d+)", lambda told: in_its_row(told, at[1], places), at[4])
    return f"sheet {brought.sheet!r}, row {number}{f', {at[3]}' if at[3] else ''}: {why}"


def in_its_row(told: re.Match[str], file: str, places: Mapping[tuple[str, int], tuple[Brought, int]]) -> str:
    """`on line 41` as the row of the sheet, where that line is one of those added."""
    other = places.get((file, int(told[1])))
    return f"in sheet {other[0].sheet!r}, row {other[1]}" if other else f"on line {told[1]} of {file}"


def line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def added(path: Path, rows: list[list[str]]) -> str:
    """The table's text with the rows behind those it holds."""
    return path.read_text(encoding="utf-8-sig").rstrip("\n") + "\n" + "".join(f"{line(row)}\n" for row in rows)
