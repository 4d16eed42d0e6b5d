"""A page's own choices: codes in the address, written out, kept, followed, documented; the impossible is named."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl import warehouse as served
from figures.asked import FILTERS, TABLES
from figures.drawn import choices
from pages.shared import frame

ROOT = Path(__file__).parents[1]


@pytest.fixture
def visit(warehouse, monkeypatch):
    """Opens a page of the dashboard with the parameters of an address."""
    monkeypatch.setattr(served, "WAREHOUSE", warehouse)

    def opened(page: str, **address) -> AppTest:
        found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
        for key, value in address.items():
            found.query_params[key] = value
        return found.switch_page(f"pages/{page}.py").run()

    return opened


def test_every_choice_is_written_out_in_the_address_as_codes(visit):
    page = visit("enforcement", lang="fr", jurisdiction=["IE", "FR"], step=["measure", "decision"])
    assert not page.exception and not page.warning
    assert page.query_params["step"] == ["measure", "decision"]
    assert page.query_params["cases"] == "jurisdiction"
    assert sorted(page.query_params["jurisdiction"]) == ["FR", "IE"]
    assert {"lang", "from", "to"} <= page.query_params.keys()


def test_a_new_choice_follows_into_the_address_and_is_kept_while_on_another_page(visit):
    page = visit("reactions", lang="fr")
    page.segmented_control(key="shown.reactions.field").set_value("call").run()
    assert page.query_params["field"] == "call"
    page.switch_page("pages/sources.py").run()
    page.switch_page("pages/reactions.py").run()
    assert page.segmented_control(key="shown.reactions.field").value == "call"
    assert page.query_params["field"] == "call"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_a_page_is_asked_in_vain_is_named_and_replaced_in_the_address(visit, lang):
    page = visit("enforcement", lang=lang, step=["decision", "![](x)"], cases="nope")
    said = "\n".join(one.value for one in page.warning)
    assert r"step=\!\[\]\(x\)" in said and "cases=nope" in said
    assert page.query_params["step"] == "decision" and page.query_params["cases"] == "jurisdiction"
    page.segmented_control(key="shown.enforcement.cases").set_value("authority_kind").run()
    assert "nope" not in "\n".join(one.value for one in page.warning)


def test_filters_asked_in_vain_are_replaced_in_the_address(visit):
    page = visit("sources", lang="xx", **{"from": "2026-99-99", "jurisdiction": ["ZZ", "FR"], "v": "gone"})
    assert page.query_params["lang"] == "en"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", page.query_params["from"])
    assert page.query_params["jurisdiction"] == "FR"
    assert not page.query_params.get("v")
    assert len(page.warning) == 4


def documented() -> dict[str, set[str]]:
    parts = re.split(r"^## (.+)$", (ROOT / "docs" / "addresses.md").read_text("utf-8"), flags=re.MULTILINE)
    return {
        name.strip(): set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_every_parameter_is_documented_and_no_other():
    found = documented()
    assert found.pop("Every page") == {*FILTERS, *TABLES}
    pages = (*frame.PAGES, *frame.HIDDEN)
    assert found.keys() <= set(pages)
    for page in pages:
        assert choices(page).keys() <= found.get(page, set()), page
    # How many items a product is of is asked for on its page alone: it is no figure of the list.
    assert set().union(*found.values()) == frame.parameters() - {"id", *FILTERS, *TABLES}


def test_a_misspelt_parameter_is_named(visit):
    page = visit("enforcement", lang="en", jurisdictions="FR", utm_source="mail")
    assert [one.value for one in page.warning if "jurisdictions" in one.value and "misspelt" in one.value]
    assert len(page.warning) == 1
    assert not visit("enforcement", lang="en", jurisdiction="FR", images="3").warning


def test_no_page_lets_a_widget_write_its_words_in_the_address():
    for path in (ROOT / "pages").glob("**/*.py"):
        assert 'bind="query-params",' not in path.read_text("utf-8"), path
