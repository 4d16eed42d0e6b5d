"""Begin the folder of another affair: headers, law, rates and codes copied, affair.yml with lines to fill.

It builds, and every page opens, with no row in it: python -m etl build --data DIR. Go on by docs/another-affair.md.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder")
    parser.add_argument("--id", required=True, dest="affair_id", help="its identifier, such as lumen-2027")
    parser.add_argument("--platform", required=True, help="the platform whose conduct is observed")
    parser.add_argument("--languages", default="en,fr", help="languages the collection is made in (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when the folder is there; the fault is raised otherwise."""
    import datetime as dt

    from etl.affairs.new import begin

    languages = [one.strip() for one in args.languages.split(",") if one.strip()]
    files = begin(args.folder, args.affair_id, args.platform, languages, dt.datetime.now(dt.UTC).date())
    print(f"{args.folder}: {len(files)} files. Complete affair.yml where it says fill, add rows, then:")
    print(f"  python -m etl check-data {args.folder}")
    print(f"  python -m etl build --data {args.folder}")
    print(f"  GARDEFOU_DATA={args.folder} streamlit run serve.py")
    return 0
