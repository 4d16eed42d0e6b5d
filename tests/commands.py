"""A command of the project called in this process: another Python reads the same libraries in again, for a second."""

import contextlib
import io
from dataclasses import dataclass

from etl.__main__ import main


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, and what it printed on either output."""

    returncode: int
    stdout: str
    stderr: str


def ran(*words: object) -> Ran:
    """`python -m etl` with these words."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:  # argparse
            code = ended.code if isinstance(ended.code, int) else 1
    return Ran(code, out.getvalue(), err.getvalue())
