"""All that is wrong in the folder of an affair, file by file in one run, and what each page will not show, and why.

The folder is read whole whatever is wrong with it: every fault is kept, and what could be read goes on to the checks.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb

from etl.affairs.new import TEMPLATE
from etl.errors import GardefouError
from etl.intake import affair, dictionary, law, linked, tables
from etl.intake import material as materials
from etl.intake.cells import Cell, composed, read_cells
from etl.intake.sources import accepted_codes, places, shared_codes, sources
from etl.intake.values import Codes, Kind, Refusal, public_path
from etl.nlp import language
from etl.warehouse import layers, raw, rules

# What a page lacks when a relation has no such row: page, relation, condition, what is missing and where it is given.
GAPS = (
    ("overview", "affair", "headline_id is not null", "no measured share leads the page (headline in affair.yml)"),
    ("overview", "affair", "reference_base_id is not null", "no maximum of a law (reference_law in affair.yml)"),
    ("overview", "key_events", "true", "no key event is named on the axis (key_events in affair.yml)"),
    ("incidence", "incidence", "value_low is not null", "no share of what was made, with a known sample"),
    ("incidence", "incidence", "quantity_group = 'test'", "no test meant to provoke"),
    ("exposure", "provisions", "true", "no law was read (law/*.yml)"),
    ("exposure", "affair", "not exists (from marts.enforcement as acts where is_counted and jurisdiction <> 'INT' and "
     "not exists (from marts.provisions as read where read.jurisdiction = acts.jurisdiction))",
     "a place that acted has no law read here, and its lane says so (law/*.yml; new-law begins one)"),
    ("statements", "statements", "true", "no public statement (curated/platform_statements.csv)"),
    ("statements", "sor_daily", "platform = (select dsa_platform from marts.affair)",
     "no daily statements of reasons (reported.dsa in affair.yml, sor_daily in sources.yml)"),
    ("enforcement", "enforcement", "is_counted", "no counted act (curated/enforcement_actions.csv)"),
    ("enforcement", "clocks", "true", "days are counted from the first day of the facts (clocks in affair.yml)"),
    ("reactions", "reactions", "true", "no public reaction (curated/public_reactions.csv)"),
    ("reactions", "affair", "tagger_trained_on = affair_id", "the tagger learnt from another affair's posts"),
    ("every page", "lookups", "true", "nobody said when things were last looked for (reference/lookups.csv)"),
)  # fmt: skip # saves 8 lines
FACTS = {"detections", "enforcement_actions", "platform_statements", "public_reactions"}
# Checks that say that a row does not exist: nothing they say holds where the table of those rows could not be read.
NEEDED = {
    "affair_names_rows.sql": FACTS | {"provisions"},
    "claim_tests_point_at_rows.sql": FACTS,
    "lookups_are_of_rows.sql": FACTS | {"provisions"},
    "measurements_have_a_frame.sql": {"frames"},
    "rows_have_an_address.sql": {"unlinked_domains"},
    "withdrawn_rows_are_gone.sql": FACTS | {"provisions"},
}
LITTLE = {"fr": language.FRENCH | {"le", "la", "un", "et", "sur", "par"}, "en": language.ENGLISH}  # common words
STAND_IN = {
    "id": "new",
    "platform": "–",
    "code": "none",
    "today": "2026-04-30",
    "languages": "en",
    "trained_on": "none",
}


class Lenient(raw.Strict):
    """Keeps the faults of each file and goes on with what could be read of it.

    `found`: what is wrong, by file. `marked`: the lines whose cells were found at fault, `faulty`: their rows.
    `unread`: tables of which nothing could be read, so that nobody is told that the rows they name do not exist.
    """

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self.marked: set[tuple[str, int]] = set()
        self.faulty: set[str] = set()  # the rows on them, by identifier
        self.unread: set[str] = set()
        self.swapped: list[str] = []  # lines whose text in one language seems to be in the other
        self.has_dictionary = True
        self.has_own_codes = True  # affair.yml can be read, and says which codes only this affair has
        self.law_files: set[str] = set()  # those with a fault, whose rows are half read
        self.is_whole = True

    def keep(self, fault: GardefouError, place: str) -> None:
        """A refusal's faults, each as one."""
        said = fault.faults if isinstance(fault, Refusal) else [without_build(str(fault))]
        kept = self.found.setdefault(fault.place if isinstance(fault, Refusal) else place, [])
        kept += [one for one in said if one not in kept]

    def table(self, path: Path, description: dict, codes: Codes) -> tables.Table:  # type: ignore[override]
        try:
            table, said = tables.examined(path, description, codes)
        except GardefouError as fault:
            self.keep(fault, public_path(path))
            self.unread.add(path.stem)
            kinds = {column: Kind(**spec) for column, spec in description["columns"].items()}
            return tables.Table(public_path(path), kinds, [], header=tuple(description["columns"]))
        if not self.has_own_codes:  # which codes it adds is not known, and the file's own fault is said
            said = [one for one in said if "in codes of affair.yml" not in one]
        if said:
            self.found.setdefault(table.name, []).extend(said)
        self.swapped += swapped(table)
        at_fault = [row for row in table.rows if "faulty" in row]
        self.marked |= {(row["source_file"], row["source_line"]) for row in at_fault}
        self.faulty |= {row[column] for row in at_fault for column, kind in table.kinds.items() if kind.type == "id"}
        return table

    def law(self, data: Path, codes: Codes) -> law.Law:
        try:
            found, said = law.examined(data, codes)
        except (AttributeError, TypeError, KeyError):  # a key at fault that others lean on
            found, said = law.Law(), [f"{public_path(data / 'law')}: a file could not be read on after its faults"]
            self.unread.add("provisions")
        for path in sorted((data / "law").glob("*.yml")):
            self.swapped += swapped_within(read_cells(path, []), public_path(path))
        if said:
            self.found.setdefault(public_path(data / "law"), []).extend(said)
            self.law_files = {one.split(", line ")[0].rsplit("/", 1)[-1] for one in said}
        return found

    def affair(self, data: Path) -> list[Any]:  # type: ignore[override]
        """The relations of affair.yml; where it is at fault, of one with no more than its name."""
        self.swapped += swapped_within(read_cells(data / "affair.yml", []), "affair.yml")
        try:
            return affair.relations(data)
        except GardefouError as fault:
            self.keep(fault, "affair.yml")
            self.unread |= {"affair"} if is_sound(data) else {"affair", "provisions"}
        path = data / "affair.yml"
        plain = affair.file_values(composed(TEMPLATE.read_text(encoding="utf-8").format(**STAND_IN)), "affair.yml", [])
        cells = read_cells(path, []) if path.exists() else None
        named = affair.file_values(cells, public_path(path), [])["rows"] if cells else []
        return affair.relations_of(plain | {"rows": named})

    def codes(self, data: Path) -> dict[str, Any]:  # type: ignore[override]
        """The codes accepted; where a file of them is at fault, what could be read, and those that ship."""
        self.has_own_codes = read_cells(data / "affair.yml", []) is not None
        try:
            return accepted_codes(data)
        except GardefouError:
            pass
        own: list[str] = []
        found = affair.own_codes(data, own)
        known: dict[str, Any] = {}
        for read in (shared_codes, places):
            try:
                known |= read(data)
            except GardefouError as fault:
                self.keep(fault, "codes")
                known |= read(raw.ROOT / "data")
        listed = self.found.setdefault(public_path(data / "affair.yml"), [])
        listed += [one for one in own if one not in listed]
        for vocabulary, labels in found.items():
            known[vocabulary] = known.get(vocabulary, {}) | labels
        return materials.in_words(known, materials.of(data))

    def sources(self, data: Path) -> list[dict]:  # type: ignore[override]
        try:
            return sources(data)
        except GardefouError as fault:
            self.keep(fault, "sources.yml")
            return sources()

    def dictionary(self, data: Path, codes: Codes) -> list[dict]:  # type: ignore[override]
        try:
            return dictionary.load(data, codes)
        except GardefouError as fault:
            self.keep(fault, "dictionary.yml")
            self.has_dictionary = False
            return []

    def joined(self, read: dict[str, tables.Table]) -> None:
        for said in linked.faults(read, self.unread):
            file, place = said.split(", line ", 1)
            self.found.setdefault(file, []).append(said)
            self.marked.add((file, int(place.split(",")[0])))

    def short(self, why: str) -> None:
        self.found.setdefault("rows", []).append(why)


def is_sound(data: Path) -> bool:
    """Whether it is known what the affair is of, and so which law is set aside."""
    cells = read_cells(data / "affair.yml", [])
    said = cells.value.get("material") if cells and isinstance(cells.value, dict) else None
    return not said or not said.value or materials.nouns(data) is not materials.USUAL


def without_build(told: str) -> str:
    """What a build says of itself at the end of a fault is not so where nothing was being built."""
    return told.replace("The build stopped; the version being served is unchanged.", "").replace("  ", " ").strip()


def examine(data: Path, store: Path, as_of: dt.date) -> tuple[dict[str, list[str]], bool, list[str]]:
    """File → its faults; whether every check could be run; and, without fault, what pages will not show (gaps)."""
    reading = Lenient()
    with duckdb.connect(":memory:", config={"threads": "2", "memory_limit": "1GB"}) as connection:
        try:
            raw.load(connection, data, store, as_of, reading)
            run_checks(connection, reading, data)
        except GardefouError as fault:
            if not any(reading.found.values()):
                reading.keep(fault, "the build")
            reading.is_whole = False
        except Exception:  # what a row without its cells leads to; without a fault before, it is one of ours
            if not any(reading.found.values()):
                raise
            reading.is_whole = False
        found = {file: said for file, said in reading.found.items() if said}
        return found, reading.is_whole, [] if found else [*reading.swapped, *unsaid(data), *gaps(connection)]


def run_checks(connection: duckdb.DuckDBPyConnection, reading: Lenient, data: Path) -> None:
    """Fill staging and marts, and keep what the checks of a build find; of lines at fault already, nothing more."""
    layers.create(connection, layers.SQL / "staging")
    early, late = layers.checks_of(connection)
    keep_wrong(connection, early, reading, data)
    layers.compute(connection)
    layers.create(connection, layers.SQL / "marts")
    keep_wrong(connection, late, reading, data)
    keep_wrong(connection, rules.broken(connection), reading, data)


def keep_wrong(connection: duckdb.DuckDBPyConnection, checks: dict[str, str], reading: Lenient, data: Path) -> None:
    has_faults, wrong = any(reading.found.values()), set[tuple[str, Any]]()
    for name, text in checks.items():
        rows = layers.wrong_rows(connection, text)
        for row in rows:
            if isinstance(row.get("file"), str):
                if row["file"] == "data/affair.yml" and not row.get("line"):
                    row["line"] = line_of(data / "affair.yml", str(row.get("column_name")))
                row["file"] = row["file"].replace("data/", f"{data.absolute().name}/", 1)
        if has_faults:  # what was left out of a row at fault is no fault of another
            rows = [row for row in rows if "file" in row and (row["file"], row.get("line")) not in reading.marked]
            rows = [row for row in rows if not reading.faulty & {row.get("found"), row.get("row_id")}]
            rows = [row for row in rows if not said_of_unread(row, name, reading)]
        if rows:
            reading.found.setdefault(layers.first_sentence(text), []).extend(map(in_place, rows))
            wrong |= {(str(row.get("file")), row.get("line")) for row in rows}
    reading.marked |= wrong  # what follows from it is no fault of its own


def swapped(table: tables.Table) -> list[str]:
    """A line for each row whose English reads as French and whose French as English."""
    pairs = [name for name in table.kinds if name.endswith("_en") and f"{name[:-2]}fr" in table.kinds]
    return [
        f"{row['source_file']}, line {row['source_line']}: {name} seems to be in French, and {name[:-2]}fr in English"
        for row in table.rows
        for name in pairs
        if reads_as(row[name], "fr") and reads_as(row[f"{name[:-2]}fr"], "en")
    ]


def swapped_within(cell: Cell | None, file: str) -> list[str]:
    """A line for each text of a YAML file whose English reads as French and whose French as English."""
    if cell is None or not isinstance(cell.value, dict | list):
        return []
    inner = cell.value if isinstance(cell.value, list) else list(cell.value.values())
    found = [line for one in inner for line in swapped_within(one, file)]
    en, fr = (cell.value.get(lang) for lang in ("en", "fr")) if isinstance(cell.value, dict) else (None, None)
    if en and fr and reads_as(str(en.value), "fr") and reads_as(str(fr.value), "en"):
        found.insert(0, f"{file}, line {en.line}: en seems to be in French, and fr in English")
    return found


def reads_as(text: str | None, lang: str) -> bool:
    """Whether a text has more common words of this language than of the other, and two of them at least."""
    found = (text or "").lower().replace("’", "'").split()
    counts = {name: sum(map(known.__contains__, found)) for name, known in LITTLE.items()}
    return counts[lang] > max(1, *(count for name, count in counts.items() if name != lang))


def line_of(path: Path, key: str) -> int | None:
    """The line of a key of affair.yml, such as reported.dsa.platform; of what is around it where it is not there."""
    cell, line = read_cells(path, []), None
    for name in key.split("."):
        cell = cell.value.get(name) if cell and isinstance(cell.value, dict) else None
        line = cell.line if cell else line
    return line


def in_place(row: dict[str, Any]) -> str:
    """A row that must not exist as the faults of cells are said: file, line, column, what was found and is accepted."""
    named = {"file", "line", "column_name", "found", "accepted"}
    told = ", ".join(f"{key} {value}" for key, value in row.items() if value is not None and key not in named)
    place = [str(row[key]) if key == "file" else f"{key.removesuffix('_name')} {row[key]}"
             for key in ("file", "line", "column_name") if row.get(key) is not None]  # fmt: skip # saves 3 lines
    found = f": {str(row['found'])!r}" if row.get("found") is not None else ""
    accepted = f"; accepted: {row['accepted']}" if row.get("accepted") else ""
    return f"{', '.join([*place, *([told] if told else [])])}{found}{accepted}"


def said_of_unread(row: dict[str, Any], check: str, reading: Lenient) -> bool:
    """Whether a check speaks of a file of which nothing, or only a stand-in, was read."""
    file = str(row["file"])
    if file.endswith("affair.yml") and check != "affair_names_rows.sql":
        return "affair" in reading.unread
    if "/law/" in file and file.rsplit("/", 1)[-1] in reading.law_files:
        return True
    if check == "what_is_found_has_a_name.sql" and row.get("kind") == "provisions" and reading.law_files:
        return True  # the fault of its file says it
    needed = NEEDED.get(check, set())
    return bool(needed & reading.unread) or (file.endswith("dictionary.yml") and not reading.has_dictionary)


def unsaid(data: Path) -> list[str]:
    """Of each law file written here that is set aside as read for images, because it says no material: what to add."""
    own = materials.nouns(data)["en"]
    return [
        f"law/{name}: read for {materials.USUAL['en']['many']} (none said); this affair is of {own['many']}: add "
        f"`material: {own['one']}` if it was read for them"
        for name in materials.set_aside(data)
        if (cells := read_cells(data / "law" / name, []))
        and "material" not in affair.without_lines(cells)
        and not is_shipped(data / "law" / name)
    ]


def is_shipped(path: Path) -> bool:
    """Whether a law file is, byte for byte, one of those that a new affair begins with."""
    first = raw.ROOT / "data/law" / path.name
    return first.exists() and first.read_bytes() == path.read_bytes()


def gaps(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What each page will not show, and why."""
    aside = connection.execute("select ltrim(text_en) from marts.affair_words where slot = 'law_aside'").fetchall()
    said = [
        f"exposure: {text} A law file says at its head what it was read for (material)." for (text,) in aside if text
    ]
    return said + [
        f"{page}: {told}"
        for page, relation, condition, told in GAPS
        if not connection.execute(f"select 1 from marts.{relation} where {condition} limit 1").fetchall()
    ]


def said(found: dict[str, list[str]]) -> list[str]:
    """A text for each file or check with faults, each fault with file, line and what is accepted; [] without any."""
    return [
        f"{f'{len(listed)} faults' if len(listed) > 1 else '1 fault'}{': ' if ' ' in place else ' in '}{place}:\n  "
        + "\n  ".join(listed)
        for place, listed in found.items()
    ]
