"""Jurisdictions compared for one act on one day, and beside it what each law reaches at all."""

from functools import partial
from typing import Any

from figures.asked import Asked
from figures.charts import compare as charts
from figures.charts import matrix, panels
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings
from figures.exposure.choices import ACT, DATE, VIEW
from figures.exposure.penalties import fine_text, months_text
from figures.words import day, listed, word

STATUSES = ("in_force", "later", "earlier", "unclear", "paused", "none", "reference")
ASPECTS = (
    "creation", "request", "distribution", "online_publication", "possession", "threat", "synthetic",
    "tool_provision", "platform_duty",
)  # fmt: skip
VERDICTS = ("yes", "later", "unclear", "no")
AT = (VIEW, "compare")
SHOWN = (
    "jurisdiction", "status", "article", "max_prison_months", "fine_article", "fine_kind", "max_fine_amount",
    "in_force_from", "act_count", "source_url",
)  # fmt: skip
CLOCKS = (
    "clock_starts", "deadline_hours", "clock_nature", "jurisdiction", "article", "status", "in_force_from",
    "source_url",
)  # fmt: skip


def told(row: dict[str, Any], lang: str) -> str:
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
    where = listed(places, lang) or word("common.filter.all_jurisdictions", lang)
    return word("exposure.scope_day", lang, day=asked["date"], places=where)


@figure("exposure.compare", choices=(ACT, DATE), at=AT)
def compare(asked: Asked) -> Drawn:
    """The highest maximum of each jurisdiction, in months and in euros, the reference tier marked.

    Grain: one row per jurisdiction, and one for the reference.
    """
    lang, act, on = asked.lang, asked["act"], asked["date"]
    rows = load("law_compare", date=on, jurisdictions=asked.jurisdictions, act=act)
    title = word("exposure.compare", lang, act=label("act", act, lang).lower(), day=on)
    rows["named"] = [label("criminal_law_of", code, lang) for code in rows["jurisdiction"]]
    marked = rows["is_reference"].astype(bool)
    rows.loc[marked, "named"] = [word("exposure.reference", lang, place=place) for place in rows.loc[marked, "named"]]
    rows["told"] = [told(row, lang) if row["status"] != "none" else "" for row in rows.to_dict("records")]
    own = rows[~marked]
    counts = {status: int((own["status"] == status).sum()) for status in STATUSES}
    seen = int(own["max_prison_months"].notna().sum())
    said = word(
        "exposure.compare_summary",
        lang,
        count=counts["in_force"],
        unclear=counts["unclear"],
        later=counts["later"] + counts["earlier"] + counts["paused"],
        none=counts["none"],
    )
    return Drawn(
        title,
        rows,
        headings(
            "exposure",
            "jurisdiction status instrument_* article max_prison_months fine_article fine_kind max_fine_amount "
            "currency max_fine_eur eur_rate_date in_force_from in_force_to act_count is_reference confidence "
            "source_publisher source_url provision_id",
            lang,
        ),
        summary=f"{said} {word('exposure.compare_note', lang)}",
        numbers=counts,
        scope=scope_of(asked),
        chart=partial(
            charts.compare,
            rows,
            names={status: word(f"exposure.status_{status}", lang) for status in STATUSES},
            x_title=word("exposure.x_title", lang),
            y_title=word("exposure.y_title", lang, day=rows["eur_rate_date"].iloc[0]),
            no_amount=word("exposure.no_amount", lang),
        )
        if len(rows)
        else None,
        alt=word("exposure.compare_alt", lang, title=title, count=seen, missing=len(own) - seen),
        sources=("law", "counting_rules", "exchange_rates", "enforcement_actions"),
        shown=[
            "jurisdiction",
            "status",
            "article",
            "max_prison_months",
            "fine_article",
            "fine_kind",
            "max_fine_amount",
            "in_force_from",
            "act_count",
            "source_url",
        ],
        vocabularies={
            "jurisdiction": "criminal_law_of",
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
    title = word("exposure.scope", lang, day=on)
    aspects = {aspect: word(f"exposure.aspect_{aspect}", lang) for aspect in ASPECTS}
    counts = {name: int((rows[column] == "yes").sum()) for name, column in
              (("creation", "creation"), ("request", "request"), ("publication", "online_publication"))}  # fmt: skip
    return Drawn(
        title,
        rows,
        {
            "jurisdiction": word("exposure.column.jurisdiction", lang),
            **aspects,
            "intent": word("exposure.column.intent", lang),
            "text_count": word("exposure.column.text_count", lang),
        },
        summary=word("exposure.scope_summary", lang, count=len(rows), **counts),
        numbers={"count": len(rows), **counts},
        scope=scope_of(asked),
        chart=partial(
            matrix.matrix,
            rows,
            row="jurisdiction",
            aspects=ASPECTS,
            row_names=labels("criminal_law_of", lang),
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
