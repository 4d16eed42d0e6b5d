"""Counting: columns of codes in, a few hundred groups out.

Values are numbered once per part; rows are held as numbers and grouped every 131,072 rows, so memory does not depend
on the size of the day.
"""

import datetime as dt
import hashlib
from collections import Counter

import numpy as np
import pyarrow as pa

from etl.dsa.fields import is_expected, kept
from etl.dsa.reference import spelled

CUBE = ["platform_name", "category", "category_specification", "automated_detection", "automated_decision"]
BREAKDOWNS = ["content_type", "decision_account", "decision_ground", "source_type", "territorial_scope"]
DATES = ["content_date", "application_date", "created_at"]
CODED = [*CUBE, *BREAKDOWNS]
REQUIRED = ["uuid", *CUBE, "created_at"]
COLUMNS = ["uuid", *CUBE, *BREAKDOWNS, *DATES]
FLUSH_ROWS = 1 << 17
TABLES_AT_ONCE = 8
NONE = np.empty(0, np.int64)
NO_DATE = -(1 << 62)


class Tally:
    """The counts of one part: numbering of values, rows waiting to be grouped, groups."""

    def __init__(self, columns: list[str]):
        self.columns = columns
        self.rows = 0
        self.numbers: dict[str, dict[bytes, int]] = {name: {} for name in columns if name in CODED}
        self.values: dict[str, list[bytes]] = {name: [] for name in self.numbers}
        self.dates = [name for name in DATES if name in columns]
        self.waiting: dict[str, list[np.ndarray]] = {name: [] for name in [*self.numbers, *self.dates]}
        self.waiting_rows = 0
        self.tables: list[pa.Table] = []
        self.ids: list[np.ndarray] = []
        self.cube: Counter = Counter()
        self.breakdowns: dict[str, Counter] = {name: Counter() for name in BREAKDOWNS if name in self.numbers}
        self.delays: dict[str, Counter] = {"moderation_delay": Counter(), "disclosure_delay": Counter()}
        self.days: Counter = Counter()

    def number(self, column: str, value: bytes, is_judged: bool = False) -> int:
        """The value's number in its column; -1 when it is not what the column may hold and nobody has looked."""
        numbers = self.numbers[column]
        found = numbers.get(value, -1)
        if found < 0 and (is_judged or is_expected(column, value)):
            found = numbers[value] = len(self.values[column])
            self.values[column].append(value)
        return found

    def add_table(self, table: pa.Table) -> np.ndarray:
        """Take the table's rows; returns the places of those not taken, which hold a value nobody has looked at."""
        if not table.num_rows:
            return NONE
        is_dated = not table.column("created_at").null_count
        if is_dated and all([self.knows(name, combined(table.column(name))) for name in self.numbers]):
            self.tables.append(table)
            self.rows += table.num_rows
            if len(self.tables) == TABLES_AT_ONCE:
                self.settle()
            return NONE
        coded, ids = self.coded(table)
        is_strange = np.any([coded[name] < 0 for name in self.numbers], axis=0) | (coded["created_at"] == NO_DATE)
        self.rows += int(np.count_nonzero(~is_strange))
        self.take({name: codes[~is_strange] for name, codes in coded.items()}, ids[~is_strange])
        return np.flatnonzero(is_strange)

    def knows(self, column: str, coded: pa.DictionaryArray) -> bool:
        """Whether every value has a number, or gets one because it is what the column may hold. Looks at them all."""
        numbers = self.numbers[column]
        return all([value in numbers or self.number(column, value) >= 0 for value in coded.dictionary.to_pylist()])

    def settle(self) -> None:
        """Take the tables that wait: several at once, since each step costs the same for few rows as for many."""
        if self.tables:
            tables, self.tables = self.tables, []
            self.take(*self.coded(pa.concat_tables(tables)))

    def coded(self, table: pa.Table) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """The rows as numbers, -1 for a value nobody has looked at, and as seconds; and their ids."""
        coded = {}
        for name, numbers in self.numbers.items():
            chunk = combined(table.column(name))
            known = [numbers.get(value, -1) for value in chunk.dictionary.to_pylist()]
            coded[name] = np.array(known, np.int32).take(held(chunk.indices, np.int32))
        for name in self.dates:
            times = combined(table.column(name)).view(pa.int64())
            coded[name] = held(times.fill_null(NO_DATE) if times.null_count else times, np.int64)
        return coded, hashed(combined(table.column("uuid")))

    def add_rows(self, rows: list[list[bytes]], header: list[str]) -> None:
        """Take single rows that were looked at: what is odd in them is kept as it is."""
        for cells in rows:
            row = dict(zip(header, cells, strict=True))
            coded = {name: np.array([self.number(name, row[name], True)], np.int32) for name in self.numbers}
            coded |= {name: np.array([seconds(row[name])], np.int64) for name in self.dates}
            self.rows += 1
            self.take(coded, hashed(texts([row["uuid"]], pa.binary())))

    def take(self, coded: dict[str, np.ndarray], ids: np.ndarray) -> None:
        for name, codes in coded.items():
            self.waiting[name].append(codes)
        self.ids.append(ids)
        self.waiting_rows += len(ids)
        if self.waiting_rows >= FLUSH_ROWS:
            self.group()

    def flush(self) -> None:
        """Count what waits; to be called after the last row."""
        self.settle()
        self.group()

    def group(self) -> None:
        """Group the rows that wait."""
        if not self.waiting_rows:
            return
        codes = {name: np.concatenate(parts).astype(np.int64, copy=False) for name, parts in self.waiting.items()}
        sizes = {name: len(values) for name, values in self.values.items()}
        self.waiting = {name: [] for name in self.waiting}
        self.waiting_rows = 0
        for key, count in grouped(codes, sizes, CUBE):
            self.cube[key] += count
        for name, counter in self.breakdowns.items():
            for key, count in grouped(codes, sizes, ["platform_name", "category", name]):
                counter[key] += count
        self.measure_delays(codes, sizes["platform_name"])

    def measure_delays(self, codes: dict[str, np.ndarray], platforms: int) -> None:
        """Add the seconds from content to decision and from decision to database, per platform, in whole numbers."""
        at = {name: codes[name] for name in self.dates}
        if len(arrived := at["created_at"][at["created_at"] != NO_DATE] // 86400):
            low = int(arrived.min())
            for (day,), count in grouped({"day": arrived - low}, {"day": int(arrived.max()) - low + 1}, ["day"]):
                self.days[low + day] += count
        pairs = {
            "moderation_delay": ("content_date", "application_date"),
            "disclosure_delay": ("application_date", "created_at"),
        }
        for metric, (first, last) in pairs.items():
            if first not in at or last not in at:
                continue
            known = (at[first] != NO_DATE) & (at[last] != NO_DATE)
            delay, platform = (at[last] - at[first])[known], codes["platform_name"][known]
            negative = delay < 0
            late = np.bincount(platform[negative], minlength=platforms)
            # Sums stay exact: 131,072 rows of less than 2**36 seconds are below 2**53.
            total = np.bincount(platform[~negative], delay[~negative].astype(float), minlength=platforms)
            held = np.bincount(platform[~negative], minlength=platforms)
            for place in np.flatnonzero(held + late):
                self.delays[metric][int(place), "seconds"] += int(total[place])
                self.delays[metric][int(place), "measured"] += int(held[place])
                self.delays[metric][int(place), "negative"] += int(late[place])

    def texts(self) -> dict[str, list[str]]:
        """The values of each column as they are kept, at the place of their number."""
        return {name: [spelled(name, kept(value)) for value in values] for name, values in self.values.items()}


def combined(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece."""
    if column.num_chunks == 1:
        return column.chunk(0)
    whole = column.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def held(numbers: pa.Array, kind: type) -> np.ndarray:
    """The numbers without a copy. (Arrow's own to_numpy imports pandas: a third of a second.)"""
    return np.frombuffer(numbers.buffers()[1], kind)[numbers.offset : numbers.offset + len(numbers)]


def texts(values: list[bytes], kind: pa.DataType) -> pa.Array:
    """The values as an Arrow array of binary or text. (Arrow's own way from a list imports pandas, too.)"""
    offsets = np.zeros(len(values) + 1, np.int32)
    np.cumsum([len(value) for value in values], out=offsets[1:])
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(values))])


def grouped(codes: dict[str, np.ndarray], sizes: dict[str, int], names: list[str]) -> list[tuple[tuple[int, ...], int]]:
    """The combinations of the named columns' numbers that occur, each with its count."""
    key, width = codes[names[0]], sizes[names[0]]
    for name in names[1:]:
        if width * sizes[name] > 1 << 62:  # only a made-up file has so many different values: count row by row
            return list(Counter(zip(*(codes[name].tolist() for name in names), strict=True)).items())
        key, width = key * sizes[name] + codes[name], width * sizes[name]
    if width <= 1 << 21:
        counts = np.bincount(key, minlength=width)
        keys = np.flatnonzero(counts)
        counts = counts[keys]
    else:
        keys, counts = np.unique(key, return_counts=True)
    found = []
    for name in reversed(names[1:]):
        keys, place = np.divmod(keys, sizes[name])
        found.append(place.tolist())
    found.append(keys.tolist())
    return list(zip(zip(*reversed(found), strict=True), counts.tolist(), strict=True))


def hashed(uuids: pa.Array) -> np.ndarray:
    """64 bits of each id, enough to notice repeats: in a day of 20 million, two agree by chance once in 10**5 days."""
    offsets = np.frombuffer(uuids.buffers()[1], np.int32)[uuids.offset : uuids.offset + len(uuids) + 1]
    if len(uuids) and (np.diff(offsets) == 36).all():
        text = np.frombuffer(uuids.buffers()[2], np.uint8)[offsets[0] : offsets[-1]].reshape(-1, 36)
        first = np.ascontiguousarray(text[:, 0:8]).view(np.uint64).ravel()
        last = np.ascontiguousarray(text[:, 28:36]).view(np.uint64).ravel()
        return first * np.uint64(0x9E3779B97F4A7C15) ^ (last * np.uint64(0xC2B2AE3D27D4EB4F)) >> np.uint64(1)
    digests = (hashlib.blake2b(value, digest_size=8).digest() for value in uuids.to_pylist())
    odd = np.frombuffer(b"".join(digests), np.uint64).copy()
    for place in np.flatnonzero(np.diff(offsets) == 36):
        odd[place] = hashed(uuids.slice(int(place), 1))[0]
    return odd


def seconds(value: bytes) -> int:
    """Seconds since 1970 of "2026-01-05 00:00:00" or another ISO 8601 form, in UTC; NO_DATE for anything else."""
    try:
        when = dt.datetime.fromisoformat(value.decode("ascii"))
        return int((when if when.tzinfo else when.replace(tzinfo=dt.UTC)).timestamp())
    except ValueError:
        return NO_DATE
