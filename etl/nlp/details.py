"""Patterns of what identifies a person by letters and figures: handles, mail, links, numbers, addresses.

Each covers the usual disguises: brackets and words for signs, spaces between figures, letters for figures.
"""

import re
from collections.abc import Callable

from etl.intake.content_scan import MEDIA
from etl.nlp.details_abroad import FURTHER
from etl.nlp.looks import (
    DOT_MARK,
    NUMBER_WORDS,
    PROVIDERS,
    STREETS_EN,
    STREETS_FR,
    maybe_account,
    maybe_address,
    maybe_card,
    maybe_handle,
    maybe_id,
    maybe_numbered,
    maybe_phone,
    maybe_plate,
    maybe_registered,
)

SUFFIXES = (
    "com|org|net|edu|gov|info|io|ai|app|dev|me|tv|co|gg|ly|be|fr|uk|eu|us|de|es|it|nl|ch|ca|au|ie|in|"
    "jp|kr|br|social|online|site|xyz|blog|news|link|page|"
    "club|live|chat|cloud|pics|photos|video|ru|pl|pt|se|no|fi|dk|lu|nz|sh|to|cc|ws|im|id|my|ph|"
    "mastodon|paris|bzh|example|sn|ci|ma|tn|ng|ke|za|ee|gr|cz|lt|lv|xxx|tube|cam|porn|moe|tech|shop|store"
)
TWO_PART = frozenset({"co", "com", "org", "net", "gov", "gouv", "ac", "edu", "asso"})  # co.uk, gouv.fr, com.au
PLAIN = str.maketrans(
    {**{0xFF10 + n: str(n) for n in range(10)}, 0x2010: "-", 0x2011: "-"}
)  # full-width figures, hyphens
MENDED = re.compile(
    "[\uff10-\uff19\u2010\u2011\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe0f\u20e3]"
)  # what PLAIN or INVISIBLE change
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe0f\u20e3]")
# What repeats has a most: of a long run of the same sign every pattern would else try each part from each place.
AT_MARK = (
    r"(?:\s?[@＠]{1,2}\s?|\s?[(\[{<]\s?(?:at|a|arobase|arobas|@)\s?[)\]}>]\s?|\s?[_*-]{1,9}(?:at|arobase)[_*-]{1,9}\s?)"
)
LOCAL = rf"[\w+%-]+(?:(?:\.|['’]|{DOT_MARK})[\w+%-]+){{0,12}}(?:\(\w+\))?"
BEGUN = r"(?<![\w+%-])"  # where a word begins: what matches behind it matches from it, in a fifth of the time
FEDIVERSE = re.compile(r"(?<![\w.])@[\w.-]+@[\w-]+(?:\.[\w-]+)+|@?\b[\w-]{1,63}\.bsky\.social\b")
EMAIL = re.compile(
    rf"""{BEGUN}{LOCAL}{AT_MARK}[\w-]{{1,63}}(?:(?:\s?\.\s?|{DOT_MARK})[\w-]+)+
    | {BEGUN}{LOCAL}\s(?:at|arobase|arobas|chez)\s[\w-]+(?:{DOT_MARK}[\w-]+)+
    | {BEGUN}(?:{LOCAL}\s(?:underscore|tiret(?:\sbas)?|dash)\s){{0,6}}
      {LOCAL}\s(?:at|arobase|arobas|chez|à)\s(?:{PROVIDERS})(?:\s?(?:\.|{DOT_MARK})\s?[a-z]{{2,4}}\b){{1,2}}
    | (?<!\w)(?:[\w.-]\s){{3,64}}[@＠]\s(?:[\w.-]\s?){{4,}}""",
    re.IGNORECASE | re.VERBOSE,
)
URL = re.compile(
    rf"""(?:https?|ftp|hxxps?|h\st\st\sp(?:\ss)?)\s?:\s?/\s?/\s?[^\s<>"'«»]+(?:\s?\.\s[^\s<>"'«»]+)*(?:\s/\s[\w-]+)* | \bwww\s?[.]\s?[^\s<>"'«»]+(?:\s[.]\s?[^\s<>"'«»]+)*
    | (?<![\w@<:.-])[\w-]+(?:\s[.]\s[\w-]+)*\s[.]\s(?:{SUFFIXES})(?![\w-])(?:\s?/\s?[^\s<>"'«»]*)*
    | (?<![\w@<:-])[\w-]+(?:\s?[(\[](?:dot|point)[)\]]\s?|\s(?:dot|point)\s)(?:com|org|net|fr|co|io|me|tv|social|be|ch)(?![\w-])(?:\s?/\s?[^\s<>"'«»]*)?
    | (?<![\w@.:-])(?:[\w-]+\.)+(?:(?:{SUFFIXES})(?:/[^\s<>"'«»]*)?|[a-z]{{2,6}}/(?!\S*\.(?:{MEDIA}))[\w][^\s<>"'«»]*)(?![\w-])""",  # noqa: E501
    re.IGNORECASE | re.VERBOSE,
)
SERVICES = (
    "insta(?:gram)?|ig|snap(?:chat)?|sc|tik\\s?tok|tt|discord|telegram|tg|twitch|reddit|kik|onlyfans|"
    "whatsapp|signal|steam|twitter|threads|"
    "bluesky|bsky|mastodon|linkedin|facebook|fb|youtube|yt|vinted|pseudo(?:nyme)?|user\\s?name|"
    "screen\\s?name|handle|gamertag|psn|login"
)
NUMBER_WORD = rf"(?:{NUMBER_WORDS})(?:-(?:et-)?(?:{NUMBER_WORDS}))*"
STREETS_DE = r"[A-ZÄÖÜ][a-zäöüß]+(?:stra(?:ss|ß)e|str\.|weg|gasse|platz|allee|laan|straat|lei|plein)"
PART = r"(?:[^\W\d_][\w’'-]*)"
LINK_FR = r"(?:(?:de|du|des|la|le|les|l['’]|d['’]|aux?|et|en|sur|sous)\s?)"
NUMBER = r"\d{1,4}(?:\s?(?:bis|ter|[A-Da-d]))?"
CLASS = (
    r"(?:(?:CP|CE1|CE2|CM1|CM2|6e|5e|4e|3e|2de|1re|[sS]ixième|[cC]inquième|[qQ]uatrième|[tT]roisième|"
    r"[sS]econde|[tT]erminale)\s?[A-H\d]?|[yY]ear\s\d{1,2}|\d{1,2}(?:th|st|nd|rd)\s[gG]rade|"
    r"[gG]rade\s\d{1,2}|[cC]lass\s\d?[A-Z])"
)
SCHOOL = (
    rf"(?:(?:[éÉ]cole|[cC]ollège|[lL]ycée|[iI]nstitut|"
    rf"[aA]thénée)\s(?:{LINK_FR})*[^\W\d_a-zà-ÿ]{PART}(?:[\s-]{PART}){{0,2}}|"
    rf"(?:[^\W\d_a-zà-ÿ][\w’'.-]{{1,40}}\s){{1,3}}(?:School|High|Academy|Primary|Elementary|Middle School|"
    rf"College))"
)
CONTEXT_ID = (
    "passeport|passport|permis|licen[cs]e|matricule|student\\s(?:number|id|no)|étudiante?|"
    "allocataire|dossier|sécu(?:rité sociale)?|national insurance|"
    "nino|ni number|social security|ssn|carte d['’]identité|id card|numéro de client|client|customer|"
    "membership|badge|case|ine|nir|avs|ahv|registre national|"
    "rijksregister|medicare|sin|mrn|imei|nhs|hospital|sort\\scode|account\\s(?:number|no)|"
    "num[ée]ro\\sde\\scompte|pièce d['’]identité|titre de séjour|patient"
)
# (kind, pattern, what it cannot do without), in this order: a social security number is also
# like a telephone number.
PATTERNS: list[tuple[str, re.Pattern[str], Callable[[str], object]]] = [
    *FURTHER,
    (
        "id",
        re.compile(
            r"\b[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2]|2[AB])[ ]?(?:\d{2}|2[AB])[ ]?\d{3}[ ]?\d{3}(?:[ ]?\d{2})?\b"  # French
            r"|\bdid:[a-z]+:\S+|\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,4})?\b"  # account, IBAN
            r"|(?<!\d/)\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}\b"  # machine addresses
            r"|\b756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}\b"  # Swiss
            r"|\b\d{2}[. ]\d{2}[. ]\d{2}[- ]\d{3}[. ]\d{2}\b"  # Belgian
            r"|\b[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b"  # British
            r"|(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"  # United States
        ),
        maybe_id,
    ),
    (
        "id",
        re.compile(r"(?<![\d.,-])\d{4}([ .-])\d{4}\1\d{4}\1\d{4}(?![\d.,-])"),
        maybe_card,
    ),  # four groups of four: a card, valid or not
    ("card", re.compile(r"(?<![\d.,])(?:\d[ .-]?){12,18}\d(?![\d.,]\d|\d)"), maybe_card),
    ("handle", re.compile(r"(?<!\w)[@＠]\s?[\w](?:[\w.-]*\w)?|(?<!\w)/?u/[\w-]{2,}|\b\w{2,}#\d{4}\b"), maybe_handle),
    (
        "handle",
        re.compile(
            rf"(?P<kept>(?<!\w)(?:{SERVICES})"
            r"(?:\s?(?:[:=]|->|→|\bis\b|\best\b|c['’]est)\s?(?:mon\s|my\s)?(?!//)|"
            r"\s(?=[\w.-]*(?:[^\W\d_][\w.-]*[\d_]|\w\.\w|_))))[\w][\w.-]*\w",
            re.IGNORECASE,
        ),
        maybe_account,
    ),
    (
        "phone",
        re.compile(
            rf"""(?<![\w/.-])(?:\+|00)\s?\d[\d\ .()\u00a0\u202f/-]{{6,20}}\d(?!\w)
            | (?<![\w/.-])\(?[0oO]\)?\d{{1,4}}\)?(?:[\ .\u00a0\u202f/_*-]{{0,3}}\d{{2,4}}){{2,5}}(?![\w-])
            | (?<![\w/.-])(?:1[\ .-])?(?:\(\d{{3}}\)[\ .-]{{0,3}}\d{{3}}[\ .-]{{0,3}}|\d{{3}}[\ ./-]{{1,3}}\d{{3}}[\ ./-]{{1,3}})\d{{4}}(?!\w)
            | (?<![\w/.-])0\d?(?:[\ ._-]{{1,3}}\d{{1,2}}){{5,9}}(?![\w-])
            | (?<![\w/.-])[\dOolI](?:[\ ._-]{{1,3}}[\dOolI]){{8,11}}(?![\w-])
            | (?<![\w/.-])(?:[0oO][1-9lI]|0[1-9oOlI])(?:(?:[\ .-]?[\doOlI]{{2}}){{4}}|(?:[\ .-]?[\doOlI]{{3}}){{3}})(?![\w-])
            | (?<![\w/.-])(?:0[1-9]|(?:0|(?:zéro|zero|oh)[\ ,.-]){NUMBER_WORD})(?:[\ ,.-]{{1,2}}(?:\d{{1,2}}|{NUMBER_WORD})){{4,11}}(?!\w)
            | (?P<kept>(?:\b(?:call|text|ring|phone|tel|tél|cell|mobile|appelle\w*|appelez|numéro|number|whatsapp|sms)\b[^\d\n]{{0,20}}))\d{{3}}[\ .-]\d{{4}}(?![\ .-]?\d)
            | (?<!\w)(?:zéro|zero|oh|plus)(?:[\ ,-]{{1,2}}{NUMBER_WORD}){{5,}}(?!\w)
            | (?<!\w)(?:{NUMBER_WORDS})(?:[\ ,-]{{1,2}}(?:{NUMBER_WORDS})){{6,}}(?!\w)""",  # noqa: E501
            re.VERBOSE | re.IGNORECASE,
        ),
        maybe_phone,
    ),
    (
        "id",
        re.compile(
            r"(?<![\w-])[A-Za-z]{2}[ -]\d{3}[ -][A-Za-z]{2}(?![\w-])|\b[A-Z]{2}\d{3}[A-Z]{2}\b|"
            r"\b[1-9]-[A-Z]{3}-\d{3}\b|\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b"
            r"|\b(?:AG|AI|AR|BE|BL|BS|FR|GE|GL|GR|JU|LU|NE|NW|OW|SG|SH|SO|SZ|TG|TI|UR|VD|VS|ZG|"
            r"ZH)[ ·-]\d{4,6}\b|\b\d{3,4}\s(?!TO|AM|PM|ET|OU|OR|DE)[A-Z]{2,3}\s\d{2}\b"
            r"|(?<![\d.,])\d{9,}[A-Z]{0,2}(?![\d.,]\d|\w)|\b[0-9a-f]{32,}\b"
        ),
        maybe_registered,
    ),
    (
        "id",
        re.compile(
            rf"(?P<kept>\b(?:{CONTEXT_ID})\b(?:\s(?:n°|no\.?|nr|numéro|number|card|id)|\s?n°|\s?#)?\s?(?:[:=#]|"
            rf"\bis\b|\best\b|c['’]est)?\s?(?:le\s|the\s)?(?:n°\s?)?)"
            r"(?![TC]-\d+/\d\d\b)(?=[A-Z\d-]*\d[A-Z\d-]*\d)[A-Z\d][A-Z\d -]{3,18}[A-Z\d]\b",  # no court's case
            re.IGNORECASE,
        ),
        maybe_numbered,
    ),
    (
        "id",
        re.compile(
            r"(?P<kept>\b(?:plate|plates|license plate|number plate|reg|plaque|immatricul\w+)\b(?:\s(?:number|"
            r"is|was|est|de|:)|:)?\s?(?:en\s)?)"
            r"(?=[A-Z\d -]*\d)[A-Z\d](?:[A-Z\d]|[ -](?=[A-Z\d])){4,8}\b",
            re.IGNORECASE,
        ),
        maybe_plate,
    ),
    (
        "address",
        re.compile(
            rf"""\b{NUMBER},?\s(?:de\sla\s|du\s|de\sl['’])?(?:{STREETS_FR})\s(?:{LINK_FR})*[^\W\d_a-zà-ÿ]{PART}?(?:[\s-](?:(?:de|du|des|la|le|et)\s)?[^\W\d_a-zà-ÿ]{PART}?)*
            | \b{NUMBER},?\s(?:rue|avenue|boulevard|bd|chemin|impasse|allée|quai|route|ruelle|lotissement|résidence)\s(?:{LINK_FR})*{PART}(?:[\s-]{PART})?
            | \b(?:rue|avenue|boulevard|bd|chemin|impasse|allée|quai|place(?=\s(?:{LINK_FR})*[^\W\d_a-zà-ÿ])|route|ruelle|chaussée|résidence)\s(?:{LINK_FR})*{PART}(?:[\s-]{PART}){{0,3}},?\s(?:au\s|n°\s?|numéro\s|nr\.?\s)?{NUMBER}\b
            | \b(?:[\w’'-]{{1,40}}\s){{1,3}}(?i:street|road|avenue|lane|drive|crescent|terrace),?\s(?:no\.?\s|number\s){NUMBER}\b
            | (?:\b(?i:flat|apt|apartment|unit|suite)\.?\s\w{{1,4}},?\s)?\b\d{{1,5}}[A-Da-d]?,?\s(?:[NSEW]\.?\s)?(?:[^\W\d_a-zà-ÿ]{PART}?\.?\s){{1,3}}(?:{STREETS_EN})\b(?:,?\s(?i:apt|apartment|flat|unit|suite|\#)\.?\s?\w+)?
            | \b\d{{1,5}}[A-Da-d]?,?\s(?:[a-z][\w’'-]+\s){{1,2}}(?:street|road|avenue|lane|drive|crescent|terrace|boulevard|close)\b
            | {STREETS_DE}\s\d{{1,4}}[a-z]?\b | \b\d{{1,4}},?\s{STREETS_DE}
            | \b(?:B\.?P\.?|P\.?\s?O\.?\s?[Bb]ox|[bB]oîte\spostale|[cC]ase\spostale|CP|[pP]ostbus)\s\d{{1,6}}\b
            | \b(?:F|B|CH|D)?-?\s?(?:(?<!\d)\d{{5}}|(?<![\d.,])[1-9]\d{{3}}(?=\s(?:Bruxelles|Brussels|Liège|Namur|Mons|Charleroi|Gand|Gent|Anvers|Lausanne|Genève|Zürich|Zurich|Berne|Bern|Fribourg|Sion|Neuchâtel|Ixelles|Louvain|Uccle|Bienne|Bâle)))\s[^\W\d_a-zà-ÿ]{PART}(?:[\s-](?:(?:sur|sous|en|le|la|les|de|du)[\s-])?[^\W\d_a-zà-ÿ]{PART})*(?!\s?(?:€|euros?))
            | \b[A-Z]{{1,2}}\d[A-Z\d]?\s\d[A-Z]{{2}}\b | \b[A-CEGHJ-NPR-TVXY]\d[A-Z]\s?\d[A-Z]\d\b
            | \b[A-Z][a-z]+,?\s[A-Z]{{2}}\s\d{{5}}(?:-\d{{4}})?\b | \b(?:zip|postcode|code\spostal)\s(?:code\s)?(?:is\s|:\s?)?[A-Z\d]{{3,5}}(?:\s[A-Z\d]{{3}})?\b
            | {SCHOOL},?\s(?:in\s|en\s|classe\sde\s|,\s)?{CLASS}\b | \b{CLASS},?\s(?:at|à\sl['’]|au|of|in|à|du|de\sl['’])\s?(?:the\s)?{SCHOOL}""",  # noqa: E501
            re.VERBOSE,
        ),
        maybe_address,
    ),
]


DATE = re.compile(r"(?:[0-3]?\d[ ./-]){2}(?:19|20)\d{2}|(?:19|20)\d{2}(?:[ ./-][0-3]?\d){2}")


def is_phone(found: str) -> bool:
    """Whether something that looks like a telephone number has the figures of one (words and single figures count)."""
    if DATE.fullmatch(found.strip()):
        return False
    figures = sum(character.isdigit() or character in "oOlI" for character in found)
    words = sum(part.isalpha() and len(part) > 1 for part in re.split(r"[\s,-]+", found))
    return words >= 6 or 7 <= figures <= 15


def is_card(found: str) -> bool:
    """Whether the figures pass the check of payment cards (Luhn, ISO/IEC 7812-1 annex B) and are 13 to 19."""
    figures = [int(character) for character in found if character.isdigit()]
    doubled = [
        figure if place % 2 == 0 else (2 * figure - 9 if figure > 4 else 2 * figure)
        for place, figure in enumerate(reversed(figures))
    ]
    return 13 <= len(figures) <= 19 and sum(doubled) % 10 == 0 and len(set(figures)) > 1
