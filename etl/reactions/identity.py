"""One name for a network, a post and an author, by whichever tool they came.

A post is known by what its network itself calls it (a number, an at-uri, an address), an author by what the network
keeps when names change where a file has it (did, number), else by the name. A name and a number that one file gives
together are known as one author's: `etl.reactions.store` joins them.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import yaml

from etl.yaml_text import LOADER

SHORTENED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)  # 1.35E+18: a spreadsheet has dropped the digits
HANDLE = re.compile(r"['\"](?:username|screen_name|handle|unique_?id|acct)['\"]: ['\"]([^'\"]+)", re.IGNORECASE)
NOBODY = frozenset({
    "[deleted]", "[removed]", "deleted", "deleted user", "unknown", "unknown user", "anonymous", "anonyme", "redacted",
    "n/a", "na", "none", "null", "nan", "<na>", "[redacted]", "anonymised", "anonymized", "inconnu", "supprimé",
    "[supprimé]", "-",
})  # fmt: skip # saves 21 lines
# What a network's name may stand beside: ex-Twitter, Facebook Public Page, YouTube comments.
OF_IT = re.compile(
    r"^(?:ex|formerly|anciennement)[ -]|(?: (?:public|business|company|official)?[ -]?(?:pages?|groups?|posts?|"
    r"comments?|commentaires?|videos?|channels?|profiles?|messages?)| (?:public|business|company))$"
)
# What stands for an author or a post in the addresses of a network.
PROFILE = {
    "x": r"(?:x|twitter)\.com/(?!i/|intent/|search|hashtag/)(\w{1,20})",
    "bluesky": r"bsky\.app/profile/([\w.:-]+)",
    "youtube": r"youtube\.com/(?:channel/|user/|c/)?(@?[\w.%-]+)",
    "tiktok": r"tiktok\.com/@([\w.-]+)",
    "instagram": r"instagram\.com/(?!p/|reel/|tv/)([\w.]+)",
    "threads": r"threads\.(?:net|com)/@([\w.]+)",
    "reddit": r"reddit\.com/(?:u|user)/([\w-]+)",
    "telegram": r"(?:t|telegram)\.me/(?:s/)?(\w+)",
    "facebook": r"facebook\.com/(?:profile\.php\?id=|people/[^/]+/|groups/[^/]+/user/)?([\w.]+)",
    "truthsocial": r"truthsocial\.com/@(\w+)",
    "gab": r"gab\.com/@?(\w+)",
    "vk": r"vk\.com/([\w.]+)",
    "linkedin": r"linkedin\.com/((?:in|company)/[^/?#]+)",
    "tumblr": r"(?:tumblr\.com/([\w-]+)|([\w-]+)\.tumblr\.com)",
    "pinterest": r"pinterest\.[a-z.]+/(\w+)",
}
# A comment stands under the address of its post, and says itself behind it: the last such number is its own.
COMMENT = {"facebook": r".*[?&](?:reply_)?comment_id=(\w+)", "instagram": r".*/c/(\d+)"}
POST = {
    "x": r"(?:x|twitter)\.com/[^?#]*status(?:es)?/(\d+)",
    "youtube": r"(?:[?&]lc=|[?&]v=|youtu\.be/|/shorts/|/live/)([\w.-]+)",
    "tiktok": r"tiktok\.com/[^?#]*/(?:video|photo)/(\d+)",
    "instagram": r"instagram\.com/(?:[\w.]+/)?(?:p|reel|reels|tv)/([\w-]+)",
    "threads": r"threads\.(?:net|com)/[^?#]*/post/([\w-]+)",
    "telegram": r"(?:t|telegram)\.me/(?:s/)?(\w+/\d+)",
    "vk": r"vk\.com/(?:[^?#]*[?&]w=)?wall(-?\d+_\d+)",
    "linkedin": r"activity[:-](\d+)",
    "facebook": r"(?:/posts/|/permalink/|/videos/|/reel/|story_fbid=|fbid=)(?:[^/?#]*/)?(\w+)",
    "truthsocial": r"truthsocial\.com/(?:@\w+/)?(?:posts/|users/\w+/statuses/)?(\d+)",
    "gab": r"gab\.com/[^?#]*posts/(\d+)",
    "pinterest": r"pinterest\.[a-z.]+/pin/(\d+)",
    "9gag": r"9gag\.com/gag/(\w+)",
    "tumblr": r"tumblr\.com/(?:post/|[\w-]+/)(\d+)",
    "xiaohongshu": r"xiaohongshu\.com/(?:explore|discovery/item)/(\w+)",
}


@lru_cache(maxsize=1)
def networks() -> tuple[dict[str, str], dict[str, str]]:
    """(every name of a network → its one name, every host → its network), from networks.yml."""
    specs = yaml.load(Path(__file__).with_name("networks.yml").read_text(encoding="utf-8"), LOADER)
    names = {other: str(name) for name, spec in specs.items() for other in (str(name), *spec["also"])}
    return names, {host: str(name) for name, spec in specs.items() for host in spec["hosts"]}


def network_name(value: Any) -> str:
    """The one name of a network, '' for a word that is no known network's (a program, a domain)."""
    text = str(value or "").strip().lower()
    return networks()[0].get(text, "") or in_parts(text)


@lru_cache(maxsize=1000)
def in_parts(text: str) -> str:
    """The network of a name written in two ways (X / Twitter, X (ex-Twitter)), or of the address of its site."""
    parts = [OF_IT.sub("", part.strip()) for part in re.split(r"[/()|]", text)]
    found = {networks()[0].get(part, "") for part in parts if part}
    return (found.pop() if len(found) == 1 else "") or network_of_address(text) or ""


def host(address: Any) -> str | None:
    """The host of an address, without www; None for no address."""
    found = re.match(r"\s*(?:https?:)?//(?:[^/@\s]*@)?(?:www\.|m\.|old\.|mobile\.)?([^/:?#\s]+)", str(address), re.I)
    return found[1].lower() if found else None


def network_of_address(address: Any) -> str | None:
    """The network at whose address a post stands, None for any other."""
    at = host(address)
    return networks()[1].get(at) if at else None


def did(uri: Any) -> str | None:
    """Who wrote the record at an at-uri."""
    found = re.match(r"at://(did:[^/]+)/", str(uri))
    return found[1] if found else None


def bare(value: Any) -> str:
    """An identifier as text: 9001.0, as tables write a whole number, is 9001. '' for none, and for one whose digits a
    spreadsheet has dropped."""
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < 2**53 and value == int(value) else ""
    text = str(value).strip() if value is not None and not isinstance(value, (dict, list)) else ""
    if SHORTENED.fullmatch(text):
        return ""
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def is_shortened(value: Any) -> bool:
    """Whether an identifier has lost digits on its way through a spreadsheet or a column of decimals."""
    if isinstance(value, str):
        return not value.isdigit() and bool(SHORTENED.fullmatch(value.strip()))
    return isinstance(value, float) and abs(value) >= 2**53


def post_name(network: str, value: Any, url: Any = None) -> str:
    """What a network calls a post, from its identifier or its address; '' when neither says."""
    if isinstance(value, str) and value.isdigit():  # most are numbers, and need no more
        return value
    for given in (bare(value), str(url or "").strip()):
        if given and (found := one_post(network, given)):
            return found
    return bare(value)


def one_post(network: str, text: str) -> str:
    """The name of a post in one identifier or address; '' for an address that holds none."""
    is_address = re.match(r"(?:https?:)?//|www\.|at://", text, re.IGNORECASE) is not None
    if network == "bluesky":
        if found := re.search(r"bsky\.app/profile/(did:[\w:.]+)/post/(\w+)", text):
            return f"at://{found[1]}/app.bsky.feed.post/{found[2]}"
        return text
    if network == "mastodon":
        if found := re.match(r"https?://([^/]+)/@([^/@]+)/(\d+)$", text):
            return f"https://{found[1].lower()}/users/{found[2]}/statuses/{found[3]}"
        return text
    if network == "reddit":
        if found := re.search(r"/comments/(\w+)(?:/[^/?#]*/(\w+))?", text):
            return f"t1_{found[2]}" if found[2] else f"t3_{found[1]}"
        return re.sub(r"^(t[13]_)t[13]_", r"\1", text.lower())
    if network == "news":
        return article(text) if is_address else text
    if network == "telegram" and (found := re.fullmatch(r"(.+)[-/](\d+)", text)) and not is_address:
        return f"{found[1].lower()}/{found[2]}"
    if network in COMMENT and is_address and (found := re.match(COMMENT[network], text)):
        return found[1]
    if network in POST and (found := re.search(POST[network], text, re.IGNORECASE)):
        return next(part for part in found.groups() if part)
    return "" if is_address and network in POST else text


def article(address: str) -> str:
    """The address of an article without what tells how a reader came to it."""
    parts = urlsplit(address.strip())
    kept = [(key, value) for key, value in parse_qsl(parts.query) if not re.match(r"utm_|fbclid|gclid|xtor", key)]
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{'?' + urlencode(kept) if kept else ''}"


def author_name(network: str, value: Any) -> str:
    """What a network calls an author, from a number, a did, a handle, or the address of a profile; '' for nobody."""
    if not value:
        return ""
    if isinstance(value, str) and value.isalnum() and value[0].isalpha():  # most names, and they need no more
        return "" if (name := value.lower()) in NOBODY else name
    text = value if isinstance(value, str) and value.isdigit() else bare(value)
    if found := re.search(r"\(@([\w.-]+)\)$", text):  # Name (@handle)
        text = found[1]
    if text[:1] == "{":  # an object that a table wrote as text (snscrape, Pyktok)
        found = HANDLE.search(text)
        text = found[1] if found else ""
    if text.lower() in NOBODY or not text:
        return ""
    if network in ("mastodon", "pixelfed", "lemmy"):
        return fediverse(text)
    if network in PROFILE and (found := re.search(PROFILE[network], text, re.IGNORECASE)):
        text = next(part for part in found.groups() if part)
    if network == "reddit":
        text = re.sub(r"^/?u/", "", text)
    return text.strip().lstrip("@").lower()


def fediverse(text: str) -> str:
    """The address of an account from its address, its old address, or name@server."""
    lowered = text.strip().lower()
    if found := re.match(r"https?://([^/]+)/(?:@|users/|u/)([^/@]+)/?$", lowered):
        return f"https://{found[1]}/@{found[2]}"
    if found := re.match(r"@?([^@/\s]+)@([^@/\s]+)", lowered):
        return f"https://{found[2]}/@{found[1]}"
    return lowered.lstrip("@")
