"""The public relations as a Frictionless data package. The same version of the warehouse gives the same bytes."""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import yaml

from etl import cells
from etl.errors import GardefouError
from etl.files import is_alive
from etl.intake.material import filled as fill
from etl.open_data import feed
from etl.open_data.relations import Asked, Column, Relation, columns, given, rows
from etl.warehouse import Manifest, connect, query
from etl.yaml_text import LOADER

NAME = "garde-fou"
TYPES = {"DATE": "date", "BIGINT": "integer", "INTEGER": "integer", "DOUBLE": "number", "BOOLEAN": "boolean"}
ARROW = {
    "DATE": pa.date32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "VARCHAR": pa.string(),
}
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}


def publish(manifest: Manifest, folder: Path) -> list[Path]:
    """Writes the package of a version in `folder` and returns its files.

    The folder is replaced whole when the package is complete. Raises GardefouError when it holds other things.
    """
    _recover(folder)
    _refuse_foreign(folder)
    part, old = (folder.with_name(f".{folder.name}.{ending}-{os.getpid()}") for ending in ("part", "old"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        (part / "data").mkdir(parents=True)
        with connect(manifest) as connection:
            _write(connection, manifest, part)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _recover(folder: Path) -> None:
    """Removes what a killed run left beside the folder; a package it had moved away and not replaced comes back."""
    for left in sorted(folder.parent.glob(f".{folder.name}.*-*")):
        kind, _, process = left.name.removeprefix(f".{folder.name}.").rpartition("-")
        if kind in ("part", "old") and process.isdigit() and not is_alive(int(process)):
            if kind == "old" and not folder.exists():
                left.rename(folder)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _refuse_foreign(folder: Path) -> None:
    """A folder is replaced only when it is empty or a package of ours."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise GardefouError(f"{folder} is a file. Nothing was written; name a folder.")
    try:
        named = json.loads((folder / "datapackage.json").read_text(encoding="utf-8")).get("name")
    except (OSError, ValueError, AttributeError):
        named = None
    if named != NAME and any(folder.iterdir()):
        raise GardefouError(
            f"{folder} holds files that are not a data package of {NAME}. Nothing was written; name a new folder."
        )


def _write(connection: duckdb.DuckDBPyConnection, manifest: Manifest, folder: Path) -> None:
    resources = []
    for relation in given(connection, manifest):
        told = columns(connection, relation.name)
        found = list(rows(connection, relation.name, Asked()))
        csv_path, parquet_path = (folder / "data" / f"{relation.name}.{form}" for form in ("csv", "parquet"))
        csv_path.write_bytes(cells.to_csv([column.name for column in told], found))
        _parquet(told, found, parquet_path)
        resources.append(_table(relation, told, csv_path, connection))
        resources.append(_file(f"{relation.name}-parquet", parquet_path, folder, "application/vnd.apache.parquet"))
    for lang in ("en", "fr"):
        path = folder / f"feed.{lang}.atom"
        path.write_bytes(feed.atom(connection, lang, (), built=manifest.built_at))
        resources.append(_file(f"feed-{lang}", path, folder, "application/atom+xml"))
    (folder / "README.md").write_text(_readme(connection, manifest), encoding="utf-8")
    described = _package(connection, manifest, resources)
    (folder / "datapackage.json").write_text(
        json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )


def _parquet(told: list[Column], found: list[tuple], path: Path) -> None:
    """The rows with their types; texts exactly as in the database."""
    fields = [pa.field(one.name, pa.list_(pa.string()) if one.type.endswith("[]") else ARROW[one.type]) for one in told]
    by_column = zip(*found, strict=True) if found else [[] for _ in told]
    arrays = [pa.array(list(values), type=field.type) for field, values in zip(fields, by_column, strict=True)]
    parquet.write_table(pa.table(arrays, schema=pa.schema(fields)), path, compression="zstd")


def _file(name: str, path: Path, folder: Path, media_type: str) -> dict[str, Any]:
    """A resource that is a file: its place, size and hash."""
    content = path.read_bytes()
    return {
        "name": name.replace("_", "-"),
        "type": "file",
        "path": path.relative_to(folder).as_posix(),
        "mediatype": media_type,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _table(relation: Relation, told: list[Column], path: Path, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """A resource that is a table, each column with its type, unit and meaning in both languages."""
    meaning_en, meaning_fr = connection.execute(
        "select max(meaning_en), max(meaning_fr) from marts.dictionary where relation = $name and column_name = ''",
        {"name": relation.name},
    ).fetchall()[0]
    fields = []
    for one in told:
        field = {"name": one.name, "type": TYPES.get(one.type, "string"), "description": one.meaning_en}
        fields.append({**field, "description_fr": one.meaning_fr, **({"unit": one.unit} if one.unit else {})})
    return {
        **_file(relation.name, path, path.parents[1], "text/csv"),
        "type": "table",
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "description": meaning_en or "",
        "description_fr": meaning_fr or "",
        "schema": {"fields": fields, "missingValues": [""], "primaryKey": list(relation.key)},
    }


def _texts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """What the package says around the tables, by language, about the affair of this version."""
    texts = yaml.load(Path(__file__).with_name("readme.yml").read_text(encoding="utf-8"), LOADER)
    words = query(connection, "affair_words")
    slots = {lang: dict(zip(words["slot"], words[f"text_{lang}"], strict=True)) for lang in texts}
    return {lang: {key: fill(told, slots[lang]) for key, told in said.items()} for lang, said in texts.items()}


def _sources(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The sources that may be passed on."""
    names = [column.name for column in columns(connection, "sources")]
    found = [dict(zip(names, row, strict=True)) for row in rows(connection, "sources", Asked())]
    return [one for one in found if one["may_redistribute"]]


def _package(
    connection: duckdb.DuckDBPyConnection, manifest: Manifest, resources: list[dict[str, Any]]
) -> dict[str, Any]:
    texts = _texts(connection)
    return {
        "profile": "data-package",
        "name": NAME,
        "title": texts["en"]["title"],
        "title_fr": texts["fr"]["title"],
        "description": texts["en"]["description"],
        "description_fr": texts["fr"]["description"],
        "version": manifest.version,
        "created": manifest.built_at,
        "data_date": manifest.data_date[:10],
        "warehouse_sha256": manifest.sha256,
        "licenses": [LICENCE],
        "sources": [
            {
                "title": one["title_en"],
                **({"path": one["page_url"]} if one["page_url"] else {}),
                "licence": one["licence_en"],
            }
            for one in _sources(connection)
        ],
        "resources": resources,
    }


def _readme(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str:
    """The README, in French then English."""
    parts = []
    for lang in ("fr", "en"):
        said = _texts(connection)[lang]
        days = {"built": manifest.built_at[:10], "data_date": manifest.data_date[:10]}
        parts += [f"# {said['title']}", said["description"], said["version"].format(version=manifest.version, **days)]
        parts += [said[name] for name in ("caution", "how", "inert", "licence")]
        told = dict(
            connection.execute(
                f"select relation, meaning_{lang} from marts.dictionary where column_name = '' order by 1"
            ).fetchall()
        )
        listed = [
            f"- `{name}` ({manifest.rows[name]} {said['rows']}) {told.get(name) or ''}".rstrip()
            for name in (one.name for one in given(connection, manifest))
        ]
        parts += [f"## {said['tables']}", "\n".join(listed), f"## {said['sources']}"]
        for one in _sources(connection):
            held = f" ({said['snapshot'].format(day=one['snapshot_date'])})" if one["snapshot_date"] else ""
            about = f"**{one[f'title_{lang}']}**, {one[f'publisher_{lang}']}{held}. {one[f'licence_{lang}']}."
            parts.append(f"{about} {one[f'cannot_say_{lang}']}")
    return "\n\n".join(parts) + "\n"
