"""What a post's text may not hold: images, encoded content, links to media however they are written."""

import re
from urllib.parse import unquote

from etl.intake import content_scan
from etl.reactions.shapes import is_text as is_text

# Rows that a rule keeps out, not a fault: they are counted, and bend nothing that could have been counted.
BY_RULE = frozenset({
    "nothing says that its chat is public", "no text", "deleted where it stood", "not public",
    "its author does not want to be indexed", "its author asked not to be kept", "already in the store",
})  # fmt: skip # saves 7 lines
ENCODED = "a run of more than 200 base64 or hexadecimal characters"
CUT_LATER = ("a link to media", "a value shaped like a hash")  # redaction takes these out of a text
FORBIDDEN = [
    # In small letters, over texts in small letters: three times as fast. A run whole, to see how varied it is.
    (kind, re.compile(pattern.replace("{201}", "{201,}").replace("Ø", "ø").replace("(^|[^a-z0-9])", "(?<![a-z0-9])")))
    for kind, pattern in (
        *((kind, pattern) for kind, pattern in content_scan.PATTERNS if kind not in CUT_LATER),
        *(
            (kind, pattern.removeprefix("(^|[^a-z0-9])"))  # found anywhere, and four times as fast
            for kind, pattern in content_scan.LINKS
            if kind.endswith("of an image")
        ),
        (ENCODED, r"[a-z0-9_-]{201}"),  # base64 as addresses write it
    )
]
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
MEDIA_MARK = re.compile(rf"<url:[^>]*(?:{content_scan.MEDIA_HOSTS}|twimg\.com|redd\.it)[^>]*>", re.IGNORECASE)
WORD = re.compile(r"\S+")
UNSEEN = re.compile("[\u200b\u200c\u2060\ufeff\u00ad]")
MEDIA_PART = re.compile(
    rf"(?<=[\w)%-])\.(?:{content_scan.MEDIA})(?![a-z0-9])|(?<![a-z0-9-])(?:{content_scan.MEDIA_HOSTS})(?![a-z0-9-])",
    re.IGNORECASE,
)
# What a file is called by its content (IPFS, in two alphabets), and an address as base64 writes one.
CODED = re.compile(
    r"\bQm[1-9A-HJ-NP-Za-km-z]{44}\b|\bb[a-z2-7]{58}\b|\b(?:aHR0c(?:DovL|HM6Ly)|d3d3L)[A-Za-z0-9+/_-]{4,}={0,2}"
)
PERHAPS = re.compile(r"[.%][A-Za-z0-9]")  # seldom in prose


def refuse_forbidden(text: str, line: int) -> None:
    """Raises ForbiddenContent for a text that holds an image or encoded content."""
    is_long = len(text) > 200
    text = text.lower()
    bare = ADDRESS.sub(" ", text) if is_long else text  # an address is cut to its domain elsewhere
    for kind, pattern in FORBIDDEN:
        if kind == ENCODED and not is_long:
            continue
        looked_at = bare if kind == ENCODED else text
        if (found := pattern.search(looked_at)) and not (kind == ENCODED and len(set(found.group())) < 12):
            raise content_scan.ForbiddenContent(content_scan.Finding(kind, line, "text"))


def without_media(text: str, line: int) -> str:
    """A redacted text without what still leads to a picture: names of files, and marks of hosts of pictures.

    Raises ForbiddenContent for a link to media that redaction did not know as a link: without its scheme, in % codes,
    or with letters that are not seen in between.
    """
    if "<url:" in text:
        text = MEDIA_MARK.sub("<media>", text)
    text = CODED.sub("<media>", text)
    seen = text if text.isascii() else UNSEEN.sub("", text)
    if not PERHAPS.search(seen) or not MEDIA_PART.search(unquote(unquote(seen))):
        return text
    return WORD.sub(lambda match: word_or_media(match[0], line), seen)


def word_or_media(word: str, line: int) -> str:
    """A word, or <media> for the name of a picture. Raises ForbiddenContent for a link to one."""
    plain = unquote(unquote(word))  # % codes may be coded twice
    if not MEDIA_PART.search(plain):
        return word
    if "/" in plain:
        raise content_scan.ForbiddenContent(content_scan.Finding("a link to media", line, "text"))
    return "<media>"
