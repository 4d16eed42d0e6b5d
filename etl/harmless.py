"""Texts from elsewhere, shown so that they can do nothing to what stands around them.

A sign that turns the direction of writing makes a name, a file or an address read as another; marks stacked on one
letter cover the lines above and below. Neither says anything: the first are left out, of the second three remain.
"""

import re
from typing import Any

TURNS = "\u061c\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # overrides, embeddings, isolates; not the plain marks
# Marks that stand on the letter before them, of the scripts in which they can be piled up.
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u06d6-\u06dc"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
MOST = 3
_TURN = re.compile(f"[{TURNS}]")
_STACK = re.compile(f"([{MARKS}]{{{MOST}}})[{MARKS}]+")


def harmless(text: str) -> str:
    """The text without signs that turn the direction, and with at most three marks on a letter."""
    return text if text.isascii() else _STACK.sub(r"\1", _TURN.sub("", text))


def is_harmless(text: str) -> bool:
    """Whether nothing of the text is to be left out."""
    return text.isascii() or not (_TURN.search(text) or _STACK.search(text))


def harmless_value(value: Any) -> Any:
    """A value as it may be shown: texts made harmless, in lists and records too; everything else as it is."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, (list, tuple)):
        return [harmless_value(one) for one in value]
    if isinstance(value, dict):
        return {harmless_value(name): harmless_value(one) for name, one in value.items()}
    return value
