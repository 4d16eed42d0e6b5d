"""What people may write in one place, whether a cell of a CSV file or a key of a YAML file; every refusal in words."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from etl.errors import GardefouError
from etl.harmless import is_harmless
from etl.intake import content_scan

MOST_FAULTS_SHOWN = 20
TO_FILL = "fill"  # what a skeleton says where a person has to write
DAY, MONTH = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d")
MEDIA = re.compile(rf"/[^/]*\.({content_scan.MEDIA})$|^[^/]+\.({content_scan.MEDIA})$", re.IGNORECASE)
MEDIA_HOST = re.compile(rf"(^|\.)({content_scan.MEDIA_HOSTS})(:\d+)?$", re.IGNORECASE)
UNWRITTEN = re.compile(r"[\s\"<>\\^`{|}]")
LARGEST = 10**15  # of whole numbers: more would not be exact everywhere
# Of what must never enter, what no text kept by hand holds: links to articles it may hold, and names of files.
IMAGES = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in content_scan.PATTERNS
    if kind not in ("a link to media", "a value shaped like a hash")
)
JURISDICTIONS = "reference/jurisdictions.csv"
NEW_PLACE = f"; a new one is a line in {JURISDICTIONS} of this folder"
Codes = Mapping[str, Iterable[str]]
# Vocabularies whose every code is worked out by a rule of the program: an affair adds none.
CLOSED = ("prison_kind", "turnover_rule", "rule_effect", "stage")


@dataclass(frozen=True)
class Kind:
    """What a column or a key accepts: a name of CHECKS, the vocabulary of its codes, and bounds.

    `required`: a value must be given; `optional`: the column need not be there; `nullable`: a YAML file may say null
    for what is unknown. A number lies from `least` to `most`; `separator` stands between the codes of one CSV cell.
    `references`, as table.column, and `at_least`, another column of the row, are held by linked.py.
    """

    type: str = "text"
    vocabulary: str = ""
    required: bool = False
    least: float = 0
    most: float = math.inf
    max_length: int = 2000
    separator: str = ";"
    nullable: bool = False
    optional: bool = False
    references: str = ""
    at_least: str = ""


class Fault(ValueError):
    """Why one value is not accepted: what follows the value in a sentence."""


class Unshown(Fault):
    """A fault whose value is not said back: an image, or the way to one."""


def shown(value: Any, fault: Fault) -> str:
    """The value as a fault says it back, with a space; nothing of what must not be shown."""
    return "" if isinstance(fault, Unshown) else f"{value!r} "


def value_of_cell(cell: str, kind: Kind) -> Any:
    """What a CSV cell says, as YAML would give it: a number or a list where one is meant and written, else the text."""
    if kind.type in ("codes", "countries"):
        return [part.strip() for part in cell.split(kind.separator)]
    if kind.type in ("number", "share") and re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return float(cell)
    if kind.type == "flag":
        return {"true": True, "false": False}.get(cell, cell)
    if kind.type == "integer" and re.fullmatch(r"-?\d+", cell):
        return int(cell)
    return cell


def accepted(value: Any, kind: Kind, codes: Codes) -> Any:
    """The value as the warehouse takes it; raises Fault."""
    return None if value is None and kind.nullable else CHECKS[kind.type](value, kind, codes)


def text(value: Any, kind: Kind, _: Codes) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Fault("is not a text; put it in quotes")
    stop_at_images(value)
    if value.strip() == TO_FILL:
        raise Fault("is still to be completed")
    if len(value) > kind.max_length:
        raise Fault(f"has {len(value):,} characters; at most {kind.max_length:,} are accepted")
    return value


def stop_at_images(written: str) -> None:
    """Raises Fault for a text that holds an image, or signs that turn what stands beside it."""
    if not is_harmless(written):
        raise Fault("holds a sign that turns the direction of writing, or marks piled up; remove it")
    if kind := next((kind for kind, pattern in IMAGES if pattern.search(written)), ""):
        raise Unshown(f"holds {kind}; no image is taken in, in no form")


def texts(value: Any, kind: Kind, codes: Codes) -> list[str]:
    """The texts of a list; [] for an empty one. A number among them needs quotes."""
    if not isinstance(value, list):
        raise Fault("is not a list; accepted: [one, two], or null")
    return [text(one, kind, codes) for one in value]


def flag(value: Any, *_: Any) -> bool:
    if not isinstance(value, bool):
        raise Fault("is neither true nor false, which alone are accepted")
    return value


def day(value: Any, *_: Any) -> dt.date:
    found = day_or_none(value)
    if found is None:
        raise Fault("is not a date; accepted: 2026-04-30")
    return found


def dated(value: Any, *_: Any) -> tuple[dt.date, str]:
    """The day and "day", or the first of a month and "month"."""
    if found := day_or_none(value):
        return found, "day"
    if isinstance(value, str) and MONTH.fullmatch(value) and (found := day_or_none(f"{value}-01")):
        return found, "month"
    raise Fault("is not a date; accepted: 2026-04-30, or 2026-04 (in YAML in quotes) when the day is not known")


def day_or_none(value: Any) -> dt.date | None:
    """The day that a YAML date or a text such as 2026-04-30 names, None for anything else."""
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else None


def code(value: Any, kind: Kind, codes: Codes) -> str:
    return one_of(value, codes[kind.vocabulary], f"code of {kind.vocabulary}", new_code(kind.vocabulary))


def new_code(vocabulary: str) -> str:
    """Where a code that a folder lacks is added."""
    return "" if vocabulary in CLOSED else f"; a new one is a line under {vocabulary}, in codes of affair.yml"


def code_list(value: Any, kind: Kind, codes: Codes) -> list[str]:
    """The codes, [] for `unclear`."""
    if value == "unclear":
        return []
    return list_of(value, codes[kind.vocabulary], f"code of {kind.vocabulary}", new_code(kind.vocabulary))


def country(value: Any, _: Kind, codes: Codes) -> str:
    return one_of(value, codes["jurisdiction"], f"jurisdiction of {JURISDICTIONS}", NEW_PLACE)


def countries(value: Any, _: Kind, codes: Codes) -> list[str]:
    return list_of(value, codes["jurisdiction"], f"jurisdiction of {JURISDICTIONS}", NEW_PLACE)


def one_of(value: Any, known: Iterable[str], what: str, new: str = "") -> str:
    if not isinstance(value, str) or value not in known:
        hint = "" if isinstance(value, str) else " (in YAML in quotes: yes, no and NO are read as true and false)"
        raise Fault(f"is not a {what}; accepted: {', '.join(known)}{hint}{new}")
    return value


def list_of(value: Any, known: Iterable[str], what: str, new: str = "") -> list[str]:
    if not isinstance(value, list) or not value:
        raise Fault(f"is not a list; accepted: one or more of {', '.join(known)}")
    for part in value:
        try:
            one_of(part, known, what, new)
        except Fault as fault:
            raise Fault(f"holds {part!r}, which {fault}") from None
    return value


def currency(value: Any, *_: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{3}", value):
        raise Fault("is not a currency; accepted: three capitals, as in ISO 4217 (EUR)")
    return value


def number(value: Any, kind: Kind, _: Codes) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Fault("is not a number; accepted: digits with a dot, such as 0.53 or 20000")
    most = min(kind.most, 1) if kind.type == "share" else kind.most
    if not kind.least <= value <= most:
        raise Fault(f"is out of range; accepted: {kind.least:g} to {most:g}")
    return value


def integer(value: Any, kind: Kind, codes: Codes) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Fault("is not a whole number; accepted: digits only, such as 20000")
    if value > LARGEST:
        raise Fault(f"is out of range; accepted: {kind.least:g} to {LARGEST:,}")
    return int(number(value, kind, codes))


def amount(value: Any, kind: Kind, _: Codes) -> float:
    """A number above zero; what is unknown is left out of the file, never 0."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not 0 < value <= kind.most:
        up_to = f" and at most {kind.most:g}" if math.isfinite(kind.most) else ""
        raise Fault(f"is not an amount; accepted: a number above zero{up_to}. Leave the key out when it is unknown")
    return value


def months(value: Any, kind: Kind, codes: Codes) -> int:
    """A term in whole months; one in days or weeks is no number of months."""
    if not float(amount(value, kind, codes)).is_integer():
        raise Fault(
            "is not a whole number of months; a term in days or weeks is prison: unknown, and its length goes in note"
        )
    return int(value)


def factor(value: Any, *_: Any) -> Fraction:
    """By how much a figure is multiplied."""
    given = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"\d+(\.\d+)?|\d+/[1-9]\d*", given) or not Fraction(given):
        raise Fault('is not a factor; accepted: a number above zero (2, 1.5) or a fraction in quotes ("4/3")')
    return Fraction(given)


def url(value: Any, *_: Any) -> str:
    try:
        link = urlsplit(value if isinstance(value, str) else "")
    except ValueError:  # brackets in the host that hold no address
        link = urlsplit("")
    if link.scheme not in ("http", "https") or not link.netloc:
        raise Fault("is not a web address; accepted: https://… (or http://…)")
    if UNWRITTEN.search(value):
        raise Fault("holds a sign that no address has; write it in % codes")
    parts = [link.path, *re.split("[&=;]", f"{link.query}&{link.fragment}")]
    if MEDIA_HOST.search(link.netloc) or any(MEDIA.search(unquote(part)) for part in parts):
        raise Unshown("links to a picture or a video; links to documents only are accepted")
    return value


def bilingual(value: Any, kind: Kind, codes: Codes, languages: tuple[str, ...] = ("en", "fr")) -> dict[str, str]:
    """The text in each language; raises Fault when one is missing."""
    if not isinstance(value, dict) or set(value) != set(languages):
        raise Fault(f"needs {', '.join(languages)}, each with its words, and nothing else")
    for name, words in value.items():
        if not isinstance(words, str) or not words.strip():
            raise Fault(f"has {words!r} as {name}, which is not a text; put it in quotes")
        if words.strip() == TO_FILL:
            raise Fault(f"is still to be completed in {name}")
        text(words, kind, codes)
    return value


CHECKS: dict[str, Callable[..., Any]] = {
    "id": text,
    "text": text,
    "texts": texts,
    "flag": flag,
    "day": day,
    "date": dated,
    "code": code,
    "codes": code_list,
    "country": country,
    "countries": countries,
    "currency": currency,
    "number": number,
    "share": number,
    "integer": integer,
    "amount": amount,
    "months": months,
    "factor": factor,
    "url": url,
    "bilingual": bilingual,
    "names": partial(bilingual, languages=("en", "fr", "local")),
}


def public_path(path: Path) -> str:
    """The path as a person knows it: from the affair's folder on, by its name, never a folder of this machine."""
    for parent in path.parents:
        if (parent / "affair.yml").exists():
            return f"{parent.absolute().name}/{path.relative_to(parent).as_posix()}"
    inner = [part for part in path.parts[-2:-1] if part in ("curated", "law", "reference", "nlp")]
    return "/".join(["data", *inner, path.name])


class Refusal(GardefouError):
    """A file or a folder with faults; `place` names it, `faults` has all of them, the message the first twenty."""

    def __init__(self, message: str, place: str, faults: list[str]):
        super().__init__(message)
        self.place, self.faults = place, faults


def refusal(place: str, faults: list[str]) -> Refusal:
    """The error that lists the faults of a file or a folder, the first twenty of them."""
    more = len(faults) - MOST_FAULTS_SHOWN
    listing = "\n  ".join(faults[:MOST_FAULTS_SHOWN] + ([f"… and {more} more"] if more > 0 else []))
    count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
    return Refusal(
        f"{count} in {place}:\n  {listing}\n"
        "The build stopped; the version being served is unchanged. Correct what is named and build again.",
        place,
        faults,
    )
