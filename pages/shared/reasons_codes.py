"""What the codes of statements of reasons are called, who gives none, and which were never used."""

from collections.abc import Callable

from figures.words import word
from pages.shared.frame import Selection
from pages.shared.query import label, labels, load
from pages.shared.show import show

MOST_NAMED = 20
CODES = ("kind", "code", "sor_count", "platform_count", "first_date", "last_date")


def named(lang: str) -> Callable[[str], str]:
    """What a code is called; a metric without codes by its own name."""
    return lambda code: label("sor_metric" if code in labels("sor_metric", lang) else "sor_code", code, lang)


def never_used(selection: Selection) -> None:
    """Categories and keywords by how often any platform has ever used them."""
    lang, rows = selection.lang, load("reasons_codes")
    rows["kind"] = [word(f"reasons.kind_{kind}", lang) for kind in rows["kind"]]
    call = named(lang)
    unlisted = [str(code) for code in rows.loc[~rows["is_listed"].astype(bool), "code"]]
    more = [word("reasons.unlisted", lang, count=len(unlisted), codes=unlisted[:MOST_NAMED])] if unlisted else []
    unused = [word("reasons.quoted", lang, code=call(code)) for code in rows.loc[rows["sor_count"] == 0, "code"]]
    show(
        "reasons.never",
        None,
        rows,
        selection=selection,
        title=word("reasons.never", lang),
        summary=" ".join([word("reasons.never_summary", lang, count=len(unused), codes=unused), *more]),
        alt="",
        sources=sources(),
        columns=headings(CODES, lang),
        scope=word("reasons.ever", lang),
        vocabularies={"code": "sor_code"},
    )


def headings(names: tuple[str, ...], lang: str) -> dict[str, str]:
    return {name: word(f"reasons.column.{name}", lang) for name in names}


def sources() -> tuple[str, ...]:
    """The historical file, and the operator's own archives when there are any."""
    rows = load("sources").set_index("source_id")["row_count"]
    return ("sor_daily", "dsa") if rows.get("dsa", 0) else ("sor_daily",)
