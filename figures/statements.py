"""What the platform said: its public statements, and its claims beside the tests that bear on them."""

from functools import partial
from typing import Any

import pandas as pd

from figures import counting
from figures.affair import MOST_OF_A_MONTH
from figures.asked import Asked, Choice
from figures.charts import bars, timeline
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.within import FIND, READ, narrowed
from figures.words import month, number, word

STANCE = Choice(
    "stance",
    "statements.stances",
    "several",
    usual=(),
    options=lambda asked: labels("platform_stance", asked.lang),
)


CODES = {
    "date_precision": "date_precision",
    "speaker_kind": "speaker_kind",
    "stance": "platform_stance",
    "channel": "channel",
    "jurisdictions": "jurisdiction",
    "confidence": "confidence",
}
NARROWING = (STANCE, READ, FIND)


def chosen(asked: Asked) -> pd.DataFrame:
    """The statements that the reader's choices leave. Grain: one row per statement."""
    rows = load("statements_public", **asked.filters, stances=asked["stance"])
    texts = ("speaker", f"summary_{asked.lang}", "measure_announced", "source_publisher", "statement_id")
    return narrowed(rows, asked, (*CODES, *texts), CODES)


def answer(asked: Asked) -> str:
    """How many statements, how many announce something, how many refuse to answer."""
    rows, lang = load("statements_public", **asked.filters, stances=()), asked.lang
    apart = counting.rows_apart(rows, "statement_date", lang)
    rows = rows[rows["place"] == "inside"]
    if rows.empty:
        return " ".join([word("statements.answer_none", lang), *apart])
    announcing = word("statements.measures", lang, count=int(rows["measure_announced"].notna().sum()))
    parts = [
        word("statements.answer", lang, count=len(rows), measures=announcing),
        word("statements.silent", lang, count=int((rows["stance"] == "no_comment").sum())),
        word("statements.admissions", lang, count=int((rows["stance"] == "admission").sum())),
    ]
    if ((rows["stance"] == "admission") & (rows["speaker_kind"] == "ai_account")).any():
        parts.append(word("statements.own_account", lang))
    return " ".join([*parts, *apart])


@figure("statements.public", choices=NARROWING)
def public(asked: Asked) -> Drawn:
    """The statements in order, a lane for each kind, with the measures announced. Grain: one row per statement."""
    lang, title = asked.lang, word("statements.public", asked.lang)
    rows = chosen(asked)
    columns = headings(
        "statements",
        "statement_date date_precision speaker summary_* stance measure_announced measure_effective_date speaker_kind "
        "jurisdictions channel confidence document_read document_publisher document_url source_publisher source_url "
        "statement_id",
        lang,
    )
    sources = ("platform_statements",)
    if rows.empty:
        return nothing(asked, lambda other: len(chosen(other)), title, columns=columns, rows=rows, sources=sources)
    rows["told"] = [f"{row['speaker']} — {row[f'summary_{lang}']}" for row in rows.to_dict("records")]
    rows["is_measure"] = rows["measure_announced"].notna()
    rows["is_low"] = rows["confidence"] == "low"
    dated = rows.dropna(subset=["statement_date"])
    numbers = {"count": int((rows["place"] == "inside").sum()), "undated": len(rows) - len(dated)}
    counted = word("statements.counted", lang, count=numbers["count"])
    names = labels("platform_stance", lang)
    return Drawn(
        title,
        rows,
        columns,
        summary=word("statements.public_summary", lang, count=counted, undated=numbers["undated"]),
        numbers=numbers,
        chart=partial(
            timeline.timeline,
            dated,
            lane="stance",
            when="statement_date",
            precision="date_precision",
            text="told",
            binding="is_measure",
            hollow="is_low",
            names=names,
            start=asked.start,
            end=asked.end,
            keys={"binding": word("statements.key_measure", lang), "plain": word("statements.key_plain", lang)},
        ),
        alt=timeline.alt(dated, lang, lane="stance", when="statement_date", title=title, names=names),
        sources=sources,
        vocabularies=CODES,
        shown=("statement_date", "speaker", f"summary_{lang}", "stance", "document_read", "source_url"),
    )


@figure("statements.claims")
def claims(asked: Asked) -> Drawn:
    """Each claim a test could check, beside the tests that bear on it. Grain: one row per claim and test."""
    rows, lang = load("statements_claims", **asked.filters), asked.lang
    counts = rows["verdict"].value_counts()
    named = labels("claim_verdict", lang)
    told = [f"{name[0].lower()}{name[1:]} ({counts[code]})" for code, name in named.items() if code in counts]
    claimed = int(rows["statement_id"].nunique())
    return Drawn(
        word("statements.claims", lang),
        rows,
        headings(
            "statements",
            "statement_date claim_* verdict scope_* speaker tester evidence_date evidence_* sampled_count "
            "flagged_count source_publisher source_url statement_id evidence_id",
            lang,
        ),
        summary=word("statements.claims_summary", lang, count=claimed, verdicts=told) if claimed else "",
        numbers={"claims": claimed, **{str(code): int(count) for code, count in counts.items()}},
        sources=("claim_tests",),
        vocabularies={"verdict": "claim_verdict", "date_precision": "date_precision"},
    )


@figure("statements.own")
def own(asked: Asked) -> Drawn:
    """What the platform published of itself, in no database. Grain: one row per figure."""
    lang, rows = asked.lang, load("statements_own")
    return Drawn(
        word("statements.own", lang),
        rows,
        headings(
            "incidence",
            "published_date category value unit description_* confidence source_publisher source_url measurement_id",
            lang,
        ),
        summary=word("statements.own_summary", lang, count=len(rows)),
        numbers={"count": len(rows)},
        sources=("detections",),
        vocabularies={"category": "detection_category", "unit": "unit", "confidence": "confidence"},
    )


def known_of(row: dict[str, Any], lang: str) -> str:
    """A month, with how many of its days are known when that is not most of it."""
    name = month(row["month"], lang)
    days = int(row["day_count"])
    return name if days >= MOST_OF_A_MONTH else word("statements.reported_days", lang, month=name, count=days)


@figure("statements.reported")
def reported(asked: Asked) -> Drawn:
    """What the affair's platform reported a day, month by month, all of it. Grain: one row per month and basis."""
    lang = asked.lang
    rows = load("overview_reports")
    columns = headings("statements", "month basis mean day_count is_of_affair", lang)
    names = {basis: word(f"statements.reported_{basis}", lang) for basis in ("arrival", "decision")}
    months = rows[rows["basis"] == "arrival"]
    rows["named"] = [known_of(row, lang) for row in rows.to_dict("records")]
    here = months[months["is_of_affair"].astype(bool)]
    if here.empty:
        return nothing(asked, lambda other: 0, word("reasons.reported", lang), columns=columns, rows=rows.head(0))
    full = months[months["day_count"] >= MOST_OF_A_MONTH]
    now = here.iloc[-1]
    high = full.loc[full["mean"].idxmax()] if len(full) else now
    title = word(
        "statements.reported_title",
        lang,
        name=now["platform"],
        now=number(now["mean"], lang, 0),
        category=label("sor_code", now["code"], lang).lower(),
        month=month(now["month"], lang),
        count=len(full),
        high_month=month(high["month"], lang),
        high=number(high["mean"], lang, 0),
    )
    unit = word("statements.reported_unit", lang)
    return Drawn(
        title,
        rows,
        columns,
        summary=word("statements.reported_summary", lang, months=[month(value, lang) for value in here["month"]]),
        numbers={"now": round(now["mean"]), "high": round(high["mean"]), "months": len(full)},
        scope=word("statements.reported_scope", lang),
        unit=unit,
        chart=partial(bars.bars, rows, label="named", value="mean", series="basis", names=names, unit=unit, digits=0),
        alt=bars.alt(rows, lang, label="named", value="mean", title=title, kind="number"),
        sources=("sor_daily",),
        vocabularies={"basis": names},
    )
