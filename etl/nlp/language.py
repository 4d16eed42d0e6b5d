"""The language of a post: French, English, or another one, on a machine without any download.

Common words decide most posts; for the rest py3langid ranks the languages of LANGUAGES: another one where that is
likely, else whichever of French and English stands higher.
"""

import re
from functools import lru_cache

from etl.nlp.lists import words
from etl.nlp.looks import figure

URLS = re.compile(r"(?:https?://|www\.)\S+|<url[^>]*>|[@#]\w+")
NOISE = re.compile(r"(?:https?://|www\.)\S+|<url[^>]*>|[@#]\w+|\d+")
LETTERS = re.compile(r"[^\W\d_]")
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
# Asked among these, another language is recognised more often than among all 97, and no French or English text is lost:
# measured on texts written elsewhere, 500 a language.
LANGUAGES = ("fr", "en", "es", "it", "pt", "de", "nl", "ca", "pl", "tr", "ro", "ht", "hi", "id", "ar")
OTHER_FLOOR = 0.80  # probability at which a text is held to be in another language
BARE_FLOOR = 0.60  # the same where no common French or English word is in it
LETTERS_ABROAD = re.compile("[ñãõßäöìòíóúá¿¡]")  # no French word has them, nor an English one but for a name
SHARED = frozenset(
    {"los", "las", "per", "den", "mit", "das", "des", "para", "como", "non", "sono", "basta", "angst", "sus", "alter"}
    | {"halt", "figura"}
)  # of names, or words of ours too
OURS_ABROAD = frozenset(
    {"mais", "her", "des", "nos", "son", "ton", "was", "had", "fin", "die", "sans", "tous", "long", "alle", "dans"}
)  # words of ours that other languages write too: beside one of theirs, no sign of French or English
AFTER_FIGURES = "e|er|h|am|pm|rd|th|eme|ème|ans|d|up|gag|kg|lbs?|km|cm|mm|ml|mb|gb|gh?z|mins?|hrs?|yrs?|k|x"
FIGURED = re.compile(
    rf"(?<![\w’'])(?=[a-z]*[379])(?!\d+(?:{AFTER_FIGURES})\b)[a-z]*[379][a-z]{{2,}}[a-z379]*", re.IGNORECASE
)
FIGURES = frozenset("379")
FIGURED_LEAST = 2  # words with figures for letters ("3ib", "lbare7") from which on a post is Arabic in Latin letters
BRIEF = 7  # words of a brief post
LEAST_LETTERS = 12  # below, a text is too short to be called another language

FRENCH, ENGLISH = words("french"), words("english")
OTHERS = tuple(words(name) for name in ("spanish", "italian", "portuguese", "german", "dutch", "arabic"))

FOREIGN = frozenset().union(*OTHERS)


@lru_cache(maxsize=1)
def _identifier():
    """py3langid, asked among LANGUAGES only."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(LANGUAGES))
    return found


def maybe_noise(text: str) -> bool:
    """Whether a text has what NOISE cannot do without."""
    return "@" in text or "#" in text or "<url" in text or "://" in text or "www." in text or figure(text) is not None


def language_of(text: str, declared: str | None = None) -> str:
    """ "fr", "en" or "other". A declared French or English is believed unless the words plainly say otherwise."""
    if not FIGURES.isdisjoint(text) and len(FIGURED.findall(URLS.sub(" ", text))) >= FIGURED_LEAST:
        return "other"
    bare = NOISE.sub(" ", text) if maybe_noise(text) else text
    found = [word.strip(".,;:!?…«»\"'()") for word in bare.lower().replace("’", "'").split()]
    french, english = sum(map(FRENCH.__contains__, found)), sum(map(ENGLISH.__contains__, found))
    foreign = list(filter(FOREIGN.__contains__, found))
    other = max(sum(word in those for word in foreign) for those in OTHERS) if foreign else 0
    if other >= 2 and other > 2 * max(french, english) and other * 5 >= len(found):
        return "other"
    if len(found) <= BRIEF:  # too short for a guess from letters: one word that no other of these languages has decides
        strange = {word for word in found if word in FOREIGN or LETTERS_ABROAD.search(word)} - SHARED - OURS_ABROAD
        common = OURS_ABROAD if strange else frozenset()
        telling = {
            "other": strange,
            "fr": FRENCH.intersection(found) - common,
            "en": ENGLISH.intersection(found) - common,
        }
        said = [name for name, those in telling.items() if any(len(word) > 2 or not word.isascii() for word in those)]
        if len(said) == 1:
            return said[0]
    declared = (declared or "").lower()[:2]
    if french >= 3 * max(english, 1) and french * 8 >= len(found):
        return "fr"
    if english >= 3 * max(french, 1) and english * 8 >= len(found):
        return "en"
    if declared in ("fr", "en"):
        return declared
    letters = len(LETTERS.findall(bare))
    if not letters:
        return "other"
    if not bare.isascii() and len(LATIN.findall(bare)) * 2 < letters:
        return "other"
    ranked = _identifier().rank(bare[:2000])
    if letters >= LEAST_LETTERS and french < 3 and english < 3:
        best, confidence = ranked[0]
        if best not in ("fr", "en") and confidence >= (OTHER_FLOOR if french or english else BARE_FLOOR):
            return "other"
    return next(str(language) for language, _ in ranked if language in ("fr", "en"))
