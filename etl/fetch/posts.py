"""Posts found by a search, made nobody's before they touch the disk, in files `ingest reactions` reads.

A row keeps no name, handle, address or picture: authors, posts and threads are keyed digests (HMAC-SHA-256 under a
secret of this installation, which can be deleted), texts are redacted, links shortened to their domain.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from etl.fetch.run import Place
from etl.files import now, replaced
from etl.nlp.redact import domain, redact

SECRET = "reactions/secret"
MOST_CHARACTERS = 4000


def secret(store: Path) -> bytes:
    """The installation's secret, made at first use, readable by its owner alone."""
    path = store / SECRET
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return secret(store)


def keyed(key: bytes, source: str, name: str) -> str:
    """A pseudonym: the same for the same name of the same network, meaningless without the secret."""
    return hmac.new(key, f"{source}|{name}".encode(), hashlib.sha256).hexdigest()[:16] if name else ""


def row(key: bytes, source: str, query: str, post: dict[str, Any]) -> dict[str, Any]:
    """The canonical row of a post; `post` has id, author, thread, text, created_at, lang, link, counts, is_repost."""
    return {
        "post_key": keyed(key, source, str(post["id"])),
        "source": source,
        "lang_src": str(post.get("lang") or "")[:12],
        "created_at": str(post["created_at"])[:32],
        "text_redacted": redact(str(post["text"])[:MOST_CHARACTERS]),
        "author_key": keyed(key, source, str(post["author"])),
        "thread_key": keyed(key, source, str(post.get("thread") or "")),
        "is_repost": bool(post.get("is_repost")),
        **{name: count(post.get(name)) for name in ("likes", "reposts", "replies", "quotes")},
        "url_domain": domain(str(post["link"])) if post.get("link") else "",
        "collected_at": now(),
        "query": query,
    }


def count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 40 else None


def keep(place: Place, rows: Iterable[dict[str, Any]]) -> int:
    """Write the rows to a new file of the inbox; how many they were."""
    found = list({one["post_key"]: one for one in rows}.values())
    if found:
        name = f"{now().replace(':', '').replace('+0000', 'Z')}-{found[0]['post_key'][:6]}.jsonl"
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)
        replaced(place.folder / "inbox" / name, text)
    return len(found)
