"""`/fonts/…`: the faces of the pages, from this server; each under an address that names what is in it."""

from starlette.requests import Request

from figures.files import typeface
from server.answers import Answer
from server.refused import PUBLIC, Refused, refusals


@refusals
def face(request: Request) -> Answer:
    """A face of the typeface; it never changes under its address."""
    wanted = f"fonts/{request.path_params['digest']}/{request.path_params['name']}"
    for weight in typeface.WEIGHTS:
        if typeface.address(weight) == wanted:
            kept = {"cache-control": "public, immutable, max-age=31536000", **PUBLIC}
            return Answer(200, typeface.file(weight), "font/woff2", kept)
    raise Refused(404, "unknown_address", value=request.url.path)
