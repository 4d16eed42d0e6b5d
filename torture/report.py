"""Puts what a run found in its place in docs/reliability.md, so that the document says the last one and no other."""

from pathlib import Path


def written(document: Path, name: str, text: str) -> None:
    """Replaces what stands between the document's two marks of that name. Raises ValueError when they are not there."""
    begin, end = f"<!-- {name}: written by make {name} -->", f"<!-- {name}: end -->"
    whole = document.read_text("utf-8")
    before, found, rest = whole.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{document} has no place marked {begin} … {end}")
    document.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}", "utf-8")
