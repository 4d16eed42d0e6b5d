"""What is said of a file of posts that was read: what its posts say of themselves, what they do not, what was left."""

import re
from collections import Counter

from etl.intake import content_scan
from etl.reactions.collect import Collected

# What to say of a file when one rule kept all its rows out.
REASONS = {
    "no text": "No row has a text. If it stands in another column, say so with --mapping (docs/tutorial-posts.md).",
    "deleted where it stood": "All were deleted where they stood.",
    "not public": "None of them is public.",
    "nothing says that its chat is public": "Give the export whole: the type of the chat stands beside its messages.",
    "its author does not want to be indexed": "None of their authors wants to be indexed.",
    "its author asked not to be kept": "Their authors asked not to be kept.",
    "already in the store": "All are in the store.",
}
LEFT_EMPTY = {"network": "source", "author": "author_key", "language": "lang_src", "likes": "likes"}


def summary(found: Collected) -> list[str]:
    """The lines to print: networks, reposts, what no post or only some say, what is not a post, what was supposed."""
    posts = found.posts
    lines = []
    if posts:
        networks = Counter(post["source"] or "not said" for post in posts)
        reposts = sum(post["is_repost"] is True for post in posts)
        first, last = (one(post["created_at"] for post in posts) for one in (min, max))
        named = ", ".join(f"{name} {count:,}" for name, count in networks.most_common())
        lines.append(f"network: {named}; reposts: {reposts:,}; from {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    said = {name: sum(post[column] is not None for post in posts) for name, column in LEFT_EMPTY.items()}
    absent = [name for name, count in said.items() if not count]
    partly = [f"{name} ({count:,})" for name, count in said.items() if 0 < count < len(posts)]
    if found.unnamed and posts:
        lines.append(f"without an identifier, known by author, date and text: {found.unnamed:,}")
    if absent and posts:
        lines.append(f"not said by this file, left empty: {', '.join(absent)}" + NETWORK * ("network" in absent))
    if partly:
        lines.append(f"said by some posts only: {', '.join(partly)}")
    if posts and all(post["is_repost"] is None for post in posts if not post["text_redacted"].startswith("RT @")):
        lines.append(
            "no column tells reposts: texts that begin with RT @ are counted as such, no others (--mapping, repost)"
        )
    known = sum(reason == "already in the store" for _, _, reason in found.rejects)
    if not posts and known:
        lines.append(f"all {known:,} posts were in the store already; nothing was added")
    lines += [f"passed over, no post: {words} ({count:,})" for words, count in found.aside.items()]
    return lines + found.remarks


NETWORK = " (--network says it for all)"


def column_name(name: str, place: int) -> str:
    """A column's own name when it is made of ordinary words, else its place: names can carry what values may not."""
    is_word = re.fullmatch(r"[^\W\d_][\w .:/'()?*$-]{0,59}|[@_$*\d][\w.$-]{1,59}", name)
    if is_word and not content_scan.text_kind(re.sub(r"[._/:-]", " ", name)):
        return name
    return f"number {place}"
