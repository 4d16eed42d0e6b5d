"""A cell of a workbook as a person would type it into a table of the affair; what can mean two things is refused."""

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from etl.intake.tables import CONTROL
from etl.intake.values import NEW_PLACE, new_code

LABELS = ("en", "fr", "name_en", "name_fr")

YES, NO = {"true", "yes", "oui", "vrai", "1"}, {"false", "no", "non", "faux", "0"}
FRENCH_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
NUMBER = re.compile(r"-?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?|-?\d+[.,]?\d*")
MOST_OFFERED = 12


def folded(written: Any) -> str:
    """A heading, a label or a sheet's name without capitals, accents and signs."""
    bare = unicodedata.normalize("NFKD", str(written or "")).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


def written(given: Any, column: str, spec: dict, codes: Mapping) -> str:
    """What a person would type into the CSV file for this cell; raises ValueError for what cannot be meant."""
    kind = spec.get("type", "text")
    if given is None or (isinstance(given, str) and not given.strip()):
        return ""
    if isinstance(given, dt.datetime | dt.date):
        return (given.date() if isinstance(given, dt.datetime) else given).isoformat()
    if kind in ("date", "day"):
        return day_written(given)
    if isinstance(given, bool) or kind == "flag":
        return flag_written(given)
    if kind in ("number", "share", "integer", "amount"):
        return number_written(given)
    text = str(int(given)) if isinstance(given, float) and given.is_integer() else str(given).strip()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if CONTROL.search(text):
        raise ValueError("holds a sign that no text holds: it controls a machine, or turns the direction of writing")
    if kind in ("code", "country"):
        return code_written(text, "jurisdiction" if kind == "country" else spec["vocabulary"], codes)
    if kind in ("codes", "countries"):
        vocabulary, sign = ("jurisdiction" if kind == "countries" else spec["vocabulary"]), spec.get("separator", ";")
        if text == "unclear":
            return text
        return sign.join(
            code_written(part.strip(), vocabulary, codes) for part in re.split(r"[;\n]", text) if part.strip()
        )
    return text


def day_written(given: Any) -> str:
    text = str(given).strip()
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text):
        return text
    if found := FRENCH_DAY.fullmatch(text):
        first, second, year = map(int, found.groups())
        if first > 12 or first == second:
            return f"{year:04d}-{second:02d}-{first:02d}"
        raise ValueError(f"can be two days; write {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}")
    raise ValueError("is not a date; accepted: a date cell, 2026-04-30, or 2026-04 when the day is not known")


def flag_written(given: Any) -> str:
    bare = folded(given)
    if bare not in YES | NO:
        raise ValueError("is neither yes nor no (oui, non)")
    return "true" if bare in YES else "false"


def number_written(given: Any) -> str:
    if isinstance(given, int | float):
        return (
            f"{given:.15g}"
            if abs(given) < 1e15 and "e" not in f"{given:.15g}"
            else f"{given:f}".rstrip("0").rstrip(".")
        )
    text = str(given).strip()
    is_percent = text.endswith("%")
    bare = text.rstrip("% \u00a0\u202f")
    if not NUMBER.fullmatch(bare):
        raise ValueError("is not a number; accepted: 0.53, 0,53, 53 %, 20000 or 20 000")
    if re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", bare):
        raise ValueError("can be two numbers; write it without a sign between thousands")
    bare = re.sub(r"[ \u00a0\u202f]", "", bare).replace(",", ".").rstrip(".")
    return f"{float(bare) / 100:.12g}" if is_percent else bare


def code_written(text: str, vocabulary: str, codes: Mapping) -> str:
    """The code that a text is, or is the label of in either language."""
    known = codes[vocabulary]
    if text in known:
        return text
    fits = [
        code
        for code, label in known.items()
        if folded(text) in {folded(code), *(folded(label.get(key)) for key in LABELS)} - {""}
    ]
    if len(fits) == 1:
        return fits[0]
    names = {
        folded(label.get(key)): code for code, label in known.items() for key in ("en", "fr", "name_en", "name_fr")
    }
    alike = [name for name in names if folded(text) and (folded(text) in name or (name in folded(text) and name))]
    near = [names[name] for name in [*alike, *difflib.get_close_matches(folded(text), list(names), 3, 0.6)]][:3]
    offered = list(dict.fromkeys(near)) or list(known)[:MOST_OFFERED]
    told = ", ".join(f"{code} ({known[code].get('en') or known[code].get('name_en')})" for code in offered)
    more = f" and {len(known) - len(offered)} more" if len(known) > len(offered) else ""
    new = NEW_PLACE if vocabulary == "jurisdiction" else new_code(vocabulary)
    raise ValueError(f"is not a {vocabulary}; {'nearest' if near else 'accepted'}: {told}{more}{new}")
