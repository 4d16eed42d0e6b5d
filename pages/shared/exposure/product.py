"""The arithmetic product the press makes, behind a click, hatched, with its caption inside every file of it."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from figures.charts import hatched
from figures.words import money, number, word
from pages.shared import controls
from pages.shared.exposure.penalties import headings
from pages.shared.show import show


def product(selection, head: dict[str, Any], sampled_count: int, own: dict[str, Any], told: str):
    """Drawn only when the reader asks for it; never from an address alone."""
    lang = selection.lang
    if not st.toggle(word("exposure.product_show", lang), key="product_shown"):
        return
    count = controls.whole(
        "images", word("exposure.product_count", lang), 1, 10**7, default=sampled_count, selection=selection
    )
    rule, article = head["counting"][lang], head["counting"]["article"]
    caption = word("exposure.product_caption", lang, rule=rule, article=article)
    ceiling = float(head["max_fine_amount"])
    rows = pd.DataFrame(
        {
            "named": [word("exposure.product_ceiling", lang), word("exposure.product_bound", lang, count=count)],
            "is_product": [False, True],
            "amount": [ceiling, count * ceiling],
            "currency": [head["currency"]] * 2,
            "article": [head["fine_article"]] * 2,
            "caption": [caption] * 2,
        }
    )
    title = word("exposure.product", lang)
    show(
        "exposure.product",
        partial(
            hatched.hatched, rows, label="named", value="amount", hatch="is_product", currency=head["currency"],
            caption=caption, scale=word("exposure.product_scale", lang),
        ),
        rows,
        selection=selection,
        title=title,
        summary=caption,
        scope=told,
        alt=word("exposure.product_alt", lang, title=title, caption=caption, count=number(count, lang),
                 ceiling=money(ceiling, head["currency"], lang)),
        sources=("law", "counting_rules"),
        columns=headings(("named", "amount", "currency", "article", "is_product", "caption"), lang),
        own={**own, "images": count},
    )  # fmt: skip
