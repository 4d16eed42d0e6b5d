"""An address read into what is asked: strict about what it means, forgiving about what other programs did to it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from etl.warehouse import Manifest
from figures.asked import EARLIEST, FILTERS, LATEST, TABLES, Asked, Choice, a_day, a_language, within
from figures.data import labels, load
from figures.drawn import Figure, choices

Pairs = list[tuple[str, str]]
# What other programs hang on a link so as to follow who clicks it.
CLICKS = frozenset(
    ("fbclid", "gclid", "gbraid", "wbraid", "gad_source", "gclsrc", "dclid", "msclkid", "igshid", "igsh", "twclid",
     "ttclid", "li_fat_id", "yclid", "mc_cid", "mc_eid", "mkt_tok", "vero_id", "_hsenc", "_hsmi", "s_cid", "ref",
     "ref_src", "ref_url", "spm", "oly_enc_id", "oly_anon_id", "rb_clickid", "sc_campaign",
     "at_campaign", "at_medium", "xtor", "embedly", "__twitter_impression")
)  # fmt: skip # saves 32 lines
PREFIXES = ("utm_", "pk_", "mtm_", "piwik_", "hsa_", "stm_")
TAIL = ".,;:!?)]}>»\"'"  # what a sentence leaves at the end of an address
EXISTING = {"UK": "GB", "EL": "GR"}  # what others call them → ISO 3166


def cleaned(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """The parameters without what other programs and running text did to them; the order is kept.

    Click ids are dropped; `amp;from` is `from`; the signs that end a sentence are taken off the last value;
    jurisdictions may be in lower case, joined by commas, and called as the Union calls them.
    """
    found = [(name.removeprefix("amp;"), value) for name, value in pairs]
    found = [(name, value) for name, value in found if name not in CLICKS and not name.startswith(PREFIXES)]
    if found:
        name, value = found[-1]
        found[-1] = (name, value if name in ("id", "u", "q") else value.rstrip(TAIL) or value)
    return [pair for name, value in found for pair in _places(name, value)]


def _places(name: str, value: str) -> Pairs:
    if name not in ("jurisdiction", "place"):
        return [(name, value)]
    codes = [code.strip().upper() for code in value.split(",")]
    return [(name, EXISTING.get(code, code)) for code in codes if code]


class InVain(Exception):
    """What an address asks for and cannot mean: the key of a sentence of `api`, and its values."""

    def __init__(self, key: str, **values: Any):
        super().__init__(key)
        self.key, self.values = key, values


def usual_period() -> tuple[date, date]:
    """The period the data name."""
    row = load("period").iloc[0]
    return row["start_date"].date(), row["end_date"].date()


def read(pairs: Pairs, served: Manifest, page: str, wanted: Sequence[Choice], usual_lang: str, home: str) -> Asked:
    """What the pairs ask of figures with these choices, on `page`; of the version being read.

    Raises InVain that names the first thing that means nothing, is given twice, or contradicts another.
    """
    held: dict[str, list[str]] = {}
    for name, value in pairs:
        held.setdefault(name, []).append(value)
    for name in ("lang", "from", "to", "v"):
        if len(held.get(name, ())) > 1:
            raise InVain("repeated", value=name)
    lang = a_language(held["lang"][0]) if "lang" in held else usual_lang
    if lang is None:
        raise InVain("bad_language", value=held["lang"][0], accepted=("fr", "en"))
    start, end = usual_period()
    start, end = _day(held, "from", start), _day(held, "to", end)
    if start > end:
        raise InVain("reversed", value=f"{start} > {end}")
    known = labels("jurisdiction", lang)
    for code in held.get("jurisdiction", ()):
        if code not in known:
            raise InVain("bad_jurisdiction", value=code, accepted=tuple(sorted(known)))
    places = tuple(code for code in known if code in held.get("jurisdiction", ()))
    asked = Asked(lang, start, end, places, page, served.version, served.data_date[:10], "v" in held, home)
    for choice in wanted:
        given = choice.name in held
        value = _chosen(choice, held[choice.name], asked) if given else choice.default(asked)
        asked = asked.having(**{choice.name: value})
    return asked


def _day(held: dict[str, list[str]], name: str, usual: date) -> date:
    if name not in held:
        return usual
    found = within(a_day(held[name][0]), EARLIEST, LATEST)
    if found is None:
        raise InVain("bad_day", parameter=name, value=held[name][0])
    return found


def _chosen(choice: Choice, values: list[str], asked: Asked) -> Any:
    if choice.kind != "several" and len(values) > 1:
        raise InVain("repeated", value=choice.name)
    found = choice.read(values, asked)
    lost = [value for value in values if choice.read([value], asked) is None] if choice.kind == "several" else values
    if found is None or (choice.kind == "several" and lost):
        raise InVain("bad_value", parameter=choice.name, value=lost[0], accepted=accepted(choice, asked))
    if choice.most and choice.kind == "several" and len(set(values)) > choice.most:
        raise InVain("bad_value", parameter=choice.name, value=", ".join(values), accepted=accepted(choice, asked))
    return found


def accepted(choice: Choice, asked: Asked) -> tuple[str, ...]:
    """What a choice may be, in words of an address."""
    if choice.options:
        return tuple(choice.offered(asked))
    if choice.kind == "day":
        return (f"{choice.low or EARLIEST} … {choice.high or LATEST}",)
    return (f"{choice.low} … {choice.high}",) if choice.low is not None else ("text",)


def of_figure(
    pairs: Pairs, one: Figure, served: Manifest, lang: str, home: str, more: Collection[str] = ()
) -> tuple[Asked, dict[str, str]]:
    """What the pairs ask of a figure, and the values of the parameters `more`, which are not its own.

    What its page takes is taken, so that the page's address fits; it must not contradict where the figure stands.
    Raises InVain.
    """
    known = {*FILTERS, *TABLES, *more, *choices(one.page), *dict(one.at)}
    for name, value in pairs:
        if name not in known:
            raise InVain("unknown_parameter", value=name, accepted=tuple(sorted(known)))
        if name in dict(one.at) and value != dict(one.at)[name]:
            raise InVain("contradiction", parameter=name, value=value, needed=dict(one.at)[name])
    extra: dict[str, str] = {}
    for name, value in pairs:
        if name in more:
            if name in extra:
                raise InVain("repeated", value=name)
            extra[name] = value
    return read(pairs, served, one.page, one.choices, lang, home), extra
