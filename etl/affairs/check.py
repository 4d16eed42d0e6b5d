"""All that is wrong in the folder of an affair, table by table, and what each page will not show, and why."""

import datetime as dt
from pathlib import Path

import duckdb

from etl.errors import GardefouError
from etl.intake import affair, dictionary, law, linked, tables
from etl.intake.sources import accepted_codes, sources
from etl.warehouse import layers, raw

# What a page lacks when a relation has no such row: page, relation, condition, what is missing and where it is given.
GAPS = (
    ("overview", "affair", "headline_id is not null", "no measured share leads the page (headline in affair.yml)"),
    ("overview", "affair", "reference_base_id is not null", "no maximum of a law (reference_law in affair.yml)"),
    ("overview", "key_events", "true", "no key event is named on the axis (key_events in affair.yml)"),
    ("incidence", "incidence", "value_low is not null", "no share of images with a known sample"),
    ("incidence", "incidence", "quantity_group = 'test'", "no test meant to provoke"),
    ("exposure", "provisions", "true", "no law was read (law/*.yml)"),
    ("statements", "statements", "true", "no public statement (curated/platform_statements.csv)"),
    ("statements", "sor_daily", "platform = (select dsa_platform from marts.affair)",
     "no daily statements of reasons (reported.dsa in affair.yml, sor_daily in sources.yml)"),
    ("enforcement", "enforcement", "is_counted", "no counted act (curated/enforcement_actions.csv)"),
    ("enforcement", "clocks", "true", "days are counted from the first day of the facts (clocks in affair.yml)"),
    ("reactions", "reactions", "true", "no public reaction (curated/public_reactions.csv)"),
    ("reactions", "affair", "tagger_trained_on = affair_id", "the tagger learnt from another affair's posts"),
    ("every page", "lookups", "true", "nobody said when things were last looked for (reference/lookups.csv)"),
)  # fmt: skip


def faults(data: Path) -> list[str]:
    """A text for each table or file with faults, each with file, line and what is accepted; [] when there is none."""
    found: list[str] = []

    def tried(read):
        try:
            return read()
        except GardefouError as fault:
            found.append(str(fault))
            return None

    tried(lambda: affair.relations(data))
    codes, described = tried(lambda: accepted_codes(data)), tried(lambda: sources(data))
    if codes is None or described is None:
        return found
    whole: dict[str, tables.Table] = {}
    for source in described:
        path = data / source["file"].removeprefix("data/") if source.get("file") else None
        listed = {source["id"]: (path, source)} if "columns" in source else {}
        if path and "tables" in source:
            beside = [path.with_name(name) for name in ("corrections.csv", "withdrawn.csv")]
            inner = [*sorted(path.glob("*.csv")), *beside]
            listed = {one.stem: (one, source["tables"][one.stem]) for one in inner if one.stem in source["tables"]}
        for name, (place, described_as) in listed.items():
            if table := tried(lambda place=place, spec=described_as: tables.read(place, spec, codes)):
                whole[name] = table
    if provisions := tried(lambda: law.read(data)):
        whole["provisions"] = tables.Table("data/law", law.REFERENCES, provisions.provisions)
    tried(lambda: dictionary.load(data, codes))
    if not found:
        found += linked.faults(whole)
    return found


def gaps(data: Path, store: Path, as_of: dt.date) -> list[str]:
    """What each page will not show, and why. Raises GardefouError when the folder does not build."""
    with duckdb.connect(":memory:", config={"threads": "2", "memory_limit": "1GB"}) as connection:
        raw.load(connection, data, store, as_of)
        layers.make(connection)
        return [
            f"{page}: {told}"
            for page, relation, condition, told in GAPS
            if not connection.execute(f"select 1 from marts.{relation} where {condition} limit 1").fetchall()
        ]
