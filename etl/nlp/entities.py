"""Platforms, authorities, laws and countries named in a post, with their place and jurisdiction.

The names are data (data/nlp/entities.yml, countries.yml); here is only when a name counts.
"""

from functools import lru_cache
from typing import Any

from etl.nlp.lists import listed, words
from etl.nlp.phrases import Phrases, longest
from etl.nlp.text import Words

X_NEVER_BEFORE, X_NEVER_AFTER, X_LOWER_BEFORE = words("x_never_before"), words("x_never_after"), words("x_lower_before")
UNKNOWN, SPOKEN, LANGUAGES = words("against_unknown"), words("spoken"), words("languages")
SIGNS = frozenset("-²+=×*")
ACCUSED, OWNER, NOT_MASKED = words("accused"), words("owner"), words("not_masked")
FILLER = "·"  # the later words of a name of several, once it is masked


@lru_cache(maxsize=1)
def _names() -> Phrases:
    """Every name as a phrase standing for (type, canonical id, jurisdiction, exact spelling or None, needs context)."""
    phrases = Phrases()
    for kind, items in listed("entities").items():
        for name, item in items.items():
            for alias in item.get("any", ()):
                phrases.add(alias, (kind, name, item["jurisdiction"], None, False))
            for alias in item.get("exact", ()):
                phrases.add(alias, (kind, name, item["jurisdiction"], alias, False))
            for alias in item.get("context", ()):
                phrases.add(alias, (kind, name, item["jurisdiction"], None, True))
    for code, item in listed("countries").items():
        for alias in (*item.get("fr", ()), *item.get("en", ())):
            exact = alias if alias.isupper() and len(alias) <= 4 else None
            phrases.add(alias, ("country", code, code, exact, False))
        for alias in item.get("capital", ()):
            phrases.add(alias, ("country", code, code, alias, False))
    phrases.add("US", ("country", "US", "US", "US", False))
    phrases.add("EU", ("country", "EU", "EU", "EU", False))
    return phrases


def entities(text: str, read: Words) -> list[dict[str, Any]]:
    """The names in `text` by place: type, canonical_id, start, end, jurisdiction (None: no single one).

    Of overlapping names the longest counts. "X" counts in context only, never as an unknown, a kiss or a sign.
    """
    return [
        {
            "type": kind,
            "canonical_id": name,
            "start": read.starts[first],
            "end": read.ends[last - 1],
            "jurisdiction": jurisdiction,
        }
        for first, last, (kind, name, jurisdiction, _, _) in named(text, read)
    ]


def named(text: str, read: Words) -> list[tuple[int, int, Any]]:
    """The same as (first word, word after the last, what is named)."""
    accepted = []
    for first, last, payload in _names().find(read.forms):
        kind, _, _, exact, in_context = payload
        start, end = read.starts[first], read.ends[last - 1]
        if exact is not None and not _spelled(text[start:end], exact):
            continue
        if in_context and not _is_platform(text, read, first):
            continue
        before = set(read.forms[max(0, first - 3) : first])
        if kind == "country" and read.forms[first] in LANGUAGES and SPOKEN & before:
            continue
        if last - first > 1 and read.forms[first] in ("la", "the"):
            first += 1
        accepted.append((first, last, payload))
    return longest(accepted)


def masked(text: str, read: Words) -> list[str]:
    """The words of a post with each name replaced by what it is: "<service>", "<platform>", "<authority>", "<law>" …

    A tag must not follow from a name alone: what is said of the service is evidence, that it is named is none.
    """
    forms = ["<owner>" if form in OWNER else form for form in read.forms]
    for first, last, (kind, name, *_) in named(text, read):
        if name not in NOT_MASKED:
            forms[first] = "<service>" if name in ACCUSED else f"<{kind}>"
            forms[first + 1 : last] = [FILLER] * (last - first - 1)
    return forms


def masked_phrase(parts: list[str]) -> list[str]:
    """The words of a cue phrase, names replaced likewise; there "x" is always the service."""
    bare = [part.rstrip("*") for part in parts]
    out = ["<owner>" if part in OWNER else part for part in parts]
    for first, last, (kind, name, *_) in longest(_names().find(bare)):
        if name not in NOT_MASKED:
            out[first] = "<service>" if name in ACCUSED else f"<{kind}>"
            out[first + 1 : last] = [FILLER] * (last - first - 1)
    return [part for part in out if part != FILLER]


def _spelled(found: str, exact: str) -> bool:
    """Whether a name is written as listed; a whole name in capitals counts too when it has more than four letters."""
    return found == exact or (found.isupper() and len(exact) > 4 and found == exact.upper())


def _is_platform(text: str, read: Words, index: int) -> bool:
    """Whether the "X" at `index` is the platform: a capital X is, unless what stands beside it says otherwise."""
    forms, start, end = read.forms, read.starts[index], read.ends[index]
    before = forms[index - 1] if index else ""
    after = forms[index + 1] if index + 1 < len(forms) else ""
    written = text[start:end]
    if text[max(0, start - 1) : start] == "@":
        return True
    if before in X_NEVER_BEFORE or after in X_NEVER_AFTER or before[:1].isdigit():
        return False
    if before == "." and index > 1 and forms[index - 2] in ("m", "mr", "mrs", "dr"):
        return False
    if text[end : end + 1] in SIGNS or text[max(0, start - 1) : start] in SIGNS:
        return False
    if before == "contre" and UNKNOWN & set(forms[max(0, index - 6) : index - 1]):
        return after in ("corp", "et", "and", "/") or forms[index + 1 : index + 3] == [",", "pas"]
    if written == "X":
        is_kiss = after == "" and before in (".", "!", "…", "\n", ",") and len(forms) > 2
        return not is_kiss
    return before in X_LOWER_BEFORE and not after[:1].isdigit()


def entity_words() -> frozenset[str]:
    """The single words that name a platform, an authority, a law or a country: no persons, whoever else bears them."""
    phrases = _names()
    return frozenset(phrases.exact) | frozenset(word.rstrip("*") for word in phrases.prefix)


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Ordinary words of posts in both languages, and the words of the names listed here: not persons' names.

    They are the lower-case words of the training posts and of the cue phrases, so that "Online Safety" at the
    start of a title is not taken for a person.
    """
    from etl.nlp.corpus import lower_case_words

    phrases = _names()
    own = {*phrases.exact, *phrases.prefix}
    for table in (phrases.exact, phrases.prefix):
        own.update(word.rstrip("*") for items in table.values() for rest, _ in items for word in rest)
    return frozenset(own) | lower_case_words()
