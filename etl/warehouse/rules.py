"""Checks made from what is declared: keys from etl/open_data/relations.yml, the rest from data/dictionary.yml.

Some follow from names, which the project uses strictly: x_low ≤ x_high, x_start_date ≤ x_end_date, first_ ≤ last_,
from ≤ to, min_ ≤ max_; a count is not negative, a share is 0 to 1; an identifier names a row of the relation whose key
it is; `relation` and `row_id` together name a row. Each check is a select of the rows that must not exist.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import yaml

from etl.errors import GardefouError
from etl.warehouse.recorded import PUBLIC, recorded
from etl.yaml_text import LOADER

ORDERED = (("_low", "_high"), ("start_date", "end_date"), ("first_date", "last_date"), ("first_day", "last_day"),
           ("_from", "_to"))  # fmt: skip # saves 5 lines
SIGNED = ("difference_share",)  # a difference of shares may be below zero
PLACE = "source_file as file, source_line as line"
Columns = Mapping[str, Mapping[str, str]]


def declared(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Name → the select of a check, its first line saying what would be wrong, for every mart that is there."""
    columns = columns_of(connection)
    return {one.name: one.select(columns[one.relation]) for one in checks_of(connection, columns)}


def broken(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Those of `declared` that some row may break; all others no row does.

    To plan a select costs more than to run it on tables of this size: checks with one condition are asked in one.
    """
    columns = columns_of(connection)
    alike: dict[str, list[Check]] = {}
    for one in checks_of(connection, columns):
        alike.setdefault(one.wrong if one.is_of_one_value else one.name, []).append(one)
    found = {}
    for wrong, checks in alike.items():
        values = " union all ".join(one.values(columns[one.relation]) for one in checks)
        if len(checks) == 1 or connection.execute(f"from ({values}) where {wrong} limit 1").fetchall():
            found.update({one.name: one.select(columns[one.relation]) for one in checks})
    return found


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Mart → column → type."""
    columns: dict[str, dict[str, str]] = {}
    for relation, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts' order by all"
    ).fetchall():
        columns.setdefault(relation, {})[column] = kind
    return columns


def checks_of(connection: duckdb.DuckDBPyConnection, columns: Columns) -> "list[Check]":
    """Every check that is declared of these columns, of each name one."""
    public = yaml.load(PUBLIC.read_text(encoding="utf-8"), LOADER)
    public = {name: told for name, told in public.items() if name in columns}
    for one in recorded().values():
        if missing := [name for name in one.needs if name not in columns.get(one.relation, {})]:
            raise GardefouError(
                f"etl/open_data/relations.yml says that rows of {one.relation} have receipts, but "
                f"sql/marts/{one.relation}.sql has no {', '.join(missing)}. "
                "The build stopped; the version being served is unchanged. Add them there, or take out its `row`."
            )
    told = connection.execute(
        'select relation, column_name, if(is_open, null, vocabulary), "references", at_least from raw.dictionary '
        "where column_name <> ''"
    ).fetchall()
    described = [row for row in told if row[1] in columns.get(row[0], {})]
    checks = [
        *keys(public, columns), *codes(described), *references(described, public, columns),
        *orders(described, columns), *bounds(columns), *links(columns),
    ]  # fmt: skip # saves 4 lines
    return list({one.name: one for one in checks}.values())


@dataclass(frozen=True)
class Check:
    """A rule of one column: what is wrong with it, in words and as a condition, and what is accepted.

    In the condition and in what is shown, `tried` is the column, each item of a list, or each part of a text with `;`.
    """

    relation: str
    column: str
    ending: str
    says: str
    wrong: str
    accepted: str

    @property
    def name(self) -> str:
        return f"{self.relation}_{self.column}_{self.ending}"

    @property
    def is_of_one_value(self) -> bool:
        """Whether the condition needs `tried` alone, and beside a `row_id` the relation it is of."""
        return re.search(r"\btried\b", self.wrong) is not None

    def tried(self, held: Mapping[str, str]) -> str:
        """What `tried` stands for; `held`: column → type."""
        if self.ending == "is_known":
            return self.column  # what is taken apart has no part that is blank
        if self.column == "row_id":
            return "unnest(string_split(row_id, ';'))"
        return f"unnest({self.column})" if held[self.column].endswith("[]") else self.column

    def values(self, held: Mapping[str, str]) -> str:
        """All that the condition is put to."""
        beside = "relation, " if self.wrong.startswith("relation =") else ""
        return f"select {beside}{self.tried(held)} as tried from marts.{self.relation}"

    def select(self, held: Mapping[str, str]) -> str:
        """The rows that break the rule, with their place in the files when they have one."""
        tried = self.tried(held)
        place = PLACE if is_written(held) else ", ".join(list(held)[:4])
        return (
            f"-- {self.relation}.{self.column} {self.says}.\n"
            f"select {place}, '{self.column}' as column_name, tried as found, '{self.accepted}' as accepted, "
            f"from (select *, {tried} as tried from marts.{self.relation}) where {self.wrong}"
        )


@dataclass(frozen=True)
class UniqueKey(Check):
    """No two rows of a relation have the same values in the columns of `wrong`."""

    def select(self, held: Mapping[str, str]) -> str:
        lines = "string_agg(source_line, ' and ' order by source_line) as lines, " if "source_line" in held else ""
        return (
            f"-- Two rows of {self.relation} have one key ({self.wrong}).\n"
            f"select {lines}{self.wrong}, count(*) as rows_found, from marts.{self.relation} "
            f"group by {self.wrong} having count(*) > 1"
        )


def is_written(held: Mapping[str, str]) -> bool:
    """Whether rows of these columns come from a file that people write, and have a place in it."""
    return {"source_file", "source_line"} <= held.keys()


def keys(public: Mapping[str, dict], columns: Columns) -> Iterator[Check]:
    """Each row has its key, whole, and alone. Columns under `blank` may be unknown."""
    for relation, told in public.items():
        first, named = told["key"][0], ", ".join(told["key"])
        yield UniqueKey(relation, first, "key_is_unique", "", named, "")
        for column in told["key"]:
            if column not in told.get("blank", ()):
                yield Check(relation, column, "is_known", "is blank, and names the row", "tried is null", "a value")


def codes(described: list[tuple]) -> Iterator[Check]:
    for relation, column, vocabulary, *_ in described:
        if vocabulary:
            wrong = f"tried <> '' and tried not in (select code from marts.codes where vocabulary = '{vocabulary}')"
            yield Check(relation, column, "is_a_code", f"is not a code of {vocabulary}", wrong,
                        f"a code of {vocabulary} in data/reference/codes.yml")  # fmt: skip # saves 6 lines


def references(described: list[tuple], public: Mapping[str, dict], columns: Columns) -> Iterator[Check]:
    """An identifier names a row: by its name, by the dictionary, or by the relation that stands beside it."""
    named = {(relation, column): tuple(other.split(".")) for relation, column, _, other, _ in described if other}
    own = {told["key"][0]: name for name, told in public.items() if len(told["key"]) == 1}
    gone = " and tried not in (select row_id from marts.withdrawn)" if "withdrawn" in columns else ""
    for relation, held in columns.items():
        for column in held:
            for key, other in own.items():
                is_own = relation in public and public[relation]["key"] == [column]
                if key.endswith("_id") and not is_own and (column == key or column.endswith(f"_{key}")):
                    named.setdefault((relation, column), (other, key))
            if column in ("jurisdiction", "jurisdictions"):
                named.setdefault((relation, column), ("jurisdictions", "code"))
        if {"relation", "row_id"} <= held.keys():
            for key, other in own.items():
                wrong = f"relation = '{other}' and tried not in (select {key}::varchar from marts.{other}){gone}"
                yield Check(
                    relation, "row_id", f"is_of_{other}", f"is not a row of {other}", wrong, f"a {key} of {other}"
                )
    for (relation, column), (other, key) in named.items():
        wrong = f"tried not in (select {key} from marts.{other})"
        yield Check(relation, column, "is_there", f"is not a {key} of {other}", wrong, f"a {key} of {other}")


def orders(described: list[tuple], columns: Columns) -> Iterator[Check]:
    """No end before its beginning, no upper limit below the lower one; no published value outside its limits.

    What is computed may lie outside: a bootstrap's limits need not hold the estimate.
    """
    pairs = {(relation, least, column) for relation, column, _, _, least in described if least}
    for relation, held in columns.items():
        for column in held:
            for lower, upper in ORDERED:
                if (stem := column.removesuffix(lower)) != column:
                    pairs.add((relation, column, stem + upper))
            if (stem := column.removesuffix("_low")) != column:
                for middle in (stem, f"{stem}_share") if is_written(held) else ():
                    pairs |= {(relation, column, middle), (relation, middle, f"{stem}_high")}
            if (stem := column.removeprefix("min_")) != column:
                pairs.add((relation, column, f"max_{stem}"))
    for relation, lower, upper in sorted(pairs):
        if {lower, upper} <= columns[relation].keys():
            yield Check(
                relation, upper, f"is_not_below_{lower}", f"is below {lower}", f"{upper} < {lower}", f"from {lower} on"
            )


def bounds(columns: Columns) -> Iterator[Check]:
    for relation, held in columns.items():
        for column in held:
            if column.endswith("_count"):
                yield Check(relation, column, "is_a_count", "is negative", "tried < 0", "from 0 on")
            if column.endswith("_share") and column not in SIGNED:
                yield Check(relation, column, "is_a_share", "is not a share", "not tried between 0 and 1", "0 to 1")


def links(columns: Columns) -> Iterator[Check]:
    """No address leads to a site that is never linked, nor to a part of one."""
    wrong = (
        "exists (from raw.unlinked_domains where ends_with("
        "'.' || lower(regexp_extract(tried, '^[a-z]+://([^/:?#]+)', 1, 'i')), '.' || lower(domain)))"
    )
    for relation, held in columns.items():
        for column, kind in held.items():
            if kind in ("VARCHAR", "VARCHAR[]") and (column.endswith("url") or column == "source"):
                yield Check(relation, column, "may_be_linked", "leads to a site that is never linked", wrong,
                            "another address, or none and the name of the publisher")  # fmt: skip # saves 6 lines
