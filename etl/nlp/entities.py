"""Platforms, authorities, laws and countries named in a post, with their place and jurisdiction.

The names are data (data/nlp/entities.yml, countries.yml, the affair at hand); here is only when a name counts.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.nlp.affair_names import affair, masked
from etl.nlp.lists import listed, words
from etl.nlp.text import elements, longest, normal

if TYPE_CHECKING:  # spaCy takes half a second: redaction, which asks for names alone, does without it
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from etl.nlp.phrases import Phrases
    from etl.nlp.reading import Words

X_NEVER_BEFORE, X_NEVER_AFTER, X_LOWER_BEFORE = words("x_never_before"), words("x_never_after"), words("x_lower_before")
UNKNOWN, SPOKEN, LANGUAGES = words("against_unknown"), words("spoken"), words("languages")
SIGNS = frozenset("-²+=×*")
NOT_MASKED = words("not_masked")
FILLER = "·"  # the later words of a name of several, once it is masked


Named = tuple[str, str, str | None, str | None, bool]  # type, canonical id, jurisdiction, exact spelling, needs context


def aliases() -> list[tuple[list[str], Named]]:
    """Every name as words, with what it names; those of the affair at hand and of the labelled posts among them."""
    return _aliases(affair())


@lru_cache(maxsize=4)
def _aliases(path: Path) -> list[tuple[list[str], Named]]:
    found: list[tuple[str, Named]] = []
    for kind, items in listed("entities").items():
        for name, item in items.items():
            where = item["jurisdiction"]
            found += [(alias, (kind, name, where, None, False)) for alias in item.get("any", ())]
            found += [(alias, (kind, name, where, alias, False)) for alias in item.get("exact", ())]
            found += [(alias, (kind, name, where, None, True)) for alias in item.get("context", ())]
    for code, item in listed("countries").items():
        for alias in (*item.get("fr", ()), *item.get("en", ())):
            exact = alias if alias.isupper() and len(alias) <= 4 else None
            found.append((alias, ("country", code, code, exact, False)))
        found += [(alias, ("country", code, code, alias, False)) for alias in item.get("capital", ())]
    found += [("US", ("country", "US", "US", "US", False)), ("EU", ("country", "EU", "EU", "EU", False))]
    known = {tuple(elements(alias)): what[1] for alias, what in found if what[0] == "platform"}
    for names in masked(learning=True):
        for alias in sorted(names.all()):
            if tuple(elements(alias)) not in known:
                one = "_".join(elements(alias))
                spelled = alias if alias in names.exact else None
                found.append((alias, ("platform", one, None, spelled, alias in names.context)))
    return [(elements(alias), what) for alias, what in found]


def matcher(vocab: "Vocab") -> "Phrases":
    """The names as phrases of a vocabulary."""
    return _matcher(vocab, affair())


@lru_cache(maxsize=8)
def _matcher(vocab: "Vocab", path: Path) -> "Phrases":
    from etl.nlp.phrases import Phrases

    return Phrases(vocab, _aliases(path))


def entities(words: "Words") -> list[dict[str, Any]]:
    """The names in a post by place: type, canonical_id, start, end, jurisdiction (None: no single one).

    Of overlapping names the longest counts. "X" counts in context only, never as an unknown, a kiss or a sign.
    """
    where = jurisdictions()
    return [
        {
            "type": span.label_,
            "canonical_id": span.kb_id_,
            "start": words.starts[span.start],
            "end": words.ends[span.end - 1],
            "jurisdiction": where[span.label_, span.kb_id_],
        }
        for span in words.doc.ents
    ]


def jurisdictions() -> dict[tuple[str, str], str | None]:
    """Where each type and canonical id belongs."""
    return _jurisdictions(affair())


@lru_cache(maxsize=4)
def _jurisdictions(path: Path) -> dict[tuple[str, str], str | None]:
    return {(what[0], what[1]): what[2] for _, what in _aliases(path)}


def named(doc: "Doc", forms: list[str]) -> list[tuple[int, int, Named]]:
    """The names in a Doc, the norms of its words given, as (first word, word after the last, what is named)."""
    text, places, accepted = doc.user_data["post"], doc.user_data["places"], []
    for first, last, what in matcher(doc.vocab).find(doc):
        kind, _, _, exact, in_context = what
        if exact is not None and not _spelled(text[places[first][0] : places[last - 1][1]], exact):
            continue
        if in_context and not _is_platform(text, forms, places, first):
            continue
        if kind == "country" and forms[first] in LANGUAGES and SPOKEN & set(forms[max(0, first - 3) : first]):
            continue
        accepted.append((first + (last - first > 1 and forms[first] in ("la", "the")), last, what))
    return longest(accepted)


def mask(kind: str, name: str, size: int, accused: frozenset[str]) -> list[str]:
    """What the words of a name are read as: "<service>", "<platform>", "<authority>" … and fillers, or "" to stay.

    A tag must not follow from a name alone: what is said of the service is evidence, that it is named is none.
    """
    if name in NOT_MASKED:
        return [""] * size
    return ["<service>" if name in accused else f"<{kind}>", *[FILLER] * (size - 1)]


def masked_phrase(parts: list[str]) -> list[str]:
    """The words of a cue phrase, names replaced likewise; there "x" is always the service."""
    from spacy.tokens import Doc

    vocab, own, owner = _phrase_vocab(), accused(learning=True), owners(learning=True)
    out = ["<owner>" if part in owner else part for part in parts]
    for first, last, (kind, name, *_) in longest(matcher(vocab).find(Doc(vocab, words=[p.rstrip("*") for p in parts]))):
        for place, norm in zip(range(first, last), mask(kind, name, last - first, own), strict=True):
            out[place] = norm or out[place]
    return [part for part in out if part != FILLER]


@lru_cache(maxsize=1)
def _phrase_vocab() -> "Vocab":
    from spacy.vocab import Vocab

    from etl.nlp.phrases import LEXICAL

    return Vocab(lex_attr_getters=LEXICAL)


def accused(learning: bool = False) -> frozenset[str]:
    """The canonical ids of the companies and the service of the affair at hand; while learning of the labels' too."""
    return _accused(affair(), learning)


@lru_cache(maxsize=8)
def _accused(path: Path, learning: bool) -> frozenset[str]:
    wanted = {tuple(elements(name)) for names in masked(learning) for name in names.all()}
    return frozenset(what[1] for parts, what in _aliases(path) if what[0] == "platform" and tuple(parts) in wanted)


def owners(learning: bool = False) -> frozenset[str]:
    """The words that name whoever owns a company of the affair, in normal form."""
    return frozenset(normal(word) for names in masked(learning) for one in names.owners for word in one.split())


def _spelled(found: str, exact: str) -> bool:
    """Whether a name is written as listed; a whole name in capitals counts too when it has more than four letters."""
    return found == exact or (found.isupper() and len(exact) > 4 and found == exact.upper())


def _is_platform(text: str, forms: list[str], places: list[tuple[int, int]], index: int) -> bool:
    """Whether the "X" at `index` is the platform: a capital X is, unless what stands beside it says otherwise."""
    start, end = places[index]
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
    if written[:1].isupper():
        is_kiss = after == "" and before in (".", "!", "…", "\n", ",") and len(forms) > 2
        return not is_kiss
    return before in X_LOWER_BEFORE and not after[:1].isdigit()


def entity_words() -> frozenset[str]:
    """The single words that name a platform, an authority, a law or a country: no persons, whoever else bears them."""
    return frozenset(parts[0].rstrip("*") for parts, _ in aliases() if len(parts) == 1)


def known_words() -> frozenset[str]:
    """Ordinary words of posts in both languages, and the words of the names listed here: not persons' names.

    They are the lower-case words of the training posts and of the cue phrases, so that "Online Safety" at the
    start of a title is not taken for a person.
    """
    from etl.nlp.corpus import lower_case_words

    return frozenset(part.rstrip("*") for parts, _ in aliases() for part in parts) | lower_case_words()
