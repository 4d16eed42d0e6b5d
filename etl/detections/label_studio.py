"""Label Studio's JSON export of image classification: what people chose, task by task.

Each annotation that was not cancelled answers for every choice that anybody made in the file: not chosen is no.
"""

import json

import pyarrow as pa

from etl.detections.incoming import fill, stop_at_key

DATA = ("image_id", "account_id", "day")
TASK = frozenset({
    "id", "annotations", "data", "meta", "created_at", "updated_at", "project", "predictions", "drafts", "inner_id",
    "total_annotations", "cancelled_annotations", "total_predictions", "comment_count", "unresolved_comment_count",
    "last_comment_updated_at", "updated_by", "comment_authors", "state", "allow_skip", "precomputed_agreement",
})  # fmt: skip


def read(connection) -> int:
    """Fill `answered` and `labels` from relation `incoming` (one task a row); returns the number of tasks."""
    answered, labels, rejects = [], [], []
    rows = connection.execute('select "row", line from incoming order by "row"').fetchall()
    for row, line in rows:
        task = json.loads(line)
        if fault := task_fault(task, row):
            rejects.append((row, "", fault))
            continue
        image, account, day = (text(task["data"].get(key)) for key in DATA)
        answered.append((row, image, account, day, None))
        for annotation in task.get("annotations") or []:
            if not annotation.get("was_cancelled"):
                coder = annotation.get("completed_by")
                coder = coder.get("id") if isinstance(coder, dict) else coder
                labels.append((row, text(coder), choices(annotation)))
    every = sorted({label for *_, chosen in labels for label in chosen})
    long = [(*place, label, None, label in chosen) for *place, chosen in labels for label in every]
    number, words = pa.int64(), pa.string()
    fill(connection, "labels", typed(long, row=number, coder=words, label=words, score=words, flag=pa.bool_()))
    fill(connection, "answered", typed(answered, row=number, image=words, account=words, day=words, coder=words))
    for reject in rejects:
        connection.execute("insert into rejects values (?, ?, ?)", reject)
    connection.execute("drop table incoming")
    return len(rows)


def task_fault(task, row: int) -> str:
    """'' or why this is no task; stops at keys that Label Studio does not document, or data that is not kept."""
    if not isinstance(task, dict):
        return "not a task"
    for key in task:
        if key not in TASK:
            stop_at_key(key, row, "a Label Studio task")
    data = task.get("data")
    if not isinstance(data, dict):
        return "a task without data"
    for key in data:
        if key not in DATA:
            stop_at_key(key, row, f"the data kept ({', '.join(DATA)})")
    annotations = task.get("annotations") or []
    if not isinstance(annotations, list) or not all(isinstance(annotation, dict) for annotation in annotations):
        return "annotations that are not a list"
    return "" if data.get("image_id") is not None else "a task without data.image_id"


def choices(annotation: dict) -> frozenset[str]:
    """The labels chosen in one annotation."""
    found = [
        result.get("value", {}).get("choices", [])
        for result in annotation.get("result") or []
        if isinstance(result, dict) and result.get("type") == "choices" and isinstance(result.get("value"), dict)
    ]
    return frozenset(str(choice) for chosen in found for choice in chosen)


def text(value) -> str | None:
    return None if value is None else str(value)


def typed(rows: list[tuple], **kinds: pa.DataType) -> dict:
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    return {name: (kind, values) for (name, kind), values in zip(kinds.items(), columns, strict=True)}
