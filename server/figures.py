"""`/figures/…`: every figure as a picture, a table, a record; the same bytes as the page's own files. Reads only.

What an anonymous visitor can make the server do is bounded: what was made is kept in memory by what it is made of, one
browser draws, few may wait for it, and nothing is written to the disk.
"""

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from starlette.requests import Request

import figures as room
from etl import cells, warehouse
from figures.address import InVain, accepted, cleaned, of_figure
from figures.asked import Asked
from figures.charts.base import look
from figures.charts.nothing import sentence_figure
from figures.data import manifest, reading
from figures.drawn import Drawn, Figure, citable, drawn, facts, figures
from figures.drawn import asked_of as asked_when
from figures.files import images
from figures.files.facts import file_name
from figures.files.made import ENDINGS, IN_WORDS, MIME, SIZES, made, sized, worded
from figures.kept import Kept
from figures.words import LANGUAGES
from server.addresses import home
from server.answers import Answer, is_known
from server.base import language
from server.data import CSV, version_of
from server.refused import JSON, PUBLIC, Refused, refusals

OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "png": {"size": tuple(SIZES), "ground": ("house", "white", "transparent"), "theme": ("light", "dark")},
    "svg": {"size": tuple(SIZES), "ground": ("house", "white", "transparent"), "theme": ("light", "dark")},
    "pdf": {},
    "csv": {"form": ("shown", "whole", "semicolons"), "bom": ("0", "1")},
    "xlsx": {},
    "json": {"form": ("rows", "about")},
}  # ending → the parameters of its file, each with what it accepts, the usual one first
FORMS = {("csv", "whole"): "csv_full", ("csv", "semicolons"): "csv_fr", ("json", "about"): "about"}
_files = Kept(200, 8_000_000, len)


@cache
def code() -> str:
    """A hash of the code that figures are made of: another program may draw the same data otherwise."""
    told = hashlib.blake2b(digest_size=6)
    for path in sorted(Path(room.__file__).parent.rglob("*")):
        if path.suffix in (".py", ".yml"):
            told.update(path.read_bytes())
    return told.hexdigest()


def usual_language(request: Request) -> str:
    """The language of a request that names none: the browser's, else English."""
    return language(b"", request.headers.get("accept-language", ""))


@refusals
def index(request: Request) -> Answer:
    """Every figure: its name, page, title in both languages, parameters, files."""
    served = version_of("")
    with reading(served):
        listed = [_listed(one, home(request)) for one in figures().values()]
    found = {
        "version": served.version,
        "data_date": served.data_date[:10],
        "licence": "CC BY 4.0",
        "parameters": {
            "lang": list(LANGUAGES),
            "from": "YYYY-MM-DD",
            "to": "YYYY-MM-DD",
            "jurisdiction": "ISO 3166 codes or EU, repeated; none: all",
            "v": "a data version; none: the newest",
        },
        "files": {ending: {name: list(values) for name, values in own.items()} for ending, own in OPTIONS.items()},
        "csv": CSV,
        "sizes": {name: list(extent) for name, extent in SIZES.items() if extent[0]},
        "figures": listed,
    }
    return Answer(200, cells.to_json(found), JSON, {"cache-control": "no-cache", **PUBLIC})


def _listed(one: Figure, base: str) -> dict[str, Any]:
    asked = {lang: usual(lang, one, base) for lang in LANGUAGES}
    shown = {lang: drawn(one.name, asked[lang]) for lang in LANGUAGES}
    own = {
        choice.name: {
            "kind": choice.kind,
            "accepted": list(accepted(choice, asked["en"])),
            "usual": _plain(dict(shown["en"].asked.own)[choice.name]) if shown["en"].asked else None,
        }
        for choice in one.choices
    }
    pictures = ["svg", "png", "pdf"] if any(each.chart is not None for each in shown.values()) else []
    address = f"{base}/figures/{one.name}"
    return {
        "name": one.name,
        "page": one.page,
        "title": {lang: shown[lang].title for lang in LANGUAGES},
        "parameters": {**own, **dict(one.at)},
        "files": {ending: f"{address}.{ending}" for ending in (*pictures, "csv", "xlsx", "json")},
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value if isinstance(value, (int, float, str)) else str(value)


def usual(lang: str, one: Figure, base: str) -> Asked:
    """What a figure is asked when nothing is said."""
    return of_figure([("lang", lang)], one, manifest(), lang, base)[0]


def named(name: str) -> Figure:
    """The figure of that name. Raises Refused."""
    if name not in figures():
        raise Refused(404, "unknown_figure", value=name, accepted=tuple(figures()))
    return figures()[name]


def asked_of(request: Request, one: Figure, served: warehouse.Manifest, more: Any = ()) -> tuple[Asked, dict[str, str]]:
    """What a request asks of a figure, and its further parameters; inside of `reading`. Raises Refused."""
    try:
        pairs = cleaned(request.query_params.multi_items())
        return of_figure(pairs, one, served, usual_language(request), home(request), more)
    except InVain as fault:
        raise Refused(400, fault.key, **fault.values) from None


@refusals
def file(request: Request) -> Answer:
    """The file asked for."""
    one, ending = named(request.path_params["name"]), request.path_params["ending"]
    if ending not in OPTIONS:
        raise Refused(404, "unknown_file", value=ending, accepted=tuple(OPTIONS))
    served = version_of(dict(cleaned(request.query_params.multi_items())).get("v", ""))
    with reading(served):
        asked, extra = asked_of(request, one, served, OPTIONS[ending])
        for name, value in extra.items():
            if value not in OPTIONS[ending][name]:
                raise Refused(400, "bad_value", parameter=name, value=value, accepted=OPTIONS[ending][name])
        options = {name: extra.get(name, values[0]) for name, values in OPTIONS[ending].items()}
        key = _key(one.name, ending, asked, options)
        tag = f'"{hashlib.blake2b(repr(key).encode(), digest_size=12).hexdigest()}"'
        kept = "public, max-age=86400" if asked.is_pinned else "no-cache"
        headers = {"etag": tag, "cache-control": kept, "x-data-version": served.version, **PUBLIC}
        if "lang" not in request.query_params:
            headers["vary"] = "Accept-Language"
        form = FORMS.get((ending, options.get("form", "")), ending)
        if is_known(request.headers.get("if-none-match", ""), tag):
            return Answer(304, b"", MIME[form], headers)
        shown = drawn(one.name, asked)
        name = file_name(facts(shown), *ENDINGS.get(form, (form,)))
        where = "inline" if ending in ("png", "svg", "pdf", "json") else "attachment"
        headers["content-disposition"] = f'{where}; filename="{name}"'
        if ending in images_of(shown) or ending not in ("png", "svg", "pdf"):
            return Answer(200, _files.get(key, partial(_made, shown, form, options)), MIME[form], headers)
    raise Refused(404, "no_picture", value=one.name)


def is_drawn(shown: Drawn) -> bool:
    """Whether the page's own SVG of a figure is there without a drawing."""
    options = {name: values[0] for name, values in OPTIONS["svg"].items()}
    return _files.find(_key(shown.name, "svg", asked_when(shown), options)) is not None


def _key(name: str, ending: str, asked: Asked, options: dict[str, str]) -> tuple[Any, ...]:
    """All that decides the bytes of a file."""
    return (code(), str(warehouse.WAREHOUSE), name, ending, asked, tuple(options.items()))


def images_of(shown: Drawn) -> tuple[str, ...]:
    """The pictures there are of a figure: none of a table; of an empty selection, one that says so."""
    return ("png", "svg", "pdf") if shown.chart is not None or (shown.rows.empty and shown.empty) else ()


def _made(shown: Drawn, form: str, options: dict[str, str]) -> bytes:
    told = citable(shown)
    lang = told.lang
    chart = shown.chart if len(shown.rows) and shown.chart is not None else partial(sentence_figure, shown.empty)
    try:
        if form in ("png", "svg") and tuple(options.values()) != ("page", "house", "light"):
            paper = look(lang, options["theme"])
            return sized(form, told, chart, paper, options["size"], options["ground"], shown.alt)
        rows = worded(shown.rows, told) if form in IN_WORDS else shown.rows
        return made(form, told, partial(chart, look(lang)), rows, shown.alt or shown.empty, options.get("bom") == "1")
    except images.Busy as busy:
        raise Refused(429, "busy", seconds=busy.seconds) from None
    except images.NotDrawn:
        raise Refused(503, "not_drawn", seconds=60) from None


@refusals
def nothing(request: Request) -> Answer:
    """The answer to an address of figures that is none."""
    raise Refused(404, "unknown_address", value=request.url.path)
