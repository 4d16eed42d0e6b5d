"""staging.post_shares: the share of each label among ingested posts, raw and adjusted for the tagger's confusions."""

import duckdb
import numpy as np
import pyarrow as pa
from scipy.optimize import nnls

from etl.intervals import proportion_limits

DRAWS, SEED = 400, 20260105
TYPES = {
    **dict.fromkeys(("week", "language", "field", "label"), pa.string()),
    "post_count": pa.int64(),
    "all_count": pa.int64(),
    "abstained_count": pa.int64(),
    "author_count": pa.int64(),
    **dict.fromkeys(
        ("share", "share_low", "share_high", "adjusted_share", "adjusted_low", "adjusted_high"), pa.float64()
    ),
}
# Copies and reposts of one post count once: they are one text, however often it was passed on.
COUNTED = """
    with posts as (
        select cluster_key, min(day) as day, min(language) as language, min(author_key) as author_key,
            min(post_key) as post_key
        from raw.posts where not is_repost and language in ('fr', 'en') group by cluster_key
    )
    select date_trunc('week', day)::date::varchar, language, field, label, count(*), count(*) filter (is_abstained),
        count(distinct author_key)
    from posts join raw.post_tags using (post_key)
    where field in ('stance', 'emotion', 'role')
    group by all order by all"""


def rows(connection: duckdb.DuckDBPyConnection) -> tuple[list[dict], dict[str, pa.DataType]]:
    """One row per week, language, field and label: count, share with its 95 % Wilson interval, the same adjusted.

    The adjusted shares are those which, passed through the tagger's measured confusions, come nearest to the shares
    observed (least squares, not negative, adding up to one; Forman 2008). Their interval is that of draws of both the
    confusions and the posts (seeded). It supposes that the tagger errs here as it did on the posts it was measured on.
    """
    groups: dict[tuple[str, str, str], dict[str, tuple[int, int, int]]] = {}
    for week, language, field, label, posts, unsure, authors in connection.execute(COUNTED).fetchall():
        groups.setdefault((week, language, field), {})[label] = (posts, unsure, authors)
    chance = np.random.default_rng(SEED)
    tables = {field: confusion(connection, field) for field in {key[2] for key in groups}}
    found = []
    for (week, language, field), counts in groups.items():
        labels, table = tables[field]
        observed = np.array([counts.get(label, (0, 0, 0))[0] for label in labels])
        total = int(observed.sum())
        drawn = np.array([adjusted(chance.multinomial(total, observed / total), drawn_rates(chance, table))
                          for _ in range(DRAWS)])  # fmt: skip
        best = adjusted(observed, table / table.sum(axis=1, keepdims=True))
        low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
        for place, label in enumerate(labels):
            posts, unsure, authors = counts.get(label, (0, 0, 0))
            share_low, share_high = proportion_limits(posts, total)
            found.append(
                {
                    "week": week, "language": language, "field": field, "label": label, "post_count": posts,
                    "all_count": total, "abstained_count": unsure, "author_count": authors, "share": posts / total,
                    "share_low": float(share_low), "share_high": float(share_high),
                    "adjusted_share": float(best[place]),
                    "adjusted_low": float(min(low[place], best[place])),
                    "adjusted_high": float(max(high[place], best[place])),
                }
            )  # fmt: skip
    return found, TYPES


def confusion(connection: duckdb.DuckDBPyConnection, field: str) -> tuple[list[str], np.ndarray]:
    """The labels of a field and its confusions: posts by true label (rows) and label given (columns)."""
    cells = connection.execute(
        "select truth, given, posts from raw.tagger_confusions where field = ?", [field]
    ).fetchall()
    labels = sorted({truth for truth, _, _ in cells})
    table = np.zeros((len(labels), len(labels)))
    for truth, given, posts in cells:
        table[labels.index(truth), labels.index(given)] = posts
    return labels, table


def drawn_rates(chance: np.random.Generator, table: np.ndarray) -> np.ndarray:
    """The confusions as they could as well have been measured: each true label's row drawn anew, half a post added."""
    return np.array([chance.dirichlet(row + 0.5) for row in table])


def adjusted(observed: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """True shares that explain the observed counts under these rates (rows: true label)."""
    shares = observed / max(1, observed.sum())
    heavy = 1e3  # the row that makes the shares add up to one weighs more than any other
    system = np.vstack([rates.T, heavy * np.ones(len(shares))])
    found, _ = nnls(system, np.append(shares, heavy))
    return found / found.sum()
