"""A file of detector results into relation `incoming`: which kind it is, and tables (CSV, Parquet) row by row."""

import csv
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl.detections.incoming import Incoming, count, fill, from_json, numbered
from etl.errors import GardefouError
from etl.intake import content_scan, text_files
from etl.intake.content_scan import literal
from etl.intake.text_files import UNCHANGED, Saved

YOLO = re.compile(r"\d{1,4}( (0?\.\d+|[01](\.0*)?)){4,}\s*(\n|$)")  # a class and its box, in shares of the image
NO_HEADER = re.compile(r"[^\s,;\t]+[,;\t ] ?-?\d+([.,]\d+)?(e-?\d+)?", re.IGNORECASE)  # an id and a number
PLAIN_TYPES = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_integer,
               pa.types.is_floating, pa.types.is_boolean, pa.types.is_date, pa.types.is_timestamp, pa.types.is_decimal,
               pa.types.is_null)  # fmt: skip # saves 9 lines


def take_in(
    connection,
    path: Path,
    identifiers: Iterable[str] = (),
    delimiter: str = "",
    encoding: str = "",
    headerless: tuple[str, ...] = (),
    unread: tuple[str, ...] = (),
    inside: tuple[str, ...] = (),
    may_nest: bool = False,
) -> Incoming:
    """Fill `incoming` (`row` and the file's columns, all text) from CSV, JSON lines, a JSON document or Parquet.

    For JSON the one column is `line`. `delimiter` and `encoding` are found when not named; `headerless` are the columns
    of a format whose tables may come without a header; `unread` are keys of JSON that are left out; `inside` are keys
    of the format that flattened columns begin with (categories.harassment/threatening); `may_nest`: answers may
    stand in lists and structures of Parquet, which then comes as lines. Raises ForbiddenContent, or GardefouError for
    none of these.
    """
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. {UNCHANGED} Check the path.")
    content_scan.check_bytes(path)
    with open(path, "rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise GardefouError(f"{path.name} is empty. {UNCHANGED} Export it again.")
    if start[:4] == b"PAR1":
        return from_parquet(connection, path, identifiers, may_nest)
    saved = text_files.saved_as(path, encoding)
    with text_files.opened(path, saved) as file:
        text = file.read(4096).lstrip("\ufeff \t\r\n")
    if text[:1] in ("[", "{"):
        found = from_json(connection, path, saved, unread)
    elif YOLO.match(text):
        raise GardefouError(
            f"{path.name} holds boxes as YOLO writes them: a file for each image, without its identifier, without the "
            f"names of the classes, and none for images without a box. {UNCHANGED} Export the data set as COCO "
            "(--format coco), or write a table: image_id, label (none where nothing was found)."
        )
    elif text[:1] == "<":
        raise GardefouError(f"{path.name} is a web page or XML, not labels. {UNCHANGED} Export CSV or JSON.")
    else:
        found = from_csv(connection, path, identifiers, delimiter, saved, headerless, inside)
    return replace(found, said=(*filter(None, [saved.said]), *found.said))


def from_csv(
    connection, path: Path, identifiers: Iterable[str], delimiter: str, saved: Saved, headerless: tuple[str, ...],
    inside: tuple[str, ...] = (),
) -> Incoming:  # fmt: skip # saves 5 lines
    """The table `incoming`, all texts, with each row's line in the file; unreadable lines go to `rejects`."""
    header = header_of(path, saved, delimiter, headerless)
    names = list(header.names)
    known = re.compile("|".join(rf"^(?:.*\.)?{one}\.(?=[a-z/_-]+$)" for one in inside) or "(?!)")
    content_scan.check_names([known.sub("", name) for name in names if name not in header.unnamed], identifiers)
    if saved.is_utf8:
        fill_from_csv(connection, path, header)
    else:
        fill_from_text(connection, path, header, saved)
    broken = " or ".join(f"contains({content_scan.quoted(name)}, chr(10))" for name in names)
    if connection.execute(f"select 1 from incoming where {broken} limit 1").fetchall():
        raise GardefouError(f"{path.name}: a cell holds a line break. {UNCHANGED} Identifiers and labels have none.")
    numbered(connection)
    empty = " and ".join(f"{content_scan.quoted(name)} is null" for name in names)
    connection.execute(f"delete from incoming where {empty}")  # empty rows of a sheet
    content_scan.check_relation(connection, "incoming", names, '"row"', identifiers)
    for name in header.unnamed:
        connection.execute(f"alter table incoming drop column {content_scan.quoted(name)}")
        names.remove(name)
    return Incoming("table", tuple(names), count(connection), header.said)


def header_of(path: Path, saved: Saved, delimiter: str, headerless: tuple[str, ...]) -> text_files.Header:
    """The table's header: its first line, or `headerless` when that line is a row already."""
    if headerless:
        with text_files.opened(path, saved) as file:
            first = file.readline().strip().lstrip("\ufeff")
        if NO_HEADER.fullmatch(first):
            sign = max("\t;, ", key=first.count)
            return text_files.Header(headerless, sign, 0, (), (f"no header: read as {', '.join(headerless)}",))
    return text_files.header(path, saved, delimiter)


def fill_from_csv(connection, path: Path, header: text_files.Header) -> None:
    """`incoming` by DuckDB's own reader, from UTF-8."""
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header.names)
    faulty = False
    skipped = f"header={str(header.lines == 1).lower()}, skip={header.lines if header.lines != 1 else 0}"
    try:
        connection.execute(f"""
            create table incoming as
            select row_number() over () as "row", * from read_csv({literal(str(path))}, auto_detect=false,
                compression='none', {skipped},
                delim={literal(header.delimiter)}, quote='"', escape='"', columns={{{columns}}}, store_rejects=true)""")
        faulty = bool(connection.execute("select 1 from duckdb_tables() where table_name = 'reject_errors'").fetchall())
    except duckdb.Error as fault:
        line = re.search(r"[Ll]ine:? ?(\d+)", str(fault))
        where = f", line {line[1]}" if line else ""
        raise GardefouError(
            f"{path.name}{where}: not readable as CSV (an unclosed quote, mixed line ends, or a line of more than "
            f"2 MB). {UNCHANGED} Export the file again."
        ) from None
    if faulty:
        connection.execute("""
            insert into rejects
            select line, '', lower(
            string_agg(distinct error_type::varchar, ', ' order by error_type::varchar)
            ) from reject_errors group by line""")
    # A row's number becomes its line in the file: the header and the rejected lines before it are counted in.
    connection.execute(f"""
        update incoming set "row" = "row" + {header.lines} + coalesce(
            (select max(skipped) from (
                select "row" - row_number() over (order by "row") - {header.lines} as before,
                    row_number() over (order by "row") as skipped from rejects) where before < incoming."row"), 0)"""
        if faulty else f'update incoming set "row" = "row" + {header.lines}')  # fmt: skip # saves 3 lines


def fill_from_text(connection, path: Path, header: text_files.Header, saved: Saved) -> None:
    """`incoming` from another encoding, record by record in memory, under the same rules."""
    rows: list[tuple] = []
    faults: list[tuple] = []
    with text_files.opened(path, saved) as file:
        reader = csv.reader(file, delimiter=header.delimiter, strict=True)
        for _ in range(header.lines):
            next(reader)
        try:
            for cells in reader:
                if len(cells) == len(header.names):
                    rows.append((reader.line_num, *(cell or None for cell in cells)))
                elif cells:
                    faults.append((reader.line_num, f"{len(cells)} cells instead of {len(header.names)}"))
        except csv.Error:
            raise GardefouError(
                f"{path.name}, line {reader.line_num}: not readable as CSV (a quote that is not closed). {UNCHANGED} "
                "Export the file again."
            ) from None
    columns = list(zip(*rows, strict=True)) or [()] * (len(header.names) + 1)
    fill(connection, "incoming", {
        "row": (pa.int64(), columns[0]),
        **{name: (pa.string(), values) for name, values in zip(header.names, columns[1:], strict=True)},
    })  # fmt: skip # saves 4 lines
    for line, fault in faults:
        connection.execute("insert into rejects values (?, '', ?)", [line, fault])


def from_parquet(connection, path: Path, identifiers: Iterable[str], may_nest: bool) -> Incoming:
    """The table `incoming`, all texts, a time as its day in UTC; a column of bytes refuses the file. A file with lists
    or structures of answers (`may_nest`) becomes JSON, an object a row."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):  # ValueError: a column's name that is not UTF-8
        raise GardefouError(f"{path.name} is a damaged Parquet file. {UNCHANGED} Export it again.") from None
    content_scan.check_names(schema.names, identifiers)
    texts = []
    nests = may_nest and any(pa.types.is_nested(field.type) for field in schema)
    for place, field in enumerate(schema, 1):
        name, quoted = content_scan.column_name(field.name, place), content_scan.quoted(field.name)
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if has_bytes(kind):
            raise content_scan.ForbiddenContent(content_scan.Finding("a column of raw bytes (BLOB)", column=name))
        if not nests and not (any(fits(kind) for fits in PLAIN_TYPES) or isinstance(kind, pa.UuidType)):
            raise GardefouError(
                f"{path.name}, column {name}: values of type {re.sub('[^a-z0-9_]+.*', '', str(kind))} are not accepted."
                f" {UNCHANGED} Texts, numbers, days and yes or no are; take lists and structures apart."
            )
        # A time becomes its day (in UTC): pandas writes days so.
        texts.append(f"{quoted}::{'date::' if pa.types.is_timestamp(kind) else ''}varchar as {quoted}")
    columns = ", ".join(texts)
    if nests:
        pairs = ", ".join(f"{literal(name)}: {content_scan.quoted(name)}" for name in schema.names)
        columns = f"to_json({{{pairs}}})::varchar as line"
    try:
        connection.execute(f"""create table incoming as select file_row_number + 1 as "row", {columns}
                           from read_parquet({literal(str(path))}, file_row_number=true)""")
    except duckdb.Error:
        raise GardefouError(f"{path.name} is a damaged Parquet file. {UNCHANGED} Export it again.") from None
    numbered(connection)
    if nests:
        content_scan.check_json(connection, "incoming", "line", '"row"')
        return Incoming("lines", ("line",), count(connection))
    content_scan.check_relation(connection, "incoming", schema.names, '"row"', identifiers)
    return Incoming("table", tuple(schema.names), count(connection))


def has_bytes(kind: pa.DataType) -> bool:
    """Whether a type holds raw bytes, however deep."""
    if pa.types.is_nested(kind):
        return any(has_bytes(kind.field(place).type) for place in range(kind.num_fields))
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
