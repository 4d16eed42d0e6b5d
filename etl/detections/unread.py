"""What of a file of answers is left out unread, and what refuses it: addresses, sums and data of images.

Services write the address and the sum of an image beside what they say of it. These are taken out before anything else
is done; image data refuses the file, wherever it stands.
"""

from etl.errors import GardefouError
from etl.intake import content_scan
from etl.intake.content_scan import literal
from etl.intake.text_files import UNCHANGED

# What a service's message on a failed call links to is its manual, not an image; and its own number of a call is 32
# hexadecimal digits, which are no hash.
MANUALS = (
    r"https?://((platform|help)\.openai\.com|aka\.ms|(learn|docs)\.microsoft\.com|go\.microsoft\.com|"
    r"docs\.aws\.amazon\.com|cloud\.google\.com|huggingface\.co/(docs|settings))[^\s\"\\]*"
)
# What must not stand even in what is left out unread.
CONTENT = tuple(one for one in content_scan.PATTERNS if one[0].startswith(("a data:", "base64", "hexadecimal")))
UNREAD = "file names and addresses of images were left out unread"
CALL_NUMBER = r'"(request_?id|x-request-id)"\s*:\s*"[a-z0-9_-]*"'


def clean_calls(connection) -> None:
    """Take out of the lines what a service says of a call, not of an image: links to its manual, the call's number."""
    told = "contains(line, '\"error\"') or contains(line, 'request')"
    connection.execute(f"""
        update incoming set line = regexp_replace(regexp_replace(line, {literal(MANUALS)}, 'manual', 'gi'),
            {literal(CALL_NUMBER)}, '"\\1": "call"', 'gi')
        where ({told}) and regexp_matches(line, {literal(MANUALS + "|" + CALL_NUMBER)}, 'i')""")


def leave_unread(connection, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Take out of the lines what a service says of the file an image was in; what to print.

    Only texts and flat objects under these keys are taken out; whatever else stands there is scanned as everything is.
    Raises ForbiddenContent for image data.
    """
    if not keys:
        return ()
    pattern = rf'"({"|".join(keys)})"\s*:\s*(\{{[^{{}}]*\}}|"[^"\\]*")'
    found = f"regexp_matches(line, {literal(pattern)})"
    if not connection.execute(f"select 1 from incoming where {found} limit 1").fetchall():
        return ()
    for kind, image in CONTENT:
        hit = connection.execute(f"""select "row" from incoming where {found} and regexp_matches(line,
            {literal(image)}, 'i') order by 1 limit 1""").fetchall()
        if hit:
            raise content_scan.ForbiddenContent(content_scan.Finding(kind, int(hit[0][0])))
    connection.execute(f"""update incoming set line = regexp_replace(line, {literal(pattern)}, '"\\1": null', 'g')
                       where {found}""")
    return (UNREAD,)


def stop_at_key(key: str, row: int, known: str) -> None:
    kind = content_scan.name_kind(key)
    if kind:
        raise content_scan.ForbiddenContent(content_scan.Finding(kind, int(row), content_scan.column_name(key)))
    raise GardefouError(
        f"row {row}: the key {content_scan.column_name(key)} is not part of {known}. {UNCHANGED} If the producer "
        "changed its format, its labels may have changed too: compare its documentation with "
        "etl/detections/families.yml."
    )
