"""The command line: `python -m etl COMMAND`. Each command is a module of a `commands` folder, found by listing.

A room beside etl that prints something has its commands with it (`brief/commands/brief.py` is `python -m etl brief`):
etl imports nothing that is built on it. `ingest_dsa.py` is `python -m etl ingest dsa`. A command module has a docstring
(its help), `add_arguments(parser)` and `run(args) -> int` (the exit code); heavy libraries are imported inside `run`.
"""

import argparse
import atexit
import importlib
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl import places
from etl.errors import GardefouError
from etl.places import ROOT


def modules() -> dict[str, str]:
    """The name of each command → its module."""
    found = (path for path in ROOT.glob("*/commands/*.py") if path.stem != "__init__")
    return {path.stem: f"{path.parent.parent.name}.commands.{path.stem}" for path in found}


def parser() -> argparse.ArgumentParser:
    """The argument parser over every command."""
    top = argparse.ArgumentParser(prog="python -m etl", description="Build and query the observatory's warehouse.")
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    groups: dict[str, argparse._SubParsersAction] = {}
    for called, path in sorted(modules().items()):
        module = importlib.import_module(path)
        summary = (module.__doc__ or "").strip().splitlines()[0]
        group, _, name = called.partition("_") if called.startswith("ingest_") else (called, "", "")
        if name and group not in groups:
            groups[group] = subparsers.add_parser(group, help=f"{group} one kind of source").add_subparsers(
                metavar="KIND", required=True
            )
        owner = groups[group] if name else subparsers
        command = owner.add_parser(
            (name or group).replace("_", "-"),
            help=summary,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        if "--data" not in command._option_string_actions:
            command.add_argument("--data", metavar="DIR", help="the folder of an affair, as GARDEFOU_DATA names it")
        command.set_defaults(run=module.run)
    return top


def main(arguments: list[str] | None = None) -> int:
    """The exit code of one command: 0 done, 1 refused or failed (in plain words), 2 wrong usage, 130 interrupted.

    A signal that ends a run (TERM, HUP) ends it as Ctrl-C does: what is begun is left, and what was complete is kept.
    Whatever a library makes of the interruption on its way out, it is said as one, without a traceback.
    """
    with stoppable() as stopped:
        try:
            code = run(arguments)
            if not stopped or code == 0:
                return code
        except BaseException:
            if not stopped and not isinstance(sys.exception(), KeyboardInterrupt):
                raise
        print("interrupted: what was complete is kept; run the same command again to go on.", file=sys.stderr)
        return 128 + (stopped[0] if stopped else signal.SIGINT)


@contextmanager
def stoppable() -> Iterator[list[int]]:
    """A list that is empty until a signal asks to stop, and then holds its number; a second one ends at once."""
    stopped: list[int] = []

    def stop(number: int, frame: object) -> None:
        if stopped:
            os._exit(128 + number)
        stopped.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(arguments: list[str] | None) -> int:
    """The exit code of one command that nobody interrupts."""
    try:
        args = parser().parse_args(arguments)
        with warnings.catch_warnings():
            if not sys.warnoptions:  # a library's remark to programmers says nothing to who runs a command
                warnings.simplefilter("ignore")
            code = args.run(args)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read our output has read enough: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as fault:  # a full disk, a folder that may not be written, a name that is taken
        from etl.files import cannot_write

        print(f"error: {cannot_write(fault)}", file=sys.stderr)
        return 1
    except GardefouError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as fault:
        if (fault.name or "").split(".")[0] in {path.name for path in ROOT.iterdir()}:
            raise  # a fault of ours
        print(
            f"error: {fault.name} is not installed for {sys.executable}. Nothing was done. `make data` installs what "
            "is needed into .venv; then use .venv/bin/python -m etl.",
            file=sys.stderr,
        )
        return 1


def named_folder(arguments: list[str]) -> str:
    """What --data names, '' when it is not there."""
    for place, one in enumerate(arguments):
        if one.startswith("--data="):
            return one.removeprefix("--data=")
        if one == "--data" and place + 1 < len(arguments):
            return arguments[place + 1]
    return ""


if __name__ == "__main__":
    if asked := named_folder(sys.argv[1:]):
        places.settle(Path(asked))
    code = main()
    if code > 128:
        # Python remembers an interruption that passed through exec(), as when a dataclass is made, and would end itself
        # by SIGINT whatever is made of it since. Its threads are not waited for either.
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
