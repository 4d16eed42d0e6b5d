"""Files in which somebody has counted already: dsa-tdb's aggregates and shantay's statistics, a record per day.

What they do not say (keywords or delays in the aggregates, who did what together in the statistics) stays out of the
store: no count of it is zero.
"""

import csv
import datetime as dt
import gzip
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.csv as pc

from etl.dsa.archive import GZIP, Archive, Part, refused
from etl.dsa.chunks import as_text, is_chunk, opened
from etl.dsa.fields import Reject
from etl.dsa.reference import platform_named
from etl.dsa.result import Counted
from etl.strict_json import written

AGGREGATE = {"platform_name", "created_at", "category", "automated_detection", "automated_decision", "count"}
STATISTICS = {"start_date", "end_date", "platform", "column", "entity", "variant", "count"}
PIVOTED = {"content_type": "CONTENT_TYPE_", "category_specification": "KEYWORD_"}
SINGLE = ("decision_account", "decision_ground", "source_type")
YES = ("yes", "true", "1", "1.0")
UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
# dsa-tdb writes one word for the countries of a whole territory (its territorial_scopes), and DE_FR for two.
TERRITORIES = {"EU": UNION, "EEA": f"{UNION} IS LI NO", "EEA_no_IS": f"{UNION} LI NO"}
NOTHING = ("", "N/A", "<NA>", "nan")  # as dsa-tdb fills what is empty
NOT_SAID = "its delays, and keywords where it has no column for them"
DAMAGES = (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile)  # what a damaged file raises


def is_summary(archive: Archive) -> str:
    """'aggregate' or 'statistics' for a file of counts, '' for one of statements."""
    part = archive.parts[0]
    if not is_chunk(part):  # shantay writes no CSV; of dsa-tdb's aggregates there are copies in it
        names = set(header_of(part))
        return "aggregate" if names >= AGGREGATE and "uuid" not in names else ""
    table, file = opened(archive.name, part)
    try:
        names = set(table.schema_arrow.names)
    finally:
        file.close()
    if "uuid" in names:
        return ""
    return "aggregate" if names >= AGGREGATE else "statistics" if names >= STATISTICS else ""


def text_of(part: Part) -> IO[bytes]:
    """The bytes of a CSV part, to be read once."""
    if part.method == GZIP:
        return cast(IO[bytes], gzip.open(part.path))
    if not part.offset:
        return part.path.open("rb")
    with zipfile.ZipFile(part.path) as zipped:
        return zipped.open(part.name)


def header_of(part: Part) -> list[str]:
    """The column names of a CSV part, [] where there is no telling."""
    try:
        with text_of(part) as file:
            return next(csv.reader([file.readline(1 << 16).decode("utf-8-sig")]), [])
    except (*DAMAGES, KeyError, csv.Error):
        return []


def batches(archive_name: str, part: Part) -> Iterator[pa.RecordBatch]:
    """The rows of a part, some thousands at a time; of CSV all is text but the count."""
    if is_chunk(part):
        table, file = opened(archive_name, part)
        with file:
            yield from table.iter_batches(1 << 16, use_threads=False)
        return
    names = header_of(part)
    types = dict.fromkeys(names, pa.string()) | {"count": pa.float64()}  # pandas writes 10.0
    with text_of(part) as file:
        convert = pc.ConvertOptions(column_types=types, strings_can_be_null=False)
        yield from pc.open_csv(file, convert_options=convert)


def days_of(archive: Archive, kind: str) -> Iterator[tuple[Archive, Counted]]:
    """(the archive as what it is for one day, its counts) for each day of the file, oldest first."""
    found: dict[str, Counted] = {}
    for part in archive.parts:
        written_as = "Parquet" if is_chunk(part) else "CSV"
        try:
            row = 0
            for batch in batches(archive.name, part):
                reader = add_aggregate if kind == "aggregate" else add_statistics
                reader(found, part.name, batch, row)
                row += batch.num_rows
        except (pa.ArrowException, *DAMAGES) as fault:
            raise refused(archive.name, f"part {part.name} is damaged {written_as} ({type(fault).__name__})") from None
    found = {day: counted for day, counted in found.items() if counted.counted}
    if not found:
        why = "it has no counts of whole days and platforms (statistics of a selection, perhaps)"
        raise refused(archive.name, why, "Give the statistics of all statements.")
    if kind == "aggregate" and (
        summed := {
            key[0]
            for counted in found.values()
            for key in counted.cube
            if key[0].casefold() in ("all", "total", "totals", "tous", "toutes")
        }
    ):
        raise refused(
            archive.name,
            f"rows of the platform {sorted(summed)[0]!r} are the sum of others, and would be counted twice",
            "Take them out.",
        )
    if kind == "aggregate" and (floor := floored(found)):
        raise refused(
            archive.name,
            f"its days are cut down to the first of each {floor}, so nobody can tell how many came on which day",
            "Aggregate by day (created_at_dt_floor: day).",
        )
    for day, counted in sorted(found.items()):
        counted.days[(dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days] = counted.counted
        counted.schemas.add("dsa-tdb aggregate" if kind == "aggregate" else "shantay statistics")
        counted.parts.append({"part": archive.name, "bytes": archive.size, "rows": counted.rows,
                              "counted": counted.counted, "rejected": len(counted.rejects)}
        )  # fmt: skip # saves 6 lines
        # A slug of their own: they stand behind the archives of statements, and are never added to them.
        is_whole = kind == "statistics" or archive.path.suffix.lower() == ".zip"
        number = "" if is_whole else re.sub(r"\D+", "", archive.path.stem) or "0"
        yield replace(archive, day=day, slug=dataset(archive) or kind, kind=kind, number=number), counted


def floored(days: Iterable[str]) -> str:
    """'month' or 'week' when every day, of several, is the first of one; '' else."""
    found = [dt.date.fromisoformat(day) for day in days]
    if len(found) < 2:
        return ""
    return "month" if all(day.day == 1 for day in found) else "week" if all(not day.weekday() for day in found) else ""


def dataset(archive: Archive) -> str:
    """Which set of aggregates a file is of (aggregated-simple, aggregated-complete): two of one day are never added."""
    places = (archive.path.name, *(one.name for one in archive.path.parents[:3]), archive.parts[0].name)
    return next((found[0].lower() for one in places if (found := re.search(r"aggregated-[a-z]+", one, re.I))), "")


def add_aggregate(found: dict[str, Counted], part: str, batch: pa.RecordBatch, before: int) -> None:
    """Take the rows of an aggregate: a combination of codes and how many statements have it."""
    texts = {name: as_text(batch.column(name)).to_pylist() for name in batch.schema.names if name != "count"}
    pivoted = {name: [column for column in texts if column.startswith(start)] for name, start in PIVOTED.items()}
    for at, count in enumerate(batch.column("count").to_pylist()):
        day, fault = texts["created_at"][at][:10], ""
        try:
            dt.date.fromisoformat(day)
        except ValueError:
            day, fault = next(iter(found), "1970-01-01"), "no day in created_at"
        counted = found.setdefault(day, Counted())
        if count is None or count < 0 or count != int(count):
            fault = "a count that is not a whole number"
        if fault:
            counted.rejects.append(
                (part, Reject(before + at + 1, "count" if "count" in fault else "created_at", fault))
            )
            continue
        count = int(count)
        row = {name: "" if values[at] in NOTHING else values[at] for name, values in texts.items()}
        lists = {
            name: written([column for column in columns if row[column].lower() in YES]).replace(", ", ",")
            for name, columns in pivoted.items()
            if columns and name not in row  # the list itself knows codes that are newer than the columns
        }
        platform, category = row["platform_name"], row["category"]
        keywords = lists.get("category_specification", row.get("category_specification", ""))
        key = (platform, category, keywords, row["automated_detection"], row["automated_decision"])
        counted.cube[key] += count
        for name in (*SINGLE, "content_type", "territorial_scope"):
            value = lists.get(name, row.get(name, ""))
            if name == "territorial_scope" and value and not value.startswith("["):
                value = written(TERRITORIES.get(value, value.replace("_", " ")).split()).replace(", ", ",")
            if value:
                counted.breakdowns[name, platform, category, value] += count


def add_statistics(found: dict[str, Counted], part: str, batch: pa.RecordBatch, before: int) -> None:
    """Take the rows of statistics that are of all statements of a platform on one day."""
    names = [name for name in batch.schema.names if name != "text"]
    columns = {name: batch.column(name).to_pylist() for name in names}
    for at in range(batch.num_rows):
        row = {name: values[at] for name, values in columns.items()}
        first, last = (str(row[name])[:10] for name in ("start_date", "end_date"))
        if row.get("tag") or not row["platform"]:
            continue
        if first != last:
            if row["column"] == "rows":
                reject = Reject(before + at + 1, "end_date", "counts of several days together")
                found.setdefault(next(iter(found), first), Counted(metrics=Counter())).rejects.append((part, reject))
            continue
        counted = found.setdefault(first, Counted(metrics=Counter()))
        if row["count"] is None or row["count"] < 0:
            counted.rejects.append((part, Reject(before + at + 1, "count", "a count that is not a whole number")))
            continue
        assert counted.metrics is not None
        name, metrics = platform_named(str(row["platform"]))[0], counted.metrics
        for metric, code, value in measured(row):
            metrics[name, metric, code] += value
            if code == "sum_seconds" and (many := metrics[name, metric, "measured"]):
                metrics[name, metric, "mean_seconds"] = round(metrics[name, metric, code] / many)


def measured(row: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """(metric, code, count) of one row of shantay's statistics, by the names of the historical file. Its durations are
    whole seconds (Collector.collect_platform_data, dt.total_seconds; its docstring says thousandths)."""
    column, entity, variant, count = str(row["column"]), row["entity"], row["variant"], int(row["count"])
    if column == "rows":
        yield "total", "", count
        if row.get("category"):  # counted for each category apart
            yield "category", str(row["category"]), count
    elif column == "category_specification" and entity == "rows_with_elements":
        yield "with_keyword", "", count
    elif column.endswith("_delay") and entity is None and row.get("mean") is not None:
        yield column, "measured", count
        yield column, "sum_seconds", int(row["mean"]) * count
    elif column.endswith("_delay") and entity == "null_bc_negative":
        yield column, "negative", count
    elif entity is None and variant and variant != "—none—":
        metric = "keyword" if column == "category_specification" else column
        if metric in ("category", "automated_detection", "automated_decision", "keyword", "content_type",
                      "decision_account"):  # fmt: skip # saves 6 lines
            yield metric, str(variant), count
