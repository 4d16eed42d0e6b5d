"""Public posts of Mastodon under a hashtag, by GET /api/v1/timelines/tag/:hashtag, paged by the Link header.

Only the max_id is read off the Link header; the address is ours. Kept are public posts of people who did not ask to
be left out of indexes. 300 requests in five minutes are allowed; we make one a second.
"""

import re
import time
from typing import Any
from urllib.parse import parse_qs, quote

from requests.utils import parse_header_links

from etl.fetch.bluesky import left
from etl.fetch.fetchers import Fetcher
from etl.fetch.posts import keep
from etl.fetch.run import Place
from etl.net.http import ask
from etl.net.refused import Refused


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """(outcome, words, posts kept) for each hashtag, from the newest back to the last run or to the pages allowed."""
    found: list[tuple[dict[str, Any], str]] = []
    newest, seen, cut = dict(place.memory), 0, []
    for tag in fetcher.settings["hashtags"]:
        since, before = place.memory.get(tag, ""), ""
        for _ in range(fetcher.settings["pages"]):
            asked = {"limit": 40} | ({"since_id": since} if since else {}) | ({"max_id": before} if before else {})
            time.sleep(fetcher.pause)
            answer = ask(f"{fetcher.url}/api/v1/timelines/tag/{quote(tag, safe='')}", fetcher.rules(), note=place.note,
                         params=asked)  # fmt: skip # saves 4 lines
            try:
                page = answer.json()
            except (ValueError, RecursionError):
                page = None
            if not isinstance(page, list):
                raise Refused("form", f"the timeline of #{tag} is not a JSON list. Nothing was kept.")
            seen += len(page)
            for status in page:
                if number := number_of(status):
                    found.append((status, f"#{tag}"))
                    newest[tag] = max(newest.get(tag, ""), number, key=lambda text: (len(text), text))
            before = next_page(answer.headers.get("Link", ""))
            if not page or not before or answer.headers.get("X-RateLimit-Remaining") == "0":
                break
        else:
            cut.append(f"#{tag}")
    total, _ = keep(place, "mastodon", found)
    place.memory |= newest
    return ("new" if total else "unchanged"), f"{total} posts kept of {seen} found" + left(cut), total


def next_page(link: str) -> str:
    """The max_id of the page of older posts, '' when there is none."""
    for one in parse_header_links(link):
        if one.get("rel") == "next":
            found = parse_qs(one["url"].partition("?")[2]).get("max_id", [""])[0]
            return found if re.fullmatch(r"[0-9]{1,30}", found) else ""
    return ""


def number_of(status: Any) -> str:
    """The number of a Status, by which pages go; '' for what is none."""
    number = status.get("id") if isinstance(status, dict) else None
    return number if isinstance(number, str) and re.fullmatch(r"[0-9]{1,30}", number) else ""
