"""The relations whose rows have a receipt, as declared under `row` in etl/open_data/relations.yml, and one select.

place, places   the column with its jurisdiction, or with several; none when it has neither
day, precision  the column with the day of the fact, and the one that says how well it is known
actor           who did, said or measured it; the title of the row beside the page
label           what it is called: {vocabulary: column}, or SQL with `*` for the language; else the source's title
text            the column with its text, `*` for the language
codes           {column: vocabulary}, where the vocabulary of its codes has another name
official        only the official text is linked from the feed
news            a new row is an entry of the feed
table           {page, columns}: a table on that page, of six columns or so, `*` for the language
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from etl.yaml_text import LOADER

# Beside those declared; `document_*`, `source2_*`, `source_via`, `source_origin` and `source_date` where there are any.
ALWAYS = ("confidence", "source_kind", "source_url", "source_publisher", "source_file", "source_line", "entered_date")
PUBLIC = Path(__file__).parents[1] / "open_data" / "relations.yml"


@dataclass(frozen=True)
class Recorded:
    """A relation with receipts: its name, the column that names a row, its source, and what is declared of its rows."""

    relation: str
    key: str
    source_id: str
    told: Mapping[str, Any]

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns its mart must have for its receipts."""
        named = [self.told[name] for name in ("place", "places", "day", "precision", "actor") if name in self.told]
        return (self.key, *named, self.text("en"), self.text("fr"), *self.codes, *ALWAYS)

    @property
    def places(self) -> str:
        """SQL: the codes of the jurisdictions of a row."""
        return str(
            self.told.get("places") or (f"[{self.told['place']}]" if self.told.get("place") else "[]::varchar[]")
        )

    @property
    def day(self) -> str:
        """SQL: the day of the fact, null when there is none."""
        return str(self.told.get("day") or "null::date")

    @property
    def precision(self) -> str:
        """SQL: how well the day is known."""
        return str(self.told.get("precision") or "'day'")

    @property
    def codes(self) -> Mapping[str, str]:
        """Column → vocabulary of its codes, where that has another name."""
        return self.told.get("codes", {})

    def text(self, lang: str) -> str:
        """The column with the text of a row."""
        return str(self.told["text"]).replace("*", lang)

    @property
    def inside(self) -> str:
        """SQL: whether a row touches the period and the jurisdictions asked for ($start, $end, $jurisdictions)."""
        tests = []
        if "day" in self.told:
            tests.append(f"marts.placed({self.day}, {self.precision}, $start::date, $end::date) <> 'outside'")
        if "place" in self.told:
            tests.append(f"marts.is_chosen({self.told['place']}, $jurisdictions)")
        if "places" in self.told:
            tests.append(f"marts.concerns({self.told['places']}, $jurisdictions)")
        return " and ".join(tests) or "true"

    @property
    def placed(self) -> str:
        """SQL: its rows as they are, and when and where they are of: `of_places`, `of_day`, `of_precision`."""
        places = self.places if {"place", "places"} & set(self.told) else "['INT']"
        return f"""select *, {places} as of_places, {self.day} as of_day, {self.precision} as of_precision,
            from marts.{self.relation} order by of_day nulls last, {self.key}"""

    def select(self, held: Collection[str]) -> str:
        """SQL: every row of the relation, told like those of all others; `held`: the columns this version has."""
        label = self.told.get("label")
        joined = ""
        if isinstance(label, dict):
            ((vocabulary, column),) = label.items()
            joined = f"left join marts.codes on vocabulary = '{vocabulary}' and code = one.{column}"
            label = "label_*"
        elif not label:
            label = f"(select title_* from marts.sources where source_id = '{self.source_id}')"
        names = [name for name in ("document", "source") if f"{name}_url" in held]
        names = names[:1] if self.told.get("official") else names
        url, publisher = (
            f"case {' '.join(f'when {name}_url is not null then {name}_{what}' for name in names)} end"
            for what in ("url", "publisher")
        )
        return f"""
            select '{self.relation}' as relation, {self.key} as row_id, '{self.source_id}' as source_id,
                {bool(self.told.get("news"))} as is_news, {self.places} as jurisdictions, {self.day} as event_date,
                {self.precision} as date_precision, entered_date as published_date, {self.told["actor"]} as actor,
                {label.replace("*", "en")} as label_en, {label.replace("*", "fr")} as label_fr,
                {self.text("en")} as summary_en, {self.text("fr")} as summary_fr,
                {url} as source_url, {publisher} as source_publisher,
                to_json(one)::varchar as row_json
            from marts.{self.relation} as one {joined}"""


@cache
def recorded() -> dict[str, Recorded]:
    """Relation → what is declared of its rows, in the order of relations.yml."""
    listed = yaml.load(PUBLIC.read_text(encoding="utf-8"), LOADER)
    return {
        name: Recorded(name, told["key"][0], told["source"], told["row"])
        for name, told in listed.items()
        if "row" in told
    }


def every_row(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL: the rows of all relations with receipts that this version has, one after the other."""
    held: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
    ).fetchall():
        held.setdefault(table, set()).add(column)
    return " union all ".join(one.select(held[name]) for name, one in recorded().items() if name in held)
