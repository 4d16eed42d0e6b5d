"""What single values of a post mean: a network, a language, a count, a date and its hour, an author's pseudonym."""

import re
from functools import lru_cache
from typing import Any

from etl.intake.pseudonyms import pseudonym
from etl.reactions.identity import network_name
from etl.reactions.paths import is_there

MOST_COUNT = 2**53  # beyond it a number that a table kept as a decimal is not exact
SOURCE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,31}")
LANGUAGES = {
    "english": "en",
    "french": "fr",
    "eng": "en",
    "fra": "fr",
    "fre": "fr",
    "deu": "de",
    "spa": "es",
    "ita": "it",
}
OLD = {"iw": "he", "in": "id", "ji": "yi"}  # as X and Java write them, from before 1989
NOT_SAID = frozenset({"und", "unk", "zxx", "qme", "qht", "qam", "qct", "qst", "art", "mul", "un", "unknown", "none",
                      "na", ""})  # fmt: skip # saves 17 lines; na: as R writes nothing


def with_clock(date: Any, clock: Any) -> Any:
    """A date with the hour that stands in a column of its own, when it has none itself."""
    if isinstance(date, str) and is_there(clock) and re.match(r"\d{1,2}\s*[:h]", str(clock).strip()):
        return date if re.search(r"\d\s*[:h]\s*\d|T\d\d", date) else f"{date.strip()} {str(clock).strip()}"
    return date


def network_of(value: Any) -> str:
    """The one name of a post's network; '' when nothing says it."""
    if not is_there(value):
        return ""
    text = str(value).strip().lower()
    return network_name(text) or (text if SOURCE.fullmatch(text) else "")


def language_declared(value: Any) -> str:
    """The language a source gives a post, as two letters where it has such; '' when it gives none."""
    text = re.sub(r"\s*\([^)]*\)$", "", str(value).strip().lower()) if is_there(value) else ""  # français (france)
    if text in NOT_SAID:
        return ""
    if found := re.fullmatch(r"([a-z]{2})(?:[-_].*)?", text):
        return OLD.get(found[1], found[1])
    return LANGUAGES.get(text) or language_names().get(text, "")


@lru_cache(maxsize=1)
def language_names() -> dict[str, str]:
    """The two-letter code of a language by its name in English, French, German, Spanish or Italian."""
    from babel import Locale

    found: dict[str, str] = {}
    for code in ("en", "fr", "de", "es", "it"):
        found = {name.lower(): one for one, name in Locale(code).languages.items() if len(one) == 2} | found
    return found


def author_key(key: bytes, network: str, name: str) -> str | None:
    """The pseudonym of an author (as `author_name` gives it) on a network: 16 hexadecimal digits; None for nobody."""
    return pseudonym(key, "author", f"{network}|{name}")[:16] if name else None


def count_of(value: Any) -> int | None:
    """A count, None for none, -1 for what is no count or is beyond 2**53: 1234, 1,234, 1 234, 12.0, 1.2K."""
    if type(value) is int and 0 <= value <= MOST_COUNT:  # as nearly all of them
        return value
    if not is_there(value) or isinstance(value, (list, dict)):  # the replies themselves, not how many
        return None
    text = re.sub(r"[\s\u00a0\u202f']", "", str(value))
    if text in ("-", "--", "–", "—", "?"):
        return None
    if found := re.fullmatch(r"(\d+(?:[.,]\d+)?)([kKmM])", text):
        text = str(round(float(found[1].replace(",", ".")) * (1000 if found[2] in "kK" else 1_000_000)))
    elif re.fullmatch(r"\d{1,3}([,.]\d{3})+", text):
        text = re.sub("[,.]", "", text)
    elif re.fullmatch(r"\d+,0+", text):  # 2,0
        text = text.split(",")[0]
    try:
        number = float(text)
    except (TypeError, ValueError):
        return -1
    return int(number) if 0 <= number <= MOST_COUNT and number == int(number) else -1
