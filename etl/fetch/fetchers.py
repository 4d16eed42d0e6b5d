"""What each fetcher may reach and how often, from etl/fetchers/*.yml and the operator's STORE/fetch.yml."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from etl.errors import GardefouError
from etl.intake.affair import posts
from etl.net.http import Rules
from etl.places import DATA
from etl.yaml_text import LOADER

FETCHERS = Path(__file__).parents[1] / "fetchers"
HOURS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 744}
KEYS = {"id", "kind", "title", "url", "hosts", "schedule", "most_bytes", "seconds", "pause", "credentials", "settings",
        "needs_length", "never_run", "is_on", "loopback"}  # fmt: skip # saves 15 lines


@dataclass(frozen=True)
class Fetcher:
    """One live source. `credentials` are names of environment variables, never their values."""

    id: str
    kind: str
    title: str
    url: str
    hosts: tuple[str, ...]
    schedule: str
    most_bytes: int
    seconds: float = 600.0
    pause: float = 1.0
    credentials: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    needs_length: bool = True
    never_run: bool = True
    is_on: bool = True
    loopback: bool = False

    def rules(self) -> Rules:
        return Rules(frozenset(self.hosts), self.most_bytes, self.seconds, is_loopback_allowed=self.loopback,
                     first_wait=min(1.0, self.pause or 0.01), needs_length=self.needs_length
        )  # fmt: skip # saves 5 lines

    def missing(self) -> list[str]:
        """The environment variables this source needs and that are not set."""
        return [name for name in self.credentials if not os.environ.get(name)]

    def secret(self, place: int) -> str:
        return os.environ[self.credentials[place]]


def fetchers(store: Path) -> dict[str, Fetcher]:
    """Every fetcher by id, as this installation has set it. Raises GardefouError for a description that is wrong."""
    changed = own_settings(store / "fetch.yml")
    found = {}
    for path in sorted(FETCHERS.glob("*.yml")):
        described = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        own = changed.pop(path.stem, None) or {}
        usual, wanted = described.get("settings", {}), own.pop("settings", None) or {}
        if not isinstance(wanted, dict) or any(
            name in usual and type(usual[name]) is not type(value) for name, value in wanted.items()
        ):
            raise GardefouError(
                f"{path.stem}: settings have no values of their kind. Nothing was fetched. Compare "
                f"etl/fetchers/{path.name}, and correct {store / 'fetch.yml'}."
            )
        ours = {name: posts(DATA)[name] for name in ("queries", "hashtags") if usual.get(name) == []}
        settings = {**usual, **ours, **wanted}
        merged = {**described, **own, "settings": settings}
        if unknown := set(merged) - KEYS:
            raise GardefouError(f"{path.stem}: unknown setting {', '.join(sorted(unknown))}. Nothing was fetched.")
        if wrong := [name for name, value in merged.items() if not fits(name, value)]:
            raise GardefouError(
                f"{path.stem}: {', '.join(wrong)} has no value of its kind. Nothing was fetched. "
                f"Compare etl/fetchers/{path.name}, and correct {store / 'fetch.yml'}."
            )
        if merged["id"] != path.stem or merged["schedule"] not in HOURS:
            raise GardefouError(f"etl/fetchers/{path.name}: its id is not its name, or its schedule none of {HOURS}.")
        merged |= {name: tuple(merged.get(name, ())) for name in ("hosts", "credentials")}
        found[path.stem] = Fetcher(**merged)
    if changed:
        raise GardefouError(
            f"{store / 'fetch.yml'} names {', '.join(sorted(changed))}, which is not a fetcher. Nothing was fetched. "
            f"There are: {', '.join(found)}."
        )
    return found


def fits(name: str, value: Any) -> bool:
    """Whether a setting has a value of its kind: a number where one counts, a list of names where one is read."""
    if name in ("hosts", "credentials"):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if name in ("most_bytes", "seconds", "pause"):
        return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    if name in ("needs_length", "never_run", "is_on", "loopback"):
        return isinstance(value, bool)
    return isinstance(value, dict if name == "settings" else str)


def own_settings(path: Path) -> dict[str, dict]:
    """Fetcher → what this installation changed of it; raises GardefouError for a file that is not so."""
    if not path.exists():
        return {}
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), LOADER) or {}
        if not all(isinstance(own, dict) for own in found.values()):
            raise ValueError
    except (yaml.YAMLError, ValueError, AttributeError):
        raise GardefouError(f"{path} cannot be read: fetcher → settings. Nothing was fetched. Correct it.") from None
    return found
