"""Rules at their edges: the day, the count and the share on which a rule turns, worked out by hand on small tables."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from etl.intervals import proportion_limits
from etl.warehouse import current, query
from etl.warehouse.gate import MOST_BLANKS, MOST_SHRINK, lost
from etl.warehouse.layers import define_macros

SQL = Path(__file__).parents[1] / "sql"
DAY = dt.date


def answer(select: str, **tables: list[dict]) -> list[dict]:
    """The rows of sql/<select>.sql over these tables, named schema__table, of which a select sees nothing else."""
    with duckdb.connect(":memory:") as connection:
        for schema in ("raw", "staging", "marts"):
            connection.execute(f"create schema {schema}").fetchall()
        define_macros(connection, "marts")
        for name, rows in tables.items():
            connection.execute(f"create table {name.replace('__', '.')} as {values(rows)}").fetchall()
        connection.execute((SQL / f"{select}.sql").read_text("utf-8"))
        names = [column[0] for column in connection.description or ()]
        return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]


def values(rows: list[dict]) -> str:
    """A select of the rows; a column that is None throughout is a text."""

    def literal(value: object) -> str:
        if value is None:
            return "null"
        if isinstance(value, dt.date):
            return f"date '{value}'"
        return str(value) if isinstance(value, bool | int | float) else f"'{value}'"

    return " union all ".join(
        "select " + ", ".join(f"{literal(value)} as {name}" for name, value in row.items()) for row in rows
    )


def measurement(name: str, n: int, k: int | None, value: float | None = None, **more) -> dict:
    return {"measurement_id": name, "sampled_count": n, "flagged_count": k, "value": value, "unit": "share",
            "sampling": "random"} | more  # fmt: skip # saves 6 lines


def test_where_no_case_was_found_the_limit_is_the_rule_of_threes_and_one_case_is_wilsons():
    rows = answer("staging/measurement_intervals", staging__detections=[
        measurement("none", 60, 0, 0.0), measurement("one", 60, 1, 1 / 60), measurement("all", 60, 60, 1.0),
        measurement("inferred", 200, None, 0.105), measurement("guess", 60, 6, 0.1, sampling="estimate"),
        measurement("at hand", 60, 47, sampling="convenience"),
        measurement("nobody", 0, 0, 0.0), measurement("count", 60, 6, 6.0, unit="count")])  # fmt: skip # saves 8 lines
    found = {row["measurement_id"]: row for row in rows}
    assert found.keys() == {"none", "one", "all", "inferred"}
    assert found["none"]["value_high"] == pytest.approx(1 - 0.05 ** (1 / 60))  # 4.87 %, about 3 / 60
    assert found["none"]["value_low"] == 0 and found["none"]["interval_method"] == "rule_of_three_95"
    # Wilson, by hand: (1 + 1.9207 ± 1.96 √(1·59/60 + 0.9604)) / (60 + 3.8415)
    assert (found["one"]["value_low"], found["one"]["value_high"]) == pytest.approx((0.00295, 0.08855), abs=1e-5)
    assert found["one"]["interval_method"] == "wilson_95" and found["all"]["value_high"] == 1
    assert found["inferred"]["interval_method"] == "wilson_95_count_inferred"


def test_the_warehouses_formula_and_the_commands_give_the_same_limits_for_every_count():
    with duckdb.connect(":memory:") as connection:
        connection.execute("create schema marts").fetchall()
        define_macros(connection, "marts")
        rows = connection.execute("""
            with counts(k, n) as (
                select k, n from range(1, 60) as ns(n), range(0, 61) as ks(k) where k <= n
                union all values (12995, 20000), (3, 4400000)
            )
            select k, n, marts.wilson(k, n).low, marts.wilson(k, n).high from counts""").fetchall()
        nobody = connection.execute("select marts.wilson(null, 20)").fetchall()
    assert len(rows) == sum(range(2, 61)) + 2 and nobody == [({"low": None, "high": None},)]
    for k, n, low, high in rows:
        assert (low, high) == pytest.approx(proportion_limits(k, n), abs=1e-12), (k, n)


def act(name: str, date: dt.date | None, **more) -> dict:
    """An act of an investigation as staging.acts has it."""
    precision = more.get("date_precision", "day")
    last = DAY(2026, 1, 31) if precision == "month" else date
    return {"action_id": name, "jurisdiction": "FR", "authority": "A", "authority_kind": "regulator", "harm": "both",
            "measure": "investigation", "ladder_step": "investigation", "is_binding": False, "action_date": date,
            "date_precision": precision, "latest_date": last, "status": "open"} | more  # fmt: skip # saves 11 lines


def steps(*acts: dict) -> dict[str, tuple[int, bool]]:
    """Step → (days, whether it was reached), of the one jurisdiction."""
    anchors = [{"first_alarm_date": DAY(2025, 12, 25), "first_measurement_date": None, "last_date": DAY(2026, 3, 5)}]
    places = [{"code": "FR", "kind": "country"}, {"code": "INT", "kind": "international"}]
    rows = answer("staging/step_times", staging__acts=list(acts), staging__anchors=anchors, raw__jurisdictions=places)
    return {row["step"]: (row["days"], row["is_reached"]) for row in rows if row["grouping"] == "jurisdiction"}


def test_an_act_known_to_the_month_counts_by_its_last_day_and_what_is_not_reached_by_the_last_day_known():
    month = steps(act("a", DAY(2026, 1, 1), date_precision="month"))
    assert month == {"first_act": (37, True), "investigation": (37, True), "binding": (70, False),
                     "decision": (70, False)}  # 25 December to 31 January, to 5 March  # fmt: skip # saves 4 lines
    both = steps(act("a", DAY(2026, 1, 1), date_precision="month"), act("b", DAY(2026, 1, 30)))
    assert both["investigation"] == (36, True)
    assert steps(act("a", DAY(2026, 1, 2)), act("b", DAY(2026, 1, 9), is_binding=True))["binding"] == (15, True)


def test_what_is_worldwide_or_undated_is_nobodys_first_step():
    assert steps(act("a", DAY(2026, 1, 2), jurisdiction="INT"), act("b", None)) == {}


def test_the_ladder_counts_from_the_alarm_and_from_the_measurement_each_from_its_own_day(marts):
    """France: referrals of 2 January 2026; the images from 25 December, their first measurement on 31 December."""
    asked = {"start": DAY(2025, 12, 1), "end": DAY(2026, 6, 29), "jurisdictions": ["FR"]}
    (france,) = query(marts, "enforcement_ladder", **asked, clock="images").to_dict("records")
    assert (france["days_to_first_act"], france["days_from_measurement"]) == (8, 2)
    assert (france["days_to_investigation"], france["days_to_binding"]) == (8, 40)  # 2 January; 3 February


def test_a_step_binds_from_the_day_of_the_act_that_binds(marts):
    """Malaysia: a notice on 3 January 2026 (day 9), the block on 11 January (day 17), lifted since; the EU: day 14."""
    asked = {"start": DAY(2025, 12, 1), "end": DAY(2026, 6, 29), "jurisdictions": []}
    rows = query(marts, "enforcement_ladder", **asked, clock="images").set_index("jurisdiction")
    assert tuple(rows.loc["MY", ["days_to_measure", "days_to_binding_measure", "days_to_binding"]]) == (9, 17, 17)
    assert "measure" in rows.loc["MY", "binding_over_steps"] and "measure" not in rows.loc["MY", "over_steps"]
    assert rows.loc["EU", "days_to_binding_investigative_step"] == rows.loc["EU", "days_to_investigative_step"] == 14
    acts = query(marts, "enforcement_acts", **asked, steps=[])
    held = acts[acts["is_counted"] & acts["is_binding"]].groupby(["jurisdiction", "ladder_step"])["days"].min()
    for step in ("request", "investigative_step", "investigation", "measure", "decision"):
        given = rows[f"days_to_binding_{step}"].dropna().to_dict()
        assert given == held.xs(step, level=1).dropna().to_dict() if step in held.index.levels[1] else given == {}


def test_the_means_beside_the_sample_are_of_the_days_before_its_first_and_after_its_last(marts):
    days = dict(marts.execute(
        "select day, sor_count from marts.sor_daily where platform = 'X' and metric = 'category' and origin <> 'part' "
        "and code = 'STATEMENT_CATEGORY_CYBER_VIOLENCE' and day >= '2025-12-01'").fetchall()
    )  # fmt: skip # saves 2 lines
    rows = query(marts, "overview_reports").to_dict("records")
    months = {row["month"].date(): row for row in rows if row["basis"] == "arrival"}
    for month, count, mean in ((DAY(2025, 12, 1), 31, 112), (DAY(2026, 1, 1), 10, 223)):
        held = [days.get(month + dt.timedelta(n), 0) for n in range(count)]
        assert months[month]["day_count"] == count and months[month]["is_of_affair"]
        assert months[month]["mean"] == pytest.approx(sum(held) / count) and round(sum(held) / count) == mean
    assert not months[DAY(2025, 11, 1)]["is_of_affair"]


@pytest.fixture
def gated(warehouse, tmp_path):
    """What the gate says of a candidate in which a served relation of 1,000 rows has become what a select gives."""
    served = current(warehouse)

    def asked(select: str) -> list[str]:
        versions = []
        for name, text in (("served", "select 1 as held from range(1000)"), ("candidate", select)):
            path = tmp_path / f"{name}.duckdb"
            path.write_bytes(served.path.read_bytes())
            with duckdb.connect(str(path)) as connection:
                connection.execute(f"create table marts.tried as {text}").fetchall()
                count = connection.execute("select count(*) from marts.tried").fetchall()[0][0]
            versions.append(replace(served, path=path, rows={**served.rows, "tried": count}))

        found = lost(versions[1], versions[0])
        for one in versions:
            one.path.unlink()
        return found

    return asked


def test_a_tenth_of_the_rows_may_go_and_not_one_more_and_five_points_of_blanks(gated):
    assert (MOST_SHRINK, MOST_BLANKS) == (0.10, 0.05)
    assert gated("select 1 as held from range(900)") == []
    assert gated("select 1 as held from range(899)") == ["marts.tried has 899 rows, 10% fewer than 1,000"]
    assert gated("select if(range < 50, null, 1) as held from range(1000)") == []
    (fault,) = gated("select if(range < 51, null, 1) as held from range(1000)")
    assert "marts.tried.held is blank in 5.1% of rows" in fault


@pytest.mark.parametrize(("now", "is_held"), [(900, False), (899, True)])
def test_a_day_of_a_platform_may_lose_a_tenth_of_its_statements_and_not_one_more(now, is_held):
    with duckdb.connect(":memory:") as connection:
        for name, count in (("served", 1000), ("candidate", now)):
            connection.execute(f"attach ':memory:' as {name}").fetchall()
            connection.execute(f"create schema {name}.marts").fetchall()
            row = f"date '2026-01-05' as day, 'X' as platform, 'total' as metric, {count} as sor_count"
            connection.execute(f"create table {name}.marts.sor_daily as select {row}").fetchall()
        connection.execute((SQL / "gate/days_that_shrank.sql").read_text("utf-8"))
        assert bool(connection.fetchall()) == is_held


def at_the_gate(select: str, **tables: tuple[list[dict], list[dict]]) -> list[tuple]:
    """What a select of the gate finds; of each mart its rows in the version served and in the candidate."""
    with duckdb.connect(":memory:") as connection:
        for place, version in enumerate(("served", "candidate")):
            connection.execute(f"attach ':memory:' as {version}").fetchall()
            connection.execute(f"create schema {version}.marts").fetchall()
            for name, rows in tables.items():
                connection.execute(f"create table {version}.marts.{name} as {values(rows[place])}").fetchall()
        return connection.execute((SQL / f"gate/{select}.sql").read_text("utf-8")).fetchall()


@pytest.mark.parametrize(
    ("metric", "code", "served_code", "is_held"),
    [
        ("category", "NEW", "OLD", True), ("keyword", "NEW", "OLD", True), ("automated_detection", "NEW", "OLD", True),
        ("automated_decision", "NEW", "OLD", True),
        ("keyword", "LISTED", "OLD", False), ("keyword", "OLD", "OLD", False), ("content_type", "NEW", "OLD", False),
    ],
)  # fmt: skip # saves 4 lines
def test_a_code_that_neither_the_list_nor_the_version_served_knows_is_held(metric, code, served_code, is_held):
    counts = [[{"metric": metric, "code": one, "sor_count": 3}] for one in (served_code, code)]
    codes = [{"vocabulary": "sor_code", "code": "LISTED"}, {"vocabulary": "another", "code": "NEW"}]
    found = at_the_gate("codes_nobody_listed", sor_daily=(counts[0], counts[1]), codes=(codes, codes))
    assert found == [(metric, code, 3)] * is_held


def test_a_row_that_is_gone_was_withdrawn_or_is_held():
    rows = [{"relation": "enforcement", "row_id": name} for name in ("stays", "withdrawn", "lost")]
    withdrawn = [{"row_id": "withdrawn"}]
    found = at_the_gate("rows_that_vanished", documents=(rows, rows[:1]), withdrawn=(withdrawn, withdrawn))
    assert found == [("enforcement", "lost")]


@pytest.mark.parametrize(
    ("first", "last", "is_held"),
    [(DAY(2026, 1, 5), DAY(2026, 2, 5), False), (DAY(2026, 1, 4), DAY(2026, 2, 6), False),
     (DAY(2026, 1, 6), DAY(2026, 2, 5), True), (DAY(2026, 1, 5), DAY(2026, 2, 4), True), (DAY(2026, 1, 5), None, True)],
)  # fmt: skip # saves 5 lines
def test_the_days_of_a_relation_do_not_shrink_at_either_end(first, last, is_held):
    served = [{"relation": "x", "first_date": DAY(2026, 1, 5), "data_date": DAY(2026, 2, 5)}]
    now = [
        {"relation": "x", "first_date": first, "data_date": last},
        {"relation": "y", "first_date": first, "data_date": DAY(2026, 1, 1)},
    ]
    assert bool(at_the_gate("dates_that_moved_back", coverage=(served, now))) == is_held
