"""Rows that a JSON file keeps as a table: the ways pandas writes one, and objects under their identifiers."""

from collections.abc import Mapping
from typing import Any


def table_in(value: Mapping[str, Any]) -> list[Any] | None:
    """The rows of a table that was written whole (`orient` split or columns), None for anything else."""
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list):
        if not all(isinstance(cells, list) and len(cells) == len(names) for cells in data):
            return None
        return [dict(zip(map(str, names), cells, strict=True)) for cells in data]
    columns = list(value.values())
    if len(columns) < 2 or not all(isinstance(one, dict) and one for one in columns):
        return None
    if not all(one.keys() == columns[0].keys() and all(map(str.isdigit, one)) for one in columns):
        return None
    return [{name: column[place] for name, column in value.items()} for place in columns[0]]


def rows_in(value: Mapping[str, Any]) -> list[Any] | None:
    """The objects that stand under identifiers or numbers (`orient` index), None for anything else."""
    if value and all(isinstance(one, dict) for one in value.values()):
        return list(value.values())
    return None
