"""The French texts of the data as French is printed, wherever they are read to be shown."""

from typing import Any

import pandas as pd

from etl.harmless import harmless as harmless
from etl.harmless import harmless_value
from figures.words import french


def typeset(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, their texts made harmless (etl/harmless.py), those in French (`…_fr`) as French is printed."""
    for name in rows.columns:
        if pd.api.types.is_string_dtype(rows[name]) or pd.api.types.is_object_dtype(rows[name]):
            rows[name] = rows[name].map(harmless_value, na_action="ignore")
        if str(name).endswith("_fr") and pd.api.types.is_string_dtype(rows[name]):
            rows[name] = rows[name].map(_french, na_action="ignore")
    return rows


def _french(value: Any) -> Any:
    return french(value) if isinstance(value, str) else value
