"""Rows checked, labels turned into categories: relations `images` and `scores`, and what was rejected with its place.

`images`: number, image, account, day. `scores` (a view): number, coder, category, score, is_flagged; for a detector
every image answers for every category its family knows, and what it did not report it did not find.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from etl.detections import answers, columns, incoming, label_studio
from etl.detections.families import Family, category_codes, family
from etl.detections.incoming import fill
from etl.errors import GardefouError
from etl.intake import content_scan


@dataclass(frozen=True)
class Collected:
    """Counts of one file: rows = loaded + rejected; `unmatched`: labels with no category here, and their rows."""

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
    thresholds: Mapping[str, float] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        return len({row for row, _, _ in self.rejects})


def collect(
    connection,
    path: Path,
    form: str,
    mapping: columns.Columns | None = None,
    flag_at: Mapping[str, float] | None = None,
    is_coded: bool = False,
) -> Collected:
    """Read, scan and check one file into `images` and `scores`. `flag_at` overrides a category's threshold.

    `is_coded`: the scores are people's answers, 0 or 1, as they are whenever a coder is named.

    Raises ForbiddenContent, or GardefouError for a file that is not what `form` says or of which no row is usable.
    """
    kind = family(form)
    named = mapping.identifiers if mapping else tuple(columns.USUAL[role] for role in ("image", "account", "coder"))
    given = incoming.take_in(connection, path, named, mapping.delimiter if mapping else ",")
    if kind.shape == "columns":
        given = columns.as_table(connection, given, named)
        mapping = mapping or columns.guessed(given.columns)
        rows = columns.read(connection, given, mapping, tuple(kind.spec.get("needs", ())))
        is_coded |= "coder" in mapping.roles
    elif kind.shape == "coders":
        rows = label_studio.read(connection, given, mapping.ignored if mapping else ())
    else:
        rows = answers.read(connection, given, kind)
    meanings = meant(kind, mapping, flag_at or {})
    fill(connection, "meanings", {
        "label": (pa.string(), [label for label, _, _ in meanings]),
        "category": (pa.string(), [category for _, category, _ in meanings]),
        "flag_at": (pa.float64(), [at for _, _, at in meanings]),
    })  # fmt: skip
    unmatched = check_rows(connection, kind, mapping, is_coded)
    is_plain = bool(mapping and mapping.scores and "coder" not in mapping.roles)
    images_and_scores(connection, kind, is_plain and len({c for _, c, _ in meanings}) == len(meanings))
    ((images, accounts, is_numbered),) = connection.execute(
        "select count(*), count(distinct account), bool_and(regexp_full_match(image, 'row \\d+')) from images"
    ).fetchall()
    rejects = tuple(connection.execute('select distinct "row", "column", reason from rejects order by all').fetchall())
    if not images:
        first = f" The first: row {rejects[0][0]}, {rejects[0][2]}." if rejects else ""
        raise GardefouError(f"{path.name}: none of {rows} rows is usable. Nothing was stored.{first}")
    coded = "select 1 from labels where nullif(trim(coder), '') is not null limit 1"
    has_coders = bool(connection.execute(coded).fetchall())
    categories = tuple(category for (category,) in connection.execute(
        "select distinct category from labels join meanings using (label) order by 1").fetchall())  # fmt: skip
    if kind.meanings:
        categories = tuple(sorted(kind.categories))
    if not categories:
        raise GardefouError(f"{path.name}: no row says anything of a category. Nothing was stored.")
    thresholds = {category: at for _, category, at in meanings if at is not None}
    loaded = rows - len({row for row, _, _ in rejects})
    return Collected(kind.name, rows, loaded, images, accounts, categories, has_coders, bool(is_numbered), rejects,
                     unmatched, thresholds)  # fmt: skip


def meant(
    kind: Family, mapping: columns.Columns | None, flag_at: Mapping[str, float]
) -> list[tuple[str, str, float | None]]:
    """(label, category, threshold) triples: of the family's crosswalk, of the mapping, or each category's own name."""
    if kind.meanings:
        found = [(meaning.label, meaning.category, meaning.flag_at) for meaning in kind.meanings]
    elif mapping and mapping.scores:
        found = [(column, category, at) for column, (category, at) in mapping.scores.items()]
    elif mapping and mapping.labels:
        found = [(label, category, mapping.flag_at) for label, many in mapping.labels.items() for category in many]
    else:
        found = [(code, code, mapping.flag_at if mapping else 0.5) for code in sorted(category_codes())]
    known = {category for _, category, _ in found}
    if wrong := sorted(set(flag_at) - known):
        raise GardefouError(f"this file measures no {', '.join(wrong)}; it measures {', '.join(sorted(known))}.")
    found = [(label, category, flag_at.get(category, at)) for label, category, at in found]
    least, most = kind.spec.get("least", 0), kind.spec.get("most", 1)
    for _, category, at in found:
        if at is not None and not least < at <= most:  # NaN too
            raise GardefouError(f"{category} cannot be flagged at {at:g}: its scores run from {least:g} to {most:g}.")
    return found


def check_rows(connection, kind: Family, mapping: columns.Columns | None, is_coded: bool) -> dict[str, int]:
    """Move every row with a fault to `rejects`; returns the labels that have no category, with how often they occur.

    Raises GardefouError where leaving rows out would bend every share: scores on another scale, choices of people that
    nothing says the meaning of.
    """
    known = kind.labels or set(mapping.labels if mapping and mapping.labels else ())
    fill(connection, "known", {"label": (pa.string(), sorted(known))})
    is_open = "false" if known else "true"  # without a list of labels, those with a meaning are the known ones
    least, most = kind.spec.get("least", 0), kind.spec.get("most", 1)
    role = {name: (mapping.roles.get(name, "") if mapping else "") for name in columns.ROLES}
    if kind.shape == "columns" and not is_coded:
        check_scale(connection, most)
    if kind.shape == "coders":
        check_choices(connection)
    connection.execute(f"""
        insert into rejects
        select "row", '{sqlsafe(role["image"])}', 'no identifier of the image' from answered
        where nullif(trim(image), '') is null
        union all
        select "row", '{sqlsafe(role["day"])}', 'not a day of the form 2026-01-31' from answered
        where nullif(trim(day), '') is not null
            and (not regexp_full_match(trim(day), '\\d{{4}}-\\d{{2}}-\\d{{2}}') or try_cast(trim(day) as date) is null)
        union all
        select "row", '{sqlsafe(role["day"])}', 'a day before 2000, or still to come' from answered
        where try_cast(trim(day) as date) not between date '2000-01-01' and current_date + 1
        union all
        select "row", '', 'a label that is not listed for this format' from labels
        where label is null or not (label in (select label from known)
            or ({is_open} and label in (select label from meanings)))
        union all
        select "row", '', 'a score that is no number from {least:g} to {most:g}' from labels
        where flag is null and not coalesce(try_cast(score as double) between {least} and {most}, false)
        union all
        select "row", '', 'a code of a person that is neither 0 nor 1' from labels
        where {is_coded} and flag is null and try_cast(score as double) not in (0, 1)""")
    is_long = bool(mapping and "label" in mapping.roles and not mapping.scores)
    key = "image, coder, label" if is_long else "image" if kind.shape in ("list", "map") else "image, coder"
    relation = '(select "row", image, labels.coder, label from labels join answered using ("row"))'
    if kind.shape == "coders":
        relation = '(select distinct "row", image, labels.coder from labels join answered using ("row"))'
    elif not is_long:
        relation = "answered"
    if connection.execute(f"select 1 from {relation} group by {key} having count(*) > 1 limit 1").fetchall():
        connection.execute(f"""
            insert into rejects
            select "row", '', 'the same image and label again' from {relation}
            qualify row_number() over (partition by {key} order by "row") > 1""")
    return dict(connection.execute("""select label, count(*) from labels
        where label not in (select label from meanings) group by label order by 2 desc, 1""").fetchall())  # fmt: skip


def check_scale(connection, most: float) -> None:
    """Raises GardefouError when more than a tenth of the rows have a score above the scale: percentages, most often."""
    ((beyond, rows),) = connection.execute(f"""
        select count(distinct "row") filter (number > {most} and isfinite(number)), count(distinct "row")
        from (select "row", try_cast(score as double) as number from labels)""").fetchall()
    if beyond * 10 > rows:
        raise GardefouError(
            f"{beyond:,} of {rows:,} rows have a score above {most:g}. {incoming.UNCHANGED} If they are percentages, "
            "divide them by 100: leaving these rows out would leave the low scores only."
        )


def check_choices(connection) -> None:
    """Raises GardefouError for choices of people that stand for no category and that no mapping sets aside."""
    lost = connection.execute("""
        select label, count(*) from labels where flag and label not in (select label from meanings)
            and label not in (select label from known) group by label order by 2 desc, 1 limit 5""").fetchall()
    if lost:
        listed = ", ".join(f"{content_scan.plain(label, place)} ({n:,})" for place, (label, n) in enumerate(lost, 1))
        raise GardefouError(
            f"choices that nothing says the meaning of: {listed}. {incoming.UNCHANGED} Say it in a mapping, for every "
            "choice, with [] for none: labels: {underwear: scantily_clad, cat: []}."
        )


def images_and_scores(connection, kind: Family, is_plain: bool) -> None:
    """`images`, numbered by their first row, and `scores`; `is_plain`: one row an image, one column a category."""
    connection.execute("""
        create table images as
        select min("row") as number, image, min(nullif(trim(account), '')) as account,
            min(try_cast(nullif(trim(day), '') as date)) as day
        from answered group by image""")
    numbered = '(select "row" as number, * from labels)'
    if (
        kind.shape in ("columns", "coders") and not is_plain
    ):  # an image may fill several rows: one a label, or one a coder
        numbered = """(select images.number, labels.* from labels join answered using ("row")
                       join images using (image))"""
    judged = f"""select number, nullif(trim(coder), '') as coder, category, try_cast(score as double) as score,
                coalesce(flag, try_cast(score as double) >= flag_at) as is_flagged
                from {numbered} join meanings using (label)"""
    if kind.shape in ("list", "map"):
        connection.execute(f"""
            create view scores as
            with found as (select number, category, max(score) as score, bool_or(is_flagged) as is_flagged
                           from ({judged}) group by number, category)
            select number, null::varchar as coder, category, score, coalesce(is_flagged, false) as is_flagged
            from images cross join (select distinct category from meanings)
            left join found using (number, category)""")
    elif is_plain:
        connection.execute(f"create view scores as {judged}")
    else:
        connection.execute(f"""
            create view scores as
            select number, coder, category, max(score) as score, bool_or(is_flagged) as is_flagged
            from ({judged}) group by number, coder, category""")


def sqlsafe(name: str) -> str:
    return name.replace("'", "''")
