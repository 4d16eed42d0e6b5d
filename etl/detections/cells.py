"""What cells of a table say: a score in the ways people and spreadsheets write one, a day, and a yes without a no."""

from collections.abc import Mapping
from typing import Any

from etl.detections import words
from etl.detections.incoming import UNCHANGED
from etl.errors import GardefouError
from etl.intake import content_scan
from etl.intake.content_scan import literal, quoted

MANY = 10  # scores, of which one would be low if some were given for what was not found
FEW = 2  # empty cells of which nothing is said
EMPTY = "'', 'nan', 'na', 'n/a', 'null', 'none', '<na>'"  # cells that were left empty, as tools write them


def day_expression(connection, column: str) -> tuple[str, tuple[str, ...]]:
    """(SQL for the day as 2026-04-30, what to print) of a column that spreadsheets may have written: 30/04/2026, 46142.

    Which is the day in 05/01/2026 is told by the dates that leave no choice; the day is supposed first when none does.
    A time with an offset (2026-01-01T00:30:00+01:00) is of its day in UTC. Raises GardefouError where dates contradict
    each other.
    """
    name = quoted(column)
    offset = f"regexp_matches({name}, '^\\s*\\d{{4}}-\\d\\d-\\d\\d[T ]\\d\\d.*[+-](0[1-9]|1\\d|00:?[1-9])')"
    if connection.execute(f"select 1 from incoming where {offset} limit 1").fetchall():
        time = f"try_cast(regexp_replace(trim({name}), ' ([+-])', '\\1') as timestamptz)"
        return f"case when {offset} then coalesce({time}::date::varchar, {name}) else {name} end", (
            "times with an offset are read as their day in UTC",
        )
    if not connection.execute(f"select 1 from incoming where {name} not like '____-__-__%' limit 1").fetchall():
        return name, ()
    slashed = r"^\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ ,].*)?$"
    one, two = (f"try_cast(regexp_extract({name}, '{slashed}', {place}) as integer)" for place in (1, 2))
    ((many, days, months, numbers),) = connection.execute(f"""
        select count(*) filter (regexp_matches({name}, '{slashed}')), count(*) filter ({one} > 12),
            count(*) filter ({two} > 12), count(*) filter (regexp_full_match({name}, '[34]\\d{{4}}(\\.0)?'))
        from incoming""").fetchall()
    expression, said = name, []
    if days and months:
        raise GardefouError(
            f"column {content_scan.column_name(column)} has {days:,} days such as 30/04/2026 and {months:,} such as "
            f"04/30/2026, which contradict each other. {UNCHANGED} Write them all in one way, best as 2026-04-30."
        )
    if many:
        first, second = (2, 1) if months else (1, 2)
        parts = ", ".join(f"regexp_extract({name}, '{slashed}', {place})::integer" for place in (3, second, first))
        expression = (
            f"case when regexp_matches({name}, '{slashed}') then try(make_date({parts}))::varchar else {name} end"
        )
        supposed = "" if days or months else ", as nothing tells"
        said.append(f"days such as 05/01/2026 are read {'month' if months else 'day'} first{supposed}")
    if numbers:
        number = f"date '1899-12-30' + try_cast({name} as double)::integer"
        expression = (
            f"case when regexp_full_match({name}, '[34]\\d{{4}}(\\.0)?') then ({number})::varchar else {expression} end"
        )
        said.append("day numbers of a spreadsheet are read as days")
    return expression, tuple(said)


def only_yes(connection, scores: Mapping[str, str], total: int, most: float) -> None:
    """Raises GardefouError for a column that says yes or nothing: what is empty may be a no, or not.

    So does one of scores of which none is low on a scale to `most`, as a table of what was found becomes when it is
    turned to a column a label; a word for no answer (unknown) is no empty cell.
    """
    counts = ", ".join(f"count({score})" for score in scores.values())
    (answers,) = connection.execute(f"select {counts} from incoming").fetchall()
    for (name, score), said in zip(scores.items(), answers, strict=True):
        if said >= 0.9 * total or not said:
            continue
        number = f"try_cast({score} as double)"
        ((yes, least, empty),) = connection.execute(f"""
            select count(*) filter ({number} = 1), min({number}),
                count(*) filter ({score} is null and trim(lower(coalesce({quoted(name)}, ''))) in ({EMPTY}))
            from incoming""").fetchall()
        is_yes = yes == said
        if is_yes or (
            empty > max(FEW, 0.1 * total) and least is not None and least >= most / (2 if said < MANY else 10)
        ):
            what = f"says yes {yes:,} times and never no" if is_yes else f"has {said:,} scores, none below {least:g}"
            raise GardefouError(
                f"column {content_scan.column_name(name)} {what}; {total - said:,} cells are empty or no answer, and "
                f"an empty cell is not a no. {UNCHANGED} Write 0 where somebody, or the detector, looked and saw none, "
                "unknown where nobody did."
            )


def _one_scale(connection, name: str) -> None:
    """Raises GardefouError for numbers with a % sign beside some without: 1 may be 1 %, or all; 0 is 0 %."""
    plain = f"try_cast(replace({quoted(name)}, ',', '.') as double)"
    signed = f"regexp_matches({quoted(name)}, '[1-9][\\d.,]*\\s*%')"
    ((with_sign, bare),) = connection.execute(
        f"select count(*) filter ({signed}), count(*) filter (isfinite({plain}) and {plain} <> 0) from incoming"
    ).fetchall()
    if with_sign and bare:
        raise GardefouError(
            f"column {content_scan.column_name(name)} has {with_sign:,} values with a % sign and {bare:,} numbers "
            f"without one: shares or percentages. {UNCHANGED} Write them all in one way."
        )


def score_expressions(
    connection, columns: list[str], spec: Mapping[str, Any]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(column → SQL for its score as text, null for no answer; what to print). Plain numbers cost nothing more.

    `spec`: a format's own words for a score (`ranks`) and for no answer.
    """
    no_answer = sorted({*words.SCORE_UNKNOWN, *(str(word).lower() for word in spec.get("no_answer", ()))})
    asked = ", ".join(
        f"""coalesce(bool_or(contains({quoted(name)}, ',')), false),
        coalesce(bool_or(not coalesce(isfinite(try_cast({quoted(name)} as double)), false)), false)"""
        for name in columns
    )
    found = connection.execute(f"select {asked} from incoming").fetchall()[0] if columns else ()
    expressions, said = {}, []
    for place, name in enumerate(columns):
        has_commas, has_words = found[2 * place : 2 * place + 2]
        expression = quoted(name)
        is_decimal = f"regexp_matches({expression}, '^\\s*-?\\d+,\\d')"
        if has_commas and connection.execute(f"select 1 from incoming where {is_decimal} limit 1").fetchall():
            expression = f"regexp_replace({expression}, '^\\s*(-?\\d+),(\\d+(?:e[+-]?\\d+)?)\\s*$', '\\1.\\2', 'i')"
            said.append("decimal commas were read as decimal points")
        if "before" in spec:
            expression = f"regexp_replace({expression}, {literal('^' + spec['before'].replace('.', '[.]'))}, '')"
        signs = f"select 1 from incoming where contains({quoted(name)}, '%') limit 1"
        if has_words and connection.execute(signs).fetchall():
            digits = f"regexp_extract({expression}, '^\\s*(\\d+(?:[.,]\\d+)?)[\\s\u00a0\u202f]*%\\s*$', 1)"
            number = f"try_cast(replace({digits}, ',', '.') as double)"
            expression = f"coalesce(({number} * {spec.get('most', 1) / 100})::varchar, {expression})"
            if spec.get("most", 1) == 1:
                _one_scale(connection, name)
            said.append("values with a % sign were read as percentages")
        if has_words or "no_answer" in spec:
            own = {str(one).lower() for one in spec.get("no_answer", ())}  # before what everybody writes: 0 is no level
            listed = {
                kind: ", ".join(map(literal, sorted(set(some) - own)))
                for kind, some in (("yes", words.YES), ("no", words.NO), ("unknown", no_answer))
            }
            listed["unknown"] += "".join(f", {literal(one)}" for one in sorted(own))
            word = f"strip_accents(lower(trim({expression}, ' .!')))"
            ranks = "".join(
                f"when replace({word}, ' ', '_') = {literal(name.lower())} then '{rank}' "
                for name, rank in spec.get("ranks", {}).items()
            )
            expression = (
                f"case {ranks} when {word} in ({listed['yes']}) then '1' when {word} in ({listed['no']}) then '0' "
                f"when {word} in ({listed['unknown']}) then null else {expression} end"
            )
        expressions[name] = expression
    return expressions, tuple(dict.fromkeys(said))
