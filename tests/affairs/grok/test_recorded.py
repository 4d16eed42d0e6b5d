"""The numbers that marts and queries give for the rows first collected are those recorded; see recorded.py."""

import json
import os

import pytest
from recorded import FILE, everything, questions

RECORDED = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


@pytest.fixture(scope="module")
def found(filled):
    now = everything(filled / "store")
    if "RECORD_NUMBERS" in os.environ:
        FILE.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return now


@pytest.mark.skipif("RECORD_NUMBERS" in os.environ, reason="written anew instead of compared")
@pytest.mark.parametrize("name", RECORDED)
def test_what_a_select_gives_for_the_first_rows_is_as_recorded(found, name):
    now = found.get(name, {})
    changed = {
        column: (was, now.get(column, "gone")) for column, was in RECORDED[name].items() if now.get(column) != was
    }
    assert changed == {}, "if this is meant: make record, and read its difference"


def test_every_select_is_recorded(found):
    """A new mart or query has no number here yet: make record."""
    assert questions().keys() == json.loads(FILE.read_text(encoding="utf-8")).keys()
