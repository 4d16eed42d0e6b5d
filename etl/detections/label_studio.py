"""Label Studio's exports of image classification: JSON (task by task), JSON-MIN and CSV (annotation by annotation).

Each annotation that was not cancelled answers for every choice that anybody made in the file: not chosen is no.
"""

import json
from collections.abc import Iterable

import pyarrow as pa

from etl.detections.incoming import UNCHANGED, Incoming, fill, fill_lines, read_document, stop_at_key
from etl.errors import GardefouError

DATA = ("image_id", "account_id", "day")
TASK = frozenset({
    "id", "annotations", "data", "meta", "created_at", "updated_at", "project", "predictions", "drafts", "inner_id",
    "total_annotations", "cancelled_annotations", "total_predictions", "comment_count", "unresolved_comment_count",
    "last_comment_updated_at", "updated_by", "comment_authors", "state", "allow_skip", "precomputed_agreement",
    "agreement", "file_upload",
})  # fmt: skip
ABOUT = frozenset({"id", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"})  # of JSON-MIN and CSV
UNDONE = "a task without a finished annotation"


def read(connection, given: Incoming, ignored: Iterable[str] = ()) -> int:
    """Make `answered` and `labels` from `incoming`; returns the number of rows read: tasks, or annotations."""
    if given.kind == "document":
        document = read_document(connection)
        fill_lines(connection, document if isinstance(document, list) else [document])
    if given.kind == "table":
        found = connection.execute('select * from incoming order by "row"').fetchall()
        rows = [(row, dict(zip(given.columns, cells, strict=True))) for row, *cells in found]
    else:
        found = connection.execute('select "row", line from incoming order by "row"').fetchall()
        rows = [(row, json.loads(line)) for row, line in found]
    lost = connection.execute('select count(distinct "row") from rejects').fetchall()[0][0]
    answered: list[tuple] = []
    chosen: dict[tuple[int, str | None], frozenset[str]] = {}
    for row, record in rows:
        is_task = isinstance(record, dict) and ("annotations" in record or "data" in record)
        fault = task(record, row, answered, chosen) if is_task else one(record, row, answered, chosen, set(ignored))
        if fault:
            connection.execute("insert into rejects values (?, '', ?)", [row, fault])
    every = sorted({label for labels in chosen.values() for label in labels})
    if not every:
        raise GardefouError(
            f"nobody chose anything in this file, so nothing can be counted. {UNCHANGED} Export the choices."
        )
    long = [(*place, label, None, label in labels) for place, labels in chosen.items() for label in every]
    number, words = pa.int64(), pa.string()
    fill(connection, "labels_read", typed(long, row=number, coder=words, label=words, score=words, flag=pa.bool_()))
    fill(connection, "answered_read",
         typed(answered, row=number, image=words, account=words, day=words, coder=words))  # fmt: skip
    for name in ("answered", "labels"):
        connection.execute(f'create view {name} as from {name}_read where "row" not in (select "row" from rejects)')
    connection.execute("drop table incoming")
    return len(rows) + lost


def task(record: dict, row: int, answered: list, chosen: dict) -> str:
    """Take in one task of a JSON export: '' or why not. Of two annotations by one person the later counts."""
    for key in record:
        if key not in TASK:
            stop_at_key(key, row, "a Label Studio task")
    data, annotations = record.get("data"), record.get("annotations") or []
    if not isinstance(data, dict):
        return "a task without data"
    for key in data:
        if key not in DATA:
            stop_at_key(key, row, f"the data kept ({', '.join(DATA)})")
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
        values = [result.get("value") for result in results if isinstance(result, dict)
                  and result.get("type") == "choices"]  # fmt: skip
        chosen[row, person(annotation.get("completed_by"))] = choices(values)
    return ""


def one(record, row: int, answered: list, chosen: dict, ignored: set[str]) -> str:
    """Take in one annotation of a JSON-MIN or CSV export: '' or why not. Other columns are questions with choices."""
    if not isinstance(record, dict):
        return "not a task"
    if "annotator" not in record:
        raise GardefouError(
            f"row {row}: this is no Label Studio export: a task has data and annotations, a row of JSON-MIN or CSV an "
            f"annotator. {UNCHANGED}"
        )
    if record.get("image_id") in (None, ""):
        return "a row without image_id"
    answered.append((row, *(text(record.get(key)) or None for key in DATA), None))
    questions = set(record) - {*DATA, *ABOUT, "annotator", *ignored}
    chosen[row, person(record["annotator"])] = choices(decoded(record[key]) for key in questions)
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
        if isinstance(value, dict) and isinstance(value.get("choices"), list):
            found |= {str(choice) for choice in value["choices"]}
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
