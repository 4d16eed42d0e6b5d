"""Tables of labels as people write them: several in a cell, yes and no, words for nothing and for no answer."""

import datetime as dt
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from recording import as_recorded, here

from etl.__main__ import main
from etl.detections.collect import Asked, collect
from etl.detections.columns import Columns
from etl.detections.incoming import in_memory
from etl.detections.ingest import notes_on
from etl.errors import GardefouError


def counted(tmp_path, content, **asked):
    """({category: (flagged, counted)}, what was said, the file's counts); all that came of a small file is recorded."""
    path = tmp_path / "given"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with in_memory() as connection:
        found = collect(connection, path, Asked(**asked))
        rows = connection.execute(
            "select category, count(*) filter (is_flagged), count(*) from scores group by 1"
        ).fetchall()
        whole = {
            name: connection.execute(f"select * from {name} order by all").fetchall() for name in ("images", "scores")
        }
    if len(whole["scores"]) < 50:
        asked["examined"] = Path(asked.get("examined", "")).name
        as_recorded("tables.json", f"{here()} {content!r} {asked}", asdict(found) | whole)
    return {category: (yes, count) for category, yes, count in rows}, " / ".join(notes_on(found, {})), found


TABLES = {  # content, what is asked → category: (flagged, counted)
    "an unknown score of a label": ("image_id,label,score\n1,nudity,0.9\n1,women,NaN\n2,women,0.8\n3,none,\n4,unsure,\n",
                                    {}, {"nudity": (1, 3), "women": (1, 2)}),
    "a detector's empty label": ("image_id,label\n1,nudity\n2,\n3,\n", {}, {"nudity": (1, 3)}),
    "a person's empty label": ("image_id,coder,label\n1,a,nudity\n2,a,\n3,a,none\n", {"form": "coding"}, {"nudity": (1, 2)}),
    "several labels in a cell": ("image_id,label\n1,nudity|women\n2,none\n3,women\n", {},
                                 {"nudity": (1, 3), "women": (2, 3)}),
    "lists in a cell": ("image_id,labels\n1,\"['nudity', 'women']\"\n2,[]\n", {}, {"nudity": (1, 2), "women": (1, 2)}),
    "lists in JSON": ('{"image_id": 1, "labels": ["nudity"]}\n{"image_id": 2, "labels": []}\n', {}, {"nudity": (1, 2)}),
    "yes and no about what is asked": ("image_id,label\n1,yes\n2,no\n3,unsure\n",
                                       {"is_coded": True, "category": "nudity"}, {"nudity": (1, 2)}),
    "1 and 0 about what is asked": ("image_id,label\n1,1\n2,0\n3,0\n", {"is_coded": True, "category": "nudity"},
                                    {"nudity": (1, 3)}),
    "what is not there": ("image_id,label,score\n1,not nudity,0.9\n2,nudity,0.8\n3,non-nudity,.9\n", {}, {"nudity": (1, 3)}),
    "capitals and spaces": ("Image_ID,Label\n1, Nudity\n2,NONE\n3,Scantily clad\n", {},
                            {"nudity": (1, 3), "scantily_clad": (1, 3)}),
    "Excel's Unicode text": ("image_id\tlabel\n1\tnudity\n2\tnone\n".encode("utf-16"), {}, {"nudity": (1, 2)}),
    "noes written out": ("image_id,coder,label,score\n1,a,nudity,1\n2,a,nudity,0\n3,a,women,0\n", {"form": "coding"},
                         {"nudity": (1, 2), "women": (0, 1)}),
    "a classifier's one model": ("image_id,label,score\n1,normal,0.9\n2,normal,0.8\n", {"form": "huggingface"},
                                 {"sexualised": (0, 2)}),
    "a classifier's columns": ("image_id,nsfw,normal\n1,0.9,0.1\n2,0.1,0.9\n", {"form": "huggingface"}, {"sexualised": (1, 2)}),
    "SafeSearch in columns": ("image_id,adult,racy\n1,VERY_LIKELY,LIKELY\n2,UNLIKELY,UNKNOWN\n", {"form": "safesearch"},
                              {"sexualised": (1, 2), "scantily_clad": (1, 1)}),
    "Rekognition in rows": ("image_id,Name,Confidence\n1,Nudity,97.1\n2,Smoking,90\n3,,\n", {"form": "rekognition"},
                            {"nudity": (1, 3), "scantily_clad": (0, 3), "sexualised": (0, 3)}),
    "an image with a label that nobody knows": (
        "image_id,label\n" + "".join(f"{n},{'nudity' if n < 3 else 'odd' if n == 3 else 'none'}\n" for n in range(40)), {},
        {"nudity": (3, 39)}),
    "rows at fault": (
        "image_id,account_id,day,nudity\n1,a,2026-01-05,0.5\n,a,2026-01-05,0.9\n3,b,05.2026,0.9\n4,b,2026-02-30,0.9\n"
        "5,b,1999-12-31,0.9\n6,b,2000-01-01,0.49\n7,,,1\n8,c,2026-01-06T10:00,0\n9,c,9999-01-01,0.9\n10,c,2026-01-05,-0.1\n"
        "11,c,2026-01-05,1.5\n12,c,2026-01-05,many\n7,d,2026-01-07,0.9\n13,c,2026-01-08,\n", {"accept": True},
        {"nudity": (2, 4)}),
    "people's rows at fault": (
        "image_id,coder,nudity,women\n1,a,1,0\n1,b,0,\n1,a,1,0\n2,a,2,1\n2,b,yes,no\n3,,1,1\n", {"form": "coding", "accept": True},
        {"nudity": (3, 4), "women": (1, 3)}),
    "labels at their edges": (
        "image_id,label,score\n1,nudity,0.5\n1,women,0.49\n1,nudity,0.6\n2,men,1\n3,NUDITY,0\n4,,\n", {},
        {"nudity": (1, 4), "women": (0, 4), "men": (1, 4)}),
    "levels of one's own": ("image_id,nudity,women\n1,0.7,0.7\n2,0.71,0.2\n", {"flag_at": {"nudity": 0.71}},
                            {"nudity": (1, 2), "women": (1, 2)}),
    "a mapping of all": (
        "name,who,when,p,q,note\nx,a,2026-01-05,0.3,0.9,z\ny,a,2026-01-06,0.31,0.1,z\n",
        {"mapping": Columns({"image": "name", "account": "who", "day": "when"}, {"p": ("nudity", 0.31), "q": ("men", 0.5)},
                            ignored=("note",))}, {"nudity": (1, 2), "men": (1, 2)}),
    "a mapping of labels": (
        "image_id,label,score\n1,bare,0.9\n2,dressed,0.9\n3,odd,0.9\n4,both,0.69\n5,both,0.7\n",
        {"mapping": Columns(labels={"bare": ("nudity",), "dressed": (), "both": ("nudity", "women")},
                            unknown=frozenset({"odd"}), flag_at=0.7)}, {"nudity": (2, 4), "women": (1, 4)}),
    "answers in an envelope": (
        '{"image_id": 1, "response": {"punsafe": 0.9}}\n{"image_id": 2, "response": {"punsafe": 0.1}}\n', {"form": "laion"},
        {"sexualised": (1, 2)}),
    "totals at the end": ("image_id,nudity\n12.0,1\n13,0\nTotal,1\n", {}, {"nudity": (1, 2)}),
}  # fmt: skip # saves 41 lines


@pytest.mark.parametrize("table", TABLES)
def test_a_table_counts_whom_it_speaks_of(table, tmp_path):
    content, asked, expected = TABLES[table]
    found, _, record = counted(tmp_path, content, **asked)
    assert found == expected and record.rows == record.loaded + record.rejected


@pytest.mark.parametrize(
    ("content", "asked", "why"),
    [
        ("image_id,nudity\n1,1\n2,\n3,\n", {"is_coded": True}, "never no"),
        ("image_id,label\n1,odd\n2,none\n", {}, "labels: {odd: nudity}"),
        ("image_id,coder,label\n1,a,1\n2,a,0\n", {"form": "coding"}, 'labels: {"1": nudity}'),
        ("image_id,label\n1,Légèrement vêtue\n2,none\n", {}, "Légèrement vêtue"),
        ("id,punsafe\n1,0.9\n", {}, "--format laion"),
        ('[{"box": [1, 2, 3, 4], "score": 0.8, "label": "EXPOSED_BREAST_F"}]', {}, "NudeNet 2"),
        ('{"a": {"safe": 0.1, "unsafe": 0.9}}', {"form": "nudenet"}, "--format nudenet_classifier"),
        ('{"ModerationLabels": [], "JobStatus": "SUCCEEDED"}', {"form": "rekognition"}, "for a video"),
        ('[[{"label": "LABEL_0", "score": 0.9}]]', {"form": "huggingface"}, "label_0: nudity"),
    ],
)
def test_what_cannot_be_read_says_what_it_is_and_what_to_do(content, asked, why, tmp_path):
    with pytest.raises(GardefouError) as fault:
        counted(tmp_path, content, **asked)
    assert why in str(fault.value)


def test_labels_of_a_model_of_ones_own_are_said_in_any_case(tmp_path):
    mapping = Columns(labels={"LABEL_0": ("nudity",), "LABEL_1": ()})
    content = '[[{"label": "LABEL_0", "score": 0.9}, {"label": "LABEL_1", "score": 0.1}]]'
    assert counted(tmp_path, content, form="huggingface", mapping=mapping)[0] == {"nudity": (1, 1)}


def test_what_was_assumed_is_said(tmp_path):
    _, told, _ = counted(tmp_path, "image_id;label\n1;nudity\n2;aucun\n3;inconnu\n")
    assert "separated by ';'" in told and "none of the categories: aucun (1)" in told
    assert "no answer, not as a no: inconnu (1)" in told


def test_one_image_coded_twice_in_agreement_is_answered_in_words(tmp_path, capsys):
    (tmp_path / "f.csv").write_text("image_id,coder,nudity\n1,a,1\n1,b,1\n2,a,0\n")
    given = ["estimate", str(tmp_path / "f.csv"), "--detector", "d", "--category", "nudity", "--format", "coding"]
    assert main(given) == 0
    told = capsys.readouterr()
    assert "agreement beyond chance is not defined" in told.out and told.err == "" and "nan" not in told.out
    assert main([*given, "--json"]) == 0
    assert json.loads(capsys.readouterr().out, parse_constant=pytest.fail)["coders"]["alpha"] is None


def test_a_validation_with_nothing_but_positives_is_refused(tmp_path, capsys):
    (tmp_path / "f.csv").write_text("image_id,nudity\n" + "".join(f"{n},{n % 2}\n" for n in range(60)))
    (tmp_path / "v.csv").write_text("image_id,label\n" + "".join(f"{n},nudity\n" for n in range(10)))
    given = ["estimate", str(tmp_path / "f.csv"), "--detector", "d", "--category", "nudity"]
    assert main([*given, "--validation", str(tmp_path / "v.csv")]) == 1
    assert "--validation-examined FILE" in capsys.readouterr().err
    (tmp_path / "all.txt").write_text("".join(f"{n}\n" for n in range(30)))
    given += ["--validation", str(tmp_path / "v.csv"), "--validation-examined"]
    assert main([*given, "30"]) == 1 and "give the file" in capsys.readouterr().err
    assert main([*given, str(tmp_path / "all.txt"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["labelled_count"], found["sampled_count"]) == (30, 60)
    cells = {"tp": 5, "fp": 10, "fn": 5, "tn": 10}
    assert {name: found["corrected"]["inputs"][name] for name in cells} == cells


POSITIVES = {  # only images in which something was found → the options that read it
    "people's labels": ("image_id,coder,label\n1,a,nudity\n2,a,women\n2,a,nudity\n", {"form": "coding"}),
    "labels alone": ("image_id,label\n1,nudity\n2,women\n2,nudity\n", {}),
    "with a doubt": ("image_id,label\n1,nudity\n2,women\n2,nudity\n3,unsure\n", {}),
    "scores of what was flagged": ("image_id,label,score\n1,nudity,0.9\n2,women,0.8\n2,nudity,0.7\n", {}),
    "columns of 1": ("image_id,nudity,women\n1,1,1\n2,1,1\n", {}),
    "columns of people": ("image_id,coder,nudity\n1,a,yes\n2,a,yes\n", {"form": "coding"}),
    "lists of JSON": ('{"image_id": 1, "labels": ["nudity"]}\n{"image_id": 2, "labels": ["women", "nudity"]}\n', {}),
}


@pytest.mark.parametrize(("content", "asked"), POSITIVES.values(), ids=POSITIVES)
def test_positives_alone_have_no_denominator_until_it_is_given(tmp_path, content, asked):
    with pytest.raises(GardefouError, match="--examined N"):
        counted(tmp_path, content, **asked)
    with pytest.raises(GardefouError, match=r"fewer than the [23] images"):
        counted(tmp_path, content, **asked, examined="1")
    found, told, whole = counted(tmp_path, content, **asked, examined="20")
    named = whole.images - 20
    assert named == 0 and found["nudity"][0] == 2 and found["nudity"][1] == 20 - ("unsure" in content)
    assert "20 images were looked at, as you say" in told
    for listing in (
        "".join(f"{n}\n" for n in range(1, 21)),
        "day;image_id\n" + "".join(f"2026-01-01;{n}\n" for n in range(1, 21)),
    ):
        (tmp_path / "all").write_text(listing)
        assert counted(tmp_path, content, **asked, examined=str(tmp_path / "all"))[0] == found
    (tmp_path / "all").write_text("image_id\n1\n4\n")
    with pytest.raises(GardefouError, match="not in all"):
        counted(tmp_path, content, **asked, examined=str(tmp_path / "all"))


def test_a_category_that_is_always_there_is_right_beside_one_that_is_not(tmp_path):
    assert counted(tmp_path, "image_id,nudity,women\n1,1,1\n2,0,1\n")[0] == {"nudity": (1, 2), "women": (2, 2)}
    assert counted(tmp_path, "image_id,label\n1,women\n1,nudity\n2,women\n3,none\n")[0]["women"] == (2, 3)


def test_what_was_examined_holds_no_image(tmp_path):
    (tmp_path / "all").write_text("1\n2\nphotos/one.jpg\n")
    with pytest.raises(GardefouError, match="refused"):
        counted(tmp_path, "image_id,label\n1,nudity\n", examined=str(tmp_path / "all"))


def test_labels_of_a_validation_in_other_words_are_said_in_a_mapping(tmp_path, capsys):
    (tmp_path / "f.csv").write_text("image_id,nudity\n" + "".join(f"{n},{n % 2}\n" for n in range(60)))
    (tmp_path / "v.csv").write_text(
        "image_id,label\n" + "".join(f"{n},{'bare' if n % 2 else 'dressed'}\n" for n in range(40))
    )
    (tmp_path / "m.yml").write_text("labels: {bare: nudity, dressed: []}")
    given = ["estimate", str(tmp_path / "f.csv"), "--detector", "d", "--category", "nudity"]
    assert main([*given, "--validation", str(tmp_path / "v.csv")]) == 1
    assert "bare: nudity" in capsys.readouterr().err
    assert main([*given, "--validation", str(tmp_path / "v.csv"), "--validation-mapping", str(tmp_path / "m.yml")]) == 0
    assert "corrected: 50.00%" in capsys.readouterr().out


def test_losses_on_one_day_only_refuse_the_file_unless_a_person_accepts(tmp_path):
    rows = [f"{n},2026-01-{1 + n % 10:02d},{'odd' if n % 10 == 3 and n < 150 else 0.5}" for n in range(400)]
    content = "image_id,day,nudity\n" + "\n".join(rows) + "\n"
    with pytest.raises(GardefouError, match="15 of 40 rows of the day 2026-01-04"):
        counted(tmp_path, content)
    assert counted(tmp_path, content, accept=True)[0] == {"nudity": (385, 385)}


@pytest.mark.parametrize(
    "document", ['"hello"', "5", "null", "true", '{"columns": ["image_id", "label"], "data": [[1]]}']
)
def test_a_document_that_is_no_table_is_refused_in_words(document, tmp_path):
    with pytest.raises(GardefouError):
        counted(tmp_path, document)


def test_a_column_with_and_without_percent_signs_is_not_guessed_at(tmp_path):
    start = "image_id,label,score\n1,nudity,50%\n"
    with pytest.raises(GardefouError, match="1 values with a % sign and 1 numbers without one"):
        counted(tmp_path, f"{start}2,nudity,1\n")
    found, _, _ = counted(tmp_path, f"{start}2,nudity,0\n3,nudity,90 %\n")  # 0 is 0 % too
    assert found["nudity"] == (2, 3)


def test_days_that_contradict_each_other_are_said(tmp_path):
    table = "image_id,day,label,score\n1,31/01/2026,nudity,0.9\n2,01/31/2026,nudity,0.9\n"
    with pytest.raises(GardefouError, match="1 days such as 30/04/2026 and 1 such as 04/30/2026, which contradict"):
        counted(tmp_path, table)


def test_scores_out_of_a_hundred_are_the_same_with_and_without_a_percent_sign(tmp_path):
    table = "image_id,Name,Confidence\n1,Nudity,97.1%\n2,Nudity,96\n3,,\n"
    assert counted(tmp_path, table, form="rekognition")[0]["nudity"] == (2, 3)


@pytest.mark.parametrize("answer", ["flagged", "detected", "present", "answer", "value"])
def test_a_no_beside_the_question_is_never_counted_as_found(answer, tmp_path):
    rows, _, _ = counted(tmp_path, f"image_id,category,{answer}\n1,nudity,1\n2,nudity,0\n3,nudity,0\n4,nudity,0\n")
    assert rows == {"nudity": (1, 4)}


@pytest.mark.parametrize(("question", "answer"), [("label", "hit"), ("category", "verdict_of_mine"), ("tag", "sortie")])
def test_a_column_of_yes_and_no_that_is_not_read_is_asked_about(question, answer, tmp_path):
    table = f"image_id,{question},{answer}\n1,nudity,yes\n2,nudity,no\n3,nudity,no\n"
    with pytest.raises(GardefouError, match=f"the column {answer} says yes or no"):
        counted(tmp_path, table)
    said = {"image": "image_id", "label": question}
    assert counted(tmp_path, table, mapping=Columns({**said, "score": answer}))[0] == {"nudity": (1, 3)}
    assert counted(tmp_path, table, mapping=Columns(said, ignored=(answer,)), examined="9")[0] == {"nudity": (3, 9)}


def test_the_day_of_a_time_is_that_of_utc_on_every_machine_and_in_every_file(tmp_path):
    """Half past midnight in Paris is the day before, whether a Parquet file says so in UTC or a CSV with an offset."""
    late = dt.datetime(2025, 12, 31, 23, 30, tzinfo=dt.UTC)
    times = [late] * 10 + [late + dt.timedelta(hours=12)] * 10
    names, seen = [f"i{number}" for number in range(20)], [1] * 10 + [0] * 10
    pq.write_table(
        pa.table({"image_id": names, "day": pa.array(times, pa.timestamp("us", tz="UTC")), "nudity": seen}),
        tmp_path / "typed.parquet",
    )
    paris = [time.astimezone(ZoneInfo("Europe/Paris")) for time in times]
    rows = [f"{name},{time.isoformat()},{flag}\n" for name, time, flag in zip(names, paris, seen, strict=True)]
    (tmp_path / "written.csv").write_text("image_id,day,nudity\n" + "".join(rows), encoding="utf-8")
    (tmp_path / "days.csv").write_text("day,population_count\n2025-12-31,100\n2026-01-01,300\n", encoding="utf-8")
    for file, zone in (("typed.parquet", "Europe/Paris"), ("written.csv", "UTC"), ("written.csv", "Asia/Tokyo")):
        done = subprocess.run(
            [sys.executable, "-m", "etl", "estimate", str(tmp_path / file), "--detector", "d/1", "--category", "nudity",
             "--by-day", str(tmp_path / "days.csv")],
            env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=False,
        )  # fmt: skip # saves 4 lines
        assert done.returncode == 0 and "post-stratified: 25.00%" in done.stdout, (file, zone, done.stderr)
