"""One truth, written as every reader's producer writes it: shares do not depend on order, added columns or spelling."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import TIMES

from etl.detections.collect import Asked, collect
from etl.detections.columns import Columns
from etl.detections.incoming import in_memory
from etl.intake import field

BOX = [1, 2, 3, 4]
MODERATED = ["harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
             "self-harm/intent", "self-harm/instructions", "sexual", "sexual/minors", "violence",
             "violence/graphic"]  # fmt: skip # saves 12 lines
ERROR = {"error": {"message": "see https://platform.openai.com/docs/errors", "code": "rate_limit_exceeded"}}
NOES = ["0", "0.0", "false", "no", "non", "False", "NO", "0 %"]
NONES = ["none", "None", "no", "0", "aucun", "cat", "other"]
UNKNOWNS = ["unsure", "n/a", "unknown", "can't tell", "inconnu"]


def lines(truth, answer):
    """A JSON object a line around the answer; where nothing is known of an image, the call failed."""
    return "\n".join(
        json.dumps({"image_id": f"i-{n}", "response": ERROR if yes is None else answer(yes, n)}) for n, yes in truth
    )


def wide(truth, pick, more, header="image_id,nudity"):
    rows = [header + ",remark" * more]
    yeses = pick([["1", "true", "yes", "oui", "0.93"], ["true", "yes", "oui", "93 %"]])  # 1 beside 93 % is refused
    for n, yes in truth:
        cell = pick(yeses) if yes else pick(NOES) if yes is False else pick(["", "nan", "n/a"])
        rows.append(f"i-{n},{cell}" + ",x" * more)
    return "\n".join(rows) + "\n"


def long(truth, pick, more, unknown="unsure"):
    rows = ["image_id,label" + ",remark" * more]
    for n, yes in truth:
        labels = ["nudity"] * pick([1, 2]) if yes else [pick(NONES)] if yes is False else [pick(UNKNOWNS)]
        rows += [f"i-{n},{label}" + ",x" * more for label in labels]
    return "\n".join(rows) + "\n"


def coded(truth, pick, more):
    rows = ["image_id;coder;label" + ";remark" * more]
    for n, yes in truth:
        label = "nudity" if yes else pick([*NONES[:5], "not nudity"]) if yes is False else pick(["", *UNKNOWNS])
        rows.append(f"i-{n};anna;{label}" + ";x" * more)
    return "\n".join(rows) + "\n"


def studio(truth, pick, more):
    def choices(*chosen):
        return [{"type": "choices", "from_name": "q", "value": {"choices": list(chosen)}}] if chosen else []

    tasks = []
    for n, yes in truth:
        chosen = (
            choices("nudity") if yes else choices(*pick([(), ("None",)])) if yes is False else choices("Can't tell")
        )
        tasks.append({"id": n, "data": {"image_id": f"i-{n}"}, "annotations": [
            {"completed_by": 1, "was_cancelled": False, "result": chosen}]})  # fmt: skip # saves 5 lines
    return json.dumps(tasks)


def moderated(yes, n):
    return {"id": "m", "model": "omni", "results": [{"flagged": yes, "categories": {c: yes and c == "sexual" for c in MODERATED},
            "category_scores": {c: 0.9 if yes and c == "sexual" else 0.01 for c in MODERATED},
            "category_applied_input_types": {c: ["image"] for c in MODERATED}}]}  # fmt: skip # saves 9 lines


def annotated(yes):
    level = {True: "LIKELY", False: "UNLIKELY", None: "UNKNOWN"}[yes]
    return {"adult": level, "spoof": "UNLIKELY", "medical": "UNLIKELY", "violence": "UNLIKELY", "racy": "UNLIKELY"}


MAPPING = Columns(labels={"cat": ()})
WRITERS = {  # reader → (format, category, how a truth is written: truth, pick, whether columns or keys are added)
    "wide table": ("columns", "nudity", wide),
    "wide table in French": ("columns", "nudity", lambda t, p, m: wide(t, p, m).replace("0.93", "0@93").replace(",", ";")
                             .replace("0@93", "0,93")),
    "long table": ("columns", "nudity", long),
    "people's wide table": ("coding", "nudity", lambda t, p, m: "image_id,coder,nudity" + ",remark" * m + "\n" + "".join(
        f"i-{n},anna,{p(['1', 'yes', 'True']) if y else p(NOES) if y is False else p(['', 'unsure'])}" + ",x" * m + "\n"
        for n, y in [*t, (-1, False)])),
    "people's long table": ("coding", "nudity", coded),
    "flat JSON lines": ("columns", "nudity", lambda t, p, m: "\n".join(json.dumps(
        {"image_id": f"i-{n}", "nudity": y if y is None else p([0.9, True, "yes"]) if y else p([0.1, False, "no"])}
        | ({"remark": "x"} if m else {})) for n, y in t)),
    "Label Studio": ("label_studio", "nudity", studio),
    "NudeNet 3": ("nudenet", "nudity", lambda t, p, m: lines(t, lambda y, n: [
        {"class": "BUTTOCKS_EXPOSED" if y else "FACE_MALE", "score": 0.8, "box": BOX}] if y or p([0, 1]) else [])),
    "NudeNet 2": ("nudenet", "nudity", lambda t, p, m: lines(t, lambda y, n: [
        {"label": "EXPOSED_BREAST_F" if y else "COVERED_FEET", "score": 0.8, "box": BOX}] if y or p([0, 1]) else [])),
    "NudeNet's classifier": ("nudenet_classifier", "sexualised",
                             lambda t, p, m: lines(t, lambda y, n: {"safe": 1 - y * 0.9, "unsafe": y * 0.9})),
    "Rekognition": ("rekognition", "nudity", lambda t, p, m: lines(t, lambda y, n: {"ModerationLabels": [
        {"Name": "Exposed Female Nipple" if y else p(["Smoking", "Something Newer"]), "Confidence": 90, "ParentName": "x"}
        ] if y or p([0, 1]) else [], "ModerationModelVersion": "7.0"})),
    "SafeSearch": ("safesearch", "sexualised", lambda t, p, m: "\n".join(json.dumps(
        {"image_id": f"i-{n}", "response": {"safeSearchAnnotation": annotated(y)}}) for n, y in t)),
    "SafeSearch under identifiers": ("safesearch", "sexualised", lambda t, p, m: json.dumps(
        {f"i-{n}": annotated(y) for n, y in t})),
    "Content Safety": ("content_safety", "sexualised", lambda t, p, m: "\n".join(json.dumps(
        {"image_id": f"i-{n}", "response": {"categoriesAnalysis": [{"category": "Hate", "severity": 6}] + (
            [] if y is None else [{"category": "Sexual", "severity": p([4, 6]) if y else p([0, 2])}])}}) for n, y in t)),
    "OpenAI": ("openai_moderation", "sexualised", lambda t, p, m: lines(t, moderated)),
    "OpenAI's batch": ("openai_moderation", "sexualised", lambda t, p, m: "\n".join(json.dumps(
        {"id": f"b-{n}", "custom_id": f"i-{n}", "response": {"status_code": 429 if y is None else 200, "request_id": "0" * 32,
         "body": ERROR if y is None else moderated(y, n)}, "error": None}) for n, y in t)),
    "Azure Vision": ("azure_vision", "sexualised", lambda t, p, m: lines(t, lambda y, n: {"adult": {
        "isAdultContent": y, "adultScore": 0.9 if y else 0.1, "isRacyContent": False, "racyScore": 0.1}}
        | ({"tags": []} if m else {}))),
    "Hugging Face": ("huggingface", "sexualised", lambda t, p, m: lines(t, lambda y, n: p([
        [{"label": "nsfw", "score": 0.9}, {"label": "normal", "score": 0.1}], [{"label": "nsfw", "score": 0.9}]]) if y else p([
        [{"label": "normal", "score": 0.9}, {"label": "nsfw", "score": 0.1}], [{"label": "normal", "score": 0.9}]]))),
    "NSFWJS": ("nsfwjs", "sexualised", lambda t, p, m: lines(t, lambda y, n: [
        {"className": "Porn" if y else p(["Neutral", "Drawing"]), "probability": 0.9}])),
    "ratings of drawings": ("danbooru", "sexualised", lambda t, p, m: lines(t, lambda y, n: p([lambda one: one, lambda one: {
        "rating": one, "tags": {"1girl": 0.9}}])({"explicit": 0.9 if y else 0.02, "general": 0.05 if y else 0.9}))),
    "Hive": ("hive", "sexualised", lambda t, p, m: lines(t, lambda y, n: {"output": [{"classes": [
        {p(["class"]): "general_nsfw", "score": 0.9 if y else 0.1}, {"class": "no_gun", "score": 1.0}]}]})),
    "Sightengine": ("sightengine", "nudity", lambda t, p, m: lines(t, lambda y, n: {"status": "success", "nudity": {
        "erotica": 0.9 if y else 0.01, "none": 0.05 if y else 0.98}} | ({"weapon": {"classes": {}}} if m else {}))),
    "open_nsfw": ("open_nsfw", "sexualised", lambda t, p, m: "".join(
        f"i-{n}\t{0.9 if y else 0.1 if y is False else -1}\n" for n, y in t)),
    "COCO": ("coco", "nudity", lambda t, p, m: json.dumps({  # an image of which nothing is known is not in the file
        "images": [{"id": n, "file_name": f"{n}.jpg"} | ({"width": 8} if m else {}) for n, y in t if y is not None],
        "categories": [{"id": 5, "name": p(["nudity", "Nudity"])}],
        "annotations": [{"id": n, "image_id": n, "category_id": 5} for n, y in t if y for _ in range(p([1, 2]))]})),
    "CVAT": ("cvat", "nudity", lambda t, p, m: "<annotations><version>1.1</version><meta><task><labels><label>"
             "<name>nudity</name></label></labels></task></meta>" + "".join(
        f'<image id="{n}" name="{n}.jpg">' + '<tag label="nudity"/>' * bool(y) + "</image>" for n, y in t if y is not None)
        + "</annotations>"),
    "Prodigy": ("prodigy", "nudity", lambda t, p, m: "\n".join(json.dumps(
        {"image": f"{n}.jpg", "label": "nudity", "_input_hash": n, "answer": p(["accept"]) if y else "ignore" if y is None
         else "reject"} | ({"meta": {"note": "x"}} if m else {})) for n, y in t)),
    "Prodigy's options": ("prodigy", "nudity", lambda t, p, m: "\n".join(json.dumps(
        {"image": f"{n}.jpg", "options": [{"id": "nudity", "text": "Naked"}, {"id": "cat", "text": "A cat"}], "id": n,
         "accept": ["nudity"] * bool(y), "answer": p(["ignore", "reject"]) if y is None else "accept"}) for n, y in t)),
    "Labelbox": ("labelbox", "nudity", lambda t, p, m: "\n".join(json.dumps(
        {"data_row": {"id": f"d{n}", "external_id": f"{n}.jpg"}, "projects": {"p": {"labels": [] if y is None else [
            {"label_details": {"created_by": "a"}, "annotations": {"objects": [], "classifications": [
                {"name": "Nudity", "radio_answer": {"name": p(["Yes", "yes"]) if y else p(["No", "no", "none"])}}]}}]}}}
        | ({"media_attributes": {}} if m else {})) for n, y in t)),
    "doccano": ("doccano", "nudity", lambda t, p, m: "\n".join(json.dumps(
        {"id": n, "filename": f"{n}.jpg", "label": ["nudity"] if y else [] if y is None else [p(["none", "No"])]}
        | ({"Comments": []} if m else {})) for n, y in t)),
    "LAION": ("laion", "sexualised", lambda t, p, m: "SAMPLE_ID,NSFW" + ",remark" * m + "\n" + "".join(
        f"{n},{'NSFW' if y else 'UNLIKELY' if y is False else 'UNSURE'}" + ",x" * m + "\n" for n, y in t)),
}  # fmt: skip # saves 273 lines


def counted(content, form, category):
    """(flagged, counted, rows) of the category; rows = loaded + rejected."""
    with tempfile.TemporaryDirectory() as folder, in_memory() as connection:
        path = Path(folder) / "given"
        path.write_text(content, encoding="utf-8")
        mapping = MAPPING if form in ("columns", "coding") else None
        found = collect(connection, path, Asked(form, mapping=named(mapping, content)))
        assert found.rows == found.loaded + found.rejected
        flagged, judged = connection.execute(
            "select count(*) filter (is_flagged), count(*) from scores where category = ?", [category]
        ).fetchall()[0]
    return flagged, judged


def named(mapping, content):
    """The mapping where the file has labels; a table of scores needs none."""
    if mapping is None or "label" not in content.split("\n", 1)[0]:
        return None
    return Columns(labels={"nudity": ("nudity",), "cat": ()})


TRUTHS = st.lists(st.sampled_from([True, False, False, None]), min_size=4, max_size=25).filter(
    lambda truth: True in truth and False in truth and sum(one is None for one in truth) * 10 <= len(truth) * 9
)


@pytest.mark.parametrize("reader", WRITERS)
@settings(max_examples=2 * TIMES, deadline=None)
@given(truth=TRUTHS, randomly=st.randoms(use_true_random=False))
def test_a_share_does_not_depend_on_order_added_columns_or_how_a_no_is_written(reader, truth, randomly):
    form, category, write = WRITERS[reader]
    numbered = list(enumerate(truth))
    extra = int(reader == "people's wide table")  # its one image more, so that a no is in every file
    expected = (sum(one is True for one in truth), sum(one is not None for one in truth) + extra)
    for more in (False, True):
        assert counted(write(numbered, randomly.choice, more), form, category) == expected, reader
        randomly.shuffle(numbered)


def test_every_format_has_a_property():
    from etl.detections.families import families

    assert {form for form, *_ in WRITERS.values()} == set(families())


@pytest.mark.parametrize(
    "shape", [shape for shape in field.shapes() if shape.kind == "detections"], ids=lambda s: s.name
)
def test_a_file_of_the_field_cut_or_damaged_ends_in_words_and_never_in_silence(shape, tmp_path, capsys):
    from etl.__main__ import main

    whole = shape.file.read_bytes()
    for place, content in enumerate((whole[: len(whole) // 2], whole.replace(b":", b";", 3), whole[len(whole) // 3 :])):
        path = tmp_path / f"{place}.in"
        path.write_bytes(content)
        command = shape.command.format(file=path, folder=shape.file.parent).split()
        code = main([*command, "--store", str(tmp_path / f"s{place}")])
        told = capsys.readouterr()
        assert code in (0, 1) and "Traceback" not in told.err
        assert code == 0 or told.err.startswith("error: ")
