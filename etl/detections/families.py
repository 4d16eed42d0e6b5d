"""Which detectors are known, and what each of their labels means here: families.yml and detector_crosswalk.csv."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from etl.errors import GardefouError
from etl.yaml_text import LOADER

ROOT = Path(__file__).parents[2]
CROSSWALK = ROOT / "data" / "reference" / "detector_crosswalk.csv"
CODES = ROOT / "data" / "reference" / "codes.yml"


@dataclass(frozen=True)
class Meaning:
    """One category a label stands for; `flag_at` is on the detector's own scale, None where it flags by itself."""

    label: str
    category: str
    flag_at: float | None


@dataclass(frozen=True)
class Family:
    """A detector's documented shape (`spec`, from families.yml), its labels, and the meanings some of them have."""

    name: str
    spec: Mapping[str, Any]
    labels: frozenset[str]
    meanings: tuple[Meaning, ...]

    @property
    def shape(self) -> str:
        return self.spec["shape"]

    @property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Each label of the crosswalk with the categories it stands for, () for none."""
        found: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(self.labels), ())
        for meaning in self.meanings:
            found[meaning.label] += (meaning.category,)
        return found

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(meaning.category for meaning in self.meanings))


@lru_cache
def families() -> dict[str, Family]:
    """Every family by its name."""
    specs = yaml.load(Path(__file__).with_name("families.yml").read_text(encoding="utf-8"), LOADER)
    with open(CROSSWALK, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        name: Family(
            name,
            {"name": name, **spec},
            frozenset(row["label"] for row in rows if row["family"] == name),
            tuple(
                Meaning(row["label"], row["category"], float(row["flag_at"]) if row["flag_at"] else None)
                for row in rows
                if row["family"] == name and row["category"]
            ),
        )
        for name, spec in specs.items()
    }


def family(name: str) -> Family:
    """The family of that name; raises GardefouError listing the known ones."""
    known = families()
    if name not in known:
        listing = "\n  ".join(f"{key}: {found.spec['title']}" for key, found in known.items())
        raise GardefouError(f"no format is called '{name}'. Nothing was read. Known formats:\n  {listing}")
    return known[name]


@lru_cache
def category_codes() -> frozenset[str]:
    """The categories that measurements are counted in: detection_category of data/reference/codes.yml."""
    return frozenset(yaml.load(CODES.read_text(encoding="utf-8"), LOADER)["detection_category"])
