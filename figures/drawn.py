"""What a figure answers, and the list of all figures, each found by its name."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

import figures as room
from figures import data
from figures.asked import Asked, Choice, everywhere, permalink, whole_period
from figures.data import label, load
from figures.documents import CODES, NAMES
from figures.files.facts import Facts, Source
from figures.kept import Kept
from figures.words import LANGUAGES, day, french, listed, number, word, words

UNNAMED = "Not named"  # the producer of a figure whose source names none: no one to cite


@dataclass(frozen=True)
class Drawn:
    """One figure as one reader asked for it: everything that can be shown of it, wherever it goes.

    `rows` are what is drawn, tabled, filed and spoken of: title, summary and alternative text take their numbers from
    them, and name each in `numbers`. `chart`: `partial(a function of charts, its data…)`, called with a look; None: a
    table alone. `columns`: name → heading, what the files hold; the table too, unless `shown` picks some of them.
    `said`: what a page says under the chart, a dozen words at most; the whole `summary` is a click away there.
    `unit`: what a value is. `scope`: what is chosen, in words, where that is not the period and the jurisdictions.
    `notes`: what a reader must be told with it. `empty`: with no rows, which filter left nothing. `sources`: ids of
    marts.sources. `producers`: who made the figures, when that is not the publisher of the source, cited first.
    `collected`: from what our own collection was made; none: the publications of the rows.
    `vocabularies`: column → vocabulary of its codes, or code → word, beside
    those of every figure. `is_upright`: the chart has a layout of its own for a telephone, when the look it is called
    with is narrow.
    `name` and `asked` are filled in by `drawn`.
    """

    title: str
    rows: pd.DataFrame
    columns: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    said: str = ""
    chart: partial[go.Figure] | None = None
    alt: str = ""
    unit: str = ""
    scope: str = ""
    notes: tuple[str, ...] = ()
    empty: str = ""
    numbers: Mapping[str, Any] = field(default_factory=dict)
    sources: Sequence[str] = ()
    producers: Sequence[str] = ()
    collected: str = ""
    vocabularies: Mapping[str, Any] = field(default_factory=dict)
    is_upright: bool = False
    shown: Sequence[str] = ()
    name: str = ""
    asked: Asked | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "vocabularies", {**NAMES, **CODES, **self.vocabularies})


@dataclass(frozen=True)
class Figure:
    """A figure of the list: `page.figure`, the page it stands on, its own choices, and the function that makes it.

    `at`: what its page must be asked for it to stand there (`view=compare`); `view`: the choice that is.
    `is_below`: its page names it nowhere, and shows it below those it names. `in_brief`: its place there, 0: none.
    """

    name: str
    page: str
    choices: tuple[Choice, ...]
    at: tuple[tuple[str, str], ...]
    view: Choice | None
    is_below: bool
    in_brief: int
    draw: Callable[[Asked], Drawn]


_figures: dict[str, Figure] = {}
_drawn = Kept(200, 150_000_000, lambda one: data.weight(one.rows))


def figure(
    name: str,
    *,
    page: str = "",
    choices: Sequence[Choice] = (),
    at: tuple[Choice, str] | None = None,
    below: bool = False,
    brief: int = 0,
) -> Callable[[Callable[[Asked], Drawn]], Callable[[Asked], Drawn]]:
    """Puts a function asked → drawn on the list under `name` (`page.figure`); `page`, when it stands on another.

    `at`: the choice of the page that decides whether it is seen, and the value at which it is. `below`: its page shows
    it without naming it, below the figures it names. `brief`: it is a chart of the brief, in this place.
    """

    def listed(draw: Callable[[Asked], Drawn]) -> Callable[[Asked], Drawn]:
        if name in _figures:
            raise ValueError(f"two figures are called {name}")
        there = ((at[0].name, at[1]),) if at else ()
        stands = page or name.split(".")[0]
        _figures[name] = Figure(name, stands, tuple(choices), there, at[0] if at else None, below, brief, draw)
        return draw

    return listed


@cache
def figures() -> dict[str, Figure]:
    """Every figure by its name: each module of this folder is read, those of its folders too."""
    for found in pkgutil.walk_packages(room.__path__, "figures."):
        if not found.name.startswith(("figures.charts", "figures.files", "figures.words")):
            importlib.import_module(found.name)
    return dict(sorted(_figures.items()))


@cache
def choices(page: str) -> dict[str, tuple[Choice, ...]]:
    """The parameters of a page's address beside the filters; the same name may be a choice of several figures."""
    found: dict[str, tuple[Choice, ...]] = {}
    for one in figures().values():
        for choice in (*([one.view] if one.view else []), *one.choices) if one.page == page else ():
            found[choice.name] = tuple(dict.fromkeys((*found.get(choice.name, ()), choice)))
    return found


def drawn(name: str, asked: Asked) -> Drawn:
    """The figure for what is asked: of `asked.version`, own choices not made at their usual value.

    Raises KeyError for a name that is not on the list, etl.warehouse.Unavailable when there are no data to read.
    """
    one = figures()[name]
    asked = replace(asked, page=one.page)
    for choice in one.choices:
        if choice.name not in dict(asked.own):
            asked = asked.having(**{choice.name: choice.default(asked)})
    exact = replace(asked, own=tuple((choice.name, asked[choice.name]) for choice in one.choices))
    key = (str(data.warehouse.WAREHOUSE), name, replace(exact, home="", is_pinned=False))
    made = _drawn.get(key, lambda: one.draw(exact))
    return replace(made, name=name, asked=exact, alt=french_marks(made.alt) if exact.lang == "fr" else made.alt)


def french_marks(text: str) -> str:
    """A text put together from names and values, with the spaces French has before a colon and a semicolon."""
    return french(re.sub(r"(?<=[^\s])([:;]) ", r" \1 ", text))


def asked_of(one: Drawn) -> Asked:
    """What a drawn figure was asked."""
    if one.asked is None:
        raise ValueError("a figure is asked for by its name: figures.drawn.drawn(name, asked)")
    return one.asked


def address(one: Drawn) -> dict[str, Any]:
    """The own parameters of the page's address that show this figure again."""
    listed = figures().get(one.name)
    return {**dict(listed.at if listed else ()), **dict(asked_of(one).own)}


def facts(one: Drawn) -> Facts:
    """What goes with the figure wherever it goes, in words."""
    asked = asked_of(one)
    lang = asked.lang
    return Facts(
        key=one.name,
        lang=lang,
        title=one.title,
        summary=one.summary,
        unit=one.unit,
        start=asked.start.isoformat(),
        end=asked.end.isoformat(),
        jurisdictions=tuple(label("jurisdiction", code, lang) for code in asked.jurisdictions),
        sources=tuple(_source(str(data.warehouse.WAREHOUSE), asked.version, source, lang) for source in held(one)),
        producers=tuple(label("name", name, lang) for name in one.producers if name != UNNAMED),
        version=asked.version,
        data_date=asked.data_date,
        permalink=permalink(asked, **address(one)),
        columns=dict(one.columns),
        vocabularies=dict(one.vocabularies),
        scope=one.scope,
        collected=one.collected or ("" if one.producers else publications(one.rows, lang)),
    )


MOST = 3  # names that a line has room for; of more, the rest are counted


def testers(names: Iterable[Any], lang: str) -> str:
    """`Reuters, CCDH, Ofcom and 11 other testers`: the most frequent, and how many more; '' for none."""
    counts = Counter(label("name", name, lang) for name in names if isinstance(name, str) and name != UNNAMED)
    first = [name for name, _ in counts.most_common(MOST)]
    more = len(counts) - len(first)
    return word("export.testers", lang, count=more, names=listed(first, lang) if not more else ", ".join(first))


def publications(rows: pd.DataFrame, lang: str) -> str:
    """`Garde-fou, from 45 publications`: who collected the rows, and from how many; '' where the rows do not say."""
    count = rows["source_publisher"].nunique() if "source_publisher" in rows else 0
    return word("export.publications", lang, count=count) if count else ""


def authorities(asked: Asked) -> str:
    """Who counted the acts of a selection, of how many authorities, from how many publications."""
    acts = load("enforcement_acts", **asked.filters, steps=())
    acts = acts[acts["is_counted"] & (acts["place"] == "inside")]
    count, pages = acts["authority"].nunique(), publications(acts, asked.lang)
    return word("export.acts", asked.lang, count=count, publications=pages) if count else ""


def held(one: Drawn) -> tuple[str, ...]:
    """The sources of a figure that hold a row in this version; all of them where none does."""
    rows = load("sources").set_index("source_id")["row_count"].fillna(0)
    return tuple(source for source in one.sources if rows[source]) or tuple(one.sources)


def citable(one: Drawn) -> Facts:
    """`facts`, with those of the same figure in the other language: a citation in it has its own title."""
    asked, known = asked_of(one), facts(one)
    others = [lang for lang in LANGUAGES if lang != asked.lang and one.name in figures()]
    return replace(known, twins={lang: facts(drawn(one.name, replace(asked, lang=lang))) for lang in others})


@lru_cache(maxsize=200)
def _source(folder: str, version: str, source_id: str, lang: str) -> Source:
    rows = load("sources")
    row = rows[rows["source_id"] == source_id].iloc[0]
    return Source(
        source_id=source_id,
        title=_typeset(row[f"title_{lang}"], lang),
        publisher=_typeset(row[f"publisher_{lang}"], lang),
        licence=_typeset(row[f"licence_{lang}"], lang),
        url=_text(row["page_url"]),
        retrieved=_text(row["snapshot_date"])[:10],
        sha256=_text(row["sha256"]),
        publishers={one: _typeset(row[f"publisher_{one}"], one) for one in LANGUAGES},
    )


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)


def _typeset(value: Any, lang: str) -> str:
    return french(_text(value)) if lang == "fr" else _text(value)


def headings(page: str, names: str | Sequence[str], lang: str, relation: str = "") -> dict[str, str]:
    """Column → heading: the page's own word for it when it has one, else what the dictionary says it is in `relation`.

    `*` in a name is the reader's language; a column of one language has the heading of the columns of both. Without a
    relation it is the first of the dictionary that has such a column.
    """
    found = {}
    for name in names.split() if isinstance(names, str) else names:
        name = name.replace("*", lang)
        own = (f"{page}.column.{name}", f"{page}.column.{name.removesuffix(f'_{lang}')}")
        key = next((key for key in own if key in words(lang)), "")
        found[name] = word(key, lang) if key else _meaning(str(data.warehouse.WAREHOUSE), name, lang, relation)
    return found


@lru_cache(maxsize=1000)
def _meaning(folder: str, column: str, lang: str, relation: str) -> str:
    rows = load("dictionary")
    is_meant = (rows["column_name"] == column) & (not relation or rows["relation"] == relation)
    told = rows.loc[is_meant, f"meaning_{lang}"]
    if told.empty:
        raise KeyError(f"{column} has no heading: neither a word of the page nor an entry of data/dictionary.yml")
    return _typeset(told.iloc[0], lang)


def nothing(
    asked: Asked,
    count: Callable[[Asked], int],
    title: str,
    *,
    columns: Mapping[str, str] | None = None,
    rows: pd.DataFrame | None = None,
    dated: bool = True,
    placed: bool = True,
    **more: Any,
) -> Drawn:
    """A figure with nothing to show, which says which filter left nothing; `count`: the rows another choice would have.

    `dated`, `placed`: whether the rows obey the period and the jurisdictions at all.
    """
    empty = empty_words(asked, count, dated=dated, placed=placed)
    none = rows if rows is not None else pd.DataFrame(columns=list(columns or {}))
    return Drawn(title, none, columns or {}, empty=empty, **more)


def empty_words(asked: Asked, count: Callable[[Asked], int], *, dated: bool = True, placed: bool = True) -> str:
    """Which filter left nothing to show, in a sentence; see `nothing`."""
    lang = asked.lang
    title = word("common.empty.title", lang)
    longer = count(whole_period(asked)) if dated else 0
    wider = count(everywhere(asked)) if placed and asked.jurisdictions else 0
    both = count(everywhere(whole_period(asked))) if dated and placed else max(longer, wider)
    if longer and wider:
        return f"{title} {word('common.empty.both', lang)}"
    if longer:
        days = {"start": day(asked.start, lang), "end": day(asked.end, lang)}
        return f"{title} {word('common.empty.period', lang, count=number(longer, lang), **days)}"
    if wider:
        names = [label("jurisdiction", code, lang) for code in asked.jurisdictions]
        return f"{title} {word('common.empty.jurisdiction', lang, names=names, count=number(wider, lang))}"
    return f"{title} {word('common.empty.both' if both else 'common.empty.nothing', lang)}"
