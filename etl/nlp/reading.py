"""One spaCy Doc per post: words, sentences, quotations, names, negations and cues, by the components of reading.cfg.

The words are those of etl/nlp/text.py, and so are their places in the post: `doc._.places`. Names are masked (the norm
of a token becomes "<service>", "<authority>" …) before cues are looked for. Spans: doc.ents, doc.spans["quotes"],
["negated"] and ["cues"]; the label of a cue is what it points to. `doc._.language` is "fr", "en" or "other".
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from etl.nlp.affair_names import affair, masked
from etl.nlp.language import language_of
from etl.nlp.lists import FOLDER, listed
from etl.nlp.lists import words as words_of
from etl.nlp.phrases import LEXICAL, Phrases
from etl.nlp.text import MARKS, QUOTES, elements, negated, tokens

CUES = ("cues_fr", "cues_en", "cues_any", "cues_subject")
FOREIGN = {"fr": words_of("not_in_french"), "en": words_of("not_in_english")}  # no cue by itself in that language


def _kept(doc: Doc, name: str) -> Any:
    return doc.user_data.get(name)


for name in ("post", "places", "declared", "language"):  # kept in doc.user_data, where they cost nothing to read
    Doc.set_extension(name, getter=partial(_kept, name=name), force=True)


NORMS: dict[int, str] = {}


def norms(doc: Doc) -> list[str]:
    """The norm of each word, those set by a component too."""
    strings = doc.vocab.strings
    return [NORMS.get(key) or NORMS.setdefault(key, strings[key]) for key in doc.to_array(NORM).tolist()]


@spacy.registry.languages("posts")  # type: ignore[misc]
class Posts(Language):
    """Posts in French or English: the words of etl/nlp/text.py."""

    lang = "posts"


@spacy.registry.tokenizers("posts.words.v1")  # type: ignore[misc]
def words() -> Any:
    """What makes a Doc of a post: its words, in parts for a hashtag, with their places in `doc._.places`."""

    def create(nlp: Language) -> Any:
        def tokenizer(text: str) -> Doc:
            written, places = tokens(text)
            doc = Doc(nlp.vocab, words=written)
            doc.user_data["post"], doc.user_data["places"] = text, places
            return doc

        return tokenizer

    return create


@Language.component("language")
def language(doc: Doc) -> Doc:
    """doc._.language: "fr", "en" or "other", what the post declares taken into account."""
    doc.user_data["language"] = language_of(doc.user_data["post"], doc.user_data.get("declared"))
    return doc


@Language.component("quotations")
def quotations(doc: Doc) -> Doc:
    """doc.spans["quotes"]: what stands between quotation marks of any style."""
    text, found = doc.user_data["post"], []
    if any(mark in text for mark in MARKS):
        starts = [start for start, _ in doc.user_data["places"]]
        for match in QUOTES.finditer(text):
            first, last = np.searchsorted(starts, match.span())
            if last > first:
                found.append(Span(doc, int(first), int(last), label="quote"))
    doc.spans["quotes"] = found
    return doc


def _before(doc: Doc, place: int) -> str:
    """The character before a word."""
    start = doc.user_data["places"][place][0]
    return str(doc.user_data["post"][max(0, start - 1) : start])


@Language.factory("names", default_config={"learning": False})
def names(nlp: Language, name: str, learning: bool) -> Any:
    """doc.ents: platforms, authorities, laws and countries; each token of one gets the norm that says what it is.

    The service accused is that of the affair at hand; while learning, that of the labelled posts too.
    """
    from etl.nlp.entities import accused, mask, named, owners

    own, owner = accused(learning), owners(learning)
    handles = frozenset().union(*(one.handles for one in masked(learning)))

    def component(doc: Doc) -> Doc:
        forms = norms(doc)
        found = named(doc, forms)
        doc.ents = [Span(doc, first, last, label=kind, kb_id=one) for first, last, (kind, one, *_) in found]
        for place, form in enumerate(forms):
            if form in owner:
                doc[place].norm_ = "<owner>"
            elif form in handles and _before(doc, place) == "@":
                doc[place].norm_ = "<service>"
        for first, last, (kind, one, *_) in found:
            for place, norm in zip(range(first, last), mask(kind, one, last - first, own), strict=True):
                if norm:
                    doc[place].norm_ = norm
        return doc

    return component


@Language.factory("negations", default_config={"reach": 7})
def negations(nlp: Language, name: str, reach: int) -> Any:
    """doc.spans["negated"]: the words in reach of a negation (at most `reach`, to the next break)."""

    def component(doc: Doc) -> Doc:
        flags = negated(norms(doc), reach)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], flags, [0]))))
        pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        doc.spans["negated"] = [Span(doc, first, last, label="negated") for first, last in pairs]
        return doc

    return component


@Language.factory("cues")
def cues(nlp: Language, name: str) -> Any:
    """doc.spans["cues"]: the phrases of data/nlp/cues_*.yml; the label is what a phrase points to."""
    from etl.nlp.entities import masked_phrase

    phrases = Phrases(
        nlp.vocab,
        (
            (masked_phrase(elements(phrase)), concept)
            for one in CUES
            for concept, joined in listed(one).items()
            for phrase in joined.split(" / ")
        ),
    )

    def component(doc: Doc) -> Doc:
        foreign = FOREIGN.get(doc.user_data.get("language"), frozenset())  # type: ignore[arg-type]
        doc.spans["cues"] = [
            Span(doc, first, last, label=concept)
            for first, last, concept in phrases.find(doc)
            if last - first > 1 or doc[first].text not in foreign
        ]
        return doc

    return component


def make(config: Any) -> Language:
    """A pipeline of a configuration such as data/nlp/reading.cfg; its words know their normal form and their stem."""
    return Posts.from_config(config, vocab=Vocab(lex_attr_getters=LEXICAL), auto_fill=True, validate=False)


def pipeline(learning: bool = False) -> Language:
    """The components of data/nlp/reading.cfg, ready, with the names of the affair at hand."""
    return _pipeline(learning, affair())


@lru_cache(maxsize=4)
def _pipeline(learning: bool, path: Path) -> Language:
    config = spacy.util.load_config(FOLDER / "reading.cfg")
    config["components"]["names"]["learning"] = learning
    return make(config)


@dataclass(frozen=True, slots=True)
class Words:
    """A Doc as parallel lists: masked norm, place, sentence number, quoted, negated; its quotes, cues and names."""

    forms: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    quoted: list[bool]
    negated: list[bool]
    cues: list[tuple[int, int, str]]
    doc: Doc


def read(text: str, declared: str | None = None, learning: bool = False) -> Words:
    """The words of a post, by the components of reading.cfg. `declared` is the language its network gives.

    `learning`: the post is one of the labelled ones, whose names are masked too.
    """
    reader = pipeline(learning)
    doc = reader.make_doc(text)
    doc.user_data["declared"] = declared
    for _, component in reader.pipeline:  # what reader(doc) does, without its bookkeeping: a fifth of the time
        doc = component(doc)
    return listed_words(doc)


def listed_words(doc: Doc) -> Words:
    """What the models read of a Doc."""
    size = len(doc)
    starts, ends = map(list, zip(*doc.user_data["places"], strict=True)) if size else ([], [])
    sentences = (np.cumsum(doc.to_array("SENT_START") == 1) - 1).tolist() if size else []
    return Words(
        forms=norms(doc),
        starts=starts,
        ends=ends,
        sentences=sentences,
        quoted=flags(size, doc.spans["quotes"]),
        negated=flags(size, doc.spans["negated"]),
        cues=[(span.start, span.end, span.label_) for span in doc.spans["cues"]],
        doc=doc,
    )


def flags(size: int, spans: Any) -> list[bool]:
    """Which of `size` words lie in one of `spans`."""
    inside = [False] * size
    for place in chain.from_iterable(range(span.start, span.end) for span in spans):
        inside[place] = True
    return inside
