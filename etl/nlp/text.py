"""The words of a post and their places, their normal form, and which of them a negation reaches.

Places are code-point offsets into the text as given, whatever normalisation does to a word.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from etl.nlp.affair_names import handles
from etl.nlp.lists import words

TOKEN = re.compile(
    r"<url(?::[^>\s]*)?>|https?://\S+"
    r"|#\w+|@\w+"
    r"|[^\W_](?:[\w\u0300-\u036f])*"
    r"|[\u2600-\u27bf\U0001f000-\U0001faff]"
    r"|!+|\?+|…|\.{2,}|[.;:,()\n—–%€$£]"
)
CAMEL = re.compile(r"[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿ]+|\d+")
QUOTES = re.compile(
    r"«[^»]*(?:»|$)|“[^”]*(?:”|$)|„[^“”]*(?:[“”]|$)|\"[^\"]*(?:\"|$)"
    r"|(?<!\w)[‘'](?=\S)[^’'\n]+?\s[^\n]*?(?<=\S)[’'](?!\w)"
)
ELONGATED = re.compile(r"(.)\1{2,}")
STOPS = frozenset({".", "!", "?", "…", "\n", ";", ":"})
BREAKS = STOPS | {",", "(", ")", "—", "–"} | words("breaks")
NEGATORS = words("negators")
CONTRACTED = words("contracted")
PUBLIC_HANDLES = words("public_handles")
MARKS = "«“„\"‘'"  # one of these opens every quotation


@lru_cache(maxsize=100_000)
def normal(token: str) -> str:
    """A word without case, accents or lengthened letters: "Sooous-traité" gives "soustraite" word by word."""
    if token.isascii():
        bare = token.lower()
    else:
        bare = unicodedata.normalize("NFKD", token).lower().replace("œ", "oe").replace("æ", "ae")
        bare = "".join(character for character in bare if not unicodedata.combining(character))
    if bare[:1] in "!?":
        return bare[0]
    if bare.startswith(("http", "<url")):
        return "<url>"
    if bare.startswith(".."):
        return "…"
    return ELONGATED.sub(r"\1", bare) if ELONGATED.search(bare) and not bare.isdigit() else bare


def tokens(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of `text` as written, and their places; a hashtag gives its sign and its parts, a handle "@user"."""
    written: list[str] = []
    places: list[tuple[int, int]] = []
    for match in TOKEN.finditer(text):
        token, (start, end) = match.group(), match.span()
        if token[0] == "#":
            parts = [(part.start() + start, part.end() + start) for part in CAMEL.finditer(token)]
            written += ["#", *(text[first:last] for first, last in parts)]
            places += [(start, start + 1), *parts]
            continue
        if token[0] == "@":
            start += token[1:].lower() in PUBLIC_HANDLES | handles()
            token = text[start:end] if text[start] != "@" else "@user"
        elif token[0] in "!?.<" or token[:4] == "http":
            token = normal(token)
        written.append(token)
        places.append((start, end))
    return written, places


def elements(phrase: str) -> list[str]:
    """The words of a phrase in normal form, a final star kept."""
    parts: list[str] = []
    for chunk in phrase.split():
        parts += map(normal, tokens(chunk.rstrip("*"))[0])
        if chunk.endswith("*") and parts:
            parts[-1] += "*"
    return parts


def negated(forms: list[str], most: int) -> list[bool]:
    """Whether each word is in reach of a negation: up to `most` words on, stopping at a break ("but", a comma, a stop).

    "ne … que" and "not only", "pas seulement" restrict, they do not negate.
    """
    reach, flags = 0, []
    for index, form in enumerate(forms):
        if form in BREAKS:
            reach = 0
        is_negator = form in NEGATORS and (form != "t" or (index and forms[index - 1] in CONTRACTED))
        if is_negator:
            after = forms[index + 1 : index + 5]
            only = form in ("ne", "n") and "que" in after and "pas" not in after
            restricts = only or after[:1] in (["only"], ["seulement"])
            reach = 0 if restricts or (form == "no" and not after) else most
            flags.append(False)
            continue
        flags.append(reach > 0)
        reach -= reach > 0
    return flags


def longest(matches: list[tuple[int, int, Any]]) -> list[tuple[int, int, Any]]:
    """The matches that no longer or earlier one overlaps."""
    kept, free_from = [], 0
    for match in sorted(matches, key=lambda m: (m[0], -m[1])):
        if match[0] >= free_from:
            kept.append(match)
            free_from = match[1]
    return kept
