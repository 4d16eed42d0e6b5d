"""What the server, the files and the drawer make of the figures of the rows first collected, recorded as pages are.

The words are taken out, as drawings.py does it, and the looks too: a head, an article, a frame, a file, the panel under
a figure, what opens beside a page. Each is held by a hash of its own, so that a difference says which it is.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from recorded import digest

from etl.warehouse import Manifest
from etl.warehouse.recorded import recorded
from figures import data
from figures import drawn as drawing
from figures.asked import Asked
from figures.drawn import Drawn, citable, drawn, figures
from figures.files import facts as of_files
from figures.files import images, made
from pages.shared import atlas, cards, drawer, export, rail, receipt
from server import document, embed
from server.page import ANSWERS, page_for

HOME = "https://example.org"
DAYS = {"from": "2025-12-25", "to": "2026-01-12", "jurisdiction": "FR"}
STYLE = re.compile(r'<style>.*?</style>| (?:class|style)="[^"]*"', re.DOTALL)
PAGES: dict[str, list[tuple[str, str]]] = {  # not those of the data themselves, which grow
    **{page: [] for page in ANSWERS if page != "sources"},
    "find": [("q", "deepfake")],
    "country": [("place", "FR")],
    "record": [("id", "AIF-01")],
}
# A chart of each kind, a table, one with a choice, one that the page does not place.
FIGURES = ("overview.timeline", "enforcement.acts", "enforcement.survival", "incidence.shares", "incidence.daily",
           "statements.claims", "exposure.compare", "reasons.reported", "country.law", "overview.map"
)  # fmt: skip # saves 12 lines
FORMS = ("csv", "csv_full", "csv_fr", "json", "about")


class Told:
    """Stands for Streamlit: keeps the texts that are drawn, and draws nothing."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def kept(*given: Any, **more: Any) -> Any:
            texts = [str(one) for one in (*given, *more.values()) if isinstance(one, str | int)]
            self.texts += [f"{name}: {one}" for one in texts]
            return self

        return kept

    def __call__(self, inner: Any) -> Any:  # a dialog: what it holds is drawn at once by whoever calls it
        return inner

    def __enter__(self) -> "Told":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""


def short(texts: Any) -> str:
    """How many, and a hash of what they say without their looks."""
    lines = [STYLE.sub("", one) for one in ([texts] if isinstance(texts, str) else texts)]
    return f"{len(lines)} {digest(lines)}"


def source(folder: str, version: str, name: str, lang: str) -> of_files.Source:
    """A source that no row more changes; acts are collected by the project."""
    publisher = of_files.PROJECT if name == "enforcement_actions" else f"[{name} publisher]"
    told = (f"[{name} {lang}]", publisher, "[licence]", f"{HOME}/{name}", "2026-01-05", "0" * 64)
    return of_files.Source(name, *told, {one: f"[{name} publisher {one}]" for one in ("en", "fr")})


def documents(served: Manifest) -> Iterator[tuple[str, dict[str, str]]]:
    """The head and the article of each page: usual in English, some in French."""
    for page, own in PAGES.items():
        for lang, pairs in (("en", own), ("fr", [*own, *DAYS.items(), ("v", "recorded")])):
            one = page_for(pairs, served, page, lang, HOME)
            head = document.head(one).split("\n    ")
            sections = document.article(one).split("<section>")
            yield f"document {page} {lang}", {"head": short(head), "article": short(sections)}


def frames(one: Drawn) -> dict[str, str]:
    """The document of a figure for somebody else's page, with its picture, dark and alive; what a table shows."""
    # the chart as data is held already
    alive = re.sub(
        r'(id="figure">).*?(</script>)', r"\1\2", embed.page(one, False, "dark")
    )  # the chart is held already
    found = {"still": short(embed.page(one, True, "light")), "alive": short(alive)}
    return found | ({"table": short(embed.table(one))} if len(one.rows) else {})


def files(one: Drawn) -> dict[str, str]:
    """The tables of a figure, and all that goes with it: what it says it is, whose, where, how it is cited."""
    told = citable(one)
    rows = {form: made.worded(one.rows, told) if form in made.IN_WORDS else one.rows for form in FORMS}
    found = {form: short(made.made(form, told, None, rows[form], one.alt).decode()) for form in FORMS}
    local = replace(told, permalink="http://localhost:8501/enforcement?lang=en", scope="", jurisdictions=("A", "B"))
    for name, facts in (("facts", told), ("facts at home", local)):
        found[name] = short([
            of_files.choice(facts), of_files.source_line(facts), of_files.credit(facts), of_files.public_address(facts),
            *of_files.foot(facts), of_files.whereabouts(facts),
            of_files.file_name(facts, "csv", "full"), of_files.citation(facts, "fr"), of_files.citation(facts, "en"),
            of_files.bibtex(facts), json.dumps(of_files.provenance(facts)),
        ])  # fmt: skip # saves 9 lines
    return found


def panel(one: Drawn) -> dict[str, str]:
    """What stands in the panel under a figure, opened: its files with their sizes, citations, addresses."""
    page, said = Told(), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "st", page)
        patch.setattr(export, "small", lambda *given: said.append(str(given[0])))
        patch.setattr(export, "copied", lambda *given: said.append(" ".join(map(str, given))))
        patch.setattr(images, "available", lambda: True)
        patch.setattr(export, "TABLES", FORMS)  # a sheet of a workbook is not called by a key
        patch.setattr(images, "warm", lambda: None)
        export._filled(one, citable(one))
    return {"panel": short([*page.texts, *said])}


def beside(asked: Asked) -> Iterator[tuple[str, dict[str, str]]]:
    """What opens beside a page: the first and the middle row of each relation with receipts, a mark of a chart."""
    for name in ("enforcement", "statements", "incidence", "provisions", "reactions"):
        one = recorded()[name]
        rows = data.load("declared", placed=one.placed, start=None, end=None, jurisdictions=()).sort_values(one.key)
        for place in (0, len(rows) // 2):
            row_id = str(rows[one.key].iloc[place])
            page = Told()
            with pytest.MonkeyPatch.context() as patch:
                for module in (drawer, receipt, cards):
                    patch.setattr(module, "st", page)
                patch.setattr(receipt, "small", lambda *given, page=page: page.texts.append(str(given[0])))
                row = receipt.find(row_id)
                assert row is not None
                drawer.content(row, row_id, asked)
            yield f"beside, {place} of {name}", {"told": short(page.texts)}


def everything(served: Manifest) -> Iterator[tuple[str, dict[str, str]]]:
    """Surface and what is recorded of it; inside of `drawings.nothing_but_the_code`."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (data, document, export):
            patch.setattr(module, "current", lambda: served)
        patch.setattr(drawing, "_source", source)
        patch.setattr(document, "age", lambda row, lang, *_: f"[age {lang}]")
        yield from documents(served)
        for lang in ("en", "fr"):
            usual = data.load("period").iloc[0]
            asked = Asked(lang, usual["start_date"].date(), usual["end_date"].date(), version=served.version,
                          data_date="2026-10-09", home=HOME)  # fmt: skip # saves 8 lines
            nothing = replace(asked, start=date(2016, 1, 1), end=date(2016, 1, 2))
            for name in FIGURES:
                one = drawn(name, asked)
                yield f"frame {name} {lang}", frames(one) | files(one) | panel(one)
            yield f"frame of nothing {lang}", frames(drawn(FIGURES[1], nothing)) | panel(drawn(FIGURES[1], nothing))
            yield from ((f"{name} {lang}", told) for name, told in beside(asked))
            names = [name for name in figures() if ".map" in name or name.endswith("map")]
            yield f"maps {lang}", {name: short(atlas.listed(name, asked)) for name in names}
            yield f"headings {lang}", {"all": short([rail.heading("T", name, lang) for name in figures()])}
