"""The questions about enforcement that the sources raise have an answer, and known answers come out."""

import datetime as dt
from pathlib import Path

import pytest
from visits import visit

from etl.warehouse import query

QUESTIONS = Path(__file__).parent / "questions"
EVERYWHERE: dict = {"jurisdictions": []}


def answer(marts, number: int, **where) -> list[dict]:
    with marts.cursor() as cursor:
        return (
            cursor.execute((QUESTIONS / f"{number:02d}.sql").read_text("utf-8"), EVERYWHERE | where)
            .df()
            .to_dict("records")
        )


def test_governments_prosecutors_and_lawmakers_act_first_a_court_last(marts):
    days = {row["authority_kind"]: row["min_days"] for row in answer(marts, 1)}
    assert days["government"] == days["prosecutor"] == 8  # 25 December to 2 January
    assert days["data_protection"] == 13 and days["court"] == 91  # ICO, 7 January; Amsterdam, 26 March


def test_france_begins_with_referrals_and_an_investigation_india_with_a_notice_the_philippines_with_a_block(marts):
    first = {row["jurisdiction"]: row["measures"] for row in answer(marts, 2)}
    assert first["FR"] == "investigation_extended, referral"
    assert (first["IN"], first["PH"]) == ("formal_notice", "service_block")


def test_ofcom_opens_after_seven_days_and_canada_decides_after_147(marts):
    rows = {row["authority"]: row for row in answer(marts, 3)}
    assert rows["Ofcom"]["days_request_to_investigation"] == 7
    assert rows["Office of the Privacy Commissioner of Canada"]["days_investigation_to_decision"] == 147
    assert rows["Ofcom"]["days_open_at_last_date"] == 263  # 12 January to 2 October


def test_the_company_limits_images_to_subscribers_after_twelve_acts_in_a_week(marts):
    measures = {row["action_id"]: row for row in answer(marts, 4)}
    limit = measures["int-x-2026-01-09-subscriber-limit"]
    assert limit["earlier_act_count"] == 12 and limit["week_before_act_count"] == 12


def test_blocks_last_22_12_and_5_days(marts):
    period = {"start": dt.date(2025, 12, 1), "end": dt.date(2026, 6, 29), **EVERYWHERE}
    blocks = query(marts, "enforcement_blocks", **period).to_dict("records")
    assert {row["jurisdiction"]: row["days"] for row in blocks} == {"ID": 22, "MY": 12, "PH": 5}


def test_most_acts_are_for_minors_and_adults_together(marts):
    rows = {row["harm"]: row for row in answer(marts, 6)}
    assert rows["both"]["act_count"] > rows["ncii"]["act_count"] > rows["csam"]["act_count"] == 3
    assert rows["both"]["binding_count"] == sum(row["binding_count"] for row in rows.values()) == 8


def test_every_counted_act_has_an_addressee_and_a_force(marts):
    addressed = answer(marts, 7)
    assert (
        sum(row["act_count"] for row in addressed) == 53
    )  # 51, Turkey's inquiry and the letter of three ranking members
    named = [frozenset(row["target"].split("|")) for row in addressed]
    assert len(named) == len(set(named))  # the same companies in another order are the same
    force = answer(marts, 8)
    assert sum(row["act_count"] for row in force) == 53
    assert sum(row["act_share"] for row in force if row["is_binding"]) == pytest.approx(8 / 53)


def test_one_investigation_is_decided_within_200_days_and_none_has_been_seen_for_300(marts):
    rows = {row["days"]: row for row in answer(marts, 9)}
    assert (rows[100]["decided_count"], rows[200]["decided_count"]) == (0, 1)
    assert rows[200]["still_open_count"] == rows[200]["observed_count"] - 1
    assert rows[300]["still_open_count"] == 0  # the data end before


def test_a_refusal_to_assist_and_the_laws_that_followed_are_told_apart_from_cooperation(marts):
    kinds = {row["action_id"]: row["kind"] for row in answer(marts, 10)}
    assert kinds["us-doj-2026-04-17-mla-refusal"] == "clash"
    assert kinds["int-gpa-2026-02-23-joint-statement"] == "cooperation"
    assert kinds["eu-council-2026-06-29-nudifier-ban-adoption"] == "law"


def test_shares_not_yet_there_are_kaplan_and_meiers_product_and_kinds_that_decided_nothing_stay_at_one(marts):
    cases, curves = {}, {}
    for *key, days, reached in marts.execute(
        "select step, grouping, group_code, days, is_reached from marts.step_times"
    ).fetchall():
        cases.setdefault(tuple(key), []).append((days, reached))
    for *key, days, share, at_risk, events in marts.execute(
        "select step, grouping, group_code, days, not_yet_share, at_risk_count, event_count from marts.survival"
    ).fetchall():
        curves.setdefault(tuple(key), {})[days] = (share, at_risk, events)
    assert curves.keys() == cases.keys()
    for key, times in cases.items():
        share, expected = 1.0, {}
        for day in sorted({days for days, reached in times if reached}) or [max(days for days, _ in times)]:
            at_risk, events = sum(days >= day for days, _ in times), times.count((day, True))
            share *= 1 - events / at_risk
            expected[day] = (pytest.approx(share), at_risk, events)
        assert curves[key] == expected, key
    assert next(iter(curves["decision", "authority_kind", "media_regulator"].values()))[0] == 1


def test_the_acts_of_the_first_sentence_and_those_under_the_chart_are_the_same(warehouse, marts):
    """The page gives the same number twice; since the Paris inquiry has a month, no counted act is without any date."""
    seen = visit(warehouse, "enforcement", "en")
    (period,) = query(marts, "period").to_dict("records")
    days = {"start": period["start_date"].date(), "end": period["end_date"].date()}
    (found,) = query(marts, "enforcement_summary", **days, jurisdictions=[]).to_dict("records")
    said = "\n".join([seen.text, *(one.facts.summary for one in seen.figures)])
    assert f"{found['act_count']} acts in " in seen.text and f"{found['act_count']} count as acts" in said
    assert "undated" not in said
