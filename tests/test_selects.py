"""Rules of one select at a time, on rows that the record happens not to have."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from etl.warehouse.layers import SQL, define_macros


def alone(select: str, **tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of sql/<select>.sql over these tables alone; `raw_clocks=[…]` stands for raw.clocks."""
    with duckdb.connect() as connection:
        for schema in ("raw", "staging", "marts"):
            connection.execute(f"create schema {schema}").fetchall()
        define_macros(connection, "marts")
        for name, rows in tables.items():
            schema, _, table = name.partition("_")
            connection.register("given", pa.Table.from_pylist(rows))
            connection.execute(f"create table {schema}.{table} as from given").fetchall()
        found = connection.execute(Path(SQL / f"{select}.sql").read_text("utf-8"))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


DAY = dt.date(2026, 1, 5)


def test_the_clock_of_a_measurement_starts_with_its_publication_and_the_others_with_the_day_of_their_row():
    clocks = [
        {"place": 1, "clock": name, "row_id": name, "why_en": "", "why_fr": ""} for name in ("images", "measurement")
    ]
    rows = [{"row_id": name, "relation": "incidence", "row_date": DAY, "published_date": DAY + dt.timedelta(9)}
            for name in ("images", "measurement")]  # fmt: skip
    found = {
        one["clock"]: one["clock_date"] for one in alone("staging/clocks", raw_clocks=clocks, staging_row_dates=rows)
    }
    assert found == {"images": DAY, "measurement": DAY + dt.timedelta(9)}


def test_an_act_whose_measure_does_not_count_against_a_platform_is_not_counted():
    act = {"jurisdiction": "FR", "authority": "A", "authority_kind": "police", "harm": "ncii", "date": DAY,
           "date_precision": "day", "status": "open"}  # fmt: skip
    acts = [{"action_id": name, "measure": name, **act} for name in ("search", "block_lifted", "excluded", "related")]
    measures = [{"measure": name, "ladder_step": "x", "is_binding": "false", "counts_against_platform": counts}
                for name, counts in (("search", "true"), ("block_lifted", "false"), ("excluded", "true"),
                                     ("related", "true"))]  # fmt: skip
    found = alone(
        "staging/acts",
        raw_enforcement_actions=acts,
        raw_measures=measures,
        raw_action_exclusions=[{"action_id": "excluded"}],
        raw_related_context=[{"action_id": "related"}],
    )
    assert [one["action_id"] for one in found] == ["search"]


def test_an_image_on_which_as_many_people_said_yes_as_no_is_left_out_and_the_latest_file_counts():
    files = [{"file": name, "detector": "coders", "has_coders": True, "population": None, "thresholds": "{}"}
             for name in ("1", "2")]  # fmt: skip
    images = [{"file": "2", "number": number, "image": image, "day": DAY}
              for number, image in ((1, "tie"), (2, "tie"), (3, "yes"), (4, "yes"), (5, "yes"), (6, "no"))]  # fmt: skip
    images.append({"file": "1", "number": 7, "image": "no", "day": DAY})  # an earlier file said yes of it
    said = {1: True, 2: False, 3: True, 4: True, 5: False, 6: False, 7: True}
    scores = [{"file": "1" if number == 7 else "2", "number": number, "category": "nudity", "is_flagged": flagged}
              for number, flagged in said.items()]  # fmt: skip
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
    cells = [{"table_id": "t", "group_id": "g", "cell_id": f"{place}", "person_count": count}
             for place, count in enumerate(counts)]  # fmt: skip
    other = {"table_id": "t", "group_id": "another", "cell_id": "0", "person_count": 2}  # a group of its own
    found = alone("staging/shown_cells", staging_person_cells=[*cells, other])
    mine = sorted((one for one in found if one["group_id"] == "g"), key=lambda one: one["cell_id"])
    assert [one["shown_count"] for one in mine] == shown
    assert [one["is_hidden"] for one in mine] == [count is None for count in shown]


def test_persons_are_authors_of_posts_of_their_own_each_once():
    posts = [{"post_key": key, "cluster_key": key, "author_key": author, "is_repost": is_repost, "language": language,
              "day": DAY} for key, author, is_repost, language in (
                  ("a", "anna", False, "en"), ("b", "anna", False, "en"), ("c", "bea", False, "en"),
                  ("d", "carl", True, "en"), ("e", "dora", False, "other"))]  # fmt: skip
    tags = [{"post_key": post["post_key"], "field": "about", "label": "yes", "is_abstained": False} for post in posts]
    nobody = {"detector": "d", "population": "", "flag_at": 0.5, "category": "nudity", "day": DAY, "has_coders": False,
              "is_flagged": True}  # fmt: skip
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
                "loaded_at": "1"} | cells  # fmt: skip

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
    ])  # fmt: skip
    assert {one["archive"] for one in found if one["is_used"]} == {
        "whole", "x alone", "y alone", "inner zip", "another zip"
    }  # fmt: skip


def test_background_and_excluded_acts_are_shown_and_not_counted_and_an_act_stands_as_its_status_says():
    texts = dict.fromkeys((
        "jurisdiction", "authority", "authority_kind", "target", "harm", "legal_basis", "status_date_precision",
        "status_publisher", "status_url", "amount", "currency", "summary_en", "summary_fr", "confidence", "source_url",
        "source_publisher", "source_via", "source_origin", "source_date", "source2_url", "source2_publisher",
        "source2_via", "source2_origin", "document_url", "document_publisher", "document_title", "document_date",
        "document_read", "notes", "source_file", "source_line"), "")  # fmt: skip
    days = {"date": DAY, "date_precision": None, "status_date": DAY, "entered_date": DAY}
    named = (("search", "search", "done"), ("order", "order", "lifted"), ("context", "search", "done"),
             ("law", "law", "done"), ("excluded", "search", "done"), ("unknown", "order", "nobody knows"),
             ("standing", "order", "done"))  # fmt: skip
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
    )}  # fmt: skip
    assert {name for name, one in found.items() if one["is_counted"]} == {"search", "order", "unknown", "standing"}
    standing = {name: (one["is_standing"], one["is_in_force"]) for name, one in found.items()}
    assert standing["search"] == (True, False) and standing["standing"] == (True, True)
    assert standing["order"] == (False, False) and standing["unknown"] == (None, None)


def test_a_mean_of_half_a_second_goes_to_the_even_neighbour():
    metrics = [{"sha256": "1", "day": DAY, "platform": "X", "metric": metric, "code": code, "count": count}
               for metric, pair in (("delay", (5, 2)), ("arrival", (7, 2)))
               for code, count in zip(("sum_seconds", "measured"), pair, strict=True)]  # fmt: skip
    chosen = [{"sha256": "1", "day": DAY, "platform": "X", "is_part": False, "is_in_history": False}]
    found = alone("staging/sor_dumps", raw_dsa_metrics=metrics, staging_sor_chosen=chosen)
    means = {one["metric"]: one["count"] for one in found if one["code"] == "mean_seconds"}
    assert means == {"delay": 2, "arrival": 4}
