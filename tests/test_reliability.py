"""The twenty-five cases an operator may count on, each held by a named test; those that had none are here."""

import ast
import re
import resource
import shutil
import zipfile
from pathlib import Path

import pytest

from etl.__main__ import main
from etl.warehouse import current

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-25"

CASES: dict[int, tuple[str, list[str]]] = {
    1: ("a download cut in the middle", ["test_http.test_case_01_"]),
    2: ("a server that drips", ["test_http.test_case_02_", "test_http.test_a_head_that_drips_"]),
    3: ("a server that fails twice", ["test_http.test_case_03_"]),
    4: ("429 and Retry-After", ["test_http.test_case_04_"]),
    5: ("a page instead of the file", ["test_http.test_case_05_"]),
    6: ("a wrong checksum", ["test_http.test_case_06_", "test_dsa_faults.test_a_wrong_sha1_is_refused"]),
    7: ("nothing changed (304)", ["test_http.test_case_07_"]),
    8: ("a download resumed", ["test_http.test_case_08_"]),
    9: ("a redirect into the machine", ["test_http.test_case_09_", "test_http.test_no_packet_is_sent_to_an_address"]),
    10: ("a gzip bomb, an endless body", ["test_http.test_case_10_"]),
    11: ("a zip bomb", ["test_reliability.test_case_11_"]),
    12: ("hostile names in a zip", ["test_reliability.test_case_12_"]),
    13: ("a damaged or encrypted zip", ["test_dsa_faults.test_a_damaged_or_hostile_archive_is_refused"]),
    14: ("bad rows of a CSV", ["test_dsa_faults.test_a_bad_row_is_one_reject", "test_dsa.test_rows_counted_and_rejected_"]),
    15: ("bytes that are not UTF-8", ["test_dsa_faults.test_a_bad_row_is_one_reject", "test_reliability.test_case_15_"]),
    16: ("a header renamed or re-ordered", ["test_build.test_a_renamed_or_an_added_column", "test_reliability.test_case_16_"]),
    17: ("UTF-16, BOM, semicolon, CRLF", ["test_reliability.test_case_17_", "test_dsa_odd.test_a_header_is_read_in_any_dress"]),
    18: ("a malformed JSON line", ["test_reactions_ingest.test_a_malformed_line_in_the_middle_",
                                   "test_detections.test_damaged_lines_are_rejected_"]),
    19: ("the same file twice", ["test_dsa.test_the_same_archive_again_or_renamed_", "test_reactions_ingest.test_loading_twice_",
                                 "test_detections.test_the_same_file_again_"]),
    20: ("kill -9 during a refresh", ["test_torture.test_case_20_", "test_build.test_a_build_killed_at_any_moment_",
                                      "test_dsa_resume.test_an_ingest_killed_at_any_moment_"]),
    21: ("a full disk", ["test_reliability.test_case_21_"]),
    22: ("twenty sessions during a refresh", ["test_versions_shown.test_case_22_", "test_torture.test_readers_see_whole_"]),
    23: ("a missing, empty, damaged or newer database", ["test_versions_shown.test_case_23_",
                                                        "test_frame.test_without_data_the_page_says_why_"]),
    24: ("hostile addresses", ["test_torture.test_case_24_"]),
    25: ("formulas in exports", ["test_export.test_a_text_that_a_spreadsheet_would_run_", "test_export.test_workbook_holds_values_"]),
}  # fmt: skip # saves 37 lines


def known() -> set[str]:
    """Every test there is, as module.name."""
    return {
        f"{path.stem}.{node.name}"
        for path in (ROOT / "tests").glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_one_of_the_twenty_five_cases_is_held_by_a_test_that_exists():
    assert list(CASES) == list(range(1, 26))
    names = known()
    missing = [start for _, starts in CASES.values() for start in starts if not any(n.startswith(start) for n in names)]
    assert missing == []


def test_every_finding_of_the_second_examination_has_a_test_that_exists_or_an_answer():
    text = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
    part = text.partition("## A second examination")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:3] for line in part.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 25
    names = known()
    for finding, told in rows:
        named = re.findall(r"`(test_[a-z0-9_]+\.test_[a-z0-9_]+)`", told)
        assert named or told.strip().startswith("answer: "), finding
        assert [one for one in named if not any(name.startswith(one) for name in names)] == []


def test_the_documentation_lists_the_same_cases():
    text = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
    for number, (what, starts) in CASES.items():
        assert f"| {number} | {what} | `{starts[0].split('.')[0]}`" in text, number


def ingest(folder: Path, name: str, capsys) -> tuple[int, str]:
    code = main(["ingest", "dsa", str(folder / name), "--store", str(folder / "store")])
    return code, capsys.readouterr().err


NAME = "sor-x-2026-01-05-full"


def test_case_11_a_zip_bomb_is_refused_before_it_is_unpacked_naming_entry_and_ratio(tmp_path, capsys):
    bomb, outer = tmp_path / "inner.zip", tmp_path / f"{NAME}.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr(f"{NAME}-00000-00000.csv", b"0" * (64 << 20))
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_STORED) as archive:
        archive.write(bomb, f"{NAME}-00000.csv.zip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    code, err = ingest(tmp_path, outer.name, capsys)
    assert code == 1 and f"{NAME}-00000-00000.csv" in err and "Traceback" not in err
    assert any(word in err for word in ("times", "ratio", ":1")), err
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000
    written = sum(path.stat().st_size for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert written < 64 << 20


@pytest.mark.parametrize("name", ["../../x.csv.zip", "/abs.csv.zip", "C:\\x.csv.zip", "..\\x.csv.zip", "a\0b.csv.zip"])
def test_case_12_a_hostile_name_in_a_zip_writes_nothing_outside_and_is_refused(tmp_path, capsys, name):
    path = tmp_path / "deep" / "er" / f"{NAME}.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"PK\x05\x06" + bytes(18))
    before = {found for found in tmp_path.rglob("*")}
    code = main(["ingest", "dsa", str(path), "--store", str(path.parent / "store")])
    err = capsys.readouterr().err
    assert code == 1 and err.startswith("error: ") and "Traceback" not in err
    assert {found for found in tmp_path.rglob("*") if path.parent / "store" not in (found, *found.parents)} == before


def table(folder: Path, change) -> Path:
    """A copy of data/ whose table of statements was changed as bytes."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("warehouse", "store", "labels"))
    path = data / "curated/platform_statements.csv"
    path.write_bytes(change(path.read_bytes()))
    return data


def build(folder: Path, data: Path) -> int:
    return main(
        ["build", "--out", str(folder / "out"), "--store", str(folder / "store"), "--data", str(data), "--as-of", AS_OF]
    )


def test_case_15_bytes_that_are_not_utf8_refuse_the_table_with_the_line(tmp_path, capsys):
    data = table(tmp_path, lambda text: text.replace(b"PS-003", b"PS-0\xe93", 1))
    assert build(tmp_path, data) == 1
    err = capsys.readouterr().err
    assert "platform_statements.csv, line 4: not UTF-8" in err and "served is unchanged" in err
    path = data / "curated/platform_statements.csv"
    path.write_bytes(path.read_bytes().replace(b"PS-0\xe93", b"PS-0\x003", 1))
    assert build(tmp_path, data) == 1
    assert "line 4" in capsys.readouterr().err


def test_case_16_columns_in_another_order_or_twice_are_refused_side_by_side(tmp_path, capsys):
    def swapped(text: bytes) -> bytes:
        head, rest = text.split(b"\n", 1)
        names = head.split(b",")
        return b",".join([names[1], names[0], *names[2:]]) + b"\n" + rest

    data = table(tmp_path, swapped)
    assert build(tmp_path, data) == 1
    err = capsys.readouterr().err
    assert "platform_statements.csv" in err and "expected" in err and "found" in err
    path = data / "curated/platform_statements.csv"
    shutil.copy(ROOT / "data/curated/platform_statements.csv", path)
    text = path.read_bytes()
    path.write_bytes(text.replace(b"statement_id,", b"statement_id,statement_id,", 1))
    assert build(tmp_path, data) == 1 and "statement_id" in capsys.readouterr().err


@pytest.mark.parametrize("change, outcome", [
    (lambda text: b"\xef\xbb\xbf" + text, "read"), (lambda text: text.replace(b"\n", b"\r\n"), "read"),
    (lambda text: text.decode().encode("utf-16"), "not UTF-8"), (lambda text: text.replace(b",", b";"), "separated by semicolons"),
    (lambda text: b"", "empty"), (lambda text: text.split(b"\n")[0] + b"\n", "0 rows"),
])  # fmt: skip # saves 6 lines
def test_case_17_a_table_in_another_dress_is_read_whole_or_refused_by_name_never_as_nothing(
    tmp_path, capsys, change, outcome
):
    from etl.errors import GardefouError
    from etl.intake.sources import accepted_codes, sources
    from etl.intake.tables import read_table

    described = {one["id"]: one for one in sources(ROOT / "data")}["platform_statements"]
    plain = ROOT / "data/curated/platform_statements.csv"
    path = tmp_path / "data/curated" / plain.name
    path.parent.mkdir(parents=True)
    path.write_bytes(change(plain.read_bytes()))
    codes = accepted_codes(ROOT / "data")
    if outcome == "read":
        found, wanted = (read_table(one, described["columns"], codes) for one in (path, plain))
        assert [row["statement_id"] for row in found] == [row["statement_id"] for row in wanted] and len(found) > 20
    elif outcome == "0 rows":
        assert read_table(path, described["columns"], codes) == [] and described["at_least"] > 0  # the floor stops it
    else:
        with pytest.raises(GardefouError, match=outcome):
            read_table(path, described["columns"], codes)


@pytest.mark.parametrize("share", [0.05, 0.37, 0.8])
def test_case_21_a_disk_that_fills_up_is_said_with_what_is_needed_and_the_served_version_stays(
    warehouse, tmp_path, share, capsys
):
    """At the first page, while a table is committed, and at the end: the database fails in a way of its own each time."""
    out = tmp_path / "out"
    shutil.copytree(warehouse, out)
    before = current(out)
    limit = int(before.path.stat().st_size * share)  # no file may grow beyond: writing stops as on a full disk
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        code = main(["build", "--out", str(out), "--store", str(tmp_path / "store"), "--as-of", "2026-11-24"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    said = capsys.readouterr().err
    assert code == 1 and "could not be written" in said and "MB are free" in said and "What was served stays" in said
    assert current(out) == before and not list(out.glob("*.building*"))
    assert len(list(out.glob("*.duckdb"))) == len(list(warehouse.glob("*.duckdb")))
    assert main(["check", "--out", str(out)]) == 0
