"""Further forms of what identifies a person: accounts named in passing, numbers of other countries, places in prose."""

import re
from collections.abc import Callable

from etl.nlp.looks import figure, maybe_abroad, maybe_numbered_account, three_figures

SERVICE = (
    "insta(?:gram)?|ig|snap(?:chat)?|tik\\s?tok|discord|telegram|twitch|reddit|kik|onlyfans|whatsapp|signal|twitter|"
    "threads|bluesky|mastodon|linkedin|facebook|fb|youtube|vinted"
)
CANTON = "AG|AI|AR|BE|BL|BS|FR|GE|GL|GR|JU|LU|NE|NW|OW|SG|SH|SO|SZ|TG|TI|UR|VD|VS|ZG|ZH"
CAPITAL = r"[^\W\d_a-zà-ÿ][\w’'-]+"
FIRST = r"(?<![\w/@#<:.+-])"  # where a name of an account may begin: not inside a link, a mark or another one
NUMBERED = "aadhaar|aadhar|pan|ppsn?|nas|cpf|dni|nie|bsn|pin(?:\\scode)?|ssnit|nida"
CLASS = (
    r"(?:[3-6]\s?e?[A-H]|[yY]ear\s\d{1,2}|\d(?:st|nd|rd|th)\sclass|\d{1,2}(?:th|st|nd|rd)\s[gG]rade|"
    r"[gG]rade\s\d{1,2}|[fF]orm\s\d)"
)
stairs = re.compile("b[âa]t|bloc|escalier|tour").search
has_coordinate = re.compile(r"\d\.\d{3}|//").search


def _has(sign: str) -> Callable[[str], bool]:
    return lambda text: sign in text


def _dotted(text: str) -> bool:
    return "." in text and figure(text) is not None


# (kind, pattern, what it cannot do without): as those of etl/nlp/details.py, and tried before them
FURTHER: list[tuple[str, re.Pattern[str], Callable[[str], object]]] = [
    ("handle", re.compile(rf"{FIRST}(?!\d)\w[^\W_]*_\w*[^\W_](?![\w/@]|\.\w)"), _has("_")),
    ("handle", re.compile(rf"{FIRST}[a-zà-ÿ]+(?:\.[a-zà-ÿ]+)+\.\d+(?!\w|\.\d)"), _dotted),
    (
        "handle",
        re.compile(
            rf"{FIRST}(?=[\w.-]*\d)[^\W\d_][\w.-]{{2,}}\w(?=\s(?:sur|on|via)\s(?:{SERVICE})\b)"
            rf"|(?P<kept>\b(?:{SERVICE})\s(?:was|était|c['’]était|account|compte|user)\s)(?=[\w.-]*[\d_])[^\W\d_][\w.-]{{2,}}\w",
            re.IGNORECASE,
        ),
        maybe_numbered_account,
    ),
    ("phone", re.compile(r"(?<![\w/.-])00\d{1,3}[ /.-]\d[\d ./-]{6,14}\d(?!\w)"), _has("00")),
    (
        "id",
        re.compile(
            r"\b[A-Z]{5}\d{4}[A-Z]\b|\b\d{7}[A-W][A-IW]?\b"  # India, Ireland
            r"|\bPV\s?(?:n°\s?)?\d{4}[/-]\d{3,}\b|\b\d{4}-[A-Z]{2,4}-\d{3,}\b"  # a complaint's number
            rf"|\b\d{{2,3}}-[A-Z]{{1,2}}-\d{{3,6}}\b|\b(?:{CANTON})[ ·-]\d{{1,3}}[ ’']\d{{3}}\b"  # plates: Irish, Swiss
        ),
        three_figures,
    ),
    (
        "id",
        re.compile(
            rf"(?P<kept>\b(?:{NUMBERED})\b(?:\s(?:n°|no\.?|number|numéro|card|code))?\s?(?:[:=#]|\bis\b|\best\b)?\s?)"
            r"\d[\d .-]{4,18}\d\b(?!\s?(?:€|%|euros?))",
            re.IGNORECASE,
        ),
        maybe_abroad,
    ),
    (
        "address",
        re.compile(
            r"(?<![\d.])-?\d{1,3}\.\d{4,}°?\s?[NS]?,\s?-?\d{1,3}\.\d{4,}°?"  # latitude, longitude
            r"|(?<!\w)/{3}[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+"  # three words for a place
        ),
        has_coordinate,
    ),
    (
        "address",
        re.compile(
            rf"\b(?:[fF]lat|[uU]nit|[aA]pt\.?|[aA]partment)\s\w{{1,4}},?\s(?:{CAPITAL}\s){{1,3}}(?:House|Court|Towers?|Lodge|Mansions?|Heights)\b"
            r"|\b[AC-FHKNPRTV-Y]\d[\dW]\s(?=[A-Z]*\d)[AC-FHKNPRTV-Y\d]{4}\b"  # Irish postcode
            rf"|\b(?:[qQ]uartier|[cC]ité|[lL]otissement|[sS]ector|[pP]hase|[bB]lock)\s[\w’'-]+,?\s(?:villa|lot|maison|house|plot|flat|immeuble)\s(?:n°\s?)?\d+\b"
            r"|\b(?:[bB][âa]t(?:iment|\.)?\s\w{1,3},?\s)?\d{1,2}e\sétage,?\s(?=\d)"
            rf"|\b{CLASS}\sat\s(?!Christmas|Easter|Halloween){CAPITAL}(?:\s{CAPITAL}){{0,2}}"
            rf"|\b{CLASS}\s(?:au|du|à\sl['’]|de\sl['’])\s?(?:coll[èe]ge|lyc[ée]e|[ée]cole)\s(?:(?:de|du|des|la|le|les|La|Le|Les)\s)*{CAPITAL}(?:[\s-]{CAPITAL})*"
            rf"|\bSt\.?\s{CAPITAL},?\s(?:in\s)?{CLASS}\b"
        ),
        figure,
    ),
    (
        "address",
        re.compile(
            rf"\b(?:[cC]ité|[rR]ésidence|[qQ]uartier)\s{CAPITAL}(?:[\s-]{CAPITAL})*,?"
            r"\s(?:b[âa]t(?:iment|\.)?|bloc|escalier|tour)\s\w{1,3}\b"
        ),
        stairs,
    ),
    (
        "address",
        re.compile(rf"\b[lL]ieu-?\s?dit\s(?:(?:le|la|les|Le|La|Les)\s)?{CAPITAL}(?:[\s-]{CAPITAL})*"),
        _has("ieu"),
    ),
]
