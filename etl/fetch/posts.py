"""Posts found by a search, into the store of reactions: made nobody's in memory; no raw post touches the disk."""

import datetime as dt
import hashlib
import hmac
import time
from typing import Any
from zoneinfo import ZoneInfo

from etl.fetch.run import Place
from etl.intake.content_scan import ForbiddenContent
from etl.intake.pseudonyms import secret
from etl.reactions import store
from etl.reactions.collect import Collected, clean
from etl.reactions.ingest import expire, keep_new
from etl.reactions.shapes import shapes
from etl.reactions.times import Dates
from etl.stores import locked

UTC = ZoneInfo("UTC")


def keep(place: Place, shape: str, found: list[tuple[dict[str, Any], str]]) -> tuple[int, int]:
    """(posts added, posts left out) of `found`: each as the network's API gives it, with the search that found it.

    A post already there adds nothing; one whose text holds an image or encoded content is left out, and only that is
    noted.
    """
    root, now, start = place.store / "reactions", dt.datetime.now(dt.UTC), time.monotonic()
    with locked(root):
        store.sweep(root)
        key = secret(root)
        expire(root, now)
        collected = Collected(shape, rows=len(found))
        for line, (row, query) in enumerate(found, 1):
            column, fault, post = cleaned(row, line, key, query, now, collected)
            if post is not None:
                collected.posts.append(post)
            else:
                collected.rejects.append((line, column, fault))
        keep_new(root, collected)
        if collected.posts:
            names = "".join(sorted(post["post_key"] for post in collected.posts))
            mark = hmac.new(key, f"{now}{names}".encode(), hashlib.sha256).hexdigest()[:32]
            about = {
                "shape": shape, "rows": len(found), "loaded": len(collected.posts), "rejected": len(collected.rejects),
                "redacted": dict(collected.redacted), "loaded_at": now.isoformat(timespec="seconds"),
                "seconds": round(time.monotonic() - start, 3),
            }  # fmt: skip # saves 4 lines
            store.commit(root, mark, collected.posts, collected.rejects, about)
    place.note(event="posts kept", count=len(collected.posts), rows=len(found))
    return len(collected.posts), len(collected.rejects)


def cleaned(
    row: dict[str, Any], line: int, key: bytes, query: str, now: dt.datetime, collected: Collected
) -> tuple[str, str, dict[str, Any] | None]:
    """(column, fault, post) as `clean` gives them; a post that is refused or misshapen is a fault, not the end."""
    try:
        return clean(shapes()[collected.shape].take(row), line, key, Dates(UTC, now), query, collected)
    except ForbiddenContent:
        return "text", "holds an image or encoded content", None
    except (AttributeError, TypeError, IndexError, KeyError, ValueError):
        return "", "not in the shape of the API", None
