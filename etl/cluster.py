"""A standalone Spark cluster on this machine alone: a master and workers, all on the loopback address."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from etl.errors import GardefouError
from etl.spark import JAVA, answers, needed

HOST, START_SECONDS = "127.0.0.1", 60


@contextmanager
def standalone(workers: int = 2, cores: int = 1, port: int = 0) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """The master's address and the workers' processes; all are ended behind it.

    Raises GardefouError when Java or pyspark is missing, or the port is taken.
    """
    needed("local")
    import pyspark

    home, port = Path(pyspark.__file__).parent, port or free_port()
    if answers(f"{HOST}:{port}"):
        raise GardefouError(f"something listens at {HOST}:{port} already. Nothing was started. Give another --port.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="garde-fou-cluster-")))
        environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_DIRS": str(folder)}
        environment |= {"SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": JAVA, "PYSPARK_PYTHON": sys.executable}

        def started(kind: str, host: str, *options: str) -> subprocess.Popen:
            command = [str(home / "bin/spark-class"), f"org.apache.spark.deploy.{kind}", "--host", host,
                       "--webui-port", "0", *options]  # fmt: skip # saves 7 lines
            log = stack.enter_context(open(folder / f"{kind}.log", "ab"))
            own = environment | {"SPARK_LOCAL_IP": host}
            running = subprocess.Popen(command, env=own, stdout=log, stderr=log, start_new_session=True)
            stack.callback(ended, running)
            return running

        address = f"spark://{HOST}:{port}"
        master = started("master.Master", HOST, "--port", str(port))
        end = time.monotonic() + START_SECONDS
        while not answers(f"{HOST}:{port}"):
            if master.poll() is not None or time.monotonic() > end:
                said = (folder / "master.Master.log").read_text(encoding="utf-8", errors="replace").splitlines()
                raise GardefouError(f"Spark's master did not start: {(said or ['it said nothing'])[-1][:300]}")
            time.sleep(0.1)
        yield address, [started("worker.Worker", own_host(number), "--cores", str(cores), "--memory", f"{cores}g",
                                "--work-dir", str(folder / f"worker{number}"), address)
                        for number in range(workers)]  # fmt: skip # saves 14 lines


def own_host(number: int) -> str:
    """An address of this machine alone for each worker, where there are several (Linux): Spark tries a task that stands
    still on another host, never on the same."""
    own = f"127.0.0.{number + 1}"
    try:
        with socket.socket() as one:
            one.bind((own, 0))
        return own
    except OSError:
        return HOST


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]


def ended(running: subprocess.Popen) -> None:
    running.terminate()
    try:
        running.wait(3)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
