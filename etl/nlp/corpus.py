"""The posts the tagger learns from: data/labels/reactions_*.jsonl, invented, in the tagging scheme."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl.nlp.text import normal

LABELS = Path(__file__).parents[2] / "data" / "labels"


def posts(folder: Path = LABELS) -> list[dict[str, Any]]:
    """Every labelled post, files in order of name, with `file` added."""
    found = []
    for path in sorted(folder.glob("reactions_??_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                found.append({**json.loads(line), "file": path.name})
    return found


def frozen_test(folder: Path = LABELS) -> list[dict[str, Any]]:
    """Labelled posts that no model learns from: the last test of each."""
    return [json.loads(line) for line in (folder / "frozen_test.jsonl").read_text(encoding="utf-8").splitlines()]


@lru_cache(maxsize=1)
def lower_case_words() -> frozenset[str]:
    """The words that some labelled post writes in lower case, in normal form."""
    words: set[str] = set()
    for post in posts():
        words.update(re.findall(r"(?<!\w)[a-zà-ÿœ]{2,}(?!\w)", post["text"].replace("’", " ").replace("'", " ")))
    return frozenset(map(normal, words))
