"""Ingested days stand in the warehouse beside the historical file: same metrics and codes, nothing counted twice."""

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from test_dsa import CANONICAL, made
from test_dsa_faults import HEADER, STEM, dump, exported, ingest, inner_zip, row
from test_dsa_odd import LIGHT

from etl.__main__ import main
from etl.warehouse import raw
from etl.warehouse.layers import SQL, create

ROOT = Path(__file__).parents[1]


def built(store: Path) -> duckdb.DuckDBPyConnection:
    """The warehouse's relations with this store, in memory."""
    connection = duckdb.connect(":memory:")
    raw.load(connection, ROOT / "data", store, dt.date(2026, 11, 25))
    for name in ("staging", "marts"):
        for path in wanted(name):
            text = path.read_text(encoding="utf-8")
            connection.execute(f"create table {name}.{path.stem} as {text}").fetchall()
    return connection


def wanted(schema: str) -> list[Path]:
    """The selects about statements of reasons, in the order they need each other."""
    marts = ["sor_archives", "sor_daily", "sor_days", "sor_overlap", "sor_differences", "warnings"]
    names = {"staging": ["sor_slugs", "sor_archives", "sor_chosen", "sor_dumps"], "marts": marts}
    return [SQL / schema / f"{name}.sql" for name in names[schema]]


def archived(folder: Path, stem: str, *rows: list[str]) -> None:
    """An archive of that name with these rows, brought into folder/store."""
    assert ingest(folder, dump(of(stem, *rows), stem=stem), f"{stem}.zip") == 0


def of(stem: str, *rows: list[str]) -> bytes:
    """A CSV part with these rows, on the day that the archive's name says; light when its name says so."""
    names = LIGHT if stem.endswith("light") else HEADER
    day = stem.split("-", 2)[2][:10]
    return exported([[cells[HEADER.index(name)].replace("2026-01-05", day) for name in names] for cells in rows], names)


def totals(connection: duckdb.DuckDBPyConnection, day: str) -> dict[str, int]:
    found = "select platform, sor_count from marts.sor_daily where day = ? and metric = 'total'"
    return dict(connection.execute(found, [day]).fetchall())


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A dump of a day after the historical file, its truth, and the relations built with it."""
    folder = tmp_path_factory.mktemp("dsa")
    truth = made(folder / "in", "--duplicate-rows", "25", day="2026-02-03", rows=4000)
    assert main(["ingest", "dsa", str(folder / "in"), "--store", str(folder / "store")]) == 0
    return truth, built(folder / "store")


def test_an_ingested_day_has_the_metrics_and_codes_of_the_historical_file_and_the_generators_counts(generated):
    truth, connection = generated
    found = {
        (platform, metric, code): count
        for platform, metric, code, count in connection.execute(
            "select platform, metric, code, sor_count from marts.sor_daily where day = '2026-02-03'"
        ).fetchall()
    }
    wanted: Counter = Counter()
    for platform, _, keyword, count in truth["counts"] + truth["duplicate_counts"]:
        platform = CANONICAL.get(platform, platform)
        if keyword:
            wanted[platform, "keyword", keyword] += count
    assert {key: count for key, count in found.items() if key[1] == "keyword"} == wanted
    automation: Counter = Counter()
    for platform, category, detection, decision, count in truth["automation"]:
        platform = CANONICAL.get(platform, platform)
        automation[platform, "total", ""] += count
        automation[platform, "category", category] += count
        automation[platform, "automated_detection", detection] += count
        automation[platform, "automated_decision", decision] += count
    assert truth["duplicate_rows"] == 25 == sum(found[key] - count for key, count in automation.items() if not key[2])
    assert all(0 <= found[key] - count <= 25 for key, count in automation.items())
    held = {metric for (metric,) in connection.execute("select distinct metric from raw.sor_daily").fetchall()}
    assert {metric for _, metric, _ in found} <= held
    assert connection.execute("select count(*) from marts.sor_daily where origin = 'history'").fetchall() == [(387459,)]


def test_a_mean_delay_is_a_value_and_no_count(generated):
    _, connection = generated
    found = "select sor_count, value from marts.sor_daily where origin = 'dump' and code = 'mean_seconds'"
    rows = connection.execute(found).fetchall()
    assert rows and all(count is None and seconds >= 0 for count, seconds in rows)


def test_a_day_after_the_historical_file_overlaps_with_nothing(generated):
    _, connection = generated
    assert connection.execute("select count(*) from marts.sor_overlap").fetchall() == [(0,)]
    assert connection.execute("select count(*) from marts.warnings").fetchall() == [(0,)]


X = [row(number) for number in range(60)]
OTHERS = [row(number, platform_name="TikTok") for number in range(100, 120)]
DAY = "2026-02-05"


def test_a_day_that_both_hold_keeps_the_historical_count_and_says_where_they_differ(tmp_path):
    archived(tmp_path, STEM, *X[:40])
    connection = built(tmp_path / "store")
    assert totals(connection, "2026-01-05")["X"] == 1417
    differ = {
        platform: (history, dump)
        for platform, history, dump in connection.execute(
            "select platform, history_count, dump_count from marts.sor_overlap where metric = 'total'"
        ).fetchall()
    }
    assert differ["X"] == (1417, 40)
    assert differ["TikTok"][0] > 0 and differ["TikTok"][1] is None  # the global archive of that day lacks it
    assert "ingested dumps and the historical file differ" in warnings(connection)


def warnings(connection: duckdb.DuckDBPyConnection) -> str:
    return "\n".join(text for (text,) in connection.execute("select warning from marts.warnings").fetchall())


def fifth_of_january() -> bytes:
    """The 1,417 statements of X of 5 January 2026, made again from the historical counts as a dump of X holds them."""
    header = [*HEADER, "content_date", "application_date", "decision_account"]
    others = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"  # a category the historical file leaves out
    rows = []
    for place in range(1417):
        category = "CYBER_VIOLENCE" if place < 295 else "PROTECTION_OF_MINORS" if place < 295 + 361 else ""
        account = "SUSPENDED" if place < 476 else "TERMINATED" if place < 480 else ""
        cells = row(
            place,
            category=f"STATEMENT_CATEGORY_{category}" if category else others,
            category_specification="",
            content_type='["CONTENT_TYPE_SYNTHETIC_MEDIA"]',
            automated_decision=f"AUTOMATED_DECISION_{'FULLY' if place < 376 else 'NOT_AUTOMATED'}",
            created_at="2026-01-05 13:52:55",  # 49,975 seconds after the decision
        )
        rows.append([*cells, *["2026-01-05 00:00:00"] * 2, account and f"DECISION_ACCOUNT_{account}"])
    return exported(rows, header)


def test_a_day_on_which_both_agree_is_no_difference_and_one_row_less_is_one(tmp_path):
    stem, part = "sor-x-2026-01-05-full", fifth_of_january()
    assert ingest(tmp_path / "same", dump(part, stem=stem), f"{stem}.zip") == 0
    same = built(tmp_path / "same/store")
    assert same.execute("from marts.sor_overlap").fetchall() == []
    assert ingest(tmp_path / "less", dump(part.rpartition(b"\n")[0], stem=stem), f"{stem}.zip") == 0
    less = built(tmp_path / "less/store")
    assert less.execute("select metric, code, history_count, dump_count from marts.sor_overlap").fetchall() == [
        ("automated_decision", "AUTOMATED_DECISION_NOT_AUTOMATED", 1041, 1040),
        ("automated_detection", "No", 1417, 1416),
        ("content_type", "CONTENT_TYPE_SYNTHETIC_MEDIA", 1417, 1416),
        ("total", "", 1417, 1416),
    ]


def test_the_global_archive_of_a_day_stands_for_those_of_platforms(tmp_path):
    archived(tmp_path, f"sor-x-{DAY}-full", *X[:30])
    assert totals(built(tmp_path / "store"), DAY) == {"X": 30}
    archived(tmp_path, f"sor-global-{DAY}-full", *X[:31], *OTHERS)
    connection = built(tmp_path / "store")
    assert totals(connection, DAY) == {"X": 31, "TikTok": 20}
    used = dict(connection.execute("select slug, is_used from marts.sor_archives").fetchall())
    assert used == {"global": True, "x": False}
    assert "differs from it on 9 counts of 1 platforms (X: 30, counted 31)" in warnings(connection)


def test_archives_of_two_platforms_stand_side_by_side(tmp_path):
    archived(tmp_path, f"sor-x-{DAY}-full", *X[:30])
    archived(tmp_path, f"sor-tiktok-{DAY}-light", *OTHERS)
    assert totals(built(tmp_path / "store"), DAY) == {"X": 30, "TikTok": 20}


def test_full_and_light_archives_of_one_day_count_once_and_a_difference_is_said(tmp_path):
    archived(tmp_path, f"sor-global-{DAY}-full", *X[:30])
    archived(tmp_path, f"sor-global-{DAY}-light", *X[:29])
    connection = built(tmp_path / "store")
    assert totals(connection, DAY) == {"X": 30}
    assert f"sor-global-{DAY}-light.zip, for which another archive of its day stands" in warnings(connection)


def test_parts_of_a_day_add_up_until_the_whole_day_is_there(tmp_path):
    stem = f"sor-global-{DAY}-full"
    for number, some in (("00000-00000", X[:10]), ("00001-00003", X[20:45])):
        assert ingest(tmp_path, of(stem, *some), f"{stem}-{number}.csv") == 0
    assert totals(built(tmp_path / "store"), DAY) == {"X": 35}
    holder = inner_zip(of(stem, *X[:10]), of(stem, *X[10:20]), stem=stem)
    assert ingest(tmp_path, holder, f"{stem}-00000.csv.zip") == 0  # the first CSV is in it
    assert totals(built(tmp_path / "store"), DAY) == {"X": 45}
    archived(tmp_path, stem, *X)
    assert totals(built(tmp_path / "store"), DAY) == {"X": 60}


def test_a_build_of_the_whole_warehouse_tells_of_the_difference(tmp_path, capsys):
    archived(tmp_path, STEM, *X[:40])
    out = ["--out", str(tmp_path / "out")]
    assert main(["build", *out, "--store", str(tmp_path / "store"), "--as-of", "2026-11-25"]) == 0
    assert "historical file differ" in capsys.readouterr().out
    assert main(["status", *out]) == 0
    assert "historical file differ" in capsys.readouterr().out
    shutil.rmtree(tmp_path / "out")


def test_every_staging_and_mart_select_still_works_in_the_order_it_asks_for(tmp_path):
    with duckdb.connect(":memory:") as connection:
        raw.load(connection, ROOT / "data", tmp_path, dt.date(2026, 11, 25))
        create(connection, SQL / "staging")
        assert connection.execute("select count(*) from staging.sor_archives").fetchall() == [(0,)]
