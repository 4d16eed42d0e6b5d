"""What is worth knowing of an archive beside its counts: codes nobody has listed, rows of another day or platform."""

import time
from collections import Counter
from dataclasses import replace

from etl.dsa.archive import Archive
from etl.dsa.fields import listed
from etl.dsa.reference import codes, platform_named
from etl.dsa.result import Counted

DETECTIONS = ("Yes", "No")
DECISIONS = tuple(f"AUTOMATED_DECISION_{name}" for name in ("FULLY", "PARTIALLY", "NOT_AUTOMATED"))


def unknown(whole: Counted) -> dict[str, dict[str, int]]:
    """Platforms and codes that neither data/reference nor the documentation lists, with their statements."""
    kinds = ("platform", "category", "keyword", "automated_detection", "automated_decision")
    found: dict[str, Counter] = {kind: Counter() for kind in kinds}
    for (platform, category, keywords, detection, decision), count in whole.cube.items():
        name, is_known = platform_named(platform)
        if not is_known:
            found["platform"][name] += count
        if category not in codes("category"):
            found["category"][category] += count
        for keyword in listed(keywords):
            if keyword not in codes("keyword"):
                found["keyword"][keyword] += count
        if detection not in DETECTIONS:
            found["automated_detection"][detection] += count
        if decision not in DECISIONS:
            found["automated_decision"][decision] += count
    return {kind: dict(counter.most_common()) for kind, counter in found.items() if counter}


def day_text(day: int) -> str:
    """The day as ISO text, from its number since 1970; '' for one that no calendar has."""
    return time.strftime("%Y-%m-%d", time.gmtime(day * 86400)) if abs(day) < 700_000 else ""


def other_days(archive: Archive, whole: Counted) -> dict[str, int]:
    """Counted statements that arrived on another day than the archive's, per day; under '' those without a date."""
    found = Counter({day_text(day): count for day, count in whole.days.items()})
    found[""] += whole.counted - sum(whole.days.values())
    found.pop(archive.day, None)
    return {day: count for day, count in sorted(found.items()) if count}


def platforms_of(archive: Archive, whole: Counted) -> dict[str, int]:
    """The platforms in an archive that should be of one alone, with their statements; {} when it is of one."""
    found: Counter = Counter()
    for (platform, *_), count in whole.cube.items():
        found[platform_named(platform)[0]] += count
    return dict(found.most_common()) if archive.scope == "platform" and len(found) > 1 else {}


def settled(archive: Archive, whole: Counted) -> Archive:
    """The archive as what it is, whatever it is called: light by its columns, global or one platform's by its rows.

    The rows decide only between the two names that the archive and its parts bear.
    """
    if whole.schemas and archive.kind in ("full", "light"):
        is_light = all(schema.endswith(" light") for schema in whole.schemas)
        archive = replace(archive, kind="light" if is_light else "full")
    names = {archive.slug, archive.inner_slug} - {""}
    if "global" in names and len(names) == 2:
        is_one = len({platform_named(platform)[0] for platform, *_ in whole.cube}) <= 1
        archive = replace(archive, slug=(names - {"global"}).pop() if is_one else "global")
    return archive


def remark_lines(record: dict) -> list[str]:
    """The remarks of a ledger record, a line each."""
    lines = []
    for kind, found in record["unknown"].items():
        lines.append(f"unknown {kind.replace('_', ' ')}, kept as it is: {some(found)}")
    if days := {day or "no date": count for day, count in record["other_days"].items()}:
        lines.append(f"rows that arrived on another day, counted under {record['day']} all the same: {some(days)}")
    if record["platforms"]:
        lines.append(f"an archive of one platform ({record['slug']}) with rows of several: {some(record['platforms'])}")
    if record["called"]:
        lines.append(f"called {record['called']}, but by its rows and columns it is {record['slug']} {record['kind']}")
    return lines


def some(found: dict[str, int]) -> str:
    names = ", ".join(f"{name!r} ({count:,})" for name, count in list(found.items())[:10])
    return names + (f" and {len(found) - 10} more" if len(found) > 10 else "")
