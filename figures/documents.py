"""What was read of the document a row rests on, in words; and the name of a page, with whose text it carries."""

from collections.abc import Callable, Mapping
from typing import Any

from figures.words import listed, word, words

Label = Callable[[str, Any], str]  # vocabulary and code → what the code is called
# Columns that hold a name, which may be another in French (the vocabulary `name`).
NAMES = dict.fromkeys(
    ("producer", "authority", "speaker", "tester", "source_publisher", "source_origin", "source2_publisher",
     "source2_origin", "document_publisher", "status_publisher"), "name")  # fmt: skip # saves 12 lines
CODES = {"document_read": "document_read", "source_via": "source_via", "source2_via": "source_via"}


def page(row: Mapping[str, Any], prefix: str, lang: str, label: Label) -> str:
    """Whose page it is; before it, whose text it carries: `Le Monde, via reuters-fr.com`. Empty when there is none."""
    publisher, origin = _name(row, f"{prefix}_publisher", label), _name(row, f"{prefix}_origin", label)
    if not origin or origin == publisher:
        return publisher
    return word("document.via", lang, origin=origin, publisher=publisher) if publisher else origin


def known(row: Mapping[str, Any], relation: str, lang: str, label: Label) -> str:
    """`original report not read; known through Le Monde`; nothing for a version of the data that does not say."""
    read = row.get("document_read")
    if not isinstance(read, str) or not read:
        return ""
    own = f"document.what.{relation}"
    what = word(own if own in words(lang) else "document.what.any", lang)
    names = [
        _name(row, f"{prefix}_origin", label) or _name(row, f"{prefix}_publisher", label)
        for prefix in ("source", "source2")
    ]
    told = listed(list(dict.fromkeys(filter(None, names))), lang)
    if not told and read != "original":
        return word("document.unknown", lang, what=what)
    return word(f"document.{read}", lang, what=what, names=told)


def sure(row: Mapping[str, Any], relation: str, lang: str, label: Label) -> str:
    """How sure we are of a row, and, beside it, what of its original was not read: `High (original report not read…)`.

    Confidence is high on two reports apart as well as on the original (sql/checks/confidence_follows_documents.sql).
    """
    level = label("confidence", row["confidence"])
    told = known(row, relation, lang, label) if row.get("document_read") != "original" else ""
    return word("document.sure", lang, level=level, known=told) if told else level


def _name(row: Mapping[str, Any], column: str, label: Label) -> str:
    value = row.get(column)
    return label("name", value) if isinstance(value, str) else ""
