"""A text without what tells who wrote it or who is meant: handles, addresses, links, numbers, private names.

Runs before anything is stored. Too much is taken out rather than too little; names of people acting in a public
office, listed in data/nlp/names.yml, stay.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from etl.nlp.lists import listed

PLATFORM_HANDLES = frozenset({"x", "grok", "xai", "elonmusk", "safety", "user"})
SUFFIXES = (
    "com|org|net|edu|gov|info|io|ai|app|dev|me|tv|co|gg|ly|be|fr|uk|eu|us|de|es|it|nl|ch|ca|au|ie|in|jp|kr|br|social|online|site|xyz|blog|news|link|page|"
    "club|live|chat|cloud|pics|photos|video|ru|pl|pt|se|no|fi|dk|lu|nz|sh|to|cc|ws|im|id|my|ph|mastodon|paris|bzh"
)
TWO_PART = frozenset({"co", "com", "org", "net", "gov", "gouv", "ac", "edu", "asso"})  # co.uk, gouv.fr, com.au
NAME = r"(?:[A-ZÀ-ÖØ-ÞŒ][\w'’]*(?:-[A-ZÀ-ÖØ-ÞŒ]?[\w'’]+)*)"
OF = r"(?:(?:de|du|des|van|von|der|den|le|la|el|al|ben|bin|d['’]|O['’]|Mc|Mac)\s*)"
STREETS_FR = "rue|avenue|av\\.|boulevard|bd|chemin|impasse|allée|quai|square|route|cours"
STREETS_EN = "Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Crescent|Court|Terrace|Way|Place|Gardens|Grove|Boulevard"
KIN_FR = (
    "fille|fils|sœur|soeur|frère|cousine?|nièce|neveu|mère|père|femme|mari|compagne|compagnon|amie?|copine?|copain|collègue|"
    "voisine?|élève|ex"
)
KIN_EN = (
    "daughter|son|sister|brother|cousin|niece|nephew|mum|mom|mother|father|dad|wife|husband|girlfriend|boyfriend|friend|mate|"
    "colleague|neighbour|neighbor|classmate|student|pupil"
)
TITLES = (
    r"M\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Mme|Mlle|Mmes|Dr\.?|Pr\.?|Prof\.?"
    r"|Me|Maître|Monsieur|Madame|Mademoiselle|Sir|Lord|Lady"
)
INTRODUCTIONS = (
    r"s['’]appel\w+|m['’]appelle|nommée?s?|prénommée?s?|prénom(?:\s*:)?|répond au nom de|surnommée?|signée?(?:\s*:)?"
    r"|named|called|my name(?:['’]s| is)|name is|(?:her|his) name was|known as|signed(?:\s*:)?"
)
FEDIVERSE = re.compile(r"(?<![\w.])@[\w.-]+@[\w-]+(?:\.[\w-]+)+|@?\b[\w-]+\.bsky\.social\b")
EMAIL = re.compile(
    r"""[\w.+%-]+\s?(?:@|\(at\)|\[at\]|\(arobase\)|\[arobase\])\s?[\w-]+
    (?:(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?|\s?\[point\]\s?)[\w-]+)+""",
    re.IGNORECASE | re.VERBOSE,
)
URL = re.compile(
    rf"""(?:https?|ftp|hxxps?)\s?:\s?//\s?[^\s<>"'«»]+ | \bwww\.[^\s<>"'«»]+
    | (?<![\w@.:-])(?:[\w-]+\.)+(?:{SUFFIXES})(?:/[^\s<>"'«»]*)?(?![\w-])""",
    re.IGNORECASE | re.VERBOSE,
)
PATTERNS = [  # in this order: a social security number is also like a telephone number
    (
        "id",
        re.compile(
            r"\b[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2])[ ]?\d{2}[ ]?\d{3}[ ]?\d{3}(?:[ ]?\d{2})?\b"  # French social security
            r"|\bdid:[a-z]+:\S+|\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,4})?\b"  # account, IBAN
            r"|\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}\b"  # machine addresses
        ),
    ),
    ("handle", re.compile(r"(?<!\w)[@＠][\w](?:[\w.-]*\w)?|(?<!\w)/?u/[\w-]{3,}|\b\w{2,}#\d{4}\b")),
    (
        "phone",
        re.compile(
            r"""(?<![\w/.-])(?:\+|00)\d[\d\ .()\u00a0\u202f/-]{6,17}\d(?!\w)
            | (?<![\w/.-])\(?0\d{1,4}\)?(?:[\ .\u00a0\u202f/-]?\d{2,4}){2,5}(?![\w-])
            | (?<![\w/.-])\(?\d{3}\)?[\ .-]\d{3}[\ .-]\d{4}(?!\w)""",
            re.VERBOSE,
        ),
    ),
    ("id", re.compile(r"\b[A-Z]{2}-?\d{3}-?[A-Z]{2}\b|(?<![\d.,])\d{9,}(?![\d.,])|\b[0-9a-f]{32,}\b")),
    (
        "address",
        re.compile(
            rf"""\b\d{{1,4}}(?:\s?(?:bis|ter|[A-Da-d]))?,?\s(?:{STREETS_FR})\s
            (?:(?:de|du|des|la|le|les|l['’]|d['’])\s?)*{NAME}(?:[\s-](?:(?:de|du|des|la|le|et)\s)?{NAME})*
            | \b\d{{1,4}}[A-Da-d]?\s(?:{NAME}\s){{1,3}}(?:{STREETS_EN})\b""",
            re.VERBOSE,
        ),
    ),
]
MARK = re.compile(r"<(?:url(?::[\w.-]+)?|name|email|phone|id|address|media)>|@user")
CAPITALISED = re.compile(rf"(?<![\w@<:])({NAME})((?:\s+{OF}{{0,2}}{NAME}){{0,3}})")
TITLE = re.compile(rf"\b({TITLES})(\s+)({NAME}(?:[\s-]+{OF}?{NAME}){{0,2}})")
INTRODUCED = re.compile(rf"\b((?i:{INTRODUCTIONS})\s+[\"«“]?\s?)({NAME}(?:\s+{NAME}){{0,2}})")
KIN = re.compile(
    r"\b((?i:(?:ma|mon|sa|son|notre|votre|leur|ta|ton|my|his|her|our|your|their|une|un|a|la|le|cette)\s+(?:\w+\s+)?"
    rf"(?:{KIN_FR}|{KIN_EN})\s*,?\s+))({NAME}(?:\s+{NAME})?)"
)
AGED = re.compile(
    rf"\b({NAME})(?:\s*,?\s*\(?(?:\d{{1,2}}\s*(?:ans|years?|yo|y/o|an)\b|aged?\s\d{{1,2}}|âgée?\sde\s\d{{1,2}}|\d{{1,2}}\s*\))"
    r"|,\s\d{1,2},)"
)
LOWER_PAIR = re.compile(r"(?<![\w@<:-])([a-zà-ÿ]{3,})\s([a-zà-ÿ-]{3,})(?!\w)")


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str], re.Pattern[str], frozenset[str]]:
    """Plain first names, ambiguous ones, names kept alone, a pattern of whole names kept, ordinary words; folded."""
    from etl.nlp.entities import known_words

    names = listed("names")
    kept = sorted([*names["office_holders"]["full"], *names["organisations"]], key=len, reverse=True)
    whole = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(fold(name)) for name in kept)})(?!\w)")
    return (
        frozenset(map(fold, names["first_names"]["plain"])),
        frozenset(map(fold, names["first_names"]["ambiguous"])),
        frozenset(map(fold, names["office_holders"]["short"])),
        whole,
        known_words(),
    )


def fold(text: str) -> str:
    """Text in lower case without accents, of the same length character by character where it can be."""
    out = []
    for character in text.replace("’", "'"):
        bare = unicodedata.normalize("NFKD", character)[0].lower()
        out.append(bare if len(bare) == 1 else character)
    return "".join(out)


def domain(url: str) -> str:
    """The registered domain of a link: "news.example.co.uk" gives "example.co.uk"."""
    host = re.split(r"[/?#]", re.sub(r"^\w+\s?:\s?//\s?", "", url))[0].rsplit("@", 1)[-1].split(":")[0].lower()
    parts = [part for part in host.split(".") if part]
    keep = 3 if len(parts) > 2 and parts[-2] in TWO_PART else 2
    return ".".join(parts[-keep:])


def redact(text: str) -> str:
    """`text` with "@user", "<url:domain>", "<email>", "<phone>", "<id>", "<address>", "<name>" put in."""
    return redact_counting(text)[0]


def redact_counting(text: str) -> tuple[str, Counter[str]]:
    """The redacted text, and how many things of each kind were taken out."""
    counts: Counter[str] = Counter()
    text = unicodedata.normalize("NFC", text)
    text = FEDIVERSE.sub(lambda match: _replaced("handle", match.group(), counts), text)
    text = EMAIL.sub(lambda match: _mark("email", counts), text)
    text = URL.sub(lambda match: _link(match, counts), text)
    for kind, pattern in PATTERNS:
        text = pattern.sub(lambda match, kind=kind: _replaced(kind, match.group(), counts), text)  # type: ignore[misc]
    return _without_names(text, counts), counts


def _mark(kind: str, counts: Counter[str]) -> str:
    counts[kind] += 1
    return f"<{kind}>"


def _link(match: re.Match[str], counts: Counter[str]) -> str:
    found = match.group()
    if found.lower() in ("x.com", "x.ai"):
        return found
    counts["url"] += 1
    tail = "".join(character for character in found[-2:] if character in ".,;:!?)") if found[-1] in ".,;:!?)" else ""
    return f"<url:{domain(found)}>{tail}"


def _replaced(kind: str, found: str, counts: Counter[str]) -> str:
    if kind == "handle":
        if found.lstrip("@＠").lower() in PLATFORM_HANDLES:
            return found
        counts["handle"] += 1
        return "@user"
    if kind == "phone" and not 9 <= sum(character.isdigit() for character in found) <= 15:
        return found
    return _mark(kind, counts)


def _without_names(text: str, counts: Counter[str]) -> str:
    """The text without private persons' names; what _lists() keeps is shielded first."""
    plain, ambiguous, short, whole, ordinary = _lists()
    shielded = [match.span() for match in MARK.finditer(text)] + [match.span() for match in whole.finditer(fold(text))]
    cuts: list[tuple[int, int]] = []

    def add(start: int, end: int) -> None:
        while end > start and text[start:end].endswith(("'s", "’s")):
            end -= 2
        if not any(begin < end and start < stop for begin, stop in shielded) and fold(text[start:end]) not in short:
            cuts.append((start, end))

    for match in TITLE.finditer(text):
        add(*match.span(3))
    for pattern in (INTRODUCED, KIN):
        for match in pattern.finditer(text):
            name = match.group(2)
            if name[:1].isupper() and (pattern is INTRODUCED or fold(name.split()[0]) not in ordinary):
                add(*match.span(2))
    for match in AGED.finditer(text):
        if fold(match.group(1)) not in ordinary:
            add(*match.span(1))
    for match in CAPITALISED.finditer(text):
        add_names(match, text, add, (plain, ambiguous, short, ordinary))
    for match in LOWER_PAIR.finditer(text):
        if fold(match.group(1)) in plain and fold(match.group(2)) not in ordinary:
            add(*match.span())
    return _cut(text, cuts, counts)


def add_names(match: re.Match[str], text: str, add, lists) -> None:  # type: ignore[no-untyped-def]
    """Marks the persons' names in a run of capitalised words, by `add(start, end)`."""
    plain, ambiguous, short, ordinary = lists
    base = match.start()
    words = [
        (found.start() + base, found.end() + base, fold(found.group()).removesuffix("'s"))
        for found in re.finditer(r"[\w'’-]+", match.group())
    ]
    index = 0
    while index < len(words):
        start, end, word = words[index]
        last = len(words) - 1
        is_plain = word in plain or word.split("-")[0] in plain
        is_unknown = word not in ordinary and word not in short and not word.isdigit() and len(word) > 1
        if (is_plain or word in ambiguous) and index < last and (words[index + 1][2] not in ordinary or is_plain):
            add(start, words[last][1])
            return
        if is_plain:
            add(start, end)
        elif is_unknown and index < last and words[index + 1][2] not in short and (words[index + 1][2] not in ordinary):
            add(start, words[last][1])
            return
        index += 1


def _cut(text: str, cuts: list[tuple[int, int]], counts: Counter[str]) -> str:
    """The text with each place of `cuts` replaced by "<name>", overlapping ones once."""
    merged: list[list[int]] = []
    for start, end in sorted(cuts):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    for start, end in reversed(merged):
        counts["name"] += 1
        text = text[:start] + "<name>" + text[end:]
    return text
