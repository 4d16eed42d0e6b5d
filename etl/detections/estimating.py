"""From one file's rows to a share that says how it was made: raw, corrected, clustered, weighted, extrapolated."""

import csv
import datetime as dt
import re
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from etl import intervals as iv
from etl.detections import annotated, columns
from etl.detections.collect import Asked, collect
from etl.detections.families import CODES, category_codes
from etl.detections.incoming import in_memory
from etl.detections.ingest import notes_on as said_of
from etl.errors import GardefouError
from etl.intake import text_files
from etl.intake.content_scan import literal
from etl.intake.sources import vocabularies
from etl.reactions.times import Dates

PANEL = ((0.8, 0.9, 0.95, 0.99), (0.95, 0.98, 0.99, 0.995, 0.999))
UNCHANGED = "Nothing was estimated."
RARE = 0.05  # below this share, N x p is simulated: the delta method would lose its asymmetry


def estimate(path: Path, detector: str, category: str, form: str, mapping: Path | None, flag_at: dict[str, float],
             validation: Path | None, is_apart: bool, cluster: str, days: Path | None, population: float | None,
             population_se: float, accept: bool = False, encoding: str = "",
             validation_mapping: Path | None = None, examined: str = "", validation_examined: str = "",
             ) -> dict:  # fmt: skip # saves 14 lines
    """The estimate as a record ready for JSON; nothing is stored. Raises GardefouError (UnusableInputs among them)."""
    if population is None and population_se:
        raise GardefouError("a standard error was given without the population it belongs to (--population).")
    if category not in category_codes():
        raise GardefouError(f"no category is called '{category}'. Known: {', '.join(sorted(category_codes()))}")
    with in_memory() as connection:
        asked = Asked(form, columns.read_mapping(mapping), flag_at, category=category, accept=accept, encoding=encoding,
                      examined=examined)  # fmt: skip # saves 7 lines
        found = collect(connection, path, asked)
        if category not in found.categories:
            raise GardefouError(f"{path.name} says nothing of {category}; it has {', '.join(found.categories)}.")
        ties = decide(connection, category)
        ((sampled, flagged),) = connection.execute("select count(*), count(*) filter (flag) from decided").fetchall()
        raw = iv.proportion(flagged, sampled)
        record: dict = {
            "detector": detector,
            "category": category,
            "rows": found.rows,
            "rejected_rows": found.rejected,
            "sampled_count": sampled,
            "flagged_count": flagged,
            "left_out_count": found.images - sampled - ties,
            "flag_at": found.thresholds.get(category),
            "said": said_of(found, {}),
            "raw": estimate_in_words(raw),
        }
        best, accounts, effect = raw, None, 1.0
        if cluster:
            best = accounts = clustered(connection)
            effect = accounts.inputs["widening"]
            record["clustered"] = estimate_in_words(best)
        if days:
            best = iv.within(iv.stratified_share(strata(connection, days), design_effect=effect), accounts)
            record["post_stratified"] = estimate_in_words(best)
        if validation:
            people = Asked(
                mapping=columns.read_mapping(validation_mapping),
                is_coded=True,
                category=category,
                accept=accept,
                examined=validation_examined,
                examined_by="--validation-examined FILE with all their identifiers",
            )
            best = corrected(connection, validation, people, is_apart, category, best, effect, record)
            record["corrected"] = estimate_in_words(best)
        else:
            record["panel"] = [estimate_in_words(one) for one in iv.sensitivity_panel(flagged, sampled, *PANEL)]
            record["told_from_zero_above_specificity"] = iv.vanishing_specificity(flagged, sampled)
        if found.has_coders:
            record["coders"] = agreement(connection, category) | {"ties_left_out": ties}
        if population is not None:
            if population < sampled:
                raise GardefouError(f"a population of {population:,.0f} cannot hold the file's {sampled:,} images.")
            share = iv.limits(best)[0]
            totalled = iv.total_simulated if share < RARE else iv.total_delta
            total = totalled(best, population, population_se)
            low, high = iv.limits(total)[1:]
            record["total"] = estimate_in_words(total) | {
                "rounded": [iv.to_uncertainty(x, low, high) for x in iv.limits(total)]
            }
    return record | {"estimate": {"value": best.value, "low": best.low, "high": best.high, "method": best.method}}


def decide(connection, category: str) -> int:
    """Relation `decided` (number, flag): the detector's flag, or the coders' majority; returns the ties left out."""
    connection.execute(f"""
        create table decided as
        select number, 2 * count(*) filter (is_flagged) > count(*) as flag,
            2 * count(*) filter (is_flagged) = count(*) as is_tied
        from scores where category = {literal(category)} group by number""")
    ties = connection.execute("select count(*) from decided where is_tied").fetchall()[0][0]
    connection.execute("delete from decided where is_tied")
    return ties


def clustered(connection) -> iv.Estimate:
    """The share with accounts as the independent units; images without an account stand alone."""
    if not connection.execute("select count(account) from images").fetchall()[0][0]:
        raise GardefouError("no image of the file has an account. Nothing was estimated. Leave --cluster out.")
    groups = connection.execute("""
        select count(*) filter (flag), count(*) from decided join images using (number)
        group by coalesce('a ' || account, 'i ' || number) order by all""").fetchnumpy()
    flagged, sizes = groups.values()
    return iv.clustered_share(flagged, sizes)


def strata(connection, days: Path) -> list[iv.Stratum]:
    """Days of the file with their volumes from a CSV with columns day and population_count."""
    volumes: dict[str, float] = {}
    for line, row in enumerate(table(days, ("day", "population_count")), 2):
        try:
            volume = float(re.sub(r"(?<=\d)[\s\u202f](?=\d{3})", "", row["population_count"]))
            day = Dates(ZoneInfo("UTC"), dt.datetime.now(dt.UTC)).of_text(row["day"].strip()).date().isoformat()
        except (ValueError, KeyError, OverflowError):
            volume, day = -1.0, ""
        if not 0 <= volume < float("inf") or day in volumes:
            raise GardefouError(
                f"{days.name}, line {line}: a volume that is not a number, or a day that is none or there again. "
                f"{UNCHANGED}"
            )
        volumes[day] = volume
    seen = {day: (flagged, sampled) for day, flagged, sampled in connection.execute("""
        select day::varchar, count(*) filter (flag), count(*) from decided join images using (number)
        group by day""").fetchall()}  # fmt: skip # saves 3 lines
    if None in seen:
        raise GardefouError(f"{seen[None][1]:,} images of the file have no day, so none can be weighted. {UNCHANGED}")
    if lost := sorted(str(day) for day in seen if day not in volumes):
        raise GardefouError(f"{days.name} has no volume for {', '.join(lost[:5])}. Nothing was estimated. Add them.")
    return [iv.Stratum(day, *seen.get(day, (0, 0)), volume) for day, volume in sorted(volumes.items())]


def corrected(connection, path: Path, people: Asked, is_apart: bool, category: str, before: iv.Estimate,
              effect: float, record: dict) -> iv.Estimate:  # fmt: skip # saves 8 lines
    """The share corrected by human labels: counts tp, fp, fn, tn, or labels of a random part of the file.

    It starts from the share of the step before, with its interval: accounts and days are in it.
    """
    if is_counts(path):
        rows = table(path, ("tp", "fp", "fn", "tn"))
        cells = [[(row[cell] or "").strip() for cell in ("tp", "fp", "fn", "tn")] for row in rows]
        if not all(cell.isdecimal() for row in cells for cell in row):
            raise GardefouError(f"{path.name}: tp, fp, fn and tn are whole numbers of images. {UNCHANGED}")
        found = iv.Validation(*(sum(map(int, column)) for column in zip(*cells, strict=True)))
        is_apart = True
    else:
        found = against_flags(connection, path, people, category, record)
    if is_apart or before.method == "post_stratified":
        return iv.corrected_share(before, found)
    return iv.difference_share(before, found, design_effect=effect)


def is_counts(path: Path) -> bool:
    """Whether a validation is counts (tp, fp, fn, tn), not labels of images."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            return {"tp", "fp", "fn", "tn"} <= {name.strip() for name in re.split("[,;\t]", file.readline().lower())}
    except OSError:
        raise GardefouError(f"{path.name} cannot be read. {UNCHANGED}") from None


def is_label_studio(path: Path) -> bool:
    with open(path, "rb") as file:
        start = file.read(1 << 16)
    return b'"annotator"' in start or b'"annotations"' in start or start.startswith(b"annotation_id,")


def against_flags(connection, path: Path, asked: Asked, category: str, record: dict) -> iv.Validation:
    """Human labels (image_id and the category's column, or label) matched with the file's flags by image."""
    with in_memory() as other:
        form = annotated.tool_of(path) or ("label_studio" if is_label_studio(path) else asked.form)
        people = collect(other, path, replace(asked, form=form))
        if category not in people.categories:
            raise GardefouError(f"{path.name} has no labels of {category}; it has {', '.join(people.categories)}.")
        record["labelled_rows_rejected"], record["labelled_ties_left_out"] = people.rejected, decide(other, category)
        counted, yes = other.execute("select count(*), count(*) filter (flag) from decided").fetchall()[0]
        record["labelled_left_out"] = people.images - counted - record["labelled_ties_left_out"]
        record["labelled_said"] = said_of(people, {})
        if people.is_long and counted and yes == counted:
            raise GardefouError(
                f"{path.name}: every image in it has {category}, so it cannot say how often the detector errs. "
                f"{UNCHANGED} Images that were looked at and have it not are rows too: image_id, none. Or give a "
                f"column {category} with 1 and 0."
            )
        if people.has_coders:
            record["labelled_agreement"] = agreement(other, category)
        labels = other.sql("select image, flag from decided join images using (number)").to_arrow_table()
    connection.register("labels_given", labels)
    cells = connection.execute("""
        select count(*) filter (decided.flag and l.flag), count(*) filter (decided.flag and not l.flag),
            count(*) filter (not decided.flag and l.flag), count(*) filter (not decided.flag and not l.flag)
        from labels_given l join images using (image) join decided using (number)""").fetchall()[0]
    connection.unregister("labels_given")
    found = iv.Validation(*map(int, cells))
    record["labelled_count"], record["labelled_unmatched"] = found.labelled_count, len(labels) - found.labelled_count
    if not found.labelled_count:
        raise GardefouError(f"no image of {path.name} is in the detector's file. Nothing was estimated. See image_id.")
    return found


def agreement(connection, category: str) -> dict:
    """Krippendorff's alpha of the coders for one category, with two of them Cohen's kappa; null where not defined."""
    coders = connection.sql(f"""
        pivot (select number, coder, is_flagged::int as code from scores where category = {literal(category)}
               and coder is not null) on coder using any_value(code) group by number""").to_arrow_table()
    rows = [[float("nan") if value is None else float(value) for value in column.to_pylist()]
            for name, column in zip(coders.column_names, coders.columns, strict=True) if name != "number"
    ]  # fmt: skip # saves 2 lines
    found: dict = {"count": len(rows)}
    measures = {"alpha": lambda: iv.krippendorff_alpha(rows)}
    if len(rows) == 2:
        both = [pair for pair in zip(*rows, strict=True) if pair[0] == pair[0] and pair[1] == pair[1]]
        measures["kappa"] = lambda: iv.cohen_kappa([[both.count((i, j)) for j in (0.0, 1.0)] for i in (0.0, 1.0)])
    for name, measure in measures.items():
        try:
            found[name] = estimate_in_words(measure())
        except iv.UnusableInputs as why:
            found |= {name: None, "why": str(why)}
    return found


def table(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a small table with at least these columns, their names in small letters."""
    try:
        saved = text_files.saved_as(path)
        header = text_files.header(path, saved)
        names = [name.casefold() for name in header.names]
        with text_files.opened(path, saved) as file:
            cells = list(csv.reader(file, delimiter=header.delimiter))[header.lines :]
        rows = [dict(zip(names, row, strict=True)) for row in cells if any(row)]
    except (OSError, ValueError, csv.Error):
        raise GardefouError(f"{path.name} cannot be read as CSV. Nothing was estimated.") from None
    if not rows or not set(needed) <= set(names):
        raise GardefouError(f"{path.name}: rows with columns {', '.join(needed) or 'named in a header'} were expected.")
    return rows


def estimate_in_words(found: iv.Estimate) -> dict:
    """An estimate with its codes in words, in both languages."""
    labels = codes()
    record = asdict(found)
    record["method_text"] = labels["estimation_method"][found.method]
    for name, vocabulary in (("assumptions", "estimation_assumption"), ("warnings", "estimation_warning")):
        record[name] = [{"code": code, **labels[vocabulary][code]} for code in record[name]]
    return record


@lru_cache
def codes() -> dict:
    return vocabularies(CODES.parents[1])
