"""What a sensitivity and a specificity, chosen by the reader, make of a published share."""

from functools import partial

import streamlit as st

from figures.charts import correction
from figures.words import percent, word
from pages.shared import controls
from pages.shared.incidence.common import SOURCES, columns, share
from pages.shared.query import label, load
from pages.shared.show import show

SENSITIVITY = {"low": 0.5, "high": 1.0, "default": 0.8, "step": 0.01}
SPECIFICITY = {"low": 0.9, "high": 1.0, "default": 0.99, "step": 0.001}


def panel(selection, lang):
    """What the reader's sensitivity and specificity make of a study's share, and where it vanishes."""
    st.header(word("incidence.panel.title", lang), anchor=False)
    st.markdown(word("incidence.panel.lead", lang))
    choices = {row["measurement_id"]: row for row in load("incidence_choices").to_dict("records")}
    names = {
        code: word(
            "incidence.panel.study_label",
            lang,
            category=label("detection_category", row["category"], lang),
            share=share(row["value"], lang),
            producer=row["producer"],
        )
        for code, row in choices.items()
    }
    if not names:
        st.markdown(word("incidence.panel.nothing", lang))
        return
    usual = load("affair")["doubt_id"].iloc[0]  # the most instructive doubt; the reader may choose another
    study = controls.one(
        "study",
        word("incidence.panel.study", lang),
        names,
        default=usual if usual in names else next(iter(names)),
        selection=selection,
        listed=True,
    )
    rates = {
        "sensitivity": controls.slider(
            "se", word("incidence.panel.sensitivity", lang), **SENSITIVITY, selection=selection, format="percent"
        ),
        "specificity": controls.slider(
            "sp", word("incidence.panel.specificity", lang), **SPECIFICITY, selection=selection, format="percent"
        ),
    }
    sensitivity, specificity = rates["sensitivity"], rates["specificity"]
    point = load("incidence_panel", measurement=study, **rates).to_dict("records")[0]
    curve = load("incidence_panel_curve", measurement=study, sensitivity=sensitivity)
    if curve.empty:  # not at any specificity would a detector of this sensitivity have flagged so many
        st.markdown(word("incidence.panel.contradicted", lang, flagged=share(point["value"], lang)))
        return
    category = label("detection_category", point["category"], lang)
    title = word("incidence.panel.chart", lang, category=category)
    edge = percent(point["vanishing_specificity"], lang, 1)
    y = word("incidence.panel.y", lang)
    show(
        "incidence.panel.chart",
        partial(
            correction.correction,
            curve, point, specificity=specificity, x_title=word("incidence.panel.x", lang), y_title=y,
            vanishing=word("incidence.panel.vanishing", lang, share=edge),
            flagged=word("incidence.panel.flagged", lang, share=share(point["value"], lang)),
        ),
        curve,
        selection=selection,
        title=title,
        summary=verdict(point, lang, edge),
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
        columns=columns(lang, "specificity estimate_share estimate_low estimate_high"),
        own={"study": study, "se": sensitivity, "sp": specificity},
        most=21,
    )  # fmt: skip


def verdict(point, lang, edge):
    """The panel in words: the estimate, whether it can be told from zero, and how near that point is."""
    if not point["is_informative"]:
        return word("incidence.panel.uninformative", lang)
    if point["is_contradicted"]:
        return word("incidence.panel.contradicted", lang, flagged=share(point["value"], lang))
    limits = {name: percent(point[f"estimate_{column}"], lang, 1) for name, column in
              (("estimate", "share"), ("low", "low"), ("high", "high"))}  # fmt: skip
    parts = [word("incidence.panel.answer", lang, flagged=share(point["value"], lang), **limits)]
    if point["is_all_false_alarms"]:
        parts.append(word("incidence.panel.all_false", lang))
    elif not point["is_told_from_zero"]:
        parts.append(word("incidence.panel.not_told", lang))
    alarms = percent(point["vanishing_false_alarms"], lang, 1)
    parts.append(word("incidence.panel.vanishing_answer", lang, alarms=alarms, specificity=edge))
    if point["is_reviewed"]:
        parts.append(word("incidence.panel.manual", lang))
    else:
        parts.append(word("incidence.panel.near" if point["is_near"] else "incidence.panel.far", lang))
    return " ".join(parts)
