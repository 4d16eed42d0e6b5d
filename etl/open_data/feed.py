"""The Atom feed of new acts, statements, provisions and corrections (RFC 4287). A version gives the same bytes."""

import re
import uuid
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import duckdb
import yaml

from etl import warehouse
from etl.harmless import harmless
from etl.intake.material import filled as fill
from etl.yaml_text import LOADER

NAMESPACE = "http://www.w3.org/2005/Atom"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def texts() -> dict[str, dict[str, str]]:
    """What the feed says around the facts, by language."""
    return yaml.load(Path(__file__).with_name("feed.yml").read_text(encoding="utf-8"), LOADER)


def identifier(*parts: str) -> str:
    """A permanent name for a row or a feed, the same on every server."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "garde-fou/" + "/".join(parts)).urn


def atom(
    connection: duckdb.DuckDBPyConnection,
    lang: str,
    jurisdictions: tuple[str, ...],
    *,
    base: str = "",
    own: str = "",
    built: str = "",
) -> bytes:
    """The feed in `lang`. `base`: the dashboard's address, whose record pages are then linked; `own`: the feed's own.

    `built` is the instant of the version, used when nothing is in the feed.
    """
    entries = warehouse.query(connection, "feed", jurisdictions=list(jurisdictions)).to_dict("records")
    said, slots = texts()[lang], dict(warehouse.query(connection, "affair_words")[["slot", f"text_{lang}"]].to_numpy())
    ElementTree.register_namespace("", NAMESPACE)
    feed = ElementTree.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    _add(feed, "id", identifier("feed", lang, *sorted(jurisdictions)))
    title = said["title"] + (f" ({', '.join(jurisdictions)})" if jurisdictions else "")
    _add(feed, "title", title)
    _add(feed, "subtitle", fill(said["subtitle"], slots))
    _add(feed, "updated", _instant(max((entry["updated_date"] for entry in entries), default=built)))
    _add(_add(feed, "author"), "name", "Garde-fou")
    _add(feed, "rights", said["rights"])
    if own:
        _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    if base:
        _add(feed, "link", rel="alternate", type="text/html", hreflang=lang, href=f"{base}/?lang={lang}")
    for entry in entries:
        _entry(_add(feed, "entry"), entry, lang, base)
    ElementTree.indent(feed)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="utf-8") + b"\n"


def _entry(parent: ElementTree.Element, entry: dict[str, Any], lang: str, base: str) -> None:
    relation, row_id = entry["relation"], entry["row_id"]
    said = texts()[lang]
    shown = said.get(relation, said["row"]).format(actor=entry["actor"], label=_text(entry[f"label_{lang}"]) or "–")
    if state := _text(entry[f"state_{lang}"]):
        shown = f"{shown} ({state.lower()})"
    if str(entry["event_date"]) in ("NaT", "None"):
        shown = f"{shown} ({said['undated']})"
    _add(parent, "id", identifier(relation, row_id))
    _add(parent, "title", shown)
    _add(parent, "published", _instant(entry["published_date"]))
    _add(parent, "updated", _instant(entry["updated_date"]))
    _add(parent, "summary", _text(entry[f"summary_{lang}"]))
    _add(parent, "category", term=relation)
    for code in entry["jurisdictions"]:
        _add(parent, "category", term=str(code), scheme="urn:iso:std:iso:3166")
    document = _web(entry["source_url"])
    if base:
        named = entry["actor"] if relation == "corrections" else row_id
        _add(parent, "link", rel="alternate", type="text/html", href=f"{base}/record?id={quote(named)}&lang={lang}")
    if document:
        _add(parent, "link", rel="via" if base else "alternate", href=document, title=_text(entry["source_publisher"]))
    elif not base:
        _add(parent, "content", _text(entry[f"summary_{lang}"]))  # without a link an entry must have content


def _text(value: Any) -> str:
    """The text, nothing for what is missing: a column of which one row has no text gives None or NaN."""
    return value if isinstance(value, str) else ""


def _web(url: Any) -> str:
    return str(url) if re.match(r"https?://[^\s<>\"]+$", str(url)) else ""


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    """A new element of the parent, with what XML cannot hold, or what does harm, left out of its text."""
    told = {key: harmless(NOT_XML.sub("", value)) for key, value in attributes.items()}
    made = ElementTree.SubElement(parent, _tag(name), told)
    if text:
        made.text = harmless(NOT_XML.sub("", text))
    return made


def _instant(value: Any) -> str:
    """Midnight, universal time, of a day."""
    return f"{str(value)[:10]}T00:00:00Z"
