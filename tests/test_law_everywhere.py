"""Every case of the form through the one select that answers it, and every view of the law against that answer."""

import datetime as dt
import itertools
import json
import re
from math import prod

import pandas as pd
import pytest

from etl.warehouse import query, sql
from figures import case_text
from figures.case import Case, ceilings, records, stated

DAYS = ("2015-06-01", "2024-05-23", "2025-06-01", "2025-12-24", "2025-12-25", "2026-01-05", "2026-02-06", "2026-08-31",
        "2026-10-02", "2027-01-15")  # fmt: skip # saves 10 lines
SUBJECTS = ("adult", "minor")
ASKED: dict[str, int] = {}  # jurisdiction → how many cases were answered
NARROW = (
    "case_id", "case_date::varchar as case_date", "case_person", "case_conditions", "form_id", "provision_id",
    "rule_ids", "jurisdiction", "verdict", "minors", "is_withheld", "article", "regime", "addressee", "persons",
    "prosecution",
    "requires", "prison_kind", "max_prison_months", "min_prison_months", "fine_kind", "max_fine_amount", "currency",
    "turnover_rule", "fixed_beside_article", "fixed_beside_amount", "fixed_beside_currency",
    "max_fine_eur", "eur_rate_date", "max_fine_turnover_share", "turnover_base", "turnover_ceiling_eur", "is_derived",
    "derived_from", "ceiling_group", "statute_en", "statute_fr", "counts", "may_count", "is_prison_of_ceiling",
    "is_fine_of_ceiling", "is_possible_prison", "group_has_unknown_prison", "group_open_fines", "counting_rule",
    "counting_article", "counting_en", "counting_fr", "counting_source_url", "prison_rank", "confidence",
)  # fmt: skip # saves 39 lines


def codes_of(marts, vocabulary: str) -> list[str]:
    rows = marts.execute("select code from marts.codes where vocabulary = $v order by place", {"v": vocabulary})
    return [code for (code,) in rows.fetchall()]


def one(number: int, place: str, day: str, person: str, act: str, subject: str, stated: tuple[str, ...] = ()) -> dict:
    return {"case_id": number, "jurisdiction": place, "date": day, "person": person, "acts": [act],
            "subjects": [subject], "harms": [], "conditions": stated, "turnover": None}  # fmt: skip # saves 9 lines


def places(marts) -> dict[str, list[str]]:
    """Jurisdiction → the further facts that a text or a rule of it reads."""
    rows = marts.execute(
        "select jurisdiction, list(distinct fact order by fact) from ("
        "select jurisdiction, unnest(requires) as fact from marts.reaches union all "
        "select jurisdiction, unnest(requires) from marts.provision_rules union all "
        "select jurisdiction, null from marts.reaches) group by jurisdiction order by jurisdiction"
    )
    return {place: [fact for fact in facts if fact] for place, facts in rows.fetchall()}


def form(marts, place: str, facts: list[str]) -> list[dict]:
    """Every case of the form for one jurisdiction on ten days; with each fact it reads, with two together, and with one
    that is not read, on every other day in turn."""
    sets = [(), *((fact,) for fact in facts), ("organised", "repeat"), ("seen_by_minor",)]
    persons, acts = codes_of(marts, "addressee"), codes_of(marts, "act")
    cells: list[tuple] = []
    for turn, known in enumerate(sets):
        days = DAYS[turn % 2 :: 2] if known else DAYS
        cells += itertools.product(days, persons, acts, SUBJECTS, [known])
    return [one(number, place, *cell) for number, cell in enumerate(cells)]


@pytest.fixture(scope="module")
def answered(marts) -> pd.DataFrame:
    """The rows of all cases that apply or may apply, without the names and sources that say nothing of the answer."""
    narrow = f"select {', '.join(NARROW)} from ({sql('law_case')}) where not is_left_out"
    found = []
    for place, facts in places(marts).items():
        cases = form(marts, place, facts)
        for start in range(0, len(cases), 2000):  # a served connection has half a gigabyte and no disk
            rows = marts.execute(narrow, {"cases": json.dumps(cases[start : start + 2000])}).df()
            found.append(rows.assign(place=place))
        ASKED[place] = len(cases)
    return pd.concat(found)


def test_more_than_sixty_thousand_cases_are_answered_and_none_fails(answered):
    assert sum(ASKED.values()) > 60_000 and len(ASKED) == answered["place"].nunique() >= 30


def test_no_ceiling_has_a_figure_that_its_article_does_not_hold(marts, answered):
    """Each figure against the provision as it was read, times the factors of the rules that its article names."""
    heads = answered[answered["is_prison_of_ceiling"] | answered["is_fine_of_ceiling"]]
    heads = heads.drop_duplicates(["form_id", "is_prison_of_ceiling", "is_fine_of_ceiling"])
    read = {row["provision_id"]: row for row in marts.execute("from marts.provisions").df().to_dict("records")}
    rules = {row["rule_id"]: row for row in marts.execute("from marts.provision_rules").df().to_dict("records")}
    assert len(heads) > 100
    for head in heads.to_dict("records"):
        text, used = read[head["provision_id"]], [rules[name] for name in head["rule_ids"]]
        assert head["article"] == " + ".join([text["article"], *(rule["article"] for rule in used)])
        months, amount = text["max_prison_months"], text["max_fine_amount"]
        assert all(rule["effect"] == "raises" and set(rule["requires"]) <= set(head["requires"]) for rule in used)
        times = {
            key: prod(1 if pd.isna(rule[key]) else rule[key] for rule in used)
            for key in ("prison_factor", "fine_factor")
        }
        if not pd.isna(head["max_prison_months"]):
            assert int(months * times["prison_factor"] + 1e-6) == head["max_prison_months"], head["form_id"]
        if not pd.isna(head["max_fine_amount"]):
            assert amount * times["fine_factor"] == pytest.approx(head["max_fine_amount"]), head["form_id"]


def test_a_ceiling_is_the_highest_of_what_applies_and_only_what_applies_is_in_it(answered):
    groups = answered[answered["counts"]].groupby(["place", "case_id", "jurisdiction", "ceiling_group"])
    assert (groups["is_prison_of_ceiling"].sum() == 1).all() and (groups["is_fine_of_ceiling"].sum() == 1).all()
    tops = answered[answered["is_prison_of_ceiling"]].set_index(["place", "case_id", "jurisdiction", "ceiling_group"])
    assert (
        groups["max_prison_months"].max().dropna()
        <= tops["max_prison_months"].reindex(groups["max_prison_months"].max().dropna().index).fillna(10**6)
    ).all()
    assert (answered[answered["is_prison_of_ceiling"] | answered["is_fine_of_ceiling"]]["verdict"] == "applies").all()


def test_a_company_or_a_platform_never_has_a_natural_persons_figures(answered):
    others = answered[(answered["case_person"] != "individual") & answered["counts"]]
    assert len(others) and not (others["addressee"] == "individual").any()
    criminal = others[(others["ceiling_group"] == "criminal") & (others["case_person"] == "legal_person")]
    assert len(criminal) and criminal["max_prison_months"].isna().all()


def test_where_no_provision_on_minors_was_read_no_criminal_ceiling_is_given(answered):
    without = answered[answered["minors"] == "not_read"]
    assert len(without) and not (without["counts"] & (without["ceiling_group"] == "criminal")).any()


def test_no_figure_of_low_confidence_is_in_any_answer(answered):
    low = answered[answered["confidence"] == "low"]
    assert len(low) and low[["max_prison_months", "max_fine_amount", "max_fine_eur"]].isna().all(axis=None)


def test_each_answer_that_differs_can_be_said_in_both_languages(marts, answered):
    """Sentences are made from the rows that apply or may apply: every set that occurs is put into words once."""
    known = {lang: names(marts, lang) for lang in ("en", "fr")}
    rules = records(marts.execute("from marts.provision_rules").df())
    rows = answered.assign(kept=None)
    rows["kept"] = rows["form_id"] + rows["verdict"]
    sets = rows.groupby(["place", "case_id"]).agg(
        kept=("kept", lambda one: "|".join(sorted(one))),
        person=("case_person", "first"),
        minors=("minors", "first"),
        facts=("case_conditions", "first"),
    )
    sets["facts"] = sets["facts"].map(tuple)
    first = sets.reset_index().drop_duplicates(["place", "kept", "minors", "facts"])
    chosen = rows.merge(first[["place", "case_id"]])
    said = set()
    for (place, _), part in chosen.groupby(["place", "case_id"]):
        found = records(part)
        case = Case(place, dt.date.fromisoformat(found[0]["case_date"]), found[0]["case_person"])
        facts = [stated(fact, found, rules, case) for fact in found[0]["case_conditions"]]
        for lang, label in known.items():
            for each in ceilings(found):
                said.add(case_text.ceiling(each, lang, label))
                assert all(case_text.notes(each, lang, label))
            for fact in facts:
                said.add(case_text.stated(fact, {"jurisdiction": place}, lang, label))
    assert len(said) > 300 and not any(re.search(r"\b(None|nan|NaN)\b", one) for one in said)


def names(marts, lang: str):
    """What codes are called, as the commands have it."""
    found = {(row.vocabulary, row.code): row[f"label_{lang}"] for _, row in query(marts, "codes").iterrows()}
    rows = query(marts, "law_jurisdictions")
    found |= {("jurisdiction", row.code): row[f"name_{lang}"] for _, row in rows.iterrows()}
    return lambda vocabulary, code: found[vocabulary, code]


@pytest.fixture(scope="module")
def around(marts) -> pd.DataFrame:
    """Jurisdiction and day, eleven around each on which a text comes into force; turn: that day and its eve."""
    return marts.execute(
        "select jurisdiction, (in_force_from + i::integer)::date as day, bool_or(i in (-1, 0)) as turn from "
        "(select distinct jurisdiction, in_force_from from marts.reaches where in_force_from is not null) "
        "cross join unnest([-20, -10, -5, -2, -1, 0, 1, 2, 5, 10, 20]) as t(i) group by all order by all"
    ).df()


@pytest.fixture(scope="module")
def by_case(marts, around) -> pd.DataFrame:
    """What law_case answers on those days, for each act, person and subject: its standing, and whose term and fine."""
    acts, persons = codes_of(marts, "act"), codes_of(marts, "addressee")
    found = []
    for place, days in around.groupby("jurisdiction")["day"]:
        cells = list(itertools.product((day.date().isoformat() for day in days), persons, acts, SUBJECTS))
        cases = json.dumps([one(number, place, *cell) for number, cell in enumerate(cells)])
        wanted = (
            "select jurisdiction, case_date as day, case_acts[1] as act, case_person as person, "
            "case_subjects[1] as subject, bool_or(verdict = 'applies') as is_sure, "
            "any_value(form_id) filter (is_prison_of_ceiling) as term, "
            "any_value(form_id) filter (is_fine_of_ceiling) as fine, any_value(is_withheld) as is_withheld, "
            f"from ({sql('law_case')}) where not is_left_out and ceiling_group = 'criminal' "
            "and jurisdiction = case_jurisdiction and len(requires) = 0 group by all"
        )
        found.append(marts.execute(wanted, {"cases": cases}).df())
    return pd.concat(found)


ACTS = ("creation", "request", "online_publication", "possession", "threat", "distribution")
KEYS = ["jurisdiction", "day", "act", "person", "subject"]


def test_the_days_of_the_law_say_what_the_cases_say(marts, around, by_case):
    with marts.cursor() as cursor:
        cursor.register("around", around)
        days = cursor.execute(
            "select days.jurisdiction, day, act, person, subject, standing, prison_form_id, fine_form_id "
            "from around inner join marts.law_days as days on days.jurisdiction = around.jurisdiction "
            "and day between coalesce(first_day, day) and coalesce(last_day, day)"
        ).df()
    both = by_case.merge(days, on=KEYS, how="outer", indicator=True)
    assert len(both) > 3000 and (both["_merge"] == "both").all()
    assert (both["is_sure"] == (both["standing"] == "sure")).all()
    given = both[both["is_sure"] & ~both["is_withheld"].astype(bool)]
    assert (given["term"] == given["prison_form_id"]).all() and (given["fine"] == given["fine_form_id"]).all()


def test_every_view_says_what_the_cases_say_on_each_of_those_days(marts, around, by_case):
    adults = by_case[(by_case["person"] == "individual") & (by_case["subject"] == "adult")]
    sure = {(row.jurisdiction, row.day.date(), row.act): row.is_sure for row in adults.itertuples()}
    countries = set(query(marts, "law_scope", date=DAYS[0], jurisdictions=[])["jurisdiction"])
    for day, part in around[around["turn"]].groupby("day"):
        on = day.date()
        chosen = sorted(set(part["jurisdiction"]) & countries)
        if not chosen:
            continue
        scope = query(marts, "law_scope", date=on, jurisdictions=chosen).set_index("jurisdiction")
        for place, act in itertools.product(chosen, ACTS):
            found = sure.get((place, on, act))
            verdict = {True: "yes", False: "unclear"}.get(found)
            assert scope.loc[place, act] == verdict if verdict == "yes" else scope.loc[place, act] != "yes"
            assert (scope.loc[place, act] == "unclear") <= (found is False), (place, on, act)
        summary = query(marts, "exposure_summary", date=on, jurisdictions=chosen).iloc[0]
        for act, name in (("online_publication", "publication"), ("creation", "creation"), ("request", "request")):
            assert summary[f"{name}_count"] == sum(sure.get((place, on, act)) is True for place in chosen)


@pytest.mark.parametrize("act", ["online_publication", "creation", "request", "possession"])
def test_the_comparison_and_the_bars_say_what_the_cases_say(marts, around, by_case, act):
    adults = by_case[(by_case["person"] == "individual") & (by_case["subject"] == "adult") & (by_case["act"] == act)]
    known = {(row.jurisdiction, row.day.date()): (row.is_sure, row.term) for row in adults.itertuples()}
    first, last = around["day"].min().date(), around["day"].max().date()
    every = sorted(set(around["jurisdiction"]))
    rows = query(marts, "exposure_time", start=first, end=last, jurisdictions=every, most=10, act=act)
    bars = rows[rows["panel"] == "ceiling"]
    spans: dict[str, list] = {}
    for row in bars.itertuples():
        spans.setdefault(row.jurisdiction, []).append((row.start_date.date(), row.end_date.date(), row.is_established))
    for (place, on), (is_sure, _) in known.items():
        drawn = [sure for start, end, sure in spans.get(place, []) if start <= on <= end]
        assert drawn == [is_sure], (place, on)
    for on in sorted({day for _, day in known})[::20]:
        chosen = sorted({place for place, day in known if day == on})
        compared = query(marts, "law_compare", date=on, jurisdictions=chosen, act=act)
        for row in compared[~compared["is_reference"].astype(bool)].itertuples():
            is_sure, term = known[row.jurisdiction, on]
            assert (row.status == "in_force") == is_sure, (row.jurisdiction, on)
            assert not is_sure or term.split("+")[0] == row.provision_id
