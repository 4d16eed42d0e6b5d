"""Keeps the server's folder names to itself: Streamlit tells every browser where its script lies on the disk."""

from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = str(Path(__file__).parents[1]).encode()


class Paths:
    """Takes the folder out of the message a session begins with; the file's name, which the page needs not, stays."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def without_path(message: Message) -> None:
            data = message.get("bytes")
            if data and ROOT in data:
                message = {**message, "bytes": without(data)}
            await send(message)

        await self.app(scope, receive, without_path)


def without(data: bytes) -> bytes:
    """The message with the script's name in place of its path; any other message as it is."""
    found = ForwardMsg()
    found.ParseFromString(data)
    if found.WhichOneof("type") == "new_session":
        found.new_session.main_script_path = Path(found.new_session.main_script_path).name
    return found.SerializeToString()
