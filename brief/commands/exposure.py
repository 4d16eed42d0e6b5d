"""What the law provides for one case: ceilings with the article of each figure, and what was set aside and why.

Answers from the warehouse. Options take the codes of data/reference/codes.yml (act, addressee, image_subject, harm,
condition); --act, --subject, --harm and --stated may be repeated, and leaving one out means any. The image is altered
or synthetic. How many images there are is not asked: it does not change a ceiling.

Exit codes: 0 answered; 1 refused, in plain words (no law file, no warehouse); 2 wrong usage.
"""

import argparse
from pathlib import Path

from etl.days import day
from etl.places import WAREHOUSE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jurisdiction", required=True, metavar="CODE", help="ISO 3166 code, EU, or US-CA and the like"
    )
    parser.add_argument("--date", required=True, type=day, metavar="DAY", help="of the facts: 2026-01-05")
    parser.add_argument("--person", required=True, help="whose ceiling: individual, legal_person, platform, …")
    parser.add_argument("--act", action="append", default=[], help="online_publication, creation, request, …")
    parser.add_argument("--subject", action="append", default=[], help="who is shown: adult, minor")
    parser.add_argument("--harm", action="append", default=[], help="ncii_adult, csam, platform_duty, …")
    parser.add_argument(
        "--stated", action="append", default=[], help="a further fact: repeat, for_profit, organised, …"
    )
    parser.add_argument("--turnover", type=positive, metavar="EUR", help="turnover in euros, when it is known")
    parser.add_argument("--lang", choices=("en", "fr"), default="en", help="language of the answer (%(default)s)")
    parser.add_argument("--json", action="store_true", help="everything, for a program; both languages")
    parser.add_argument("--out", type=Path, default=WAREHOUSE, help="where the warehouse is (%(default)s)")


def positive(given: str) -> float:
    try:
        amount = float(given)
    except ValueError:
        amount = 0
    if not 0 < amount < 1e15:
        raise argparse.ArgumentTypeError("a turnover is an amount in euros above zero")
    return amount


def run(args: argparse.Namespace) -> int:
    """0 when the case was answered."""
    from functools import partial

    from etl.errors import GardefouError
    from etl.strict_json import written
    from etl.warehouse import connect, current, query
    from figures.case import Case, Unread, answer
    from figures.case_text import text
    from figures.words import word
    from figures.words.slots import about, slots_of

    manifest = current(args.out)
    with connect(manifest) as connection, about(slots_of(connection)):
        codes = query(connection, "codes")
        asked = {
            "addressee": [args.person], "act": args.act, "image_subject": args.subject, "harm": args.harm,
            "condition": args.stated,
        }  # fmt: skip # saves 3 lines
        for vocabulary, given in asked.items():
            accepted = list(codes[codes["vocabulary"] == vocabulary]["code"])
            for code in given:
                if code not in accepted:
                    raise GardefouError(f"{code!r} is no {vocabulary}. Accepted: {', '.join(accepted)}.")
        case = Case(
            args.jurisdiction.upper(), args.date, args.person, tuple(args.act), tuple(args.subject), tuple(args.harm),
            tuple(args.stated), args.turnover,
        )  # fmt: skip # saves 6 lines
        places = dict(codes[codes["vocabulary"] == "jurisdiction"].set_index("code")[f"label_{args.lang}"])
        try:
            found = answer(partial(query, connection), case)
        except Unread:
            own = list(query(connection, "law_jurisdictions")["code"])
            rows = query(connection, "jurisdictions")
            read = ", ".join(rows["code"][rows["code"].isin(own) | rows["parent"].isin(own)])
            if case.jurisdiction not in places:
                whole = case.jurisdiction.partition("-")[0]
                beside = (
                    f" What was read of {whole}, of which it may be a part, may not hold there." if whole in own else ""
                )
                raise GardefouError(
                    f"{case.jurisdiction!r} is not a jurisdiction of the data: its law was not read, which is not to "
                    f"say that it has none.{beside} Accepted: {read}."
                ) from None
            named = places[case.jurisdiction]
            raise GardefouError(word("exposure.not_read", args.lang, place=named, read=read or "–")) from None
        if args.json:
            print(written({"version": manifest.version, **found}, indent=1))
            return 0
        names = dict(
            zip(zip(codes["vocabulary"], codes["code"], strict=True), codes[f"label_{args.lang}"], strict=True)
        )
        print(text(found, args.lang, lambda vocabulary, code: names[vocabulary, code], manifest.version))
    return 0
