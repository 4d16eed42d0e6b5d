"""Every select is one select that states its grain, and every named query answers on the real warehouse."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from etl.warehouse import query
from etl.warehouse.layers import relations
from etl.warehouse.recorded import recorded

SQL = Path(__file__).parents[1] / "sql"
SELECTS = sorted(path for path in SQL.rglob("*.sql") if path.parent.name != "macros")
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
    "clock": "images",
    "grouping": "jurisdiction",
    "jurisdiction": "FR",
    "date": dt.date(2026, 1, 5),
    "cases": json.dumps(
        [
            {
                "case_id": 0,
                "jurisdiction": "FR",
                "date": "2026-01-05",
                "person": "individual",
                "acts": [],
                "subjects": [],
                "harms": [],
                "conditions": [],
                "turnover": None,
            }
        ]
    ),
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
    "page": "incidence",
    "series": "sor_daily",
    "q": "enquete Paris",
    "places": ["FR", "US-TX", "HK", "EU"],
    "rows": "filled in by the query itself",
    "placed": recorded()["statements"].placed,
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


def test_the_rules_that_many_selects_share_stand_in_one_file_each():
    """A date known to the month only, and the reader's choice of jurisdictions: sql/macros says how they count."""
    for path in SELECTS:
        text = path.read_text(encoding="utf-8")
        assert "last_day(" not in text or "interval" in text, f"{path}: write marts.latest(date, precision)"
        written = re.search(r"len\(\$jurisdictions[\w:\[\]]*\) = 0\s+or list_", text)
        assert not written, f"{path}: write marts.is_chosen(code, $jurisdictions) or marts.concerns(codes, …)"


@pytest.mark.parametrize("macro", sorted((SQL / "macros").glob("*.sql")), ids=lambda path: path.stem)
def test_a_macro_says_its_rule_first_and_is_used(macro):
    comment, definition = macro.read_text(encoding="utf-8").split("\n", 1)
    assert comment.startswith("-- ") and definition.startswith(f"{macro.stem}(")
    assert sum(f"marts.{macro.stem}(" in path.read_text(encoding="utf-8") for path in SELECTS) > 1


@pytest.mark.parametrize(("precision", "said"), [("day", (2026, 2, 3)), ("month", (2026, 2, 28)), (None, (2026, 2, 3))])
def test_a_date_known_to_the_month_may_be_its_last_day(marts, precision, said):
    asked = {"precision": precision}
    ((found,),) = marts.execute("select marts.latest(date '2026-02-03', $precision)", asked).fetchall()
    assert found == dt.date(*said)


@pytest.mark.parametrize(
    ("chosen", "is_french_chosen", "concerned"),
    [([], True, 3), (["FR"], True, 2), (["GB"], False, 1), (["INT"], False, 1)],
)
def test_no_choice_is_every_jurisdiction_and_what_is_worldwide_concerns_each(
    marts, chosen, is_french_chosen, concerned
):
    given = {"chosen": chosen}
    assert marts.execute("select marts.is_chosen('FR', $chosen)", given).fetchall() == [(is_french_chosen,)]
    rows = "(values (['FR', 'DE']), (['INT']), (['DE'])) as t(codes)"
    about = f"select count(*) from {rows} where marts.concerns(codes, $chosen)"
    assert marts.execute(about, given).fetchall() == [(concerned,)]


@pytest.mark.parametrize("path", SELECTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_file_is_one_select_that_begins_by_saying_what_a_row_is(marts, path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- Grain: " if path.parent.name in ("staging", "marts") else "-- ")
    with marts.cursor() as cursor:
        assert len(cursor.extract_statements(text)) == 1
        reads = {schema for schema, _ in relations(cursor, text) if schema}
    allowed = {"staging": {"raw", "staging"}, "marts": {"raw", "staging", "marts"}, "queries": {"marts"},
               "open": {"marts"}, "gate": {"marts"},
               "checks": {"raw", "staging", "marts", "information_schema"}}  # fmt: skip # saves 5 lines
    assert reads <= allowed[path.parent.name]


def test_texts_that_are_put_together_stand_in_an_order():
    """Without one, two builds of the same inputs differ: the populations of a detector's files once did."""
    for path in [*SQL.parent.glob("sql/**/*.sql"), *SQL.parent.glob("etl/**/*.py")]:
        for one in re.findall(r"string_agg\((?:[^()]|\([^()]*\))*\)", path.read_text("utf-8")):
            assert "order by" in one, (path, one)
