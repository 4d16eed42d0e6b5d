"""What goes with a figure wherever it goes: title, choice, source, licence, address; and how it is cited."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from figures.words import day, in_slots, listed, number, span, word

PROJECT = "Garde-fou"
TEX = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
LICENCE = "CC BY 4.0"  # of our own tables and texts; each source keeps its own, see the sources page


@dataclass(frozen=True)
class Source:
    """A source as an export names it, in the reader's language; `publishers` in each; `retrieved` is ISO."""

    source_id: str
    title: str
    publisher: str
    licence: str
    url: str
    retrieved: str
    sha256: str = ""
    publishers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """The figure `key` as one reader chose it, in words; `columns` is name → heading, days are ISO."""

    key: str
    lang: str
    title: str
    summary: str
    unit: str
    start: str
    end: str
    jurisdictions: tuple[str, ...]  # in words
    sources: tuple[Source, ...]
    producers: tuple[str, ...]
    version: str
    data_date: str
    permalink: str
    columns: dict[str, str]
    vocabularies: dict[str, Any] = field(default_factory=dict)  # column → vocabulary of its codes
    collected: str = ""  # from what a collection of this project was made
    scope: str = ""  # what the figure depends on, in words, where that is not the period and the jurisdictions
    twins: dict[str, "Facts"] = field(default_factory=dict)  # the same figure in the other language, to cite it there


def choice(facts: Facts) -> str:
    """The filters in words, and the unit: the line under the title."""
    if facts.scope:
        return " · ".join(part for part in (facts.scope, facts.unit) if part)
    period = span(facts.start, facts.end, facts.lang)
    where = listed(facts.jurisdictions, facts.lang)  # without a choice, all of them
    return " · ".join(part for part in (period, where, facts.unit) if part)


def beneath(facts: Facts) -> str:
    """The line under the title of a picture, perhaps all that a reader sees: what the affair is, and the choice."""
    return " · ".join(filter(None, (in_slots("{service_is}", facts.lang), choice(facts))))


def source_line(facts: Facts) -> str:
    """`Source: AI Forensics; European Commission, title, retrieved on …, licence.`, original producers first.

    Titles with publisher, day and licence in common are said together. Nothing for a figure about the data themselves,
    whose rows each name their own document.
    """
    parts = [listed(facts.producers, facts.lang)] if facts.producers else []
    alike: dict[tuple[str, str, str], list[str]] = {}
    for source in facts.sources:
        alike.setdefault((source.publisher, source.retrieved, source.licence), []).append(source.title)
    for (publisher, retrieved, licence), titles in alike.items():
        seen = word("export.retrieved", facts.lang, day=day(retrieved, facts.lang)) if retrieved else ""
        parts.append(", ".join(part for part in (publisher, "; ".join(titles), seen, licence) if part))
    return word("export.sources", facts.lang, sources=" · ".join(parts)) if parts else ""


def credit(facts: Facts) -> str:
    """`Source: AI Forensics · CCDH · Garde-fou, from 45 publications · European Central Bank`: in one line.

    Titles, days and licences are a click away, in `source_line`. What is only converted with comes last.
    """
    named = list(facts.producers)
    if facts.collected or (not named and any(is_ours(one) for one in facts.sources)):
        named.append(facts.collected or word("export.collected", facts.lang))
    who = " · ".join(dict.fromkeys([*named, *(one.publisher for one in facts.sources if not is_ours(one))]))
    return word("export.source", facts.lang, sources=who) if who else ""


def is_ours(source: Source) -> bool:
    """Whether a source is a collection of this project, whose rows name their own documents."""
    return source.publisher.startswith(PROJECT)


def public_address(facts: Facts) -> str:
    """The address of the view, '' where only this machine or its network opens it: nothing to print."""
    host = urlsplit(facts.permalink).hostname or ""
    try:
        return facts.permalink if ip_address(host).is_global else ""
    except ValueError:
        is_inner = "." not in host or host.endswith((".local", ".localhost", ".internal", ".test"))
        return "" if is_inner else facts.permalink


def whereabouts(facts: Facts) -> str:
    """Where the figure is found again: its address where it has one for everybody, else its name here."""
    return public_address(facts) or word("export.figure", facts.lang, name=facts.key)


def provenance(facts: Facts) -> dict[str, str]:
    """What each row of a CSV says of where it comes from: the columns the API's files have too."""
    sources = [f"{one.title}, {one.publisher}" for one in facts.sources]
    told = {
        "data_version": [facts.version],
        "source": [*facts.producers, *sources],
        "retrieved": [one.retrieved for one in facts.sources],
        "licence": [one.licence for one in facts.sources],
        "permalink": [facts.permalink],
    }
    return {name: "; ".join(dict.fromkeys(filter(None, values))) for name, values in told.items()}


def foot(facts: Facts) -> tuple[str, ...]:
    """The lines under an exported image: the sources; who we are, of when the data are, licence and address.

    The version and the whole address are among the file's own properties.
    """
    ours = word("export.credit", facts.lang, project=PROJECT, day=day(facts.data_date, facts.lang), licence=LICENCE)
    address = urlsplit(public_address(facts))
    page = f"{address.netloc}{address.path}".rstrip("/")
    return tuple(line for line in (credit(facts), " · ".join(filter(None, (ours, page)))) if line)


def file_name(facts: Facts, ending: str, style: str = "") -> str:
    """`garde-fou_<page>_<first day>_<last day>_fr.csv`, with the jurisdictions chosen when there are few."""
    place = "-".join(re.findall("jurisdiction=([A-Z-]+)", facts.permalink)[:4])
    parts = ("garde-fou", facts.key.replace(".", "-"), place, facts.start, facts.end, facts.lang, style)
    return "_".join(part for part in parts if part) + f".{ending}"


def citation(facts: Facts, lang: str) -> str:
    """One sentence to print under the figure, in either language, the original producer first."""
    own = facts.twins.get(lang, facts)
    return word(
        "export.citation",
        lang,
        producers=listed(_makers(own, lang) or [PROJECT], lang),
        title=own.title,
        project=PROJECT,
        version=facts.version,
        day=day(facts.data_date, lang),
        permalink=whereabouts(facts),
    )


def bibtex(facts: Facts) -> str:
    """A BibTeX @misc entry for the figure."""
    makers = _makers(facts, facts.lang)
    note = word("export.bibtex_note", facts.lang, project=PROJECT, version=facts.version, day=facts.data_date)
    fields = {
        "author": " and ".join("{" + _tex(maker) + "}" for maker in [*makers, PROJECT]),
        "title": "{" + _tex(facts.title) + "}",
        "year": facts.version[:4],
        "note": _tex(note),
        **({"url": public_address(facts)} if public_address(facts) else {"howpublished": _tex(whereabouts(facts))}),
    }
    name = re.sub("[^a-z0-9]+", "-", f"{PROJECT}-{facts.key}-{facts.version}".lower())
    return f"@misc{{{name},\n" + "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items()) + "}"


def _makers(facts: Facts, lang: str) -> list[str]:
    """Who made the figures, then who published the sources, each once; the project, named beside them, is left out."""
    publishers = [source.publishers.get(lang, source.publisher) for source in facts.sources]
    return [name for name in dict.fromkeys([*facts.producers, *publishers]) if not name.startswith(PROJECT)]


def _tex(text: str) -> str:
    """The text as LaTeX reads it: what would be a command is a sign."""
    return re.sub(r"[\\{}$&#%_^~]", lambda sign: TEX.get(sign[0], f"\\{sign[0]}"), text)


def size(byte_count: int, lang: str) -> str:
    """`12 ko` / `12 kB`."""
    if byte_count < 1_000_000:
        return word("export.kilobytes", lang, size=number(max(1, round(byte_count / 1000)), lang))
    return word("export.megabytes", lang, size=number(byte_count / 1_000_000, lang, 1))
