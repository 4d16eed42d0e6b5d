"""Law that nobody has passed, as an outsider would write it: answered by what it says, or refused in plain words."""

import datetime as dt
import shutil
from functools import partial
from pathlib import Path

import pytest
import test_law_cases
import yaml
from test_law_cases import check_ceiling

from etl.errors import GardefouError
from etl.intake import law
from etl.warehouse import connect, current, query
from etl.warehouse.build import build
from etl.yaml_text import LOADER
from figures.case import answer
from figures.case_text import text

CASES = yaml.load(Path("tests/cases/invented.yml").read_text(encoding="utf-8"), LOADER)
PLACES = (
    "ZZ,Testland,Essailand,ZU,country\nZU,Test Union,Union d'essai,,union\n"
    "ZZ-A,Testshire,Essaishire,ZZ,subdivision\nZC,Coinland,Monnaieland,,country\n"
)
CITED = {"source_url": "https://law.example/zz", "source_publisher": "Federal Register of Legislation",
         "read_version": None, "confidence": "high"}  # fmt: skip # saves 3 lines
NAMED = {"en": "Code", "fr": "Code", "local": "Kodex"}
SINCE = "2020-01-01"
PAUSE = {"why": {"en": "a court", "fr": "un juge"}, "source_url": "https://law.example/pause"}


def penalty(prison="none", fine="none", months=None, amount=None, **more) -> dict:
    """A penalty in euros of an individual, since 2020, unless `more` says otherwise."""
    given = {"addressee": "individual", "circumstance": "base", "in_force_from": SINCE, "prison": prison, "fine": fine,
             "max_prison_months": months, "max_fine_amount": amount,
             "currency": amount and "EUR"}  # fmt: skip # saves 7 lines
    return {key: value for key, value in {**given, **more}.items() if value is not None}


def provision(name: str, article: str, *penalties: dict, **more) -> dict:
    """A provision on putting online and passing on images of adults, unless `more` says otherwise."""
    return {
        "id": name, "article": article, "instrument": NAMED, "offence": {"en": "Sharing", "fr": "Partage"},
        "harm": "ncii_adult", "regime": "criminal", "stage": "enacted", "acts": ["online_publication", "distribution"],
        "subjects": ["adult"], "synthetic_covered": "yes", "intent": "general", "status_as_read": "in_force", **CITED,
        **more, "penalties": list(penalties),
    }  # fmt: skip # saves 12 lines


def platform(name: str, article: str, statute: str, *penalties: dict, **more) -> dict:
    """A duty of platforms under an act of that name."""
    given = {"acts": ["platform_duty"], "regime": "administrative", "harm": "platform_duty",
             "statute": dict.fromkeys(("en", "fr", "local"), statute)}  # fmt: skip # saves 4 lines
    paid = [{**one, "addressee": more.get("person", "platform")} for one in penalties]
    return provision(name, article, *paid, **{**given, **{key: told for key, told in more.items() if key != "person"}})


def rule(name: str, article: str, fact: str, effect: str, *addressees: str, **more) -> dict:
    """A rule that takes a fact into account, of individuals unless others are named."""
    return {"id": name, "instrument": NAMED, "article": article, "rule": {"en": "Rule", "fr": "Règle"},
            "requires": [fact], "addressees": list(addressees or ("individual",)), "effect": effect, **CITED,
            **more}  # fmt: skip # saves 8 lines


def share(part: float, amount: float | None = None, how: str | None = None, **more) -> dict:
    return penalty(fine="turnover", amount=amount, max_fine_turnover_share=part, turnover_base="worldwide_annual",
                   turnover_rule=how, **more)  # fmt: skip # saves 5 lines


LAW = {
    "ZZ": [
        provision("zz-1", "10", penalty("term", "fixed", 60, 10_000, id="zz-1i"),
                  penalty(fine="fixed", amount=50_000, addressee="legal_person", id="zz-1c",
                          derived_from={"provision": "zz-1i", "factor": 5, "under": "99"})),
        provision("zz-1m", "10(2)", penalty("term", "fixed", 12, 1000), requires=["own_creation"],
                  instead_of=["zz-1i"]),
        provision("zz-2", "11", penalty("term", "fixed", 40, 2000), acts=["creation"]),
        provision("zz-3", "12", penalty("term", "day_fines", 36), acts=["possession"]),
        provision("zz-3r", "12(2)", penalty("term", "day_fines", 48), acts=["possession"], requires=["repeat"],
                  instead_of=["zz-3"]),
        provision("zz-4", "13", penalty("term", "fixed", 24, 500, in_force_to="2025-12-31", id="zz-4a"),
                  penalty("term", "fixed", 6, 300, in_force_from="2026-01-01", id="zz-4b"), acts=["threat"],
                  paused=[{"from": "2026-03-01", "to": "2026-03-31", **PAUSE}]),
        provision("zz-5", "20", penalty("minimum_only", min_prison_months=60), subjects=["minor"], harm="csam",
                  acts=["creation", "online_publication"]),
        platform("zz-6", "30", "Netzgesetz", penalty(fine="fixed", amount=10_000_000)),
        platform("zz-7", "31", "Netzgesetz", share(0.01)),
        platform("zz-8", "32", "Netzgesetz", penalty(fine="per_day", amount=5000), requires=["continued_breach"]),
        platform("zz-11", "34", "Datengesetz", share(0.04, 20_000_000, "higher_of")),
        platform("zz-9", "33", "KMU-Gesetz", share(0.02, 3_000_000, "lower_of")),
        provision("zz-10", "40", penalty("term", "fixed", 400, 1, in_force_to="9999-12-31"), acts=["request"],
                  paused=[{"from": "2026-01-01", "to": "9999-12-31", **PAUSE}]),
    ],
    "ZU": [platform("zu-1", "7", "UReg", share(0.04, 5_000_000, "higher_of", in_force_from="2026-06-01"),
                    acts=["tool_provision"], harm="tool_ban", person="provider_of_tool")],
    "ZZ-A": [provision("zza-1", "1", penalty("term", "fixed", 3, 100))],
    "ZC": [provision("zc-1", "1", penalty("term", "fixed", 12, 1_000_000, currency="KRW")),
           provision("zc-2", "2", penalty("term", "fixed", 6, 90_000))],
}  # fmt: skip # saves 30 lines
RULES = [
    rule("zz-r1", "50", "repeat", "raises", prison_factor=2, fine_factor=2),
    rule("zz-r2", "51", "repeat", "raises", prison_factor="4/3", only=["zz-2"]),
    rule("zz-r3", "52", "organised", "raises", "individual", "legal_person", prison_factor=1.5, fine_factor=3,
         in_force_from="2026-02-01"),
    rule("zz-r4", "53", "organised", "does_not_raise", only=["zz-2"]),
    rule("zz-r5", "54", "repeat", "raises", "platform", fine_factor=2, only=["zz-7", "zz-11"]),
    {**rule("zz-r6", "55", "for_profit", "raises", prison_factor=3), "confidence": "low"},
]  # fmt: skip # saves 3 lines


def write(data: Path, place: str, provisions: list[dict], rules: list[dict]) -> None:
    content = {
        "jurisdiction": place,
        "level": "national",
        "provisions": provisions,
        **({"rules": rules} if rules else {}),
    }
    # A day is written without quotes, as a person writes it; so is no anchor for what is said twice.
    lines = yaml.dump(content, Dumper=Plain, sort_keys=False, allow_unicode=True)
    (data / "law" / f"{place.lower()}.yml").write_text("# Invented.\n" + lines, encoding="utf-8")


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def folder(at: Path) -> Path:
    """The project's data with the invented places."""
    shutil.copytree("data", at)
    with open(at / "reference" / "jurisdictions.csv", "a", encoding="utf-8") as file:
        file.write(PLACES)
    return at


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    made = tmp_path_factory.mktemp("invented")
    data = folder(made / "data")
    for place, provisions in LAW.items():
        write(data, place, provisions, RULES if place == "ZZ" else [])
    build(made / "served", made / "store", data, dt.date(2026, 11, 25))
    with connect(current(made / "served")) as connection:
        yield partial(query, connection)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_invented_law_is_answered_by_what_it_says(ask, case):
    found = answer(ask, test_law_cases.case_of(case["facts"]))
    groups = {one["group"]: one for one in reversed(found["ceilings"])}
    assert bool(groups) == bool(case["ceiling"])
    for group, expected in case["ceiling"].items():
        check_ceiling(groups[group], expected, group)
    assert found["minors"]["status"] == case.get("minors", found["minors"]["status"])
    assert {one["fact"]: one["effect"] for one in found["stated"]}.items() >= case.get("stated", {}).items()


def told(ask, lang: str, **facts) -> str:
    """The answer for a terminal, on one line with ordinary spaces."""
    codes = ask("codes")
    names = dict(zip(zip(codes["vocabulary"], codes["code"], strict=True), codes[f"label_{lang}"], strict=True))
    found = answer(ask, test_law_cases.case_of(facts))
    return " ".join(text(found, lang, lambda vocabulary, code: names[vocabulary, code], "v").split())


def test_an_amount_beside_a_share_is_named_by_its_article_and_by_what_it_does(ask):
    platforms = {"jurisdiction": "ZZ", "date": dt.date(2026, 1, 5), "act": "platform_duty", "person": "platform"}
    english, french = told(ask, "en", **platforms), told(ask, "fr", **platforms)
    assert "1% of turnover (Total worldwide annual turnover), or €10,000,000 (30) if higher (31)" in english
    assert "2% of turnover (Total worldwide annual turnover), or €3,000,000 if lower (33)" in english
    assert "ou 10 000 000 € (30) si ce montant est supérieur" in french
    assert "ou 3 000 000 € si ce montant est inférieur" in french
    brazil = {**platforms, "jurisdiction": "BR", "date": dt.date(2026, 3, 17), "shows": "minor"}
    assert "or R$50,000,000 where there is no turnover (15.211/2025)" in told(ask, "en", **brazil)


def test_an_amount_per_day_is_said_and_is_in_no_ceiling(ask):
    facts = {"jurisdiction": "ZZ", "date": dt.date(2026, 1, 5), "act": "platform_duty", "person": "platform"}
    found = answer(ask, test_law_cases.case_of({**facts, "stated": ["continued_breach"]}))
    assert [row["article"] for row in found["in_no_ceiling"]] == ["32"]
    assert "€5,000, amount per day" in told(ask, "en", **facts, stated=["continued_breach"])


def test_a_milder_law_that_followed_is_named_and_not_applied(ask):
    facts = {"jurisdiction": "ZZ", "act": "threat", "person": "individual", "shows": "adult"}
    before = told(ask, "en", **facts, date=dt.date(2025, 12, 31))
    assert "24 months; €500 (13)" in before and "Testland: 13 came into force after these facts." in before
    assert "came into force after these facts" not in told(ask, "en", **facts, date=dt.date(2026, 1, 1))


FAULTS = {
    "day-fines in money": (penalty("term", "day_fines", 12, 360), "fine: day_fines has no amount of money"),
    "a fine a day as a share": (penalty(fine="periodic", amount=5000), "fine: periodic has no amount of money"),
    "no limit and a limit": (penalty("term", "unlimited", 12, 100), "fine: unlimited has no amount of money"),
    "half a month": (penalty("term", months=0.5), "0.5 is not a whole number of months; a term in days or weeks"),
    "months beyond any law": (penalty("term", months=10**20), "at most 6000"),
    "a company in prison": (penalty("term", months=12, addressee="legal_person"), "legal_person cannot be imprisoned"),
    "a platform for life": (penalty("life", addressee="platform"), "platform cannot be imprisoned"),
    "a term that no ceiling would have": (penalty("term", "per_violation", 12, 100), "per_violation is in no ceiling"),
    "a multiple of itself": (
        penalty("term", "fixed", 12, 100, derived_from={"provision": "zz-1", "factor": 1, "under": "9"}),
        "derived_from: no other row has the id zz-1",
    ),
    "neither higher nor lower": (
        share(0.1, 100, "average_of"),
        "'average_of' is not a code of turnover_rule; accepted: ",
    ),
}


@pytest.fixture(scope="module")
def blank(tmp_path_factory) -> Path:
    return folder(tmp_path_factory.mktemp("refused") / "data")


@pytest.mark.parametrize("what", FAULTS)
def test_a_penalty_that_cannot_be_is_refused_with_its_line(blank, what):
    given, complaint = FAULTS[what]
    write(blank, "ZZ", [provision("zz-1", "1", given)], [])
    with pytest.raises(GardefouError) as refusal:
        law.read(blank)
    assert complaint in str(refusal.value) and "data/law/zz.yml, line " in str(refusal.value)


def test_a_multiple_in_another_currency_and_a_rule_of_other_persons_are_refused(blank):
    multiple = penalty(fine="fixed", amount=500, addressee="legal_person",
                       derived_from={"provision": "zz-1", "factor": 5, "under": "9"})  # fmt: skip # saves 5 lines
    dollars = penalty("term", "fixed", 12, 100, currency="USD")
    write(blank, "ZZ", [provision("zz-1", "1", dollars), provision("zz-2", "1+9", multiple)], [])
    with pytest.raises(GardefouError, match="zz-1 has another currency"):
        law.read(blank)
    tied = rule("zz-r", "9", "repeat", "raises", "legal_person", fine_factor=2, only=["zz-1"])
    write(blank, "ZZ", [provision("zz-1", "1", penalty("term", "fixed", 12, 100))], [tied])
    with pytest.raises(GardefouError, match="only: zz-1 addresses individual, and addressees lacks it"):
        law.read(blank)


def test_an_affair_adds_no_code_where_a_rule_of_the_program_works_each_out(tmp_path):
    data = folder(tmp_path / "data")
    with open(data / "affair.yml", encoding="utf-8") as file:
        lines = file.read()
    own = "  turnover_rule:\n    average_of: {en: The mean, fr: La moyenne}\n"
    given = lines.replace("\ncodes:\n", "\ncodes:\n" + own) if "\ncodes:\n" in lines else lines + "\ncodes:\n" + own
    (data / "affair.yml").write_text(given, encoding="utf-8")
    write(data, "ZZ", [provision("zz-1", "1", penalty("term", months=12))], [])
    with pytest.raises(GardefouError, match="turnover_rule: an affair adds no code to it"):
        law.read(data)
