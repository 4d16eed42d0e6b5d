"""PNG, SVG and PDF of a captioned figure, from one browser kept open for the whole process."""

import os
import shutil
import threading
import warnings

import plotly.graph_objects as go

_lock = threading.Lock()
_started = threading.Event()
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def available() -> bool:
    """Whether there is a browser to draw with."""
    return bool(os.environ.get("BROWSER_PATH")) or any(shutil.which(name) for name in BROWSERS)


def warm() -> None:
    """Starts the browser in the background, so that the first export does not wait for it."""
    if not _started.is_set():
        threading.Thread(target=_start, name="export-browser", daemon=True).start()


def _start() -> None:
    import kaleido

    with _lock:
        if not _started.is_set():
            # Without mathjax=False the browser asks a public server for it, and may wait for that for minutes.
            kaleido.start_sync_server(n=1, mathjax=False, silence_warnings=True)
            _started.set()


def image(figure: go.Figure, form: str) -> bytes:
    """The figure as png (twice the pixels), svg or pdf; its layout says how large it is."""
    _start()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "kopts argument is ignored if using a server", each time
        return figure.to_image(form, scale=2 if form == "png" else 1)
