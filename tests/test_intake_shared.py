"""Encodings, headers, losses and JSON: rules that every reader of files shares."""

import json
import math
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import GardefouError
from etl.intake import losses, text_files
from etl.intervals import UnusableInputs
from etl.intervals.agreement import krippendorff_alpha
from etl.strict_json import written

FRENCH = "id;texte\n1;Protégez l’école où l’œuvre coûte 5 €\n2;déshabillé\n"


def saved(tmp_path, content):
    path = tmp_path / "given.csv"
    path.write_bytes(content)
    return text_files.saved_as(path), path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_french_table_is_read_in_the_encoding_it_was_saved_in_and_that_is_said(encoding, tmp_path):
    found, path = saved(tmp_path, FRENCH.encode(encoding))
    with text_files.opened(path, found) as file:
        assert file.read().lstrip("\ufeff") == FRENCH
    assert bool(found.said) != encoding.startswith("utf-8")
    assert text_files.header(path, found).names == ("id", "texte")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (FRENCH.encode() + b"3;caf\xe9\n", "line 4"),  # UTF-8 but for one line: two files put together
        (FRENCH.encode("mac_roman", "replace"), "not UTF-8"),
        ("id;текст\n1;Привет, мир\n".encode("cp1251"), "not UTF-8"),
        (b"id,text\n1,a\0b\n", "line 2"),
    ],
)
def test_what_is_in_no_one_encoding_is_refused_with_its_line(content, said, tmp_path):
    with pytest.raises(GardefouError, match=said):
        saved(tmp_path, content)


def test_another_encoding_can_be_named(tmp_path):
    path = tmp_path / "mac.csv"
    path.write_bytes("id;texte\n1;déshabillé\n".encode("mac_roman"))
    found = text_files.saved_as(path, "mac_roman")
    assert "as asked" in found.said
    with text_files.opened(path, found) as file:
        assert "déshabillé" in file.read()
    with pytest.raises(GardefouError, match="no encoding is called"):
        text_files.saved_as(path, "klingon")


@pytest.mark.parametrize(
    ("first", "names", "delimiter"),
    [("a;b;c", ("a", "b", "c"), ";"), ("a\tb", ("a", "b"), "\t"), ('"a,b";c', ("a,b", "c"), ";"),
     (",id,text", ("unnamed index", "id", "text"), ","), ("sep=;\r\na;b", ("a", "b"), ";")],
)  # fmt: skip # saves 5 lines
def test_a_header_is_taken_as_spreadsheets_and_notebooks_write_it(first, names, delimiter, tmp_path):
    found, path = saved(tmp_path, f"{first}\n1\n".encode())
    header = text_files.header(path, found)
    assert (header.names, header.delimiter) == (names, delimiter)
    assert bool(header.unnamed) == first.startswith(",")


@pytest.mark.parametrize("first", ["id,,text", "id,text,text", ",,a"])
def test_a_column_twice_or_without_a_name_is_refused(first, tmp_path):
    found, path = saved(tmp_path, f"{first}\n1,2,3\n".encode())
    with pytest.raises(GardefouError, match="line 1"):
        text_files.header(path, found)


def told(rows, lost, by_language=None, accept=False):
    groups = {}
    if by_language:
        there, gone = ({name: pair[at] for name, pair in by_language.items()} for at in (0, 1))
        groups = {"language": (Counter(there), Counter(gone))}
    return losses.check("f.csv", rows, lost, groups, "row 2, no date", accept)


def test_more_than_a_tenth_lost_refuses_the_file_unless_a_person_accepts():
    assert told(100, 10) == []
    with pytest.raises(GardefouError, match=r"11 of 100 rows.*row 2, no date.*--accept-losses"):
        told(100, 11)
    assert told(100, 11, accept=True) == ["11 of 100 rows cannot be used"]


def test_a_few_losses_of_one_language_only_refuse_the_file_too():
    with pytest.raises(GardefouError, match="30 of 60 rows of the language fr"):
        told(1000, 30, {"fr": (60, 30), "en": (940, 0)})
    assert told(1000, 30, {"fr": (300, 10), "en": (700, 20)}) == []
    assert told(1000, 2, {"el": (2, 2), "en": (998, 0)}) == []  # two rows are nobody's pattern
    with pytest.raises(GardefouError, match="3 of 3 rows of the language el"):
        told(1000, 3, {"el": (3, 3), "en": (997, 0)})


@given(st.integers(0, 400), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=5))
def test_losses_never_fail_on_numbers_and_say_at_least_what_exceeds_a_tenth(lost, pairs):
    there = Counter({str(place): max(pair) for place, pair in enumerate(pairs)})
    gone = Counter({str(place): min(pair) for place, pair in enumerate(pairs)})
    rows = max(sum(there.values()), lost, 1)
    said = losses.check("f", rows, max(lost, sum(gone.values())), {"month": (there, gone)}, "", True)
    assert bool(said) >= (max(lost, sum(gone.values())) > rows / 10)


def test_json_has_no_number_that_is_none():
    assert json.loads(written({"a": [math.nan, math.inf, 1.5], "é": "ü"})) == {"a": [None, None, 1.5], "é": "ü"}


def test_every_json_that_is_written_is_strict():
    listed = subprocess.run(
        ["git", "grep", "-nE", r"json\.dumps?\(", "--", "etl", "figures", "server", "brief", "pages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    for place in listed:
        file, line, _ = place.split(":", 2)
        after = Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1 : int(line) + 4]
        assert "allow_nan=False" in " ".join(after), place


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "codes", [[[1, 1], [1, float("nan")]], [[1, 0], [1, float("nan")]], [[1, 0], [float("nan"), 1]]]
)
def test_one_image_coded_twice_is_answered_in_words_or_a_number(codes):
    try:
        assert -1 <= krippendorff_alpha(codes).value <= 1
    except UnusableInputs as why:
        assert "same code" in str(why)
