"""Questions a lawyer could be asked, and the answer the warehouse must give: see tests/cases/law/README.md."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from etl.warehouse import query

CASES = [
    (path.stem, case)
    for path in sorted(Path("tests/cases/law").glob("*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
FACTS = {"jurisdiction", "date", "act", "person", "shows", "stated", "turnover", "images", "harm"}
CASE = {"case", "facts", "applies", "uncertain", "ceiling", "left_out", "counting"}


def listed(value) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def answer(marts, facts: dict):
    """The rows of law_case for the facts; how many images there are is no parameter of it."""
    assert facts.keys() <= FACTS
    return query(
        marts,
        "law_case",
        jurisdiction=facts["jurisdiction"],
        date=facts["date"],
        acts=listed(facts.get("act")),
        person=facts["person"],
        subjects=listed(facts.get("shows")),
        harms=listed(facts.get("harm")),
        conditions=listed(facts.get("stated")),
        turnover=facts.get("turnover"),
    )


def months_of(head) -> object:
    if head.group_is_life:
        return "life"
    if head.group_has_term_without_ceiling:
        return f"at least {head.group_min_prison_months:g}"
    return "none" if pd.isna(head.group_max_prison_months) else head.group_max_prison_months


def fine_of(head) -> str:
    if head.group_fine_kind == "turnover":
        money = head.group_turnover_ceiling_eur
        return f"{head.group_max_turnover_share * 100:g} %" + ("" if pd.isna(money) else f", EUR {money:.0f}")
    if head.group_fine_kind == "fixed":
        return f"{head.group_max_fine_amount:.0f} {head.group_currency}"
    return head.group_fine_kind


@pytest.mark.parametrize(("region", "case"), CASES, ids=[f"{region}: {case['case']}" for region, case in CASES])
def test_case(marts, region, case):
    assert case.keys() <= CASE
    rows = answer(marts, case["facts"])
    assert set(rows[rows.verdict == "applies"].article) == set(case["applies"])
    if "uncertain" in case:
        assert set(rows[rows.verdict == "uncertain"].article) == set(case["uncertain"])
    left_out = rows[rows.verdict == "left_out"]
    for article, expected in case.get("left_out", {}).items():
        reason, _, day = expected.partition(" ")
        found = left_out[left_out.article == article]
        assert any(reason in reasons for reasons in found.reasons), f"{article}: {list(found.reasons)}"
        if day:
            assert {value.date().isoformat() for value in found.reason_date} == {day}
    heads = rows[rows.is_group_head & (rows.group_applies_count > 0)]
    own_last = heads.sort_values("jurisdiction", key=lambda codes: codes == case["facts"]["jurisdiction"])
    groups = {head.ceiling_group: head for head in own_last.itertuples()}
    ceilings = {name: head for name, head in groups.items() if name not in ("damages", "per_violation")}
    if "ceiling" in case and not case["ceiling"]:
        assert not ceilings
    for group, expected in case.get("ceiling", {}).items():
        head = ceilings[group]
        assert fine_of(head) == expected["fine"]
        if group == "criminal":
            assert months_of(head) == expected["months"]
            assert head.group_is_possibly_life == (expected.get("possibly") == "life")
            assert head.group_has_open_fine == expected.get("open", head.group_has_open_fine)
        if "article" in expected:
            assert head.article == expected["article"]
            assert head.is_derived == expected.get("derived", False)
        if "not_below" in expected:
            assert f"{head.group_fixed_beside_share:.0f} {head.group_currency}" == expected["not_below"]
    if "counting" in case:
        own = rows[(rows.jurisdiction == case["facts"]["jurisdiction"]) & (rows.verdict != "left_out")]
        own = own if len(own) else rows[rows.jurisdiction == case["facts"]["jurisdiction"]]
        assert case["counting"] in set(own.counting_rule)


def test_there_are_enough_cases_to_trust_the_engine():
    assert len(CASES) >= 40
    assert len({case["case"] for _, case in CASES}) == len(CASES)


def test_every_jurisdiction_of_the_law_files_gives_an_answer_or_says_what_is_not_known(marts):
    for (code,) in marts.execute("select distinct jurisdiction from marts.provisions order by 1").fetchall():
        rows = answer(marts, {"jurisdiction": code, "date": "2026-01-05", "person": "individual", "shows": "adult"})
        assert len(rows), code
        assert all(len(reasons) for reasons in rows[rows.verdict == "left_out"].reasons)
        assert all(len(doubts) for doubts in rows[rows.verdict == "uncertain"].doubts)
        assert rows.counting_rule.notna().all()


def test_a_ceiling_is_a_maximum_of_its_group_and_never_more(marts):
    for facts in (case["facts"] for _, case in CASES):
        rows = answer(marts, facts)
        for _, group in rows.groupby(["jurisdiction", "ceiling_group"]):
            applying = group[group.verdict == "applies"]
            for column, figure in (
                ("group_max_prison_months", "max_prison_months"),
                ("group_max_turnover_share", "max_fine_turnover_share"),
            ):
                ceiling = group[column].iloc[0]
                if not pd.isna(ceiling):
                    assert ceiling in set(applying[figure])
            if not pd.isna(amount := group.group_max_fine_amount.iloc[0]):
                assert amount in set(applying.max_fine_amount)
