"""staging.incidence_comparisons: the exact test of every pair of measurements of one frame, and of no other pair.

A frame is population, surface, definition and design together (data/reference/frames.csv). Grain: one row per pair.
"""

import pyarrow as pa

from etl import intervals as iv

EVIDENCE = 0.05  # the usual level; the p-value itself is published
TYPES = {
    **dict.fromkeys(("frame_id", "first_measurement_id", "second_measurement_id", "test", "verdict"), pa.string()),
    **dict.fromkeys(("first_flagged_count", "first_sampled_count", "second_flagged_count", "second_sampled_count"),
                    pa.int64()),
    **dict.fromkeys(("first_share", "second_share", "difference_share", "difference_low", "difference_high", "p_value"),
                    pa.float64()),
}  # fmt: skip # saves 3 lines


def rows(connection) -> tuple[list[dict], dict]:
    """The rows and their types."""
    pairs = connection.execute("""
        with counted as (
            select frame_id, measurement_id, flagged_count as k, sampled_count as n
            from staging.detections join raw.frames using (measurement_id)
            where flagged_count between 0 and sampled_count and sampled_count > 0 and unit = 'share'
        )
        select a.frame_id, a.measurement_id, a.k, a.n, b.measurement_id, b.k, b.n
        from counted as a join counted as b on a.frame_id = b.frame_id and a.measurement_id < b.measurement_id
        order by all""").fetchall()
    found = []
    for frame, first, k1, n1, second, k2, n2 in pairs:
        tested = iv.compared(k1, n1, k2, n2)
        found.append({
            "frame_id": frame, "first_measurement_id": first, "second_measurement_id": second,
            "first_flagged_count": k1, "first_sampled_count": n1,
            "second_flagged_count": k2, "second_sampled_count": n2,
            "first_share": k1 / n1, "second_share": k2 / n2, "difference_share": tested["difference"],
            "difference_low": tested["difference_low"], "difference_high": tested["difference_high"],
            "p_value": tested["p_value"], "test": "fisher_exact",
            "verdict": "evidence" if tested["p_value"] < EVIDENCE else "no_evidence",
        })  # fmt: skip # saves 10 lines
    return found, TYPES
