"""Public posts of Mastodon under a hashtag, by GET /api/v1/timelines/tag/:hashtag, paged by the Link header.

Only the max_id is read off the Link header; the address is ours. Kept are public posts of people who did not ask to be
left out of indexes. 300 requests in five minutes are allowed; we make one a second.
"""

import re
import time
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from requests.utils import parse_header_links

from etl.fetch.bluesky import DATE, left
from etl.fetch.fetchers import Fetcher
from etl.fetch.markup import plain_text
from etl.fetch.posts import keep, row, secret
from etl.fetch.run import Place
from etl.http import ask
from etl.refused import Refused


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """(outcome, words, posts kept) for each hashtag, from the newest back to the last run or to the pages allowed."""
    key, total, seen, cut = secret(place.store), 0, 0, []
    source = f"mastodon:{urlsplit(fetcher.url).hostname}"
    for tag in fetcher.settings["hashtags"]:
        since, before, rows, newest = place.memory.get(tag, ""), "", [], place.memory.get(tag, "")
        for _ in range(fetcher.settings["pages"]):
            asked = {"limit": 40} | ({"since_id": since} if since else {}) | ({"max_id": before} if before else {})
            time.sleep(fetcher.pause)
            answer = ask(f"{fetcher.url}/api/v1/timelines/tag/{quote(tag, safe='')}", fetcher.rules(), note=place.note,
                         params=asked)  # fmt: skip
            try:
                page = answer.json()
            except (ValueError, RecursionError):
                page = None
            if not isinstance(page, list):
                raise Refused("form", f"the timeline of #{tag} is no JSON list. Nothing was kept.")
            found = [post for one in page if (post := taken(one))]
            seen += len(page)
            rows += [row(key, source, f"#{tag}", post) for post in found]
            newest = max([newest, *(post["number"] for post in found)], key=lambda number: (len(number), number))
            before = next_page(answer.headers.get("Link", ""))
            if not page or not before or answer.headers.get("X-RateLimit-Remaining") == "0":
                break
        else:
            cut.append(f"#{tag}")
        total += keep(place, rows)
        place.memory[tag] = newest
    return ("new" if total else "unchanged"), f"{total} posts kept of {seen} found" + left(cut), total


def next_page(link: str) -> str:
    """The max_id of the page of older posts, '' when there is none."""
    for one in parse_header_links(link):
        if one.get("rel") == "next":
            found = parse_qs(urlsplit(one["url"]).query).get("max_id", [""])[0]
            return found if re.fullmatch(r"[0-9]{1,30}", found) else ""
    return ""


def taken(status: Any) -> dict[str, Any] | None:
    """What is used of a Status; None for one that is not public, not whole, or whose author opted out."""
    try:
        account = status["account"]
        if status["visibility"] != "public" or account.get("noindex") or account.get("indexable") is False:
            return None
        post = {
            "id": status["uri"], "number": status["id"], "author": account["url"],
            "text": plain_text(status["content"]), "created_at": status["created_at"], "lang": status.get("language"),
            "thread": status.get("in_reply_to_id"), "link": (status.get("card") or {}).get("url"),
            "is_repost": status.get("reblog") is not None, "likes": status.get("favourites_count"),
            "reposts": status.get("reblogs_count"), "replies": status.get("replies_count"),
            "quotes": status.get("quotes_count"),
        }  # fmt: skip
    except (KeyError, TypeError, AttributeError):
        return None
    needed = ("id", "author", "text", "created_at")
    is_whole = all(isinstance(post[name], str) and post[name] for name in needed)
    is_whole = is_whole and bool(DATE.match(post["created_at"]))
    return post if is_whole and re.fullmatch(r"[0-9]{1,30}", str(post["number"])) else None
