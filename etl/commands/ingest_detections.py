"""Take in a detector's labels and scores, or people's codings: never images, links, file names or hashes.

PATH is one file, in the shape its producer writes (--format); python -m etl formats shows an example of each:
  columns            CSV, JSON or Parquet; columns image_id, account_id, day and one per category, or label and
                     score, a row a label; other names, and what labels mean, are said in a YAML --mapping
                     (docs/tutorial-audit.md)
  coding             a table of people's codes: image_id, coder, and one column per category (0 or 1) or label
  coco, prodigy, labelbox, cvat, doccano
                     exports of these tools, people's labels; names and addresses of images are left out unread
  label_studio       JSON, JSON-MIN or CSV export; an image goes by its data.image_id, else by the number of its task;
                     names and addresses of images are left out unread
  nudenet, nudenet_classifier, rekognition, safesearch, content_safety, openai_moderation, azure_vision, huggingface,
  nsfwjs, hive, sightengine, danbooru
                     the answers as they come, a JSON object a line: {"image_id": …, "account_id": …, "day": …,
                     "response": <answer>}; answers under their images' identifiers; OpenAI's batch output; or the
                     producer's own batch, and then images are only numbered
  open_nsfw, laion   tables of an identifier and a safety score

Files may be compressed (gzip, bzip2, xz, zstd, a ZIP with one file in it). Tables may be an Excel workbook with one
sheet, or saved as UTF-8, UTF-16 or Windows-1252, separated by commas, semicolons or tabs, with decimal commas or %
signs, and days as 2026-04-30, 30/04/2026 or a spreadsheet's number. An image counts for each category that could have
been reported of it; what a file cannot say (never asked, unknown, a failed call) is not a no, is in no denominator,
and is counted aloud. A table that names only the images in which something was found is refused until --examined says
how many were looked at; those it does not name are then noes. A file of which more than a tenth of the rows cannot be
used is refused.

Identifiers become keyed pseudonyms (the key stays in the store). A file that holds, links to, names or hashes an image
is refused whole and nothing of it is kept. The same file again adds nothing.

Exit codes: 0 in the store (rejected rows are listed in STORE/detections/rejects); 1 refused, nothing stored; 2 wrong
usage.
"""

import argparse
from pathlib import Path

from etl.places import STORE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="one file of labels and scores")
    parser.add_argument("--detector", required=True, metavar="ID", help="its name and version, such as nudenet-3.4")
    add_reading_arguments(parser)
    parser.add_argument("--population", default="", help="what the images are a sample of, in words")
    parser.add_argument("--store", type=Path, default=STORE, help="where results are kept (%(default)s)")


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say how a file of detector results is read; `estimate` takes them too."""
    parser.add_argument("--format", default="columns", dest="form", help="the producer's shape (default: %(default)s)")
    parser.add_argument("--mapping", type=Path, metavar="M.yml", help="which column is what, for tables")
    parser.add_argument("--flag-at", action="append", default=[], metavar="CATEGORY=SCORE", type=threshold,
                        help="flag a category from this score on, on the detector's own scale"
    )  # fmt: skip # saves 5 lines
    parser.add_argument("--encoding", default="", help="how the file was saved, when it is not found out by itself")
    examined = "how many images were looked at, or a file of their identifiers, for a table of positives only"
    parser.add_argument("--examined", default="", metavar="N|FILE", help=examined)
    lossy = "take what is left when more than a tenth of the rows, or of a day's, cannot be used"
    parser.add_argument("--accept-losses", action="store_true", help=lossy)


def threshold(text: str) -> tuple[str, float]:
    category, _, score = text.partition("=")
    return category, float(score)


def run(args: argparse.Namespace) -> int:
    """0 once the file is in the store."""
    from etl.detections.ingest import ingest

    return ingest(args.path, args.store / "detections", args.detector, args.form, args.mapping, dict(args.flag_at),
                  args.population, args.accept_losses, args.encoding, args.examined)  # fmt: skip # saves 10 lines
