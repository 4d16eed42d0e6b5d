"""Phrases found in a Doc by spaCy's PhraseMatcher: words separated by spaces, "word*" any word that begins so.

A phrase without a star is matched on the norm of its words; one with a star on the listed stem a word begins with,
which stands in the lexeme's SHAPE. A longer stem that begins with a shorter one answers for both.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import Any

from spacy.attrs import NORM, SHAPE
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from etl.nlp.lists import listed
from etl.nlp.text import elements, normal

STARRED = ("cues_fr", "cues_en", "cues_any", "cues_subject", "entities", "countries")


@lru_cache(maxsize=1)
def stems() -> frozenset[str]:
    """What stands before a star in the lists."""

    def texts(content: Any) -> Iterable[str]:
        if isinstance(content, str):
            yield from content.split(" / ")
        elif isinstance(content, dict | list):
            for one in content.values() if isinstance(content, dict) else content:
                yield from texts(one)

    phrases = (phrase for name in STARRED for phrase in texts(listed(name)) if "*" in phrase)
    return frozenset(part[:-1] for phrase in phrases for part in elements(phrase) if part.endswith("*"))


def stem(word: str) -> str:
    """The longest listed stem that `word` begins with, or its normal form."""
    bare, known = normal(word), stems()
    for size in range(min(len(bare), 20), 1, -1):
        if bare[:size] in known:
            return bare[:size]
    return bare


LEXICAL: Any = {NORM: normal, SHAPE: stem}  # what a word's lexeme holds, worked out once a word


class Phrases:
    """Phrases with what each stands for; `find` gives every match of every phrase."""

    def __init__(self, vocab: Vocab, phrases: Iterable[tuple[list[str], Any]]):
        self.payloads: list[Any] = []
        self.exact, self.starred = PhraseMatcher(vocab, attr="NORM"), PhraseMatcher(vocab, attr="SHAPE")
        by_payload: dict[Any, list[list[str]]] = {}
        for parts, payload in phrases:
            if not parts:
                raise ValueError("a phrase without a word")
            by_payload.setdefault(payload, []).append(parts)
        for payload, group in by_payload.items():
            key = str(len(self.payloads))
            self.payloads.append(payload)
            plain = [Doc(vocab, words=parts) for parts in group if not any(part.endswith("*") for part in parts)]
            loose = [
                Doc(vocab, words=list(chosen))
                for parts in group
                if any(part.endswith("*") for part in parts)
                for chosen in product(*map(answering, parts))
            ]
            if plain:
                self.exact.add(key, plain)
            if loose:
                self.starred.add(key, loose)
        self.numbers = {vocab.strings[str(number)]: number for number in range(len(self.payloads))}

    def find(self, doc: Doc) -> list[tuple[int, int, Any]]:
        """Every match as (first word, word after the last, what it stands for), by place."""
        found = sorted([*self.exact(doc), *self.starred(doc)], key=lambda match: match[1:])
        return [(start, end, self.payloads[self.numbers[key]]) for key, start, end in found]


def answering(part: str) -> list[str]:
    """The stems that answer for a part of a phrase: itself, or every listed one its star covers."""
    return sorted(one for one in stems() if one.startswith(part[:-1])) if part.endswith("*") else [part]
