"""Phrases found in a post's words: each phrase is words separated by spaces, "word*" any word that begins so.

Plain dictionaries by first word, with what a word can begin remembered: measured at about ten times spaCy's
PhraseMatcher and EntityRuler on posts, and equal to them on the same phrases (a test compares).
"""

from dataclasses import dataclass, field
from typing import Any

from etl.nlp.text import Words, split_words


@dataclass(slots=True)
class Phrases:
    """Phrases with what each stands for; `find` gives every match of every phrase."""

    exact: dict[str, list[tuple[tuple[str, ...], Any]]] = field(default_factory=dict)
    prefix: dict[str, list[tuple[tuple[str, ...], Any]]] = field(default_factory=dict)
    known: dict[str, list[tuple[tuple[str, ...], Any]]] = field(default_factory=dict)

    def add(self, phrase: str, payload: Any) -> None:
        """Let `phrase` stand for `payload`."""
        parts = tuple(elements(phrase))
        if not parts:
            raise ValueError(f"a phrase without a word: {phrase!r}")
        first, table = (parts[0][:-1], self.prefix) if parts[0].endswith("*") else (parts[0], self.exact)
        table.setdefault(first, []).append((parts[1:], payload))
        self.known.clear()

    def starting(self, word: str) -> list[tuple[tuple[str, ...], Any]]:
        """The phrases whose first word is `word`: the words that must follow, and what the phrase stands for."""
        found = self.known.get(word)
        if found is None:
            found = list(self.exact.get(word, ()))
            if self.prefix:
                for length in range(1, len(word) + 1):
                    found += self.prefix.get(word[:length], ())
            if len(self.known) < 200_000:
                self.known[word] = found
        return found

    def find(self, forms: list[str]) -> list[tuple[int, int, Any]]:
        """Every match as (first word, word after the last, what it stands for), by place."""
        matches = []
        for index, form in enumerate(forms):
            for rest, payload in self.starting(form):
                end = index + 1 + len(rest)
                if not rest or (end <= len(forms) and follows(rest, forms, index + 1)):
                    matches.append((index, end, payload))
        return matches


def follows(rest: tuple[str, ...], forms: list[str], index: int) -> bool:
    """Whether the words from `index` on are those of `rest`."""
    for offset, wanted in enumerate(rest):
        form = forms[index + offset]
        if form != wanted and not (wanted.endswith("*") and form.startswith(wanted[:-1])):
            return False
    return True


def elements(phrase: str) -> list[str]:
    """The words of a phrase in normal form, a final star kept."""
    parts: list[str] = []
    for chunk in phrase.split():
        words: Words = split_words(chunk.rstrip("*"))
        parts += words.forms
        if chunk.endswith("*") and parts:
            parts[-1] += "*"
    return parts


def longest(matches: list[tuple[int, int, Any]]) -> list[tuple[int, int, Any]]:
    """The matches that no longer or earlier one overlaps."""
    kept, free_from = [], 0
    for match in sorted(matches, key=lambda m: (m[0], -m[1])):
        if match[0] >= free_from:
            kept.append(match)
            free_from = match[1]
    return kept
