"""A refresh killed at random moments and at every step: what is served stays whole, and the next run needs no help."""

import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import stand_in

from etl.dsa.store import ledger
from etl.warehouse import Unavailable, connect, current
from torture import ROOT, ran

AS_OF = "2026-11-25"
FIRST, DAYS = "2026-01-11", 400


class World:
    """An installation on the stand-in, with one more dump published before each run."""

    def __init__(self, folder: Path, server: stand_in.StandIn):
        self.out, self.store, self.server = folder / "out", folder / "store", server
        self.arguments = ["refresh", "--out", str(self.out), "--store", str(self.store), "--as-of", AS_OF]
        self.environment = {**os.environ, **stand_in.ENVIRONMENT}
        self.number, self.published = 0, {}
        self.broken: list[str] = []
        stand_in.write_settings(self.store, server)

    def publish(self) -> None:
        """One more day, and now and then an older one again with other rows."""
        self.number += 1
        day = f"2026-{2 + self.number // 28 % 9:02d}-{1 + self.number % 28:02d}"
        rows = 30 + self.number % 7
        self.published[day] = rows
        self.server.dumps = {f"sor-x-{day}-full.zip": stand_in.x_dump(day, rows)}
        stand_in.write_settings(self.store, self.server, dsa_dumps={"first": day, "last": day})
        state = self.store / "fetch/dsa_dumps/state.json"
        state.unlink(missing_ok=True)

    def start(self, command: list[str]) -> subprocess.Popen:
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def whole(self, moment: str) -> None:
        """What is served is whole, and all that its manifest says is in it."""
        try:
            served = current(self.out)
            if served.instead_of:
                self.broken.append(f"{moment}: {served.instead_of} was published and is not whole")
            with connect(served) as connection:
                for name, rows in served.rows.items():
                    found = connection.execute(f"select count(*) from marts.{name}").fetchall()[0][0]
                    if found != rows:
                        self.broken.append(f"{moment}: marts.{name} has {found} rows, not {rows}")
            ledger(self.store / "dsa")
        except (Unavailable, Exception) as fault:
            self.broken.append(f"{moment}: {type(fault).__name__} {fault}")

    def settled(self, moment: str) -> None:
        """A run nobody kills ends well and has counted every day exactly."""
        code, said = ran(tuple(self.arguments), stand_in.ENVIRONMENT)
        if code:
            self.broken.append(f"{moment}: the next run ended with {code}: {said[-500:]}")
        found = {one["day"]: one["rows"] for one in ledger(self.store / "dsa")["archives"]}
        last = max(self.published, key=lambda day: list(self.published).index(day))
        if found.get(last) != self.published[last]:
            self.broken.append(f"{moment}: {last} has {found.get(last)} rows counted, not {self.published[last]}")
        with connect(current(self.out)) as connection:
            rows = connection.execute(
                "select day::varchar, sor_count from marts.sor_daily where platform = 'X' and "
                "metric = 'total' and origin = 'dump'"
            ).fetchall()
        if dict(rows) != found:
            self.broken.append(f"{moment}: the version served does not say what was counted")
        left = [
            path.name
            for path in [*self.out.glob("*.building"), *self.store.rglob("*.building"), *self.store.rglob(".*.part")]
        ]
        if left:
            self.broken.append(f"{moment}: left behind {left[:5]}")


def run(folder: Path, kills: int = 200, seed: int = 1, most_steps: int | None = None) -> dict[str, int]:
    """Counts: random kills, steps killed at (every one, or some), broken states; `broken_examples` has their words."""
    chance = random.Random(seed)
    with stand_in.StandIn() as server:
        world = World(folder / "kills", server)
        world.publish()
        start = time.monotonic()
        world.settled("first run")
        longest = time.monotonic() - start
        hit = 0
        for number in range(kills):
            world.publish()
            running = world.start([sys.executable, "-m", "etl", *world.arguments])
            try:
                running.wait(chance.uniform(0.3, longest))
            except subprocess.TimeoutExpired:
                running.kill()
                hit += 1
            running.wait()
            running.stderr.close()
            world.whole(f"random kill {number}")
            if number % 10 == 9:
                world.settled(f"after random kill {number}")
        steps = at_steps(world, most_steps, chance)
    return {"kills": kills, "in_time": hit, "steps": steps, "broken": len(world.broken),
            "broken_examples": world.broken[:5]}  # fmt: skip # saves 5 lines


def at_steps(world: World, most: int | None, chance: random.Random) -> int:
    """How many steps of a refresh were killed at; each once per distinct name."""
    world.publish()
    listing = world.start([sys.executable, "-m", "torture.kill_points", "0", *world.arguments])
    _, err = listing.communicate(timeout=300)
    named: dict[str, int] = {}
    for number, name in re.findall(r"^STEP (\d+) (.*)$", err, re.MULTILINE):
        named.setdefault(name, int(number))
    steps = sorted(named.items(), key=lambda item: item[1])
    if most is not None:
        steps = sorted(chance.sample(steps, min(most, len(steps))), key=lambda item: item[1])
    if not steps:
        world.broken.append(f"no step was found: {err[-300:]}")
    for name, number in steps:
        world.publish()
        running = world.start([sys.executable, "-m", "torture.kill_points", str(number), *world.arguments])
        running.communicate(timeout=300)
        world.whole(name)
    world.settled("after the kills")
    return len(steps)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(run(Path(place), int(sys.argv[1]), 1), indent=1))
