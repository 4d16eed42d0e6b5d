"""Ways to change a value that a shape's file may ask for (content|html): what each makes of what a tool wrote."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

from etl.reactions import identity

TAGS = re.compile(r"<[^>]*>")


def plain_text(markup: Any) -> Any:
    """The text of a post written in HTML: paragraphs and breaks as lines, links by what is shown of them."""
    if not isinstance(markup, str):
        return None
    text = re.sub(r"(?i)<br\s*/?>|</p>\s*<p[^>]*>", "\n", markup)
    return html.unescape(TAGS.sub("", text)).strip()


def first(value: Any) -> Any:
    """The first of several: of a list, or of a text that joins them with a comma, a bar or as JSON."""
    if isinstance(value, str) and value[:1] == "[":
        try:
            value = json.loads(value.replace("'", '"'))
        except (ValueError, RecursionError):
            return None
    if isinstance(value, list):
        return value[0] if value else None
    return re.split(r"[,|;]", str(value))[0].strip() if value is not None else None


def positive(value: Any) -> Any:
    """A number, unless it is below zero (a score of votes for and against is not a count of likes then)."""
    return None if str(value).strip().startswith("-") else value


def words(value: Any) -> Any:
    """The text of a list of pieces, each a text or an object that has one."""
    if not isinstance(value, list):
        return value
    return "".join(str(one.get("text", "")) if isinstance(one, dict) else str(one) for one in value)


def only_key(value: Any) -> Any:
    """The one key of an object: the language of a text that is given in one only."""
    return next(iter(value)) if isinstance(value, dict) and len(value) == 1 else None


def at_name(value: Any) -> Any:
    """A name that only one account can have (@name); a display name says nothing of who it is."""
    return value if str(value).strip().startswith("@") else None


def linkedin_moment(urn: Any) -> Any:
    """When a post of LinkedIn was written, in thousandths of a second: its number begins with it."""
    found = re.search(r"(?:activity|share|ugcPost):(\d{18,20})", str(urn))
    return int(found[1]) >> 22 if found else None


def number_of_user(value: Any) -> Any:
    """The number in Telegram Desktop's `user12345`, which other tools write alone; a channel's stays apart."""
    return re.sub(r"^user(?=\d+$)", "", str(value))


def number_of_r(value: Any) -> Any:
    """An identifier without the x that R's rtweet writes before it, so that no spreadsheet takes it for a number."""
    return re.sub(r"^x(?=\d)", "", str(value))


def written_count(name: str) -> Callable[[Any], Any]:
    """The count of that name in an object that a table holds as text: {'like_count': 7}."""

    def found(value: Any) -> Any:
        count = re.search(rf"['\"]{name}['\"]:\s*(\d+)", str(value))
        return count[1] if count else None

    return found


def retweeted(value: Any) -> Any:
    """Whether posts referred to, as tweepy writes them in a table, are a repost's."""
    return "retweeted" if re.search(r"type['\"]?\s*[:=]\s*['\"]?retweeted", str(value)) else None


CHANGES: dict[str, Callable[[Any], Any]] = {
    "html": plain_text,
    "first": first,
    "number_of_user": number_of_user,
    "host": identity.host,
    "network": identity.network_of_address,
    "did": identity.did,
    "positive": positive,
    "at": at_name,
    "only_key": only_key,
    "linkedin_moment": linkedin_moment,
    "words": words,
    "number_of_r": number_of_r,
    "retweeted": retweeted,
    **{name: written_count(name) for name in ("like_count", "retweet_count", "reply_count", "quote_count")},
}
