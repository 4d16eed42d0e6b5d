"""The store of posts: Parquet per file under a ledger; deletion, expiry and a new secret.

    STORE/reactions/pseudonym.key   the secret behind every pseudonym of this store; deleting it makes posts anonymous
    STORE/reactions/ledger.json     the only truth: one record per file that counts, and who asked not to be kept
    STORE/reactions/posts/          one row a post, redacted, authors under pseudonyms
    STORE/reactions/rejects/        line, column, reason; never a text
    STORE/reactions/work/           what executors of a cluster cleaned of a file that is not in yet (spread.py)

How files are written and when they count: `etl.stores`.
"""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.intake.pseudonyms import secret
from etl.reactions.duplicates import clusters
from etl.stores import read_ledger, removed, swept, write_csv, write_ledger, written_whole

FORMAT = 1
KEEP_DAYS = 180
TEXT, WHOLE = pa.string(), pa.int64()
SCHEMA = pa.schema(
    [
        *((name, TEXT) for name in ("post_key", "source", "lang", "lang_src")),
        ("created_at", pa.timestamp("us", tz="UTC")),
        *((name, TEXT) for name in ("text_redacted", "author_key", "author_also_key", "thread_key")),
        ("is_repost", pa.bool_()),
        ("quote_text_redacted", TEXT),
        *((name, WHOLE) for name in ("likes", "reposts", "replies", "quotes")),
        ("url_domain", TEXT),
        ("collected_at", pa.timestamp("us", tz="UTC")),
        ("query", TEXT),
        ("cluster_key", TEXT),
    ]
)


def ledger(root: Path) -> dict[str, Any]:
    """The ledger, empty for a new store. Raises GardefouError when the file is damaged."""
    fresh = {"format": FORMAT, "keep_days": KEEP_DAYS, "files": [], "objections": []}
    return read_ledger(root, fresh, {"files": {"posts", "rejects"}})


def known(book: dict[str, Any], fingerprint: str) -> str:
    """When this very file was loaded before; '' if it was not."""
    for record in book["files"]:
        if record["fingerprint"] == fingerprint:
            return f"already loaded on {record['loaded_at'][:10]}"
    return ""


def posts(root: Path) -> list[dict[str, Any]]:
    """Every post in the store, files in the order they were added."""
    return [row for record in ledger(root)["files"] for row in rows_of(root, record)]


def rows_of(root: Path, record: dict[str, Any]) -> list[dict[str, Any]]:
    """The posts of one file, with a key for every column: files written before a column was added have none."""
    table = pq.read_table(root / record["posts"])
    for column in SCHEMA:
        if column.name not in table.column_names:
            table = table.append_column(column, pa.nulls(len(table), column.type))
    return table.select(SCHEMA.names).to_pylist()


def names_beside(root: Path, keys: set[str]) -> set[str]:
    """The pseudonyms that a post gives its author beside one of `keys`."""
    found: set[str] = set()
    for row in posts(root):
        both = {row["author_key"], row["author_also_key"]} - {None}
        if both & keys:
            found |= both
    return found


def authors_by_network(root: Path) -> Counter[tuple[str, str]]:
    """How many posts each author has, by (network, pseudonym); the network is '' where none is stated."""
    return Counter((row["source"] or "", row["author_key"]) for row in posts(root) if row["author_key"])


def fingerprint(key: bytes, path: Path) -> str:
    """A keyed fingerprint of an input file: tells the same file again, and nothing to who has not the secret."""
    found = hmac.new(key, digestmod=hashlib.sha256)
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()[:32]


def commit(root: Path, mark: str, new: list[dict[str, Any]], rejects: list[tuple], about: dict[str, Any]) -> None:
    """Write posts and rejects, then the ledger that names them. Copies of posts already there join their cluster, and
    posts whose author is known by a name only join those that give the name with a number."""
    book = ledger(root)
    parts = [rows_of(root, record) for record in book["files"]]
    everything = [row for rows in (*parts, new) for row in rows]
    first = clusters([post["text_redacted"] for post in everything])
    for number, post in enumerate(new, len(everything) - len(new)):
        original = everything[first[number]]
        post["cluster_key"] = original.get("cluster_key") or original["post_key"]
    names = names_of(everything)
    for record, rows in zip(book["files"], parts, strict=True):
        if join_authors(rows, names):
            replace_posts(root, record, rows)
    join_authors(new, names)
    files = {"posts": f"posts/{mark}.parquet", "rejects": f"rejects/{mark}.csv"}
    write_posts(root / files["posts"], new)
    write_csv(root / files["rejects"], ["line", "column", "reason"], rejects)
    book["files"].append({"fingerprint": mark, **about, **files})
    write_ledger(root, book)
    sweep(root)


def learn(root: Path, given: list[dict[str, Any]]) -> None:
    """Take from posts that are in the store already what they say of their authors: a name beside a number."""
    names = names_of(given)
    if not names[1]:
        return
    book, count = ledger(root), 0
    for record in book["files"]:
        rows = rows_of(root, record)
        if join_authors(rows, names):
            replace_posts(root, record, rows)
            count += 1
    if count:
        write_ledger(root, book)
        sweep(root)


def names_of(rows: list[dict[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """(name → number, number → name) of the authors that posts give both of, as pseudonyms. A name that two numbers
    have had leads to neither."""
    numbers: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in rows:
        if also := row["author_also_key"]:
            names.setdefault(row["author_key"], also)
            if numbers.setdefault(also, row["author_key"]) != row["author_key"]:
                numbers[also] = ""
    return numbers, names


def join_authors(rows: list[dict[str, Any]], names: tuple[dict[str, str], dict[str, str]]) -> int:
    """How many of the posts, whose author is known by a name only or by a number only, were given the other."""
    count = 0
    for row in rows:
        if row["author_also_key"] is None and (key := row["author_key"]):
            if number := names[0].get(key):
                row["author_key"], row["author_also_key"] = number, key
                count += 1
            elif key in names[1]:
                row["author_also_key"] = names[1][key]
                count += 1
    return count


def write_posts(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write posts under SCHEMA."""
    with written_whole(path) as scratch:
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), scratch, compression="zstd")


def forget(root: Path, goes: Callable[[dict[str, Any]], bool], files: set[str] | None = None) -> int:
    """How many posts were taken out: those for which `goes` is true, in the files with these fingerprints or in all.

    New files replace the old, then the ledger.
    """
    book, gone = ledger(root), 0
    for record in book["files"]:
        if files is not None and record["fingerprint"] not in files:
            continue
        rows = rows_of(root, record)
        kept = [row for row in rows if not goes(row)]
        if len(kept) < len(rows):
            gone += len(rows) - len(kept)
            replace_posts(root, record, kept)
            record["loaded"] = len(kept)
            record["deleted"] = record.get("deleted", 0) + len(rows) - len(kept)
    if gone:
        write_ledger(root, book)
        sweep(root)
    return gone


def replace_posts(root: Path, record: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Write `rows` under a new name and have the record name it; `sweep` removes the old one after the ledger."""
    name = f"posts/{record['fingerprint'][:24]}-{secrets.token_hex(4)}.parquet"
    write_posts(root / name, rows)
    record["posts"] = name


def rekey(root: Path) -> int:
    """How many posts got new pseudonyms: each old one is hashed under a new secret, and the old secret is deleted.

    Posts of one author stay together; nobody, having the old secret, can tell whose they are. Files loaded before are
    no longer recognised as such, nor are authors who asked not to be kept: both were known by the old pseudonyms. So
    their requests are forgotten too, rather than kept in a form that recognises nobody.
    """
    book, new, count = ledger(root), secrets.token_bytes(32), 0

    def again(value: str | None) -> str | None:
        return hmac.new(new, value.encode(), hashlib.sha256).hexdigest()[: len(value)] if value else None

    for record in book["files"]:
        rows = rows_of(root, record)
        for row in rows:
            for name in ("post_key", "author_key", "author_also_key", "thread_key", "cluster_key"):
                row[name] = again(row[name])
        count += len(rows)
        record["fingerprint"] = again(record["fingerprint"])
        replace_posts(root, record, rows)
    book["objections"] = []
    write_ledger(root, book)
    (root / "pseudonym.key").unlink(missing_ok=True)
    secret(root)
    sweep(root)
    return count


def sweep(root: Path) -> None:
    """Remove files that no record in the ledger names: what a killed run, a deletion or a new secret left."""
    removed(root / "work")
    named = {record[kind] for record in ledger(root)["files"] for kind in ("posts", "rejects")}
    swept(root, ("posts", "rejects"), named)
