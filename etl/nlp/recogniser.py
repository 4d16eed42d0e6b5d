"""A second net for names, for an operator who has one: the persons a spaCy model finds (`ingest reactions --ner`).

The model is a package or a folder the operator installed and pinned; none comes with this project. It reads posts in
its own language alone, and a span of ordinary words (those of posts and cues) is no person. Loading takes some seconds,
and reading about a hundred times as long as the rules alone. Tried with fr_core_news_md 3.8.0: docs/operations.md.
"""

import re
from pathlib import Path

from etl.errors import GardefouError
from etl.nlp.language import language_of
from etl.nlp.name_lists import fold, lists
from etl.nlp.redact import Spans

PERSONS = {"PER", "PERSON"}
WORD = re.compile(r"\w+")


def recogniser(name: str) -> Spans:
    """What finds the places of persons in a text, by the spaCy model `name` (an installed package or a folder).

    Raises GardefouError when there is no such model, when it cannot be read, or when it recognises no persons.
    """
    import spacy

    try:
        model = spacy.load(Path(name) if Path(name).is_dir() else name)
    except (OSError, ValueError, ImportError) as error:
        raise GardefouError(
            f"the model '{name}' of --ner cannot be loaded ({str(error).splitlines()[0][:120]}). Nothing was stored. "
            "Install the wheel of a spaCy model and give its package name, or leave --ner out."
        ) from error
    if "ner" not in model.pipe_names or not PERSONS & set(model.pipe_labels.get("ner", ())):
        raise GardefouError(
            f"the model '{name}' of --ner recognises no persons. Nothing was stored. Give a model with a component "
            "`ner` that knows PER or PERSON, or leave --ner out."
        )

    def spans(text: str) -> list[tuple[int, int]]:
        if model.lang in ("fr", "en") and language_of(text) not in (model.lang, "other"):
            return []  # a French model finds persons in English verbs
        found = ((one.start_char, one.end_char, one.text) for one in model(text).ents if one.label_ in PERSONS)
        return [(start, end) for start, end, name in found if not set(WORD.findall(fold(name))) <= lists().ordinary]

    return spans
