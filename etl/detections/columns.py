"""Tables of labels to `answered` and `labels`: columns named in a mapping, one column a category or one row a label."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from etl.detections.families import category_codes
from etl.detections.incoming import UNCHANGED, Incoming, fill_lines, literal, read_document
from etl.errors import GardefouError
from etl.intake import content_scan
from etl.intake.content_scan import quoted

ROLES = ("image", "account", "day", "coder", "label", "score")
USUAL = {role: role for role in ROLES} | {"image": "image_id", "account": "account_id"}


@dataclass(frozen=True)
class Columns:
    """Which column is what: `roles` (image, account, day, coder, label, score → column), `scores` (column → category
    and threshold), `labels` (a label → categories), `ignored` columns, `delimiter`."""

    roles: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    delimiter: str = ","
    flag_at: float = 0.5

    @property
    def identifiers(self) -> tuple[str, ...]:
        return tuple(self.roles[role] for role in ("image", "account", "coder") if role in self.roles)


def read_mapping(path: Path | None) -> Columns | None:
    """The mapping written in a YAML file, None for none. Raises GardefouError for unknown keys, roles or categories."""
    if path is None:
        return None
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        unknown = set(found) - {"columns", "scores", "labels", "ignore", "delimiter", "flag_at"}
        unknown |= set(found.get("columns") or {}) - set(ROLES)
        scores = {
            str(column): (spec, 0.5) if isinstance(spec, str) else (spec["category"], float(spec.get("flag_at", 0.5)))
            for column, spec in (found.get("scores") or {}).items()
        }
        at = float(found.get("flag_at", 0.5))
        labels = {
            str(label): (meant,) if isinstance(meant, str) else tuple(meant or ())
            for label, meant in (found.get("labels") or {}).items()
        }
    except OSError:
        raise GardefouError(f"there is no mapping {path.name}. {UNCHANGED}") from None
    except (yaml.YAMLError, AttributeError, TypeError, KeyError, ValueError):
        raise GardefouError(f"{path.name} is not a mapping of the documented form. {UNCHANGED} {HELP}") from None
    if unknown:
        raise GardefouError(f"{path.name}: unknown key {', '.join(sorted(map(str, unknown)))}. {UNCHANGED} {HELP}")
    delimiter = found.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise GardefouError(f"{path.name}: the delimiter is one sign, such as ';' or \"\\t\". {UNCHANGED} {HELP}")
    meant = {category for category, _ in scores.values()} | {c for categories in labels.values() for c in categories}
    if wrong := sorted(meant - category_codes()):
        raise GardefouError(
            f"{path.name}: no category is called {', '.join(wrong)}. {UNCHANGED} Known: "
            f"{', '.join(sorted(category_codes()))}"
        )
    roles = {role: str(column) for role, column in (found.get("columns") or {}).items()}
    return Columns(roles, scores, labels, tuple(map(str, found.get("ignore") or ())), delimiter, at)


HELP = "docs/tutorial-audit.md shows one."


def guessed(columns: tuple[str, ...]) -> Columns:
    """The mapping of a table whose columns have the usual names: image_id, account_id, day, coder, label, score, or a
    category's own code."""
    roles = {role: name for role, name in USUAL.items() if name in columns}
    scores = {name: (name, 0.5) for name in columns if name in category_codes()}
    return Columns(roles, scores)


def as_table(connection, given: Incoming, identifiers: Iterable[str]) -> Incoming:
    """Flat JSON objects, one a line or in a list, as a table, a column a key. A nested value rejects its row."""
    if given.kind == "table":
        return given
    if given.kind == "document":
        document = read_document(connection)
        parts = document if isinstance(document, list) else [document]
        if not parts or not all(isinstance(part, dict) for part in parts):
            raise GardefouError(f"this file is JSON of no known detector. {UNCHANGED} Name its format with --format.")
        fill_lines(connection, parts)
    names = [key for (key,) in connection.execute(
        "select distinct unnest(json_keys(line)) from incoming order by 1").fetchall()]  # fmt: skip
    content_scan.check_names(names, identifiers)
    for name in names:
        if content_scan.plain(name) != name:
            raise GardefouError(f"a key is no ordinary word. {UNCHANGED} Use letters, digits, '_' and '-'.")
    nested = " or ".join(f"""json_type(line, '$."{name}"') in ('ARRAY', 'OBJECT')""" for name in names)
    connection.execute(f"""insert into rejects select "row", '', 'a list or an object where a value is expected'
                       from incoming where {nested}""")
    cells = ", ".join(f"""json_extract_string(line, '$."{name}"') as {quoted(name)}""" for name in names)
    connection.execute(f"""create table flat as select "row", {cells} from incoming
                       where "row" not in (select "row" from rejects)""")
    connection.execute("drop table incoming")
    connection.execute("alter table flat rename to incoming")
    content_scan.check_relation(connection, "incoming", names, '"row"', identifiers)
    return Incoming("table", tuple(names), connection.execute("select count(*) from incoming").fetchall()[0][0])


def read(connection, given: Incoming, mapping: Columns, needs: tuple[str, ...] = ()) -> int:
    """Make `answered` and `labels` from relation `incoming`; returns the number of rows, rejected ones included.

    Raises GardefouError for a column the mapping does not name, or names and the file lacks.
    """
    named = [*mapping.roles.values(), *mapping.scores, *mapping.ignored]
    lacking = [content_scan.plain(name) for name in named if name not in given.columns]
    extra = [content_scan.plain(name, place) for place, name in enumerate(given.columns, 1) if name not in named]
    for needed in ("image", *needs):
        if needed not in mapping.roles:
            lacking.append(f"{USUAL[needed]} (or another column, named in the mapping as {needed})")
    if not mapping.scores and "label" not in mapping.roles:
        lacking.append("label (or one column for each category)")
    if lacking or extra:
        raise GardefouError(
            f"the columns are not the expected ones. {UNCHANGED}\n  missing: {', '.join(lacking) or 'none'}\n"
            f"  not expected: {', '.join(extra) or 'none'}\n"
            f"Name each column in a mapping (--mapping), or under ignore. {HELP}"
        )
    role = {name: quoted(mapping.roles[name]) if name in mapping.roles else "null::varchar" for name in ROLES}
    total = given.rows + connection.execute('select count(distinct "row") from rejects').fetchall()[0][0]
    connection.execute(f"""create view answered as
        select "row", {role["image"]} as image, {role["account"]} as account, {role["day"]} as day,
            {role["coder"]} as coder from incoming
        where "row" not in (select "row" from rejects)""")
    if mapping.scores:
        cells = [(literal(name), as_score(quoted(name)), f"and nullif(trim({quoted(name)}), '') is not null")
                 for name in mapping.scores]  # fmt: skip
    else:
        cells = [(role["label"], as_score(role["score"]) if "score" in mapping.roles else "'1'", "")]
    connection.execute("create view labels as " + " union all ".join(
        f"""select "row", {role["coder"]} as coder, {label} as label, {score} as score,
            null::boolean as flag
            from incoming where "row" not in (select "row" from rejects) {where}"""
        for label, score, where in cells))  # fmt: skip
    return total


def as_score(expression: str) -> str:
    """SQL for a score as text: yes and no, as pandas and JSON write them, are 1 and 0."""
    return f"case lower(trim({expression})) when 'true' then '1' when 'false' then '0' else {expression} end"
