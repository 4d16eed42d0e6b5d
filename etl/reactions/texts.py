"""What a post's text may not hold: images, encoded content, links to media however they are written."""

import re
from urllib.parse import unquote

from etl.intake import content_scan
from etl.reactions.shapes import is_text as is_text

# Rows that a rule keeps out, not a fault: they are counted, and bend nothing that could have been counted.
BY_RULE = frozenset({
    "no text", "deleted where it stood", "not public", "its author does not want to be indexed",
    "its author asked not to be kept", "already in the store",
})  # fmt: skip
ENCODED = "a run of more than 200 base64 or hexadecimal characters"
CUT_LATER = ("a link to media", "a value shaped like a hash")  # redaction takes these out of a text
FORBIDDEN = [
    (kind, re.compile(pattern.replace("{201}", "{201,}"), re.IGNORECASE))  # a run whole, to see how varied it is
    for kind, pattern in (
        *((kind, pattern) for kind, pattern in content_scan.PATTERNS if kind not in CUT_LATER),
        *((kind, pattern) for kind, pattern in content_scan.LINKS if kind.endswith("of an image")),
        (ENCODED, r"[a-z0-9_-]{201}"),  # base64 as addresses write it
    )
]
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
MEDIA_MARK = re.compile(rf"<url:[^>]*(?:{content_scan.MEDIA_HOSTS}|twimg\.com|redd\.it)[^>]*>", re.IGNORECASE)
UNSEEN = re.compile("[\u200b\u200c\u2060\ufeff\u00ad]")
MEDIA_WORD = re.compile(
    rf"\S*(?:(?:\.|%2e)(?:{content_scan.MEDIA})(?![a-z0-9])|(?<![a-z0-9-])(?:{content_scan.MEDIA_HOSTS})(?![a-z0-9-]))\S*",
    re.IGNORECASE,
)
PERHAPS = re.compile(rf"(?:\.|%2e)(?:{content_scan.MEDIA})(?![a-z0-9])|%2f|%3a", re.IGNORECASE)


def refuse_forbidden(text: str, line: int) -> None:
    """Raises ForbiddenContent for a text that holds an image or encoded content."""
    bare = ADDRESS.sub(" ", text) if len(text) > 200 else text  # an address is cut to its domain elsewhere
    for kind, pattern in FORBIDDEN:
        looked_at = bare if kind == ENCODED else text
        if (found := pattern.search(looked_at)) and not (kind == ENCODED and len(set(found.group().lower())) < 12):
            raise content_scan.ForbiddenContent(content_scan.Finding(kind, line, "text"))


def without_media(text: str, line: int) -> str:
    """A redacted text without what still leads to a picture: names of files, and marks of hosts of pictures.

    Raises ForbiddenContent for a link to media that redaction did not know as a link: without its scheme, in % codes,
    or with letters that are not seen in between.
    """
    text = MEDIA_MARK.sub("<media>", text)
    seen = UNSEEN.sub("", text) if UNSEEN.search(text) else text
    if not (PERHAPS.search(seen) or MEDIA_WORD.search(seen)):
        return text
    for word in MEDIA_WORD.findall(unquoted(seen)):
        if "/" in word.replace("</", ""):
            raise content_scan.ForbiddenContent(content_scan.Finding("a link to media", line, "text"))
    return MEDIA_WORD.sub("<media>", seen)


def unquoted(text: str) -> str:
    """A text without % codes, also where they were coded twice."""
    return unquote(unquote(text))
