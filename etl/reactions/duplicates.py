"""Copies joined: posts whose text is the same but for a few words get one cluster key.

MinHash over runs of three words (Broder 1997): posts that share a band of hashes are compared, and joined when they
share at least LIKE of their runs. Reposts and copied appeals then count once where a reader asks for it.
"""

import re
from collections.abc import Iterator
from zlib import crc32

import numpy as np

HASHES, BANDS = 64, 32
COMPARED = 8  # posts that a post is compared with in a band: the first that share it
LIKE = 0.6
SKETCH = 4  # words of 64 bits in which the runs of a text leave a mark
WORDS = re.compile(r"\w+")
PUT_IN = re.compile(r"<[^>]*>|@user|^rt\b")
PRIME = (1 << 61) - 1
BLOCK = 1 << 18  # runs hashed at once


def runs(text: str) -> frozenset[int]:
    """The hashed runs of three words of a text, without case, marks and what redaction put in."""
    words = WORDS.findall(PUT_IN.sub(" ", text.lower()))
    if len(words) < 3:
        return frozenset([crc32(" ".join(words).encode())] if words else [])
    threes = zip(words, words[1:], words[2:], strict=False)
    return frozenset([crc32(f"{one} {two} {three}".encode()) for one, two, three in threes])


def clusters(texts: list[str]) -> list[int]:
    """For each text the position of the first one it is a copy of (its own, when it is the first).

    What is compared lies in arrays: less than a kilobyte of memory a text.
    """
    found = Runs(texts)
    parent = np.arange(len(texts))
    for items, keys in found.bands():
        for ones, others in candidates(items, keys):
            differ = np.flatnonzero(parent[ones] != parent[others])
            ones, others = ones[differ], others[differ]
            differ = np.flatnonzero(found.may_be_alike(ones, others))
            if joined(found, parent, ones[differ], others[differ]):
                settle(parent)
    return parent.tolist()


class Runs:
    """The runs of every text, one after the other in one array; those of text i begin at `starts[i]`."""

    def __init__(self, texts: list[str]):
        self.starts = np.zeros(len(texts) + 1, dtype=np.int64)
        held = []
        for place in range(0, len(texts), 10_000):
            some = [runs(text) for text in texts[place : place + 10_000]]
            self.starts[place + 1 : place + 1 + len(some)] = [len(one) for one in some]
            held.append(np.fromiter((run for one in some for run in one), dtype=np.uint32))
        self.values = np.concatenate(held) if held else np.zeros(0, dtype=np.uint32)
        self.starts = np.cumsum(self.starts)
        self.sizes = np.diff(self.starts)
        self.sketches = np.zeros((len(texts), SKETCH), dtype=np.uint64)
        filled = np.flatnonzero(self.sizes)
        if len(filled):
            bits = np.uint64(1) << (self.values & np.uint32(63)).astype(np.uint64)
            for word in range(SKETCH):
                marks = np.where((self.values >> np.uint32(6)) % SKETCH == word, bits, np.uint64(0))
                self.sketches[filled, word] = np.bitwise_or.reduceat(marks, self.starts[filled])

    def of(self, text: int) -> set[int]:
        return set(self.values[self.starts[text] : self.starts[text + 1]].tolist())

    def may_be_alike(self, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        """Whether the numbers of runs and their marks let a pair be alike: of 3 and 10 no more than three tenths can be
        shared, and each mark that only one of them has is of a run that the other has not."""
        one, other = self.sizes[ones], self.sizes[others]
        lone = np.bitwise_count(self.sketches[ones] ^ self.sketches[others]).sum(axis=1)
        most = (1 - LIKE) / (1 + LIKE) * (one + other)  # not shared, when LIKE of all are
        return (np.minimum(one, other) >= LIKE * np.maximum(one, other)) & (lone <= most + 1e-6)

    def bands(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """(texts that have runs, what each has in the band), band by band."""
        items = np.flatnonzero(self.sizes)
        signatures = self.signatures(items)
        for band in range(BANDS if len(items) else 0):
            one, other = signatures[:, 2 * band], signatures[:, 2 * band + 1]
            yield items, one.astype(np.uint64) << np.uint64(32) | other

    def signatures(self, items: np.ndarray) -> np.ndarray:
        """The least of each hash over a text's runs, a row a text."""
        random = np.random.default_rng(20_260_101)
        multipliers = random.integers(1, PRIME, HASHES, dtype=np.int64).astype(np.uint64) & np.uint64(0xFFFFFFFF)
        offsets = random.integers(0, PRIME, HASHES, dtype=np.int64).astype(np.uint64) & np.uint64(0xFFFFFFFF)
        multipliers |= np.uint64(1)
        least = np.empty((len(items), HASHES), dtype=np.uint32)
        begin = 0
        while begin < len(items):
            first = self.starts[items[begin]]
            end = max(begin + 1, int(np.searchsorted(self.starts[items], first + BLOCK)))
            last = self.starts[items[end]] if end < len(items) else len(self.values)
            values = self.values[first:last].astype(np.uint64)
            at = self.starts[items[begin:end]] - first
            for number in range(HASHES):
                hashed = (values * multipliers[number] + offsets[number]).astype(np.uint32)
                least[begin:end, number] = np.minimum.reduceat(hashed, at)
            begin = end
        return least


def candidates(items: np.ndarray, keys: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of texts to compare: each with the first ones of the same key, one after the other."""
    order = np.argsort(keys, kind="stable")
    items, keys = items[order], keys[order]
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    sizes = np.diff(np.append(begins, len(keys)))
    place = np.arange(len(keys)) - np.repeat(begins, sizes)
    for number in range(COMPARED):
        later = np.flatnonzero(place > number)
        if not len(later):
            return
        yield items[later - place[later] + number], items[later]


def joined(found: Runs, parent: np.ndarray, ones: np.ndarray, others: np.ndarray) -> bool:
    """Whether one of the pairs was alike; those that are have one root then, the first of their texts."""

    def root(item: int) -> int:
        while (above := int(parent[item])) != item:
            parent[item] = parent[above]
            item = above
        return item

    is_any = False
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        first, second = root(one), root(other)
        if first != second and alike(found.of(one), found.of(other)):
            parent[max(first, second)] = min(first, second)
            is_any = True
    return is_any


def settle(parent: np.ndarray) -> None:
    """Every text leads to its root at once."""
    while not np.array_equal(above := parent[parent], parent):
        parent[:] = above


def alike(one: set[int], other: set[int]) -> bool:
    shared = len(one & other)
    return shared >= LIKE * (len(one) + len(other) - shared)
