"""The real server in a real browser: a colleague's link, another language, another filter, Back, a phone, a file."""

import csv
import io
import re
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from serving import served
from test_versions_shown import published

from etl.warehouse import current
from figures.words import SPELLED, word

pytestmark = pytest.mark.browser
JANUARY = "from=2026-01-01&to=2026-01-31"
SETTLED = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
    && document.querySelector('footer.gf-footer') && !document.querySelector('[data-stale="true"]')
    && !document.documentElement.classList.contains('gf-wait')"""


class Visitor:
    """One browser profile, and everything that went wrong in it."""

    def __init__(self, browser, address: str, **looks):
        self.address, self.faults = address, []
        self.context = browser.new_context(**({"locale": "en-GB"} | looks))
        self.page = self.context.new_page()
        self.page.set_default_timeout(180_000)
        self.page.on("console", lambda one: self._wrong(one.text) if one.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self._wrong(str(error)))
        self.page.on("response", lambda got: self._wrong(f"{got.status} {got.url}") if got.status > 399 else None)
        self.page.on("request", self._is_ours)

    def _wrong(self, fault: str):
        self.faults.append(fault)
        print(fault)  # so that a test that ends waiting for something tells why

    def _is_ours(self, asked):
        if not asked.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self._wrong(f"another host was asked: {asked.url}")

    def open(self, path: str):
        self.page.goto(self.address + path)
        return self.settle()

    def settle(self):
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(SETTLED)
        self.page.wait_for_timeout(150)
        return self

    def go(self, title: str):
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True, include_hidden=True)
        link.dispatch_event("click")  # on a telephone the list is out of sight
        current = "title => document.querySelector('[data-testid=stSidebarNavLink][aria-current]')?.innerText.trim()"
        self.page.wait_for_function(f"{current} === title", arg=title)
        return self.settle()

    @property
    def answer(self) -> str:
        return self.page.locator(".gf-lead").first.inner_text()

    @property
    def asked(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    def bye(self):
        self.context.close()
        assert self.faults == []


def acts(marts, *places: str) -> int:
    """Counted acts of January 2026 in some jurisdictions, by hand."""
    return marts.execute(
        "select count(*) from marts.enforcement where is_counted and jurisdiction in (select unnest(?)) "
        "and action_date between '2026-01-01' and '2026-01-31'",
        [list(places)],
    ).fetchone()[0]


def opening(count: int, lang: str) -> str:
    """A number as it opens a sentence."""
    return SPELLED[lang][count - 2].capitalize() if count - 2 < len(SPELLED[lang]) else str(count)


def test_a_colleagues_link_opened_first_thing_shows_the_figures_then_another_language_and_filter(
    browser, dashboard, marts
):
    someone = Visitor(browser, dashboard).open(f"/enforcement?lang=en&{JANUARY}&jurisdiction=FR&cases=authority_kind")
    assert f"{opening(acts(marts, 'FR'), 'en')} acts in one country" in someone.answer
    assert someone.page.evaluate("document.documentElement.lang") == "en"
    someone.page.get_by_role("radio", name="Français").or_(someone.page.get_by_role("button", name="Français")).click()
    someone.page.wait_for_function("() => document.documentElement.lang === 'fr'")
    someone.settle()
    assert f"{opening(acts(marts, 'FR'), 'fr')} actes" in someone.answer
    field = someone.page.get_by_label(word("common.filter.jurisdiction", "fr")).first
    field.click()
    field.press_sequentially("Irlande")
    field.press("Enter")
    field.press("Escape")
    someone.page.get_by_role("button", name="Appliquer").click()
    expect(someone.page.locator(".gf-lead").first).to_contain_text(
        f"{opening(acts(marts, 'FR', 'IE'), 'fr')} actes", timeout=180_000
    )
    someone.settle()
    assert someone.asked == {
        "lang": ["fr"],
        "from": ["2026-01-01"],
        "to": ["2026-01-31"],
        "jurisdiction": ["FR", "IE"],
        "cases": ["authority_kind"],
        "clock": ["images"],
        **{key: ["all"] for key in ("force", "whom", "read")},
    }
    someone.bye()


def test_reload_another_page_back_and_another_browser_keep_the_view(browser, dashboard):
    someone = Visitor(browser, dashboard).open(f"/enforcement?lang=en&{JANUARY}&jurisdiction=FR")
    someone.page.get_by_role("button", name="Investigation opened or widened", exact=True).first.click()
    someone.page.wait_for_url(re.compile("step=investigation"))
    someone.settle()
    kept, answer, title = someone.asked, someone.answer, someone.page.locator("h1").inner_text()
    someone.page.reload()
    someone.settle()
    assert someone.asked == kept and someone.answer == answer
    someone.go("Reactions")
    assert {"lang", "from", "to", "jurisdiction", "view", "field", "group", "read"} == someone.asked.keys()
    assert someone.asked["jurisdiction"] == ["FR"]
    someone.page.go_back()
    someone.page.wait_for_function("title => document.querySelector('h1')?.innerText === title", arg=title)
    someone.settle()
    assert someone.asked == kept and someone.answer == answer
    another = Visitor(browser, dashboard, locale="fr-FR").open(someone.page.url.removeprefix(dashboard))
    assert another.asked == kept and another.answer == answer
    for one in (someone, another):
        one.bye()


def test_a_bare_address_completes_itself_in_the_browsers_language_and_back_leaves(browser, dashboard):
    someone = Visitor(browser, dashboard, locale="fr-FR")
    someone.page.goto("about:blank")
    someone.open("/")
    someone.page.wait_for_url(re.compile("lang=fr"))
    assert {"lang", "from", "to", "map", "area"} == someone.asked.keys()
    someone.page.go_back()
    assert someone.page.url == "about:blank"
    someone.bye()


def test_the_first_page_opens_by_its_name_too(browser, dashboard):
    someone = Visitor(browser, dashboard).open("/overview?lang=fr&jurisdiction=FR")
    assert someone.page.get_by_role("dialog").count() == 0 and someone.asked["jurisdiction"] == ["FR"]
    assert urlsplit(someone.page.url).path == "/"
    someone.bye()


def test_a_view_survives_the_server_being_started_again(browser, dashboard, warehouse, tmp_path):
    view = f"/statements?lang=fr&{JANUARY}&stance=denial&stance=admission"
    before = Visitor(browser, dashboard).open(view)
    with served(warehouse, tmp_path / "again.log") as again:
        after = Visitor(browser, again).open(view)
        assert after.answer == before.answer and after.asked == before.asked
        assert set(after.asked["stance"]) == {"denial", "admission"}
        after.bye()
    before.bye()


def test_a_file_downloaded_under_a_figure_holds_its_rows(browser, dashboard, marts):
    someone = Visitor(browser, dashboard).open(f"/enforcement?lang=en&{JANUARY}&jurisdiction=FR&jurisdiction=IE")
    someone.page.locator('[class*="st-key-panel-enforcement-acts"]').get_by_text("Method, files").first.click()
    with someone.page.expect_download() as coming:
        someone.page.locator("a.file-csv[href*='/figures/enforcement.acts.csv']").first.click()
    file = coming.value
    assert file.suggested_filename == "garde-fou_enforcement-acts_FR-IE_2026-01-01_2026-01-31_en.csv"
    rows = list(csv.DictReader(io.StringIO(file.path().read_text("utf-8-sig"))))
    assert {row["Jurisdiction"] for row in rows} == {"France", "Ireland"}
    assert sum(row["Counted"] == "yes" and row["Date"] != "" for row in rows) == acts(marts, "FR", "IE")
    assert all(row["Source"].startswith("http") for row in rows)
    someone.bye()


def links_of(someone: Visitor) -> dict[str, list[dict[str, list[str]]]]:
    """The parameters of a page's own links, by what they are: cards, receipts, the foot."""
    places = {"cards": ".gf-card a", "receipts": ".gf-table a[href^='/record']", "foot": ".gf-footer a"}
    return {
        name: [parse_qs(urlsplit(one.get_attribute("href")).query) for one in someone.page.locator(place).all()]
        for name, place in places.items()
    }


def test_links_follow_the_newest_data_unless_the_reader_came_with_a_version(browser, warehouse, tmp_path):
    old = current(warehouse)
    for name in (old.path.name, f"{old.version}.json", "current.json"):
        shutil.copy(warehouse / name, tmp_path)
    new = published(tmp_path, 7)
    with served(tmp_path, tmp_path / "serve.log") as address:
        officer = Visitor(browser, address).open(f"/?lang=en&{JANUARY}&jurisdiction=FR")
        found = links_of(officer)
        assert len(found["cards"]) > 3 and found["receipts"]
        assert not [one for one in [*found["cards"], *found["receipts"]] if "v" in one]
        officer.page.locator(".gf-card a").first.click()
        officer.page.wait_for_url(re.compile("/incidence"))
        assert "v" not in officer.settle().asked and new in officer.page.locator(".gf-footer").inner_text()
        kept = officer.page.get_by_role("link", name="Permanent link")
        asked = officer.asked
        kept.click()
        officer.page.wait_for_url(re.compile("v="))
        assert officer.settle().asked == asked | {"v": [new]}

        regulator = Visitor(browser, address).open(f"/?lang=en&{JANUARY}&jurisdiction=FR&v={old.version}")
        assert regulator.page.get_by_role("note").filter(has_text="Read the newest version").is_visible()
        found = links_of(regulator)
        assert {tuple(one["v"]) for one in [*found["cards"], *found["receipts"]]} == {(old.version,)}
        regulator.page.locator(".gf-card a[href^='/record']").first.click()
        regulator.page.wait_for_url(re.compile("/record"))
        assert regulator.settle().asked["v"] == [old.version]
        assert old.version in regulator.page.locator(".gf-footer").inner_text()
        for one in (officer, regulator):
            one.bye()
