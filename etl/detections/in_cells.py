"""Answers of a detector in the cells of a table, as pandas saves a column of lists."""

import ast
import json
from dataclasses import replace

import pyarrow as pa

from etl.detections import columns
from etl.detections.envelopes import FAILED
from etl.detections.families import Family
from etl.detections.incoming import Incoming, fill, is_whole_json
from etl.intake import content_scan
from etl.intake.content_scan import quoted
from etl.strict_json import written


def answers_in_cells(connection, given: Incoming, kind: Family) -> Incoming:
    """A table of which one column holds a detector's answers, as JSON or as Python prints it, as JSON lines; any other
    table as it is."""
    held = [name for name in given.columns if connection.execute(f"""
        select bool_and(left(trim({quoted(name)}), 1) in ('[', '{{')) from incoming""").fetchall()[0][0]
    ]  # fmt: skip # saves 2 lines
    roles = columns.guessed(tuple(name for name in given.columns if name not in held), spec=kind.spec).roles
    if len(held) != 1 or "image" not in roles or "label" in roles:  # boxes beside a label are no answers
        return given
    beside = {role: roles[role] for role in ("image", "account", "day") if role in roles}
    cells = ", ".join(map(quoted, (*beside.values(), held[0])))
    lines: dict[int, str] = {}
    for row, *about, answer in connection.execute(f'select "row", {cells} from incoming').fetchall():
        try:
            value = json.loads(answer) if is_whole_json(answer or "") else ast.literal_eval(answer or "None")
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = None
        if not isinstance(value, list | dict):
            why = "not a list or an object" if answer else FAILED
            connection.execute("insert into rejects values (?, ?, ?)", [row, held[0], why])
            continue
        named = dict(zip((columns.USUAL[role][0] for role in beside), about, strict=True))
        lines[row] = written({**named, "response": {held[0]: value} if held[0] in kind.spec.get("body", ()) else value})
    connection.execute("drop table incoming")
    fill(connection, "incoming", {"row": (pa.int64(), lines), "line": (pa.string(), lines.values())})
    content_scan.check_json(connection, "incoming", "line", '"row"')
    return replace(given, kind="lines", columns=("line",), rows=len(lines))
