"""Rows with a fault to `rejects`; files refused whole where leaving rows out would bend every share."""

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from etl.detections import incoming, words
from etl.detections.columns import ROLES, Columns
from etl.detections.envelopes import FAILED, NOT_ASKED
from etl.detections.families import Family
from etl.detections.incoming import fill
from etl.detections.label_studio import UNDONE
from etl.errors import GardefouError
from etl.intake import losses

AGAIN = "the same image and label again: the first counts"
UNKNOWN_LABEL = "a label that nothing says the meaning of"
NO_FAULTS = (FAILED, NOT_ASKED, UNDONE, AGAIN)  # a rule kept these rows out, not a fault of the file
MOST_DAYS = 62  # up to so many, losses are looked at by day, then by month


def check_rows(connection, kind: Family, mapping: Columns | None, is_coded: bool, is_long: bool) -> None:
    """Move every row with a fault to `rejects`. Raises GardefouError for scores on another scale than the format's."""
    least, most = kind.spec.get("least", 0), kind.spec.get("most", 1)
    role = {name: sqlsafe(mapping.roles.get(name, "") if mapping else "") for name in ROLES}
    if not is_coded and kind.shape != "coders":
        check_scale(connection, most, 10 if kind.shape == "columns" or mapping is not None else 2)
    if is_long and mapping and "score" not in mapping.roles:
        check_alike(connection, is_long=True)
    connection.execute(f"""
        insert into rejects
        select "row", '{role["image"]}', 'no identifier of the image' from answered
        where nullif(trim(image), '') is null
        union all
        select "row", '{role["day"]}', 'not a day of the form 2026-04-30' from answered
        where nullif(trim(day), '') is not null
            and (not regexp_full_match(trim(day), '\\d{{4}}-\\d{{2}}-\\d{{2}}([T ]\\d{{2}}:.*)?')
                 or try_cast(left(trim(day), 10) as date) is null)
        union all
        select "row", '{role["day"]}', 'a day before 2000, or still to come' from answered
        where try_cast(left(trim(day), 10) as date) not between date '2000-01-01' and current_date + 1
        union all
        select "row", '{role["score"]}', 'a score that is not a number from {least:g} to {most:g}' from labels
        where not {is_coded} and flag is null
            and not coalesce(try_cast(score as double) between {least} and {most}, false)
        union all
        select "row", '{role["score"]}', 'a code of a person that is neither 0 nor 1 (empty: no answer)' from labels
        where {is_coded} and flag is null and not coalesce(try_cast(score as double) in (0, 1), false)""")
    if kind.spec.get("unlisted") == "lost" and kind.shape == "list" and mapping is None:
        connection.execute(f"""insert into rejects select distinct "row", '', '{UNKNOWN_LABEL}'
                           from labels where label not in (select label from known)""")
    repeated(connection, kind, is_coded, is_long)


def repeated(connection, kind: Family, is_coded: bool, is_long: bool) -> None:
    """Reject what came before: an image, or a person's answer on one. A detector's label may stand in several rows."""
    if is_long and not is_coded:
        return
    key = "image, coder, label" if is_long else "image" if kind.shape in ("list", "map") else "image, coder"
    relation = "answered"
    if is_long:
        relation = '(select "row", image, labels.coder, label from labels join answered using ("row"))'
    elif kind.shape == "coders":
        relation = '(select distinct "row", image, labels.coder from labels join answered using ("row"))'
    if connection.execute(f"select 1 from {relation} group by {key} having count(*) > 1 limit 1").fetchall():
        if kind.shape != "coders" and not is_long:
            check_alike(connection, is_long=False)
        connection.execute(f"""
            insert into rejects select "row", '', '{AGAIN}' from {relation}
            qualify row_number() over (partition by {key} order by "row") > 1""")


def check_scale(connection, most: float, share: int) -> None:
    """Raises GardefouError when more than a tenth of a table's rows (a half of a service's answers; 1 / `share`) have a
    score above the scale: percentages, most often; and when a scale to 100 is never left between 0 and 1."""
    ((beyond, rows, highest),) = connection.execute(f"""
        select count(distinct "row") filter (number > {most} and isfinite(number)), count(distinct "row"), max(number)
        from (select "row", try_cast(score as double) as number from labels)""").fetchall()
    if most == 100 and highest is not None and 0 < highest <= 1:
        raise GardefouError(
            f"no score is above 1, where they run to 100: they seem to be shares. {incoming.UNCHANGED} Multiply them "
            "by 100: none would reach the level from which an image is flagged."
        )
    if beyond * share > rows:
        raise GardefouError(
            f"{beyond:,} of {rows:,} rows have a score above {most:g}. {incoming.UNCHANGED} If they are percentages, "
            "divide them by 100: leaving these rows out would leave the low scores only."
        )


def check_alike(connection, is_long: bool) -> None:
    """Raises GardefouError when a tenth of the images are answered several times and not alike: runs, models, frames.

    Call it for a table of answers of which some image has two, or for one of labels without scores.
    """
    if is_long:  # something and nothing, of one image by one person
        whose = """(select image, answered_all.coder as coder from labels_all join answered_all using ("row")
                    where sense = {})"""
        differ = f"""select count(*) from {whose.format("'none'")} one where exists (
            select 1 from {whose.format("'yes'")} other
            where one.image = other.image and one.coder is not distinct from other.coder)"""
    else:
        differ = """select count(distinct image) from (
            select image from labels join meanings using (label) join answered using ("row")
            group by image, category, answered.coder
            having count(distinct coalesce(flag, try_cast(score as double) >= flag_at)) > 1)"""
    ((many,),) = connection.execute(differ).fetchall()
    ((images,),) = connection.execute("select count(distinct image) from answered").fetchall() if many else ((0,),)
    if many > losses.TENTH * images:
        raise GardefouError(
            f"{many:,} of {images:,} images are answered several times, and not alike. {incoming.UNCHANGED} Rows of "
            "several models, runs or frames are files of their own; rows of several people need a column coder."
        )


def check_positives(connection, accept: bool) -> tuple[str, ...]:
    """Raises GardefouError when rows whose score or label could not be used might be many of those that were flagged:
    a share of one in a hundred is bent by three lost rows. What to print when a person accepted that."""
    ((lost,),) = connection.execute(f"""
        select count(distinct "row") from rejects
        where reason like 'a score %' or reason like 'a code %' or reason = '{UNKNOWN_LABEL}'""").fetchall()
    if not lost:
        return ()
    found = connection.execute("""
        select category, count(distinct "row") filter (coalesce(flag, try_cast(score as double) >= flag_at))
        from labels join meanings using (label) where "row" not in (select "row" from rejects)
        group by category order by 2, 1 limit 1""").fetchall()
    category, flagged = found[0] if found else ("", 0)
    if (lost < losses.FEWEST and flagged) or lost <= losses.TENTH * (flagged + lost):
        return ()
    told = f"{lost:,} rows have a score or a label that cannot be used, beside {flagged:,} flagged rows of {category}"
    if accept:
        return (told,)
    raise GardefouError(
        f"{told}: if they are of it, its share is another. {incoming.UNCHANGED} Mend them (empty: no answer), or take "
        f"the rest as it is with {losses.ACCEPT}."
    )


def check_choices(connection) -> None:
    """Raises GardefouError for choices of people that stand for no category and that no mapping sets aside."""
    lost = connection.execute("""
        select label, count(*) from labels where flag and label not in (select label from meanings)
            and label not in (select label from known) group by label order by 2 desc, 1""").fetchall()
    if lost:
        raise GardefouError(f"{what_to_map(dict(lost), 'choices')}. {incoming.UNCHANGED}")


def what_to_map(unlisted: Mapping[str, int], what: str = "labels") -> str:
    """The labels that nothing says the meaning of, by name where it is an ordinary word, and the line that says it."""
    named = [
        (words.printable_label(label, place), label, count) for place, (label, count) in enumerate(unlisted.items(), 1)
    ]
    listed = ", ".join(f"{name} ({count:,})" for name, _, count in named[:10])
    more = f" and {len(named) - 10} more" if len(named) > 10 else ""
    keys = [yaml_key(label) for name, label, _ in named if name == label][:5]
    lines = ", ".join(f"{key}: {'[]' if place else 'nudity'}" for place, key in enumerate(keys))
    example = f"labels: {{{lines}}}" if lines else "labels: {a label: nudity, another: []}"
    return (
        f"{what} that nothing says the meaning of: {listed}{more}. Say it in a mapping (--mapping), for each a "
        f"category, [] for none of them, or unknown for no answer; for example  {example}"
    )


def yaml_key(label: str) -> str:
    """A label as a key of YAML, in quotes where it would be read as something else."""
    is_word = (
        label.lower() not in ("yes", "no", "true", "false", "null", "on", "off", "y", "n") and not label[0].isdigit()
    )
    return label if is_word and not set(label) & set("/-") else f'"{label}"'


def check_losses(
    connection, name: str, rows: int, unlisted: Mapping[str, int], accept: bool, told: str = ""
) -> tuple[str, ...]:
    """What to print of rows that a person accepted to lose; raises GardefouError when they would bend the shares."""
    ruled = ", ".join(f"'{reason}'" for reason in NO_FAULTS)
    lost = connection.execute(f'select count(distinct "row") from rejects where reason not in ({ruled})').fetchall()[0][
        0
    ]
    if not lost:
        return ()
    place = connection.execute(f"""select "row", "column", reason from rejects where reason not in ({ruled})
                               order by "row" limit 1""").fetchall()[0]
    first = f"row {place[0]}{f', column {place[1]}' if place[1] else ''}, {place[2]}"
    if unlisted and lost > losses.TENTH * rows:
        first += f". {what_to_map(unlisted)}"
    first += told
    groups = {}
    there_are = {name for (name,) in connection.execute("select table_name from information_schema.tables").fetchall()}
    source = next((one for one in ("answered_all", "answered_read", "given_bodies") if one in there_are), "")
    if source:
        days = connection.execute(f"""
            select left(trim(day), 10) as day, count(*), count(*) filter ("row" in (select "row" from rejects
                where reason not in ({ruled})))
            from {source} where try_cast(left(trim(day), 10) as date) is not null group by 1""").fetchall()
        cut = 10 if len(days) <= MOST_DAYS else 7
        there: Counter[str] = Counter()
        gone: Counter[str] = Counter()
        for day, count, missing in days:
            there[day[:cut]] += count
            gone[day[:cut]] += missing
        groups["day" if cut == 10 else "month"] = (there, +gone)
    found = tuple(losses.check(name, rows, lost, groups, first, accept))
    return found or check_positives(connection, accept)


def fill_known(connection, labels) -> None:
    """Relation `known`: the labels that are listed, whatever they stand for."""
    fill(connection, "known", {"label": (pa.string(), sorted(labels))})


def sqlsafe(name: str) -> str:
    return name.replace("'", "''")
