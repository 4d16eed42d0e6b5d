"""The affair of a selection in words: the overview's answer, its four figures, what a mark of its timeline is.

Knows nothing of Streamlit: the page and the printed brief say the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from figures import counting
from figures.words import dated, day, listed, lowered, money, month, number, opened, percent, span, word

MOST_OF_A_MONTH = 15  # days known, from which a month's mean is compared with others
LANES = ("measured", "said", "done", "law")
VOCABULARIES = {"measured": "detection_category", "said": "platform_stance", "done": "measure", "law": "harm"}
Label = Callable[[str, Any], str]  # vocabulary and code → what the code is called


@dataclass(frozen=True)
class Told:
    """A figure in words: its value, what it is a number of, who says so and of when, the page that shows it, its rows.

    `ids` is None for a mean of many days. `follows`: the filters it obeys (period, jurisdictions).
    """

    value: str
    meaning: str
    note: str
    page: str
    ids: tuple[str, ...] | None
    follows: tuple[str, ...] = ()


def mark_text(row: Mapping[str, Any], lang: str, label: Label) -> str:
    """What a mark is, in the reader's language: who, what kind, in which jurisdiction, and our summary."""
    kind = label(VOCABULARIES[row["lane"]], row["code"])
    where = label("jurisdiction", row["jurisdiction"])
    head = " · ".join(part for part in (where, label("name", row[f"actor_{lang}"]), kind) if part)
    return f"{head} — {row[f'text_{lang}']}"


def answer(found: Mapping[str, Any], lang: str, end: date, data_date: str, label: Label) -> str:
    """The sentence that answers the overview's question; `found` is the row of the query enforcement_summary."""
    if not found["act_count"] + found["month_only_count"]:
        return " ".join([word("overview.answer_none", lang), *counting.apart(found, lang)])
    count, held, open_ = (int(found[name]) for name in ("binding_count", "in_force_count", "force_unknown_count"))
    is_single = counting.is_single(found)
    force = word("overview.binding_single" if is_single else "overview.binding", lang, count=count)
    if count and is_single:
        force += word("overview.open_single", lang) if open_ else word("overview.held_single", lang, count=held)
    elif count:
        force += word("overview.held", lang, count=held)
        force += word("overview.force_unknown", lang, count=open_) if open_ else ""
    fines, undone = int(found["fine_count"]), int(found["undone_fine_count"])
    told = word(
        "overview.answer_single" if is_single else "overview.answer",
        lang,
        acts=counting.acts(found, lang),
        places=counting.places(found, lang, label),
        until=day(min(end.isoformat(), data_date), lang),
        force=force,
        fines=word("overview.fines", lang, count=fines + undone),
        undone=word("overview.undone_fine" if fines + undone == 1 else "overview.undone_fines", lang, count=undone),
    )
    return opened(told, lang)


def figures_told(
    figures: Mapping[str, Any],
    months: list[dict[str, Any]],
    lang: str,
    label: Label,
    law: Mapping[str, Any] | None = None,
) -> list[Told]:
    """The figures that there are: what was measured, the law's maximum, the first act, what was reported (`months`).

    `law`: the row of law_compare of the jurisdiction chosen; without one, the affair's reference law in its two tiers.
    """
    found = [
        _measured(figures, lang, label),
        _law(figures, lang, label) if law is None else _law_of(law, lang, label),
        _first_act(figures, lang, label),
        _reports(months, lang, label),
    ]
    return [told for told in found if told is not None]


def event_name(row: Mapping[str, Any], lang: str) -> str:
    """What a key event is called; of a measurement, from when what it examined is, and when it was published."""
    name = str(row[f"label_{lang}"])
    if is_unknown(row["published_date"]):
        return name
    first = day(row["event_date"], lang, short=True)
    published = dated(row["published_date"], row["published_precision"], lang, short=True)
    return word("overview.event_published", lang, label=name, first=first, published=published)


def is_unknown(value: Any) -> bool:
    """Whether a cell is blank, which is not zero: None, NaN, NaT or NA."""
    return value is None or value is pd.NA or bool(value != value)


def _measured(figures: Mapping[str, Any], lang: str, label: Label) -> Told | None:
    if is_unknown(figures["sample_share"]):
        return None
    kind = figures["sampled_count_kind"]
    counted = "unknown" if is_unknown(figures["sampled_count"]) or is_unknown(kind) else kind
    number_of = "" if counted == "unknown" else number(figures["sampled_count"], lang)
    meaning = word(
        "overview.card.measured",
        lang,
        images=word(f"overview.card.images.{counted}", lang, n=number_of),
        category=label("detection_category", figures["sample_category"]),
    )
    days = word("overview.card.undated", lang)
    if not is_unknown(figures["sample_start"]):
        days = span(figures["sample_start"], figures["sample_end"], lang)
    how = figures["document_read"]
    read = "" if is_unknown(how) else word(f"overview.card.read.{how}", lang)
    note = " · ".join(part for part in (label("name", figures["producer"]), days, read) if part)
    return Told(percent(figures["sample_share"], lang), meaning, note, "incidence", (figures["sample_id"],))


def _law(figures: Mapping[str, Any], lang: str, label: Label) -> Told | None:
    if is_unknown(figures["base_id"]):
        return None
    articles, online = [figures["base_article"]], ""
    if not is_unknown(figures["online_id"]):
        online = word("overview.card.law_online", lang, maximum=_maximum(figures, "online", lang))
        articles.append(figures["online_article"])
    place = label("jurisdiction", figures["reference_jurisdiction"])
    meaning = word("overview.card.law", lang) + online
    ids = tuple(figures[name] for name in ("base_id", "online_id") if not is_unknown(figures[name]))
    note = word("overview.card.law_note", lang, place=place, articles=listed(articles, lang))
    if not is_unknown(figures["base_from"]):
        note += ", " + word("overview.card.law_since", lang, day=day(figures["base_from"], lang, short=True))
    return Told(_maximum(figures, "base", lang), meaning, note, "exposure", ids)


def _law_of(row: Mapping[str, Any], lang: str, label: Label) -> Told:
    """The maximum of a jurisdiction the reader chose, for putting an altered image of an adult online."""
    place, follows, on = label("jurisdiction", row["jurisdiction"]), ("jurisdictions",), row["law_date"]
    meaning = word("overview.card.law_of", lang, place=place)
    if row["status"] == "none":
        nothing = word("overview.card.law_none", lang), word("overview.card.law_none_note", lang, place=place)
        return Told(nothing[0], meaning, nothing[1], "exposure", (), follows)
    maximum = _maximum({**row, "own_months": row["max_prison_months"], "own_fine": row["max_fine_amount"]}, "own", lang)
    state = label("law_standing", row["status"]).lower()
    articles = dict.fromkeys(row[name] for name in ("article", "fine_article") if not is_unknown(row[name]))
    note = word(
        "overview.card.law_state", lang, state=state, day=day(on, lang, short=True), articles=listed(articles, lang)
    )
    if row["status"] != "in_force":
        status = row["status"]
        short = word(f"exposure.status_{status}", lang)
        maximum = word("overview.card.law_not", lang, state=lowered(short), maximum=maximum)
    return Told(maximum, meaning, note, "exposure", (row["provision_id"],), follows)


def _maximum(figures: Mapping[str, Any], tier: str, lang: str) -> str:
    """A tier's highest term and fine, those that the text gives."""
    months, fine = figures[f"{tier}_months"], figures[f"{tier}_fine"]
    parts = [] if is_unknown(months) else [word("overview.months", lang, count=int(months))]
    parts += [] if is_unknown(fine) else [money(fine, figures["currency"], lang)]
    return ", ".join(parts) or word("overview.card.law_no_figure", lang)


def _first_act(figures: Mapping[str, Any], lang: str, label: Label) -> Told:
    days, acts, follows = figures["days_to_first_act"], figures["first_act_ids"], ("period", "jurisdictions")
    start, clock = day(figures["clock_date"], lang), figures["clock"]
    if is_unknown(days):
        nothing = word("overview.card.days_none", lang), word(f"overview.card.days_nothing.{clock}", lang)
        return Told(*nothing, word("overview.card.days_note", lang, start=start), "enforcement", (), follows)
    named = listed([label("jurisdiction", code) for code in figures["first_act_jurisdictions"]], lang)
    first = day(figures["first_act_date"], lang)
    return Told(
        word("overview.card.days_value", lang, count=int(days)),
        word(f"overview.card.days.{clock}", lang, count=int(figures["first_act_count"]), places=named),
        word("overview.card.days_of", lang, day=first, start=start),
        "enforcement",
        tuple(acts) if hasattr(acts, "__len__") else (),
        follows,
    )


def _reports(months: list[dict[str, Any]], lang: str, label: Label) -> Told | None:
    """What the platform reported a day in the affair's last month, with every other month beside it."""
    arrived = [row for row in months if row["basis"] == "arrival"]
    here = [row for row in arrived if row["is_of_affair"]]
    if not here:
        return None
    row = here[-1]
    whole = [one for one in arrived if one["day_count"] >= MOST_OF_A_MONTH and one is not row]
    others = [f"{month(one['month'], lang, short=True)} {number(one['mean'], lang, 0)}" for one in whole]
    year = f" {str(whole[-1]['month'])[:4]}" if whole else ""
    others = [text.replace(year, "") for text in others]
    meaning = word(
        "overview.card.reports", lang, category=label("sor_code", row["code"]).lower(), month=month(row["month"], lang)
    )
    note = word("overview.card.reports_note", lang, others=" · ".join(others) or "–")
    return Told(
        word("overview.card.a_day", lang, count=number(row["mean"], lang, 0)), meaning, note, "statements", None
    )
