"""What is done once the server is up: files compressed, every page run once, the reader's browser opened."""

import asyncio
import ctypes
import gc
import logging
import os
import socket
import sys
import threading
import time
import webbrowser
from contextlib import asynccontextmanager, suppress

import pyarrow
from pandas._libs.internals import BlockValuesRefs
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance

from figures.files import images
from pages.shared.frame import PAGES
from server import assets, large, shell

LOG = logging.getLogger(__name__)
TIDY = 10.0  # seconds
REJOIN = 30.0  # seconds in which a broken connection finds its session again; the two minutes of Streamlit hold many
PATIENCE = 60  # seconds a page may take, on a slow machine
LARGE = 64 << 10  # bytes: what is larger is asked of the system, and is its again once freed
_columns: list[BlockValuesRefs] = []  # those that were there when the warm-up ended


@asynccontextmanager
async def lifespan(app):
    """The server's life: the warm-up and what is tidied run beside it, and are left behind when it stops."""
    gc.freeze()  # the code itself is not looked through again each time
    threading.Thread(target=warm, name="warm-up", daemon=True).start()
    tidying = asyncio.create_task(tidy())
    yield {}
    tidying.cancel()
    gc.unfreeze()
    large.clear()


async def tidy() -> None:
    """Every TIDY seconds, what nobody uses goes: sessions that are over, the browser that draws, memory that is kept.

    Streamlit lets go of a session that is over when somebody else comes, Python of what refers to itself when there is
    much of it, the allocator (glibc's) of what was freed by a thread when that thread ends.
    """
    give_back = None
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # its own keeps what was freed, and nobody can have it back
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        give_back = library.malloc_trim
        library.mallopt(-8, 1)  # M_ARENA_MAX: else every thread keeps freed memory of its own
        library.mallopt(-3, LARGE)  # M_MMAP_THRESHOLD: else it grows, and large and small lie mixed
    while True:
        await asyncio.sleep(TIDY)
        with suppress(AttributeError, RuntimeError):
            left = get_instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined]
            left.expire(left.timer() + left.ttl - REJOIN)
        await asyncio.to_thread(images.rest)
        gc.collect()
        forget_views()
        if give_back is not None:
            await asyncio.to_thread(give_back, 0)


def forget_views() -> None:
    """Lets go of what pandas notes of each view of a column: of kept ones up to 500 notes, though the views are gone.

    To be asked whether a view is left has a column throw the others away; there is no other door to that.
    """
    for one in (*_columns, *gc.get_objects()):
        if type(one) is BlockValuesRefs:
            one.has_reference()


def warm() -> None:
    """Runs every page once as a visitor would, so that the first one waits for no import; GARDEFOU_WARM=0 leaves it."""
    if os.environ.get("GARDEFOU_OPEN") == "1":
        open_browser()
    if os.environ.get("GARDEFOU_WARM") == "0":
        return
    try:
        for page in PAGES:
            visit(page)
    except Exception as fault:  # a visitor would only wait longer
        LOG.warning("warm-up stopped: %s", fault)
    for name in assets.listing():
        assets.packed(name)
    gc.collect()
    _columns.extend(
        one for one in gc.get_objects() if type(one) is BlockValuesRefs
    )  # what is frozen is not found again
    gc.freeze()


def place() -> tuple[str, int]:
    """Host and port the server listens at, as this machine reaches it."""
    named = config.get_option("server.address") or "localhost"
    return ("localhost" if named in ("0.0.0.0", "::") else named), int(config.get_option("server.port"))


def open_browser() -> None:
    """Opens the dashboard where there is a desktop to open it on; never a browser inside the terminal."""
    desktop = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if desktop:
        host, port = place()
        webbrowser.open(f"http://{host}:{port}{shell.base_path()}")


def visit(page: str) -> None:
    """Asks for one page over the socket and waits until it has run. Raises OSError or TimeoutError."""
    from websockets.sync.client import connect

    named = next((name for name in config.get_option("server.allowedHosts") if "*" not in name), "localhost")
    address = f"ws://{named}{shell.base_path()}_stcore/stream"  # the name only: the connection is to this machine
    with connect(address, sock=_connection(), max_size=None) as stream:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        asked.rerun_script.page_name = "" if page == PAGES[0] else page
        stream.send(asked.SerializeToString())
        deadline = time.monotonic() + PATIENCE
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "script_finished":
            answer.ParseFromString(stream.recv(timeout=max(0.1, deadline - time.monotonic())))


def _connection() -> socket.socket:
    """A connection to the server, once it listens."""
    for _ in range(50):
        try:
            return socket.create_connection(place())
        except OSError:
            time.sleep(0.1)
    return socket.create_connection(place())
