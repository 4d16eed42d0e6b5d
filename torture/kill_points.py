"""Runs `python -m etl …` and kills it at the N-th step that matters: each fsync and rename, before and after it.

    python -m torture.kill_points N ARGUMENTS…      N = 0 only lists the steps, one a line, on standard error
The steps are found by running, so that a step added to the product is killed at without a change here.
"""

import os
import re
import signal
import sys
from collections.abc import Callable
from typing import Any

from torture import ROOT  # noqa: F401 - sets the path

count = 0


def step(name: str, at: int) -> None:
    global count
    count += 1
    if not at:
        print(f"STEP {count} {name}", file=sys.stderr, flush=True)
    elif count == at:
        os.kill(os.getpid(), signal.SIGKILL)


def watched(real: Callable[..., Any], what: str, at: int) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        target = given[-1] if what != "fsync" else os.readlink(f"/proc/self/fd/{int(given[0])}")
        name = re.sub(r"[0-9a-f]{8,}|[0-9]{8}T[0-9]{6}", "…", os.path.basename(str(target)))
        step(f"before {what} {name}", at)
        found = real(*given, **named)
        step(f"after {what} {name}", at)
        return found

    return call


def main() -> int:
    at, arguments = int(sys.argv[1]), sys.argv[2:]
    os.replace = watched(os.replace, "rename", at)  # type: ignore[assignment]
    os.fsync = watched(os.fsync, "fsync", at)  # type: ignore[assignment]
    os.unlink = watched(os.unlink, "unlink", at)  # type: ignore[assignment]
    from etl.__main__ import main as run
    from etl.warehouse import gate

    real = gate.lost

    def lost(candidate: Any, served: Any) -> list[str]:
        step("before gate", at)
        found = real(candidate, served)
        step("after gate", at)
        return found

    gate.lost = lost
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
