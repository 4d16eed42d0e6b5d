"""Bring rows kept in a workbook (.xlsx) or a CSV file into the tables of an affair, or write a workbook to fill.

Headings may be in English or French, codes may be written as their labels; each sheet is a table. Nothing is written
while one row is refused; a publisher that nobody listed is proposed.
"""

import argparse
from pathlib import Path

from etl.places import DATA


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what to read, or with --template what to write")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="the folder of an affair (%(default)s)")
    parser.add_argument("--table", default="", help="the table, when neither the sheet's name nor its headings say it")
    parser.add_argument("--template", choices=("en", "fr"), help="write a workbook to fill, in this language, and stop")
    parser.add_argument("--dry-run", action="store_true", help="say what would be added; write nothing")


def run(args: argparse.Namespace) -> int:
    """0 when the rows are in the tables, or would be; a fault is raised otherwise."""
    from etl.affairs import import_rows, template

    if args.template:
        template.make(args.file, args.data, args.template)
        print(f"{args.file}: a sheet a table; fill it, then: python -m etl import-rows {args.file} --data {args.data}")
        return 0
    found, proposed = import_rows.bring(args.file, args.data, args.table)
    if not args.dry_run:
        import_rows.write(found, proposed, args.data)
    verb = "would be added to" if args.dry_run else "added to"
    for brought in found:
        known = f"; {brought.known} there already" if brought.known else ""
        count = len(brought.rows)
        print(f"{count} row{'s' if count > 1 else ''} {verb} {brought.path}{known}")
    if proposed:
        print(f"new in reference/publishers.csv ({len(proposed)}); look at the second cell, its kind:")
        print("\n".join(f"  {one}" for one in proposed))
    print(f"Next: python -m etl check-data {args.data}")
    return 0
