"""The store of posts and their tags as raw relations of the warehouse: never a text, nothing without a store."""

import json
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl.reactions import store

TAGS = pa.schema(
    [
        *((name, pa.string()) for name in ("post_key", "field", "label")),
        ("confidence", pa.float64()),
        ("is_abstained", pa.bool_()),
        ("probabilities", pa.map_(pa.string(), pa.float64())),  # of every label of a field that has one label
    ]
)
# The tagger's fields that hold several labels, by the name a reader counts them under.
SINGULAR = {"calls": "call", "topics": "topic"}


def load(connection: duckdb.DuckDBPyConnection, root: Path) -> int:
    """Create raw.posts (without texts) and raw.post_tags; returns the number of files.

    Each file of posts is tagged once for each model; the tags are kept beside it in the store. Raises GardefouError
    when the ledger is damaged.
    """
    connection.execute(
        "create table raw.posts (post_key varchar, source varchar, language varchar, day date, author_key varchar, "
        "cluster_key varchar, is_repost boolean)"
    ).fetchall()
    connection.execute(
        "create table raw.post_tags (post_key varchar, field varchar, label varchar, confidence double, "
        "is_abstained boolean, probabilities map(varchar, double))"
    ).fetchall()
    files = store.ledger(root)["files"] if root.exists() else []
    for record in files:
        path = root / record["posts"]
        connection.execute(
            "insert into raw.posts select post_key, source, lang, (created_at at time zone 'UTC')::date, author_key, "
            "cluster_key, coalesce(is_repost, false) from read_parquet(?)",
            [str(path)],
        ).fetchall()
        connection.execute(
            "insert into raw.post_tags select * from read_parquet(?)", [str(tags_of(path, root))]
        ).fetchall()
    return len(files)


def tags_of(path: Path, root: Path) -> Path:
    """The file of tags of a file of posts, made by the present model if there is none yet."""
    from etl.nlp.affair_names import digest
    from etl.nlp.models import current_model, input_hash
    from etl.nlp.tagging import tag

    written = path.stat()
    kept = root / "tags" / f"{path.stem}-{written.st_size}-{written.st_mtime_ns}-{input_hash()}-{digest()}.parquet"
    if kept.exists():
        return kept
    posts = pq.read_table(path, columns=["post_key", "text_redacted", "lang"]).to_pylist()
    print(f"  tagging {len(posts):,} posts …", file=sys.stderr, flush=True)
    asked = ({"id": post["post_key"], "text": post["text_redacted"], "lang": post["lang"]} for post in posts)
    rows = [row for found in tag(current_model(root.parent), asked) for row in flat(found)]
    kept.parent.mkdir(parents=True, exist_ok=True)
    for older in kept.parent.glob(f"{path.stem}-*"):
        older.unlink()
    scratch = kept.with_suffix(".tmp")
    pq.write_table(
        pa.Table.from_pylist([{k: v for k, v in row.items() if k != "evidence"} for row in rows], TAGS), scratch
    )
    scratch.replace(kept)
    return kept


def flat(found: dict) -> list[dict]:
    """One row per label of a tagged post; `evidence` holds places in its text, as JSON.

    Whether it is about the affair is the field "about"; a post on another matter has no other row, one in neither
    language none at all.
    """
    if found["about"] is None:
        return []
    rows = [
        {
            "post_key": found["id"],
            "field": "about",
            "label": found["about"],
            "confidence": found["confidence"]["about"],
            "is_abstained": found["abstain"]["about"],
            "evidence": "[]",
        }
    ]
    if found["about"] == "no":
        return rows
    for field in ("stance", "emotion", "role", "calls", "topics"):
        several = isinstance(found[field], list)
        for label in found[field] if several else [found[field]]:
            pick = (lambda part, label=label, field=field: found[part][field][label]) if several else (
                lambda part, field=field: found[part][field])  # fmt: skip # saves 3 lines
            rows.append(
                {
                    "post_key": found["id"],
                    "field": SINGULAR.get(field, field),
                    "label": label,
                    "confidence": pick("confidence"),
                    "is_abstained": pick("abstain"),
                    "evidence": json.dumps(pick("evidence"), allow_nan=False),
                    "probabilities": None if several else found["probability"][field],
                }
            )
    return rows
