"""A second net for names, for an operator who has one: the persons a spaCy model finds (`ingest reactions --ner`).

The model is a package or a folder the operator installed and pinned; none comes with this project. Loading takes some
seconds, and reading about a hundred times as long as the rules alone.
"""

from pathlib import Path

from etl.errors import GardefouError
from etl.nlp.redact import Spans

PERSONS = {"PER", "PERSON"}


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
        return [(found.start_char, found.end_char) for found in model(text).ents if found.label_ in PERSONS]

    return spans
