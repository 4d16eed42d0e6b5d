"""Whose turn it is: the age of each source's last answer against its schedule."""

import datetime as dt
from pathlib import Path
from typing import Any

from etl.fetch.fetchers import HOURS, Fetcher
from etl.fetch.run import kept_or_empty

AHEAD = 1.0  # hours: a clock set back by more makes every later time look far away
EARLY = 0.9  # a run that starts some minutes before yesterday's is not skipped for that


def state_of(fetcher: Fetcher, store: Path) -> dict[str, Any]:
    return kept_or_empty(store / "fetch" / fetcher.id / "state.json")


def hours_since(at: str) -> float | None:
    """Hours since an ISO time, None when there is none."""
    try:
        return (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(at)).total_seconds() / 3600
    except (ValueError, TypeError):
        return None


def age_of(fetcher: Fetcher, store: Path) -> float | None:
    """Hours since the source last answered; None when it never did, or did so on a clock that ran ahead of ours."""
    age = hours_since(state_of(fetcher, store).get("last_success", ""))
    return None if age is None or age < -AHEAD else age


def due(fetcher: Fetcher, store: Path) -> bool:
    age = age_of(fetcher, store)
    return fetcher.is_on and (age is None or age >= EARLY * HOURS[fetcher.schedule])


def late(fetcher: Fetcher, store: Path) -> bool:
    """Whether a source that is on has not answered for more than three of its turns."""
    age = age_of(fetcher, store)
    return fetcher.is_on and not fetcher.missing() and (age is None or age > 3 * HOURS[fetcher.schedule])
