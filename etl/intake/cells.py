"""YAML written by people, read with the line of every value, so that a fault can say where it is."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from etl.intake.values import Codes, Fault, Kind, accepted, public_path, shown
from etl.yaml_text import LOADER


@dataclass(frozen=True)
class Cell:
    """One value of a YAML file and the line it stands on; mappings hold cells by key, sequences hold cells."""

    value: object
    line: int


def read_cells(path: Path, faults: list[str]) -> Cell | None:
    """The file as cells; None, and a fault added to the list, when it is not a readable YAML mapping."""
    name = public_path(path)
    try:
        cells = composed(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        faults.append(f"{name} is missing; restore the file")
        return None
    except UnicodeDecodeError:
        faults.append(f"{name}: not UTF-8 text; save the file as UTF-8")
        return None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        problem = getattr(fault, "problem", None) or "not readable"
        faults.append(f"{name}, line {mark.line + 1 if mark else 1}: not valid YAML ({problem})")
        return None
    if not isinstance(cells.value, dict):
        faults.append(f"{name}, line 1: not a mapping of keys")
        return None
    return cells


@lru_cache(maxsize=64)
def composed(text: str) -> Cell:
    """A text as cells, read once: law is the same from build to build. Raises yaml.YAMLError."""
    root = yaml.compose(text, Loader=LOADER)
    return located(root) if root else Cell(None, 1)


def located(node: yaml.Node) -> Cell:
    """The node's value with its line, and those of all it holds. Raises yaml.YAMLError for a key given twice."""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        cells: dict[str, Cell] = {}
        for key, value in node.value:
            if key.value in cells:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is given twice", key.start_mark)
            cell = located(value)
            cells[key.value] = Cell(cell.value, key.start_mark.line + 1)
        return Cell(cells, line)
    if isinstance(node, yaml.SequenceNode):
        return Cell([located(item) for item in node.value], line)
    try:
        return Cell(yaml.constructor.SafeConstructor().construct_object(node), line)
    except ValueError:  # 2026-02-30 looks like a date and is none: the key that holds it will say so
        return Cell(node.value, line)


def checked(entry: Cell, keys: dict[str, Kind], codes: Codes, name: str, faults: list[str]) -> dict:
    """Every key of `keys` with its value, None where it is absent or at fault; faults are added to the list.

    A key of the kind `entries` gives its cells, one of the kind `map` its cell, to be checked in turn.
    """
    values: dict[str, Any] = dict.fromkeys(keys)
    if not isinstance(entry.value, dict):
        faults.append(f"{name}, line {entry.line}: {entry.value!r} is not a mapping; accepted keys: {', '.join(keys)}")
        return values
    for key, cell in entry.value.items():
        value = without_lines(cell)
        try:
            if key not in keys:
                faults.append(f"{name}, line {cell.line}, key {key}: is not a key here; accepted: {', '.join(keys)}")
            elif keys[key].type == "map":
                values[key] = cell
            elif keys[key].type == "entries":
                values[key] = entries(cell)
            else:
                values[key] = accepted(value, keys[key], codes)
        except Fault as fault:
            given = "" if isinstance(value, list | dict) else shown(value, fault)
            faults.append(f"{name}, line {cell.line}, key {key}: {given}{fault}")
    missing = [key for key, kind in keys.items() if kind.required and key not in entry.value]
    if missing:
        faults.append(f"{name}, line {entry.line}: lacks {', '.join(missing)}")
    return values


def without_lines(cell: Cell) -> Any:
    """The value without its lines."""
    if isinstance(cell.value, dict):
        return {key: without_lines(inner) for key, inner in cell.value.items()}
    return [without_lines(inner) for inner in cell.value] if isinstance(cell.value, list) else cell.value


def entries(cell: Cell) -> list[Cell]:
    if not isinstance(cell.value, list) or not cell.value:
        raise Fault("is not a list with entries")
    return cell.value
