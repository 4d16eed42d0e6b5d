"""Rows of a table as dictionaries."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa


def records_of(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row as column → value, as Python has it: what to_dict("records") gives, in a small part of its time.

    A text that is missing is None, which is false: NaN is true, and `if row["text"]` would take it for one.
    """
    names = rows.columns.tolist()
    columns = [
        pa.array(column.array).to_pylist() if column.dtype == "str" else native(column.tolist())
        for _, column in rows.items()
    ]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def native(values: list[Any]) -> list[Any]:
    """The values as Python's own: what is missing among them is None, or nan and NaT where it was."""
    return [None if one is pd.NA else one.item() if isinstance(one, np.generic) else one for one in values]
