"""The arithmetic product the press makes, hatched, with its caption inside every file of it."""

from functools import partial
from typing import Any

import pandas as pd

from figures.asked import Asked, Choice
from figures.charts import hatched
from figures.data import load
from figures.drawn import Drawn, headings
from figures.exposure.case import facts_of, facts_text
from figures.words import money, number, word

NAME = "exposure.product"


def bounded(ceilings: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The fixed fine that the affair's reference law says is not multiplied by the items; None for any other law."""
    affair = load("affair").iloc[0]
    place = affair["reference_jurisdiction"] if affair["has_product_rule"] else None
    for one in ceilings:
        if one["jurisdiction"] == place and one["fine_kind"] == "fixed" and one["counting"]["article"]:
            return one
    return None


def images(sampled_count: int) -> Choice:
    """How many items: at first as many as the first study examined."""
    return Choice("images", "exposure.product_count", "whole", usual=sampled_count, low=1, high=10**7)


def product(asked: Asked, head: dict[str, Any]) -> Drawn:
    """The ceiling, and the product with a number of items. Not on the list: never drawn from an address alone."""
    lang, count = asked.lang, asked["images"]
    caption = word("exposure.product_caption", lang, rule=head["counting"][lang], article=head["counting"]["article"])
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
    return Drawn(
        title,
        rows,
        headings("exposure", "named amount currency article is_product caption", lang),
        summary=caption,
        scope=facts_text(facts_of(asked), lang),
        chart=partial(
            hatched.hatched,
            rows,
            label="named",
            value="amount",
            hatch="is_product",
            currency=head["currency"],
            caption=caption,
            scale=word("exposure.product_scale", lang),
        ),
        alt=word(
            "exposure.product_alt",
            lang,
            title=title,
            caption=caption,
            count=number(count, lang),
            ceiling=money(ceiling, head["currency"], lang),
        ),
        sources=("law", "counting_rules"),
        name=NAME,
        asked=asked,
    )
