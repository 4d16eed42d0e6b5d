"""Jurisdictions compared for one act on one day, and beside it what each law reaches at all."""

from datetime import date
from functools import partial

from figures.charts import compare as charts
from figures.charts import matrix, panels
from figures.words import day, listed, word
from pages.shared import controls
from pages.shared.exposure.penalties import fine_text, headings, months_text
from pages.shared.query import label, labels, load
from pages.shared.show import show

ACTS = ("online_publication", "creation", "request", "possession")
STATUSES = ("in_force", "later", "earlier", "unclear", "paused", "none", "reference")
ASPECTS = (
    "creation", "request", "distribution", "online_publication", "possession", "threat", "synthetic",
    "tool_provision", "platform_duty",
)  # fmt: skip
VERDICTS = ("yes", "later", "unclear", "no")


def told(row, lang):
    """A point in words: text, term, fine, and since when."""
    where = label("jurisdiction", row["jurisdiction"], lang)
    since = row["in_force_from"]
    when = (
        word("exposure.start_unknown", lang) if since != since else word("exposure.begins", lang, day=day(since, lang))
    )
    fine = fine_text(row, lang)
    if row["fine_article"] != row["article"] and row["fine_kind"] != "none":
        fine += f" ({row['fine_article']})"
    figures = f"{months_text(row['max_prison_months'], lang)} ; {fine} ; {when}"
    return panels.lines_of(f"{where} · {row[f'instrument_{lang}']}, {row['article']}", figures)


def compare(selection, facts_day: date, beside) -> date:
    """The day of the facts, once drawn: term against fine, and the matrix that says what is being compared."""
    lang = selection.lang
    named = {code: label("act", code, lang) for code in ACTS}
    with beside:
        act = controls.one("act", word("exposure.act", lang), named, default=ACTS[0], selection=selection, listed=True)
    on = facts_date(selection, facts_day)
    rows = load("law_compare", date=on, jurisdictions=selection.jurisdictions, act=act)
    points(rows, selection, act, on)
    scope(load("law_scope", date=on, jurisdictions=selection.jurisdictions), selection, on)
    waits = load("law_clocks", date=on, jurisdictions=selection.jurisdictions)
    if len(waits):
        clocks(waits, selection, on)
    return on


def scope_of(selection, on):
    """What a figure of one day depends on: that day, and the jurisdictions chosen."""
    lang = selection.lang
    places = [label("jurisdiction", code, lang) for code in selection.jurisdictions]
    where = listed(places, lang) or word("common.filter.all_jurisdictions", lang)
    return word("exposure.scope_day", lang, day=on, places=where)


def facts_date(selection, usual):
    """The day of the facts, the same in every view of the page that asks for it."""
    first, last = date(2015, 1, 1), date(2035, 12, 31)
    return controls.day(
        "date", word("exposure.facts_day", selection.lang), first, last, default=usual, selection=selection
    )


def points(rows, selection, act, on):
    """Draws the highest maximum of each jurisdiction: months across, fine in euros up, the reference tier marked."""
    lang = selection.lang
    rows["named"] = [label("jurisdiction", code, lang) for code in rows["jurisdiction"]]
    marked = rows["is_reference"].astype(bool)
    rows.loc[marked, "named"] = [word("exposure.reference", lang, place=place) for place in rows.loc[marked, "named"]]
    rows["told"] = [told(row, lang) if row["status"] != "none" else "" for row in rows.to_dict("records")]
    title = word("exposure.compare", lang, act=label("act", act, lang).lower(), day=on)
    own = rows[~marked]
    counts = {status: int((own["status"] == status).sum()) for status in STATUSES}
    drawn = int(own["max_prison_months"].notna().sum())
    show(
        "exposure.compare",
        partial(
            charts.compare,
            rows,
            names={status: word(f"exposure.status_{status}", lang) for status in STATUSES},
            x_title=word("exposure.x_title", lang),
            y_title=word("exposure.y_title", lang, day=rows["eur_rate_date"].iloc[0]),
            no_amount=word("exposure.no_amount", lang),
        ),
        rows,
        selection=selection,
        scope=scope_of(selection, on),
        title=title,
        summary=word(
            "exposure.compare_summary",
            lang,
            count=counts["in_force"],
            unclear=counts["unclear"],
            later=counts["later"] + counts["earlier"] + counts["paused"],
            none=counts["none"],
        )
        + " "
        + word("exposure.compare_note", lang),
        alt=word("exposure.compare_alt", lang, title=title, count=drawn, missing=len(own) - drawn),
        sources=("law", "counting_rules", "exchange_rates", "enforcement_actions"),
        columns=headings(
            (
                "jurisdiction",
                "status",
                f"instrument_{lang}",
                "article",
                "max_prison_months",
                "fine_article",
                "fine_kind",
                "max_fine_amount",
                "currency",
                "max_fine_eur",
                "eur_rate_date",
                "in_force_from",
                "in_force_to",
                "act_count",
                "is_reference",
                "confidence",
                "source_publisher",
                "source_url",
                "provision_id",
            ),
            lang,
        ),
        shown=(
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
        ),
        vocabularies={
            "jurisdiction": "jurisdiction",
            "status": "law_standing",
            "fine_kind": "fine_kind",
            "confidence": "confidence",
        },
        own={"view": "compare", "act": act, "date": on},
    )


def scope(rows, selection, on):
    """Draws what each law reaches, a line per jurisdiction and a column per act."""
    lang = selection.lang
    title = word("exposure.scope", lang, day=on)
    aspects = {aspect: word(f"exposure.aspect_{aspect}", lang) for aspect in ASPECTS}
    show(
        "exposure.scope",
        partial(
            matrix.matrix,
            rows,
            row="jurisdiction",
            aspects=ASPECTS,
            row_names=labels("jurisdiction", lang),
            aspect_names=aspects,
            verdict_names={verdict: label("scope_verdict", verdict, lang) for verdict in VERDICTS},
        ),
        rows,
        selection=selection,
        scope=scope_of(selection, on),
        title=title,
        summary=word(
            "exposure.scope_summary",
            lang,
            count=len(rows),
            creation=int((rows["creation"] == "yes").sum()),
            request=int((rows["request"] == "yes").sum()),
            publication=int((rows["online_publication"] == "yes").sum()),
        ),
        alt=word("exposure.scope_alt", lang, title=title, count=len(rows), aspects=list(aspects.values())),
        sources=("law",),
        columns={
            "jurisdiction": word("exposure.column.jurisdiction", lang),
            **aspects,
            "intent": word("exposure.column.intent", lang),
            "text_count": word("exposure.column.text_count", lang),
        },
        vocabularies={"jurisdiction": "jurisdiction", "intent": "intent", **dict.fromkeys(ASPECTS, "scope_verdict")},
        own={"view": "compare", "date": on},
    )


def clocks(rows, selection, on):
    """How long a platform has to take content down, by what starts the clock."""
    lang = selection.lang
    columns = (
        "clock_starts",
        "deadline_hours",
        "clock_nature",
        "jurisdiction",
        "article",
        f"instrument_{lang}",
        f"offence_{lang}",
        "status",
        "in_force_from",
        "confidence",
        "source_publisher",
        "source_url",
        "provision_id",
    )
    show(
        "exposure.clocks",
        None,
        rows,
        selection=selection,
        scope=scope_of(selection, on),
        title=word("exposure.clocks", lang, day=on),
        summary=word("exposure.clocks_summary", lang, count=len(rows)),
        alt="",
        sources=("law",),
        columns=headings(columns, lang),
        shown=(*columns[:5], "status", "in_force_from", "source_url"),
        vocabularies={
            "clock_starts": "clock_starts",
            "clock_nature": "clock_nature",
            "jurisdiction": "jurisdiction",
            "status": "status_on_date",
            "confidence": "confidence",
        },
        own={"view": "compare", "date": on},
    )
