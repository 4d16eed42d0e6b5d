"""The one typeface of pages, pictures and the brief: where its files are, and how each of those is given it.

Gardefou Sans is a subset of Adobe's Source Sans 3 (SIL Open Font License, fonts/OFL.txt) under a name of its own, as
that licence asks of what is changed: Latin letters, digits all equally wide, a regular and a bold face.
"""

import base64
import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

NAME = "Gardefou Sans"
FAMILY = f"{NAME}, DejaVu Sans, Liberation Sans, Arial, sans-serif"
FOLDER = Path(__file__).parent / "fonts"
WEIGHTS = {"Regular": "400", "Bold": "600 700"}
CONFIGURATION = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><include ignore_missing="yes">{usual}</include><dir>{folder}</dir></fontconfig>
"""


@cache
def file(weight: str) -> bytes:
    """The face of a weight as browsers load it (WOFF2)."""
    return (FOLDER / f"GardefouSans-{weight}.woff2").read_bytes()


@cache
def address(weight: str) -> str:
    """Where a face is served, below the application's base; it never changes under its address."""
    return f"fonts/{hashlib.blake2b(file(weight), digest_size=5).hexdigest()}/GardefouSans-{weight}.woff2"


def faces(base: str, *names: str) -> str:
    """The style rules that load both faces from this server, under its own name and `names`."""
    return "".join(
        f'@font-face {{font-family: "{name}"; font-style: normal; font-weight: {weights}; font-display: swap; '
        f'src: url("{base}{address(weight)}") format("woff2")}}'
        for name in (NAME, *names)
        for weight, weights in WEIGHTS.items()
    )


def inside(svg: str) -> str:
    """The style rules an SVG needs to be read alone, with the faces it uses inside."""
    used = {"Regular": True, "Bold": "font-weight" in svg}
    return "".join(
        f'@font-face{{font-family:"{NAME}";font-weight:{WEIGHTS[weight]};'
        f"src:url(data:font/woff2;base64,{base64.b64encode(file(weight)).decode()})}}"
        for weight, is_used in used.items()
        if is_used
    )


@cache
def configuration() -> str:
    """A file that tells fontconfig of the face beside the machine's own: for the browser that draws pictures.

    A picture drawn as PNG knows the machine's fonts only, not those of a style sheet. Where there is no fontconfig
    (macOS), pictures are set in the next face of FAMILY.
    """
    usual = os.environ.get("FONTCONFIG_FILE") or "/etc/fonts/fonts.conf"
    path = Path(tempfile.mkdtemp(prefix="gardefou-fonts-")) / "fonts.conf"
    path.write_text(CONFIGURATION.format(usual=usual, folder=FOLDER), encoding="utf-8")
    return str(path)
