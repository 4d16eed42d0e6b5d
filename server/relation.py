"""`/api/v1/<relation>.<form>`: the rows asked for, made whole before the first byte is sent, so that nothing of the
database is held for a reader who does not read.

A few rows are made here; many in a process of their own (server/large.py). Either can be asked for in parts.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import duckdb
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import ASGIApp

from etl import cells, warehouse
from etl.open_data.relations import Asked, Relation, columns, count, parquet, relations, rows, source
from figures.address import cleaned
from figures.words import word
from server import data, large
from server.addresses import links, permalink
from server.answers import Answer, is_known
from server.data import FORMS, MOST, Page, asked, version_of
from server.refused import JSON, PUBLIC, Refused, refusals

PATIENCE = 5.0  # seconds a question may take
FEW = 20_000  # rows made by the server itself
TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "json": JSON,
    "parquet": "application/vnd.apache.parquet",
}


class Connection:
    """A database of the API's own over one version's file: what it may take is not taken from the pages."""

    def __init__(self, served: warehouse.Manifest):
        open_yet = {name: value for name, value in warehouse.CLOSED.items() if name not in warehouse.DOORS}
        self._base = duckdb.connect(":memory:", config={**open_yet, "memory_limit": "256MB", "threads": "1"})
        try:
            place = str(served.path).replace("'", "''")
            self._base.execute(f"attach '{place}' as served (read_only)").fetchall()
        except duckdb.Error as fault:
            self._base.close()
            raise warehouse.cannot_open(served, fault) from None
        for name in warehouse.DOORS:
            self._base.execute(f"set {name} = {warehouse.CLOSED[name]}").fetchall()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """For one question."""
        found = self._base.cursor()
        found.execute("use served").fetchall()
        return found


@lru_cache(maxsize=3)
def connection(version: str) -> Connection:
    """One database a version; each question takes a cursor of its own. Raises etl.warehouse.Unavailable."""
    return Connection(next(one for one in warehouse.versions() if one.version == version))


@refusals
def relation(request: Request) -> ASGIApp:
    """The rows asked for: all of them, or the one page asked for."""
    name, form = request.path_params["name"], request.path_params["form"]
    if name not in relations():
        raise Refused(404, "unknown_relation", value=name, accepted=tuple(relations()))
    if form not in FORMS:
        raise Refused(404, "unknown_form", value=form, accepted=FORMS)
    asked_for = QueryParams(cleaned(request.query_params.multi_items()))
    served, wanted = version_of(asked_for.get("v", "")), relations()[name]
    if name not in served.rows:
        raise Refused(404, "not_in_version", value=name, version=served.version)
    tag = f'"{served.version}"'
    kept = "public, max-age=86400" if "v" in asked_for else "no-cache"
    headers = {
        "etag": tag,
        "cache-control": kept,
        "x-data-version": served.version,
        "vary": "Accept-Encoding",
        **PUBLIC,
    }
    with connection(served.version).cursor() as opened:
        told = columns(opened, name)
        places = {code for code, *_ in list(rows(opened, "jurisdictions", Asked()))}
        question, page = asked(request, wanted, {one.name: one.type for one in told}, places)
        if is_known(request.headers.get("if-none-match", ""), tag, f'"{served.version}-gzip"'):
            return Answer(304, b"", JSON, headers)  # the address is the question; the version is the answer's
        with patience(opened):
            total = count(opened, name, question)
            if page is None and total > data.WHOLE:
                raise Refused(400, "too_many", rows=total, most=data.WHOLE, page_most=MOST)
            lang, names = asked_for.get("lang", "en"), [one.name for one in told]
            about = {"data_version": served.version, **source(opened, wanted, lang)}
            about["permalink"] = permalink(request, served.version)
            headers |= {"x-total-count": str(total)}
            headers["access-control-expose-headers"] = (
                "Link, X-Total-Count, X-Data-Version, Accept-Ranges, Content-Range"
            )
            headers |= links(request, page.number, page.size, total) if page else {}
            if form != "json":
                pages = -(-total // page.size) if page else 1
                part = f"_page-{page.number}-of-{pages}" if page and pages > 1 else ""  # no part passes for the whole
                headers["content-disposition"] = (
                    f'attachment; filename="garde-fou_{name}_{served.version}{part}.{form}"'
                )
            record = _record(wanted, served, lang, told, about, total, page) if form == "json" else {}
            mark = asked_for.get("bom") == "1" and form == "csv"
            if page is None and total > FEW:
                job = large.Job(str(served.path), name, form, question, names, about, record, mark)
                return large.answer(job, headers, TYPES[form], request)
            limits = (page.size, (page.number - 1) * page.size) if page else ()
            if form == "parquet":
                body = parquet(opened, name, question, about, *limits)
            else:
                found = iter(list(rows(opened, name, question, *limits)))
                body = b"".join(cells.parts(form, mark, names, found, about, record))
    return Answer(200, body, TYPES[form], headers, has_ranges=True)


def _record(wanted: Relation, served: Any, lang: str, told: Any, about: Any, total: int, page: Page | None) -> dict:
    """What a JSON answer says before its rows."""
    described = [
        {"name": one.name, "type": one.type, "unit": one.unit, "meaning": getattr(one, f"meaning_{lang}")}
        for one in told
    ]
    return {
        "relation": wanted.name,
        "version": served.version,
        "data_date": served.data_date[:10],
        **{key: value for key, value in about.items() if key != "data_version"},
        "note": word("common.footer.presumption", lang),
        "total": total,
        "page": page.number if page else 1,
        "per_page": page.size if page else total,
        "columns": described,
    }


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
