"""What happened, who acted, and what the law provides: the affair in the chosen period."""

from functools import partial

from figures import affair
from figures.asked import Asked
from figures.charts import timeline
from figures.data import label, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.words import word


def answer(asked: Asked) -> str:
    """The page's answer: acts, where, with what force, and fines."""
    found = load("enforcement_summary", **asked.filters).to_dict("records")[0]
    return affair.answer(found, asked.lang, asked.end, asked.data_date, partial(label, lang=asked.lang))


def leading(asked: Asked) -> list[affair.Told]:
    """The figures the page leads with: what was measured, the law's maximum, the first act, what was reported."""
    found = load("overview_figures", **asked.filters).to_dict("records")[0]
    return affair.figures_told(found, asked.lang, partial(label, lang=asked.lang))


@figure("overview.timeline")
def events(asked: Asked) -> Drawn:
    """What was measured, said, done and came into force, on one axis of time. Grain: one row per event."""
    lang, title = asked.lang, word("overview.timeline", asked.lang)
    rows = load("overview_timeline", **asked.filters)
    columns = headings(
        "overview",
        "start_date end_date lane jurisdiction actor text_* confidence source_publisher source_url row_id",
        lang,
    )
    sources = ("detections", "platform_statements", "enforcement_actions", "law")
    if rows.empty:
        count = lambda other: len(load("overview_timeline", **other.filters))  # noqa: E731
        return nothing(asked, count, title, columns=columns, rows=rows, sources=sources)
    rows["told"] = [affair.told(row, lang, partial(label, lang=lang)) for row in rows.to_dict("records")]
    rows["is_low"] = rows["confidence"] == "low"
    rows["is_apart"] = ~rows["is_counted"].astype(bool)
    names = {lane: word(f"overview.lane.{lane}", lang) for lane in affair.LANES}
    inside = rows[rows["place"] == "inside"]
    counts = {lane: int((inside["lane"] == lane).sum()) for lane in affair.LANES}
    lanes = {lane: word(f"overview.summary.{lane}", lang, count=count) for lane, count in counts.items()}
    counted = int(load("enforcement_summary", **asked.filters)["act_count"].iloc[0])
    return Drawn(
        title,
        rows,
        columns,
        summary=word("overview.timeline_summary", lang, **lanes, counted=counted),
        numbers={**counts, "counted": counted},
        chart=partial(
            timeline.timeline,
            rows,
            lane="lane",
            when="start_date",
            until="end_date",
            precision="date_precision",
            text="told",
            binding="is_binding",
            hollow="is_low",
            apart="is_apart",
            names=names,
            lanes=affair.LANES,
            start=asked.start,
            end=asked.end,
        ),
        alt=timeline.alt(rows, lang, lane="lane", when="start_date", title=title, names=names),
        sources=sources,
        vocabularies={"jurisdiction": "jurisdiction", "confidence": "confidence", "lane": names},
        most=200,
    )
