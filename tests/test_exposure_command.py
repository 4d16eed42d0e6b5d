"""`python -m etl exposure`: the single case from a terminal, in both languages and as data."""

import json
import subprocess
import sys

import pytest

from etl.__main__ import main, parser
from etl.days import day

ONLINE = ["exposure", "--jurisdiction", "FR", "--date", "2026-01-05", "--act", "online_publication"]
ADULT = ["--person", "individual", "--subject", "adult"]


@pytest.fixture
def ask(warehouse, capsys):
    """The exit code and what was printed for the given arguments."""

    def asked(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--out", str(warehouse)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return asked


def plain(text: str) -> str:
    """The text on one line with ordinary spaces, as an eye reads it."""
    return " ".join(text.split())


def test_one_image_online_in_france_is_answered_with_articles_sources_and_the_counting_rule(ask):
    code, out, _ = ask(*ONLINE, *ADULT, "--json")
    answer = json.loads(out)
    (ceiling,) = answer["ceilings"]
    assert code == 0
    assert (ceiling["max_prison_months"], ceiling["max_fine_amount"], ceiling["currency"]) == (36, 75_000, "EUR")
    assert ceiling["article"] == "226-8-1 al. 3" and ceiling["counting"]["rule"] == "single_ceiling_per_kind"
    assert [row["article"] for row in answer["applies"]][:2] == ["226-8-1 al. 3", "226-8-1 al. 1"]
    assert all(row["source_url"].startswith("https://www.legifrance.gouv.fr/") for row in answer["applies"])
    late = {row["provision_id"]: row for row in answer["left_out"]}["eu-aia-5-1-ba"]
    assert "not_yet_in_force" in late["reasons"] and late["date"] == "2026-12-02"


def test_what_is_unknown_is_null_in_the_answer_and_never_zero(ask):
    _, out, _ = ask("exposure", "--jurisdiction", "BE", "--date", "2026-10-01", "--person", "individual", "--json")
    answer = json.loads(out)
    (new_code,) = [row for row in answer["not_established"] if row["provision_id"] == "be-cp-2024-livre2"]
    assert new_code["max_prison_months"] is None and new_code["max_fine_amount"] is None
    assert new_code["prison_kind"] == "unknown" and new_code["fine_kind"] == "not_retrieved"
    assert ": 0," not in out and "NaN" not in out


def test_the_answer_reads_in_english_and_in_french(ask):
    _, english, _ = ask(*ONLINE, *ADULT)
    _, french, _ = ask(*ONLINE, *ADULT, "--lang", "fr")
    assert "France, criminal law: 36 months; €75,000 (226-8-1 al. 3)" in plain(english)
    assert "France, droit pénal : 36 mois ; 75 000 € (226-8-1 al. 3)" in plain(french)
    assert "75\u202f000\u00a0€" in french
    assert "presumed innocent" in plain(english) and "présumée innocente" in plain(french)
    assert max(map(len, [*english.splitlines(), *french.splitlines()])) <= 140


def test_what_came_into_force_too_late_is_said_with_its_day(ask):
    _, out, _ = ask("exposure", "--jurisdiction", "GB", "--date", "2026-01-05", "--act", "creation", *ADULT)
    assert "in force only from 6 February 2026" in plain(out)
    assert "That is not to say that the act is lawful." in plain(out)


def test_a_share_of_turnover_becomes_money_only_when_a_turnover_is_stated(ask):
    platform = [
        "exposure",
        "--jurisdiction",
        "EU",
        "--date",
        "2026-01-26",
        "--person",
        "platform",
        "--harm",
        "platform_duty",
    ]
    _, without, _ = ask(*platform)
    _, with_turnover, _ = ask(*platform, "--turnover", "2000000000", "--lang", "fr")
    assert "6% of turnover (Total worldwide annual turnover)" in plain(without) and "€" not in without
    assert "Avec le chiffre d’affaires que vous supposez : 120 000 000 € au plus." in plain(with_turnover)


def test_amounts_keep_their_currency_and_euros_carry_the_date_of_the_rate(ask):
    _, out, _ = ask("exposure", "--jurisdiction", "KR", "--date", "2026-01-05", "--act", "creation", *ADULT)
    assert "₩50,000,000" in out
    assert "About €29,000 at the ECB rate of 31 December 2025" in plain(out)  # 50,000,000 / 1696.94 = 29,465


def test_beside_an_unlimited_fine_stands_no_amount(ask):
    _, out, _ = ask(
        "exposure", "--jurisdiction", "IE", "--date", "2026-01-05", "--act", "online_publication", *ADULT, "--json"
    )
    (ceiling,) = json.loads(out)["ceilings"]
    assert (ceiling["fine_kind"], ceiling["max_fine_amount"], ceiling["max_fine_eur"]) == ("unlimited", None, None)
    assert {row["max_fine_amount"] for row in json.loads(out)["applies"]} == {None, 5000}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--jurisdiction", "XX", "--person", "individual"],
            "'XX' is not a jurisdiction of the data: its law was not read, which is not to say that it has none. Acc",
        ),
        (["--jurisdiction", "GB-SCT", "--person", "individual"], "What was read of GB, of which it may be a part, may"),
        (["--jurisdiction", "FR", "--person", "user"], "'user' is no addressee. Accepted: individual, legal_person"),
        (["--jurisdiction", "FR", "--person", "individual", "--act", "post"], "'post' is no act. Accepted: creation"),
    ],
)
def test_an_unknown_code_is_refused_with_what_is_accepted(ask, arguments, said):
    code, out, error = ask("exposure", "--date", "2026-01-05", *arguments)
    assert code == 1 and not out and said in error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--date", "2026-01-05", "--turnover", "0"], "an amount in euros above zero"),
        (["--date", "2026-01-05", "--turnover", "-5"], "an amount in euros above zero"),
        (["--date", "2026-01-05", "--turnover", "much"], "an amount in euros above zero"),
        (["--date", "2026-01-05", "--turnover", "nan"], "an amount in euros above zero"),
    ],
)
def test_an_impossible_turnover_is_wrong_usage(ask, arguments, said, capsys):
    with pytest.raises(SystemExit) as stop:
        ask("exposure", "--jurisdiction", "FR", "--person", "individual", *arguments)
    assert stop.value.code == 2 and said in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["exposure", "--jurisdiction", "FR", "--person", "individual", "--date"],
        ["brief", "--from"],
        ["brief", "--to"],
        ["build", "--as-of"],
        ["refresh", "--as-of"],
        ["fetch", "--from"],
        ["fetch", "--to"],
    ],
    ids=lambda words: f"{words[0]} {words[-1]}",
)
def test_an_impossible_day_is_refused_by_every_command_with_what_is_wrong_and_what_to_do(command, capsys):
    for given, why in (
        ("2026-13-05", "there is no month 13"),
        ("2026-02-30", "February 2026 has 28 days"),
        ("2024-02-30", "February 2024 has 29 days"),
        ("0000-01-01", "there is no year 0000"),
        ("05/01/2026", "is not a day."),
        ("20260105", "is not a day."),
        ("", "is not a day."),
    ):
        with pytest.raises(SystemExit) as stop:
            main([*command, given])
        said = plain(capsys.readouterr().err)
        assert stop.value.code == 2 and f"argument {command[-1]}: {given!r} is not a day" in said and why in said
        assert "Nothing was done. Give a day of the calendar as YYYY-MM-DD (2026-01-05)" in said


def test_every_option_that_takes_a_day_reads_it_the_same_way():
    def options(parser):
        for action in parser._actions:
            for below in (action.choices or {}).values() if isinstance(action.choices, dict) else ():
                yield from options(below)
            yield action

    named = {"--date", "--from", "--to", "--as-of"}
    days = [one for one in options(parser()) if named & set(one.option_strings) or one.metavar == "DAY"]
    assert len(days) == 8 and {one.type for one in days} == {day}


def test_no_ceiling_is_given_for_a_day_on_which_no_text_is_known_to_have_been_in_force(ask):
    early = ["exposure", "--date", "1900-01-01", "--person", "individual", "--jurisdiction"]
    for code in ("FR", "JP", "US", "DE", "EU"):
        answer = json.loads(ask(*early, code, "--json")[1])
        assert not answer["ceilings"] and not answer["applies"]
    _, out, _ = ask(*early, "JP", "--lang", "fr")
    assert "il n’est pas établi qu’elle était déjà en vigueur" in plain(out)
    assert "Aucun plafond ne découle des textes lus pour ces faits." in plain(out)


def test_a_day_after_the_texts_were_read_is_said_to_be_one(ask):
    later = [*ADULT, "--jurisdiction", "FR", "--date"]
    assert "were read up to 22 November 2026" in plain(ask("exposure", "--date", "2030-01-01", *later[:-1])[1])
    assert "were read up to" not in ask("exposure", *later, "2026-01-05")[1]
    answer = json.loads(ask("exposure", *later, "2030-01-01", "--json")[1])
    assert answer["is_after_reading"] and answer["law_read_on"] == "2026-11-22"


def test_a_reader_who_stops_early_gets_no_traceback(warehouse):
    command = [sys.executable, "-m", "etl", *ONLINE, *ADULT, "--json", "--out", str(warehouse)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        asked.stdout.close()
        error = asked.stderr.read()
    assert (asked.wait(), error) == (0, b"")


def test_an_act_that_no_text_read_concerns_is_said_to_be_one(ask):
    facts = ["exposure", "--jurisdiction", "FR", "--date", "2026-01-05", "--person", "individual", "--act"]
    _, out, _ = ask(*facts, "threat", "--lang", "fr")
    assert "aucun texte lu ici ne porte sur ceci : menace de publication" in plain(out)
    for act, subject, unread in (("threat", "adult", ["threat"]), ("possession", "adult", ["possession"]),
                                 ("possession", "minor", [])):  # fmt: skip # saves 3 lines
        assert json.loads(ask(*facts, act, "--subject", subject, "--json")[1])["acts_not_read"] == unread


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            "Arizona: its own law was not read here for images. What follows is the law above it (United States) alone",
        ),
        (
            "fr",
            "Arizona : son propre droit n'a pas été lu ici pour des images. Ce qui suit est le seul droit au-dessus",
        ),
    ],
)
def test_a_place_whose_own_law_was_not_read_is_answered_from_the_law_above_it(ask, lang, told):
    facts = ("exposure", "--date", "2026-01-05", "--act", "online_publication", *ADULT, "--lang", lang)
    code, out, _ = ask(*facts, "--jurisdiction", "US-AZ")
    assert code == 0 and told in plain(out).replace("’", "'")
    assert "24" in out and "223(h)(3)(A), (4)" in out
    code, _, err = ask(*facts, "--jurisdiction", "HK")  # nothing above it either
    assert code == 1 and "Hong Kong" in err
