"""What cannot be answered, as JSON in the language asked for: every fault of the API and of the figures ends here."""

import logging
from collections.abc import Callable
from typing import Any

import duckdb
from starlette.requests import Request
from starlette.types import ASGIApp

from etl import cells, warehouse
from etl.harmless import harmless_value
from figures.words import LANGUAGES, word
from server import base
from server.answers import Answer

LOG = logging.getLogger(__name__)
JSON = "application/json; charset=utf-8"
PUBLIC = {"access-control-allow-origin": "*"}  # open data: any page may read it


class Refused(Exception):
    """A request that cannot be met: HTTP status, the key of the sentence that says why, and its values."""

    def __init__(self, status: int, key: str, **values: Any):
        super().__init__(key)
        self.status, self.key, self.values = status, key, values


def refusals(answer: Callable[[Request], ASGIApp]) -> Callable[[Request], ASGIApp]:
    """`answer`, with what it refuses, and what fails in it, as JSON."""

    def guarded(request: Request) -> ASGIApp:
        wanted = request.query_params.get("lang", "")
        lang = wanted if wanted in LANGUAGES else base.language(b"", request.headers.get("accept-language", ""))
        try:
            return answer(request)
        except Refused as refusal:
            return refusal_answer(refusal, lang)
        except warehouse.Unavailable as refusal:
            if refusal.reason == "busy":
                return refusal_answer(Refused(503, "no_room", seconds=10), lang)
            found = {"error": "no_data", "message": word("api.no_data", lang), "reason": refusal.reason}
            return Answer(503, cells.to_json(found), JSON, {"cache-control": "no-store", **PUBLIC})
        except (duckdb.OutOfMemoryException, MemoryError):
            return refusal_answer(Refused(503, "no_room", seconds=10), lang)
        except duckdb.InterruptException:
            return refusal_answer(Refused(503, "too_long"), lang)
        except Exception:
            LOG.exception("%s was not answered", request.url.path)
            return refusal_answer(Refused(500, "failed"), lang)

    return guarded


def refusal_answer(refusal: Refused, lang: str) -> Answer:
    """The refusal in words, with its values and, when it is worth asking again, after how long."""
    values = {name: harmless_value(value) for name, value in refusal.values.items()}  # what was asked for is said back
    known = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    found = {"error": refusal.key, "message": word(f"api.{refusal.key}", lang, **values), **known}
    again = {"retry-after": str(found["seconds"])} if "seconds" in found else {}
    return Answer(refusal.status, cells.to_json(found), JSON, {"cache-control": "no-store", **again, **PUBLIC})
