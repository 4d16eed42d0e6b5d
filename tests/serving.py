"""The real server on this machine, as `make run` starts it, and a real browser to visit it with."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CHROMIUM = os.environ.get("CHROMIUM") or next(
    (path for path in (*map(shutil.which, NAMES), *MAC) if path and Path(path).exists()), None
)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def served(warehouse: Path, log: Path, port: int = 0) -> Iterator[str]:
    """The address of a server over `warehouse`, stopped at the end; what it prints goes to `log`."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(port)]
    surroundings = {**os.environ, "GARDEFOU_WAREHOUSE": str(warehouse), "GARDEFOU_WARM": "0"}
    with log.open("wb") as file:
        server = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=file, stderr=file)
    try:
        for _ in range(3000):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.2)
        yield f"http://localhost:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
