"""The rows of a figure as files: CSV, French CSV, XLSX and JSON with metadata. Nothing in them runs as a formula."""

import io
import json
import re
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from etl.cells import MARK, csv_parts, neutral
from figures.files.facts import PROJECT, Facts, bibtex, citation, provenance
from figures.words import word

CELL_MOST = 32_767  # signs; a cell of a workbook holds no more
XLSX_MOST = 20_000  # rows; beyond, a workbook takes seconds to write
SPECIAL_SPACES = re.compile("[\u00a0\u202f\u2009\u2007]")


def file_value(value: Any) -> Any:
    """A value as a file holds it: None for missing, ISO text for days, a number as a number."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):  # numpy scalars and arrays
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return "; ".join(str(one) for one in value)
    return None if value is pd.NA else value


def plain_heading(heading: str) -> str:
    """A heading as a program can name it: spaces are spaces, and nothing runs as a formula."""
    return str(neutral(SPECIAL_SPACES.sub(" ", heading)))


def to_csv(
    rows: pd.DataFrame,
    columns: dict[str, str],
    *,
    french: bool = False,
    same: dict[str, str] | None = None,
    mark: bool = True,
) -> bytes:
    """UTF-8, with the mark by which Excel knows it; `columns` is name → heading. French: semicolons, decimal commas.

    `same`: further columns, heading → the value of every row.
    """
    given = (list(map(file_value, row)) for row in rows[list(columns)].itertuples(index=False, name=None))
    headings = [plain_heading(heading) for heading in columns.values()]
    always = {plain_heading(heading): value for heading, value in (same or {}).items()}
    return (MARK if mark else b"") + b"".join(csv_parts(headings, given, always, french))


def metadata(facts: Facts, rows: pd.DataFrame) -> dict[str, Any]:
    """Everything needed to find, check and cite the rows again."""
    known = asdict(replace(facts, twins={}))
    known.pop("twins")
    known["columns"] = [{"name": name, "heading": plain_heading(text)} for name, text in facts.columns.items()]
    known["licence"] = provenance(facts)["licence"]
    extra = {"row_count": len(rows), "publisher": PROJECT, "presumption": word("common.footer.presumption", facts.lang)}
    cited = {"citation_fr": citation(facts, "fr"), "citation_en": citation(facts, "en"), "bibtex": bibtex(facts)}
    return {**known, **extra, **cited}


def to_about(rows: pd.DataFrame, facts: Facts) -> bytes:
    """The sheet that goes with the CSV files, whose last columns say the least of it: what `metadata` holds."""
    return json.dumps(metadata(facts, rows), ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8")


def to_json(rows: pd.DataFrame, facts: Facts) -> bytes:
    """`{"metadata": …, "rows": […]}`; texts exactly as in the database, for machines."""
    records = [
        dict(zip(facts.columns, map(file_value, row), strict=True))
        for row in rows[list(facts.columns)].itertuples(index=False, name=None)
    ]
    return json.dumps(
        {"metadata": metadata(facts, rows), "rows": records}, ensure_ascii=False, indent=1, allow_nan=False
    ).encode("utf-8")


def to_xlsx(rows: pd.DataFrame, facts: Facts) -> bytes:
    """A workbook: the rows (the first XLSX_MOST of them), and a sheet that says where they come from, and what was cut.

    A text longer than a cell holds is cut; a day before 1900, which Excel does not know, is written as text.
    """
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(file, options) as book:
        bold, iso = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(word("export.sheet_data", facts.lang))
        for column, heading in enumerate(facts.columns.values()):
            sheet.write_string(0, column, plain_heading(heading), bold)
        shown = rows[list(facts.columns)].head(XLSX_MOST)
        changed = {"rows": len(rows) - len(shown), "texts": 0, "days": 0}
        for line, row in enumerate(shown.itertuples(index=False, name=None), start=1):
            for column, value in enumerate(row):
                if how := _write(sheet, line, column, value, iso):
                    changed[how] += 1
        sheet.freeze_panes(1, 0)
        sheet.autofit(300)
        about = book.add_worksheet(word("export.sheet_source", facts.lang))
        lost = [word(f"export.cut.{name}", facts.lang, count=count) for name, count in changed.items() if count]
        head = [(word("export.cut.title", facts.lang), text) for text in lost]
        for line, (name, value) in enumerate([*_about(facts, rows), *head]):
            about.write_string(line, 0, name, bold)
            about.write_string(line, 1, value)
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 110)
    return file.getvalue()


def _write(sheet: Any, line: int, column: int, value: Any, iso: Any) -> str:
    """Writes a cell; gives back what had to be changed for Excel: `texts` cut, `days` written as text, else nothing."""
    if isinstance(value, (pd.Timestamp, datetime, date)) and value is not pd.NaT:
        if value.year < 1900:
            sheet.write_string(line, column, f"{value:%Y-%m-%d}")
            return "days"
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), iso)
        return ""
    known = file_value(value)
    if isinstance(known, bool):
        sheet.write_boolean(line, column, known)
    elif isinstance(known, (int, float)):
        sheet.write_number(line, column, known)
    elif known is not None:
        text = str(neutral(known))
        sheet.write_string(line, column, text[:CELL_MOST])
        return "texts" if len(text) > CELL_MOST else ""
    return ""


def _about(facts: Facts, rows: pd.DataFrame) -> list[tuple[str, str]]:
    """The lines of the second sheet: metadata, then each column's name and heading."""
    known = metadata(facts, rows)
    lines = []
    for name, value in known.items():
        if name == "sources":
            for n, one in enumerate(value, 1):
                lines.append(
                    (f"source {n}", ", ".join(text for text in one.values() if text and isinstance(text, str)))
                )
        elif name == "columns":
            lines += [(f"column {one['name']}", plain_heading(one["heading"])) for one in value]
        else:
            lines.append((name, ", ".join(value) if isinstance(value, (list, tuple)) else str(value)))
    return lines
