"""What taking in posts and images costs beside another version: `python -m benchmarks.taking_in --against CHECKOUT`.

The same invented files go through both, one after the other; CPU seconds and peak memory of each are printed.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.contenders import ROOT
from etl.nlp.corpus import posts

LIKELY = ("VERY_UNLIKELY", "UNLIKELY", "POSSIBLE", "LIKELY", "VERY_LIKELY")
SEEN = ("FEMALE_BREAST_EXPOSED", "FACE_FEMALE", "BUTTOCKS_COVERED")
DETAILS = ("Marie Dupont", "@someone", "https://news.example.org/a/b", "06 12 34 56 78", "a.b@example.org", "")


def of_posts(number: int, draw: random.Random) -> Iterator[str]:
    """One to three sentences of labelled posts and, mostly, a detail that is to be taken out."""
    sentences = [part.strip() for post in posts() for part in post["text"].split(". ") if len(part) > 15]
    for place in range(number):
        text = f"{'. '.join(draw.choices(sentences, k=draw.randint(1, 3)))} {draw.choice(DETAILS)}"
        day = f"2026-01-{draw.randint(1, 28):02}T10:{draw.randint(0, 59):02}:00Z"
        author = f"user{draw.randint(0, number // 5)}"
        post = {"id": str(10**15 + place), "text": text, "author": author, "created_at": day, "likes": place % 50}
        yield json.dumps(post, ensure_ascii=False)


def image(place: int) -> dict[str, str]:
    return {"image_id": f"i{place}", "account_id": f"a{place % 50_000}", "day": f"2026-01-{place % 28 + 1:02}"}


def of_csv(number: int, draw: random.Random) -> Iterator[str]:
    yield "image_id,account_id,day,label,score"
    for place in range(number):
        yield f"{','.join(image(place).values())},nudity,{draw.random():.4f}"


def of_nudenet(number: int, draw: random.Random) -> Iterator[str]:
    for place in range(number):
        found = [{"class": draw.choice(SEEN), "score": round(draw.random(), 4), "box": [1, 2, 3, 4]}]
        yield json.dumps(image(place) | {"response": found})


def of_safesearch(number: int, draw: random.Random) -> Iterator[str]:
    for place in range(number):
        answer = {name: draw.choice(LIKELY) for name in ("adult", "spoof", "medical", "violence", "racy")}
        yield json.dumps(image(place) | {"response": {"safeSearchAnnotation": answer}})


# kind → what makes its lines, the file's ending, the words of its command
KINDS: dict[str, tuple[Callable[[int, random.Random], Iterator[str]], str, list[str]]] = {
    "csv": (of_csv, "csv", ["detections", "--detector", "d-1"]),
    "nudenet": (of_nudenet, "jsonl", ["detections", "--detector", "d-1", "--format", "nudenet"]),
    "safesearch": (of_safesearch, "jsonl", ["detections", "--detector", "d-1", "--format", "safesearch"]),
    "posts": (of_posts, "jsonl", ["reactions"]),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.taking_in", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "garde-fou-benchmarks")
    parser.add_argument("--against", type=Path, required=True, help="a checkout of another version")
    parser.add_argument("--images", type=int, default=1_000_000)
    parser.add_argument("--posts", type=int, default=1_000_000)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for kind, (make, ending, words) in KINDS.items():
        number = args.posts if kind == "posts" else args.images
        source = args.folder / f"{kind}-{number}.{ending}"
        if not source.exists():
            with open(source, "w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in make(number, random.Random(1)))
        for checkout in (args.against, ROOT):
            cpu, peak = spent(checkout, [words[0], str(source), *words[1:]], args.folder / "taken")
            print(f"{kind} {number:,} {checkout.name}: CPU s {cpu:.1f}, peak {peak:.0f} MiB", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0


def spent(checkout: Path, words: list[str], store: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in MiB of one `ingest` into an empty store. Raises RuntimeError when it fails."""
    shutil.rmtree(store, ignore_errors=True)
    command = [sys.executable, "-m", "etl", "ingest", *words, "--store", str(store)]
    running = subprocess.Popen(command, cwd=checkout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} failed in {checkout}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
