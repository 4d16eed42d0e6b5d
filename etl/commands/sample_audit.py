"""Write an invented audit to practise on: a detector's scores and people's labels, clearly synthetic, labels only.

OUT receives detector.csv (image_id, account_id, day, nudity), labels.csv (what two people said of a random part) and
truth.txt (the share that was built in, which a real audit never knows). The same seed writes the same files.

Exit codes: 0 written; 1 a file is already there and was left alone; 2 wrong usage.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--images", type=int, default=20_000, help="images scored (%(default)s)")
    parser.add_argument("--labelled", type=int, default=600, help="images that people labelled (%(default)s)")
    parser.add_argument("--share", type=float, default=0.12, help="share of nudity built in (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same files (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 once the files are written."""
    from etl.detections.sample import write

    write(args.out, args.images, args.labelled, args.share, args.seed)
    return 0
