"""A page's own choices, each a widget and a readable parameter of the address that holds its code.

    asked = controls.choose(asked, enforcement.STEP)
    place("enforcement.acts", asked)

A choice is declared with its figures (figures.asked.Choice); its name is listed in docs/addresses.md (a test looks).
What the address asks is followed on the first visit, on reload, Back and Forward; the choice is kept while the reader
is on another page; a value that means nothing here is named in a notice and replaced in the address.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from figures.asked import EARLIEST, FILTERS, LATEST, Asked, Choice
from figures.words import day as written_day
from figures.words import word
from pages.shared import address
from pages.shared.shell import inert

FEW = 8  # options that are shown side by side; more become a list to search


def choose(asked: Asked, *choices: Choice) -> Asked:
    """`asked` with what the reader chose; each choice is drawn as its widget, and kept in the address."""
    for choice in choices:
        asked = asked.having(**{choice.name: control(choice, asked)})
    return asked


def follow(asked: Asked, choice: Choice) -> Asked:
    """`asked` with a choice that has no widget of its own here: kept in the address all the same."""
    value = _kept(choice.name, asked, choice.default(asked), lambda values: choice.read(values, asked), _no_widget)
    return asked.having(**{choice.name: value})


def _no_widget(key: str, **shared: Any) -> None:
    """Draws nothing."""


def bar(asked: Asked, *choices: Choice) -> Asked:
    """`choose`, with the widgets side by side: the one to search in is the widest; under each other on a telephone."""
    widths = [2 if choice.kind in ("text", "several") else 1 for choice in choices]
    for place, choice in zip(st.columns(widths), choices, strict=True):
        with place:
            asked = choose(asked, choice)
    return asked


def control(choice: Choice, asked: Asked) -> Any:
    """The value of one choice, its widget drawn."""
    lang, text = asked.lang, word(choice.text, asked.lang)
    hint = word(choice.hint, lang) if choice.hint else None
    empty = word(choice.empty, lang) if choice.empty else None
    options, usual = choice.offered(asked), choice.default(asked)
    few = len(options) <= FEW and not choice.listed and choice.most is None
    first, last = choice.low or EARLIEST, choice.high or LATEST
    named: Any = {"format_func": options.__getitem__, "help": hint}

    def widget(key: str, **shared: Any) -> None:
        if choice.kind == "one" and few:
            st.segmented_control(text, list(options), required=True, key=key, **named, **shared)
        elif choice.kind == "one":  # without a placeholder Streamlit gives its own, in English
            more: Any = {**named, **shared, "filter_mode": "contains", "placeholder": text}
            st.selectbox(text, list(options), key=key, **more)
        elif choice.kind == "several" and few:
            st.pills(text, list(options), selection_mode="multi", key=key, **named, **shared)
        elif choice.kind == "several":
            more = {**named, **shared, "filter_mode": "contains", "max_selections": choice.most, "select_all": False}
            st.multiselect(text, list(options), placeholder=empty or word("common.filter.all", lang), key=key, **more)
        elif choice.kind == "number":
            low, high, step = float(choice.low), float(choice.high), float(choice.step)
            st.slider(text, low, high, step=step, format="percent", help=hint, key=key, **shared)
        elif choice.kind == "whole":
            step = choice.step or 1
            st.number_input(text, choice.low, choice.high, step=step, placeholder=empty, help=hint, key=key, **shared)
        elif choice.kind == "day":
            st.date_input(text, min_value=first, max_value=last, format="DD/MM/YYYY", help=hint, key=key, **shared)
        else:
            st.text_input(text, max_chars=choice.most or 200, placeholder=empty, help=hint, key=key, **shared)

    bounds, instead = "", options.get if choice.kind == "one" else None
    if choice.kind == "several" and choice.most:
        bounds = word("common.notice.accepted", lang, count=choice.most, codes=", ".join(sorted(options)))
    if choice.kind in ("number", "whole"):
        bounds = word("common.notice.bounds", lang, low=choice.low, high=choice.high)
    elif choice.kind == "day":
        bounds, instead = (
            word("common.notice.day_bounds", lang, first=first, last=last),
            partial(written_day, lang=lang),
        )

    return _kept(choice.name, asked, usual, lambda values: choice.read(values, asked), widget, bounds, instead)


def _kept(
    name: str,
    selection: Asked,
    default: Any,
    read: Callable[[Sequence[str]], Any],
    widget: Callable[..., None],
    bounds: str = "",
    instead: Callable[[Any], str | None] | None = None,
) -> Any:
    """The value of a parameter, its widget drawn; `instead` writes the value used for one that means nothing."""
    if name in FILTERS:
        raise ValueError(f"the parameter {name} belongs to the frame")
    page, lang = selection.page, selection.lang
    value = address.value(page, name, read, default)
    refused = address.refused(page, name)
    if refused:
        said = word("common.notice.bad_choice", lang, count=len(refused), parameter=name, values=refused)
        used = instead(value) if instead else ""
        said_instead = word("common.notice.instead", lang, used=used) if used else ""
        st.warning(inert(" ".join(text for text in (said, bounds, said_instead) if text)))
    key = f"shown.{page}.{name}"
    st.session_state[key] = list(value) if isinstance(value, tuple) else value
    widget(key, on_change=lambda: address.choose(page, name, st.session_state[key]))
    return value
