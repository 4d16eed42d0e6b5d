"""What damaged, hostile or odd dumps get: refused as a whole with a plain message, or every record accounted for."""

import csv
import hashlib
import io
import re
import tempfile
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from struct import pack

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from often import TIMES

from etl.__main__ import main
from etl.dsa.archive import Part
from etl.dsa.inflate import unpacked
from etl.dsa.store import ledger
from etl.errors import GardefouError

HEADER = [
    *("uuid", "category", "category_specification", "content_type", "territorial_scope", "decision_facts"),
    *("source_type", "automated_detection", "automated_decision", "platform_name", "platform_uid", "created_at"),
]
STEM = "sor-global-2026-01-05-full"


def row(number: int, **cells: str) -> list[str]:
    plain = {
        "uuid": f"{number:08x}-0000-4000-a000-{number:012x}",
        "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        "category_specification": '["KEYWORD_CYBER_STALKING","KEYWORD_OTHER"]',
        "content_type": '["CONTENT_TYPE_TEXT","CONTENT_TYPE_IMAGE"]',
        "territorial_scope": '["DE","FR"]',
        "decision_facts": "The item, as described.",
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_FULLY",
        "platform_name": "X",
        "platform_uid": str(number),
        "created_at": "2026-01-05 10:00:00",
    }
    return [(plain | cells)[name] for name in HEADER]


def exported(rows: list[list[str]], header: list[str] = HEADER, end: str = "\n") -> bytes:
    """CSV as the official exporter writes it: a quote after a backslash is not doubled, no last line feed."""

    def cell(value: str) -> str:
        doubled = re.sub(r'(?<!\\)"', '""', value)
        return f'"{doubled}"' if re.search(r'[,"\\\n\r\t ]', value) else value

    return end.join(",".join(map(cell, cells)) for cells in [header, *rows]).encode("utf-8", "surrogateescape")


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def inner_zip(*parts: bytes, stem: str = STEM) -> bytes:
    """The first inner zip of an archive, of these CSV parts."""
    return zipped({f"{stem}-00000-{place:05d}.csv": part for place, part in enumerate(parts)})


def dump(*parts: bytes, stem: str = STEM) -> bytes:
    """A daily archive of these CSV parts, in one inner zip."""
    return zipped({f"{stem}-00000.csv.zip": inner_zip(*parts, stem=stem)}, zipfile.ZIP_STORED)


def ingest(folder: Path, data: bytes, name: str = f"{STEM}.zip") -> int:
    folder.mkdir(exist_ok=True, parents=True)
    (folder / name).write_bytes(data)
    return main(["ingest", "dsa", str(folder / name), "--store", str(folder / "store")])


def records(folder: Path) -> list[dict]:
    return ledger(folder / "store/dsa")["archives"]


def rejects(folder: Path) -> list[dict]:
    with open(folder / "store/dsa" / records(folder)[0]["files"]["rejects"], newline="") as file:
        return list(csv.DictReader(file))


def counts(folder: Path, *columns: str) -> Counter:
    found: Counter = Counter()
    for cells in pq.read_table(folder / "store/dsa" / records(folder)[0]["files"]["counts"]).to_pylist():
        found[tuple(cells[name] for name in columns)] += cells["sor_count_once"]
    return found


PART = exported([row(number) for number in range(50)])
PLAIN = dump(PART)
INNER = zipped({f"{STEM}-00000-00000.csv": PART})


def entry_named(name: str) -> bytes:
    return zipped({name: INNER}, zipfile.ZIP_STORED)


def patched(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """The zip with one field overwritten in each local header and in each directory entry."""
    out = bytearray(data)
    for magic, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = out.find(magic)
        while at >= 0:
            out[at + offset : at + offset + len(value)] = value
            at = out.find(magic, at + 4)
    return bytes(out)


def overlapping(is_nested: bool) -> bytes:
    """Two entries that share bytes: one reaches into the next, or both directory entries name one body."""
    out = bytearray(zipped({f"{STEM}-00000.csv.zip": INNER, f"{STEM}-00001.csv.zip": INNER}, zipfile.ZIP_STORED))
    second = out.rfind(b"PK\x01\x02")
    first = out.rfind(b"PK\x01\x02", 0, second)
    if is_nested:
        out[first + 20 : first + 28] = pack("<II", len(INNER) + 60, len(INNER) + 60)
    else:
        out[second + 42 : second + 46] = pack("<I", 0)
    return bytes(out)


def twice_named() -> bytes:
    data = bytearray(zipped({f"{STEM}-00000.csv.zip": INNER, f"{STEM}-00001.csv.zip": INNER}, zipfile.ZIP_STORED))
    return bytes(data).replace(b"full-00001", b"full-00000")


BOMB = zipped({f"{STEM}-00000.csv.zip": zipped({f"{STEM}-00000-00000.csv": PART + b"\0" * (64 << 20)})}, 0)
DAMAGED = PLAIN[:400] + bytes(byte ^ 0x55 for byte in PLAIN[400:420]) + PLAIN[420:]
TWO_PARTS = zipped({f"{STEM}-00000.csv.zip": INNER, f"{STEM}-00001.csv.zip": inner_zip(PART)}, zipfile.ZIP_STORED)
CUT_BEHIND_A_PART = TWO_PARTS[: TWO_PARTS.find(INNER) + len(INNER) + 200]  # zipfile finds the end of the inner zip
REFUSED = {
    "empty": (b"", "the file is empty"),
    "a page instead of an archive": (b"<html>Not found</html>", "not a zip file"),
    "cut short": (PLAIN[: len(PLAIN) * 6 // 10], "not a whole zip file"),
    "cut short behind an inner zip": (CUT_BEHIND_A_PART, "before its first entry"),
    "two archives in one file": (PLAIN + PLAIN, "before its first entry"),
    "bytes after its end": (PLAIN + b"\n\n<html>", "goes on after its own end"),
    "a damaged byte": (DAMAGED, "part"),
    "bomb": (BOMB, "times its size"),
    "encrypted": (patched(PLAIN, 6, 8, b"\x01"), "is encrypted"),
    "unknown method": (patched(zipped({f"{STEM}-0.csv": PART}), 8, 10, b"\x0c"), "compression method 12"),
    "overlapping entries": (overlapping(True), "overlaps its neighbour"),
    "one body, two entries": (overlapping(False), "overlaps its neighbour"),
    "two entries of one name": (twice_named(), "same name"),
    "a name with ..": (entry_named("../../sor-x.csv.zip"), "leave its folder"),
    "an absolute name": (entry_named("/etc/sor.csv.zip"), "leave its folder"),
    "a Windows name": (entry_named("C:\\sor.csv.zip"), "leave its folder"),
    "not a dump inside": (entry_named("setup.exe"), "neither a CSV"),
    "three levels": (zipped({"a.zip": zipped({"b.zip": INNER}, 0)}, 0), "two levels"),
    "a missing column": (dump(PART.replace(b"automated_decision,", b"automation,", 1)), "automated_decision"),
    "a column twice": (dump(PART.replace(b"platform_uid", b"created_at", 1)), "created_at twice"),
    "semicolons": (dump(PART.replace(b",", b";")), "misses the columns"),
    "UTF-16": (dump(PART.decode().encode("utf-16")), "no readable header"),
    "another day inside": (PLAIN.replace(b"2026-01-05-full", b"2026-01-06-full"), "its name says 2026-01-05"),
    "a size that lies": (PLAIN.replace(pack("<I", len(PART)), pack("<I", len(PART) - 9)), "longer"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_damaged_or_hostile_archive_is_refused_in_plain_words_and_leaves_nothing(tmp_path, capsys, fault):
    data, words = REFUSED[fault]
    assert ingest(tmp_path, data) == 1
    out, err = capsys.readouterr()
    assert words in err and f"{STEM}.zip" in err and "Traceback" not in out + err
    assert len(err.strip().splitlines()) == 1
    assert not records(tmp_path)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()} - {f"{STEM}.zip", ".lock"}
    assert not left


def test_a_wrong_sha1_is_refused_and_both_sums_are_shown(tmp_path, capsys):
    right = hashlib.sha1(PLAIN).hexdigest()
    (tmp_path / f"{STEM}.zip.sha1").write_text(f"{right[::-1]}  {STEM}.zip")
    assert ingest(tmp_path, PLAIN) == 1
    assert right in (err := capsys.readouterr().err) and right[::-1] in err
    (tmp_path / f"{STEM}.zip.sha1").write_text(f"{right}  {STEM}.zip")
    assert ingest(tmp_path, PLAIN) == 0
    assert records(tmp_path)[0]["is_verified"]


def test_one_bad_archive_does_not_stop_the_others_and_the_exit_code_says_so(tmp_path, capsys):
    for day in ("2026-01-07", "2026-01-05", "2026-01-06"):
        part = exported([row(number, created_at=f"{day} 10:00:00") for number in range(50)])
        data = dump(part, stem=f"sor-global-{day}-full")
        (tmp_path / f"sor-global-{day}-full.zip").write_bytes(data[:500] if day == "2026-01-06" else data)
    assert main(["ingest", "dsa", str(tmp_path), "--store", str(tmp_path / "store")]) == 1
    assert [record["day"] for record in records(tmp_path)] == ["2026-01-05", "2026-01-07"]
    out = capsys.readouterr().out
    assert out.index("2026-01-05") < out.index("2026-01-07")
    assert "3 archives: 2 read, 0 already known, 1 refused" in out


def test_a_dry_run_says_what_would_be_read_and_writes_nothing(tmp_path, capsys):
    (tmp_path / f"{STEM}.zip").write_bytes(PLAIN)
    assert main(["ingest", "dsa", str(tmp_path), "--store", str(tmp_path / "store"), "--dry-run"]) == 0
    assert "full, 1 part," in capsys.readouterr().out
    assert not (tmp_path / "store").exists()


def test_a_single_part_counts_until_the_whole_day_is_there(tmp_path):
    assert ingest(tmp_path, PART, f"{STEM}-00003-00007.csv") == 0
    assert (records(tmp_path)[0]["scope"], records(tmp_path)[0]["number"]) == ("part", "00003-00007")
    assert counts(tmp_path, "platform") == {("X",): 50}


def test_an_inner_zip_under_any_name_is_known_to_be_a_part(tmp_path):
    assert ingest(tmp_path, INNER, "download.zip") == 0
    assert (records(tmp_path)[0]["scope"], records(tmp_path)[0]["day"]) == ("part", "2026-01-05")


def test_parts_without_rows_are_no_fault(tmp_path):
    header = ",".join(HEADER).encode()
    assert ingest(tmp_path, dump(header, b"", header + b"\n", PART)) == 0
    assert (records(tmp_path)[0]["parts"], records(tmp_path)[0]["counted"]) == (4, 50)


def test_columns_are_found_by_name_and_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path):
    turned = [cells[::-1] for cells in (row(number) for number in range(20))]
    assert ingest(tmp_path, dump(b"\xef\xbb\xbf" + exported(turned, HEADER[::-1], "\r\n"))) == 0
    assert counts(tmp_path, "platform", "category") == {("X", "STATEMENT_CATEGORY_CYBER_VIOLENCE"): 20}


def test_unknown_names_and_codes_are_kept_and_reported(tmp_path, capsys):
    rows = [
        row(1, platform_name="Brand New, Ltd"),
        row(2, category="STATEMENT_CATEGORY_NEW"),
        row(3, category="Odd one"),
        row(4, category_specification='["KEYWORD_NEW"]'),
        row(5, platform_name="SIA &quot;JOOM&quot;"),
    ]
    assert ingest(tmp_path, dump(exported(rows))) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("Brand New, Ltd", "STATEMENT_CATEGORY_NEW", "Odd one", "KEYWORD_NEW"))
    assert counts(tmp_path, "platform") == {("X",): 3, ("Brand New, Ltd",): 1, ("Joom",): 1}
    assert counts(tmp_path, "category")["Odd one",] == 1


def test_a_statement_with_two_keywords_counts_under_each_and_once_in_the_total(tmp_path):
    assert ingest(tmp_path, PLAIN) == 0
    held = pq.read_table(tmp_path / "store/dsa" / records(tmp_path)[0]["files"]["metrics"]).to_pylist()
    found = {(cells["metric"], cells["code"]): cells["count"] for cells in held}
    assert found["total", ""] == found["with_keyword", ""] == 50
    assert found["keyword", "KEYWORD_CYBER_STALKING"] == found["keyword", "KEYWORD_OTHER"] == 50


BAD = {
    "quote after a backslash": exported([row(7, decision_facts='Directive: \\"frame a, b')]),
    "the same, at the end of the text": exported([row(7, decision_facts='Directive \\"')]),
    "the same, and a line feed": exported([row(7, decision_facts='Directive: \\"frame\n, b')]),
    "the same, and a carriage return": exported([row(7, decision_facts='Directive: \\"frame\r, b')]),
    "short": exported([row(7)[:9]]),
    "long": exported([[*row(7)[:5], "stray", "cells", *row(7)[5:]]]),
    "short, with cut UTF-8": exported([[*row(7, decision_facts="caf\udcc3 \udce2\udc80")[:9]]]),
    "cut within a quoted text": exported([row(7, decision_facts='Directive \\"')[:6]]),
}


@pytest.mark.parametrize("fault", BAD)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_bad_row_is_one_reject_with_its_place_and_takes_no_neighbour_with_it(tmp_path, fault, place):
    good = [exported([row(number)]).split(b"\n", 1)[1] for number in range(40)]
    bad = BAD[fault].split(b"\n", 1)[1]
    at = {"first": 0, "middle": 20, "last": 40}[place]
    good.insert(at, bad)
    assert ingest(tmp_path, dump(b"\n".join([",".join(HEADER).encode(), *good]))) == 0
    (reject,) = rejects(tmp_path)
    assert (reject["line"], reject["part"]) == (str(at + 2), f"{STEM}-00000.csv.zip/{STEM}-00000-00000.csv")
    assert reject["column"] in HEADER and reject["reason"] and "Directive" not in str(reject)
    assert counts(tmp_path, "platform", "category") == {("X", "STATEMENT_CATEGORY_CYBER_VIOLENCE"): 40}


@pytest.mark.parametrize("bad_at", [[2500], [0, 1, 5999], [1200, 3100, 3101]])
def test_a_reject_far_into_a_part_stands_at_its_line_though_texts_before_it_have_line_feeds(tmp_path, bad_at):
    """Parts are read in blocks of 2 MiB; this one has four."""
    text, lines, at = [",".join(HEADER).encode()], [], 2
    for number in range(6000):
        facts = "long text " * 120 + "\n" * (number % 4)
        one = exported([row(number, decision_facts=facts)[: 9 if number in bad_at else None]]).split(b"\n", 1)[1]
        lines += [str(at)] * (number in bad_at)
        at += one.count(b"\n") + 1
        text.append(one)
    assert ingest(tmp_path, dump(b"\n".join(text))) == 0
    assert [reject["line"] for reject in rejects(tmp_path)] == lines
    assert records(tmp_path)[0]["counted"] == 6000 - len(bad_at)


@pytest.mark.parametrize(("change", "words"), [
    (lambda stream: stream + b"left over", "does not match its own checksum"),
    (lambda stream: stream[: len(stream) // 2], "checksum|cannot be unpacked|before its end"),
])  # fmt: skip # saves 3 lines
def test_a_part_whose_stream_ends_before_or_after_its_place_is_refused_and_one_that_fits_is_read(
    tmp_path, change, words
):
    path, packer = tmp_path / "part", zlib.compressobj(wbits=-15)
    whole = packer.compress(PART) + packer.flush()
    for stream, is_good in ((whole, True), (change(whole), False)):
        path.write_bytes(b"before" + stream + b"after")
        part = Part("p", path, len(b"before"), len(stream), len(PART), zlib.crc32(PART), 8)
        view = memoryview(bytearray(len(PART) + 1))
        with unpacked("a.zip", part) as fill:
            if is_good:
                assert fill(view) == len(PART) and bytes(view[:-1]) == PART
            else:
                with pytest.raises(GardefouError, match=words):
                    fill(view)


def test_cut_utf8_in_a_text_that_is_not_counted_costs_no_row(tmp_path):
    assert ingest(tmp_path, dump(exported([row(1), row(2, decision_facts="caf\udcc3 \udce2\udc80"), row(3)]))) == 0
    assert (records(tmp_path)[0]["counted"], records(tmp_path)[0]["rejected"]) == (3, 0)


ODD = st.text(st.sampled_from('ab,"\n\r\t \\[];é用' + "\u2028\x00\x0b"), max_size=12)


@given(st.lists(st.tuples(ODD, ODD, st.sampled_from(["X", "A, B", 'SIA "J"', "Ünï"])), max_size=25), st.randoms())
@settings(
    max_examples=75 * TIMES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_texts_hold_the_rows_are_those_that_pythons_csv_module_reads(tmp_path, monkeypatch, found, chance):
    from etl.dsa import inflate, parse

    for module in (inflate, parse):
        monkeypatch.setattr(module, "BLOCK_BYTES", chance.choice([400, 900, 5000]))
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    written = io.StringIO()
    rows = [row(n, decision_facts=a, platform_uid=b, platform_name=p) for n, (a, b, p) in enumerate(found)]
    style = chance.choice([{"lineterminator": "\n", "quoting": csv.QUOTE_ALL}, {"lineterminator": "\r\n"}])
    csv.writer(written, **style).writerows([HEADER, *rows])
    assert ingest(folder, dump(written.getvalue().encode())) == 0
    read = list(csv.DictReader(io.StringIO(written.getvalue(), newline="")))
    assert records(folder)[0]["rejected"] == 0
    assert counts(folder, "platform") == Counter((cells["platform_name"],) for cells in read)
    assert len(read) == len(found)


LINE = st.text(st.sampled_from('ab,"\r\t \\é'), max_size=10)


@given(st.lists(st.tuples(LINE, LINE), min_size=1, max_size=25), st.sampled_from([400, 900, 5000]))
@settings(
    max_examples=75 * TIMES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_exporters_undoubled_quotes_never_lose_or_invent_a_row(tmp_path, monkeypatch, found, block_bytes):
    from etl.dsa import inflate, parse

    for module in (inflate, parse):
        monkeypatch.setattr(module, "BLOCK_BYTES", block_bytes)
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    rows = [row(n, decision_facts=a, platform_uid=b) for n, (a, b) in enumerate(found)]
    assert ingest(folder, dump(exported(rows))) == 0
    assert records(folder)[0]["counted"] + records(folder)[0]["rejected"] == len(found)
    assert records(folder)[0]["counted"] >= sum('\\"' not in a + b and not (a + b).endswith("\\") for a, b in found)
    assert set(counts(folder, "platform")) <= {("X",)}
    for (category,) in counts(folder, "category"):
        assert category == "STATEMENT_CATEGORY_CYBER_VIOLENCE"
