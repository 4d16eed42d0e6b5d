"""Warehouses shared by the whole test run, each built once by whichever worker asks first; no network."""

import datetime as dt
import fcntl
import functools
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Before numpy is loaded: its threads wait in circles, and the tests run beside each other anyway.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
AS_OF = dt.date(2026, 11, 25)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The run's folder of that name, filled by the first worker to ask; the others wait until it is whole."""
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    folder, done = run / name, run / f"{name}.done"
    with open(run / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed: the fault is shown again
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def built(folder: Path) -> None:
    """A version in the folder itself, from data/ and the folder's store, for one fixed date."""
    from etl.warehouse.build import build

    build(folder, folder / "store", ROOT / "data", AS_OF)


# These begin first, so that no core is left with one of them when the others are done.
LONGEST = tuple(f"test_{name}.py" for name in (
    "spark", "accessibility", "torture", "browser", "refresh", "mutants", "another_affair", "places_browser", "pages",
    "dsa_faults", "every_figure", "figures", "detection_properties", "build", "nlp_scores", "objects", "every_address",
    "law_everywhere", "record", "bad_day", "detections", "embedded", "contained", "hidden", "documents", "dsa_build",
))  # fmt: skip # saves 26 lines
# Of these `make quick` waits for none: they train, kill, draw, serve, or try hundreds of generated inputs.
SLOW = {f"{name}.py" for name in (
    "test_torture", "test_nlp_scores", "test_nlp_model", "test_nlp_pairs", "test_nlp_review", "test_tagging_drift",
    "test_coverage", "test_refresh", "test_reliability", "test_publish", "test_figures", "test_brief", "test_export",
    "test_dsa_faults", "test_dsa_odd", "test_dsa_build", "test_dsa_precedence", "test_dsa_resume", "test_detections",
    "test_fetch", "test_http", "test_serve", "test_recorded", "test_reaction_marts", "test_reasons",
    "test_reasons_added", "test_detector_days", "test_incidence_marts", "test_kept_figures", "test_wording",
    "test_spark", "test_spark_posts", "test_objects", "test_reactions_spread",
)}  # fmt: skip # saves 31 lines


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in SLOW:
            item.add_marker("slow")
    items.sort(key=place)


def place(item: pytest.Item) -> tuple[int, int]:
    """When a test's turn comes; those that kill parts of one cluster keep their order, whatever is shuffled."""
    name, line = item.path.name, item.location[1]
    turn = LONGEST.index(name) if name in LONGEST else len(LONGEST)
    return turn, (line or 0) if name == "test_spark.py" else 0


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes may hold the second at which they were packed: two workers would give one test two names."""
    return "bytes" if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """What the collection loaded stays to the end: it is not looked through again and again for what does not."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_sessionfinish() -> None:
    gc.unfreeze()  # or some libraries say at the end that something was never let go


@pytest.fixture(scope="session", autouse=True)
def disks_not_waited_for() -> Iterator[None]:
    """No test cuts the power: what was written is read again from the machine's memory, and thousands of waits go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda fd: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def components_listed_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself for each page that a test opens: once is enough."""
    if "streamlit.testing.v1" not in sys.modules:
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session", autouse=True)
def files_read_once() -> Iterator[None]:
    """Most builds of a run read the same tables, law and model: what was read of a file is kept until it differs."""
    from etl.intake.law import Law
    from etl.intake.values import public_path
    from etl.warehouse import raw
    from etl.warehouse.computed import reaction_tags

    known: dict[tuple, Any] = {}
    table, law = raw.Strict.table, raw.Strict.law

    def read_table(path: Path, description: dict, codes: dict) -> Any:
        key = public_path(path), path.is_file() and path.read_bytes(), repr(description), repr(codes)
        if key not in known:
            known[key] = table(path, description, codes)
        return known[key]

    def read_law(reading: Any, data: Path, codes: dict) -> Law:
        law_files = sorted((data / "law").glob("*.yml"))
        files = tuple((path.name, path.read_bytes()) for path in (data / "affair.yml", *law_files))
        key = public_path(data / "law"), files, repr(codes)
        if key not in known:
            known[key] = law(reading, data, codes)
        return Law(*([dict(row) for row in rows] for rows in vars(known[key]).values()))  # the build writes in them

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raw.Strict, "table", staticmethod(read_table))
        patch.setattr(raw.Strict, "law", read_law)
        patch.setattr(reaction_tags, "load", functools.cache(reaction_tags.load))
        yield


@pytest.fixture(scope="session", autouse=True)
def paraphrases_tagged_once() -> Iterator[None]:
    """Most builds of a run tag the same paraphrases under the same names: what the tagger said of them is kept."""
    from etl.nlp import affair_names
    from etl.warehouse.computed import reaction_tags

    known: dict[str, list[dict]] = {}
    tag = reaction_tags.tag

    def tagged(model, posts, known_to_be_about):
        key = repr((affair_names.digest(), posts, known_to_be_about))
        if key not in known:
            known[key] = list(tag(model, posts, known=known_to_be_about))
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reaction_tags, "tag", lambda model, posts, known: tagged(model, posts, known))
        yield


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory) -> Path:
    """The folder of a warehouse built from data/ with an empty store; no test may change it."""
    return made_once(tmp_path_factory, "warehouse", built)


@pytest.fixture(scope="session")
def filled(tmp_path_factory) -> Path:
    """A warehouse whose store has a detector's files, a week of posts, and days after the historical file."""
    import test_detector_days
    import test_reaction_marts
    import test_reasons_added

    def make(folder: Path) -> None:
        for module in (test_detector_days, test_reaction_marts, test_reasons_added):
            module.fill(folder)
        built(folder)

    return made_once(tmp_path_factory, "filled", make)


@pytest.fixture(scope="session")
def contradicted(tmp_path_factory) -> Path:
    """A warehouse whose store has a detector with people's codings, and archives of a day the historical file has."""
    import test_incidence_marts
    import test_reasons

    def make(folder: Path) -> None:
        for module in (test_incidence_marts, test_reasons):
            module.fill(folder)
        built(folder)

    return made_once(tmp_path_factory, "contradicted", make)


@pytest.fixture(scope="session")
def six(tmp_path_factory) -> Path:
    """A folder with six archives in `dumps` (v1, v2, light, of one platform, with faults and repeated ids, and a day
    published again), and in `store` what one machine makes of them."""
    sys.path.insert(0, str(ROOT / "tests/tools"))
    import stand_in
    from test_dsa import made

    from etl.__main__ import main

    def make(folder: Path) -> None:
        dumps = folder / "dumps"
        made(dumps, day="2025-06-30")
        made(dumps, day="2025-07-01")
        made(dumps, "--light", day="2026-01-04")
        made(dumps, "--malformed-fraction", "0.02", "--duplicate-rows", "60", "--rows-per-csv", "150", rows=9000)
        made(dumps / "again", "--seed", "3", rows=800)
        (dumps / "sor-x-2026-01-06-full.zip").write_bytes(stand_in.x_dump("2026-01-06", 700))
        assert main(["ingest", "dsa", str(dumps), "--store", str(folder / "store")]) == 0

    return made_once(tmp_path_factory, "six", make)


@pytest.fixture(scope="session")
def marts(warehouse):
    """A read-only connection to the plain warehouse, opened as the pages open it."""
    from etl.warehouse import connect, current

    with connect(current(warehouse)) as connection:
        yield connection


@pytest.fixture(scope="module")
def app(warehouse):
    """The application as serve.py puts it together, over the plain warehouse, for `asgi.asked`."""
    from streamlit import config

    from etl import warehouse as served
    from server import relation

    real = config.get_option
    named = {"server.allowedHosts": ["localhost"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "WAREHOUSE", warehouse)
        patch.setattr(config, "get_option", lambda key: named.get(key) or real(key))
        relation.connection.cache_clear()
        from serve import app

        yield app
        relation.connection.cache_clear()


@pytest.fixture(scope="session")
def dashboard(warehouse, tmp_path_factory) -> Iterator[str]:
    """The address of the real server over the plain warehouse; no test may change what it serves."""
    from serving import served

    with served(warehouse, tmp_path_factory.mktemp("dashboard") / "serve.log") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    """A real browser, one a file: while it is there no test of the same file can run an event loop of its own."""
    from playwright.sync_api import sync_playwright
    from serving import CHROMIUM

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
