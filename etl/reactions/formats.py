"""The shapes of exports: which one a file has, and where each keeps what we take. All else is left out, by name.

Shapes from the tools' own documentation and code, 2025-2026: Bluesky `app.bsky.feed.searchPosts`, Mastodon
`api/v1/timelines/tag`, 4CAT's Bluesky and X exports, minet (twitwi), GDELT DOC 2.0 ArtList.
"""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

FORMATS = ("auto", "csv", "jsonl", "parquet", "bluesky", "mastodon", "4cat", "minet", "gdelt")
LANGUAGES = {"english": "en", "french": "fr", "français": "fr", "eng": "en", "fra": "fr", "fre": "fr"}


@dataclass(slots=True)
class Raw:
    """One post as its source gives it, before any check. `reason` says why it cannot be taken."""

    text: Any = None
    identifier: Any = None
    author: Any = None
    created: Any = None
    lang: Any = None
    source: str = ""
    thread: Any = None
    is_repost: bool = False
    quote: Any = None
    likes: Any = None
    reposts: Any = None
    replies: Any = None
    quotes: Any = None
    url: Any = None
    collected: Any = None
    query: Any = None
    reason: str = ""


def first(row: dict[str, Any], *names: str) -> Any:
    """The first non-empty value under one of the names."""
    for name in names:
        value = row.get(name)
        if value not in (None, "", []):
            return value
    return None


TAGS = re.compile(r"<[^>]*>")


def plain_text(markup: str) -> str:
    """The text of a post written in HTML: paragraphs and breaks as lines, links by what is shown of them."""
    text = re.sub(r"(?i)<br\s*/?>|</p>\s*<p[^>]*>", "\n", markup)
    return html.unescape(TAGS.sub("", text)).strip()


def bluesky(row: dict[str, Any]) -> Raw:
    """A postView of searchPosts. The text is the record's; the author is known by did, not by handle."""
    record, author = row.get("record") or {}, row.get("author") or {}
    quoted = ((row.get("embed") or {}).get("record") or {}).get("value") or {}
    reply = (record.get("reply") or {}).get("root") or {}
    return Raw(
        text=record.get("text"),
        identifier=row.get("uri"),
        author=author.get("did"),
        created=record.get("createdAt") or row.get("indexedAt"),
        lang=(record.get("langs") or [None])[0],
        source="bluesky",
        thread=reply.get("uri") or row.get("uri"),
        quote=quoted.get("text"),
        likes=row.get("likeCount"),
        reposts=row.get("repostCount"),
        replies=row.get("replyCount"),
        quotes=row.get("quoteCount"),
    )


def mastodon(row: dict[str, Any]) -> Raw:
    """A Status. Only public ones of authors who let themselves be indexed; a reblog is a copy of another."""
    account = row.get("account") or {}
    boosted = row.get("reblog") or None
    shown = boosted or row
    owner = (shown.get("account") or {}) if boosted else account
    reason = ""
    if row.get("visibility", "public") != "public" or shown.get("visibility", "public") != "public":
        reason = "not public"
    elif any(one.get("noindex") is True or one.get("indexable") is False for one in (account, owner)):
        reason = "its author does not want to be indexed"
    content = shown.get("content")
    return Raw(
        text=plain_text(content) if isinstance(content, str) else None,
        identifier=row.get("uri") or row.get("url") or row.get("id"),
        author=account.get("url") or account.get("uri") or account.get("acct"),
        created=row.get("created_at"),
        lang=shown.get("language"),
        source="mastodon",
        thread=row.get("in_reply_to_id") or row.get("id"),
        is_repost=bool(boosted),
        likes=shown.get("favourites_count"),
        reposts=shown.get("reblogs_count"),
        replies=shown.get("replies_count"),
        quotes=shown.get("quotes_count"),
        reason=reason,
    )


def fourcat(row: dict[str, Any]) -> Raw:
    """A row of 4CAT: Bluesky, X (Zeeschuimer) or its generic shape."""
    return Raw(
        text=row.get("body"),
        identifier=row.get("id"),
        author=first(row, "author_id", "author"),
        created=first(row, "created_at", "unix_timestamp", "timestamp"),
        lang=str(first(row, "languages", "language_guess") or "").split(",")[0] or None,
        source="x" if "language_guess" in row else "bluesky" if "replies_allowed" in row else "4cat",
        thread=row.get("thread_id"),
        is_repost=str(row.get("is_retweet") or "").lower() in ("yes", "true", "1"),
        quote=row.get("quote_body"),
        likes=row.get("like_count"),
        reposts=first(row, "repost_count", "retweet_count"),
        replies=row.get("reply_count"),
        quotes=row.get("quote_count"),
        collected=row.get("collected_at"),
        query=row.get("query"),
    )


def minet(row: dict[str, Any]) -> Raw:
    """A row of minet: Bluesky (`user_did`) or X (`user_screen_name`). `timestamp_utc` is seconds, or a time in UTC."""
    is_bluesky = "user_did" in row or "did" in row
    return Raw(
        text=row.get("text"),
        identifier=first(row, "uri", "id", "url"),
        author=first(row, "user_did", "user_id", "user_screen_name", "user_handle"),
        created=first(row, "timestamp_utc", "local_time"),
        lang=str(first(row, "lang", "langs", "user_langs") or "").split("|")[0] or None,
        source="bluesky" if is_bluesky else "x",
        thread=first(row, "root_post_uri", "to_tweetid", "uri", "id"),
        is_repost=bool(first(row, "retweeted_id", "reposted_by_user_did", "repost_by_user_did")),
        quote=first(row, "quoted_text", "quote_text"),
        likes=row.get("like_count"),
        reposts=first(row, "repost_count", "retweet_count"),
        replies=row.get("reply_count"),
        quotes=row.get("quote_count"),
        collected=row.get("collection_time"),
        query=row.get("match_query"),
    )


def gdelt(row: dict[str, Any]) -> Raw:
    """An article of an ArtList: its headline only."""
    return Raw(
        text=row.get("title"),
        identifier=row.get("url"),
        author=row.get("domain"),
        created=row.get("seendate"),
        lang=row.get("language"),
        source="gdelt",
        url=row.get("url") or row.get("domain"),
    )


def generic(row: dict[str, Any]) -> Raw:
    """A row of a table of one's own: `text` needed; id, author, created_at, lang, source and counts as far as there."""
    return Raw(
        text=first(row, "text", "body", "content", "message"),
        identifier=first(row, "id", "post_id", "uri"),
        author=first(row, "author_id", "author", "user_id", "username", "user"),
        created=first(row, "created_at", "timestamp", "date", "datetime", "time", "published_at"),
        lang=first(row, "lang", "language"),
        source=str(first(row, "source", "platform") or "other"),
        thread=first(row, "thread_id", "conversation_id"),
        is_repost=str(first(row, "is_repost", "is_retweet") or "").lower() in ("yes", "true", "1"),
        quote=row.get("quote_text"),
        likes=first(row, "likes", "like_count"),
        reposts=first(row, "reposts", "repost_count", "retweet_count"),
        replies=first(row, "replies", "reply_count"),
        quotes=first(row, "quotes", "quote_count"),
        url=row.get("url"),
        collected=row.get("collected_at"),
        query=row.get("query"),
    )


TAKEN: dict[str, Callable[[dict[str, Any]], Raw]] = {
    "bluesky": bluesky,
    "mastodon": mastodon,
    "4cat": fourcat,
    "minet": minet,
    "gdelt": gdelt,
    "generic": generic,
}


def detect(names: Iterable[str]) -> str:
    """The shape whose telling columns or keys are all among `names`; "" when none is."""
    found = set(names)
    telling = {
        "bluesky": {"uri", "record", "author"},
        "mastodon": {"account", "content", "created_at"},
        "gdelt": {"seendate", "title", "domain"},
        "4cat": {"thread_id", "body", "timestamp"},
    }
    for name, keys in telling.items():
        if keys <= found:
            return name
    if "body" in found and {"collected_at", "thread_id"} <= found:
        return "4cat"
    if "text" in found and ({"user_did", "user_handle"} & found or {"timestamp_utc", "user_screen_name"} <= found):
        return "minet"
    return "generic" if {"text", "body", "content", "message"} & found else ""


def left_out(names: Iterable[str], shape: str) -> list[str]:
    """The columns or keys of the file that nothing is taken from."""
    asked: set[str] = set()

    class Asked(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.add(key)
            return default

    TAKEN[shape](Asked())
    asked |= {"account", "record", "author"} if shape in ("mastodon", "bluesky") else set()
    return sorted(set(names) - asked)
