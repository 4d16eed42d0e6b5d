"""Rules of one select at a time, on rows that the record happens not to have."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml

from etl.open_data.relations import relations
from etl.warehouse import raw
from etl.warehouse.layers import SQL, define_macros, make
from etl.warehouse.recorded import every_row


def records(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def loose(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Everything a build makes of data/, in memory, where a test may change it."""
    with duckdb.connect() as connection:
        raw.load(connection, SQL.parent / "data", tmp_path_factory.mktemp("store"), dt.date(2026, 11, 25))
        make(connection)
        yield connection


def select(name: str) -> str:
    """The text of a query, of what is given out of a relation (open/…), or of another select by its place."""
    folder, _, stem = name.rpartition("/")
    if folder == "open":
        return relations()[stem].select
    return Path(SQL / (folder or "queries") / f"{stem}.sql").read_text("utf-8")


@pytest.fixture
def asked(loose) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """The rows of a query after some changes, which are undone at the end of the test."""
    loose.execute("begin").fetchall()

    def after(query: str, *changes: str, **given: Any) -> list[dict[str, Any]]:
        for change in changes:
            loose.execute(change).fetchall()
        text = select(query)
        if "$rows" in text:
            given["rows"] = every_row(loose)
        return records(loose.execute(text, given))

    yield after
    loose.execute("rollback").fetchall()


def undo(asked: Callable[..., Any]) -> None:
    """What was changed is as before."""
    asked("period", "rollback", "begin")


def alone(select: str, asked: dict[str, Any] | None = None, **tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of sql/<select>.sql over these tables alone, asked with parameters; `raw_clocks=[…]` stands for raw.clocks."""
    with duckdb.connect() as connection:
        for schema in ("raw", "staging", "marts"):
            connection.execute(f"create schema {schema}").fetchall()
        define_macros(connection, "marts")
        for name, rows in tables.items():
            schema, _, table = name.partition("_")
            connection.register("given", pa.Table.from_pylist(rows))
            connection.execute(f"create table {schema}.{table} as from given").fetchall()
        return records(connection.execute(Path(SQL / f"{select}.sql").read_text("utf-8"), asked))


DAY = dt.date(2026, 1, 5)


def test_the_clock_of_a_measurement_starts_with_its_publication_and_the_others_with_the_day_of_their_row():
    clocks = [
        {"place": 1, "clock": name, "row_id": name, "why_en": "", "why_fr": ""} for name in ("images", "measurement")
    ]
    rows = [
        {"row_id": name, "relation": "incidence", "row_date": DAY, "published_date": DAY + dt.timedelta(9)}
        for name in ("images", "measurement")
    ]
    found = {
        one["clock"]: one["clock_date"] for one in alone("staging/clocks", raw_clocks=clocks, staging_row_dates=rows)
    }
    assert found == {"images": DAY, "measurement": DAY + dt.timedelta(9)}


def test_an_act_whose_measure_does_not_count_against_a_platform_is_not_counted():
    act = {"jurisdiction": "FR", "authority": "A", "authority_kind": "police", "harm": "ncii", "date": DAY,
           "date_precision": "day", "status": "open"}  # fmt: skip # saves 7 lines
    acts = [{"action_id": name, "measure": name, **act} for name in ("search", "block_lifted", "excluded", "related")]
    measures = [
        {"measure": name, "ladder_step": "x", "is_binding": "false", "counts_against_platform": counts}
        for name, counts in (("search", "true"), ("block_lifted", "false"), ("excluded", "true"), ("related", "true"))
    ]
    found = alone(
        "staging/acts",
        raw_enforcement_actions=acts,
        raw_measures=measures,
        raw_action_exclusions=[{"action_id": "excluded"}],
        raw_related_context=[{"action_id": "related"}],
    )
    assert [one["action_id"] for one in found] == ["search"]


def test_an_image_on_which_as_many_people_said_yes_as_no_is_left_out_and_the_latest_file_counts():
    files = [
        {"file": name, "detector": "coders", "has_coders": True, "population": None, "thresholds": "{}"}
        for name in ("1", "2")
    ]
    images = [
        {"file": "2", "number": number, "image": image, "day": DAY}
        for number, image in ((1, "tie"), (2, "tie"), (3, "yes"), (4, "yes"), (5, "yes"), (6, "no"))
    ]
    images.append({"file": "1", "number": 7, "image": "no", "day": DAY})  # an earlier file said yes of it
    said = {1: True, 2: False, 3: True, 4: True, 5: False, 6: False, 7: True}
    scores = [
        {"file": "1" if number == 7 else "2", "number": number, "category": "nudity", "is_flagged": flagged}
        for number, flagged in said.items()
    ]
    found = alone(
        "staging/detector_flags", raw_detector_files=files, raw_detector_images=images, raw_detector_scores=scores
    )
    assert sorted((one["image"], one["is_flagged"]) for one in found) == [("no", False), ("yes", True)]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 50, 60], [10, 50, 60]),
        ([9, 50, 60], [None, None, 60]),  # a lone hidden cell is the total less the others: the next goes with it
        ([4, 7, 9, 50], [None, None, None, 50]),  # fewer than ten are never shown, however many are hidden already
        ([1, 2, 40, 62], [None, None, None, 60]),  # two hidden cells of three persons would be told by their sum
        ([3], [None]),
        ([12, 13, 17], [10, 15, 15]),
    ],
)
def test_fewer_than_ten_persons_are_hidden_and_what_would_give_them_back_too(counts, shown):
    cells = [
        {"table_id": "t", "group_id": "g", "cell_id": f"{place}", "person_count": count}
        for place, count in enumerate(counts)
    ]
    other = {"table_id": "t", "group_id": "another", "cell_id": "0", "person_count": 2}  # a group of its own
    found = alone("staging/shown_cells", staging_person_cells=[*cells, other])
    mine = sorted((one for one in found if one["group_id"] == "g"), key=lambda one: one["cell_id"])
    assert [one["shown_count"] for one in mine] == shown
    assert [one["is_hidden"] for one in mine] == [count is None for count in shown]


def test_persons_are_authors_of_posts_of_their_own_each_once():
    posts = [{"post_key": key, "cluster_key": key, "author_key": author, "is_repost": is_repost, "language": language,
              "day": DAY} for key, author, is_repost, language in (
                  ("a", "anna", False, "en"), ("b", "anna", False, "en"), ("c", "bea", False, "en"),
                  ("d", "carl", True, "en"), ("e", "dora", False, "other"))]  # fmt: skip # saves 13 lines
    tags = [{"post_key": post["post_key"], "field": "about", "label": "yes", "is_abstained": False} for post in posts]
    nobody = {"detector": "d", "population": "", "flag_at": 0.5, "category": "nudity", "day": DAY, "has_coders": False,
              "is_flagged": True}  # fmt: skip # saves 7 lines
    found = alone(
        "staging/person_cells",
        raw_posts=posts,
        raw_post_tags=tags,
        staging_detector_flags=[nobody, nobody | {"category": "appears_under_18"}],
        raw_detector_images=[{"file": "1", "account": name} for name in ("x", "x", "y")],
        raw_detector_files=[{"file": "1", "detector": "d"}],
    )
    told = {one["table_id"]: (one["cell_id"], one["person_count"]) for one in found}
    assert told == {
        "post_shares": ("yes", 2),
        "detector_accounts": ("d", 2),
        "detector_days": (DAY.isoformat(), 1),
        "detector_estimates": ("appears_under_18", 1),
    }


def test_one_archive_of_a_day_counts_the_global_before_platforms_the_full_before_the_light():
    def archive(name: str, day: str, slug: str, kind: str = "full", scope: str = "", number: str = "", **cells) -> dict:
        return {"archive": name, "day": day, "slug": slug, "kind": kind, "number": number,
                "scope": scope or ("global" if slug == "global" else "platform"), "schema": "2", "sha1": "",
                "sha256": "", "is_verified": True, "rows": 1, "counted": 1, "rejected": 0, "repeated": 0,
                "loaded_at": "1"} | cells  # fmt: skip # saves 13 lines

    found = alone("staging/sor_archives", raw_dsa_archives=[
        archive("whole", "2026-01-05", "global"),
        archive("light", "2026-01-05", "global", "light", loaded_at="2"),
        archive("x beside the whole", "2026-01-05", "x"),
        archive("x alone", "2026-01-06", "x"),
        archive("x again", "2026-01-06", "x", loaded_at="0"),
        archive("y alone", "2026-01-06", "y"),
        archive("inner zip", "2026-01-07", "global", scope="part", number="00000"),
        archive("its csv", "2026-01-07", "global", scope="part", number="00000-00001"),
        archive("another zip", "2026-01-07", "global", scope="part", number="00001"),
    ])  # fmt: skip # saves 3 lines
    assert {one["archive"] for one in found if one["is_used"]} == {
        "whole", "x alone", "y alone", "inner zip", "another zip"
    }  # fmt: skip # saves 4 lines


def test_background_and_excluded_acts_are_shown_and_not_counted_and_an_act_stands_as_its_status_says():
    texts = dict.fromkeys((
        "jurisdiction", "authority", "authority_kind", "target", "harm", "legal_basis", "status_date_precision",
        "status_publisher", "status_url", "amount", "currency", "summary_en", "summary_fr", "confidence", "source_url",
        "source_publisher", "source_via", "source_origin", "source_date", "source2_url", "source2_publisher",
        "source2_via", "source2_origin", "document_url", "document_publisher", "document_title", "document_date",
        "document_read", "notes", "source_file", "source_line"), "")  # fmt: skip # saves 30 lines
    days = {"date": DAY, "date_precision": None, "status_date": DAY, "entered_date": DAY}
    named = (("search", "search", "done"), ("order", "order", "lifted"), ("context", "search", "done"),
             ("law", "law", "done"), ("excluded", "search", "done"), ("unknown", "order", "nobody knows"),
             ("standing", "order", "done"))  # fmt: skip # saves 6 lines
    acts = [texts | days | {"action_id": name, "measure": measure, "status": status} for name, measure, status in named]
    measure = {"ladder_step": "x", "is_binding": "true", "counts_against_platform": "true", "outlasts_its_case": "true"}
    found = {one["action_id"]: one for one in alone(
        "marts/enforcement",
        raw_enforcement_actions=acts,
        raw_measures=[measure | {"measure": "order"}, measure | {"measure": "search", "outlasts_its_case": "false"},
                      measure | {"measure": "law", "counts_against_platform": "false"}],
        raw_action_statuses=[{"status": "done", "stands": "true", "is_in_force": None},
                             {"status": "lifted", "stands": "false", "is_in_force": "false"}],
        raw_action_exclusions=[{"action_id": "excluded", "reason_en": "", "reason_fr": ""}],
        raw_related_context=[{"action_id": "context"}],
        staging_documents=[{"row_id": "search", "relation": "enforcement", "source_kind": "official"}],
    )}  # fmt: skip # saves 8 lines
    assert {name for name, one in found.items() if one["is_counted"]} == {"search", "order", "unknown", "standing"}
    standing = {name: (one["is_standing"], one["is_in_force"]) for name, one in found.items()}
    assert standing["search"] == (True, False) and standing["standing"] == (True, True)
    assert standing["order"] == (False, False) and standing["unknown"] == (None, None)


def test_a_mean_of_half_a_second_goes_to_the_even_neighbour():
    metrics = [
        {"sha256": "1", "day": DAY, "platform": "X", "metric": metric, "code": code, "count": count}
        for metric, pair in (("delay", (5, 2)), ("arrival", (7, 2)))
        for code, count in zip(("sum_seconds", "measured"), pair, strict=True)
    ]
    chosen = [{"sha256": "1", "day": DAY, "platform": "X", "is_part": False, "is_in_history": False}]
    found = alone("staging/sor_dumps", raw_dsa_metrics=metrics, staging_sor_chosen=chosen)
    means = {one["metric"]: one["count"] for one in found if one["code"] == "mean_seconds"}
    assert means == {"delay": 2, "arrival": 4}


CITED = dict.fromkeys((
    "source_url", "source_publisher", "source_via", "source_origin", "source_date", "source2_url", "source2_publisher",
    "source2_via", "source2_origin", "document_url", "document_publisher", "document_title", "document_date",
    "document_read", "notes", "entered_date", "source_file", "source_line", "confidence"), ""
)  # fmt: skip # saves 19 lines
WHOLE = {"start": "2025-01-01", "end": "2026-12-31", "jurisdictions": []}


def test_the_producers_interval_is_shown_and_ours_only_where_there_is_none():
    texts = dict.fromkeys((
        "producer", "platform", "population", "sampling", "detector", "category", "parent_measurement_id",
        "window_start_date", "window_end_date", "published_date", "published_precision", "sampled_count", "flagged_count",
        "value", "unit", "description_en", "description_fr"), "")  # fmt: skip # saves 18 lines
    rows = [
        CITED | texts | {"measurement_id": name, "published_low": low, "published_high": high}
        for name, low, high in (("theirs", 0.1, 0.3), ("ours", None, None))
    ]
    names = ("theirs", "ours")
    found = {one["measurement_id"]: one for one in alone(
        "marts/incidence",
        staging_detections=rows,
        staging_measurement_intervals=[{"measurement_id": name, "value_low": 0.15, "value_high": 0.25,
                                        "interval_method": "wilson"} for name in names],
        raw_frames=[{"measurement_id": name, "quantity": "requester", "frame_id": "f", "frame_en": "", "frame_fr": "",
                     "sampled_count_kind": ""} for name in names],
        staging_documents=[{"row_id": "theirs", "relation": "incidence", "source_kind": "official"}],
        staging_incidence_treatments=[{"measurement_id": "ours", "treatment": "x"}],
    )}  # fmt: skip # saves 14 lines
    told = {
        name: tuple(one[key] for key in ("value_low", "value_high", "interval_method")) for name, one in found.items()
    }
    assert told == {"theirs": (0.1, 0.3, "published"), "ours": (0.15, 0.25, "wilson")}
    assert {one["quantity_group"] for one in found.values()} == {"request"}


def test_a_code_that_no_documentation_lists_is_counted_as_it_stands():
    listed = [{"kind": "keyword", "code": "KNOWN", "schema": "2", "in_history": "no"}]
    used = [
        {"metric": "keyword", "code": "NEW", "sor_count": 3, "platform": "X", "day": DAY},
        {"metric": "total", "code": "", "sor_count": 9, "platform": "X", "day": DAY},
    ]
    found = {one["code"]: one for one in alone("marts/sor_codes", raw_dsa_codes=listed, marts_sor_daily=used)}
    assert {code: (one["is_listed"], one["sor_count"]) for code, one in found.items()} == {
        "KNOWN": (True, 0),
        "NEW": (False, 3),
    }


def test_an_archive_without_a_statement_speaks_for_a_day_that_history_lacks():
    texts = dict.fromkeys(("slug", "kind", "number", "scope", "schema_version", "sha1", "is_verified", "row_count",
                           "rejected_count", "repeated_count", "loaded_at"), "")  # fmt: skip # saves 14 lines
    archives = [texts | {"archive": name, "day": day, "counted_count": count, "is_used": True, "sha256": name}
                for name, day, count in (("empty", "2026-02-01", 0), ("empty in history", "2025-02-01", 0),
                                         ("chosen", "2026-02-02", 5), ("in history", "2025-02-02", 5))
    ]  # fmt: skip # saves 5 lines
    old = dict.fromkeys(("archive", "day", "slug", "kind", "number", "scope", "schema", "sha1", "is_verified", "rows",
                         "counted", "rejected", "repeated", "loaded_at", "replaced_at", "replaced_by"), ""
    )  # fmt: skip # saves 18 lines
    found = alone(
        "marts/sor_archives",
        staging_sor_archives=archives,
        staging_sor_chosen=[
            {"sha256": "chosen", "is_in_history": False},
            {"sha256": "in history", "is_in_history": True},
        ],
        raw_sor_daily=[{"day": "2025-02-01"}, {"day": "2025-02-02"}],
        raw_dsa_replaced=[old | {"archive": "replaced", "counted": 0, "rows": 0, "rejected": 0, "repeated": 0}],
    )
    assert {one["archive"] for one in found if one["is_used"]} == {"empty", "chosen"}


def test_a_rounded_count_never_exceeds_the_images_of_its_day():
    flags = [{"detector": "d", "population": "", "flag_at": 0.5, "category": "appears_under_18", "day": DAY,
              "has_coders": False, "is_flagged": True} for _ in range(13)]  # fmt: skip # saves 10 lines
    cells = [{"table_id": "detector_days", "group_id": "d||0.5|appears_under_18", "cell_id": DAY.isoformat(),
              "is_hidden": False, "shown_count": 15}]  # fmt: skip # saves 7 lines
    (found,) = alone("marts/detector_days", staging_detector_flags=flags, staging_shown_cells=cells)
    assert (found["flagged_count"], found["sampled_count"], found["is_hidden"]) == (10, 13, False)


def test_nothing_of_an_estimate_is_shown_beside_a_hidden_count():
    estimate = dict.fromkeys(("family", "population", "flag_at", "first_day", "last_day"), "") | {
        "detector": "d", "category": "appears_under_18", "has_coders": True, "sampled_count": 60, "flagged_count": 4,
        "labelled_count": 40, "value": 0.07, "value_low": 0.02, "value_high": 0.2, "method": "wilson",
        "assumptions": ["independent"], "warnings": ["few"]}  # fmt: skip # saves 10 lines
    cell = {"table_id": "detector_estimates", "group_id": "d appears_under_18", "cell_id": "appears_under_18"}
    steps = [estimate | {"step": "raw"}, estimate | {"step": "corrected"}]
    for is_hidden in (True, False):
        cells = [cell | {"is_hidden": is_hidden, "shown_count": None if is_hidden else 15}]
        for one in alone("marts/detector_estimates", staging_detector_estimates=steps, staging_shown_cells=cells):
            shown = [one[key] for key in ("flagged_count", "value", "value_low", "value_high", "method")]
            assert one["is_hidden"] == is_hidden and (set(shown) == {None}) == is_hidden
            assert (one["assumptions"] + one["warnings"] == []) == is_hidden
            if not is_hidden:
                assert one["flagged_count"] == 15 and one["value"] == (0.25 if one["step"] == "raw" else 0.07)


def test_a_statement_about_several_places_is_about_each_of_them():
    texts = dict.fromkeys(("date", "date_precision", "speaker", "speaker_kind", "channel", "stance", "measure_announced",
                           "measure_effective_date", "summary_en", "summary_fr"), "")  # fmt: skip # saves 13 lines
    (found,) = alone(
        "marts/statements",
        raw_platform_statements=[CITED | texts | {"statement_id": "s", "scope_jurisdictions": "France and Britain"}],
        raw_scope_crosswalk=[{"phrase": "France and Britain", "jurisdictions": "FR; GB"}],
        staging_documents=[{"row_id": "s", "relation": "statements", "source_kind": "official"}],
    )
    assert found["jurisdictions"] == ["FR", "GB"]


def test_an_act_of_the_first_clocks_own_day_is_the_first(asked):
    changed = """update marts.enforcement set action_date = (select first_alarm_date from marts.anchors)
        where action_id = (select min(action_id) from marts.enforcement where is_counted and date_precision = 'day')"""
    (found,) = asked("overview_figures", changed, **WHOLE)
    assert found["days_to_first_act"] == 0 and found["first_act_count"] == 1


def test_a_text_derived_from_another_is_no_event_of_the_law(asked):
    before = {one["row_id"] for one in asked("overview_timeline", **WHOLE) if one["lane"] == "law"}
    name = min(before)
    now = asked(
        "overview_timeline", f"update marts.provisions set is_derived = true where provision_id = '{name}'", **WHOLE
    )
    assert {one["row_id"] for one in now if one["lane"] == "law"} == before - {name}


def test_a_count_without_a_share_is_a_number_all_the_same(asked):
    period = {"start": "2025-01-01", "end": "2026-12-31", "groups": ["output"]}
    name = asked("incidence_rows", **period)[0]["measurement_id"]
    change = f"update marts.incidence set value = null, flagged_count = {{}} where measurement_id = '{name}'"
    for count, is_existence in (("7", False), ("null", True)):
        found = asked("incidence_rows", change.format(count), **period)
        assert [one["is_existence_only"] for one in found if one["measurement_id"] == name] == [is_existence]


def test_the_study_said_first_is_one_with_an_interval(asked):
    period = {"start": "2025-01-01", "end": "2026-12-31"}
    (before,) = asked("incidence_summary", **period)
    earlier = f"""update marts.incidence set window_start_date = '2025-06-01', value_low = null, value_high = null
        where measurement_id = (select max(measurement_id) from marts.incidence where quantity = 'output' and unit = 'share'
        and value is not null and window_start_date is not null and measurement_id <> '{before["first_id"]}')"""
    assert asked("incidence_summary", earlier, **period)[0]["first_id"] == before["first_id"]


@pytest.mark.parametrize(("unit", "a_day"), [("count", 10), ("count_per_hour", 480), ("count_per_minute", 28_800)])
def test_a_rate_is_multiplied_up_to_a_day_and_a_count_divided_by_its_days(asked, unit, a_day):
    change = f"""update marts.incidence set unit = '{unit}', value = 20, quantity = 'volume', sampling = 'census',
        parent_measurement_id = null, window_start_date = '2026-01-05', window_end_date = '2026-01-06'
        where measurement_id = (select min(measurement_id) from marts.incidence)"""
    found = asked("incidence_volumes", change, start="2025-01-01", end="2026-12-31")
    assert a_day in [one["per_day"] for one in found if one["value"] == 20]


SERIES = {"start": "2025-11-03", "end": "2025-11-09", "platforms": ["X"], "jurisdictions": [], "codes": ["total"],
          "by": "week", "basis": "arrival"}  # fmt: skip # saves 7 lines


def test_a_part_of_a_day_is_in_no_series(asked):
    before = asked("reasons_series", **SERIES)
    part = """insert into marts.sor_daily select * replace ('part' as origin) from marts.sor_daily
        where platform = 'X' and day = '2025-11-05'"""
    assert before and asked("reasons_series", part, **SERIES) == before


def test_the_mean_delay_weighs_the_statements_whose_delay_is_not_negative(asked, loose):
    share = """insert into marts.sor_daily select * replace ('disclosure_delay' as metric, 'negative' as code,
        (sor_count * 9 // 10)::bigint as sor_count) from marts.sor_daily
        where platform = 'X' and day = '2025-11-05' and metric = 'total'"""
    (found,) = asked("reasons_series", share, **SERIES)
    days = loose.execute("""select any_value(value) filter (code = 'mean_seconds'),
        sum(sor_count) filter (metric = 'total') - coalesce(sum(sor_count) filter (code = 'negative'), 0)
        from marts.sor_daily where platform = 'X' and day between '2025-11-03' and '2025-11-09'
        and (metric = 'total' or metric = 'disclosure_delay') group by day""").fetchall()
    assert len(days) == 7
    mean = sum(seconds * count for seconds, count in days) / sum(count for _, count in days) / 3600
    assert found["delay_hours"] == pytest.approx(mean)


def test_a_week_of_posts_is_in_a_period_that_begins_on_its_last_day(asked):
    week = """insert into marts.post_shares by name select date '2026-01-05' as week, 'en' as language, 'yes' as label,
        'about' as field, true as is_hidden"""
    found = [
        bool(asked("reactions_posts", *change, field="about", start=start, end="2026-02-01"))
        for start, change in (("2026-01-11", [week]), ("2026-01-12", []))
    ]
    assert found == [True, False]


def test_corrections_are_listed_newest_first(asked):
    days = [one["correction_date"] for one in asked("corrections")]
    assert len(set(days)) > 1 and days == sorted(days, reverse=True)


def test_what_an_operator_added_is_never_given_out(asked):
    own = (
        "insert into marts.reactions by name select 'mine' as reaction_id, 'ingested' as collection",
        "insert into marts.reaction_tags by name select 'mine' as reaction_id, 'stance' as field",
    )
    found = {one["reaction_id"] for one in asked("open/reaction_tags", *own)}
    assert found and "mine" not in found


@pytest.mark.parametrize(
    ("select", "key", "start", "end"),
    [
        ("incidence", "measurement_id", "window_start_date", "window_end_date"),
        ("provisions", "provision_id", "in_force_from", "in_force_to"),
    ],
)
def test_open_rows_touch_the_period_with_their_first_or_last_day_or_have_none(asked, loose, select, key, start, end):
    ((name,),) = loose.execute(f"select min({key}) from marts.{select}").fetchall()
    period = {"start": "2026-01-05", "end": "2026-01-10"} | ({"jurisdictions": []} if select == "provisions" else {})
    spans = {("'2026-01-10'", "'2026-03-01'"): True, ("'2026-01-11'", "'2026-03-01'"): False,
             ("'2025-01-01'", "'2026-01-05'"): True, ("'2025-01-01'", "'2026-01-04'"): False,
             ("null", "null"): True}  # fmt: skip # saves 4 lines
    for (first, last), is_in in spans.items():
        change = f"update marts.{select} set {start} = {first}, {end} = {last} where {key} = '{name}'"
        assert (name in {one[key] for one in asked(f"open/{select}", change, **period)}) == is_in, (first, last)


EVERYWHERE = {"jurisdictions": []}
DATED = [  # a select of a period, the relation whose rows it gives, its key and its date
    ("open/enforcement", "enforcement", "action_id", "action_date", EVERYWHERE),
    ("open/statements", "statements", "statement_id", "statement_date", EVERYWHERE),
    ("open/reactions", "reactions", "reaction_id", "reaction_date", EVERYWHERE),
    ("enforcement_acts", "enforcement", "action_id", "action_date", EVERYWHERE | {"steps": []}),
    ("statements_public", "statements", "statement_id", "statement_date", EVERYWHERE | {"stances": []}),
    ("reactions_list", "reactions", "reaction_id", "reaction_date", EVERYWHERE | {"roles": []}),
]


@pytest.mark.parametrize(("select", "relation", "key", "column", "given"), DATED, ids=[case[0] for case in DATED])
def test_rows_of_a_period_are_those_of_its_first_and_last_day_and_of_a_month_that_touches_it(
    asked, select, relation, key, column, given
):
    name = asked(select, start="2025-01-01", end="2026-12-31", **given)[0][key]
    days = {("2026-01-09", "day"): False, ("2026-01-10", "day"): True, ("2026-02-03", "day"): True,
            ("2026-02-04", "day"): False, ("2026-01-01", "month"): True, ("2026-02-01", "month"): True,
            ("2025-12-01", "month"): False, ("2026-03-01", "month"): False}  # fmt: skip # saves 7 lines
    for (day, precision), is_in in days.items():
        change = f"""update marts.{relation} set {column} = '{day}', date_precision = '{precision}'
            where {key} = '{name}'"""
        found = asked(select, change, start="2026-01-10", end="2026-02-03", **given)
        assert (name in {one[key] for one in found if one.get("place") != "outside"}) == is_in, (day, precision)


@pytest.mark.parametrize(("select", "relation", "key", "column", "given"), DATED, ids=[case[0] for case in DATED])
def test_a_choice_of_jurisdictions_leaves_the_rows_of_others_out(asked, select, relation, key, column, given):
    whole = {"start": "2025-01-01", "end": "2026-12-31"}
    name = asked(select, **whole, **given)[0][key]
    places = "jurisdictions = ['FR']" if relation == "statements" else "jurisdiction = 'FR'"
    change = f"update marts.{relation} set {places} where {key} = '{name}'"
    for chosen, is_in in ((["FR"], True), (["DE", "FR"], True), (["DE"], False), ([], True)):
        found = asked(select, change, **whole, **(given | {"jurisdictions": chosen}))
        assert (name in {one[key] for one in found}) == is_in, chosen


def test_days_of_statements_of_reasons_are_those_of_the_period(asked):
    for select in ("open/sor_daily", "open/sor_days", "open/series_breaks"):
        every = {one["day"] for one in asked(select, start="2000-01-01", end="2030-01-01")}
        first, last = sorted(every)[0], sorted(every)[-1]
        inside = {one["day"] for one in asked(select, start=first, end=first)}
        assert inside == {first} and {one["day"] for one in asked(select, start=last, end=last)} == {last}


def measured(**cells: Any) -> dict[str, Any]:
    return {"source_file": "", "source_line": 1, "unit": "share", "value": 0.5, "flagged_count": 10,
            "sampled_count": 20} | cells  # fmt: skip # saves 6 lines


@pytest.mark.parametrize(
    ("cells", "is_wrong"),
    [
        ({"value": 0.0}, False),
        ({"value": 1.0}, False),
        ({"value": -0.01}, True),
        ({"value": 1.01}, True),
        ({"value": 1.01, "unit": "share_of_subset"}, True),
        ({"value": 1.01, "unit": "count"}, False),
        ({"value": -1.0, "unit": "count"}, True),
    ],
)
def test_a_share_is_from_nought_to_one_and_a_count_from_nought(cells, is_wrong):
    assert bool(alone("checks/measurement_values_fit_their_unit", staging_detections=[measured(**cells)])) == is_wrong


@pytest.mark.parametrize(
    ("cells", "is_wrong"),
    [
        ({}, False),
        ({"value": 0.5049}, False),
        ({"value": 0.5051}, True),
        ({"value": 0.4949}, True),
        ({"value": 0.51, "unit": "share_of_subset"}, True),
        ({"value": 900.0, "unit": "count"}, False),
        ({"flagged_count": 20, "value": 1.0}, False),
        ({"flagged_count": 21, "unit": "count"}, True),
    ],
)
def test_what_is_flagged_is_part_of_what_was_sampled_and_the_share_their_ratio(cells, is_wrong):
    assert bool(alone("checks/flagged_is_part_of_sampled", staging_detections=[measured(**cells)])) == is_wrong


@pytest.mark.parametrize(
    ("confidence", "read", "reports", "relation", "is_wrong"),
    [
        ("high", "original", 0, "incidence", False),
        ("high", "report", 2, "incidence", False),
        ("high", "report", 1, "incidence", True),
        ("high", "excerpt", 1, "incidence", True),
        ("high", "excerpt", 1, "provisions", False),
        ("high", "quotation", 1, "provisions", True),
        ("medium", "report", 1, "incidence", False),
    ],
)
def test_confidence_is_high_only_on_an_original_or_two_reports(confidence, read, reports, relation, is_wrong):
    document = {"source_file": "", "source_line": 1, "confidence": confidence, "document_read": read,
                "report_count": reports, "relation": relation, "row_id": "r"}  # fmt: skip # saves 7 lines
    test = {"source_file": "", "source_line": 2, "confidence": confidence, "statement_id": "s", "evidence_id": "r"}
    found = alone("checks/confidence_follows_documents", staging_documents=[document], raw_claim_tests=[test])
    assert (1 in {one["line"] for one in found}) == is_wrong


def test_a_text_is_out_on_the_last_day_of_its_pause_and_in_force_on_the_next(asked, loose):
    ((name, first),) = loose.execute("select provision_id, paused_from from raw.provision_pauses").fetchall()[:1]
    last = first + dt.timedelta(30)
    found = asked(
        "marts/reaches", f"update raw.provision_pauses set paused_to = '{last}' where provision_id = '{name}'"
    )
    for day, is_paused in (
        (first - dt.timedelta(1), False),
        (first, True),
        (last, True),
        (last + dt.timedelta(1), False),
    ):
        reasons = [one["why_not"] for one in found if one["provision_id"] == name
                   and (one["first_day"] or dt.date.min) <= day <= (one["last_day"] or dt.date.max)
        ]  # fmt: skip # saves 3 lines
        assert reasons and all(("paused" in reason) == is_paused for reason in reasons), day


def test_where_no_text_on_minors_was_read_no_ceiling_is_given_for_a_minor(asked):
    case = {"case_id": 1, "jurisdiction": "FR", "date": "2026-01-05", "person": "individual", "acts": ["online_publication"],
            "subjects": ["adult", "minor"], "harms": [], "conditions": [], "turnover": None
    }  # fmt: skip # saves 8 lines
    before = asked("law_case", cases=json.dumps([case]))
    assert any(one["counts"] for one in before) and {one["minors"] for one in before if one["counts"]} == {"applies"}
    unread = "delete from marts.reaches where is_about_minors and jurisdiction = 'FR'"
    found = [one for one in asked("law_case", unread, cases=json.dumps([case])) if not one["is_left_out"]]
    criminal = [one for one in found if one["jurisdiction"] == "FR" and one["ceiling_group"] == "criminal"]
    assert criminal and all(one["minors"] == "not_read" and one["is_withheld"] for one in criminal)
    assert not any(one["counts"] or one["may_count"] for one in criminal)


# Each way in which rows can be at fault: a check, changes that make one such row, and how many rows it then names. A
# check must be silent on data/ itself, and have an entry here for each of its conditions.
ACT = "(select min(action_id) from raw.enforcement_actions where status = 'closed' and status_date is null)"
OPEN = "(select min(action_id) from raw.enforcement_actions where status = 'open' and date > '2026-01-02')"
FAULTY: list[tuple[str, list[str], int]] = [
    ("affair_names_codes", ["update raw.affair set platform_code = 'nobody'"], 1),
    ("affair_names_codes", ["update raw.affair set shown_categories = ['nudity', 'nothing', 'nowhere']"], 2),
    ("affair_names_codes", ["update raw.affair set reference_jurisdiction = 'XX'"], 1),
    ("affair_names_codes", ["update raw.affair set dsa_platform = 'nobody'"], 1),
    ("affair_names_codes", ["update raw.affair set facts_from = (select as_of + 1 from raw.build)"], 1),
    ("affair_names_codes", ["update raw.affair set facts_from = (select as_of from raw.build)"], 0),
    ("affair_names_rows", ["update raw.affair_rows set row_id = 'nobody'"], -1),
    ("affair_names_rows", ["update raw.affair_rows set relation = 'provisions' where relation = 'incidence'"], -1),
    ("amounts_have_a_currency", [f"update raw.enforcement_actions set amount = 5, currency = null where action_id = {ACT}"], 1),
    ("amounts_have_a_currency",
     [f"update raw.enforcement_actions set amount = null, currency = 'EUR' where action_id = {ACT}"], 1),
    ("amounts_have_a_currency", ["""update raw.provisions set currency = null where provision_id = (select
        arg_min(provision_id, max_fine_amount) from raw.provisions where max_fine_amount is not null)"""], 1),
    ("claim_tests_point_at_rows", ["update raw.claim_tests set statement_id = 'nobody' where source_line = 2"], 1),
    ("claim_tests_point_at_rows", ["""update raw.claim_tests set evidence_id = null, verdict = 'supported'
        where source_line = 2"""], 1),
    ("claim_tests_point_at_rows", ["""update raw.claim_tests set evidence_id = null, verdict = 'untested'
        where source_line = 2"""], 0),
    *(("claim_tests_point_at_rows", [f"""update raw.claim_tests set evidence_relation = '{relation}',
        evidence_id = 'nobody' where source_line = 2"""], 1) for relation in ("incidence", "enforcement")),
    ("clocks_have_a_day", ["update staging.clocks set clock_date = null where place = 1"], -1),
    ("columns_are_described", ["delete from raw.dictionary where relation = 'enforcement' and column_name = 'harm'"], 1),
    ("columns_are_described", ["insert into raw.dictionary by name select 'enforcement' as relation, 'x' as column_name"], 1),
    *(("documents_are_whole", [f"update raw.{table} set {cells} where source_line = 2"], 1)
      for table in ("detections", "enforcement_actions", "platform_statements", "public_reactions")
      for cells in (
          "document_url = 'https://a.example', document_publisher = null, document_read = 'report'",
          "document_url = null, document_publisher = 'a', document_read = 'report'",
          "source2_url = 'https://a.example', source2_publisher = null",
          "source2_url = null, source2_publisher = 'a'",
          "document_url = null, document_publisher = null, document_read = 'original'",
          "source_via = null, source_origin = 'a'", "source2_via = null, source2_origin = 'a'")),
    ("key_events_have_a_day", ["""update staging.row_dates set row_date = null
        where row_id = (select min(row_id) from raw.key_events)"""], 1),
    ("lookups_are_of_rows", ["update raw.lookups set source = 'nothing' where source_line = 2"], 1),
    ("lookups_are_of_rows", ["update raw.lookups set looked_on = 'soon' where source_line = 2"], 1),
    ("lookups_are_of_rows", ["update raw.lookups set row_id = 'nobody' where source_line = 2"], 1),
    *(("lookups_are_of_rows", [f"""update raw.lookups set looked_on = ((select greatest(as_of, (select
        max(snapshot_date)::date from raw.sources)) + {days} from raw.build)::date)::varchar where source_line = 2"""], days)
      for days in (0, 1)),
    ("measurements_have_a_frame", ["delete from raw.frames where measurement_id = (select min(measurement_id) from raw.frames)"], 1),
    *(("nothing_is_dated_after_the_build", [f"""update raw.{table} set {column} = (select as_of + {days} from raw.build)
        where source_line = 2"""], days)
      for table, column in (("enforcement_actions", "date"), ("enforcement_actions", "status_date"),
                            ("platform_statements", "date"), ("public_reactions", "date")) for days in (0, 1)),
    *(("reference_law_is_of_the_facts", [f"""update raw.provisions set {cells} where provision_id = (select min(row_id)
        from raw.affair_rows where key like 'reference_law.%')"""], is_wrong) for cells, is_wrong in (
            ("stage = 'bill'", 1), ("in_force_to = (select facts_from from raw.affair)", 0),
            ("in_force_to = (select facts_from - 1 from raw.affair)", 1), ("in_force_to = null", 0))),
    *(("rows_have_an_address", [f"update raw.{table} set source_url = null, source_publisher = 'a.example' where source_line = 2"], 1)
      for table in ("detections", "enforcement_actions", "platform_statements", "public_reactions")),
    ("rows_have_an_address", ["""update raw.detections set source_url = null, source_publisher = (select min(domain)
        from raw.unlinked_domains) where source_line = 2"""], 0),
    *(("status_changes_follow_the_act", [f"""update raw.enforcement_actions set status_date = date + {days},
        status_date_precision = 'day' where action_id = {ACT}"""], is_wrong) for days, is_wrong in ((-1, 1), (0, 0))),
    ("status_changes_follow_the_act", [f"""update raw.enforcement_actions set status_date = date_trunc('month', date)::date,
        date = date_trunc('month', date)::date + 20, status_date_precision = 'month' where action_id = {ACT}"""], 0),
    *(("status_changes_follow_the_act", [f"update raw.enforcement_actions set {cells} where action_id = {OPEN}"], 1)
      for cells in ("status_date = date", "status_url = 'https://a.example'", "status = 'unknown', status_date = date")),
    *(("what_is_found_has_a_name", [f"update marts.findable set {column} = null where thing = 1"], 1)
      for column in ("title_en", "title_fr", "text_en", "text_fr")),
    *(("withdrawn_rows_are_gone", [f"""insert into raw.withdrawn by name select {name} as row_id, {instead} as instead,
        9 as source_line"""], is_wrong) for name, instead, is_wrong in (
            ("'gone'", "null", 0), ("'gone'", "'nobody'", 1),
            ("'gone'", "(select min(action_id) from raw.enforcement_actions)", 0),
            ("(select min(action_id) from raw.enforcement_actions)", "null", 1),
            ("(select min(provision_id) from raw.provisions)", "null", 1),
            ("(select min(claim_test_id) from raw.claim_tests)", "null", 1))),
]  # fmt: skip # saves 135 lines
TESTED = "(select min(evidence_id) from raw.claim_tests where evidence_id is not null)"
FAULTY += [
    ("confidence_follows_documents", [
        "update raw.claim_tests set confidence = 'low'",
        f"update raw.claim_tests set confidence = 'high' where evidence_id = {TESTED}",
        f"""update staging.documents set report_count = {count}, document_read = 'report', confidence = 'low' where row_id in
            (select unnest([statement_id, evidence_id]) from raw.claim_tests where evidence_id = {TESTED})"""], is_wrong)
    for count, is_wrong in ((1, -1), (2, 0))
]  # fmt: skip # saves 5 lines
# Of these the tests above and below try every condition, on small tables.
ELSEWHERE = {"confidence_follows_documents", "flagged_is_part_of_sampled", "measurement_values_fit_their_unit",
             "nothing_is_entered_twice"}  # fmt: skip # saves 4 lines


@pytest.mark.parametrize(("check", "changes", "count"), FAULTY, ids=[one[0] for one in FAULTY])
def test_a_check_names_the_rows_at_fault_and_no_others(asked, check, changes, count):
    found = asked(f"checks/{check}", *changes)
    assert (len(found) == count if count >= 0 else found) and all(one["accepted"] for one in found)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (
            "document_url = 'https://a.example', document_publisher = null, document_read = 'report'",
            "document_publisher",
        ),
        ("source2_url = 'https://a.example', source2_publisher = null", "source2_publisher"),
        ("document_url = null, document_publisher = null, document_read = 'original'", "document_url"),
        ("source_via = null, source_origin = 'a'", "source_via"),
        ("source2_via = null, source2_origin = 'a'", "source2_via"),
    ],
)
def test_a_document_that_is_not_whole_is_named_by_the_column_to_fill(asked, cells, column):
    (found,) = asked("checks/documents_are_whole", f"update raw.detections set {cells} where source_line = 2")
    assert (found["column_name"], found["line"]) == (column, 2)


def test_a_row_that_is_withdrawn_and_there_is_named_and_else_the_one_instead(asked):
    row = "insert into raw.withdrawn by name select {} as row_id, 'nobody' as instead, 9 as source_line"
    there = "(select min(action_id) from raw.enforcement_actions)"
    for name, column in (("'gone'", "instead"), (there, "row_id")):
        (found,) = asked("checks/withdrawn_rows_are_gone", row.format(name))
        assert found["column_name"] == column
        undo(asked)


@pytest.mark.parametrize("check", sorted(path.stem for path in (SQL / "checks").glob("*.sql")))
def test_a_check_is_silent_on_the_data_and_has_a_fault_that_it_finds(asked, check):
    assert asked(f"checks/{check}") == []
    assert check in ELSEWHERE | {name for name, _, count in FAULTY if count}


def twice(relation: str, **changed: str) -> str:
    """The first row of a raw relation again, further down, with some cells changed."""
    cells = "".join(f", {value} as {name}" for name, value in changed.items())
    return f"""insert into raw.{relation} select * replace (source_line + 100000 as source_line{cells})
        from raw.{relation} order by source_line limit 1"""


@pytest.mark.parametrize(
    ("relation", "key", "changed", "is_same"),
    [
        ("enforcement_actions", "action_id", {}, True),
        ("enforcement_actions", "action_id", {"measure": "'x'"}, False),
        ("enforcement_actions", "action_id", {"jurisdiction": "'x'"}, False),
        ("enforcement_actions", "action_id", {"date": "date + 1"}, False),
        ("enforcement_actions", "action_id", {"date": "date_trunc('month', date)", "date_precision": "'month'"}, True),
        ("enforcement_actions", "action_id", {"date": "date - interval 1 month", "date_precision": "'month'"}, False),
        ("enforcement_actions", "action_id", {"authority": "'The ' || upper(authority) || ' (X)'"}, True),
        ("enforcement_actions", "action_id", {"authority": "'x'", "source_url": "'x'", "source2_url": "null"}, False),
        ("enforcement_actions", "action_id", {"authority": "'x'", "source_url": "'x'", "source2_url": "source_url"}, True),
        ("enforcement_actions", "action_id", {"authority": "'x'", "source2_url": "'x'"}, True),
        ("detections", "measurement_id", {}, True),
        *(("detections", "measurement_id", {name: value}, False) for name, value in (
            ("category", "'x'"), ("unit", "'x'"), ("value", "value / 2"), ("k", "7"), ("n", "7"), ("platform", "'x'"),
            ("window_start", "window_start - 1"), ("window_end", "window_end + 1"), ("subset_of", "'x'"),
            ("producer", "'x'"))),
        ("platform_statements", "statement_id", {}, True),
        *(("platform_statements", "statement_id", {name: value}, False) for name, value in (
            ("date", "date + 40"), ("stance", "'x'"), ("measure_announced", "'x'"), ("speaker", "'nobody'"))),
        ("public_reactions", "reaction_id", {}, True),
        ("public_reactions", "reaction_id", {"speaker": "upper(speaker)"}, True),
        *(("public_reactions", "reaction_id", {name: value}, False) for name, value in (
            ("date", "date + 40"), ("stance", "'x'"), ("jurisdiction", "'x'"), ("speaker", "'x'"),
            ("date_precision", "'x'"))),
        ("claim_tests", "claim_test_id", {}, True),
        *(("claim_tests", "claim_test_id", {name: "'x'"}, False) for name in ("statement_id", "evidence_id")),
    ],
)  # fmt: skip # saves 30 lines
def test_a_fact_is_entered_twice_when_nothing_that_tells_facts_apart_differs(asked, relation, key, changed, is_same):
    found = asked("checks/nothing_is_entered_twice", twice(relation, **{key: "'again'"}, **changed))
    assert [one["found"] for one in found] == ["again"] * is_same


def test_two_facts_that_somebody_told_apart_are_not_one_in_either_order(asked):
    again = twice("claim_tests", claim_test_id="'again'")
    for pair in (
        "'again', (select min(claim_test_id) from raw.claim_tests where claim_test_id <> 'again')",
        "(select min(claim_test_id) from raw.claim_tests where claim_test_id <> 'again'), 'again'",
    ):
        for relation, count in (("claim_tests", 0), ("statements", 1)):
            told = f"insert into raw.distinct_rows (relation, row_id, other_id) select '{relation}', {pair}"
            assert len(asked("checks/nothing_is_entered_twice", again, told)) == count
            undo(asked)


# What queries give that the first rows alone do not show


def test_a_correction_makes_its_row_new_again_and_law_comes_last_of_a_day(asked):
    day = dt.date(2030, 1, 1)
    name = next(one["row_id"] for one in asked("feed", jurisdictions=[]) if one["relation"] == "enforcement")
    texts = (
        "insert into marts.corrections by name select "
        f"date '{day}' as correction_date, 'enforcement' as relation, '{name}' as row_id, 'status' as field, "
        "'a' as was, 'b' as is_now, 'because' as why_en, 'parce que' as why_fr",
        f"""update marts.provisions set entered_date = '{day}', in_force_from = '2031-01-01'
                where provision_id = (select min(provision_id) from marts.provisions)""",
    )
    found = asked("feed", *texts, jurisdictions=[])
    first = [(one["relation"], one["updated_date"]) for one in found[:3]]
    assert first == [("corrections", day), ("enforcement", day), ("provisions", day)]
    assert found[1]["row_id"] == name and found[1]["published_date"] < day and found[3]["updated_date"] < day


def test_the_feed_of_some_places_has_what_concerns_them_and_withdrawals_of_nobody_known(asked):
    gone = """insert into marts.withdrawn by name select 'gone-{0}' as row_id, {1} as jurisdiction, 'enforcement' as relation,
        date '2030-01-01' as withdrawn_date, 'because' as why_en, 'parce que' as why_fr"""
    changes = [gone.format("nowhere", "null::varchar"), gone.format("fr", "'FR'"), gone.format("de", "'DE'")]
    found = asked("feed", *changes, jurisdictions=["FR"])
    assert {one["row_id"] for one in found if one["row_id"].startswith("gone-")} == {"gone-nowhere", "gone-fr"}
    assert all({"FR", "INT"} & set(one["jurisdictions"]) for one in found if one["row_id"] != "gone-nowhere")


@pytest.mark.parametrize(("kinds", "is_whole"), [(3, False), (4, True)])
def test_newer_rows_were_looked_for_only_when_all_four_kinds_were(kinds, is_whole):
    four = ("detections", "enforcement_actions", "platform_statements", "public_reactions")
    looked = [
        {"row_id": None, "source_id": name, "looked_date": DAY + dt.timedelta(n), "is_found": False}
        for n, name in enumerate(four[:kinds])
    ]
    others = [
        {"row_id": "r", "source_id": "law", "looked_date": DAY - dt.timedelta(9), "is_found": True},
        {"row_id": None, "source_id": "law", "looked_date": DAY - dt.timedelta(9), "is_found": True},
        {"row_id": "r", "source_id": four[0], "looked_date": DAY + dt.timedelta(9), "is_found": True},
        {"row_id": None, "source_id": four[0], "looked_date": DAY - dt.timedelta(9), "is_found": True},
    ]
    coverage = [
        {"relation": "enforcement", "data_date": DAY},
        {"relation": "sor_daily", "data_date": DAY + dt.timedelta(5)},
    ]
    (found,) = alone("queries/age", marts_lookups=looked + others, marts_coverage=coverage)
    assert found == {"data_date": DAY, "looked_date": DAY if is_whole else None, "is_found": False}


def test_key_events_of_the_first_and_last_day_are_in_the_period(asked):
    name = asked("key_events", start="2025-01-01", end="2026-12-31")[0]["row_id"]
    for day, is_in in (("2026-01-09", False), ("2026-01-10", True), ("2026-02-03", True), ("2026-02-04", False)):
        change = f"update marts.key_events set event_date = '{day}' where row_id = '{name}'"
        assert (
            name in {one["row_id"] for one in asked("key_events", change, start="2026-01-10", end="2026-02-03")}
        ) == is_in


@pytest.mark.parametrize(("days", "is_said"), [(0, False), (1, True)])
def test_a_measurement_published_after_its_first_day_says_when(asked, days, is_said):
    name = next(one["row_id"] for one in asked("key_events", start="2025-01-01", end="2026-12-31"))
    change = (
        f"update marts.key_events set relation = 'incidence', row_id = 'AIF-01' where row_id = '{name}'",
        f"update marts.incidence set published_date = window_start_date + {days} where measurement_id = 'AIF-01'",
    )
    found = asked("key_events", *change, start="2025-01-01", end="2026-12-31")
    assert [one["published_date"] is not None for one in found if one["row_id"] == "AIF-01"] == [is_said]


def test_a_place_without_an_act_was_asked_only_when_its_acts_were_looked_for(asked):
    place = "delete from marts.enforcement where jurisdiction = 'BR'"
    looked = (
        "insert into marts.lookups by name select 'enforcement_actions' as source_id, {} as row_id, '{}' as subject_en"
    )
    for row_id, subject, status in (("null", "Acts by authorities", "none"), ("null", "Acts in Brazil", "none"),
                                    ("null", "Acts in Belgium", "unasked"), ("'r'", "Acts by authorities", "unasked")
    ):  # fmt: skip # saves 3 lines
        found = asked("map_acts", place, "delete from marts.lookups", looked.format(row_id, subject), start="2025-01-01",
                      end="2026-12-31")  # fmt: skip # saves 6 lines
        assert [one["status"] for one in found if one["jurisdiction"] == "BR"] == [status], subject
        undo(asked)


def test_each_score_of_the_tagger_stands_under_its_own_name():
    known = [("all", "macro_f1"), ("fr", "macro_f1"), ("en", "macro_f1"), ("all", "macro_f1_keywords"),
             ("all", "macro_f1_majority"), ("sourced", "macro_f1"), ("all", "calibration_error"), ("all", "accuracy"),
             ("all", "accuracy_at_70")]  # fmt: skip # saves 8 lines
    scores = [{"field": "stance", "label": "", "slice": part, "measure": measure, "value": 0.1 * n, "value_low": 0.1 * n - 1,
               "value_high": 0.1 * n + 1, "post_count": n} for n, (part, measure) in enumerate(known, 1)
    ]  # fmt: skip # saves 10 lines
    scores.append(scores[0] | {"label": "mocks", "value": 9.0, "value_high": 9.0, "value_low": 9.0})
    (found,) = alone("queries/reactions_scores", marts_tagger_scores=scores)
    assert {name: value if isinstance(value, str) else round(value, 6) for name, value in found.items()} == {
        "field": "stance", "macro_f1": 0.1, "macro_f1_low": -0.9, "macro_f1_high": 1.1, "macro_f1_fr": 0.2,
        "macro_f1_en": 0.3, "macro_f1_keywords": 0.4, "macro_f1_majority": 0.5, "macro_f1_sourced": 0.6,
        "calibration_error": 0.7, "accuracy_gain": 0.1, "post_count": 1,
    }  # fmt: skip # saves 9 lines


def test_confusions_are_shares_of_the_true_label(asked):
    rows = [{"field": field, "truth": truth, "given": given, "post_count": count} for field, truth, given, count in (
        ("stance", "a", "a", 3), ("stance", "a", "b", 1), ("stance", "b", "b", 6), ("role", "a", "a", 9))
    ]  # fmt: skip # saves 6 lines
    with_rows = "insert into marts.tagger_confusions by name select '{field}' as field, '{truth}' as truth, '{given}' as given, {post_count} as post_count"
    found = asked("reactions_confusions", "delete from marts.tagger_confusions", *(with_rows.format(**one) for one in rows),
                  field="stance")  # fmt: skip # saves 4 lines
    assert [one["truth_share"] for one in found] == [0.75, 0.25, 1]


def test_a_receipt_names_every_select_between_a_mart_and_what_was_read(asked):
    named = [("marts.a", "from marts.b"), ("marts.b", "from staging.c, staging.cc"), ("staging.c", "from staging.d"),
             ("staging.d", "from raw.x"), ("staging.e", "from staging.d"), ("staging.cc", "from raw.y")
    ]  # fmt: skip # saves 5 lines
    row = "insert into marts.transformations by name select '{0}' as relation, '{1}' as sql_text, 'p' as sql_path"
    changes = ["delete from marts.transformations", *(row.format(*one) for one in named)]
    found = [(one["relation"], one["depth"]) for one in asked("record_transformations", *changes, relation="a")]
    assert found == [("marts.a", 0), ("marts.b", 1), ("staging.c", 2), ("staging.cc", 2), ("staging.d", 3)]


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({"paused_from": "2026-01-05", "paused_to": None}, "paused"),
        ({"paused_from": "2026-01-05", "paused_to": "2026-01-05"}, "paused"),
        ({"paused_from": "2026-01-06", "paused_to": None}, "in_force"),
        ({"paused_from": "2026-01-01", "paused_to": "2026-01-04"}, "in_force"),
        ({"in_force_from": "2026-01-06"}, "not_yet_in_force"),
        ({"in_force_to": "2026-01-05"}, "in_force"),
        ({"in_force_to": "2026-01-04"}, "no_longer_in_force"),
        ({"in_force_from": None}, "start_not_established"),
    ],
)
def test_a_clock_for_taking_down_stands_as_its_text_does_on_the_day(asked, columns, status):
    name = asked("law_clocks", date="2026-01-05", jurisdictions=[])[0]["provision_id"]
    first = f"""update marts.provisions set in_force_from = '2026-01-05', in_force_to = null where provision_id = '{name}'"""
    cells = {key: f"date '{value}'" if value else "null::date" for key, value in columns.items()}
    if "paused_from" in columns:
        given = ", ".join(f"{value} as {key}" for key, value in cells.items())
        change = f"insert into marts.provision_pauses by name select '{name}' as provision_id, {given}"
    else:
        given = ", ".join(f"{key} = {value}" for key, value in cells.items())
        change = f"update marts.provisions set {given} where provision_id = '{name}'"
    found = asked("law_clocks", first, change, date="2026-01-05", jurisdictions=[])
    assert [one["status"] for one in found if one["provision_id"] == name] == [status]


def test_where_no_text_on_minors_was_read_a_country_says_so(asked):
    unread = "delete from marts.reaches where is_about_minors and jurisdiction = 'FR'"
    for changes, is_unread in ((), False), ((unread,), True):
        found = asked("country_law", *changes, places=["FR"], date="2026-01-05")
        mine = [one for one in found if one["person"] == "individual"]
        assert {one["status"] == "unread" for one in mine if one["subject"] == "minor"} == {is_unread}
        assert not any(one["status"] == "unread" for one in mine if one["subject"] == "adult")


def test_rows_that_could_not_be_read_are_warned_of_where_their_archive_counts(asked):
    archive = (
        """insert into staging.sor_archives by name select '{0}' as archive, {1} as rejected_count, {2} as is_used"""
    )
    for count, is_used, is_said in ((5, True, True), (5, False, False), (0, True, False)):
        found = asked("marts/warnings", archive.format("a", count, is_used))
        assert [
            one["warning"] for one in found if "could not be read" in one["warning"] and ": 5;" in one["warning"]
        ] == ([one["warning"] for one in found if "could not be read" in one["warning"]] if is_said else [])
        assert is_said == any("could not be read" in one["warning"] for one in found)
        undo(asked)


@pytest.mark.parametrize(("then", "now", "is_said"), [(5, 4, True), (5, 6, True), (5, 5, False)])
def test_an_archive_that_was_replaced_is_told_where_its_count_is_another(asked, then, now, is_said):
    row = """insert into marts.sor_archives by name select '{0}' as archive, date '2026-01-05' as day, '{0}' as sha1,
        {1} as counted_count, '2026-01-05' as loaded_at, '{2}' as replaced_at, '{3}' as replaced_by"""
    rows = [row.format("old", then, "2026-01-09", "new"), row.format("new", now, "", "")]
    told = [one["warning"] for one in asked("marts/warnings", *rows) if one["warning"].startswith("old, loaded on")]
    assert (
        told
        == [
            f"old, loaded on 2026-01-05, was replaced on 2026-01-09 by another of the same day: {then} statements counted "
            f"then, {now} now"
        ]
        * is_said
    )


def test_what_was_let_pass_is_told_with_the_count_before_and_after():
    archive = {"day": "2026-01-05", "slug": "x"}
    archives = [
        archive | {"counted_count": count, "loaded_at": loaded, "replaced_at": replaced}
        for count, loaded, replaced in ((3, "1", "2"), (5, "2", "3"), (9, "3", ""))
    ]
    passed = {"accepted_at": "2026-01-09", "what": "days", "day": "2026-01-05", "slug": "x", "reason": "r"}
    (found,) = alone("marts/accepted", raw_accepted=[passed], marts_sor_archives=archives)
    assert (found["before_count"], found["after_count"], found["day"]) == (5, 9, DAY)


def test_a_place_is_looked_for_by_its_name_in_the_other_language_too(loose):
    names = dict.fromkeys(("en", "fr"))
    for lang in names:
        (names[lang],) = loose.execute(f"select more_{lang} from marts.findable where row_id = 'DE'").fetchall()[0]
    assert names == {"en": "DE Allemagne", "fr": "DE Germany"}


def test_words_are_folded_letter_by_letter(loose):
    for written, folded in (("Œuvre", "oeuvre"), ("œil, ÆON", "oeil aeon"), ("Straße", "strasse"), ("Łódź", "lodz"),
                            ("İstanbul  ıd", "istanbul id"), ("Øre-đ", "ore d"), ("L’été : 226-8-1!", "l ete 226 8 1")
    ):  # fmt: skip # saves 6 lines
        assert loose.execute("select marts.folded(?)", [written]).fetchall() == [(folded,)], written


@pytest.mark.parametrize(
    ("asked_for", "terms", "found"),
    [
        ("enquet", {"enquete": 1, "other": 5}, ["enquete"]),  # its beginning
        ("enquetes", {"enquete": 1, "other": 5}, ["enquete"]),  # without its ending of one sign, or of two
        ("enqueteur", {"enquete": 1, "other": 5}, ["enquete"]),
        ("enqueteurs", {"enquete": 1, "other": 5}, []),
        ("act", {"ac": 1, "other": 5}, []),  # a word of two or three signs is the beginning of none
        ("actes", {"act": 1, "other": 5}, []),
        ("en", {"enquete": 1, "other": 5}, []),
        ("amende", {"amande": 1, "other": 5}, ["amande"]),  # a letter wrong
        ("amende", {"amandx": 1, "other": 5}, []),
        ("enquate", {"anquete": 1, "other": 5}, []),  # two in a word of seven
        ("enquatex", {"enquetez": 1, "other": 5}, ["enquetez"]),  # two in one of eight
        ("abenquetez", {"enquetez": 1, "other": 5}, ["enquetez"]),  # and two too many
        ("loi", {"foi": 1, "other": 5}, []),  # a short word is taken as written
        ("226", {"2260": 1, "other": 5}, []),  # and so is a number
        ("2268", {"2269": 1, "other": 5}, []),
    ],
)
def test_a_word_is_found_by_its_beginning_without_its_ending_or_a_letter_wrong(asked, asked_for, terms, found):
    things = [
        f"insert into marts.findable by name select {n} as thing, 't{n}' as row_id, '' as title_en, '' as title_fr"
        for n in range(6)
    ]
    places = [
        f"""insert into marts.find_terms by name select '{term}' as term, {count} as thing_count,
        [{", ".join(f"{{'thing': {n}, 'weight': 1}}" for n in range(count))}] as things"""
        for term, count in terms.items()
    ]
    rows = asked(
        "find", "delete from marts.findable", "delete from marts.find_terms", *things, *places, q=asked_for, most=9
    )
    assert [one["terms"] for one in rows] == [[term] for term in found]


@pytest.mark.parametrize(("count", "is_telling"), [(2, True), (3, False)])
def test_a_word_of_more_than_a_third_of_all_things_is_not_required(asked, count, is_telling):
    things = [
        f"insert into marts.findable by name select {n} as thing, 't{n}' as row_id, '' as title_en, '' as title_fr"
        for n in range(6)
    ]
    row = "insert into marts.find_terms by name select '{}' as term, {} as thing_count, [{}] as things"
    held = [
        row.format(term, len(those), ", ".join(f"{{'thing': {n}, 'weight': 1}}" for n in those))
        for term, those in (("common", range(count)), ("rare", [5]))
    ]
    rows = asked(
        "find", "delete from marts.findable", "delete from marts.find_terms", *things, *held, q="common rare", most=9
    )
    assert [one["row_id"] for one in rows] == ["t5"] if not is_telling else len(rows) == count + 1
    assert all(one["has_all"] == (not is_telling) for one in rows)


def test_of_texts_that_reach_an_act_on_other_days_the_nearest_is_compared(asked):
    none = "delete from marts.law_days where jurisdiction = 'FR'"
    row = """insert into marts.law_days by name select 'FR' as jurisdiction, 'creation' as act, 'individual' as person,
        'adult' as subject, '{2}' as standing, '{0}' as prison_article, {0} as first_day, {1} as last_day"""
    given = {"act": "creation", "date": "2026-01-05", "jurisdictions": ["FR"]}

    def compared(*stretches: tuple[str, str, str]) -> tuple[str, str | None]:
        changes = [
            row.format(*one).replace(f"'{one[0]}' as prison", f"'{n}' as prison") for n, one in enumerate(stretches)
        ]
        (found,) = [one for one in asked("law_compare", none, *changes, **given) if not one["is_reference"]]
        undo(asked)
        return found["status"], found["article"]

    ended = [("null", f"date '2025-0{n}-01'", "sure") for n in (3, 7, 5)]
    coming = [(f"date '2027-0{n}-01'", "null", "sure") for n in (7, 3, 5)]
    now = ("date '2026-01-05'", "date '2026-01-05'", "sure")
    doubtful = ("null", "null", "unclear")
    assert compared(*ended) == ("earlier", "1") and compared(*coming) == ("later", "1")
    assert compared(*ended, *coming) == ("later", "4") and compared(*ended, doubtful) == ("unclear", "3")
    assert compared(*coming, doubtful, now) == ("in_force", "4") and compared() == ("none", None)
    assert compared(("date '2026-01-06'", "null", "sure"))[0] == "later"
    assert compared(("null", "date '2026-01-04'", "sure"))[0] == "earlier"


@pytest.mark.parametrize(
    ("why", "first", "last", "status"),
    [
        ("['paused']", "null", "null", "paused"),
        ("['paused']", "date '2026-01-05'", "date '2026-01-05'", "paused"),
        ("['paused']", "date '2026-01-06'", "null", "none"),
        ("['paused']", "null", "date '2026-01-04'", "none"),
        ("['paused', 'bill']", "null", "null", "none"),  # without the pause it would not reach the act either
        ("['bill']", "null", "null", "none"),
    ],
)
def test_a_law_is_paused_where_nothing_else_keeps_a_text_from_the_act(asked, why, first, last, status):
    changes = (
        "delete from marts.law_days where jurisdiction = 'FR'",
        "delete from marts.reaches where jurisdiction = 'FR' and list_contains(why_not, 'paused')",
        f"""insert into marts.reaches by name select 'FR' as jurisdiction, 'creation' as act, 'individual' as person,
            'adult' as subject, 'criminal' as ceiling_group, []::varchar[] as requires, {why} as why_not, 'out' as standing,
            {first} as first_day, {last} as last_day, 'x' as provision_id""",
    )
    asked_of = {"law_compare": {"act": "creation", "jurisdictions": ["FR"]}, "country_law": {"places": ["FR"]}}
    for query, given in asked_of.items():
        found = asked(query, *changes, date="2026-01-05", **given)
        mine = [one for one in found if not one.get("is_reference") and one.get("act", "creation") == "creation"
                and one.get("subject", "adult") == "adult" and one.get("moment", "date") == "date"
        ]  # fmt: skip # saves 5 lines
        assert [one["status"] for one in mine] == [status], query
        undo(asked)


@pytest.mark.parametrize(
    ("snapshot", "entered", "said", "read_on"), [(5, 7, None, 5), (7, 5, None, 5), (5, 7, 9, 9), (5, 7, 2, 2)]
)
def test_texts_were_read_up_to_the_day_their_file_says_else_the_earlier_of_two(snapshot, entered, said, read_on):
    (found,) = alone(
        "marts/law_readings",
        raw_provisions=[{"provision_id": "a", "jurisdiction": "FR", "entered": said and dt.date(2026, 3, said)}],
        staging_documents=[
            {"relation": "provisions", "row_id": "a", "entered_date": dt.date(2026, 3, entered)},
            {"relation": "statements", "row_id": "a", "entered_date": dt.date(2026, 3, 30)},
        ],
        marts_sources=[
            {"source_id": "law", "snapshot_date": dt.date(2026, 3, snapshot)},
            {"source_id": "x", "snapshot_date": dt.date(2025, 1, 1)},
        ],
    )
    assert found == {"jurisdiction": "FR", "read_on": dt.date(2026, 3, read_on)}


@pytest.mark.parametrize(("asked", "read_on"), [([], 2), (["FR"], 2), (["FI"], 9), (["ZA"], None)])
def test_the_law_of_some_places_was_read_up_to_the_earliest_day_of_theirs_and_of_the_law_above(asked, read_on):
    (found,) = alone(
        "queries/law_span",
        {"jurisdictions": asked},
        marts_anchors=[{"first_alarm_date": DAY}],
        marts_jurisdictions=[{"code": "FR", "parent": "EU"}, {"code": "FI", "parent": None}],
        marts_law_readings=[{"jurisdiction": code, "read_on": dt.date(2026, 3, day)}
                            for code, day in (("FR", 7), ("EU", 2), ("FI", 9))],
    )  # fmt: skip # saves 3 lines
    assert found == {"known_from": DAY, "read_on": read_on and dt.date(2026, 3, read_on)}


def test_the_data_go_to_the_last_day_of_each_relation_changes_of_a_status_included():
    late, later = DAY + dt.timedelta(9), DAY + dt.timedelta(10)
    found = alone(
        "marts/coverage",
        raw_enforcement_actions=[{"date": DAY, "status_date": late}, {"date": DAY + dt.timedelta(1), "status_date": None}],
        raw_platform_statements=[{"date": DAY}, {"date": late}],
        raw_detections=[{"window_start": DAY, "window_end": late, "published": later},
                        {"window_start": None, "window_end": None, "published": later}],
        raw_public_reactions=[{"date": late}],
        marts_sor_daily=[{"day": later}, {"day": DAY}],
    )  # fmt: skip # saves 5 lines
    days = {one["relation"]: (one["first_date"], one["data_date"]) for one in found}
    assert days == {
        "enforcement": (DAY, late), "statements": (DAY, late), "incidence": (DAY, later), "reactions": (late, late),
        "sor_daily": (DAY, later),
    }  # fmt: skip # saves 3 lines


def test_a_word_of_a_title_or_an_identifier_weighs_three_times_that_of_a_text():
    thing = {"title_en": "Alpha", "title_fr": "Beta", "row_id": "gamma-1", "text_en": "alpha delta", "text_fr": "epsilon",
             "more_en": "zeta", "more_fr": None}  # fmt: skip # saves 7 lines
    found = alone("marts/find_terms", marts_findable=[thing | {"thing": 1}, thing | {"thing": 2, "title_en": "delta"}])
    weights = {one["term"]: [place["weight"] for place in one["things"]] for one in found}
    assert weights == {
        "1": [3, 3], "alpha": [3, 1], "beta": [3, 3], "delta": [1, 3], "epsilon": [1, 1], "gamma": [3, 3], "zeta": [1, 1]
    }  # fmt: skip # saves 6 lines


GONE = """insert into marts.withdrawn by name select '{0}' as row_id, date '2030-01-0{0}' as withdrawn_date,
    'enforcement' as relation"""
PASSED = "insert into marts.accepted by name select '{0}' as slug, date '2030-01-0{0}' as accepted_date"
FOUND = """insert into marts.findable by name select {0} as thing, '{0}' as row_id, '' as title_en, '' as title_fr,
    date '2026-01-0{0}' as found_date"""
ALIKE = """insert into marts.find_terms by name select 'law' as term, 3 as thing_count,
    [{'thing': 1, 'weight': 1}, {'thing': 2, 'weight': 1}, {'thing': 3, 'weight': 1}] as things"""
EMPTY = ("delete from marts.findable", "delete from marts.find_terms", ALIKE)
DATED_LATER = [  # select, what is there, the column that tells the rows apart, its values in their order
    ("withdrawn", [GONE.format(n) for n in (1, 3, 2)], "row_id", ["3", "2", "1"], {}),
    ("accepted", [PASSED.format(n) for n in (1, 3, 2)], "slug", ["3", "2", "1"], {}),
    ("find", [*EMPTY, *(FOUND.format(n) for n in (1, 3, 2))], "row_id", ["3", "2", "1"], {"q": "law", "most": 9}),
]


@pytest.mark.parametrize(
    ("query", "rows", "column", "order", "given"), DATED_LATER, ids=[one[0] for one in DATED_LATER]
)
def test_of_rows_alike_the_latest_is_told_first(asked, query, rows, column, order, given):
    """Of those whose rows are not recorded: the order of every other select stands in tests/affairs/grok."""
    assert [one[column] for one in asked(query, *rows, **given)][: len(order)] == order


def test_codes_are_offered_in_the_order_of_their_file(asked):
    told: dict[str, list[str]] = {}
    for one in asked("codes"):
        told.setdefault(one["vocabulary"], []).append(one["code"])
    listed = yaml.safe_load((SQL.parent / "data/reference/codes.yml").read_text("utf-8"))
    known = {name: [str(code) for code in codes] for name, codes in listed.items() if isinstance(codes, dict)}
    assert len(known) > 20
    assert {name: [code for code in told[name] if code in codes] for name, codes in known.items()} == known


def test_an_act_that_no_longer_stands_is_told_with_its_state_and_no_other_is(asked):
    states = {
        one["row_id"]: one["state_en"] for one in asked("feed", jurisdictions=[]) if one["relation"] == "enforcement"
    }
    acts = asked("enforcement_acts", start="1900-01-01", end="2999-12-31", jurisdictions=[], steps=[])
    labels = {one["code"]: one["label_en"] for one in asked("codes") if one["vocabulary"] == "action_status"}
    undone = {one["action_id"]: labels[one["status"]] for one in acts if one["is_standing"] is False}
    assert undone and {name: state for name, state in states.items() if state is not None} == undone
