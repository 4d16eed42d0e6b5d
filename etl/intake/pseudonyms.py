"""Keyed pseudonyms: HMAC-SHA256 under a secret that never leaves the store.

The same image, account or coder gets the same pseudonym in every file of one store, and another in any other store;
without STORE/pseudonym.key nobody can tell which identifier it was, nor test a guess. Deleting the key forgets all.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from etl.errors import GardefouError

LENGTH = 32  # hexadecimal digits kept: 128 bits, far from collision for a million images


def secret(store: Path) -> bytes:
    """The store's 32-byte secret, made at the first call and readable by its owner only."""
    path = store / "pseudonym.key"
    store.mkdir(parents=True, exist_ok=True)
    if not path.exists():  # linked when whole, so that a kill leaves no half key
        scratch = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(scratch, path)
        scratch.unlink()
    text = path.read_text(encoding="ascii", errors="replace").strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise GardefouError(
            f"{path} is damaged: 64 hexadecimal digits were expected. Nothing was changed. Restore it from a copy; "
            "with a new key, identifiers of new files no longer match those already stored."
        )
    return key


def pseudonym(key: bytes, kind: str, identifier: str) -> str:
    """The pseudonym of an identifier; `kind` (image, account, coder) keeps equal texts of two kinds apart."""
    inner, outer = (one.copy() for one in begun(key))
    inner.update(f"{kind}:{identifier}".encode())
    outer.update(inner.digest())
    return outer.hexdigest()[:LENGTH]


@lru_cache(maxsize=8)
def begun(key: bytes) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """The two hashes of HMAC as far as they are the same for every text: in a third of the time of hmac.digest."""
    keys = pads(key)
    return hashlib.sha256(keys["inner"]), hashlib.sha256(keys["outer"])


def pseudonym_sql(kind: str, expression: str) -> str:
    """SQL for `pseudonym` over a column, with parameters $inner and $outer from `pads`; null stays null."""
    inner = f"sha256($inner::blob || encode('{kind}:' || {expression}))"
    return f"left(sha256($outer::blob || unhex({inner})), {LENGTH})"


def pads(key: bytes) -> dict[str, bytes]:
    """The two padded keys of HMAC (RFC 2104) that `pseudonym_sql` needs."""
    block = key.ljust(64, b"\0")
    return {"inner": bytes(byte ^ 0x36 for byte in block), "outer": bytes(byte ^ 0x5C for byte in block)}
