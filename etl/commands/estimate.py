"""Estimate a share from a file of detector results, and say how; nothing is stored.

FILE and --format, --mapping, --flag-at, --examined are as in `ingest detections`. --validation is a table of people's
labels of a random part of FILE: image_id and one column per category (0 or 1); image_id, label, where none, no or 0
stands for an image that was looked at and has it not; or an export of Label Studio, COCO, Prodigy,
Labelbox, CVAT or doccano. Or it is counts tp, fp, fn, tn found
elsewhere with the same detector. Labels in other words are said in --validation-mapping. --apart says that the labelled
images, though in FILE, were not drawn from it at random. Without a validation, a panel of plausible error rates is
given instead of one invented number.

Exit codes: 0 estimated; 1 refused or not estimable, in words; 2 wrong usage.
"""

import argparse
from contextlib import ExitStack
from pathlib import Path

from etl.commands.ingest_detections import add_reading_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="FILE", help="labels and scores")
    parser.add_argument("--detector", required=True, metavar="ID", help="its name and version")
    parser.add_argument("--category", required=True, metavar="C", help="such as scantily_clad, nudity, appears_minor")
    add_reading_arguments(parser)
    parser.add_argument("--validation", type=Path, metavar="V.csv", help="labels by people, or tp, fp, fn, tn")
    parser.add_argument("--validation-mapping", type=Path, metavar="M.yml", help="what its columns and labels mean")
    examined = "identifiers of all images that people looked at, if V.csv names only those flagged"
    parser.add_argument("--validation-examined", default="", metavar="FILE", help=examined)
    parser.add_argument("--apart", action="store_true", help="the labelled images are no random part of FILE")
    parser.add_argument("--cluster", choices=["account"], default="", help="accounts are the independent units")
    parser.add_argument("--by-day", type=Path, metavar="D.csv", help="volumes: columns day, population_count")
    parser.add_argument("--population", type=float, metavar="N", help="images in the population, for a total")
    parser.add_argument("--population-se", type=float, default=0.0, metavar="SE", help="standard error of N")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")


def run(args: argparse.Namespace) -> int:
    """0 when an estimate was printed."""
    from etl.detections.estimate_text import as_text
    from etl.detections.estimating import estimate
    from etl.intake.packed import unpacked
    from etl.strict_json import written

    with ExitStack() as stack:
        path, validation = (file and stack.enter_context(unpacked(file))[0] for file in (args.path, args.validation))
        record = estimate(
            path, args.detector, args.category, args.form, args.mapping, dict(args.flag_at), validation, args.apart,
            args.cluster, args.by_day, args.population, args.population_se, args.accept_losses, args.encoding,
            args.validation_mapping, args.examined, args.validation_examined,
        )  # fmt: skip # saves 14 lines
    print(written(record, 1) if args.json else as_text(record))
    return 0
