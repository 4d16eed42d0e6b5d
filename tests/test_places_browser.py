"""In a real browser: Ctrl-K finds from any page; a click on the map or on its list filters; nobody else is asked."""

import re

import pytest
from test_browser import Visitor

pytestmark = pytest.mark.browser


def test_ctrl_k_finds_from_any_page_and_each_answer_leads_to_its_receipt(browser, dashboard):
    someone = Visitor(browser, dashboard).open("/enforcement?lang=en")
    for typed, answer in (("Ofcom investigation", "“Ofcom investigation”"), ("amande", "amande → amende")):
        someone.page.keyboard.press("Control+k")
        someone.page.keyboard.type(typed)
        someone.page.keyboard.press("Enter")
        someone.page.wait_for_url(re.compile(f"/find.*q={typed.split()[0]}"))
        assert answer in someone.settle().answer
    someone.page.locator("ul.gf-found a").first.click()
    someone.page.wait_for_url(re.compile("/record"))
    someone.settle().page.go_back()
    someone.page.wait_for_url(re.compile("q=amande"))
    assert "amende" in someone.settle().answer
    someone.bye()


def test_a_click_on_the_map_and_on_its_list_filters(browser, dashboard):
    someone = Visitor(browser, dashboard, viewport={"width": 1280, "height": 900}).open("/?lang=en&area=europe")
    chart = someone.page.locator(".st-key-wide-overview-map .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    someone.page.wait_for_timeout(500)
    at = someone.page.evaluate(
        """(chart) => {  // where the middle of France is on the screen
            const found = chart.data.find((one) => one.meta === "place:FR"), {xaxis, yaxis} = chart._fullLayout;
            const box = chart.getBoundingClientRect();
            const middle = (all) => {
              const own = all.filter((one) => one !== null);
              return (Math.min(...own) + Math.max(...own)) / 2;
            };
            const across = xaxis._offset + xaxis.l2p(middle(found.x));
            return [box.x + across, box.y + yaxis._offset + yaxis.l2p(middle(found.y))];
        }""",
        chart.element_handle(),
    )
    someone.page.mouse.move(*at)
    someone.page.wait_for_timeout(500)
    assert "France" in (someone.page.locator(".st-key-wide-overview-map .hoverlayer").text_content() or "")
    someone.page.mouse.click(*at)
    someone.page.wait_for_url(re.compile("jurisdiction=FR"))
    someone.settle().page.get_by_text("The map as a list").click()
    someone.settle().page.locator('a[data-row="place:IE"]').first.click()
    someone.page.wait_for_url(re.compile("jurisdiction=FR&jurisdiction=IE"))
    someone.settle().page.locator('a[data-row="place:FR"]').first.click()
    someone.page.wait_for_url(lambda url: "jurisdiction=FR" not in url)
    assert someone.settle().asked["jurisdiction"] == ["IE"]
    someone.bye()


@pytest.mark.parametrize("view", ["enforcement", "statements", "incidence"])
def test_each_mark_opens_its_row_from_the_keyboard_alone(browser, dashboard, view):
    someone = Visitor(browser, dashboard, viewport={"width": 1280, "height": 900}).open(f"/{view}?lang=en")
    page = someone.page
    page.wait_for_selector(".js-plotly-plot[tabindex]", state="attached")
    charts = [one for one in page.locator(".js-plotly-plot[tabindex]").all() if one.is_visible()]
    assert charts
    for chart in charts:
        chart.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        told = page.locator(".gf-told").inner_text()
        assert told and "<" not in told
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=dialog] dl.gf-facts dd")
        page.keyboard.press("Escape")
        page.wait_for_selector("[role=dialog]", state="detached")
        someone.settle()
    someone.bye()


def test_on_a_telephone_the_menu_leaves_the_page_that_was_chosen_in_it(browser, dashboard):
    someone = Visitor(browser, dashboard, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    someone.open("/?lang=en").page.get_by_test_id("stExpandSidebarButton").click()
    someone.page.wait_for_timeout(500)
    assert someone.page.get_by_test_id("stSidebar").bounding_box()["x"] >= 0
    someone.go("Enforcement").page.wait_for_function(
        "() => document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 0"
    )
    someone.bye()
