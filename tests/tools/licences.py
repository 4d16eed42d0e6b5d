"""The licence of every installed package that requirements.lock names: `make licences`. 1 when one is not said at all."""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements.lock"
CLASSED = re.compile(r"License :: (?:OSI Approved :: )?(.+)")


def locked() -> dict[str, str]:
    """Package → version, as the lock pins them."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", LOCK.read_text("utf-8"), flags=re.MULTILINE))


def licence(name: str) -> str:
    """What a package's own metadata say of its licence, '' when nothing."""
    told = metadata(name)
    classed = [found[1] for one in told.get_all("Classifier") or () if (found := CLASSED.match(one))]
    said = told.get("License-Expression") or "; ".join(classed) or (told.get("License") or "").splitlines()[:1]
    return (said if isinstance(said, str) else "".join(said))[:80]


def main() -> int:
    """A line per package; those that say nothing last."""
    silent, absent = [], []
    for name, version in sorted(locked().items()):
        try:
            told = licence(name)
        except PackageNotFoundError:
            absent.append(name)
            continue
        print(f"{name} {version}: {told}") if told else silent.append(name)
    if absent:
        print(f"not installed here, so not asked: {', '.join(absent)}")
    if silent:
        print(f"no licence in their metadata, to be looked up by hand: {', '.join(silent)}", file=sys.stderr)
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
