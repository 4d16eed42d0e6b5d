"""data/dictionary.yml: what every public relation and column means, in both languages, and what it holds."""

from pathlib import Path
from typing import Any

from etl.intake import material
from etl.intake.cells import Cell, checked, read_cells
from etl.intake.values import Codes, Kind, public_path, refusal
from etl.places import ROOT

RELATION = {
    "description": Kind("bilingual", required=True),
    "grain": Kind("bilingual", required=True),
    "columns": Kind("map", required=True),
}
WORDS = Kind("text", required=True)
# `vocabulary`: whose codes it holds, and others too when it `is_open` (codes of a database, which the gate watches);
# `references`: the relation.column that has each value; `at_least`: a column it is not below. What follows from a name
# (low and high, start and end, another relation's key) is not said: rules.py.
COLUMN = {
    "en": WORDS,
    "fr": WORDS,
    **dict.fromkeys(("unit", "vocabulary", "references", "at_least"), Kind("text")),
    "is_open": Kind("flag"),
}


def load(data: Path, codes: Codes) -> list[dict]:
    """One dict a relation (column_name '') and one a column, in the order of the file, each with `place` within it.

    Raises GardefouError listing what is wrong, with lines.
    """
    path, faults = data / "dictionary.yml", []  # type: tuple[Path, list[str]]
    cells = read_cells(path, faults)
    slots = material.of(data)
    rows = []
    shipped = read_cells(ROOT / "data/dictionary.yml", [])
    for relation, entry in whole(cells.value, shipped.value).items() if cells and shipped else ():
        found = checked(entry, RELATION, codes, public_path(path), faults)
        described = {"": {**(found["description"] or {}), **dict.fromkeys(COLUMN.keys() - {"en", "fr"})}}
        described |= columns(found["columns"], codes, public_path(path), faults)
        rows += [
            {"relation": relation, "column_name": name, "place": place,
             **{f"meaning_{lang}": material.filled(spec.get(lang) or "", slots[lang]) for lang in slots},
             **{key: spec[key] for key in COLUMN.keys() - {"en", "fr"}}}
            for place, (name, spec) in enumerate(described.items())
        ]  # fmt: skip # saves 4 lines
    if faults:
        raise refusal(public_path(path), faults)
    return rows


def whole(own: Any, shipped: Any) -> dict[str, Cell]:
    """The relations of a folder's dictionary; relations and columns it does not describe are as those that ship."""
    found = shipped | own
    for relation, entry in own.items():
        columns, usual = (
            one.value.get("columns") if isinstance(one.value, dict) else None
            for one in (entry, shipped.get(relation, entry))
        )
        if columns and usual and isinstance(columns.value, dict):
            found[relation] = Cell(
                entry.value | {"columns": Cell(usual.value | columns.value, columns.line)}, entry.line
            )
    return found


def columns(cell: Cell | None, codes: Codes, name: str, faults: list[str]) -> dict[str, dict]:
    """Column → its description; what is wrong is added to `faults`."""
    found = {}
    for column, entry in cell.value.items() if cell and isinstance(cell.value, dict) else ():
        found[column] = checked(entry, COLUMN, codes, name, faults)
        if (vocabulary := found[column]["vocabulary"]) and vocabulary not in codes:
            accepted = ", ".join(codes)
            faults.append(f"{name}, line {entry.line}, column {column}: {vocabulary!r} is not a vocabulary; {accepted}")
    return found
