"""Files in, raw relations out: one `raw.<source>` for each source, with the place of every row."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from etl.detections import relations as detections
from etl.dsa import relations as dsa
from etl.errors import GardefouError
from etl.files import sha256
from etl.intake import affair, dictionary, law, linked
from etl.intake import tables as tables_read
from etl.intake.sources import ROOT, accepted_codes, sources, text, verified
from etl.intake.values import Codes, public_path, refusal
from etl.live.held import accepted
from etl.objects import ObjectPath
from etl.reactions import relations as posts
from etl.warehouse.coverage import with_coverage

ARROW = {
    "date": pa.date32(),
    "number": pa.float64(),
    "share": pa.float64(),
    "integer": pa.int64(),
    "codes": pa.list_(pa.string()),
    "countries": pa.list_(pa.string()),
}
LINED, LINE = ("lookups", "withdrawn"), {"source_line": pa.int64()}  # tables of whose rows a check says the line
BESIDE = ("corrections.csv", "withdrawn.csv")  # what was done to rows, beside data/reference
PROVISION_TYPES = {
    **dict.fromkeys(
        ("acts", "subjects", "requires", "instead_of", "addressees", "only_provisions"), pa.list_(pa.string())
    ),
    **dict.fromkeys(("is_life", "is_derived", "is_damages", "binds_states", "source_is_whole_text"), pa.bool_()),
    **dict.fromkeys(
        ("in_force_from", "in_force_to", "read_version_date", "paused_from", "paused_to", "entered"), pa.date32()
    ),
    **dict.fromkeys(("max_prison_months", "min_prison_months", "takedown_deadline_hours", "source_line"), pa.int64()),
    **dict.fromkeys(
        ("max_fine_amount", "max_fine_turnover_share", "derived_factor", "prison_factor", "fine_factor"), pa.float64()
    ),
}
SOR_TYPES = {"day": pa.date32(), **dict.fromkeys(("platform", "metric", "code"), pa.string()), "count": pa.int64()}
MOST_ROWS = 1_000_000_000  # a source without a limit of its own
SOURCE_COLUMNS = {
    **{f"{key}_{lang}": pa.string() for key in ("title", "publisher", "licence", "coverage", "cannot_say", "changes")
       for lang in ("en", "fr")},
    **{key: pa.string() for key in ("source_id", "shape", "history", "page_url", "file", "snapshot_date", "sha256")},
    "may_redistribute": pa.bool_(),
    "row_count": pa.int64(),
}  # fmt: skip # saves 3 lines


class Strict:
    """How a build reads the folder of an affair: the first file with a fault raises GardefouError."""

    table = staticmethod(tables_read.read)

    def law(self, data: Path, codes: Codes) -> law.Law:
        return law.read(data)

    affair = staticmethod(affair.relations)
    codes = staticmethod(accepted_codes)
    sources = staticmethod(sources)
    dictionary = staticmethod(dictionary.load)

    def joined(self, tables: dict[str, tables_read.Table]) -> None:
        if faults := linked.faults(tables):
            raise refusal("data/", faults)

    def short(self, why: str) -> None:
        raise GardefouError(f"{why} The build stopped; the version being served is unchanged.")


def load(
    connection: duckdb.DuckDBPyConnection, data: Path, store: Path, as_of: dt.date, reading: Strict | None = None
) -> list[dict]:
    """Fill `raw.*`; returns a record per source: source_id, file, snapshot_date, sha256, rows.

    `reading` says how files are read, when it is not to stop at a fault.

    Raises GardefouError for a missing or changed file, a bad cell, or a row count outside what the source declares.
    """
    for schema in ("raw", "staging", "marts"):
        connection.execute(f"create schema {schema}").fetchall()
    reading = reading or Strict()
    for name, entries, types in reading.affair(data):
        insert(connection, name, entries, types)
    codes = reading.codes(data)
    tables: dict[str, tables_read.Table] = {}
    described, rows_of_sources = [], []
    for source in reading.sources(data):
        path = data / source["file"].removeprefix("data/") if source.get("file") else None
        rows = load_source(connection, source, path, store, codes, tables, reading)
        least, most = source.get("at_least", 0), source.get("at_most", MOST_ROWS)
        if not least <= rows <= most:
            reading.short(
                f"{source['id']}: {rows:,} rows, where {least:,} to {most:,} are expected. When rows were withdrawn, "
                "lower at_least in data/sources.yml."
            )
        record = {
            "source_id": source["id"],
            "file": public_path(path) if path else "",
            "snapshot_date": str(source.get("snapshot_date") or ""),
            "sha256": sha256(path) if path and path.exists() else "",
            "rows": rows,
        }
        described.append(record)
        rows_of_sources.append(source_row(source, record))
    reading.joined(tables)
    load_descriptions(connection, data, codes, as_of, reading)
    let_pass = dict.fromkeys(("accepted_at", "what", "day", "slug", "reason"), pa.string())
    insert(connection, "accepted", accepted(store), let_pass)
    insert(connection, "sources", with_coverage(connection, rows_of_sources), SOURCE_COLUMNS)
    return described


def load_source(
    connection: duckdb.DuckDBPyConnection, source: dict, path: Path | None, store: Path, codes: Codes,
    tables: dict[str, tables_read.Table], reading: Strict,
) -> int:  # fmt: skip # saves 5 lines
    """Fill the raw relations of one source and return its number of rows; what was read is added to `tables`."""
    name = source["id"]
    if "columns" in source and path is not None:
        types: dict[str, pa.DataType] = {}
        for column, spec in source["columns"].items():
            types[column] = ARROW.get(spec["type"], pa.string())
            if spec["type"] == "date" and f"{column}_precision" not in source["columns"]:
                types[f"{column}_precision"] = pa.string()
        types |= {"source_file": pa.string(), "source_line": pa.int64()}
        return insert(connection, name, tables.setdefault(name, reading.table(path, source, codes)).rows, types)
    if "tables" in source and path is not None:
        return load_tables(connection, source, path, codes, tables, reading)
    if name == "law" and path is not None:
        return load_law(connection, path, codes, tables, reading)
    if name == "sor_daily" and path is None:
        return insert(connection, name, [], SOR_TYPES)  # this affair has no daily counts
    if name in FILES and path is not None:
        return FILES[name](connection, path)
    if name in STORES:
        folder, load_store = STORES[name]
        if isinstance(store, ObjectPath) and name != "dsa" and (store / folder).exists():
            raise GardefouError(
                f"{store / folder} lies in an object store, where counted archives can be, and nothing else. The build "
                "stopped; the version being served is unchanged. Copy the store to a folder and name that with --store."
            )
        return load_store(connection, store / folder)
    return 0


def load_sor_daily(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Create raw.sor_daily from the historical file, once its digest is verified; returns its number of rows."""
    recorded = verified(path)["rows"]
    connection.execute("create table raw.sor_daily as from read_parquet(?)", [str(path)]).fetchall()
    found = count(connection, "sor_daily")
    if found != recorded:
        raise GardefouError(
            f"{public_path(path)}: {found:,} rows, where its snapshot.json records {recorded:,}. The build stopped; "
            "the version being served is unchanged. Restore the file."
        )
    return found


def load_law(
    connection: duckdb.DuckDBPyConnection, path: Path, codes: Codes, tables: dict[str, tables_read.Table],
    reading: Strict,
) -> int:  # fmt: skip # saves 3 lines
    """Create raw.provisions, raw.provision_rules and raw.provision_pauses; returns the number of provisions."""
    found = reading.law(path.parent, codes)
    tables["provisions"] = tables_read.Table("data/law", law.REFERENCES, found.provisions)
    for row in (*found.provisions, *found.rules):
        row["source_file"] = f"data/law/{row['source_file']}"
    for name, rows in (("provision_rules", found.rules), ("provision_pauses", found.pauses)):
        insert(connection, name, rows, {key: PROVISION_TYPES.get(key, pa.string()) for key in law.COLUMNS[name]})
    types = {name: PROVISION_TYPES.get(name, pa.string()) for name in law.PROVISION_COLUMNS}
    return insert(connection, "provisions", found.provisions, types)


def load_tables(
    connection: duckdb.DuckDBPyConnection,
    source: dict,
    folder: Path,
    codes: Codes,
    tables: dict[str, tables_read.Table],
    reading: Strict,
) -> int:
    """`raw.<name>` for each CSV of data/reference and of BESIDE, every column as text, blanks null.

    Returns the rows of those that are not sources of their own. Raises GardefouError for a file nobody described, and
    for one that is not there.
    """
    own = {Path(one["file"]).stem for one in sources() if one.get("file")}
    found = 0
    beside = [folder.with_name(name) for name in BESIDE]
    described = {folder / f"{name}.csv" for name in source["tables"]} - {folder / path.name for path in beside}
    for path in [*sorted(described | set(folder.glob("*.csv"))), *beside]:
        if path.stem not in own and path.stem not in source["tables"]:
            raise GardefouError(
                f"{public_path(path)} is not described: nothing says what its columns accept. Described are "
                f"{', '.join(source['tables'])}. The build stopped; the version being served is unchanged. Describe it "
                "under `tables` in etl/readers/reference.yml."
            )
        if path.stem not in own:
            table = tables[path.stem] = reading.table(path, source["tables"][path.stem], codes)
            types = dict.fromkeys(table.header, pa.string()) | (LINE if path.stem in LINED else {})
            lines = [{"source_line": row["source_line"]} for row in table.rows]
            insert(connection, path.stem, [row | line for row, line in zip(table.written, lines, strict=True)], types)
            found += len(table.rows) if path.parent == folder else 0
    return found


FILES = {"sor_daily": load_sor_daily}
STORES = {  # source → its folder in the store, and who reads it
    "dsa": ("dsa", dsa.load),
    "detector_outputs": ("detections", detections.load),
    "reactions": ("reactions", posts.load),
}


def source_row(source: dict, record: dict) -> dict:
    """A source as a row of raw.sources: what its description says, and what was read of it."""
    keys = ("title", "publisher", "licence", "coverage", "cannot_say", "changes")
    return {
        **{f"{key}_{lang}": text(source, key, lang) for key in keys for lang in ("en", "fr")},
        **{key: record[key] for key in ("source_id", "file", "snapshot_date", "sha256")},
        "shape": source["shape"],
        "history": source.get("history", "latest"),
        "page_url": source.get("page_url") or None,
        "may_redistribute": source.get("may_redistribute"),
        "row_count": record["rows"],
    }


def load_descriptions(
    connection: duckdb.DuckDBPyConnection, data: Path, codes: Mapping[str, Any], as_of: dt.date, reading: Strict
) -> None:
    """What is known of the build itself: codes and their labels, the dictionary, the selects, the date it is for."""
    known = [
        {"vocabulary": name, "code": code, "place": place, "label_en": label["en"], "label_fr": label["fr"]}
        for name, labels in codes.items()
        if name != "jurisdiction"
        for place, (code, label) in enumerate(labels.items())
    ]
    insert(connection, "codes", known, {**dict.fromkeys(("vocabulary", "code", "label_en", "label_fr"), pa.string()),
                                         "place": pa.int64()})  # fmt: skip # saves 4 lines
    texts = ("relation", "column_name", "unit", "meaning_en", "meaning_fr", "vocabulary", "references", "at_least")
    insert(
        connection,
        "dictionary",
        reading.dictionary(data, codes),
        dict.fromkeys(texts, pa.string()) | {"place": pa.int64(), "is_open": pa.bool_()},
    )
    own = data / "nlp" / "model_card.json"  # an affair without a tagger of its own uses the one that ships
    card = json.loads((own if own.exists() else ROOT / "data/nlp/model_card.json").read_text(encoding="utf-8"))
    names = ("field", "slice", "label", "measure")
    numbers = {"n": pa.int64(), **dict.fromkeys(("value", "low", "high"), pa.float64())}
    insert(connection, "tagger_scores", card["scores"], dict.fromkeys(names, pa.string()) | numbers)
    pairs = dict.fromkeys(("field", "truth", "given"), pa.string()) | {"posts": pa.int64()}
    insert(connection, "tagger_confusions", card["confusions"], pairs)
    selects = [
        {"relation": f"{path.parent.name}.{path.stem}", "sql_path": f"sql/{path.parent.name}/{path.name}",
         "sql_text": path.read_text(encoding="utf-8")}
        for folder in ("staging", "marts")
        for path in sorted((ROOT / "sql" / folder).glob("*.sql"))
    ]  # fmt: skip # saves 3 lines
    insert(connection, "transformations", selects, dict.fromkeys(("relation", "sql_path", "sql_text"), pa.string()))
    insert(connection, "build", [{"as_of": as_of}], {"as_of": pa.date32()})


def insert(
    connection: duckdb.DuckDBPyConnection, name: str, rows: list[dict], types: dict[str, pa.DataType],
    schema: str = "raw",
) -> int:  # fmt: skip # saves 3 lines
    """Create `<schema>.<name>` with these columns and rows; returns the number of rows."""
    columns = {column: pa.array([row.get(column) for row in rows], kind) for column, kind in types.items()}
    table = pa.table(columns)
    connection.register("incoming", table)
    connection.execute(f'create table {schema}."{name}" as from incoming').fetchall()
    connection.unregister("incoming")
    return len(rows)


def count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    return connection.execute(f'select count(*) from raw."{name}"').fetchall()[0][0]
