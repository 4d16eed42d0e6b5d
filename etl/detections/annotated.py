"""What annotation tools export of people's labels, turned into tasks as etl.detections.label_studio reads them.

COCO annotations, Prodigy, Labelbox (NDJSON), CVAT for images, doccano. Their files name every image by its file or
address: these keys are left out before anything else is done with a record, and never shown or kept. An image goes by
its number or identifier in the tool. Image data in a file (data: URI, base64) refuses it whole.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.detections import words
from etl.detections.families import category_codes
from etl.detections.incoming import UNCHANGED, WHOLE_JSON, Incoming, fill_lines
from etl.detections.unread import CONTENT, UNREAD
from etl.errors import GardefouError
from etl.fetch import markup
from etl.intake import content_scan, text_files

LABELS = "labels"  # the question of tools that ask only which labels an image has
Answers = dict[str, frozenset[str] | None]  # question → labels chosen, None for no answer


@dataclass
class Seen:
    """What a file says: image → coder → answers, its images' own particulars, and the labels offered by question."""

    images: dict[str, dict[str | None, Answers]] = field(default_factory=dict)
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def add(self, image: str, coder: str | None, question: str, chosen: frozenset[str] | None) -> None:
        self.images.setdefault(image, {}).setdefault(coder, {})[question] = chosen
        for label in chosen or ():
            self.offer(question, label)

    def offer(self, question: str, label: str) -> None:
        self.offered.setdefault(label, set()).add(question)


def take_in(
    connection, path: Path, form: str, encoding: str, mapped: Collection[str]
) -> tuple[Incoming, Mapping[str, set[str]]]:
    """`incoming` with a task a row, and the labels that could be chosen (label → questions). `mapped`: labels that a
    mapping says the meaning of, which stay as they are.

    Raises ForbiddenContent for image data, GardefouError for what is no export of the tool.
    """
    if not path.is_file():
        raise GardefouError(f"there is no file {path.name}. {UNCHANGED} Check the path.")
    content_scan.check_bytes(path)
    saved = text_files.saved_as(path, encoding)
    try:
        seen = READERS[form](records(path, saved, form))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        raise GardefouError(f"{path.name} is not {TITLES[form]}. {UNCHANGED} Export it again, whole.") from None
    questions = sorted({question for many in seen.offered.values() for question in many})
    offered: dict[str, set[str]] = {}
    for label, many in seen.offered.items():
        offered.setdefault(called(label, mapped), set()).update(many)
    tasks = [
        {
            "id": number,
            "data": {"image_id": image, **seen.about.get(image, {})},
            "annotations": [annotation(coder, answers, questions, mapped) for coder, answers in people.items()],
        }
        for number, (image, people) in enumerate(seen.images.items(), 1)
    ]
    if not tasks:
        raise GardefouError(f"{path.name} names no image. {UNCHANGED} Export it again, whole.")
    count = fill_lines(connection, tasks)
    said = (*filter(None, [saved.said]), UNREAD, *seen.said)
    return Incoming("lines", ("line",), count, said), offered


def annotation(coder: str | None, answers: Answers, questions: list[str], mapped: Collection[str]) -> dict:
    """One person's answers on one image; a question without one is said to be unknown."""
    results = []
    for question in questions:
        chosen = answers.get(question)
        value = ["unknown"] if chosen is None else sorted({called(label, mapped) for label in chosen})
        results.append({"type": "choices", "from_name": question, "value": {"choices": value}})
    return {"completed_by": coder, "result": results}


def records(path: Path, saved: text_files.Saved, form: str) -> Iterator[tuple[int, Any]]:
    """(line, what stands there): a JSON value a line, or the whole document, after a look for image data."""
    with text_files.opened(path, saved) as file:
        whole = form in ("coco", "cvat")
        if whole and path.stat().st_size > WHOLE_JSON:
            raise GardefouError(f"{path.name} has more than 32 MB. {UNCHANGED} Export it in parts.")
        for line, text in enumerate([file.read()] if whole else file, 1):
            for kind, pattern in CONTENT:
                if re.search(pattern, text, re.IGNORECASE):
                    hint = " Prodigy: export with db-out --remove-base64." if form == "prodigy" else ""
                    raise content_scan.ForbiddenContent(content_scan.Finding(kind, 0 if whole else line), hint)
            if form == "cvat":
                yield line, markup.xml(text.lstrip("\ufeff").encode(), path.name)
            elif text.strip("\ufeff \t\r\n"):
                yield line, json.loads(text.lstrip("\ufeff"))


def called(label: str, mapped: Collection[str]) -> str:
    """A label as it is, or the category whose name it is in another spelling ("Nudity?")."""
    code = words.folded(label.rstrip(" ?:")).replace(" ", "_")
    return code if code in category_codes() and label not in mapped else label


def plain(label: Any) -> str:
    return str(label).strip()


def answer(seen: Seen, image: str, coder: str | None, question: Any, chosen: list) -> None:
    """A question's choices: yes is the question itself, no is none of it."""
    name = plain(question)
    folded = [words.folded(str(one)) for one in chosen]
    if len(chosen) == 1 and folded[0] in words.YES | words.NO:
        seen.offer(name, name)
        seen.add(image, coder, name, frozenset({name} if folded[0] in words.YES else ()))
    elif chosen and any(words.is_unknown(str(one)) or str(one) == "__undefined__" for one in chosen):
        seen.add(image, coder, name, None)
    else:
        seen.add(image, coder, name, frozenset(map(plain, chosen)))


def coco(given: Iterator[tuple[int, Any]]) -> Seen:
    """Every image of `images` was looked at, for every category of `categories`."""
    seen = Seen()
    ((_, document),) = given
    if isinstance(document, list) and document and "category_id" in document[0]:
        raise GardefouError(
            f"these are COCO results, which list neither the images looked at nor the categories. {UNCHANGED} Give the "
            "annotations (images, annotations, categories)."
        )
    names = {category["id"]: plain(category["name"]) for category in document["categories"]}
    for name in names.values():
        seen.offer(LABELS, name)
    found: dict[Any, set[str]] = {image["id"]: set() for image in document["images"]}
    if len(found) < len(document["images"]):
        raise GardefouError(f"two images have the same id. {UNCHANGED} Number them anew.")
    for one in document["annotations"]:
        if "score" in one:
            raise GardefouError(
                f"annotations with a score are a detector's. {UNCHANGED} Write a table of image_id, label and score, "
                "with a row (label: none) for each image in which nothing was found."
            )
        if one["image_id"] not in found or one["category_id"] not in names:
            raise GardefouError(f"an annotation names an image or a category that the file does not list. {UNCHANGED}")
        found[one["image_id"]].add(names[one["category_id"]])
    for image in document["images"]:
        seen.add(str(image["id"]), None, LABELS, frozenset(found[image["id"]]))
        seen.about[str(image["id"])] = {key: image[key] for key in ("account_id", "day") if key in image}
    return seen


def prodigy(given: Iterator[tuple[int, Any]]) -> Seen:
    """accept, reject and ignore of one label, or the options chosen. Rejected options and what was ignored are no
    answer; without an identifier of its own an image is numbered."""
    seen = Seen()
    numbers: dict[Any, int] = {}
    for line, one in given:
        meta = one.get("meta") or {}
        own = next((found for found in (one.get("image_id"), one.get("id"), meta.get("id")) if found is not None), None)
        image = str(own) if own is not None else f"row {numbers.setdefault(one.get('_input_hash', line), line)}"
        coder = one.get("_annotator_id") or one.get("_session_id")
        said = one["answer"]
        if said not in ("accept", "reject", "ignore"):
            raise ValueError
        if "options" in one:
            called = {
                option["id"]: plain(option.get("text") if isinstance(option["id"], int) else option["id"])
                for option in one["options"]
            }
            for label in called.values():
                seen.offer(LABELS, label)
            chosen = frozenset(called.get(one_id, str(one_id)) for one_id in one.get("accept") or ())
            seen.add(image, coder, LABELS, chosen if said == "accept" else None)
        elif "spans" in one:
            chosen = frozenset(plain(span["label"]) for span in one["spans"] or ())
            seen.add(image, coder, LABELS, chosen if said == "accept" else None)
        else:
            label = plain(one["label"])
            seen.offer(label, label)
            seen.add(image, coder, label, None if said == "ignore" else frozenset({label} if said == "accept" else ()))
    return seen


def labelbox(given: Iterator[tuple[int, Any]]) -> Seen:
    """A data row a line, with the labels of each project; a row that nobody labelled says nothing."""
    seen = Seen()
    for _, one in given:
        image = str(one["data_row"]["id"])
        seen.images.setdefault(image, {})
        for label in (label for project in one["projects"].values() for label in project["labels"]):
            if (label.get("performance_details") or {}).get("skipped"):
                continue
            coder = (label.get("label_details") or {}).get("created_by")
            found = label["annotations"]
            objects = found.get("objects") or []
            if objects:
                seen.add(image, coder, LABELS, frozenset(plain(one.get("name") or one["value"]) for one in objects))
            else:
                seen.add(image, coder, LABELS, frozenset())
            for asked in (
                *(found.get("classifications") or []),
                *(inner for one in objects for inner in one.get("classifications") or []),
            ):
                picked = asked.get("checklist_answers")
                if picked is None and asked.get("radio_answer"):
                    picked = [asked["radio_answer"]]
                if picked is not None:  # a text is no label
                    answer(seen, image, coder, asked.get("name") or asked["value"],
                           [one.get("name") or one["value"] for one in picked])  # fmt: skip # saves 5 lines
    return seen


def cvat(given: Iterator[tuple[int, Any]]) -> Seen:
    """Every image of the task was looked at, for every label of the task; attributes are questions of their own."""
    seen = Seen()
    ((_, root),) = given
    if markup.local(root) != "annotations" or root.find("track") is not None:
        raise GardefouError(f"this is not CVAT for images. {UNCHANGED} Export the task as “CVAT for images 1.1”.")
    for label in root.iter("label"):
        seen.offer(LABELS, plain(label.findtext("name") or ""))
    for image in root.findall("image"):
        shapes = [shape for shape in image if shape.get("label")]
        name = "-".join(filter(None, [image.get("task_id"), image.attrib["id"]]))  # a project's tasks count alike
        if name in seen.images:
            raise GardefouError(f"two images have the same id. {UNCHANGED} Export one task at a time.")
        seen.add(name, None, LABELS, frozenset(plain(shape.get("label")) for shape in shapes))
        asked: dict[str, list] = {}
        for attribute in (attribute for shape in shapes for attribute in shape.findall("attribute")):
            asked.setdefault(attribute.attrib["name"], []).append((attribute.text or "").strip() or "__undefined__")
        for question, values in asked.items():
            said_yes = [value for value in values if words.folded(value) in words.YES]
            answer(seen, name, None, question, said_yes[:1] or sorted(set(values)))
    return seen


def doccano(given: Iterator[tuple[int, Any]]) -> Seen:
    """An image a line, by its number where the export has one. One without a label may be one that nobody has come to:
    it says nothing."""
    seen = Seen()
    for line, one in given:
        image = str(one.get("id", f"row {line}"))
        seen.images.setdefault(image, {})
        key = next((key for key in ("label", "labels", "annotations", "categories") if key in one), "label")
        given_labels = one[key]
        many = given_labels if isinstance(given_labels, list) else [given_labels]
        by: dict[str | None, set[str]] = {}
        for label in many:
            is_own = isinstance(label, dict)
            by.setdefault(str(label["user"]) if is_own and "user" in label else one.get("username"), set()).add(
                plain(label["label"] if is_own else label)
            )
        for coder, labels in by.items():
            seen.add(image, coder, LABELS, frozenset(labels))
    if empty := sum(not people for people in seen.images.values()):
        seen.said.append(f"{empty:,} images without a label: doccano does not say whether anybody looked at them")
    return seen


READERS = {"coco": coco, "prodigy": prodigy, "labelbox": labelbox, "cvat": cvat, "doccano": doccano}
TITLES = {
    "coco": "COCO annotations (images, annotations, categories)",
    "prodigy": "Prodigy's JSON lines (answer, and label or options)",
    "labelbox": "Labelbox's NDJSON (data_row, projects)",
    "cvat": "CVAT for images (XML)",
    "doccano": "doccano's JSON lines of image classification (id, label)",
    "label_studio": "an export of Label Studio",
}
SIGNS = (  # what stands in the first bytes of an export
    ("coco", r'"categories"\s*:\s*\[[\s\S]*"images"|"images"\s*:\s*\[[\s\S]*"file_name"'),
    ("prodigy", r'"_(task|input)_hash"\s*:'),
    ("labelbox", r'"data_row"\s*:\s*\{'),
    ("cvat", r"<annotations>\s*<version>"),
    ("doccano", r'\A\ufeff?\{(?:"id"\s*:[^\n]*)?"filename"\s*:[^\n]*"label"'),
    (
        "label_studio",
        r'"completed_by"\s*:|"annotator"\s*:\s*\S[\s\S]*"annotation_id"|"annotation_id"\s*:[\s\S]*"annotator"',
    ),
    ("label_studio", r"\A\ufeff?annotation_id,annotator,"),
)


def tool_of(path: Path) -> str:
    """Which tool wrote a file, '' for none of these: for a message that names the format."""
    with open(path, "rb") as file:
        start = file.read(1 << 16).decode("utf-8", "replace")
    return next((form for form, sign in SIGNS if re.search(sign, start)), "")
