"""Of what several archives and the historical file say of one day, one is counted and every difference is told."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from test_dsa import CANONICAL, made
from test_dsa_build import DAY, OTHERS, X, archived, built, of, totals, warnings
from test_dsa_faults import ingest, row

from etl.__main__ import main


def read_with_csv(path: Path) -> Counter:
    """What an archive holds by platform, metric and code, read by nothing but Python's zipfile, csv and json."""
    found: Counter = Counter()
    delays = defaultdict(list)
    with zipfile.ZipFile(path) as outer:
        for inner_name in outer.namelist():
            inner = zipfile.ZipFile(io.BytesIO(outer.read(inner_name)))
            for name in inner.namelist():
                for cells in csv.DictReader(io.StringIO(inner.read(name).decode(), newline="")):
                    platform = CANONICAL.get(cells["platform_name"], cells["platform_name"])
                    keywords = set(json.loads(cells["category_specification"] or "[]"))
                    found[platform, "total", ""] += 1
                    found[platform, "with_keyword", ""] += bool(keywords)
                    for metric in ("category", "automated_detection", "automated_decision"):
                        found[platform, metric, cells[metric]] += 1
                    for keyword in keywords:
                        found[platform, "keyword", keyword] += 1
                    content, decided, arrived = (
                        dt.datetime.fromisoformat(cells[column])
                        for column in ("content_date", "application_date", "created_at")
                    )
                    delays[platform, "moderation_delay"].append((decided - content).total_seconds())
                    delays[platform, "disclosure_delay"].append((arrived - decided).total_seconds())
    for (platform, metric), seconds in delays.items():
        known = [one for one in seconds if one >= 0]
        found[platform, metric, "negative"] = len(seconds) - len(known)
        if known:
            found[platform, metric, "mean_seconds"] = round(sum(known) / len(known))
    return +found  # without zeros, as in the mart; a mean of zero seconds is one


@pytest.mark.parametrize(
    ("day", "kind", "rows"), [("2026-02-03", "full", 20_000), ("2026-02-04", "light", 5000)], ids=["full", "light"]
)
def test_every_metric_and_code_of_the_mart_is_what_pythons_csv_module_counts(tmp_path, day, kind, rows):
    truth = made(tmp_path / "in", *(["--light"] if kind == "light" else []), day=day, rows=rows)
    assert main(["ingest", "dsa", str(tmp_path / "in"), "--store", str(tmp_path / "store")]) == 0
    expected = read_with_csv(tmp_path / "in" / truth["archive"])
    assert sum(count for (_, metric, _), count in expected.items() if metric == "total") == rows
    assert any(code == "negative" for _, _, code in expected) or kind == "light"
    found = Counter({
        (platform, metric, code): count if count is not None else round(value)
        for platform, metric, code, count, value in built(tmp_path / "store").execute(
            "select platform, metric, code, sor_count, value from marts.sor_daily where day = ?", [day]).fetchall()
        if metric not in ("content_type", "decision_account")
    })  # fmt: skip # saves 3 lines
    assert +found == expected


def overlap(connection, metric: str = "total") -> list[tuple]:
    select = "select day::varchar, platform, history_count, dump_count from marts.sor_overlap where metric = ?"
    return connection.execute(select, [metric]).fetchall()


def test_a_day_on_which_the_historical_file_has_no_statement_of_a_platform_stays_so_and_is_told(tmp_path):
    silent = "2025-07-05"  # X reported nothing that day by the historical file
    archived(tmp_path, f"sor-x-{silent}-full", *X[:3])
    connection = built(tmp_path / "store")
    assert "X" not in totals(connection, silent)
    assert overlap(connection) == [(silent, "X", None, 3)]
    assert connection.execute("select is_used from marts.sor_archives").fetchall() == [(False,)]


def test_an_own_archive_without_a_row_contradicts_the_historical_file(tmp_path):
    archived(tmp_path, "sor-x-2026-01-05-full")
    connection = built(tmp_path / "store")
    assert totals(connection, "2026-01-05")["X"] == 1417
    assert overlap(connection) == [("2026-01-05", "X", 1417, None)]


def test_a_platform_that_the_historical_file_leaves_out_is_counted_from_the_archive_and_named(tmp_path):
    mine = [row(number, platform_name="Mon Réseau, S.A.") for number in range(7)]
    archived(tmp_path, "sor-global-2026-01-05-full", *mine)
    connection = built(tmp_path / "store")
    assert totals(connection, "2026-01-05")["Mon Réseau, S.A."] == 7
    assert "platform that no list of ours has, counted as it stands: Mon Réseau, S.A. (7)" in warnings(connection)
    days = "select day::varchar, origin from marts.sor_days where platform = 'Mon Réseau, S.A.'"
    assert connection.execute(days).fetchall() == [("2026-01-05", "dump")]


def test_codes_that_no_list_has_are_counted_and_named(tmp_path):
    odd = {"category": "STATEMENT_CATEGORY_NEW", "category_specification": '["KEYWORD_NEW"]'}
    archived(tmp_path, f"sor-x-{DAY}-full", *X[:5], *(row(number, **odd) for number in range(90, 94)))
    connection = built(tmp_path / "store")
    assert totals(connection, DAY) == {"X": 9}
    said = warnings(connection)
    assert "category that no list of ours has, counted as it stands: STATEMENT_CATEGORY_NEW (4)" in said
    assert "keyword that no list of ours has, counted as it stands: KEYWORD_NEW (4)" in said


def differences(connection) -> set[tuple]:
    select = "select archive, platform, metric, code, archive_count, counted_count from marts.sor_differences"
    return set(connection.execute(select).fetchall())


def test_a_light_archive_with_the_same_total_and_another_category_is_no_agreement(tmp_path):
    archived(tmp_path, f"sor-global-{DAY}-full", *X[:30])
    minors = row(30, category="STATEMENT_CATEGORY_PROTECTION_OF_MINORS")
    archived(tmp_path, f"sor-global-{DAY}-light", *X[:29], minors)
    connection = built(tmp_path / "store")
    light, code = f"sor-global-{DAY}-light.zip", "STATEMENT_CATEGORY_"
    assert differences(connection) == {
        (light, "X", "category", f"{code}CYBER_VIOLENCE", 29, 30),
        (light, "X", "category", f"{code}PROTECTION_OF_MINORS", 1, None),
    }
    assert f"{light}, for which another archive of its day stands, differs" in warnings(connection)


def test_a_platform_that_a_spare_archive_of_the_whole_day_lacks_is_told(tmp_path):
    archived(tmp_path, f"sor-global-{DAY}-full", *X[:30], *OTHERS)
    archived(tmp_path, f"sor-global-{DAY}-light", *X[:30])
    found = {one for one in differences(built(tmp_path / "store")) if one[2] == "total"}
    assert found == {(f"sor-global-{DAY}-light.zip", "TikTok", "total", "", None, 20)}


def test_a_platforms_own_archive_goes_before_rows_of_it_in_anothers(tmp_path):
    tube = [row(number, platform_name="YouTube") for number in range(200, 209)]
    archived(tmp_path, f"sor-x-{DAY}-full", *X[:30], *tube[:2])
    archived(tmp_path, f"sor-youtube-{DAY}-full", *tube)
    connection = built(tmp_path / "store")
    assert totals(connection, DAY) == {"X": 30, "YouTube": 9}
    assert (f"sor-x-{DAY}-full.zip", "YouTube", "total", "", 2, 9) in differences(connection)


def test_of_two_files_without_a_name_of_the_database_one_is_counted_and_the_other_told(tmp_path):
    assert ingest(tmp_path, of(f"sor-x-{DAY}-full", *X[:10]), "a.csv") == 0
    assert ingest(tmp_path, of(f"sor-x-{DAY}-full", *X[:12]), "b.csv") == 0
    connection = built(tmp_path / "store")
    assert totals(connection, DAY) == {"X": 10}
    used = dict(connection.execute("select archive, is_used from marts.sor_archives").fetchall())
    assert used == {"a.csv": True, "b.csv": False}
    assert ("b.csv", "X", "total", "", 12, 10) in differences(connection)


def test_a_republished_archive_replaces_its_day_in_the_mart_and_both_totals_stay(tmp_path):
    archived(tmp_path, f"sor-global-{DAY}-full", *X[:30])
    archived(tmp_path, f"sor-global-{DAY}-full", *X[:27])
    connection = built(tmp_path / "store")
    assert totals(connection, DAY) == {"X": 27}
    rows = connection.execute(
        "select counted_count, is_used, sha1, replaced_by from marts.sor_archives order by counted_count"
    ).fetchall()
    (now, is_used, sha1, successor), (then, was_used, _, replaced_by) = rows
    assert (now, is_used, successor) == (27, True, "")
    assert (then, was_used, replaced_by) == (30, False, sha1)
    assert "30 statements counted then, 27 now" in warnings(connection)


def test_a_part_of_a_day_is_marked_and_contradicts_the_historical_file_only_where_it_has_more(tmp_path):
    stem = f"sor-global-{DAY}-full"
    assert ingest(tmp_path, of(stem, *X[:10]), f"{stem}-00000-00000.csv") == 0
    assert ingest(tmp_path, of("sor-global-2026-01-05-full", *X), "sor-global-2026-01-05-full-00000-00003.csv") == 0
    connection = built(tmp_path / "store")
    origins = "select distinct day::varchar, origin from marts.sor_daily where origin <> 'history'"
    assert connection.execute(origins).fetchall() == [(DAY, "part")]
    assert overlap(connection) == []  # 60 of X's 1,417: no more than a part has to have
    assert overlap(connection, "keyword") == [("2026-01-05", "X", None, 60)]  # by the file X gives none at all
    assert f"only a part of the archive was added, left out of rates and charts: {DAY}" in warnings(connection)
