"""JSON texts as they lie about: one after another, between commas, with a comma behind the last of a list."""

import json
import re
from collections.abc import Iterator
from typing import Any

from etl.errors import GardefouError

BLANK = "\ufeff\x1e \t\r\n"  # U+001E begins each record of a JSON text sequence
# A comma behind the last of a list or object, which JSON does not know; texts are passed over.
TRAILING = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[\]}])')


def values_in(text: str, name: str, decoder: json.JSONDecoder) -> Iterator[Any]:
    """Each JSON value of a text. Raises GardefouError, with the line, where it is cut off or no JSON; `name` is the
    file's."""
    if re.search(r",\s*[\]}]", text):
        text = TRAILING.sub(lambda found: found[1] or "", text)
    at = 0
    while at < len(text):
        if text[at] in BLANK or text[at] in ",;":
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as fault:
            raise GardefouError(
                f"{name}, line {fault.lineno}: cut off, or not readable as JSON from here on. Nothing was stored. "
                "Export it again."
            ) from None
        except (ValueError, RecursionError):
            raise GardefouError(f"{name}: not readable as JSON. Nothing was stored. Export it again.") from None
        yield value
