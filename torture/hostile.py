"""Hostile addresses against the running dashboard: every page still answers, and nothing of the machine is shown."""

import asyncio
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from torture import ROOT

PARAMETERS = (
    "lang",
    "from",
    "to",
    "jurisdiction",
    "id",
    "v",
    "platform",
    "act",
    "harm",
    "person",
    "date",
    "turnover",
    "x",
)
VALUES = [
    "' or 1=1 --", "'; drop table marts.enforcement; --", "1 union select * from duckdb_settings()", "$name", "{{7*7}}",
    "${jndi:ldap://127.0.0.1/a}", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "file:///etc/passwd", "\x00", "%00",
    "\ufffd\ufffe", "\u202e\u2066", "é" * 500, "🛟" * 300, "9999-99-99", "0000-00-00", "2026-02-30", "-1", "1e309", "NaN",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](http://127.0.0.1:9/x.png)", "[a](javascript:alert(1))",
    "{\"a\": [1]}", "[]", "null", "None", "__import__('os').system('id')", "{0.__class__}", "%s%s%n", "FR,GB", "fr",
    "en", "FR", "ZZ", "2026-01-05", "20261125T000000-00000000", "a" * 10_000, "\r\nSet-Cookie: a=b", " ", "٣", "'", '"',
    "\\", "`", "$", ":red[x]", "***", "=1+1", "@SUM(A1)",
]  # fmt: skip # saves 45 lines
PAGES = ("", "overview", "incidence", "exposure", "statements", "enforcement", "reactions", "sources", "receipt", "nowhere",
         "../etc")  # fmt: skip # saves 11 lines
DONE, AGAIN = ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN
# What may never reach a reader: a traceback, a path of the machine, a query, a setting, a planted secret.
FORBIDDEN = re.compile(
    r"Traceback \(most recent|File \"/|/site-packages/|duckdb\.|_duckdb|BinderException|ParserException|"
    r"KeyError|ValueError|TypeError|AttributeError|read_only=|memory_limit|CANARY|"
    + re.escape(str(ROOT))
    + r"|/tmp/|root:x:0"
)


@contextmanager
def dashboard(warehouse: Path, log: Path) -> Iterator[tuple[str, int]]:
    """Address and process of a running dashboard on loopback that reads this warehouse; secrets are planted around it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "GARDEFOU_WAREHOUSE": str(warehouse), "CANARY_VARIABLE": "CANARY-environment",
                   "GARDEFOU_BLUESKY_APP_PASSWORD": "CANARY-app-password"}  # fmt: skip # saves 4 lines
    with open(log, "w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(port), "--server.headless", "true",
             "--server.address", "127.0.0.1"], cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip # saves 16 lines
    try:
        address = f"127.0.0.1:{port}"
        end = time.monotonic() + 90
        while True:
            with suppress(OSError):
                urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=5).close()
                break
            if time.monotonic() > end or server.poll() is not None:
                raise RuntimeError(f"the dashboard did not start: {log.read_text()[-500:]}")
            time.sleep(0.3)
        yield address, server.pid
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        with suppress(ProcessLookupError):  # what it began, a browser that draws among it, goes with it
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


async def visit(
    address: str, sets: list[tuple[str, str]], timeout: float = 60, source: str = ""
) -> list[tuple[bool, str]]:
    """(whether the page ended without an exception, all its text) for each (page, query), each in a session of its own.

    A session keeps its choices: a second query to the same page would be passed over, and a run that follows the first
    would be taken for the answer to the next question. `source` is the visitor's address.
    """
    return [await asyncio.wait_for(answer(address, page, query, source), timeout) for page, query in sets]


async def answer(address: str, page: str, query: str, source: str = "") -> tuple[bool, str]:
    """One session: asks once, and reads until the run that answers has ended and no other is asked for."""
    import websockets
    from streamlit.proto.BackMsg_pb2 import BackMsg

    async with websockets.connect(
        f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], origin=f"http://{address}", max_size=None,
        ping_interval=None, open_timeout=60, **({"local_addr": (source, 0)} if source else {}),
    ) as line:  # fmt: skip # saves 5 lines
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        await line.send(asked.SerializeToString())
        is_fine, is_begun, text = True, False, []
        while True:
            message = ForwardMsg()
            message.ParseFromString(await line.recv())
            kind = message.WhichOneof("type")
            is_begun |= kind == "new_session"
            text.append(str(message.delta) if kind == "delta" else str(message)[:2000])
            if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
                is_fine = False
            if kind == "session_event" and message.session_event.WhichOneof("type") == "script_compilation_exception":
                is_fine = False
            if kind == "script_finished" and is_begun and message.script_finished != AGAIN:
                return is_fine and message.script_finished == DONE, "\n".join(text)


def hostile_sets(count: int, seed: int) -> list[tuple[str, str]]:
    """Pages with queries of one to four parameters, some repeated, some not encoded as they should be."""
    chance = random.Random(seed)
    sets = []
    for _ in range(count):
        pairs = [(chance.choice(PARAMETERS), chance.choice(VALUES)) for _ in range(chance.randint(1, 4))]
        pairs += [pairs[0]] * chance.choice((0, 0, 0, 20))
        query = urlencode(pairs) if chance.random() < 0.7 else "&".join(f"{name}={value}" for name, value in pairs)
        query = query if chance.random() < 0.95 else query + quote("&" * 50) + "%ff%fe=%zz"
        sets.append((chance.choice(PAGES), query.encode("utf-8", "replace").decode()))
    return sets


def run(folder: Path, warehouse: Path, count: int = 500, seed: int = 1) -> dict:
    """Counts: sets asked, exceptions shown, leaks found; examples with the set that did it."""
    folder.mkdir(parents=True, exist_ok=True)
    sets, exceptions, leaks, unanswered = hostile_sets(count, seed), [], [], 0
    with dashboard(warehouse, folder / "dashboard.log") as (address, _):
        for asked in sets:
            try:
                ((is_fine, text),) = asyncio.run(visit(address, [asked]))
            except Exception as fault:
                unanswered += 1
                exceptions.append((type(fault).__name__, asked))
                continue
            if not is_fine:
                exceptions.append(asked)
            for value in VALUES:  # what the reader typed may be said back, as text
                text = text.replace(value, "")
            if found := FORBIDDEN.search(text):
                leaks.append((found[0], asked))
        health = urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=10).status
    return {"sets": count, "exceptions": len(exceptions), "leaks": len(leaks), "unanswered": unanswered,
            "alive_after": int(health == 200), "examples": [str(one)[:300] for one in (exceptions + leaks)[:6]]
    }  # fmt: skip # saves 5 lines


if __name__ == "__main__":
    import json
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(run(Path(place), Path(sys.argv[1]), int(sys.argv[2])), indent=1))
