"""Archives and store in an object store: a real server that speaks S3, on the loopback address."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest
from test_dsa import ROOT, made
from test_dsa_ledger import record

from etl import objects
from etl.__main__ import main
from etl.cluster import free_port
from etl.dsa import ledger, relations, store
from etl.errors import GardefouError
from etl.objects import ObjectPath, Ranges, leased, placed
from etl.spark import answers
from etl.warehouse import connect, current
from torture.clusters import everything


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    """A bucket of a server of its own, and the environment that leads to it."""
    port = free_port()
    environment = {"AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented-too",
                   "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_REGION": "eu-central-1"
    }  # fmt: skip # saves 3 lines
    log = open(tmp_path_factory.mktemp("moto") / "log", "wb")  # noqa: SIM115
    running = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log, cwd="/tmp"
    )
    before = {name: os.environ.get(name) for name in objects.SETTINGS}
    os.environ.pop("AWS_SESSION_TOKEN", None)
    os.environ |= environment
    objects.client.cache_clear()
    try:
        end = time.monotonic() + 120
        while not answers(f"127.0.0.1:{port}"):
            assert running.poll() is None and time.monotonic() < end
            time.sleep(0.1)
        import boto3

        s3 = boto3.client("s3", endpoint_url=environment["AWS_ENDPOINT_URL"], region_name="eu-central-1")
        s3.create_bucket(Bucket="dumps", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield s3
    finally:
        running.terminate()
        running.wait()
        log.close()
        objects.client.cache_clear()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


def put(s3, folder: Path, prefix: str) -> str:
    """The files as objects, what came later later: of two archives of one name the later is the newer."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    for is_later in (False, True):
        time.sleep(1.1 * is_later)
        for file in files:
            if (file.parent.name == "again") != is_later:
                continue
            s3.put_object(Bucket="dumps", Key=f"{prefix}/{file.relative_to(folder)}", Body=file.read_bytes())
    return f"s3://dumps/{prefix}"


def taken(s3, prefix: str, folder: Path) -> Path:
    """The objects as files in a folder."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="dumps", Prefix=f"{prefix}/"):
        for one in page.get("Contents", ()):
            if not one["Key"].endswith("/"):
                target = folder / one["Key"].removeprefix(f"{prefix}/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(s3.get_object(Bucket="dumps", Key=one["Key"])["Body"].read())
    return folder


@pytest.fixture(scope="module")
def dumps(six) -> Path:
    return six / "dumps"


@pytest.fixture(scope="module")
def wanted(six) -> dict:
    return everything(six / "store")


def test_the_store_in_a_bucket_is_that_of_a_folder_file_by_file(bucket, dumps, wanted, tmp_path, capsys):
    place = put(bucket, dumps, "one")
    assert main(["ingest", "dsa", place, "--store", "s3://dumps/store-one"]) == 0
    assert everything(taken(bucket, "store-one", tmp_path / "a")) == wanted
    capsys.readouterr()
    assert main(["ingest", "dsa", f"{place}/again", str(dumps), "--store", "s3://dumps/store-one"]) == 0
    assert capsys.readouterr().out.count("already loaded on") == 7


def test_a_build_reads_the_store_in_a_bucket_as_it_does_a_folder(bucket, six, tmp_path, capsys):
    """Nothing but its counts: what else a store holds lies in a folder, and is not passed over in silence."""
    place = put(bucket, six / "store", "counted")
    tables = []
    for root in (six / "store", placed(place)):
        with duckdb.connect() as connection:
            connection.execute("create schema raw").fetchall()
            assert relations.load(connection, root / "dsa") == 5
            tables.append([connection.execute(f"from raw.dsa_{name} order by all").fetchall()
                           for name in ("archives", "replaced", "metrics")])  # fmt: skip # saves 4 lines
    assert tables[0] == tables[1] and len(tables[0][2]) > 100
    build = ["build", "--store", place, "--out", str(tmp_path), "--as-of", "2026-11-25"]
    assert main(build) == 0
    with connect(current(tmp_path)) as found:
        assert found.execute("select count(*) from marts.sor_archives").fetchall() >= [(5,)]
    assert main([*build, "--if-changed"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    bucket.put_object(Bucket="dumps", Key="counted/reactions/ledger.json", Body=b"{}")
    assert main(build) == 1
    assert "s3://dumps/counted/reactions lies in an object store" in capsys.readouterr().err


def test_a_run_that_was_killed_goes_on_in_the_bucket(bucket, dumps, wanted, tmp_path):
    place = put(bucket, dumps, "three")
    command = [sys.executable, "-m", "etl", "ingest", "dsa", place, "--store", "s3://dumps/store-three"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    work = placed("s3://dumps/store-three/dsa/work")
    while running.poll() is None and not any(path.name.endswith(".json") for path in work.rglob("*")):
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert main(command[3:]) == 0  # at once: its process is seen to be gone
    assert everything(taken(bucket, "store-three", tmp_path / "a")) == wanted


def test_no_archive_is_copied_whole_and_little_is_read_twice(bucket, monkeypatch):
    """Digests and one reading of the parts: the bytes asked of the server are little more than twice the archive's."""
    read = [0]
    fetch = Ranges.fetch

    def counted(self, wanted):
        fetch(self, wanted)
        read[0] += len(self.held)

    folder = Path(os.environ.get("PYTEST_TMP", "/tmp")) / f"objects-{os.getpid()}"
    try:
        made(folder, "--rows-per-csv", "9000", "--rows-per-zip", "20000", day="2026-01-08", rows=60_000)
        place = put(bucket, folder, "four")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    monkeypatch.setattr(Ranges, "fetch", counted)
    assert main(["ingest", "dsa", place, "--store", "s3://dumps/store-four"]) == 0
    size = sum(path.stat().st_size for path in placed(place).rglob("*.zip"))
    assert 2 * size <= read[0] <= 2.5 * size + (1 << 20)


def test_an_object_reads_as_the_same_bytes_in_a_file_would(bucket, tmp_path):
    import random

    chance = random.Random(4)
    data = chance.randbytes(300_000)
    bucket.put_object(Bucket="dumps", Key="some/bytes", Body=data)
    (tmp_path / "bytes").write_bytes(data)
    with placed("s3://dumps/some/bytes").open("rb") as ours, open(tmp_path / "bytes", "rb") as theirs:
        for _ in range(300):
            if chance.random() < 0.5:
                whence = chance.choice((0, 1, 2))
                offset = chance.randint(-90_000, 90_000) if whence else chance.randint(0, 310_000)
                if ours.tell() + offset < 0 and whence == 1:
                    continue
                assert ours.seek(offset, whence) == theirs.seek(offset, whence)
            count = chance.choice((0, 1, 30, 5_000, 200_000))
            assert ours.read(count) == theirs.read(count) and ours.tell() == theirs.tell()


def test_of_two_writers_of_a_bucket_the_second_is_refused_and_a_dead_one_is_not_waited_for(bucket):
    root = placed("s3://dumps/lease")
    assert isinstance(root, ObjectPath)
    told = pytest.raises(GardefouError, match=rf"process {os.getpid()} on .*has changed nothing")
    with leased(root, "run"), told, leased(root, "run"):
        pytest.fail("two writers at once")
    (root / ".lock" / "dead").write_bytes(f"process 999999999 on {objects.socket.gethostname()}, since long".encode())
    with leased(root, "run"):
        pass
    assert not [one for one in (root / ".lock").glob("*") if one.is_file()]
    (root / ".lock" / "elsewhere").write_bytes(b"process 1 on another-machine, since just now")
    with pytest.raises(GardefouError, match="its place is free 90 seconds later"), leased(root, "run"):
        pytest.fail("another machine has it")


def test_writers_that_come_together_never_both_get_the_store(bucket):
    root, inside, most = placed("s3://dumps/rush"), [], []

    def tried():
        try:
            with leased(root, "run"):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.05)
                inside.pop()
        except GardefouError:
            pass

    for _ in range(4):
        threads = [threading.Thread(target=tried) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert all(count == 1 for count in most)


def test_a_ledger_in_a_bucket_is_sent_at_the_end_and_what_was_not_is_swept(bucket):
    root = placed("s3://dumps/book")
    with ledger.opened(root, is_writing=True) as book:
        book.enter([record(1)])
        assert any(one.name == ledger.UNSENT for one in (root / "work").glob("*"))
    assert not any(one.name == ledger.UNSENT for one in (root / "work").glob("*"))
    assert store.ledger(root)["archives"] == [record(1)]
    (root / "counts/orphan.parquet").write_bytes(b"x")
    (root / "work" / ledger.UNSENT).mkdir()
    with ledger.opened(root, is_writing=True) as book:
        store.sweep(root, book)
    assert not list((root / "counts").glob("*.parquet"))


def test_what_is_missing_is_said_in_words(bucket, monkeypatch, capsys, tmp_path):
    assert main(["ingest", "dsa", "s3://dumps/nothing-here", "--store", str(tmp_path)]) == 1
    assert "s3://dumps/nothing-here: no such file or folder" in capsys.readouterr().err
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    objects.client.cache_clear()
    assert main(["ingest", "dsa", "s3://dumps/one", "--store", str(tmp_path)]) == 1
    assert "AWS_SECRET_ACCESS_KEY in the environment" in capsys.readouterr().err
    objects.client.cache_clear()


def test_an_endpoint_that_does_not_answer_ends_in_words(tmp_path):
    environment = {**os.environ, "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "a",
                   "AWS_SECRET_ACCESS_KEY": "b"}  # fmt: skip # saves 4 lines
    done = subprocess.run([sys.executable, "-m", "etl", "ingest", "dsa", "s3://dumps/one", "--store", str(tmp_path)],
                          cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )  # fmt: skip # saves 5 lines
    assert done.returncode == 1 and "Traceback" not in done.stderr and "error: " in done.stderr
