"""`/feed.atom`: what is new, whole or for some jurisdictions (`?jurisdiction=FR&lang=fr`)."""

from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request

from etl import warehouse
from etl.open_data import feed as atom
from etl.open_data.relations import Asked, rows
from figures.address import cleaned
from figures.words import LANGUAGES
from server.addresses import home
from server.answers import Answer, is_known
from server.base import language
from server.data import version_of
from server.refused import PUBLIC, Refused, refusals


@refusals
def feed(request: Request) -> Answer:
    """The feed, in the language asked for, else the reader's."""
    query = QueryParams(cleaned(request.query_params.multi_items()))
    for name in query:
        if name not in ("jurisdiction", "lang"):
            raise Refused(400, "unknown_parameter", value=name, accepted=("jurisdiction", "lang"))
    lang = query.get("lang") or language(b"", request.headers.get("accept-language", ""))
    if lang not in LANGUAGES:
        raise Refused(400, "bad_language", value=lang, accepted=LANGUAGES)
    places = tuple(dict.fromkeys(query.getlist("jurisdiction")))
    served = version_of("")
    tag = f'"{served.version}-{lang}"'
    headers = {"etag": tag, "cache-control": "no-cache", "vary": "Accept-Language", **PUBLIC}
    with warehouse.connect(served) as opened:
        known = {code for code, *_ in list(rows(opened, "jurisdictions", Asked()))}
        for code in places:
            if code not in known:
                raise Refused(400, "bad_jurisdiction", value=code, accepted=tuple(sorted(known)))
        if is_known(request.headers.get("if-none-match", ""), tag):
            return Answer(304, b"", "application/atom+xml", headers)
        own = "?" + urlencode([*(("jurisdiction", code) for code in places), ("lang", lang)])
        base = home(request)
        text = atom.atom(opened, lang, places, base=base, own=f"{base}/feed.atom{own}", built=served.built_at)
    return Answer(200, text, "application/atom+xml; charset=utf-8", headers)
