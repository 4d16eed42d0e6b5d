"""What lies in a dump: its day, its parts and where their bytes are, checked before anything is read.

The official archive is a zip of stored zips of deflated CSV files, so each CSV's bytes lie in one piece of the outer
file. Nothing is ever extracted: no name inside an archive becomes a path.
"""

import errno
import hashlib
import re
import shutil
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from etl.dsa.window import Window
from etl.errors import GardefouError

MOST_ARCHIVE_BYTES = 80 << 30  # the largest day so far, 738.8 million statements, is about 43 GiB
MOST_ENTRIES = 5_000
MOST_ENTRY_BYTES = 8 << 30
MOST_RATIO = 100  # real dumps: 8 to 22
MOST_INNER_RATIO = 2  # a zip hardly shrinks when it is compressed once more
SMALL_BYTES = 4 << 20  # an entry this small cannot harm, whatever its ratio

NAME = re.compile(
    r"sor-(?P<slug>[^/\\]+?)-(?P<day>\d{4}-\d\d-\d\d)-(?P<kind>full|light)(?P<number>(?:-\d+)*)(?:\.csv|\.parquet)?(?:\.zip|\.gz)?",
    re.IGNORECASE,
)
# What dsa-tdb and Spark put beside their files, in folders and in the zips the Commission publishes: no statements.
BESIDE = re.compile(r"(?:.*/)?(?:_SUCCESS|COMPLETE|\.[^/]+\.crc|[\w.-]*(?:configuration\.ya?ml|dates_files\.csv))")
GZIP, PARQUET = 31, -1  # methods of a part that is a .csv.gz or a Parquet file on its own
ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
              struct.error, UnicodeError, IndexError)  # fmt: skip # saves 10 lines


@dataclass(frozen=True)
class Part:
    """One CSV: the file and the place of its bytes in it. `method` is 8 (deflate), 0 (none), GZIP or PARQUET.

    `crc` may be unknown, and of a GZIP part its `size`, which is then that of the packed file.
    """

    name: str
    path: Path
    offset: int
    stored_bytes: int
    size: int
    crc: int | None
    method: int


@dataclass(frozen=True)
class Archive:
    """A dump as found: `day` is ISO text ('' when no name says it), `number` the part's for a part on its own."""

    path: Path
    name: str
    size: int
    slug: str = ""
    inner_slug: str = ""  # the slug in the names of its parts, which a renamed archive keeps
    day: str = ""
    kind: str = ""
    number: str = ""
    sha1: str = ""
    sha256: str = ""
    is_verified: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def scope(self) -> str:
        """'part' when only a piece of a day's archive was given, 'platform' or 'global' otherwise."""
        return "part" if self.number else "global" if self.slug == "global" else "platform"


def refused(name: str, what: str, hint: str = "Fetch the archive again and run the same command.") -> GardefouError:
    return GardefouError(f"{name}: {what}. Nothing of it was counted; what the store held is unchanged. {hint}")


def printable_name(name: str) -> str:
    """A name of a file, or from inside an archive, safe to print and to keep: one line of UTF-8."""
    text = name.encode("utf-8", "backslashreplace").decode()[:200]
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def digests(path: Path) -> tuple[str, str]:
    """The sha1 and sha256 of a file."""
    sha1, sha256 = hashlib.sha1(usedforsecurity=False), hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(1 << 20):
            sha1.update(block)
            sha256.update(block)
    return sha1.hexdigest(), sha256.hexdigest()


def identify(path: Path) -> Archive:
    """The archive with what its file name says and its digests, compared with the `.sha1` beside it.

    Raises GardefouError when the digest differs or the `.sha1` file is not one.
    """
    size, name = path.stat().st_size, printable_name(path.name)
    if size > MOST_ARCHIVE_BYTES:
        raise refused(name, f"the file has {size:,} bytes, more than the {MOST_ARCHIVE_BYTES:,} accepted")
    found = NAME.fullmatch(path.name)
    archive = Archive(path, name, size)
    if found:
        archive = taking(archive, named(found))
    elif path.suffix.lower() in (".parquet", ".gz", ".csv") and (found := NAME.fullmatch(path.parent.name)):
        # dsa-tdb: sor-global-2026-01-05-full/part-0000.parquet, or part-0000.csv.gz
        archive = taking(archive, {**named(found), "number": re.sub(r"\D+", "-", path.stem).strip("-") or "0"})
    sha1, sha256 = digests(path)
    beside = path.with_name(path.name + ".sha1")
    if beside.exists():
        words = beside.read_bytes()[:4096].decode("utf-8-sig", "replace").split()
        expected = words[0].lower() if words else ""
        if not re.fullmatch(r"[0-9a-f]{40}", expected):
            raise refused(name, f"{name}.sha1 does not begin with a SHA-1 of 40 hexadecimal digits")
        if expected != sha1:
            raise refused(name, f"its SHA-1 is {sha1}, but {name}.sha1 says {expected}")
    return replace(archive, sha1=sha1, sha256=sha256, is_verified=beside.exists())


def named(found: re.Match[str]) -> dict[str, str]:
    """What a file name says: slug, day, kind and number, in the spelling the ledger uses."""
    return {
        "slug": found["slug"].lower(),
        "day": found["day"],
        "kind": found["kind"].lower(),
        "number": found["number"].strip("-"),
    }


def taking(archive: Archive, said: dict[str, str]) -> Archive:
    """The archive with what a name says of it."""
    return replace(archive, slug=said["slug"], day=said["day"], kind=said["kind"], number=said["number"])


def opened(archive: Archive, scratch: Path | None = None) -> Archive:
    """The archive with its parts, in order, and with day, slug and kind read off them when its own name is odd.

    Raises GardefouError for anything that is not a whole, plain dump: cut short, encrypted, another compression
    method, overlapping, duplicate or odd names, a bomb, no part at all, several days in one. Dumps only store their
    inner zips; where a person's copy has compressed them, they are unpacked into `scratch`, a folder that must stay
    until the parts are read, and refused without one.
    """
    with archive.path.open("rb") as file:
        magic = file.read(4)
        if magic[:2] != b"PK":
            ends = archive.path.suffix.lower()
            if ends == ".zip":
                raise refused(archive.name, "not a zip file" if archive.size else "the file is empty")
            if magic[:2] == b"\x1f\x8b":
                return replace(archive, parts=(replace(loose(archive), method=GZIP),))
            if magic == b"PAR1":
                return replace(archive, parts=(replace(loose(archive), method=PARQUET),))
            if ends in (".gz", ".parquet"):
                raise refused(archive.name, f"it is called {ends} and is not: its first bytes say otherwise")
            return replace(archive, parts=(loose(archive),))
        try:
            parts = entries(archive, file, archive.path, 0, archive.size, "", scratch)
        except ZIP_FAULTS as fault:
            if getattr(fault, "errno", None) == errno.ENOSPC:
                raise
            raise refused(archive.name, f"not a whole zip file ({fault})") from None
    if not parts:
        raise refused(archive.name, "it holds no CSV part at all")
    said = {tuple(named(found).items())[:3] for part in parts if (found := said_by(part))}
    if len(said) > 1:
        raise refused(archive.name, "its parts belong to several days, platforms or kinds", "Give them one by one.")
    if said and not (archive.slug and archive.day):
        archive = taking(archive, {**dict(said.pop()), "number": inner_number(parts)})
    elif said and dict(next(iter(said)))["day"] != archive.day:
        raise refused(archive.name, f"its parts are of {dict(said.pop())['day']}, its name says {archive.day}")
    elif said:
        archive = replace(archive, inner_slug=dict(said.pop())["slug"])
    return replace(archive, parts=tuple(parts))


def said_by(part: Part) -> re.Match[str] | None:
    """The name of a part that says its day: its own, or for dsa-tdb's chunks its folder's."""
    *folders, name = part.name.split("/")
    if name.lower().endswith((".parquet", ".csv.gz")):
        return next((found for one in (name, *reversed(folders)) if (found := NAME.fullmatch(one))), None)
    return NAME.fullmatch(name)


def inner_number(parts: list[Part]) -> str:
    """The number of the inner zip when that is what was given (CSV files without a zip around them), else ''."""
    numbers = {found["number"].strip("-").split("-")[0] for part in parts if (found := NAME.fullmatch(part.name))}
    return numbers.pop() if len(numbers) == 1 else ""


def loose(archive: Archive) -> Part:
    return Part(archive.name, archive.path, 0, archive.size, archive.size, None, 0)


def entries(archive: Archive, file, path: Path, start: int, size: int, within: str, scratch: Path | None) -> list[Part]:
    """The CSV parts of the zip that occupies `size` bytes of `file` (at `path`) from `start`; `within` names an inner
    zip."""
    where = f"{printable_name(within)}: " if within else ""
    parts: list[Part] = []
    with zipfile.ZipFile(Window(file, start, size)) as zipped:
        found = sorted((one for one in zipped.infolist() if not is_folder(one)), key=lambda one: one.header_offset)
        if not found:
            return []
        first = min(entry.header_offset for entry in zipped.infolist())
        if fault := loose_end(file, start, size, first, zipped.comment):
            raise refused(archive.name, f"{where}{fault}")
        if len(found) > MOST_ENTRIES:
            raise refused(archive.name, f"{where}{len(found):,} entries, more than the {MOST_ENTRIES:,} accepted")
        if len({entry.orig_filename for entry in found}) < len(found):
            raise refused(archive.name, f"{where}two entries have the same name")
        ends = [entry.header_offset for entry in found[1:]] + [zipped.start_dir]
        for entry, end in zip(found, ends, strict=True):
            fault = complaint(entry, bool(within), scratch is not None)
            at = 0 if fault else data_offset(file, start, entry)
            if not fault and at - start + entry.compress_size > end:
                fault = "overlaps its neighbour"
            if fault:
                raise refused(archive.name, f"{where}entry {printable_name(entry.orig_filename)} {fault}")
            if BESIDE.fullmatch(entry.filename):
                continue
            if entry.filename.lower().endswith(".csv.gz") and scratch:
                inner = scratch / f"{len(list(scratch.iterdir()))}.csv.gz"
                with zipped.open(entry) as source, inner.open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
                size_of = entry.file_size
                parts.append(Part(entry.filename, inner, 0, size_of, size_of, None, GZIP))
            elif entry.filename.lower().endswith(".zip") and entry.compress_type and scratch:
                inner = scratch / f"{len(list(scratch.iterdir()))}.zip"
                with zipped.open(entry) as source, inner.open("w+b") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
                    parts += entries(archive, target, inner, 0, entry.file_size, entry.filename, scratch)
            elif entry.filename.lower().endswith(".zip"):
                parts += entries(archive, file, path, at, entry.compress_size, entry.filename, scratch)
            else:
                name = f"{within}/{entry.filename}" if within else entry.filename
                parts.append(Part(name, path, at, entry.compress_size, entry.file_size, entry.CRC, entry.compress_type))
    return sorted(parts, key=lambda part: part.name)


def loose_end(file, start: int, size: int, first: int, comment: bytes) -> str:
    """Why the zip cannot be all that its `size` bytes are, '' when it is; `first` is where its first entry begins.

    zipfile takes the last end record it finds and forgives bytes before and after. An outer archive that is cut short
    behind one of its inner zips would pass for that inner zip, and a day for a part of it.
    """
    if first:
        return "not a whole zip file: something lies before its first entry, as in an archive that is cut short"
    file.seek(start + max(0, size - 22 - len(comment)))
    record = file.read(22)
    is_last = record[:4] == b"PK\x05\x06" and record[20:] == struct.pack("<H", len(comment))
    return "" if is_last else "not a whole zip file: it goes on after its own end"


def is_folder(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a folder of a zip of Parquet chunks: it holds nothing."""
    return bool(re.fullmatch(r"([\w=.-]+/)+", entry.orig_filename)) and not entry.file_size


def complaint(entry: zipfile.ZipInfo, is_inner: bool, can_unpack: bool) -> str:
    """Why an entry is not accepted, '' when it is; `can_unpack`: there is room for an inner zip that is compressed."""
    name, ratio = entry.orig_filename, entry.file_size / max(1, entry.compress_size)
    if re.match(r"(?:xl|docProps|_rels)/|\[Content_Types\]", name):
        return "is a part of an Excel workbook; statements of reasons come as CSV"
    is_chunk = re.fullmatch(r"(?!.*\.\.)([\w=-][\w=.-]*/)*[\w=.-]+\.(?:parquet|csv\.gz)", name)
    if BESIDE.fullmatch(name):
        return ""
    if not is_chunk and (re.search(r"[/\\:\x00-\x1f\x7f]|\.\.", name) or not name.strip()):
        return "has a name that could leave its folder"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if not is_chunk and not name.lower().endswith((".csv", ".zip")):
        return "is neither a CSV file, nor a zip of them, nor Parquet as dsa-tdb writes it"
    if entry.compress_type not in (0, 8):
        return f"uses compression method {entry.compress_type}, which dumps do not use"
    if name.lower().endswith(".zip") and is_inner:
        return "is a zip within a zip within a zip; dumps have two levels"
    if name.lower().endswith(".csv.gz") and not can_unpack:
        return "is a .csv.gz in a zip, which a cluster does not read: unpack the zip"
    most_ratio = MOST_INNER_RATIO if name.lower().endswith((".zip", ".gz")) else MOST_RATIO
    if most_ratio == MOST_INNER_RATIO and entry.compress_type and not can_unpack:
        return "is a compressed zip; in dumps inner zips are only stored, and a cluster reads no others"
    if entry.file_size > MOST_ENTRY_BYTES:
        return f"would unpack to {entry.file_size:,} bytes, more than the {MOST_ENTRY_BYTES:,} accepted"
    if entry.file_size > SMALL_BYTES and ratio > most_ratio:
        return f"would unpack to {ratio:,.0f} times its size, more than the {most_ratio} accepted (a zip bomb?)"
    if entry.compress_type == 0 and entry.compress_size != entry.file_size:
        return "says two different sizes"
    return ""


def data_offset(file, start: int, entry: zipfile.ZipInfo) -> int:
    """Where the entry's bytes begin in `file`; raises BadZipFile when its local header disagrees with the directory."""
    file.seek(start + entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(f"no entry where the directory puts {printable_name(entry.orig_filename)}")
    flags, method = struct.unpack("<HH", header[6:10])
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    name = file.read(name_length).decode("utf-8" if flags & 0x800 else "cp437", "replace")
    if name != entry.orig_filename or method != entry.compress_type or flags & 0x1:
        raise zipfile.BadZipFile(f"entry {printable_name(entry.orig_filename)} is described in two different ways")
    return start + entry.header_offset + 30 + name_length + extra_length
