"""The shapes in which detectors' clients and Label Studio really leave their answers, and files as people save them."""

import json

import duckdb
import pytest

from etl.__main__ import main
from etl.detections import store

PARTS = [
    {"class": "FACE_FEMALE", "score": 0.79, "box": [82, 66, 36, 43]},
    {"class": "BUTTOCKS_EXPOSED", "score": 0.64, "box": [64, 182, 49, 51]},
]
LEVELS = {
    "adult": "POSSIBLE",
    "spoof": "UNLIKELY",
    "medical": "UNLIKELY",
    "violence": "UNLIKELY",
    "racy": "VERY_LIKELY",
}
RANKS = {"adult": 3, "spoof": 2, "medical": 2, "violence": 2, "racy": 5}
NODE = {"faceAnnotations": [], "labelAnnotations": [], "error": None, "context": None, "webDetection": None,
        "safeSearchAnnotation": {**LEVELS, "adultConfidence": 0, "nsfwConfidence": 0}}  # fmt: skip # saves 6 lines
MODEL_6 = [("Explicit Nudity", ""), ("Adult Toys", "Explicit Nudity"), ("Suggestive", ""),
           ("Female Swimwear Or Underwear", "Suggestive"), ("Barechested Male", "Suggestive")
]  # fmt: skip # saves 4 lines
MODERATED = ["harassment", "harassment_threatening", "hate", "hate_threatening", "illicit", "illicit_violent",
             "self_harm", "self_harm_intent", "self_harm_instructions", "sexual", "sexual_minors", "violence",
             "violence_graphic"]  # fmt: skip # saves 12 lines


def lines(*answers):
    return "\n".join(json.dumps({"image_id": f"n {at}", "response": answer}) for at, answer in enumerate(answers))


def rekognition(labels, **more):
    named = [{"Confidence": 91.2, "Name": name, "ParentName": parent} for name, parent in labels]
    return {"ModerationLabels": named, "ModerationModelVersion": "6.1", **more}


def openai(names):
    return {"id": "modr-970d409ef3bef3b70c73d8232df86e7d", "model": "omni-moderation-latest", "results": [{
        "flagged": True, "categories": {name: name == "sexual" for name in names},
        "category_scores": {name: 1.2345678901234567e-05 for name in names}}]}  # fmt: skip # saves 8 lines


SHAPES = {  # format, content → category: (flagged, images)
    "NudeNet, a detect() a line": ("nudenet", "\n".join(map(json.dumps, (PARTS, [], PARTS))),
                                   {"nudity": (2, 3), "women": (2, 3)}),
    "NudeNet, an answer of its service a line": (
        "nudenet", "\n".join([json.dumps({"prediction": [PARTS], "success": True})] * 2), {"nudity": (2, 2)}),
    "NudeNet, its service in our envelope": ("nudenet", lines({"prediction": [PARTS], "success": True}, []),
                                             {"nudity": (1, 2)}),
    "Rekognition's model 6.1": ("rekognition", lines(rekognition(MODEL_6), rekognition(MODEL_6[2:])),
                                {"nudity": (0, 2), "sexualised": (1, 2), "scantily_clad": (2, 2)}),
    "Rekognition as boto3 returns it": (
        "rekognition", lines(rekognition([], ResponseMetadata={"HTTPStatusCode": 200, "RetryAttempts": 0})),
        {"nudity": (0, 1)}),
    "SafeSearch as Node returns it": ("safesearch", lines(NODE), {"scantily_clad": (1, 1), "sexualised": (0, 1)}),
    "SafeSearch as Python returns it": ("safesearch", lines({"safe_search_annotation": LEVELS}),
                                        {"scantily_clad": (1, 1)}),
    "SafeSearch with numbers": ("safesearch", lines({"safeSearchAnnotation": RANKS}, {"safe_search_annotation": RANKS}),
                                {"scantily_clad": (2, 2), "sexualised": (0, 2)}),
    "SafeSearch, a REST answer a line": (
        "safesearch", "\n".join([json.dumps({"responses": [{"safeSearchAnnotation": LEVELS}]})] * 2),
        {"scantily_clad": (2, 2)}),
    "OpenAI as Python's model_dump writes it": ("openai_moderation", lines(openai(MODERATED)), {"sexualised": (1, 1)}),
    "a list of flat objects": ("columns", json.dumps([{"image_id": 1, "nudity": 0.9}, {"image_id": 2, "nudity": 0.1}]),
                               {"nudity": (1, 2)}),
    "one flat object": ("columns", '{"image_id": 1, "nudity": false}', {"nudity": (0, 1)}),
    "yes and no of pandas": ("columns", "image_id,nudity\n1,True\n2,False\n", {"nudity": (1, 2)}),
}  # fmt: skip # saves 25 lines


def ingest(path, root, form, *more):
    return main(["ingest", "detections", str(path), "--detector", "d-1", "--format", form, "--store", str(root), *more])


def taken(root):
    """{category: (flagged, answers)} of the one file in the store, and the file's record."""
    (record,) = store.ledger(root / "detections")["files"]
    rows = duckdb.sql(f"""select category, count(*) filter (is_flagged), count(*)
                      from '{root / "detections" / record["files"]["scores"]}' group by category""").fetchall()
    return {category: counts for category, *counts in rows}, record


def taken_from(tmp_path, content, form, *more, name="labels"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert ingest(path, tmp_path / "store", form, *more) == 0
    return taken(tmp_path / "store")


@pytest.mark.parametrize("shape", SHAPES)
def test_answers_come_in_as_clients_leave_them(shape, tmp_path):
    form, content, expected = SHAPES[shape]
    found, record = taken_from(tmp_path, content, form)
    assert {category: tuple(found[category]) for category in expected} == expected
    assert record["rejected"] == 0


def test_an_image_the_service_could_not_read_is_left_out_and_the_batch_comes_in(tmp_path):
    batch = {"responses": [{"safeSearchAnnotation": LEVELS}, {"error": {"code": 3, "message": "Bad image data."}}]}
    found, record = taken_from(tmp_path, json.dumps(batch, indent=2), "safesearch")
    assert found["scantily_clad"] == [1, 1] and record["rejected"] == 1


# -- Label Studio ----------------------------------------------------------------------------------------------------


def annotation(who, *chosen, at="2026-03-09T22:16:08Z", **more):
    value = {"value": {"choices": list(chosen)}, "id": "Dx_aB91ISN", "from_name": "seen", "to_name": "img",
             "type": "choices", "origin": "manual"}  # fmt: skip # saves 6 lines
    return {"id": 1, "completed_by": who, "result": [value] if chosen else [], "was_cancelled": False, "updated_at": at,
            "unique_id": "6f1a7b1e-58f0-4f0c-9d3e-0305e82c3301", "lead_time": 4.288, **more
    }  # fmt: skip # saves 7 lines


def task(image, *annotations, **more):
    return {"id": 1, "annotations": list(annotations), "file_upload": "5a6b7c8d-tasks.json", "drafts": [], "meta": {},
            "predictions": [], "data": {"image_id": image}, "inner_id": 1, "project": 83, **more
    }  # fmt: skip # saves 9 lines


TASKS = [task("a", annotation(1, "women", "nudity"), annotation(2, "women")), task("b", annotation(1), annotation(2))]
ROWS = [("a", {"choices": ["women", "nudity"]}, 1), ("a", "women", 2), ("b", None, 1), ("b", None, 2)]
MINIMAL = [{"image_id": image, "id": 1, **({"seen": chosen} if chosen else {}), "annotator": who, "annotation_id": 9,
            "created_at": "2026-03-09T22:16:08Z", "updated_at": "2026-03-09T22:16:08Z", "lead_time": 4.2}
           for image, chosen, who in ROWS]  # fmt: skip # saves 10 lines
TABLE = """annotation_id,annotator,created_at,id,image_id,lead_time,seen,updated_at
9,1,2026-03-09T22:16:08Z,1,a,4.2,"{""choices"": [""women"", ""nudity""]}",2026-03-09T22:16:08Z
9,2,2026-03-09T22:16:08Z,1,a,4.2,women,2026-03-09T22:16:08Z
9,1,2026-03-09T22:16:08Z,1,b,4.2,,2026-03-09T22:16:08Z
9,2,2026-03-09T22:16:08Z,1,b,4.2,,2026-03-09T22:16:08Z
"""


@pytest.mark.parametrize(
    "content", [json.dumps(TASKS), json.dumps(MINIMAL, indent=2), TABLE], ids=["JSON", "MIN", "CSV"]
)
def test_the_three_exports_of_label_studio_say_the_same(content, tmp_path):
    found, record = taken_from(tmp_path, content, "label_studio")
    assert found == {"women": [2, 4], "nudity": [1, 4]}
    assert (record["images"], record["rejected"], record["has_coders"]) == (2, 0, True)


def test_links_and_names_of_images_are_left_out_unread_and_images_go_by_their_task(tmp_path, capsys):
    """As in every other tool's export: an image project's tasks hold nothing but links, and cannot be asked not to."""
    held = [{**task("", annotation(1, "women")), "id": n, "data": {"image": f"https://x.example/{n}.jpg"},
             "file_upload": f"5a6b-{n}.jpg"} for n in (1, 2)]  # fmt: skip # saves 7 lines
    found, record = taken_from(tmp_path, json.dumps(held), "label_studio")
    assert found == {"women": [2, 2]} and record["images"] == 2
    told = capsys.readouterr().out
    assert "left out unread" in told and "the number of its task" in told
    kept = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert b"example" not in kept and b"5a6b" not in kept


def test_an_image_in_a_task_refuses_the_file(tmp_path, capsys):
    held = {**task("a", annotation(1, "women")), "data": {"image": "data:image/png;base64,iVBORw0KGgo="}}
    (tmp_path / "export.json").write_text(json.dumps([held]))
    assert ingest(tmp_path / "export.json", tmp_path / "store", "label_studio") == 1
    assert "a data: URI" in capsys.readouterr().err


def test_a_choice_that_nothing_explains_stops_the_file_until_a_mapping_does(tmp_path, capsys):
    content = json.dumps([task("a", annotation(1, "Cat", "women")), task("b", annotation(1, "Cat"))])
    path, mapping = tmp_path / "labels", tmp_path / "m.yml"
    path.write_text(content)
    assert ingest(path, tmp_path / "store", "label_studio") == 1
    assert "Cat (2)" in capsys.readouterr().err and not (tmp_path / "store" / "detections" / "images").exists()
    mapping.write_text("labels: {Cat: [], women: women}")
    found, _ = taken_from(tmp_path, content, "label_studio", "--mapping", str(mapping))
    assert found == {"women": [1, 2]}


def test_a_persons_later_annotation_replaces_the_earlier_and_two_tasks_may_share_an_image(tmp_path, capsys):
    changed = task("a", annotation(1, "women", at="2026-03-10"), annotation(1, "nudity", at="2026-03-09"))
    found, record = taken_from(tmp_path, json.dumps([changed, task("a", annotation(2, "women"))]), "label_studio")
    assert found == {"women": [2, 2]} and record["images"] == 1
    assert (
        "1 annotations of a task by somebody who had annotated it before: the later counts" in capsys.readouterr().out
    )


def test_a_task_that_nobody_finished_and_a_second_look_by_one_person_are_left_out(tmp_path):
    given = [task("a", annotation(1, "women")), task("b", annotation(1, "women", was_cancelled=True)),
             task("a", annotation(1, "nudity"))]  # fmt: skip # saves 3 lines
    found, record = taken_from(tmp_path, json.dumps(given), "label_studio")
    assert found == {"women": [1, 1], "nudity": [0, 1]} and record["rejected"] == 2 and record["images"] == 1


def test_a_box_says_its_label_of_the_image_and_an_image_without_one_none(tmp_path):
    drawn = annotation(1)
    drawn["result"] = [
        {"type": "rectanglelabels", "value": {"rectanglelabels": ["women"]}},
        {"type": "textarea", "value": {"text": ["a remark"]}},
    ]
    found, _ = taken_from(tmp_path, json.dumps([task("a", drawn), task("b", annotation(1))]), "label_studio")
    assert found == {"women": [1, 2]}


# -- tables as people save them --------------------------------------------------------------------------------------


def test_percentages_are_not_read_as_the_few_scores_below_one(tmp_path, capsys):
    path = tmp_path / "labels.csv"
    path.write_text("image_id,nudity\n" + "".join(f"{n},{n / 2}\n" for n in range(100)))
    assert ingest(path, tmp_path / "store", "columns") == 1
    assert "97 of 100 rows have a score above 1" in capsys.readouterr().err


def test_a_code_of_a_person_is_0_or_1(tmp_path):
    content = "image_id,coder,nudity\na,x,1\na,y,0\nb,x,0.5\nb,y,0\n"
    found, record = taken_from(tmp_path, content, "coding", "--accept-losses")
    assert found == {"nudity": [1, 3]} and record["rejected"] == 1


def test_days_that_cannot_be_are_rejected(tmp_path):
    content = "image_id,day,nudity\na,2026-01-05,0\nb,2999-01-01,1\nc,0001-01-01,1\nd,2026-02-30,1\n"
    found, record = taken_from(tmp_path, content, "columns", "--accept-losses")
    assert found == {"nudity": [0, 1]} and record["rejected"] == 3


def test_parquet_from_pandas_keeps_its_days_truths_and_uuids(tmp_path):
    path = tmp_path / "labels.parquet"
    duckdb.sql(f"""copy (select uuid() as image_id, timestamp '2026-01-05 00:00:00' + interval (n) day as day,
                   n = 1 as nudity, null as women from range(3) t(n)) to '{path}'""")
    assert ingest(path, tmp_path / "store", "columns") == 0
    found, record = taken(tmp_path / "store")
    assert found == {"nudity": [1, 3]} and (record["first_day"], record["last_day"]) == ("2026-01-05", "2026-01-07")


@pytest.mark.parametrize("column", ["[1, 2]", "{'a': 1}", "map {'a': 1}", "time '10:00:00'"])
def test_a_column_of_another_type_is_named(column, tmp_path, capsys):
    path = tmp_path / "labels.parquet"
    duckdb.sql(f"copy (select 1 as image_id, 1 as nudity, {column} as women) to '{path}'")
    assert ingest(path, tmp_path / "store", "columns") == 1
    assert "column women: values of type" in capsys.readouterr().err


def test_bytes_behind_a_dictionary_are_bytes(tmp_path, capsys):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "labels.parquet"
    hidden = pa.array([b"x", b"x"]).dictionary_encode()
    pq.write_table(pa.table({"image_id": ["a", "b"], "nudity": [1.0, 0.0], "women": hidden}), path)
    assert ingest(path, tmp_path / "store", "columns") == 1
    assert "raw bytes" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more, said",
    [(("--flag-at", "nudity=2"), "its scores run from 0 to 1"), (("--flag-at", "nudity=nan"), "cannot be flagged"),
     (("--population", "https://example.org/list"), "without links")],
)  # fmt: skip # saves 3 lines
def test_a_threshold_off_the_scale_and_a_link_for_a_population_are_refused(more, said, tmp_path, capsys):
    path = tmp_path / "labels.csv"
    path.write_text("image_id,nudity\na,1\n")
    assert ingest(path, tmp_path / "store", "columns", *more) == 1
    assert said in capsys.readouterr().err


def test_a_delimiter_of_two_signs_is_refused_in_words(tmp_path, capsys):
    path, mapping = tmp_path / "labels.csv", tmp_path / "m.yml"
    path.write_text("image_id\tnudity\na\t1\n")
    mapping.write_text("columns: {image: image_id}\nscores: {nudity: nudity}\ndelimiter: '\\t'")
    assert ingest(path, tmp_path / "store", "columns", "--mapping", str(mapping)) == 1
    assert "the delimiter is one sign" in capsys.readouterr().err


@pytest.mark.parametrize("start", [b"image_id,nudity\n", b"[", b'{"image_id": "'])
def test_a_file_of_one_endless_line_is_refused_before_it_fills_the_memory(start, tmp_path, capsys):
    path = tmp_path / "labels"
    path.write_bytes(start + b"x" * (33 << 20) + b"\n")
    assert ingest(path, tmp_path / "store", "columns") == 1
    assert "a line of more than 32 MB" in capsys.readouterr().err


@pytest.mark.parametrize("line", [1, 2, 200_000])
def test_bytes_that_are_no_text_are_named_with_their_line_wherever_they_stand(line, tmp_path, capsys):
    path = tmp_path / "labels.csv"
    rows = [b"image_id,nudity\n", *(b"picture-number-%07d,0.25\n" % n for n in range(200_000))]
    rows[line - 1] = b"caf\x81" + rows[line - 1]
    path.write_bytes(b"".join(rows))
    assert ingest(path, tmp_path / "store", "columns") == 1
    assert f"line {line}: not UTF-8 text" in capsys.readouterr().err
