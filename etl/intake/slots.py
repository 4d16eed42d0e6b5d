"""The affair in a sentence: what {service}, {of_the_service} or {whom} are in each language.

Texts of the program never name an affair: they hold these slots. French contracts an article ("des images", "du
scandale"), elides before a vowel ("d'Arcom", "son application") and agrees with the gender of the service's noun.
"""

from collections.abc import Collection, Mapping
from typing import Any

from etl.french import elides, french_article, french_of, french_possessive, french_that, french_to
from etl.intake import material as materials

LANGUAGES = ("en", "fr")


def filled(affair: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Slot → text for one affair: a row of raw.affair, or of the query `affair`."""
    french = lang == "fr"
    name, platform = str(affair[f"name_{lang}"]), str(affair["platform"])
    has_service = isinstance(affair["service"], str)
    noun = str(affair[f"service_noun_{lang}"]) if has_service else "service"
    service = str(affair["service"]) if has_service else platform
    is_feminine = has_service and affair["service_gender"] == "f"
    said = affair.get("service_elided")
    joined = is_feminine, elides(noun) if said is None else bool(said)
    the, its = (french_article(*joined), french_possessive(*joined)) if french else ("the ", "its ")
    either = "ou" if french else "or"
    return {
        "affair": name,
        "of_affair": french_of(name) if french else f"of {name}",
        "to_affair": french_to(name) if french else f"to {name}",
        "subject": str(affair[f"subject_{lang}"]),
        "affair_sentence": str(affair[f"sentence_{lang}"]),
        "matter": matter(service if service != platform else "", str(affair[f"subject_{lang}"]), platform, lang),
        "platform": platform,
        "by_platform": f"{'par' if french else 'by'} {platform}",
        "that_platform": french_that(platform) if french else platform,
        "of_platform": french_of(platform) if french else f"of {platform}",
        "service": service,
        "of_service": french_of(service) if french else f"of {service}",
        "its_service": its + noun,
        "the_service": the + noun,
        "of_the_service": french_of(the + noun) if french else f"of the {noun}",
        "service_is": _told(affair, lang, the + noun if has_service else ""),
        "whom": f"{platform} {either} {its}{noun}" if has_service else platform,
        "of_companies": listed(  # de X et de Y; in English after a preposition of the text's own
            [french_of(str(company)) if french else str(company) for company in affair["companies"]], lang
        ),
        "companies": listed([str(company) for company in affair["companies"]], lang),
    }


def _told(affair: Mapping[str, Any], lang: str, noun: str) -> str:
    """What the affair is of and what the service is (`noun`, with its article; none without one), for who sees one
    figure alone."""
    companies, subject = [str(one) for one in affair["companies"]], str(affair[f"subject_{lang}"])
    subject = subject[:1].upper() + subject[1:]
    if lang == "en":
        service = f"{subject} and {affair['service']}, {noun} of {listed(companies, lang)}"
        return service if noun else f"{subject} on {affair['platform']}"
    service = f"{subject} et {affair['service']}, {noun} {listed([french_of(one) for one in companies], lang)}"
    return service if noun else f"{subject} sur {affair['platform']}"


def matter(service: str, subject: str, platform: str, lang: str) -> str:
    """`Canvas and altered images on Lumen`, `Canvas et les images modifiées sur Lumen`; else the subject alone."""
    if lang == "en":
        return (
            f"{service} and {subject} on {platform}" if service else f"{subject[:1].upper()}{subject[1:]} on {platform}"
        )
    if not service:
        return f"{subject[:1].upper()}{subject[1:]} sur {platform}"
    is_plural = subject.split(" ")[0].endswith(("s", "x"))
    return f"{service} et {'les ' if is_plural else ''}{subject} sur {platform}"


def rows(affair: Mapping[str, Any], material: Mapping[str, Any], aside: Collection[str] = ()) -> list[dict[str, str]]:
    """slot, text_en, text_fr: a row a slot. `aside`: the material of each law file that is set aside."""
    texts = {lang: filled(affair, lang) | materials.forms(material, lang) for lang in LANGUAGES}
    for lang, told in texts.items():
        told["law_aside"] = materials.aside(aside, told, lang)
    return [{"slot": slot, **{f"text_{lang}": texts[lang][slot] for lang in LANGUAGES}} for slot in texts["en"]]


def listed(names: list[str], lang: str) -> str:
    """`one and two`, `un, deux et trois`."""
    last = " et " if lang == "fr" else " and "
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
