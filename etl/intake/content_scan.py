"""What must never enter: images, links to them, their names or hashes. The scan runs before anything is written.

A hit refuses the whole file. What may be recorded is the place and the kind, never the value. The same rules serve
detector outputs and public reactions; reactions may hold links to articles (they are cut to their domain elsewhere), so
`links_allowed` leaves plain links and lets only links to media count.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from etl.errors import GardefouError

PACKED = "document or archive bytes"
# Leading bytes of files that are not labels. ftyp (MP4, HEIC, AVIF) and WEBP sit behind four or eight bytes of length.
SIGNATURES = (
    ("image bytes", rb"\xff\xd8\xff|\x89PNG|GIF8[79]a|RIFF[\s\S]{4}WEBP|[\s\S]{4}ftyp"),
    ("image bytes", rb"II\*\x00|MM\x00\*|BM[\s\S]{4}\x00{4}|8BPS|\x00\x00\x01\x00|\xff\x0a|\x00{3}\x0c(jP  |JXL )"),
    ("video bytes", rb"\x1a\x45\xdf\xa3|RIFF[\s\S]{4}AVI |OggS|FLV\x01|\x00\x00\x01[\xb3\xba]"),
    (PACKED, rb"%PDF|PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|SQLite "),
    ("an array of numbers, which may be an image's", rb"\x93NUMPY|\x80[\x02-\x05][\x95\x8c}\]c(]"),
)
MEDIA = (
    "jpe?g?|jfif|jp2|jxl|png|gif|webp|bmp|tiff?|heic|heif|avif|svg|psd|ico|dng|arw|nef|cr[23]|orf|rw2|"
    "mp4|m4v|mov|webm|mkv|avi|wmv|flv|3gp|mpe?g|m2ts|m3u8"
)
MEDIA_HOSTS = (
    r"pbs\.twimg\.com|video\.twimg\.com|pic\.twitter\.com|pic\.x\.com|i\.imgur\.com|imgur\.com|i\.redd\.it|v\.redd\.it|"
    r"cdn\.discordapp\.com|media\.discordapp\.net|imagine-public\.x\.ai|assets\.grok\.com|catbox\.moe|postimg\.cc|ibb\.co|"
    r"googleusercontent\.com|fbcdn\.net|cdninstagram\.com|telegra\.ph|redgifs\.com|gyazo\.com|prnt\.sc"
)
# Written for RE2 (DuckDB) and for Python alike: no look-around, no back-references; case is folded by the caller.
PATTERNS = (
    ("a data: URI", r"data:\s*[a-z]+/[a-z0-9.+-]+\s*[;,]"),
    ("base64 of an image", r"/9j/[a-z0-9+/]{3}|ivborw0kggo|r0lgod[lh]|uklgr[a-z0-9+/]{4}|aaaa[a-z0-9+/]{2}z0exb"),
    ("hexadecimal of an image", r"(^|[^a-z0-9])(0x)?(ffd8ff[ed][0-9a-f]|89504e470d0a|474946383[79]61)"),
    ("image bytes", r"\\xff\\xd8\\xff|\\x89png|\\u00ff\\u00d8|ÿØÿ|\x89png"),
    ("markup of an image", r"<\s*(img|svg|video|picture|source)[\s>/]"),
    ("a link to media", rf"[a-z0-9_)%-]\.({MEDIA})($|[^a-z0-9])|(^|[^a-z0-9-])({MEDIA_HOSTS})($|[^a-z0-9-])"),
    ("a run of more than 200 base64 or hexadecimal characters", r"[a-z0-9+/=]{201}"),
    ("a value shaped like a hash", r"(^|[^a-z0-9])([0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{40})($|[^a-z0-9])"),
)
HASH_OR_UUID = ("a value shaped like a hash", r"(^|[^a-z0-9])[0-9a-f]{32}($|[^a-z0-9])")
# Ids may be UUIDs written without dashes: digit 13 is their version, digit 17 their variant. MD5 sums rarely look so.
NO_UUID = (
    "a value shaped like a hash",
    r"(^|[^a-z0-9-])([0-9a-f]{12}[09a-f][0-9a-f]{19}|[0-9a-f]{16}[0-7c-f][0-9a-f]{15})($|[^a-z0-9])",
)
# 64 bits as 16 digits, one of the first 15 a letter: numbers of 16 digits and mantissas before an e are none.
SHORT_HASH = (
    "a value shaped like a perceptual hash",
    "(^|[^a-z0-9])(" + "|".join(rf"[0-9]{{{at}}}[a-f][0-9a-f]{{{15 - at}}}" for at in range(15)) + ")($|[^a-z0-9])",
)
LINKS = (
    (
        "a link",
        r"(https?|ftp|s3|gs|file|blob|ipfs|magnet|tg|mailto|tel):[\\/?a-z+0-9]|(^|[\s\x22'(,;])(www\.|//[a-z0-9-]+\.)|"
        r"[a-z][a-z0-9+.-]+:/[a-z/]|(^|[^a-z0-9.-])[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/[a-z0-9?#]|\[[.:]\]",
    ),
    ("letters or links in % codes", r"(https?|ftp)%3a|%2f%2f|:%2f|(%[2-7][0-9a-f]){4}|&#x?[0-9a-f]{2,4};"),
    ("letters made not to be read", "[\u200b\u2060\ufeff]|[\uff21-\uff3a\uff41-\uff5a]{3}"),
    ("a path of a file", r"(^|[\s\x22'(])([a-z]:\\|\\{2,4}[a-z0-9]|[/~.]{0,2}/[a-z0-9_.-]+/[a-z0-9_.-])"),
    ("what a camera writes into an image", r"(^|[^a-z])(exif|jfif|xmpmeta|gps\s?(lat|long)itude)($|[^a-z])"),
    (
        "a file name that cameras give",
        r"(^|[^a-z0-9])(pxl_\d{8}_\d{6,9}|(img|vid)[_-]\d{8}[_-](wa)?\d{4,9}|dsc[nf_]?\d{4,5}|screenshot[_ -]\d{4})",
    ),
    (
        "a value shaped like a hash",
        r"(^|[^a-z0-9])([0-9a-f]{56}|[0-9a-f]{96}|crc32:[0-9a-f]{8}|qm[1-9a-z]{44})($|[^a-z0-9])|"
        r"(^|[^a-z0-9+/=])([a-z0-9+/]{22}==|[a-z0-9+/]{27}=|[a-z0-9+/]{43}=)($|[^a-z0-9+/=])",
    ),
    ("hexadecimal of an image", r"(^|[^a-z0-9])(ff[ :-]d8[ :-]ff|89[ :-]50[ :-]4e[ :-]47)"),
    ("base64 of an image", r"(^|[^a-z0-9])(_9j_[a-z0-9_-]{4}|sukqa[a-z0-9+/]{3}|tu0akg[a-z0-9+/])"),
)
# JSON may write any letter as \\u00xx; exporters do so for quotes and & < >, nobody for letters, dots and slashes.
HIDDEN = ("letters disguised as \\u codes", r"\\u(00(2[ef]|3a|[46][1-9a-f]|[57][0-9a])|200b|2060|feff|ff[2-5])")
NAMES = frozenset({
    "hash", "hashes", "md5", "sha1", "sha256", "sha512", "crc32", "pdq", "photodna", "phash", "dhash",
    "ahash", "whash", "tmk", "imagehash", "blake", "xxh", "ssdeep", "tlsh", "checksum", "digest", "fingerprint", "etag",
    "netclean", "nilsimsa", "cid", "url", "urls", "uri", "href", "link", "links", "permalink", "thumb",
    "thumbs", "thumbnail", "thumbnails", "base64", "b64", "bytes", "blob", "binary", "pixels", "exif",
    "filename", "file", "filepath", "path", "src", "source_ref", "embedding", "embeddings", "vector", "vectors",
    "attachment", "attachments", "s3", "bucket", "gps",
})  # fmt: skip # saves 55 lines
PERSONS = frozenset({"handle", "username", "screenname", "email", "mail", "phone", "nickname", "realname"})
BARE_NAMES = frozenset({"image", "images", "img", "picture", "photo", "media", "video", "frame", "data", "content"})
OF_IMAGE, OF_PERSON = "a column named like an image", "a column named like a person's account"
TEXT_CAP = 2_000


@dataclass(frozen=True)
class Finding:
    """Where forbidden content was met and of which kind. Never the value. `column` is '' when none has a name."""

    kind: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = [f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        return f"{self.kind} ({', '.join(filter(None, place))})" if any(place) else self.kind


class ForbiddenContent(GardefouError):
    """A file that holds, links to, names or hashes an image. `finding` says where."""

    def __init__(self, finding: Finding, hint: str = ""):
        self.finding = finding
        if finding.kind == PACKED:
            super().__init__(
                "this file was refused: it holds the bytes of a workbook, a document or an archive, in which images "
                "may be. Nothing of it was kept. Save the sheet as CSV UTF-8 (in Excel: Save as, CSV UTF-8); unpack an "
                "archive of labels (gunzip, unzip) and name the file."
            )
            return
        super().__init__(
            f"this file was refused: it holds {finding}. Nothing of it was kept, and its content is shown nowhere. "
            "Labels and scores are enough: remove images, links, file names and hashes at the source, and export "
            f"again.{hint} If the material may be unlawful, do not open or copy it: follow your organisation's "
            "procedure."
        )


def column_name(name: str, place: int = 0) -> str:
    """A column's name when it is an ordinary word of any alphabet, else only its place: names can carry what values may
    not."""
    return name if re.fullmatch(r"[^\W\d_][\w /-]{0,39}", name) else f"number {place}" if place else "unnamed"


def check_bytes(path: Path) -> None:
    """Raises ForbiddenContent when the file's first bytes are an image's, a film's, a document's or an archive's."""
    with open(path, "rb") as file:
        start = file.read(512)
    for kind, signature in SIGNATURES:
        if re.match(signature, start) or re.match(signature, start.removeprefix(b"\xef\xbb\xbf").lstrip()):
            raise ForbiddenContent(Finding(kind))
    if start[257:262] == b"ustar":
        raise ForbiddenContent(Finding(PACKED))
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" and b"<svg" in start.lower():
        raise ForbiddenContent(Finding("an image written as markup (SVG)"))


def check_line(line: bytes, row: int) -> None:
    """Raises ForbiddenContent when a line that is not a text holds the first bytes of an image."""
    if re.search(rb"\xff\xd8\xff|\x89PNG|GIF8[79]a|RIFF[\s\S]{4}WEBP|ftyp(heic|heix|avif|mif1|mp4|isom)", line):
        raise ForbiddenContent(Finding("image bytes", row))


def check_names(names: Iterable[str], identifiers: Iterable[str] = ()) -> None:
    """Raises ForbiddenContent for a column named like a hash, a link, a file or, not being an identifier, an image."""
    declared = set(identifiers)
    for place, name in enumerate(names, 1):
        kind = name_kind(name)
        if kind and not (name in declared and kind in (OF_IMAGE, OF_PERSON)):
            raise ForbiddenContent(Finding(kind, column=column_name(name, place)))


def name_kind(name: str) -> str:
    """'' or what is wrong with a column's name: read word by word, camelCase too."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+", name)]
    joined = "".join(words)
    bare = {word.rstrip("0123456789b") for word in words}
    endings = ("hash", "url", "base64")
    if NAMES & {*words, *bare, joined, "_".join(words)} or joined.endswith(endings):
        return "a column named like a hash, a link or a file"
    if joined in BARE_NAMES:
        return OF_IMAGE
    if joined in PERSONS:
        return OF_PERSON
    return text_kind(name)


def text_kind(text: str, is_identifier: bool = False, links_allowed: bool = False) -> str:
    """'' or the kind of forbidden content in one text. Identifiers may be UUIDs of 32 digits, not hashes."""
    for kind, pattern in rules(is_identifier, links_allowed):
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    return ""


def rules(is_identifier: bool = False, links_allowed: bool = False) -> tuple[tuple[str, str], ...]:
    """The (kind, pattern) pairs that apply."""
    hashes = (NO_UUID,) if is_identifier else (HASH_OR_UUID, SHORT_HASH)
    return PATTERNS + (hashes[:1] if links_allowed else hashes + LINKS)


def check_relation(
    connection, relation: str, columns: Iterable[str], row: str, identifiers: Iterable[str] = ()
) -> None:
    """Raises ForbiddenContent for the first row of a DuckDB relation whose text columns hold something forbidden.

    `row` is the expression that numbers its rows. One pass over all columns; the offending row is looked up only then.
    """
    declared = set(identifiers)
    columns = list(columns)
    tests = {name: matches(quoted(name), name in declared) for name in columns}
    if not columns:
        return
    anywhere = " or ".join(tests.values())
    hit = connection.execute(
        f"select {row} as place, {', '.join(map(quoted, columns))} from {relation} "
        f"where {anywhere} order by place limit 1"
    ).fetchall()
    for at, *cells in hit:
        for place, (name, cell) in enumerate(zip(columns, cells, strict=True), 1):
            text = "" if cell is None else str(cell)
            kind = "a text of more than 2,000 characters" if len(text) > TEXT_CAP else text_kind(text, name in declared)
            if kind:
                raise ForbiddenContent(Finding(kind, int(at), column_name(name, place)))
        raise ForbiddenContent(Finding("forbidden content", int(at)))


def check_json(connection, relation: str, column: str, row: str) -> None:
    """Raises ForbiddenContent for the first JSON text that holds something forbidden, or disguises plain letters."""
    found = either((*rules(is_identifier=True), HIDDEN))
    hit = connection.execute(
        f"select {row} as place, {quoted(column)} from {relation} "
        f"where regexp_matches({quoted(column)}, '{found}', 'i') order by place limit 1"
    ).fetchall()
    for at, text in hit:
        kind = text_kind(str(text), is_identifier=True) or HIDDEN[0]
        raise ForbiddenContent(Finding(kind, int(at)))


def matches(expression: str, is_identifier: bool = False) -> str:
    """SQL that is true where a text is too long or holds something forbidden."""
    found = either(rules(is_identifier))
    return f"(length({expression}) > {TEXT_CAP} or regexp_matches({expression}, '{found}', 'i'))"


def either(pairs: tuple[tuple[str, str], ...]) -> str:
    """One pattern for all, as it stands in a SQL text."""
    return "|".join(f"(?:{pattern})" for _, pattern in pairs).replace("'", "''")


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
