"""Which column of a table is what: read from a mapping in YAML, or from the usual names; and flat JSON as a table."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from etl.detections import words
from etl.detections.families import Meaning, category_codes, family
from etl.detections.incoming import UNCHANGED, Incoming, fill_lines, read_document
from etl.detections.recognise import what_it_is
from etl.errors import GardefouError
from etl.intake import content_scan
from etl.intake.content_scan import literal, quoted
from etl.intake.frames import rows_in, table_in
from etl.yaml_text import LOADER

USUAL = {  # the names a role is known by, the first one documented; nothing else is guessed
    "image": ("image_id", "image", "img_id", "id_image", "imageid", "identifiant", "identifiant_image", "id"),
    "account": ("account_id", "account"),
    "day": ("day", "jour"),
    "coder": ("coder", "annotator", "rater", "codeur", "annotateur"),
    "label": (
        "label",
        "labels",
        "class",
        "tag",
        "tags",
        "étiquette",
        "etiquette",
        "predicted_label",
        "predicted_class",
        "prediction",
        "predicted",
        "pred",
    ),
    "score": ("score", "confidence", "probability", "prob"),
}
ROLES = tuple(USUAL)
QUESTIONS = ("category", "catégorie", "categorie", "variable", "question", "pregunta", "frage")
ANSWERS = ("value", "valeur", "code", "answer", "réponse", "reponse", "flag", "flagged", "is_flagged", "present",
           "présent", "detected", "détecté", "positive", "respuesta", "antwort")  # fmt: skip # saves 14 lines
NO_ANSWER = "unknown"  # in a mapping: a label that is not an answer


@dataclass(frozen=True)
class Columns:
    """Which column is what: `roles` (image, account, day, coder, label, score → column), `scores` (column → category
    and threshold), `labels` (a label → categories, () for none of them), `unknown` (labels that are no answer),
    `ignored` columns, `delimiter` ('' to find it)."""

    roles: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, tuple[str, float | None]] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    delimiter: str = ""
    flag_at: float = 0.5

    @property
    def identifiers(self) -> tuple[str, ...]:
        return tuple(self.roles[role] for role in ("image", "account", "coder") if role in self.roles)

    @property
    def is_long(self) -> bool:
        """Whether a row is one label of an image, not all that is known of it."""
        return not self.scores and "label" in self.roles


def read_mapping(path: Path | None) -> Columns | None:
    """The mapping written in a YAML file, None for none. Raises GardefouError for unknown keys, roles or categories."""
    if path is None:
        return None
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), LOADER) or {}
        unknown = set(found) - {"columns", "scores", "labels", "ignore", "delimiter", "flag_at"}
        unknown |= set(found.get("columns") or {}) - set(ROLES)
        scores = {
            str(column): (spec, 0.5) if isinstance(spec, str) else (spec["category"], float(spec.get("flag_at", 0.5)))
            for column, spec in (found.get("scores") or {}).items()
        }
        at = float(found.get("flag_at", 0.5))
        labels = {
            label: (meant,) if isinstance(meant, str) else tuple(meant or ())
            for given, meant in (found.get("labels") or {}).items()
            for label in as_written(given)
        }
    except OSError:
        raise GardefouError(f"there is no mapping {path.name}. {UNCHANGED}") from None
    except (yaml.YAMLError, AttributeError, TypeError, KeyError, ValueError):
        raise GardefouError(f"{path.name} is not a mapping of the documented form. {UNCHANGED} {HELP}") from None
    if unknown:
        raise GardefouError(f"{path.name}: unknown key {', '.join(sorted(map(str, unknown)))}. {UNCHANGED} {HELP}")
    delimiter = found.get("delimiter", "")
    if "delimiter" in found and (not isinstance(delimiter, str) or len(delimiter) != 1):
        raise GardefouError(f"{path.name}: the delimiter is one sign, such as ';' or \"\\t\". {UNCHANGED} {HELP}")
    no_answer = frozenset(label for label, meant in labels.items() if meant == (NO_ANSWER,))
    labels = {label: meant for label, meant in labels.items() if label not in no_answer}
    meant = {category for category, _ in scores.values()} | {c for categories in labels.values() for c in categories}
    if wrong := sorted(meant - category_codes()):
        raise GardefouError(
            f"{path.name}: no category is called {', '.join(wrong)}. {UNCHANGED} Known: "
            f"{', '.join(sorted(category_codes()))}; [] for none of them, {NO_ANSWER} for a label that is not an answer"
        )
    roles = {role: str(column) for role, column in (found.get("columns") or {}).items()}
    ignored = tuple(map(str, found.get("ignore") or ()))
    return Columns(roles, scores, labels, no_answer, ignored, delimiter, at)


def as_written(label) -> tuple[str, ...]:
    """A label as files have it: YAML reads an unquoted yes, no or null as something else than a word."""
    if label is None or isinstance(label, bool):
        return {True: ("true", "yes"), False: ("false", "no"), None: ("null",)}[label]
    return (str(label),)


HELP = "docs/tutorial-audit.md shows one."


def usual_identifiers() -> tuple[str, ...]:
    return tuple(name for role in ("image", "account", "coder") for name in USUAL[role])


def guessed(columns: tuple[str, ...], given: Columns | None = None, spec: Mapping[str, Any] | None = None) -> Columns:
    """The mapping of a table whose columns have the usual names (`USUAL`), or a category's own code.

    `given` is a mapping that says what labels mean, and not which columns there are; `spec` a format's own columns.
    """
    spec = spec or {}
    names = USUAL | ({"image": tuple(spec["image_columns"])} if "image_columns" in spec else {})
    if isinstance(spec.get("label"), list):
        names = names | {role: (*spec[role], *USUAL[role]) for role in ("label", "score")}
    found = {name.strip().casefold(): name for name in reversed(columns)}
    roles = {role: found[name.casefold()] for role, many in names.items() for name in reversed(many)
             if name.casefold() in found}  # fmt: skip # saves 4 lines
    if "label" not in roles:  # a question a row, and beside it the answer
        pair = [next((found[name] for name in names if name in found), "") for names in (QUESTIONS, ANSWERS)]
        roles |= {role: name for role, name in zip(("label", "score"), pair, strict=True) if name and pair[0]}
    scores: dict[str, tuple[str, float | None]] = {}
    for label, many in spec.get("score_columns", {}).items():
        column = next((found[name] for name in many if name in found), "")
        for meaning in family(spec["name"]).meanings if column else ():
            if meaning.label == label:
                scores[column] = (meaning.category, meaning.flag_at)
    known = family(spec["name"]).meanings if "name" in spec and "label" not in roles else ()
    unread = {words.folded(name) for name in spec.get("ignored", ())}
    for meaning in known:
        at, ways = (0.5 if meaning.flag_at is None else meaning.flag_at), called(meaning, spec)
        scores |= {name: (meaning.category, at) for name in columns
                   if words.folded(name) not in unread and any(is_label(name, one) for one in ways)
        }  # fmt: skip # saves 2 lines
    if not known and "score_columns" not in spec and not (given and given.labels):
        scores = {
            name: (code, 0.5) for name in columns if (code := words.folded(name).replace(" ", "_")) in category_codes()
        }
    if scores:
        roles = {role: name for role, name in roles.items() if name not in scores and role not in ("label", "score")}
    ignored = tuple(found[name] for name in spec.get("others", ()) if name in found)
    return replace(given or Columns(), roles=roles, scores=scores, ignored=ignored)


def called(meaning: Meaning, spec: Mapping[str, Any]) -> list[str]:
    """What an answer calls a label's score, or the label's own flag where the detector flags by itself."""
    if meaning.flag_at is not None:
        return [meaning.label, *spec.get("keys", {}).get(meaning.label, ())]
    flags = spec.get("flags", "").removeprefix("$.")
    return [*([f"{flags}.{meaning.label}"] if flags else []), *spec.get("flag_keys", {}).get(meaning.label, ())]


def is_label(column: str, label: str) -> bool:
    """Whether a column has a label's scores: by its name (also nudity_score), or the last part of nudity.erotica."""
    last = words.folded(re.split(r"[./]", column)[-1])
    names = (words.folded(column), last, re.sub(r" (?:severity|score|probability|prob|likelihood|level)$", "", last))
    return words.folded(label) in names


TABLES = (  # columns that say who wrote a table, who that is, and what reads it
    ({"punsafe"}, "LAION's metadata (--format laion)"),
    ({"nsfw_score"}, "a table of open_nsfw (--format open_nsfw)"),
    ({"adult", "racy", "spoof"}, "SafeSearch's levels (--format safesearch)"),
    ({"annotator", "annotation_id"}, "a Label Studio export (--format label_studio)"),
    ({"name", "confidence", "parentname"}, "Rekognition's labels, a row each (--format rekognition)"),
    ({"classname", "probability"}, "NSFWJS's classes, a row each (--format nsfwjs)"),
    ({"uuid", "platform_name"}, "statements of reasons (python -m etl ingest dsa)"),
    ({"text", "created_at"}, "posts (python -m etl ingest reactions)"),
)


def table_of(columns: tuple[str, ...]) -> str:
    """What a table is by its columns, with the option that reads it; '' for one that is not recognised."""
    names = {name.strip().casefold() for name in columns}
    return next((told for known, told in TABLES if known <= names), "")


def rows_of(document: Any, score: str) -> list:
    """The rows of a JSON document: its objects, a table as pandas writes it, scores or objects under identifiers.

    `score` is the column that a bare number stands for, '' when none does.
    """
    if not isinstance(document, dict):
        return document if isinstance(document, list) else [document]
    if (table := table_in(document)) is not None:
        return table
    if score and document and all(isinstance(one, int | float) for one in document.values()):
        return [{"image_id": name, score: one} for name, one in document.items()]
    for name in ("results", "predictions", "data"):
        if isinstance(document.get(name), list):
            return [
                {"image_id": f"row {place}", **row} if isinstance(row, dict) else row
                for place, row in enumerate(document[name], 1)
            ]
    if (rows := rows_in(document)) is not None:
        return [{"image_id": name, **row} for name, row in zip(document, rows, strict=True)]
    return [document]


def as_table(connection, given: Incoming, identifiers: Iterable[str], score: str = "") -> Incoming:
    """Flat JSON objects, one a line or in a list, as a table, a column a key. A nested value rejects its row."""
    if given.kind == "table":
        return given
    if given.kind == "document":
        document = read_document(connection)
        parts = rows_of(document, score)
        if not parts or not all(isinstance(part, dict) for part in parts) or what_it_is(document):
            raise GardefouError(
                f"this file is {what_it_is(document) or 'JSON of no known detector'}. {UNCHANGED} Name its format with "
                "--format; python -m etl formats lists them."
            )
        fill_lines(connection, parts)
    else:
        for key in ("response", "result"):  # in the envelope, or as a service answers
            there = f"json_type(line, '$.{key}') = 'OBJECT'"
            if score and connection.execute(f"select 1 from incoming where {there} limit 1").fetchall():
                none = literal(f'{{"{key}": null}}')
                connection.execute(f"""update incoming set line = json_merge_patch(json_merge_patch(line::json, {none}),
                    json_extract(line, '$.{key}')) where {there}""")
        (line,) = connection.execute('select line from incoming order by "row" limit 1').fetchall()[0]
        if known := what_it_is(line):
            raise GardefouError(f"this file is {known}. {UNCHANGED} Name its format with --format.")
    names = [
        key
        for (key,) in connection.execute("select distinct unnest(json_keys(line)) from incoming order by 1").fetchall()
    ]
    content_scan.check_names(names, identifiers)
    for name in names:
        if content_scan.column_name(name) != name:
            raise GardefouError(f"a key is not an ordinary word. {UNCHANGED} Use letters, digits, '_' and '-'.")
    may_list = set(USUAL["label"])  # several labels of an image in a list
    nested = " or ".join(
        f"""json_type(line, '$."{name}"') in ('OBJECT'{"" if name.casefold() in may_list else ", 'ARRAY'"})"""
        for name in names
    )
    connection.execute(f"""insert into rejects select "row", '', 'a list or an object where a value is expected'
                       from incoming where {nested}""")
    cells = ", ".join(f"""json_extract_string(line, '$."{name}"') as {quoted(name)}""" for name in names)
    connection.execute(f"""create table flat as select "row", {cells} from incoming
                       where "row" not in (select "row" from rejects)""")
    connection.execute("drop table incoming")
    connection.execute("alter table flat rename to incoming")
    content_scan.check_relation(connection, "incoming", names, '"row"', identifiers)
    rows = connection.execute("select count(*) from incoming").fetchall()[0][0]
    return replace(given, kind="table", columns=tuple(names), rows=rows)


def checked(given: Incoming, mapping: Columns, needs: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The columns that nothing is taken from. Raises GardefouError for one that is named and not there."""
    named = [*mapping.roles.values(), *mapping.scores, *mapping.ignored]
    lacking = [content_scan.column_name(name) for name in named if name not in given.columns]
    extra = [content_scan.column_name(name, place) for place, name in enumerate(given.columns, 1) if name not in named]
    for needed in ("image", *needs):
        if needed not in mapping.roles:
            lacking.append(f"{USUAL[needed][0]} (or another column, named in the mapping as {needed})")
    if not mapping.scores and "label" not in mapping.roles:
        lacking.append("label (or one column for each category)")
    if lacking:
        hint = table_of(given.columns)
        beside = [name for name in given.columns for code in category_codes()
                  if name not in named and re.search(rf"(^|[ _.-]){code}($|[ _.-])", name.casefold())
        ]  # fmt: skip # saves 3 lines
        if any(re.fullmatch(r"(?:label|class|pred\w*)[ _.-]?\d+", name, re.I) for name in given.columns):
            hint = "one with the likeliest labels side by side; write a row for each (image_id, label, score)"
        if len(beside) > 1 and not mapping.scores:
            hint = (
                f"one with {', '.join(map(content_scan.column_name, beside[:6]))} side by side; if these are people or \
rounds, write a row for each, with a column coder"
            )
        raise GardefouError(
            f"{f'this table is {hint}: ' if hint else ''}the columns are not the expected ones. {UNCHANGED}\n"
            f"  missing: {', '.join(lacking)}\n  not expected: {', '.join(extra) or 'none'}\n"
            f"Name each column in a mapping (--mapping). {HELP}"
        )
    return tuple(extra)
