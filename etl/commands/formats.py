"""List what can be read: every shape of file, who writes it, and a command that reads an example of it.

The examples are small files of this project's own making (tests/fixtures/field), one folder a shape.

Exit codes: 0 listed; 1 the examples are not here; 2 wrong usage.
"""

import argparse

HEADINGS = {
    "detections": "what detectors and people say of images (ingest detections, estimate)",
    "reactions": "public posts (ingest reactions)",
    "statements": "statements of reasons of the EU database (ingest dsa)",
    "feeds": "news of authorities (refresh)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", choices=sorted(HEADINGS), help="only this kind")


def run(args: argparse.Namespace) -> int:
    """0 once everything that can be read is listed."""
    from etl.errors import GardefouError
    from etl.intake.field import shapes

    found = shapes()
    if not found:
        raise GardefouError("the examples (tests/fixtures/field) are not here. Take the project whole, with its tests.")
    for kind, heading in HEADINGS.items():
        if args.kind in (None, kind) and (of_kind := [shape for shape in found if shape.kind == kind]):
            print(f"{kind}: {heading}")
            for shape in of_kind:
                print(f"  {shape.title} ({shape.producer})\n    {shape.example}")
    return 0
