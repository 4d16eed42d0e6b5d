"""A text of the data in the other language is marked, for the eye and for a screen reader; names are left alone."""

import html
import re

import pandas as pd
import pytest
from visits import visit

from figures.files.facts import Facts
from figures.languages import language, marked, marked_within
from pages.shared.cells import ROW_IDS
from pages.shared.export import worded
from pages.shared.tables import to_html


def texts(marts, ending: str) -> set[str]:
    """Every text of more than 60 letters in the columns that say their language themselves.

    What can be searched (findable) holds names of both languages in each.
    """
    columns = marts.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'marts' "
        "and data_type = 'VARCHAR' and ends_with(column_name, ?) and table_name <> 'findable'",
        [ending],
    ).fetchall()
    return {
        text
        for table, name in columns
        for (text,) in marts.execute(f'select "{name}" from marts."{table}" where length("{name}") > 60').fetchall()
    }


@pytest.mark.parametrize(("lang", "other"), [("en", "fr"), ("fr", "en")])
def test_the_language_found_is_the_one_the_column_says(marts, lang, other):
    found = [language(one) for one in texts(marts, f"_{lang}")]
    assert len(found) > 500 and other not in found
    assert found.count(lang) > 0.9 * len(found)


@pytest.mark.parametrize(
    "name",
    [
        "The Guardian", "Le Monde", "AI Forensics", "An Garda Síochána", "15 U.S.C. 6851", "Légifrance",
        "Agência Nacional de Proteção de Dados (ANPD)", "Instituto de Defesa de Consumidores (Idec)", "Code pénal", "",
    ],
)  # fmt: skip # saves 8 lines
def test_a_name_is_of_no_language(name):
    assert language(name) == ""
    assert "lang=" not in marked(name, "fr") and "lang=" not in marked(name, "en")


def test_a_row_or_a_column_that_says_its_language_is_believed_before_the_words():
    assert 'lang="en"' in marked("Le Monde", "fr", "notes") and "lang=" not in marked("Le Monde", "en", "notes")
    assert 'lang="fr"' in marked("Source primaire", "en", "notes", "fr")
    assert "lang=" not in marked("Source primaire", "fr", "notes", "fr")


def test_a_remark_beside_a_name_is_of_its_language():
    remark = "Légifrance / DILA (text read in LEGI git mirror, state 2026-04-02)"
    assert marked(remark, "fr") == f'<span lang="en">{remark}</span> <span class="gf-cue">(mention en anglais)</span>'
    assert marked(remark, "en") == remark
    assert marked("Forum (reprise de franceinfo)", "en").startswith('<span lang="fr">Forum (reprise')
    assert language("Mother Jones text carried by smartagain.org") == "en"


def test_english_keeps_its_own_spaces_on_a_french_page():
    assert "the others: yes;" in marked("None of the others: yes; that is all of it", "fr")


def test_a_text_too_short_to_tell_is_english_in_a_column_of_english():
    assert marked("fixed statutory maximum", "fr", "fine_note").startswith('<span lang="en">')
    assert marked("fixed statutory maximum", "fr") == "fixed statutory maximum"
    assert marked("fixed statutory maximum", "en", "fine_note") == "fixed statutory maximum"


def test_a_name_inside_a_sentence_is_marked_once():
    name = "Layar Lensa (from an Australian daily's page)"
    found = marked_within(f"lu dans un document de {name}.".replace("'", "’"), [name], "fr")
    assert found.count('<span lang="en">') == 1 and html.unescape(re.sub("<[^>]+>", "", found)).count(name) == 1


def test_what_a_text_holds_stays_text():
    assert "<script>" not in marked("<script>of the and</script>", "fr")
    assert "<script>" not in marked_within("x <script>of the and</script>", ["<script>of the and</script>"], "fr")


def test_a_table_marks_a_text_of_the_other_language_and_its_file_holds_the_text_alone():
    rows = pd.DataFrame(
        {"producer": ["AI Forensics", "unnamed in retrieved text"], "description_en": ["It is", "the of"]}
    )
    heads = {"producer": "Auteur", "description_en": "Ce qu'elle dit (en anglais)"}
    table = to_html(rows, heads, "fr", caption="x", vocabularies={})
    assert '<span lang="en">unnamed in retrieved text</span> <span class="gf-cue">(mention en anglais)</span>' in table
    assert table.count("(mention en anglais)</span>") == 1 and '<span lang="en">the of</span></td>' in table
    about = {
        name: "" for name in ("key", "title", "summary", "unit", "start", "end", "version", "data_date", "permalink")
    }
    facts = Facts(**about, lang="fr", jurisdictions=(), sources=(), producers=(), columns=heads)
    assert list(worded(rows, facts)["producer"]) == ["AI Forensics", "unnamed in retrieved text"]
    assert list(worded(rows, facts)["description_en"]) == ["It is", "the of"]


@pytest.mark.parametrize("relation", [name for name in ROW_IDS if name != "reactions"])
def test_notes_on_a_french_receipt_are_marked_as_english(relation, marts, warehouse):
    key = ROW_IDS[relation]
    row_id, notes = marts.execute(
        f"select {key}, notes from marts.{relation} where notes is not null order by {key} limit 1"
    ).fetchone()
    found = visit(warehouse, "record", "fr", "full", (("id", row_id),))
    assert f"{notes} (mention en anglais)" in html.unescape(found.text)
    assert f"{notes} (wording in English)" not in visit(warehouse, "record", "en", "full", (("id", row_id),)).text
