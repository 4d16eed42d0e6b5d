"""The public relations: which there are, what they can be asked for by, and their rows.

The connection given is used as it is: threads that share one hand in a cursor each.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import yaml

from etl.warehouse import Manifest, query
from etl.warehouse.recorded import PUBLIC, recorded
from etl.yaml_text import LOADER

SELECTS = Path(__file__).parents[2] / "sql" / "open"
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)  # the period when none is asked for


@dataclass(frozen=True)
class Relation:
    """A public relation: the columns that name a row, the source it comes from, its select, and what that takes."""

    name: str
    key: tuple[str, ...]
    source_id: str
    select: str
    is_dated: bool
    is_placed: bool


@cache
def relations() -> dict[str, Relation]:
    """Name → relation, in the order of relations.yml."""
    listed = yaml.load(PUBLIC.read_text(encoding="utf-8"), LOADER)
    found = {}
    for name, told in listed.items():
        own, of_rows = SELECTS / f"{name}.sql", recorded().get(name)
        inside = f" where {of_rows.inside}" if of_rows else ""
        select = own.read_text(encoding="utf-8") if own.exists() else f"from marts.{name}{inside}"
        takes = ("$start" in select, "$jurisdictions" in select)
        found[name] = Relation(name, tuple(told["key"]), told["source"], select, *takes)
    return found


def given(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> list[Relation]:
    """The relations of this version whose source its affair draws on."""
    sources = query(connection, "sources")
    known = set(sources[sources["is_of_affair"].astype(bool)]["source_id"])
    return [one for one in relations().values() if one.name in manifest.rows and one.source_id in known]


@dataclass(frozen=True)
class Column:
    """A column as the warehouse types it and the dictionary explains it."""

    name: str
    type: str
    unit: str
    meaning_en: str
    meaning_fr: str


def columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[Column]:
    """The columns of a relation, in their order."""
    typed = connection.execute(f"describe marts.{relations()[relation].name}").fetchall()
    told = connection.execute(
        "select column_name, unit, meaning_en, meaning_fr from marts.dictionary where relation = $relation",
        {"relation": relation},
    ).fetchall()
    known = {name: tuple(text or "" for text in texts) for name, *texts in told}
    return [Column(name, kind, *known.get(name, ("", "", ""))) for name, kind, *_ in typed]


@dataclass(frozen=True)
class Asked:
    """What of a relation is wanted: days included, no jurisdiction means all, `equal` is column → accepted values."""

    start: date = FIRST
    end: date = LAST
    jurisdictions: Sequence[str] = ()
    equal: Mapping[str, Sequence[str]] | None = None


def _filtered(connection: duckdb.DuckDBPyConnection, relation: Relation, asked: Asked) -> tuple[str, dict[str, Any]]:
    """The select of the rows wanted, and its parameters. Column names are checked against the warehouse."""
    params: dict[str, Any] = {}
    if relation.is_dated:
        params |= {"start": asked.start, "end": asked.end}
    if relation.is_placed:
        params |= {"jurisdictions": list(asked.jurisdictions)}
    known = {column.name for column in columns(connection, relation.name)}
    tests = []
    for place, (name, values) in enumerate((asked.equal or {}).items()):
        if name not in known:
            raise KeyError(name)
        tests.append(f"list_contains($equal_{place}, {name}::varchar)")
        params[f"equal_{place}"] = list(values)
    return f"from ({relation.select}) where {' and '.join(tests) or 'true'}", params


def source(connection: duckdb.DuckDBPyConnection, relation: Relation, lang: str) -> dict[str, str]:
    """Where the relation's facts come from: `source`, `retrieved` (the day of our copy, ISO) and `licence`."""
    title, publisher, held, licence = connection.execute(
        f"select title_{lang}, publisher_{lang}, snapshot_date, licence_{lang} from marts.sources "
        "where source_id = $source_id",
        {"source_id": relation.source_id},
    ).fetchall()[0]
    return {
        "source": f"{title}, {publisher}",
        "retrieved": held.isoformat() if held else "",
        "licence": licence,
    }


def count(connection: duckdb.DuckDBPyConnection, name: str, asked: Asked) -> int:
    """How many rows there are. KeyError for a column that does not exist."""
    select, params = _filtered(connection, relations()[name], asked)
    return connection.execute(f"select count(*) {select}", params).fetchall()[0][0]


def _question(
    connection: duckdb.DuckDBPyConnection, name: str, asked: Asked, limit: int | None, offset: int
) -> tuple[str, dict[str, Any]]:
    """The select of the rows in the order of the relation's key, and its parameters."""
    relation = relations()[name]
    select, params = _filtered(connection, relation, asked)
    part = "" if limit is None else f" limit {int(limit)} offset {int(offset)}"
    return f"{select} order by {', '.join(relation.key)}{part}", params


def rows(
    connection: duckdb.DuckDBPyConnection, name: str, asked: Asked, limit: int | None = None, offset: int = 0
) -> Iterator[tuple]:
    """The rows in the order of the relation's key; every column, as `columns` lists them."""
    found = connection.execute(*_question(connection, name, asked, limit, offset))
    while block := found.fetchmany(10_000):
        yield from block


def parquet_file(
    connection: duckdb.DuckDBPyConnection, name: str, asked: Asked, about: Mapping[str, str], to: Any,
    limit: int | None = None, offset: int = 0,
) -> None:  # fmt: skip # saves 5 lines
    """The rows with their types, texts exactly as in the database, as a Parquet file or into a stream; where they come
    from (`about`) stands in the file's own metadata."""
    select, params = _question(connection, name, asked, limit, offset)
    found: Any = connection.sql(select, params=params).to_arrow_reader(50_000)
    schema = found.schema.with_metadata({key.encode(): value.encode() for key, value in about.items()})
    with pq.ParquetWriter(to, schema, compression="zstd") as file:
        for block in found:
            file.write_batch(block.replace_schema_metadata(schema.metadata))


def parquet(
    connection: duckdb.DuckDBPyConnection, name: str, asked: Asked, about: Mapping[str, str],
    limit: int | None = None, offset: int = 0,
) -> bytes:  # fmt: skip # saves 4 lines
    """What `parquet_file` writes."""
    made = io.BytesIO()
    parquet_file(connection, name, asked, about, made, limit, offset)
    return made.getvalue()
