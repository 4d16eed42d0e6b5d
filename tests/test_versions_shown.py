"""What a reader sees while versions come and go: the newest at the next click, one version per page, or words."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from etl import warehouse as served_from
from etl.warehouse import current
from figures import data

ROOT = Path(__file__).parents[1]


@pytest.fixture
def out(warehouse, tmp_path, monkeypatch) -> Path:
    served = current(warehouse)
    for name in (served.path.name, f"{served.version}.json", "current.json"):
        shutil.copy(warehouse / name, tmp_path)
    monkeypatch.setattr(served_from, "WAREHOUSE", tmp_path)
    return tmp_path


def published(out: Path, number: int, change: str = "") -> str:
    """A newer version: the served one with a change made in it."""
    served = current(out)
    version = f"{20990101 + number}T000000-{number:08x}"
    shutil.copy(served.path, out / f"{version}.duckdb")
    if change:
        with duckdb.connect(str(out / f"{version}.duckdb")) as connection:
            connection.execute(change).fetchall()
    sha256 = served_from.digest(str(out / f"{version}.duckdb"), 0, number)
    record = json.loads((out / "current.json").read_text())
    record |= {"version": version, "file": f"{version}.duckdb", "sha256": sha256}
    for name in (f"{version}.json", "current.json.new"):
        (out / name).write_text(json.dumps(record))
    (out / "current.json.new").replace(out / "current.json")
    return version


def opened(page: str = "sources") -> AppTest:
    found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    found.query_params["lang"] = "en"
    return found.switch_page(f"pages/{page}.py").run()


def text(page: AppTest) -> str:
    bodies = [one.proto.body for one in page.get("html")]
    return "\n".join([*bodies, *(one.value for one in (*page.markdown, *page.header, *page.warning, *page.code))])


def test_case_22_twenty_sessions_see_a_new_version_at_their_next_click_without_an_error(out):
    sessions = [opened() for _ in range(20)]
    first = current(out).version
    assert all(not one.exception and first in text(one) for one in sessions)
    version = published(out, 1)
    sessions[0].run()
    assert version in text(sessions[0])
    for one in sessions[1:]:
        assert not one.run().exception
        assert version in text(one) and first not in text(one).replace(version, "")


def test_a_version_published_in_the_middle_of_a_page_does_not_mix_into_it(out, monkeypatch):
    real, seen = served_from.query, []

    def swapping(connection, name, **params):
        if not seen:
            published(out, 2)
        paths = "select path from duckdb_databases() where path is not null"
        ((path,),) = connection.cursor().execute(paths).fetchall()
        seen.append(Path(path).stem)
        return real(connection, name, **params)

    monkeypatch.setattr(served_from, "query", swapping)
    data._frames.clear()
    first = current(out).version
    page = opened("overview")
    assert not page.exception and set(seen) == {first} and len(seen) > 2 and first in text(page)
    seen.append("")
    data._frames.clear()
    page.run()
    assert set(seen[seen.index("") + 1 :]) == {current(out).version} != {first}


def test_a_database_older_than_the_program_is_said_in_words_in_both_languages(out):
    published(out, 3, "drop table marts.sources")
    data._frames.clear()
    page = opened()
    assert not page.exception
    assert "built before this version of the program" in text(page) and "python -m etl build" in text(page)
    assert "construite avant cette version" in text(page)


def test_case_23_a_damaged_version_is_not_shown_and_the_last_good_one_is_with_a_notice(out):
    first, second = current(out).version, published(out, 4)
    (out / f"{second}.duckdb").write_bytes(b"damage")
    page = opened()
    assert not page.exception and second in page.warning[0].value.replace("\\", "") and first in text(page)


def test_case_23_a_database_of_a_newer_duckdb_is_said_in_words(out):
    served = current(out)
    data = bytearray(served.path.read_bytes())
    assert data[8:12] == b"DUCK"
    data[12:20] = (9999).to_bytes(8, "little")
    version = published(out, 5)
    (out / f"{version}.duckdb").write_bytes(data)
    record = json.loads((out / "current.json").read_text())
    record["sha256"] = served_from.digest(str(out / f"{version}.duckdb"), 1, 5)
    for name in (f"{version}.json", "current.json"):
        (out / name).write_text(json.dumps(record))
    page = opened()
    assert not page.exception and "Traceback" not in text(page)
    assert "newer version of the database program" in text(page) or "is not the one that was built" in text(page)
