"""What the measurements examine, as sentences take it: images unless affair.yml says videos, voices, messages…

Texts hold {materials}, {of_materials}, {a_material}…, and {e}, {le} for what a French participle or adjective takes.
Each has a twin with a capital ({Materials}), for the head of a label. Law is read for a material too: that of
another than the affair's is set aside.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from etl import french

USUAL: dict[str, dict[str, Any]] = {
    "en": {"one": "image", "many": "images"},
    "fr": {"one": "image", "many": "images", "gender": "f"},
}
# What the question put to a law adds to the noun, where it is images: of one and of many.
IN_LAW: dict[str, dict[str, tuple[str, str]]] = {
    "law": {"en": ("altered sexual", "altered sexual"), "fr": ("sexuelle modifiée", "sexuelles modifiées")},
    "altered": {"en": ("altered", "altered"), "fr": ("modifiée", "modifiées")},
}
SILENT_H = ("hour", "honest", "honour", "honor", "heir")
LIKE_YOU = ("uni", "use", "usu", "uti", "eu", "one", "once")  # vowels that English says as consonants: a user, a one


def forms(material: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Slot → text, for the nouns of affair.yml's key `material` (or USUAL)."""
    noun = material[lang]
    one, many = str(noun["one"]), str(noun["many"])
    is_usual = (one, many) == (USUAL[lang]["one"], USUAL[lang]["many"])
    if lang == "en":
        said = {"e": "", "le": "", "of_materials": f"of {many}", "a_material": f"{english_a(one)} {one}",
                "all_materials": f"all {many}", "first_materials": f"first {many}", "the_material": f"the {one}",
                "of_the_material": f"of the {one}",
                "shows": "shows" if is_usual else "concerns"}  # fmt: skip # saves 7 lines
    else:
        is_feminine = noun["gender"] == "f"
        said = {"e": "e" if is_feminine else "", "le": "le" if is_feminine else "",
                "of_materials": f"d'{many}" if elides(noun, many) else f"de {many}",
                "a_material": f"{'une' if is_feminine else 'un'} {one}",
                "all_materials": f"{'toutes' if is_feminine else 'tous'} les {many}",
                "first_materials": f"{'premières' if is_feminine else 'premiers'} {many}",
                "the_material": f"l'{one}" if elides(noun, one) else f"{'la' if is_feminine else 'le'} {one}",
                "of_the_material": f"de l'{one}" if elides(noun, one) else f"{'de la' if is_feminine else 'du'} {one}",
                "shows": "représente" if is_usual else "concerne"}  # fmt: skip # saves 3 lines
    said |= {"material": one, "materials": many}
    made = {"en": f"AI {many}", "fr": f"{many} d'IA"}
    said["made_materials"] = made[lang] if is_usual else many  # what else was examined, a machine need not have made
    for slot, adjectives in IN_LAW.items() if is_usual else dict.fromkeys(IN_LAW).items():
        said |= {
            f"{slot}_material": qualified(one, adjectives, lang),
            f"{slot}_materials": qualified(many, adjectives, lang),
        }
        article = english_a(said[f"{slot}_material"]) if lang == "en" else said["a_material"].split(" ")[0]
        of = "of " if lang == "en" else said["of_materials"].removesuffix(many)
        the = said["the_material"].removesuffix(one)
        said |= {f"the_{slot}_material": f"{the}{said[f'{slot}_material']}"}
        said |= {
            f"a_{slot}_material": f"{article} {said[f'{slot}_material']}",
            f"of_{slot}_materials": f"{of}{said[f'{slot}_materials']}",
        }
    return said | {
        slot.capitalize(): f"{text[:1].upper()}{text[1:]}" for slot, text in said.items() if slot not in ("e", "le")
    }


def qualified(noun: str, adjectives: Mapping[str, tuple[str, str]] | None, lang: str) -> str:
    """The noun with the adjectives of what a law was read for, those of one or of many; alone without any."""
    if adjectives is None:
        return noun
    said = adjectives[lang][noun == USUAL[lang]["many"]]
    return f"{said} {noun}" if lang == "en" else f"{noun} {said}"


def english_a(noun: str) -> str:
    """`an` before a vowel that is said as one, else `a`."""
    small = noun.lower()
    is_vowel = small.startswith(tuple("aeiou")) and not small.startswith(LIKE_YOU)
    return "an" if is_vowel or small.startswith(SILENT_H) else "a"


def elides(noun: Mapping[str, Any], text: str) -> bool:
    """Whether French elides an article before the noun: as the file says, else before a vowel."""
    said = noun.get("elided")
    return french.elides(text) if said is None else bool(said)


def misfits(material: Mapping[str, Any]) -> list[str]:
    """What the nouns lack: a gender, or, before an h, whether the article is elided."""
    said = material["fr"].get("many")  # without it the file lacks more than this
    return french_misfits("material", material["fr"], str(said)) if said else []


def french_misfits(key: str, noun: Mapping[str, Any], written: str) -> list[str]:
    """What a French noun of affair.yml lacks: a gender, or, before an h, whether the article is elided."""
    found = []
    if noun.get("gender") not in ("m", "f"):
        found.append(f"key {key}: the French noun's gender is none; accepted: m or f")
    if written.lower().startswith("h") and noun.get("elided") is None:
        found.append(f"key {key}: before an h, say whether French elides: elided: true (l'hypertrucage) or false")
    return found


def in_words(tree: Any, slots: Mapping[str, Mapping[str, str]]) -> Any:
    """A label {en, fr}, or a mapping of them at any depth, with its slots filled."""
    if isinstance(tree, dict):
        return {
            key: filled(one, slots[key]) if isinstance(one, str) and key in slots else in_words(one, slots)
            for key, one in tree.items()
        }
    return tree


def filled(text: str, slots: Mapping[str, str]) -> str:
    """The text with its slots filled; what is in braces and no slot stays as it is."""
    if "{" in text:
        for slot, value in slots.items():
            text = text.replace(f"{{{slot}}}", value)
    return text


def set_aside(data: Path) -> dict[str, str]:
    """File of data/law → the materials it was read for, of each that was not read for the affair's; images unless said.

    `material` of a law file is a noun, or several, of affair.yml's `material`.
    """
    from etl.intake.cells import read_cells

    known = {str(noun[form]).casefold() for noun in nouns(data).values() for form in ("one", "many")}
    found = {}
    for path in sorted((data / "law").glob("*.yml")):
        cells = read_cells(path, [])
        said = read_for(cells.value) if cells and isinstance(cells.value, dict) else []
        if said and not known & {one.casefold() for one in said}:
            found[path.name] = ", ".join(said)
    return found


def read_for(head: Mapping[str, Any]) -> list[str]:
    """The materials that a law file was read for, from its cells."""
    from etl.intake.cells import without_lines

    said = without_lines(head["material"]) if "material" in head else USUAL["en"]["one"]
    return [str(one).strip() for one in (said if isinstance(said, list) else [said])]


def aside(materials: Collection[str], slots: Mapping[str, str], lang: str) -> str:
    """The sentence on the law that is set aside, after a space; '' when none is."""
    if not materials:
        return ""
    named = [USUAL[lang]["many"] if one == USUAL["en"]["one"] else one for one in dict.fromkeys(materials)]
    many = len(materials) > 1
    if lang == "en":
        places = f"{len(materials)} jurisdictions" if many else "one jurisdiction"
        return (
            f" The law of {places} was read for {', '.join(named)}; this affair is of {slots['materials']}: it is set "
            "aside, and answers nothing here."
        )
    places = f"{len(materials)} juridictions" if many else "une juridiction"
    return (
        f" Le droit de {places} de ce dossier a été lu pour : {', '.join(named)} ; cette affaire porte sur des "
        f"{slots['materials']} : il est mis de côté et ne répond à rien ici."
    )


def nouns(data: Path) -> Mapping[str, Mapping[str, Any]]:
    """The nouns of affair.yml's key `material`; USUAL where it does not say, or is at fault."""
    from etl.intake.cells import read_cells, without_lines

    path = data / "affair.yml"
    cells = read_cells(path, []) if path.exists() else None
    found = without_lines(cells).get("material") if cells else None
    try:
        for lang in ("en", "fr"):
            forms(found or USUAL, lang)
    except (KeyError, TypeError, AttributeError):
        return USUAL
    return found or USUAL


def of(data: Path) -> dict[str, dict[str, str]]:
    """Language → slot → text, for the folder of an affair; those of images where its file does not say, or is at fault.

    The file's faults are said by affair.py, which reads it whole.
    """
    material = nouns(data)
    return {lang: forms(material, lang) for lang in ("en", "fr")}
