"""Work spread over a Spark cluster, or refused in plain words when there is none.

The driver sends the project's code along, so that a worker needs Python and the libraries of requirements.txt only.
What a task is given and gives back must be small: files are read and written where they lie, by the executors.
"""

import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from etl.errors import GardefouError
from etl.objects import SETTINGS
from etl.places import ROOT

OLDEST_JAVA, TRIES = 17, 8
FIRST_WORKER_SECONDS, LOST_SECONDS, STALLED_SECONDS = 60, 180, 300
JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"  # Java only passes things on here: a quick start is worth more
CODE = "garde-fou-code"  # the folder beside an executor that the code is unpacked in
SENT = ("etl/**/*.py", "etl/**/*.yml", "data/*.yml", "data/reference/**/*", "data/nlp/**/*", "data/labels/*")
GO_ON = "What is in the store counts; run the same command again."
One = TypeVar("One")
Other = TypeVar("Other")


class Cluster:
    """The executors: `each` runs a function on them, `slots` is how many tasks run at once."""

    def __init__(self, context: Any, is_local: bool):
        self.context, self.is_local = context, is_local
        self.slots = max(1, context.defaultParallelism)
        self.seen = time.monotonic()

    def each(self, function: Callable[[list[One]], list[Other]], units: Sequence[list[One]]) -> list[Other]:
        """What the function gives back for each unit, one task a unit, in order and put together.

        A task that is lost with its executor is run again elsewhere: the function must bear being run twice. Raises
        GardefouError when a task was lost eight times or the cluster is gone.
        """
        from py4j.protocol import Py4JError

        if not units:
            return []
        try:
            found = self.context.parallelize(units, len(units)).map(function).collect()
        except (Py4JError, OSError, AttributeError) as fault:  # AttributeError: the context was stopped meanwhile
            raise GardefouError(f"the cluster gave up: {reason(fault)}. {GO_ON}") from None
        return list(chain.from_iterable(found))

    def counter(self) -> Any:
        """A number that tasks add to; what lost tasks added may be in it, so it is for showing only."""
        return self.context.accumulator(0)

    def executors(self) -> int:
        """How many executors are there. Raises GardefouError when there was none for three minutes."""
        if self.is_local:
            return 1
        try:
            found = self.context._jsc.sc().getExecutorMemoryStatus().size() - 1  # one of them is the driver
        except Exception:  # the context is stopping: the job that runs says why
            return 0
        if found:
            self.seen = time.monotonic()
        elif time.monotonic() - self.seen > LOST_SECONDS:
            raise GardefouError(f"no executor is left, and none came for {LOST_SECONDS} seconds. {GO_ON}")
        return found


@contextmanager
def session(master: str, doing: str) -> Iterator[Cluster]:
    """A cluster to work on, let go at the end.

    `master` is Spark's: spark://host:7077, yarn, k8s://…, or local[2] for processes on this machine. Raises
    GardefouError when Java or pyspark is missing, no master answers, or no worker comes within a minute.
    """
    needed(master)
    from pyspark import SparkConf, SparkContext

    # Py4J logs an interruption through the root logger, whose first use prints to the screen: what is said is ours.
    logging.getLogger().addHandler(logging.NullHandler())

    is_local = master.startswith("local")
    with tempfile.TemporaryDirectory(prefix="garde-fou-spark-") as folder:
        # Of its own processes Spark forgives none that is lost, unless told how many.
        url = re.sub(r"^local\[([^,\]]+)\]$", rf"local[\1,{TRIES}]", master)
        conf = SparkConf().setMaster(url).setAppName(f"garde-fou {doing}")
        for name, value in settings(Path(folder), is_local).items():
            conf.set(name, value)
        if is_here(master):  # a master on this machine alone needs no name of this machine in any network
            conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        said = Path(folder) / "said"
        # With the tasks, not in the settings, which stand in the list of processes.
        told = {name: os.environ[name] for name in (*SETTINGS, "GARDEFOU_DATA") if name in os.environ}
        context = None
        try:
            with errors_to(said), uninterrupted():
                context = SparkContext(conf=conf, environment=dict(told))
            cluster = Cluster(context, is_local)
            if not is_local:
                waited(cluster, master)
            yield cluster
        except GardefouError:
            raise
        except Exception as fault:
            if context is not None:
                raise
            raise GardefouError(f"Spark did not start at {master}: {reason(fault, said)}. Nothing was read.") from None
        finally:
            if context is not None:
                context.stop()


def settings(folder: Path, is_local: bool) -> dict[str, str]:
    """What every session sets; all else is the cluster's, in $SPARK_CONF_DIR/spark-defaults.conf."""
    quiet = f"-Dlog4j2.configurationFile={Path(__file__).with_suffix('.properties')}"
    found = {
        "spark.ui.enabled": "false",  # a port for everybody who reaches this machine
        "spark.ui.showConsoleProgress": "false",
        "spark.task.maxFailures": str(TRIES),
        "spark.speculation": "true",  # a task on a slow disk is tried elsewhere; both may end
        "spark.speculation.multiplier": "4",
        "spark.speculation.task.duration.threshold": f"{STALLED_SECONDS}s",  # of a task that has no other beside it
        "spark.driver.extraJavaOptions": f"{JAVA} {quiet}",
        "spark.executor.extraJavaOptions": JAVA,
        "spark.executorEnv.PYTHONPATH": os.pathsep.join((CODE, str(ROOT))),
        "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
    }
    if not is_local:
        found["spark.archives"] = f"{packed_code(folder)}#{CODE}"
    return found


def packed_code(folder: Path) -> Path:
    """The project's code and small data in a zip, which Spark unpacks beside each executor."""
    target = folder / "code.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for pattern in SENT:
            for file in ROOT.glob(pattern):
                if file.is_file():
                    packed.write(file, file.relative_to(ROOT))
    return target


def needed(master: str) -> None:
    """Raises GardefouError when Java or pyspark is missing or too old, or no master answers."""
    if not find_spec("pyspark"):
        raise GardefouError(
            "pyspark is not installed. Nothing was read. Install it with: pip install -r requirements-spark.txt"
        )
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    where = f"in JAVA_HOME ({home})" if home else "on this machine"
    hint = f"Nothing was read. Spark needs Java {OLDEST_JAVA} or newer (Debian: apt install openjdk-17-jre-headless)."
    if not java:
        raise GardefouError(f"there is no Java {where}. {hint}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if not version or int(version[1]) < OLDEST_JAVA:
        raise GardefouError(f"the Java {where} is {version[1] if version else 'none that says its version'}. {hint}")
    if not re.match(r"local(\[.+\])?$|spark://.|yarn$|k8s://.", master):
        raise GardefouError(
            f"'{master}' is no master. Nothing was read. Write spark://host:7077, yarn, k8s://https://…, or local[2]."
        )
    places = master.removeprefix("spark://").split(",") if master.startswith("spark://") else []
    if places and not any(answers(place) for place in places):
        raise GardefouError(
            f"no Spark master answers at {master}. Nothing was read. Start it (docs/cluster.md; here: make cluster), "
            "or correct --master."
        )


def answers(place: str) -> bool:
    """Whether something listens at host:port (7077 by default)."""
    host, _, port = place.rpartition(":")
    try:
        with socket.create_connection((host or place, int(port) if host else 7077), timeout=5):
            return True
    except (OSError, ValueError):
        return False


def is_here(master: str) -> bool:
    return master.startswith("local") or bool(re.match(r"spark://(127\.|localhost\b)", master))


def waited(cluster: Cluster, master: str) -> None:
    """Return once executors have come and no more come within a second."""
    end, before = time.monotonic() + FIRST_WORKER_SECONDS, 0
    while not (now := cluster.executors()) or now != before:
        if time.monotonic() > end and not now:
            raise GardefouError(
                f"{master} gave no executor within {FIRST_WORKER_SECONDS} seconds: it has no worker, or none with "
                "room. Nothing was read. Start a worker, or wait until other work is done."
            )
        before = now
        time.sleep(0.5 if now else 0.1)
    cluster.slots = max(1, cluster.context.defaultParallelism)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A signal to stop waits for the end of the block, and what it did before it does afterwards.

    Of a Java that is interrupted while it starts, a process would stay for ever; and pyspark puts a handler of its own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda number, _: asked.append(number)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked:
        signal.raise_signal(asked[0])


@contextmanager
def errors_to(path: Path) -> Iterator[None]:
    """What this process and those it starts meanwhile write to the error output goes to the file."""
    sys.stderr.flush()
    before = os.dup(2)
    try:
        with open(path, "wb") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def reason(fault: Exception, said: Path | None = None) -> str:
    """The last line of a fault that says something, of the many that Java and Python print."""
    text = str(getattr(fault, "java_exception", "") and fault) + "\n" + str(fault)
    if said and said.exists():
        text = said.read_text(encoding="utf-8", errors="replace") + "\n" + text
    if traces := re.findall(r"Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*(\S[^\n]*)", text):
        return traces[-1][:300].rstrip(".")
    lines = [line.strip() for line in text.splitlines()]
    for sign in ("PYTHON_VERSION_MISMATCH", "Error: ", "Cannot run program", "Exception: "):
        if found := [line for line in lines if sign in line and not line.startswith("at ")]:
            return re.sub(r"^(Caused by: )?([\w.$]+Exception: )+", "", found[-1])[:300].rstrip(".")
    # nothing of a known form: the first line
    return next((line for line in lines if line and not line.startswith("at ")), type(fault).__name__)[:300].rstrip(".")


def packed(items: Iterable[One], weight: Callable[[One], int], most: int) -> list[list[One]]:
    """The items in order, in units of about `most` weight; one that is heavier has a unit to itself."""
    units: list[list[One]] = []
    held = most + 1
    for item in items:
        heavy = weight(item)
        if held + heavy > most:
            units.append([])
            held = 0
        units[-1].append(item)
        held += heavy
    return units
