"""Which shape a row has."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from etl.reactions.paths import condition, condition_heads
from etl.reactions.shapes import OWN, Shape


class Detector:
    """Which shape a row has, among some. Rows with the same outermost keys are looked at less closely."""

    def __init__(self, candidates: Iterable[Shape], is_table: bool):
        self.marked = [
            (len(marks), shape, [(heads_of(shape.spec["kind"], mark), mark) for mark in marks])
            for shape in candidates
            if shape.name != OWN and not (is_table and shape.spec["kind"] == "json")
            for marks in shape.marks
        ]
        self.marked.sort(key=lambda one: (bool(one[1].spec.get("fallback")), -one[0], one[1].name))
        self.tests = {mark: presence(mark) for _, _, marks in self.marked for _, mark in marks}
        self.seen: dict[tuple[str, ...], list[tuple[Shape, list[str]]]] = {}

    def possible(self, keys: tuple[str, ...]) -> list[tuple[Shape, list[str]]]:
        """(shape, marks still to be looked at) for rows with these outermost keys."""
        if keys not in self.seen:
            if len(self.seen) > 2000:
                self.seen.clear()
            there = set(keys)
            self.seen[keys] = [
                (shape, [mark for _, mark in marks if mark not in there])
                for _, shape, marks in self.marked
                if all(keys_of & there for keys_of, _ in marks)
            ]
        return self.seen[keys]

    def shape_of(self, row: Mapping[str, Any]) -> Shape | None:
        """The shape of a producer whose marks the row has, the one with most of them; None for none."""
        for shape, marks in self.possible(tuple(row)):
            if all(self.tests[mark](row) for mark in marks):
                return shape
        return None


@cache  # there are as many marks as the shapes name, and they are asked about for each file
def heads_of(kind: str, mark: str) -> frozenset[str]:
    """The outermost keys of which one must be there for a mark. A table's column has its whole name."""
    return frozenset({mark}) if kind == "table" else frozenset(condition_heads(mark))


@cache
def presence(mark: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a row has a key, be it empty (`record.text`), or says something (`kind=t3`)."""
    if "=" in mark:
        return condition(mark)
    steps = mark.split(".")

    def has(row: Mapping[str, Any]) -> bool:
        if mark in row:
            return True
        value: Any = row
        for step in steps:
            if not isinstance(value, Mapping) or step not in value:
                return False
            value = value[step]
        return True

    return has
