"""In which encoding a text file was saved, what separates its columns, and what they are called: found, and said.

UTF-8 is read without a word. UTF-16 (Excel's "Unicode text", PowerShell's `>`) and Windows-1252 (Excel's "CSV") are
read as such, and `Saved.said` is the sentence to print. What is none of these is refused with the line that shows it.
"""

import codecs
import csv
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from etl.errors import GardefouError
from etl.intake import content_scan

UNCHANGED = "Nothing was stored."
MOST_LINE = 32 << 20  # a line is held in memory whole; so is a file in another encoding than UTF-8
MOST_OTHER = 256 << 20
MOST_COLUMNS = 10_000
DELIMITERS = ",;\t|"
MOST_TITLE = 20  # lines of a report's title
# What French and other western texts hold beside ASCII; a file in Mac Roman or in a Cyrillic code page reads otherwise.
WESTERN = re.compile(
    "[àâäáãåçéèêëíìîïñóòôöõøúùûüýœæßÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜÝŒÆ«»‹›“”„‘’‚–—…€£°·•§©®™ºª²³¹½¼¾×÷±¿¡\xa0\xad]"
)
UTF8_PAIR = re.compile(rb"[\xc3\xc2][\x80-\xbf]|\xe2[\x80-\x8f][\x80-\xbf]")


@dataclass(frozen=True)
class Saved:
    """How a file was saved: `encoding` as Python calls it; `said` is what to print of it, '' for UTF-8."""

    encoding: str
    said: str = ""

    @property
    def is_utf8(self) -> bool:
        return self.encoding == "utf-8-sig"


@dataclass(frozen=True)
class Header:
    """A table's column names, the sign between them, how many lines stand before the first row, and what to print.

    `unnamed` are the names given here to columns without one: an index, and empty columns at the end.
    """

    names: tuple[str, ...]
    delimiter: str
    lines: int
    unnamed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def saved_as(path: Path, asked: str = "") -> Saved:
    """The encoding of a text file, found by reading all of it; `asked` names one instead (--encoding).

    Raises GardefouError for what is no text, for a mix of encodings and for a line of more than 32 MB, ForbiddenContent
    for a line that is no text and begins like an image.
    """
    if asked:
        return as_asked(path, asked)
    with open(path, "rb") as file:
        start = file.read(4096)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return wide(path, "utf-16", "saved as UTF-16: read as such")
    if len(start) > 3 and start[1::2].count(0) * 2 > len(start[1::2]) and not start[::2].count(0):
        return wide(path, "utf-16-le", "saved as UTF-16 without its mark: read as such; --encoding names another")
    if not (place := first_fault(path)):
        return Saved("utf-8-sig")
    line, content = place
    content_scan.check_line(content, line)
    if b"\0" not in content and is_windows(path):
        return Saved("cp1252", "saved as Windows-1252, not as UTF-8: read as such; --encoding names another")
    raise GardefouError(
        f"{path.name}, line {line}: not UTF-8 text, nor wholly Windows-1252. {UNCHANGED} Save the file as UTF-8 (in "
        "Excel: CSV UTF-8), or name its encoding with --encoding (mac_roman, cp1250 …)."
    )


def as_asked(path: Path, asked: str) -> Saved:
    """The encoding a person named, once the whole file has been read in it."""
    try:
        name = codecs.lookup(asked).name
        if not getattr(codecs.lookup(asked), "_is_text_encoding", True):
            raise LookupError
    except (LookupError, ValueError):
        raise GardefouError(
            f"no encoding is called '{asked[:40]}'. {UNCHANGED} Known: utf-8, utf-16, cp1252 …"
        ) from None
    if name in ("utf-8", "utf-8-sig"):
        if place := first_fault(path):
            raise GardefouError(f"{path.name}, line {place[0]}: not UTF-8 text. {UNCHANGED} Save the file as UTF-8.")
        return Saved("utf-8-sig")
    return wide(path, name, f"read as {name}, as asked")


def wide(path: Path, encoding: str, said: str) -> Saved:
    """A file in another encoding, checked: it is decoded whole."""
    if path.stat().st_size > MOST_OTHER:
        raise GardefouError(
            f"{path.name}: more than 256 MB in another encoding than UTF-8. {UNCHANGED} Save it as UTF-8."
        )
    try:
        text = path.read_bytes().decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        raise GardefouError(f"{path.name} cannot be read as {encoding}. {UNCHANGED} Save the file as UTF-8.") from None
    if "\0" in text:
        raise GardefouError(f"{path.name} holds zero characters: no text. {UNCHANGED} Export it again as UTF-8.")
    return Saved(encoding, said)


def first_fault(path: Path) -> tuple[int, bytes] | None:
    """(line, its bytes) of the first line that is not UTF-8 or holds a zero byte; None when all of it is text.

    Raises GardefouError for a line of more than 32 MB.
    """
    decoder, since = codecs.getincrementaldecoder("utf-8")(), 0
    with open(path, "rb") as file:
        while block := file.read(1 << 22):
            ends = [at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0]
            if since + min(ends, default=len(block)) > MOST_LINE:
                raise GardefouError(f"{path.name}: a line of more than 32 MB. {UNCHANGED} Write one record a line.")
            since = len(block) - 1 - max(block.rfind(b"\n"), block.rfind(b"\r")) if ends else since + len(block)
            try:
                if b"\0" in block:
                    raise ValueError
                decoder.decode(block)
            except ValueError:
                return faulty_line(path)
        try:
            decoder.decode(b"", final=True)
        except ValueError:
            return faulty_line(path)
    return None


def faulty_line(path: Path) -> tuple[int, bytes]:
    with open(path, "rb") as file:
        line, content = 1, b""
        for line, content in enumerate(iter(partial(file.readline, MOST_LINE), b""), 1):  # noqa: B007
            if b"\0" in content or content.decode("utf-8", "replace").encode() != content:
                break
    return line, content


def is_windows(path: Path) -> bool:
    """Whether the file, no UTF-8, is a western text of Windows as a whole: no mix, no binary, no other code page."""
    if path.stat().st_size > MOST_OTHER:
        return False
    content = path.read_bytes()
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return False
    other = re.findall(r"[^\x00-\x7f]", text)
    # A file that is UTF-8 but for a few bytes was put together from two: nobody knows which half is right.
    is_mixed = len(UTF8_PAIR.findall(content)) * 4 > len(other)
    has_controls = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    return bool(not is_mixed and not has_controls and sum(map(bool, map(WESTERN.match, other))) >= 0.9 * len(other))


def split(line: str, like: str = "") -> list[str]:
    """The cells of a line of a table, separated as `like` is (or itself); none of what is no such line."""
    sign = max(DELIMITERS, key=(like or line).count)
    with suppress(csv.Error):
        return [cell.strip() for cell in next(csv.reader([line], delimiter=sign), [])]
    return []


def opened(path: Path, saved: Saved) -> IO[str]:
    """The file as text, line ends as they stand."""
    return open(path, encoding=saved.encoding, newline="")


def title_lines(first: str, file: IO[str]) -> tuple[int, str] | None:
    """(how many lines of a report's title stand before the names of the columns, the line of the names), None for none.

    A title is lines of at most two cells each, up to a line with nothing in it; what follows must have three names.
    """

    def cells(line: str) -> list[str]:
        return [cell for cell in split(line) if cell]

    if len(cells(first)) > 2:
        return None
    for number, line in enumerate(islice(file, MOST_TITLE), 1):
        if not cells(line):
            names = next(((at, one) for at, one in enumerate(islice(file, 3), number + 1) if cells(one)), None)
            is_header = names and len(cells(names[1])) > 2 and len(set(cells(names[1]))) == len(cells(names[1]))
            return names if is_header else None
        if len(cells(line)) > 2:
            return None
    return None


def cells_of(name: str, line: str, sign: str) -> list[str]:
    """The names in a table's first line, separated by that sign. Raises GardefouError for what is no such line."""
    try:
        found = next(csv.reader([line], delimiter=sign), [])
    except csv.Error:
        raise GardefouError(f"{name}: its first line does not name columns. {UNCHANGED} Export it again.") from None
    if len(found) > MOST_COLUMNS:
        raise GardefouError(f"{name}: more than {MOST_COLUMNS:,} columns. {UNCHANGED} Keep those that are needed.")
    return found


def header(path: Path, saved: Saved, delimiter: str = "") -> Header:
    """What the first line of a table says. Raises GardefouError for a column named twice, or without a name, and for
    more columns than a table has.

    A first column without a name is what pandas writes as its index: it gets a name that nothing else has, and is
    left out. Excel's `sep=;` before the header is taken at its word.
    """
    with opened(path, saved) as file:
        first, before, said = file.readline(), 0, []
        if told := re.fullmatch(r"\ufeff?\"?sep=(.)\"?\s*", first, re.IGNORECASE):
            delimiter, first, before = told[1], file.readline(), 1
        elif first.lstrip("\ufeff").startswith("#"):
            while first.lstrip("\ufeff").startswith("#"):
                first, before = file.readline(), before + 1
            said.append(f"the {before} lines that begin with # were left out")
        elif title := title_lines(first, file):
            before, first = title
            said.append(f"the {before} lines before the names of the columns were left out")
    counted = {sign: cells_of(path.name, first, sign) for sign in (delimiter or DELIMITERS)}
    if not delimiter:
        delimiter = max(DELIMITERS, key=lambda sign: len(counted[sign]))
        if delimiter != ",":
            said.append(f"columns separated by {'a tab' if delimiter == chr(9) else repr(delimiter)}")
    names = [name.strip().lstrip("\ufeff") for name in counted[delimiter]]
    unnamed: list[str] = []
    if len(names) > 1 and (names[0] == "" or re.fullmatch(r"Unnamed: ?0", names[0])) and names[0] not in names[1:]:
        names[0] = names[0] or "unnamed index"
        unnamed.append(names[0])
        said.append("the first column, an index without a name, was left out")
    named = max((place for place, name in enumerate(names, 1) if name), default=0)
    if 1 < named < len(names):  # a spreadsheet's empty columns
        said.append(f"{len(names) - named} columns without a name, at the end, were left out")
        names[named:] = [f"unnamed {place}" for place in range(named + 1, len(names) + 1)]
        unnamed += names[named:]
    twice = sorted(content_scan.column_name(name) for name, count in Counter(names).items() if name and count > 1)
    if "" in names or twice:
        place = names.index("") + 1 if "" in names else 0
        what = f"column {place} has no name" if place else f"{', '.join(twice)} is there twice"
        raise GardefouError(f"{path.name}, line {before + 1}: {what}. {UNCHANGED} Name each column once.")
    return Header(tuple(names), delimiter, before + 1, tuple(unnamed), tuple(said))
