"""Files as they lie about: compressed (gzip, bzip2, xz, zstd), one in a ZIP archive, one sheet of an Excel workbook.

`unpacked` gives the plain file to read: a copy in a private folder of the system's, under the name that was given (so
that messages name what a person knows), removed with the reading; or the file itself when it is plain. What is unpacked
is bounded, and read under the same rules as any other file.
"""

import csv
import datetime as dt
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from etl.errors import GardefouError
from etl.intake import content_scan

UNCHANGED = "Nothing was stored."
MOST = 2 << 30  # bytes of what is unpacked
MOST_SHEET = 512 << 20  # bytes of a workbook's parts: its cells take several times as much memory
BLOCK = 1 << 20
COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zstd", b"\xfd7zXZ": "xz"}  # first bytes → name
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
MEDIA = tuple(f".{one}" for one in (
    "jpg", "jpeg", "jfif", "png", "gif", "webp", "bmp", "tif", "tiff", "heic", "heif", "avif", "svg", "psd", "ico",
    "mp4", "m4v", "mov", "webm", "mkv", "avi", "wmv", "flv", "3gp", "mpg", "mpeg",
))  # fmt: skip # saves 27 lines
NOT_DATA = ("__macosx/", ".ds_store", "readme", "license", "licence", "thumbs.db", "._")
PICTURES = "an archive or a workbook with pictures in it"


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """(the plain file, what to print of how it was packed).

    Raises GardefouError for what cannot be unpacked or is too large, ForbiddenContent for pictures in an archive.
    """
    kind = packing(path)
    if not kind:
        yield path, ()
        return
    with tempfile.TemporaryDirectory(prefix="gardefou-") as folder:
        found, said = Path(folder) / path.name, f"unpacked ({kind})"
        try:
            if kind == "zip":
                said = from_zip(path, found)
            else:
                expand(path, kind, found)
        except (OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError,
                zipfile.BadZipFile) as fault:  # fmt: skip # saves 8 lines
            raise GardefouError(broken(path, fault)) from None
        yield found, (said,)


def packing(path: Path) -> str:
    """gzip, bz2, xz, zstd, zip, or '' for a file that is not packed. Raises GardefouError for an old workbook."""
    if not path.is_file():
        return ""
    with open(path, "rb") as file:
        start = file.read(8)
    if start == OLD_OFFICE:
        raise GardefouError(
            f"{path.name} is a workbook or a document as Excel and Word wrote them until 2003. {UNCHANGED} Save the "
            "sheet as CSV UTF-8 or as .xlsx."
        )
    if start[:4] == b"PK\x03\x04":
        return "zip"
    return next((kind for sign, kind in COMPRESSED.items() if start.startswith(sign)), "")


def broken(path: Path, fault: Exception) -> str:
    """What to say of a file that cannot be unpacked: too large, cut off, or locked."""
    text = str(fault).lower()
    if isinstance(fault, OSError) and fault.errno:  # the disk, not the file
        raise fault
    if "memory" in text or "window" in text:
        how = "it was compressed with a long window. Unpack it (zstd -d --long=31) and name the result."
    elif "encrypted" in text or "password" in text:
        how = "it is locked with a password. Unpack it and name the result."
    else:
        how = "it is cut off or damaged. Fetch it again."
    return f"{path.name} cannot be unpacked: {how} {UNCHANGED}"


def copied(source: Any, target: Path, name: str, most: int = MOST) -> None:
    """Write what `source` gives, up to `most` bytes. Raises GardefouError beyond."""
    size = 0
    with open(target, "wb") as file:
        while block := source.read(BLOCK):
            size += len(block)
            if size > most:
                raise GardefouError(
                    f"{name} holds more than {most >> 30} GB once unpacked. {UNCHANGED} Unpack it yourself, and give "
                    "it in parts."
                )
            file.write(block)


def expand(path: Path, kind: str, target: Path) -> None:
    """One compressed stream, or several one after the other."""
    import pyarrow as pa

    with lzma.open(path) if kind == "xz" else pa.input_stream(str(path), compression=kind) as source:
        copied(source, target, path.name)


def from_zip(path: Path, target: Path) -> str:
    """Write the one file of an archive, or the one sheet of a workbook; what to print."""
    with zipfile.ZipFile(path) as archive:
        names = [one.filename for one in archive.infolist() if not one.is_dir()]
        if any(name.lower().endswith(MEDIA) for name in names):
            raise content_scan.ForbiddenContent(content_scan.Finding(PICTURES))
        if "xl/workbook.xml" in names:
            if sum(one.file_size for one in archive.infolist()) > MOST_SHEET:
                raise GardefouError(f"{path.name} is too large a workbook. {UNCHANGED} Save the sheet as CSV UTF-8.")
            return sheet(path, target)
        if "[Content_Types].xml" in names or "mimetype" in names:
            raise GardefouError(
                f"{path.name} is a document or a sheet of another office program. {UNCHANGED} Save it as CSV UTF-8."
            )
        data = [name for name in names if not PurePosixPath(name).name.lower().startswith(NOT_DATA)
                and not name.lower().startswith(NOT_DATA)]  # fmt: skip # saves 3 lines
        if any(PurePosixPath(name).name in ("tweets.js", "tweet.js") for name in data) and len(data) > 1:
            raise GardefouError(
                f"{path.name} is an archive of X with everything of an account. {UNCHANGED} Unpack it and name its "
                "data/tweets.js: messages and contacts must not enter."
            )
        if len(data) != 1:
            raise GardefouError(
                f"{path.name} is a ZIP archive with {len(data):,} files in it. {UNCHANGED} Unpack it and name one file "
                "after the other."
            )
        with archive.open(data[0]) as source:
            copied(source, target, path.name)
    return "unpacked (ZIP, one file)"


def sheet(path: Path, target: Path) -> str:
    """Write the one sheet of a workbook that holds a table as CSV in UTF-8; what to print. Formulas give the value they
    had when saved.

    Raises ValueError for a damaged workbook, whatever openpyxl makes of it.
    """
    import openpyxl

    raw, tables = target.with_name(f"{target.name}.cells"), 0
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for one in book.worksheets:
            with open(raw, "w", encoding="utf-8", newline="") as file:
                count, width = cells_of(one.iter_rows(values_only=True), file)
            if count > 1 and width > 1:  # a sheet of notes is none
                tables += 1
                squared(raw, target, width)
        book.close()
    except Exception as odd:
        raise ValueError(type(odd).__name__) from None
    if tables != 1:
        raise GardefouError(
            f"{path.name} is a workbook with {tables or 'no'} sheets that hold a table. {UNCHANGED} Save the one sheet "
            "as CSV UTF-8, or as a workbook of its own."
        )
    return "read from the one sheet of an Excel workbook"


def cells_of(rows: Any, file: IO[str]) -> tuple[int, int]:
    """Write the rows of a sheet; (how many are not empty, the most cells that one of them has)."""
    lines, count, width = csv.writer(file), 0, 0
    for row in rows:
        cells = [cell(value) for value in row]
        last = max((place for place, text in enumerate(cells, 1) if text), default=0)
        if last or count:
            lines.writerow(cells[:last] or [""])
        count, width = count + bool(last), max(width, last)
    return count, width


def squared(raw: Path, target: Path, width: int) -> None:
    """The same rows, each with `width` cells, without what is empty at the end."""
    with open(raw, encoding="utf-8", newline="") as given, open(target, "w", encoding="utf-8", newline="") as file:
        lines, empty = csv.writer(file), 0
        for cells in csv.reader(given):
            if not any(cells):
                empty += 1
                continue
            for _ in range(empty):
                lines.writerow([""] * width)
            empty = 0
            lines.writerow(cells + [""] * (width - len(cells)))


def cell(value: Any) -> str:
    """A cell as text: days without an hour as days, whole numbers without a decimal point.

    A whole number of more than 15 digits that ends in noughts has lost digits, which no workbook keeps: it is written
    as such (1.99e+18), so that nobody takes it for an identifier.
    """
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value == value and abs(value) < 2**53 and value == int(value):
        return str(int(value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return str(value) if value % 10 ** (len(str(abs(value))) - 15) else repr(float(value))
    return str(value)
