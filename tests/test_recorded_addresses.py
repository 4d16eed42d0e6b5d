"""Addresses that were given out before figures had their own: each is answered as it was, and nothing it held is gone.

tests/fixtures/addresses/recorded.json was written at commit c87198c, before the change; it is not written again.
Recorded is what does not follow the data: status, kind of content, the columns and keys of an answer, what a page's
address becomes when it is opened. More columns may come; one that was there stays.
"""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from asgi import Got, asked
from visits import visit

from etl import warehouse as served

RECORDED = json.loads((Path(__file__).parent / "fixtures/addresses/recorded.json").read_text("utf-8"))
RENAMED = re.compile(r"^(enforcement\.survival|reactions\.tagged|incidence\.panel)[_.].*")  # what once told views apart
# What the pages place at once, or when a reader opens it.
SHOWN = "".join(path.read_text("utf-8") for path in (Path(__file__).parents[1] / "pages").rglob("*.py"))
HELD = ("content-type", "content-disposition", "x-total-count", "etag", "location", "cache-control", "content-language")


def told(got: Got, version: str) -> dict:
    """What is recorded of an answer: nothing that follows the data or their version."""
    found = {"status": got.status, "headers": {name: got.headers[name] for name in HELD if name in got.headers}}
    found["headers"] = {name: text.replace(version, "VERSION") for name, text in found["headers"].items()}
    found["headers"] = {name: re.sub(r"_page-\d+-of-(\d+|N)", "", text) for name, text in found["headers"].items()}
    kind = got.headers.get("content-type", "")
    if found["headers"].pop("x-total-count", None) is not None:
        found["headers"]["x-total-count"] = "a number"
    if kind.startswith("text/csv"):
        found["columns"] = next(csv.reader(io.StringIO(got.text)))
    elif kind.startswith("application/json"):
        record = json.loads(got.text)
        found["keys"] = sorted(record)
        if "rows" in record and record["rows"] and isinstance(record["rows"], list):
            found["columns"] = list(record["rows"][0])
        if "error" in record:
            found["error"] = record["error"]
        if "relations" in record:
            found["relations"] = [one["relation"] for one in record["relations"]]
    return found


@pytest.mark.parametrize("address", RECORDED["http"], ids=str)
def test_an_address_given_out_is_answered_as_it_was(app, warehouse, address):
    was, now = RECORDED["http"][address], told(asked(app, address), served.current(warehouse).version)
    assert (now["status"], now["headers"], now.get("error")) == (was["status"], was["headers"], was.get("error"))
    for name in ("columns", "keys", "relations"):
        assert set(was.get(name, ())) <= set(now.get(name, ())), name


@pytest.mark.parametrize("number", range(len(RECORDED["pages"])), ids=lambda n: RECORDED["pages"][n]["page"] + str(n))
def test_a_page_given_out_opens_on_the_same_view(warehouse, number):
    was = RECORDED["pages"][number]
    more = tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in was["asked"])
    seen = visit(warehouse, was["page"], was["lang"], "full", more)
    complaints = [sorted(text for text in notices if "\\" in text) for notices in (seen.notices, was["notices"])]
    assert seen.exceptions == [] and complaints[0] == complaints[1]
    left = {name: value for name, value in was["address"].items() if name not in ("from", "to")}
    assert {name: seen.address.get(name) for name in left} == left
    wanted = {RENAMED.sub(r"\1", key) for key in was["figures"]}
    on_page = {name for name in wanted if f'"{name}"' in SHOWN}
    assert wanted <= {one.facts.key for one in seen.figures} | on_page  # drawn, or one click away
