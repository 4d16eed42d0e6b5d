"""Statements as others repack them: the same rows give the same counts as CSV, gzipped, in Parquet and in its zip."""

import csv
import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.__main__ import main
from etl.dsa import relations, store

HEAD = [
    "uuid", "category", "category_specification", "automated_detection", "automated_decision", "platform_name",
    "content_type", "decision_account", "content_date", "application_date", "created_at",
]  # fmt: skip # saves 9 lines
DAY = "sor-global-2026-01-05-light"


def statement(n, platform, category, keywords, detection, account, seconds):
    return [f"00000000-0000-4000-8000-{n:012d}", f"STATEMENT_CATEGORY_{category}", keywords, detection,
            "AUTOMATED_DECISION_FULLY", platform, '["CONTENT_TYPE_IMAGE","CONTENT_TYPE_TEXT"]', account,
            "2026-01-04 00:00:00", "2026-01-05 00:00:00", f"2026-01-05 00:00:{seconds:02d}"
    ]  # fmt: skip # saves 9 lines


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["X", "TikTok", "Some, & Co", "Überall"]),
        st.sampled_from(["CYBER_VIOLENCE", "SCAMS_AND_FRAUD", "not a code"]),
        st.sampled_from(["", "[]", '["KEYWORD_HATE_SPEECH"]', '["KEYWORD_HATE_SPEECH","KEYWORD_OTHER"]']),
        st.sampled_from(["Yes", "No", "Perhaps"]),
        st.sampled_from(["", "DECISION_ACCOUNT_TERMINATED"]),
        st.integers(0, 59),
    ),
    min_size=1,
    max_size=40,
)


def written(rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(rows)
    return text.getvalue().rstrip("\n").encode()


def table(rows, are_lists=False):
    columns = {name: [row[place] or None for row in rows] for place, name in enumerate(HEAD)}
    if are_lists:
        columns["content_type"] = [["CONTENT_TYPE_IMAGE", "CONTENT_TYPE_TEXT"]] * len(rows)
    return pa.table(columns)


def taken(folder, name):
    root = folder / f"store-{name}"
    assert main(["ingest", "dsa", str(folder / name), "--store", str(root)]) == 0
    (record,) = store.ledger(root / "dsa")["archives"]
    held = {
        kind: duckdb.sql(f"select * from '{root / 'dsa' / record['files'][kind]}'").fetchall() for kind in store.TABLES
    }
    return held, {name: record[name] for name in ("rows", "counted", "rejected", "repeated", "schema", "unknown")}


@settings(max_examples=15, deadline=None)
@given(ROWS, st.booleans())
def test_the_same_statements_give_the_same_counts_however_they_were_packed(given_rows, are_lists):
    rows = [statement(n, *row) for n, row in enumerate(given_rows)]
    rows.append(rows[0])  # a repeated id
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("csv", "gz", DAY, "zip"):
            (folder / name).mkdir()
        (folder / "csv" / f"{DAY}-00000.csv").write_bytes(written(rows))
        (folder / "gz" / f"{DAY}-00000.csv.gz").write_bytes(gzip.compress(written(rows)))
        pq.write_table(table(rows, are_lists), folder / DAY / "part-0000.parquet", row_group_size=7)
        with zipfile.ZipFile(folder / "zip" / f"{DAY}.parquet.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.mkdir("global___light")
            zipped.write(folder / DAY / "part-0000.parquet", f"global___light/{DAY}/part-0000.parquet")
        held, record = taken(folder, "csv")
        assert record["rows"] == record["counted"] + record["rejected"] == len(rows) and record["repeated"] == 1
        for name in ("gz", DAY, "zip"):
            assert taken(folder, name) == (held, record), name


def test_rows_shuffled_and_columns_added_change_no_count(tmp_path):
    rows = [statement(n, "X", "CYBER_VIOLENCE", "", "Yes", "", n % 60) for n in range(200)]
    for name, content in (("a", table(rows)), ("b", table(rows[::-1]).append_column("more", pa.array(range(200))))):
        (tmp_path / name / DAY).mkdir(parents=True)
        pq.write_table(content, tmp_path / name / DAY / "part-0000.parquet")
    (first, _), (second, _) = taken(tmp_path, "a"), taken(tmp_path, "b")
    assert first == second


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (f"{DAY}-00000.csv.gz", gzip.compress(b"uuid,x\n" * 4000)[:-9], "before its end"),
        (f"{DAY}-00000.csv.gz", b"uuid,created_at\n", "is not"),
        ("part-0000.parquet", b"PAR1 and no more PAR1", "damaged Parquet"),
        ("part-0001.parquet", b"uuid,created_at\n", "is not"),
    ],
    ids=["cut gzip", "no gzip", "cut Parquet", "no Parquet"],
)
def test_a_damaged_or_mislabelled_file_is_refused_in_words(name, content, said, tmp_path, capsys):
    (tmp_path / name).write_bytes(content)
    assert main(["ingest", "dsa", str(tmp_path / name), "--store", str(tmp_path / "s")]) == 1
    assert said in capsys.readouterr().err and not (tmp_path / "s/dsa/ledger.sqlite").exists()


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_counts_damaged_in_the_middle_are_refused_in_words(kind, tmp_path, capsys):
    """A damaged byte in deflate or in a zip's part raises what no file system does."""
    lines = "".join(f"X,2026-01-05,STATEMENT_CATEGORY_CYBER_VIOLENCE,Yes,NO,{n}\n" for n in range(9000))
    text = ("platform_name,created_at,category,automated_detection,automated_decision,count\n" + lines).encode()
    path = tmp_path / ("aggregate.csv.gz" if kind == "gzip" else "aggregate.zip")
    if kind == "gzip":
        path.write_bytes(gzip.compress(text))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("aggregate.csv", text)
    whole = path.read_bytes()
    for place in range(len(whole) // 4, len(whole) - 40, len(whole) // 9):
        path.write_bytes(whole[:place] + bytes(byte ^ 0x5A for byte in whole[place : place + 20]) + whole[place + 20 :])
        assert main(["ingest", "dsa", str(path), "--store", str(tmp_path / "s")]) == 1
        said = capsys.readouterr().err
        assert said.startswith("error: ") and "Traceback" not in said, place


def test_parquet_that_holds_no_statements_says_what_is_missing(tmp_path, capsys):
    pq.write_table(pa.table({"uuid": ["a"], "platform_name": ["X"]}), tmp_path / "part-0000.parquet")
    assert main(["ingest", "dsa", str(tmp_path / "part-0000.parquet"), "--store", str(tmp_path / "s")]) == 1
    assert "is Parquet and misses the columns category" in capsys.readouterr().err


@pytest.mark.parametrize("shape", ["sor_dsa_tdb_aggregate", "sor_shantay"])
def test_a_file_of_counts_stands_behind_statements_and_is_never_added_to_them(shape, tmp_path, capsys):
    rows = [statement(n, "X", "CYBER_VIOLENCE", "", "Yes", "", n) for n in range(3)]
    root = tmp_path / "s"
    (tmp_path / f"{DAY}.csv").write_bytes(written(rows))
    with zipfile.ZipFile(tmp_path / f"{DAY}.zip", "w") as zipped:
        zipped.write(tmp_path / f"{DAY}.csv", f"{DAY}-00000-00000.csv")
    (counts,) = Path("tests/fixtures/field", shape).glob("*.parquet")
    for path in (counts, tmp_path / f"{DAY}.zip", counts):
        assert main(["ingest", "dsa", str(path), "--store", str(root)]) == 0
    assert "already loaded" in capsys.readouterr().out
    with duckdb.connect() as connection:
        connection.execute(
            "create schema raw; create schema staging; create table raw.sor_daily (day date, platform text)"
        )
        relations.load(connection, root / "dsa")
        connection.execute(
            "create table staging.sor_slugs as select distinct platform, lower(platform) as slug from raw.dsa_metrics"
        )
        for name in ("sor_archives", "sor_chosen", "sor_dumps"):
            text = Path(f"sql/staging/{name}.sql").read_text(encoding="utf-8")
            connection.execute(f"create view staging.{name} as {text}")
        found = connection.execute("""select sum("count") from staging.sor_dumps
            where day = date '2026-01-05' and platform = 'X' and metric = 'total'""").fetchall()
    assert found == [(3,)]


def counts(**columns):
    """Rows of an aggregate: one for each value of the first column, the same in the others."""
    many = len(next(iter(columns.values())))
    usual = {"platform_name": "X", "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE", "automated_detection": "No",
             "automated_decision": "AUTOMATED_DECISION_FULLY"}  # fmt: skip # saves 3 lines
    rows = {name: [value] * many for name, value in usual.items()} | {"created_at": ["2026-01-05"] * many} | columns
    return pa.table({"count": [10] * many, **rows})


def all_of(root, kind, what="*"):
    records = store.ledger(root / "dsa")["archives"]
    files = [str(root / "dsa" / record["files"][kind]) for record in records]
    return duckdb.sql(f"select {what} from read_parquet({files})").fetchall()


@pytest.mark.parametrize(
    ("days", "what"), [(["2026-01-01", "2026-02-01"], "month"), (["2026-01-05", "2026-01-12"], "week")]
)
def test_aggregates_of_months_and_weeks_are_no_days(days, what, tmp_path, capsys):
    pq.write_table(counts(created_at=days), tmp_path / "aggregated.parquet")
    assert main(["ingest", "dsa", str(tmp_path / "aggregated.parquet"), "--store", str(tmp_path / "s")]) == 1
    assert f"first of each {what}" in capsys.readouterr().err


def test_an_aggregate_knows_codes_newer_than_its_columns_and_the_countries_of_a_territory(tmp_path):
    table = counts(
        territorial_scope=["EU", "DE_FR", "EEA_no_IS"],
        category_specification=['["KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"]', '["KEYWORD_OTHER"]', "N/A"],
        KEYWORD_OTHER=[False, True, False],
    )
    pq.write_table(table, tmp_path / "aggregated.parquet")
    assert main(["ingest", "dsa", str(tmp_path / "aggregated.parquet"), "--store", str(tmp_path / "s")]) == 0
    found = {(metric, code): count for *_, metric, code, count in all_of(tmp_path / "s", "metrics")}
    assert found["with_keyword", ""] == 20 and found["keyword", "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"] == 10
    places = {code: n for code, n in all_of(tmp_path / "s", "breakdowns", "code, sor_count") if len(code) == 2}
    assert (places["FR"], places["IT"], places["NO"]) == (30, 20, 10) and "IS" not in places


def test_two_sets_of_aggregates_of_one_day_are_never_added(tmp_path):
    for name in ("simple", "complete"):
        folder = tmp_path / f"aggregated-{name}.parquet" / "created_at_month=2026-01-01"
        folder.mkdir(parents=True)
        pq.write_table(counts(platform_name=["X", name]), folder / f"part-00000-{len(name)}.parquet")
    assert main(["ingest", "dsa", str(tmp_path), "--store", str(tmp_path / "s")]) == 0
    slugs = {record["slug"] for record in store.ledger(tmp_path / "s/dsa")["archives"]}
    assert slugs == {"aggregated-simple", "aggregated-complete"}  # a day and platform are taken from one slug


def test_means_of_one_platform_under_two_names_are_weighted(tmp_path):
    """shantay's durations are whole seconds, and its means are no sums."""
    rows = [
        {"platform": name, "column": "rows", "count": many, "mean": None}
        for name, many in (("Adobe Lightroom", 30), ("Adobe Photoshop Lightroom", 10))
    ]
    rows += [
        {"platform": name, "column": "disclosure_delay", "count": many, "mean": mean}
        for name, many, mean in (("Adobe Lightroom", 30, 100), ("Adobe Photoshop Lightroom", 10, 500))
    ]
    whole = [{"start_date": "2026-01-05", "end_date": "2026-01-05", "entity": None, "variant": None, **row}
             for row in rows]  # fmt: skip # saves 3 lines
    pq.write_table(pa.Table.from_pylist(whole), tmp_path / "shantay.parquet")
    assert main(["ingest", "dsa", str(tmp_path / "shantay.parquet"), "--store", str(tmp_path / "s")]) == 0
    found = {code: count for *_, code, count in all_of(tmp_path / "s", "metrics")}
    assert (found["measured"], found["sum_seconds"], found["mean_seconds"]) == (40, 8000, 200)


def test_a_spreadsheets_copy_of_which_no_row_counts_is_refused(tmp_path, capsys):
    rows = [[*statement(n, "X", "CYBER_VIOLENCE", "", "Yes", "", 0)[:-1], "05/01/2026 00:00"] for n in range(3)]
    (tmp_path / f"{DAY}-00000.csv").write_bytes(written(rows))
    assert main(["ingest", "dsa", str(tmp_path), "--store", str(tmp_path / "s")]) == 1
    assert "none of its 3 rows can be counted" in capsys.readouterr().err
    assert not store.ledger(tmp_path / "s/dsa")["archives"]


def test_lists_that_pandas_wrote_anew_are_lists(tmp_path):
    rows = [statement(n, "X", "CYBER_VIOLENCE", words, "Yes", "", n)
            for n, words in enumerate(["['KEYWORD_HATE_SPEECH', 'KEYWORD_OTHER']", "nan", "None", '["KEYWORD_OTHER"]'])
    ]  # fmt: skip # saves 2 lines
    (tmp_path / f"{DAY}-00000.csv").write_bytes(written(rows))
    assert main(["ingest", "dsa", str(tmp_path), "--store", str(tmp_path / "s")]) == 0
    found = {(metric, code): count for *_, metric, code, count in all_of(tmp_path / "s", "metrics")}
    assert (found["with_keyword", ""], found["keyword", "KEYWORD_OTHER"]) == (2, 2)


def test_chunks_as_gzipped_csv_are_found_in_their_folder(tmp_path):
    rows = [statement(n, "X", "CYBER_VIOLENCE", "", "Yes", "", n) for n in range(5)]
    folder = tmp_path / DAY
    folder.mkdir()
    for place, some in enumerate((rows[:3], rows[3:])):
        (folder / f"part-000{place}.csv.gz").write_bytes(gzip.compress(written(some)))
    (folder / "COMPLETE").write_text("a" * 40)
    assert main(["ingest", "dsa", str(tmp_path), "--store", str(tmp_path / "s")]) == 0
    assert sum(record["counted"] for record in store.ledger(tmp_path / "s/dsa")["archives"]) == 5
