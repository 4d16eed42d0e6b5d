"""Where a value stands in a row, as the tables of shapes write it, made into a function once for a whole file.

    created_at                            a column or a key
    record.createdAt                      a column of that very name, else a key inside a key
    langs[0], referenced_tweets[type=retweeted].id      one of a list, by its place or by what it says
    at://{did}/{commit.rkey}              several values put together; nothing when one is missing
    content|html                          a value changed, by one of CHANGES: html, first, host, network, positive …
    =x                                    the word itself

Several expressions are tried in turn: the first that gives something counts.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from etl.reactions.changes import CHANGES

Row = Mapping[str, Any]
Getter = Callable[[Row], Any]
MISSING = frozenset(
    {"", "nan", "NaN", "None", "null", "NULL", "N/A", "n/a", "<NA>", "NaT", "\\N", "[]", "{}", "#N/A", "undefined"}
)  # as tools write nothing
YES = frozenset(
    {"yes", "true", "1", "1.0", "y", "t", "oui", "vrai", "o", "x", "wahr", "ja", "verdadero", "sí", "si", "vero"}
)
NO = frozenset({"no", "false", "0", "0.0", "n", "f", "non", "faux", "falsch", "nein", "falso"})
STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")


def is_there(value: Any) -> bool:
    """Whether a value says anything: not empty, and none of the ways in which tools write nothing."""
    if isinstance(value, str):
        return value.strip() not in MISSING
    return value is not None and value != [] and value != {} and value == value  # not equal to itself: NaN


def heads(expressions: Any) -> set[str]:
    """The columns or outermost keys that the expressions look at."""
    found: set[str] = set()
    for expression in listed(expressions):
        if expression.startswith("="):
            continue
        parts = re.findall(r"\{([^}]*)\}", expression) if "{" in expression else [expression]
        for part in parts:
            path = part.split("|")[0]
            found |= {path, re.split(r"[.\[]", path)[0]}
    return found


def listed(expressions: Any) -> list[str]:
    """One expression or several, as a list of texts."""
    if expressions is None:
        return []
    return [str(one) for one in expressions] if isinstance(expressions, list) else [str(expressions)]


def getter(expressions: Any, there: Callable[[Any], bool] = is_there) -> Getter:
    """What the first expression gives that says anything, None when none does."""
    ways = [one_way(expression) for expression in listed(expressions)]
    if not ways:
        return lambda row: None
    if len(ways) == 1:
        (one,) = ways

        def only(row: Row) -> Any:
            value = one(row)
            return value if there(value) else None

        return only

    def found(row: Row) -> Any:
        for way in ways:
            value = way(row)
            if there(value):
                return value
        return None

    return found


def one_way(expression: str) -> Getter:
    """The function of one expression."""
    if expression.startswith("="):
        word = expression[1:]
        return lambda row: word
    if "{" in expression:
        return template(expression)
    path, *names = expression.split("|")
    way = walk(path)
    for name in names:
        way = after(way, CHANGES[name])
    return way


def after(way: Getter, change: Callable[[Any], Any]) -> Getter:
    def changed(row: Row) -> Any:
        value = way(row)
        return change(value) if is_there(value) else None

    return changed


def template(expression: str) -> Getter:
    """Several values put together; None when one of them is missing."""
    pieces = re.split(r"\{([^}]*)\}", expression)
    ways = [one_way(piece) for piece in pieces[1::2]]

    def whole(row: Row) -> Any:
        out = pieces[0]
        for way, after_it in zip(ways, pieces[2::2], strict=True):
            value = way(row)
            if not is_there(value):
                return None
            out += str(value).strip() + after_it
        return out

    return whole


def walk(path: str) -> Getter:
    """The value at a path. A column that has the whole path as its name comes first: tables flatten JSON so."""
    steps = [(key, place) for key, place in STEP.findall(path)]
    if len(steps) == 1:
        return lambda row: row.get(path)
    first = steps[0][0]

    def reached(row: Row) -> Any:
        if path in row:
            return row[path]
        value: Any = row.get(first)
        for key, place in steps[1:]:
            if value is None:
                return None
            if key:
                value = value.get(key) if isinstance(value, dict) else None
            elif isinstance(value, list):
                value = picked(value, place)
            else:
                return None
        return value

    return reached


def picked(values: list[Any], place: str) -> Any:
    """One of a list: `0` by its place, `type=retweeted` the first that says so."""
    key, _, word = place.partition("=")
    if word:
        return next((one for one in values if isinstance(one, Mapping) and str(one.get(key)) == word), None)
    number = int(place)
    return values[number] if number < len(values) else None


def condition(text: str) -> Callable[[Row], bool]:
    """Whether a row says so: `is_retweet` (yes, true, 1, oui), `retweeted_id|filled`, `kind=t3`, `visibility!=public`
    (there, and another), `!text` (not there); several with ` and `."""
    tests = [one_condition(part.strip()) for part in text.split(" and ")]
    return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)


def one_condition(text: str) -> Callable[[Row], bool]:
    if text.startswith("!"):
        way = one_way(text[1:])
        return lambda row: not is_there(way(row))
    if found := re.fullmatch(r"(.+?)(!?=)([^=\]]*)", text):
        way, is_same, word = one_way(found[1]), found[2] == "=", found[3]

        if word == "False":  # tables write it in capitals, and spreadsheets in French
            return lambda row: is_there(value := way(row)) and (str(value).strip().lower() in NO) is is_same

        def says(row: Row) -> bool:
            value = way(row)
            return is_there(value) and (str(value).strip() == word) is is_same

        return says
    way = one_way(text.removesuffix("|filled"))
    if text.endswith("|filled"):
        return lambda row: (
            is_there(value := way(row)) and str(value).strip().lower() not in ("0", "0.0", "-1", "false", "no")
        )
    return lambda row: str(way(row)).strip().lower() in YES


def condition_heads(text: str) -> Iterable[str]:
    """The columns or outermost keys that a condition looks at."""
    for part in text.split(" and "):
        yield from heads(re.split(r"!?=(?![^\[]*\])", part.strip().removeprefix("!"))[0])
