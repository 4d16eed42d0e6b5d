"""What was done and when, a JSON line each, without persons: no address of a visitor, no query, no text, no key."""

from pathlib import Path
from typing import Any

from etl.files import appended, now

# Anything else a caller passes is left out: a journal cannot leak what it has no field for.
FIELDS = ("run", "event", "source", "where", "attempt", "status", "why", "reason", "rows", "files", "bytes", "version",
          "seconds", "count", "by", "day")  # fmt: skip # saves 16 lines


class Journal:
    """Writes STORE/log/<year>-<month>.jsonl. Call it with `event=` and other fields of FIELDS."""

    def __init__(self, store: Path, run: str):
        self.store, self.run = store, run

    def __call__(self, **event: Any) -> None:
        at = now()
        record = {"at": at, "run": self.run, **{name: event[name] for name in FIELDS if event.get(name) is not None}}
        appended(self.store / "log" / f"{at[:7]}.jsonl", record)
