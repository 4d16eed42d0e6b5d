"""staging.survival: how long authorities took to each step, with those that have not got there as still open."""

import duckdb
import numpy as np
import pyarrow as pa
from statsmodels.duration.survfunc import SurvfuncRight

TYPES = {
    "step": pa.string(),
    "grouping": pa.string(),
    "group_code": pa.string(),
    "days": pa.int64(),
    "not_yet_share": pa.float64(),
    "not_yet_low": pa.float64(),
    "not_yet_high": pa.float64(),
    "at_risk_count": pa.int64(),
    "event_count": pa.int64(),
    "case_count": pa.int64(),
}


def rows(connection: duckdb.DuckDBPyConnection) -> tuple[list[dict], dict[str, pa.DataType]]:
    """Kaplan–Meier steps of the share of cases that have not reached a step `days` after the first alarm.

    A case is a jurisdiction, or an authority with at least one counted act. One that has not reached the step is
    censored at the last date of the data. Intervals are pointwise 95 % log-log (Kalbfleisch and Prentice 2002, 1.4.1).
    """
    found: list[dict] = []
    cases = connection.execute(
        "select step, grouping, group_code, days, is_reached from staging.step_times order by all"
    ).fetchall()
    groups: dict[tuple[str, str, str], list[tuple[int, bool]]] = {}
    for step, grouping, code, days, is_reached in cases:
        groups.setdefault((step, grouping, code), []).append((days, is_reached))
    for (step, grouping, code), times in groups.items():
        curve = SurvfuncRight([days for days, _ in times], [int(reached) for _, reached in times])
        low, high = log_log(curve.surv_prob, curve.surv_prob_se)
        if not any(reached for _, reached in times):  # nobody got there: still open, all of them, on the last day
            last = max(days for days, _ in times)
            found.append({
                "step": step, "grouping": grouping, "group_code": code, "days": last, "not_yet_share": 1.0,
                "not_yet_low": None, "not_yet_high": None, "at_risk_count": sum(days == last for days, _ in times),
                "event_count": 0, "case_count": len(times),
            })  # fmt: skip
        for place, day in enumerate(curve.surv_times):
            found.append(
                {
                    "step": step,
                    "grouping": grouping,
                    "group_code": code,
                    "days": int(day),
                    "not_yet_share": float(curve.surv_prob[place]),
                    "not_yet_low": low[place],
                    "not_yet_high": high[place],
                    "at_risk_count": int(curve.n_risk[place]),
                    "event_count": int(curve.n_events[place]),
                    "case_count": len(times),
                }
            )
    return found, TYPES


def log_log(share: np.ndarray, error: np.ndarray) -> tuple[list[float | None], list[float | None]]:
    """The lower and upper 95 % bounds; None where the share is 0 or 1 and the formula has no value."""
    low: list[float | None] = []
    high: list[float | None] = []
    for s, se in zip(share, error, strict=True):
        if not 0 < s < 1 or not np.isfinite(se):
            low.append(None)
            high.append(None)
            continue
        width = 1.959963984540054 * se / (s * abs(np.log(s)))
        low.append(float(s ** np.exp(width)))
        high.append(float(s ** np.exp(-width)))
    return low, high
