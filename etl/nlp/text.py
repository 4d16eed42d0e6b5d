"""A post as words with their places: normalised, split in sentences, with what is quoted and what is negated.

Places are code-point offsets into the text as given, whatever normalisation does to a word.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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
PLATFORM_HANDLES = words("platform_handles")
SCOPE = 7  # words a negation reaches at most


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of one post, in parallel lists: normalised form, place, sentence number, quoted, negated."""

    forms: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    quoted: list[bool]
    negated: list[bool]
    quotes: list[tuple[int, int]]


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


def split_words(text: str) -> Words:
    """The words of `text`; a hashtag gives its sign and its parts, each with its own place."""
    forms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in TOKEN.finditer(text):
        token, start = match.group(), match.start()
        if token[0] == "#":
            forms.append("#")
            starts.append(start)
            ends.append(start + 1)
            for part in CAMEL.finditer(token):
                forms.append(normal(part.group()))
                starts.append(start + part.start())
                ends.append(start + part.end())
            continue
        if token[0] == "@" and token[1:].lower() not in PLATFORM_HANDLES:
            forms.append("@user")
        else:
            start += token[0] == "@"
            forms.append(normal(text[start : match.end()]))
        starts.append(start)
        ends.append(match.end())
    quotes = [match.span() for match in QUOTES.finditer(text)] if any(mark in text for mark in "«“„\"‘'") else []
    return Words(forms, starts, ends, _sentences(forms), _quoted(starts, quotes), _negated(forms), quotes)


def _sentences(forms: list[str]) -> list[int]:
    """The number of the sentence each word is in; a stop belongs to the sentence it ends."""
    numbers, current, open_stop = [], 0, False
    for form in forms:
        if form in STOPS and form not in (":", ";"):
            open_stop = True
        elif open_stop:
            current, open_stop = current + 1, False
        numbers.append(current)
    return numbers


def _quoted(starts: list[int], quotes: list[tuple[int, int]]) -> list[bool]:
    """Whether each word lies inside quotation marks."""
    if not quotes:
        return [False] * len(starts)
    return [any(begin <= start < end for begin, end in quotes) for start in starts]


def _negated(forms: list[str]) -> list[bool]:
    """Whether each word is in reach of a negation: up to SCOPE words on, stopping at a break ("but", a comma, a stop).

    "ne … que" and "not only", "pas seulement" restrict, they do not negate.
    """
    reach, negated = 0, []
    for index, form in enumerate(forms):
        if form in BREAKS:
            reach = 0
        is_negator = form in NEGATORS and (form != "t" or (index and forms[index - 1] in CONTRACTED))
        if is_negator:
            after = forms[index + 1 : index + 5]
            only = form in ("ne", "n") and "que" in after and "pas" not in after
            restricts = only or after[:1] in (["only"], ["seulement"])
            reach = 0 if restricts or (form == "no" and not after) else SCOPE
            negated.append(False)
            continue
        negated.append(reach > 0)
        reach -= reach > 0
    return negated
