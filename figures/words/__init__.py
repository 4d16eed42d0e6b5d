"""Every visible word, and every number, amount and date, as the reader's language writes them."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from etl.french import elides, french_of
from etl.warehouse.recorded import recorded
from etl.yaml_text import LOADER

LANGUAGES = ("fr", "en")
LOCALES = {"fr": Locale.parse("fr_FR"), "en": Locale.parse("en_GB")}
FOLDER = Path(__file__).parent
FINE, FIXED = "\u202f", "\u00a0"  # narrow and ordinary no-break spaces
MINUS = "\u2212"  # U+2212, as wide as a plus; a hyphen breaks off at the end of a line
# No sentence opens with a numeral that fits in a word; two to sixteen have one gender in both languages.
SPELLED = {
    "en": [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
    ],
    "fr": [
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
    ],
}
BEFORE = re.compile(r"\b(?P<of>[Dd]e) \{(?P<slot>\w+)\}")
# French has the singular below two: 0,6 jour, 1,4 jour; English for one alone.
SINGULAR = {
    "fr": re.compile(
        r"(?<![\d,.\u00a0\u202f])([01](?:,\d+)?)([ \u00a0\u202f])(jour|heure|semaine|exposé|point)s\b"
        r"|(?<![\d,.])([01],\d+)([ \u00a0\u202f])(image|acte|décision)s\b"
    ),
    "en": re.compile(r"(?<![\d,.–-])(1)( )(day|hour|week|statement|decision)s\b"),
}


def french(text: str) -> str:
    """`text` with the no-break spaces and apostrophes French wants; the word files are written with plain ones."""
    text = text.replace("'", "’")
    text = re.sub(r" ([;!?%])", FINE + r"\1", text)
    text = re.sub(r" ([:»€])", FIXED + r"\1", text)
    return text.replace("« ", "«" + FIXED)


def _flatten(tree: dict[str, Any], prefix: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict) and "other" not in value:
            flat |= _flatten(value, f"{prefix}.{key}")
        else:
            flat[f"{prefix}.{key}"] = value
    return flat


@lru_cache(maxsize=2)
def words(lang: str) -> dict[str, Any]:
    """Key (`file.key`, deeper levels joined by dots) → text, or {zero, one, other} where a count decides."""
    found: dict[str, Any] = {}
    for path in sorted((FOLDER / lang).glob("*.yml")):
        found |= _flatten(yaml.load(path.read_text("utf-8"), LOADER) or {}, path.stem)
    if lang == "fr":
        found = {
            key: {form: french(text) for form, text in value.items()} if isinstance(value, dict) else french(value)
            for key, value in found.items()
        }
    return found


def word(key: str, lang: str, **values: Any) -> str:
    """The text of `key` with its {placeholders} filled.

    Numbers are written as the language writes them (give a year as text), dates as days. A text with forms
    (`zero`, `one`, `other`) takes the one that `count` asks for. Slots of the affair ({service}, {whom}, …: slots.py)
    are filled by themselves. A sentence that opens with {count} has it in letters up to sixteen.
    KeyError when the key does not exist.
    """
    text = words(lang)[key]
    if isinstance(text, dict):
        count = values["count"]
        form = "zero" if count == 0 and "zero" in text else LOCALES[lang].plural_form(count)
        if count == 0 and form != "zero" and "{count}" not in text.get(form, "{count}"):
            form = "other"  # French counts 0 with 1; a text that says "une" for it would be false
        text = text.get(form, text["other"])
    if text.startswith("{count}") and text.endswith(".") and values.get("count") in range(2, 17):
        text = SPELLED[lang][values["count"] - 2].capitalize() + text.removeprefix("{count}")
    told = in_slots(text, lang, {name: _shown(value, lang) for name, value in values.items()})
    return SINGULAR[lang].sub(lambda found: "".join(filter(None, found.groups())), told)


def in_slots(text: str, lang: str, values: Mapping[str, str] | None = None) -> str:
    """The text with its {placeholders} filled by the values and, where none is, by the slots of the affair."""
    filling = _Filling(dict(values or {}), lang)
    return (BEFORE.sub(partial(_joined, filling=filling), text) if lang == "fr" else text).format_map(filling)


def _joined(found: re.Match[str], filling: Mapping[str, str]) -> str:
    """`de {name}` as French writes it before this name (d'Arcom, du scandale); as it was before any other."""
    value = filling[found["slot"]]
    if not ((elides(value) and len(value) > 1) or value.lower().startswith(("le ", "les "))):
        return found[0]
    told = french_of(value).replace("'", "’", 1)
    told = told if found["of"] == "de" else told[:1].upper() + told[1:]
    return told.replace("{", "{{").replace("}", "}}")


class _Filling(dict[str, str]):
    """The values of a text; a name that is not among them is a slot of the affair."""

    def __init__(self, values: dict[str, str], lang: str):
        super().__init__(values)
        self.lang = lang

    def __missing__(self, name: str) -> str:
        from figures.words.slots import slots

        value = _shown(slots(self.lang)[name], self.lang)
        return french(value) if self.lang == "fr" else value


def _shown(value: Any, lang: str) -> str:
    if isinstance(value, date):
        return day(value, lang)
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return listed(value, lang)
    return number(value, lang)


def number(value: float, lang: str, digits: int | None = None) -> str:
    """`12 345,6` / `12,345.6`, with a true minus; at most two decimals, or exactly `digits`."""
    pattern = "#,##0.##" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=LOCALES[lang]).replace("-", MINUS)


def percent(share: float, lang: str, digits: int = 0) -> str:
    """A share between 0 and 1 as `53 %` / `53%`."""
    pattern = "0" + ("." + "0" * digits if digits else "") + (f"{FINE}%" if lang == "fr" else "%")
    return format_percent(share, format=pattern, locale=LOCALES[lang]).replace("-", MINUS)


def money(amount: float, currency: str, lang: str) -> str:
    """`60 000 €` / `€60,000`; cents only when there are some."""
    whole = float(amount).is_integer()
    pattern = (f"#,##0{FIXED}¤" if lang == "fr" else "¤#,##0") if whole else None
    return format_currency(amount, currency, format=pattern, locale=LOCALES[lang], currency_digits=not whole)


def _as_date(value: Any) -> date:
    """A date, from a date, a timestamp or ISO text."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if hasattr(value, "date") else value


def day(value: Any, lang: str, *, short: bool = False) -> str:
    """`2 janvier 2026` (`1er` for the first) / `2 January 2026`; short: `2 janv. 2026` / `2 Jan 2026`."""
    when = _as_date(value)
    text = format_date(when, "d MMM y" if short else "d MMMM y", locale=LOCALES[lang])
    return "1er" + text[1:] if lang == "fr" and when.day == 1 else text


def span(first: Any, last: Any, lang: str) -> str:
    """`25 Dec 2025 – 1 Jan 2026`; one day alone, also where the last is not known; a year once when it is the same."""
    if last is None or last != last or first == last:
        return day(first, lang, short=True)
    start, end = day(first, lang, short=True), day(last, lang, short=True)
    is_one_year = _as_date(first).year == _as_date(last).year
    return f"{start.removesuffix(f' {_as_date(first).year}') if is_one_year else start} – {end}"


def opened(sentence: str, lang: str) -> str:
    """The sentence with a capital; a number up to sixteen that it opens with is in letters."""
    first, _, rest = sentence.partition(" ")
    if first.isdigit() and 2 <= int(first) <= 16:
        return f"{SPELLED[lang][int(first) - 2].capitalize()} {rest}"
    return sentence[:1].upper() + sentence[1:]


def lowered(words: str) -> str:
    """The words with a small first letter, unless the second is a capital too (an acronym)."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def month(value: Any, lang: str, *, short: bool = False) -> str:
    """`janvier 2026` / `January 2026`; short: `janv. 2026` / `Jan 2026`."""
    return format_date(_as_date(value), "MMM y" if short else "MMMM y", locale=LOCALES[lang])


def dated(value: Any, precision: str, lang: str, *, short: bool = False) -> str:
    """A date as precise as its source was: `precision` is day, month or year."""
    if precision == "year":
        return str(_as_date(value).year)
    return month(value, lang, short=short) if precision == "month" else day(value, lang, short=short)


# The day a row is of, whose precision is in date_precision; any other date of the row says its own, or is a day.
OWN_DAY = {"event_date", "found_date", "start_date", "end_date"} | {
    one.told["day"] for one in recorded().values() if one.told.get("precision") == "date_precision"
}


def precision_of(name: str, row: Mapping[str, Any]) -> str:
    """How precisely the date in a row's column is known: by its own `…_precision`, by the row's, else to the day."""
    own = row.get(f"{name}_precision") or row.get(f"{name.removesuffix('_date')}_precision")
    told = own or (row.get("date_precision") if name in OWN_DAY else "")
    return told if isinstance(told, str) and told else "day"


def listed(items: Any, lang: str) -> str:
    """`a, b et c` / `a, b and c`."""
    return format_list([str(item) for item in items], locale=LOCALES[lang])


def unaccented(text: str) -> str:
    """`text` as a dictionary sorts it: no accents, no capitals."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
