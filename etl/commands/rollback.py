"""Serve an older version again; `versions` lists those kept. Dashboards show it at the next click.

Without VERSION, the newest whole one before the version being served. Until somebody says that the fault is mended
(refresh --accept REASON --by NAME), refresh publishes nothing newer. Who went back, when and why is recorded.
"""

import argparse
from pathlib import Path

from etl.places import STORE, WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("version", nargs="?", default="", metavar="VERSION", help="as `versions` lists it")
    parser.add_argument("--by", metavar="NAME", required=True, help="who goes back")
    parser.add_argument("--reason", required=True, help="why, for who comes after")
    parser.add_argument("--out", type=Path, default=WAREHOUSE, help="where versions are kept (%(default)s)")
    parser.add_argument("--store", type=Path, default=STORE, help="where it is recorded (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when the older version is served."""
    from etl.warehouse.history import rollback

    target, left = rollback(args.out, args.store, args.version, args.by, args.reason)
    print(f"version {target.version}, with data to {target.data_date}, is served again instead of {left or 'none'}")
    print("refresh publishes nothing newer until: python -m etl refresh --accept REASON --by NAME")
    return 0
