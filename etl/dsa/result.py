"""What was counted: of a part (kept on disk until its archive is complete), then of the archive."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from etl.dsa.archive import Part
from etl.dsa.fields import Reject, listed
from etl.dsa.parse import Reading
from etl.dsa.reference import platform_named
from etl.dsa.tally import BREAKDOWNS, CUBE
from etl.objects import ObjectPath
from etl.stores import written_whole

IDS_AT_ONCE = 1 << 21
FULL_ONLY = {"illegal_content_explanation", "incompatible_content_explanation", "territorial_scope", "decision_facts"}


@dataclass
class Counted:
    """An archive's groups, by text. `cube` has one row per platform, category, list of keywords, automation."""

    cube: Counter = field(default_factory=Counter)
    breakdowns: Counter = field(default_factory=Counter)
    delays: Counter = field(default_factory=Counter)
    days: Counter = field(default_factory=Counter)
    parts: list[dict] = field(default_factory=list)
    rejects: list[tuple[str, Reject]] = field(default_factory=list)
    schemas: set[str] = field(default_factory=set)
    repeated: int = 0
    metrics: Counter | None = None  # given by a file of statistics, which has no combinations to count them from

    @property
    def counted(self) -> int:
        if self.metrics is not None:
            return sum(count for (_, metric, _), count in self.metrics.items() if metric == "total")
        return sum(self.cube.values())

    @property
    def rows(self) -> int:
        return self.counted + len(self.rejects)


def saved(folder: Path, place: int, part: Part, reading: Reading | None) -> None:
    """Write one part's counts; the JSON file appears last and whole, so its presence means the part is done."""
    found: dict = {"part": part.name, "bytes": part.size, "counted": 0, "rejects": [], "schema": ""}
    if reading:
        tally, texts = reading.tally, reading.tally.texts()

        def named(columns: Iterable[str], key: tuple[int, ...]) -> list[str]:
            return [texts[column][number] for column, number in zip(columns, key, strict=True)]

        found |= {
            "counted": tally.rows,
            "rejects": reading.rejects,
            "schema": schema_of(reading.header),
            "cube": [[*named(CUBE, key), count] for key, count in tally.cube.items()],
            "breakdowns": [
                [name, *named(("platform_name", "category", name), key), count]
                for name, counter in tally.breakdowns.items()
                for key, count in counter.items()
            ],
            "delays": [
                [metric, texts["platform_name"][platform], measure, count]
                for metric, counter in tally.delays.items()
                for (platform, measure), count in counter.items()
            ],
            "days": list(tally.days.items()),
        }
        ids = np.sort(np.concatenate(tally.ids)) if tally.ids else np.empty(0, np.uint64)
        found["repeated_within"] = int((np.diff(ids) == 0).sum())
        with written_whole(folder / f"{place:05d}.ids", is_lasting=False) as scratch:
            ids.tofile(scratch)
    with written_whole(folder / f"{place:05d}.json", is_lasting=False) as scratch:
        scratch.write_text(json.dumps(found, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def is_counted(folder: Path, place: int) -> bool:
    """Whether the part at this place of its archive was counted before."""
    return (folder / f"{place:05d}.json").exists()


def schema_of(header: list[str]) -> str:
    """'v2' from 2025-07-01 on, when the column content_id_ean came; with ' light' where the long texts are left out."""
    return ("v2" if "content_id_ean" in header else "v1") + ("" if FULL_ONLY & set(header) else " light")


def gathered(folder: Path, places: int) -> Counted:
    """The archive's counts from those of its parts, platforms under their one name."""
    whole = Counted()
    for place in range(places):
        found = json.loads((folder / f"{place:05d}.json").read_text(encoding="utf-8"))
        for platform, *rest, count in found.get("cube", ()):
            whole.cube[platform, *rest] += count
        for *key, count in found.get("breakdowns", ()):
            whole.breakdowns[tuple(key)] += count
        for *key, count in found.get("delays", ()):
            whole.delays[tuple(key)] += count
        for day, count in found.get("days", ()):
            whole.days[day] += count
        whole.schemas |= {found["schema"]} - {""}
        whole.rejects += [(found["part"], Reject(*reject)) for reject in found["rejects"]]
        whole.parts.append(
            {
                "part": found["part"],
                "bytes": found["bytes"],
                "rows": found["counted"] + len(found["rejects"]),
                "counted": found["counted"],
                "rejected": len(found["rejects"]),
                "repeated_within": found.get("repeated_within", 0),
            }
        )
    whole.repeated = repeats(sorted(folder.glob("*.ids")))
    return whole


def repeats(files: list[Path]) -> int:
    """How many ids of the archive had occurred before in it, in memory that does not grow with the archive."""
    files = [path for path in files if path.stat().st_size]
    total, found = sum(path.stat().st_size // 8 for path in files), 0
    ranges = 1 + total // IDS_AT_ONCE
    edges = [place * ((1 << 64) // ranges) for place in range(ranges)] + [(1 << 64) - 1]
    for number, (low, high) in enumerate(pairwise(edges)):
        is_last = number == ranges - 1
        ids = np.concatenate([np.empty(0, np.uint64), *(between(path, low, high, is_last) for path in files)])
        ids.sort(kind="stable")  # a merge of sorted runs
        found += int((np.diff(ids) == 0).sum())
    return found


def between(path: Path, low: int, high: int, is_last: bool) -> np.ndarray:
    """The ids of a sorted file from `low` to below `high` (to `high` itself in the last range).

    Read, not mapped: mapped pages would count as memory, and grow with the day.
    """
    if isinstance(path, ObjectPath):
        run = np.frombuffer(path.read_bytes(), np.uint64)
    else:
        run = np.memmap(path, np.uint64, "r")
    first = int(np.searchsorted(run, np.uint64(low)))
    end = int(np.searchsorted(run, np.uint64(high), "right" if is_last else "left"))
    if isinstance(path, ObjectPath):
        return run[first:end]
    return np.fromfile(path, np.uint64, end - first, offset=8 * first)


def cube_rows(whole: Counted, day: str) -> list[tuple]:
    """Rows of day, platform, category, keyword ('' for none), detection, decision, sor_count, sor_count_once.

    A statement with two keywords is in `sor_count` under each, in `sor_count_once` under the first only.
    """
    rows: Counter = Counter()
    once: Counter = Counter()
    for (platform, category, keywords, detection, decision), count in whole.cube.items():
        name = platform_named(platform)[0]
        for place, keyword in enumerate(listed(keywords) or ("",)):
            rows[name, category, keyword, detection, decision] += count
            once[name, category, keyword, detection, decision] += 0 if place else count
    return [(day, *key, count, once[key]) for key, count in sorted(rows.items())]


def breakdown_rows(whole: Counted, day: str) -> list[tuple]:
    """Rows of day, platform, category, column, code, sor_count; a statement is counted under each code of a list."""
    rows: Counter = Counter()
    for (column, platform, category, value), count in whole.breakdowns.items():
        for code in listed(value) if column in ("content_type", "territorial_scope") else (value,):
            if code:
                rows[platform_named(platform)[0], category, column, code] += count
    return [(day, *key, count) for key, count in sorted(rows.items())]


def metric_rows(whole: Counted, day: str) -> list[tuple]:
    """Rows of day, platform, metric, code, count, as in the historical file (sor_daily.parquet)."""
    if whole.metrics is not None:
        return [(day, *key, count) for key, count in sorted(whole.metrics.items())]
    rows: Counter = Counter()
    for (spelling, category, keywords, detection, decision), count in whole.cube.items():
        name, found = platform_named(spelling)[0], listed(keywords)
        rows[name, "total", ""] += count
        rows[name, "category", category] += count
        rows[name, "automated_detection", detection] += count
        rows[name, "automated_decision", decision] += count
        for keyword in found:
            rows[name, "keyword", keyword] += count
        if found:
            rows[name, "with_keyword", ""] += count
    for (column, spelling, _, value), count in whole.breakdowns.items():
        if column in BREAKDOWNS and column in ("content_type", "decision_account"):
            for code in listed(value) if column == "content_type" else (value,):
                if code:
                    rows[platform_named(spelling)[0], column, code] += count
    delays: Counter = Counter()
    for (metric, spelling, measure), count in whole.delays.items():
        delays[metric, platform_named(spelling)[0], measure] += count
    for (metric, name, measure), count in delays.items():
        if measure == "measured" and count:
            rows[name, metric, "measured"] = count
            rows[name, metric, "sum_seconds"] = delays[metric, name, "seconds"]
            rows[name, metric, "mean_seconds"] = round(delays[metric, name, "seconds"] / count)
        elif measure == "negative" and count:
            rows[name, metric, "negative"] = count
    return [(day, *key, count) for key, count in sorted(rows.items())]
