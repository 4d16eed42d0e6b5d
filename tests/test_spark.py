"""A real Spark cluster of two workers counts what one machine counts, byte for byte, whatever is killed meanwhile."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from test_dsa import ROOT, made

from etl.__main__ import main
from etl.cluster import standalone
from etl.dsa import spread
from etl.errors import GardefouError
from etl.spark import needed, packed
from torture.clusters import children, command, everything, struck

sys.path.insert(0, str(ROOT / "tests/tools"))
import stand_in


def missing() -> str:
    try:
        needed("local")
    except GardefouError as fault:
        return str(fault)
    return ""


pytestmark = pytest.mark.skipif(bool(missing()), reason=f"no Spark here: {missing()}")


@pytest.fixture(scope="module")
def dumps(tmp_path_factory) -> Path:
    """Six archives: v1, v2, light, of one platform, with faults and repeated ids, and a day published again."""
    folder = tmp_path_factory.mktemp("six")
    made(folder, day="2025-06-30")
    made(folder, day="2025-07-01")
    made(folder, "--light", day="2026-01-04")
    made(folder, "--malformed-fraction", "0.02", "--duplicate-rows", "60", "--rows-per-csv", "150", rows=9000)
    made(folder / "again", "--seed", "3", rows=800)
    (folder / "sor-x-2026-01-06-full.zip").write_bytes(stand_in.x_dump("2026-01-06", 700))
    return folder


@pytest.fixture(scope="module")
def wanted(dumps, tmp_path_factory) -> dict:
    store = tmp_path_factory.mktemp("local")
    assert main(["ingest", "dsa", str(dumps), "--store", str(store)]) == 0
    return everything(store)


@pytest.fixture(scope="module")
def cluster():
    with standalone(2, 1) as (master, workers):
        yield master, workers


def ingested(folder: Path, store: Path, master: str, *options: str) -> subprocess.CompletedProcess:
    asked = [*command(folder, store, master), *options]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=300)
    done.stderr = without_progress(done.stderr)
    return done


def without_progress(said: str) -> str:
    return "".join(line for line in said.splitlines(True) if not re.match(r"\d+ archives? +\d+%", line))


def test_the_store_of_a_cluster_is_that_of_one_machine_file_by_file(cluster, dumps, wanted, tmp_path, capsys):
    done = ingested(dumps, tmp_path, cluster[0])
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "6 archives: 6 read, 0 already known, 0 refused" in done.stdout
    assert everything(tmp_path) == wanted
    (copy := tmp_path / "more").mkdir()
    (copy / "sor-x-2026-01-07-full.zip").write_bytes(stand_in.x_dump("2026-01-07", 50))
    shutil.copytree(dumps, copy / "old")
    planned = ingested(copy, tmp_path, cluster[0], "--dry-run")
    assert main(["ingest", "dsa", str(copy), "--store", str(tmp_path), "--dry-run"]) == planned.returncode == 0
    assert planned.stdout == capsys.readouterr().out
    assert "7 archives: 1 would be read, 6 already known, 0 refused" in planned.stdout


def running_java() -> set[int]:
    """Drivers' Java processes that nobody waits for: their parent is gone."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                is_driver = b"pyspark-shell" in (entry / "cmdline").read_bytes()
                if parent == "1" and is_driver and os.readlink(entry / "cwd") == str(ROOT):
                    found.add(int(entry.name))
    return found


def begun(dumps: Path, store: Path, master: str) -> subprocess.Popen:
    """A driver whose executors have counted a first part and not all of them."""
    driver = subprocess.Popen(command(dumps, store, master), cwd=ROOT, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)  # fmt: skip
    while driver.poll() is None and not list((store / "dsa/work").glob("*/*.json")):
        time.sleep(0.002)
    assert driver.poll() is None
    return driver


def test_a_task_and_an_executor_killed_in_the_middle_cost_time_and_nothing_else(cluster, dumps, wanted, tmp_path):
    master, workers = cluster
    driver = begun(dumps, tmp_path, master)
    for what in ("task", "executor"):
        assert struck(what, workers, driver, random.Random(what))
    _, said = driver.communicate(timeout=300)
    assert (driver.returncode, without_progress(said)) == (0, "")
    assert everything(tmp_path) == wanted


def test_a_second_driver_is_refused_and_a_killed_one_gone_on_with(cluster, dumps, wanted, tmp_path):
    master, workers = cluster
    chance = random.Random(time.time())
    driver = begun(dumps, tmp_path, master)
    second = ingested(dumps, tmp_path, master)
    assert second.returncode == 1 and f"process {driver.pid}" in second.stderr
    assert "has changed nothing" in second.stderr
    if driver.poll() is None:
        assert struck("driver", workers, driver, chance)
    driver.communicate()
    before = running_java()
    stopped = subprocess.Popen(command(dumps, tmp_path, master), cwd=ROOT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)  # fmt: skip
    while stopped.poll() is None and f"process {stopped.pid}" not in (tmp_path / "dsa/.lock").read_text():
        time.sleep(0.01)
    time.sleep(chance.random() * 8)
    stopped.send_signal(signal.SIGINT)
    _, said = stopped.communicate(timeout=300)
    end = time.monotonic() + 30
    while running_java() - before:  # it ends once it sees that nobody speaks to it any more
        assert time.monotonic() < end
        time.sleep(0.1)
    assert "Traceback" not in said and (stopped.returncode, "run the same command again" in said) in (
        (130, True),
        (0, False),
    )
    done = ingested(dumps, tmp_path, master)
    assert done.returncode == 0, done.stderr
    assert everything(tmp_path) == wanted


def test_a_worker_lost_for_good_leaves_its_work_to_the_other(dumps, wanted, tmp_path):
    with standalone(2, 1) as (master, workers):
        driver = subprocess.Popen(command(dumps, tmp_path, master), cwd=ROOT, stdout=subprocess.DEVNULL)
        while driver.poll() is None and not list((tmp_path / "dsa/work").glob("*/*.json")):
            time.sleep(0.002)
        for pid in children(workers[0].pid, "CoarseGrainedExecutorBackend"):
            os.kill(pid, signal.SIGKILL)
        workers[0].kill()
        assert driver.wait(300) == 0
    assert everything(tmp_path) == wanted


def test_what_cannot_be_read_is_refused_as_by_one_machine_and_stops_nothing_else(cluster, tmp_path):
    truth = made(tmp_path / "in", rows=1500)
    path = tmp_path / "in" / truth["archive"]
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 3] ^= 0xFF
    (tmp_path / "in/sor-global-2026-01-07-full.zip").write_bytes(damaged[: len(damaged) // 2])
    (tmp_path / "in/sor-global-2026-01-08-full.zip").write_bytes(b"")
    (tmp_path / "in/sor-x-2026-01-05-full.csv").write_bytes(b"a,b\n1,2\n")
    path.with_name("sor-copy.zip").write_bytes(path.read_bytes())
    broken = tmp_path / "in/sor-y-2026-01-05-full.zip"
    broken.write_bytes(bytes(damaged))
    (tmp_path / "in/sor-global-2026-01-09-full.zip").symlink_to("/proc/self/mem")  # opens, and cannot be read
    outcomes = []
    for engine in ((), ("--engine", "spark", "--master", cluster[0])):
        store = tmp_path / f"store{len(outcomes)}"
        asked = [sys.executable, "-m", "etl", "ingest", "dsa", str(tmp_path / "in"), "--store", str(store), *engine]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 1 and "Traceback" not in done.stderr
        said = re.sub(r" It was tried on .*", "", without_progress(done.stderr))
        outcomes.append((sorted(said.splitlines()), done.stdout.count("nothing added"), everything(store)))
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0][0]) == 5


@pytest.mark.parametrize(
    ("changed", "master", "words"),
    [
        ({"JAVA_HOME": "/nowhere"}, "local[1]", "there is no Java in JAVA_HOME"),
        ({}, "spark://127.0.0.1:1", "no Spark master answers at spark://127.0.0.1:1"),
        ({}, "banana", "'banana' is no master"),
    ],
)
def test_what_is_missing_is_said_at_once(monkeypatch, changed, master, words):
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(GardefouError, match="Nothing was read") as told:
        needed(master)
    assert words in str(told.value)


def test_an_old_java_is_named_with_its_version(monkeypatch, tmp_path):
    (tmp_path / "bin").mkdir()
    java = tmp_path / "bin/java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(GardefouError, match=r"is 8\. Nothing was read\. Spark needs Java 17"):
        needed("local")


def test_units_keep_order_and_lose_nothing():
    chance = random.Random(1)
    for _ in range(200):
        items = [chance.randint(0, 50) for _ in range(chance.randint(0, 60))]
        units = packed(items, int, 40)
        assert [one for unit in units for one in unit] == items
        assert all(len(unit) == 1 or sum(unit) <= 40 for unit in units)
        assert all(sum(a) + b[0] > 40 for a, b in pairwise(units))


def test_what_a_task_is_given_does_not_grow_with_the_archive(dumps):
    """Nothing of size passes through the driver: a run carries its own parts only, a finish none."""
    import pickle

    from etl.dsa.units import Whole, bare, look

    found = look(next(path for path in dumps.glob("sor-global-2026-01-05*.zip")))
    assert found.archive and len(found.archive.parts) > 50
    items = [(found, Path("work"), place) for place in range(len(found.archive.parts))]
    assert len(pickle.dumps(spread.run_of(items[:3]))) < len(pickle.dumps(spread.run_of(items))) / 8
    assert len(pickle.dumps(Whole(bare(found), len(items), Path("store")))) < 1500
