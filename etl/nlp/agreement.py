"""How far two readers of the same posts agree on the labels of the tagging scheme.

data/labels/first_reading.jsonl and second_reading.jsonl hold the labels of the same posts as each reader gave them:
the first before any correction, the second without sight of the first. whole_reading.jsonl holds role and topics of all
the posts of a later day, read again, with the labels they had before. `python -m etl.nlp.agreement` prints the
tables of docs/labelling.md. Rules: Krippendorff's alpha (nominal) where a post has one label, Cohen's kappa for each
label where it may have several.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from etl.errors import GardefouError
from etl.intervals.agreement import cohen_kappa, krippendorff_alpha
from etl.intervals.estimate import Estimate, limits
from etl.nlp.corpus import LABELS as FOLDER
from etl.nlp.scheme import LABELS, SEVERAL

SAMPLES = ("fr", "en", "both")
Reading = dict[str, dict[str, Any]]


def reading(name: str, folder: Path = FOLDER) -> Reading:
    """The labels one reader gave, by identifier of the post; `name` is first or second."""
    lines = (folder / f"{name}_reading.jsonl").read_text(encoding="utf-8").splitlines()
    return {post["id"]: post for post in map(json.loads, lines)}


def whole_reading(folder: Path = FOLDER) -> tuple[Reading, Reading]:
    """The labels before the reading of all posts, and the labels that reading gave, for role and topics."""
    posts = [json.loads(line) for line in (folder / "whole_reading.jsonl").read_text(encoding="utf-8").splitlines()]
    before = {post["id"]: {**post["before"], "lang": post["id"][:2]} for post in posts}
    return before, {post["id"]: {**post, "lang": post["id"][:2]} for post in posts}


def agreement(first: Reading, second: Reading) -> dict[tuple[str, str, str], Estimate]:
    """alpha or kappa by (field, label, sample) of the fields both readers read; the label is "" where there is one.

    Raises GardefouError when the readers did not read the same posts.
    """
    if set(first) != set(second):
        odd = sorted(set(first) ^ set(second))
        raise GardefouError(
            f"{len(odd)} posts were read by one reader only ({', '.join(odd[:3])}): agreement is not computed. "
            "Keep in each reading the posts of the other."
        )
    found = {}
    fields = [field for field in LABELS if all(field in post for post in second.values())]
    for sample in SAMPLES:
        keys = [key for key, post in second.items() if sample in ("both", post["lang"])]
        for field in fields:
            labels = LABELS[field]
            if field in SEVERAL:
                for label in labels:
                    found[field, label, sample] = cohen_kappa(_crossed(first, second, keys, field, label))
                continue
            codes = [[labels.index(one[key][field]) for key in keys] for one in (first, second)]
            found[field, "", sample] = krippendorff_alpha(codes)
    return found


def table(found: dict[tuple[str, str, str], Estimate]) -> str:
    """The figures as a Markdown table: a line per field or label, a column per language, the 95% limits of both."""
    lines = ["| field | label | French | English | both | 95% limits, both |", "|---|---|---:|---:|---:|---|"]
    for field, label in dict.fromkeys((field, label) for field, label, _ in found):
        values = [f"{limits(found[field, label, sample])[0]:.2f}" for sample in SAMPLES]
        _, low, high = limits(found[field, label, "both"])
        # the asymptotic limit may pass 1
        lines.append(f"| {field} | {label or '(one label)'} | {' | '.join(values)} | {low:.2f} to {min(high, 1):.2f} |")
    return "\n".join(lines)


def _crossed(first: Reading, second: Reading, keys: list[str], field: str, label: str) -> np.ndarray:
    """Posts by (first reader put the label, second reader put it)."""
    counts = np.zeros((2, 2), int)
    for key in keys:
        counts[int(label in first[key][field]), int(label in second[key][field])] += 1
    return counts


if __name__ == "__main__":
    print(table(agreement(reading("first"), reading("second"))), end="\n\n")
    print(table(agreement(*whole_reading())))
