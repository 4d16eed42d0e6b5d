"""The posts the tagger learns from: data/labels, all invented, in the tagging scheme."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl.nlp.text import normal

LABELS = Path(__file__).parents[2] / "data" / "labels"
UNSEEN = {  # tests of posts that no model learns from -> file; the newest first
    "callers": "callers",
    "threads": "threads",
    "phone": "phone",
    "crowd": "crowd",
    "forum": "forum",
    "voices": "voices",
    "hands": "other_hands",
    "sealed": "sealed",
    "fresh": "fresh",
}


def posts(folder: Path = LABELS) -> list[dict[str, Any]]:
    """Every labelled post about the affair, files in order of name, with `file` added."""
    return _read(sorted(folder.glob("reactions_??_*.jsonl")))


def off_topic(folder: Path = LABELS) -> list[dict[str, Any]]:
    """Posts on other matters: `about` is "no" and `kind` says everyday or near; they carry no other label."""
    return _read(sorted(folder.glob("off_topic_??.jsonl")))


def unseen(name: str, folder: Path = LABELS) -> list[dict[str, Any]]:
    """The test `name` of UNSEEN: posts on the affair and on other matters that no model learns from."""
    return _read([folder / f"{UNSEEN[name]}_test.jsonl"])


def everyday_test(folder: Path = LABELS) -> list[dict[str, Any]]:
    """Everyday posts that no model learns from, as anybody writes them: none of them may count."""
    return _read([folder / "plain_test.jsonl"])


def _read(paths: list[Path]) -> list[dict[str, Any]]:
    return [
        {**json.loads(line), "file": path.name}
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def frozen_test(folder: Path = LABELS) -> list[dict[str, Any]]:
    """Labelled posts that no model learns from: the last test of each."""
    return [json.loads(line) for line in (folder / "frozen_test.jsonl").read_text(encoding="utf-8").splitlines()]


@lru_cache(maxsize=1)
def lower_case_words() -> frozenset[str]:
    """The words that some labelled post writes in lower case, in normal form."""
    words: set[str] = set()
    for post in [*posts(), *off_topic()]:
        words.update(re.findall(r"(?<!\w)[a-zà-ÿœ]{2,}(?!\w)", post["text"].replace("’", " ").replace("'", " ")))
    return frozenset(map(normal, words))
