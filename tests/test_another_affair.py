"""An affair made of data only: it builds, every page opens, nothing of the first shows; no code names one."""

import hashlib
import html
import json
import re
from pathlib import Path

import pypdfium2
import pytest
import yaml
from another import AGORA_AS_OF, AS_OF, KAIKU_AS_OF, add, agora, kaiku, lumen
from asgi import asked
from commands import ran
from recording import as_recorded
from streamlit import config
from visits import visit

from brief.choice import Choice
from brief.content import content
from etl import warehouse
from etl.affairs.check import examine, said
from etl.affairs.new import begin
from etl.errors import GardefouError
from etl.intake import material
from etl.intake.slots import filled, matter
from etl.open_data.feed import atom
from etl.open_data.package import publish
from etl.open_data.relations import relations
from etl.warehouse import connect, current, query
from etl.warehouse.build import build
from etl.yaml_text import LOADER
from figures.data import reading
from figures.drawn import figures
from figures.words import day
from figures.words.slots import slots_of
from pages.shared.frame import HIDDEN, PAGES
from server import relation

ROOT = Path(__file__).parents[1]
# What no page of another affair holds: the first affair's words, an empty slot, a cell that is no text.
LEFT = re.compile(
    r"chatbot|agents? conversationnel|public replies|réponses publiques|\bnan\b|\bNaT\b|\{\w*\}|from ,|depuis ,"
    r"|\(\)|after −|bout de −|0 (of|des) (the )?0|\bd'(le|la|les) "
)
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


@pytest.fixture(scope="module")
def sparse(tmp_path_factory) -> Path:
    """The warehouse of the other invented affair, which has next to nothing."""
    data = agora(tmp_path_factory.mktemp("another") / "agora")
    assert said(examine(data, data / "no-store", AGORA_AS_OF)[0]) == []
    build(data / "warehouse", data / "store", data, AGORA_AS_OF)
    return data / "warehouse"


@pytest.fixture(scope="module")
def voices(tmp_path_factory) -> Path:
    """The warehouse of the affair of voices, whose folder holds thirty laws read for images."""
    data = kaiku(tmp_path_factory.mktemp("another") / "kaiku")
    assert said(examine(data, data / "no-store", KAIKU_AS_OF)[0]) == []
    build(data / "warehouse", data / "store", data, KAIKU_AS_OF)
    return data / "warehouse"


# Pages of which no row is of the thirty laws, or of what the project itself says: as recorded, without their words.
OF_ITS_ROWS = ("incidence", "statements", "enforcement", "reactions", "changes")


def told_of(seen) -> dict[str, list]:
    """Numbers of the answer, how many notices stand there, the address, and of each figure its rows without texts."""
    figures = {}
    for one in seen.figures:
        if one.facts.key == "reactions.tagged":  # another model of the tagger has others
            continue
        rows = one.rows[[name for name in one.rows if name not in ("built_at", "version")]]
        cells = [[str(cell) for cell in row if " " not in str(cell)] for row in rows.itertuples(index=False)]
        figures[one.facts.key] = [len(rows), hashlib.sha256(repr(cells).encode()).hexdigest()[:8]]
    address = sorted(f"{key}={value}" for key, value in seen.address.items() if key != "v")
    return {"answer": re.findall(r"\d+", seen.answer), "notices": [len(seen.notices)], "address": address, **figures}


# Each page in both languages, one of them in each affair: what names the first affair stands in both.
IN_TURN = [(affair, page, more, ("en", "fr")[(turn + (affair != "served")) % 2])
           for affair in ("served", "sparse", "voices") for turn, (page, more) in enumerate(VIEWS)
]  # fmt: skip # saves 2 lines


@pytest.mark.parametrize(("affair", "page", "more", "lang"), IN_TURN, ids=lambda value: str(value))
def test_every_page_opens_and_says_nothing_of_the_first_affair(request, affair, page, more, lang):
    seen = visit(request.getfixturevalue(affair), page, lang, "full", more)
    assert seen.exceptions == [] and seen.titles
    lines = [
        seen.answer,
        *seen.lines,
        *seen.notices,
        *(f"{one.facts.title} {one.facts.summary}" for one in seen.figures),
    ]
    assert [line for line in lines if LEFT.search(line)] == []
    assert [line for line in lines if FIRST.search(line)] == []
    if page in OF_ITS_ROWS:
        as_recorded("affairs.json", f"{affair} {page} {lang}", told_of(seen))
    assert not [one for one in seen.figures for text in map(str, one.rows.to_numpy().ravel())
                if FIRST.search(text) and not text.startswith("http")]  # fmt: skip # saves 4 lines


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("page", ["overview", "incidence", "statements", "enforcement", "reactions", "changes"])
@pytest.mark.parametrize("affair", ["sparse", "voices"])
def test_what_was_examined_is_called_by_its_name(request, affair, page, lang):
    seen = visit(request.getfixturevalue(affair), page, lang)
    lines = [
        seen.answer,
        *seen.lines,
        *seen.notices,
        *(f"{one.facts.title} {one.facts.summary}" for one in seen.figures),
    ]
    assert [line for line in lines if re.search(r"\bimages?\b", line, re.I)] == []


LAW_VIEWS = [("exposure", ()), *(("exposure", (("view", one),)) for one in ("compare", "case")),
             ("country", (("place", "FI"),)), ("country", (("place", "IE"),))]  # fmt: skip # saves 4 lines


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("page", "more"), LAW_VIEWS, ids=str)
def test_law_read_for_another_material_is_set_aside_and_said_to_be(voices, page, more, lang):
    seen = visit(voices, page, lang, "full", more)
    assert seen.exceptions == []
    aside = {
        "en": "The law of 30 jurisdictions was read for images; this affair is of audio clips",
        "fr": "Le droit de 30 juridictions de ce dossier a été lu pour : images ;",
    }[lang]
    if more != (("place", "FI"),):
        assert plain(aside) in plain(seen.text)
    text = "\n".join([seen.text, *(f"{one.facts.title} {one.facts.summary}" for one in seen.figures)])
    left = re.sub(rf"{re.escape(plain(aside))}|lu pour : images", "", plain(text))
    assert re.findall(r".{30}\bimages?\b.{20}|.{20}sexual.{9}", left, re.I) == []
    places = [str(place) for one in seen.figures if "jurisdiction" in one.rows for place in one.rows["jurisdiction"]]
    assert not {"Spain", "Espagne", "Korea, Republic of"} & set(places)


def test_law_set_aside_is_in_no_answer(voices):
    with connect(current(voices)) as connection:
        assert query(connection, "law_jurisdictions")["code"].tolist() == ["FI"]
        assert "law of 30" in query(connection, "sources").set_index("source_id").loc["law", "coverage_en"]
    words = (
        "exposure",
        "--out",
        voices,
        "--date",
        "2024-06-10",
        "--person",
        "individual",
        "--act",
        "online_publication",
    )
    told = {place: ran(*words, "--jurisdiction", place) for place in ("FI", "ES", "NZ")}
    assert told["FI"].returncode == 0 and "24 months" in told["FI"].stdout and "audio clip" in told["FI"].stdout.lower()
    for place, name in (("ES", "Spain"), ("NZ", "New Zealand")):
        assert told[place].returncode == 1
        assert f"{name}: its law was not read here for audio clips" in told[place].stderr


def test_a_text_that_names_minors_is_one_read_on_minors(voices):
    told = ran("exposure", "--out", voices, "--date", "2024-06-10", "--person", "individual", "--act",
               "online_publication", "--jurisdiction", "FI", "--subject", "minor").stdout  # fmt: skip # saves 13 lines
    assert "no provision on" not in told and "24 months" in told


def test_a_law_is_read_when_its_file_says(voices):
    seen = visit(voices, "country", "en", "full", (("place", "FI"),))
    assert "Law read up to 15 June 2024" in seen.text
    receipt = visit(voices, "record", "en", "full", (("id", "fi-8a"),))
    assert "22 November 2026" not in receipt.text


def test_a_law_read_later_than_the_table_is_told_by_its_own_day(tmp_path):
    data = kaiku(tmp_path / "later")
    changed(data / "law/fi.yml", "material", "material", "entered: 2024-11-28\nmaterial")
    changed(data / "sources.yml", "  snapshot_date", "2026-11-22", "2024-06-01")
    build(data / "warehouse", data / "store", data, KAIKU_AS_OF)
    assert (
        "Law read up to 28 November 2024" in visit(data / "warehouse", "country", "en", "full", (("place", "FI"),)).text
    )
    receipt = visit(data / "warehouse", "record", "en", "full", (("id", "fi-8a"),)).text
    assert "28 November 2024" in receipt and "1 June 2024" not in receipt.split("In force")[0]
    words = ("exposure", "--out", data / "warehouse", "--person", "individual", "--act", "online_publication",
             "--jurisdiction", "FI", "--date")  # fmt: skip # saves 3 lines
    assert "read up to" not in ran(*words, "2024-11-20").stdout
    assert "read up to 28 November 2024" in ran(*words, "2024-12-01").stdout


@pytest.mark.parametrize(("lang", "told"), [
    ("en", "one act by an authority in one jurisdiction, whose law was not read here"),
    ("fr", "un acte d'une autorité dans un pays ou territoire, dont le droit n'a pas été lu ici"),
])  # fmt: skip # saves 3 lines
def test_where_nobody_read_the_law_nothing_is_said_of_its_maxima(sparse, lang, told):
    (one,) = [one for one in visit(sparse, "exposure", lang).figures if one.facts.key == "exposure.time"]
    assert told in plain(one.facts.title)


@pytest.mark.parametrize(("place", "told"), [("IE", "Finland, 24:8a"), ("FI", "24 months")])
def test_the_figure_of_a_brief_is_that_of_its_page_with_place_article_and_day(voices, place, told, tmp_path):
    made = ran("brief", "--warehouse", voices, "--no-charts", "--lang", "en", "--jurisdiction", place, "--out",
               tmp_path / "b.pdf")  # fmt: skip # saves 10 lines
    assert made.returncode == 0, made.stderr
    document = pypdfium2.PdfDocument(tmp_path / "b.pdf")
    text = plain(" ".join(page.get_textpage().get_text_bounded() for page in document))
    text = re.sub(r"\s+", " ", text)
    assert told in text and re.search("(since|from) 1 Jun 2024", text)
    assert "left out, as asked" in text and "no browser" not in text
    assert place != "FI" or "Day-fines" in text  # a fine without an amount is no dash
    assert place != "FI" or "at the facts" not in text  # the last day of the facts has the law of today


def test_what_was_annulled_is_not_said_to_bind(voices):
    seen = visit(voices, "country", "en", "full", (("place", "CA-QC"),))
    assert "One counted act of its authorities in the period, binding, no longer in force." in seen.text
    seen = visit(voices, "country", "fr", "full", (("place", "IE"),))
    assert "Deux actes comptés de ses autorités dans la période, aucun n'étant contraignant" in plain(seen.text)


def test_a_law_begun_is_of_what_the_affair_is_of(tmp_path):
    data = kaiku(tmp_path / "law")
    assert ran("new-law", "NZ", "--data", data).returncode == 0
    assert "\nmaterial: audio clip" in (data / "law/nz.yml").read_text(encoding="utf-8")
    for path in (data / "law").glob("[a-e]*.yml"):  # a folder that keeps some of the laws only
        path.unlink()
    (data / "law/nz.yml").unlink()
    assert faults(data) == []


def test_french_agrees_with_what_was_examined(sparse, served):
    told = visit(sparse, "incidence", "fr")
    assert "12 % de 1 000 messages échantillonnés ont été classés" in plain(told.text)
    assert "part de tous les messages de l'échantillon" in plain(told.text)
    told = visit(sparse, "overview", "fr")
    assert "Ni message ni lien" in plain(told.text)
    told = visit(served, "incidence", "fr")
    assert "31 % de 400 images examinées" in plain(told.text)


def plain(text: str) -> str:
    """A text with the spaces and apostrophes of a keyboard."""
    return re.sub("[\u00a0\u202f]", " ", text).replace("’", "'")


@pytest.mark.parametrize(
    ("french", "slot", "told"),
    [
        ({"one": "vidéo", "many": "vidéos", "gender": "f"}, "of_materials", "de vidéos"),
        ({"one": "voix", "many": "voix", "gender": "f"}, "first_materials", "premières voix"),
        ({"one": "enregistrement", "many": "enregistrements", "gender": "m"}, "of_materials", "d'enregistrements"),
        ({"one": "texte", "many": "textes", "gender": "m"}, "all_materials", "tous les textes"),
        ({"one": "hypertrucage", "many": "hypertrucages", "gender": "m", "elided": True}, "of_materials",
         "d'hypertrucages"),
        ({"one": "harangue", "many": "harangues", "gender": "f", "elided": False}, "of_materials", "de harangues"),
        ({"one": "écoute", "many": "écoutes", "gender": "f"}, "A_material", "Une écoute"),
    ],
)  # fmt: skip # saves 3 lines
def test_french_agrees_elides_and_contracts(french, slot, told):
    assert material.forms({"en": {"one": "thing", "many": "things"}, "fr": french}, "fr")[slot] == told


@pytest.mark.parametrize(
    ("noun", "told"),
    [
        ("image", "an image"),
        ("user profile", "a user profile"),
        ("video", "a video"),
        ("audio clip", "an audio clip"),
        ("hourly position", "an hourly position"),
        ("history", "a history"),
    ],
)
def test_english_has_its_article(noun, told):
    assert material.forms({"en": {"one": noun, "many": f"{noun}s"}}, "en")["a_material"] == told


@pytest.mark.parametrize(("lang", "told", "made"), [
    ("en", "Leaked whereabouts on L'Étoile", "hourly positions"), ("fr", "Positions divulguées sur L'Étoile", "heures")
])  # fmt: skip # saves 3 lines
def test_a_service_that_is_its_platform_is_named_once_and_only_images_are_of_a_machine(lang, told, made):
    assert matter("", {"en": "leaked whereabouts", "fr": "positions divulguées"}[lang], "L'Étoile", lang) == told
    affair = dict.fromkeys(["name_en", "name_fr", "sentence_en", "sentence_fr"], "x") | {
        "platform": "L'Étoile", "service": "L'Étoile", "service_noun_en": "app", "service_noun_fr": "appli",
        "service_gender": "f", "subject_en": "leaked whereabouts", "subject_fr": "positions divulguées",
        "companies": ["L'Étoile"]}  # fmt: skip # saves 3 lines
    assert filled(affair, lang)["matter"] == told
    nouns = {"en": {"one": "hourly position", "many": "hourly positions"},
             "fr": {"one": "heure", "many": "heures", "gender": "f", "elided": True}}  # fmt: skip # saves 3 lines
    assert material.forms(nouns, lang)["made_materials"] == made
    assert material.forms(material.USUAL, lang)["made_materials"] == {"en": "AI images", "fr": "images d'IA"}[lang]


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


@pytest.mark.parametrize(("affair", "name"), [("served", "Lumen"), ("sparse", "L'Agora & Cie")])
def test_brief_package_and_feed_are_of_that_affair_alone(request, affair, name, tmp_path):
    served = request.getfixturevalue(affair)
    made = ran("brief", "--warehouse", served, "--no-charts", "--lang", "en", "--out", tmp_path / "b.pdf")
    assert made.returncode == 0, made.stderr
    publish(current(served), tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        if path.suffix in (".csv", ".md", ".json", ".atom"):
            text = re.sub(r"https?://[^\s,\"<]+", "", path.read_text(encoding="utf-8"))  # an address is its publisher's
            assert not FIRST.search(text), path.name
    with connect(current(served)) as connection:
        told = atom(connection, "fr", ()).decode()
    assert html.escape(name, quote=False) in plain(told) and not FIRST.search(told)


@pytest.mark.parametrize(("affair", "name"), [("served", "Lumen"), ("sparse", "Agora")])
def test_the_api_its_figures_and_its_documents_hold_nothing_of_the_first(request, affair, name):
    served = request.getfixturevalue(affair)
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
    listed = {one["relation"] for one in json.loads(got["/api/v1/"].text)["relations"]}
    unreported = {one.name for one in relations().values() if one.source_id in ("sor_daily", "dsa")}
    assert "provisions" in listed and unreported and not listed & unreported  # it has no such counts
    held = {path: re.sub(r"https?://[^\s,\"<]+", "", one.text) for path, one in got.items()}
    assert {path: FIRST.search(text)[0] for path, text in held.items() if FIRST.search(text)} == {}
    assert sum(name in text for text in held.values()) > 15


def test_all_faults_of_all_tables_are_said_in_one_run(folder, tmp_path):
    """Faults of cells, of rows between tables, of YAML files and of the build's own checks: each once, with a line."""
    data = lumen(tmp_path / "broken")
    many = [{"action_id": f"bad-{n}", "jurisdiction": "XX"} for n in range(25)]  # more than a listing of a build shows
    add(data / "curated/enforcement_actions.csv", many)
    add(data / "curated/detections.csv", [{"measurement_id": "BAD-1", "value": "much"}])
    add(data / "reference/lookups.csv", [
        {"source": "law", "looked_on": "soon"},
        {"source": "lore", "subject_en": "x", "subject_fr": "x", "looked_on": "2027-06-01", "is_found": "true"},
    ])  # fmt: skip # saves 3 lines
    changed(data / "curated/public_reactions.csv", "LR-0,", "2027-03-10", "2028-03-10")  # after the build
    changed(data / "curated/detections.csv", "LTR-01,", "2027-05", "2028-05")
    changed(data / "curated/claim_tests.csv", "LC-1,", "OIW-01", "OIW-77")
    changed(data / "curated/platform_statements.csv", "LS-1,", "The Lantern", "The Lantren")
    changed(data / "affair.yml", "key_events", "fi-3", "fi-33")
    changed(data / "affair.yml", "hosts:", "hosts:", "hostes:")
    changed(data / "law/gb.yml", "    confidence:", "medium", "certain")
    changed(data / "reference/codes.yml", "  unknown: {en: Status", ", fr: Situation non établie", "")
    changed(data / "sources.yml", "law:", "law:", "lore:")
    faults_of = examine(data, data / "no-store", AS_OF)[0]
    told = [one for listed in faults_of.values() for one in listed]
    assert sum("jurisdiction: 'XX'" in one for one in told) == 25
    for wanted in (
        r"curated/detections.csv, line 6, column value: 'much'",
        r"reference/lookups.csv, line 3, column looked_on: 'soon'",
        r"reference/lookups.csv, line 4, source lore",
        r"curated/public_reactions.csv, line 3, column date: '2028-03-10'",
        r"curated/claim_tests.csv, line 3, column evidence_id: 'OIW-77'",
        r"curated/platform_statements.csv, line 3, column source_publisher: 'The Lantren'",
        r"affair.yml, line \d+, column key_events.row: 'fi-33'",
        r"curated/detections.csv, line 5, column published: '2028-05-01'",
        r"affair.yml, line \d+, key hostes",
        r"law/gb.yml, line \d+, key confidence: 'certain'",
        r"reference/codes.yml, line \d+, action_status.unknown",
        r"sources.yml names lore",
    ):
        assert len([one for one in told if re.search(wanted, one)]) == 1, wanted
    assert len({one for one in told}) == len(told)
    assert faults(folder) == []


def changed(path: Path, line: str, old: str, new: str) -> None:
    """One text in the first line that begins so, changed."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(n for n, one in enumerate(lines) if one.startswith(line))
    assert old in lines[place], lines[place]
    lines[place] = lines[place].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8")


def test_a_folder_that_holds_something_is_left_alone(folder):
    with pytest.raises(GardefouError, match="holds something already"):
        begin(folder, "other-2027", "Other", ["en"], AS_OF)


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ("row: fi-3", "row: fi-9", "fi-9"),
        ("gender: m", "gender: n", "accepted: m or f"),
        ("fr: outil d'images", "fr: hébergeur d'images", "key service: before an h, say whether French elides"),
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
    "4chan": "a network whose posts are read",
}  # fmt: skip # saves 3 lines


def test_no_code_sql_or_word_names_a_row_a_platform_or_a_day_of_the_affair():
    found = values(yaml.load((ROOT / "data/affair.yml").read_text(encoding="utf-8"), LOADER)) - EXCEPTIONS.keys()
    told = yaml.load((ROOT / "data/affair.yml").read_text(encoding="utf-8"), LOADER)
    found |= {code for codes in told["codes"].values() for code in codes} - EXCEPTIONS.keys()
    found |= {told["service"]["noun"]["en"], told["service"]["noun"]["fr"]}
    found |= {day(when, lang) for when in told["facts"].values() for lang in ("en", "fr")}  # as texts write them
    rooms = [ROOT / room for room in ("etl", "figures", "pages", "server", "brief", "sql")]
    written = (".py", ".sql", ".yml", ".typ", ".txt", ".css", ".js", ".html", ".md")
    looked = [path for room in rooms for path in room.rglob("*") if path.suffix in written]
    looked.append(ROOT / "data/dictionary.yml")  # it is copied to each new affair
    assert len(found) > 20 and len(looked) > 200
    texts = {path: path.read_text(encoding="utf-8") for path in looked}
    named = [(value, path.relative_to(ROOT).as_posix()) for value in found for path, text in texts.items()
             if re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", text)]  # fmt: skip # saves 4 lines
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
    made = ran("new-law", "FI", "--data", data)
    assert made.returncode == 0, made.stderr
    told = "\n".join(faults(data))
    assert re.search(r"law/law/fi\.yml, line \d+, key source_url", told)
    assert re.search(r"law/law/fi\.yml, line \d+, key id: 'fill' is still to be completed", told)
    assert "codes.yml" not in told  # its texts are missing in one place, and are said to be once


def test_french_elides_before_the_names_of_the_affair(voices):
    seen = visit(voices, "overview", "fr")
    assert "ce qu'Echolot a dit" in plain(" ".join([*seen.titles, seen.text])) and "que Echolot" not in seen.text
    seen = visit(voices, "statements", "fr")
    text = plain("\n".join([seen.text, *(f"{one.facts.title} {one.facts.summary}" for one in seen.figures)]))
    assert "d'Echolot" in text and "de Echolot" not in text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_ties_is_named_whole_and_nothing_is_said_of_what_nobody_looked_for(voices, lang):
    seen = visit(voices, "reactions", lang)
    titles = plain(" ".join(one.facts.title for one in seen.figures))
    assert re.search(r"(2 of 4 each|2 sur 4 chacun)", titles), titles
    assert not re.search(r"nothing newer (was )?found|Rien de plus récent n'a été trouvé", plain(seen.text))
    answer = plain(visit(voices, "incidence", lang).text)
    assert re.search(r"interval the producer published|intervalle publié par le producteur", answer)


@pytest.mark.parametrize(
    ("lang", "most", "over"), [("en", "81 d at most", "◆ 58 d, ended"), ("fr", "81 j au plus", "◆ 58 j, terminé")]
)
def test_limits_and_ended_steps_are_marked_in_the_table_and_in_the_files(voices, lang, most, over):
    seen = visit(voices, "enforcement", lang)
    assert most in plain(seen.text).split("\n") and over in plain(seen.text).split("\n")
    ladder = next(one for one in seen.figures if one.facts.key == "enforcement.ladder")
    rows = ladder.rows.set_index("jurisdiction")
    assert {"month_steps", "over_steps"} <= set(ladder.facts.columns)
    assert list(rows.loc["FI", "month_steps"]) == ["investigation"]
    assert list(rows.loc["CA-QC", "over_steps"]) == ["measure"]


@pytest.mark.parametrize(("lang", "why"), [("en", "not drawn by chance"), ("fr", "tiré au hasard")])
def test_a_sample_that_was_not_drawn_by_chance_has_no_interval(voices, served, lang, why):
    with connect(current(voices)) as connection:
        rows = query(connection, "incidence_rows", start="2024-01-01", end="2024-12-31", groups=["output", "test"])
        rows = rows.set_index("measurement_id")
        assert rows["interval_method"].dropna().to_dict() == {"KM-1": "published"}
        assert connection.execute("select count(*) from marts.incidence_intervals").fetchone() == (0,)
    assert why in plain(visit(voices, "incidence", lang).text)
    assert why in plain(visit(served, "incidence", lang).answer)


@pytest.mark.parametrize(("lang", "before", "event"), [
    ("en", "Parents (begun before the claim)", "First one (audio clips from 11 Mar 2024 on; published 9 Apr 2024)"),
    ("fr", "Parents (commencé avant l'affirmation)",
     "Première (imitations vocales à partir du 11 mars 2024 ; publication : 9 avr. 2024)"),
])  # fmt: skip # saves 6 lines
def test_what_began_before_a_claim_is_no_later_test_and_a_measurement_has_both_its_days(voices, lang, before, event):
    seen = visit(voices, "statements", lang)
    claims = next(one for one in seen.figures if one.facts.key == "statements.claims")
    assert plain(claims.rows["found"].iloc[0]).startswith(before)
    line = next(one for one in visit(voices, "overview", lang).figures if one.facts.key == "overview.spine")
    assert [plain(one) for one in line.rows["key_event"].dropna()] == [event]
    assert not re.search("later tests|tests ultérieurs", printed(voices, lang))


@pytest.mark.parametrize(("lang", "told"), [
    ("en", "One of the 3 measurements of the period is on the page and not here, being no share of all audio clips made"
     " or asked for: Tests designed to provoke (1)."),
    ("fr", "Une des 3 mesures de la période figure sur la page et non ici, n'étant pas une part de toutes les"
     " imitations vocales produites ou demandées : Tests conçus pour provoquer (1)."),
])  # fmt: skip # saves 9 lines
def test_a_brief_says_which_measurements_it_leaves_out(voices, lang, told):
    assert told in printed(voices, lang)


def printed(served: Path, lang: str) -> str:
    """What the tables of a brief of everything say, in one line."""
    manifest = current(served)
    with reading(manifest), connect(manifest) as connection:
        period = query(connection, "period").iloc[0]
        choice = Choice(lang, period["start_date"].date(), period["end_date"].date())
        tables = content(connection, manifest, choice)["tables"]
    cells = [cell for one in tables for row in one["rows"] for cell in row]
    return plain(" ".join([*cells, *(f"{one['title']} {one['note']}" for one in tables)]))


@pytest.mark.parametrize(("lang", "undrawn"), [("en", "not drawn: Quebec"), ("fr", "hors de la carte : Québec")])
def test_a_map_names_what_it_cannot_draw_and_claims_no_search_that_nobody_made(voices, served, lang, undrawn):
    seen = visit(voices, "overview", lang)
    assert undrawn in plain(seen.text)
    with connect(current(served)) as connection:
        rows = query(connection, "map_acts", start="2027-01-01", end="2027-12-31").set_index("jurisdiction")
        assert (rows.loc["FR", "status"], rows.loc["FI", "status"]) == ("unasked", "binding")
        for subject, status in (("Acts by authorities", "none"), ("acts of the Finnish Ombudsman", "unasked"),
                                ("letters of France", "none")):  # fmt: skip # saves 3 lines
            looked = f"select 'enforcement_actions' as source_id, null as row_id, '{subject}' as subject_en"
            text = (ROOT / "sql/queries/map_acts.sql").read_text().replace("marts.lookups", f"({looked})")
            found = connection.execute(text, {"start": "2027-01-01", "end": "2027-12-31"}).df()
            assert found.set_index("jurisdiction").loc["FR", "status"] == status, subject


def test_law_on_the_line_is_of_places_of_the_affair_and_follows_its_acts_in_the_feed(served, voices):
    with connect(current(served)) as connection:
        days = {"start": "1990-01-01", "end": "2027-12-31"}
        law = query(connection, "overview_timeline", **days, jurisdictions=[]).query("lane == 'law'")
        assert set(law["jurisdiction"]) == {"GB", "DE", "EU"}
        assert len(query(connection, "overview_timeline", **days, jurisdictions=["FR"]).query("lane == 'law'"))
    with connect(current(voices)) as connection:
        feed = query(connection, "feed", jurisdictions=[])
        assert feed[feed["updated_date"] == "2024-06-15"]["row_id"].tolist()[:2] == ["KS-1", "fi-8a"]


def test_a_law_of_ones_own_that_says_no_material_is_a_hint(tmp_path):
    data = kaiku(tmp_path / "law")
    path = data / "law/fi.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("material: audio clip\n", ""), encoding="utf-8")
    changed(
        data / "affair.yml", "reference_law", "{jurisdiction: FI, base: fi-8a, online: null, product: false}", "null"
    )
    found, _, hints = examine(data, data / "no-store", KAIKU_AS_OF)
    told = [one for one in hints if one.startswith("law/")]
    assert said(found) == [] and told == [
        "law/fi.yml: read for images (none said); this affair is of audio clips: add `material: audio clip` "
        "if it was read for them"
    ]


@pytest.mark.parametrize(("table", "line", "old", "new", "told"), [
    ("curated/detections.csv", "KM-1", "sexualised", "sung", "under detection_category, in codes of affair.yml"),
    ("curated/enforcement_actions.csv", "ie-1", "IE", "QQ", "a line in reference/jurisdictions.csv of this folder"),
    ("curated/public_reactions.csv", "KR-0", "consent", "songs", "a line under topic, in codes of affair.yml"),
    ("reference/lookups.csv", "enforcement_actions", "enforcement_actions", "acts", "source: claim_tests, counting_ru"),
])  # fmt: skip # saves 9 lines
def test_an_unknown_code_is_answered_with_where_to_add_it(tmp_path, table, line, old, new, told):
    data = kaiku(tmp_path / "codes")
    changed(data / table, line, old, new)
    assert told in "\n".join(said(examine(data, data / "no-store", KAIKU_AS_OF)[0]))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_code_stands_for_a_name_and_nothing_is_shown_without_its_heading(voices, lang):
    tab = visit(voices, "reactions", lang, "full", (("view", "tagger"),))
    assert not re.search(r"^(defends_platform|mixed|redaction|language)$", tab.text, re.M)
    seen = visit(voices, "enforcement", lang)
    assert any(re.search("Blocks of the service|Blocages du service", one) for one in seen.lines)
    place = visit(voices, "country", lang, "full", (("place", "IE"),))
    assert not re.search(r"\((EU|UE)\)|of European Union", place.text)
    table = next(one for one in visit(voices, "sources", lang).figures if one.facts.key == "sources.documents").rows
    assert not table.duplicated(["relation", "told"]).any()


def test_what_holds_of_no_row_in_view_is_said_of_none(voices, sparse):
    with connect(current(voices)) as connection:
        said_of = query(connection, "sources").set_index("source_id")
    assert not re.search("month only|authorities are known|own account", " ".join(said_of["cannot_say_en"]))
    assert not re.search(r"\bimage", " ".join(said_of["cannot_say_en"])) and "{" not in " ".join(
        said_of["cannot_say_fr"]
    )
    for lang, text in (("en", "Not independent"), ("fr", "pas indépendants")):
        assert text not in visit(sparse, "enforcement", lang).text
        assert "people shown" not in visit(voices, "incidence", lang).text


@pytest.mark.parametrize(("lang", "whole"), [("en", "Canada, and what is part"), ("fr", "Canada, et ce qui")])
def test_a_whole_and_its_part_that_acted_are_named(voices, lang, whole, tmp_path):
    data = kaiku(tmp_path / "parts")
    changed(data / "curated/enforcement_actions.csv", "nz-1", "NZ", "CA")
    build(data / "warehouse", data / "store", data, KAIKU_AS_OF)
    assert whole in plain(visit(data / "warehouse", "enforcement", lang).text)
    assert whole not in plain(visit(voices, "enforcement", lang).text)


def spoilt(folder: Path, table: str, old: str, new: str) -> None:
    """One text of a file, changed wherever it stands."""
    text = (folder / table).read_text(encoding="utf-8")
    assert old in text, old
    (folder / table).write_text(text.replace(old, new), encoding="utf-8")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
ACTS_CSV, MEASURED_CSV = "curated/enforcement_actions.csv", "curated/detections.csv"
# What is done to the folder of voices, and the one thing that is said of it, wherever else it shows.
SPOILT = {
    "a day that is none": (ACTS_CSV, "2024-04-11", "2024-02-31", r"line 5, column date: '2024-02-31'"),
    "a headline that is no share": (MEASURED_CSV, "0.26,share,,sexualised,0.23,0.29", "312,count,,sexualised,,",
                                    "headline.measurement: 'KM-1'"),
    "an affair in another encoding": ("affair.yml", None, "name: Inventé".encode("latin-1"), "affair.yml: not UTF-8"),
    "an affair that is a list": ("affair.yml", None, b"- a\n", "affair.yml, line 1: not a mapping"),
    "no affair": ("affair.yml", None, None, "affair.yml is missing"),
    "no publishers": ("reference/publishers.csv", None, None, "publishers.csv is missing"),
    "no frames": ("reference/frames.csv", None, None, "frames.csv is missing"),
    "no dictionary": ("dictionary.yml", None, None, "dictionary.yml is missing"),
    "semicolons": (ACTS_CSV, ",", ";", "its cells are separated by semicolons"),
    "a cell too many": (ACTS_CSV, "2024-06-19", "2024-06-19,", r"line 8: 36 cells"),
    "aliases of aliases": ("affair.yml", None, BOMB.encode(), r"affair.yml, line \d: not valid YAML \(aliases"),
    "an alias of itself": ("sources.yml", None, b"law: &a [*a]\n", "sources.yml, line 1: not valid YAML"),
    "a deep file": ("reference/codes.yml", None, b"a: " + b"[" * 9000, "more than 50 levels"),
    "a number beyond all": (MEASURED_CSV, "1200,312", f"{10**19},312", "column n: .* is out of range"),
    "a share of 26": (MEASURED_CSV, "312,0.26", "312,26", "column value: '26.0'"),
    "a picture's link": (MEASURED_CSV, "e.org/lumen/page", "e.org/x?f=a%2Ejpg&n=1", "source_url: links to a"),
    "a host of pictures": (MEASURED_CSV, "example.org/lumen/page", "pbs.twimg.com/m/a", "source_url: links to a"),
    "markup in a link": (MEASURED_CSV, "lumen/page", "lumen/<b>", "holds a sign that no address has"),
    "an image in a text": (MEASURED_CSV, "Public clips", "iVBORw0KGgoAAAANSUhEUg", "holds base64 of an image"),
    "a name that turns": ("affair.yml", "the Kaiku voices", "the \u202eKaiku voices", "name: holds a sign that"),
    "a material without French": ("affair.yml", ", fr: {one: imitation vocale, many: imitations vocales, gender: f}",
                                  "", r"affair.yml, line \d+: lacks fr"),
}  # fmt: skip # saves 12 lines


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_is_wrong_is_said_and_what_follows_from_it_is_not(tmp_path, spoil):
    file, old, new, told = SPOILT[spoil]
    data = kaiku(tmp_path / "spoilt")
    if old is not None:
        spoilt(data, file, old, new)
    elif new is None:
        (data / file).unlink()
    else:
        (data / file).write_bytes(new)
    found = [one for listed in examine(data, data / "no-store", KAIKU_AS_OF)[0].values() for one in listed]
    assert found and all(re.search(told, one) for one in found), found
    assert len(found) == 1 or {re.sub(r"line \d+", "", one) for one in found} == {re.sub(r"line \d+", "", found[0])}
    assert not any("iVBOR" in one or "jpg" in one or "twimg" in one for one in found)  # nor the way to an image
    with pytest.raises(GardefouError):
        build(data / "out", data / "no-store", data, KAIKU_AS_OF)


def test_two_languages_that_changed_places_are_a_hint(tmp_path):
    data = kaiku(tmp_path / "swapped")
    spoilt(data, ACTS_CSV, "Invented.,Inventé.", "L'autorité a ouvert une enquête sur la société.,"
           "The authority opened an inquiry into the company.")  # fmt: skip # saves 3 lines
    path = data / "affair.yml"
    en, fr = "The authority asked for the facts of the week", "L'autorité a demandé les faits de la semaine"
    path.write_text(re.sub(r"(?m)^sentence:.*\n(  .*\n)+", f"sentence:\n  en: {fr}.\n  fr: {en}.\n", path.read_text()))
    faults_of, _, hints = examine(data, data / "no-store", KAIKU_AS_OF)
    assert said(faults_of) == []
    assert re.fullmatch(r"affair.yml, line \d+: en seems to be in French, and fr in English", hints[0])
    assert hints[1].endswith(
        "enforcement_actions.csv, line 3: summary_en seems to be in French, and summary_fr in English"
    )
