"""A file of posts tagged line by line, for `python -m etl tag`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etl.errors import GardefouError
from etl.nlp.models import current_model
from etl.nlp.tagging import tag

SHOWN = 20  # malformed lines named one by one


def tag_file(source: Path, target: Path | None, store: Path) -> int:
    """The exit code of tagging `source`: 0, or 1 when there was a line but none could be tagged."""
    if str(source) != "-" and not source.is_file():
        raise GardefouError(f"{source} is not a file. Nothing was tagged. Give a file of one JSON object a line.")
    if target and target.resolve() == source.resolve():
        raise GardefouError(f"{target} is the input itself; it was not touched. Give another file to --out.")
    faults: list[str] = []
    done = 0
    partial = target.with_name(target.name + ".part") if target else None
    try:
        handle = partial.open("w", encoding="utf-8", newline="\n") if partial else sys.stdout
    except OSError as error:
        raise GardefouError(
            f"{target} cannot be written: {error.strerror}. Nothing was tagged. Give --out a file in a folder "
            "that exists and may be written to."
        ) from error
    try:
        model = current_model(store)
        for tagged in tag(model, read_posts(source, faults)):
            handle.write(line_of(tagged) + "\n")
            done += 1
        if partial and target:
            handle.close()
            partial.replace(target)
    finally:
        if partial:
            handle.close()
            partial.unlink(missing_ok=True)
    for fault in faults[:SHOWN]:
        print(fault, file=sys.stderr)
    more = f" ({len(faults) - SHOWN} more lines not shown)" if len(faults) > SHOWN else ""
    print(f"{done} posts tagged, {len(faults)} lines left out{more}", file=sys.stderr)
    return 1 if faults and not done else 0


def line_of(tagged: dict[str, Any]) -> str:
    """One line of JSON; escaped when the text holds half a character, which UTF-8 cannot write."""
    line = json.dumps(tagged, ensure_ascii=False, allow_nan=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(tagged, allow_nan=False)
    return line


def read_posts(source: Path, faults: list[str]) -> Iterator[dict[str, Any]]:
    """The posts of a file; what is wrong with the other lines goes into `faults`, without their text."""
    stream = sys.stdin.buffer if str(source) == "-" else source.open("rb")
    with stream:
        for number, raw in enumerate(stream, 1):
            if not raw.strip():
                continue
            fault, post = parse(raw)
            if post is None:
                faults.append(f"line {number}: {fault}; left out")
            else:
                yield post


def parse(raw: bytes) -> tuple[str, dict[str, Any] | None]:
    """(what is wrong, None) or ("", the post) of one line."""
    try:
        post = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "not UTF-8", None
    except (ValueError, RecursionError):
        return "not JSON", None
    if not isinstance(post, dict):
        return "not a JSON object", None
    if not isinstance(post.get("text"), str):
        return "`text` is missing or not a text", None
    if not isinstance(post.get("id"), (str, int)) or isinstance(post.get("id"), bool):
        return "`id` is missing or neither text nor number", None
    if not isinstance(post.get("lang"), (str, type(None))):
        return "`lang` is not a text", None
    return "", post
