"""A file of posts taken apart into rows with their place and shape: CSV, JSON in all its wrappings, or Parquet."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from etl.errors import GardefouError
from etl.intake import content_scan, text_files
from etl.intake.json_text import BLANK
from etl.reactions import others, own, tables
from etl.reactions.detect import Detector
from etl.reactions.objects import json_values, layout, parquet_rows
from etl.reactions.shapes import OWN, Shape, bound, forms, of_form
from etl.reactions.unwrap import Unwrapper

UNCHANGED = "Nothing was stored."
PEEKED = 200  # rows looked at before a file is said to hold no posts
MOST_NAMES = 10_000  # columns or keys that are told apart
Row = tuple[int, Mapping[str, Any] | None, Shape | None, str]


@dataclass(slots=True)
class Source:
    """A file ready to be read: (line, row or None, its shape, what is wrong) for each row. Once it has been read,
    `shapes` says how many rows had each shape, `reads` what these shapes look at, `names` the columns or keys met,
    `aside` what was no post, in words, and `count` how many posts stood in objects. `written`: how, when it can be read
    in pieces (`lines` or `texts` of JSON, `rows` of Parquet)."""

    rows: Iterator[Row]
    said: list[str] = field(default_factory=list)
    shapes: Counter[str] = field(default_factory=Counter)
    reads: set[str] = field(default_factory=set)
    names: dict[str, None] = field(default_factory=dict)
    aside: Counter[str] = field(default_factory=Counter)
    ignored: frozenset[str] = frozenset()
    count: int = 0
    written: str = ""


def open_posts(
    path: Path,
    form: str = "auto",
    columns: own.Columns | None = None,
    encoding: str = "",
    is_row: Callable[[Shape, Mapping[str, Any]], bool] = lambda shape, row: True,
) -> Source:
    """The rows of `path`. Raises GardefouError for no file of posts, ForbiddenContent for an image or archive.

    `is_row` tells whether cells of a table make a whole row (for quotation marks that hide rows).
    """
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. {UNCHANGED} Check the path.")
    with open(path, "rb") as file:
        start = file.read(65_536)
    others.refuse_binary(path.name, start)
    content_scan.check_bytes(path)
    candidates = of_form(form)
    if not candidates:
        raise GardefouError(f"no shape is called '{form[:40]}'. {UNCHANGED} Known: {', '.join(forms())}.")
    if not start.strip():
        raise GardefouError(f"{path.name} is empty. {UNCHANGED} Export it again.")
    if start[:4] == b"PAR1":
        return of_objects(path, form, columns, parquet_rows(path), "rows")
    saved = text_files.saved_as(path, encoding)
    with text_files.opened(path, saved) as text:
        head = text.read(4096).lstrip(BLANK)
    others.refuse(path.name, head)
    if head[:1] in ("{", "[") or head.startswith("window.YTD."):
        written = layout(path, saved)
        can_be_cut = saved.is_utf8 and written != "document"
        source = of_objects(path, form, columns, json_values(path, saved, written), written if can_be_cut else "")
    else:
        source = of_table(path, form, candidates, columns, saved, is_row)
    if saved.said:
        source.said.insert(0, saved.said)
    return source


def not_known(path: Path, form: str, names: tuple[str, ...]) -> GardefouError:
    """What to say of a file in which no post is recognised."""
    listed = ", ".join(content_scan.column_name(name, place) for place, name in enumerate(names[:20], 1))
    if form not in ("auto", "csv", "jsonl", "parquet"):
        return GardefouError(
            f"{path.name}: these are not the columns of {form}: {listed}. {UNCHANGED} Without --format the shape is "
            "looked for among all; a --mapping says which column is what (docs/tutorial-posts.md)."
        )
    return GardefouError(
        f"{path.name}: no known shape has the columns {listed}. {UNCHANGED} A column for the text is needed (text, "
        "texte, message, body …), and id, author, date if there. A --mapping says which column is what: "
        "`columns: {text: …, date: …}` (docs/tutorial-posts.md); python -m etl formats lists what is known."
    )


def of_table(
    path: Path,
    form: str,
    candidates: list[Shape],
    columns: own.Columns | None,
    saved: text_files.Saved,
    is_row: Callable[[Shape, Mapping[str, Any]], bool],
) -> Source:
    """The rows of a CSV file, all of one shape."""
    header = text_files.header(path, saved)
    names = tuple(name for name in header.names if name not in header.unnamed)
    shape = table_shape(path, form, candidates, columns, names)

    def found() -> Iterator[Row]:
        for line, row, fault in tables.rows(path, saved, header, lambda row: is_row(shape, row)):
            yield line, row, shape, fault

    source = Source(found(), said=list(header.said), names=dict.fromkeys(names))
    source.ignored = frozenset(columns.ignored if columns else ())
    source.shapes[shape.name], source.reads = 1, shape.reads()
    return source


def table_shape(
    path: Path, form: str, candidates: list[Shape], columns: own.Columns | None, names: tuple[str, ...]
) -> Shape:
    """The shape of a table with these columns. Raises GardefouError when none fits."""
    if columns and columns.columns:
        own.check_columns(columns, names, path.name)
        shape = own.fitted(names, tuple(columns.columns.items()))
        if not shape.says("text", names):
            raise not_known(path, "auto", names)
        return shape
    if known := Detector(candidates, is_table=True).shape_of(dict.fromkeys(names, "")):
        return bound(known, names)
    if any(one.name == OWN for one in candidates):
        if own.has_text(names):
            return own.fitted(names)
    elif near := nearest(candidates, names):
        return bound(near, names)
    raise not_known(path, form, names)


def nearest(candidates: list[Shape], names: tuple[str, ...]) -> Shape | None:
    """Of the shapes a person left with --format, one whose text and date these columns can say."""
    return next((one for one in candidates if one.says("text", names) and one.says("date", names)), None)


def of_objects(
    path: Path, form: str, columns: own.Columns | None, values: Iterator[tuple[int, Any]], written: str
) -> Source:
    """The posts in objects (of JSON or Parquet), each of the shape it shows. Raises GardefouError when the first rows
    show none."""
    given = tuple(columns.columns.items()) if columns else ()
    source = of_values(form, columns, values)
    begun = list(islice(source.rows, PEEKED))
    met = tuple(dict.fromkeys(name for _, row, _, _ in begun if row is not None for name in row))
    if given and not any(shape for _, _, shape, _ in begun):
        own.check_columns(own.Columns(dict(given)), met, path.name)
    if met and not any(shape for _, _, shape, _ in begun):
        raise not_known(path, form, met)
    source.rows, source.written = noted(source, chain(begun, source.rows)), written
    return source


def of_values(form: str, columns: own.Columns | None, values: Iterator[tuple[int, Any]]) -> Source:
    """The posts in some objects of a file; their shapes and keys are not noted yet."""
    candidates, given = of_form(form), tuple(columns.columns.items()) if columns else ()
    detector = Detector(candidates, is_table=False)
    may_be_own = any(one.name == OWN for one in candidates)

    def shape_of(row: Mapping[str, Any]) -> Shape | None:
        if len(row) > MOST_NAMES:
            return None
        if given:
            names = own.names_of(row)
            wanted = dict(given).get("text", "")
            if wanted.split(".")[0].split("[")[0] in row or wanted in row or (not wanted and own.has_text(names)):
                return own.fitted(names, given)
            return None
        return detector.shape_of(row) or (own.fitted(own.names_of(row)) if may_be_own and is_own(row) else None)

    def later(row: Mapping[str, Any]) -> Shape | None:
        """For what is no known post: a table's row without id and date, or what --format says it is."""
        if given or len(row) > MOST_NAMES:
            return None
        names = own.names_of(row)
        if may_be_own:
            return own.fitted(names) if own.has_text(names) else None
        return nearest(candidates, names)

    def found() -> Iterator[Row]:
        for line, value in values:
            if not isinstance(value, (dict, list)):
                source.count += 1
                yield line or source.count, None, None, "not a JSON object"
                continue
            for row, shape in unwrapper.posts(value):
                source.count += 1  # where no lines count, these numbers are said
                if row is None:
                    yield line or source.count, None, None, "not an object"
                    continue
                shape = shape or later(row)
                yield line or source.count, row, shape, "" if shape else "not a post of a known shape"

    source = Source(found(), ignored=frozenset(columns.ignored if columns else ()))
    unwrapper = Unwrapper(shape_of, source.aside, source.reads)
    return source


def noted(source: Source, rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows; their shapes and keys are noted on the way."""
    seen: set[tuple[str, ...]] = set()
    read: set[Shape] = set()
    for one in rows:
        _, row, shape, _ = one
        if shape and row is not None:
            source.shapes[shape.name] += 1
            if shape not in read:
                read.add(shape)
                source.reads |= shape.reads()
            if (names := tuple(row)) not in seen:
                seen.add(names)
                note_names(source.names, names)
            for known in (read, seen):
                if len(known) > MOST_NAMES:
                    known.clear()
        yield one


def note_names(there: dict[str, None], names: Iterable[str]) -> None:
    """Add the names that are not there yet, in their order, up to MOST_NAMES."""
    for name in names:
        if len(there) < MOST_NAMES:
            there.setdefault(name)


def is_own(row: Mapping[str, Any]) -> bool:
    """Whether an object is a row of a table of one's own: a text, and an id or a date."""
    columns = own.columns_of(own.names_of(row))
    return any(isinstance(row.get(name), str) for name in columns["text"]) and bool(columns["id"] or columns["date"])
