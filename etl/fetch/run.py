"""Ask the live sources, one after the other; one that fails does not stop the rest."""

import importlib
import json
import os
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.errors import GardefouError
from etl.fetch.fetchers import Fetcher
from etl.files import cannot_write, kept, now, replaced
from etl.journal import Journal


@dataclass
class Place:
    """Where one fetcher works: its folder, what it remembers, where it reports, and what the command asked of it."""

    store: Path
    folder: Path
    memory: dict[str, Any]
    note: Any
    asked: dict[str, Any] = field(default_factory=dict)
    today: str = field(default_factory=lambda: now()[:10])


@dataclass(frozen=True)
class Result:
    """What became of one source. `outcome`: new, unchanged, off, refused; `said` is for a person."""

    source: str
    outcome: str
    said: str
    count: int = 0


def fetch(fetcher: Fetcher, store: Path, journal: Journal, asked: dict[str, Any] | None = None) -> Result:
    """Ask one source and remember when it last answered. Never raises for what a server does."""
    start = time.monotonic()
    folder = store / "fetch" / fetcher.id
    state_file = folder / "state.json"

    def note(**event: Any) -> None:
        journal(source=fetcher.id, **event)

    state: dict[str, Any] = {"memory": {}}
    try:
        state |= remembered(state_file)
        if not fetcher.is_on:
            return Result(fetcher.id, "off", "switched off in its settings")
        if missing := fetcher.missing():
            return Result(fetcher.id, "off", f"not asked: set {' and '.join(missing)} in the environment first")
        place = Place(store, folder, dict(state["memory"]), note, asked or {})  # one that is refused forgets nothing
        outcome, said, count = importlib.import_module(f"etl.fetch.{fetcher.kind}").fetch(fetcher, place)
        found = Result(fetcher.id, outcome, said, count)
        state |= {"memory": place.memory, "last_try": now(), "last_success": now(), "last_error": ""}
        if outcome == "new":
            state["last_new"] = now()
    except Exception as caught:  # whatever it is, the other sources are still asked
        fault = caught if isinstance(caught, GardefouError) else in_words(caught)
        found = Result(fetcher.id, "refused", str(fault))
        state |= {"last_try": now(), "last_error": str(fault)}
        note(event="fetch refused", reason=getattr(fault, "reason", type(fault).__name__))
    replaced(state_file, json.dumps(state, ensure_ascii=False, indent=1, allow_nan=False))
    note(event=f"fetch {found.outcome}", count=found.count, seconds=round(time.monotonic() - start, 3))
    return found


def remembered(path: Path) -> dict[str, Any]:
    """What a source left when it was last asked. Raises GardefouError for a damaged file, once it is put aside."""
    try:
        found = kept(path)
        if isinstance(found.get("memory", {}), dict):
            return found
    except GardefouError:
        pass
    aside = path.with_name(f"{path.name}.damaged")
    os.replace(path, aside)
    raise GardefouError(
        f"{path} could not be read. It was put aside as {aside.name}, and nothing was asked. The next run begins "
        "without it: what changed at the source since the last good one may not be noticed. Restore it from a copy if "
        "there is one."
    )


def in_words(fault: Exception) -> GardefouError:
    """What to say of a fault that no fetcher expected."""
    if isinstance(fault, UnicodeError):  # half a character in a cursor or a token, which no request can carry
        return GardefouError("the answer holds half a character. Nothing was kept; ask again later.")
    if isinstance(fault, OSError):
        return cannot_write(fault)
    place = traceback.extract_tb(fault.__traceback__)[-1]
    return GardefouError(
        f"stopped by a fault of this program ({type(fault).__name__}, {Path(place.filename).name} line "
        f"{place.lineno}). What was there before stays. Report it; the other sources are not touched by it."
    )


def kept_or_empty(path: Path) -> dict[str, Any]:
    """The record, {} also when it is damaged: losing it costs one fetch of what was known."""
    try:
        return kept(path)
    except GardefouError:
        return {}
