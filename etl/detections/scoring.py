"""From what was read to `images` and `scores`: who was looked at, for which categories, and what was seen.

An image counts for each category that the detector or the person could have reported, whatever they said. What a file
cannot say (never asked, unknown, a failed call) is not a no: it is in no denominator.
"""

from collections.abc import Sequence
from dataclasses import dataclass

IMAGES = """
    create table images as
    select min("row") as number, image, min(nullif(trim(account), '')) as account,
        min(try_cast(left(trim(day), 10) as date)) as day
    from answered group by image"""


@dataclass(frozen=True)
class Reading:
    """How a file is to be counted.

    `absent`: what a label that is not there means: `no`, `unasked` (no answer), `bounded` (no more than the last of the
    list). `is_one_row`: a row is all that is known of an image, so that its number is the image's. `has_coders`,
    `domain` (the categories that could be reported), `is_single` (a column or label has one category of its own),
    `has_unsaid`: relation `unsaid` says what single rows cannot say.
    """

    absent: str
    is_one_row: bool
    has_coders: bool
    domain: Sequence[str]
    is_single: bool = False
    has_unsaid: bool = False


def images_and_scores(connection, reading: Reading) -> None:
    """`images` (number, image, account, day) and the view `scores` (number, coder, category, score, is_flagged)."""
    connection.execute(IMAGES)
    numbered = '(select "row" as number, labels.* from labels)'
    if not reading.is_one_row:
        numbered = """(select images.number, labels.* from labels join answered using ("row")
                       join images using (image))"""
    judged = f"""select number, nullif(trim(coder), '') as coder, category, try_cast(score as double) as score,
                coalesce(flag, try_cast(score as double) >= flag_at) as is_flagged
                from {numbered} join meanings using (label)"""
    # Without coders none is carried along: a column more to group and join by is memory for every image.
    who, none = ("coder, ", "") if reading.has_coders else ("", "null::varchar as coder, ")
    if reading.absent == "unasked" and reading.is_one_row and reading.is_single:
        connection.execute(f"create view scores as {judged}")
        return
    found = f"""select number, {who}category, max(score) as score,
                coalesce(bool_or(is_flagged), false) as is_flagged from ({judged}) group by number, {who}category"""
    if reading.absent == "unasked":
        connection.execute(
            f"create view scores as select number, {who}{none}category, score, is_flagged from ({found})"
        )
        return
    domain = ", ".join(f"('{category}')" for category in reading.domain)
    units = "select number from images"
    if reading.has_coders:
        units = """select distinct number, nullif(trim(coder), '') as coder from answered join images using (image)"""
    unsaid = silent(connection, reading)
    same = "units.number = found.number and domain.category = found.category"
    if reading.has_coders:
        same += " and units.coder is not distinct from found.coder"
    connection.execute(f"""
        create view scores as
        with found as ({found}), units as ({units}), domain(category) as (values {domain})
        select units.number, {"units.coder, " if who else none}domain.category, found.score,
            coalesce(found.is_flagged, false) as is_flagged
        from units cross join domain left join found on {same} {unsaid}""")


def silent(connection, reading: Reading) -> str:
    """SQL that leaves out the pairs of image and category of which nothing is said; '' when there are none."""
    if reading.absent == "bounded":
        connection.execute("""
            create table levels as select category, min(flag_at) as level from meanings group by category""")
        return """left join bounds on bounds."row" = units.number join levels on levels.category = domain.category
            where found.category is not null or coalesce(most, 1) < level"""
    if not reading.has_unsaid:
        return ""
    connection.execute("""
        create table pairs as
        select distinct number, nullif(trim(coder), '') as coder, unsaid.category
        from unsaid join answered_all using ("row") join images using (image)""")
    if not connection.execute("select 1 from pairs limit 1").fetchall():
        return ""
    same = "pairs.number = units.number"
    if reading.has_coders:
        same += " and pairs.coder is not distinct from units.coder"
    return f"""where found.category is not null or not exists (
            select 1 from pairs where {same}
                and (pairs.category is null or pairs.category = domain.category))"""


def left_out(connection, scores: str, images: int, domain: Sequence[str], has_coders: bool) -> dict[str, int]:
    """category → how many images the file says nothing of in that respect; `scores` is a relation like the view."""
    count = "count(distinct number)" if has_coders else "count(*)"  # without coders a pair stands once, and costs less
    counted = dict(connection.execute(f"select category, {count} from {scores} group by 1").fetchall())
    return {category: images - counted.get(category, 0) for category in domain if images > counted.get(category, 0)}
