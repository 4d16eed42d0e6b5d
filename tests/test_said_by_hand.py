"""What a case's answer, the first page's figures, an estimate and a value refused say in each of their states, by hand.

Words stand as their keys with the values that are put into them: so the choice is held, and no style.
"""

import datetime as dt
import math
from typing import Any

import pytest

from etl import french
from etl.detections import columns, estimate_text
from etl.errors import GardefouError
from etl.intake import law_rules, material, values
from etl.intake.values import Fault, Kind
from etl.intervals import labelled as by_people
from etl.intervals.detector import Validation
from etl.intervals.estimate import Estimate, UnusableInputs
from etl.nlp import affair_names
from etl.reactions import own
from figures import affair, case_text

DAY = dt.date(2026, 1, 5)


@pytest.fixture
def keys(monkeypatch):
    """Texts as `key{value, value}`; labels as `vocabulary:code`."""

    def word(key: str, lang: str, **given: Any) -> str:
        return f"{key}{{{', '.join(str(one) for one in given.values())}}}" if given else key

    for module in (case_text, affair):
        monkeypatch.setattr(module, "word", word)
    return word


def label(vocabulary: str, code: Any) -> str:
    return f"{vocabulary}:{code}"


CEILING: dict[str, Any] = {
    "group": "criminal", "jurisdiction": "FR", "group_name": {"en": "G"}, "is_life": False, "has_term_without_ceiling": False,
    "min_prison_months": None, "max_prison_months": 24, "is_prison_unknown": False, "fine_kind": "fixed",
    "max_fine_amount": 60000, "currency": "EUR", "max_fine_turnover_share": None, "turnover_base": "worldwide",
    "fixed_beside_share": None, "fixed_beside_article": "A", "fixed_beside_rule": "higher", "fine_article": "A",
    "prison_article": "A", "article": "A", "turnover_ceiling_eur": None, "is_derived": False, "derived_from": "how",
    "max_fine_eur": None, "eur_rate_date": None, "has_fine_without_amount": False, "open_fine_articles": ["O"],
    "possible_article": "", "is_possibly_life": False, "possible_prison_months": None, "possible_min_prison_months": 12,
    "unconfirmed_articles": [], "complaints": {}, "counting": {"article": "C", "en": "rule"},
}  # fmt: skip # saves 30 lines


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, "exposure.months{24}"),
        ({"is_life": True}, "prison_kind:life"),
        ({"has_term_without_ceiling": True, "min_prison_months": 6}, "exposure.at_least{6}"),
        ({"is_life": True, "has_term_without_ceiling": True}, "prison_kind:life"),
        ({"max_prison_months": None}, "prison_kind:none"),
        ({"max_prison_months": None, "is_prison_unknown": True}, "exposure.term_unknown"),
        ({"max_prison_months": None, "group": "online_safety"}, ""),
    ],
)
def test_a_term_is_told_as_what_it_is(keys, state, told):
    assert case_text.term_text(CEILING | state, "en", label) == told


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, "€60,000"),
        ({"fine_kind": "daily"}, "€60,000, fine_kind:daily"),
        ({"fine_kind": "unlimited", "max_fine_amount": None}, "fine_kind:unlimited"),
        ({"fine_kind": "turnover", "max_fine_turnover_share": 0.06}, "exposure.of_turnover{6%, turnover_base:worldwide}"),
        ({"fine_kind": "turnover", "max_fine_turnover_share": 0.06, "fixed_beside_share": 5},
         "exposure.of_turnover{6%, turnover_base:worldwide}, exposure.beside.higher{€5}"),
        ({"fine_kind": "turnover", "max_fine_turnover_share": 0.06, "fixed_beside_share": 5, "fixed_beside_article": "B"},
         "exposure.of_turnover{6%, turnover_base:worldwide}, exposure.beside.higher{€5 (B)}"),
    ],
)  # fmt: skip # saves 12 lines
def test_a_fine_is_told_as_what_it_is(keys, state, told):
    assert case_text.fine_text(CEILING | state, "en", label) == told


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, "criminal_law_of:FR, exposure.criminal: exposure.months{24}; €60,000 (A)"),
        ({"fine_article": "B"}, "criminal_law_of:FR, exposure.criminal: exposure.months{24} (A); €60,000 (B)"),
        ({"fine_article": ""}, "criminal_law_of:FR, exposure.criminal: exposure.months{24}; €60,000 (A)"),
        ({"group": "x", "max_prison_months": None}, "jurisdiction:FR, G: €60,000 (A)"),
    ],
)
def test_a_figure_of_a_ceiling_has_its_article_where_they_differ(keys, state, told):
    assert case_text.ceiling(CEILING | state, "en", label) == told


COUNTING = "exposure.counting{rule, C}"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, [COUNTING]),
        ({"counting": {"article": "", "en": ""}}, ["exposure.counting_unknown"]),
        ({"turnover_ceiling_eur": 12.6}, ["exposure.as_money{€13}", COUNTING]),
        ({"is_derived": True}, ["exposure.derived{how}", COUNTING]),
        (
            {"max_fine_eur": 9, "eur_rate_date": DAY, "currency": "GBP"},
            ["exposure.in_euros{€9, 5 January 2026}", COUNTING],
        ),
        ({"max_fine_eur": 9, "eur_rate_date": DAY}, [COUNTING]),
        ({"max_fine_eur": 9, "currency": "GBP"}, [COUNTING]),
        ({"has_fine_without_amount": True}, ["exposure.open_fine{O}", COUNTING]),
        ({"has_fine_without_amount": True, "max_fine_amount": None}, [COUNTING]),
        ({"possible_article": "P", "is_possibly_life": True}, ["exposure.possible{prison_kind:life, P}", COUNTING]),
        (
            {"possible_article": "P", "possible_prison_months": 0},
            ["exposure.possible{exposure.months{0}, P}", COUNTING],
        ),
        ({"possible_article": "P"}, ["exposure.possible_minimum{exposure.at_least{12}, P}", COUNTING]),
        ({"unconfirmed_articles": ["X", "Y"]}, ["exposure.unconfirmed{X; Y}", COUNTING]),
        ({"complaints": {"victim": ["X", "Y"]}}, ["prosecution:victim: X; Y.", COUNTING]),
    ],
)
def test_what_qualifies_a_ceiling_is_said_beside_it(keys, state, told):
    assert case_text.notes(CEILING | state, "en", label) == told


FACT: dict[str, Any] = {"fact": "f", "effect": "raised", "rules": [], "articles": ["A", "B"], "further_articles": []}


@pytest.mark.parametrize(
    ("state", "lang", "told"),
    [
        ({}, "en", "Exposure.fact_raised{condition_topic:f, jurisdiction:FR, A; B, A; B}"),
        ({"rules": [{"article": "R", "en": "twice"}]}, "en",
         "Exposure.fact_raised{condition_topic:f, jurisdiction:FR, A; B, R: twice}"),
        ({"effect": "nothing", "further_articles": ["Z"]}, "en",
         "Exposure.fact_nothing{condition_topic:f, jurisdiction:FR, A; B, A; B} exposure.fact_further{Z}"),
    ],
)  # fmt: skip # saves 8 lines
def test_what_a_stated_fact_did_is_said(keys, state, lang, told):
    assert case_text.stated(FACT | state, {"jurisdiction": "FR"}, lang, label) == told


PENALTY: dict[str, Any] = {"prison_kind": "term", "max_prison_months": 24, "min_prison_months": 6, "fine_kind": "fixed",
                           "max_fine_amount": 60000, "currency": "EUR", "max_fine_turnover_share": 0.06}  # fmt: skip # saves 3 lines


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, "exposure.months{24}; €60,000"),
        ({"prison_kind": "minimum_only"}, "exposure.at_least{6}; €60,000"),
        ({"prison_kind": "none"}, "€60,000"),
        ({"prison_kind": "unknown"}, "exposure.term_unknown; €60,000"),
        ({"prison_kind": "life"}, "prison_kind:life; €60,000"),
        ({"fine_kind": "turnover"}, "exposure.months{24}; 6%"),
        ({"fine_kind": "daily"}, "exposure.months{24}; €60,000, fine_kind:daily"),
        ({"fine_kind": "none", "max_fine_amount": None}, "exposure.months{24}"),
        ({"fine_kind": "unlimited", "max_fine_amount": None}, "exposure.months{24}; fine_kind:unlimited"),
    ],
)
def test_a_provisions_maximum_is_told_as_what_it_is(keys, state, told):
    assert case_text.penalty(PENALTY | state, "en", label) == told


PROVISION: dict[str, Any] = PENALTY | {
    "takedown_deadline_hours": None, "takedown_clock_starts": "notice", "doubts": [], "prosecution": "", "confidence": "high",
    "is_start_not_established": False, "in_force_from": DAY, "article": "A", "instrument": {"en": "I"},
    "offence": {"en": "O"}, "source_url": ""}  # fmt: skip # saves 9 lines


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, "exposure.begins{5 January 2026}; exposure.confidence{confidence:high}"),
        ({"is_start_not_established": True}, "exposure.start_unknown; exposure.confidence{confidence:high}"),
        ({"doubts": ["start_not_established"]}, "doubt:start_not_established; exposure.confidence{confidence:high}"),
        ({"doubts": ["x"], "prosecution": "victim"},
         "exposure.begins{5 January 2026}; doubt:x; prosecution:victim; exposure.confidence{confidence:high}"),
        ({"takedown_deadline_hours": 48.0}, "exposure.takedown{48, clock_starts:notice}; exposure.begins{5 January 2026}; "
         "exposure.confidence{confidence:high}"),
    ],
)  # fmt: skip # saves 9 lines
def test_a_provision_has_its_doubts_its_start_and_its_source(keys, state, told):
    lines = case_text.provision(PROVISION | state, "en", label)
    assert lines == ["  A (I): O", f"    exposure.months{{24}}; €60,000; {told}", "    –"]
    assert case_text.provision(PROVISION | {"source_url": "u"}, "en", label)[2] == "    u"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"reasons": ["other_act"]}, "left_out_reason:other_act"),
        ({"reasons": ["not_yet_in_force"], "date": DAY}, "exposure.not_yet_in_force{5 January 2026}"),
        ({"reasons": ["no_longer_in_force"], "date": DAY}, "exposure.no_longer_in_force{5 January 2026}"),
        ({"reasons": ["needs_condition"], "missing_conditions": ["a", "b"]},
         "left_out_reason:needs_condition (condition:a; condition:b)"),
    ],
)  # fmt: skip # saves 4 lines
def test_a_provision_set_aside_has_its_reason(keys, row, told):
    assert case_text.left_out({"article": "A", "instrument": {"en": "I"}} | row, "en", label) == f"  A (I): {told}"


@pytest.mark.parametrize(
    ("status", "subjects", "told"),
    [
        ("not_asked", [], ""), ("applies", ["minor"], ""), ("not_read", ["minor"], "exposure.minors_not_read"),
        ("not_read", [], "exposure.minors_not_read_any"), ("unclear", [], "exposure.minors_unclear"),
    ],
)  # fmt: skip # saves 5 lines
def test_of_minors_it_is_said_first_what_was_not_read(keys, status, subjects, told):
    case = {"subjects": subjects, "jurisdiction": "FR", "person": "individual"}
    found = case_text.minors({"minors": {"status": status, "articles": ["A"]}, "case": case}, "en", label)
    assert found == (f"{told}{{jurisdiction:FR, addressee:individual, A}}" if told else "")


def test_what_was_not_read_and_what_came_later_are_said_where_there_is_something(keys):
    nothing = {"is_own_law_read": True, "acts_not_read": [], "later_articles": [], "case": {"jurisdiction": "FR"}}
    read = [{"jurisdiction": "EU"}, {"jurisdiction": "EU"}, {"jurisdiction": "INT"}]
    some = nothing | {"is_own_law_read": False, "acts_not_read": ["a"], "later_articles": ["A"], "read": read}
    for function, told in ((case_text.own_unread, "exposure.own_not_read{jurisdiction:FR, jurisdiction:EU; jurisdiction:INT}"),
                           (case_text.unread, "exposure.act_not_read{jurisdiction:FR, act:a}"),
                           (case_text.later_law, "exposure.later_law{jurisdiction:FR, A}")):  # fmt: skip # saves 3 lines
        assert (function(nothing, "en", label), function(some, "en", label)) == ("", told)


def test_the_facts_of_a_case_are_repeated(keys):
    case = {"jurisdiction": "FR", "date": DAY, "acts": [], "person": "company", "subjects": ["minor"], "harms": ["h"],
            "conditions": ["c"], "turnover": None}  # fmt: skip # saves 9 lines
    told = "exposure.facts{jurisdiction:FR; 5 January 2026; exposure.any_act; addressee:company; image_subject:minor; harm:h; "
    assert case_text.facts(case, "en", label) == told + "condition:c}"
    case |= {"acts": ["x", "y"], "turnover": 5}
    assert "act:x and act:y" in case_text.facts(case, "en", label)
    assert case_text.facts(case, "en", label).endswith("condition:c; exposure.turnover €5}")


def test_topics_read_and_not_read_stand_apart(keys):
    row = {"jurisdiction": "FR", "topic": "adults", "acts": ["a", "b"], "is_read": True}
    rows = [
        row,
        row | {"topic": "takedown"},
        row | {"topic": "x", "is_read": False},
        row | {"jurisdiction": "EU", "is_read": False},
    ]
    assert case_text.read({"read": rows}, "en", label) == [
        "exposure.was_read{jurisdiction:FR, law_topic:adults [act:a, act:b]; law_topic:takedown} exposure.was_not_read{law_topic:x}",
        "exposure.was_read{jurisdiction:EU, –} exposure.was_not_read{law_topic:adults}",
    ]


# The figures of the first page


COUNTED = {"act_count": 3, "month_only_count": 0, "binding_count": 2, "in_force_count": 1, "force_unknown_count": 0,
           "fine_count": 0, "undone_fine_count": 0}  # fmt: skip # saves 8 lines


@pytest.mark.parametrize(
    ("state", "is_single", "force", "undone"),
    [
        ({}, False, "overview.binding{2}overview.held{1}", "overview.undone_fines{0}"),
        ({"force_unknown_count": 1}, False, "overview.binding{2}overview.held{1}overview.force_unknown{1}",
         "overview.undone_fines{0}"),
        ({"binding_count": 0}, False, "overview.binding{0}", "overview.undone_fines{0}"),
        ({}, True, "overview.binding_single{2}overview.held_single{1}", "overview.undone_fines{0}"),
        ({"force_unknown_count": 1}, True, "overview.binding_single{2}overview.open_single", "overview.undone_fines{0}"),
        ({"binding_count": 0}, True, "overview.binding_single{0}", "overview.undone_fines{0}"),
        ({"fine_count": 1}, False, "overview.binding{2}overview.held{1}", "overview.undone_fine{0}"),
        ({"undone_fine_count": 1}, False, "overview.binding{2}overview.held{1}", "overview.undone_fine{1}"),
        ({"fine_count": 1, "undone_fine_count": 1}, False, "overview.binding{2}overview.held{1}", "overview.undone_fines{1}"),
    ],
)  # fmt: skip # saves 8 lines
def test_the_answer_says_what_binds_and_what_holds(keys, monkeypatch, state, is_single, force, undone):
    monkeypatch.setattr(affair.counting, "is_single", lambda _: is_single)
    monkeypatch.setattr(affair.counting, "acts", lambda *_: "acts")
    monkeypatch.setattr(affair.counting, "places", lambda *_: "places")
    found = COUNTED | state
    fines = found["fine_count"] + found["undone_fine_count"]
    for end, data_date, until in ((DAY, "2026-01-09", "5 January 2026"), (DAY, "2026-01-02", "2 January 2026")):
        key = "Overview.answer_single" if is_single else "Overview.answer"
        told = affair.answer(found, "en", end, data_date, label)
        assert told == f"{key}{{acts, places, {until}, {force}, overview.fines{{{fines}}}, {undone}}}"


def test_without_an_act_the_answer_says_so(keys, monkeypatch):
    monkeypatch.setattr(affair.counting, "apart", lambda *_: ["apart"])
    nothing = dict.fromkeys(COUNTED, 0)
    assert affair.answer(nothing, "en", DAY, "2026-01-09", label) == "overview.answer_none apart"
    monkeypatch.setattr(affair.counting, "is_single", lambda _: False)
    monkeypatch.setattr(affair.counting, "acts", lambda *_: "acts")
    monkeypatch.setattr(affair.counting, "places", lambda *_: "places")
    assert affair.answer(nothing | {"month_only_count": 1}, "en", DAY, "2026-01-09", label).startswith(
        "Overview.answer{"
    )


LAW = {"jurisdiction": "GB", "law_date": DAY, "status": "in_force", "provision_id": "p", "article": "A", "fine_article": "B",
       "max_prison_months": 24.0, "max_fine_amount": None}  # fmt: skip # saves 8 lines


def test_a_law_chosen_is_told_with_its_state_and_its_articles(keys, monkeypatch):
    monkeypatch.setattr(affair, "_maximum", lambda row, tier, lang: f"{tier} {row['own_months']}")
    told = affair._law_of(LAW, "en", label)
    assert (told.value, told.ids, told.page, told.follows) == ("own 24.0", ("p",), "exposure", ("jurisdictions",))
    assert told.note == "overview.card.law_state{law_standing:in_force, 5 Jan 2026, A and B}"
    told = affair._law_of(LAW | {"status": "unclear", "fine_article": None}, "en", label)
    assert told.value == "overview.card.law_not{exposure.status_unclear, own 24.0}" and told.note.endswith(", A}")
    told = affair._law_of(LAW | {"status": "none"}, "en", label)
    assert (told.value, told.note, told.ids) == (
        "overview.card.law_none", "overview.card.law_none_note{jurisdiction:GB}", ())  # fmt: skip # saves 3 lines


# Values that people write


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", ["a", "fill it"], ["", "  ", 3, None, "fill", " fill "]),
        ("texts", [[], ["a"]], ["a", None, ["a", 3]]),
        ("flag", [True, False], ["true", 0, None]),
        ("day", ["2026-01-05", DAY], ["2026-01", "2026-02-30", "05/01/2026", dt.datetime(2026, 1, 5), None]),
        ("number", [0, 1.5, 10**15], [True, "1", math.inf, math.nan, -1]),
        ("share", [0, 0.5, 1], [1.01, -0.1, "0.5", False]),
        ("integer", [0, 7, 10**15], [True, 1.0, "1", 10**15 + 1, -1]),
        ("amount", [1, 0.5], [0, -1, "1", True]),
        ("months", [1, 300], [0, 1.5, True, "1"]),
        ("currency", ["EUR", "GBP"], ["eur", "EURO", "EU", 3, "€"]),
        ("factor", ["4/3", 2, "1.5"], [0, "0", "0/3", "4/0", "-1", True, "x"]),
        ("code", ["a"], ["b", "", None, 3]),
        ("codes", [["a"], "unclear"], ["a", [], ["b"], None]),
        ("countries", [["FR"]], ["FR", ["XX"], [], ["FR", "XX"]]),
        ("country", ["FR"], ["fr", "XX", False]),
        ("url", ["https://a.example/x"], ["a.example", "ftp://a.example/x", "https:///x", "https://[x/y", "https://a.example/ x", 3]),
    ],
)  # fmt: skip # saves 20 lines
def test_each_kind_takes_what_it_says_and_nothing_beside(kind, good, bad):
    codes = {"v": ["a"], "jurisdiction": ["FR"]}
    given = Kind(type=kind, vocabulary="v")
    for value in good:
        values.accepted(value, given, codes)
    for value in bad:
        with pytest.raises(Fault):
            values.accepted(value, given, codes)
    assert values.accepted(None, Kind(type=kind, vocabulary="v", nullable=True), codes) is None


def test_a_cell_is_read_as_yaml_would_give_it():
    for kind, cell, found in (
        ("codes", "a; b", ["a", "b"]), ("number", "-1.5", -1.5), ("number", "1.", "1."), ("share", "0.5", 0.5),
        ("flag", "true", True), ("flag", "false", False), ("flag", "yes", "yes"), ("integer", "-3", -3),
        ("integer", "3.0", "3.0"), ("text", "3", "3"), ("countries", "FR;GB", ["FR", "GB"]),
    ):  # fmt: skip # saves 8 lines
        assert values.value_of_cell(cell, Kind(type=kind)) == found, (kind, cell)
    assert values.value_of_cell("a|b", Kind(type="codes", separator="|")) == ["a", "b"]


def test_the_first_twenty_faults_are_shown_and_the_others_counted():
    for count, more in ((1, ""), (20, ""), (21, "… and 1 more"), (30, "… and 10 more")):
        refused = values.refusal("a.csv", [f"f{n}" for n in range(count)])
        assert ("more" in str(refused)) == bool(more) and more in str(refused) and len(refused.faults) == count
        assert str(refused).startswith("1 fault in a.csv:" if count == 1 else f"{count} faults in a.csv:")


def test_a_french_noun_says_its_gender_and_before_an_h_whether_it_is_elided():
    for noun, count in (({"gender": "m"}, 0), ({"gender": "x"}, 1), ({}, 1), ({"gender": "f"}, 0)):
        assert len(material.french_misfits("material", noun, "images")) == count
    for elided, count in ((True, 0), (False, 0), (None, 1)):
        assert len(material.french_misfits("material", {"gender": "m", "elided": elided}, "Hypertrucages")) == count
    assert material.misfits({"fr": {}}) == [] and len(material.misfits({"fr": {"many": "images"}})) == 1


RULE: dict[str, Any] = {"rule_id": "r", "jurisdiction": "FR", "effect": "raises", "prison_factor": 2, "fine_factor": None,
                        "only_provisions": [], "addressees": ["individual"], "in_force_from": None, "in_force_to": None}  # fmt: skip # saves 3 lines


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, []),
        ({"prison_factor": None, "fine_factor": 1.5}, []),
        ({"rule_id": "p"}, ["the id p is already used"]),
        ({"prison_factor": None}, ["effect: raises goes with prison_factor or fine_factor, and only it does"]),
        ({"effect": "reaches"}, ["effect: raises goes with prison_factor or fine_factor, and only it does"]),
        ({"prison_factor": 1}, ["a factor of a rule that raises is above one"]),
        ({"only_provisions": ["p"]}, []),
        ({"only_provisions": ["q"]}, ["only: q is not a provision of FR"]),
        (
            {"only_provisions": ["p"], "addressees": ["company"]},
            ["only: p addresses individual, and addressees lacks it"],
        ),
        ({"in_force_from": DAY, "in_force_to": DAY}, []),
        ({"in_force_from": DAY, "in_force_to": DAY - dt.timedelta(1)}, ["in_force_to is before in_force_from"]),
    ],
)
def test_a_rule_that_contradicts_itself_is_named(change, told):
    places = [{"provision_id": "p", "jurisdiction": "FR", "addressee": "individual"},
              {"provision_id": "q", "jurisdiction": "GB", "addressee": "individual"}]  # fmt: skip # saves 2 lines
    assert [why for _, why in law_rules.rule_misfits([RULE | change], places)] == told


# Estimates


def test_an_estimate_without_a_share_or_an_interval_is_told_as_such():
    for value, low, told in ((None, None, "no share: the assumed error rates do not fit these data"),
                             (0.5, None, "50.00%, no interval"), (0.5, 0.25, "50.00% (25.00% to 75.00%, 95 %)")):  # fmt: skip # saves 3 lines
        assert estimate_text.percent({"value": value, "low": low, "high": 0.75}) == told


def test_an_estimate_is_told_line_by_line():
    share = {"value": 0.5, "low": 0.4, "high": 0.6, "method_text": {"en": "how"}, "assumptions": [{"en": "this"}],
             "warnings": [{"en": "that"}], "inputs": {"sensitivity": 0.8, "specificity": 0.99}}  # fmt: skip # saves 5 lines
    plain = {"category": "c", "detector": "d", "flagged_count": 1000, "sampled_count": 2000, "rejected_rows": 3,
             "estimate": share, "left_out_count": 0, "said": [], "raw": share}  # fmt: skip # saves 9 lines
    first = ["c, detector d: 1,000 of 2,000 images flagged (3 rows rejected)", "  50.00% (40.00% to 60.00%, 95 %)"]
    raw = ["raw: 50.00% (40.00% to 60.00%, 95 %); how", "  assumes that this", "  beware: that"]
    assert estimate_text.as_text(plain).split("\n") == first + raw
    coders = {
        "count": 2,
        "alpha": {"value": 0.8, "low": 0.7, "high": 0.9},
        "kappa": None,
        "why": "few",
        "ties_left_out": 1,
    }
    more = plain | {
        "left_out_count": 1500, "said": ["S."], "post_stratified": share, "panel": [share],
        "told_from_zero_above_specificity": 0.5, "labelled_agreement": {key: coders[key] for key in ("count", "alpha")},
        "labelled_ties_left_out": 4, "labelled_count": 1200, "labelled_said": ["L."], "labelled_left_out": 1100,
        "labelled_rows_rejected": 1000, "labelled_unmatched": 1, "coders": coders,
        "total": share | {"rounded": (1000, 900, 1100)},
    }  # fmt: skip # saves 12 lines
    assert estimate_text.as_text(more).split("\n") == [
        *first,
        "  1,500 more images say nothing of c (not asked, unknown, or about something else) and are left out",
        "  S.", *raw, raw[0].replace("raw", "post-stratified"), *raw[1:],
        "no labels by people were given; under other error rates (sensitivity, specificity) it would be:",
        "  0.80, 0.990: 50.00% (40.00% to 60.00%, 95 %)",
        "  told from zero only if specificity exceeds 0.5000",
        "labels: 1,200 images used; 2 coders, Krippendorff's alpha 0.80 (0.70 to 0.90), 4 ties left out",
        "labels: L.",
        "labels that are no answer: 1,100 images, left out",
        "labels left out: 1,001 (a fault, a second time, or not in the detector's file)",
        "2 coders, Krippendorff's alpha 0.80 (0.70 to 0.90), Cohen's kappa not defined (few), 1 ties left out",
        "total: 1,000 (900 to 1,100); how",
        "  beware: that",
    ]  # fmt: skip # saves 4 lines
    assert "  not told from zero, whatever the specificity" in estimate_text.as_text(
        more | {"told_from_zero_above_specificity": 1}
    )


FLAGGED = Estimate(0.5, 0.4, 0.6, "x", {"flagged_count": 50, "sampled_count": 100})


@pytest.mark.parametrize("counts", [(1, 0, 0, 0), (0, 0, 0, 1), (60, 20, 20, 1)])
def test_one_label_or_more_labels_than_images_are_no_sample(counts):
    with pytest.raises(UnusableInputs):
        by_people.difference_share(FLAGGED, Validation(*counts))
    if sum(counts) < 2:
        with pytest.raises(UnusableInputs):
            by_people.separate_sample_share(50, 100, Validation(*counts))


def test_labels_that_are_all_right_give_the_share_flagged_and_a_warning():
    both = by_people.difference_share(FLAGGED, Validation(30, 0, 0, 30))
    assert both.value == pytest.approx(0.5) and both.warnings == ("few_disagreements",)
    many = by_people.difference_share(FLAGGED, Validation(20, 10, 0, 30))  # ten in thirty of the flagged are not
    assert many.value == pytest.approx(0.5 * 2 / 3) and many.warnings == ()
    apart = by_people.separate_sample_share(50, 100, Validation(30, 0, 0, 30))
    assert apart.value == pytest.approx(0.5) and "few_disagreements" in apart.warnings and apart.low < 0.5 < apart.high
    nobody = by_people.separate_sample_share(0, 100, Validation(0, 0, 0, 50))
    assert (nobody.value, nobody.low) == (0, 0) and nobody.high >= 1 - 0.05 ** (1 / 50) - 1e-9


# Mappings that people write


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("", {}),
        ("columns: {image: a, label: b}", {"roles": {"image": "a", "label": "b"}}),
        ("columns: {image: 1}", {"roles": {"image": "1"}}),
        ("scores: {x: nudity}", {"scores": {"x": ("nudity", 0.5)}}),
        ("scores: {x: {category: nudity}}", {"scores": {"x": ("nudity", 0.5)}}),
        ("scores: {x: {category: nudity, flag_at: 0.7}}", {"scores": {"x": ("nudity", 0.7)}}),
        ("labels: {a: nudity, b: [women, men], c: []}", {"labels": {"a": ("nudity",), "b": ("women", "men"), "c": ()}}),
        ("labels: {a: unknown, b: nudity}", {"labels": {"b": ("nudity",)}, "unknown": frozenset("a")}),
        ("labels: {yes: nudity, no: []}", {"labels": {"true": ("nudity",), "yes": ("nudity",), "false": (), "no": ()}}),
        ("ignore: [a, 1]", {"ignored": ("a", "1")}),
        ("delimiter: ';'", {"delimiter": ";"}),
        ("flag_at: 0.9", {"flag_at": 0.9}),
        ("colums: {}", "unknown key colums"),
        ("columns: {picture: a}", "unknown key picture"),
        ("delimiter: ';;'", "the delimiter is one sign"),
        ("delimiter: ''", "the delimiter is one sign"),
        ("scores: {x: nude}", "no category is called nude"),
        ("labels: {a: nude}", "no category is called nude"),
        ("scores: {x: {flag_at: 1}}", "is not a mapping"),
        ("flag_at: much", "is not a mapping"),
        ("[a]", "is not a mapping"),
        ("a: [", "is not a mapping"),
    ],
)
def test_a_mapping_of_a_detectors_table_means_what_it_says(tmp_path, written, made):
    (path := tmp_path / "m.yml").write_text(written)
    if isinstance(made, str):
        with pytest.raises(GardefouError, match=made):
            columns.read_mapping(path)
        return
    assert columns.read_mapping(path) == columns.Columns(**made)
    assert columns.read_mapping(None) is None


@pytest.mark.parametrize(
    ("roles", "scores", "names", "is_long"),
    [
        ({"image": "i", "coder": "c", "label": "l", "day": "d"}, {}, ("i", "c"), True),
        ({"account": "a", "image": "i"}, {}, ("i", "a"), False),
        ({"image": "i", "label": "l"}, {"x": ("nudity", 0.5)}, ("i",), False),
    ],
)
def test_a_row_is_a_label_where_no_column_is_a_score(roles, scores, names, is_long):
    found = columns.Columns(roles, scores)
    assert (found.identifiers, found.is_long) == (names, is_long)


@pytest.mark.parametrize(
    ("written", "given", "made"),
    [
        ("columns: {text: a, date: b}\nignore: [c, 1]", "", ({"text": "a", "date": "b"}, ("c", "1"), "")),
        ("text: a\ndate: b", "", ({"text": "a", "date": "b"}, (), "")),
        ("columns: {text: a}\nnetwork: reddit", "", ({"text": "a"}, (), "reddit")),
        ("columns: {text: a}\nnetwork: reddit", "x", ({"text": "a"}, (), "x")),
        ("columns: {text: a, network: Reddit}", "", ({"text": "a"}, (), "reddit")),
        ("columns: {text: a, network: where}", "", ({"text": "a", "network": "where"}, (), "")),
        ("columns: {text: a, network: Reddit}", "x", ({"text": "a", "network": "Reddit"}, (), "x")),
        ("columns: {words: a}", "", "unknown key words"),
        ("columns: {text: a}\ndate: b", "", "unknown key date"),
        ("columns: {text: a}\nnetwork: [x]", "", "unknown key network"),
        ("[a]", "", "is not a mapping"),
        ("", "", "is not a mapping"),
        ("a: [", "", "is not a mapping"),
    ],
)
def test_a_mapping_of_posts_means_what_it_says(tmp_path, written, given, made):
    (path := tmp_path / "m.yml").write_text(written)
    if isinstance(made, str):
        with pytest.raises(GardefouError, match=made):
            own.read_mapping(path, given)
        return
    assert own.read_mapping(path, given) == own.Columns(*made)
    assert own.read_mapping(None, "x") is None
    with pytest.raises(GardefouError, match="there is no mapping"):
        own.read_mapping(tmp_path / "none.yml")


# Names


@pytest.mark.parametrize(
    ("name", "that", "of", "to"),
    [
        ("Arcom", "qu'Arcom", "d'Arcom", "à Arcom"), ("École", "qu'École", "d'École", "à École"),
        ("Lumen", "que Lumen", "de Lumen", "à Lumen"), ("A", "que A", "de A", "à A"), ("X", "que X", "de X", "à X"),
        ("les images", "que les images", "des images", "aux images"),
        ("le scandale", "que le scandale", "du scandale", "au scandale"),
        ("Le Monde", "que Le Monde", "du Monde", "au Monde"),
        ("la plateforme", "que la plateforme", "de la plateforme", "à la plateforme"),
        ("lest", "que lest", "de lest", "à lest"),
    ],
)  # fmt: skip # saves 6 lines
def test_small_words_are_elided_and_contracted(name, that, of, to):
    assert (french.french_that(name), french.french_of(name), french.french_to(name)) == (that, of, to)


def test_an_article_is_elided_or_of_its_gender_and_nothing_is_no_vowel():
    told = {(feminine, elided): french.french_article(feminine, elided) for feminine in (0, 1) for elided in (0, 1)}
    assert told == {(0, 0): "le ", (1, 0): "la ", (0, 1): "l'", (1, 1): "l'"}
    assert not french.elides("") and french.elides("œuvre") and not french.elides("y")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", {}),
        ("companies: []", {}),
        ("companies: [{name: A Corp}]\nservice: {name: Canvas}", {"anyhow": {"A Corp", "Canvas"}}),
        ("companies: [{name: A, handles: ['@H1', h2]}, {name: B, aliases: [b], owners: [O]}]",
         {"anyhow": {"A", "B", "b"}, "owners": {"o"}, "handles": {"h1", "h2"}}),
        ("companies: [{name: X, exact: [X], context: [Y], aliases: [Y, Z]}]",
         {"anyhow": {"Z"}, "exact": {"X"}, "context": {"Y"}}),
        ("companies: [{aliases: [b]}]", None), ("companies: x", None), ("companies: [x", None), ("[a]", None),
    ],
)  # fmt: skip # saves 3 lines
def test_names_of_an_affair_are_those_its_file_gives(tmp_path, written, told):
    (path := tmp_path / "affair.yml").write_text(written)
    if told is None:
        with pytest.raises(GardefouError, match="cannot be read for the names"):
            affair_names.names_of(path)
        return
    kinds = ("anyhow", "exact", "context", "owners", "handles")
    assert affair_names.names_of(path) == affair_names.Names(*(frozenset(told.get(kind, ())) for kind in kinds))
    assert affair_names.names_of(tmp_path / "none") == affair_names.Names(*[frozenset()] * 5)
