"""Addresses as others reach them: of the dashboard, of an answer of the API, of its other pages."""

import os
from urllib.parse import urlencode

from starlette.requests import Request

from server.base import base_path

LONGEST = 1_000  # signs of a question that is said back in a header


def home(request: Request) -> str:
    """The dashboard's address as others reach it, without a last slash: GARDEFOU_URL, else that of the request."""
    named = os.environ.get("GARDEFOU_URL", "").rstrip("/")
    return named or f"{request.url.scheme}://{request.url.netloc}{base_path()}".rstrip("/")


def permalink(request: Request, version: str) -> str:
    """The address that gives the same rows again, of the same version of the data."""
    own = [(name, value) for name, value in request.query_params.multi_items() if name != "v"]
    return f"{home(request)}/{request.url.path.removeprefix(base_path())}?{urlencode([*own, ('v', version)])}"


def links(request: Request, number: int, size: int, total: int) -> dict[str, str]:
    """The Link header (RFC 8288) of page `number`, of `size` rows: first, prev, next, last."""
    last = max(1, -(-total // size))
    ways = {"first": 1, "last": last}
    ways |= {"prev": number - 1} if 1 < number <= last else {}
    ways |= {"next": number + 1} if number < last else {}
    own = [(name, value) for name, value in request.query_params.multi_items() if name not in ("page", "per_page")]
    path = request.url.path
    if sum(len(name) + len(value) for name, value in own) > LONGEST:  # no client reads headers of any length
        return {}
    made = [
        f'<{path}?{urlencode([*own, ("page", other), ("per_page", size)])}>; rel="{way}"' for way, other in ways.items()
    ]
    return {"link": ", ".join(made)}
