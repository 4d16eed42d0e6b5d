"""A spaCy pipeline of the same scope as our tagger, trained on the same posts, for `python -m benchmarks.tagging`.

`python -m benchmarks.spacy_tagger train MODELS` trains it, `… MODELS IN OUT` tags a file of posts as `python -m etl
tag` does: language, names, cue phrases, and the 28 labels of the scheme, by spaCy's components. Left out, in spaCy's
favour: evidence, calibration, doubt, and the phrases that stand for many words ("enquêt*"), which spaCy can only match
by patterns ten times slower.
"""

import json
import random
import sys
from itertools import chain
from pathlib import Path
from typing import Any

from etl.nlp.corpus import posts
from etl.nlp.lists import listed
from etl.nlp.scheme import LABELS, SEVERAL

EPOCHS, BATCH, DROPOUT = 10, 32, 0.2
LANGUAGES = ("fr", "en")
GIVEN = 0.2  # probability from which a label of several is given: the best of 0.15, 0.2, 0.3 and 0.5 on held-out posts


def pipeline(language: str) -> Any:
    """Tokeniser, names, cue phrases, and one bag-of-words classifier of all labels; untrained."""
    import spacy

    nlp = spacy.blank(language)
    names = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    names.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": kind, "id": name, "pattern": alias}
            for kind, items in listed("entities").items()
            for name, item in items.items()
            for alias in (*item.get("any", ()), *item.get("exact", ()), *item.get("context", ()))
        ]
    )
    cues = nlp.add_pipe("span_ruler", config={"phrase_matcher_attr": "LOWER"})
    cues.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": concept, "pattern": phrase}
            for concept, joined in listed(f"cues_{language}").items()
            for phrase in joined.split(" / ")
            if "*" not in phrase
        ]
    )
    words = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": False, "ngram_size": 2, "length": 262144}
    classifier = nlp.add_pipe("textcat_multilabel", config={"model": {**words, "no_output_layer": False}})
    for label in chain.from_iterable(LABELS.values()):
        classifier.add_label(label)  # type: ignore[attr-defined]
    return nlp


def train(labelled: list[dict[str, Any]], folder: Path, seed: int = 0) -> None:
    """Writes a trained pipeline for each language into `folder`."""
    from spacy.training import Example
    from spacy.util import fix_random_seed

    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        fix_random_seed(seed)
        nlp = pipeline(language)
        examples = [
            Example.from_dict(nlp.make_doc(post["text"]), {"cats": categories(post)})
            for post in labelled
            if post["lang"] == language
        ]
        optimizer = nlp.initialize(lambda examples=examples: examples)
        order = random.Random(seed)
        with nlp.select_pipes(enable="textcat_multilabel"):
            for _ in range(EPOCHS):
                order.shuffle(examples)
                for start in range(0, len(examples), BATCH):
                    nlp.update(examples[start : start + BATCH], sgd=optimizer, drop=DROPOUT)
        nlp.to_disk(folder / language)


def categories(post: dict[str, Any]) -> dict[str, float]:
    """1 for each label the post has, 0 for the others."""
    return {
        label: float(label in post[field] if field in SEVERAL else label == post[field])
        for field, labels in LABELS.items()
        for label in labels
    }


def chosen(cats: dict[str, float]) -> dict[str, Any]:
    """The labels of each field: the likeliest, or those likely enough."""
    return {
        field: [label for label in labels if cats[label] >= GIVEN]
        if field in SEVERAL
        else max(labels, key=cats.__getitem__)
        for field, labels in LABELS.items()
    }


def main(models: Path, source: Path, target: Path) -> None:
    import spacy
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    which = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    which.set_languages(list(LANGUAGES))
    pipelines = {language: spacy.load(models / language) for language in LANGUAGES}
    asked = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    languages = [which.classify(post["text"])[0] for post in asked]
    done: list[Any] = [None] * len(asked)
    for language, nlp in pipelines.items():
        places = [place for place, found in enumerate(languages) if found == language]
        for place, doc in zip(places, nlp.pipe(asked[place]["text"] for place in places), strict=True):
            names = [[ent.label_, ent.ent_id_, ent.start_char, ent.end_char] for ent in doc.ents]
            done[place] = {"id": asked[place]["id"], "lang": language, **chosen(doc.cats), "entities": names}
    target.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in done), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(posts(), Path(sys.argv[2]))
    else:
        main(*map(Path, sys.argv[1:4]))
