"""What each source is: its YAML beside the readers, and the vocabularies its codes are checked against."""

import csv
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from etl.errors import GardefouError
from etl.files import sha256
from etl.intake import material
from etl.intake.affair import own_codes
from etl.intake.cells import checked, read_cells
from etl.intake.values import Kind, public_path, refusal
from etl.yaml_text import LOADER

ROOT = Path(__file__).parents[2]
READERS = ROOT / "etl" / "readers"
REQUIRED = ("id", "title", "publisher", "licence", "shape", "coverage", "cannot_say")
BILINGUAL = ("title", "publisher", "licence", "coverage", "cannot_say")


OWN = {
    "snapshot_date": Kind("day"),
    "at_least": Kind("integer"),
    "file": Kind("text"),
    "title": Kind("bilingual"),
    "coverage": Kind("bilingual"),
    "cannot_say": Kind("bilingual"),
}


def sources(data: Path | None = None) -> list[dict]:
    """Every source description, by identifier, with what the affair in `data` says of it (sources.yml).

    Texts may hold slots of the affair ({service}…). Raises GardefouError for one that lacks a key or a language.
    """
    own = own_sources(data) if data else {}
    found = []
    for path in sorted(READERS.glob("*.yml")):
        source = described(path.read_text(encoding="utf-8"))
        missing = [key for key in REQUIRED if not source.get(key)]
        missing += [f"{key}.{lang}" for key in BILINGUAL for lang in ("en", "fr") if not text(source, key, lang)]
        if source.get("id") != path.stem:
            missing.append(f"id: {path.stem} (the file's name)")
        if missing:
            raise GardefouError(f"etl/readers/{path.name} lacks {', '.join(missing)}. Nothing was built.")
        found.append(joined(source, own.pop(path.stem, {})))
    if own:
        raise GardefouError(
            f"data/sources.yml names {', '.join(own)}, which is not a source. Nothing was built; accepted: "
            f"{', '.join(source['id'] for source in found)}."
        )
    return found


@cache
def described(text: str) -> dict:
    """What a description says, read once; `sources` changes nothing in it."""
    return yaml.load(text, LOADER)


def own_sources(data: Path) -> dict[str, dict]:
    """Source → what sources.yml of this folder says of it; nothing when there is no such file. Raises GardefouError."""
    path = data / "sources.yml"
    if not path.exists():
        return {}
    faults: list[str] = []
    cells = read_cells(path, faults)
    listed = cells.value if cells and isinstance(cells.value, dict) else {}
    found = {name: checked(cell, OWN, {}, public_path(path), faults) for name, cell in listed.items()}
    if faults:
        raise refusal(public_path(path), faults)
    return {name: {key: value for key, value in own.items() if value is not None} for name, own in found.items()}


def joined(source: dict, own: dict) -> dict:
    """A description with what an affair says of it: its own limits come after those of any affair."""
    limits = {
        lang: " ".join([text(source, "cannot_say", lang).strip(), text(own, "cannot_say", lang).strip()]).strip()
        for lang in ("en", "fr")
    }
    return source | own | {"cannot_say": limits}


def text(source: dict, key: str, lang: str) -> str:
    value = source.get(key)
    return value.get(lang, "") if isinstance(value, dict) else ""


def vocabularies(data: Path) -> dict[str, dict[str, dict[str, str]]]:
    """vocabulary → code → label in each language, from reference/codes.yml and the affair's own codes.

    Raises GardefouError for a file that is no such list.
    """
    found = shared_codes(data)
    for vocabulary, own in own_codes(data).items():
        found[vocabulary] = found.get(vocabulary, {}) | own
    return material.in_words(found, material.of(data))


def shared_codes(data: Path) -> dict[str, dict[str, dict[str, str]]]:
    """What reference/codes.yml lists; raises GardefouError naming the labels that are none, with their lines."""
    path = data / "reference" / "codes.yml"
    try:
        found = codes_in(path.read_text(encoding="utf-8"))
        if all({"en", "fr"} <= label.keys() for labels in found.values() for label in labels.values()):
            return dict(found)
    except (OSError, UnicodeDecodeError, AttributeError, yaml.YAMLError):
        pass
    faults: list[str] = [] if path.exists() else [f"{public_path(path)} is missing; restore the file"]
    cells = read_cells(path, faults) if path.exists() else None
    for name, listed in cells.value.items() if cells and isinstance(cells.value, dict) else ():
        if not isinstance(listed.value, dict):
            faults.append(f"{public_path(path)}, line {listed.line}, {name}: is no mapping of codes to labels")
            continue
        for code, label in listed.value.items():
            if not isinstance(label.value, dict) or not {"en", "fr"} <= label.value.keys():
                faults.append(
                    f"{public_path(path)}, line {label.line}, {name}.{code}: needs en and fr, each with words"
                )
    raise refusal(public_path(path), faults)


@lru_cache(maxsize=4)
def codes_in(text: str) -> dict[str, dict[str, dict[str, str]]]:
    """The codes of a text, read once: a build asks for them three times."""
    return yaml.load(text, LOADER)


def accepted_codes(data: Path) -> dict[str, dict[str, Any]]:
    """vocabulary → its codes in order, with `jurisdiction` from data/reference/jurisdictions.csv."""
    found: dict[str, dict[str, Any]] = dict(vocabularies(data))
    found |= places(data)
    return found


def places(data: Path) -> dict[str, dict[str, dict[str, str]]]:
    """`jurisdiction` → code → its row of reference/jurisdictions.csv; raises GardefouError."""
    path = data / "reference" / "jurisdictions.csv"
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return {"jurisdiction": {row["code"]: row for row in csv.DictReader(file)}}
    except (OSError, UnicodeDecodeError, KeyError, csv.Error):
        raise refusal(
            public_path(path), [f"{public_path(path)}: no list of jurisdictions with a column code"]
        ) from None


def verified(path: Path) -> dict:
    """The snapshot record beside a raw file, once the file's bytes are those recorded.

    Raises GardefouError naming the file that is missing or changed.
    """
    record_path = path.with_name("snapshot.json")
    where = path.relative_to(path.parents[3]).as_posix() if len(path.parents) > 3 else path.name
    if not record_path.exists() or not path.exists():
        lost = record_path.name if path.exists() else path.name
        raise GardefouError(
            f"{where}: {lost} is missing. The build stopped; the version being served is unchanged. "
            "Restore it from the repository."
        )
    record = json.loads(record_path.read_text(encoding="utf-8"))
    found = sha256(path)
    if found != record["sha256"]:
        raise GardefouError(
            f"{where} has changed since it was recorded (sha256 {found[:12]}…, recorded {record['sha256'][:12]}…). "
            "The build stopped; the version being served is unchanged. Restore the file; a new snapshot gets a folder "
            "of its own date."
        )
    return record


@cache
def publishers(data: Path) -> dict[str, str]:
    """publisher → source_kind."""
    with open(data / "reference" / "publishers.csv", encoding="utf-8", newline="") as file:
        return {row["publisher"]: row["source_kind"] for row in csv.DictReader(file)}
