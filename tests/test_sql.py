"""Every select is one select that states its grain, and every named query answers on the real warehouse."""

import datetime as dt
from pathlib import Path

import pytest

from etl.warehouse import query
from etl.warehouse.build import relations

SQL = Path(__file__).parents[1] / "sql"
QUERIES = sorted(path.stem for path in (SQL / "queries").glob("*.sql"))
# A value for each parameter a query may take; a new parameter needs one here.
VALUES = {
    "start": dt.date(2025, 12, 1),
    "end": dt.date(2026, 6, 29),
    "jurisdictions": [],
    "steps": [],
    "labels": [],
    "stances": [],
    "roles": [],
    "field": "stance",
    "grouping": "jurisdiction",
    "jurisdiction": "FR",
    "date": dt.date(2026, 1, 5),
    "acts": [],
    "subjects": [],
    "harms": [],
    "person": "individual",
    "conditions": [],
    "turnover": None,
    "platforms": ["X", "TikTok"],
    "codes": ["total", "STATEMENT_CATEGORY_CYBER_VIOLENCE"],
    "by": "week",
    "basis": "decision",
    "groups": ["output", "request", "report", "enforcement", "test", "context"],
    "measurement": "AIF-04",
    "sensitivity": 0.8,
    "specificity": 0.99,
    "id": "AIF-01",
    "relation": "incidence",
    "act": "online_publication",
    "most": 10,
    "platform": "X",
    "series": "sor_daily",
}


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_answers_whatever_the_jurisdictions(marts, name):
    (statement,) = marts.extract_statements((SQL / f"queries/{name}.sql").read_text(encoding="utf-8"))
    wanted = {parameter: VALUES[parameter] for parameter in statement.named_parameters}
    everywhere = query(marts, name, **wanted)
    assert len(everywhere.columns) == len(set(everywhere.columns))
    if "jurisdictions" in wanted:
        somewhere = query(marts, name, **wanted | {"jurisdictions": ["FR"]})
        assert len(somewhere) <= len(everywhere)


@pytest.mark.parametrize("path", sorted(SQL.rglob("*.sql")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_file_is_one_select_that_begins_by_saying_what_a_row_is(marts, path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- Grain: " if path.parent.name in ("staging", "marts") else "-- ")
    with marts.cursor() as cursor:
        assert len(cursor.extract_statements(text)) == 1
        reads = {schema for schema, _ in relations(cursor, text) if schema}
    allowed = {"staging": {"raw", "staging"}, "marts": {"raw", "staging", "marts"}, "queries": {"marts"},
               "open": {"marts"}, "gate": {"marts"}, "checks": {"raw", "staging", "marts"}}  # fmt: skip
    assert reads <= allowed[path.parent.name]
