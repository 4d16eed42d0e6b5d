"""staging.post_shares: the share of each label among ingested posts about the affair, as tagged and adjusted.

A tag the tagger is unsure of counts under "unsure", in no label's share. Posts on another matter are counted in the
field "about" alone.
"""

import duckdb
import numpy as np
import pyarrow as pa
from scipy.optimize import nnls

from etl.intervals import proportion_limits

DRAWS, SEED = 400, 20260105
NOTHING = (None, None, None)
TYPES = {
    **dict.fromkeys(("week", "language", "field", "label"), pa.string()),
    "is_hidden": pa.bool_(),
    **dict.fromkeys(("post_count", "all_count", "author_count"), pa.int64()),
    **dict.fromkeys(
        ("share", "share_low", "share_high", "adjusted_share", "adjusted_low", "adjusted_high"), pa.float64()
    ),
}
PLAIN = {"about": ["yes", "no"]}  # fields without a table of confusions: nothing is adjusted


def rows(connection: duckdb.DuckDBPyConnection) -> tuple[list[dict], dict[str, pa.DataType]]:
    """One row per week, language, field and label: count, share with its 95 % Wilson interval, the same adjusted.

    All of it is computed from staging.post_cells, the counts as they may be shown: hidden or rounded to five. The share
    is of all posts about the affair, "unsure" among the labels; that of the field about, of all posts. The adjusted
    shares are those of the true labels which, passed through the tagger's measured confusions ("unsure" among what it
    gives), come nearest to the shares observed (least squares, not negative, adding up to one; Forman 2008); there are
    none where a label is hidden. Their interval is that of draws of both the confusions and the posts (seeded). They
    hold for posts about the affair, and suppose that the tagger errs here as it did on the posts it was measured on.
    """
    names = ("week", "language", "field", "label", "is_hidden", "author_count", "post_count", "all_count", "has_hidden")
    asked = connection.execute(f"select {', '.join(names)} from staging.post_cells order by all").fetchall()
    groups: dict[tuple[str, str, str], dict[str, dict]] = {}
    for row in (dict(zip(names, values, strict=True)) for values in asked):
        groups.setdefault((row["week"], row["language"], row["field"]), {})[row["label"]] = row
    tables = {field: confusion(connection, field) for field in sorted({key[2] for key in groups} - set(PLAIN))}
    found = []
    for (_, _, field), cells in groups.items():
        truths, given, table = tables.get(field, ([], PLAIN.get(field, []), np.zeros((0, 0))))
        observed = np.array([cells[label]["post_count"] or 0 if label in cells else 0 for label in given])
        is_whole = len(truths) and observed.sum() and not any(cell["has_hidden"] for cell in cells.values())
        put_right = corrected(observed, table, np.random.default_rng(SEED)) if is_whole else {}
        for label, cell in cells.items():
            posts, total = cell["post_count"], cell["all_count"]
            low = high = None
            if posts is not None and total:
                low, high = map(float, proportion_limits(posts, total))
            best, best_low, best_high = put_right.get(truths.index(label), NOTHING) if label in truths else NOTHING
            found.append(
                {
                    **{name: cell[name] for name in names[:-1]}, "share": posts / total if low is not None else None,
                    "share_low": low, "share_high": high,
                    "adjusted_share": best, "adjusted_low": best_low, "adjusted_high": best_high,
                }
            )  # fmt: skip
    return found, TYPES


def corrected(observed: np.ndarray, table: np.ndarray, chance: np.random.Generator) -> dict[int, tuple]:
    """(share, low, high) of each true label, by its place, from the counts of the labels given."""
    total = int(observed.sum())
    drawn = np.array(
        [adjusted(chance.multinomial(total, observed / total), drawn_rates(chance, table)) for _ in range(DRAWS)]
    )
    best = adjusted(observed, table / table.sum(axis=1, keepdims=True))
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return {
        place: (float(value), float(min(low[place], value)), float(max(high[place], value)))
        for place, value in enumerate(best)
    }


def confusion(connection: duckdb.DuckDBPyConnection, field: str) -> tuple[list[str], list[str], np.ndarray]:
    """(true labels, labels given, posts by true label and label given) of a field; given labels end with "unsure"."""
    cells = connection.execute(
        "select truth, given, posts from raw.tagger_confusions where field = ?", [field]
    ).fetchall()
    truths = sorted({truth for truth, _, _ in cells})
    given = truths + sorted({given for _, given, _ in cells} - set(truths))
    table = np.zeros((len(truths), len(given)))
    for truth, out, posts in cells:
        table[truths.index(truth), given.index(out)] = posts
    return truths, given, table


def drawn_rates(chance: np.random.Generator, table: np.ndarray) -> np.ndarray:
    """The confusions as they could as well have been measured: each true label's row drawn anew, half a post added."""
    return np.array([chance.dirichlet(row + 0.5) for row in table])


def adjusted(observed: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """True shares that explain the observed counts under these rates (rows: true label, columns: label given)."""
    shares = observed / max(1, observed.sum())
    heavy = 1e3  # the row that makes the shares add up to one weighs more than any other
    system = np.vstack([rates.T, heavy * np.ones(len(rates))])
    found, _ = nnls(system, np.append(shares, heavy))
    return found / found.sum()
