"""How fast the dashboard is to look at, beside a minimal Streamlit page on the same machine at the same time.

`python -m benchmarks.web` starts real servers and a real browser, takes some minutes, writes docs/benchmarks-web.md.
Times mean little on a busy machine; the ratios to the minimal page, measured in turns with it, mean more.
"""

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "benchmarks-web.md"
PORT = int(os.environ.get("BENCH_PORT", "8620"))
VISITORS = int(os.environ.get("BENCH_VISITORS", "50"))
ROUNDS = 5
MINIMAL = """
import plotly.graph_objects as go
import streamlit as st

st.title("One chart")
st.plotly_chart(go.Figure(go.Bar(x=["a", "b"], y=[1, 2])))
"""
PAGES = ("", "incidence", "exposure", "statements", "enforcement", "reactions", "sources")


@dataclass
class Found:
    """What was measured of one server: seconds, bytes, and how many sessions failed."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    transferred: int = 0
    first: dict[str, float] = field(default_factory=dict)  # page → median seconds of a first run at the server
    new: dict[str, float] = field(default_factory=dict)  # page → median seconds of a first run nobody asked for before
    again: dict[str, float] = field(default_factory=dict)  # page → median seconds of a click, answers kept
    cpu: dict[str, float] = field(default_factory=dict)  # page → processor seconds of such a click
    crowd: dict[int, tuple[float, float, int]] = field(default_factory=dict)  # workers → p50, p95, failures


@contextmanager
def server(script: Path, port: int) -> Iterator[subprocess.Popen]:
    """A server over the script, once it answers; the settings are those of its folder, or Streamlit's own."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.address", "localhost", "--browser.serverAddress", "localhost"]
    command += ["--browser.gatherUsageStats", "false"]
    started = subprocess.Popen(command, cwd=script.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield started
    finally:
        started.send_signal(signal.SIGINT)
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()


def cpu_seconds(process: subprocess.Popen) -> float:
    """Processor time of the server so far; 0 where /proc does not tell."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run_once(stream, page: str, query: str) -> float:
    """Seconds from asking for a page to the end of its run."""
    asked = BackMsg()
    asked.rerun_script.query_string, asked.rerun_script.page_name = query, page
    start = time.perf_counter()
    await stream.send(asked.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(stream.recv(), 120))
        if answer.WhichOneof("type") == "script_finished":
            return time.perf_counter() - start


def opened(port: int):
    return connect(f"ws://localhost:{port}/_stcore/stream", max_size=None, ping_timeout=None)


async def visits(port: int, page: str, process: subprocess.Popen) -> tuple[float, float, float, float]:
    """Median seconds of a first run, of one with a period nobody asked for before and of a click; the click's CPU."""
    firsts, news, agains = [], [], []
    async with opened(port) as stream:
        await run_once(stream, page, "lang=fr")  # imports and answers are kept from here on
    spent = 0.0
    for number in range(ROUNDS):
        async with opened(port) as stream:
            news.append(await run_once(stream, page, f"lang=fr&from=2025-11-{number + 1:02d}"))
        async with opened(port) as stream:
            firsts.append(await run_once(stream, page, "lang=fr"))
            before = cpu_seconds(process)
            agains.append(await run_once(stream, page, "lang=fr"))
            spent += cpu_seconds(process) - before
    return statistics.median(firsts), statistics.median(news), statistics.median(agains), spent / ROUNDS


async def crowd(ports: list[int], visitors: int) -> tuple[float, float, int]:
    """All visitors, spread over the workers, click at once: median and 95th percentile of the time, how many failed."""
    streams = [await opened(ports[n % len(ports)]) for n in range(visitors)]
    try:
        for stream in streams:
            await run_once(stream, "", "lang=fr")
        found = await asyncio.gather(*(run_once(one, "", "lang=fr") for one in streams), return_exceptions=True)
    finally:
        for stream in streams:
            await stream.close()
    times = sorted(one for one in found if isinstance(one, float))
    if not times:
        return 0.0, 0.0, visitors
    return times[len(times) // 2], times[min(len(times) - 1, round(0.95 * len(times)))], visitors - len(times)


def look(browser, port: int, found: Found) -> None:
    """A visit with an empty cache and one after it: seconds to the first chart, bytes of the first."""
    context = browser.new_context(locale="fr-FR")
    sizes: list[int] = []
    for seconds in (found.cold, found.warm):
        page = context.new_page()
        if seconds is found.cold:
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            network.on("Network.loadingFinished", lambda one: sizes.append(one["encodedDataLength"]))
        start = time.perf_counter()
        page.goto(f"http://localhost:{port}/", timeout=120_000)
        page.wait_for_selector(".js-plotly-plot .main-svg", timeout=120_000)
        seconds.append(time.perf_counter() - start)
        page.wait_for_load_state("networkidle")
        page.close()
    context.close()
    found.transferred = round(sum(sizes))


def measure() -> tuple[Found, Found]:
    """The dashboard and the minimal page, in turns."""
    ours, theirs = Found(), Found()
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as folder:
        minimal = Path(folder) / "minimal.py"
        minimal.write_text(MINIMAL)
        dashboard = ROOT / "serve.py"
        with server(dashboard, PORT) as one, server(dashboard, PORT + 1), server(minimal, PORT + 2) as small:
            for page in PAGES:
                ours.first[page], ours.new[page], ours.again[page], ours.cpu[page] = asyncio.run(
                    visits(PORT, page, one)
                )
            theirs.first[""], _, theirs.again[""], theirs.cpu[""] = asyncio.run(visits(PORT + 2, "", small))
            asyncio.run(visits(PORT + 1, "", one))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                for _ in range(ROUNDS):
                    look(browser, PORT, ours)
                    look(browser, PORT + 2, theirs)
                browser.close()
            for ports in ([PORT], [PORT, PORT + 1]):
                ours.crowd[len(ports)] = asyncio.run(crowd(ports, VISITORS))
            theirs.crowd[1] = asyncio.run(crowd([PORT + 2], VISITORS))
    return ours, theirs


def report(ours: Found, theirs: Found) -> str:
    """The tables of docs/benchmarks-web.md."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    median = statistics.median
    heaviest = max(ours.again, key=ours.again.get)
    slowest = max(ours.new, key=ours.new.get)
    rows = [
        ("first chart, empty cache (s)", median(ours.cold), median(theirs.cold), "3.0"),
        ("first chart, second visit (s)", median(ours.warm), median(theirs.warm), "1.5"),
        ("bytes of a first visit (MB)", ours.transferred / 1e6, theirs.transferred / 1e6, "3.0"),
        (
            f"a click at the server, heaviest page ({heaviest or 'overview'}) (s)",
            ours.again[heaviest],
            theirs.again[""],
            "0.4",
        ),
        ("processor time of that click (s)", ours.cpu[heaviest], theirs.cpu[""], "0.1"),
        (f"filters nobody asked for before ({slowest or 'overview'}) (s)", ours.new[slowest], None, "0.4"),
    ]
    for workers, (p50, p95, failed) in ours.crowd.items():
        other = theirs.crowd.get(workers)
        rows.append((f"{VISITORS} visitors click at once, {workers} worker(s): p50 (s)", p50, other and other[0], ""))
        rows.append((f"the same: p95 (s); {failed} failed", p95, other and other[1], "3.0"))
    table = ["| | dashboard | minimal page | ratio | goal |", "|---|---:|---:|---:|---:|"]
    for name, mine, other, goal in rows:
        ratio = f"{mine / other:.1f}" if other else ""
        table.append(f"| {name} | {mine:.2f} | {'' if other is None else f'{other:.2f}'} | {ratio} | {goal} |")
    pages = [
        "| page | first run at the server (s) | filters nobody asked for before (s) | click (s) "
        "| its processor time (s) |",
        "|---|---:|---:|---:|---:|",
    ]
    for page in ours.first:
        pages.append(
            f"| {page or 'overview'} | {ours.first[page]:.2f} | {ours.new[page]:.2f} | {ours.again[page]:.2f} "
            f"| {ours.cpu[page]:.2f} |"
        )
    machine = f"{os.cpu_count()} cores, load average {load:.1f} at the end, medians of {ROUNDS}"
    told = (__doc__ or "").strip().splitlines()
    missed = [name for name, mine, _, goal in rows if goal and mine > float(goal)]
    verdict = f"Misses its goal: {'; '.join(missed)}." if missed else "Every goal is met."
    lines = [
        "# Fast to look at",
        "",
        told[0],
        "",
        f"{datetime.now(UTC):%d %B %Y}, {machine}. `python -m benchmarks.web` writes this page.",
        *told[3:],
        "",
        *table,
        "",
        verdict,
        "The minimal page runs with Streamlit's own settings. Figures are kept as drawn: what is left of a click is",
        "the page's own words and Streamlit's work; of filters nobody asked for before, Plotly checking each figure;",
        "of the first chart, the browser running Streamlit's and Plotly's scripts.",
        "",
        "Every page of the dashboard, its answers kept:",
        "",
        *pages,
    ]
    return "\n".join(lines)


def main() -> None:
    """Measures, prints and writes the report."""
    text = report(*measure())
    other = REPORT.read_text("utf-8").partition("\n## ")  # what benchmarks.reading wrote stays
    REPORT.write_text("".join((text + "\n", *other[1:])), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
