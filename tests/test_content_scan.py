"""No image, link to one, name or hash of one comes in: refused whole, and not a byte of it is found anywhere after."""

import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main
from etl.intake import content_scan as scan

MARK = "Zq7Xv9Kt"  # in every forbidden value, so that a search for it finds whatever would have been kept
HEX = "5d" * 32


def text(*cells, header="image_id,women,remark"):
    return f"{header}\ni-1,1,fine\ni-2,{','.join(cells)}\n".encode()


def parquet(select):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        duckdb.sql(f"copy ({select}) to '{path}'")
        return path.read_bytes()


def zipped(name, content):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
    return held.getvalue()


ANSWER = {"image_id": "i-1", "response": []}
FORBIDDEN = {
    "JPEG bytes named .csv": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + MARK.encode() * 5,
    "PNG bytes": b"\x89PNG\r\n\x1a\n" + MARK.encode() * 5,
    "WEBP bytes": b"RIFF\x10\x00\x00\x00WEBP" + MARK.encode() * 5,
    "MP4 bytes": b"\x00\x00\x00\x18ftypmp42" + MARK.encode() * 5,
    "a PDF": b"%PDF-1.7 " + MARK.encode(),
    "a zip with a picture": zipped(f"{MARK}.jpg", MARK.encode()),
    "a PNG in gzip": gzip.compress(b"\x89PNG\r\n\x1a\n" + MARK.encode() * 5),
    "a link in gzip": gzip.compress(text("1", f"https://example.org/{MARK}.jpg")),
    "base64 in a comment": text("1", f"see /9j/4AAQSkZJRg{MARK}"),
    "a data: URI": text("1", f'"data:image/png;base64,{MARK}"'),
    "a link ending in .jpg?x=1": text("1", f"https://example.org/{MARK}.jpg?x=1"),
    "a link": text("1", f"https://example.org/{MARK}"),
    "a file name": text("1", f"{MARK}.PNG"),
    "a media host": text("1", f"pbs.twimg.com/media/{MARK}"),
    "a hash in a comment": text("1", f"{MARK} 9e107d9d372bb6826bd81d3542a419d6"),
    "a column named pdq": text("1", MARK, header="image_id,women,pdq_hash"),
    "a column named imageUrl": text("1", MARK, header="image_id,women,imageUrl"),
    "a column named like a file": text("1", MARK, header=f"image_id,women,{MARK}.jpg"),
    "a long run": text("1", MARK * 26),
    "a hash for an identifier": f"image_id,women\n{HEX},1\n".encode(),
    "an image element": text("1", f"<img alt={MARK}>"),
    "hexadecimal of a JPEG": text("1", f"ffd8ffe000104a46{MARK}"),
    "JPEG bytes in a cell": b"image_id,women,remark\ni-1,1," + b"\xff\xd8\xff\xe0" + MARK.encode(),
    "JPEG 2000 bytes": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + MARK.encode(),
    "JPEG XL bytes": b"\xff\x0a" + MARK.encode(),
    "an icon": b"\x00\x00\x01\x00" + MARK.encode(),
    "an SVG": b"<?xml version='1.0'?>\n<svg>" + MARK.encode(),
    "a NumPy array": b"\x93NUMPY" + MARK.encode(),
    "a tar": (MARK.encode() + b"/a").ljust(257, b"\0") + b"ustar",
    "7z": b"7z\xbc\xaf\x27\x1c" + MARK.encode(),
    "base64 for the web": text("1", f"_9j_4AAQSkZJRg{MARK}"),
    "base64 of a TIFF": text("1", f"{MARK} SUkqAAgAAAAQ"),
    "hexadecimal with spaces": text("1", f"ff d8 ff e0 {MARK}"),
    "a link in % codes": text("1", f"https%3A%2F%2Fx.org%2F{MARK}"),
    "a scheme in % codes": text("1", f"%68%74%74%70s://x.org/{MARK}"),
    "a link in an unknown scheme": text("1", f"wasbs://c@x/{MARK}"),
    "a defanged link": text("1", f"hxxps[:]//x[.]org/{MARK}"),
    "a link without a scheme": text("1", f"t.co/{MARK}"),
    "a link with an invisible letter": text("1", f"h\u200bttps{MARK}"),
    "a link in wide letters": text("1", f"ｈｔｔｐｓ：／／{MARK}"),
    "a path": text("1", f"/home/u/images/{MARK}"),
    "a path of Windows": text("1", f"C:\\Users\\u\\{MARK}"),
    "a path of a network in JSON": json.dumps([{"image_id": "\\\\srv\\" + MARK, "response": []}]).encode(),
    "EXIF text": text("1", f"GPSLatitude: 48.85 {MARK}"),
    "a telephone's file name": text("1", f"IMG-20260102-WA0001 {MARK}"),
    "a raw file's name": text("1", f"{MARK}.NEF"),
    "a perceptual hash": text("1", f"{MARK} d879f8f89b1bbf3c"),
    "SHA-1 in base64": text("1", f"{MARK} 2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    "an MD5 for an identifier": f"image_id,women\n{HEX[:32]},1\n".encode(),
    "a column named xxh64": text("1", MARK, header="image_id,women,xxh64"),
    "a column named clip_vector": text("1", MARK, header="image_id,women,clip_vector"),
    "a column named username": text("1", MARK, header="image_id,women,userName"),
    "a hidden link in JSON": json.dumps([{"image_id": "i-1", "note": {"a": ["h\u200bttps", MARK]}}]).encode(),
    "a BLOB in Parquet": parquet(f"select 'i' as image_id, 1.0 as women, '{MARK}'::blob as remark"),
    "a link in Parquet": parquet(f"select 'i' as image_id, 'gs://b/{MARK}' as women"),
    "a link in JSON": f'{{"image_id": "i-1", "account_id": "https:\\/\\/x.org/{MARK}", "response": []}}'.encode(),
    "a disguised link in JSON": f'{{"image_id": "\\u0068ttps:{MARK}", "response": []}}\n{json.dumps(ANSWER)}'.encode(),
    "a link in a JSON document": json.dumps([{"id": 1, "data": {"image_id": f"{MARK}.webp"}}]).encode(),
    "a key named like a link": json.dumps({"image_url": MARK, "response": []}).encode(),
}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_a_file_with_forbidden_content_leaves_no_byte_behind(case, tmp_path, capfd, monkeypatch):
    given, held, scratch = tmp_path / "given" / "labels.csv", tmp_path / "store", tmp_path / "tmp"
    for folder in (given.parent, scratch):
        folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    given.write_bytes(FORBIDDEN[case])
    form = "columns"
    if "JSON" in case or "key" in case:
        form = "label_studio" if "document" in case else "nudenet"
    assert main(["ingest", "detections", str(given), "--detector", "d-1", "--format", form, "--store", str(held)]) == 1
    shown = "".join(capfd.readouterr())
    assert "refused: it holds" in shown and "Traceback" not in shown
    (line,) = (held / "detections" / "refusals.jsonl").read_text().splitlines()
    assert set(json.loads(line)) == {"at", "detector", "row", "column", "kind"}
    left = [path for folder in (held, scratch) for path in folder.rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["refusals.jsonl"]
    for content in [shown.encode(), *(path.read_bytes() for path in left)]:
        assert MARK.encode() not in content and HEX.encode() not in content and b"4AAQ" not in content


def test_the_refusal_names_the_place(tmp_path, capsys):
    path = tmp_path / "labels.csv"
    path.write_bytes(FORBIDDEN["a link"])
    main(["ingest", "detections", str(path), "--detector", "d-1", "--store", str(tmp_path / "s")])
    assert "a link (row 3, column remark)" in capsys.readouterr().err


@pytest.mark.parametrize(
    "harmless",
    ["1849302857203948572", "account 77", "0.123456", "2026-01-02", "sexual/minors", "Drugs & Tobacco", "ratio 3:2",
     "Non-Explicit Nudity of Intimate parts and Kissing", "version 1.2.3", "e.g. at night; twice", "profile", "",
     "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "1.234567890123456e-05", "1849302857203948", "2026-01-05T10:00:00Z", "n/a",
     "women and/or men", "e.g./i.e.", "anna@example.org", "画像２", "👩‍👧",
     "100 % sure", "a: b"],
)  # fmt: skip # saves 21 lines
def test_ordinary_labels_and_identifiers_pass(harmless):
    assert scan.text_kind(harmless) == ""


@pytest.mark.parametrize("name", ["image_id", "account_id", "day", "score", "scantily_clad", "profile", "hashtag"])
def test_ordinary_column_names_pass(name):
    assert scan.name_kind(name) == ""


def test_an_identifier_may_be_a_uuid_without_dashes_and_its_column_a_persons_name():
    assert scan.text_kind("3f2504e04f8941d39a0c0305e82c3301", is_identifier=True) == ""
    assert scan.text_kind("9e107d9d372bb6826bd81d3542a419d6", is_identifier=True) == "a value shaped like a hash"
    assert scan.text_kind("modr-970d409ef3bef3b70c73d8232df86e7d", is_identifier=True) == ""
    scan.check_names(["image", "username", "women"], identifiers=["image", "username"])


def test_reactions_may_hold_links_to_articles_but_not_to_media():
    assert scan.text_kind("see https://example.org/article", links_allowed=True) == ""
    assert scan.text_kind("see https://example.org/a.jpg?x=1", links_allowed=True) == "a link to media"
    assert scan.text_kind("pic.twitter.com/abc", links_allowed=True) == "a link to media"


def test_python_and_duckdb_read_the_patterns_alike():
    texts = [content.decode("latin-1") for content in FORBIDDEN.values()] + ["plain", "a b", "0.5"]
    found = duckdb.execute(f"select {scan.matches('t')} from (select unnest($1) as t)", [texts]).fetchall()
    assert [bool(hit) for (hit,) in found] == [bool(scan.text_kind(text)) or len(text) > 2000 for text in texts]


ENDINGS = [
    "jpg",
    "jpeg",
    "jpe",
    "jfif",
    "jp2",
    "jxl",
    "png",
    "gif",
    "webp",
    "bmp",
    "tif",
    "tiff",
    "heic",
    "heif",
    "avif",
    "svg",
    "psd",
    "ico",
    "dng",
    "arw",
    "nef",
    "cr2",
    "cr3",
    "orf",
    "rw2",
    "mp4",
    "m4v",
    "mov",
    "webm",
    "mkv",
    "avi",
    "wmv",
    "flv",
    "3gp",
    "mpg",
    "mpeg",
    "m2ts",
    "m3u8",
]
HOSTS = [
    "pbs.twimg.com",
    "video.twimg.com",
    "pic.twitter.com",
    "pic.x.com",
    "i.imgur.com",
    "imgur.com",
    "i.redd.it",
    "v.redd.it",
    "cdn.discordapp.com",
    "media.discordapp.net",
    "imagine-public.x.ai",
    "assets.grok.com",
    "catbox.moe",
    "postimg.cc",
    "ibb.co",
    "googleusercontent.com",
    "fbcdn.net",
    "cdninstagram.com",
    "telegra.ph",
    "redgifs.com",
    "gyazo.com",
    "prnt.sc",
]
OF_HASHES = [
    "hash",
    "hashes",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "crc32",
    "pdq",
    "photodna",
    "phash",
    "dhash",
    "ahash",
    "whash",
    "tmk",
    "imagehash",
    "blake",
    "xxh",
    "ssdeep",
    "tlsh",
    "checksum",
    "digest",
    "fingerprint",
    "etag",
    "netclean",
    "nilsimsa",
    "cid",
    "url",
    "urls",
    "uri",
    "href",
    "link",
    "links",
    "permalink",
    "thumb",
    "thumbs",
    "thumbnail",
    "thumbnails",
    "base64",
    "b64",
    "bytes",
    "blob",
    "binary",
    "pixels",
    "exif",
    "filename",
    "file",
    "filepath",
    "path",
    "src",
    "source_ref",
    "embedding",
    "embeddings",
    "vector",
    "vectors",
    "attachment",
    "attachments",
    "s3",
    "bucket",
    "gps",
    "imageUrl",
    "image_hash",
    "pdqHash",
    "my-md5",
    "photoUrl",
]
OF_PERSONS = ["handle", "username", "screenname", "screen_name", "email", "mail", "phone", "nickname", "realname"]
OF_IMAGES = ["image", "images", "img", "picture", "photo", "media", "video", "frame", "data", "content"]


@pytest.mark.parametrize("links_allowed", [False, True])
def test_a_name_of_every_kind_of_media_file_and_every_host_of_media_is_one(links_allowed):
    for ending in ENDINGS:
        for text in (f"a.{ending}", f"see IMG_1.{ending.upper()} there", f"a b.{ending}?x=1"):
            assert scan.text_kind(text, links_allowed=links_allowed), text
    for host in HOSTS:
        for text in (host, f"x {host.upper()} y", f"a.{host}/b"):
            assert scan.text_kind(text, links_allowed=links_allowed), text
    assert not scan.text_kind("an ordinary remark, no. 5 of 12", links_allowed=links_allowed)


def test_a_column_is_never_named_like_a_hash_a_link_a_file_a_person_or_an_image():
    for names, kind in ((OF_HASHES, "a column named like a hash, a link or a file"), (OF_PERSONS, scan.OF_PERSON),
                        (OF_IMAGES, scan.OF_IMAGE)):  # fmt: skip # saves 3 lines
        for name in names:
            assert scan.name_kind(name) == kind, name
    for name in ("women", "image_id", "remark", "nudity", "score_1", "coder"):
        assert scan.name_kind(name) == "", name


@pytest.mark.parametrize(("length", "is_refused"), [(2_000, False), (2_001, True)])
def test_a_text_is_at_most_two_thousand_characters_long(length, is_refused):
    with duckdb.connect() as connection:
        connection.execute("create table t as select 1 as place, $text as remark", {"text": "ab " * 700 + "x" * 10})
        connection.execute(f"update t set remark = left(remark, {length})").fetchall()
        if is_refused:
            with pytest.raises(scan.ForbiddenContent, match="more than 2,000 characters"):
                scan.check_relation(connection, "t", ["remark"], "place")
        else:
            scan.check_relation(connection, "t", ["remark"], "place")


@pytest.mark.parametrize(("name", "shown"), [
    ("nudité", "nudité"), ("Größe", "Größe"), ("снимок", "снимок"), ("a b/c-1", "a b/c-1"),
    ("a.b", "number 3"), ("1a", "number 3"), ("lea@free", "number 3"), ("é" * 41, "number 3"), ('a"b', "number 3"),
])  # fmt: skip # saves 8 lines
def test_a_column_is_named_when_its_name_is_a_word_of_any_alphabet(name, shown):
    assert scan.column_name(name, 3) == shown
