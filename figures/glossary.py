"""The terms of the field (glossary.yml), explained where they first stand in a text."""

import html
import re
from functools import cache
from pathlib import Path

import yaml

from figures.words import french, in_slots

TAGS = re.compile(r"(<[^>]*>)")


@cache
def terms(lang: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds any form of a term, and form (in lower case) → what it means, in the language."""
    told = {
        form.lower(): french(one[lang]["told"]) if lang == "fr" else one[lang]["told"]
        for one in yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
        for form in one[lang]["forms"]
    }
    longest = "|".join(re.escape(html.escape(form)) for form in sorted(told, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({longest})(?![\w-])", re.IGNORECASE), told


def glossed(text: str, lang: str) -> str:
    """Safe HTML in which the first of each term says, on hover and on focus, what it means; tags stay as they are."""
    pattern, told = terms(lang)
    said: set[str] = set()

    def one(found: re.Match[str]) -> str:
        meaning = html.escape(in_slots(told[html.unescape(found[1]).lower()], lang))
        if meaning in said:
            return found[1]
        said.add(meaning)
        return f'<dfn class="gf-term" tabindex="0" data-told="{meaning}" aria-description="{meaning}">{found[1]}</dfn>'

    parts = TAGS.split(text)
    return "".join(part if part.startswith("<") else pattern.sub(one, part) for part in parts)
