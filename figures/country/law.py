"""What the law of some places provides, for each act and person, on the day of the facts and on another."""

import re
from functools import partial
from typing import Any

from figures import case_text
from figures.asked import Asked
from figures.case import records
from figures.country.choices import DATE, PLACES, held, named, places_of
from figures.data import label, load
from figures.drawn import Drawn, drawn, figure, headings
from figures.words import day, listed, money, percent, word

COLUMNS = (
    "jurisdiction person act subject law_date status told article max_prison_months fine_article fine_kind "
    "max_fine_amount currency max_fine_turnover_share provision_id"
)
BY_OTHERS = ("provider_of_tool", "platform")


@figure("country.law", choices=(PLACES, DATE))
def law(asked: Asked) -> Drawn:
    """The law of each place, for images of adults and of minors. Grain: one row per place, act, subject and day."""
    lang, places = asked.lang, places_of(asked)
    rows = load("country_law", places=places, date=asked["date"])
    columns = headings("country", COLUMNS, lang)
    name = listed(named(asked), lang)
    if rows.empty:
        return Drawn(word("country.law", lang, places=name), rows, columns, empty=word("country.no_place", lang))
    kinds = {one["jurisdiction"]: one for one in held(asked)}
    told = records(rows)
    rows["told"] = [cell(row, kinds[row["jurisdiction"]], lang) for row in told]
    days = rows.drop_duplicates("moment").set_index("moment")["law_date"]
    return Drawn(
        word("country.law", lang, places=name),
        rows,
        columns,
        summary=word("country.law_summary", lang),
        scope=word("country.law_scope", lang, places=name, facts=days["facts"], day=days["date"]),
        sources=("law",),
        vocabularies={
            "jurisdiction": "jurisdiction",
            "person": "addressee",
            "act": "act",
            "subject": "image_subject",
            "status": statuses(lang),
            "fine_kind": "fine_kind",
        },
    )


def statuses(lang: str) -> dict[str, str]:
    """Where the law stands, by code; with what was not read here."""
    found = {
        code: label("law_standing", code, lang)
        for code in ("in_force", "later", "earlier", "unclear", "paused", "none")
    }
    return found | {"unread": word("country.unread", lang)}


def cell(row: dict[str, Any], place: dict[str, Any], lang: str, *, cited: bool = True) -> str:
    """What the law provides for one act, in words: the maximum, its article where `cited`, or why there is none."""
    status = row["status"]
    if status == "unread":
        if place["kind"] == "union" and row["person"] not in BY_OTHERS:
            return word("country.not_individuals", lang)
        return word("country.unread_minor" if row["subject"] == "minor" and row["person"] not in BY_OTHERS
                    and place["provision_count"] else "country.unread", lang)  # fmt: skip # saves 4 lines
    if status == "none":
        return word("country.none", lang)
    if status == "paused":
        return word("country.paused", lang)
    figures = case_text.penalty(row, lang, partial(label, lang=lang)) or word("country.no_figure", lang)
    if row["fine_kind"] == "turnover":
        share = percent(row["max_fine_turnover_share"], lang)
        figures = figures.replace(share, word("brief.turnover", lang, share=share))
        if row["max_fine_amount"] is not None:
            fixed = money(row["max_fine_amount"], row["currency"], lang)
            rule = row["turnover_rule"]
            figures = f"{figures}, {word(f'exposure.beside.{rule}', lang, amount=fixed)}"
    articles = [row["article"]]
    if row["fine_article"] and row["fine_kind"] != "none":
        articles.append(row["fine_article"])
    text = f"{figures} ({listed(list(dict.fromkeys(filter(None, articles))), lang)})" if cited else figures
    if status == "later":
        return word("country.later", lang, day=day(row["first_day"], lang, short=True), text=text)
    if status == "earlier":
        return word("country.earlier", lang, day=day(row["last_day"], lang, short=True), text=text)
    return word("country.unclear", lang, text=text) if status == "unclear" else text


def answer(asked: Asked) -> str:
    """The page's answer: for one place what the law provides and how many acts there are; for several, how many."""
    lang, places = asked.lang, places_of(asked)
    if len(places) != 1:
        return word("country.answer_many" if places else "country.no_place", lang, count=len(places))
    (place,) = held(asked)
    acts = acts_told(asked)
    if not place["provision_count"]:
        return word("country.answer_no_law", lang, acts=acts)
    rows = drawn("country.law", asked).rows
    rows = rows[(rows["moment"] == "date") & (rows["act"] == "online_publication")]
    if place["kind"] == "union":
        law = word("country.union", lang)
        return word("country.answer_union", lang, law=f"{law[:1].upper()}{law[1:]}.", acts=acts)
    said = {}
    for row in records(rows):
        status, text = (
            row["status"],
            re.sub(r"\s*; ", ", ", cell(row, place, lang, cited=False)),
        )  # in a sentence that has semicolons itself
        said[row["subject"]] = word(f"country.in_law.{status}", lang, text=text)
    return word("country.answer", lang, day=rows["law_date"].iloc[0], acts=acts, **said)


def acts_told(asked: Asked) -> str:
    """How many counted acts there are in the period, and how many bind."""
    rows, lang = drawn("country.acts", asked).rows, asked.lang
    rows = rows[rows["place"] == "inside"] if len(rows) else rows
    bound = rows[rows["is_binding"].astype(bool)] if len(rows) else rows
    held, count = int((bound["is_in_force"] == True).sum()) if len(bound) else 0, len(bound)  # noqa: E712
    is_open = bool(bound["is_in_force"].isna().any()) if len(bound) else False
    key = "binding_single" if len(rows) == 1 else "binding_all" if 0 < count == len(rows) else "binding_of"
    force = word(f"country.{key}", lang, count=count)
    if count and len(rows) == 1:
        force += word("overview.open_single", lang) if is_open else word("overview.held_single", lang, count=held)
    elif count:
        force += word("overview.held", lang, count=held)
    return word("country.acts_told", lang, count=len(rows), binding=force)
