"""The siege: what many unfriendly visitors do at once, while an ordinary one opens and filters every page.

`make siege`, or `python -m torture.siege`. One worker as it is served, on loopback; the ordinary visitor has an address
of its own, the attackers have others (or, in the last drills, the same). What must be zero: errors of the ordinary
visitor, and what an attacker got that nobody may get. What must hold: 95 of 100 of the visitor's pages within SLOW
seconds, memory below ROOM, and a minute later within a tenth of the start.
"""

import argparse
import asyncio
import datetime as dt
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.warehouse.build import build
from figures.words import LANGUAGES, word
from torture import ROOT
from torture.hostile import dashboard, visit

SLOW, ROOM, REST = 3.0, 1200.0, 60.0  # seconds, megabytes, seconds
VISITOR = "127.0.0.50"
PAGES = ("", "incidence", "exposure", "statements", "enforcement", "reactions", "sources")
FILTERS = ("jurisdiction=FR&lang=fr", "jurisdiction=IE&jurisdiction=EU", "from=2026-01-01&to=2026-02-28", "lang=fr")
# Name, attack, connections, seconds, addresses of the attackers (0: the visitor's own machine), what may be answered.
DRILLS = (
    ("24 readers who do not read", "stalled", 24, 30, 1, {"stalled"}),
    ("200 readers who do not read", "stalled", 200, 30, 20, {"stalled"}),
    ("300 silent sockets", "idle", 300, 30, 10, {"101 let go", "429 let go", "503 let go", "ConnectionResetError"}),
    ("1,000 silent sockets", "idle", 1000, 30, 40, {"101 let go", "429 let go", "503 let go", "ConnectionResetError"}),
    ("300 half-sent requests", "half", 300, 30, 10, {"let go", "ConnectionResetError", "BrokenPipeError"}),
    ("50 foreign origins", "foreign", 50, 10, 1, {"403"}),
    ("200 uploads", "uploads", 200, 30, 10, {"405", "429", "closed", "ConnectionResetError", "BrokenPipeError"}),
    ("48 whole relations", "whole", 48, 60, 8, {"200", "429", "503"}),
    ("100 drawings and documents", "drawings", 100, 60, 10, {"200", "404", "429", "503"}),
    ("20 who click twenty times a second", "clicks", 20, 30, 4, {"asked", "refused"}),
    ("300 silent sockets, one address for all", "idle", 300, 30, 0,
     {"101 let go", "503 let go", "429 let go", "ConnectionResetError"}),
    ("48 whole relations, one address for all", "whole", 48, 60, 0, {"200", "429", "503"}),
)  # fmt: skip


@dataclass
class Visitor:
    """An ordinary visitor: a page, and the page again with a choice, once a second, until it is told to go."""

    address: str
    source: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    def walk(self) -> None:
        """Opens and filters page after page; every fault is noted."""
        number = 0
        while not self.gone.is_set():
            page = PAGES[number % len(PAGES)]
            choice = FILTERS[number % len(FILTERS)]
            for query in ("", choice):
                begun = time.monotonic()
                try:
                    self.open(page, query)
                except Exception as fault:
                    self.errors.append(f"/{page}?{query}: {type(fault).__name__} {fault}"[:300])
                self.seconds.append(time.monotonic() - begun)
            number += 1
            self.gone.wait(1.0)

    def open(self, page: str, query: str) -> None:
        """The page's document, then the page itself over its socket. Raises what went wrong."""
        host, port = self.address.split(":")
        line = http.client.HTTPConnection(host, int(port), timeout=30, source_address=(self.source, 0))
        line.request("GET", f"/{page}?{query}", headers={"Accept-Encoding": "gzip"})
        got = line.getresponse()
        got.read()
        line.close()
        if got.status != 200:
            raise AssertionError(f"the document came with {got.status}")
        ((is_fine, text),) = asyncio.run(visit(self.address, [(page, query)], 30, self.source))
        if not is_fine or any(word(key, lang) in text for key in ("shell.full", "shell.failed") for lang in LANGUAGES):
            raise AssertionError("the page shows a fault")


def family(process: int) -> list[int]:
    """A process and all that come from it."""
    found, waiting = [], [process]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def room(process: int) -> float:
    """Megabytes of memory of a process and all that come from it, what they share counted once."""
    total = 0
    for one in family(process):
        with suppress(OSError):
            for told in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                total += int(told.split()[1]) if told.startswith("Pss:") else 0
    return total / 1024


def descriptors(process: int) -> int:
    """How many files and connections the server has open."""
    return len(os.listdir(f"/proc/{process}/fd"))


def at(share: float, seconds: list[float]) -> float:
    """The time within which that share of the visits came."""
    known = sorted(seconds)
    return known[min(len(known) - 1, int(share * len(known)))] if known else 0.0


def quiet(address: str, process: int, seconds: float) -> float:
    """The server's memory when nobody has asked for anything for a while."""
    time.sleep(seconds)
    return room(process)


def drill(address: str, process: int, start: float, one: tuple, share: float, rest: float) -> dict[str, Any]:
    """One drill: its counts, the visitor's times, the memory at its highest and after the rest."""
    name, attack, whole, seconds, sources, allowed = one
    count = max(2, round(whole * share))
    visitor = Visitor(address, "127.0.0.1" if not sources else VISITOR)
    walking = threading.Thread(target=visitor.walk, daemon=True)
    walking.start()
    command = [
        sys.executable,
        "-m",
        "torture.attacks",
        attack,
        address.split(":")[1],
        str(count),
        str(seconds),
        str(sources),
    ]
    attacker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    most = open_files = 0.0
    begun = time.monotonic()
    while attacker.poll() is None and time.monotonic() - begun < seconds + 180:
        most, open_files = max(most, room(process)), max(open_files, descriptors(process))
        time.sleep(2)
    while len(visitor.seconds) < 6 and time.monotonic() - begun < seconds + 240:
        time.sleep(0.5)  # an attack that ends at once: the visitor still has something to say of it
    visitor.gone.set()
    walking.join(120)
    is_alive = walking.is_alive()
    if attacker.poll() is None:
        attacker.kill()
    said, fault = attacker.communicate(timeout=30)
    answers = json.loads(said) if said.strip() else {"no result": 1, fault[-200:]: 1}
    after = quiet(address, process, rest)
    return {
        "drill": name, "attackers": count, "answers": answers, "visits": len(visitor.seconds),
        "errors": len(visitor.errors) + is_alive, "got": sum(n for what, n in answers.items() if what not in allowed),
        "p50": round(at(0.5, visitor.seconds), 2), "p95": round(at(0.95, visitor.seconds), 2),
        "memory": round(most), "descriptors": int(open_files), "after": round(after), "start": round(start),
        "examples": visitor.errors[:4],
    }  # fmt: skip


def run(
    folder: Path, warehouse: Path, share: float = 1.0, names: tuple[str, ...] = (), rest: float = REST
) -> list[dict]:
    """Every drill, one after the other, against one server; one record each."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    with dashboard(warehouse, folder / "siege.log") as (address, process):
        prepare(address)
        visitor = Visitor(address, VISITOR)
        walking = threading.Thread(target=visitor.walk, daemon=True)
        walking.start()  # ordinary use comes first: the start is that of a server which has had some
        visitor.gone.wait(min(rest, 40))
        visitor.gone.set()
        walking.join(120)
        start = quiet(address, process, min(rest, 20))
        for one in DRILLS:
            if not names or one[1] in names:
                told = drill(address, process, start, one, share, rest)
                told["log"] = (folder / "siege.log").stat().st_size
                found.append(told)
                print(row(told), flush=True)
    return found


def prepare(address: str) -> None:
    """Every page, and twenty pictures, as a server has drawn that has been up for a while."""
    visitor = Visitor(address, VISITOR)
    for page in PAGES:
        for query in ("", *FILTERS):
            visitor.open(page, query)
    listed = json.loads(asked(address, "/figures/"))["figures"]
    drawn = [one["name"] for one in listed if "png" in one["files"]][:20]
    for path in (*(f"/figures/{name}.png" for name in drawn), "/api/v1/sor_daily.csv"):
        asked(address, path)


def asked(address: str, path: str) -> bytes:
    """What is answered to a plain question."""
    host, port = address.split(":")
    line = http.client.HTTPConnection(host, int(port), timeout=120)
    line.request("GET", path)
    got = line.getresponse().read()
    line.close()
    return got


def failures(told: dict[str, Any]) -> list[str]:
    """What of a drill's record may not be."""
    bad = [name for name in ("errors", "got") if told[name]]
    bad += ["p95"] if told["p95"] > SLOW else []
    bad += ["memory"] if told["memory"] > ROOM else []
    return bad + (["after"] if told["after"] > 1.1 * told["start"] else [])


def row(told: dict[str, Any]) -> str:
    """The line of docs/reliability.md."""
    answers = ", ".join(f"{what} {count}" for what, count in told["answers"].items())
    bad = failures(told)
    return (
        f"| {told['drill']} | {answers} | {told['visits']} | {told['errors']} | {told['p50']:.1f} | {told['p95']:.1f} | "
        f"{told['memory']:,} | {told['descriptors']:,} | {told['start']:,} → {told['after']:,} | "
        f"{'held' if not bad else 'FAILED: ' + ', '.join(bad)} |"
    ) + (f"\n{json.dumps(told['examples'], ensure_ascii=False)}" if told["examples"] else "")


HEAD = """| drill | answers to the attackers | visits | errors | p50 s | p95 s | memory MB | descriptors | MB a minute later | |
|---|---|---|---|---|---|---|---|---|---|"""


def main() -> int:
    """`python -m torture.siege [--share 0.1] [--rest 60] [ATTACK…]`: the table; 0 when every drill held."""
    parser = argparse.ArgumentParser(prog="python -m torture.siege", description=__doc__)
    parser.add_argument("attacks", nargs="*", help="stalled, idle, half, foreign, uploads, whole, drawings, clicks")
    parser.add_argument("--share", type=float, default=1.0, help="of the full size (default: %(default)s)")
    parser.add_argument("--rest", type=float, default=REST, help="seconds after each drill (default: %(default)s)")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server goes with us
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        build(folder / "served", folder / "store", ROOT / "data", dt.date(2026, 11, 25))
        print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}")
        print(HEAD, flush=True)
        found = run(folder / "siege", folder / "served", args.share, tuple(args.attacks), args.rest)
        print(f"log {found[-1]['log']:,} bytes" if found else "no such attack", flush=True)
        if any(map(failures, found)):
            print((folder / "siege" / "siege.log").read_text(errors="replace")[-600:])
    return 1 if not found or any(map(failures, found)) else 0


if __name__ == "__main__":
    sys.exit(main())
