"""The siege: what many unfriendly visitors do at once, while an ordinary one opens and filters every page.

`make siege`, or `python -m torture.siege`. One worker as it is served, on loopback; the ordinary visitor has an address
of its own, the attackers have others (or, in the last drills, the same). What must be zero: errors of the ordinary
visitor, and what an attacker got that nobody may get. What must hold: 95 of 100 of the visitor's pages within SLOW
seconds, memory below ROOM, and within a minute after it back to a tenth above the start at most. The first line is the
same visitor alone: what the machine does for it when nobody attacks. Every drill has an end, and so has the whole.
"""

import argparse
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from etl.warehouse.build import build
from figures.words import LANGUAGES
from torture import ROOT
from torture.hostile import dashboard
from torture.report import written
from torture.visitor import FILTERS, PAGES, Visitor, asked, at, descriptors, own, room, worked

SLOW, ROOM, REST, NEAR = 3.0, 1200.0, 60.0, 1.1  # seconds, megabytes, seconds, times the memory at the start
LATE = 75.0  # seconds an attack may take beyond its time until it is ended
WHOLE = 12.5 * 60.0  # seconds after which no drill is begun
VISITOR = "127.0.0.50"
KINDS = ("figures/{}.png", "figures/{}.svg", "figures/{}.pdf", "embed/{}")
GONE = {"101 let go", "429 let go", "503 let go", "closed let go", "ConnectionResetError"}  # closed: not even an answer
# Name, attack, connections, seconds, addresses of the attackers (0: the visitor's own machine), what may be answered.
DRILLS = (
    ("nobody", "", 0, 20, 1, set()),
    ("24 readers who do not read", "stalled", 24, 25, 1, {"stalled"}),
    ("200 readers who do not read", "stalled", 200, 30, 20, {"stalled"}),
    ("300 silent sockets", "idle", 300, 20, 10, GONE),
    ("1,000 silent sockets", "idle", 1000, 20, 40, GONE),
    ("300 half-sent requests", "half", 300, 15, 10, {"let go", "ConnectionResetError", "BrokenPipeError"}),
    ("50 foreign origins", "foreign", 50, 10, 1, {"403"}),
    ("200 uploads", "uploads", 200, 10, 10, {"405", "429", "closed", "ConnectionResetError", "BrokenPipeError"}),
    ("48 whole relations", "whole", 48, 30, 8, {"200", "429", "503"}),
    ("100 drawings and documents", "drawings", 100, 30, 10, {"200", "404", "429", "503"}),
    ("20 who click twenty times a second", "clicks", 20, 30, 4, {"asked", "refused"}),
    ("300 silent sockets, one address for all", "idle", 300, 20, 0, GONE),
    ("48 whole relations, one address for all", "whole", 48, 30, 0, {"200", "429", "503"}),
)


def rested(process: int, start: float, seconds: float) -> tuple[float, float]:
    """Memory when nobody asks for anything, and after how many seconds: as soon as it is near the start, at last then."""
    begun = time.monotonic()
    while (found := own(process)) > NEAR * start and time.monotonic() - begun < seconds:
        time.sleep(min(2.0, seconds))
    return found, time.monotonic() - begun


def attacked(address: str, attack: str, count: int, seconds: int, sources: int) -> subprocess.Popen:
    """The attackers, in a process of their own; what they were answered is its output."""
    command = [sys.executable, "-m", "torture.attacks", attack, address.split(":")[1], str(count), str(seconds)]
    return subprocess.Popen(
        [*command, str(sources)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def drill(address: str, process: int, start: float, one: tuple, share: float, rest: float) -> dict[str, Any]:
    """One drill: its counts, the visitor's times, the memory at its highest and after the rest."""
    name, attack, whole, seconds, sources, allowed = one
    visitor = Visitor(address, "127.0.0.1" if not sources else VISITOR)
    before, begun = worked(process), time.monotonic()
    walking = visitor.start()
    count = max(2, round(whole * share))
    attacker = attacked(address, attack, count, seconds, sources) if attack else None
    most, most_open, answers = room(process), descriptors(process), {}
    while time.monotonic() - begun < seconds + LATE:
        is_over = attacker.poll() is not None if attacker else time.monotonic() - begun > seconds
        if is_over and len(visitor.seconds) >= 6:  # of a short attack, too, the visitor has something to say
            break
        time.sleep(1)
        most, most_open = max(most, room(process)), max(most_open, descriptors(process))
    if attacker:
        late = attacker.poll() is None
        attacker.kill()
        said = attacker.communicate()[0].strip()
        answers = json.loads(said) if said else {"did not end" if late else "failed": 1}
    took = time.monotonic() - begun
    errors = len(visitor.errors) + (not visitor.leave(walking))
    used = worked(process) - before
    after, back = rested(process, start, rest)
    return {
        "drill": name, "attackers": count if attack else 0, "answers": answers, "visits": len(visitor.seconds),
        "lost": visitor.lost, "errors": errors, "got": sum(n for what, n in answers.items() if what not in allowed),
        "p50": round(at(0.5, visitor.seconds), 2), "p95": round(at(0.95, visitor.seconds), 2),
        "memory": round(most), "descriptors": most_open, "after": round(after), "back": round(back),
        "start": round(start), "seconds": round(took), "cpu": round(used, 1), "examples": visitor.errors[:4],
    }  # fmt: skip # saves 12 lines


def run(
    folder: Path, warehouse: Path, share: float = 1.0, names: tuple[str, ...] = (), rest: float = REST
) -> list[dict]:
    """Every drill, one after the other, against one server; one record each. None is begun after WHOLE seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    found: list[dict] = []
    begun = time.monotonic()
    with dashboard(warehouse, folder / "siege.log") as (address, process):
        prepare(address)
        visitor = Visitor(address, VISITOR)
        walking = visitor.start()  # ordinary use comes first: the start is that of a server which has had some
        visitor.gone.wait(min(rest, 30))
        visitor.leave(walking)
        time.sleep(rest)
        start = own(process)
        for one in DRILLS:
            if names and one[1] not in names and one[1]:
                continue
            if time.monotonic() - begun > WHOLE:
                found.append({"drill": one[0], "is_not_run": True})
            else:
                found.append(drill(address, process, start, one, share, rest))
                found[-1]["log"] = (folder / "siege.log").stat().st_size
            print(row(found[-1]), flush=True)
            if found[-1].get("examples"):
                print(json.dumps(found[-1]["examples"], ensure_ascii=False), file=sys.stderr, flush=True)
    return found


def prepare(address: str) -> None:
    """Every page, figure and relation, and forty pictures of each kind: a server that has been up for a while.

    What it keeps at hand (three hundred files at most) is then full, and the code of each kind of file is there; what a
    drill brings on top is to go again.
    """
    visitor = Visitor(address, VISITOR)
    for page in PAGES:
        for query in ("", *FILTERS):
            visitor.open(page, query)
    figures = json.loads(asked(address, "/figures/", seconds=120, packing="identity")[1])["figures"]
    relations = json.loads(asked(address, "/api/v1/", seconds=120, packing="identity")[1])["relations"]
    names = [one["name"] for one in figures if "png" in one["files"]][:40]
    drawn = [f"/{kind.format(name)}" for name in names for kind in KINDS]
    rows = [f"/figures/{one['name']}.csv?from=2025-11-25&lang={lang}" for one in figures for lang in LANGUAGES]
    for path in (*drawn, *rows, *(one[form] for one in relations for form in ("json", "csv"))):
        with suppress(OSError):  # a slow machine: the drills will show it
            asked(address, path, seconds=120)


def failures(told: dict[str, Any]) -> list[str]:
    """What of a drill's record may not be."""
    if told.get("is_not_run"):
        return ["not run"]
    bad = [name for name in ("errors", "got") if told[name]]
    bad += ["p95"] if told["p95"] > SLOW else []
    bad += ["memory"] if told["memory"] > ROOM else []
    return bad + (["after"] if told["after"] > NEAR * told["start"] else [])


HEAD = """| drill | answers to the attackers | visits | asked again | errors | p50 s | p95 s | CPU s of s | memory MB | descriptors | own MB start → after s | |
|---|---|---|---|---|---|---|---|---|---|---|---|"""


def row(told: dict[str, Any]) -> str:
    """The line of docs/reliability.md."""
    bad = failures(told)
    verdict = "held" if not bad else "FAILED: " + ", ".join(bad)
    if told.get("is_not_run"):
        return f"| {told['drill']} | | | | | | | | | | | {verdict} |"
    answers = ", ".join(f"{what} {count}" for what, count in told["answers"].items())
    return (
        f"| {told['drill']} | {answers} | {told['visits']} | {told['lost']} | {told['errors']} | {told['p50']:.1f} | {told['p95']:.1f} | "
        f"{told['cpu']:.0f} of {told['seconds']} | {told['memory']:,} | {told['descriptors']:,} | "
        f"{told['start']:,} → {told['after']:,} after {told['back']} | {verdict} |"
    )


def main() -> int:
    """`python -m torture.siege [--share 0.1] [--rest 60] [--write FILE] [ATTACK…]`: the table; 0 when every drill held."""
    parser = argparse.ArgumentParser(prog="python -m torture.siege", description=__doc__)
    parser.add_argument("attacks", nargs="*", help="stalled, idle, half, foreign, uploads, whole, drawings, clicks")
    parser.add_argument("--share", type=float, default=1.0, help="of the full size (default: %(default)s)")
    parser.add_argument("--rest", type=float, default=REST, help="seconds after each drill (default: %(default)s)")
    parser.add_argument("--write", type=Path, help="the document whose table of the siege is put in place")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server goes with us
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build(folder / "served", folder / "store", ROOT / "data", dt.date(2026, 11, 25))
        told = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f} at the start"
        told += f", {args.share:.0%} of the full size" if args.share != 1 else ", full size"
        print(f"{told}\n\n{HEAD}", flush=True)
        found = run(folder / "siege", folder / "served", args.share, tuple(args.attacks), args.rest)
        log = (folder / "siege" / "siege.log").read_text(errors="replace")
    last = f"{time.monotonic() - begun:.0f} s in all; the server's log: {len(log.encode()):,} bytes"
    print(f"\n{last}", flush=True)
    is_held = not any(map(failures, found))
    if not is_held:
        print(log[-600:], file=sys.stderr)
    if args.write:
        written(args.write, "siege", "\n".join([f"{told}; {last}.", "", HEAD, *map(row, found)]))
    return 0 if is_held else 1


if __name__ == "__main__":
    sys.exit(main())
