"""What the measurements examine, as sentences take it: images unless affair.yml says videos, voices, messages…

Texts hold {materials}, {of_materials}, {a_material}…, and {e} for what a French past participle takes with them. Each
has a twin with a capital ({Materials}), for the head of a label.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

VOWELS = tuple("aeiouâàéèêëîïôûœAEIOUÂÀÉÈÊËÎÏÔÛŒ")
USUAL: dict[str, dict[str, Any]] = {
    "en": {"one": "image", "many": "images"},
    "fr": {"one": "image", "many": "images", "gender": "f"},
}
LIKE_YOU = ("uni", "use", "usu", "uti", "eu", "one", "once")  # vowels that English says as consonants: a user, a one


def forms(material: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Slot → text, for the nouns of affair.yml's key `material` (or USUAL)."""
    noun = material[lang]
    one, many = str(noun["one"]), str(noun["many"])
    if lang == "en":
        said = {"e": "", "of_materials": f"of {many}", "a_material": f"{english_a(one)} {one}",
                "all_materials": f"all {many}", "first_materials": f"first {many}"}  # fmt: skip
    else:
        is_feminine = noun["gender"] == "f"
        said = {"e": "e" if is_feminine else "", "of_materials": f"d'{many}" if elides(noun, many) else f"de {many}",
                "a_material": f"{'une' if is_feminine else 'un'} {one}",
                "all_materials": f"{'toutes' if is_feminine else 'tous'} les {many}",
                "first_materials": f"{'premières' if is_feminine else 'premiers'} {many}"}  # fmt: skip
    said |= {"material": one, "materials": many}
    return said | {slot.capitalize(): f"{text[:1].upper()}{text[1:]}" for slot, text in said.items() if slot != "e"}


def english_a(noun: str) -> str:
    """`an` before a vowel that is said as one, else `a`."""
    return "an" if noun.lower().startswith(tuple("aeiou")) and not noun.lower().startswith(LIKE_YOU) else "a"


def elides(noun: Mapping[str, Any], text: str) -> bool:
    """Whether French elides an article before the noun: as the file says, else before a vowel."""
    said = noun.get("elided")
    return text.startswith(VOWELS) if said is None else bool(said)


def misfits(material: Mapping[str, Any]) -> list[str]:
    """What the nouns lack: a gender, or, before an h, whether the article is elided."""
    noun = material["fr"]
    found = []
    if noun.get("gender") not in ("m", "f"):
        found.append("key material: the French noun's gender is none; accepted: m or f")
    if str(noun.get("many") or "").lower().startswith("h") and noun.get("elided") is None:
        found.append("key material: before an h, say whether French elides: elided: true (l'hypertrucage) or false")
    return found


def in_words(tree: Any, slots: Mapping[str, Mapping[str, str]]) -> Any:
    """A label {en, fr}, or a mapping of them at any depth, with its slots filled."""
    if isinstance(tree, dict):
        return {key: filled(one, slots[key]) if isinstance(one, str) and key in slots else in_words(one, slots)
                for key, one in tree.items()}  # fmt: skip
    return tree


def filled(text: str, slots: Mapping[str, str]) -> str:
    """The text with its slots filled; what is in braces and no slot stays as it is."""
    if "{" in text:
        for slot, value in slots.items():
            text = text.replace(f"{{{slot}}}", value)
    return text


def of(data: Path) -> dict[str, dict[str, str]]:
    """Language → slot → text, for the folder of an affair; those of images where its file does not say, or is at fault.

    The file's faults are said by affair.py, which reads it whole.
    """
    from etl.intake.cells import read_cells, without_lines

    path = data / "affair.yml"
    cells = read_cells(path, []) if path.exists() else None
    found = without_lines(cells).get("material") if cells else None
    try:
        return {lang: forms(found or USUAL, lang) for lang in ("en", "fr")}
    except (KeyError, TypeError, AttributeError):
        return {lang: forms(USUAL, lang) for lang in ("en", "fr")}
