"""`/healthz`: whether there are data to show, for whatever watches the server."""

import json

from starlette.requests import Request

from etl import warehouse
from server.answers import Answer


def health(request: Request) -> Answer:
    """200 with the version served; 503 with the reason when none can be."""
    try:
        served = warehouse.current()
        found = {"status": "ok", "version": served.version, "data_date": served.data_date[:10]}
        if served.instead_of:
            found = {**found, "status": "older version served", "instead_of": served.instead_of}
    except warehouse.Unavailable as refusal:
        found = {"status": "no data", "reason": refusal.reason}
    status = 503 if "reason" in found else 200
    return Answer(
        status, json.dumps(found, allow_nan=False).encode() + b"\n", "application/json", {"cache-control": "no-store"}
    )
