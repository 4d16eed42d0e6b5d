"""What a sensitivity and a specificity, chosen by the reader, make of a published share."""

from functools import partial
from typing import Any

import pandas as pd

from figures.asked import Asked, Choice
from figures.charts import correction
from figures.data import label, load
from figures.drawn import Drawn, figure, headings
from figures.incidence.common import SOURCES, share
from figures.records import records_of
from figures.words import percent, word


def studies(asked: Asked) -> dict[str, str]:
    """The measurements whose share can be corrected, each with what it is of."""
    return {
        row["measurement_id"]: word(
            "incidence.panel.study_label",
            asked.lang,
            category=label("detection_category", row["category"], asked.lang),
            share=share(row["value"], asked.lang),
            producer=row["producer"],
        )
        for row in records_of(load("incidence_choices"))
    }


def first_study(asked: Asked) -> str | None:
    """The study whose doubt is the most instructive; the reader may choose another. None when there is none."""
    names, usual = studies(asked), load("affair")["doubt_id"].iloc[0]
    return usual if usual in names else next(iter(names), None)


STUDY = Choice("study", "incidence.panel.study", "one", usual=first_study, options=studies, listed=True)
SENSITIVITY = Choice("se", "incidence.panel.sensitivity", "number", usual=0.8, low=0.5, high=1.0, step=0.01)
SPECIFICITY = Choice("sp", "incidence.panel.specificity", "number", usual=0.99, low=0.9, high=1.0, step=0.001)


EDGE = ("vanishing_specificity", "vanishing_false_alarms")  # where the share is lost among false alarms
EDGES = " ".join(EDGE)


@figure("incidence.panel", choices=(STUDY, SENSITIVITY, SPECIFICITY))
def panel(asked: Asked) -> Drawn:
    """What the reader's sensitivity and specificity make of a study's share. Grain: one row per specificity."""
    lang, study, y = asked.lang, asked["study"], word("incidence.panel.y", asked.lang)
    columns = headings("incidence", "specificity estimate_share estimate_low estimate_high", lang)
    rates = {"sensitivity": asked["se"], "specificity": asked["sp"]}
    curve = load("incidence_panel_curve", measurement=study or "", sensitivity=rates["sensitivity"])
    if study is None:
        empty = word("incidence.panel.nothing", lang)
        return Drawn(word("incidence.panel.title", lang), curve, columns, empty=empty, sources=SOURCES)
    point = records_of(load("incidence_panel", measurement=study, **rates))[0]
    category = label("detection_category", point["category"], lang)
    title = word(
        "incidence.panel.chart",
        lang,
        category=category,
        flagged=share(point["value"], lang),
        edge=percent(point["vanishing_specificity"], lang, 1),
    )
    flagged = share(point["value"], lang)
    if curve.empty:  # not at any specificity would a detector of this sensitivity have flagged so many
        empty = word("incidence.panel.contradicted", lang, flagged=flagged)
        return Drawn(title, curve, columns, empty=empty, unit=y, sources=SOURCES)
    edge = percent(point["vanishing_specificity"], lang, 1)
    chosen = {name: point[f"estimate_{name}"] for name in ("share", "low", "high")}
    own = pd.DataFrame([{"specificity": rates["specificity"], **{f"estimate_{name}": x for name, x in chosen.items()}}])
    rows = pd.concat([curve.assign(is_chosen=False), own.assign(is_chosen=True)], ignore_index=True)
    rows = rows.assign(flagged_share=point["value"], **{name: point[name] for name in EDGE}).sort_values("specificity")
    return Drawn(
        title,
        rows,
        headings(
            "incidence", f"specificity estimate_share estimate_low estimate_high is_chosen flagged_share {EDGES}", lang
        ),
        summary=verdict(point, lang, edge),
        said=verdict(point, lang, edge),
        chart=partial(
            correction.correction,
            curve,
            point,
            specificity=rates["specificity"],
            x_title=word("incidence.panel.x", lang),
            y_title=y,
            vanishing=word("incidence.panel.vanishing", lang, share=edge),
            flagged=word("incidence.panel.flagged", lang, share=flagged),
        ),
        alt=word(
            "incidence.panel.alt",
            lang,
            title=title,
            low=share(curve["estimate_share"].min(), lang),
            high=share(curve["estimate_share"].max(), lang),
        ),
        sources=SOURCES,
        unit=y,
        producers=(point["producer"],),
    )


def verdict(point: dict[str, Any], lang: str, edge: str) -> str:
    """The panel in a sentence: what the study's share would be, and where it can no longer be told from zero."""
    if not point["is_informative"]:
        return word("incidence.panel.uninformative", lang)
    if point["is_contradicted"]:
        return word("incidence.panel.contradicted", lang, flagged=share(point["value"], lang))
    limits = {
        name: percent(point[f"estimate_{column}"], lang, 1)
        for name, column in (("estimate", "share"), ("low", "low"), ("high", "high"))
    }
    key = "all_false" if point["is_all_false_alarms"] else "told" if point["is_told_from_zero"] else "not_told"
    told = word(f"incidence.panel.answer_{key}", lang, edge=edge, flagged=share(point["value"], lang), **limits)
    return f"{told} {word('incidence.panel.manual', lang)}" if point["is_reviewed"] else told
