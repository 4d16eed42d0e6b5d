"""Rows as dictionaries are what pandas makes of them, type by type."""

import datetime as dt

import duckdb
import pandas as pd

from figures.records import records_of

ROWS = """
    select * from (values
        ('a', 1, 0.5, true, date '2026-01-05', timestamp '2026-01-05 10:00:00', ['x', 'y'], {'k': 1}, 10::hugeint),
        (null, null, null, null, null, null, null, null, null),
        ('é', 3, 2.0, false, date '1804-03-21', null, [], {'k': null}, 12)
    ) as t(text, whole, number, flag, day, moment, texts, held, huge)
"""


def test_rows_are_what_pandas_makes_of_them_type_by_type():
    rows = duckdb.sql(ROWS).df()
    for some in (
        rows,
        rows.iloc[:1],
        rows.iloc[[0, 2]],
        rows.iloc[:0],
        rows[["text"]],
        rows.assign(own=dt.date(2026, 1, 5)),
    ):
        found, wanted = records_of(some), some.to_dict("records")
        for row in wanted:  # but a text that is missing is not NaN, which is true
            row["text"] = None if row["text"] != row["text"] else row["text"]
        assert list(map(repr, found)) == list(map(repr, wanted))
        assert [list(map(type, one.values())) for one in found] == [list(map(type, one.values())) for one in wanted]
    assert records_of(pd.DataFrame()) == []
