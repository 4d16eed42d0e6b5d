"""When a page can be read, when its first chart answers the hand, and how far what is read jumps meanwhile.

`python -m benchmarks.reading` visits every page and a minimal Streamlit page in turns, with an empty cache each time,
and writes the last section of docs/benchmarks-web.md.
"""

import os
import statistics
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.web import MINIMAL, PAGES, PORT, REPORT, ROOT, server

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
TITLE = "## Read before the application has started"
WATCH = """
window.__seen = {shift: 0, read: 0, title: 0, chart: 0};
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) __seen.shift += one.value;
}).observe({type: "layout-shift", buffered: true});
const seen = (one) => one && getComputedStyle(one).visibility !== "hidden" && one.getBoundingClientRect().height > 0;
const look = () => {
  const now = performance.now();
  __seen.title ||= [...document.querySelectorAll("h1")].some(seen) ? now : 0;
  __seen.read ||= [...document.querySelectorAll(".gf-lead, h1 ~ p")].some(seen) ? now : 0;
  __seen.chart ||= seen(document.querySelector("#root .main-svg")) ? now : 0;
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@dataclass
class Seen:
    """Seconds and shifts of each visit of a page."""

    read: list[float] = field(default_factory=list)
    title: list[float] = field(default_factory=list)
    chart: list[float] = field(default_factory=list)
    shift: list[float] = field(default_factory=list)


def visit(browser: Browser, address: str, found: Seen) -> None:
    """One visit with an empty cache: what was seen until three seconds after the first chart."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address)
    for _ in range(150):
        page.wait_for_timeout(100)
        if page.evaluate("() => __seen.chart"):
            break
    page.wait_for_timeout(3000)
    told = page.evaluate("() => __seen")
    for name in ("read", "title", "chart"):
        if told[name]:
            getattr(found, name).append(told[name] / 1000)
    found.shift.append(told["shift"])
    context.close()


def measure() -> dict[str, Seen]:
    """Every page, and `minimal`, in turns."""
    found = {page: Seen() for page in (*PAGES, "minimal")}
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as folder:
        minimal = Path(folder) / "minimal.py"
        minimal.write_text(MINIMAL)
        with server(ROOT / "serve.py", PORT), server(minimal, PORT + 2), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for _ in range(ROUNDS):
                for page in PAGES:
                    visit(browser, f"http://localhost:{PORT}/{page}?lang=en", found[page])
                visit(browser, f"http://localhost:{PORT + 2}/", found["minimal"])
            browser.close()
    return found


def section(found: dict[str, Seen]) -> str:
    """The section as Markdown."""

    def middle(values: list[float], digits: int = 1) -> str:
        return f"{statistics.median(values):.{digits}f}" if values else "–"

    lines = [
        TITLE,
        "",
        f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the end,",
        f"medians of {ROUNDS} visits with an empty cache. `python -m benchmarks.reading` writes this section.",
        "Goals on two quiet cores: answer readable within 0.5 s, shift at most 0.1, first chart within 2.2 to 3.1 s.",
        "",
        "| page | title (s) | answer readable (s) | first chart (s) | layout shift |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, one in found.items():
        lines.append(
            f"| {name or 'overview'} | {middle(one.title)} | {middle(one.read)} | {middle(one.chart)} "
            f"| {middle(one.shift, 2)} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measures, prints, and writes the section in place of the last."""
    text = section(measure())
    before = REPORT.read_text("utf-8").split(TITLE)[0].rstrip()
    REPORT.write_text(f"{before}\n\n{text}\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
