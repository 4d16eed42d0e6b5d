"""Print the brief of a selection: two to four pages, tagged PDF (PDF/UA-1), in French or English.

Answers from the warehouse; the charts are drawn by a Chromium when there is one, and left out, which the brief says,
when there is none. The same version, selection and address of the dashboard
give the same file, which is the one its button gives.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from etl.days import day
from etl.places import WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jurisdiction", action="append", default=[], metavar="CODE", help="may be repeated; none: all"
    )
    parser.add_argument(
        "--from",
        dest="start",
        type=day,
        metavar="DAY",
        help="first day (as on the pages: a month before the first clock, or the facts of affair.yml if earlier)",
    )
    parser.add_argument("--to", dest="end", type=day, metavar="DAY", help="last day (that of the data)")
    parser.add_argument("--lang", choices=("fr", "en"), default="fr", help="language (%(default)s)")
    parser.add_argument(
        "--address",
        default="",
        help="of the dashboard, https://…; the brief prints where this selection is there",
    )
    parser.add_argument("--no-charts", action="store_true", help="leave the charts out")
    parser.add_argument("--warehouse", type=Path, default=WAREHOUSE, help="where the warehouse is (%(default)s)")
    parser.add_argument("--out", type=Path, default=Path("brief.pdf"), help="the file to write (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when the file is written; the fault is raised otherwise."""
    from brief.choice import Choice, address
    from brief.document import document
    from etl.warehouse import connect, current, query

    manifest = current(args.warehouse)
    with connect(manifest) as connection:
        period = query(connection, "period").iloc[0]
    start = args.start or period["start_date"].date()
    end = args.end or period["end_date"].date()
    choice = Choice(args.lang, start, end, tuple(args.jurisdiction))
    choice = replace(choice, address=address(args.address, choice, manifest.version))
    made = document(manifest, choice, drawn=False if args.no_charts else None)
    part = args.out.with_name(f".{args.out.name}.part")
    part.write_bytes(made)
    part.replace(args.out)
    print(f"{args.out}: {len(made) / 1000:.0f} kB, version {manifest.version}")
    return 0
