"""Tables of labels to `answered`, `labels` and `unsaid`: one column a category, or one row a label.

`unsaid` (row, category): what a row cannot say of an image: no answer, not a no. A null category stands for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import pyarrow as pa

from etl.detections import words
from etl.detections.cells import day_expression, only_yes, score_expressions
from etl.detections.columns import ROLES, Columns
from etl.detections.families import category_codes
from etl.detections.incoming import UNCHANGED, Incoming, fill
from etl.errors import GardefouError
from etl.intake import content_scan
from etl.intake.content_scan import literal, quoted

MOST_LABELS = 5_000


@dataclass(frozen=True)
class Table:
    """What a table turned out to be: its rows, whether a row is one label, and the sentences to print.

    `meanings`: (label, category) of a table of labels; `unlisted`: labels that nothing says the meaning of, with their
    rows; `is_explicit`: whether noes are written out, so that what is missing was not asked; `has_none`: whether a row
    says that nothing was found.
    """

    rows: int
    is_long: bool
    meanings: tuple[tuple[str, str], ...] = ()
    unlisted: Mapping[str, int] | None = None
    is_explicit: bool = False
    has_noes: bool = True
    has_none: bool = True
    said: tuple[str, ...] = ()


def read(
    connection, given: Incoming, mapping: Columns, known: Mapping[str, tuple[str, ...]], is_coded: bool, asked: str,
    spec: Mapping[str, Any],
) -> Table:  # fmt: skip # saves 5 lines
    """Make `answered`, `labels` and `unsaid` from relation `incoming`.

    `known`: what a format's labels mean (label → categories); `asked`: the category that a bare yes or no is about.
    """
    role = {name: quoted(mapping.roles[name]) if name in mapping.roles else "null::varchar" for name in ROLES}
    totals = leave_totals(connection, role["image"])
    total = given.rows - len(totals) + connection.execute('select count(distinct "row") from rejects').fetchall()[0][0]
    day, told = day_expression(connection, mapping.roles["day"]) if "day" in mapping.roles else (role["day"], ())
    refuse_shortened(connection, role)
    image = f"trim({role['image']})"  # 12.0, as pandas writes a number with gaps, is 12
    image = f"case when suffix({image}, '.0') then regexp_replace({image}, '^(\\d+)\\.0$', '\\1') else {image} end"
    connection.execute(f"""create view answered_all as
        select "row", {image} as image, {role["account"]} as account, {day} as day,
            {role["coder"]} as coder from incoming""")
    connection.execute(
        'create view answered as select * from answered_all where "row" not in (select "row" from rejects)'
    )
    connection.execute('create table unsaid ("row" bigint, category varchar)')
    if mapping.is_long:
        found = long(connection, mapping, role, known, is_coded, asked, total, spec)
    else:
        found = wide(connection, mapping, role, total, spec)
    left = (f"rows of totals at the end were left out: {', '.join(totals)}",) if totals else ()
    return replace(found, said=(*found.said, *told, *left))


def leave_totals(connection, image: str) -> list[str]:
    """Take out the rows at the end that sum those above them; what they are called."""
    found: list[str] = []
    for row, name in connection.execute(f'select "row", {image} from incoming order by "row" desc limit 3').fetchall():
        if words.folded(str(name or "")) not in words.TOTALS:
            break
        connection.execute('delete from incoming where "row" = ?', [row])
        found.append(str(name).strip())
    return found


def refuse_shortened(connection, role: Mapping[str, str]) -> None:
    """Raises GardefouError for identifiers such as 1.99E+18, of which a spreadsheet has kept three digits."""
    for name in ("image", "account"):
        mark = f"contains(lower({role[name]}), 'e')"
        cut = f"{mark} and regexp_full_match(trim({role[name]}), '\\d+([.,]\\d+)?[eE]\\+?\\d+')"
        ((count,),) = connection.execute(f"select count(*) from incoming where {cut}").fetchall()
        if count:
            raise GardefouError(
                f"{count:,} identifiers of {name}s such as 1.99E+18 have lost digits in a spreadsheet: several {name}s "
                f"would be taken for one. {UNCHANGED} Export the column as text."
            )


def refuse_unread_answers(connection, mapping: Columns, names: tuple[str, ...]) -> None:
    """Raises GardefouError when a label stands alone in each row, and a column that nothing was taken from says yes and
    no: its noes would be counted as found."""
    if not mapping.is_long or "score" in mapping.roles:
        return
    read = {*mapping.roles.values(), *mapping.scores, *mapping.ignored}
    for place, name in enumerate(names, 1):
        if name in read:
            continue
        given = {words.folded(text) for (text,) in connection.execute(
            f"select distinct {quoted(name)} from incoming where {quoted(name)} is not null limit 20").fetchall()
        }  # fmt: skip # saves 3 lines
        if given & words.NO and given <= words.NO | words.YES | words.UNKNOWN:
            shown = content_scan.column_name(name, place)
            raise GardefouError(
                f"each row names a label ({mapping.roles['label']}), and the column {shown} says yes or no: if it says "
                f"whether that label was found, its noes would count as found. {UNCHANGED} Say so in --mapping "
                f"(columns: image: …, label: {mapping.roles['label']}, score: {shown}), or that it says something else "
                f"(ignore: [{shown}])."
            )


def wide(connection, mapping: Columns, role: Mapping[str, str], total: int, spec: Mapping[str, Any]) -> Table:
    """One column a category. An empty cell, or a word for no answer, says nothing of its category."""
    scores, said = score_expressions(connection, list(mapping.scores), spec)
    connection.execute("create view labels as " + " union all ".join(
        f"""select "row", {role["coder"]} as coder, {literal(name)} as label, {scores[name]} as score,
            null::boolean as flag
            from incoming where "row" not in (select "row" from rejects) and {scores[name]} is not null"""
        for name in mapping.scores))  # fmt: skip # saves 4 lines
    # A service that answers what it is asked leaves no cell empty for what it did not see.
    only_yes(connection, scores, total, inf if spec.get("absent") == "unasked" else spec.get("most", 1))
    return Table(total, False, said=said)


def long(
    connection, mapping: Columns, role: Mapping[str, str], known: Mapping[str, tuple[str, ...]], is_coded: bool,
    asked: str, total: int, spec: Mapping[str, Any],
) -> Table:  # fmt: skip # saves 6 lines
    """One row a label. Every image that a row names was looked at, for every category the labels can stand for."""
    is_coded = is_coded or "coder" in mapping.roles
    counted = connection.execute(f"""
        select coalesce(trim({role["label"]}), ''), count(*) from incoming
        where "row" not in (select "row" from rejects)
        group by 1 order by 2 desc, 1 limit {MOST_LABELS + 1}""").fetchall()
    if len(counted) > MOST_LABELS:
        raise GardefouError(f"the column of labels has more than {MOST_LABELS:,} different ones. {UNCHANGED} Name it.")
    senses = {label: sense(label, mapping, known, is_coded, asked) for label, _ in counted}
    counts = dict(counted)
    fill(connection, "senses", {
        "label": (pa.string(), list(senses)), "sense": (pa.string(), [kind for kind, _ in senses.values()]),
    })  # fmt: skip # saves 5 lines
    meanings = tuple(
        (label, category) for label, (kind, many) in senses.items() if kind in ("yes", "no") for category in many
    )
    scored = "score" in mapping.roles
    expressions, said = score_expressions(
        connection, [mapping.roles["score"]] if scored else [], {"most": spec.get("most", 1)}
    )
    score = expressions[mapping.roles["score"]] if scored else "'1'"
    connection.execute(f"""
        create view labels_all as
        select "row", coder, label, sense, case when sense = 'no' then '0' else score end as score,
            null::boolean as flag
        from (select "row", {role["coder"]} as coder, coalesce(trim({role["label"]}), '') as label, {score} as score
              from incoming) join senses using (label)""")
    connection.execute("""
        create view labels as select "row", coder, label, score, flag from labels_all
        where sense in ('yes', 'no') and score is not null and "row" not in (select "row" from rejects)""")
    connection.execute("""
        insert into rejects select "row", '', 'a label that nothing says the meaning of' from labels_all
        where sense = 'unlisted' and "row" not in (select "row" from rejects)""")
    fill(connection, "meant", {"label": (pa.string(), [label for label, _ in meanings]),
                               "category": (pa.string(), [category for _, category in meanings])}
    )  # fmt: skip # saves 5 lines
    connection.execute("""
        insert into unsaid select "row", null from labels_all where sense = 'unknown'
        union all
        select "row", category from labels_all join meant using (label) where sense = 'yes' and score is null""")
    has_noes = any(kind in ("none", "no", "other") for kind, _ in senses.values())
    is_explicit = bool(scored and has_explicit(connection, is_coded))
    told = [*said, *spoken(senses, counts, is_explicit)]
    unlisted = {label: counts[label] for label, (kind, _) in senses.items() if kind == "unlisted"}
    has_none = any(kind == "none" for kind, _ in senses.values())
    return Table(total, True, meanings, unlisted, is_explicit, has_noes, has_none, tuple(told))


def has_explicit(connection, is_coded: bool) -> bool:
    """Whether the table answers yes or no label by label, so that a missing row is a question that was not answered.

    People who write noes out answer so; so does a detector whose table has nearly every pair of image and label.
    """
    if is_coded:
        return bool(connection.execute("select 1 from labels where try_cast(score as double) = 0 limit 1").fetchall())
    ((pairs, images, labels),) = connection.execute("""
        select count(distinct (image, label)), count(distinct image), count(distinct label)
        from labels_all join answered_all using ("row") where sense not in ('unknown', 'unlisted')""").fetchall()
    return labels > 1 and pairs >= 0.9 * images * labels


def sense(
    label: str, mapping: Columns, known: Mapping[str, tuple[str, ...]], is_coded: bool, asked: str
) -> tuple[str, tuple[str, ...]]:
    """(yes, no, other, none, unknown or unlisted; the categories): what one label of a table says.

    In this order: the mapping's word, the format's own list, a category's code, what everybody writes for none and for
    no answer. An empty label is a detector's "nothing found", and no answer of a person.
    """
    folded = words.folded(label)
    if label in mapping.unknown or folded in set(map(words.folded, mapping.unknown)):
        return "unknown", ()
    for meanings in (mapping.labels, known):
        if label in meanings:
            return ("yes", meanings[label]) if meanings[label] else ("other", ())
        if meant := {words.folded(name): many for name, many in meanings.items()}.get(folded):
            return "yes", meant
        if folded in {words.folded(name) for name in meanings}:
            return "other", ()
    code, negated = folded.replace(" ", "_"), words.negated(label).replace(" ", "_")
    if not mapping.labels and code in category_codes():
        return "yes", (code,)
    if negated in category_codes():
        return "no", (negated,)
    if not label:
        return ("unknown" if is_coded else "none"), ()
    if asked and folded in words.YES:
        return "yes", (asked,)
    if words.is_unknown(label):
        return "unknown", ()
    if words.is_none(label):
        return "none", ()
    return several(label, mapping, known, is_coded, asked)


def several(
    label: str, mapping: Columns, known: Mapping[str, tuple[str, ...]], is_coded: bool, asked: str
) -> tuple[str, tuple[str, ...]]:
    """What a cell with several labels says: all of them, when each says something; an empty list is none."""
    each = words.parts(label)
    if each == [label]:
        return "unlisted", ()
    senses = [sense(part, mapping, known, is_coded, asked) for part in each]
    if any(kind not in ("yes", "none", "other") for kind, _ in senses):
        return "unlisted", ()
    found = tuple(dict.fromkeys(category for _, many in senses for category in many))
    return ("yes", found) if found else ("none", ())


def spoken(
    senses: Mapping[str, tuple[str, tuple[str, ...]]], counts: Mapping[str, int], is_explicit: bool
) -> list[str]:
    """What was assumed of a table of labels, a sentence each."""
    found = []
    for kind, words_for in (("none", "read as none of the categories"), ("unknown", "read as no answer, not as a no")):
        listed = [f"{words.printable_label(label, place)} ({counts[label]:,})"
                  for place, (label, (one, _)) in enumerate(senses.items(), 1) if one == kind
        ]  # fmt: skip # saves 2 lines
        if listed:
            found.append(f"{words_for}: {', '.join(listed[:10])}")
    if is_explicit:
        found.append("noes are written out: a label that is missing for an image is no answer, not a no")
    return found
