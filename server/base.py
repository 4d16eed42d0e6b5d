"""Where the application stands on its host, and the language a request is answered in."""

from urllib.parse import parse_qs

from streamlit import config

from figures.words import LANGUAGES


def base_path() -> str:
    """`/` or `/garde-fou/`: where the application stands on its host (server.baseUrlPath)."""
    inner = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{inner}/" if inner else "/"


def language(query: bytes, accepted: str) -> str:
    """The language of a request: its address, else the first of the browser's languages that we speak, else English."""
    for wanted in (*parse_qs(query.decode("latin-1")).get("lang", [])[:1], *accepted.split(",")):
        code = wanted.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return "en"
