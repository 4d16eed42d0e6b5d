"""Rows checked, labels turned into categories: relations `images` and `scores`, and what was rejected with its place.

`images`: number, image, account, day. `scores` (a view): number, coder, category, score, is_flagged; who counts for
which category is said in `etl.detections.scoring`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from etl.detections import (
    annotated,
    answers,
    checks,
    columns,
    examined,
    incoming,
    label_studio,
    studio_files,
    table_files,
    tables,
)
from etl.detections.columns import Columns
from etl.detections.families import Family, category_codes, family
from etl.detections.in_cells import answers_in_cells
from etl.detections.incoming import Incoming, fill
from etl.detections.recognise import what_it_is
from etl.detections.scoring import Reading, images_and_scores
from etl.errors import GardefouError
from etl.intake import losses
from etl.intake.content_scan import ForbiddenContent


@dataclass(frozen=True)
class Asked:
    """How a person wants a file to be read: its format, mapping, thresholds, and what they accept.

    `is_coded`: the scores are people's answers, 0 or 1, as they are whenever a coder is named. `category`: what a bare
    yes or no in a column of labels is about. `accept`: take what is left when too many rows are lost. `examined`: how
    many images were looked at in all, or the file of their identifiers, for a table that names only what was found;
    `examined_by`: the option that says so.
    """

    form: str = "columns"
    mapping: Columns | None = None
    flag_at: Mapping[str, float] = field(default_factory=dict)
    is_coded: bool = False
    category: str = ""
    accept: bool = False
    encoding: str = ""
    examined: str = ""
    examined_by: str = "--examined N, or --examined FILE with all their identifiers"


@dataclass(frozen=True)
class Collected:
    """Counts of one file: rows = loaded + rejected; `unmatched`: labels with no category here, and their rows.

    `unlisted`: labels that no list knows; `said`: what was assumed, sentences to be printed; `is_long`: a row a label;
    `is_coded`: people's answers, yes or no.
    """

    family: str
    rows: int
    loaded: int
    images: int
    accounts: int
    categories: tuple[str, ...]
    has_coders: bool
    is_numbered: bool
    rejects: tuple[tuple[int, str, str], ...] = ()
    unmatched: Mapping[str, int] = field(default_factory=dict)
    unlisted: Mapping[str, int] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    is_long: bool = False
    is_coded: bool = False

    @property
    def rejected(self) -> int:
        return len({row for row, _, _ in self.rejects})


def collect(connection, path: Path, asked: Asked) -> Collected:
    """Read, scan and check one file into `images` and `scores`.

    Raises ForbiddenContent, or GardefouError for a file that is not what the format says, of which no row is usable, or
    of which what is left would speak of another population.
    """
    kind, mapping = family(asked.form), asked.mapping
    offered: Mapping[str, set[str]] = {}
    if kind.name in annotated.READERS:
        given, offered = annotated.take_in(
            connection, path, kind.name, asked.encoding, mapping.labels if mapping else ()
        )
    elif kind.name == "label_studio":
        given = studio_files.take_in(connection, path, asked.encoding)
    else:
        given = taken_in(connection, path, asked, kind)
    if given.kind == "table" and kind.shape in ("list", "map"):
        given = answers_in_cells(connection, given, kind)
    is_table = given.kind == "table" or kind.shape == "columns" or flat(connection, given, kind)
    hint = "" if is_table or kind.shape == "coders" else first_answer(connection)
    if kind.shape == "coders":
        rows, told_of = label_studio.read(connection, mapping, offered)
        said = (*given.said, *told_of)
        reading = Reading("unasked", False, True, ())
        table = None
    elif is_table:
        given, mapping = table_of(connection, given, kind, mapping)
        extra = columns.checked(given, mapping, tuple(kind.spec.get("needs", ())))
        tables.refuse_unread_answers(connection, mapping, given.columns)
        is_coded = asked.is_coded or "coder" in mapping.roles
        table = tables.read(connection, given, mapping, kind.known, is_coded, asked.category, kind.spec)
        rows, said = table.rows, (*given.said, *table.said)
        said += (f"columns nothing was taken from: {', '.join(extra)}",) if extra else ()
        is_one_row = not mapping.is_long and "coder" not in mapping.roles
        reading = Reading("unasked" if not mapping.is_long or table.is_explicit else "no", is_one_row,
                          "coder" in mapping.roles, (), has_unsaid=True)  # fmt: skip # saves 5 lines
        asked = replace(asked, is_coded=is_coded)
    else:
        if mapping and kind.spec.get("single_item"):  # its labels are read in small letters
            mapping = replace(mapping, labels={label.lower(): many for label, many in mapping.labels.items()})
        try:
            found = answers.read(connection, given, kind)
        except ForbiddenContent:
            raise
        except GardefouError:
            if hint and f"--format {kind.name})" not in hint:
                raise GardefouError(f"{path.name} is {hint}, not {kind.spec['title']}. Nothing was stored.") from None
            raise
        rows, said, table = found.rows, (*given.said, *found.said), None
        reading = Reading(kind.spec.get("absent", "unasked"), True, False, ())
    meanings = meant(kind, mapping, asked.flag_at, table)
    fill(connection, "meanings", {
        "label": (pa.string(), [label for label, _, _ in meanings]),
        "category": (pa.string(), [category for _, category, _ in meanings]),
        "flag_at": (pa.float64(), [at for _, _, at in meanings]),
    })  # fmt: skip # saves 4 lines
    listed = set(kind.labels) | set(mapping.labels if mapping else ())
    checks.fill_known(connection, listed)
    if kind.shape == "coders":
        checks.check_choices(connection)
    unmatched, unlisted = counted_nowhere(connection, listed, table)
    checks.check_rows(connection, kind, mapping if is_table else None, asked.is_coded, bool(table and table.is_long))
    told = f". This file is {hint}" if hint and f"--format {kind.name})" not in hint else ""
    said += checks.check_losses(connection, path.name, rows, unlisted, asked.accept, told)
    if table and table.unlisted:
        drop_images(connection)
    if asked.examined:
        said += (examined.add(connection, path, asked.examined, table, asked.examined_by.startswith("--validation")),)
    else:
        examined.check(connection, path, table, asked.examined_by, kind.spec.get("absent") == "no")
    domain, silent = domain_of(connection, kind, mapping, table, asked.category)
    said += silent
    is_single = len({category for _, category, _ in meanings}) == len(meanings)
    images_and_scores(connection, replace(reading, domain=domain, is_single=is_single))
    ((images, accounts, is_numbered),) = connection.execute(
        "select count(*), count(distinct account), bool_and(regexp_full_match(image, 'row \\d+')) from images"
    ).fetchall()
    rejects = tuple(connection.execute('select distinct "row", "column", reason from rejects order by all').fetchall())
    if not images:
        first = f"row {rejects[0][0]}, {rejects[0][2]}" if rejects else ""
        raise losses.nothing_loaded(path.name, rows, first + told)
    if not domain:
        raise GardefouError(f"{path.name}: no row says anything of a category. Nothing was stored.")
    coded = "select 1 from answered where nullif(trim(coder), '') is not null limit 1"
    if kind.shape == "coders":
        coded = coded.replace("answered", "labels")
    has_coders = bool(connection.execute(coded).fetchall())
    thresholds = {category: at for _, category, at in meanings if at is not None and category in domain}
    loaded = rows - len({row for row, _, _ in rejects})
    return Collected(kind.name, rows, loaded, images, accounts, domain, has_coders, bool(is_numbered), rejects,
                     unmatched, unlisted, thresholds, said, bool(table and table.is_long),
                     asked.is_coded or kind.shape == "coders")  # fmt: skip # saves 14 lines


def taken_in(connection, path: Path, asked: Asked, kind: Family) -> Incoming:
    """The file as relation `incoming`; one that an annotation tool wrote is named with the format that reads it."""
    mapping = asked.mapping
    try:
        return table_files.take_in(
            connection, path, identifiers(kind, mapping), mapping.delimiter if mapping else "", asked.encoding,
            tuple(kind.spec.get("headerless", ())), tuple(kind.spec.get("unread", ())),
            tuple(kind.spec[name].removeprefix("$.") for name in ("scores", "flags", "applied") if name in kind.spec),
            kind.shape in ("list", "map"),
        )  # fmt: skip # saves 5 lines
    except GardefouError:
        if path.is_file() and (tool := annotated.tool_of(path)):
            raise GardefouError(
                f"{path.name} is {annotated.TITLES[tool]}. Nothing was stored. Name its format with --format {tool}."
            ) from None
        if path.is_file() and kind.name == "columns" and (known := what_it_is(first_line(path))):
            raise GardefouError(f"{path.name} is {known}. Nothing was stored. Name its format with --format.") from None
        raise


def first_line(path: Path) -> str:
    """The first line of a file, or the whole of a short one: enough to see which service answered."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read(1 << 16)
    first = text.split("\n", 1)[0]
    return first if what_it_is(first) else text


def identifiers(kind: Family, mapping: Columns | None) -> tuple[str, ...]:
    """The columns whose values may look like identifiers."""
    if mapping and mapping.roles:
        return mapping.identifiers
    return (*columns.usual_identifiers(), *kind.spec.get("image_columns", ()))


def flat(connection, given: Incoming, kind: Family) -> bool:
    """Whether the file of a format whose answers are lists is a table in JSON: an object a line, with a label each."""
    if kind.shape != "list" or given.kind != "lines":
        return False
    label, score = (" or ".join(f"json_type(line, '$.{key}') in ('VARCHAR', 'DOUBLE', 'UBIGINT', 'BIGINT')"
                                for key in kind.spec[name]) for name in ("label", "score"))  # fmt: skip # saves 4 lines
    image = " or ".join(f"json_exists(line, '$.{name}')" for name in columns.USUAL["image"])
    return bool(
        connection.execute(f"""
        select bool_and(json_type(line) = 'OBJECT' and ({image}) and ({label}) and ({score}))
        from (select line from incoming limit 1000)""").fetchall()[0][0]
    )


def first_answer(connection) -> str:
    """What the file's first answer looks like; '' when it is not recognised."""
    found = connection.execute('select line from incoming order by "row" limit 1').fetchall()
    return what_it_is(found[0][0]) if found else ""


def table_of(connection, given: Incoming, kind: Family, mapping: Columns | None) -> tuple[Incoming, Columns]:
    """The table with the mapping that reads it: what was given, what the format says, or the usual names."""
    scores = next(iter(kind.spec.get("score_columns", {}).values()), [""])
    given = columns.as_table(connection, given, identifiers(kind, mapping), scores[0])
    if not mapping or not mapping.roles:
        mapping = columns.guessed(given.columns, mapping, kind.spec)
    if kind.shape == "map" and not mapping.scores:
        raise GardefouError(
            f"this file is a table, and '{kind.name}' is JSON. {incoming.UNCHANGED} Name its format, or say in a "
            "mapping which column is what (--format columns --mapping)."
        )
    return given, mapping


def meant(
    kind: Family, mapping: Columns | None, flag_at: Mapping[str, float], table: tables.Table | None
) -> list[tuple[str, str, float | None]]:
    """(label, category, threshold) triples: of the format's crosswalk, of the mapping, or each category's own name."""
    at_of = {(meaning.label, meaning.category): meaning.flag_at for meaning in kind.meanings}
    usual = mapping.flag_at if mapping else 0.5
    found: list[tuple[str, str, float | None]]
    if table and table.is_long:
        levels = {category: at for (_, category), at in at_of.items()}
        found = [(label, category, levels.get(category, usual)) for label, category in table.meanings]
    elif table and mapping and mapping.scores:
        found = [(column, category, at) for column, (category, at) in mapping.scores.items()]
        for column, (category, _) in mapping.scores.items():  # a label that stands for several categories
            several = [one for one in kind.meanings if columns.is_label(column, one.label) and one.flag_at is not None]
            if category in {one.category for one in several}:
                found += [(column, one.category, one.flag_at) for one in several if one.category != category]
    elif kind.meanings:
        found = [(label, category, at) for (label, category), at in at_of.items()]
        level = {category: at for _, category, at in found if at is not None}
        added = mapping.labels if mapping else {}
        found = [one for one in found if one[0] not in added]
        scale = kind.spec.get("most", 1) / 2
        found += [(label, category, level.get(category, scale)) for label, many in added.items() for category in many]
    elif mapping and mapping.labels:
        found = [(label, category, usual) for label, many in mapping.labels.items() for category in many]
        if kind.shape == "coders":  # a choice that is a category's code needs no mapping
            found += [(code, code, usual) for code in sorted(category_codes() - set(mapping.labels))]
    else:
        found = [(code, code, usual) for code in sorted(category_codes())]
    known = {category for _, category, _ in found}
    if wrong := sorted(set(flag_at) - known):
        raise GardefouError(f"this file measures no {', '.join(wrong)}; it measures {', '.join(sorted(known))}.")
    found = [(label, category, flag_at.get(category, at)) for label, category, at in found]
    least, most = kind.spec.get("least", 0), kind.spec.get("most", 1)
    for _, category, at in found:
        if at is not None and not least < at <= most:  # NaN too
            raise GardefouError(f"{category} cannot be flagged at {at:g}: its scores run from {least:g} to {most:g}.")
    return found


def counted_nowhere(connection, listed: set[str], table: tables.Table | None) -> tuple[dict[str, int], dict[str, int]]:
    """(labels without a category, labels that no list knows), each with how often they occur."""
    if table:
        return {}, dict(table.unlisted or {})
    found = dict(
        connection.execute("""select label, count(*) from labels where not coalesce(flag = false, false)
        and label not in (select label from meanings) group by label order by 2 desc, 1""").fetchall()
    )
    return found, {label: count for label, count in found.items() if listed and label not in listed}


def drop_images(connection) -> None:
    """An image with a label that nothing says the meaning of leaves: it may be any category."""
    connection.execute("""
        insert into rejects
        select distinct a."row", '', 'another row of the image has a label that nothing says the meaning of'
        from answered_all a where a."row" not in (select "row" from rejects) and a.image in (
            select image from answered_all join rejects using ("row")
            where reason = 'a label that nothing says the meaning of')""")


def of_models(connection, kind: Family, models: list[list[str]], mapping: Columns | None) -> tuple[str, ...]:
    """The categories that every model with all of the file's labels can speak of, and those of labels and mapping."""
    relation = (
        "labels_all"
        if connection.execute("select 1 from duckdb_views() where view_name = 'labels_all'").fetchall()
        else "labels"
    )
    seen = {label.lower() for (label,) in connection.execute(f"select distinct label from {relation}").fetchall()}
    said = {label.lower(): many for label, many in (mapping.labels.items() if mapping else ())}
    known = kind.known | said
    own = seen - set(said)
    fitting = [set(model) for model in models if own and own <= set(model)]
    could = [{category for label in model for category in known.get(label, ())} for model in fitting]
    sure = set.intersection(*could) if could else set()
    return tuple(sorted(sure | {category for label in seen | set(said) for category in known.get(label, ())}))


def domain_of(
    connection, kind: Family, mapping: Columns | None, table: tables.Table | None, asked: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the categories that could have been reported, what to print of those that could not)."""
    if table and table.is_long and kind.meanings and "models" not in kind.spec:
        return tuple(sorted(kind.categories)), ()
    if table and table.is_long and "models" in kind.spec:
        return of_models(connection, kind, kind.spec["models"], mapping), ()
    if table and table.is_long:
        named = {category for many in (mapping.labels.values() if mapping else ()) for category in many}
        named |= {category for _, category in table.meanings} | ({asked} if asked and table.meanings else set())
        return tuple(sorted(named)), ()
    if not kind.meanings or table or kind.shape == "coders":
        found = connection.execute("select distinct category from labels join meanings using (label) order by 1")
        return tuple(category for (category,) in found.fetchall()), ()
    if models := kind.spec.get("models"):
        return of_models(connection, kind, models, mapping), ()
    found = set(kind.categories) | {
        category for many in (mapping.labels.values() if mapping else ()) for category in many
    }
    silent: set[str] = set()
    if rule := kind.spec.get("needs_one_of"):
        seen = {label for (label,) in connection.execute("select distinct label from labels").fetchall()}
        if seen and seen <= set(rule["when"]) and not seen & set(rule["seen"]):
            silent = set(rule["silent"])
    told = f"the labels are those of a model that says nothing of {', '.join(sorted(silent))}: not counted"
    return tuple(sorted(found - silent)), ((told,) if silent else ())
