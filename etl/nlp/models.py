"""Which model tags: the shipped one when it was trained on exactly these inputs, else one trained here and kept.

The inputs are the labelled posts, the cue lists and the code that reads posts; their hash names the model.
"""

import ast
import atexit
import gc
import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from etl.nlp.affair_names import LEARNT as NAMES
from etl.nlp.corpus import LABELS, off_topic, posts
from etl.nlp.lists import FOLDER
from etl.nlp.model import FORMAT, Model, load, save

SHIPPED = FOLDER / "model"
LEARNT = ("reactions_??_*.jsonl", "off_topic_??.jsonl")
LISTS = ("cues_*.yml", "reading.yml", "reading.cfg", "entities.yml", "countries.yml")
CODE = (
    "affair_names.py",
    "text.py",
    "phrases.py",
    "entities.py",
    "reading.py",
    "features.py",
    "scheme.py",
    "model.py",
    "train.py",
)


def input_hash(labels: Path = LABELS, extra: list[dict[str, Any]] | None = None) -> str:
    """The hash of everything a model is made of: labelled posts (and corrections), lists, code."""
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    files = [path for pattern in LEARNT for path in sorted(labels.glob(pattern))]
    files += [path for pattern in LISTS for path in sorted(FOLDER.glob(pattern))]
    files.append(NAMES)  # not those of the affair at hand: the same model reads another one's posts
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    for name in CODE:
        digest.update(name.encode() + b"\0" + instructions(Path(__file__).parent / name).encode() + b"\0")
    for post in extra or ():
        digest.update(repr(sorted(post.items())).encode())
    return digest.hexdigest()[:16]


def instructions(path: Path) -> str:
    """What a module does, without its comments, docstrings and layout: rewording it does not call for a new model."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0] = ast.Pass()
    return ast.unparse(tree)


def stored(store: Path, key: str) -> Path | None:
    """The folder of the model made of the inputs `key`: shipped with the project, or kept in the store."""
    for folder in (SHIPPED, store / "models" / key):
        if (folder / "model.json").is_file() and key in (folder / "model.json").read_text(encoding="utf-8"):
            return folder
    return None


def kept_corrections(store: Path) -> list[dict[str, Any]]:
    """The posts a person corrected, kept in the store by `python -m etl retrain`."""
    path = store / "corrections.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def keep_corrections(store: Path, posts: list[dict[str, Any]]) -> None:
    """Replace the corrections in the store, whole or not at all."""
    store.mkdir(parents=True, exist_ok=True)
    scratch = store / "corrections.tmp"
    scratch.write_text(
        "".join(json.dumps(post, ensure_ascii=False, allow_nan=False) + "\n" for post in posts), encoding="utf-8"
    )
    os.replace(scratch, store / "corrections.jsonl")


def current_model(store: Path, quiet: bool = False) -> Model:
    """The model for the inputs as they are; trained (about half a minute) and kept in the store if there is none."""
    extra = kept_corrections(store)
    key = input_hash(extra=extra)
    folder = stored(store, key)
    if folder is None:
        if not quiet:
            print("training the tagging models from data/labels (about half a minute, once) …", file=sys.stderr)
        folder = train_into(store, key, extra)
    model = load(folder)
    gc.freeze()  # its tables live as long as the process: not to be looked through again and again
    atexit.register(gc.unfreeze)  # at the end everything is, or DuckDB says that its own objects leak
    return model


def ready_model(store: Path) -> Model | None:
    """The model for the inputs as they are, or None when it would have to be trained first."""
    folder = stored(store, input_hash(extra=kept_corrections(store)))
    return load(folder) if folder else None


def train_into(store: Path, key: str, extra: list[dict[str, Any]] | None = None) -> Path:
    """The folder of a model newly trained on the labelled posts (and `extra`), put in place whole or not at all."""
    from etl.nlp.train import train

    model, _ = train([*posts(), *off_topic(), *(extra or ())], {"inputs": key})
    home = store / "models"
    home.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".new-", dir=home))
    save(model, made)
    target = home / key
    if target.exists():
        shutil.rmtree(target)
    os.replace(made, target)
    return target
