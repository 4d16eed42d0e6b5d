"""The map of the code names the folders there are, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAP = TEXT.split("```")[1]
APART = {"deploy", "docs"}  # not code


def named() -> set[str]:
    """Every folder the map names, `x/ ` alone or under the one its line begins with."""
    return {word.rstrip("/") for word in re.findall(r"[\w/]+/", MAP)}


def test_the_map_names_every_folder_of_code_and_nothing_that_is_not_there():
    lines = MAP.strip().splitlines()
    assert len(lines) <= 20
    bare = {folder for folder in named() if not (ROOT / folder).is_dir()}
    inside = {"computed": "etl/warehouse", "curated": "data", "law": "data", "reference": "data"}
    assert {folder for folder in bare if not (ROOT / inside.get(folder, "nowhere") / folder).is_dir()} == set()
    top = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))} - APART
    code = {path.parent.relative_to(ROOT).as_posix() for room in ("etl", "figures", "server", "brief") for path in
            ROOT.glob(f"{room}/*/*.py")}  # fmt: skip # saves 3 lines
    sql = {f"sql/{path.name}" for path in (ROOT / "sql").iterdir() if path.is_dir()}
    pages = {"figures/incidence", "figures/reactions", "figures/reasons", "figures/exposure", "figures/enforcement"}
    assert (top | code | sql) - pages - named() - {"sql", "etl"} == set()


def test_every_file_the_table_sends_to_is_there():
    for name in re.findall(r"`([\w/]+\.(?:yml|csv|py|json))`", TEXT):
        assert (ROOT / name).exists(), name
