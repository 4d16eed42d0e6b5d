"""A page's own choices, each a widget and a readable parameter of the address that holds its code.

    step = controls.several("step", word("enforcement.steps", lang), labels_by_code, selection=chosen)
    rows = load(..., steps=step)
    show(..., own={"step": step})

The first argument is the parameter's name: unique on its page, lower case, listed in docs/addresses.md (a test looks).
Options are code → what the reader reads. Each function gives back codes, numbers, days and texts as they are. What the
address asks is followed on the first visit, on reload, Back and Forward; the choice is kept while the reader is on
another page; a value that means nothing here is named in a notice and replaced in the address. A figure's permalink
holds the parameters of its `own`: give it those it depends on.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from figures.asked import EARLIEST, FILTERS, LATEST, Asked, Choice
from figures.words import day as written_day
from figures.words import word
from pages.shared import address
from pages.shared.frame import Selection
from pages.shared.shell import plain


def choose(asked: Asked, *choices: Choice) -> Asked:
    """`asked` with what the reader chose; each choice is drawn as its widget, and kept in the address."""
    for choice in choices:
        asked = asked.having(**{choice.name: control(choice, asked)})
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
    if choice.kind in ("number", "whole"):
        bounds = word("common.notice.bounds", lang, low=choice.low, high=choice.high)
    elif choice.kind == "day":
        bounds, instead = (
            word("common.notice.day_bounds", lang, first=first, last=last),
            partial(written_day, lang=lang),
        )

    return _kept(choice.name, asked, usual, lambda values: choice.read(values, asked), widget, bounds, instead)


Default = TypeVar("Default", int, None)
FEW = 8  # options that are shown side by side; more become a list to search


def one(
    name: str,
    text: str,
    options: Mapping[str, str],
    *,
    default: str,
    selection: Selection,
    listed: bool = False,
    hint: str | None = None,
) -> str:
    """The one code chosen among `options`; `listed`: from a list even when they are few."""

    def widget(key: str, **shared: Any) -> None:
        if len(options) <= FEW and not listed:
            st.segmented_control(
                text, list(options), format_func=options.__getitem__, required=True, help=hint, key=key, **shared
            )
        else:
            named = options.__getitem__  # without a placeholder Streamlit gives its own, in English
            st.selectbox(
                text, list(options), format_func=named, placeholder=text, help=hint, key=key, filter_mode="contains",
                **shared,
            )  # fmt: skip

    def read(asked: Sequence[str]) -> str | None:
        return asked[-1] if asked[-1] in options else None

    return _kept(name, selection, default, read, widget, instead=options.get)


def several(
    name: str,
    text: str,
    options: Mapping[str, str],
    *,
    selection: Selection,
    default: Sequence[str] = (),
    most: int | None = None,
    empty: str = "",
    hint: str | None = None,
) -> tuple[str, ...]:
    """The codes chosen among `options`, in their order, `most` at most; none chosen means `default`: nothing, or all.

    `empty` is what an empty field says ("All of them").
    """

    def widget(key: str, **shared: Any) -> None:
        if len(options) <= FEW and most is None:
            st.pills(
                text,
                list(options),
                selection_mode="multi",
                format_func=options.__getitem__,
                help=hint,
                key=key,
                **shared,
            )
        else:
            placeholder = empty or word("common.filter.all", selection.lang)
            st.multiselect(
                text, list(options), format_func=options.__getitem__, max_selections=most,
                placeholder=placeholder, help=hint, key=key, filter_mode="contains", select_all=False, **shared,
            )  # fmt: skip

    def read(asked: Sequence[str]) -> tuple[str, ...] | None:
        return tuple(code for code in options if code in asked)[:most] or None

    return _kept(name, selection, tuple(default), read, widget)


def slider(
    name: str, text: str, low: float, high: float, *, default: float, step: float, selection: Selection, **looks: Any
) -> float:
    """The number chosen from `low` to `high`; `looks` go to st.slider (format, help)."""

    def widget(key: str, **shared: Any) -> None:
        st.slider(text, float(low), float(high), step=float(step), key=key, **looks, **shared)

    bounds = word("common.notice.bounds", selection.lang, low=low, high=high)
    return _kept(name, selection, float(default), _number(float, low, high), widget, bounds)


def whole(
    name: str, text: str, low: int, high: int, *, default: Default, selection: Selection, **looks: Any
) -> int | Default:
    """The whole number written; None for an empty field when `default` is None. `looks`: placeholder, help, step."""

    def widget(key: str, **shared: Any) -> None:
        st.number_input(text, low, high, key=key, **({"step": 1} | looks), **shared)

    bounds = word("common.notice.bounds", selection.lang, low=low, high=high)
    return _kept(name, selection, default, _number(int, low, high), widget, bounds)


def day(name: str, text: str, first: date, last: date, *, default: date, selection: Selection, **looks: Any) -> date:
    """The day chosen from `first` to `last`."""

    def read(asked: Sequence[str]) -> date | None:
        try:
            found = date.fromisoformat(asked[-1])
        except ValueError:
            return None
        return found if first <= found <= last else None

    def widget(key: str, **shared: Any) -> None:
        st.date_input(text, min_value=first, max_value=last, format="DD/MM/YYYY", key=key, **looks, **shared)

    bounds = word("common.notice.day_bounds", selection.lang, first=first, last=last)
    return _kept(name, selection, default, read, widget, bounds, instead=lambda used: written_day(used, selection.lang))


def written(name: str, text: str, *, selection: Selection, most: int = 200, default: str = "", **looks: Any) -> str:
    """The text the reader wrote, without spaces around it; `looks` go to st.text_input (placeholder, help).

    It may come from the address: give it to a query as a parameter, never to Markdown.
    """

    def widget(key: str, **shared: Any) -> None:
        st.text_input(text, max_chars=most, key=key, **looks, **shared)

    return _kept(name, selection, default, lambda asked: asked[-1] if len(asked[-1]) <= most else None, widget).strip()


def _number(kind: type, low: float, high: float) -> Callable[[Sequence[str]], Any]:
    def read(asked: Sequence[str]) -> Any:
        try:
            found = kind(asked[-1])
        except ValueError:
            return None
        return found if low <= found <= high else None

    return read


def _kept(
    name: str,
    selection: Selection,
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
        st.warning(plain(" ".join(text for text in (said, bounds, said_instead) if text)))
    key = f"shown.{page}.{name}"
    st.session_state[key] = list(value) if isinstance(value, tuple) else value
    widget(key, on_change=lambda: address.choose(page, name, st.session_state[key]))
    return value
