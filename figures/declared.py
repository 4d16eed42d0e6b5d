"""The tables that relations declare for a page (`table` under `row` in etl/open_data/relations.yml)."""

from functools import partial

import pandas as pd

from etl.warehouse.recorded import Recorded, recorded
from figures.asked import Asked
from figures.data import labels, load
from figures.drawn import Drawn, figure, headings, nothing


def of(one: Recorded, asked: Asked) -> Drawn:
    """The rows of a relation in the period and the jurisdictions, under the title of its source, which says what it
    cannot say. Grain: one row per row of the relation."""
    lang = asked.lang

    def rows(other: Asked) -> pd.DataFrame:
        return load("declared", placed=one.placed, **other.filters)

    found = rows(asked)
    told = load("sources").set_index("source_id").loc[one.source_id]
    names = one.told["table"]["columns"].replace("*", lang).split()
    files = [name for name in found.columns if not name.startswith("source_") or name == "source_url"]
    vocabularies = {name: one.codes.get(name, name) for name in files}
    vocabularies = {name: of_codes for name, of_codes in vocabularies.items() if labels(of_codes, lang)}
    columns = headings("", list(dict.fromkeys([*names, *files])), lang, one.relation)
    title, sources = told[f"title_{lang}"], (one.source_id,)
    if found.empty:
        is_dated, is_placed = "day" in one.told, bool({"place", "places"} & set(one.told))
        return nothing(
            asked, lambda other: len(rows(other)), title, columns=columns, dated=is_dated, placed=is_placed,
            rows=found, sources=sources,
        )  # fmt: skip # saves 6 lines
    return Drawn(
        title, found, columns, notes=(told[f"cannot_say_{lang}"],), sources=sources, vocabularies=vocabularies,
        shown=tuple(names),
    )  # fmt: skip # saves 5 lines


for _name, _one in recorded().items():
    if "table" in _one.told:
        figure(f"{_one.told['table']['page']}.{_name}", below=True)(partial(of, _one))
