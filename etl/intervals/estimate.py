"""What an estimator returns, and the two conversions they share."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scipy import special

from etl.errors import GardefouError


class UnusableInputs(GardefouError):
    """Counts from which nothing can be estimated, such as more images flagged than were sampled."""


@dataclass(frozen=True)
class Estimate:
    """A number, the interval at `level`, and how both were obtained.

    `low` and `high` are None together where no interval is to be had, and `warnings` then says why; `value` is None as
    well where the data contradict what was assumed. `is_truncated`: the number or a limit was cut at 0 or 1.
    `assumptions` and `warnings` are codes.
    """

    value: float | None
    low: float | None
    high: float | None
    method: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    level: float = 0.95
    is_truncated: bool = False


def within(found: Estimate, accounts: Estimate | None) -> Estimate:
    """The estimate, without an interval (and saying why) when the share with accounts it builds on has none."""
    if accounts is None or accounts.low is not None:
        return found
    return replace(found, low=None, high=None, warnings=(*found.warnings, *accounts.warnings))


def limits(found: Estimate) -> tuple[float, float, float]:
    """(value, low, high) of an estimate that has an interval; raises UnusableInputs for one that has none."""
    if found.value is None or found.low is None or found.high is None:
        raise UnusableInputs("the share has no interval, so nothing can be worked out from it. See why it has none.")
    return found.value, found.low, found.high


def quantile(level: float) -> float:
    """The standard normal quantile of a two-sided interval: 1.959964 for 0.95."""
    return float(special.ndtri(0.5 + level / 2))


def need_counts(flagged_count: float, sampled_count: float) -> None:
    """Raises UnusableInputs unless 0 <= flagged <= sampled and something was sampled."""
    if not 0 < sampled_count < math.inf:
        raise UnusableInputs("nothing was sampled, so no share can be estimated. Give at least one examined image.")
    if not 0 <= flagged_count <= sampled_count:
        raise UnusableInputs(
            f"{flagged_count:g} flagged of {sampled_count:g} sampled is impossible: the first must lie between 0 and "
            "the second. Check which column holds which."
        )
