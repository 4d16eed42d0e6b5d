"""staging.post_shares: the share of each label among ingested posts about the affair, as tagged and as expected.

A tag the tagger is unsure of counts under "unsure", in no label's share. Posts on another matter, and those of which
it is unsure whether they are about the affair, are counted in the field "about" alone.
"""

import duckdb
import pyarrow as pa

from etl.intervals import proportion_limits

TYPES = {
    **dict.fromkeys(("week", "language", "field", "label"), pa.string()),
    "is_hidden": pa.bool_(),
    **dict.fromkeys(("post_count", "all_count", "author_count"), pa.int64()),
    **dict.fromkeys(
        ("share", "share_low", "share_high", "expected_share", "expected_low", "expected_high"), pa.float64()
    ),
}
KEPT = ("week", "language", "field", "label", "is_hidden", "author_count", "post_count", "all_count")


def rows(connection: duckdb.DuckDBPyConnection) -> tuple[list[dict], dict[str, pa.DataType]]:
    """One row per week, language, field and label: count, share with its 95 % Wilson interval, and the share expected.

    All of it is computed from staging.post_cells, the counts as they may be shown: hidden or rounded to five. The share
    is of all posts surely about the affair, "unsure" among the labels; that of the field about, of all posts. The
    expected share is the mean over the same posts of the tagger's calibrated probability of the label, so that an
    unsure post counts for each label by what speaks for it (probabilistic counting: Bella et al. 2010, "Quantification
    via probability estimators"); there is none where a label is hidden. It holds as far as the probabilities do.
    """
    asked = connection.execute(f"select {', '.join(KEPT)}, expected_count from staging.post_cells order by all")
    found = []
    for *values, expected in asked.fetchall():
        cell = dict(zip(KEPT, values, strict=True))
        row = cell | _share("share", cell["post_count"], cell["all_count"])
        found.append(row | _share("expected", expected, cell["all_count"]))
    return found, TYPES


def _share(name: str, count: int | None, total: int | None) -> dict[str, float | None]:
    """A count as a share of `total` with its interval; nothing where either is hidden."""
    whole = "share" if name == "share" else f"{name}_share"
    if count is None or not total:
        return {whole: None, f"{name}_low": None, f"{name}_high": None}
    count = min(count, total)  # each was rounded for itself
    low, high = map(float, proportion_limits(count, total))
    return {whole: count / total, f"{name}_low": low, f"{name}_high": high}
