"""When a post was written, in UTC, from the ways exports and spreadsheets write it, in French and English."""

import datetime as dt
import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

EARLIEST = dt.datetime(2006, 3, 21, tzinfo=dt.UTC)  # the first public short posts
LATE = dt.timedelta(days=1)  # clocks of servers differ
DAY_ONE = dt.datetime(1899, 12, 30)  # of spreadsheets' day numbers
FORMS = "2026-01-05T10:22:00Z, 2026-01-05 10:22, 05/01/2026 10:22, 5 janvier 2026, Jan 5, 2026, seconds since 1970"
TIME_FIRST = re.compile(
    r"(\d{1,2}\s*[:h]\s*\d{2}(?:\s*[ap]\.?m\.?)?)\s*[·,–-]?\s+(\S.*)", re.I
)  # 10:22 AM · Jan 5, 2026
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})Z?")
NUMBER = re.compile(r"\d{5,19}(?:[.,]\d+)?")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier jan janv januar enero ene jänner gennaio gen",
            "february février fevrier feb fév fev févr fevr februar febrero febbraio",
            "march mars mar märz marz marzo mrz", "april avril apr avr abril abr aprile", "may mai mayo maggio",
            "june juin jun juni junio giugno", "july juillet jul juil juli julio luglio",
            "august août aout aug agosto ago", "september septembre sep sept septiembre settembre",
            "october octobre oct oktober okt octubre ottobre", "november novembre nov noviembre",
            "december décembre decembre dec déc dezember dez diciembre dic dicembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip # saves 8 lines
CLOCK = r"(?:[\sT,àat·|-]*(?P<hour>\d{1,2})\s*(?::|h)\s*(?P<minute>\d{2})?(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
TAIL = r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>utc|gmt|z|[+-]\d{2}:?\d{2}|\(?utc\)?)?(?:\s*utc)?\s*"
SLASHED = re.compile(rf"(?P<one>\d{{1,2}})[/.-](?P<two>\d{{1,2}})[/.-](?P<year>\d{{4}}|\d{{2}}){CLOCK}{TAIL}", re.I)
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})[/.-](?P<month>\d{{1,2}})[/.-](?P<day>\d{{1,2}}){CLOCK}{TAIL}", re.I)
WEEKDAY = (
    r"(?:le\s+)?(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|son|mi[eé]|jue|vie|s[áa]b"
    r"|dom)\w*\.?,?\s+)?"  # it says nothing the date does not
)
DAY_MONTH = re.compile(
    rf"{WEEKDAY}(?:le\s+)?(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|\.|º)?[\s-]+(?:(?:of|de)\s+)?(?P<name>[^\W\d_]+)\.?,?"
    rf"[\s-]+(?:del?\s+)?(?P<year>\d{{4}}|\d{{2}}),?{CLOCK}{TAIL}",
    re.I,
)
MONTH_DAY = re.compile(
    rf"{WEEKDAY}(?P<name>[^\W\d_]+)\.?[\s-]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+(?P<year>\d{{4}}),?{CLOCK}{TAIL}",
    re.I,
)
# A zone by its short name, as Python and R write it, or by its place.
HOURS = {
    "CET": 1, "CEST": 2, "WET": 0, "WEST": 1, "EET": 2, "EEST": 3, "BST": 1, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,  # America's, as RFC 822 has them
}  # fmt: skip # saves 13 lines
ZONED = re.compile(rf"(.*\d\S*(?:\s*[AaPp]\.?[Mm]\.?)?)\s*\(?({'|'.join(HOURS)}|[A-Z][a-z]+/[A-Z][A-Za-z_]+)\)?")
# GMT+0100 (heure normale …), as a browser writes it, UTC+1, (GMT+2).
OFFSET = re.compile(r"\s*\(?(?:GMT|UTC)\s?([+-])(\d{1,2}):?(\d{2})?\)?(?:\s*\([^)]*\))?$")
YEAR_LAST = re.compile(
    r"(?:\w{3} )?(\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?: ([A-Z]{3,4}|[+-]\d{4}))? (\d{4})"
)  # date, Java
MAIL = re.compile(  # what email.utils reads right; of anything else it leaves out what it does not know
    r"(?:[a-z]{3},?\s+)?\d{1,2}\s+[a-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?"
    r"(?:\s+(?:[+-]\d{4}|UT|UTC|GMT|Z|[ECMP][SD]T))?(?:\s+\([^)]*\))?",
    re.I,
)
AS_X = re.compile(r"\w{3} (\w{3}) (\d{2}) (\d\d):(\d\d):(\d\d) ([+-]\d{4}) (\d{4})")  # Mon Jan 05 10:00:00 +0000 2026


class OtherOrder(Exception):
    """A date such as 25/01/2026 in a file whose dates were read month first, or the other way round."""


class Contradicted(Exception):
    """A date such as 01/25/2026 in a file of which another date, or a person, said that days come first."""


@dataclass
class Dates:
    """How the dates of one file are read, and what was met: times without a zone, and days and months in numbers.

    `order` is day, month or, before a date has told, ''; `is_told`: whether a date or the user told it.
    """

    zone: ZoneInfo
    now: dt.datetime
    order: str = ""
    is_told: bool = False
    naive: int = 0
    slashed: int = 0
    seen: set[str] = field(default_factory=set)  # what dates have told: day, month

    def moment(self, value: Any, is_utc: bool = False) -> tuple[dt.datetime | None, str]:
        """(the moment in UTC, "") or (None, what is wrong). Raises OtherOrder when the file is to be read again.

        `is_utc`: times without a zone are in UTC, as their producer says.
        """
        if value in (None, ""):
            return None, "no date"
        try:
            found = self.read(value, is_utc)
        except Contradicted:
            return None, "a day and a month in another order than in the rest of the file"
        except (ValueError, OverflowError, OSError, TypeError, KeyError):  # KeyError: a zone that nobody knows
            return None, "not a date"
        if found < EARLIEST or found > self.now + LATE:
            return None, "a date outside the time of such posts"
        return found, ""

    def read(self, value: Any, is_utc: bool = False) -> dt.datetime:
        """The moment, in UTC; raises ValueError and its kind for what is none."""
        if isinstance(value, dt.datetime):
            found = value
        elif isinstance(value, dt.date):
            found = dt.datetime.combine(value, dt.time(), self.zone)
        elif isinstance(value, (int, float)):
            found = of_number(float(value))
        else:
            found = self.of_text(" ".join(str(value).split()))
        if found.tzinfo is None:
            self.naive += not is_utc
            found = found.replace(tzinfo=dt.UTC if is_utc else self.zone)
        return found.astimezone(dt.UTC)

    def of_text(self, text: str) -> dt.datetime:
        if "GMT" in text or "UTC" in text:
            text = OFFSET.sub(lambda found: f"{found[1]}{int(found[2]):02}:{found[3] or '00'}", text)
        if found := TIME_FIRST.fullmatch(text):
            text = f"{found[2]} {found[1]}"
        if text[:1].isdigit():
            if compact := COMPACT.fullmatch(text):
                year, month, day, hour, minute, second = map(int, compact.groups())
                return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
            if len(text) == 8 and text.isdigit():  # 20260105
                return dt.datetime.strptime(text, "%Y%m%d")
            if NUMBER.fullmatch(text):
                return of_number(float(text.replace(",", ".")))
            try:
                return dt.datetime.fromisoformat(text)
            except ValueError:
                pass
            if found := SLASHED.fullmatch(text):
                return self.of_slashes(found)
            if found := YEAR_FIRST.fullmatch(text):
                return clocked(found, int(found["year"]), int(found["month"]), int(found["day"]))
            if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T]([\d:.]+)\s*(?:(?:UTC|GMT)|([+-]\d{4})(?: UTC)?)", text):
                return dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or '+00:00'}")
        elif found := AS_X.fullmatch(text):
            name, date, hours, minutes, seconds, zone, of = found.groups()
            return dt.datetime.fromisoformat(f"{of}-{MONTHS[name.lower()]:02}-{date}T{hours}:{minutes}:{seconds}{zone}")
        elif found := YEAR_LAST.fullmatch(text):
            return self.of_text(f"{found[1]} {found[2]}, {found[5]} {found[3]} {found[4] or ''}".strip())
        for pattern in (DAY_MONTH, MONTH_DAY):
            if (found := pattern.fullmatch(text)) and found["name"].lower() in MONTHS:
                return clocked(found, full_year(found["year"]), MONTHS[found["name"].lower()], int(found["day"]))
        if len(text) < 80 and (found := ZONED.fullmatch(text)):  # it tries every end of a long one
            zone = dt.timezone(dt.timedelta(hours=HOURS[found[2]])) if found[2] in HOURS else ZoneInfo(found[2])
            moment = self.of_text(found[1])
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        if not MAIL.fullmatch(text):
            raise ValueError("no date")
        return parsedate_to_datetime(text)

    def of_slashes(self, found: re.Match[str]) -> dt.datetime:
        """05/01/2026: which is the day is told by the dates that leave no choice, by the user, or supposed."""
        one, two = int(found["one"]), int(found["two"])
        self.slashed += 1
        tells = "day" if one > 12 else "month" if two > 12 else ""
        if tells:
            self.seen.add(tells)
            if not self.is_told:
                if self.order and self.order != tells:
                    raise OtherOrder(tells)
                self.order, self.is_told = tells, True
            elif self.order != tells:
                raise Contradicted
        elif not self.order:
            self.order = "day"
        day, month = (one, two) if self.order == "day" else (two, one)
        return clocked(found, full_year(found["year"]), month, day)


def full_year(text: str) -> int:
    """2026 for 26."""
    return int(text) + (2000 if len(text) == 2 else 0)


def of_number(number: float) -> dt.datetime:
    """A moment from seconds (or thousandths, millionths, billionths of one) since 1970, or from a spreadsheet's day."""
    if 38_000 <= number < 60_000:
        return DAY_ONE + dt.timedelta(days=number)
    for limit, unit in ((1e11, 1), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9)):
        if 1e8 <= number < limit:
            return dt.datetime.fromtimestamp(number / unit, dt.UTC)
    raise ValueError("no moment")


def clocked(found: re.Match[str], year: int, month: int, day: int) -> dt.datetime:
    """The moment of a date and of the hour, half of the day and zone that stand after it."""
    hour = int(found["hour"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    moment = dt.datetime(year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0))
    zone = (found["zone"] or "").strip("()")
    if not zone:
        return moment
    if zone[0] in "+-":
        return dt.datetime.fromisoformat(f"{moment.isoformat()}{zone}")
    return moment.replace(tzinfo=dt.UTC)


def moment(value: Any, zone: ZoneInfo, now: dt.datetime) -> tuple[dt.datetime | None, str]:
    """(the moment in UTC, "") or (None, what is wrong) of one date by itself."""
    return Dates(zone, now).moment(value)
