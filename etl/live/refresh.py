"""fetch → ingest → build → check → gate → publish, by one process at a time, with a journal.

A step that fails changes nothing of what is served.
"""

import datetime as dt
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.errors import GardefouError
from etl.fetch.fetchers import fetchers
from etl.fetch.inbox import take_in
from etl.fetch.run import Result, fetch
from etl.fetch.turn import due
from etl.files import cannot_write, now, one_writer, replaced
from etl.journal import Journal
from etl.live.held import held, hold, overridden
from etl.warehouse import Manifest
from etl.warehouse.build import build
from etl.warehouse.gate import Held, gate


@dataclass
class Run:
    """What one refresh did. `faults` are for a person; empty means all is well."""

    fetched: list[Result] = field(default_factory=list)
    counted: int = 0
    faults: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
    is_new: bool = False


def refresh(
    out: Path, store: Path, data: Path, as_of: dt.date, fetches: bool = True, reason: str = "", by: str = ""
) -> Run:
    """Bring everything up to date. With `reason` and `by` a person lets pass what the gate holds, and that is recorded.

    Raises GardefouError when another refresh runs; other faults are in the Run, and what was served stays.
    """
    store.mkdir(parents=True, exist_ok=True)
    with one_writer(store / ".refresh.lock", "refresh"):
        note, start, run = Journal(store, f"refresh-{now()}"), time.monotonic(), Run()
        note(event="refresh begins", by=by or None)
        try:
            if fetches:
                fetch_due(store, note, run)
            ingest(store, note, run, reason, by)
            publish(out, store, data, as_of, note, run, reason, by)
        except (GardefouError, OSError) as fault:
            run.faults.append(str(cannot_write(fault) if isinstance(fault, OSError) else fault))
            note(event="refresh stopped", reason=type(fault).__name__)
        note(event="refresh ends", count=len(run.faults), seconds=round(time.monotonic() - start, 3),
             version=run.manifest.version if run.manifest else None)  # fmt: skip # saves 4 lines
        remember(store, run)
        return run


def fetch_due(store: Path, note: Journal, run: Run) -> None:
    """Fetch from each source whose turn it is; what was refused is added to the run's faults."""
    with one_writer(store / "fetch" / ".lock", "fetch"):
        for fetcher in fetchers(store).values():
            if due(fetcher, store):
                found = fetch(fetcher, store, note)
                run.fetched.append(found)
                if found.outcome == "refused":
                    run.faults.append(f"{found.source}: {found.said}")


def ingest(store: Path, note: Journal, run: Run, reason: str, by: str) -> None:
    """Count what was fetched; a day held back is added to the run's faults, an accepted one to the overrides."""
    if reason and (days := held(store)["days"]):
        overridden(store, "days", by, reason, [f"{one['day']} {one['slug']}: {one['why']}" for one in days])
    run.counted, bad, is_refused = take_in(store, bool(reason))
    if is_refused:
        run.faults.append("a dump was refused and is not counted; see above. What was counted before stays.")
    for one in bad:
        kept = f"the {one['rows_kept']:,} rows counted before stay" if one["rows_kept"] is not None else "it is unknown"
        run.faults.append(
            f"the dump of {one['day']} for {one['slug']} is held back: {one['why']}. For that day {kept}. If it is "
            "right: python -m etl refresh --accept REASON --by NAME"
        )
        note(event="day held", source="dsa_dumps", day=one["day"], rows=one["rows"])
    note(event="ingested", source="dsa_dumps", count=run.counted)


def publish(out: Path, store: Path, data: Path, as_of: dt.date, note: Journal, run: Run, reason: str, by: str) -> None:
    """Build and put through the gate; raises Held, after recording why, when the version must wait for a person."""
    back = held(store)["rollback"]
    pinned = f"{back['by']} went back to version {back['to']} on {back['at'][:10]}: {back['reason']}" if back else ""

    def record(candidate: Manifest, faults: list[str]) -> None:
        overridden(store, "version", by, reason, faults, candidate.version)
        note(event="gate overridden", version=candidate.version, by=by, count=len(faults))

    try:
        run.manifest, run.is_new = build(out, store, data, as_of, False, gate(bool(reason), pinned, record))
    except Held as fault:
        hold(store, version={"version": fault.version, "at": now(), "faults": fault.faults})
        note(event="version held", version=fault.version, count=len(fault.faults))
        raise
    if back and reason and not run.is_new:  # nothing newer to publish, and still a person said that it is mended
        overridden(store, "rollback", by, reason, [pinned], run.manifest.version)
    hold(store, version=None, **({"rollback": None} if run.is_new or reason else {}))
    note(event="published" if run.is_new else "unchanged", version=run.manifest.version)


def remember(store: Path, run: Run) -> None:
    """Write down how this run ended, keeping when one last ended without a fault."""
    import json

    found: dict[str, Any] = {"at": now(), "faults": run.faults, "is_new": run.is_new, "counted": run.counted}
    if not run.faults:
        found["last_success"] = found["at"]
    else:
        found["last_success"] = last(store).get("last_success", "")
    replaced(store / "refresh.json", json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))


def last(store: Path) -> dict[str, Any]:
    """What the last refresh left: at, faults, is_new, counted, last_success; {} when none has run."""
    from etl.fetch.run import kept_or_empty

    return kept_or_empty(store / "refresh.json")
