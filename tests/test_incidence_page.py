"""What the incidence page says: denominators, doubt, and where a share vanishes, in both languages."""

import pytest
from visits import visit as seen


@pytest.fixture
def visit(warehouse):
    """All that the page says for the parameters of an address."""

    def opened(**address) -> str:
        more = tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in address.items())
        page = seen(warehouse, "incidence", "en", "full", more)
        assert not page.exceptions
        return page.everything

    return opened


def test_the_first_study_is_said_with_its_denominator_and_what_it_is_not(visit):
    text = visit(lang="en")
    assert "From 25 December 2025 to 1 January 2026, 53% of about 20,000 images sampled were classed" in text
    assert "are each of something else: no trend" in text
    assert "Grok, 53% of about 20,000 images: “Person in minimal attire”" in text
    assert "81% of these: “Read as women”" in text
    assert "41% to 85% of the images of Grok examined were “sexualised or undressed”: 5 studies, 4 definitions" in text


def test_two_per_cent_looking_18_or_younger_is_near_vanishing_and_the_page_says_so(visit):
    text = visit(lang="fr", se="0.8", sp="0.98")
    assert "les fausses alertes expliqueraient à elles seules" in text
    assert "qu'on ne distingue plus de zéro si la spécificité passe sous 98,2\u202f%" in text.replace("’", "'")
    assert "1.3% (1.0% to 1.5%)" in visit(lang="en", se="0.8", sp="0.99")


def test_a_common_share_is_far_from_vanishing(visit):
    text = visit(lang="en", study="CCDH-01", se="0.9", sp="0.95")
    assert "70.6% (69.8% to 71.3%)" in text and "cannot be told from zero if specificity is below 35.7%" in text


def test_a_reviewed_count_is_called_a_floor(visit):
    assert "the published figure is a floor" in visit(lang="en", study="CCDH-02", sp="0.995")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("for 45 of 55 test prompts, then 29 of 43: too few trials to tell", "−31 and 3 points", "p = 0.15")),
        ("fr", ("45 requêtes de test sur 55, puis 29 sur 43\u00a0: trop peu d’essais", "−31 et 3 points", "p = 0,15")),
    ],
)
def test_the_retests_get_their_exact_test_and_the_honest_verdict(visit, lang, said):
    text = visit(lang=lang)
    assert all(part in text for part in said)


@pytest.mark.parametrize("counted", ["request", "report", "enforcement"])
def test_each_other_quantity_stands_alone(visit, counted):
    text = visit(lang="fr", counted=counted)
    assert "12\u202f995 sur 20\u202f000" not in text.split("Images produites")[0]


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
    titles = {figure.facts.key: figure.facts.title for figure in page.figures}
    first = "incidence.shares" if "incidence.shares" in titles else "incidence.counts"
    assert labels[counted] in titles[first] or counted == "output"
    assert under["incidence.tree"] == under["incidence.volumes"] == (labels["output"] if counted != "output" else "")
    assert under["incidence.retests"] == labels["test"]


def test_an_empty_period_says_so_and_nothing_breaks(visit):
    text = visit(lang="en", **{"from": "2015-01-01", "to": "2015-02-01"})
    assert "No share of images with a known sample falls in this period." in text


def test_a_jurisdiction_is_said_to_change_nothing_here(visit):
    assert "changes nothing here" in visit(lang="en", jurisdiction=["FR"])
