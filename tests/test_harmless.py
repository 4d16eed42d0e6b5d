"""Signs that turn the direction of writing, and marks piled up on a letter, do nothing to what stands around them."""

import json

import pandas as pd
import pytest
from asgi import asked
from starlette.applications import Starlette
from starlette.routing import Route

from etl import cells
from etl.dsa.fields import UNREADABLE, kept
from etl.errors import GardefouError
from etl.harmless import harmless, is_harmless
from etl.intake.tables import raw_rows
from figures.typeset import typeset

TURNED = "fi\u202egpj.exe\u2066x\u2069"
STACKED = "a" + "\u0301\u0489\u0300" * 9 + "b"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (TURNED, "figpj.exex"), (STACKED, "a\u0301\u0489\u0300b"), ("ก" + "\u0e47" * 40, "ก" + "\u0e47" * 3),
        ("Éé è œuvre", "Éé è œuvre"), ("e\u0301te\u0301", "e\u0301te\u0301"), ("שָׁלוֹם", "שָׁלוֹם"), ("مُحَمَّدٌ", "مُحَمَّدٌ"),
        ("เด็กชั้น", "เด็กชั้น"), ("Việt Nam", "Việt Nam"), ("👩‍🔬", "👩‍🔬"),
    ],
)  # fmt: skip # saves 7 lines
def test_only_what_does_harm_is_left_out(given, shown):
    assert harmless(given) == shown and is_harmless(shown) and is_harmless(given) == (given == shown)


def test_pages_files_and_answers_show_no_such_sign():
    frame = typeset(pd.DataFrame({"name": [TURNED, None], "names": [[STACKED], []], "n": [1, 2]}))
    text = (
        cells.to_csv(["a"], [[TURNED], [[STACKED]]]).decode()
        + cells.to_json({"a": cells.json_value([TURNED])}).decode()
    )
    for shown in (frame["name"][0], frame["names"][0][0], text):
        assert is_harmless(shown) and shown
    assert frame["name"].isna()[1] and list(frame["n"]) == [1, 2]


def test_what_a_visitor_typed_is_said_back_without_them(warehouse, monkeypatch):
    from etl import warehouse as served
    from server import relation

    monkeypatch.setattr(served, "WAREHOUSE", warehouse)
    app = Starlette(routes=[Route("/api/v1/{name}.{form}", relation.relation)])
    got = asked(app, "/api/v1/%E2%80%AEenforcement.csv")
    assert got.status == 404 and "\u202e" not in json.loads(got.text)["message"]


def test_a_platform_with_such_a_name_is_counted_under_a_readable_one():
    assert kept("X\u202eeman".encode()) == kept(STACKED.encode()) == UNREADABLE and kept("Été".encode()) == "Été"


def test_a_table_kept_by_hand_that_holds_one_is_refused_with_its_line(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,x\n2,y\u202ez\n", encoding="utf-8")
    with pytest.raises(GardefouError, match="line 3: a control character"):
        raw_rows(path, "t.csv")
