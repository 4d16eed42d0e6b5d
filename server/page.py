"""What a page says: its question, its answer and its figures for what is asked, without the application."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.warehouse import Manifest
from figures import enforcement, find, overview, sources, statements
from figures.address import InVain, Pairs, read
from figures.asked import Asked
from figures.country import choices as choices_of_country
from figures.country import law as country
from figures.drawn import Drawn, choices, drawn, figures
from figures.exposure import choices as law
from figures.incidence import answer as incidence
from figures.reactions import voices
from figures.words import word

ANSWERS: dict[str, Callable[[Asked], str]] = {
    "overview": overview.answer,
    "incidence": incidence.answer,
    "exposure": law.answer,
    "statements": statements.answer,
    "enforcement": enforcement.answer,
    "reactions": voices.answer,
    "sources": sources.answer,
    "find": find.answer,
    "country": country.answer,
}
TITLES: dict[str, Callable[[Asked], str]] = {"country": choices_of_country.title}  # of those that name their subject
PAGES = Path(__file__).parents[1] / "pages"


@dataclass(frozen=True)
class Page:
    """What a page says: its question, its answer ('' for a page without), the figures that have something to show."""

    asked: Asked
    question: str
    answer: str
    figures: tuple[Drawn, ...]


@cache
def text_of(page: str) -> str:
    """The file of a page, without what it draws only when asked to (`later`)."""
    path = PAGES / f"{page}.py"
    return re.sub(r"\blater\([^\n]*", "", path.read_text("utf-8")) if path.exists() else ""


@cache
def order(page: str) -> tuple[str, ...]:
    """The figures of a page, as its file places them; those placed elsewhere last."""
    text = text_of(page)
    own = [name for name, one in figures().items() if one.page == page]
    found = {name: re.search(rf'(?<!word\()"{re.escape(name)}"', text) for name in own}  # words may be named alike
    places = {name: one.start() if one else -1 for name, one in found.items()}
    return tuple(sorted(own, key=lambda name: (places[name] < 0, places[name], name)))


def forgiving(pairs: Pairs, served: Manifest, page: str, lang: str, home: str) -> Asked:
    """What the pairs ask of a page, where they mean something; the usual where not, as the page itself does."""
    wanted = [one for each in choices(page).values() for one in each[:1]]
    known = {"lang", "from", "to", "jurisdiction", "v", *(one.name for one in wanted)}
    kept: Pairs = []
    for pair in pairs:
        if pair[0] in known:
            with suppress(InVain):
                read([*kept, pair], served, page, wanted, lang, home)
                kept.append(pair)
    return read(kept, served, page, wanted, lang, home)


def page_for(pairs: Pairs, served: Manifest, page: str, lang: str, home: str) -> Page:
    """The page for what the pairs ask; inside of `figures.data.reading`."""
    asked = forgiving(pairs, served, page, lang, home)
    seen = []
    for name in order(page):
        at = dict(figures()[name].at)
        if all(dict(asked.own).get(key) == value for key, value in at.items()):
            seen.append(drawn(name, asked))
    answer = ANSWERS[page](asked) if page in ANSWERS else ""
    title = TITLES[page](asked) if page in TITLES else word(f"{page}.title", asked.lang)
    question = re.sub(r"\s+", " ", title)
    return Page(asked, question, answer, tuple(one for one in seen if len(one.rows) or one.empty))


def leading(one: Page) -> Drawn | None:
    """The chart that stands for the page: the first of which something was chosen, else the first; None without."""
    charts = [each for each in one.figures if each.chart is not None]
    chosen = [each for each in charts if _is_chosen(each.name, one.asked)]
    return next(iter(chosen or charts), None)


def _is_chosen(name: str, asked: Asked) -> bool:
    own = dict(asked.own)
    return any(
        own.get(each.name, usual) != usual for each in figures()[name].choices for usual in (each.default(asked),)
    )
