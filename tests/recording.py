"""What a test found, compared with what was recorded of it, or written anew when that is asked for (`make record`).

For what is too long to work out by hand and is to be read once: each value stands as it is, so that the difference of a
recording can be judged line by line.
"""

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RECORDING = "RECORD_NUMBERS" in os.environ


def as_recorded(file: str, name: str, found: dict[str, Any], is_open: bool = False) -> None:
    """Asserts that `found` is what tests/fixtures/<file> holds under this name; recording, puts it there.

    `is_open`: more than was recorded is free.
    """
    path = ROOT / "tests/fixtures" / file
    held: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    now = json.loads(json.dumps(found, default=str))
    if RECORDING:
        path.write_text(laid_out({**held, name: now}), "utf-8")
        return
    assert name in held, f"nothing is recorded of {name}: make record"
    was = held[name]
    if is_open:  # what was added is free
        now = {key: value for key, value in now.items() if key in was}
    changed = {key: (was.get(key), now.get(key)) for key in was | now if was.get(key) != now.get(key)}
    assert changed == {}, "if this is meant: make record, and read its difference"


def here() -> str:
    """The test that runs, by name and case."""
    return os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].removesuffix(" (call)")


def laid_out(book: dict[str, dict[str, Any]]) -> str:
    """As JSON, a line a value: a difference shows which."""
    parts = [
        f"{json.dumps(name, ensure_ascii=False)}: {{\n"
        + ",\n".join(
            f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(one, ensure_ascii=False)}" for key, one in told.items()
        )
        + "}"
        for name, told in sorted(book.items())
    ]
    return "{\n" + ",\n".join(parts) + "}\n"


def places(values: list[Any]) -> list[Any]:
    """Pseudonyms and other names made by chance: each as the place at which it was first seen; None stays."""
    seen = {value: place for place, value in enumerate(dict.fromkeys(one for one in values if one is not None), 1)}
    return [None if value is None else seen[value] for value in values]
