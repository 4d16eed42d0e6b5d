"""A run that is stopped, by Ctrl-C or by a power cut, goes on where it was and ends with the same store."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_dsa import ROOT, by_code, expected, ledger, made

from etl.__main__ import main
from etl.dsa import ingest

PARTS = 24


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A dump of 24 parts, its truth, and the files of a store it was read into in one go."""
    folder = tmp_path_factory.mktemp("dump")
    truth = made(folder / "in", "--malformed-fraction", "0.01", "--rows-per-zip", "2800", rows=16800)
    assert main(["ingest", "dsa", str(folder / "in"), "--store", str(folder / "store")]) == 0
    assert ledger(folder / "store")["archives"][0]["parts"] == PARTS
    return folder / "in", truth, tables(folder / "store")


def tables(store: Path) -> dict[str, bytes]:
    """The files that the ledger names, with their content."""
    return {name: (store / "dsa" / name).read_bytes() for name in ledger(store)["archives"][0]["files"].values()}


def struck(folder: Path, store: Path, seed: int) -> int:
    """Start an ingest, strike it at a moment that depends on the seed, and return its exit code (negative: killed)."""
    chance = random.Random(seed)
    command = [sys.executable, "-m", "etl", "ingest", "dsa", str(folder), "--store", str(store)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    files, pause = chance.randint(1, 2 * PARTS + 5), chance.random() * 0.02
    while running.poll() is None and sum(path.is_file() for path in store.rglob("*")) < files:
        time.sleep(0.0005)
    time.sleep(pause)
    if running.poll() is None:
        os.kill(running.pid, signal.SIGINT if seed % 3 == 0 else signal.SIGKILL)
    return running.wait()


@pytest.mark.parametrize("seed", range(int(os.environ.get("DSA_KILLS", "6"))))
def test_an_ingest_killed_at_any_moment_ends_with_the_truth_when_it_is_run_again(tmp_path, whole, seed):
    folder, _, wanted = whole
    code = struck(folder, tmp_path, seed)
    assert code in (0, 130, -signal.SIGKILL, -signal.SIGINT)
    assert main(["ingest", "dsa", str(folder), "--store", str(tmp_path)]) == 0
    assert tables(tmp_path) == wanted
    assert not list((tmp_path / "dsa/work").glob("*"))
    left = {str(path.relative_to(tmp_path / "dsa")) for path in (tmp_path / "dsa").rglob("*") if path.is_file()}
    assert left == {".lock", "ledger.sqlite", *wanted}


def test_parts_that_were_counted_before_the_stop_are_not_read_again(tmp_path, whole, monkeypatch, capsys):
    folder, truth, wanted = whole
    read, seen = ingest.read_part, []

    def interrupted(name, part, stop, progress):
        if len(seen) == 10:
            raise KeyboardInterrupt
        seen.append(part.name)
        return read(name, part, stop, progress)

    monkeypatch.setattr(ingest, "read_part", interrupted)
    assert main(["ingest", "dsa", str(folder), "--store", str(tmp_path), "--jobs", "1"]) == 130
    assert "run the same command again" in capsys.readouterr().err
    assert not (tmp_path / "dsa/ledger.sqlite").exists()
    first, seen[:] = seen[:], []
    monkeypatch.setattr(ingest, "read_part", lambda *given: seen.append(given[1].name) or read(*given))
    assert main(["ingest", "dsa", str(folder), "--store", str(tmp_path), "--jobs", "1"]) == 0
    assert len(first) == 10 and len(seen) == PARTS - 10 and not set(first) & set(seen)
    assert tables(tmp_path) == wanted
    assert not expected(truth) - by_code(tmp_path)
