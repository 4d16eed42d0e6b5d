"""A cheap look at a text before a pattern is tried: whether what the pattern cannot do without is there at all.

A look must be wide enough (whatever its pattern can match passes): it spares time, and changes no answer. The patterns
are etl/nlp/details.py.
"""

import re
from functools import lru_cache

PROVIDERS = (
    "gmail|outlook|hotmail|yahoo|ymail|proton(?:mail)?|icloud|orange|free|sfr|laposte|wanadoo|gmx|"
    "live|aol|bluewin|skynet|mail|tutanota|msn"
)
DOT_MARK = r"(?:\s?[(\[{<]\s?(?:dot|point|\.)\s?[)\]}>]\s?|\s?[_*-]{1,9}(?:dot|point)[_*-]+\s?|\s(?:dot|point)\s)"
NUMBER_WORDS = (
    "zéro|zero|oh|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    "quinze|seize|vingt|trente|quarante|cinquante|"
    "soixante|septante|huitante|octante|nonante|cent|one|two|three|four|five|seven|eight|nine|ten|"
    "eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|double|triple|plus|hundred"
)
STREETS_FR = (
    "rue|avenue|av\\.|ave|boulevard|bld|blvd|bd|chemin|impasse|allée|allées|quai|square|route|rte|"
    "cours|place|pl\\.|passage|ruelle|sentier|faubourg|"
    "fbg|résidence|lotissement|lieu-dit|hameau|villa|cité|esplanade|promenade|venelle|montée|"
    "traverse|chaussée|rang|côte"
)
STREETS_EN = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Crescent|Cres|Court|Ct|Terrace|Way|Place|Pl|"
    "Gardens|Gdns|Grove|Boulevard|Blvd|Highway|Hwy|"
    "Parkway|Pkwy|Square|Sq|Mews|Row|Walk|View|Wharf|Vale|Brae|Hill|Circle|Cir|Trail|Rise|Park|Parade|Quay|Green"
)
figure = lru_cache(maxsize=4)(re.compile(r"\d").search)  # most looks ask for one, of the same text
three_figures = lru_cache(maxsize=4)(re.compile(r"\d{3}").search)
NUMBERS = frozenset(NUMBER_WORDS.split("|"))
WORDS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4)
def words(text: str) -> list[str]:
    """The words of a text without case, in the letters that patterns without case take for one another (ſ, ı)."""
    low = text.casefold()
    return WORDS.findall(low if low.isascii() else low.replace("i\u0307", "i").replace("ı", "i"))


SERVICE_HEADS = set(
    WORDS.findall(
        "insta instagram ig snap snapchat sc tik tiktok tt discord telegram tg twitch reddit kik onlyfans whatsapp "
        "signal steam twitter threads bluesky bsky mastodon linkedin facebook fb youtube yt vinted pseudo pseudonyme "
        "user username screen screenname handle gamertag psn login "
    )
)
SERVICE_HEADS |= {f"{head}c" for head in SERVICE_HEADS}  # "instac'est …"
CONTEXT_HEADS = set(
    WORDS.findall(
        "passeport passport permis license licence matricule student étudiant étudiante allocataire dossier sécu "
        "national nino ni social carte id numéro client customer membership badge case ine nir avs ahv registre "
        "rijksregister medicare sin mrn imei nhs hospital sort account numero ssn sécurité pièce titre patient "
    )
)
NUMBERED_HEADS = frozenset(WORDS.findall("aadhaar aadhar pan pps ppsn nas cpf dni nie bsn pin ssnit nida"))
PLATES = frozenset({"plate", "plates", "reg", "plaque"})
PLACES = frozenset(
    word.casefold().rstrip("\\.").split("-")[0]
    for word in f"{STREETS_FR}|{STREETS_EN}|b|bp|p|po|box|boîte|case|cp|postbus".split("|")
)
CODES = frozenset({"zip", "postcode", "code"})
STREET_ENDS = ("strasse", "weg", "gasse", "platz", "allee", "laan", "straat", "lei", "plein", "str.")
SCHOOLS = (
    "cole",
    "ollèg",
    "olleg",
    "ycée",
    "nstitut",
    "thénée",
    "School",
    "High",
    "Academy",
    "Primary",
    "Elementary",
    "Middle",
)
class_named = re.compile(r"C[PEM]|\d|ixième|inquième|uatrième|roisième|econde|erminale|lass\s").search
postal = re.compile(r"\d{4}\s[^\W\d_a-zà-ÿ]|[A-Z]\d[A-Z\d]?\s?\d[A-Z]|[A-Z]{2}\s\d{5}").search
spelt_at = re.compile(
    rf"[(\[{{<]\s?(?:at|a|arobas|arobase)\s?[)\]}}>]|[_*-](?:at|arobase)[_*-]|"
    rf"\s(?:at|arobas|arobase|chez|à)\s(?:{PROVIDERS}|[\w-]+{DOT_MARK})",
    re.IGNORECASE,
).search
at_and_dot = re.compile(
    rf"[@＠]\s?[)\]}}>]?\s?[\w-]+(?:\s?\.|{DOT_MARK})|[@＠]\s(?:[\w.-]\s?){{4}}", re.IGNORECASE
).search
dotted = re.compile(r"[\w-]\.\w|\s\.\s").search
AT_WORDS = frozenset({"at", "a", "à", "arobas", "arobase", "chez"})
DOT_WORDS = frozenset({"dot", "point"})
several_figures = re.compile(r"\d(?:[\s.()/_*-]{0,21}[\doOlI]){5}").search
# letters for figures: groups of two ("O6 l2 …"), or single ones ("o 6 l 2 …")
figures_like = re.compile(
    r"[0oO][1-9oOlLiIıİ][ .-]?[\doOlLiIıİ]{2}[ .-]?[\doOlLiIıİ]{2}|"
    r"[ ._-][\doOlLiIıİ][ ._-]{1,3}[\doOlLiIıİ][ ._-]{1,3}[\doOlLiIıİ][ ._-]"
).search
numbered = re.compile(
    r"\d[ .-]?\d[ .-]?\d[ .-]?\d[ .-]?\d[ .-]?\d|\d\.\d{1,3}\.\d|\d[ ]?2[AB]|[A-Z]\d\d[ ]?[A-Z\d]{4}"
).search
colons = re.compile(r"did:|:[a-fA-F\d]{1,4}:").search
registered = re.compile(
    r"\d{3}[ -]?[A-Za-z]|\d{3}\s[A-Z]|[A-Z]-\d{3}|[A-Z]\d\d\s?[A-Z]|[A-Z][ ·-]\d{4}|\d{9}|[0-9a-f]{32}"
).search
card_like = re.compile(r"\d(?:[ .-]?\d){12}").search
numbered_handle = re.compile(r"\w#\d{4}").search


def maybe_fediverse(text: str) -> bool:
    return text.count("@") > 1 or ".bsky.social" in text


def maybe_email(text: str) -> bool:
    """Whether a text has a sign @ with a dot behind it, or these spelt out."""
    if ("@" in text or "＠" in text) and at_and_dot(text):
        return True
    return not AT_WORDS.isdisjoint(words(text)) and spelt_at(text) is not None


def maybe_url(text: str) -> bool:
    if "/" in text or ("." in text and dotted(text)) or "www" in text.lower():
        return True
    return not DOT_WORDS.isdisjoint(words(text))


def maybe_id(text: str) -> bool:
    return (figure(text) and numbered(text)) is not None or (":" in text and colons(text) is not None)


def maybe_card(text: str) -> bool:
    return figure(text) is not None and card_like(text) is not None


def maybe_handle(text: str) -> bool:
    return "@" in text or "＠" in text or "u/" in text or ("#" in text and numbered_handle(text) is not None)


def maybe_account(text: str) -> bool:
    return not SERVICE_HEADS.isdisjoint(words(text))


def maybe_phone(text: str) -> bool:
    """Whether a text has the figures of a number, letters written for them, or six words for numbers."""
    if (figure(text) and several_figures(text)) or figures_like(text):
        return True
    there = words(text)
    return not NUMBERS.isdisjoint(there) and sum(map(NUMBERS.__contains__, there)) >= 6


def maybe_registered(text: str) -> bool:
    if figure(text):
        return registered(text) is not None
    return max(map(len, words(text)), default=0) >= 32  # a hash without a figure


def maybe_numbered(text: str) -> bool:
    return figure(text) is not None and not CONTEXT_HEADS.isdisjoint(words(text))


def maybe_numbered_account(text: str) -> bool:
    return figure(text) is not None and maybe_account(text)


def maybe_abroad(text: str) -> bool:
    return figure(text) is not None and not NUMBERED_HEADS.isdisjoint(words(text))


def maybe_plate(text: str) -> bool:
    return figure(text) is not None and (not PLATES.isdisjoint(words(text)) or "mmatr" in text.casefold())


def maybe_address(text: str) -> bool:
    """Whether a text has a figure and what stands in addresses, a word for postal codes, or a school and a class."""
    there = words(text)
    if not CODES.isdisjoint(there):
        return True
    if figure(text) and (
        not PLACES.isdisjoint(there) or postal(text) or any(map(text.casefold().__contains__, STREET_ENDS))
    ):
        return True
    return any(part in text for part in SCHOOLS) and class_named(text) is not None
