"""`/api/v1/…`: which public relations there are, and what a request asks of one (its rows: server/relation.py)."""

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import QueryParams
from starlette.requests import Request

from etl import cells, warehouse
from etl.open_data.relations import FIRST, LAST, Asked, Relation, given, relations
from figures.address import cleaned
from figures.words import LANGUAGES
from server import base
from server.answers import Answer
from server.refused import JSON, PUBLIC, Refused, refusals

MOST, USUAL = 10_000, 1_000  # rows a page, once pages are asked for
WHOLE = 500_000  # rows given at once when no page is asked for; more is refused, never cut
FORMS = ("csv", "json", "parquet")
OWN = ("from", "to", "jurisdiction", "lang", "v", "page", "per_page", "bom")


CSV = "UTF-8, commas, CRLF; bom=1 begins with the mark by which Excel knows UTF-8; the same at /figures/"


def version_of(wanted: str) -> warehouse.Manifest:
    """The version asked for by `v`, else the current one."""
    if not wanted:
        return warehouse.current()
    kept = {one.version: one for one in warehouse.versions()}
    if wanted not in kept:
        raise Refused(404, "version_gone", value=wanted, accepted=tuple(kept))
    return warehouse.verified(kept[wanted])


@refusals
def index(request: Request) -> Answer:
    """What can be asked for."""
    served = version_of("")
    root = f"{base.base_path()}api/v1/"
    with warehouse.connect(served) as connection:
        offered = given(connection, served)  # not those of a source that this affair has not
    found = [
        {
            "relation": one.name,
            "csv": f"{root}{one.name}.csv",
            "json": f"{root}{one.name}.json",
            "parquet": f"{root}{one.name}.parquet",
            "rows": served.rows.get(one.name, 0),
            "key": list(one.key),
            "parameters": list(accepted(one)),
        }
        for one in offered
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
    name = request.url.path.rstrip("/").rpartition("/")[2]
    if name in relations():
        accepted = tuple(f"{name}.{form}" for form in FORMS)
        raise Refused(404, "unknown_address", value=request.url.path, accepted=accepted)
    raise Refused(404, "unknown_address", value=request.url.path)
