"""What is held back and why, and who let what pass: STORE/held.json, and STORE/overrides.jsonl, which only grows."""

from pathlib import Path
from typing import Any

from etl.files import appended, kept, lines, now, replaced, unreadable
from etl.harmless import harmless

# What each of them says, at least; anything else is a file that somebody damaged.
DAY, VERSION, BACK = (
    ("day", "slug", "why", "at", "file", "sha1"),
    ("version", "faults", "at"),
    ("by", "to", "at", "reason"),
)


def held(store: Path) -> dict[str, Any]:
    """`days` (dumps not counted), `version` (built, not published), `rollback` (a person went back to an older one)."""
    found = {"days": [], "version": None, "rollback": None} | kept(store / "held.json")
    fits = isinstance(found["days"], list) and all(
        isinstance(one, dict) and set(names) <= set(one)
        for names, some in ((DAY, found["days"]), (VERSION, [found["version"] or dict.fromkeys(VERSION)]),
                            (BACK, [found["rollback"] or dict.fromkeys(BACK)]))
        for one in some
    )  # fmt: skip # saves 3 lines
    if not fits:
        raise unreadable(store / "held.json")
    return found


def hold(store: Path, **what: Any) -> None:
    """Change parts of what is held: days, version, rollback."""
    import json

    replaced(store / "held.json", json.dumps(held(store) | what, ensure_ascii=False, indent=1, allow_nan=False))


def overridden(store: Path, what: str, by: str, reason: str, faults: list[str], version: str = "") -> None:
    """Record that a person let something pass, or went back to a version."""
    appended(
        store / "overrides.jsonl",
        {"at": now(), "what": what, "by": by, "reason": reason, "version": version, "faults": faults},
    )


def overrides(store: Path) -> list[dict[str, Any]]:
    return lines(store / "overrides.jsonl")


def accepted(store: Path) -> list[dict[str, Any]]:
    """What a person let pass, for the record that visitors read: a row per fault, with its day and archive where it was
    of one, and the reason given; never who gave it."""
    found = []
    for one in overrides(store):
        for fault in one.get("faults") or ():
            day, _, rest = str(fault).partition(" ")
            is_day = one.get("what") == "days" and len(day) == 10 and bool(rest)
            found.append(
                {
                    "accepted_at": str(one.get("at", ""))[:10],
                    "what": str(one.get("what", "")),
                    "day": day if is_day else None,
                    "slug": rest.partition(":")[0] if is_day else "",
                    "reason": harmless(str(one.get("reason", "")))[:500],
                }
            )
    return [one for one in found if one["what"] in ("days", "version")]
