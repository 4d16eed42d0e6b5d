"""Who does the work of a command: this machine, or the executors of a Spark cluster."""

import argparse


def add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--engine", choices=("local", "spark"), default="local",
                        help="who does the work: this machine, or a Spark cluster (%(default)s)"
    )  # fmt: skip # saves 3 lines
    parser.add_argument("--master", default="", metavar="URL",
                        help="spark://host:7077, yarn, k8s://… (default: processes of this machine)"
    )  # fmt: skip # saves 3 lines


def master_of(args: argparse.Namespace) -> str:
    """The master to work with, '' for this machine's own engine. Ends the command when --master stands alone."""
    from etl.errors import GardefouError

    if args.master and args.engine != "spark":
        raise GardefouError("--master is of a Spark cluster: add --engine spark. Nothing was read.")
    return (args.master or "local[*]") if args.engine == "spark" else ""
