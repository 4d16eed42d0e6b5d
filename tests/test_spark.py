"""A real Spark cluster of two workers counts what one machine counts, byte for byte, whatever is killed meanwhile.

One cluster for all, and after the tests that kill drivers one driver for all, which is this process: a start of Java
costs more than what is tried. Tests stand in the order in which they leave the cluster to the next.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import nullcontext, suppress
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_dsa import ROOT, made
from test_objects import bucket as bucket
from test_objects import put, taken
from test_reactions_spread import LINES, written
from test_spark_posts import posts as posts

from etl import spark
from etl.__main__ import main
from etl.cluster import standalone
from etl.dsa import spread
from etl.errors import GardefouError
from etl.nlp import spread as tagging
from etl.reactions import spread as reading
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


with_spark = pytest.mark.skipif(bool(missing()), reason=f"no Spark here: {missing()}")


@pytest.fixture(scope="module")
def dumps(six) -> Path:
    return six / "dumps"


@pytest.fixture(scope="module")
def wanted(six) -> dict:
    return everything(six / "store")


@pytest.fixture(scope="module")
def cluster():
    with standalone(2, 1) as (master, workers):
        yield master, workers


@pytest.fixture(scope="module")
def held(cluster, bucket):
    """A session that is held until the last test: no other driver gets an executor meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark, "STALLED_SECONDS", 4)
        with spark.session(cluster[0], "tests") as session:
            yield session


@pytest.fixture
def engine(held, cluster, monkeypatch) -> list[str]:
    """The words that have a command work on the cluster, in the session that is held."""
    monkeypatch.setattr(spark, "session", lambda master, doing: nullcontext(held))
    return ["--engine", "spark", "--master", cluster[0]]


def without_progress(said: str) -> str:
    return "".join(line for line in said.splitlines(True) if not re.match(r"\d+ archives? +\d+%", line))


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
    driver = subprocess.Popen(
        command(dumps, store, master), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    while driver.poll() is None and not is_begun(store):
        time.sleep(0.002)
    assert driver.poll() is None
    return driver


def is_begun(store: Path) -> bool:
    return bool(list((store / "dsa/work").glob("*/*.json")))


@pytest.fixture(scope="module")
def stopped_twice(tmp_path_factory) -> Path:
    """The store that a killed driver and one that was stopped leave behind."""
    return tmp_path_factory.mktemp("stopped")


@with_spark
def test_a_second_driver_is_refused_and_one_that_is_stopped_says_so(cluster, dumps, stopped_twice):
    tmp_path = stopped_twice
    master, workers = cluster
    chance = random.Random(1)
    driver = begun(dumps, tmp_path, master)
    second = subprocess.run(command(dumps, tmp_path, master), cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert second.returncode == 1 and f"process {driver.pid}" in second.stderr
    assert "has changed nothing" in second.stderr
    assert driver.poll() is None and struck("driver", workers, driver, chance)
    driver.communicate()
    before = running_java()
    stopped = subprocess.Popen(
        command(dumps, tmp_path, master), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while stopped.poll() is None and f"process {stopped.pid}," not in (tmp_path / "dsa/.lock").read_text("utf-8"):
        time.sleep(0.01)  # until it is the one that writes
    counted = len(list((tmp_path / "dsa/work").glob("*/*.json")))
    while stopped.poll() is None and len(list((tmp_path / "dsa/work").glob("*/*.json"))) <= counted:
        time.sleep(0.01)  # until it has counted a part more than the one before it had
    stopped.send_signal(signal.SIGINT)
    out, said = stopped.communicate(timeout=300)
    end = time.monotonic() + 300
    while running_java() - before:  # it ends once it sees that nobody speaks to it any more
        assert time.monotonic() < end
        time.sleep(0.1)
    if stopped.returncode:
        assert stopped.returncode == 130 and "run the same command again" in said and "Traceback" not in said
    else:
        assert without_progress(said) == "" and "0 refused" in out


@with_spark
def test_what_killed_and_stopped_drivers_left_is_gone_on_with(engine, dumps, wanted, stopped_twice, capsys):
    assert main(["ingest", "dsa", str(dumps), "--store", str(stopped_twice), *engine]) == 0
    assert without_progress(capsys.readouterr().err) == ""
    assert everything(stopped_twice) == wanted


@with_spark
def test_the_store_of_a_cluster_is_that_of_one_machine_file_by_file(engine, dumps, wanted, tmp_path, capsys):
    assert main(["ingest", "dsa", str(dumps), "--store", str(tmp_path), *engine]) == 0
    said = capsys.readouterr()
    assert without_progress(said.err) == "" and "6 archives: 6 read, 0 already known, 0 refused" in said.out
    assert everything(tmp_path) == wanted
    (copy := tmp_path / "more").mkdir()
    (copy / "sor-x-2026-01-07-full.zip").write_bytes(stand_in.x_dump("2026-01-07", 50))
    shutil.copytree(dumps, copy / "old")
    plan = ["ingest", "dsa", str(copy), "--store", str(tmp_path), "--dry-run"]
    assert main([*plan, *engine]) == 0
    planned = capsys.readouterr().out
    assert main(plan) == 0 and planned == capsys.readouterr().out
    assert "7 archives: 1 would be read, 6 already known, 0 refused" in planned


@with_spark
def test_executors_count_from_a_bucket_into_a_bucket_the_same_store(engine, bucket, dumps, wanted, tmp_path):
    place = put(bucket, dumps, "two")
    assert main(["ingest", "dsa", place, "--store", "s3://dumps/store-two", *engine]) == 0
    assert everything(taken(bucket, "store-two", tmp_path / "a")) == wanted


@with_spark
def test_what_cannot_be_read_is_refused_as_by_one_machine_and_stops_nothing_else(engine, tmp_path, capsys):
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
    for words in ((), engine):
        store = tmp_path / f"store{len(outcomes)}"
        assert main(["ingest", "dsa", str(tmp_path / "in"), "--store", str(store), *words]) == 1
        said = capsys.readouterr()
        faults = re.sub(r" It was tried on .*", "", without_progress(said.err)).splitlines()
        outcomes.append((sorted(faults), said.out.count("nothing added"), everything(store)))
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0][0]) == 5


@with_spark
def test_executors_tag_lines_and_parquet_as_one_machine_does(engine, posts, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(tagging, "PIECE_BYTES", 9_000)
    parsed = [tagging.parse(line)[1] for line in posts.read_bytes().splitlines() if line.strip()]
    rows = [{"id": post["id"], "text": post["text"], "lang": post.get("lang")} for post in parsed if post]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    done = []
    for source, *words in ((posts,), (posts, *engine), (tmp_path / "in.parquet", *engine)):
        assert main(["tag", str(source), "--out", str(tmp_path / "out.jsonl"), *words]) == 0
        done.append(((tmp_path / "out.jsonl").read_bytes(), capsys.readouterr().err))
    assert done[0] == done[1] and done[0][0] == done[2][0]


@with_spark
@pytest.mark.parametrize("kind", ["jsonl", "parquet", "csv"])
def test_executors_take_in_posts_as_one_machine_does(kind, engine, tmp_path, capsys, monkeypatch):
    for name in ("LEAST_BYTES", "MOST_BYTES", "LEAST_ROWS", "MOST_ROWS"):
        monkeypatch.setattr(reading, name, 2_000 if name.endswith("BYTES") else 9)
    path, draw = tmp_path / f"in.{kind}", random.Random(3)
    said = {"collected_at": "2026-02-01"}  # what is not said would be the moment of the run
    rows = [{"id": n, "text": f"Bannissez-le, @h {n % 40}", "author": f"u{n % 9}", "date": f"0{1 + n % 9}/02/2026"}
            | said | ({"text": ""} if n % 11 == 0 else {}) for n in range(120)]  # fmt: skip # saves 4 lines
    if kind == "csv":
        lines = [",".join(map(str, row.values())) for row in rows]
        path.write_text(",".join(rows[0]) + "\n" + "\n".join(line.replace("Bannissez-le,", "Ban") for line in lines))
    elif kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        path.write_bytes(written(tmp_path / "mixed", draw, LINES[:7]).read_bytes())
        lines = path.read_text("utf-8-sig").splitlines()
        odd = [json.loads(line) | said for line in lines if line.startswith('{"id": ') and line.endswith("}")]
        path.write_text("\n".join(json.dumps(row) for row in odd + rows))
    outcomes = []
    for words in ([], engine):
        (root := tmp_path / f"store{len(outcomes)}/reactions").mkdir(parents=True)
        (root / "pseudonym.key").write_text("ab" * 32)
        asked = ["ingest", "reactions", str(path), "--store", str(root.parent), "--accept-losses", *words]
        assert main(asked) == 0
        printed = capsys.readouterr()
        files = {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*")
                 if file.is_file() and file.name not in (".lock", "ledger.json")}  # fmt: skip # saves 3 lines
        outcomes.append((printed.out, printed.err.replace(str(root), ""), files))
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0][2]) == 3
    assert main([*asked[: -len(engine)], *engine]) == 0 and "already loaded on" in capsys.readouterr().out


class Meanwhile(threading.Thread):
    """Does harm once a first part is counted; `done` says what of it could be done."""

    def __init__(self, store: Path, harm):
        super().__init__(daemon=True)
        self.store, self.harm, self.done = store, harm, []
        self.start()

    def run(self) -> None:
        while not is_begun(self.store):
            time.sleep(0.002)
        self.done += self.harm()


@with_spark
def test_a_task_whose_disk_stands_still_is_done_by_another(engine, cluster, dumps, wanted, tmp_path):
    harm = Meanwhile(tmp_path, lambda: [struck("stall", cluster[1], None, random.Random(1))])
    assert main(["ingest", "dsa", str(dumps), "--store", str(tmp_path), *engine]) == 0
    assert harm.done == [True]
    assert everything(tmp_path) == wanted


@with_spark
def test_a_task_and_an_executor_killed_in_the_middle_cost_time_and_nothing_else(
    engine, cluster, dumps, wanted, tmp_path, capsys
):
    harm = Meanwhile(
        tmp_path, lambda: [struck(what, cluster[1], None, random.Random(what)) for what in ("task", "executor")]
    )
    assert main(["ingest", "dsa", str(dumps), "--store", str(tmp_path), *engine]) == 0
    assert harm.done == [True, True] and without_progress(capsys.readouterr().err) == ""
    assert everything(tmp_path) == wanted


@with_spark
def test_a_worker_lost_for_good_leaves_its_work_to_the_other(engine, cluster, dumps, wanted, tmp_path):
    lost = cluster[1][0]

    def harm() -> list[int]:
        pids = children(lost.pid, "CoarseGrainedExecutorBackend")
        lost.kill()  # first, or it starts another executor
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return pids

    meanwhile = Meanwhile(tmp_path, harm)
    assert main(["ingest", "dsa", str(dumps), "--store", str(tmp_path), *engine]) == 0
    assert meanwhile.done
    assert everything(tmp_path) == wanted


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
