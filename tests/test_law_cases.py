"""Questions a lawyer could be asked, and the answer the warehouse must give: see tests/cases/law/README.md."""

from functools import cache, partial
from pathlib import Path

import pytest
import yaml

from etl.warehouse import query
from etl.yaml_text import LOADER
from figures.case import Case, answer, asked

CASES = [
    (path.stem, case)
    for path in sorted(Path("tests/cases/law").glob("*.yml"))
    for case in yaml.load(path.read_text(encoding="utf-8"), LOADER)
]
FACTS = {"jurisdiction", "date", "act", "person", "shows", "stated", "turnover", "images", "harm"}
CASE = {"case", "facts", "applies", "uncertain", "ceiling", "left_out", "counting", "minors", "stated"}
CEILING = {"months", "fine", "article", "prison", "derived", "possibly", "open", "not_below", "complaint"}


def listed(value) -> tuple:
    return tuple(value) if isinstance(value, list) else () if value is None else (value,)


def case_of(facts: dict) -> Case:
    """The facts as a case; how many images there are is no part of it."""
    assert facts.keys() <= FACTS
    return Case(
        facts["jurisdiction"], facts["date"], facts["person"], listed(facts.get("act")), listed(facts.get("shows")),
        listed(facts.get("harm")), listed(facts.get("stated")), facts.get("turnover"),
    )  # fmt: skip # saves 6 lines


@pytest.fixture(scope="module")
def ask(marts):
    """Asks the warehouse each question once, and what applies of all cases in one go."""
    cases = [case_of(case["facts"]) for _, case in CASES]
    place = {asked([case]): number for number, case in enumerate(cases)}
    every = query(marts, "law_case", cases=asked(cases))
    rows = {number: part.reset_index(drop=True) for number, part in every.groupby("case_id")}
    once = cache(lambda name, parameters: query(marts, name, **{key: _list(value) for key, value in parameters}))

    def found(name, **parameters):
        if name == "law_case":
            return rows.get(place[parameters["cases"]], every.iloc[:0])
        return once(
            name, tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in parameters.items())
        )

    return found


def _list(value):
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(("region", "case"), CASES[::40], ids=[case["case"] for _, case in CASES[::40]])
def test_a_case_asked_alone_has_the_answer_it_has_among_all(marts, ask, region, case):
    alone = case_of(case["facts"])
    assert answer(partial(query, marts), alone) == answer(ask, alone)


def months_of(one: dict) -> object:
    if one["is_life"]:
        return "life"
    if one["has_term_without_ceiling"]:
        return f"at least {one['min_prison_months']:g}"
    if one["max_prison_months"] is None:
        return "unknown" if one["is_prison_unknown"] else "none"
    return one["max_prison_months"]


def fine_of(one: dict) -> str:
    if one["fine_kind"] == "turnover":
        money = one["turnover_ceiling_eur"]
        return f"{one['max_fine_turnover_share'] * 100:g} %" + ("" if money is None else f", EUR {money:.0f}")
    if one["fine_kind"] in ("fixed", "before_surcharge"):
        kind = "" if one["fine_kind"] == "fixed" else " before surcharge"
        return f"{one['max_fine_amount']:.0f} {one['currency']}{kind}"
    return one["fine_kind"]


def check_ceiling(one: dict, expected: dict, group: str):
    """The figures of a ceiling, and the article of each: `article` is of all, or of the fine when `prison` is given."""
    assert expected.keys() <= CEILING
    assert fine_of(one) == expected["fine"]
    if group == "criminal":
        assert months_of(one) == expected["months"]
        possibly = "life" if one["is_possibly_life"] else one["possible_prison_months"]
        assert possibly == expected.get("possibly", possibly)
        assert one["has_fine_without_amount"] == expected.get("open", one["has_fine_without_amount"])
    if "article" in expected:
        held = {"months": one["prison_article"], "fine": one["fine_article"]}
        wanted = {"months": expected.get("prison", expected["article"]), "fine": expected["article"]}
        assert {key: article for key, article in held.items() if article} == {
            key: wanted[key] for key, article in held.items() if article
        }
        assert one["is_derived"] == expected.get("derived", False)
    on_complaint = [article for articles in one["complaints"].values() for article in articles]
    assert on_complaint == expected.get("complaint", on_complaint)
    if "not_below" in expected:
        assert f"{one['fixed_beside_share']:.0f} {one['currency']}" == expected["not_below"]


@pytest.mark.parametrize(("region", "case"), CASES, ids=[f"{region}: {case['case']}" for region, case in CASES])
def test_case(marts, ask, region, case):
    assert case.keys() <= CASE
    found = answer(ask, case_of(case["facts"]))
    if "applies" in case:
        assert {row["article"] for row in found["applies"] + found["in_no_ceiling"]} == set(case["applies"])
    if "uncertain" in case:
        assert {row["article"] for row in found["not_established"]} == set(case["uncertain"])
    for article, expected in case.get("left_out", {}).items():
        reason, _, day = expected.partition(" ")
        rows = [row for row in found["left_out"] if row["article"] == article]
        assert any(reason in row["reasons"] for row in rows), f"{article}: {[row['reasons'] for row in rows]}"
        if day:
            assert {row["date"] for row in rows} == {day}
    groups = {one["group"]: one for one in reversed(found["ceilings"])}  # the jurisdiction's own comes first
    if "ceiling" in case and not case["ceiling"]:
        assert not groups
    for group, expected in case.get("ceiling", {}).items():
        check_ceiling(groups[group], expected, group)
    assert found["minors"]["status"] == case.get("minors", found["minors"]["status"])
    effects = {one["fact"]: one["effect"] for one in found["stated"]}
    assert effects == {**effects, **case.get("stated", {})}
    if "counting" in case:
        own = case["facts"]["jurisdiction"]
        rules = marts.execute(
            "select distinct counting_rule from marts.reaches "
            "where jurisdiction = $own and list_contains($ids, form_id)",
            {"own": own, "ids": [row["provision_id"] for row in found["applies"] + found["not_established"]
                                 + found["in_no_ceiling"]] or [row["provision_id"] for row in found["left_out"]]},
        ).fetchall()  # fmt: skip # saves 5 lines
        assert (case["counting"],) in rules


def test_there_are_enough_cases_to_trust_the_engine():
    assert len(CASES) >= 40
    assert len({case["case"] for _, case in CASES}) == len(CASES)
