"""Begin the file of a jurisdiction's law: a skeleton to complete while reading its texts, in the folder of an affair.

Until its lines are completed the build refuses it and says which. CONTRIBUTING.md says how a text is read.
"""

import argparse
from pathlib import Path

from etl.places import DATA

SKELETON = """# {name}: provisions and ceilings by date in force. Offences are summarised in our words.
jurisdiction: "{code}"
level: national
entered: {today}  # the day its texts were read
material: {material}  # what it is read for; a law read for another material than the affair's is set aside
provisions:
  - id: fill  # a permanent identifier, one an article, such as {lower}-16a
    instrument: {{en: fill, fr: fill, local: fill}}  # the law's name, in each language and its own
    article: fill
    offence: {{en: fill, fr: fill}}  # in our own words, never the law's
    harm: {harm}
    regime: criminal
    stage: enacted
    acts: [online_publication]
    subjects: [adult]
    synthetic_covered: unclear
    intent: general
    penalties:
      - {{addressee: individual, circumstance: base, prison: unknown, fine: unspecified}}  # fill: what the text says
    source_url: fill  # https://… of the text
    source_publisher: fill  # a line of reference/publishers.csv
    read_version: null  # fill: the day of the version read, or null when no source says it
    confidence: low
    status_as_read: unknown
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="of reference/jurisdictions.csv, such as FI")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of an affair (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 when the file is there; the fault is raised otherwise."""
    import datetime as dt

    from etl.errors import GardefouError
    from etl.intake.material import nouns
    from etl.intake.sources import accepted_codes

    known = accepted_codes(args.data)["jurisdiction"]
    if args.code not in known:
        raise GardefouError(
            f"{args.code!r} is not a jurisdiction of reference/jurisdictions.csv. Nothing was written; add its line."
        )
    path = args.data / "law" / f"{args.code.lower()}.yml"
    if path.exists():
        raise GardefouError(f"{path} exists. Nothing was written; complete that file.")
    path.parent.mkdir(exist_ok=True)
    material = nouns(args.data)["en"]["one"]
    text = SKELETON.format(
        code=args.code, lower=args.code.lower(), name=known[args.code]["name_en"], material=material,
        harm="ncii_adult" if material == "image" else "other", today=dt.datetime.now(dt.UTC).date(),
    )  # fmt: skip # saves 4 lines
    path.write_text(text, encoding="utf-8")
    print(f"{path}: complete every line that says fill, then: python -m etl check-data {args.data}")
    return 0
