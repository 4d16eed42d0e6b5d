"""What the platform said: its public statements, and its claims beside the tests that bear on them."""

from functools import partial
from typing import Any

import pandas as pd

from figures import counting
from figures.asked import Asked, Choice
from figures.charts import tested, timeline
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing, testers
from figures.options import coded
from figures.records import records_of
from figures.within import FIND, READ, narrowed
from figures.words import word

STANCE = Choice("stance", "statements.stances", "several", usual=(), options=coded("platform_stance"))


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
    counts = {
        "measures": int(rows["measure_announced"].notna().sum()),
        "silent": int((rows["stance"] == "no_comment").sum()),
        "admissions": int((rows["stance"] == "admission").sum()),
    }
    told = ", ".join(word(f"statements.{key}", lang, count=count) for key, count in counts.items() if count)
    parts = f"{word('record.colon', lang)}{told}" if told else ""
    return " ".join([word("statements.answer", lang, count=len(rows), parts=parts), *apart])


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
    rows["told"] = [f"{label('name', row['speaker'], lang)} — {row[f'summary_{lang}']}" for row in records_of(rows)]
    rows["is_measure"] = rows["measure_announced"].notna()
    rows["row_id"] = rows["statement_id"]
    rows["is_low"] = rows["confidence"] == "low"
    dated = rows.dropna(subset=["statement_date"])
    numbers = {"count": int((rows["place"] == "inside").sum()), "undated": len(rows) - len(dated)}
    announcing = int((rows["is_measure"] & (rows["place"] == "inside")).sum())
    numbers["announcing"] = announcing
    if numbers["count"] > 1:
        title = word("statements.public_title", lang, count=announcing, all=numbers["count"])
    names = labels("platform_stance", lang)
    return Drawn(
        title,
        rows,
        columns,
        summary=word("statements.public_summary", lang, count=numbers["undated"]),
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
            tones=("said", "muted"),
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


OUTCOMES = ("contradicted", "supported", "outside_wording", "untested")
WORDS = 8  # of a claim that has no brief text


@figure("statements.claims")
def claims(asked: Asked) -> Drawn:
    """Each claim a test could check, and the tests, earlier ones too, that bear on it. Grain: one row per both."""
    rows, lang = load("statements_claims", **asked.filters), asked.lang
    title = word("statements.claims", lang)
    columns = headings(
        "statements",
        "statement_date claim_* verdict scope_* speaker tester evidence_date evidence_precision evidence_* "
        "sampled_count flagged_count source_publisher source_url statement_id evidence_id",
        lang,
    )
    if rows.empty:
        count = lambda other: len(load("statements_claims", **other.filters))  # noqa: E731
        return nothing(asked, count, title, columns=columns, rows=rows, sources=("claim_tests",))
    rows["named"] = [brief(row, lang) for row in records_of(rows)]
    rows["told"] = [f"{label('name', row['speaker'], lang)} — {row[f'claim_{lang}']}" for row in records_of(rows)]
    verdicts = labels("claim_verdict", lang)
    rows["by"] = [label("name", one, lang) for one in rows["tester"]]
    rows["found"] = [
        " — ".join(filter(_is_text, (by(row, lang), verdicts[row["verdict"]], row[f"scope_{lang}"])))
        for row in records_of(rows)
    ]
    # Once a claim, on its first row: what all that bears on it comes to.
    first = ~rows["statement_id"].duplicated()
    rows["outcome"] = rows["statement_id"].map(rows.groupby("statement_id")["verdict"].agg(outcome)).where(first)
    counts = {code: int((rows["outcome"] == code).sum()) for code in OUTCOMES}
    claimed = int(first.sum())
    parts = [word(f"statements.outcome.{code}", lang, count=counts[code]) for code in OUTCOMES if counts[code]]
    undated = int((rows["evidence_date"].isna() & (rows["verdict"] != "untested")).sum())
    said = [word("statements.claims_summary", lang)]
    said += [word("statements.claims_undated", lang, count=undated)] if undated else []
    return Drawn(
        word("statements.claims_title", lang, count=claimed, parts=parts),
        rows,
        columns,
        summary=" ".join(said),
        said=word("statements.claims_said", lang),
        unit=word("statements.claims_unit", lang),
        numbers={"claims": claimed, "undated": undated, **counts},
        chart=partial(tested.tested, rows),
        alt=tested.alt(rows, lang, title=word("statements.claims_title", lang, count=claimed, parts=parts)),
        sources=("claim_tests",),
        collected=testers(rows["tester"], lang),
        vocabularies={
            "verdict": "claim_verdict",
            "date_precision": "date_precision",
            "evidence_precision": "date_precision",
        },
        shown=("statement_date", f"claim_{lang}", "verdict", "tester", "evidence_date", f"scope_{lang}", "source_url"),
        is_upright=True,
    )


def by(row: dict[str, Any], lang: str) -> Any:
    """Who tested or found; that it began before the claim was made, where it did. None without a test."""
    if not isinstance(row["tester"], str):
        return None
    name = label("name", row["tester"], lang)
    return word("statements.begun_before", lang, tester=name) if row["is_earlier"] else name


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def outcome(verdicts: pd.Series) -> str:
    """What all verdicts on one claim come to: one that contradicts goes before one that corroborates, and so on."""
    found = set(verdicts)
    return next((code for code in OUTCOMES if code in found), "untested")


def brief(row: dict[str, Any], lang: str) -> str:
    """Who claims what, in about eight words: as written for it, else the first words of our summary."""
    text = row[f"brief_{lang}"]
    if not isinstance(text, str):
        told = row[f"claim_{lang}"].split()
        text = " ".join(told[:WORDS]) + (" …" if len(told) > WORDS else "")
    return f"{label('name', row['speaker'].split(' (')[0].split(' / ')[0], lang)}{word('record.colon', lang)}{text}"


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
        said=word("statements.own_summary", lang, count=len(rows)),
        numbers={"count": len(rows)},
        sources=("detections",),
        vocabularies={"category": "detection_category", "unit": "unit", "confidence": "confidence"},
    )
