"""Everyone: axe finds nothing, the keyboard reaches everything, French pages are French, a phone is wide enough."""

import csv
import functools
import re
from importlib import resources

import pytest
from serving import ROOT
from test_browser import Visitor

from figures.words import word
from pages.shared.frame import HIDDEN, PAGES

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a theme changes
THEMES = {"dark": ("rule", COLOURS), "light": ("tag", RULES)}  # no colour depends on the language
RUN = """async ([type, values]) => (await axe.run(document, {runOnly: {type, values}})).violations.flatMap(
    found => found.nodes.map(node => `${found.id}: ${node.target} ${node.failureSummary}`))"""
WIDEST = "Math.max(...Array.from(document.querySelectorAll(':root, [data-testid=stMain]'), one => one.scrollWidth))"
APP = "document.querySelector('[data-testid=stApp]')"
VIEWS = (*PAGES, *HIDDEN, "exposure?view=compare", "exposure?view=case", "find?q=amende",
         "country?place=FR&place=GB&place=US", "enforcement?cases=authority_kind")  # fmt: skip # saves 7 lines


def path(view: str, lang: str) -> str:
    name, _, own = view.partition("?")
    return f"/{'' if name == PAGES[0] else name}?lang={lang}" + (f"&{own}" if own else "")


# French, whose words are longer, on a telephone and in both themes; English on a desk.
LOOKS = {"fr": ({"width": 390, "height": 844}, THEMES), "en": ({"width": 1280, "height": 720}, ("light",))}


@pytest.mark.browser
@pytest.mark.parametrize("lang", LOOKS)
def test_axe_finds_nothing_in_either_theme_and_every_page_fits_a_phone(browser, dashboard, lang):
    size, themes = LOOKS[lang]
    someone = Visitor(browser, dashboard, color_scheme="light", reduced_motion="reduce", viewport=size)
    page, found = someone.open(path(PAGES[0], lang)).page, {}
    page.evaluate(AXE)
    for view in VIEWS:
        if view in PAGES:
            someone.go(word(f"common.page.{view}", lang))
        else:
            someone.open(path(view, lang))
            page.evaluate(AXE)
        if view == VIEWS[-1]:  # once, with what is under a figure open
            for closed in page.locator("details:not([open]) > summary").all()[:3]:
                closed.click()
                someone.settle()
        assert page.evaluate("document.documentElement.lang") == lang
        page.wait_for_function(f"() => {WIDEST} <= {size['width']}")  # what is too wide never fits, however long
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            page.wait_for_function(f"() => getComputedStyle({APP}).colorScheme === '{theme}'")
            if broken := page.evaluate(RUN, THEMES[theme]):
                found[view, theme] = broken
    someone.bye()
    assert found == {}


@pytest.mark.browser
def test_a_page_opened_in_the_dark_theme_is_as_readable(browser, dashboard):
    someone = Visitor(browser, dashboard, color_scheme="dark", reduced_motion="reduce").open(path("incidence", "fr"))
    someone.page.evaluate(AXE)
    assert someone.page.evaluate(RUN, ["tag", RULES]) == []
    someone.bye()


# What has the focus, inside a component too, is marked; true when it already was, or when the page ends.
REACH = """() => {
    let one = document.activeElement;
    while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    const ended = one === document.body || Boolean(one.dataset.reached);
    one.dataset.reached = 'yes';
    return ended;
}"""
# Of a row of choices one is reached with Tab, the others with the arrows.
TABBED = """() => {
    const shown = one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width > 1;
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter(one => shown(one) && !one.disabled && one.tabIndex >= 0 && !one.closest('[data-testid="stToolbar"]'))
        .filter(one => !one.dataset.reached)
        .filter(one => !one.closest('[role="radiogroup"], [role="toolbar"]')?.querySelector('[data-reached]'))
        .map(one => one.outerHTML.slice(0, 160));
}"""


@pytest.mark.browser
def test_the_keyboard_reaches_every_control_and_every_export(browser, dashboard):
    someone = Visitor(browser, dashboard).open("/enforcement?lang=en&from=2026-01-01&to=2026-01-31&jurisdiction=FR")
    page = someone.page
    panel = page.locator("details", has=page.get_by_text("Method, files")).first
    panel.locator("summary").focus()
    page.keyboard.press("Enter")
    link = page.locator("a.gf-file.file-csv").first
    link.wait_for()
    someone.settle()
    page.get_by_test_id("stSkipToContent").focus()
    page.evaluate("() => {document.activeElement.dataset.reached = 'yes'}")
    for _ in range(400):
        page.keyboard.press("Tab")
        ended = page.evaluate(REACH)
        if ended:
            break
    assert page.evaluate(TABBED) == []
    assert page.locator("a.gf-file[data-reached]").count() == page.locator("a.gf-file").count() >= 9
    link.focus()
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    assert coming.value.suggested_filename.endswith(".csv")
    someone.bye()


ENGLISH = re.compile(
    r"\b(the|of|to|and|app|show|hide|column|search|skip|main|collapse|expand|open|close|select(ed)?|choose|clear|all|"
    r"previous|next|day|month|year|date|download|copy|clipboard|sidebar|values?|remove|press|enter|start|results?|"
    r"options?|fullscreen)\b",
    re.IGNORECASE,
)
NAMES = """() => [...document.querySelectorAll('[aria-label], [title], [placeholder]')]
    .filter(one => !one.closest('[data-testid="stHtml"]'))
    .flatMap(one => ['aria-label', 'title', 'placeholder'].map(name => one.getAttribute(name)).filter(Boolean))"""


@pytest.mark.browser
def test_the_english_that_streamlit_keeps_on_french_pages_is_listed(browser, dashboard):
    listed = re.findall(r"^\| `([^`]+)`", (ROOT / "docs" / "accessibility.md").read_text("utf-8"), re.MULTILINE)
    patterns = [re.escape(text).replace("…", ".+") for text in listed]
    with open(ROOT / "data/reference/publishers.csv", encoding="utf-8", newline="") as file:
        titles = [row["publisher"] for row in csv.DictReader(file)]  # names keep their language
    someone, met = Visitor(browser, dashboard, locale="fr-FR"), set()
    for view in ("enforcement", "incidence", "statements"):
        someone.open(path(view, "fr") + "&jurisdiction=FR")
        for name in someone.page.evaluate(NAMES):
            fits = {text for text, pattern in zip(listed, patterns, strict=True) if re.fullmatch(pattern, name)}
            met |= fits
            ours = functools.reduce(lambda text, title: text.replace(title, ""), titles, name)
            assert fits or not ENGLISH.search(ours), (view, name)
        met |= {text for text in listed if text in someone.page.content()}
    assert met == set(listed), "what is no longer there is taken off the list"
    someone.bye()
