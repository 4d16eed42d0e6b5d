"""What a command costs: processor time, time on the clock, memory."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contenders import ROOT, Contender


@dataclass(frozen=True)
class Cost:
    """Seconds of processor time (user and system) and of the clock, and the most memory held, in MiB."""

    cpu: float
    wall: float
    peak: float


def cost(contender: Contender, log: Path) -> Cost:
    """What one run of the contender costs, everything included from its start on. Raises RuntimeError if it fails."""
    for path in contender.clean:
        shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)
    start = time.monotonic()
    with open(log, "wb") as out:
        running = subprocess.Popen(
            contender.command, cwd=ROOT, stdout=out, stderr=out, env={**os.environ, **contender.environment}
        )
        _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{contender.name} failed ({running.returncode}); see {log}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024)
