"""JSON as the standard has it: no NaN, no Infinity, which other programs refuse. What is not a number is null."""

import json
import math
from typing import Any


def written(value: Any, indent: int | None = None) -> str:
    """The JSON text of a value, letters as they are; a number that is none (NaN, an infinity) becomes null."""
    try:
        return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    except ValueError:
        return json.dumps(finite(value), ensure_ascii=False, indent=indent, allow_nan=False)


def finite(value: Any) -> Any:
    """The value with null for every float that is no finite number."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    return value
