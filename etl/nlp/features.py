"""What the models see of a post: words, pieces of words, and cues with who says them and how; no name.

Each feature has a name and stands for some words of the post, so that a tag can show its evidence. Words inside
quotation marks are kept apart, as somebody else's, unless the whole post is a quotation.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.nlp.entities import FILLER
from etl.nlp.reading import Words
from etl.nlp.text import STOPS

BLOCKS = ("word", "piece", "cue", "link")
WEIGHT = {"word": 1.3, "piece": 1.0, "cue": 1.0, "link": 0.5}  # length of a block's part of a post
SHORT, LONG = 3, 5  # characters of a piece of a word, with the spaces around it
SKIPPED = frozenset({".", ",", ":", ";", "(", ")", "—", "–", "\n", FILLER})
QUOTED_SHARE = 0.55  # from this share of its words on, a post is a quotation and its voice is the one quoted

GROUPS = frozenset(
    f"about_{name}" for name in ("made", "machine", "means", "image", "body", "dress", "fake", "synthetic")
)  # of cues_subject.yml
SHOWN = frozenset({"machine", "image", "fake", "synthetic", "service"})  # what a picture made of somebody needs
TIE = 4  # the words of a post tie it to the subject fully (see `tie`)
PULL = (0.0, 1.0, 0.0, 3.0, 4.0)  # what a tie adds to the score of `about`: as learnt on writers held out, who keep the
# subject but not the style; a model of the posts it has read trusts their style more
IMAGES = frozenset({"made_image", "consent", "victim"})  # cues of images made of people, and of whom they show

Array = npt.NDArray[Any]
Lookup = Callable[[str], int | None]
Found = tuple[int, int, str]  # a cue: its first word, the word after it, what it points to


@dataclass(slots=True)
class Encoder:
    """From the name of a feature to its column, block by block; a name without a column is left out."""

    word: Lookup
    piece: Lookup
    cue: Lookup
    link: Lookup
    known: dict[str, list[int]] = field(default_factory=dict, init=False)

    def pieces(self, form: str) -> list[int]:
        """The columns of the pieces of a word."""
        columns = self.known.get(form)
        if columns is None:
            padded = f" {form} "
            found = [padded[i : i + n] for n in range(SHORT, LONG + 1) for i in range(len(padded) - n + 1)]
            columns = [column for column in map(self.piece, found) if column is not None]
            if len(self.known) < 200_000:
                self.known[form] = columns
        return columns


@dataclass(slots=True)
class Entries:
    """Features of one post, in parallel lists: column, the word it stands for, and its share of one occurrence."""

    columns: list[int]
    tokens: list[int]
    shares: list[float]

    def add(self, column: int | None, first: int, end: int) -> None:
        """Count one occurrence of a feature over the words `first` to `end` - 1."""
        if column is None:
            return
        if end - first == 1:
            self.columns.append(column)
            self.tokens.append(first)
            self.shares.append(1.0)
            return
        share = 1.0 / max(1, end - first)
        for token in range(first, end):
            self.columns.append(column)
            self.tokens.append(token)
            self.shares.append(share)


def encode(text: str, encoder: Encoder, words: Words) -> Entries:
    """The features of `text`, read as `words`."""
    forms, quoted, negated = words.forms, words.quoted, words.negated
    inside = sum(quoted)
    spoken = sum(form not in SKIPPED for form in forms)
    whole = bool(inside) and inside >= QUOTED_SHARE * max(1, spoken)
    entries = Entries([], [], [])
    columns, tokens, shares, add = entries.columns, entries.tokens, entries.shares, entries.add
    word, cue, pieces = encoder.word, encoder.cue, encoder.pieces
    previous = ""
    for index, form in enumerate(forms):
        if form in SKIPPED:
            previous = "" if form in STOPS else previous
            continue
        if quoted[index] and not whole:
            add(word(f"q {form}"), index, index + 1)
            previous = ""
            continue
        column = word(form)
        if column is not None:
            columns.append(column)
            tokens.append(index)
            shares.append(1.0)
        if previous:
            add(word(f"{previous} {form}"), index - 1, index + 1)
        if index == 0 or forms[index - 1] in STOPS:
            add(cue(f"opens {form}"), index, index + 1)
        if negated[index]:
            add(cue(f"not {form}"), index, index + 1)
        if form[0].isalpha():
            found = pieces(form)
            columns += found
            tokens += [index] * len(found)
            shares += [1.0] * len(found)
        previous = form
    found_cues = words.cues
    _add_cues(words, whole, entries, encoder, found_cues)
    _add_speaker(words, whole, entries, cue, found_cues)
    if forms:
        for name in shapes(text, words, whole, inside):
            add(cue(name), 0, 1)  # of the whole post; shown at its first word if at all
    return entries


def _add_cues(words: Words, whole: bool, entries: Entries, encoder: Encoder, found_cues: list[Found]) -> None:
    """Cues with their scope (said, negated or quoted), their place in the post, and which share a sentence."""
    add, cue = entries.add, encoder.cue
    last = words.sentences[-1] if words.sentences else 0
    by_sentence: dict[int, dict[str, tuple[int, int]]] = {}
    for first, end, concept in found_cues:
        if words.quoted[first] and not whole:
            add(cue(f"quoted {concept}"), first, end)
            continue
        name = f"no {concept}" if words.negated[first] else concept
        add(cue(name), first, end)
        sentence = words.sentences[first]
        if last and sentence in (0, last):
            add(cue(f"end {name}" if sentence else f"start {name}"), first, end)
        by_sentence.setdefault(sentence, {}).setdefault(name, (first, end))
    for name in subject([concept for _, _, concept in found_cues], "<service>" in words.forms):
        if words.forms:
            add(cue(name), 0, 1)
    link = encoder.link
    for found in by_sentence.values():
        for one, other in combinations(sorted(found), 2):
            column = link(f"{one} + {other}")
            if column is not None:
                add(column, *found[one])
                add(column, *found[other])


def subject(concepts: list[str], is_named: bool) -> list[str]:
    """How many cues of other matters a post has, and of images made of people; which groups of the subject, in pairs.

    The groups are those of cues_subject.yml, not of the topics, and whether the service is named.
    """
    other = min(3, sum(concept.startswith(("life_", "other_")) for concept in concepts))
    made = min(2, sum(concept in IMAGES for concept in concepts))
    groups = groups_of(concepts, is_named)
    names = [f"subject other {other}", f"subject image {made}", f"subject {other} {made}"]
    names += [f"subject groups {min(3, len(groups))}", f"subject groups {min(3, len(groups))} other {other}"]
    names += [f"subject tie {tie(groups)}", f"subject tie {tie(groups)} other {other}"]
    names += [f"subject only {one}" for one in groups if len(groups) == 1]
    return names + [f"subject {one} {two}" for one, two in combinations(groups, 2)]


def groups_of(concepts: Iterable[str], is_named: bool) -> list[str]:
    """Which groups of the subject a post has words of, in order of name; "service" when it names the one accused."""
    return (
        sorted({concept.removeprefix("about_") for concept in concepts if concept in GROUPS}) + ["service"] * is_named
    )


def tie_of(words: Words) -> int:
    """How far the words of a post tie it to the subject (see `tie`)."""
    return tie(groups_of([concept for _, _, concept in words.cues], "<service>" in words.forms))


def tie(groups: Collection[str]) -> int:
    """How far the words of a post tie it to the subject, 0 to 4.

    0: not at all. 1: a machine, an image or a fake, or clothes. 2: the service named, beside none of the body. 3: the
    body, or clothes beside a machine, an image or a fake. 4: the body beside one of these, or words of undressing.
    """
    shown = any(group in SHOWN for group in groups)
    if "made" in groups or ("body" in groups and (shown or "means" in groups)):
        return TIE
    if "body" in groups or ("dress" in groups and shown):
        return 3
    return 2 if "service" in groups else int(shown or "dress" in groups)


def _add_speaker(words: Words, whole: bool, entries: Entries, cue: Lookup, found_cues: list[Found]) -> None:
    """Words that may name the speaker: who is said to say a quotation, what opens the post, what signs it."""
    forms = words.forms
    marks = [index for index, form in enumerate(forms[:8]) if form in (",", ":", ".", "—", "|")]
    lead = range(marks[0]) if marks else range(0)
    dash = max((index for index, form in enumerate(forms) if form in ("—", "–")), default=-1)
    signed = range(dash + 1, len(forms)) if dash > 0 and len(forms) - dash < 10 else range(0)
    outside = [index for index in range(len(forms)) if not words.quoted[index]] if whole else []
    for kind, places in (("lead", lead), ("signed", signed), ("says", outside)):
        chosen = set(places)
        if not chosen:
            continue
        for index in chosen:
            if forms[index] not in SKIPPED:
                entries.add(cue(f"{kind} {forms[index]}"), index, index + 1)
        for first, end, concept in found_cues:
            if first in chosen:
                entries.add(cue(f"{kind} {concept}"), first, end)


def shapes(text: str, words: Words, whole: bool, inside: int) -> list[str]:
    """The form of a post: quotation, length, questions, capitals, marks."""
    forms = words.forms
    last = words.sentences[-1]
    names = [f"shape words {min(5, len(forms) // 8)}", f"shape sentences {min(5, last)}"]
    tests = {
        "shape whole quote": whole,
        "shape has quote": bool(inside) and not whole,
        "shape opens with quote": words.quoted[0],
        f"shape ends {forms[-1]}": forms[-1] in ("?", "!", "…"),
        "shape asks": "?" in forms,
        "shape exclaims": text.count("!") > 1,
        "shape capitals": sum(token.isupper() and len(token) > 2 and token.isalpha() for token in text.split()) > 1,
        "shape lower start": text[:1].islower(),
        "shape no stop": not text.rstrip().endswith((".", "!", "?", "…", "»", '"', "”")),
        "shape number": any(form[0].isdigit() for form in forms),
        "shape signed": "—" in text[-60:],
    }
    return names + [name for name, holds in tests.items() if holds]


@dataclass(slots=True)
class Table:
    """The weighted features of many posts: one line per post and feature, and one per entry pointing to it."""

    rows: Array
    columns: Array
    values: Array
    entry_line: Array  # the line an entry belongs to
    entry_share: Array  # its share of that line's value
    entry_token: Array  # the number of its word, counted over all the posts


def tabulate(posts: list[Entries], word_counts: list[int], idf: Array, block: Array) -> Table:
    """Weights: (1 + log count) x idf, each block of a post scaled to its WEIGHT."""
    sizes = [len(post.columns) for post in posts]
    total = sum(sizes)
    column = np.fromiter(chain.from_iterable(post.columns for post in posts), dtype=np.int64, count=total)
    share = np.fromiter(chain.from_iterable(post.shares for post in posts), dtype=np.float64, count=total)
    token = np.fromiter(chain.from_iterable(post.tokens for post in posts), dtype=np.int64, count=total)
    row = np.repeat(np.arange(len(posts)), sizes)
    token += np.repeat(np.concatenate(([0], np.cumsum(word_counts)[:-1])).astype(np.int64), sizes) if total else 0
    key, line = np.unique(row * len(idf) + column, return_inverse=True)
    count = np.bincount(line, weights=share, minlength=len(key))
    rows, columns = key // max(1, len(idf)), key % max(1, len(idf))
    values = (1.0 + np.log(np.maximum(count, 1.0))) * idf[columns]
    group = rows * len(BLOCKS) + block[columns]
    length = np.sqrt(np.bincount(group, weights=values**2, minlength=len(posts) * len(BLOCKS)))
    values = values * np.array([WEIGHT[kind] for kind in BLOCKS])[group % len(BLOCKS)] / length[group]
    return Table(rows, columns, values, line, share / count[line] if total else share, token)
