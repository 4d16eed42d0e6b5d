"""Jurisdictions compared for one act on one day, and beside it what each law reaches at all."""

from functools import partial
from typing import Any

import pandas as pd

from figures.affair import is_unknown
from figures.asked import Asked
from figures.charts import matrix, panels, ranked
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings
from figures.exposure.choices import ACT, BY, DATE, VIEW
from figures.exposure.penalties import fine_text, months_text
from figures.records import records_of
from figures.words import day, listed, lowered, unaccented, word

STATUSES = ("in_force", "later", "earlier", "unclear", "paused", "none", "reference")
ASPECTS = (
    "creation", "request", "distribution", "online_publication", "possession", "threat", "synthetic",
    "tool_provision", "platform_duty",
)  # fmt: skip # saves 7 lines
VERDICTS = ("yes", "later", "unclear", "no")
AT = (VIEW, "compare")
SHOWN = (
    "jurisdiction", "status", "article", "max_prison_months", "fine_article", "fine_kind", "max_fine_amount",
    "in_force_from", "act_count", "source_url",
)  # fmt: skip # saves 8 lines
CLOCKS = (
    "clock_starts", "deadline_hours", "clock_nature", "jurisdiction", "article", "status", "in_force_from",
    "source_url",
)  # fmt: skip # saves 6 lines


def point_text(row: dict[str, Any], lang: str) -> str:
    """A point in words: text, term, fine, and since when."""
    where = label("criminal_law_of", row["jurisdiction"], lang)
    since = row["in_force_from"]
    when = (
        word("exposure.start_unknown", lang) if since != since else word("exposure.begins", lang, day=day(since, lang))
    )
    fine = fine_text(row, lang)
    if row["fine_article"] != row["article"] and row["fine_kind"] != "none":
        fine += f" ({row['fine_article']})"
    figures = f"{months_text(row['max_prison_months'], lang)} ; {fine} ; {when}"
    return panels.lines_of(f"{where} · {row[f'instrument_{lang}']}, {row['article']}", figures)


def scope_of(asked: Asked) -> str:
    """What a figure of one day depends on: that day, and the jurisdictions chosen."""
    lang = asked.lang
    places = [label("jurisdiction", code, lang) for code in asked.jurisdictions]
    day_of = word("exposure.scope_day", lang, day=asked["date"])
    return " · ".join(filter(None, (day_of, listed(places, lang))))


def term(row: dict[str, Any], lang: str) -> str:
    """What stands at the end of a bar, or in its place: the term, and what is not established or no longer so."""
    status, months = row["status"], months_text(row["max_prison_months"], lang)
    if status == "none":
        return word("exposure.ranked.none", lang)
    if row["prison_kind"] == "life":
        months = word("exposure.ranked.life", lang)
    elif row["prison_kind"] == "minimum_only" and not is_unknown(row["min_prison_months"]):
        months = word("exposure.at_least", lang, count=int(row["min_prison_months"]))
    if status == "in_force":
        return months
    when = row["in_force_to"] if status == "earlier" else row["in_force_from"]
    if status in ("later", "earlier") and not is_unknown(when):
        return word(f"exposure.ranked.{status}", lang, term=months, day=day(when, lang, short=True))
    said = word(f"exposure.status_{status}", lang)
    return f"{months}, {lowered(said)}"


def order_of(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows as the reader sorts them: months and date with what is established first, names as a dictionary."""
    if by == "name":
        return rows.sort_values("named", key=lambda names: names.map(unaccented), kind="stable")
    rows = rows.assign(at=[STATUSES.index(one) for one in rows["status"]])
    if by == "since":
        return rows.sort_values(["at", "in_force_from"], na_position="last", kind="stable")
    return rows.sort_values(["at", "max_prison_months"], ascending=[True, False], na_position="last", kind="stable")


@figure("exposure.compare", choices=(ACT, DATE, BY), at=AT)
def compare(asked: Asked) -> Drawn:
    """The highest maximum of each jurisdiction, ranked, and the affair's reference tier.

    Grain: one row per jurisdiction, and one for the reference.
    """
    lang, act, on = asked.lang, asked["act"], asked["date"]
    rows = load("law_compare", date=on, jurisdictions=asked.jurisdictions, act=act)
    rows["named"] = [label("jurisdiction", code, lang) for code in rows["jurisdiction"]]
    marked = rows["is_reference"].astype(bool)
    rows.loc[marked, "named"] = [word("exposure.reference", lang, place=place) for place in rows.loc[marked, "named"]]
    rows["told"] = [point_text(row, lang) if row["status"] != "none" else "" for row in records_of(rows)]
    rows["term"] = [term(row, lang) for row in records_of(rows)]
    rows["fine"] = ["" if row["status"] == "none" else fine_text(row, lang) for row in records_of(rows)]
    own = order_of(rows[~marked], asked["by"])
    counts = {status: int((own["status"] == status).sum()) for status in STATUSES}
    sure = own[own["status"] == "in_force"]["max_prison_months"].dropna()
    act_name = label("act", act, lang).lower()
    ends = {"low": int(sure.min()), "high": int(sure.max())} if len(sure) else {"low": 0, "high": 0}
    key = "none" if not len(sure) else "single" if len(own) == 1 else "one" if ends["low"] == ends["high"] else "found"
    found = {"act": act_name, "day": on, "all": len(own), "count": counts["in_force"] if len(sure) else len(own)}
    title = word(f"exposure.ranked.title_{key}", lang, **found, **ends)
    told = {"unclear": counts["unclear"], "no_text": counts["none"]}
    said = [word(f"exposure.ranked.{one}", lang, count=count) for one, count in told.items() if count]
    summary = " ".join([*(said if len(own) > 1 else []), word("exposure.ranked.summary", lang)])
    return Drawn(
        title,
        pd.concat([own, rows[marked]]),
        headings(
            "exposure",
            "jurisdiction status instrument_* article max_prison_months fine_article fine_kind max_fine_amount "
            "currency max_fine_eur eur_rate_date in_force_from in_force_to act_count is_reference confidence "
            "source_publisher source_url provision_id",
            lang,
        ),
        summary=summary,
        numbers={**counts, **ends, "all": len(own)},
        unit=word("exposure.ranked.unit", lang),
        scope=scope_of(asked),
        is_upright=True,
        chart=partial(
            ranked.ranked,
            own,
            unit=word("exposure.x_title", lang),
            fines=word("exposure.ranked.fines", lang),
            heads={
                one: word(f"exposure.ranked.head.{one}", lang, count=count) for one, count in counts.items() if count
            }
            if asked["by"] != "name" and len(own) > 1
            else None,
        )
        if len(own)
        else None,
        alt=f"{title}. " + "; ".join(f"{row['named']}: {row['term']}" for row in records_of(own)),
        sources=("law", "counting_rules", "exchange_rates", "enforcement_actions"),
        collected=word("export.laws", lang, count=len(own)),
        shown=SHOWN,
        vocabularies={
            "jurisdiction": "jurisdiction",
            "status": "law_standing",
            "fine_kind": "fine_kind",
            "confidence": "confidence",
        },
    )


@figure("exposure.scope", choices=(DATE,), at=AT)
def scope(asked: Asked) -> Drawn:
    """What each law reaches, a column per act. Grain: one row per jurisdiction."""
    lang, on = asked.lang, asked["date"]
    rows = load("law_scope", date=on, jurisdictions=asked.jurisdictions)
    called = labels("criminal_law_of", lang)
    rows = rows.sort_values(
        "jurisdiction", key=lambda codes: codes.map(lambda one: unaccented(called.get(one) or str(one)))
    )
    aspects = {aspect: word(f"exposure.aspect_{aspect}", lang) for aspect in ASPECTS}
    counts = {
        name: int((rows[column] == "yes").sum())
        for name, column in (("creation", "creation"), ("request", "request"), ("publication", "online_publication"))
    }
    few = {0: word("exposure.in_none", lang), 1: word("exposure.in_one", lang)}
    told = {name: few.get(count, count) for name, count in counts.items()}
    if len(rows) == 1:
        of_act = {"creation": "creation", "request": "request", "publication": "online_publication"}
        told = {name: word(f"exposure.scope_is.{rows[column].iloc[0]}", lang) for name, column in of_act.items()}
    title = word("exposure.scope", lang, count=len(rows), day=on, **told)
    return Drawn(
        title,
        rows,
        {
            "jurisdiction": word("exposure.column.jurisdiction", lang),
            **aspects,
            "intent": word("exposure.column.intent", lang),
            "text_count": word("exposure.column.text_count", lang),
        },
        summary=word("exposure.scope_note", lang),
        unit=word("exposure.scope_unit", lang),
        numbers={"count": len(rows), **counts},
        scope=scope_of(asked),
        is_upright=True,
        chart=partial(
            matrix.matrix,
            rows,
            row="jurisdiction",
            aspects=ASPECTS,
            row_names=called,
            aspect_names=aspects,
            verdict_names={verdict: label("scope_verdict", verdict, lang) for verdict in VERDICTS},
        ),
        alt=word("exposure.scope_alt", lang, title=title, count=len(rows), aspects=list(aspects.values())),
        sources=("law",),
        vocabularies={"jurisdiction": "criminal_law_of", "intent": "intent", **dict.fromkeys(ASPECTS, "scope_verdict")},
    )


@figure("exposure.clocks", choices=(DATE,), at=AT)
def clocks(asked: Asked) -> Drawn:
    """How long a platform has to take content down, by what starts the clock. Grain: one row per provision."""
    lang, on = asked.lang, asked["date"]
    rows = load("law_clocks", date=on, jurisdictions=asked.jurisdictions)
    return Drawn(
        word("exposure.clocks", lang, day=on),
        rows,
        headings(
            "exposure",
            "clock_starts deadline_hours clock_nature jurisdiction article instrument_* offence_* status in_force_from "
            "confidence source_publisher source_url provision_id",
            lang,
        ),
        summary=word("exposure.clocks_summary", lang, count=len(rows)),
        numbers={"count": len(rows)},
        scope=scope_of(asked),
        sources=("law",),
        shown=[
            "clock_starts",
            "deadline_hours",
            "clock_nature",
            "jurisdiction",
            "article",
            "status",
            "in_force_from",
            "source_url",
        ],
        vocabularies={
            "clock_starts": "clock_starts",
            "clock_nature": "clock_nature",
            "jurisdiction": "jurisdiction",
            "status": "status_on_date",
            "confidence": "confidence",
        },
    )
