"""A power cut, a killed writer or a second writer costs a store nothing that its ledger names."""

import json
import os
import re

import pytest

from etl import stores
from etl.errors import GardefouError


def test_a_file_is_on_the_disk_before_it_gets_its_name_and_before_the_ledger_names_it(tmp_path, monkeypatch):
    done = []
    fsync, rename = os.fsync, os.replace

    def synced(fd):
        done.append(("on disk", os.path.basename(os.readlink(f"/proc/self/fd/{fd}"))))
        fsync(fd)

    def renamed(old, new):
        done.append(("named", os.path.basename(new)))
        rename(old, new)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    stores.write_csv(tmp_path / "rejects/a.csv", ["line"], [(3,)])
    stores.write_ledger(tmp_path, {"format": 1, "files": ["rejects/a.csv"]})
    # no two writers share a temporary name
    assert [(what, re.sub(r"\.[0-9a-f]{8}\.tmp$", ".tmp", name)) for what, name in done if name != tmp_path.name] == [
        ("on disk", "a.tmp"),
        ("named", "a.csv"),
        ("on disk", "rejects"),
        ("on disk", "ledger.json.building"),
        ("named", "ledger.json"),
    ]


def test_a_writer_that_fails_half_way_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "posts/a.csv"
    stores.write_csv(path, ["line"], [(1,)])
    with pytest.raises(ZeroDivisionError):
        stores.write_csv(path, ["line"], ((1 / (1 - n),) for n in range(2)))
    assert path.read_text() == "line\n1\n"
    stores.swept(tmp_path, ["posts"], {"posts/a.csv"})
    assert [found.name for found in path.parent.iterdir()] == ["a.csv"]


def test_a_second_writer_is_told_which_process_has_the_store(tmp_path):
    told = pytest.raises(GardefouError, match=f"process {os.getpid()}.*has changed nothing")
    with stores.locked(tmp_path), told, stores.locked(tmp_path):
        pytest.fail("two writers at once")
    with stores.locked(tmp_path):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', '{"files": []}'])
def test_a_ledger_that_cannot_be_trusted_is_refused_and_kept(tmp_path, text):
    path = tmp_path / "ledger.json"
    path.write_text(text)
    with pytest.raises(GardefouError, match=r"ledger\.json cannot be read .* ingest the archives again"):
        stores.read_ledger(tmp_path, {"format": 1, "archives": []}, inputs="archives")
    assert path.read_text() == text


def test_a_new_store_has_an_empty_ledger_and_an_old_one_its_own(tmp_path):
    fresh = {"format": 1, "files": []}
    assert stores.read_ledger(tmp_path, fresh) == fresh
    stores.write_ledger(tmp_path, {"format": 1, "files": [{"sha256": "ab"}]})
    assert stores.read_ledger(tmp_path, fresh)["files"] == [{"sha256": "ab"}]
    assert json.loads((tmp_path / "ledger.json").read_text())["format"] == 1
