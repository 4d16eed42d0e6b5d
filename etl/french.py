"""How French joins a small word and a name: elided before a vowel, contracted with an article."""

VOWELS = tuple("aeiouâàéèêëîïôûœAEIOUÂÀÉÈÊËÎÏÔÛŒ")


def french_that(name: str) -> str:
    """`que` and a name, elided before a vowel: qu'Arcom, que Lumen."""
    return f"qu'{name}" if name.startswith(VOWELS) and len(name) > 1 else f"que {name}"


def french_of(name: str) -> str:
    """`de` and a name, contracted with its article, elided before a vowel: des images, du scandale, d'Arcom."""
    for article, contracted in (("les ", "des "), ("le ", "du ")):
        if name.lower().startswith(article):
            return contracted + name[len(article) :]
    return f"d'{name}" if name.startswith(VOWELS) and len(name) > 1 else f"de {name}"


def french_to(name: str) -> str:
    """`à` and a name, contracted with its article: aux images, au scandale, à la plateforme."""
    for article, contracted in (("les ", "aux "), ("le ", "au ")):
        if name.lower().startswith(article):
            return contracted + name[len(article) :]
    return f"à {name}"


def french_article(noun: str, is_feminine: bool) -> str:
    """`le `, `la ` or `l'`, as stands before the noun."""
    return "l'" if noun.startswith(VOWELS) else "la " if is_feminine else "le "


def french_possessive(noun: str, is_feminine: bool) -> str:
    """`son ` or `sa `: a feminine noun takes `son` before a vowel."""
    return "sa " if is_feminine and not noun.startswith(VOWELS) else "son "
