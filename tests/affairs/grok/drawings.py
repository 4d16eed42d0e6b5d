"""What every figure, every page's answer and the brief say of the rows first collected, recorded and compared.

The words are taken out: a text is its key with the values put into it, a label its vocabulary and code, a long text of
the data its column and place. So what is recorded is the code's own work (which rows, which value in which place, which
ends of an interval, what is drawn where) and no style. Rows added later change nothing, a new sentence neither.
When a change is meant: `make record`, and read the difference of tests/affairs/grok/drawings.json.
"""

import dataclasses
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import surfaces
import visited
from recorded import cell, digest

import figures.words as word_files
from brief import charts as brief_charts
from brief import choice as brief_choice
from brief import content as brief_content
from brief import places as brief_places
from brief import tables as brief_tables
from etl import warehouse
from etl.warehouse import Manifest, current, query
from figures import data, enforcement, overview, statements
from figures import drawn as drawing
from figures.asked import Asked, Choice
from figures.charts.base import look
from figures.drawn import Drawn, Figure, drawn, figures
from figures.exposure import choices as exposure
from figures.incidence import answer as incidence
from figures.reactions import voices
from figures.typeset import typeset
from figures.words.slots import about, slots_of

FILE = Path(__file__).with_name("drawings.json")
WHOLE = (date(2015, 1, 1), date(2035, 12, 31))
# The days are days of acts, statements and windows, so that a day at the edge tells < from <=.
SELECTIONS: dict[str, tuple[str, tuple[date, date] | None, tuple[str, ...]]] = {
    "usual": ("en", None, ()),
    "some": ("fr", (date(2025, 12, 25), date(2026, 1, 12)), ("FR", "GB", "BR")),
    "whole": ("en", WHOLE, ()),
    "one": ("fr", (date(2026, 1, 5), date(2026, 1, 31)), ("ID",)),
}
GIVEN = {"text": ("x safety",), "day": (date(2024, 5, 23), date(2026, 8, 6)), "number": (1e9,), "whole": (100,)}
MOST_OPTIONS = 3
ANSWERS = {
    "overview": overview.answer, "incidence": incidence.answer, "exposure": exposure.answer,
    "statements": statements.answer, "enforcement": enforcement.answer, "reactions": voices.answer,
}  # fmt: skip # saves 4 lines
ABOUT_THE_DATA = ("sources", "changes", "record")  # pages of the data themselves, which grow
OF_THE_MODEL = "figures.reactions.tagger"  # how good the tagger is: another one's is another
# The same rows in states that few or none of them are in, so that what a figure says of those is held too.
EACH = "(select {key} from marts.{table} qualify row_number() over (order by {key}) % {n} = 0)"
ODD = (
    ("enforcement", "action_id", 1, "", "delete from marts.{table} where measure = 'block_lifted'"),
    ("enforcement", "action_id", 7, "action_date = null", ""),
    ("enforcement", "action_id", 5, "is_in_force = null, is_standing = false", ""),
    ("enforcement", "action_id", 11, "is_counted = not is_counted", ""),
    ("enforcement", "action_id", 3, "confidence = 'low', date_precision = 'month'", ""),
    ("incidence", "measurement_id", 2, "sampled_count = 10, flagged_count = 9", ""),
    ("incidence", "measurement_id", 3, "value_low = null, value_high = null", ""),
    ("incidence", "measurement_id", 4, "window_start_date = null, window_end_date = null", ""),
    ("statements", "statement_id", 5, "statement_date = null", ""),
    ("statements", "statement_id", 4, "stance = 'admission', speaker_kind = 'ai_account'", ""),
    ("reactions", "reaction_id", 1, "reaction_date = make_date(2026, 2 + (source_line % 5)::int, 3)", ""),
    ("reactions", "reaction_id", 5, "reaction_date = date '2026-02-03'", ""),
    ("provisions", "provision_id", 4, "in_force_from = in_force_from + interval 3 year", ""),
    ("provisions", "provision_id", 5, "max_prison_months = null, confidence = 'low'", ""),
)
LONG = 60  # signs: a cell of more is a text
LEFT_OUT = ("loaded_at", "sha256", "version", "built_at")
DRAWN = ("type", "mode", "x", "y", "base", "text", "hovertext", "customdata", "name", "fill", "fillcolor", "width",
         "orientation", "showlegend")  # fmt: skip # saves 14 lines
INKED = [(part, name) for part in ("marker", "line") for name in ("color", "symbol", "dash", "size")]
AXIS = ("tickvals", "ticktext", "type", "autorange", "range", "visible")


def unworded(lang: str) -> dict[str, Any]:
    """Every text as its key and the values that are put into it."""
    slots = set(slots_known[lang])

    def form(key: str, text: str) -> str:
        names = dict.fromkeys(name for name in re.findall(r"\{(\w+)\}", text) if name not in slots)
        return f"[{key}{''.join(f' {{{name}}}' for name in names)}]"

    def forms(key: str, text: Any) -> Any:
        many = isinstance(text, dict)
        return {one: form(f"{key}.{one}", each) for one, each in text.items()} if many else form(key, text)

    return {key: forms(key, text) for key, text in real_words(lang).items()}


real_words = word_files.words
slots_known: dict[str, dict[str, Any]] = {"en": {}, "fr": {}}


def unprosed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with each column of long texts or addresses as its name and the place a text has in it."""
    for name in rows.columns:
        texts = rows[name].dropna()
        if not len(texts) or not isinstance(texts.iloc[0], str):
            continue
        if any(("://" in text or " " in text) and (len(text) > LONG or "://" in text) for text in texts.unique()):
            places = {text: f"{name}#{place}" for place, text in enumerate(dict.fromkeys(texts))}
            rows[name] = rows[name].map(places, na_action="ignore")
    return rows


@contextmanager
def nothing_but_the_code(folder: Path, connection: duckdb.DuckDBPyConnection) -> Iterator[Manifest]:
    """Figures and brief are of the rows of the connection, in no language; yields the manifest they are drawn with."""
    days = {"data_date": "2026-10-09", "built_at": "2026-11-25T00:00:00+00:00", "as_of": "2026-11-25"}
    manifest = dataclasses.replace(current(folder), version="recorded", **days)
    with pytest.MonkeyPatch.context() as patch:
        slots_known.update(slots_of(connection))

        def rows(served: Any, name: str, params: dict[str, Any]) -> pd.DataFrame:
            given = {key: list(value) if isinstance(value, tuple) else value for key, value in params.items()}
            found = typeset(query(connection, name, **given))
            if name == "dictionary":
                return found.assign(
                    **{f"meaning_{lang}": "[" + found["column_name"] + f" {lang}]" for lang in ("en", "fr")}
                )
            return found if name == "record" else unprosed(found)  # a receipt holds its row as JSON

        codes, places = query(connection, "codes"), query(connection, "jurisdictions")
        known: dict[str, dict[str, str]] = {"jurisdiction": {code: f"[{code}]" for code in places["code"]}}
        for group, code in zip(codes["vocabulary"], codes["code"], strict=True):
            known.setdefault(group, {})[code] = f"[{group}:{code}]"
        unworded_of = {lang: unworded(lang) for lang in ("en", "fr")}
        patch.setattr(warehouse, "WAREHOUSE", folder / "recorded")
        patch.setattr(data, "_rows", rows)
        patch.setattr(data, "_labels", lambda *_: known)
        patch.setattr(word_files, "words", unworded_of.get)
        patch.setattr(drawing, "_meaning", lambda folder, column, lang, *_: f"[{column} {lang}]")
        patch.setattr(brief_choice.Reader, "label", lambda self, group, code: data.label(group, code, "en"))
        for module in (brief_choice, brief_content, brief_tables, brief_places, brief_charts):
            if hasattr(module, "query"):
                patch.setattr(module, "query", lambda _, name, **given: rows(None, name, given))
        with data.reading(manifest), about(slots_of(connection)):
            yield manifest


def plain(value: Any) -> Any:
    """A value of a figure or of a chart as text that does not depend on the machine."""
    if isinstance(value, np.ndarray | pd.Series | list | tuple | pd.Index):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if value is None or value is pd.NA or (not isinstance(value, str) and value != value):
        return ""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return cell(float(value))
    return str(value)[:10] if hasattr(value, "isoformat") else cell(value)


def short(value: Any) -> str:
    return digest([repr(plain(value))])


def of_chart(figure: go.Figure) -> str:
    """A hash each of what is drawn: traces, colours and signs, shapes, notes, axes."""
    told = figure.to_plotly_json()
    layout = told["layout"]
    traces = [{name: one[name] for name in DRAWN if name in one} | {
        name: {key: one[name][key] for key in ("array", "arrayminus") if key in one[name]}
        for name in ("error_x", "error_y") if name in one} for one in told["data"]]  # fmt: skip # saves 6 lines
    inks = [[(one.get(part) or {}).get(name) for part, name in INKED] for one in told["data"]]
    shapes = [
        {name: one.get(name) for name in ("type", "x0", "x1", "y0", "y1", "fillcolor")}
        for one in layout.get("shapes", ())
    ]
    notes = [[one.get(name) for name in ("text", "x", "y")] for one in layout.get("annotations", ())]
    axes = {name: {key: axis[key] for key in AXIS if key in axis} | {"title": (axis.get("title") or {}).get("text")}
            for name, axis in layout.items() if re.match(r"[xy]axis", name)}  # fmt: skip # saves 3 lines
    return " ".join(map(short, (traces, inks, shapes, notes, axes)))


def of_figure(one: Drawn, lang: str, has_narrow: bool) -> dict[str, Any]:
    """What is recorded of a figure; `has_narrow`: as a telephone shows it, too."""
    rows = one.rows.drop(columns=[name for name in LEFT_OUT if name in one.rows])
    found: dict[str, Any] = {"title": one.title, "summary": one.summary}
    found |= {name: text for name in ("empty", "unit", "scope") if (text := getattr(one, name))}
    found["rest"] = short([one.alt, list(one.notes), list(one.sources), list(one.producers), list(one.shown),
                           dict(one.columns), one.vocabularies, one.is_upright])  # fmt: skip # saves 10 lines
    found["numbers"] = plain(dict(one.numbers))
    found["rows"] = f"{len(rows)} {short([[name, rows[name]] for name in rows])}"
    if one.chart is not None:
        found["chart"] = of_chart(one.chart(look(lang)))
        if one.is_upright and has_narrow:
            found["narrow"] = of_chart(one.chart(look(lang, narrow=True)))
    return found


def asked_for(selection: str) -> Asked:
    lang, days, places = SELECTIONS[selection]
    usual = data.load("period").iloc[0]
    start, end = days or (usual["start_date"].date(), usual["end_date"].date())
    return Asked(lang, start, end, places, version="recorded", data_date="2026-10-09", home="https://example.org")


def values_of(choice: Choice, asked: Asked) -> list[Any]:
    """Some values of a choice beside its usual one: the first few options, or given ones."""
    if choice.kind in ("one", "several"):
        offered = [code for code in choice.offered(asked) if code != choice.default(asked)]
        return [code if choice.kind == "one" else (code,) for code in offered[:MOST_OPTIONS]]
    low, high = choice.low or 0, choice.high or 10**12
    return [value for value in GIVEN[choice.kind] if choice.kind in ("text", "day") or low <= value <= high]


def ways(one: Figure) -> dict[str, Asked]:
    """Name → what is asked: each selection, and each option of each own choice by itself."""
    found = {name: asked_for(name) for name in SELECTIONS}
    asked = found["whole"]
    for choice in one.choices:
        asked = asked.having(**{choice.name: choice.default(asked)})
    for choice in one.choices:
        for value in values_of(choice, asked):
            try:
                found[f"{choice.name}={value}"] = asked.having(**{choice.name: value})
            except ValueError:
                continue
    return found


def turned_odd(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts the rows into the states of ODD."""
    for table, key, n, change, other in ODD:
        each = EACH.format(table=table, key=key, n=n)
        text = other.format(table=table) or f"update marts.{table} set {change} where {key} in {each}"
        connection.execute(text).fetchall()


def everything(folder: Path, connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Figure and selection, and what is recorded of them; the answers of the pages and the brief too."""
    with nothing_but_the_code(folder, connection) as manifest:
        for name, one in figures().items():
            if one.page not in ABOUT_THE_DATA and one.draw.__module__ != OF_THE_MODEL:
                for way, asked in ways(one).items():
                    yield f"{name} | {way}", of_figure(drawn(name, asked), asked.lang, way == "usual")
        for selection in SELECTIONS:
            asked = asked_for(selection)
            for page, answer in ANSWERS.items():
                yield f"answer of {page} | {selection}", {"text": answer(asked)}
            yield f"what the voices are not | {selection}", {"text": voices.bias(asked)}
            told = [dataclasses.asdict(one) for one in overview.leading(asked)]
            yield f"first figures | {selection}", {"text": [plain(one) for one in told]}
            choice = brief_choice.Choice(asked.lang, asked.start, asked.end, asked.jurisdictions)
            printed = brief_content.content(connection, manifest, choice)
            for part in ("answer", "choice", "figures"):
                yield f"brief, {part} | {selection}", {"text": plain(printed[part])}
            for number, table in enumerate(printed["tables"]):
                yield f"brief, table {number} | {selection}", {"title": table["title"], "rows": short(table)}
        yield from visited.everything(manifest)
        yield from surfaces.everything(manifest)
        turned_odd(connection)  # the last: nothing else may be asked of it
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(warehouse, "WAREHOUSE", folder / "odd")
            for name, one in figures().items():
                if one.page not in ABOUT_THE_DATA and one.draw.__module__ != OF_THE_MODEL:
                    asked = asked_for("whole")
                    yield f"{name} | odd", of_figure(drawn(name, asked), asked.lang, True)
            for page, answer in ANSWERS.items():
                yield f"answer of {page} | odd", {"text": answer(asked_for("whole"))}
            yield "what the voices are not | odd", {"text": voices.bias(asked_for("whole"))}
