"""What changed from one kept version of the data to the next, read off their manifests."""

import pandas as pd

from etl import warehouse
from etl.warehouse import Manifest


def history(kept: list[Manifest] | None = None) -> pd.DataFrame:
    """A row per version and relation whose number of rows changed, newest version first; the first version has none.

    Columns: version, built_date, data_date, relation (blank: all the version's rows together), rows_before, row_count.
    """
    versions = sorted(warehouse.versions() if kept is None else kept, key=lambda one: one.version)
    found = []
    for before, after in zip([None, *versions], versions, strict=False):
        old = before.rows if before else {}
        days = {"built_date": pd.Timestamp(after.built_at[:10]), "data_date": pd.Timestamp(after.data_date[:10])}
        head = {"version": after.version, **days}
        totals = {"rows_before": sum(old.values()) if before else None, "row_count": sum(after.rows.values())}
        changed = [
            {**head, "relation": name, "rows_before": old.get(name), "row_count": after.rows.get(name)}
            for name in sorted(old.keys() | after.rows.keys())
            if before and old.get(name) != after.rows.get(name)
        ]
        found.append([{**head, "relation": "", **totals}, *changed])
    rows = [row for version in reversed(found) for row in version]
    names = ["version", "built_date", "relation", "rows_before", "row_count", "data_date"]
    return pd.DataFrame(rows, columns=names).astype({"rows_before": "Int64", "row_count": "Int64"})
