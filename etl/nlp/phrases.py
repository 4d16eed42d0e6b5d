"""Phrases found in a post's words: each phrase is words separated by spaces, "word*" any word that begins so.

Plain dictionaries by first word, with what a word can begin remembered: measured at about ten times spaCy's
PhraseMatcher and EntityRuler on posts, and equal to them on the same phrases (a test compares).
"""

from dataclasses import dataclass, field
from typing import Any

from etl.nlp.text import Words, split_words

Rest = tuple[tuple[str, ...], Any]  # the words that must follow, and what the phrase stands for


@dataclass(slots=True)
class Starts:
    """The phrases one word begins: alone, by the word that must come next, and those whose next word has a star."""

    alone: list[Any] = field(default_factory=list)
    next: dict[str, list[Rest]] = field(default_factory=dict)
    next_starred: list[Rest] = field(default_factory=list)


@dataclass(slots=True)
class Phrases:
    """Phrases with what each stands for; `find` gives every match of every phrase."""

    exact: dict[str, list[Rest]] = field(default_factory=dict)
    prefix: dict[str, list[Rest]] = field(default_factory=dict)
    known: dict[str, Starts | None] = field(default_factory=dict)

    def add(self, phrase: str, payload: Any) -> None:
        """Let `phrase` stand for `payload`."""
        self.add_parts(elements(phrase), payload)

    def add_parts(self, words: list[str], payload: Any) -> None:
        """Let these words, each in normal form or with a final star, stand for `payload`."""
        parts = tuple(words)
        if not parts:
            raise ValueError("a phrase without a word")
        first, table = (parts[0][:-1], self.prefix) if parts[0].endswith("*") else (parts[0], self.exact)
        table.setdefault(first, []).append((parts[1:], payload))
        self.known.clear()

    def starting(self, word: str) -> Starts | None:
        """The phrases whose first word is `word`; None when there is none."""
        items = list(self.exact.get(word, ()))
        if self.prefix:
            for length in range(1, len(word) + 1):
                items += self.prefix.get(word[:length], ())
        found = Starts() if items else None
        for rest, payload in items:
            if not rest:
                found.alone.append(payload)  # type: ignore[union-attr]
            elif rest[0].endswith("*"):
                found.next_starred.append((rest, payload))  # type: ignore[union-attr]
            else:
                found.next.setdefault(rest[0], []).append((rest[1:], payload))  # type: ignore[union-attr]
        if len(self.known) < 200_000:
            self.known[word] = found
        return found

    def find(self, forms: list[str]) -> list[tuple[int, int, Any]]:
        """Every match as (first word, word after the last, what it stands for), by place."""
        matches = []
        known, size = self.known, len(forms)
        for index, form in enumerate(forms):
            starts = known[form] if form in known else self.starting(form)
            if starts is None:
                continue
            for payload in starts.alone:
                matches.append((index, index + 1, payload))
            if index + 1 == size:
                continue
            for rest, payload in starts.next.get(forms[index + 1], ()):
                end = index + 2 + len(rest)
                if not rest or (end <= size and follows(rest, forms, index + 2)):
                    matches.append((index, end, payload))
            for rest, payload in starts.next_starred:
                end = index + 1 + len(rest)
                if end <= size and follows(rest, forms, index + 1):
                    matches.append((index, end, payload))
        return matches


def follows(rest: tuple[str, ...], forms: list[str], index: int) -> bool:
    """Whether the words from `index` on are those of `rest`."""
    for offset, wanted in enumerate(rest):
        form = forms[index + offset]
        if form != wanted and not (wanted[-1] == "*" and form.startswith(wanted[:-1])):
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
