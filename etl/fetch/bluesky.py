"""Posts of Bluesky that hold a word, by app.bsky.feed.searchPosts after com.atproto.server.createSession.

Search wants a login: an app password, not the account's own. Limits are 3,000 requests in five minutes; we make one a
second and stop at the pages set. Lexicons as of atproto d6296a1.
"""

import re
import time
from typing import Any

from etl.fetch.fetchers import Fetcher
from etl.fetch.posts import keep, row, secret
from etl.fetch.run import Place
from etl.http import Answer, ask
from etl.refused import Refused

DATE = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T")
TAKEN_BACK = "!no-unauthenticated"  # an author's wish not to be shown to people without an account


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """(outcome, words, posts kept) for each query, from the newest back to the last run or to the pages allowed."""
    session = ask(
        f"{fetcher.url}/xrpc/com.atproto.server.createSession", fetcher.rules(), method="POST", note=place.note,
        json={"identifier": fetcher.secret(0), "password": fetcher.secret(1)},
    )  # fmt: skip
    token = answered(session, "createSession").get("accessJwt")
    if not isinstance(token, str):
        raise Refused("form", "createSession: no accessJwt in the answer. Nothing was kept.")
    key, total, seen, cut = secret(place.store), 0, 0, []
    for query in fetcher.settings["queries"]:
        since = place.memory.get(query, "")
        rows, newest, cursor = [], since, ""
        for _ in range(fetcher.settings["pages"]):
            asked: dict[str, Any] = {"q": query, "sort": "latest", "limit": 100}
            asked |= ({"since": since} if since else {}) | ({"cursor": cursor} if cursor else {})
            time.sleep(fetcher.pause)
            answer = ask(
                f"{fetcher.url}/xrpc/app.bsky.feed.searchPosts", fetcher.rules(), note=place.note, params=asked,
                headers={"Authorization": f"Bearer {token}"},
            )  # fmt: skip
            page = answered(answer, "searchPosts")
            found = [post for one in page.get("posts") or [] if (post := taken(one))]
            seen += len(page.get("posts") or [])
            rows += [row(key, "bluesky", query, post) for post in found]
            newest = max([newest, *(post["indexed_at"] for post in found)])
            cursor = str(page.get("cursor") or "")
            if not cursor or not page.get("posts") or answer.headers.get("ratelimit-remaining") == "0":
                break
        else:
            cut.append(query)
        total += keep(place, rows)
        place.memory[query] = newest
    return ("new" if total else "unchanged"), f"{total} posts kept of {seen} found" + left(cut), total


def left(cut: list[str]) -> str:
    """What to say of searches that had more pages than are allowed."""
    return f"; older ones were left for: {', '.join(cut)} (raise settings.pages)" if cut else ""


def answered(answer: Answer, what: str) -> dict[str, Any]:
    """The JSON object of an answer. Raises Refused for anything else."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused("form", f"{what}: the answer is no JSON object. Nothing was kept.")
    return found


def taken(view: Any) -> dict[str, Any] | None:
    """What is used of a postView; None for one that is not whole or whose author opted out."""
    try:
        record, author = view["record"], view["author"]
        labels = [label.get("val") for label in author.get("labels") or []]
        if TAKEN_BACK in labels:
            return None
        post = {
            "id": view["uri"], "author": author["did"], "text": record["text"], "created_at": record["createdAt"],
            "lang": (record.get("langs") or [""])[0], "indexed_at": view["indexedAt"],
            "thread": ((record.get("reply") or {}).get("root") or {}).get("uri"),
            "link": ((record.get("embed") or {}).get("external") or {}).get("uri"), "likes": view.get("likeCount"),
            "reposts": view.get("repostCount"), "replies": view.get("replyCount"), "quotes": view.get("quoteCount"),
        }  # fmt: skip
    except (KeyError, TypeError, AttributeError, IndexError):
        return None
    needed = ("id", "author", "text", "created_at", "indexed_at")
    is_whole = all(isinstance(post[name], str) and post[name] for name in needed)
    return post if is_whole and DATE.match(post["created_at"]) and DATE.match(post["indexed_at"]) else None
