"""JSON answers of detectors, in the shape their producer documents, to `answered` (images) and `labels`.

`answered`: row, image, account, day, coder. `labels`: row, coder, label, score, flag (texts and a boolean); a label the
detector did not give is a label it did not find. Both are views over the lines read, without the rows rejected so far.
"""

import json

import pyarrow as pa

from etl import content_scan
from etl.detections import label_studio
from etl.detections.families import Family
from etl.detections.incoming import UNCHANGED, Incoming, fill, literal, stop_at_key
from etl.errors import GardefouError

ENVELOPE = ("image_id", "account_id", "day", "response")


def read(connection, given: Incoming, family: Family) -> int:
    """Make `answered` and `labels`; returns the number of rows (images) the file holds, rejected ones included."""
    total = explode(connection, given, family)
    if family.shape == "coders":
        return label_studio.read(connection)
    check_shape(connection, family)
    spec = family.spec
    if family.shape == "list":
        connection.execute(f"""
            create view labels as
            select "row", null::varchar as coder, json_extract_string(item, {literal(spec["label"])}) as label,
                json_extract_string(item, {literal(spec["score"])}) as score, null::boolean as flag
            from items where "row" not in (select "row" from rejects)""")
    else:
        flag = "null::boolean"
        if "flags" in spec:
            path = literal(spec["flags"] + '."') + " || label || '\"'"
            flag = f"try_cast(json_extract_string(body, {path}) as boolean)"
        path = literal(spec["object"] + '."') + " || label || '\"'"
        score = f"json_extract_string(body, {path})"
        if "ranks" in spec:
            ranks = ", ".join(f"{literal(word)}: '{rank}'" for word, rank in spec["ranks"].items())
            score = f"map {{{ranks}}}[{score}]"
        every = "[" + ", ".join(map(literal, spec["required"])) + "]"
        connection.execute(f"""
            create view labels as
            select "row", null::varchar as coder, label, {score} as score, {flag} as flag
            from (select *, unnest({every}) as label from bodies where "row" not in (select "row" from rejects))""")
    connection.execute("""create view answered as select "row", image, account, day, null::varchar as coder from bodies
                       where "row" not in (select "row" from rejects)""")
    return total


def explode(connection, given: Incoming, family: Family) -> int:
    """`bodies` (row, image, account, day, body): one answer a row; without an envelope its number names the image."""
    if given.kind == "table":
        raise GardefouError(f"this file is a table, and '{family.name}' is JSON. {UNCHANGED} Name its format.")
    if given.kind == "document":
        parts = document_parts(json.loads(connection.execute("select line from incoming").fetchall()[0][0]), family)
        lines = [json.dumps(part, ensure_ascii=False) for part in parts]
        connection.execute("drop table incoming")
        fill(connection, "incoming", {"row": (pa.int64(), range(1, len(lines) + 1)), "line": (pa.string(), lines)})
        content_scan.check_json(connection, "incoming", "line", '"row"')
    lost = connection.execute('select count(distinct "row") from rejects').fetchall()[0][0]
    total = connection.execute("select count(*) from incoming").fetchall()[0][0] + lost
    if family.shape == "coders":
        return total
    unknown = connection.execute(f"""
        select min("row"), key from (select "row", unnest(json_keys(line)) as key from incoming
                                     where json_type(line) = 'OBJECT' and json_exists(line, '$.response'))
        where key not in {tuple(ENVELOPE)} group by key order by 1 limit 1""").fetchall()
    if unknown:
        stop_at_key(unknown[0][1], unknown[0][0], "the envelope (image_id, account_id, day, response)")
    connection.execute("""
        create view bodies as
        select "row", coalesce(json_extract_string(line, '$.image_id'), 'row ' || "row") as image,
            json_extract_string(line, '$.account_id') as account, json_extract_string(line, '$.day') as day,
            json_extract(line, '$.response') as body
        from incoming where json_type(line) = 'OBJECT' and json_exists(line, '$.response')
        union all
        select "row", 'row ' || "row", null, null, line::json
        from incoming where not (json_type(line) = 'OBJECT' and json_exists(line, '$.response'))""")
    return total


def document_parts(document, family: Family) -> list:
    """The answers of one JSON document, in order: a list of them, or the producer's own batch."""
    if family.name == "nudenet":
        if isinstance(document, dict) and isinstance(document.get("prediction"), list):
            only_keys(document, {"prediction", "success"})
            return document["prediction"]
        if isinstance(document, list) and any(isinstance(item, dict) and "class" in item for item in document):
            return [document]
    if family.name == "safesearch" and isinstance(document, dict) and isinstance(document.get("responses"), list):
        only_keys(document, {"responses"})
        return document["responses"]
    return document if isinstance(document, list) else [document]


def only_keys(record: dict, known: set[str]) -> None:
    for key in record:
        if key not in known:
            stop_at_key(key, 1, f"what is documented ({', '.join(sorted(known))})")


def check_shape(connection, family: Family) -> None:
    """Stops at keys the producer does not document; rejects answers that lack one it does."""
    spec, empty = family.spec, ("",)
    checks = []
    if "body" in spec:
        checks.append(("bodies", "body", tuple(spec["body"]), tuple(spec.get("body_ignored", ()))))
    if family.shape == "list":
        connection.execute(f"""create view items as
            select "row", unnest(json_extract(body, {literal(spec["items"])})) as item from bodies""")
        checks.append(("items", "item", tuple(spec["required"]), tuple(spec["ignored"])))
    else:
        checks.append(("bodies", f"json_extract(body, {literal(spec['object'])})", tuple(spec["required"]), ()))
        if "beside" in spec:
            checks.append(("bodies", f"json_extract(body, {literal(spec['beside'])})", (), tuple(spec["beside_keys"])))
    for relation, value, required, ignored in checks:
        unknown = connection.execute(f"""
            select min("row"), key from (select "row", unnest(json_keys({value})) as key from {relation}
                                         where json_type({value}) = 'OBJECT')
            where key not in {(*required, *ignored, *empty)} group by key order by 1 limit 1""").fetchall()
        if unknown:
            stop_at_key(unknown[0][1], unknown[0][0], f"what {spec['title']} documents")
        lacking = [f"not coalesce(list_contains(json_keys({value}), {literal(key)}), false)" for key in required]
        if lacking:
            connection.execute(f"""
                insert into rejects
                select "row", '', 'an answer without a key that is documented' from {relation}
                where {" or ".join(lacking)} group by "row" """)
    if "single" in spec:
        connection.execute(f"""
            insert into rejects select "row", '', 'not exactly one result in an answer' from bodies
            where coalesce(json_array_length(body, {literal(spec["single"])}), 0) <> 1""")
    if family.shape == "list" and spec["items"] == "$[*]":
        connection.execute("""insert into rejects select "row", '', 'not a list of detections' from bodies
                           where json_type(body) is distinct from 'ARRAY'""")
