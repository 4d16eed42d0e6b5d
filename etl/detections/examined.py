"""Tables that name only what was flagged: refused, or given the images that were looked at besides (--examined).

A share has a denominator. Where a table never says no, only a person can say how many images were looked at: as a
number, or as the file of their identifiers. Those that the table does not name were seen and are in no category.
"""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from etl.detections.columns import USUAL
from etl.detections.incoming import UNCHANGED, fill
from etl.detections.tables import Table
from etl.errors import GardefouError
from etl.files import sha256
from etl.intake import content_scan, text_files
from etl.intake.content_scan import literal

MOST = 50_000_000


def check(connection, path: Path, table: Table | None, option: str, finds_only: bool = False) -> None:
    """Raises GardefouError when a table of labels, or of 1 and nothing else, says yes of all it names.

    `option` is what gives the images that were looked at, as a person types it; `finds_only`: the detector lists what
    it finds, so that a row a finding names no image without any. Call it once `labels`, `meanings` and `rejects` are
    whole.
    """
    if table is not None and table.is_long and finds_only and not table.has_none:
        raise GardefouError(
            f"{path.name} has a row for each finding, and none for an image in which nothing was found: of how many "
            f"images they are a share, it does not say. {UNCHANGED} Say how many were looked at ({option}), those it "
            "names included; or write a row for each of the others (label: none)."
        )
    if table is None or (table.is_long and (table.has_noes or table.is_explicit)):
        return
    is_another = "not coalesce(flag, try_cast(score as double) >= flag_at)"
    if not table.is_long:  # scores, of which all may be high
        is_another += " or try_cast(score as double) <> 1"
    if connection.execute(f"""select 1 from labels join meanings using (label)
            where ({is_another}) and "row" not in (select "row" from rejects) limit 1""").fetchall():
        return
    ((images,),) = connection.execute("select count(distinct image) from answered").fetchall()
    if images:
        raise GardefouError(
            f"{path.name} names only images of which something was found ({images:,}), and never one in which nothing "
            f"was: of how many images they are a share, it does not say. {UNCHANGED} Say how many were looked at "
            f"({option}), those it names included; or write a row for each of the others (label: none, or 0)."
        )


def add(connection, path: Path, given: str, table: Table | None, wants_names: bool) -> str:
    """Add the images that were looked at and that the table does not name, each a no for every category it codes.

    `given` is how many were looked at in all, or the file of their identifiers; `wants_names`: only the latter will do.
    Returns the sentence to print. Raises GardefouError for fewer than the table names.
    """
    if table is None:
        raise GardefouError(f"--examined is for tables of labels, and {path.name} is none. {UNCHANGED} Leave it out.")
    ((named,),) = connection.execute("select count(distinct image) from answered").fetchall()
    if given.isdecimal() and wants_names:
        raise GardefouError(f"which images were looked at must be known to compare them: give the file. {UNCHANGED}")
    if given.isdecimal():
        if not named <= int(given) <= MOST:
            why = (
                f"more than {MOST:,}"
                if int(given) > MOST
                else f"fewer than the {named:,} images that {path.name} names"
            )
            raise GardefouError(f"{int(given):,} images examined is {why}. {UNCHANGED} Check the number.")
        mark = literal(f"not named in {sha256(path)[:16]}: ")
        others = f"select {mark} || i as image from range({int(given) - named}) one(i)"
    else:
        fill(connection, "examined", {"image": (pa.string(), identifiers(Path(given)))})
        content_scan.check_relation(connection, "examined", ["image"], "rowid + 1", ["image"])
        ((lacking,),) = connection.execute(
            "select count(distinct image) from answered where image not in (from examined)"
        ).fetchall()
        if lacking:
            raise GardefouError(
                f"{lacking:,} images of {path.name} are not in {Path(given).name}, which should hold every image that "
                f"was looked at. {UNCHANGED} Add them, or check that the identifiers are written alike."
            )
        others = "select distinct image from examined where image not in (select image from answered)"
    connection.execute(f"""create table others as
        select row_number() over () + (select max("row") from answered) as "row", image from ({others})""")
    connection.execute("alter view answered rename to answered_named")
    connection.execute("""create view answered as select "row", image, account, day, coder from answered_named
        union all select "row", image, null, null, null from others""")
    connection.execute("alter view labels rename to labels_named")
    connection.execute("""create view labels as select "row", coder, label, score, flag from labels_named
        union all select others."row", null, label, '0', null from others cross join
            (select any_value(label) as label from meanings
             where label in (select label from labels_named) group by category)""")
    ((count,),) = connection.execute("select count(*) from others").fetchall()
    told = f"{named + count:,} images were looked at, as you say: the {count:,} that the table does not name are noes"
    ((coders,),) = connection.execute("select count(distinct nullif(trim(coder), '')) from answered").fetchall()
    return told + ("; where one coder names an image and another does not, the other said nothing" * (coders > 1))


def identifiers(path: Path) -> Iterable[str]:
    """The images of a list: one a line, or the column of a table that has one of the usual names of an image."""
    if not path.is_file():
        raise GardefouError(
            f"there is no file {path.name}, nor is it a number. {UNCHANGED} --examined takes how many images were "
            "looked at, or a file of their identifiers."
        )
    content_scan.check_bytes(path)
    saved = text_files.saved_as(path)
    with text_files.opened(path, saved) as file:
        lines = [line.strip().lstrip("\ufeff") for line in file if line.strip()]
    head = text_files.split(lines[0]) if lines else []
    place = next((at for at, name in enumerate(head) if name.casefold() in USUAL["image"]), -1)
    if len(head) > 1 and place < 0:
        raise GardefouError(
            f"{path.name}: a list of one identifier a line, or a column image_id, is expected. {UNCHANGED}"
        )
    if len(head) < 2:
        return [line.strip('"') for line in (lines[1:] if place == 0 else lines)]
    cells = [text_files.split(line, lines[0]) for line in lines[1:]]
    return [row[place] for row in cells if len(row) > place and row[place]]
