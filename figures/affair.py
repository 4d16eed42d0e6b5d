"""The affair of a selection in words: the overview's answer, its four figures, what a mark of its timeline is.

Knows nothing of Streamlit: the page and the printed brief say the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from figures import counting
from figures.documents import known
from figures.words import day, listed, money, month, number, percent, word

MOST_OF_A_MONTH = 15  # days known, from which a month's mean is compared with others
LANES = ("measured", "said", "done", "law")
VOCABULARIES = {"measured": "detection_category", "said": "platform_stance", "done": "measure", "law": "harm"}
Label = Callable[[str, Any], str]  # vocabulary and code → what the code is called


@dataclass(frozen=True)
class Told:
    """A figure in words: its value, what it is a number of, the page that shows it, the rows it is read from.

    `ids` is None for a mean of many days.
    """

    value: str
    meaning: str
    page: str
    ids: tuple[str, ...] | None


def told(row: Mapping[str, Any], lang: str, label: Label) -> str:
    """What a mark is, in the reader's language: who, what kind, in which jurisdiction, and our summary."""
    kind = label(VOCABULARIES[row["lane"]], row["code"])
    where = label("jurisdiction", row["jurisdiction"])
    head = " · ".join(part for part in (where, row["actor"], kind) if part)
    return f"{head} — {row[f'text_{lang}']}"


def answer(found: Mapping[str, Any], lang: str, end: date, data_date: str, label: Label) -> str:
    """The sentence that answers the overview's question; `found` is the row of the query enforcement_summary."""
    if not found["act_count"] + found["month_only_count"]:
        return " ".join([word("overview.answer_none", lang), *counting.apart(found, lang)])
    told = word(
        "overview.answer",
        lang,
        acts=counting.acts(found, lang),
        places=counting.places(found, lang, label),
        until=day(min(end.isoformat(), data_date), lang),
    )
    return " ".join([told, counting.force(found, lang), counting.fines(found, lang), *counting.apart(found, lang)])


def figures_told(figures: Mapping[str, Any], months: list[dict[str, Any]], lang: str, label: Label) -> list[Told]:
    """The figures that there are: what was measured, the law's maximum, the first act, what was reported (`months`)."""
    found = [
        _measured(figures, lang, label),
        _law(figures, lang, label),
        _first_act(figures, lang, label),
        _reports(months, lang, label),
    ]
    return [told for told in found if told is not None]


def missing(value: Any) -> bool:
    """Whether there is no value: null, NaN, NaT or NA."""
    return value is None or str(value) in ("nan", "NaT", "<NA>")


def _measured(figures: Mapping[str, Any], lang: str, label: Label) -> Told | None:
    if missing(figures["sample_share"]):
        return None
    part = ""
    if not missing(figures["part_share"]):
        part = word(
            "overview.card.part",
            lang,
            share=percent(figures["part_share"], lang),
            category=label("detection_category", figures["part_category"]),
            both=percent(figures["part_of_all_share"], lang),
        )
    kind = figures["sampled_count_kind"]
    counted = "unknown" if missing(figures["sampled_count"]) or missing(kind) else kind
    number_of = "" if counted == "unknown" else number(figures["sampled_count"], lang)
    dated = "undated" if missing(figures["sample_start"]) else "dated"
    text = word(
        f"overview.card.measured_{dated}",
        lang,
        images=word(f"overview.card.images.{counted}", lang, n=number_of),
        category=label("detection_category", figures["sample_category"]),
        producer=label("name", figures["producer"]),
        part=f" {part}" if part else "",
        **(
            {}
            if dated == "undated"
            else {"start": day(figures["sample_start"], lang), "end": day(figures["sample_end"], lang)}
        ),
    )
    read = known(figures, "incidence", lang, label)
    text += f" {read[:1].upper()}{read[1:]}." if read else ""
    ids = tuple(figures[name] for name in ("sample_id", "part_id") if not missing(figures[name]))
    return Told(percent(figures["sample_share"], lang), text, "incidence", ids)


def _law(figures: Mapping[str, Any], lang: str, label: Label) -> Told | None:
    if missing(figures["base_id"]):
        return None
    online = ""
    if not missing(figures["online_id"]):
        online = word(
            "overview.card.law_online",
            lang,
            maximum=_maximum(figures, "online", lang),
            article=figures["online_article"],
        )
    text = word(
        "overview.card.law",
        lang,
        place=label("jurisdiction", figures["reference_jurisdiction"]),
        article=figures["base_article"],
        online=f" {online}" if online else "",
    )
    ids = tuple(figures[name] for name in ("base_id", "online_id") if not missing(figures[name]))
    return Told(_maximum(figures, "base", lang), text, "exposure", ids)


def _maximum(figures: Mapping[str, Any], tier: str, lang: str) -> str:
    """A tier's highest term and fine, those that the text gives."""
    months, fine = figures[f"{tier}_months"], figures[f"{tier}_fine"]
    parts = [] if missing(months) else [word("overview.months", lang, count=int(months))]
    parts += [] if missing(fine) else [money(fine, figures["currency"], lang)]
    return ", ".join(parts) or word("overview.card.law_no_figure", lang)


def _first_act(figures: Mapping[str, Any], lang: str, label: Label) -> Told:
    days, acts = figures["days_to_first_act"], figures["first_act_ids"]
    if missing(days):
        nothing = word("overview.card.days_none", lang), word("overview.card.days_nothing", lang)
        return Told(*nothing, "enforcement", ())
    named = listed([label("jurisdiction", code) for code in figures["first_act_jurisdictions"]], lang)
    start, first = day(figures["clock_date"], lang), day(figures["first_act_date"], lang)
    return Told(
        word("overview.card.days_value", lang, count=int(days)),
        word("overview.card.days", lang, start=start, day=first, places=named),
        "enforcement",
        tuple(acts) if hasattr(acts, "__len__") else (),
    )


def _reports(months: list[dict[str, Any]], lang: str, label: Label) -> Told | None:
    """What the platform reported a day in the affair's last month, with every other month beside it."""
    arrived = [row for row in months if row["basis"] == "arrival"]
    here = [row for row in arrived if row["is_of_affair"]]
    if not here:
        return None
    row = here[-1]
    decided = next(one["mean"] for one in months if one["basis"] == "decision" and one["month"] == row["month"])
    whole = [one for one in arrived if one["day_count"] >= MOST_OF_A_MONTH and one is not row]
    others = [f"{month(one['month'], lang, short=True)} {number(one['mean'], lang, 0)}" for one in whole]
    text = word(
        "overview.card.reports",
        lang,
        category=label("sor_code", row["code"]).lower(),
        month=month(row["month"], lang),
        decided="–" if missing(decided) else number(decided, lang, 0),
        others=listed(others, lang) or "–",
    )
    return Told(word("overview.card.a_day", lang, count=number(row["mean"], lang, 0)), text, "statements", None)
