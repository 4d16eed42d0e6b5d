"""JSON answers one a row, however they came: in our envelope, OpenAI's batch, under identifiers, in a list, bare.

`bodies` (row, image, account, day, answer, wrapping, body): the answer as it came (`answer`), and the part of it that
is read (`body`). Calls that failed are rejected rows: they say nothing of their image.
"""

from typing import Any

from etl.detections.families import Family
from etl.detections.incoming import Incoming, fill_lines, read_document
from etl.detections.unread import stop_at_key
from etl.intake.content_scan import literal
from etl.intake.frames import table_in

ENVELOPE = ("image_id", "account_id", "day", "response")
BATCH = ("id", "custom_id", "response", "error")
NOT_ASKED = "the service was not asked this: it says nothing of the image"
FAILED = "the call failed: it says nothing of the image"


def explode(connection, given: Incoming, family: Family) -> int:
    """Make `bodies`; returns the number of rows. Without an identifier of its own, an image is called by its row."""
    if given.kind == "document":
        fill_lines(connection, document_parts(read_document(connection), family))
    lost = connection.execute('select count(distinct "row") from rejects').fetchall()[0][0]
    total = connection.execute("select count(*) from incoming").fetchall()[0][0] + lost
    keys = dict(
        connection.execute("""
        select key, min("row") from (select "row", unnest(json_keys(line)) as key from incoming
                                     where json_type(line) = 'OBJECT') group by key""").fetchall()
    )
    check_envelope(connection, keys)
    image, body, account, day = "'row ' || \"row\"", "line::json", "null::varchar", "null::varchar"
    if given.kind == "lines" and keys and is_by_id({key: [] for key in keys}, family) and one_key_a_line(connection):
        key = "json_keys(line)[1]"
        image, body = key, f"json_extract(line, '$.\"' || {key} || '\"')"
    else:
        where = []
        if (under := family.spec.get("under", "")) in keys:
            where.append(f"when json_exists(line, '$.\"{under}\"') then json_extract(line, '$.\"{under}\"')")
        if "custom_id" in keys:
            image = f"coalesce(json_extract_string(line, '$.custom_id'), {image})"
            where.append("when json_exists(line, '$.custom_id') then json_extract(line, '$.response.body')")
        if "response" in keys:
            where.append("when json_exists(line, '$.response') then json_extract(line, '$.response')")
        if "image_id" in keys:
            image = f"coalesce(json_extract_string(line, '$.image_id'), {image})"
            account, day = "json_extract_string(line, '$.account_id')", "json_extract_string(line, '$.day')"
            if not {"response"} & set(keys) or unwrapped(connection):
                none = literal('{"image_id": null, "account_id": null, "day": null}')
                where.append(f"when json_exists(line, '$.image_id') then json_merge_patch(line::json, {none})")
        if where:
            body = f"case {' '.join(where)} else line::json end"
    connection.execute(f"""create view given_bodies as
        select "row", {image} as image, {account} as account, {day} as day, {body} as body from incoming""")
    reject_failed(connection, keys)
    wrapped = literal(f"$.{family.spec.get('wrapped', 'response')}")
    is_one = f"coalesce(json_type(body, {wrapped}) = 'ARRAY' and json_array_length(body, {wrapped}) = 1, false)"
    answer = f"case when {is_one} then json_extract(body, {wrapped} || '[0]') else body end"
    connection.execute(f"""
        create view bodies as
        select "row", image, account, day, answer, wrapping, {inner(family)} as body
        from (select "row", image, account, day, {answer} as answer, case when {is_one} then body end as wrapping
              from given_bodies where "row" not in (select "row" from rejects))""")
    return total


def unwrapped(connection) -> bool:
    """Whether a line names its image without an envelope: the answer's own keys stand beside image_id."""
    return bool(
        connection.execute("""select 1 from incoming where json_exists(line, '$.image_id')
                                   and not json_exists(line, '$.response') limit 1""").fetchall()
    )


def one_key_a_line(connection) -> bool:
    return not connection.execute("""select 1 from incoming where json_type(line) <> 'OBJECT'
                                  or len(json_keys(line)) <> 1 limit 1""").fetchall()


def check_envelope(connection, keys: dict[str, int]) -> None:
    """Stops at a key beside `response` that is neither our envelope's nor OpenAI's batch's."""
    if "response" not in keys:
        return
    known = {*ENVELOPE, "error", *(BATCH if "custom_id" in keys else ())}
    if not set(keys) - known:
        return
    unknown = connection.execute(f"""
        select min("row"), key from (select "row", unnest(json_keys(line)) as key from incoming
                                     where json_type(line) = 'OBJECT' and json_exists(line, '$.response'))
        where key not in {(*known, "")} group by key order by 1 limit 1""").fetchall()
    if unknown:
        stop_at_key(unknown[0][1], unknown[0][0], "the envelope (image_id, account_id, day, response)")


def reject_failed(connection, keys: dict[str, int]) -> None:
    """Calls that brought no answer become rejected rows."""
    signs = "contains(line, '\"error\"') or contains(line, '\"Error\"') or contains(line, '\"status\"')"
    signs += " or contains(line, '\"success\"')"
    signs += " or contains(line, '\"status_code\"') or contains(line, '\"__type\"') or contains(line, '\"message\"')"
    failed = ["body is null", "json_type(body) = 'NULL'"]
    if connection.execute(f"select 1 from incoming where {signs} limit 1").fetchall():
        failed += [
            "coalesce(json_type(body, '$.error'), 'NULL') <> 'NULL'",
            "coalesce(json_extract_string(body, '$.status'), '') in ('failure', 'failed', 'error')",
            "coalesce(json_extract_string(body, '$.success'), '') = 'false'",
            "json_exists(body, '$.__type')",
            "coalesce(json_type(body, '$.Error'), 'NULL') <> 'NULL'",
            "json_exists(body, '$.message') and json_exists(body, '$.code')",
            "coalesce(json_type(line, '$.error'), 'NULL') <> 'NULL'",
            "coalesce(try_cast(json_extract_string(line, '$.response.status_code') as integer), 200) >= 400",
        ]
    # {"response": null} is in the keys as well; a body that is not there at all is a call without an answer.
    source = 'given_bodies join (select "row", line from incoming) using ("row")' if len(failed) > 2 else "given_bodies"
    connection.execute(f"""insert into rejects select "row", '', {literal(FAILED)} from {source}
                       where {" or ".join(failed)}""")


def inner(family: Family) -> str:
    """SQL for the part of `answer` that is read."""
    spec = family.spec
    found = "answer"
    if places := [f"json_extract(answer, {literal(place)})" for place in spec.get("inside", ())]:
        otherwise = "answer"
        if spec.get("bare"):  # without its wrapper only when it has the labels: another answer was not asked this
            labels = sorted(
                {key for keys in spec.get("keys", {}).values() for key in keys} | set(spec.get("required", ()))
            )
            otherwise = f"case when list_has_any(json_keys(answer), {labels}) then answer end"
        found = (
            f"case when json_type(answer) = 'OBJECT' then coalesce({', '.join(places)}, {otherwise}) else answer end"
        )
    if "paired" in spec:
        many = [f"json_extract(answer, '$.{key}')" for key in spec["paired"]]
        at = ", ".join(
            f"'{spec[role][0]}', json_extract({one}, '$[' || place || ']')"
            for role, one in zip(("label", "score"), many, strict=True)
        )
        are_lists = " and ".join(f"json_type({one}) = 'ARRAY'" for one in many)
        length = f"json_array_length({many[0]})"
        found = (
            f"case when {are_lists} and {length} = json_array_length({many[1]}) then to_json(list_transform("
            f"range({length}::bigint), lambda place: json_object({at}))) else {found} end"
        )
    if family.shape == "list" and spec["items"] == "$[*]":
        is_nested = (
            f"json_type({found}) = 'ARRAY' and json_array_length({found}) = 1 and json_type({found}, '$[0]') = 'ARRAY'"
        )
        single = ""
        if spec.get("single_item"):
            single = f"when json_type({found}, '$.{spec['label'][0]}') = 'VARCHAR' then json_array({found})"
        if spec.get("by_key"):
            under_key = f"json_extract({found}, '$.\"' || key || '\"')"
            are_numbers = f"lambda key: json_type({under_key}) in ('DOUBLE', 'UBIGINT', 'BIGINT')"
            entry = f"lambda key: json_object('{spec['label'][0]}', key, '{spec['score'][0]}', {under_key})"
            single += (
                f" when json_type({found}) = 'OBJECT' and len(json_keys({found})) > 0 and "
                f"list_bool_and(list_transform(json_keys({found}), {are_numbers})) then "
                f"to_json(list_transform(json_keys({found}), {entry}))"
            )
        found = f"case when {is_nested} then json_extract({found}, '$[0]') {single} else {found} end"
    return found


def document_parts(document: Any, family: Family) -> list:
    """The answers of one JSON document, in order: a list of them, answers under identifiers, the producer's batch."""
    spec = family.spec
    if isinstance(document, dict) and (rows := table_in(document)) is not None:  # as pandas writes a table whole
        document = rows
    wrapped = spec.get("wrapped")
    if wrapped and isinstance(document, dict) and isinstance(document.get(wrapped), list):
        for key in document:
            if key not in spec["wrapping_keys"]:
                stop_at_key(key, 1, f"what is documented ({', '.join(sorted(spec['wrapping_keys']))})")
        return document[wrapped]
    if isinstance(document, dict):
        if is_by_id(document, family):
            return [{"image_id": name, "response": answer} for name, answer in document.items()]
        return [document]
    if family.shape == "list" and document and all(is_item(one, family) for one in document):
        names = [next(one[key] for key in spec["label"] if key in one) for one in document]
        if spec["absent"] == "bounded" and len(set(map(str, names))) < len(names):
            return [[one] for one in document]  # one list of the likeliest classes, of an image each
        return [document]  # a list of findings is one image's answer
    return document


def is_item(value: Any, family: Family) -> bool:
    """Whether a value is one finding of an image and not an answer."""
    spec = family.spec
    return (isinstance(value, dict) and bool(set(spec["label"]) & set(value)) and bool(set(spec["score"]) & set(value))
            and "image_id" not in value and not {"Name", "category"} & set(spec["label"]))  # fmt: skip # saves 5 lines


def is_by_id(document: dict, family: Family) -> bool:
    """Whether an object holds answers under the identifiers of their images: none of its keys is a documented one."""
    return (
        bool(document)
        and not set(document) & top_keys(family)
        and all(isinstance(answer, dict | list) for answer in document.values())
    )


def top_keys(family: Family) -> set[str]:
    """Every key that can stand at the top of an answer of the family, or of an envelope around it."""
    spec = family.spec
    inside = {place.removeprefix("$.").split(".")[0].split("[")[0] for place in spec.get("inside", ())}
    keys = {key for many in spec.get("keys", {}).values() for key in many}
    listed = {
        key for name in ("body", "body_ignored", "required", "ignored", "wrapping_keys") for key in spec.get(name, ())
    }
    items = {*spec.get("label", ()), *spec.get("score", ())} if family.shape == "list" else set()
    status = {"error", "status", "success", "message", "code", "metadata", "requestId", "modelVersion", "id", "model"}
    return inside | keys | listed | items | status | {*ENVELOPE, *BATCH, "nudity", "adult"}
