"""JSON answers of detectors, in the shape their producer documents, to `answered` (images), `labels` and `bounds`.

`answered`: row, image, account, day, coder. `labels`: row, coder, label, score, flag (texts and a boolean). What it
means that an answer does not name a label is the family's own (`absent` in families.yml). `bounds`: row, most (what
a class that is not named can have at most, for classifiers that list the likeliest).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etl.detections.envelopes import NOT_ASKED, explode
from etl.detections.families import Family
from etl.detections.incoming import Incoming
from etl.detections.unread import stop_at_key
from etl.intake import content_scan
from etl.intake.content_scan import literal


@dataclass(frozen=True)
class Answers:
    """The number of rows (answers) the file holds, rejected ones included, and the sentences to print."""

    rows: int
    said: tuple[str, ...] = ()


def read(connection, given: Incoming, family: Family) -> Answers:
    """Make `answered`, `labels` and, for a classifier, `bounds`."""
    total = explode(connection, given, family)
    said = check_outer(connection, family)
    if family.shape == "list":
        read_lists(connection, family)
    else:
        read_maps(connection, family)
    connection.execute("""create view answered as select "row", image, account, day, null::varchar as coder from bodies
                       where "row" not in (select "row" from rejects)""")
    return Answers(total, said)


def read_lists(connection, family: Family) -> None:
    """Findings or classes: a label and a score each."""
    spec = family.spec
    items = f"json_extract(body, {literal(spec['items'])})"
    for also in spec.get("items_also", ()):
        items = f"case when len({items}) > 0 then {items} else json_extract(body, {literal(also)}) end"
    if spec["items"] == "$[*]":
        connection.execute(f"""
            insert into rejects select "row", '', {literal("not " + spec["form"])} from bodies
            where json_type(body) is distinct from 'ARRAY'""")
    connection.execute(f'create view items as select "row", unnest({items}) as item from bodies')
    check_keys(connection, "items", "item", (*spec["label"], *spec["score"], *spec["ignored"]), spec["title"])
    label, score = (first_of("item", [f"$.{key}" for key in spec[name]]) for name in ("label", "score"))
    if spec["absent"] == "unasked":  # a category without a value was not answered
        there = " or ".join(f"json_exists(item, '$.{key}')" for key in spec["score"])
        connection.execute("alter view items rename to items_all")
        connection.execute(f"create view items as from items_all where not (({there}) and {score} is null)")
    connection.execute(f"""insert into rejects select distinct "row", '',
        {literal(f"an entry without {' or '.join(spec['label'])}, or without {' or '.join(spec['score'])}")} from items
        where {label} is null or {score} is null""")
    for old, new in spec.get("at_top_level", {}).items():  # an older version's name for a top-level label
        is_top = f"{label} = {literal(old)} and json_extract_string(item, '$.ParentName') = ''"
        label = f"case when {is_top} then {literal(new)} else {label} end"
    if spec["absent"] == "bounded":
        label = f"lower({label})" if spec.get("single_item") else label
    connection.execute(f"""
        create view labels as
        select "row", null::varchar as coder, {label} as label, {score} as score, null::boolean as flag
        from items where "row" not in (select "row" from rejects)""")
    if spec["absent"] == "bounded":
        # Of shares that add up to one, what is left over is the most that a class not named can have.
        connection.execute("""
            create view bounds as
            select "row", case when sum(number) <= 1.001 then least(min(number), greatest(0, 1 - sum(number)))
                          else min(number) end as most
            from (select "row", try_cast(score as double) as number from labels) group by "row" """)


def read_maps(connection, family: Family) -> None:
    """A score under each label's own key; a label without one, or with a word for no answer, says nothing."""
    spec = family.spec
    if "single" in spec:
        connection.execute(f"""
            insert into rejects select "row", '', 'not exactly one result in an answer' from bodies
            where coalesce(json_array_length(answer, {literal(spec["single"])}), 0) <> 1 and not {alone(spec)}""")
    if spec.get("bare"):
        connection.execute(f"""insert into rejects select "row", '', {literal(NOT_ASKED)} from bodies
                           where body is null or json_type(body) = 'NULL'""")
    where = spec.get("scores", "$")
    names = spec.get("keys") or {label: [label] for label in spec["required"]}
    scores = "body" if where == "$" else f"json_extract(body, {literal(where)})"
    spelled = {key: [key, *([key.replace("/", "_").replace("-", "_")] * bool(spec.get("spelled_with_underscores")))]
               for keys in names.values() for key in keys}  # fmt: skip # saves 3 lines
    tops = {key.split(".")[0] for keys in spelled.values() for key in keys}
    flags = {key for keys in spec.get("flag_keys", {}).values() for key in keys}
    if not spec.get("beside_labels"):
        check_keys(connection, "bodies", scores, (*tops, *flags, *spec.get("ignored", ())), spec["title"])
    if "beside_keys" in spec:
        check_keys(connection, "bodies", "body", tuple(spec["beside_keys"]), spec["title"])
    if "required" in spec:
        first = literal(spec["required"][0])
        lacking = [f"when json_type({scores}) is distinct from 'OBJECT' then {first}"]
        lacking += [
            f"when not list_has_any(json_keys({scores}), {spelled[label]}) then {literal(label)}"
            for label in spec["required"]
        ]
        connection.execute(f"""
            insert into rejects select "row", '', 'an answer without the key ' || lacking
            from (select "row", case {" ".join(lacking)} end as lacking from bodies) where lacking is not null""")
    else:
        connection.execute(f"""insert into rejects select "row", '', 'an answer without one of the documented labels'
            from bodies where not coalesce(list_has_any(json_keys({scores}), {sorted(tops)}), false)""")
    entries = []
    for label, keys in names.items():
        paths = [path_of(where, name) for key in keys for name in spelled[key]]
        score = first_of("body", paths)
        if "before" in spec:
            score = f"regexp_replace({score}, {literal('^' + spec['before'].replace('.', '[.]'))}, '')"
        if "ranks" in spec:
            ranks = ", ".join(f"{literal(str(word))}: '{rank}'" for word, rank in spec["ranks"].items())
            score = f"coalesce(map {{{ranks}}}[{score}], {score})"
        flag = "null::boolean"
        if "flags" in spec:
            flag = f"try_cast({first_of('body', [path_of(spec['flags'], name) for name in spelled[label]])} as boolean)"
        elif "flag_keys" in spec:
            flag = f"try_cast({first_of('body', [path_of('$', key) for key in spec['flag_keys'][label]])} as boolean)"
        types = "null"
        if "applied" in spec:
            types = first_of("body", [path_of(spec["applied"], name) for name in spelled[label]])
        entries.append(f"{{'label': {literal(label)}, 'score': {score}, 'flag': {flag}, 'types': {types}::varchar}}")
    no_answer = ", ".join(literal(str(word)) for word in spec.get("no_answer", ())) or "''"
    connection.execute(f"""
        create view labels as
        select "row", null::varchar as coder, one.label as label, one.score as score, one.flag as flag
        from (select "row", unnest([{", ".join(entries)}]) as one from bodies
              where "row" not in (select "row" from rejects))
        where one.score is not null and one.score not in ({no_answer})
            and (one.types is null or contains(one.types, 'image'))""")


def check_outer(connection, family: Family) -> tuple[str, ...]:
    """What stands beside the part that is read: stops at a key nobody documents, or names it, as the family says."""
    spec = family.spec
    if "wrapping_keys" in spec:
        check_keys(connection, "bodies", "wrapping", tuple(spec["wrapping_keys"]), spec["title"])
    if "body" not in spec:
        return ()
    has_body = " or ".join(f"list_contains(json_keys(answer), {literal(key)})" for key in spec["body"])
    is_answer = f"coalesce({has_body}, false)"
    if not spec.get("bare"):
        connection.execute(f"""insert into rejects select "row", '', {literal(f"no {' or '.join(spec['body'])} in it")}
                           from bodies where json_type(answer) = 'OBJECT' and not {is_answer} and not {alone(spec)}""")
    known = (*spec["body"], *spec.get("body_ignored", ()))
    if spec.get("others") == "named":
        beside = [key for (key,) in connection.execute(f"""
            select distinct key from (select unnest(json_keys(answer)) as key from bodies
                where json_type(answer) = 'OBJECT' and {is_answer}) where key not in {(*known, "")} order by 1
            """).fetchall()]  # fmt: skip # saves 3 lines
        names = ", ".join(content_scan.column_name(key, place) for place, key in enumerate(beside, 1))
        return (f"keys nothing was taken from: {names}",) if beside else ()
    value = f"case when {is_answer} then answer end" if spec.get("bare") or "scores" in spec else "answer"
    check_keys(connection, "bodies", value, known, spec["title"])
    return ()


def alone(spec: Mapping[str, Any]) -> str:
    """SQL for whether an answer is the one result itself, without what is around it."""
    return f"json_exists(answer, {literal(spec['scores'])})" if "scores" in spec else "false"


def check_keys(connection, relation: str, value: str, known: tuple[str, ...], title: str) -> None:
    """Stops at the first key of the objects that is not known."""
    unknown = connection.execute(f"""
        select min("row"), key from (select "row", unnest(json_keys({value})) as key from {relation}
                                     where json_type({value}) = 'OBJECT')
        where key not in {(*known, "", "")} group by key order by 1 limit 1""").fetchall()
    if unknown:
        stop_at_key(unknown[0][1], unknown[0][0], f"what {title} documents")


def path_of(where: str, key: str) -> str:
    """The JSON path of a label's key under `where`; a dot in the key leads into an object, a slash does not."""
    return where + "".join(f'."{part}"' for part in key.split("."))


def first_of(value: str, paths: list[str]) -> str:
    """SQL for the first of several places in a JSON value that holds something, as text."""
    found = [f"json_extract_string({value}, {literal(path)})" for path in paths]
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"
