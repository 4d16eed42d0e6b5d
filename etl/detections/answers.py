"""JSON answers of detectors, in the shape their producer documents, to `answered` (images) and `labels`.

`answered`: row, image, account, day, coder. `labels`: row, coder, label, score, flag (texts and a boolean); a label the
detector did not give is a label it did not find. Both are views over the lines read, without the rows rejected so far.
"""

from etl.detections.families import Family
from etl.detections.incoming import UNCHANGED, Incoming, fill_lines, literal, read_document, stop_at_key
from etl.errors import GardefouError

ENVELOPE = ("image_id", "account_id", "day", "response")


def read(connection, given: Incoming, family: Family) -> int:
    """Make `answered` and `labels`; returns the number of rows (images) the file holds, rejected ones included."""
    total = explode(connection, given, family)
    check_shape(connection, family)
    spec = family.spec
    if family.shape == "list":
        label = f"json_extract_string(item, {literal(spec['label'])})"
        for old, new in spec.get("at_top_level", {}).items():  # an older version's name for a top-level label
            is_top = f"{label} = {literal(old)} and json_extract_string(item, '$.ParentName') = ''"
            label = f"case when {is_top} then {literal(new)} else {label} end"
        connection.execute(f"""
            create view labels as
            select "row", null::varchar as coder, {label} as label,
                json_extract_string(item, {literal(spec["score"])}) as score, null::boolean as flag
            from items where "row" not in (select "row" from rejects)""")
    else:
        flag = "null::boolean"
        if "flags" in spec:
            flag = f"try_cast({either(spec, spec['flags'])} as boolean)"
        score = either(spec, spec["object"])
        if "ranks" in spec:
            ranks = ", ".join(f"{literal(word)}: '{rank}'" for word, rank in spec["ranks"].items())
            score = f"coalesce(map {{{ranks}}}[{score}], {score})"
        every = "[" + ", ".join(map(literal, spec["required"])) + "]"
        connection.execute(f"""
            create view labels as
            select "row", null::varchar as coder, label, {score} as score, {flag} as flag
            from (select *, unnest({every}) as label from bodies where "row" not in (select "row" from rejects))""")
    connection.execute("""create view answered as select "row", image, account, day, null::varchar as coder from bodies
                       where "row" not in (select "row" from rejects)""")
    return total


def either(spec, where: str) -> str:
    """SQL for the value under a label's key in the object at `where`, however the client spells labels or objects."""
    labels = ["label"] + ["translate(label, '/-', '__')"] * bool(spec.get("spelled_with_underscores"))
    places = [where, *spec.get("object_also", ())]
    paths = [literal(place + '."') + f" || {label} || '\"'" for place in places for label in labels]
    return f"coalesce({', '.join(f'json_extract_string(body, {path})' for path in paths)})"


def explode(connection, given: Incoming, family: Family) -> int:
    """`bodies` (row, image, account, day, body): one answer a row; without an envelope its number names the image."""
    if given.kind == "table":
        raise GardefouError(f"this file is a table, and '{family.name}' is JSON. {UNCHANGED} Name its format.")
    if given.kind == "document":
        fill_lines(connection, document_parts(read_document(connection), family))
    lost = connection.execute('select count(distinct "row") from rejects').fetchall()[0][0]
    total = connection.execute("select count(*) from incoming").fetchall()[0][0] + lost
    unknown = connection.execute(f"""
        select min("row"), key from (select "row", unnest(json_keys(line)) as key from incoming
                                     where json_type(line) = 'OBJECT' and json_exists(line, '$.response'))
        where key not in {tuple(ENVELOPE)} group by key order by 1 limit 1""").fetchall()
    if unknown:
        stop_at_key(unknown[0][1], unknown[0][0], "the envelope (image_id, account_id, day, response)")
    connection.execute("""
        create view given_bodies as
        select "row", coalesce(json_extract_string(line, '$.image_id'), 'row ' || "row") as image,
            json_extract_string(line, '$.account_id') as account, json_extract_string(line, '$.day') as day,
            json_extract(line, '$.response') as body
        from incoming where json_type(line) = 'OBJECT' and json_exists(line, '$.response')
        union all
        select "row", 'row ' || "row", null, null, line::json
        from incoming where not (json_type(line) = 'OBJECT' and json_exists(line, '$.response'))""")
    wrapped = literal(f"$.{family.spec.get('wrapped', 'response')}")
    is_one = f"coalesce(json_type(body, {wrapped}) = 'ARRAY' and json_array_length(body, {wrapped}) = 1, false)"
    connection.execute(f"""
        create view bodies as
        select * replace (case when {is_one} then json_extract(body, {wrapped} || '[0]') else body end as body),
            case when {is_one} then body end as wrapping
        from given_bodies""")
    return total


def document_parts(document, family: Family) -> list:
    """The answers of one JSON document, in order: a list of them, or the producer's own batch."""
    wrapped = family.spec.get("wrapped")
    if wrapped and isinstance(document, dict) and isinstance(document.get(wrapped), list):
        only_keys(document, set(family.spec["wrapping_keys"]))
        return document[wrapped]
    if not isinstance(document, list) or any(isinstance(item, dict) and "class" in item for item in document):
        return [document]  # a list of detections is one image's answer
    return document


def only_keys(record: dict, known: set[str]) -> None:
    for key in record:
        if key not in known:
            stop_at_key(key, 1, f"what is documented ({', '.join(sorted(known))})")


def spelled(key: str, spec) -> str:
    """A key as a Python client spells it (self-harm/intent is self_harm_intent), where the family says that some do."""
    return key.replace("/", "_").replace("-", "_") if spec.get("spelled_with_underscores") else key


def check_shape(connection, family: Family) -> None:
    """Stops at keys the producer does not document; rejects answers that lack one it does."""
    spec, empty = family.spec, ("",)
    checks: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = []  # relation, value, required, ignored
    if "wrapped" in spec:
        checks.append(("bodies", "wrapping", (), tuple(spec["wrapping_keys"])))
    if "body" in spec:
        checks.append(("bodies", "body", (), (*spec["body"], *spec.get("body_ignored", ()))))
        present = " or ".join(f"list_contains(json_keys(body), {literal(key)})" for key in spec["body"])
        connection.execute(f"""
            insert into rejects select "row", '', 'an answer without a key that is documented' from bodies
            where json_type(body) = 'OBJECT' and not ({present})""")
    if family.shape == "list":
        connection.execute(f"""create view items as
            select "row", unnest(json_extract(body, {literal(spec["items"])})) as item from bodies""")
        checks.append(("items", "item", tuple(spec["required"]), tuple(spec["ignored"])))
    else:
        objects = [f"json_extract(body, {literal(path)})" for path in (spec["object"], *spec.get("object_also", ()))]
        known = (*spec.get("ignored", ()), *(spelled(key, spec) for key in spec["required"]))
        checks.append(("bodies", f"coalesce({', '.join(objects)})", tuple(spec["required"]), known))
        if "beside" in spec:
            checks.append(("bodies", f"json_extract(body, {literal(spec['beside'])})", (), tuple(spec["beside_keys"])))
    for relation, value, required, ignored in checks:
        unknown = connection.execute(f"""
            select min("row"), key from (select "row", unnest(json_keys({value})) as key from {relation}
                                         where json_type({value}) = 'OBJECT')
            where key not in {(*required, *ignored, *empty)} group by key order by 1 limit 1""").fetchall()
        if unknown:
            stop_at_key(unknown[0][1], unknown[0][0], f"what {spec['title']} documents")
        spellings = [f"[{literal(key)}, {literal(spelled(key, spec))}]" for key in required]
        lacking = [f"not coalesce(list_has_any(json_keys({value}), {found}), false)" for found in spellings]
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
