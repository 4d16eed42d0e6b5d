"""YAML written by people, read with the line of every value, so that a fault can say where it is."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml


@dataclass(frozen=True)
class Cell:
    """One value of a YAML file and the line it stands on; mappings hold cells by key, sequences hold cells."""

    value: object
    line: int


@dataclass(frozen=True)
class Key:
    """What a key accepts: its kind (a function of PARSERS), the vocabulary of its codes, whether it must be there."""

    kind: str = "text"
    vocabulary: str = ""
    required: bool = False


class Fault(ValueError):
    """Why one value is not accepted, in words."""


def read_cells(path: Path, faults: list[str]) -> Cell | None:
    """The file as cells; None, and a fault added to the list, when it is not a readable YAML mapping."""
    name = shown(path)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        cells = located(root) if root else Cell(None, 1)
    except UnicodeDecodeError:
        faults.append(f"{name}: not UTF-8 text; save the file as UTF-8")
        return None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        problem = getattr(fault, "problem", None) or "not readable"
        faults.append(f"{name}, line {mark.line + 1 if mark else 1}: not valid YAML ({problem})")
        return None
    if not isinstance(cells.value, dict):
        faults.append(f"{name}, line 1: no mapping")
        return None
    return cells


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


def checked(entry: Cell, keys: dict[str, Key], codes: dict[str, dict], name: str, faults: list[str]) -> dict:
    """Every key of `keys` with its parsed value, None where it is absent or at fault; faults are added to the list."""
    values: dict[str, Any] = dict.fromkeys(keys)
    if not isinstance(entry.value, dict):
        faults.append(f"{name}, line {entry.line}: {entry.value!r} is no mapping; accepted keys: {', '.join(keys)}")
        return values
    for key, cell in entry.value.items():
        try:
            if key not in keys:
                raise Fault(f"is no key here; accepted: {', '.join(keys)}")
            values[key] = PARSERS[keys[key].kind](cell, codes.get(keys[key].vocabulary, {}), keys[key].vocabulary)
        except Fault as fault:
            faults.append(f"{name}, line {cell.line}, key {key}: {fault}")
    missing = [key for key, spec in keys.items() if spec.required and key not in entry.value]
    if missing:
        faults.append(f"{name}, line {entry.line}: lacks {', '.join(missing)}")
    return values


def text(cell: Cell, *_) -> str:
    if not isinstance(cell.value, str) or not cell.value.strip():
        raise Fault(f"{cell.value!r} is no text; put it in quotes")
    return cell.value


def jurisdiction(cell: Cell, *_) -> str:
    if not isinstance(cell.value, str) or not re.fullmatch(r"[A-Z]{2}(-[A-Z]{2,3})?", cell.value):
        raise Fault(f'{cell.value!r} is no jurisdiction; accepted: a quoted code such as "FR", "NO" or "US-CA"')
    return cell.value


def code(cell: Cell, accepted: dict, vocabulary: str) -> str:
    if not isinstance(cell.value, str) or cell.value not in accepted:
        raise Fault(
            f"{cell.value!r} is no code of {vocabulary}; accepted: {', '.join(accepted)} (yes and no in quotes)"
        )
    return cell.value


def code_list(cell: Cell, accepted: dict, vocabulary: str) -> list[str]:
    """The codes, [] for `unclear`."""
    if cell.value == "unclear":
        return []
    if not isinstance(cell.value, list) or not cell.value:
        raise Fault(f"{cell.value!r} is no list; accepted: [a, b] of {', '.join(accepted)}, or unclear")
    return [code(item, accepted, vocabulary) for item in cell.value]


def bilingual(cell: Cell, *_, languages: tuple[str, ...] = ("en", "fr")) -> dict[str, str]:
    """The text in each language; raises Fault when one is missing."""
    if not isinstance(cell.value, dict) or set(cell.value) != set(languages):
        raise Fault(f"needs {', '.join(languages)}, each with its words, and nothing else")
    return {key: text(inner) for key, inner in cell.value.items()}


def names(cell: Cell, *_) -> dict[str, str]:
    return bilingual(cell, languages=("en", "fr", "local"))


def date(cell: Cell, *_) -> dt.date:
    if not isinstance(cell.value, dt.date) or isinstance(cell.value, dt.datetime):
        raise Fault(f"{cell.value!r} is no date; accepted: 2026-01-31")
    return cell.value


def version(cell: Cell, *_) -> tuple[dt.date, str] | None:
    """The day of a version and how precisely it is known (day, or month: its first day); None when unknown."""
    if cell.value is None:
        return None
    if isinstance(cell.value, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", cell.value):
        return dt.date.fromisoformat(f"{cell.value}-01"), "month"
    if not isinstance(cell.value, dt.date) or isinstance(cell.value, dt.datetime):
        raise Fault(f'{cell.value!r} is no version; accepted: 2026-01-31, "2026-01" for a month, null when unknown')
    return cell.value, "day"


def amount(cell: Cell, *_) -> float:
    """A number above zero; what is unknown is left out of the file, never 0."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float) or cell.value <= 0:
        raise Fault(f"{cell.value!r} is no amount; accepted: a number above zero. Leave the key out when it is unknown")
    return cell.value


def share(cell: Cell, *_) -> float:
    found = amount(cell)
    if found > 1:
        raise Fault(f"{cell.value!r} is no share; accepted: above 0 and at most 1 (0.06 is six per cent)")
    return found


def currency(cell: Cell, *_) -> str:
    if not isinstance(cell.value, str) or not re.fullmatch(r"[A-Z]{3}", cell.value):
        raise Fault(f"{cell.value!r} is no currency; accepted: three capitals, as in ISO 4217 (EUR)")
    return cell.value


def url(cell: Cell, *_) -> str:
    found = text(cell)
    try:
        link = urlsplit(found)
    except ValueError:  # brackets in the host that hold no address
        link = urlsplit("")
    if link.scheme not in ("http", "https") or not link.netloc:
        raise Fault(f"{cell.value!r} is no web address; accepted: https://… (or http://…)")
    return found


def flag(cell: Cell, *_) -> bool:
    if not isinstance(cell.value, bool):
        raise Fault(f"{cell.value!r} is neither true nor false")
    return cell.value


def texts(cell: Cell, *_) -> list[str]:
    """The texts of a list; [] for an empty one. A number among them needs quotes."""
    if not isinstance(cell.value, list):
        raise Fault(f"{cell.value!r} is no list; accepted: [one, two], or null")
    return [text(item) for item in cell.value]


def entries(cell: Cell, *_) -> list[Cell]:
    if not isinstance(cell.value, list) or not cell.value:
        raise Fault("is no list with entries")
    return cell.value


PARSERS: dict[str, Callable[..., Any]] = {
    "text": text,
    "jurisdiction": jurisdiction,
    "code": code,
    "codes": code_list,
    "bilingual": bilingual,
    "names": names,
    "date": date,
    "version": version,
    "amount": amount,
    "share": share,
    "currency": currency,
    "url": url,
    "flag": flag,
    "texts": texts,
    "entries": entries,
    "map": lambda cell, *_: cell,
}


def shown(path: Path) -> str:
    """The path as a person knows it: from `data/` on, never a folder of this machine."""
    parts = path.parts
    return "/".join(parts[parts.index("data") :]) if "data" in parts else path.name
