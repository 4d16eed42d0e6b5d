"""What the code declares (bounds, lists and patterns of what is taken in, kept out, served) has the value it was given.

An edge is tried where it can be (test_edges, test_thresholds, test_limits); hundreds of entries of lists, parts of
patterns and limits against abuse have no other test than that nobody changed them unawares. They stand in
tests/fixtures/constants.json; another value is meant when it is recorded: `make record`.
"""

import ast
import hashlib
import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILE = ROOT / "tests/fixtures/constants.json"
FOLDERS = ("brief", "etl", "figures/files", "server")
LISTS = (*ROOT.glob("data/nlp/*.yml"), *ROOT.glob("data/nlp/*.txt"))
SHORT = 40


def declared() -> dict[str, dict[str, str]]:
    """Module → name → what it is given at the top of the module; a list of words → its hash."""
    found: dict[str, dict[str, str]] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if names := dict(constants(path.read_text("utf-8"))):
                found[str(path.relative_to(ROOT))] = names
    for path in sorted(LISTS):
        found[str(path.relative_to(ROOT))] = {"lines": digest(path.read_text("utf-8"))}
    return found


def constants(text: str):
    """(NAME, value) of each constant of a module, a long value by its hash; what is worked out from others, too."""
    for node in ast.parse(text).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if (
            isinstance(target, ast.Name)
            and target.id.strip("_").isupper()
            and isinstance(node, ast.Assign | ast.AnnAssign)
        ):
            value = ast.unparse(node.value) if node.value else ""
            yield target.id, value if len(value) <= SHORT else digest(value)
        elif isinstance(target, ast.Tuple) and isinstance(node, ast.Assign):
            yield ast.unparse(target), ast.unparse(node.value)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@pytest.fixture(scope="module")
def now() -> dict[str, dict[str, str]]:
    found = declared()
    if "RECORD_NUMBERS" in os.environ:
        FILE.write_text(json.dumps(found, indent=0, ensure_ascii=False) + "\n", "utf-8")
    return found


def test_what_is_declared_is_what_was_recorded(now):
    """New names and modules are free; a value that is another, or gone, is named."""
    was = json.loads(FILE.read_text("utf-8"))
    changed = {
        f"{module}: {name}": (value, now.get(module, {}).get(name, "gone"))
        for module, names in was.items()
        for name, value in names.items()
        if now.get(module, {}).get(name) != value
    }
    assert changed == {}, "if this is meant: make record"


def test_limits_lists_and_patterns_are_among_what_is_recorded(now):
    assert sum(map(len, now.values())) > 500
    assert now["etl/intake/losses.py"]["TENTH"] == "0.1" and "server/guard.py" in now
    assert dict(constants("A = 1\nB: int = (2 +  3)\nC, D = 1, 2\ne = 5\n")) == {
        "A": "1",
        "B": "2 + 3",
        "(C, D)": "(1, 2)",
    }
