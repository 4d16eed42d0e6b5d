"""What annotation tools export: who was looked at, what is no answer, and that no image is kept or shown."""

import json

import pytest

from etl.__main__ import main
from etl.detections import annotated
from etl.detections.collect import Asked, collect
from etl.detections.columns import Columns
from etl.detections.incoming import in_memory
from etl.errors import GardefouError
from etl.intake import field
from etl.intake.content_scan import ForbiddenContent

EXPORTS = [shape for shape in field.shapes() if any(f"--format {form}" in shape.command for form in annotated.READERS)]


def counted(path, form, **asked):
    with in_memory() as connection:
        collect(connection, path, Asked(form=form, **asked))
        rows = connection.execute("select category, count(*) filter (is_flagged), count(*) from scores group by 1")
        return {category: (yes, count) for category, yes, count in rows.fetchall()}


def written(tmp_path, *records):
    path = tmp_path / "export"
    path.write_text("\n".join(map(json.dumps, records)))
    return path


@pytest.mark.parametrize("shape", EXPORTS, ids=lambda shape: shape.name)
def test_no_name_or_address_of_an_image_is_kept_or_shown(shape, tmp_path, capsys):
    command = shape.command.format(file=shape.file, folder=shape.file.parent).split()
    assert main([*command, "--store", str(tmp_path)]) == 0
    told = capsys.readouterr()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for sign in (".jpg", "example.org", "pictures"):
        assert sign.encode() not in kept and sign not in told.out + told.err
    assert "left out unread" in told.out


@pytest.mark.parametrize("shape", EXPORTS, ids=lambda shape: shape.name)
def test_without_its_format_an_export_is_named_with_it(shape, tmp_path, capsys):
    form = shape.command.split("--format ")[1].split()[0]
    assert main(["ingest", "detections", str(shape.file), "--detector", "d-1", "--store", str(tmp_path)]) == 1
    assert f"--format {form}" in capsys.readouterr().err


def test_an_export_that_holds_an_image_is_refused_whole(tmp_path):
    path = written(tmp_path, {"image": "data:image/png;base64,iVBORw0KGgo", "label": "nudity", "answer": "accept"})
    with pytest.raises(ForbiddenContent):
        counted(path, "prodigy")


def test_a_category_that_nobody_marked_was_looked_for(tmp_path):
    document = {
        "images": [{"id": n, "file_name": f"{n}.jpg"} for n in range(10)],
        "categories": [{"id": 1, "name": "Nudity"}, {"id": 2, "name": "cat"}],
        "annotations": [{"id": 1, "image_id": 3, "category_id": 2}],
    }
    assert counted(written(tmp_path, document), "coco", mapping=Columns(labels={"cat": ()})) == {"nudity": (0, 10)}
    as_said = Columns(labels={"cat": ("women",), "Nudity": ("sexualised",)})
    assert counted(written(tmp_path, document), "coco", mapping=as_said) == {"sexualised": (0, 10), "women": (1, 10)}
    with pytest.raises(GardefouError, match="cat"):
        counted(written(tmp_path, document), "coco")


@pytest.mark.parametrize(("form", "content"), [
    ("coco", {"images": []}), ("coco", {"images": [], "annotations": [], "categories": []}), ("coco", [1]),
    ("coco", [{"image_id": 1, "category_id": 1, "score": 0.5}]),
    ("coco", {"images": [{"id": 1}], "categories": [], "annotations": [{"image_id": 2, "category_id": 1}]}),
    ("prodigy", {"label": "nudity", "_input_hash": 1}), ("labelbox", {"data_row": {"id": "a"}}),
    ("doccano", {"id": 1, "text": "a"}), ("doccano", "a"), ("cvat", {"id": 1}),
])  # fmt: skip # saves 8 lines
def test_what_is_no_such_export_is_refused_in_words(tmp_path, form, content, capsys):
    path = written(tmp_path, content)
    assert (
        main(["ingest", "detections", str(path), "--detector", "d-1", "--format", form, "--store", str(tmp_path)]) == 1
    )
    told = capsys.readouterr().err
    assert told.startswith("error: ") and "Nothing was" in told and "Traceback" not in told


def test_boxes_of_yolo_are_refused_with_what_to_do(tmp_path):
    (tmp_path / "a.txt").write_text("0 0.5 0.5 0.25 0.1\n3 0.1 0.2 0.3 0.4\n")
    with pytest.raises(GardefouError, match="as COCO"):
        counted(tmp_path / "a.txt", "columns")


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (b"PK\x03\x04[Content_Types].xml", "cut off or damaged"),
        (b"\x1f\x8b\x08", "cut off or damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "CSV UTF-8"),
        (b"7z\xbc\xaf\x27\x1c", "unpack an archive"),
    ],
)
@pytest.mark.parametrize("command", [("detections", "--detector", "d-1"), ("reactions",)])
def test_a_workbook_and_an_archive_that_cannot_be_read_are_refused_with_what_to_do(
    tmp_path, capsys, command, start, told
):
    (tmp_path / "f.in").write_bytes(start + bytes(range(256)))
    kind, *more = command
    assert main(["ingest", kind, str(tmp_path / "f.in"), *more, "--store", str(tmp_path / "s")]) == 1
    assert told in capsys.readouterr().err


def test_an_export_is_a_validation(tmp_path, capsys):
    (shape,) = [shape for shape in EXPORTS if shape.name == "coco_annotations"]
    (tmp_path / "f.csv").write_text("image_id,women\n" + "".join(f"{n},{n % 2}\n" for n in range(1, 41)))
    given = ["estimate", str(tmp_path / "f.csv"), "--detector", "d-1", "--category", "women"]
    assert main([*given, "--validation", str(shape.file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {name: found["corrected"]["inputs"][name] for name in ("tp", "fp", "fn", "tn")} == {
        "tp": 2, "fp": 0, "fn": 0, "tn": 2,
    }  # fmt: skip # saves 3 lines
