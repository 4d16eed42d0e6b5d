"""How well redaction does on details planted in posts, and on public lines where there is nothing to take out.

data/labels/redaction_bank.tsv has 705 invented details in 33 kinds (kind, detail, post), redaction_public.txt some 590
lines. The sessions that wrote the rules wrote both after them, and mended the faults they showed: other details fare
worse (docs/model_card.md says how much).
"""

import re
from pathlib import Path

from etl.nlp.corpus import LABELS
from etl.nlp.redact import redact

MARK = re.compile(r"<[a-z]+(?::[\w.-]+)?>|@user")
MAY_STAY = {  # parts of a planted detail that tell nothing: of a domain, an address, a service
    *("example", "https", "http", "hxxp", "com", "org", "social", "street", "high", "grade", "tel", "photos"),
    *("drive", "google", "instagram", "onlyfans", "discord", "linktr"),
}


def planted(folder: Path = LABELS) -> list[tuple[str, str, str]]:
    """(kind, detail, post) of each planted detail."""
    lines = (folder / "redaction_bank.tsv").read_text(encoding="utf-8").splitlines()
    return [(kind, detail, post) for kind, detail, post in (line.split("\t") for line in lines if line[:1] != "#")]


def public(folder: Path = LABELS) -> list[str]:
    """The public lines."""
    lines = (folder / "redaction_public.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line[:1] != "#"]


def leaks(detail: str, post: str) -> bool:
    """Whether the redacted post still holds the detail or a part of it of three characters or more."""
    left = MARK.sub(" ", redact(post)).lower()
    parts = {part for part in re.split(r"[^\w]+", detail.lower()) if len(part) >= 3} - MAY_STAY
    domain = MARK.findall(redact(post))
    return detail.lower() in left or any(part in left for part in parts if not any(part in mark for mark in domain))


def is_cut(line: str) -> bool:
    """Whether redaction takes anything out of a line."""
    return redact(line) != line
