"""Measure tagging beside a spaCy pipeline of the same scope: `python -m benchmarks.tagging [--help]`.

The figures go to the end of docs/benchmarks.md, below what `python -m benchmarks` wrote there.
"""

import argparse
import datetime as dt
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import spacy_tagger
from benchmarks.contenders import ROOT, Contender
from benchmarks.measure import Cost, cost
from benchmarks.report import machine, put
from etl.nlp.corpus import posts
from etl.nlp.scheme import IS_ABOUT, LABELS, OUTPUTS, SEVERAL

HEADING = "# What tagging costs"
TEXT = (
    HEADING
    + """

Written by `make bench` on {day}; do not edit. Machine: {machine}.

Input: {posts:,} posts made of sentences of the labelled ones, so that their words are those of posts and no post comes
twice; {characters} characters each on average. Each contender is a process of its own, one after the other in each of
{rounds} rounds; seconds are CPU, user and system, of the whole process. The rate leaves out what one post costs (the
start); the ratio is the median of those within a round, the least and the most in brackets.

* **garde-fou**: `python -m etl tag`: language, names, 28 labels with calibrated confidence, evidence and doubt.
* **spaCy** {version}: the same names and cue phrases in its entity ruler and span ruler, its fastest classifier (bag of
  words and pairs) for the same 28 labels, py3langid for the language; without evidence, calibration or doubt
  (`benchmarks/spacy_tagger.py`).

| | posts per CPU second | CPU s for one post | peak MiB | CPU of garde-fou ÷ its CPU |
| --- | ---: | ---: | ---: | ---: |
{rows}

Macro-F1 of both on one fold of families that neither was trained on ({held} posts; the fold of the model card whose
number is 0). The aim here is only to show that the comparison is of like with like.

| | {fields} |
| --- | {bars} |
{scores}

Aims: at least 2,000 posts per CPU second (must: 800), at most 400 MiB, a cold start of at most 1 s (must: 2).

{growth}Load of the machine at the end (1, 5 and 15 minutes): {load}.
"""
)
GROWTH = """One run each of garde-fou on more posts, to see that cost grows with their number and memory does not:

| posts | CPU s | posts per CPU second | peak MiB |
| ---: | ---: | ---: | ---: |
{rows}

"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tagging", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "garde-fou-benchmarks",
                        help="where posts and pipelines are kept (%(default)s)")  # fmt: skip # saves 4 lines
    parser.add_argument("--posts", type=int, default=20_000, help="posts of the comparison (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, each contender once (%(default)s)")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000, 1_000_000], help="for growth (%(default)s)")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    labelled = posts()
    train = (sys.executable, "-m", "benchmarks.spacy_tagger", "train", str(args.folder / "spacy"))
    subprocess.run(train, check=True, cwd=ROOT)  # apart: a process measured later starts with the memory of this one
    many, one = written_posts(args.folder, labelled, args.posts), written_posts(args.folder, labelled, 1)
    costs = compared(args.folder, many, one, args.rounds)
    sizes = {
        size: cost(ours(args.folder, written_posts(args.folder, labelled, size)), args.folder / "last.log")
        for size in args.sizes
    }
    scores, held = accuracy(labelled, args.folder)
    section = page(many, args, costs, sizes, scores, held)
    put(args.output, section)
    print(f"written: {args.output}")
    return 0


def written_posts(folder: Path, labelled: list[dict[str, Any]], number: int) -> Path:
    """A file of that many posts: one to three sentences, of any labelled posts of one language, and an id."""
    path = folder / f"posts-{number}.jsonl"
    draw = random.Random(number)
    sentences = {
        language: [part.strip() + "." for post in labelled if post["lang"] == language
                   for part in post["text"].split(". ") if len(part) > 15]
        for language in spacy_tagger.LANGUAGES
    }  # fmt: skip # saves 5 lines
    with path.open("w", encoding="utf-8") as file:
        for place in range(number):
            found = draw.choices(sentences[draw.choice(spacy_tagger.LANGUAGES)], k=draw.randint(1, 3))
            file.write(json.dumps({"id": str(place), "text": " ".join(found)}, ensure_ascii=False) + "\n")
    return path


def ours(folder: Path, source: Path) -> Contender:
    command = (sys.executable, "-m", "etl", "tag", str(source), "--out", str(folder / "ours.jsonl"))
    return Contender("garde-fou", (*command, "--store", str(folder / "store")))


def theirs(folder: Path, source: Path) -> Contender:
    paths = (folder / "spacy", source, folder / "spacy.jsonl")
    return Contender("spaCy", (sys.executable, "-m", "benchmarks.spacy_tagger", *map(str, paths)))


def compared(folder: Path, many: Path, one: Path, rounds: int) -> dict[str, list[tuple[Cost, Cost]]]:
    """By contender, for each round: the cost of all the posts and of one."""
    costs: dict[str, list[tuple[Cost, Cost]]] = {"garde-fou": [], "spaCy": []}
    for turn in range(rounds):
        for make in (ours, theirs):
            spent = tuple(cost(make(folder, source), folder / "last.log") for source in (many, one))
            name = make(folder, many).name
            costs[name].append((spent[0], spent[1]))
            print(
                f"{turn}: {name:10} {spent[0].cpu:6.2f} CPU s, {spent[0].peak:4.0f} MiB, {spent[1].cpu:.2f} s for one"
            )
    return costs


def accuracy(labelled: list[dict[str, Any]], folder: Path) -> tuple[dict[str, dict[str, float]], int]:
    """Macro-F1 by contender and field on the posts of fold 0, and how many these are; both trained on the others."""
    import numpy as np
    import spacy

    from etl.nlp import evaluate
    from etl.nlp.train import Corpus, calibrate, fit, folds, held_out_scores

    corpus = Corpus(labelled)
    training, held = folds(corpus.families)[0]
    columns, idf, weights, bias = fit(corpus, training)
    choices = calibrate(held_out_scores(corpus, training), corpus.targets[training], corpus.ties[training])
    found = evaluate.probabilities(
        choices["mix"], choices["offset"], corpus.design(held, columns, idf) @ weights + bias
    )
    given = {"garde-fou": evaluate.decided(found, choices["threshold"])}
    spacy_tagger.train([labelled[row] for row in training], folder / "spacy-fold")
    pipelines = {language: spacy.load(folder / "spacy-fold" / language) for language in spacy_tagger.LANGUAGES}
    tags = [spacy_tagger.chosen(pipelines[labelled[row]["lang"]](labelled[row]["text"]).cats) for row in held]
    given["spaCy"] = np.array(
        [
            [label in one[field] if field in SEVERAL else label == one[field] for field, label in OUTPUTS[:IS_ABOUT]]
            for one in tags
        ]
    )
    targets = corpus.targets[held]
    return {name: {field: evaluate.macro(field, targets, one) for field in LABELS} for name, one in given.items()}, len(
        held
    )


def page(
    many: Path, args: argparse.Namespace, costs: dict[str, list[tuple[Cost, Cost]]], sizes: dict[int, Cost],
    scores: dict[str, dict[str, float]], held: int,
) -> str:  # fmt: skip # saves 4 lines
    """The section as Markdown."""
    from importlib.metadata import version

    lines = []
    ratios = [a.cpu / b.cpu for (a, _), (b, _) in zip(costs["garde-fou"], costs["spaCy"], strict=True)]
    against = {"garde-fou": "1", "spaCy": f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"}
    for name, spent in costs.items():
        rate = statistics.median(args.posts / (all_posts.cpu - start.cpu) for all_posts, start in spent)
        start = statistics.median(start.cpu for _, start in spent)
        peak = max(all_posts.peak for all_posts, _ in spent)
        lines.append(f"| {name} | {rate:,.0f} | {start:.2f} | {peak:.0f} | {against[name]} |")
    start = statistics.median(start.cpu for _, start in costs["garde-fou"])
    grown = [
        f"| {size:,} | {spent.cpu:.1f} | {size / (spent.cpu - start):,.0f} | {spent.peak:.0f} |"
        for size, spent in sizes.items()
    ]
    characters = statistics.mean(len(json.loads(line)["text"]) for line in many.open(encoding="utf-8"))
    return TEXT.format(
        day=dt.date.today().isoformat(), machine=machine(), posts=args.posts, characters=round(characters),
        rounds=args.rounds, version=version("spacy"), rows="\n".join(lines), held=f"{held:,}",
        fields=" | ".join(LABELS), bars=" | ".join("---:" for _ in LABELS),
        scores="\n".join(f"| {name} | {' | '.join(f'{one[field]:.2f}' for field in LABELS)} |"
                         for name, one in scores.items()),
        growth=GROWTH.format(rows="\n".join(grown)) if grown else "",
        load=", ".join(f"{load:.1f}" for load in os.getloadavg()),
    )  # fmt: skip # saves 8 lines


if __name__ == "__main__":
    sys.exit(main())
