"""What a choice of a page offers, made from codes: each code → what the reader reads, in the language asked for."""

from collections.abc import Callable, Iterable

from figures.asked import Asked
from figures.data import label, labels
from figures.words import word

Options = Callable[[Asked], dict[str, str]]


def worded(key: str, codes: Iterable[str]) -> Options:
    """Codes that have words of the page: `reactions.view_` and a code make a key of figures/words."""
    return lambda asked: {code: word(f"{key}{code}", asked.lang) for code in codes}


def coded(vocabulary: str, codes: Iterable[str] | None = None) -> Options:
    """Codes of a vocabulary of data/reference/codes.yml; all of it where none are named."""
    if codes is None:
        return lambda asked: labels(vocabulary, asked.lang)
    return lambda asked: {code: label(vocabulary, code, asked.lang) for code in codes}
