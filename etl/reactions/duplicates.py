"""Copies joined: posts whose text is the same but for a few words get one cluster key.

MinHash over runs of three words (Broder 1997): posts that share a band of hashes are compared, and joined when they
share at least LIKE of their runs. Reposts and copied appeals then count once where a reader asks for it.
"""

import re
import zlib

import numpy as np

HASHES, BANDS = 64, 32
LIKE = 0.6
PRIME = (1 << 61) - 1


def runs(text: str) -> frozenset[int]:
    """The hashed runs of three words of a text, without case, marks and what redaction put in."""
    words = re.findall(r"\w+", re.sub(r"<[^>]*>|@user|^rt\b", " ", text.lower()))
    size = min(3, len(words))
    return frozenset(zlib.crc32(" ".join(words[i : i + size]).encode()) for i in range(len(words) - size + 1) if words)


def clusters(texts: list[str]) -> list[int]:
    """For each text the position of the first one it is a copy of (its own, when it is the first)."""
    found = [runs(text) for text in texts]
    random = np.random.default_rng(20_260_101)
    a = random.integers(1, PRIME, HASHES, dtype=np.int64).astype(object)
    factors = [(int(x), int(y)) for x, y in zip(a, random.integers(0, PRIME, HASHES, dtype=np.int64), strict=True)]
    multipliers = np.array([x & 0xFFFFFFFF | 1 for x, _ in factors], dtype=np.uint64)
    offsets = np.array([y & 0xFFFFFFFF for _, y in factors], dtype=np.uint64)
    parent = list(range(len(texts)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    homes: dict[tuple[int, bytes], list[int]] = {}
    rows = HASHES // BANDS
    for item, shingles in enumerate(found):
        if not shingles:
            continue
        values = np.fromiter(shingles, dtype=np.uint64, count=len(shingles))
        signature = ((values[:, None] * multipliers + offsets) & np.uint64(0xFFFFFFFF)).min(axis=0)
        for band in range(BANDS):
            key = (band, signature[band * rows : (band + 1) * rows].tobytes())
            home = homes.setdefault(key, [])
            for other in home[:8]:
                one, two = root(item), root(other)
                if one != two and alike(shingles, found[other]):
                    parent[max(one, two)] = min(one, two)
            home.append(item)
    return [root(item) for item in range(len(texts))]


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= LIKE * len(one | other)
