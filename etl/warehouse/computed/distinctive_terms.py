"""staging.distinctive_terms: the words that set one group of sourced voices apart from the others of its language."""

import math
import re
from collections import Counter
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from etl.nlp.lists import words

MOST_TERMS, LEAST_COUNT, PRIOR_WORDS = 12, 3, 500
TYPES = {
    **dict.fromkeys(("language", "grouping", "group_code", "term"), pa.string()),
    **dict.fromkeys(("term_count", "other_count", "group_words", "other_words"), pa.int64()),
    "z_score": pa.float64(),
}


def rows(connection: duckdb.DuckDBPyConnection) -> tuple[list[dict], dict[str, pa.DataType]]:
    """The terms with the highest log-odds of each stance and role against the rest, per language, with counts.

    Log-odds ratio with an informative Dirichlet prior, as a z-score (Monroe, Colaresi and Quinn 2008, eq. 16 and 22);
    the prior is the language's own words, scaled to weigh as 500 words. Terms found fewer than three times in the group
    are left out.
    """
    stops = words("french") | words("english")
    found = []
    for grouping in ("stance", "speaker_role"):
        asked = connection.execute(
            f"select language, {grouping}, text from raw.public_reactions where speaker_role <> 'public_poll'"
        ).fetchall()
        counts: dict[tuple[str, str], Counter] = {}
        for language, group, text in asked:
            used = [term for term in re.findall(r"[^\W\d_]{3,}", text.lower()) if term not in stops]
            counts.setdefault((language, group), Counter()).update(used)
        for (language, group), mine in sorted(counts.items()):
            prior: Counter = Counter()
            for (other_language, _), terms in counts.items():
                if other_language == language:
                    prior += terms
            rest = prior - mine
            whole = prior.total()
            weights = {term: count * PRIOR_WORDS / whole for term, count in prior.items()}
            for term, score in best(mine, rest, weights):
                found.append(
                    {
                        "language": language, "grouping": grouping, "group_code": group, "term": term,
                        "term_count": mine[term], "other_count": rest[term], "group_words": mine.total(),
                        "other_words": rest.total(),
                        "z_score": round(score, 6),
                    }
                )  # fmt: skip # saves 5 lines
    return found, TYPES


def best(mine: Counter, rest: Counter, prior: Mapping[str, float]) -> list[tuple[str, float]]:
    """The group's most distinctive terms with their z-scores, highest first; only those above 1.96."""
    scored = [(z_score(term, mine, rest, prior), term) for term, count in mine.items() if count >= LEAST_COUNT]
    ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1]))
    return [(term, score) for score, term in ranked if score > 1.96][:MOST_TERMS]


def z_score(term: str, mine: Counter, rest: Counter, prior: Mapping[str, float]) -> float:
    """The log-odds ratio of the term in `mine` against `rest` under the prior, over its standard error.

    0 where texts hold no other term: nothing tells them apart.
    """
    n, m, a, whole = mine.total(), rest.total(), prior[term], sum(prior.values())
    if min(n - mine[term], m - rest[term]) + whole - a < 1e-12:
        return 0.0
    odds = math.log((mine[term] + a) / (n + whole - mine[term] - a))
    others = math.log((rest[term] + a) / (m + whole - rest[term] - a))
    return (odds - others) / math.sqrt(1 / (mine[term] + a) + 1 / (rest[term] + a))
