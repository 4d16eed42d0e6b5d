"""Begin the folder of another affair: what is shared is copied, what is of an affair is empty and says its columns."""

import csv
import datetime as dt
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from etl.errors import GardefouError
from etl.intake.sources import sources
from etl.places import ROOT
from etl.yaml_text import LOADER

SHIPPED = ROOT / "data"
# Tables of data/reference that are of one affair: they begin empty. The others describe the world and are copied.
OWN = (
    "action_exclusions", "distinct_rows", "frames", "incidence_treatments", "lookups", "origin_facts",
    "related_context", "scope_crosswalk", "withdrawn", "corrections",
)  # fmt: skip # saves 8 lines
BESIDE = ("withdrawn", "corrections")  # they stand in the folder itself
TEMPLATE = Path(__file__).with_name("template.txt")


def begin(folder: Path, affair_id: str, platform: str, languages: list[str], today: dt.date) -> list[Path]:
    """The files of a new affair's folder, which builds, and whose pages open, with no row in it.

    Raises GardefouError when the folder holds something, or the identifier or the platform cannot be one.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise GardefouError(f"{folder} holds something already. Nothing was written; name a new folder.")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", affair_id):
        raise GardefouError(f"{affair_id!r} is not an identifier. Nothing was written; use a-z, digits and -.")
    if not re.search(r"\w", platform) or any(sign in platform for sign in "{}[]<>\n"):
        raise GardefouError(
            f"{platform!r} is not a name of a platform. Nothing was written; give its name alone, with a letter or a "
            "digit, without brackets."
        )
    for name in ("law", "reference"):
        shutil.copytree(SHIPPED / name, folder / name)
    shutil.copy(SHIPPED / "dictionary.yml", folder)
    (folder / "curated").mkdir()
    for source in sources():
        if source.get("columns") and "curated" in source.get("file", ""):
            empty(folder / source["file"].removeprefix("data/"), source["columns"])
    described = next(source for source in sources() if source["id"] == "reference")["tables"]
    for name in OWN:
        empty(folder / ("" if name in BESIDE else "reference") / f"{name}.csv", described[name]["columns"])
    shipped = yaml.load((SHIPPED / "affair.yml").read_text(encoding="utf-8"), LOADER)
    code = re.sub(r"\W+", "_", platform.strip()).strip("_")
    text = TEMPLATE.read_text(encoding="utf-8").format(
        id=affair_id, platform=platform.strip().replace("\\", r"\\").replace('"', r"\""), today=today,
        code=code if yaml.load(code, LOADER) == code else f'"{code}"',  # 404 and no are no texts
        languages=", ".join(languages), trained_on=(shipped.get("tagger") or {}).get("trained_on") or shipped["id"],
    )  # fmt: skip # saves 3 lines
    (folder / "affair.yml").write_text(text, encoding="utf-8")
    (folder / "sources.yml").write_text(source_days(), encoding="utf-8")
    return sorted(path for path in folder.rglob("*") if path.is_file())


def empty(path: Path, columns: dict[str, dict]) -> None:
    """A table with its header, and one row set aside by a # that says what each column accepts."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        hints = [hint(spec) for spec in columns.values()]
        writer.writerow([f"# {hints[0]}", *hints[1:]])


HINTS = {
    "id": {"en": "an identifier of your own", "fr": "un identifiant de votre choix"},
    "text": {"en": "text", "fr": "texte"},
    "date": {"en": "2026-04-30 or 2026-04", "fr": "2026-04-30 ou 2026-04"},
    "day": {"en": "2026-04-30", "fr": "2026-04-30"},
    "flag": {"en": "true or false", "fr": "oui ou non"},
    "country": {"en": "a code of jurisdictions.csv", "fr": "un code de jurisdictions.csv"},
    "countries": {"en": "codes of jurisdictions.csv, ; between", "fr": "codes de jurisdictions.csv, séparés par ;"},
    "currency": {"en": "EUR", "fr": "EUR"},
    "url": {"en": "https://…", "fr": "https://…"},
    "integer": {"en": "a whole number", "fr": "un nombre entier"},
    "number": {"en": "a number", "fr": "un nombre"},
    "code": {"en": "a code of {}", "fr": "un code de {}"},
    "codes": {"en": "codes of {}, ; between", "fr": "codes de {}, séparés par ;"},
    "blank": {"en": ", or blank", "fr": ", ou vide"},
}


def hint(spec: dict, lang: str = "en", codes: Mapping[str, Iterable[str]] | None = None) -> str:
    """What a column accepts, in a few words; of several codes, which, when `codes` has the vocabularies."""
    kind = spec.get("type", "text")
    told = HINTS.get(kind, HINTS["text"])[lang].format(spec.get("vocabulary", ""))
    if kind == "codes" and codes:
        told += f" ({', '.join(codes[spec['vocabulary']])})"
    return told if spec.get("required") else told + HINTS["blank"][lang]


def source_days() -> str:
    """The sources.yml of a new affair: the days of what was copied, as they ship."""
    shipped = yaml.load((SHIPPED / "sources.yml").read_text(encoding="utf-8"), LOADER)
    kept = {
        name: {"snapshot_date": shipped[name]["snapshot_date"]}
        for name in ("law", "counting_rules", "exchange_rates")
        if "snapshot_date" in shipped.get(name, {})
    }
    head = (
        "# What each source holds for this affair: the day its files were last completed (snapshot_date), the fewest\n"
        "# rows that are no loss (at_least), and what these rows in particular cannot say (cannot_say: {en, fr}).\n"
    )
    return head + yaml.safe_dump(kept, sort_keys=False)
