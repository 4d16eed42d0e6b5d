"""What the incidence page says: denominators, doubt, and where a share vanishes, in both languages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from visits import visit as seen

from etl import warehouse as served

ROOT = Path(__file__).parents[1]


@pytest.fixture
def visit(warehouse, monkeypatch):
    """The page's text for the parameters of an address."""
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)

    def opened(**address) -> str:
        page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
        for key, value in address.items():
            page.query_params[key] = value
        page = page.switch_page("pages/incidence.py").run()
        assert not page.exception
        return "\n".join(str(element.proto.body) for element in page.get("html"))

    return opened


def test_the_first_study_is_said_with_its_denominator_and_what_it_is_not(visit):
    text = visit(lang="en")
    assert "53% of about 20,000 images sampled from 25 December 2025 to 1 January 2026" in text
    assert "no trend and no range" in text
    assert "“Read as women” among “Person in minimal attire” (43% of all)" in text


def test_two_per_cent_looking_18_or_younger_is_near_vanishing_and_the_page_says_so(visit):
    text = visit(lang="fr", se="0.8", sp="0.98")
    assert "les seules fausses alertes expliqueraient toutes les images signalées" in text
    assert "Ce point est proche" in text
    assert "1,8\u202f%" in text and "98,2\u202f%" in text
    assert "1.3% (1.0% to 1.5%)" in visit(lang="en", se="0.8", sp="0.99")


def test_a_common_share_is_far_from_vanishing(visit):
    text = visit(lang="en", study="CCDH-01", se="0.9", sp="0.95")
    assert "70.6% (69.8% to 71.3%)" in text and "That point is far" in text


def test_a_reviewed_count_is_called_a_floor(visit):
    assert "It is a floor" in visit(lang="en", study="CCDH-02", sp="0.995")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "p = 0.15. Too few trials to tell"), ("fr", "p = 0,15. Trop peu d’essais")]
)
def test_the_retests_get_their_exact_test_and_the_honest_verdict(visit, lang, said):
    assert said in visit(lang=lang)


@pytest.mark.parametrize("counted", ["request", "report", "enforcement"])
def test_each_other_quantity_stands_alone(visit, counted):
    text = visit(lang="fr", counted=counted)
    assert "12\u202f995 sur 20\u202f000" not in text.split("AI Forensics : de quoi")[0]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("counted", ["output", "request", "report", "enforcement"])
def test_no_figure_of_images_stands_under_the_heading_of_reports_requests_or_removals(warehouse, marts, lang, counted):
    labels = dict(
        marts.execute(f"select code, label_{lang} from marts.codes where vocabulary = 'quantity_group'").fetchall()
    )
    page = seen(warehouse, "incidence", lang, "full", (("counted", counted),))
    heading, under = "", {}
    for line in page.lines:
        heading = line if line in page.headings else heading
        for figure in page.figures:
            if line == figure.facts.title:
                under[figure.facts.key] = heading
    assert under["incidence.counts"] == labels[counted]
    assert under["incidence.tree"] == under["incidence.volumes"] and under["incidence.tree"].startswith(
        labels["output"] + (":" if lang == "en" else "\u00a0:")
    )
    assert under["incidence.retests"] == labels["test"]
    assert labels["report"] not in [under[key] for key in under if key not in ("incidence.shares", "incidence.counts")]


def test_an_empty_period_says_so_and_nothing_breaks(visit):
    text = visit(lang="en", **{"from": "2015-01-01", "to": "2015-02-01"})
    assert "No share of images with a known sample falls in this period." in text


def test_a_jurisdiction_is_said_to_change_nothing_here(visit):
    assert "changes nothing here" in visit(lang="en", jurisdiction=["FR"])
