"""Whatever the data hold, nothing that is shown holds a sign that turns the direction, or marks piled up."""

import asyncio
import hashlib
import json
import re
import shutil
import urllib.request
from pathlib import Path

import duckdb
import pytest
from serving import served

from etl.harmless import is_harmless
from etl.warehouse import connect, current
from figures.words import LANGUAGES
from pages.shared.frame import HIDDEN, PAGES
from torture.hostile import visit

SIGNS = "\u202e\u2066" + "\u0301" * 12
# As a page's messages are written down: in octal, byte by byte.
ESCAPED = re.compile(r"\\342\\200\\256|\\342\\201\\246|(?:\\314\\201){4}")
LEAST = 300  # texts into which the signs are put


@pytest.fixture(scope="module")
def planted(warehouse, tmp_path_factory) -> Path:
    """The served version, with the signs in the middle of every text of several words that a table holds."""
    out = tmp_path_factory.mktemp("planted") / "out"
    shutil.copytree(warehouse, out, ignore=shutil.ignore_patterns("store", "*.log"))
    found = current(out)
    changed = 0
    with duckdb.connect(str(found.path)) as opened:
        asked = "select table_name, column_name from duckdb_columns() "
        asked += "where schema_name = 'marts' and data_type = 'VARCHAR'"
        for table, column in opened.execute(asked).fetchall():
            if table in ("affair_words", "codes") or column.endswith(("_url", "_id", "url")):
                continue
            into = f'left("{column}", 2) || ? || substr("{column}", 3)'
            told = f'update marts."{table}" set "{column}" = {into} where "{column}" like \'__%_ _% _%\''
            changed += opened.execute(told, [SIGNS]).fetchone()[0]
    assert changed > LEAST
    digest = hashlib.sha256(found.path.read_bytes()).hexdigest()
    for path in (out / "current.json", out / f"{found.version}.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"sha256": digest}))
    return out


@pytest.fixture(scope="module")
def address(planted):
    with served(planted, planted / "serve.log") as found:
        yield found


def got(address: str, path: str) -> str:
    with urllib.request.urlopen(f"{address}{path}", timeout=600) as answer:
        return answer.read().decode("utf-8", "replace")


def shown(text: str) -> str:
    """The text with what JSON writes as \\u202e as the sign itself."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), text)


def test_the_signs_are_in_the_data_or_this_shows_nothing(planted):
    with connect(current(planted)) as opened:
        assert (
            opened.execute("select count(*) from marts.enforcement where summary_en like '%\u202e%'").fetchone()[0] > 50
        )


def test_no_document_file_answer_or_feed_shows_them(address):
    paths = [f"/{page}?lang={lang}" for page in (*PAGES, *HIDDEN) for lang in LANGUAGES]
    paths += [f"/feed.atom?lang={lang}" for lang in LANGUAGES]
    listed = json.loads(got(address, "/api/v1/"))["relations"]
    paths += [one[form] for one in listed for form in ("csv", "json") if one["rows"] < 20_000]
    acts = json.loads(got(address, "/api/v1/enforcement.json?per_page=3"))["rows"]
    paths += [f"/record?id={one['action_id']}&lang={lang}" for one in acts for lang in LANGUAGES]
    for turn, one in enumerate(json.loads(got(address, "/figures/"))["figures"]):
        lang = LANGUAGES[turn % len(LANGUAGES)]  # the signs are in the texts of both
        paths += [f"/figures/{one['name']}.{form}?lang={lang}" for form in ("csv", "json")]
        paths += [f"/figures/{one['name']}.json?form=about&lang={lang}", f"/embed/{one['name']}?lang={lang}"]
    bad = [path for path in paths if not is_harmless(shown(got(address, path)))]
    assert not bad


def test_no_page_shows_them(address):
    sets = [(page, f"lang={lang}") for page in (*PAGES, *HIDDEN) for lang in LANGUAGES]
    told = asyncio.run(visit(address.removeprefix("http://"), sets, 600))
    assert all(is_fine for is_fine, _ in told)
    assert [asked for asked, (_, text) in zip(sets, told, strict=True) if ESCAPED.search(text)] == []


def test_no_brief_shows_them(planted, tmp_path, capsys):
    import pypdfium2

    from etl.__main__ import main

    for lang in LANGUAGES:
        path = tmp_path / f"{lang}.pdf"
        asked = [
            "brief",
            "--no-charts",
            "--jurisdiction",
            "FR",
            "--lang",
            lang,
            "--warehouse",
            str(planted),
            "--out",
            str(path),
        ]
        assert main(asked) == 0, capsys.readouterr().err
        pages = pypdfium2.PdfDocument(path)
        text = "".join(page.get_textpage().get_text_bounded() for page in pages)
        assert len(text) > 2000 and is_harmless(text)
