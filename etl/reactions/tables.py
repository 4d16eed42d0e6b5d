"""Tables of posts as text: rows by line, and no line hidden behind a quotation mark that is never closed."""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from etl.intake.text_files import Header, Saved, opened

OPEN_QUOTE = "a quotation mark that is not closed, or stands inside a cell without being doubled"
Row = tuple[int, dict[str, Any] | None, str]


def rows(path: Path, saved: Saved, header: Header, is_row: Callable[[dict[str, Any]], bool]) -> Iterator[Row]:
    """(line, row or None, what is wrong) of each row of a table.

    A quotation mark that is not closed would swallow the rows after it: the reading then goes back to the line after
    it. `is_row` tells whether cells make a row by themselves; a text over several lines that are such rows is taken
    for that fault too. The names of the columns, met again, are no row.
    """
    width = len(header.names)
    with opened(path, saved) as file:
        for _ in range(header.lines):
            file.readline()
        lines: Iterator[str] = iter(file)
        waiting: deque[str] = deque()
        taken: list[str] = []

        def feed() -> Iterator[str]:
            while True:
                line = waiting.popleft() if waiting else next(lines, None)
                if line is None:
                    return
                taken.append(line)
                yield line

        names, known = list(header.names), set(header.names)

        def named(cells: list[str]) -> dict[str, Any]:
            return dict(zip(names, cells, strict=True))

        number = header.lines + 1  # of the line that comes next
        reader = csv.reader(feed(), delimiter=header.delimiter, strict=True)
        while True:
            taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = []
            broken = not cells and bool(taken) and bool("".join(taken).strip())
            if not broken and len(taken) > 1 and hides_rows(taken, header, is_row):
                broken = True
            if not broken:
                at, number = number, number + len(taken)
                if not any(cells):
                    continue
                if cells[0] in known and width > 1 and sorted(cells) == sorted(known):
                    names[:] = cells  # another table begins, whose columns may stand in another order
                    continue
                if len(cells) != width:
                    yield at, None, f"{len(cells)} columns where {width} were expected"
                else:
                    yield at, named(cells), ""
                continue
            at, number = number, number + 1
            waiting.extendleft(reversed(taken[1:]))
            reader = csv.reader(feed(), delimiter=header.delimiter, strict=True)
            alone = by_itself(taken[0], header)
            closed = taken[0].count('"') % 2 == 0
            if closed and len(alone) == width and is_row(named(alone)):
                yield at, named(alone), ""  # a mark inside a cell: the row is whole all the same
            else:
                yield at, None, OPEN_QUOTE


def by_itself(line: str, header: Header) -> list[str]:
    """The cells of one line, read without strictness."""
    try:
        return next(csv.reader([line], delimiter=header.delimiter), [])
    except csv.Error:
        return []


def hides_rows(taken: list[str], header: Header, is_row: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether the lines of one record are rows by themselves: one between the first and the last, or these two."""
    width = len(header.names)
    if width < 3:
        return False

    def whole(line: str) -> bool:
        cells = by_itself(line.replace('"', ""), header)
        return len(cells) == width and is_row(dict(zip(header.names, cells, strict=True)))

    return any(whole(line) for line in taken[1:-1]) or (whole(taken[0]) and whole(taken[-1]))
