"""The receipt of one row: what it says, the documents, the way from the document to the page, the corrections."""

import html
import json
import os
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from etl import warehouse
from etl.warehouse.recorded import recorded
from figures.asked import Asked, permalink
from figures.charts.values import interval, written
from figures.data import label, labels, load, manifest
from figures.documents import known, page, sure
from figures.drawn import headings
from figures.records import records_of
from figures.words import LANGUAGES, dated, day, lowered, opened, precision_of, word, words
from pages.shared import cards, frame
from pages.shared.cells import ROW_IDS, facts, link, receipt_link
from pages.shared.shell import small

BOUNDS = ("value_low", "value_high")
# Shown in the sections below rather than among what the row says.
ELSEWHERE = (
    "confidence", "source_kind", "source_date", "source_file", "source_line", "source_url", "source_publisher",
    "source2_url", "source2_publisher", "source_via", "source_origin", "source2_via", "source2_origin", "document_url",
    "document_publisher", "document_title", "document_date", "document_read", "source_is_whole_text",
    "read_version_date", "read_version_precision", "read_version_timing",
)  # fmt: skip # saves 18 lines


def find(row_id: str) -> dict[str, Any] | None:
    """The row of that name: its columns, and `relation`, `source_id`; None when the version read has none."""
    found = load("record", id=row_id)
    if found.empty:
        return None
    first = found.iloc[0]
    return {**json.loads(first["row_json"]), "relation": first["relation"], "source_id": first["source_id"]}


def gone(row_id: str, selection: Asked) -> None:
    """Why there is no such row: withdrawn, when, why and where to look instead; in another version; or never there."""
    lang = selection.lang
    withdrawn = load("withdrawn")
    found = withdrawn[withdrawn["row_id"] == row_id]
    if not found.empty:
        one = found.iloc[0]
        said = word("record.withdrawn", lang, id=row_id, day=day(one["withdrawn_date"], lang), why=one[f"why_{lang}"])
        cards.lead(said)
        if isinstance(one["instead"], str):
            head = html.escape(word("record.instead", lang)) + word("record.colon", lang)
            st.html(f"<p>{head}{receipt_link(one['instead'], lang)}</p>")
        if isinstance(one["source_url"], str):
            head = html.escape(word("record.withdrawn_source", lang)) + word("record.colon", lang)
            st.html(f"<p>{head}{link(one['source_url'], '', lang)}</p>")
        return
    if held := warehouse.newest_with(row_id, warehouse.WAREHOUSE):
        address = f"{frame.receipt(row_id, lang).split('&v=')[0]}&v={held.version}"
        said = word("record.elsewhere", lang, id=row_id, version=selection.version, day=day(held.built_at, lang))
        st.html(f'<p>{html.escape(said)} <a href="{html.escape(address)}" target="_self">{held.version}</a></p>')
        return
    st.text(word("record.not_found", lang, id=row_id, version=selection.version))


def key_of(relation: str) -> str:
    """The column that names a row of the relation."""
    return ROW_IDS[relation]


def kind(row: dict[str, Any], lang: str) -> str:
    """What such a row is called: the word there is for it, else what its source is called."""
    relation = row["relation"]
    own = f"record.kind.{relation}"
    return word(own, lang) if own in words(lang) else str(_source(row)[f"title_{lang}"])


def answer(row: dict[str, Any], lang: str) -> str:
    """One sentence: what the row is, from whom, since when, how sure."""
    held, relation = _entered(row), row["relation"]
    values = {
        "kind": kind(row, lang),
        "id": row[key_of(relation)],
        "publisher": page(row, "source", lang, partial(label, lang=lang)) or word("common.unknown", lang),
        "source_kind": lowered(label("source_kind", row["source_kind"], lang)),
        "confidence": lowered(sure(row, relation, lang, partial(label, lang=lang))),
    }
    said = (
        word("record.answer", lang, day=day(held, lang), **values)
        if held == held
        else word("record.answer_undated", lang, **values)
    )
    return opened(said, lang)


def _source(row: dict[str, Any]) -> Any:
    known = load("sources")
    return known[known["source_id"] == row["source_id"]].iloc[0]


def says(row: dict[str, Any], lang: str) -> None:
    """Every column of the row as its page calls it, else under its meaning; the other language's texts are left out."""
    names = _names(row["relation"], list(row), lang)
    whole = {name: value for name, value in worded(row, lang).items() if name in names and name not in ELSEWHERE}
    facts(word("record.row", lang), whole, {name: names[name] for name in whole}, lang)


def _names(relation: str, columns: list[str], lang: str) -> dict[str, str]:
    """What its page, else the dictionary, calls those of the columns that the relation publishes."""
    told = load("dictionary")
    known = set(told[told["relation"] == relation]["column_name"])
    page = "exposure" if relation == "provisions" else relation
    return headings(page, [name for name in columns if name in known], lang, relation)


def _codes(relation: str) -> dict[str, str]:
    """Column → vocabulary of its codes, where that has another name."""
    one = recorded()[relation]
    return {one.told["actor"]: "name", **one.codes}


def worded(row: dict[str, Any], lang: str) -> dict[str, Any]:
    """The row's columns that say something to this reader, codes as what they are called, days as precise as known."""
    others = tuple(f"_{one}" for one in LANGUAGES if one != lang)
    shown = {name: value for name, value in row.items() if not name.endswith(others) and value not in (None, "", [])}
    shown = {name: value for name, value in shown.items() if not name.endswith("_precision")}  # in the dates
    own = _codes(row["relation"])
    codes = {name: own.get(name, name) for name in shown if not name.endswith(("_id", "_amount"))}
    found = {
        name: [label(codes[name], one, lang) for one in value]
        if isinstance(value, list)
        else label(codes[name], value, lang)
        if isinstance(value, str) and name in codes
        else value
        for name, value in shown.items()
    }
    if "target" in found:
        found["target"] = str(found["target"]).replace("|", ", ")  # several addressees in one cell
    return {name: _shown(value, name, row, lang) for name, value in found.items()}


def _shown(value: Any, name: str, row: dict[str, Any], lang: str) -> Any:
    """A day written as precisely as it is known, a share as the pages write it; anything else as it is."""
    if name.endswith(("_date", "in_force_from", "in_force_to")) and isinstance(value, str):
        return dated(value, precision_of(name, row), lang)
    if row.get("unit") == "share" and name in BOUNDS:
        low, high = (row.get(one) for one in BOUNDS)
        told = interval(low, high, "share", lang).split(" – ")
        return told[BOUNDS.index(name)] if len(told) == 2 else written(value, "share", lang)
    return written(value, "share", lang) if row.get("unit") == "share" and name == "value" else value


def documents(row: dict[str, Any], lang: str) -> None:
    """The document of the one who measured, acted or spoke, then the pages read, each by its publisher."""
    named = partial(label, lang=lang)
    lines = [f"<li>{_original(row, lang)}</li>"] if row.get("document_url") else []
    for place, name in ((1, "source"), (2, "source2")):
        url = row.get(f"{name}_url")
        if url:
            shown = link(str(url), page(row, name, lang, named), lang)
            via = row.get(f"{name}_via")
            kind = label("source_kind", row["source_kind"], lang) if place == 1 else ""
            kind = ", ".join(filter(None, (kind, lowered(label("source_via", via, lang)) if via else "")))
            when = day(row["source_date"], lang) if place == 1 and row.get("source_date") else ""
            place_of = html.escape(word("record.document" if place == 1 else "record.document2", lang))
            told = ", ".join(html.escape(text) for text in (kind, when) if text)
            where = html.escape(_where(row, lang)) if place == 1 else ""
            lines.append(f"<li>{place_of}{word('record.colon', lang)}{shown}{f' ({told})' if told else ''}{where}</li>")
    _heading("record.documents", lang)
    read = version_read(row, lang)
    said = known(row, row["relation"], lang, named)
    first = f"<p>{html.escape(said[:1].upper() + said[1:])}.</p>" if said else ""
    st.html(f"{first}<ul>{''.join(lines)}</ul>{f'<p>{html.escape(read)}</p>' if read else ''}")


def _original(row: dict[str, Any], lang: str) -> str:
    """The address of the document itself, with its title and day where they are known: it may not have been read."""
    shown = link(str(row["document_url"]), page(row, "document", lang, partial(label, lang=lang)), lang)
    when = day(row["document_date"], lang) if row.get("document_date") else ""
    told = ", ".join(html.escape(text) for text in (row.get("document_title"), when) if text)
    head = html.escape(word("record.original", lang)) + word("record.colon", lang)
    return f"{head}{shown}" + (f" ({told})" if told else "")


def _where(row: dict[str, Any], lang: str) -> str:
    """What to look for behind an address that opens a whole code or act; nothing when it opens the article."""
    if not row.get("source_is_whole_text"):
        return ""
    return ". " + word("record.whole_text", lang, instrument=row["instrument"], article=row["article"])


def version_read(row: dict[str, Any], lang: str) -> str:
    """Which version of a law was read, since when it has been in force, and whether that is later than the facts.

    Nothing for a row that is no law, or of a version of the data that did not say.
    """
    timing = row.get("read_version_timing")
    if not timing:
        return ""
    start, end = row.get("in_force_from"), row.get("in_force_to")
    known = row.get("read_version_date")
    version = dated(known, str(row["read_version_precision"]), lang) if known else ""
    force = ""
    if row["stage"] == "enacted":
        days = {name: day(value, lang) for name, value in (("start", start), ("end", end)) if value}
        known_days = "_".join(days) or "unknown"
        force = word(f"record.in_force.{known_days}", lang, **days) + " "
    return word(f"record.version_read.{timing}", lang, version=version, force=force)


def looked_for(row: dict[str, Any], lang: str) -> None:
    """What may have followed the row: when it was looked for, up to what day, and whether it was found; or nothing."""
    found = load("lookups")
    found = found[found["row_id"] == row[key_of(row["relation"])]]
    if found.empty:
        return
    _heading("record.lookups", lang)
    items = []
    for one in records_of(found):
        until, how = one["known_to_date"], one["known_to_precision"]
        until = dated(until, how, lang) if until == until else word("common.unknown", lang)
        said = word(
            "record.looked_found" if one["is_found"] else "record.looked_missed",
            lang, subject=one[f"subject_{lang}"], day=day(one["looked_date"], lang), until=until,
        )  # fmt: skip # saves 3 lines
        note = one[f"note_{lang}"] if isinstance(one[f"note_{lang}"], str) else ""
        seen = link(one["source_url"], "", lang) if isinstance(one["source_url"], str) else ""
        items.append(f"<li>{' '.join(filter(None, (html.escape(said), html.escape(note), seen)))}</li>")
    st.html(f"<ul>{''.join(items)}</ul>")


def _entered(row: dict[str, Any]) -> Any:
    """The day the row was put in our files: its own, or that of its source where rows have none."""
    own = row.get("entered_date")
    return pd.Timestamp(own) if own else _source(row)["snapshot_date"]


def _held(row: dict[str, Any]) -> Any:
    """The day of the copy: its source's; of a law, the one on which the texts of its place were read."""
    if row["relation"] == "provisions":
        return load("country_documents", places=(row["jurisdiction"],))["read_on"][0]
    return _source(row)["snapshot_date"]


def way(row: dict[str, Any], lang: str) -> None:
    """From the document to the page: file and line, snapshot and hash, each select word for word, the version."""
    _heading("record.way", lang)
    source = _source(row)
    held = _held(row)
    place = {"file": row["source_file"], "line": str(row["source_line"]), "sha256": source["sha256"] or "–"}
    if held == held:
        st.text(word("record.file", lang, day=day(held, lang), **place))
    else:
        st.text(word("record.file_undated", lang, **place))
    steps = load("record_transformations", relation=row["relation"])
    st.text(word("record.steps", lang, count=len(steps)))
    for step in records_of(steps):
        with st.expander(step["sql_path"]):
            st.code(step["sql_text"], language="sql", wrap_lines=True)
    served = manifest()
    st.text(word("record.version", lang, version=served.version, day=day(served.built_at, lang)))


def corrections(row: dict[str, Any], lang: str) -> None:
    """What was changed in the row since it was first published, and why."""
    _heading("record.corrections", lang)
    relation = row["relation"]
    found = load("record_corrections", relation=relation, id=row[key_of(relation)])
    if found.empty:
        st.text(word("record.no_corrections", lang))
    for one in records_of(found):
        field = one["field"]
        columns = [
            field,
            f"{field}_date",
            recorded()[relation].told.get("day", field),
        ]  # the table's name, or the page's
        column, heading = next(iter(_names(relation, columns, lang).items()), (field, field))
        was, now = (_corrected(one[name], column, relation, lang) for name in ("was", "is_now"))
        said = {"field": lowered(heading), "was": was, "now": now, "why": one[f"why_{lang}"]}
        st.text(word("record.corrected", lang, day=day(one["correction_date"], lang), **said))


def _corrected(value: str | None, column: str, relation: str, lang: str) -> str:
    """What a cell held, as the row's own line would say it."""
    if not value:
        return word("record.blank", lang)
    vocabulary = _codes(relation).get(column, column)
    if labels(vocabulary, lang):
        return ", ".join(label(vocabulary, code, lang) for code in value.split(";"))
    return str(_shown(value, column, {}, lang))


def elsewhere(row: dict[str, Any], selection: Asked) -> None:
    """The row's permanent address, the row as a file, and how an error in it is reported."""
    lang, row_id = selection.lang, str(row[key_of(row["relation"])])
    served = manifest().version
    query = urlencode({key_of(row["relation"]): row_id, "lang": lang, "v": served})
    _heading("record.again", lang)
    base = f"/api/v1/{row['relation']}"
    links = " · ".join(
        f'<a href="{base}.{form}?{html.escape(query)}">{html.escape(word(f"record.{form}", lang))}</a>'
        for form in ("json", "csv")
    )
    st.html(f"<p>{links}</p>")
    address = f"{permalink(selection).split('?')[0]}?{urlencode({'id': row_id, 'lang': lang})}"
    small(word("record.cite", lang))
    st.code(address, language=None, wrap_lines=True)
    text = word("record.report_text", lang, id=row_id, version=served, address=address)
    _heading("record.report", lang)
    if contact := os.environ.get("GARDEFOU_CONTACT", ""):
        told = (
            f"mailto:{quote(contact)}?{urlencode({'subject': f'Garde-fou: {row_id}', 'body': text}, quote_via=quote)}"
        )
        st.html(f'<p><a href="{html.escape(told)}">{html.escape(word("record.report_by_mail", lang))}</a></p>')
    else:
        st.text(word("record.report_how", lang))
        st.code(text, language=None, wrap_lines=True)


def _heading(key: str, lang: str) -> None:
    st.html(f'<h2 class="gf-figure-title">{html.escape(word(key, lang))}</h2>')
