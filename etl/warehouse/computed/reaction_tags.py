"""staging.reaction_tags: the tagger's own labels of the sourced paraphrases, with the words that speak for each."""

import duckdb
import pyarrow as pa

from etl.nlp.model import load
from etl.nlp.models import SHIPPED
from etl.nlp.tagging import tag
from etl.reactions.relations import flat

TYPES = {
    **dict.fromkeys(("reaction_id", "field", "label", "evidence"), pa.string()),
    "confidence": pa.float64(),
    "is_abstained": pa.bool_(),
}


def rows(connection: duckdb.DuckDBPyConnection) -> tuple[list[dict], dict[str, pa.DataType]]:
    """One row per sourced reaction, field and label, by the model shipped with the project.

    `evidence` holds places in the paraphrase, as JSON [[start, end], …] in code points.
    """
    asked = connection.execute("select reaction_id, text, language from raw.public_reactions order by 1").fetchall()
    posts = [{"id": key, "text": text, "lang": language} for key, text, language in asked]
    found = [row for tagged in tag(load(SHIPPED), posts, known=True) for row in flat(tagged) if row["field"] != "about"]
    return [{**row, "reaction_id": row["post_key"]} for row in found], TYPES
