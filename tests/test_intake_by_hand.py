"""What is made of archives, posts and tables, worked out by hand: a name, a day, a group, a title, a code."""

import datetime as dt
import json
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from etl.affairs import check, new, typed
from etl.detections import columns
from etl.dsa import progress, reference, remarks
from etl.dsa.archive import Archive
from etl.errors import GardefouError
from etl.intake import losses, sources, text_files, values
from etl.intake.values import Kind
from etl.open_data import feed
from etl.reactions import duplicates, identity, store

DAY = dt.date(2026, 1, 5)


# Archives, posts, tables


def test_ten_names_are_said_and_the_others_counted():
    for count, more in ((10, ""), (11, " and 1 more"), (13, " and 3 more")):
        told = remarks.some({f"n{n}": 1 for n in range(count)})
        assert told.endswith(f"'n9' (1){more}")


def archive(**more: Any) -> Any:
    fields = {"day": "2026-01-05", "slug": "global", "kind": "full", "inner_slug": "", "scope": "global"} | more
    return SimpleNamespace(**fields)


def test_rows_of_other_days_are_counted_those_without_a_date_too():
    number = (DAY - dt.date(1970, 1, 1)).days
    whole: Any = SimpleNamespace(days={number: 5, number + 1: 2}, counted=10)
    assert remarks.other_days(archive(), whole) == {"": 3, "2026-01-06": 2}


@pytest.mark.parametrize(
    ("schemas", "kind"), [(["v1 light"], "light"), (["v1 light", "v1"], "full"), (["v1"], "full"), ([], "full")]
)
def test_an_archive_is_light_when_all_of_its_parts_are(monkeypatch, schemas, kind):
    monkeypatch.setattr(remarks, "replace", lambda one, **more: SimpleNamespace(**(vars(one) | more)))
    assert remarks.settled(archive(), SimpleNamespace(schemas=schemas, cube={})).kind == kind
    assert Archive  # what stands for one here


def test_a_line_of_progress_fits_its_row_whatever_the_name():
    for width, bar in ((80, 20), (30, 13), (20, 0)):
        told = progress.fitted("name", 0.5, "50% 10 rows", width)
        assert len(told) <= width and (told.count("█") + told.count("░")) == bar, told


def test_a_platform_is_known_however_it_is_spelled():
    for spelling, name in reference.spellings().items():
        assert reference.platform_named(f" {spelling.upper()} ") == (name, True)
    assert reference.platform_named("No &amp; Body") == ("No & Body", False)


def test_reposts_and_mentions_make_no_other_text():
    assert (
        duplicates.runs("RT @user One two, three!")
        == duplicates.runs("one two three")
        != duplicates.runs("one two four")
    )
    assert len(duplicates.runs("one two three four")) == 2 and duplicates.runs("one two") != duplicates.runs(
        "one three"
    )
    assert len(duplicates.runs("one")) == 1 and duplicates.runs("!") == frozenset()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.A.example/x/?utm_source=y&id=1&fbclid=z", "a.example/x?id=1"),
        ("https://a.example/x", "a.example/x"),
        ("https://a.example/x/", "a.example/x"),
    ],
)
def test_an_article_is_known_whatever_its_address_ends_in(address, name):
    assert identity.article(address) == name


@pytest.mark.parametrize("first", ["", "www.", "m.", "old.", "mobile."])
def test_the_host_of_an_address_is_that_of_the_site(first):
    assert identity.host(f"https://{first}reddit.com/r/x") == "reddit.com"


@pytest.mark.parametrize(
    ("name", "network"),
    [
        ("X / Twitter", "x"),
        ("X (ex-Twitter)", "x"),
        ("Twitter", "x"),
        ("program", ""),
        ("x / bluesky", ""),
        ("", ""),
        ("x / program", ""),
        ("https://www.reddit.com/r/a", "reddit"),
        ("https://a.example/r/a", ""),
    ],
)
def test_a_network_is_known_by_its_names_and_two_networks_are_none(name, network):
    assert identity.network_name(name) == network


def test_a_file_that_is_known_says_on_which_day_it_was_loaded():
    book = {"files": [{"fingerprint": "a", "loaded_at": "2026-01-05T10:00:00+00:00"}]}
    assert (store.known(book, "a"), store.known(book, "b")) == ("already loaded on 2026-01-05", "")


def test_a_group_is_compared_with_the_others_only_where_there_are_others():
    from collections import Counter

    for there, is_said in ((Counter({"fr": 100}), False), (Counter({"fr": 100, "en": 900}), True)):
        groups = {"language": (there, Counter({"fr": 40}))}
        told = losses.check("x", 1000, 50, groups, "", True)
        assert bool(told) == is_said, there


@pytest.mark.parametrize(
    ("content", "is_windows"),
    [
        (b"\xe9", True),
        (b"\xe9\xe9\xa4", False),  # two western letters of three
        (b"\xe9" * 9 + b"\xa4", True),
        ("é".encode() + b"\xe9" * 6, True),  # one letter of UTF-8 beside six: chance; beside one: a mix
        ("é".encode() + b"\xe9", False),
    ],
)
def test_a_western_file_is_one_of_western_letters_and_no_mix(tmp_path, content, is_windows):
    (tmp_path / "a.csv").write_bytes(content)
    assert text_files.is_windows(tmp_path / "a.csv") == is_windows


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Title", "", "a,b,c"], 2),
        (["Title,x", "", "a,b,c"], 2),
        (["T,x,y", "", "a,b,c"], None),
        (["Title", "", "a,b"], None),
        (["Title", "a,b,c"], None),
        (["Title", "", "a,a,b"], None),
    ],
)
def test_a_title_has_two_cells_at_most_and_names_have_three(lines, found):
    told = text_files.title_lines(lines[0], iter(lines[1:]))  # type: ignore[arg-type]
    assert (told and told[0]) == found


def test_a_text_may_be_as_long_as_it_says(tmp_path):
    kind = Kind(type="text", max_length=5)
    assert values.text("a" * 5, kind, {}) == "a" * 5
    with pytest.raises(values.Fault, match="6 characters; at most 5"):
        values.text("a" * 6, kind, {})


def test_a_code_that_is_none_is_answered_with_the_nearest():
    known = {
        "place": {
            code: {"en": name, "fr": name} for code, name in (("FR", "France"), ("DE", "Germany"), ("IT", "Italy"))
        }
    }
    with pytest.raises(ValueError, match=r"nearest: IT \(Italy\) and 2 more"):
        typed.code_written("Itali", "place", known)
    with pytest.raises(ValueError, match=r"accepted: FR \(France\), DE"):
        typed.code_written("xyzw", "place", known)
    assert typed.code_written("france", "place", known) == "FR"


@pytest.mark.parametrize("name", ["Affair", "a b", "-a", "a-", "a--b", "é", ""])
def test_an_affair_is_named_by_small_letters_digits_and_dashes(tmp_path, name):
    with pytest.raises(GardefouError, match="not an identifier"):
        new.begin(tmp_path / "x", name, "Platform", ["en"], DAY)


def test_a_question_a_row_needs_its_answer_beside_it():
    question, answer = next(iter(columns.QUESTIONS)), next(iter(columns.ANSWERS))
    assert columns.guessed(("image", question, answer)).roles["score"] == answer
    assert columns.guessed(("image", "label", question, answer)).roles["label"] == "label"


@pytest.mark.parametrize("base", ["", "https://a.example"])
def test_an_entry_of_the_feed_leads_to_its_receipt_and_by_way_of_it_to_the_document(base):
    days = dict.fromkeys(("event_date", "published_date", "updated_date"), DAY)
    told = {
        "actor": "A",
        "label_en": "Fine",
        "state_en": "Annulled by a court",
        "summary_en": "S",
        "jurisdictions": ["FR"],
    }
    source = {"source_url": "https://b.example/x", "source_publisher": "B"}
    entry = {"relation": "enforcement", "row_id": "r"} | days | told | source
    made = ElementTree.Element("entry")
    feed._entry(made, entry, "en", base)
    links = [(one.get("rel"), one.get("href")) for one in made if one.tag.endswith("link")]
    document = ("via" if base else "alternate", "https://b.example/x")
    assert links == ([("alternate", f"{base}/record?id=r&lang=en")] if base else []) + [document]
    (title,) = [one.text for one in made if one.tag.endswith("title")]
    assert title.endswith("(annulled by a court)") and "Fine" in title


@pytest.mark.parametrize(
    ("lost", "said"),
    [("", ""), ("snapshot.json", "snapshot.json is missing"), ("a.csv", "a.csv is missing"),
     ("both", "a.csv is missing"),
     ("changed", r"has changed since it was recorded \(sha256 ba7816bf8f01…, recorded 0123456789ab…\)")],
)  # fmt: skip # saves 3 lines
def test_a_raw_file_is_there_with_its_record_and_is_the_one_recorded(tmp_path, lost, said):
    folder = tmp_path / "data/raw/source"
    folder.mkdir(parents=True)
    record = {"sha256": "0123456789abcdef" if lost == "changed" else sha256(b"abc").hexdigest(), "page": "p"}
    for name, text in (("a.csv", "abc"), ("snapshot.json", json.dumps(record))):
        if lost not in (name, "both"):
            (folder / name).write_text(text)
    if not said:
        assert sources.verified(folder / "a.csv") == record
    else:
        with pytest.raises(GardefouError, match=f"^data/raw/source/a.csv:? .*{said}"):
            sources.verified(folder / "a.csv")


@pytest.mark.parametrize(
    ("text", "lang"),
    [("la société de la ville", "fr"), ("the company of the town", "en"), ("la the le of", ""), ("la", ""), ("", ""),
     (None, ""), ("la ville et un port", "fr"), ("the company de", "")],
)  # fmt: skip # saves 3 lines
def test_a_text_reads_as_the_language_of_which_it_has_more_little_words_and_two(text, lang):
    assert [one for one in ("en", "fr") if check.reads_as(text, one)] == ([lang] if lang else [])


def test_texts_that_changed_places_are_those_of_one_row_in_both_languages():
    french, english = "la société de la ville", "the company of the town"
    pairs = [(french, english), (english, french), (french, french), (english, english), (french, ""), (None, None)]
    kinds = dict.fromkeys(("a_en", "a_fr", "b_en", "c_fr", "den", "dfr"))
    rows = [{"source_file": "t.csv", "source_line": line, "a_en": en, "a_fr": fr, "b_en": french, "c_fr": english,
             "den": "", "dfr": ""} for line, (en, fr) in enumerate(pairs, 2)]  # fmt: skip # saves 2 lines
    told = check.swapped(SimpleNamespace(kinds=kinds, rows=rows))  # type: ignore[arg-type]
    assert told == ["t.csv, line 2: a_en seems to be in French, and a_fr in English"]
