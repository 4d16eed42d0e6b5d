"""For every reader of posts: rows = loaded + rejected; order of rows and columns, and added columns, change nothing."""

import csv
import datetime as dt
import io
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from often import TIMES

from etl.errors import GardefouError
from etl.intake import field
from etl.intake.packed import packing
from etl.reactions import own
from etl.reactions.collect import Asked, collect
from etl.reactions.objects import ARCHIVE
from etl.reactions.reading import open_posts

POSTS = [shape for shape in field.shapes() if shape.kind == "reactions" and not packing(shape.file)]
TABLES = [shape for shape in POSTS if shape.file.suffix in (".csv", ".tab", ".txt")]
OBJECTS = [shape for shape in POSTS if shape not in TABLES]
KEY, NOW = bytes(32), dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
QUICK = settings(max_examples=3 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENCODINGS = {"posts_own_french_excel": "cp1252", "posts_own_utf16": "utf-16", "posts_meltwater": "utf-16",
             "posts_meltwater_2025": "utf-16", "posts_own_visibrain": "cp1252",
             "posts_own_title_lines": "cp1252", "posts_own_empty_columns": "cp1252"}  # fmt: skip # saves 6 lines
FRAMES = ("posts_own_pandas_columns", "posts_own_pandas_split")  # their keys are columns: one more is another table


def asked(shape) -> Asked:
    mapping = shape.file.parent / "mapping.yml"
    return Asked(columns=own.read_mapping(mapping if mapping.exists() else None))


def known(shape, path) -> list:
    """What the posts of a file are known by, in an order of its own; and that every row is somewhere."""
    found = collect(path, asked(shape), KEY, NOW)
    assert found.rows == len(found.posts) + len(found.rejects)
    said = ("post_key", "author_key", "author_also_key", "source", "created_at", "text_redacted", "is_repost", "lang",
            "likes", "reposts", "replies", "quotes", "thread_key")  # fmt: skip # saves 13 lines
    return sorted(tuple(str(post[name]) for name in said) for post in found.posts)


@pytest.mark.parametrize("shape", TABLES, ids=lambda shape: shape.name)
@QUICK
@given(
    seed=st.integers(0, 10**6), added=st.lists(st.sampled_from(["zz_a", "Zz b", "zz.c", "remarque zz"]), unique=True)
)
def test_a_table_means_the_same_in_any_order_and_with_more_columns(shape, tmp_path, seed, added):
    chance = random.Random(seed)
    text = shape.file.read_bytes().decode(ENCODINGS.get(shape.name, "utf-8-sig"))
    text = text.split("\n\n", 1)[-1] if "\n\n" in text[:400] else text  # without the lines of a report's title
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    names = [*rows[0], *added]
    first = [names[0]] if names[0] == "" else []  # an index without a name stands first
    rest = [name for name in names[len(first) :] if name]  # without the empty columns at a sheet's end
    chance.shuffle(rest)
    chance.shuffle(rows)
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*first, *rest], delimiter=delimiter, restval="x y", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    assert known(shape, path) == known(shape, shape.file)


def stirred(value, chance, added):
    """The same JSON, the keys of its objects in another order and one more in each."""
    if isinstance(value, list):
        return [stirred(one, chance, added) for one in value]
    if not isinstance(value, dict):
        return value
    pairs = [(name, stirred(one, chance, added)) for name, one in value.items()]
    pairs += [("zz_added", "x y")] if added else []
    chance.shuffle(pairs)
    return dict(pairs)


@pytest.mark.parametrize("shape", OBJECTS, ids=lambda shape: shape.name)
@QUICK
@given(seed=st.integers(0, 10**6), added=st.booleans(), as_lines=st.booleans())
def test_objects_mean_the_same_in_any_order_and_with_more_keys(shape, tmp_path, seed, added, as_lines):
    chance = random.Random(seed)
    text = ARCHIVE.sub("", shape.file.read_text(encoding="utf-8")).rstrip("; \n").replace("\x1e", "")
    is_lines = shape.file.suffix in (".jsonl", ".ndjson", ".json-seq")
    values = [json.loads(line) for line in text.splitlines()] if is_lines else [json.loads(text)]
    values = [stirred(value, chance, added and shape.name not in FRAMES) for value in values]
    chance.shuffle(values)
    path = tmp_path / "posts.json"
    if as_lines:
        path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    else:  # one document after another, over several lines
        path.write_text(
            "\n".join(json.dumps(value, indent=2, ensure_ascii=False) for value in values), encoding="utf-8"
        )
    assert known(shape, path) == known(shape, shape.file)


def flattened(row, before="") -> dict:
    """An object as pandas' json_normalize writes it into a table: names joined by dots, lists as they print."""
    found = {}
    for name, value in row.items():
        if isinstance(value, dict) and value:
            found |= flattened(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found


@pytest.mark.parametrize("shape", OBJECTS, ids=lambda shape: shape.name)
def test_objects_flattened_into_a_table_say_the_same_or_less_and_never_another_thing(shape, tmp_path):
    source = open_posts(shape.file, columns=asked(shape).columns)
    rows = [flattened(row) for _, row, known_as, _ in source.rows if row is not None and known_as]
    path = tmp_path / "flat.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    try:
        found = collect(path, asked(shape), KEY, NOW)
    except GardefouError:
        return  # in words, and nothing is stored
    whole = {post["post_key"]: post for post in collect(shape.file, asked(shape), KEY, NOW).posts}
    for post in found.posts:
        if one := whole.get(post["post_key"]):
            for name in ("source", "created_at", "is_repost", "likes", "author_key"):
                assert post[name] in (one[name], None), name


@pytest.mark.parametrize("shape", POSTS, ids=lambda shape: shape.name)
@QUICK
@given(seed=st.integers(0, 10**6))
def test_whatever_is_wrong_every_row_is_loaded_or_rejected_or_the_file_refused_in_words(shape, tmp_path, seed):
    chance = random.Random(seed)
    content = bytearray(shape.file.read_bytes())
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content))
        content[at : at + chance.choice((0, 1, 20))] = chance.choice(
            (
                b"",
                b'"',
                b"\n",
                b",",
                b"null",
                b"{}",
                b"[1]",
                b'{"a": [{}]}',
                b"\xe9",
                b"1e400",
                b"-1",
                b"NaN",
                b"\x00",
                b"'",
            )
        )
    path = tmp_path / f"broken{shape.file.suffix}"
    path.write_bytes(content)
    try:
        found = collect(path, asked(shape), KEY, NOW)
    except GardefouError as refused:
        assert str(refused)
    else:
        assert found.rows == len(found.posts) + len(found.rejects)
        assert all(reason for _, _, reason in found.rejects)
