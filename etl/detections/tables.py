"""Tables of labels to `answered`, `labels` and `unsaid`: one column a category, or one row a label.

`unsaid` (row, category): what a row cannot say of an image: no answer, not a no. A null category stands for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from etl.detections import words
from etl.detections.columns import ROLES, Columns
from etl.detections.families import category_codes
from etl.detections.incoming import UNCHANGED, Incoming, fill, literal
from etl.errors import GardefouError
from etl.intake import content_scan
from etl.intake.content_scan import quoted

MOST_LABELS = 5_000


@dataclass(frozen=True)
class Table:
    """What a table turned out to be: its rows, whether a row is one label, and the sentences to print.

    `meanings`: (label, category) of a table of labels; `unlisted`: labels that nothing says the meaning of, with their
    rows; `is_explicit`: whether noes are written out, so that what is missing was not asked.
    """

    rows: int
    is_long: bool
    meanings: tuple[tuple[str, str], ...] = ()
    unlisted: Mapping[str, int] | None = None
    is_explicit: bool = False
    has_noes: bool = True
    said: tuple[str, ...] = ()


def read(
    connection, given: Incoming, mapping: Columns, known: Mapping[str, tuple[str, ...]], is_coded: bool, asked: str,
    spec: Mapping[str, Any],
) -> Table:  # fmt: skip
    """Make `answered`, `labels` and `unsaid` from relation `incoming`.

    `known`: what a format's labels mean (label → categories); `asked`: the category that a bare yes or no is about.
    """
    role = {name: quoted(mapping.roles[name]) if name in mapping.roles else "null::varchar" for name in ROLES}
    total = given.rows + connection.execute('select count(distinct "row") from rejects').fetchall()[0][0]
    connection.execute(f"""create view answered_all as
        select "row", trim({role["image"]}) as image, {role["account"]} as account, {role["day"]} as day,
            {role["coder"]} as coder from incoming""")
    connection.execute(
        'create view answered as select * from answered_all where "row" not in (select "row" from rejects)'
    )
    connection.execute('create table unsaid ("row" bigint, category varchar)')
    if mapping.is_long:
        return long(connection, mapping, role, known, is_coded, asked, total)
    return wide(connection, mapping, role, is_coded, total, spec)


def wide(
    connection, mapping: Columns, role: Mapping[str, str], is_coded: bool, total: int, spec: Mapping[str, Any]
) -> Table:
    """One column a category. An empty cell, or a word for no answer, says nothing of its category."""
    scores, said = score_expressions(connection, list(mapping.scores), spec)
    connection.execute("create view labels as " + " union all ".join(
        f"""select "row", {role["coder"]} as coder, {literal(name)} as label, {scores[name]} as score,
            null::boolean as flag
            from incoming where "row" not in (select "row" from rejects) and {scores[name]} is not null"""
        for name in mapping.scores))  # fmt: skip
    if is_coded or "coder" in mapping.roles:
        only_yes(connection, scores, total)
    return Table(total, False, said=said)


def only_yes(connection, scores: Mapping[str, str], total: int) -> None:
    """Raises GardefouError for a column in which people wrote yes or nothing: what is empty may be a no, or not."""
    for name, score in scores.items():
        ((yes, no),) = connection.execute(f"""
            select count(*) filter (try_cast({score} as double) = 1), count(*) filter (try_cast({score} as double) = 0)
            from incoming""").fetchall()
        if yes and not no and yes < 0.9 * total:
            raise GardefouError(
                f"column {content_scan.column_name(name)} says yes {yes:,} times and never no; {total - yes:,} "
                f"cells are empty, and an empty cell is not an answer. {UNCHANGED} Write 0 where "
                "somebody looked and saw none."
            )


def score_expressions(
    connection, columns: list[str], spec: Mapping[str, Any]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(column → SQL for its score as text, null for no answer; what to print). Plain numbers cost nothing more.

    `spec`: a format's own words for a score (`ranks`) and for no answer.
    """
    no_answer = sorted({*words.SCORE_UNKNOWN, *(str(word).lower() for word in spec.get("no_answer", ()))})
    asked = ", ".join(
        f"""coalesce(bool_or(contains({quoted(name)}, ',')), false),
        coalesce(bool_or(not coalesce(isfinite(try_cast({quoted(name)} as double)), false)), false)"""
        for name in columns
    )
    found = connection.execute(f"select {asked} from incoming").fetchall()[0] if columns else ()
    expressions, said = {}, []
    for place, name in enumerate(columns):
        has_commas, has_words = found[2 * place : 2 * place + 2]
        expression = quoted(name)
        if has_commas:
            expression = f"regexp_replace({expression}, '^\\s*(-?\\d+),(\\d+)\\s*$', '\\1.\\2')"
            said.append("decimal commas were read as decimal points")
        if has_words or "no_answer" in spec:
            listed = {kind: ", ".join(map(literal, sorted(some))) for kind, some in
                      (("yes", words.YES), ("no", words.NO), ("unknown", no_answer))}  # fmt: skip
            word = f"lower(trim({expression}))"
            ranks = "".join(f"when {word} = {literal(name.lower())} then '{rank}' "
                            for name, rank in spec.get("ranks", {}).items())  # fmt: skip
            expression = (
                f"case {ranks} when {word} in ({listed['yes']}) then '1' when {word} in ({listed['no']}) then '0' "
                f"when {word} in ({listed['unknown']}) then null else {expression} end"
            )
        expressions[name] = expression
    return expressions, tuple(dict.fromkeys(said))


def long(
    connection, mapping: Columns, role: Mapping[str, str], known: Mapping[str, tuple[str, ...]], is_coded: bool,
    asked: str, total: int,
) -> Table:  # fmt: skip
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
    })  # fmt: skip
    meanings = tuple((label, category) for label, (kind, many) in senses.items() if kind in ("yes", "no")
                     for category in many)  # fmt: skip
    scored = "score" in mapping.roles
    expressions, said = score_expressions(connection, [mapping.roles["score"]] if scored else [], {})
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
                               "category": (pa.string(), [category for _, category in meanings])})  # fmt: skip
    connection.execute("""
        insert into unsaid select "row", null from labels_all where sense = 'unknown'
        union all
        select "row", category from labels_all join meant using (label) where sense = 'yes' and score is null""")
    has_noes = any(kind in ("none", "no", "other") for kind, _ in senses.values())
    is_explicit = bool(scored and has_explicit(connection, is_coded))
    told = [*said, *spoken(senses, counts, has_noes, is_coded, is_explicit)]
    unlisted = {label: counts[label] for label, (kind, _) in senses.items() if kind == "unlisted"}
    return Table(total, True, meanings, unlisted, is_explicit, has_noes, tuple(told))


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
    senses: Mapping[str, tuple[str, tuple[str, ...]]], counts: Mapping[str, int], has_noes: bool, is_coded: bool,
    is_explicit: bool,
) -> list[str]:  # fmt: skip
    """What was assumed of a table of labels, a sentence each."""
    found = []
    for kind, words_for in (("none", "read as none of the categories"), ("unknown", "read as no answer, not as a no")):
        listed = [f"{words.printable_label(label, place)} ({counts[label]:,})"
                  for place, (label, (one, _)) in enumerate(senses.items(), 1) if one == kind]  # fmt: skip
        if listed:
            found.append(f"{words_for}: {', '.join(listed[:10])}")
    if is_explicit:
        found.append("noes are written out: a label that is missing for an image is no answer, not a no")
    elif not has_noes and not is_coded:
        found.append(
            "only images with a label are in this table: those in which nothing was found are not counted unless a row "
            "names them (label: none)"
        )
    return found
