"""The page docs/benchmarks.md: what was measured, on what machine, beside what was aimed at."""

import datetime as dt
import os
import platform
import re
import statistics
from pathlib import Path

from benchmarks.measure import Cost

TEXT = """# What an ingest costs

Written by `make bench` on {day}; do not edit. Machine: {machine}. What a visit to the
dashboard costs is in `benchmarks-web.md`, what tagging costs below.

Input: dumps made by `tests/tools/make_dsa_dump.py`, with the layout and the shares of real ones. Each contender is a
process of its own, one after the other in each round, so that a busy machine slows all of them alike: **the ratios are
medians of the ratios within a round**, the least and the most in brackets. CPU is user and system time of the whole
process, its start included; memory is the most a process held. After each round the counts are compared with what the
generator wrote.

* **garde-fou**: `python -m etl ingest dsa`: SHA-1 and SHA-256 of the archive, every check, counts by platform,
  category, keyword, automation, source, ground and territory, delays, repeated ids; the result on disk.
* **shantay** 0.6.0 `summarize`: statistics of all columns, which is more work; a research tool of another purpose. It
  reads no light archives.
* **floor**: unpacking with isal, and polars reading the same columns from memory. No check, no count, no result.

{tables}
## Linearity

One full dump each; the start of the process (about 0.2 s) weighs on the smallest.

| rows | CPU s | CPU s per million rows | peak memory MiB |
| ---: | ---: | ---: | ---: |
{sizes}

## Aims

| aim | must | goal | measured |
| --- | ---: | ---: | ---: |
{aims}

{missing}Load of the machine at the end (1, 5 and 15 minutes): {load}. Above 1 others were at work: the seconds are then
upper bounds, and the ratios and the memory are what counts.
"""
MISSING = """shantay was not measured: no Python 3.12 or newer was found; name one with
`make bench BENCH_PYTHON=/path/to/python3.12`.

"""


Rounds = dict[tuple[str, int], dict[str, list[Cost]]]  # (kind of dump, million rows) → contender → its runs


def put(path: Path, section: str) -> None:
    """Write the section in the place of the one of its title, or behind all others; those stay."""
    title = section.partition("\n")[0]
    parts = re.split(r"(?m)^(?=# )", path.read_text(encoding="utf-8")) if path.exists() else []
    kept = [part.strip() for part in parts if part.strip()]
    titles = [part.partition("\n")[0] for part in kept]
    if title in titles:
        kept[titles.index(title)] = section.strip()
    else:
        kept.append(section.strip())
    path.write_text("\n\n".join(kept) + "\n", encoding="utf-8")


def written(rounds: Rounds, sizes: dict[int, Cost], day: dt.date) -> str:
    """The page as Markdown."""
    tables = "\n".join(table(kind, millions, costs) for (kind, millions), costs in rounds.items())
    rows = "\n".join(
        f"| {millions},000,000 | {spent.cpu:.1f} | {spent.cpu / millions:.2f} | {spent.peak:.0f} |"
        for millions, spent in sizes.items()
    )
    return TEXT.format(
        day=day.isoformat(), machine=machine(), tables=tables, sizes=rows, aims=aims(rounds, sizes),
        missing="" if "shantay" in rounds["full", 1] else MISSING,
        load=", ".join(f"{load:.1f}" for load in os.getloadavg()),
    )  # fmt: skip # saves 4 lines


def table(kind: str, millions: int, costs: dict[str, list[Cost]]) -> str:
    lines = [f"## {kind.capitalize()} dump, {millions},000,000 rows, rounds: {len(costs['garde-fou'])}", "",
             "| | CPU s, median | wall s, median | peak MiB | CPU of garde-fou ÷ its CPU |",
             "| --- | ---: | ---: | ---: | ---: |"]  # fmt: skip # saves 3 lines
    for name, spent in costs.items():
        cpu, wall = (statistics.median(getattr(one, key) for one in spent) for key in ("cpu", "wall"))
        against = "1" if name == "garde-fou" else "{:.2f} ({:.2f} to {:.2f})".format(*ratios(costs, name))
        lines.append(f"| {name} | {cpu:.2f} | {wall:.2f} | {max(one.peak for one in spent):.0f} | {against} |")
    return "\n".join([*lines, ""])


def ratios(costs: dict[str, list[Cost]], other: str) -> tuple[float, float, float]:
    """Median, least and most of our CPU time over the other's, round by round."""
    found = [mine.cpu / theirs.cpu for mine, theirs in zip(costs["garde-fou"], costs[other], strict=True)]
    return statistics.median(found), min(found), max(found)


def aims(rounds: Rounds, sizes: dict[int, Cost]) -> str:
    """What was aimed at and what was measured; the ratios for each size that was compared."""
    held = {key: costs["garde-fou"] for key, costs in rounds.items()}
    cpu = {kind: statistics.median(one.cpu for one in held[kind, 1]) for kind in ("full", "light")}
    peak = max(one.peak for runs in [*held.values(), list(sizes.values())] for one in runs)
    lines = [
        ("full, CPU s per million rows", "3.5", "2.7", f"{cpu['full']:.2f}"),
        ("light, CPU s per million rows", "2.3", "1.8", f"{cpu['light']:.2f}"),
    ]
    for other, must, goal in (("shantay", "0.20", "0.15"), ("floor", "1.5", "1.25")):
        for (kind, millions), costs in rounds.items():
            if other in costs:
                found = f"{ratios(costs, other)[0]:.2f}"
                lines.append((f"CPU ÷ {other}, {kind}, {millions} million rows", must, goal, found))
    lines.append(("peak memory MiB, any size", "450", "300", f"{peak:.0f}"))
    return "\n".join(f"| {what} | ≤ {must} | ≤ {goal} | {found} |" for what, must, goal, found in lines)


def machine() -> str:
    """The processor, its cores, the memory and the system, in a line."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = named[0].split(":", 1)[1].strip() if named else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )
