"""Whether a file is text that can be read line by line: UTF-8, without NUL bytes, no line too long to hold."""

import codecs
from functools import partial
from pathlib import Path

from etl.errors import GardefouError
from etl.intake import content_scan

UNCHANGED = "Nothing was stored."
WHOLE_JSON = 32 << 20  # a JSON document or a line is held in memory whole; larger files come as one JSON object a line


def check_text(path: Path) -> None:
    """Raises GardefouError for text that is not UTF-8, holds NUL bytes or a line of more than 32 MB.

    Such rows would be altered silently, or fill the memory. An image within such a line raises ForbiddenContent.
    """
    decoder, since = codecs.getincrementaldecoder("utf-8")(), 0
    with open(path, "rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            raise GardefouError(f"{path.name} is UTF-16. {UNCHANGED} Save it as UTF-8.")
        file.seek(0)
        while block := file.read(1 << 22):
            ends = [at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0]
            if since + min(ends, default=len(block)) > WHOLE_JSON:
                raise GardefouError(f"{path.name}: a line of more than 32 MB. {UNCHANGED} Write one record a line.")
            since = len(block) - 1 - max(block.rfind(b"\n"), block.rfind(b"\r")) if ends else since + len(block)
            try:
                if b"\0" in block:
                    raise ValueError
                decoder.decode(block)
            except ValueError:
                raise unreadable(path) from None
        try:
            decoder.decode(b"", final=True)
        except ValueError:
            raise unreadable(path) from None


def unreadable(path: Path) -> GardefouError:
    """The complaint about the first line that is not text, with its number."""
    with open(path, "rb") as file:
        for line, content in enumerate(iter(partial(file.readline, WHOLE_JSON), b""), 1):
            if b"\0" in content or content.decode("utf-8", "replace").encode() != content:
                content_scan.check_line(content, line)
                return GardefouError(f"{path.name}, line {line}: not UTF-8 text. {UNCHANGED} Save the file as UTF-8.")
    return GardefouError(f"{path.name}: not UTF-8 text. {UNCHANGED} Save the file as UTF-8.")
