"""Posts of Bluesky that hold a word, by app.bsky.feed.searchPosts after com.atproto.server.createSession.

Search wants a login: an app password, not the account's own. Limits are 3,000 requests in five minutes; we make one a
second and stop at the pages set. Lexicons as of atproto d6296a1.
"""

import re
import time
from typing import Any

from etl.fetch.fetchers import Fetcher
from etl.fetch.posts import keep
from etl.fetch.run import Place
from etl.net.http import Answer, ask
from etl.net.refused import Refused

DATE = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:.]{5,20}(Z|[+-][0-9:]{4,6})?")
TAKEN_BACK = "!no-unauthenticated"  # an author's wish not to be shown to people without an account


def fetch(fetcher: Fetcher, place: Place) -> tuple[str, str, int]:
    """(outcome, words, posts kept) for each query, from the newest back to the last run or to the pages allowed."""
    session = ask(
        f"{fetcher.url}/xrpc/com.atproto.server.createSession", fetcher.rules(), method="POST", note=place.note,
        json={"identifier": fetcher.secret(0), "password": fetcher.secret(1)},
    )  # fmt: skip # saves 3 lines
    token = answered(session, "createSession").get("accessJwt")
    if not isinstance(token, str):
        raise Refused("form", "createSession: no accessJwt in the answer. Nothing was kept.")
    found: list[tuple[dict[str, Any], str]] = []
    newest, seen, cut = dict(place.memory), 0, []
    for query in fetcher.settings["queries"]:
        since: str = place.memory.get(query, "")
        cursor: Any = ""
        for _ in range(fetcher.settings["pages"]):
            asked: dict[str, Any] = {"q": query, "sort": "latest", "limit": 100}
            asked |= ({"since": since} if since else {}) | ({"cursor": cursor} if cursor else {})
            time.sleep(fetcher.pause)
            answer = ask(
                f"{fetcher.url}/xrpc/app.bsky.feed.searchPosts", fetcher.rules(), note=place.note, params=asked,
                headers={"Authorization": f"Bearer {token}"},
            )  # fmt: skip # saves 3 lines
            page = answered(answer, "searchPosts")
            posts = page.get("posts")
            if not isinstance(posts, list):
                raise Refused("form", "searchPosts: no list of posts in the answer. Nothing was kept.")
            seen += len(posts)
            for post in posts:
                if indexed := admitted(post):
                    found.append((post, query))
                    if indexed[:10] <= place.today:  # a post dated ahead would hide all that come before that day
                        newest[query] = max(newest.get(query, ""), indexed)
            cursor = page.get("cursor")
            if not posts or not isinstance(cursor, str) or answer.headers.get("ratelimit-remaining") == "0":
                break
        else:
            cut.append(query)
    total, _ = keep(place, "bluesky", found)
    place.memory |= newest
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
        raise Refused("form", f"{what}: the answer is not a JSON object. Nothing was kept.")
    return found


def admitted(view: Any) -> str:
    """When a postView was indexed; '' for one that is no postView or whose author opted out."""
    try:
        labels = [label.get("val") for label in view["author"].get("labels") or []]
        indexed = view["indexedAt"]
    except (KeyError, TypeError, AttributeError):
        return ""
    is_moment = isinstance(indexed, str) and DATE.fullmatch(indexed)
    return indexed if is_moment and TAKEN_BACK not in labels else ""
