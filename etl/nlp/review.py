"""Posts for a person to look at, the most telling first; their corrections taken back into training; signs of drift."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from etl.errors import GardefouError
from etl.nlp.model import Model, decisions, score, told_about
from etl.nlp.scheme import ABOUT, IS_ABOUT, LABELS, PLACES, SEVERAL, SINGLE
from etl.nlp.tagging import tag

FROZEN = 5  # one in so many labelled families never takes part in a comparison of models before and after
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run, or take for a number
COLUMNS = ("id", "lang", "text", "about", *LABELS, "why")


def sheet(model: Model, posts: list[dict[str, Any]], count: int) -> list[dict[str, str]]:
    """The `count` posts most worth a look, as rows to correct: uncertain, and standing for many (copies, likes).

    Doubt is one minus the mean confidence of the single labels; influence is the logarithm of copies and likes.
    """
    tagged = list(tag(model, posts))
    copies = Counter(post.get("cluster_key") or post["id"] for post in posts)
    ranked = []
    for post, found in zip(posts, tagged, strict=True):
        if found["abstain"]["lang"]:
            continue
        asked = SINGLE if found["about"] == "yes" else ("about",)
        doubt = 1 - float(np.mean([found["confidence"][field] for field in asked]))
        reach = np.log1p(copies[post.get("cluster_key") or post["id"]] + (post.get("likes") or 0))
        least = min(asked, key=lambda field: found["confidence"][field])
        ranked.append((doubt * (1 + float(reach)), found, f"{least} {found['confidence'][least]:.2f}"))
    ranked.sort(key=lambda item: (-item[0], str(item[1]["id"])))
    seen: set[str] = set()
    rows: list[dict[str, str]] = []
    for _, found, why in ranked:
        if found["text"] in seen or len(rows) == count:
            continue
        seen.add(found["text"])
        cells = {field: found[field] or "" if field in SINGLE else " ".join(found[field]) for field in LABELS}
        cells["about"] = found["about"]
        rows.append({"id": str(found["id"]), "lang": found["lang"], "text": found["text"], **cells, "why": why})
    return rows


def write_sheet(rows: list[dict[str, str]], path: Path) -> None:
    """A CSV a spreadsheet opens: UTF-8 with a mark, formula-like texts made plain by an apostrophe."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in rows:
            writer.writerow({name: f"'{cell}" if cell.startswith(FORMULA) else cell for name, cell in row.items()})


def corrections(path: Path) -> list[dict[str, Any]]:
    """Corrected posts of a review sheet (CSV) or of JSON lines in the scheme's format, ready for training.

    Raises GardefouError with the line for a label the scheme does not have. A correction is a family of its own. A post
    whose `about` is "no" needs no other label, and those given are dropped.
    """
    rows = []
    for line, row in read_rows(path):
        post: dict[str, Any] = {"id": str(row.get("id") or f"correction-{line}"), "lang": row.get("lang") or "fr"}
        text = row.get("text")
        if not isinstance(text, str) or not text.strip():
            raise refused(path, line, "`text` is empty", "every corrected row needs its text")
        post["text"] = text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text
        post["about"] = str(row.get("about") or "yes").strip()
        if post["about"] not in ABOUT:
            raise refused(path, line, f"about is '{post['about'][:60]}'", f"accepted: {', '.join(ABOUT)}")
        for field, labels in LABELS.items() if post["about"] == "yes" else ():
            value = row.get(field)
            given = value if isinstance(value, list) else str(value or "").replace(",", " ").split()
            unknown = [label for label in given if label not in labels]
            if unknown or (field in SINGLE and len(given) != 1):
                raise refused(
                    path, line, f"{field} is '{' '.join(map(str, given))[:60]}'", f"accepted: {', '.join(labels)}"
                )
            post[field] = given[0] if field in SINGLE else sorted(set(given))
        rows.append({**post, "provenance": "correction", "family": f"correction-{post['id']}", "phenomena": []})
    if not rows:
        raise GardefouError(f"{path.name} holds no corrected post. Nothing was trained.")
    return rows


def refused(path: Path, line: int, what: str, accepted: str) -> GardefouError:
    return GardefouError(f"{path.name}, line {line}: {what}. Nothing was trained; {accepted}.")


def read_rows(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    """(line, row) of a CSV or of JSON lines."""
    if not path.is_file():
        raise GardefouError(f"there is no file {path}. Nothing was trained. Check the path.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise GardefouError(f"{path.name} is not UTF-8. Nothing was trained. Save it as UTF-8.") from None
    if text.lstrip()[:1] != "{":
        reader = csv.DictReader(text.splitlines(keepends=True))
        return [(reader.line_num, {k: v for k, v in row.items() if k}) for row in reader]
    found = []
    for line, raw in enumerate(text.splitlines(), 1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise refused(path, line, "not a JSON object", "write one object a line")
        found.append((line, row))
    return found


def before_and_after(posts: list[dict[str, Any]], extra: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Macro-F1 by field on a frozen fifth of the labelled families: trained without the corrections, and with them."""
    from etl.nlp import evaluate as measure
    from etl.nlp.train import Corpus, calibrate, fit, folds, held_out_scores

    corpus = Corpus([*posts, *extra])
    training, frozen = folds(corpus.families[: len(posts)], FROZEN)[0]
    frozen = frozen[corpus.targets[frozen, IS_ABOUT]]
    added = np.arange(len(posts), len(posts) + len(extra))
    values: list[dict[str, float]] = []
    for rows in (training, np.concatenate((training, added))):
        chosen = calibrate(held_out_scores(corpus, rows), corpus.targets[rows], corpus.ties[rows])
        columns, idf, weights, bias = fit(corpus, rows)
        scores = corpus.design(frozen, columns, idf) @ weights + bias
        given = measure.decided(measure.probabilities(chosen["mix"], chosen["offset"], scores), chosen["threshold"])
        values.append({field: measure.macro(field, corpus.targets[frozen], given) for field in LABELS})
    return {field: (values[0][field], values[1][field]) for field in LABELS}


def drift(model: Model, texts: list[str]) -> dict[str, Any]:
    """How posts now differ from those the model learnt from: score shift, unknown words, doubt, label shares.

    `score_shift` is the population stability index of each field's confidence against the held-out posts' (above 0.25
    is a shift worth a look), among the posts about the affair; `off_topic_share` is that of those surely not.
    """
    reference = model.meta.get("reference")
    if not texts or not reference:
        return {}
    scored = score(model, texts)
    chosen = decisions(model, scored.probability)
    known = model.encoder.word
    spoken = [form for words in scored.words for form in words.forms if form[0].isalpha()]
    out: dict[str, Any] = {
        "posts": len(texts),
        "unknown_word_share": round(sum(known(form) is None for form in spoken) / max(1, len(spoken)), 4),
        "unknown_word_share_in_training": reference["unknown_word_share"],
    }
    is_about, surely = told_about(scored.probability[:, IS_ABOUT], scored.ties, model.threshold, model.doubt)
    out["off_topic_share"] = round(float((~is_about & surely).mean()), 4)
    if not is_about.any():
        return out
    for field, labels in SINGLE.items():
        confidence = scored.probability[is_about][:, PLACES[field]].max(axis=1)
        out[field] = {
            "score_shift": round(stability_index(reference["confidence"][field], confidence), 4),
            "unsure_share": round(float((confidence < model.doubt[field]).mean()), 4),
            "label_shares": {
                label: round(float((chosen[field][is_about] == n).mean()), 4) for n, label in enumerate(labels)
            },
        }
    for field, labels in SEVERAL.items():
        shares = chosen[field][is_about].mean(axis=0)
        out[field] = {"label_shares": {label: round(float(shares[n]), 4) for n, label in enumerate(labels)}}
    return out


def stability_index(edges: list[float], values: Any) -> float:
    """Population stability index against ten equal parts of the reference, given by their inner edges."""
    counts = np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1)
    share = np.maximum(counts / max(1, len(values)), 1e-4)
    expected = 1 / (len(edges) + 1)
    return float(((share - expected) * np.log(share / expected)).sum())
