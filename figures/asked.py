"""What is asked of a figure: language, period, places, data version, own choices; read from an address, or refused.

A page's own choices are declared once, as `Choice`, and everything follows from that: the widget on the page, the
parameter of the address, what is said of a value that means nothing, the list at /figures/.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from figures.words import LANGUAGES

EARLIEST, LATEST = date(2015, 1, 1), date(2035, 12, 31)  # what the calendars offer
FILTERS = ("lang", "from", "to", "jurisdiction", "v")  # the parameters of the address that every page shares
TABLES = ("sort", "rows")  # those that say which rows of its tables a page shows, and in what order
HOME = "overview"  # the page that answers at `/`


@dataclass(frozen=True)
class Asked:
    """What the reader chose: both days included; no jurisdiction means all of them; `version` is the data version.

    `is_pinned`: the reader came with that version in the address (`v`), so links inside the app keep it. `home`: the
    dashboard's address, without a last slash. `own`: name and value of each own choice; `asked["step"]` is one.
    """

    lang: str
    start: date
    end: date
    jurisdictions: tuple[str, ...] = ()
    page: str = HOME
    version: str = ""
    data_date: str = ""  # the last day the data speak of
    is_pinned: bool = False
    home: str = ""
    own: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return dict(self.own)[name]

    @property
    def period(self) -> dict[str, Any]:
        """The parameters of a query that takes the period alone."""
        return {"start": self.start, "end": self.end}

    @property
    def filters(self) -> dict[str, Any]:
        """The parameters of a query that takes the period and the jurisdictions."""
        return {**self.period, "jurisdictions": self.jurisdictions}

    def having(self, **own: Any) -> "Asked":
        """The same with these own choices made."""
        return replace(self, own=tuple((dict(self.own) | own).items()))


@dataclass(frozen=True)
class Choice:
    """An own choice of a page's figures: a parameter of the address, and a control on the page.

    `name`: the parameter, unique on its page, documented in docs/addresses.md. `text`: the key of its label, `hint` of
    what is said beside it, `empty` of what an empty field says. `kind`: one (of `options`), several (of them, `most`
    at most; none means `usual`), number and whole (from `low` to `high`), day, text. `options`: asked → code → what the
    reader reads. `usual`: the value when none is given, or asked → that value. `listed`: a list even when they are few.
    """

    name: str
    text: str
    kind: str
    usual: Any = None
    options: Callable[[Asked], Mapping[str, str]] | None = None
    most: int | None = None
    low: Any = None
    high: Any = None
    step: Any = None
    listed: bool = False
    hint: str = ""
    empty: str = ""

    def offered(self, asked: Asked) -> dict[str, str]:
        """Code → what the reader reads, of everything that can be chosen."""
        return dict(self.options(asked)) if self.options else {}

    def default(self, asked: Asked) -> Any:
        """The value when the reader gives none."""
        return self.usual(asked) if callable(self.usual) else self.usual

    def read(self, values: Sequence[str], asked: Asked) -> Any:
        """The value some texts of an address mean, None when nothing; of several, those that mean something."""
        if self.kind in ("one", "several"):
            exact = {code.casefold(): code for code in reversed(self.offered(asked))}
            exact |= {code: code for code in exact.values()}
            found = [exact.get(text, exact.get(text.casefold())) for text in values]
            if self.kind == "one":
                return found[-1]
            return tuple(code for code in self.offered(asked) if code in found)[: self.most] or None
        if self.kind == "day":
            return within(a_day(values[-1]), self.low or EARLIEST, self.high or LATEST)
        if self.kind == "text":
            return values[-1].strip() if len(values[-1]) <= (self.most or 200) else None
        return within(a_number(values[-1], int if self.kind == "whole" else float), self.low, self.high)


def within(value: Any, low: Any, high: Any) -> Any:
    """The value when it lies between both ends, included; else None."""
    return value if value is not None and low <= value <= high else None


def a_number(text: str, kind: type) -> Any:
    """The number a text of an address means, None when none."""
    try:
        return kind(text)
    except ValueError:
        return None


def a_day(text: str) -> date | None:
    """The day a text of an address means, None when none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def a_language(text: str) -> str | None:
    """The language a text of an address means, None when none."""
    return text.lower() if text.lower() in LANGUAGES else None


def codes(chosen: Any) -> list[str]:
    """A value as the address holds it: ISO days, numbers with a dot and no needless zeros, nothing for no text."""
    many = chosen if isinstance(chosen, (tuple, list)) else [chosen]
    texts = (f"{each:.10g}" if isinstance(each, float) else str(each) for each in many if each is not None)
    return [text for text in texts if text]


def query(asked: Asked, **own: Any) -> str:
    """The address parameters of this view, each one written out, defaults included; `own` are the page's own.

    The version is there only when the reader asked for one: docs/decisions/2026-11-25-links-follow-the-data.md.
    """
    values = {
        "lang": asked.lang,
        "from": asked.start.isoformat(),
        "to": asked.end.isoformat(),
        "jurisdiction": list(asked.jurisdictions),
        **{name: codes(value) for name, value in own.items()},
        "v": asked.version if asked.is_pinned else "",
    }
    return urlencode({name: value for name, value in values.items() if value not in (None, "", [])}, doseq=True)


def link(asked: Asked, page: str = "", **own: Any) -> str:
    """A relative address: another page (or this one) with the same filters. The first page answers at `/` only."""
    page = page or asked.page
    return f"/{'' if page == HOME else page}?{query(asked, **own)}"


def permalink(asked: Asked, **own: Any) -> str:
    """The whole address that shows this view again, data version included."""
    return asked.home + link(replace(asked, is_pinned=True), **own)


def whole_period(asked: Asked) -> Asked:
    """The same choice without a limit in time."""
    return replace(asked, start=date(1900, 1, 1), end=date(2999, 12, 31))


def everywhere(asked: Asked) -> Asked:
    """The same choice in all jurisdictions."""
    return replace(asked, jurisdictions=())
