"""How French joins a small word and a name: elided before a vowel, contracted with an article."""

import unicodedata


def elides(text: str) -> bool:
    """Whether a word begins with a vowel, with or without an accent, before which small words are elided."""
    return unicodedata.normalize("NFD", text[:1]).lower()[:1] in tuple("aeiouœæø")


def french_that(name: str) -> str:
    """`que` and a name, elided before a vowel: qu'Arcom, que Lumen."""
    return f"qu'{name}" if elides(name) and len(name) > 1 else f"que {name}"


def french_of(name: str) -> str:
    """`de` and a name, contracted with its article, elided before a vowel: des images, du scandale, d'Arcom."""
    for article, contracted in (("les ", "des "), ("le ", "du ")):
        if name.lower().startswith(article):
            return contracted + name[len(article) :]
    return f"d'{name}" if elides(name) and len(name) > 1 else f"de {name}"


def french_to(name: str) -> str:
    """`à` and a name, contracted with its article: aux images, au scandale, à la plateforme."""
    for article, contracted in (("les ", "aux "), ("le ", "au ")):
        if name.lower().startswith(article):
            return contracted + name[len(article) :]
    return f"à {name}"


def french_article(is_feminine: bool, is_elided: bool) -> str:
    """`le `, `la ` or `l'`, as stands before the noun."""
    return "l'" if is_elided else "la " if is_feminine else "le "


def french_possessive(is_feminine: bool, is_elided: bool) -> str:
    """`son ` or `sa `: a feminine noun before which an article is elided takes `son`."""
    return "sa " if is_feminine and not is_elided else "son "
