"""The data files of the layer, data/nlp/*.yml, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "data" / "nlp"


@cache
def listed(name: str) -> Any:
    """The content of data/nlp/<name>.yml, read with the fastest safe loader of this machine."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"), Loader=loader)


def words(name: str) -> frozenset[str]:
    """The words of one list of data/nlp/reading.yml."""
    return frozenset(word.strip('"') for word in listed("reading")[name].split())
