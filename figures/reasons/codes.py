"""What the codes of statements of reasons are called, and which were never used."""

from collections.abc import Callable

from figures.asked import Asked
from figures.data import label, labels, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.words import word

MOST_NAMED = 20
SOURCES = ("sor_daily", "dsa")  # the historical file, and the archives added by the operator


def named(lang: str) -> Callable[[str], str]:
    """What a code is called; a metric without codes by its own name."""
    return lambda code: label("sor_metric" if code in labels("sor_metric", lang) else "sor_code", code, lang)


@figure("reasons.never", page="statements")
def never_used(asked: Asked) -> Drawn:
    """Categories and keywords by how often any platform has ever used them. Grain: one row per code."""
    lang, rows = asked.lang, load("reasons_codes")
    rows["kind"] = [word(f"reasons.kind_{kind}", lang) for kind in rows["kind"]]
    if not rows["sor_count"].sum():  # nobody used anything: no counts are in the data
        return nothing(asked, lambda other: 0, word("reasons.never", lang), dated=False, placed=False)
    call = named(lang)
    unlisted = [str(code) for code in rows.loc[~rows["is_listed"].astype(bool), "code"]]
    more = [word("reasons.unlisted", lang, count=len(unlisted), codes=unlisted[:MOST_NAMED])] if unlisted else []
    unused = [word("reasons.quoted", lang, code=call(code)) for code in rows.loc[rows["sor_count"] == 0, "code"]]
    return Drawn(
        word("reasons.never", lang),
        rows,
        headings("reasons", "kind code sor_count platform_count first_date last_date", lang),
        summary=" ".join([word("reasons.never_summary", lang, count=len(unused), codes=unused), *more]),
        numbers={"unused": len(unused), "unlisted": len(unlisted)},
        sources=SOURCES,
        scope=word("reasons.ever", lang),
        vocabularies={"code": "sor_code"},
    )
