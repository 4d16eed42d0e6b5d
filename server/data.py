"""`/api/v1/…`: the public relations as CSV or JSON, with the parameters of the pages. Reads only.

Errors are plain JSON that names what is wrong, in the language asked for.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from typing import Any

import duckdb
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp

from etl import warehouse
from etl.open_data import cells
from etl.open_data.relations import FIRST, LAST, Asked, Relation, columns, count, relations, rows, source
from figures.address import cleaned
from figures.words import LANGUAGES, word
from server import base
from server.addresses import links, permalink
from server.answers import Answer

MOST, USUAL = 10_000, 1_000  # rows a page, once pages are asked for
WHOLE = 500_000  # rows given at once when no page is asked for; more is refused, never cut
PATIENCE = 5.0  # seconds a question may take
MARK = b"\xef\xbb\xbf"  # by which Excel knows UTF-8, when asked for
JSON = "application/json; charset=utf-8"
OWN = ("from", "to", "jurisdiction", "lang", "v", "page", "per_page", "bom")


class Refused(Exception):
    """A request that cannot be met: HTTP status, the key of the sentence that says why, and its values."""

    def __init__(self, status: int, key: str, **values: Any):
        super().__init__(key)
        self.status, self.key, self.values = status, key, values


def refusals(answer: Callable[[Request], ASGIApp]) -> Callable[[Request], ASGIApp]:
    """`answer`, with what it refuses as JSON."""

    def guarded(request: Request) -> ASGIApp:
        wanted = request.query_params.get("lang", "")
        lang = wanted if wanted in LANGUAGES else base.language(b"", request.headers.get("accept-language", ""))
        try:
            return answer(request)
        except Refused as refusal:
            status, text = refusal.status, word(f"api.{refusal.key}", lang, **refusal.values)
            known = {name: list(value) if isinstance(value, tuple) else value for name, value in refusal.values.items()}
            found = {"error": refusal.key, "message": text, **known}
        except warehouse.Unavailable as refusal:
            status, found = 503, {"error": "no_data", "message": word("api.no_data", lang), "reason": refusal.reason}
        again = {"retry-after": str(found["seconds"])} if "seconds" in found else {}
        return Answer(status, cells.to_json(found), JSON, {"cache-control": "no-store", **again, **PUBLIC})

    return guarded


CSV = "UTF-8, commas, CRLF; bom=1 begins with the mark by which Excel knows UTF-8; the same at /figures/"
PUBLIC = {"access-control-allow-origin": "*"}  # open data: any page may read it


@lru_cache(maxsize=3)
def connection(version: str) -> duckdb.DuckDBPyConnection:
    """One connection a version; each question takes a cursor of its own."""
    return warehouse.connect(next(one for one in warehouse.versions() if one.version == version))


def version_of(wanted: str) -> warehouse.Manifest:
    """The version asked for by `v`, else the current one."""
    if not wanted:
        return warehouse.current()
    kept = {one.version: one for one in warehouse.versions()}
    if wanted not in kept:
        raise Refused(404, "version_gone", value=wanted, accepted=tuple(kept))
    return warehouse.whole(kept[wanted])


@refusals
def index(request: Request) -> Answer:
    """What can be asked for."""
    served = version_of("")
    root = f"{base.base_path()}api/v1/"
    found = [
        {
            "relation": one.name,
            "csv": f"{root}{one.name}.csv",
            "json": f"{root}{one.name}.json",
            "rows": served.rows.get(one.name, 0),
            "key": list(one.key),
            "parameters": list(accepted(one)),
        }
        for one in relations().values()
        if one.name in served.rows
    ]
    whole = {
        "version": served.version,
        "data_date": served.data_date[:10],
        "licence": "CC BY 4.0",
        "csv": CSV,
        "relations": found,
    }
    return Answer(200, cells.to_json(whole), JSON, {"cache-control": "no-cache", **PUBLIC})


def accepted(relation: Relation) -> tuple[str, ...]:
    """The parameters a relation takes beside its own columns."""
    left_out = (() if relation.is_dated else ("from", "to")) + (() if relation.is_placed else ("jurisdiction",))
    return tuple(name for name in OWN if name not in left_out)


@dataclass(frozen=True)
class Page:
    """The part of the rows asked for, counted from 1."""

    number: int
    size: int


def asked(request: Request, relation: Relation, known: dict[str, str], places: set[str]) -> tuple[Asked, Page | None]:
    """The request as a question, and the page wanted, None for all. Raises Refused for what means nothing here."""
    query = QueryParams(cleaned(request.query_params.multi_items()))
    for name in dict.fromkeys(query.keys()):
        if name not in accepted(relation) and name not in known:
            raise Refused(400, "unknown_parameter", value=name, accepted=(*accepted(relation), *known))
        if name in OWN and name != "jurisdiction" and len(query.getlist(name)) > 1:
            raise Refused(400, "repeated", value=name)
    if query.get("bom", "0") not in ("0", "1"):
        raise Refused(400, "bad_value", parameter="bom", value=query["bom"], accepted=("0", "1"))
    if query.get("lang", "en") not in LANGUAGES:
        raise Refused(400, "bad_language", value=query["lang"], accepted=LANGUAGES)
    start, end = (_day(query.get(name), usual, name) for name, usual in (("from", FIRST), ("to", LAST)))
    if start > end:
        raise Refused(400, "reversed", value=f"{start} > {end}")
    for code in query.getlist("jurisdiction"):
        if code not in places:
            raise Refused(400, "bad_jurisdiction", value=code, accepted=tuple(sorted(places)))
    equal = {name: query.getlist(name) for name in known if name in query}
    number, size = _number(query.get("page"), "page", 1, 10**9), _number(query.get("per_page"), "per_page", USUAL, MOST)
    page = Page(number, size) if "page" in query or "per_page" in query else None
    return Asked(start, end, query.getlist("jurisdiction"), equal), page


def _day(text: str | None, usual: date, name: str) -> date:
    if text is None:
        return usual
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(400, "bad_day", parameter=name, value=text) from None


def _number(text: str | None, name: str, usual: int, most: int) -> int:
    if text is None:
        return usual
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 10 or not 1 <= int(text) <= most:
        raise Refused(400, "bad_number", parameter=name, value=text, most=most)
    return int(text)


@refusals
def nothing(request: Request) -> Answer:
    """The answer to an address of the API that is none."""
    raise Refused(404, "unknown_address", value=request.url.path)


@refusals
def relation(request: Request) -> ASGIApp:
    """The rows asked for: all of them, as they are read, or the one page asked for."""
    name, form = request.path_params["name"], request.path_params["form"]
    if name not in relations():
        raise Refused(404, "unknown_relation", value=name, accepted=tuple(relations()))
    if form not in ("csv", "json"):
        raise Refused(404, "unknown_form", value=form, accepted=("csv", "json"))
    asked_for = QueryParams(cleaned(request.query_params.multi_items()))
    served, wanted = version_of(asked_for.get("v", "")), relations()[name]
    if name not in served.rows:
        raise Refused(404, "not_in_version", value=name, version=served.version)
    tag = f'"{served.version}"'
    kept = "public, max-age=86400" if "v" in asked_for else "no-cache"
    headers = {"etag": tag, "cache-control": kept, "x-data-version": served.version, **PUBLIC}
    lang = asked_for.get("lang", "en")
    with ExitStack() as open_until_read:
        opened = open_until_read.enter_context(connection(served.version).cursor())
        told = columns(opened, name)
        places = {code for code, *_ in list(rows(opened, "jurisdictions", Asked()))}
        question, page = asked(request, wanted, {one.name: one.type for one in told}, places)
        if request.headers.get("if-none-match") == tag:  # the address is the question; the version is the answer's
            return Answer(304, b"", JSON, headers)
        origin = source(opened, wanted, lang)
        with patience(opened):
            total = count(opened, name, question)
            if page is None and total > WHOLE:
                raise Refused(400, "too_many", rows=total, most=WHOLE, page_most=MOST)
            bounds = (page.size, (page.number - 1) * page.size) if page else ()
            reading = rows(opened, name, question, *bounds)
            first = list(islice(reading, 1))  # the question is put here, while it can still be refused
        found = _closing(chain(first, reading), open_until_read.pop_all())
    about = {"data_version": served.version, **origin, "permalink": permalink(request, served.version)}
    headers |= {"x-total-count": str(total), "access-control-expose-headers": "Link, X-Total-Count, X-Data-Version"}
    headers |= links(request, page.number, page.size, total) if page else {}
    names = [one.name for one in told]
    if form == "csv":
        pages = -(-total // page.size) if page else 1
        part = f"_page-{page.number}-of-{pages}" if page and pages > 1 else ""  # a part must not pass for the whole
        headers["content-disposition"] = f'attachment; filename="garde-fou_{name}_{served.version}{part}.csv"'
        body = chain([MARK] if asked_for.get("bom") == "1" else [], cells.csv_parts(names, found, about))
        return StreamingResponse(body, 200, headers, "text/csv; charset=utf-8; header=present")
    described = [
        {"name": one.name, "type": one.type, "unit": one.unit, "meaning": getattr(one, f"meaning_{lang}")}
        for one in told
    ]
    record = {
        "relation": name,
        "version": served.version,
        "data_date": served.data_date[:10],
        **{key: value for key, value in about.items() if key != "data_version"},
        "note": word("common.footer.presumption", lang),
        "total": total,
        "page": page.number if page else 1,
        "per_page": page.size if page else total,
        "columns": described,
    }
    return StreamingResponse(cells.json_parts(record, names, found), 200, headers, JSON)


def _closing(found: Iterator[tuple], opened: ExitStack) -> Iterator[tuple]:
    """The rows; what they are read from is closed after the last one, or when nobody wants the next."""
    with opened:
        yield from found


@contextmanager
def patience(opened: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Stops the question being put when it takes too long. Raises Refused."""
    timer = threading.Timer(PATIENCE, opened.interrupt)
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise Refused(503, "too_long") from None
    finally:
        timer.cancel()
