"""PNG, SVG and PDF of a captioned figure: one browser kept open for the whole process, one queue before it."""

import asyncio
import atexit
import contextlib
import os
import re
import shutil
import struct
import threading
import time
import zlib
from html import escape
from typing import Any

import plotly.graph_objects as go

from figures.files import typeface

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WAITING = 6  # drawings at once, the one being made included: a visitor more is asked to come back
MOST_DRAWN = 60  # by one browser, which keeps a little of each: then another begins
PATIENCE = 40.0  # seconds one drawing may take, the start of the browser included
QUIET = 30.0  # seconds after which a browser that nobody needs is let go: it holds more memory than all the rest
OF_THE_BROWSER = (
    "checking_close",
    "readwrite_thread",
    "watchdog_wait",
)  # threads that kaleido's own library lets run out
_turn = threading.Lock()
_places = threading.BoundedSemaphore(WAITING)
_loop: asyncio.AbstractEventLoop | None = None  # where the browser is spoken to
_thread: threading.Thread | None = None  # in which the loop runs
_browser: Any = None
_is_well, _drawn, _used_at = True, 0, 0.0


class NotDrawn(Exception):
    """There is no picture: no browser, or it failed twice in a row."""


class Busy(Exception):
    """Too many pictures are being drawn; `seconds` until it is worth asking again."""

    seconds = 5


def available() -> bool:
    """Whether there is a browser to draw with."""
    return bool(os.environ.get("BROWSER_PATH")) or any(shutil.which(name) for name in BROWSERS)


def is_well() -> bool:
    """Whether the last drawing succeeded; true as long as there was none."""
    return _is_well


def warm() -> None:
    """Starts the browser in the background, so that the first export does not wait for it."""
    if _browser is None:
        threading.Thread(target=_begin, name="export-browser", daemon=True).start()


def _begin() -> None:
    with _turn, contextlib.suppress(Exception):  # the drawing itself says what is wrong
        _start()


def rest() -> None:
    """Lets the browser go when it has drawn nothing for QUIET seconds; the next drawing begins with another."""
    if _browser is None or not _turn.acquire(blocking=False):
        return
    try:
        if time.monotonic() - _used_at > QUIET:
            _leave()
    finally:
        _turn.release()


def _start() -> None:
    """A browser that is open, in a loop that is running."""
    global _loop, _thread, _browser, _used_at
    _used_at = time.monotonic()
    if _browser is not None:
        return
    import kaleido

    _loop = asyncio.new_event_loop()
    _thread = threading.Thread(target=_loop.run_forever, name="export-browser-loop", daemon=True)
    _thread.start()

    async def opened() -> Any:
        # Without mathjax=False the browser asks a public server for it, and may wait for that for minutes.
        return await kaleido.Kaleido(n=1, mathjax=False, timeout=PATIENCE).__aenter__()

    usual = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = typeface.configuration()
    try:
        _browser = asyncio.run_coroutine_threadsafe(opened(), _loop).result(PATIENCE)
    finally:
        if usual is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = usual
    # Last in, first out: the browser ends before its folder is cleared away, which is on that list since it was opened.
    atexit.unregister(_leave)
    atexit.register(_leave)


def _leave() -> None:
    """Gives up the browser there is, dead or deaf, without waiting for long: the next drawing begins with another."""
    global _loop, _thread, _browser, _drawn
    loop, thread, browser, _loop, _thread, _browser, _drawn = _loop, _thread, _browser, None, None, None, 0
    if loop is None:
        return
    if browser is not None:
        with contextlib.suppress(Exception):
            asyncio.run_coroutine_threadsafe(browser.__aexit__(None, None, None), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    # A thread that outlives the interpreter keeps what its frames hold, and libraries complain of it at the end.
    ending = [one for one in threading.enumerate() if one.name.startswith(OF_THE_BROWSER) or one is thread]
    for one in ending:
        one.join(2)


def _drawing(figure: go.Figure, form: str, scale: float) -> bytes:
    _start()
    assert _loop is not None
    size = {"width": figure.layout.width, "height": figure.layout.height}
    opts = {"format": form, "scale": scale, **{name: value for name, value in size.items() if value}}
    return asyncio.run_coroutine_threadsafe(_browser.calc_fig(figure.to_dict(), opts=opts), _loop).result(PATIENCE)


def image(figure: go.Figure, form: str, scale: float | None = None) -> bytes:
    """The figure as png (twice the pixels unless `scale` says else), svg or pdf; its layout says how large it is.

    Raises Busy when too many wait, NotDrawn when the browser failed, was started anew and failed again.
    """
    global _is_well, _drawn, _used_at
    scale = (2 if form == "png" else 1) if scale is None else scale
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with _turn:
            for last in (False, True):
                try:
                    made = _drawing(figure, form, scale)
                    _is_well, _drawn, _used_at = True, _drawn + 1, time.monotonic()
                    if _drawn >= MOST_DRAWN:
                        _leave()
                    return made
                except Exception as fault:  # whatever ails a browser, another may be well
                    _leave()
                    if last:
                        _is_well = False
                        raise NotDrawn(str(fault)) from fault
    finally:
        _places.release()
    raise NotDrawn


def settled(svg: str) -> str:
    """An SVG without the random names that would make each drawing differ from the last."""
    names = dict.fromkeys(re.findall(r'(?:id="[a-z]*|\btrace)([0-9a-f]{6})', svg))
    for place, name in enumerate(names):
        svg = svg.replace(name, f"{place:06x}")
    return svg


def titled_svg(svg: bytes, title: str, alt: str, lang: str) -> bytes:
    """The SVG with its title and what it shows inside, for whoever cannot see it."""
    text = settled(svg.decode("utf-8"))
    told = f"<title>{escape(title)}</title><desc>{escape(alt)}</desc><style>{typeface.inside(text)}</style>"
    head = f'<svg role="img" lang="{lang}"'
    return re.sub(r"<svg([^>]*)>", lambda found: f"{head}{found[1]}>{told}", text, count=1).encode("utf-8")


def titled_png(png: bytes, told: dict[str, Any]) -> bytes:
    """The PNG with its words inside (Title, Description, Source, Copyright), as the format has them: iTXt, UTF-8."""
    end = 8 + 25  # signature and IHDR
    chunks = b""
    for name, text in told.items():
        body = b"iTXt" + name.encode("latin-1") + b"\0\0\0\0\0" + str(text).encode("utf-8")
        chunks += struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:end] + chunks + png[end:]
