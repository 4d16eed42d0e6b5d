"""What a page with a chart is drawn with, named in the document: the browser fetches it while the page is being made.

Streamlit asks for the script of each kind of element when the server has sent the first of them, one after the other,
and for the largest (Plotly, 1.4 MB compressed) last.
"""

import re
from functools import cache
from pathlib import Path

import streamlit

FOLDER = Path(streamlit.__file__).parent / "static" / "static" / "js"
KINDS = ("PlotlyChart", "Html", "ButtonGroup", "DateInput", "Multiselect", "BidiComponent", "DownloadButton")
IMPORT = re.compile(r'import(?:[^"\'()`;]*from)?"\./([\w.-]+\.js)"')


@cache
def files() -> tuple[str, ...]:
    """The names of the scripts of KINDS and of all that they import, each once."""
    waiting = [path.name for kind in KINDS for path in FOLDER.glob(f"{kind}.*.js")]
    found: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += IMPORT.findall((FOLDER / name).read_text("utf-8"))
    return tuple(found)


def links(text: str, base: str) -> str:
    """A link for each of the files that a document does not name yet; the browser takes them after those it names."""
    return "".join(
        f'    <link rel="modulepreload" crossorigin fetchpriority="low" href="{base}static/js/{name}">\n'
        for name in files()
        if name not in text
    )
