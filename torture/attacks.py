"""What an unfriendly visitor does to the dashboard, from addresses of its own on loopback.

Each attack is a coroutine over the port, the number of connections, and the seconds it goes on; what it returns is
counted by what the server answered. `python -m torture.attacks NAME PORT COUNT SECONDS SOURCES` runs one and prints JSON.
"""

import asyncio
import base64
import json
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import cycle
from typing import Any
from urllib.parse import quote

WHOLE = ("/api/v1/sor_daily.json", "/api/v1/sor_daily.csv", "/api/v1/sor_days.csv", "/api/v1/enforcement.json")
STALLED = (*WHOLE[:3], "/statements", "/figures/", "/embed/script/{plotly}/plotly.js")
Told = Counter[str]


async def line(port: int, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection from that address."""
    return await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0), limit=4096)


def head(port: int, path: str, method: str = "GET", **more: str) -> bytes:
    """A whole request's head."""
    named = {"Host": f"localhost:{port}", **{name.replace("_", "-"): value for name, value in more.items()}}
    return (
        f"{method} {path} HTTP/1.1\r\n".encode()
        + b"".join(f"{k}: {v}\r\n".encode() for k, v in named.items())
        + b"\r\n"
    )


def upgrade(port: int, origin: str) -> bytes:
    """The head that asks for the page's socket."""
    return head(
        port, "/_stcore/stream", Upgrade="websocket", Connection="Upgrade", Origin=origin, Sec_WebSocket_Version="13",
        Sec_WebSocket_Key=base64.b64encode(os.urandom(16)).decode(), Sec_WebSocket_Protocol="streamlit",
    )  # fmt: skip # saves 6 lines


async def status(reader: asyncio.StreamReader) -> str:
    """The status of an answer; `closed` when none came."""
    first = await reader.readline()
    parts = first.split()
    return parts[1].decode() if len(parts) > 1 else "closed"


async def until_cut(reader: asyncio.StreamReader, seconds: float) -> bool:
    """Whether the other side closes within that time, without reading more than it has sent unasked."""
    try:
        async with asyncio.timeout(seconds):
            while await reader.read(1024):
                pass
    except TimeoutError:
        return False
    except OSError:  # reset, because a byte came after the end: closed as well
        pass
    return True


async def each(port: int, count: int, sources: list[str], do: Callable[[int, str], Awaitable[str]]) -> Told:
    """`do` for each connection, all at once; what each came to."""
    told: Told = Counter()

    async def one(number: int, source: str) -> None:
        try:
            told[await do(number, source)] += 1
        except (OSError, asyncio.IncompleteReadError, ValueError) as fault:
            told[type(fault).__name__] += 1

    await asyncio.gather(*(one(number, source) for number, source in zip(range(count), cycle(sources), strict=False)))
    return told


async def stalled(port: int, count: int, seconds: float, sources: list[str]) -> Told:
    """Asks for much and reads nothing of it."""

    async def do(number: int, source: str) -> str:
        _reader, writer = await line(port, source)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        path = STALLED[number % len(STALLED)].replace("{plotly}", plotly())
        writer.write(head(port, path, Accept_Encoding="identity"))
        await asyncio.sleep(seconds)
        writer.transport.abort()
        return "stalled"

    return await each(port, count, sources, do)


async def idle(port: int, count: int, seconds: float, sources: list[str]) -> Told:
    """Sockets of the page that say nothing."""

    async def do(number: int, source: str) -> str:
        reader, writer = await line(port, source)
        writer.write(upgrade(port, f"http://localhost:{port}"))
        async with asyncio.timeout(60):
            found = await status(reader)
        found += " let go" if await until_cut(reader, seconds) else " held"
        writer.transport.abort()
        return found

    return await each(port, count, sources, do)


async def half(port: int, count: int, seconds: float, sources: list[str]) -> Told:
    """Requests that are begun, and go on by a byte a second without an end."""

    async def do(number: int, source: str) -> str:
        reader, writer = await line(port, source)
        writer.write(b"GET /statements HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        for _ in range(int(seconds)):
            if await until_cut(reader, 1.0):
                return "let go"
            writer.write(b"a")
        writer.transport.abort()
        return "held"

    return await each(port, count, sources, do)


async def foreign(port: int, count: int, seconds: float, sources: list[str]) -> Told:
    """Sockets asked for by a page of another host."""

    async def do(number: int, source: str) -> str:
        reader, writer = await line(port, source)
        writer.write(upgrade(port, f"https://other-{number}.example"))
        async with asyncio.timeout(60):
            found = await status(reader)
        writer.transport.abort()
        return found

    return await each(port, count, sources, do)


async def uploads(port: int, count: int, seconds: float, sources: list[str]) -> Told:
    """A megabyte each, put where Streamlit takes files."""

    async def do(number: int, source: str) -> str:
        reader, writer = await line(port, source)
        path = f"/_stcore/upload_file/{number:032x}/{number:032x}"
        writer.write(head(port, path, "PUT", Content_Length="1000000"))
        with suppress(OSError):
            for _ in range(20):
                writer.write(b"\xff\xd8\xff" + bytes(49_997))
                await writer.drain()
        async with asyncio.timeout(60):
            found = await status(reader)
        writer.transport.abort()
        return found

    return await each(port, count, sources, do)


async def read(port: int, path: str, source: str) -> str:
    """The status of an answer that is read to its end."""
    reader, writer = await line(port, source)
    writer.write(head(port, path, Connection="close", Accept_Encoding="identity"))
    async with asyncio.timeout(120):
        found = await status(reader)
        while await reader.read(1 << 16):
            pass
    writer.close()
    return found


async def whole(port: int, count: int, seconds: float, sources: list[str]) -> Told:
    """Whole relations, read as fast as they come; each has a period of its own, so that none is at hand."""

    async def do(number: int, source: str) -> str:
        path = WHOLE[number % len(WHOLE)] + (f"?from=2023-09-{1 + number % 28:02d}" if number % 3 else "")
        return await read(port, path, source)

    return await each(port, count, sources, do)


async def drawings(port: int, count: int, seconds: float, sources: list[str]) -> Told:
    """Pictures and documents of figures, none asked for twice."""
    names = await figures(port)

    async def do(number: int, source: str) -> str:
        period = quote(f"2026-01-{1 + number % 28:02d}")
        name = names[number % len(names)]
        kind = f"/embed/{name}?" if number % 2 else f"/figures/{name}.{('png', 'svg', 'pdf')[number // 2 % 3]}?"
        return await read(port, f"{kind}from=2025-11-25&to={period}&lang={'fr' if number % 4 > 1 else 'en'}", source)

    return await each(port, count, sources, do)


async def figures(port: int) -> list[str]:
    """The names of all figures that have a picture."""
    reader, writer = await line(port, "127.0.0.1")
    writer.write(head(port, "/figures/", Connection="close"))
    text = (await reader.read(-1)).split(b"\r\n\r\n", 1)[1]
    writer.close()
    listed: list[dict[str, Any]] = json.loads(text[text.index(b"{") : text.rindex(b"}") + 1])["figures"]
    return [one["name"] for one in listed if "png" in one["files"]]


async def clicks(port: int, count: int, seconds: float, sources: list[str]) -> Told:
    """Sockets that ask for one page after another without waiting for an answer."""
    import websockets
    from streamlit.proto.BackMsg_pb2 import BackMsg

    async def do(number: int, source: str) -> str:
        sent = 0
        with suppress(Exception):
            async with websockets.connect(
                f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], local_addr=(source, 0), max_size=None,
            ) as socket:  # fmt: skip # saves 3 lines
                end = asyncio.get_running_loop().time() + seconds
                while asyncio.get_running_loop().time() < end:
                    asked = BackMsg()
                    asked.rerun_script.page_name = ("statements", "enforcement", "incidence")[sent % 3]
                    await socket.send(asked.SerializeToString())
                    sent += 1
                    await asyncio.sleep(0.05)
        return "asked" if sent else "refused"

    return await each(port, count, sources, do)


def plotly() -> str:
    """The version in the address of the documents' script."""
    import plotly as library

    return library.__version__


ATTACKS = {one.__name__: one for one in (stalled, idle, half, foreign, uploads, whole, drawings, clicks)}


def main() -> int:
    """0 when the attack has been carried out."""
    name, port, count, seconds, sources = sys.argv[1], *map(int, sys.argv[2:6])
    addresses = [f"127.0.1.{number}" for number in range(1, sources + 1)] if sources else ["127.0.0.1"]
    told = asyncio.run(ATTACKS[name](port, count, seconds, addresses))
    print(json.dumps(dict(sorted(told.items())), allow_nan=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
