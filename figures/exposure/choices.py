"""The choices of the page on the law, and its answer."""

from datetime import date
from typing import Any

from figures.asked import Asked, Choice
from figures.data import label, labels, load, most_acts
from figures.options import coded, worded
from figures.records import records_of
from figures.words import word

VIEWS = ("time", "compare", "case")
ACTS = ("online_publication", "creation", "request", "possession")
PERSONS = ("individual", "legal_person", "platform", "provider_of_tool")
BY_OTHERS = ("tool_provision", "platform_duty")  # acts of those who give the tool or carry the images


def reference(asked: Asked) -> dict[str, Any]:
    """The affair's reference law and the day of its facts: the row of exposure_summary on the last day chosen."""
    return records_of(load("exposure_summary", date=asked.end, jurisdictions=asked.jurisdictions))[0]


def places(asked: Asked) -> dict[str, str]:
    """The jurisdictions whose own law was read, or the law above it, by name."""
    rows = load("jurisdictions")
    read = rows["code"][rows["provision_count"] > 0]
    rows = rows[rows["code"].isin(read) | rows["parent"].isin(read)]
    return dict(zip(rows["code"], rows[f"name_{asked.lang}"], strict=True))


def usual_place(asked: Asked) -> str | None:
    """The first jurisdiction chosen that can be asked for, else of those with a law file: the reference, most acts."""
    named, own = places(asked), set(load("law_jurisdictions")["code"])
    chosen = [code for code in asked.jurisdictions[:1] if code in named]
    wanted = (load("affair")["reference_jurisdiction"].iloc[0], *most_acts())
    return next(iter([*chosen, *(code for code in wanted if code in own), *named]), None)


VIEW = Choice("view", "exposure.view", "one", usual="time", options=worded("exposure.view_", VIEWS))
ACT = Choice("act", "exposure.act", "one", usual=ACTS[0], options=coded("act", ACTS), listed=True)
DATE = Choice("date", "exposure.facts_day", "day", usual=lambda asked: reference(asked)["facts_date"].date())
BY = Choice("by", "exposure.by", "one", usual="months", options=worded("exposure.by_", ("months", "name", "since")))
PLACE = Choice("place", "exposure.place", "one", usual=usual_place, options=places, listed=True)
PERSON = Choice("person", "exposure.person", "one", usual=PERSONS[0], options=coded("addressee", PERSONS))
DONE = Choice(
    "done",
    "exposure.done",
    "several",
    usual=(ACTS[0],),
    options=lambda asked: {code: name for code, name in labels("act", asked.lang).items() if code not in BY_OTHERS},
)
SHOWN = Choice("shown", "exposure.shown", "several", usual=("adult",), options=coded("image_subject"))
STATED = Choice(
    "stated", "exposure.stated", "several", usual=(), options=coded("condition"), empty="exposure.nothing_stated"
)
TURNOVER = Choice(
    "turnover", "exposure.turnover", "whole", usual=None, low=1, high=10**13, empty="exposure.turnover_unknown"
)
CASE = (PLACE, DATE, SHOWN, STATED, PERSON, DONE, TURNOVER)


def day_of(asked: Asked) -> date:
    """The day the view asked for is of: the last one of the period over time, else the day of the facts."""
    own = dict(asked.own)
    return asked.end if own.get("view", "time") == "time" else own.get("date") or DATE.default(asked)


def read_on(asked: Asked) -> date | None:
    """The day up to which the texts the view speaks of were read; None where none was."""
    own = dict(asked.own)
    places = (own["place"],) if own.get("view") == "case" and own.get("place") else asked.jurisdictions
    found = load("law_span", jurisdictions=places)["read_on"][0]
    return None if found != found else found.date()


def answer(asked: Asked) -> str:
    """The page's answer, of the same day and jurisdictions as the view below it."""
    lang, on, own = asked.lang, day_of(asked), dict(asked.own)
    places = (own["place"],) if own.get("view") == "case" and own.get("place") else asked.jurisdictions
    found = records_of(load("exposure_summary", date=on, jurisdictions=places))[0]
    if not found["place_count"]:
        return word("exposure.answer_none" if places else "exposure.no_law", lang)
    if found["place_count"] == 1:  # where a count of jurisdictions would say little
        standing = {}
        for act in ("publication", "creation", "request"):
            code = "yes" if found[f"{act}_count"] else "unclear" if found[f"{act}_unclear_count"] else "no"
            standing[act] = word(f"exposure.standing.{code}", lang)
        place = label("criminal_law_of", found["first_place"], lang)
        return word("exposure.answer_one", lang, place=place, day=on, **standing)
    return word(
        "exposure.answer",
        lang,
        count=int(found["place_count"]),
        day=on,
        unclear=word("exposure.answer_unclear", lang, count=int(found["publication_unclear_count"])),
        **{
            act: word("counting.of_them", lang, count=int(found[f"{act}_count"]))
            for act in ("publication", "creation", "request")
        },
    )
