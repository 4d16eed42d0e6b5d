"""The answer of the page on incidence."""

from figures.asked import Asked
from figures.data import label, load
from figures.incidence.common import share
from figures.records import records_of
from figures.words import day, opened, percent, word


def answer(asked: Asked) -> str:
    """The first study with its denominator, and why the others are no range."""
    found, lang = records_of(load("incidence_summary", **asked.period))[0], asked.lang
    parts = [word("incidence.answer_none", lang)]
    if found["first_id"] is not None:
        kind, method = found["first_sampled_count_kind"], found["first_method"]
        kind = kind if kind in ("rounded", "floor") else "exact"
        start, end = day(found["first_start"], lang), day(found["first_end"], lang)
        ours = "incidence.answer" if method else "incidence.answer_chosen"  # a convenience sample has no interval
        parts = [
            word(
                "incidence.answer_published" if method == "published" else ours,
                lang,
                producer=found["first_producer"],
                category=label("detection_category", found["first_category"], lang),
                share=share(found["first_share"], lang),
                low=percent(found["first_low"], lang, 1),
                high=percent(found["first_high"], lang, 1),
                images=word(f"incidence.images.{kind}", lang, n=int(found["first_sampled_count"])),
                when=opened(word("reasons.over", lang, count=1 if start == end else 2, start=start, end=end), lang),
            )
        ]
    if found["share_count"]:
        limits = {"lowest": share(found["lowest_share"], lang), "highest": share(found["highest_share"], lang)}
        parts.append(word("incidence.answer_shares", lang, count=int(found["share_count"]), **limits))
    return " ".join(parts)
