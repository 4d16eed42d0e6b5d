"""In which language a text of the data stands, and how it is marked where the page is in the other one.

What we write has a text in each language. What is kept as it was collected (notes, who measured, remarks beside a
publisher) has one: it is told by the small words it is made of, since one column holds both, and a name holds none.
"""

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from figures.data import label
from figures.words import french, word

WORDS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
SMALL = {lang: frozenset(text.split()) for lang, text in WORDS["small"].items()}
REMARKS = {lang: frozenset(text.split()) for lang, text in WORDS["remarks"].items()}
DECLARED = {column: lang for lang, columns in WORDS["columns"].items() for column in columns.split()}
WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:'|(?!\w))")  # letters beside a digit are of a hash or a code, and no word
REMARK = re.compile(r"\(([^()]*)\)|,\s(.*)$|^(unnamed .*|unattributed .*)")


@lru_cache(maxsize=20_000)
def language(text: str) -> str:
    """`en` or `fr`; nothing for a name, a code or a text with too few small words to tell."""
    text = text.replace("’", "'")
    words = {one.lower() for one in WORD.findall(text)}
    count = {lang: len(words & (small | REMARKS[lang])) for lang, small in SMALL.items()}
    best = max(count, key=lambda lang: count[lang])
    if count[best] >= 2 and count[best] > min(count.values()):
        return best
    beside = {one.lower() for found in REMARK.findall(text) for part in found for one in WORD.findall(part)}
    told = [lang for lang, known in REMARKS.items() if beside & known]
    return told[0] if len(told) == 1 else ""


def foreign(text: str, lang: str, column: str = "", own: str = "") -> str:
    """The language of a text that is not the page's, else nothing; `column` is where it stands, when it is in one.

    A row that says its language (`own`), or a column that is written in one, decides; else the words of the text.
    """
    found = own or DECLARED.get(column) or language(text)
    return found if found != lang else ""


def cue(other: str, lang: str) -> str:
    """`(wording in Polish)`: that a text is in another language than the page."""
    if other in WORDS["small"]:
        return word(f"common.cue.{other}", lang)
    name = label("language", other, lang)
    return word("common.cue_named", lang, language=name.lower() if lang == "fr" else name)


def marked(text: str, lang: str, column: str = "", own: str = "") -> str:
    """The text as safe HTML: of another language, with its `lang` for a screen reader and a short cue for the eye.

    A column named by its language (`…_en`) says it in its heading, and needs no cue in each cell.
    """
    other = foreign(text, lang, column, own)
    if not other:
        return html.escape(french(text) if lang == "fr" else text)
    told = "" if column.endswith(("_en", "_fr")) else f' <span class="gf-cue">{html.escape(cue(other, lang))}</span>'
    return f'<span lang="{other}">{html.escape(text)}</span>{told}'


def marked_within(text: str, names: Iterable[str], lang: str) -> str:
    """A sentence of ours as safe HTML, with the names in it that are of another language marked."""
    found = html.escape(text)
    for name in sorted({one for one in names if foreign(one, lang)}, key=len, reverse=True):
        written = next((one for one in (html.escape(french(name)), html.escape(name)) if one in found), "")
        if written:
            found = found.replace(written, f'<span lang="{foreign(name, lang)}">{html.escape(name)}</span>')
    return found
