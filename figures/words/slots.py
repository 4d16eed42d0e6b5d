"""The affair in a sentence: what {service}, {of_the_service}, {whom} or {first_day} are in the reader's language.

Words never name an affair: they hold these slots, and `word` fills them from the affair of the version being served, or
of the one given to `about`. French contracts an article ("des images", "du scandale") and elides before a vowel.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from etl import warehouse

_ABOUT: ContextVar[Mapping[str, Any] | None] = ContextVar("affair", default=None)
VOWELS = tuple("aeiouâàéèêëîïôûœAEIOUÂÀÉÈÊËÎÏÔÛŒ")
NAMELESS: dict[str, Any] = {
    "name_en": "these images", "name_fr": "ces images", "subject_en": "sexualised images",
    "subject_fr": "images sexualisées", "sentence_en": "", "sentence_fr": "", "platform": "the platform",
    "service": None, "service_noun_en": None, "service_noun_fr": None, "service_gender": None,
}  # fmt: skip


@contextmanager
def about(affair: Mapping[str, Any]) -> Iterator[None]:
    """Words are about this affair (a row of the query `affair`) until the end of the block."""
    before = _ABOUT.set(affair)
    try:
        yield
    finally:
        _ABOUT.reset(before)


def slots(lang: str) -> dict[str, Any]:
    """Slot → text, or the day, of the affair that words are about."""
    affair = _ABOUT.get()
    return filled(affair, lang) if affair is not None else dict(_served(lang, *_current()))


def filled(affair: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Slot → text, or the day, for one affair: a row of the query `affair`."""
    french = lang == "fr"
    name, platform = str(affair[f"name_{lang}"]), str(affair["platform"])
    has_service = isinstance(affair["service"], str)
    noun = str(affair[f"service_noun_{lang}"]) if has_service else "service"
    service = str(affair["service"]) if has_service else platform
    is_feminine = has_service and affair["service_gender"] == "f"
    the, its = (french_article(noun, is_feminine), french_possessive(noun, is_feminine)) if french else ("the ", "its ")
    either = "ou" if french else "or"
    found = {
        "affair": name,
        "of_affair": french_of(name) if french else f"of {name}",
        "to_affair": french_to(name) if french else f"to {name}",
        "subject": str(affair[f"subject_{lang}"]),
        "affair_sentence": str(affair[f"sentence_{lang}"]),
        "platform": platform,
        "of_platform": french_of(platform) if french else f"of {platform}",
        "service": service,
        "of_service": french_of(service) if french else f"of {service}",
        "its_service": its + noun,
        "the_service": the + noun,
        "of_the_service": french_of(the + noun) if french else f"of the {noun}",
        "whom": f"{platform} {either} {its}{noun}" if has_service else platform,
    }
    days = {slot: affair.get(column) for slot, column in (("first_day", "first_day"), ("facts_from", "facts_from"),
                                                           ("facts_to", "facts_to"))}  # fmt: skip
    return found | {slot: day for slot, day in days.items() if day is not None and day == day}


def french_article(noun: str, is_feminine: bool) -> str:
    """`le `, `la ` or `l'`, as stands before the noun."""
    return "l'" if noun.startswith(VOWELS) else "la " if is_feminine else "le "


def french_possessive(noun: str, is_feminine: bool) -> str:
    """`son ` or `sa `: a feminine noun takes `son` before a vowel."""
    return "sa " if is_feminine and not noun.startswith(VOWELS) else "son "


def french_of(name: str) -> str:
    """`de` and a name, contracted with its article, elided before a vowel: des images, du scandale, d'Arcom."""
    for article, contracted in (("les ", "des "), ("le ", "du ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d'{name}" if name.startswith(VOWELS) and len(name) > 1 else f"de {name}"


def french_to(name: str) -> str:
    """`à` and a name, contracted with its article: aux images, au scandale, à la plateforme."""
    for article, contracted in (("les ", "aux "), ("le ", "au ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"


def _current() -> tuple[str, int]:
    """The folder of the version being served, and when its pointer last changed."""
    pointer = warehouse.WAREHOUSE / "current.json"
    try:
        return str(warehouse.WAREHOUSE), os.stat(pointer).st_mtime_ns
    except OSError:
        return str(warehouse.WAREHOUSE), 0


@lru_cache(maxsize=8)
def _served(lang: str, folder: str, changed: int) -> dict[str, Any]:
    """The slots of the version served from a folder; those of no affair when none is, or an old one without."""
    try:
        with warehouse.connect(warehouse.current(warehouse.WAREHOUSE)) as connection:
            return filled(warehouse.query(connection, "affair").to_dict("records")[0], lang)
    except Exception:  # nothing to say of it here: the page that shows data says what is wrong with them
        return filled(NAMELESS, lang)
