"""Which versions are kept, and going back to one of them."""

from pathlib import Path

from etl.errors import GardefouError
from etl.files import now, one_writer, replaced
from etl.live.held import hold, overridden
from etl.warehouse import Manifest, Unavailable, current, verified, versions


def listed(out: Path) -> list[tuple[Manifest, bool, bool]]:
    """(manifest, whether it is served, whether its file is whole) of each version kept, newest first."""
    try:
        served = current(out).version
    except Unavailable:
        served = ""
    return [(one, one.version == served, is_whole(one)) for one in versions(out)]


def is_whole(manifest: Manifest) -> bool:
    """Whether the version's file is there and as its manifest says."""
    try:
        verified(manifest)
    except Unavailable:
        return False
    return True


def rollback(out: Path, store: Path, version: str, by: str, reason: str) -> tuple[Manifest, str]:
    """Serve an older version again: (its manifest, the version left). '' means the newest whole one before the served.

    Until a person accepts (`refresh --accept`), `refresh` publishes nothing newer. Raises GardefouError.
    """
    with one_writer(out / ".lock", "build"):
        kept = versions(out)
        try:
            left = current(out).version
        except Unavailable:
            left = ""
        fitting = [one for one in kept if one.version == version or (not version and one.version < left)]
        target = next((one for one in fitting if is_whole(one)), None)
        if target is None:
            names = ", ".join(one.version for one in kept) or "none"
            asked = f"version {version}" if version else f"a version before {left or 'the one served'}"
            raise GardefouError(f"{asked} is not there and whole. Nothing was changed. Versions kept: {names}.")
        # Held first: a refresh that comes between the two must not publish again what is being left.
        hold(store, rollback={"from": left, "to": target.version, "by": by, "reason": reason, "at": now()})
        overridden(store, "rollback", by, reason, [f"from {left}"], target.version)
        replaced(out / "current.json", (out / f"{target.version}.json").read_text(encoding="utf-8"))
    return target, left
