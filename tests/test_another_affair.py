"""An affair made of data only: it builds, every page opens, nothing of the first shows; no code names one."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from another import AS_OF, add, lumen
from asgi import asked
from streamlit import config
from visits import visit

from etl import warehouse
from etl.affairs.check import examine, said
from etl.affairs.new import begin
from etl.errors import GardefouError
from etl.open_data.feed import atom
from etl.open_data.package import publish
from etl.open_data.relations import relations
from etl.warehouse import connect, current, query
from etl.warehouse.build import build
from figures.drawn import figures
from figures.words.slots import slots_of
from pages.shared.frame import HIDDEN, PAGES
from server import relation

ROOT = Path(__file__).parents[1]
FIRST = re.compile(r"[Gg]rok|\bxAI\b|Musk|\bX Corp|AI Forensics|CCDH|25 December 2025|25 décembre 2025")


def faults(data: Path) -> list[str]:
    """What check-data says of a folder."""
    return said(examine(data, data / "no-store", AS_OF)[0])


VIEWS = [(page, ()) for page in (*PAGES, *HIDDEN)] + [("exposure", (("view", view),)) for view in ("compare", "case")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The folder of the invented affair."""
    return lumen(tmp_path_factory.mktemp("another") / "lumen")


@pytest.fixture(scope="module")
def served(folder) -> Path:
    """The warehouse built from it."""
    out = folder / "warehouse"
    build(out, folder / "store", folder, AS_OF)
    return out


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("page", "more"), VIEWS, ids=lambda value: str(value))
def test_every_page_opens_and_says_nothing_of_the_first_affair(served, page, more, lang):
    seen = visit(served, page, lang, "full", more)
    assert seen.exceptions == [] and seen.titles
    own = [line for line in [seen.answer, *seen.lines, *seen.notices] if FIRST.search(line)]
    assert own == []
    told = [one.facts.summary + one.facts.title for one in seen.figures]
    assert not [text for text in told if FIRST.search(text)]
    assert not [one for one in seen.figures for text in map(str, one.rows.to_numpy().ravel())
                if FIRST.search(text) and not text.startswith("http")]  # fmt: skip


def test_an_empty_folder_builds_and_opens(tmp_path):
    begin(tmp_path / "new", "empty-2027", "Lumen", ["en", "fr"], AS_OF)
    build(tmp_path / "new/warehouse", tmp_path / "store", tmp_path / "new", AS_OF)
    for page in ("overview", "incidence", "statements", "enforcement", "reactions", "sources"):
        seen = visit(tmp_path / "new/warehouse", page, "fr")
        assert seen.exceptions == [] and seen.answer
    assert any(
        told.startswith("incidence: no share") for told in examine(tmp_path / "new", tmp_path / "store", AS_OF)[2]
    )


def test_the_answers_are_of_its_own_rows(served):
    with connect(current(served)) as connection:
        days = {"start": "2027-01-01", "end": "2027-12-31", "jurisdictions": []}
        (found,) = query(connection, "enforcement_summary", **days).to_dict("records")
        assert (found["act_count"], found["country_count"], found["undated_count"]) == (7, 4, 1)
        assert (found["binding_count"], found["in_force_count"], found["fine_count"]) == (2, 1, 1)
        assert slots_of(connection)["fr"]["whom"] == "Lumen ou son outil d'images"
        assert query(connection, "statements_own")["value"].tolist() == [41200]
        lanes = query(connection, "exposure_time", **days, most=10, act="online_publication")["jurisdiction"]
        assert {"FI", "ZA", "GB", "DE"} <= set(lanes.dropna())  # the most active, whose law nobody has read, has a lane
    seen = visit(served, "statements", "en")
    assert "No daily statements of reasons of Lumen are in the data" in seen.text
    tagger = visit(served, "reactions", "en", "full", (("view", "tagger"),))
    assert "learnt from posts about another affair" in tagger.text


def test_brief_package_and_feed_are_of_that_affair_alone(served, tmp_path):
    command = [sys.executable, "-m", "etl", "brief", "--warehouse", str(served), "--no-charts", "--lang", "en"]
    made = subprocess.run([*command, "--out", str(tmp_path / "b.pdf")], cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    publish(current(served), tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        if path.suffix in (".csv", ".md", ".json", ".atom"):
            text = re.sub(r"https?://[^\s,\"<]+", "", path.read_text(encoding="utf-8"))  # an address is its publisher's
            assert not FIRST.search(text), path.name
    with connect(current(served)) as connection:
        told = atom(connection, "fr", ()).decode()
    assert "Lumen" in told and not FIRST.search(told)


def test_the_api_its_figures_and_its_documents_hold_nothing_of_the_first(served):
    real, named = config.get_option, {"server.allowedHosts": ["localhost"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warehouse, "WAREHOUSE", served)
        patch.setattr(config, "get_option", lambda key: named.get(key) or real(key))
        relation.connection.cache_clear()
        from serve import app

        paths = ["/api/v1/", "/figures/?lang=en", "/sitemap.xml", *(f"/{page}?lang=fr" for page in PAGES)]
        paths += [f"/api/v1/{name}.csv" for name in relations()]
        paths += [f"/figures/{name}.json?lang=en" for name in figures()]
        got = {path: asked(app, path) for path in paths}
        relation.connection.cache_clear()
    assert {path: one.status for path, one in got.items() if one.status != 200} == {}
    held = {path: re.sub(r"https?://[^\s,\"<]+", "", one.text) for path, one in got.items()}
    assert {path: FIRST.search(text)[0] for path, text in held.items() if FIRST.search(text)} == {}
    assert sum("Lumen" in text for text in held.values()) > 20


def test_all_faults_of_all_tables_are_said_in_one_run(folder, tmp_path):
    data = lumen(tmp_path / "broken")
    add(data / "curated/enforcement_actions.csv", [{"action_id": "bad-1", "jurisdiction": "XX"}])
    add(data / "curated/detections.csv", [{"measurement_id": "BAD-1", "value": "much"}])
    add(data / "reference/lookups.csv", [{"source": "law", "looked_on": "soon"}])
    told = "\n".join(faults(data))
    for name in ("enforcement_actions.csv", "detections.csv", "lookups.csv"):
        assert re.search(rf"broken/(curated|reference)/{name}, line \d+, column \w+", told), name
    assert faults(folder) == []


def test_a_folder_that_holds_something_is_left_alone(folder):
    with pytest.raises(GardefouError, match="holds something already"):
        begin(folder, "other-2027", "Other", ["en"], AS_OF)


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ("row: fi-3", "row: fi-9", "fi-9"),
        ("gender: m", "gender: n", "accepted: m or f"),
        ("Fine in Finland", "A fine whose name is much too long for an axis", "at most 40"),
        ("hosts:", "hostes:", "is not a key here"),
        ("en: Fine in Finland, ", "", "needs en, fr"),
    ],
)
def test_a_wrong_line_of_affair_yml_is_named(tmp_path, line, instead, said):
    data = lumen(tmp_path / "wrong")
    path = data / "affair.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(line, instead), encoding="utf-8")
    with pytest.raises(GardefouError) as fault:
        build(tmp_path / "out", tmp_path / "store", data, AS_OF)
    assert said in str(fault.value) and "affair.yml" in str(fault.value)


def values(node: object) -> set[str]:
    """Every text and day in affair.yml, but the prose and the codes that are no names of rows, platforms or days."""
    if isinstance(node, dict):
        return {text for key, inner in node.items() if key not in PROSE for text in values(inner)}
    if isinstance(node, list):
        return {text for inner in node for text in values(inner)}
    return {str(node)} if node is not None and not isinstance(node, bool) else set()


PROSE = (
    "name_en",
    "sentence",
    "subject",
    "why",
    "note",
    "label",
    "text",
    "noun",
    "languages",
    "annotators",
    "codes",
    "page",
    "clock",
)
# What stands in affair.yml and is a word of the program all the same, each with its reason.
EXCEPTIONS = {
    "X": "a letter: only 'X' in quotes is looked for",
    "FR": "an ISO code in examples of what is accepted",
    "x": "an axis",
    "2026-01-31": "the day every message gives as an example of a date",
    "safety": "a word",
    "deepfake": "a word of the subject",
    "hypertrucage": "a word of the subject",
    "sexualised": "codes of detection_category",
    "scantily_clad": "an example of a category in a command's help",
    "STATEMENT_CATEGORY_CYBER_VIOLENCE": "a code of the Union's database",
    "x.ai": "a company's name that looks like a host, kept by etl/nlp/redact.py",
    "imagine-public.x.ai": "a host of pictures, refused for every affair", "assets.grok.com": "the same",
    **dict.fromkeys(("Instagram", "TikTok", "Facebook", "Snapchat", "YouTube"), "services whose exports are read"),
    "grok": "part of that host", "Grok": "an example in a docstring", "xAI": "the same",
    "Twitter": "a platform's former name in etl/nlp",
}  # fmt: skip


def test_no_code_sql_or_word_names_a_row_a_platform_or_a_day_of_the_affair():
    found = values(yaml.safe_load((ROOT / "data/affair.yml").read_text(encoding="utf-8"))) - EXCEPTIONS.keys()
    rooms = [ROOT / room for room in ("etl", "figures", "pages", "server", "brief", "sql")]
    looked = [path for room in rooms for path in room.rglob("*") if path.suffix in (".py", ".sql", ".yml", ".typ")]
    assert len(found) > 20 and len(looked) > 200
    texts = {path: path.read_text(encoding="utf-8") for path in looked}
    named = [(value, path.relative_to(ROOT).as_posix()) for value in found for path, text in texts.items()
             if re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", text)]  # fmt: skip
    assert named == []
    assert not [path for path, text in texts.items() if re.search(r"""(["'])X\1""", text) and path.suffix == ".sql"]


def test_what_is_fetched_is_the_affairs(folder, monkeypatch, tmp_path):
    from etl.fetch import feed, fetchers

    path = folder.parent / "posts" / "affair.yml"
    path.parent.mkdir()
    text = (folder / "affair.yml").read_text(encoding="utf-8")
    asked = "posts: {terms: [lumen canvas], queries: [lumen undress], hashtags: [lumencanvas]}"
    path.write_text(text.replace("posts: null", asked), encoding="utf-8")
    monkeypatch.setattr(fetchers, "DATA", path.parent)
    monkeypatch.setattr(feed, "DATA", path.parent)
    found = fetchers.fetchers(tmp_path)
    assert found["bluesky"].settings["queries"] == ["lumen undress"]
    assert found["mastodon"].settings["hashtags"] == ["lumencanvas"]
    feed.patterns.cache_clear()
    try:
        terms = [name for name, _ in feed.patterns()]
    finally:
        feed.patterns.cache_clear()
    assert "lumen canvas" in terms and "grok" not in terms


def test_a_law_begun_is_refused_until_it_is_completed(folder, tmp_path):
    data = lumen(tmp_path / "law")
    made = subprocess.run([sys.executable, "-m", "etl", "new-law", "FI", "--data", str(data)], cwd=ROOT,
                          capture_output=True, text=True)  # fmt: skip
    assert made.returncode == 0, made.stderr
    told = "\n".join(faults(data))
    assert re.search(r"law/law/fi\.yml, line \d+, key source_url", told)
