"""The harsh tests: kills, readers during swaps, mutated inputs, hostile addresses, planted secrets. Loopback only.

`python -m torture` (or `make torture`) runs all of it, in some minutes, and prints the table of docs/reliability.md.
`make test` runs a small seeded share of each. Faults are found by running, not by reading: each part ends in counts.
"""

import io
import os
import sys
import tempfile
import traceback
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

ROOT = Path(__file__).parents[1]
for folder in (ROOT, ROOT / "tests" / "tools"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def ran(arguments: tuple[str, ...], surroundings: Mapping[str, str]) -> tuple[int, str]:
    """Exit code and output of `python -m etl ARGUMENTS`, in this process, with these environment variables.

    For what nobody kills: a process of its own would load every library anew. What no command catches is its traceback.
    """
    from etl.__main__ import main

    said, before = io.StringIO(), dict(os.environ)
    os.environ |= surroundings
    tempfile.tempdir = None  # as the variables say, not as before
    try:
        with redirect_stdout(said), redirect_stderr(said):
            try:
                code = main(list(arguments))
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 2
            except Exception:
                traceback.print_exc(file=said)
                code = 1
    finally:
        os.environ.clear()
        os.environ |= before
        tempfile.tempdir = None
    return code, said.getvalue()
