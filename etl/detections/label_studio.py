"""Label Studio's exports of image labels: JSON (task by task), JSON-MIN and CSV (annotation by annotation).

Each annotation that was not cancelled answers for every choice that anybody made in the file: not chosen is no.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

import pyarrow as pa

from etl.detections import words
from etl.detections.columns import Columns
from etl.detections.incoming import UNCHANGED, fill
from etl.errors import GardefouError

DATA = ("image_id", "account_id", "day")
ABOUT = frozenset({"id", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"})  # of JSON-MIN and CSV
UNDONE = "a task without a finished annotation"


def read(connection, mapping: Columns | None, offered: Mapping[str, set[str]]) -> tuple[int, tuple[str, ...]]:
    """Make `answered` and `labels` from `incoming`; returns the number of rows read (tasks, or annotations) and what
    was assumed of them. `offered`: choices that could be made, whether anybody made them (choice → questions).

    A choice that stands for no answer ("can't tell") takes its question, of that annotation, out of every count.
    """
    ignored = mapping.ignored if mapping else ()
    found = connection.execute('select "row", line from incoming order by "row"').fetchall()
    rows = [(row, json.loads(line)) for row, line in found]
    lost = connection.execute('select count(distinct "row") from rejects').fetchall()[0][0]
    answered: list[tuple] = []
    chosen: dict[tuple[int, str | None], dict[str, frozenset[str]]] = {}
    for row, record in rows:
        is_task = isinstance(record, dict) and ("annotations" in record or "data" in record)
        fault = task(record, row, answered, chosen) if is_task else one(record, row, answered, chosen, set(ignored))
        if fault:
            connection.execute("insert into rejects values (?, '', ?)", [row, fault])
    questions: dict[str, set[str]] = {label: set(many) for label, many in offered.items()}
    for answers in chosen.values():
        for question, labels in answers.items():
            for label in labels:
                questions.setdefault(label, set()).add(question)
    said = mapping.labels if mapping else {}
    silent = {label for label in questions if label not in said and (
        label in (mapping.unknown if mapping else ()) or words.is_unknown(label))}  # fmt: skip # saves 3 lines
    every = sorted(label for label in questions if label not in silent and (label in said or not words.is_none(label)))
    if not every:
        raise GardefouError(
            f"nobody chose anything in this file, so nothing can be counted. {UNCHANGED} Export the choices."
        )
    long = []
    for place, answers in chosen.items():
        open_questions = {question for question, labels in answers.items() if labels & silent}
        picked = frozenset().union(*answers.values()) if answers else frozenset()
        long += [(*place, label, None, label in picked) for label in every
                 if label in picked or not questions[label] & open_questions]  # fmt: skip # saves 3 lines
    number, text_kind = pa.int64(), pa.string()
    fill(
        connection,
        "labels_read",
        typed(long, row=number, coder=text_kind, label=text_kind, score=text_kind, flag=pa.bool_()),
    )
    fill(connection, "answered_read",
         typed(answered, row=number, image=text_kind, account=text_kind, day=text_kind, coder=text_kind)
    )  # fmt: skip # saves 2 lines
    for name in ("answered", "labels"):
        connection.execute(f'create view {name} as from {name}_read where "row" not in (select "row" from rejects)')
    connection.execute("drop table incoming")
    people = Counter(row for row, _ in chosen)
    again = sum(max(0, finished(record) - people[row]) for row, record in rows if row in people)
    told = f"{again:,} annotations of a task by somebody who had annotated it before: the later counts"
    return len(rows) + lost, ((told,) if again else ())


def finished(record) -> int:
    """How many finished annotations a task of a JSON export has."""
    annotations = record.get("annotations") if isinstance(record, dict) else None
    done = [one for one in annotations or [] if isinstance(one, dict) and not one.get("was_cancelled")]
    return len(done)


def task(record: dict, row: int, answered: list, chosen: dict) -> str:
    """Take in one task of a JSON export: '' or why not. Of two annotations by one person the later counts."""
    data, annotations = record.get("data"), record.get("annotations") or []
    if not isinstance(data, dict):
        return "a task without data"
    if not isinstance(annotations, list) or not all(isinstance(annotation, dict) for annotation in annotations):
        return "annotations that are not a list"
    if data.get("image_id") is None:
        return "a task without data.image_id"
    done = [annotation for annotation in annotations if not annotation.get("was_cancelled")]
    if not done:
        return UNDONE
    answered.append((row, *(text(data.get(key)) for key in DATA), None))
    for annotation in sorted(done, key=lambda found: str(found.get("updated_at") or found.get("created_at") or "")):
        results = annotation.get("result") or []
        answers: dict[str, list] = {}
        for result in results:
            if isinstance(result, dict) and result.get("type") == "choices":
                answers.setdefault(str(result.get("from_name")), []).append(result.get("value"))
        chosen[row, person(annotation.get("completed_by"))] = {name: choices(many) for name, many in answers.items()}
    return ""


def one(record, row: int, answered: list, chosen: dict, ignored: set[str]) -> str:
    """Take in one annotation of a JSON-MIN or CSV export: '' or why not. Other columns are questions with choices."""
    if not isinstance(record, dict):
        return "not a task"
    if "annotator" not in record:
        raise GardefouError(
            f"row {row}: this is not a Label Studio export: a task has data and annotations, a row of JSON-MIN or CSV "
            f"an annotator. {UNCHANGED}"
        )
    if record.get("image_id") in (None, ""):
        return "a row without image_id"
    answered.append((row, *(text(record.get(key)) or None for key in DATA), None))
    questions = set(record) - {*DATA, *ABOUT, "annotator", *ignored}
    chosen[row, person(record["annotator"])] = {name: choices([decoded(record[name])]) for name in sorted(questions)}
    return ""


def decoded(value):
    """A cell as it was: CSV writes several choices of one question as JSON."""
    try:
        return json.loads(value) if isinstance(value, str) and value.startswith(("{", "[")) else value
    except ValueError:
        return value


def choices(values: Iterable) -> frozenset[str]:
    """The labels chosen: a single one as text, several as {"choices": […]}, several questions as a list."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, dict):  # {"choices": […]}, or a region with its labels
            found |= {str(choice) for key, many in value.items() if isinstance(many, list)
                      and (key == "choices" or key.endswith("labels")) for choice in many}  # fmt: skip # saves 4 lines
        elif isinstance(value, list):
            found |= choices(value)
        elif isinstance(value, str) and value.strip():
            found.add(value.strip())
    return frozenset(found)


def person(who) -> str | None:
    return text(who.get("id", who.get("email")) if isinstance(who, dict) else who)


def text(value) -> str | None:
    return None if value is None else str(value)


def typed(rows: list[tuple], **kinds: pa.DataType) -> dict:
    """Rows as columns: name → (Arrow type, values), as `kinds` names them in order."""
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    return {name: (kind, values) for (name, kind), values in zip(kinds.items(), columns, strict=True)}
