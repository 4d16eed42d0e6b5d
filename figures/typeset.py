"""The French texts of the data as French is printed, wherever they are read to be shown."""

from typing import Any

import pandas as pd

from figures.words import french


def typeset(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, their columns of French texts (`…_fr`) with the apostrophes and no-break spaces French wants."""
    for name in rows.columns:
        if str(name).endswith("_fr") and pd.api.types.is_string_dtype(rows[name]):
            rows[name] = rows[name].map(_french, na_action="ignore")
    return rows


def _french(value: Any) -> Any:
    return french(value) if isinstance(value, str) else value
