"""What the field writes and this project reads: one folder of tests/fixtures/field per shape, found by listing.

A folder holds a small file of our own making and `shape.yml`: `kind` (detections, reactions, statements, feeds),
`title`, `producer` with its version, `origin` (the public documentation or code the shape was learnt from, by name),
`file`, `command` (what a person types, {file} for the file), and `expected`, the numbers a test holds the reader to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from etl.errors import GardefouError
from etl.intake.sources import ROOT
from etl.yaml_text import LOADER

FIELD = ROOT / "tests" / "fixtures" / "field"
KINDS = ("detections", "reactions", "statements", "feeds")
NEEDED = ("kind", "title", "producer", "origin", "file", "command", "expected")


@dataclass(frozen=True)
class Shape:
    """One shape: `name` is its folder's; `command` is what reads it; `expected` are numbers by name."""

    name: str
    kind: str
    title: str
    producer: str
    origin: str
    file: Path
    command: str
    expected: Mapping[str, Any]

    @property
    def example(self) -> str:
        """The command with the shape's own file, from the project's folder."""
        folder = self.file.parent.relative_to(ROOT).as_posix()
        return f"python -m etl {self.command.format(file=f'{folder}/{self.file.name}', folder=folder)}"


def shapes(field: Path = FIELD) -> list[Shape]:
    """Every shape, by kind and name. Raises GardefouError for a folder without its particulars or its file."""
    found = []
    for path in sorted(field.glob("*/shape.yml")):
        given = yaml.load(path.read_text(encoding="utf-8"), LOADER) or {}
        if wrong := sorted(set(given) ^ set(NEEDED)):
            raise GardefouError(
                f"tests/fixtures/field/{path.parent.name}/shape.yml: {', '.join(wrong)} missing or extra."
            )
        file = path.with_name(str(given["file"]))
        if given["kind"] not in KINDS or not file.exists():
            raise GardefouError(f"tests/fixtures/field/{path.parent.name}: no such kind, or no file {file.name}.")
        found.append(Shape(path.parent.name, **{**given, "file": file}))
    return sorted(found, key=lambda shape: (KINDS.index(shape.kind), shape.name))
