"""What an affair's companies, their service and their owners are called: of the affair at hand, and of the labels.

A name is masked by what it is before anything is learnt or decided, so that a name is no evidence. The model learnt
from posts with the names of data/labels/names.yml; posts of the affair at hand are read with those of its affair.yml.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from etl.errors import GardefouError
from etl.places import DATA, ROOT

LEARNT = ROOT / "data" / "labels" / "names.yml"
_followed = [DATA]


@dataclass(frozen=True, slots=True)
class Names:
    """Names as written: `anyhow` in any case, `exact` only so spelled, `context` where the words beside agree."""

    anyhow: frozenset[str]
    exact: frozenset[str]
    context: frozenset[str]
    owners: frozenset[str]
    handles: frozenset[str]

    def all(self) -> frozenset[str]:
        """Every name of a company or the service."""
        return self.anyhow | self.exact | self.context


def follow(folder: Path) -> None:
    """From now on posts are read with the names of the affair of this folder (GARDEFOU_DATA until then)."""
    _followed[0] = folder


def affair() -> Path:
    """The file of the affair whose names are masked."""
    return _followed[0] / "affair.yml"


@lru_cache(maxsize=8)
def names_of(path: Path) -> Names:
    """The names a file of an affair, or of the labels, gives; none where there is no such file.

    Raises GardefouError when it is no YAML, or its companies are no list.
    """
    if not path.is_file():
        return Names(*[frozenset()] * 5)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}
        companies, service = found.get("companies") or [], found.get("service") or {}
        listed: dict[str, set[str]] = {
            key: {str(one) for company in companies for one in company.get(key) or ()}
            for key in ("aliases", "exact", "context", "owners", "handles")
        }
        called = {str(one["name"]) for one in (*companies, *([service] if service else ()))}
    except (OSError, ValueError, yaml.YAMLError, AttributeError, TypeError, KeyError) as error:
        raise GardefouError(
            f"{path.name} cannot be read for the names of the affair ({str(error).splitlines()[0][:120]}). Nothing was "
            "read. `python -m etl check-data` names the faults of the file with their lines."
        ) from error
    special = listed["exact"] | listed["context"]
    return Names(
        anyhow=frozenset((called | listed["aliases"]) - special),
        exact=frozenset(listed["exact"]),
        context=frozenset(listed["context"]),
        owners=frozenset(one.lower() for one in listed["owners"]),
        handles=frozenset(one.lower().lstrip("@") for one in listed["handles"]),
    )


def masked(learning: bool) -> tuple[Names, ...]:
    """Whose names are read as those of the service accused: the affair's; while learning the labels' too."""
    return (names_of(affair()), names_of(LEARNT)) if learning else (names_of(affair()),)


def digest() -> str:
    """What changes when the names of the affair at hand do: posts are then read anew."""
    told = [sorted(getattr(names_of(affair()), name)) for name in Names.__slots__]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def handles() -> frozenset[str]:
    """The handles of companies and services: no person's, in either affair."""
    return frozenset().union(*(one.handles for one in masked(learning=True)))
