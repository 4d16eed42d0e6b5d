"""What finding names stands on: the words of a text with their folded forms, and the lists of names and of words.

The lists are data/nlp/names.yml and data/nlp/first_names.txt; names are found in them by etl/nlp/names.py.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from etl.nlp.affair_names import _followed
from etl.nlp.lists import FOLDER, listed

WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[’'\-](?=[^\W\d_])|[\u0300-\u036f])*\.?")
CONTRACTED = re.compile(r"['’](?:s|ve|d|m|ll|re|t)$", re.IGNORECASE)  # "Ana's", "I've"
ELIDED = re.compile(r"(?:[dlsjmntcDLSJMTC]|n(?=['’][a-zà-ÿ])|[qQ]u)['’](?=[^\W\d_])")
OPENING = re.compile(r"[.!?…\n:«“\"]")  # what a sentence begins behind
LETTERS = re.compile(r"\w+")
COMMON_RANK = "# The rest."  # the line of first_names.txt behind which the rarer ones stand


def words_listed(name: str) -> frozenset[str]:
    """A list of words of data/nlp/names.yml."""
    return frozenset(listed("names")[name].split())


class Bare(dict[int, str]):
    """Each character without its accents, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        bare = "".join(one for one in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(one))
        self[code] = bare if len(bare) == 1 else chr(code)
        return self[code]


BARE = Bare()


def fold(text: str) -> str:
    """`text` without case and accents, place for place."""
    low = text.lower()
    return low if low.isascii() else (low if len(low) == len(text) else text).translate(BARE)


@lru_cache(maxsize=65_536)  # words come again and again, whole texts do not
def facts(written: str) -> tuple[int, int, str, bool, bool]:
    """Of a match of WORD: where the word itself begins, how much is cut off behind it, its folded form, and whether it
    begins with a capital, and has no case at all."""
    start, end = 0, len(written)
    if written.endswith(".") and len(written) > 2:
        end -= 1
    if "'" in written or "’" in written:
        bare = CONTRACTED.sub("", written[:end])
        end = len(bare)
        if elided := ELIDED.match(bare):
            start = elided.end()
    bare = written[start:end]
    first = bare[:1]
    is_capital, is_caseless = first.isupper() or first.istitle(), first.lower() == first.upper()
    return start, len(written) - end, fold(bare).rstrip("."), is_capital, is_caseless


@dataclass(frozen=True, slots=True)
class Lists:
    """First names (listed, and the most common), those that are words or capitals too, what stays, ordinary words."""

    names: frozenset[str]
    common: frozenset[str]
    words: frozenset[str]
    capitals: frozenset[str]
    short: frozenset[str]
    whole: re.Pattern[str]
    heads: frozenset[str]  # the first word of each name of `whole`: a text without any of them holds none
    ordinary: frozenset[str]


def lists() -> Lists:
    """The lists of data/nlp/names.yml and first_names.txt; ordinary words are those of posts, cues and entities."""
    return _lists(_followed[0])  # not affair(): to put its path together took a thirtieth of the time of all


@lru_cache(maxsize=4)
def _lists(folder: Path) -> Lists:
    from etl.nlp.entities import entity_words, known_words

    found = listed("names")
    kept = sorted(
        [*found["office_holders"]["full"], *found["organisations"], *found["past_and_fiction"], *found["places"]],
        key=len,
        reverse=True,
    )
    whole = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(fold(name)) for name in kept)})(?!\w)")
    common, _, rest = (FOLDER / "first_names.txt").read_text(encoding="utf-8").partition(COMMON_RANK)
    often = {name for line in common.splitlines() if not line.startswith("#") for name in line.split()}
    own = set(map(fold, found["first_names"]["plain"]))
    capitals = frozenset(found["also_capitals"].split()) | frozenset(map(fold, entity_words()))
    words = frozenset(found["also_words"].split()) | frozenset(map(fold, found["first_names"]["ambiguous"])) - own
    ordinary = frozenset(fold(word) for word in known_words() if len(word) > 1) - own
    names = frozenset(own | often | set(rest.split()))
    return Lists(
        names=names,
        common=frozenset((own | often) - words - capitals - ordinary),
        words=(words | (names & ordinary)) - capitals,
        capitals=capitals,
        short=frozenset(map(fold, [*found["office_holders"]["short"], *found["past_short"]])),
        whole=whole,
        heads=frozenset(match[0] for name in kept if (match := LETTERS.search(fold(name)))),
        ordinary=ordinary - names,
    )


class Word(NamedTuple):
    """One word of a text: its place, folded form, and whether it begins with a capital or has no case at all."""

    start: int
    end: int
    form: str
    is_capital: bool
    is_caseless: bool
    opens: bool  # has a capital and begins a sentence


def words_of(text: str) -> list[Word]:
    """The words of a text; an elided "d'" or "l'" is a word of its own, a possessive 's is none."""
    found: list[Word] = []
    last = 0
    for match in WORD.finditer(text):
        start, end = match.span()
        before, behind, form, is_capital, is_caseless = facts(match.group())
        start += before
        end -= behind
        opens = is_capital and (not found or ((gap := text[last:start]) != " " and OPENING.search(gap) is not None))
        found.append(Word(start, end, form, is_capital, is_caseless, opens))
        last = end
    return found


def among(form: str, *lists: Container[str]) -> bool:
    """Whether a form is in one of the lists. To unite them for each word would take most of the time of all."""
    return any(form in one for one in lists)


def is_sure(form: str, known: Lists) -> bool:
    """Whether a form is a name and nothing else."""
    return form in known.names and not among(form, known.words, known.capitals)
