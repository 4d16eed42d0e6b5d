"""The state of the live side for a person and for a monitor: sources, what is held back, what waits, what drifts."""

from pathlib import Path
from typing import Any

from etl.fetch.fetchers import fetchers
from etl.fetch.turn import hours_since, late, state_of
from etl.live.held import held, overrides
from etl.live.refresh import last
from etl.live.review import queue
from etl.reactions import drift


def live(store: Path) -> dict[str, Any]:
    """`is_healthy` is false when a source is late, something is held back, or the last refresh had a fault.

    An installation that never fetched nor refreshed is healthy: it serves what is in data/.
    """
    ran = last(store)
    if ran:
        ran["faults"] = [str(one) for one in found] if isinstance(found := ran.get("faults"), list) else []
    is_used = bool(ran) or any((store / "fetch").glob("*/state.json"))
    sources = [source(one, store, is_used) for one in fetchers(store).values()]
    back = held(store)
    is_held = bool(back["days"] or back["version"] or back["rollback"])
    return {
        "is_healthy": not (is_held or ran.get("faults") or any(one["state"] == "late" for one in sources)),
        "last_refresh": {key: ran.get(key) for key in ("at", "last_success", "faults")} if ran else None,
        "live_sources": sources,
        "held_days": back["days"],
        "held_version": back["version"],
        "rolled_back": back["rollback"],
        "overrides": len(overrides(store)),
        "review_queue": len(queue(store)),
        "tagging": drift.tagging(store),
    }


def source(fetcher: Any, store: Path, is_used: bool) -> dict[str, Any]:
    """One live source as `status` lists it; `is_used` says whether this installation fetches at all."""
    state = state_of(fetcher, store)
    age = hours_since(state.get("last_success", ""))
    word = "off" if not fetcher.is_on else "needs credentials" if fetcher.missing() else "late" if (
        is_used and late(fetcher, store)) else "never asked" if age is None else "fresh"  # fmt: skip # saves 9 lines
    return {"source": fetcher.id, "state": word, "schedule": fetcher.schedule,
            "last_success": state.get("last_success", ""), "age_hours": None if age is None else round(age, 1),
            "last_error": state.get("last_error", "")}  # fmt: skip # saves 5 lines


def lines(found: dict[str, Any]) -> list[str]:
    """The same for a terminal."""
    text = []
    ran = found["last_refresh"]
    if ran:
        text.append(f"refresh   last {ran['at']}, last without a fault {ran['last_success'] or 'never'}")
        text += [f"fault     {fault.splitlines()[0]}" for fault in ran["faults"] or ()]
    for one in found["live_sources"]:
        age = "never answered" if one["age_hours"] is None else f"answered {one['age_hours']:,.0f} h ago"
        error = f"; then: {one['last_error'].splitlines()[0]}" if one["last_error"] else ""
        text.append(f"live      {one['source']:<24} {one['state']:<17} {age}{error}")
    for day in found["held_days"]:
        text.append(f"held      {day['day']} {day['slug']}: {day['why']} (since {day['at'][:10]})")
    if version := found["held_version"]:
        text.append(f"held      version {version['version']}: {version['faults'][0]} (since {version['at'][:10]})")
    if back := found["rolled_back"]:
        text.append(f"held      {back['by']} went back to {back['to']} on {back['at'][:10]}: {back['reason']}")
    text.append(f"queue     {found['review_queue']} candidates wait for a person")
    return text + drift.lines(found["tagging"])
