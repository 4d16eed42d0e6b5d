"""The choices of the page of a country, its title and its answer."""

from datetime import date
from typing import Any

from figures.asked import Asked, Choice
from figures.data import label, labels, load, manifest, most_acts
from figures.records import records_of
from figures.words import listed, unaccented, word

MOST = 5  # places side by side


def known(asked: Asked) -> dict[str, str]:
    """The places that have a page, by name: every jurisdiction of the record that is one place."""
    rows = load("jurisdictions")
    names = labels("jurisdiction", asked.lang)
    codes = rows[rows["kind"] != "international"]["code"]
    return {code: names[code] for code in sorted(codes, key=lambda code: unaccented(names[code]))}


def usual(asked: Asked) -> tuple[str, ...]:
    """The jurisdictions chosen, else that of the affair's reference law, else the one with most acts."""
    named = known(asked)
    chosen = [code for code in asked.jurisdictions if code in named][:MOST]
    reference = load("affair")["reference_jurisdiction"].iloc[0]
    return tuple(chosen or [code for code in (reference, *most_acts(), *named) if code in named][:1])


PLACES = Choice("place", "country.place", "several", usual=usual, options=known, most=MOST, listed=True)
DATE = Choice(
    "date", "country.date", "day", usual=lambda asked: date.fromisoformat(manifest().as_of), hint="country.date_hint"
)


def places_of(asked: Asked) -> tuple[str, ...]:
    """The places asked for."""
    return dict(asked.own).get("place") or usual(asked)


def named(asked: Asked) -> list[str]:
    """Their names."""
    return [label("jurisdiction", code, asked.lang) for code in places_of(asked)]


def title(asked: Asked) -> str:
    """The page's question, with its subject."""
    names = named(asked)
    if len(names) == 1:
        return word("country.title_one", asked.lang, place=names[0])
    return word("country.title_many", asked.lang, places=listed(names, asked.lang)) if names else _plain(asked)


def _plain(asked: Asked) -> str:
    return word("country.title", asked.lang)


def held(asked: Asked) -> list[dict[str, Any]]:
    """What there is of each place in the whole record, counted: the rows of the query country_documents."""
    return records_of(load("country_documents", places=places_of(asked)))
