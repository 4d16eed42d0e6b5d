"""The shapes of files of posts: one YAML file each in etl/reactions/shapes/, found by listing.

    title, origin          what it is, and the public code or documentation that says so
    kind                   table, json, or both (what it is written in)
    marks                  lists of columns or keys, or of conditions; a row with all of one list has this shape
    network                the network, or where the row says it
    text, id, author, handle, date, clock, language, thread, quote, likes, reposts, replies, quotes, url, collected,
    query                  where each stands (etl.reactions.paths); what is not written here is not read
    repost                 conditions under which the row repeats another's post; `never` where the network has none
    as_repost              what else holds then: id, author, handle, date
    not_public             [condition, words] pairs: rows that are rejected by rule
    aside                  [condition, words] pairs: rows that are no posts at all (likes, deletions)
    parts                  where more posts hang on a post: replies
    times                  UTC where the producer writes times without a zone and means UTC
    fallback               only when no other shape holds

The shape with the longest list of marks that holds wins. Adding a shape is adding a file, and a folder in
tests/fixtures/field/.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from etl.reactions.identity import is_shortened
from etl.reactions.paths import condition, condition_heads, getter, heads, is_there, listed
from etl.yaml_text import LOADER

FOLDER = Path(__file__).with_name("shapes")
FIELDS = ("text", "id", "author", "handle", "date", "clock", "language", "network", "thread", "quote", "likes",
          "reposts", "replies", "quotes", "url", "collected", "query")  # fmt: skip # saves 17 lines
OWN = "own"  # the shape of a table of one's own, which is known by its column for the text alone


@dataclass(slots=True)
class Raw:
    """One post as its source gives it, before any check. `reason` says why it cannot be taken, `aside` why it is no
    post."""

    text: Any = None
    id: Any = None
    author: Any = None
    handle: Any = None
    date: Any = None
    clock: Any = None
    language: Any = None
    network: Any = None
    thread: Any = None
    quote: Any = None
    likes: Any = None
    reposts: Any = None
    replies: Any = None
    quotes: Any = None
    url: Any = None
    collected: Any = None
    query: Any = None
    is_repost: bool | None = None
    reason: str = ""
    aside: str = ""
    month: str = ""  # of its date, once that has been read
    is_utc: bool = False  # its times without a zone are in UTC, as its producer says


@dataclass(frozen=True, eq=False)
class Shape:
    """One shape: `spec` as its file says it, and what was made of it."""

    name: str
    spec: Mapping[str, Any]
    marks: tuple[tuple[str, ...], ...]
    take: Callable[[Mapping[str, Any]], Raw] = field(repr=False)

    @property
    def title(self) -> str:
        return str(self.spec["title"])

    @property
    def parts(self) -> list[str]:
        return listed(self.spec.get("parts"))

    def reads(self) -> set[str]:
        """The columns or outermost keys that something is taken from, or that are asked about."""
        return read_names(self.spec)

    def says(self, role: str, names: Iterable[str]) -> bool:
        """Whether a file with these columns or keys can say this of its posts."""
        if role == "repost":
            if self.spec.get("repost") in ("never", ["never"]):
                return True
            return any(set(condition_heads(one)) & set(names) for one in listed(self.spec.get("repost")))
        ways = listed(self.spec.get(role))
        return any(way.startswith("=") or heads(way) & set(names) for way in ways)


def read_names(spec: Mapping[str, Any]) -> set[str]:
    """The columns or outermost keys that a shape looks at."""
    found: set[str] = set()
    for role in FIELDS:
        given = spec.get(role)
        for one in given["join"] if isinstance(given, dict) else [given]:
            found |= heads(one)
    for expressions in (spec.get("as_repost") or {}).values():
        found |= heads(expressions)
    tests = [*listed(spec.get("repost")), *(pair[0] for key in ("not_public", "aside") for pair in spec.get(key) or ())]
    for test in tests:
        found |= set(condition_heads(test))
    return found | {part for path in listed(spec.get("parts")) for part in heads(path)}


def is_text(value: Any) -> bool:
    """Whether a value is a text with something in it; "None" and "NA" are texts."""
    return isinstance(value, str) and bool(value.strip()) and value.strip() not in ("nan", "NaN")


def is_whole(value: Any) -> bool:
    """Whether an identifier says something, and has not lost digits in a spreadsheet."""
    return is_there(value) and not is_shortened(value)


def whole_first(expressions: list[str]) -> Callable[[Mapping[str, Any]], Any]:
    """The first identifier that is whole (of several columns, an address perhaps), else the first there is."""
    whole, some = getter(expressions, is_whole), getter(expressions)
    if len(expressions) == 1:
        return some

    def found(row: Mapping[str, Any]) -> Any:
        value = whole(row)
        return some(row) if value is None else value

    return found


def joined(expressions: list[Any]) -> Callable[[Mapping[str, Any]], Any]:
    """The different texts at several places, one a line."""
    ways = [getter(one, is_text) for one in expressions]

    def whole(row: Mapping[str, Any]) -> Any:
        parts = [value.strip() for way in ways if is_text(value := way(row))]
        return "\n".join(dict.fromkeys(parts)) or None

    return whole


def taker(spec: Mapping[str, Any], names: Iterable[str] | None = None) -> Callable[[Mapping[str, Any]], Raw]:
    """The function that takes a row of a shape apart. `names`: the columns of the table, when they are the same in
    every row; ways that look at none of them are left out once and for all."""
    columns = None if names is None else set(names)

    def possible(expressions: Any) -> list[str]:
        ways = listed(expressions)
        return ways if columns is None else [way for way in ways if way.startswith("=") or heads(way) & columns]

    ways: list[tuple[str, Callable[[Mapping[str, Any]], Any]]] = []
    for role in FIELDS:
        given = spec.get(role)
        if isinstance(given, dict):
            ways.append((role, joined(given["join"])))
        elif found := possible(given):
            way = (
                whole_first(found)
                if role in ("id", "author")
                else getter(found, is_text if role == "text" else is_there)
            )
            ways.append((role, way))
    reposts = [one for one in listed(spec.get("repost")) if one != "never"]
    # An object that a table has flattened is there when anything in it is: retweetedTweet.id for retweetedTweet.
    reposts += [f"{name}|filled" for one in reposts if one.endswith("|filled")
                for name in sorted(columns or ()) if name.startswith(one.removesuffix("|filled") + ".")
    ]  # fmt: skip # saves 4 lines
    tests = [condition(one) for one in reposts if columns is None or set(condition_heads(one)) & columns]
    is_utc = spec.get("times") == "UTC"
    is_never = spec.get("repost") in ("never", ["never"])
    as_repost = [(role, getter(way)) for role, way in (spec.get("as_repost") or {}).items()]
    hidden = [(condition(when), words) for when, words in spec.get("not_public") or ()]
    aside = [(condition(when), words) for when, words in spec.get("aside") or ()]

    def take(row: Mapping[str, Any]) -> Raw:
        raw = Raw(is_utc=is_utc)
        for role, way in ways:
            setattr(raw, role, way(row))
        if tests:
            raw.is_repost = any(test(row) for test in tests)
            if raw.is_repost:
                for role, way in as_repost:
                    value = way(row)
                    if is_there(value):
                        setattr(raw, role, value)
        elif is_never:
            raw.is_repost = False
        raw.reason = next((words for test, words in hidden if test(row)), "")
        raw.aside = next((words for test, words in aside if test(row)), "")
        return raw

    return take


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """Every shape by its name, a table of one's own last."""
    found = {}
    for path in sorted(FOLDER.glob("*.yml")):
        found[path.stem] = made(path.stem, yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER))
    return {name: found[name] for name in sorted(found, key=lambda name: (name == OWN, name))}


def made(name: str, spec: Mapping[str, Any]) -> Shape:
    """A shape from what its file says."""
    marks = tuple(tuple(map(str, one)) for one in spec.get("marks") or ())
    return Shape(name, spec, marks, taker(spec))


def bound(shape: Shape, names: Iterable[str]) -> Shape:
    """The same shape for a table whose columns are `names`."""
    return replace(shape, take=taker(shape.spec, names))


def of_form(form: str) -> list[Shape]:
    """The shapes that --format leaves: all, those of a producer (minet), or one; [] for a word that is none."""
    known = shapes()
    if form == "auto":
        return list(known.values())
    if form in ("csv", "jsonl", "parquet"):
        return [known[OWN]]
    return [shape for name, shape in known.items() if name == form or name.startswith(f"{form}_")]


def forms() -> list[str]:
    """What --format can be: every producer and every shape."""
    names = [name for name in shapes() if name != OWN]
    return ["auto", "csv", "jsonl", "parquet", *sorted({name.split("_")[0] for name in names} | set(names))]
