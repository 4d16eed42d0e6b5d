"""A table of one's own: which column is what, by the usual names in English and French, or by a mapping.

Nothing important is guessed: a column `source` is the network only where it names one (else it may be the program a
post was written with), a post's address is the network's when it is the address of that very post, and what no column
says stays empty and is said to be.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from etl.errors import GardefouError
from etl.intake import content_scan
from etl.reactions.changes import plain_text
from etl.reactions.identity import bare, network_name, network_of_address, post_name
from etl.reactions.paths import MISSING, NO, YES, heads, is_there, listed
from etl.reactions.shapes import FIELDS, OWN, Raw, Shape, made, shapes, taker
from etl.yaml_text import LOADER

REPOSTS = frozenset({"retweet", "retweeted", "repost", "rt", "reblog", "boost", "share", "partage", "republication"})
ROLES = (*FIELDS, "repost")
PERHAPS_COUNTS = frozenset({"retweet", "repost", "republication"})  # a column so called may say how many there were
HANDLE = ("username", "screenname", "handle", "uniqueid", "acct")
NUMBER = ("idstr", "id", "pk", "did", "userid", *HANDLE, "name")
COUNTED = re.compile(r"^(?:nbre|nb|nombre|number|total|num)(?:of|des|de|du|d)?|(?:total|number)$")  # nb de partages
# A value of a column of kinds: Twitter Retweet, MentionsInRetweet; not a retweet with a comment, which is a quote.
KIND = re.compile(r"(?:^|[^a-z]|in)(?:retweet(?:ed)?|reblog|repost|rt)(?:$|[^a-z])")
QUOTED = re.compile("quot|comment|cit")
# What can only be a handle; the words after these may as well be a name that many bear.
HANDLES = frozenset({
    "username", "screenname", "userscreenname", "handle", "fromusername", "authorusername", "ownerusername",
    "authoruniqueid", "authorhandle", "authorscreenname", "userusername", "userhandle", "useruniqueid", "accountacct",
    "accountusername", "accounthandle", "creatorusername", "profileusername", "twitterscreenname", "senderscreenname",
})  # fmt: skip # saves 20 lines
PERSONS = frozenset({"author", "auteur", "user", "account", "owner", "from", "creator", "profile"})
# What a column may say it is about (Comment Date, date du commentaire): of the text itself, or of what it answers.
ABOUT = {
    **dict.fromkeys(("post", "tweet", "publication", "status", "statut"), "post"),
    **dict.fromkeys(("comment", "commentaire", "reply", "reponse"), "comment"),
    "message": "",
}
PERMALINKS = frozenset({
    "permalink", "permalinkurl", "tweetpermalink", "postpermalink", "statuspermalink", "posturl", "postlink",
    "tweeturl", "tweetlink", "statusurl", "liendupost", "lienpost", "urldutweet", "urldupost", "urltweet",
    "urlpost", "urldumessage", "urldelapublication", "urlpublication", "permalien", "lientweet", "lienpublication",
    "lienverslepost", "lienversletweet", "lienverslapublication", "commenturl", "commentlink", "commentpermalink",
    "permanenturl", "twitterpagefortweet",
})  # fmt: skip # saves 26 lines
NEITHER = frozenset(
    {*MISSING, "-", "-1", "nan", "none", "null", "na", "original", "tweet", "post", "reply", "quote", "quoted"}
)
NUMBER_OF_NETWORK = re.compile(r"\d{10,}")  # no table numbers its rows so high
MARKUP = re.compile(
    r"<(?:p|br|a|span|div)\b[^<>]*>|&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,5}|#x[0-9a-f]{1,4});", re.IGNORECASE
)
PUBLIC = frozenset({"public", "publique", "publics", "publiques"})  # of a visibility; nothing else is taken for it
COUNTERS = frozenset({"metrics", "publicmetrics", "stats", "statistics", "engagement", "counts"})
AROUND = COUNTERS | {"data", "attributes", "fields", "post", "tweet"}  # what stands before a column's own name
HELP = "docs/tutorial-posts.md shows one."
UNCHANGED = "Nothing was stored."


@dataclass(frozen=True)
class Columns:
    """What a mapping says: role → column (or path), columns left out on purpose, and the network of all posts."""

    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    network: str = ""


def fold(name: str) -> str:
    """A column's name without capitals, accents and signs: "Créé le" and cree_le are the same."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]", "", bare.lower())


def names_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that a row's values can be found by: its keys, and those inside an author or a group of counts."""
    if not any(isinstance(value, dict) for value in row.values()):
        return tuple(row)
    found: list[str] = []
    for key, value in row.items():
        inside = isinstance(value, dict) and fold(key) in PERSONS | COUNTERS
        found += [f"{key}.{name}" for name in value] if inside else [key]
    return tuple(found)


def last_name(name: str) -> str:
    """A column's own name, without what a tool that flattens objects writes before it: data.text, metrics/likes."""
    first, *rest = re.split(r"[./]|__", name)
    while rest and fold(first) in AROUND:
        first, *rest = rest
    return ".".join([first, *rest])


@lru_cache(maxsize=500)
def columns_of(names: tuple[str, ...]) -> dict[str, list[str]]:
    """For each role the columns among `names` that are usually called so, the likeliest first."""
    folded: dict[str, str] = {}
    for shown in (str, last_name):
        for name in names:
            folded.setdefault(fold(shown(name)), name)
    spec = shapes()[OWN].spec
    handles = [alias for alias in HANDLES if alias in folded]
    if len(handles) > 1 and re.search(r"user(?:\W|_)", folded.get("username", "")):  # user.name beside user.screen_name
        del folded["username"]
        handles.remove("username")
    found = {
        role: [folded[alias] for alias in listed(aliases) if alias in folded]
        for role, aliases in spec.items()
        if role not in ("title", "origin", "kind", "marks")
    }
    if handles:
        found["handle"] = [name for name in found["handle"] if name in {folded[alias] for alias in handles}]
    add_about(found, folded)
    add_counted(found, folded)
    if found["clock"] and found["date"]:  # `time` beside `date` is its hour; alone it is the date
        found["date"] = [name for name in found["date"] if name not in found["clock"]] or found["date"]
    if found["date"] and found["date"][0] in found["clock"]:
        found["clock"] = []
    if found["text"] and not set(found["text"]) - set(found["id"]):
        found["text"] = []
    return found


def add_about(found: dict[str, list[str]], folded: Mapping[str, str]) -> None:
    """Adds author, date and likes whose column says what they are about: before all others when that is the text, and
    not when a comment is the text and the column is about the post it answers."""
    spec = shapes()[OWN].spec
    text = fold(found["text"][0]) if found["text"] else ""
    kinds = {kind for noun, kind in ABOUT.items() if noun in text}
    known = {alias for role in ROLES for alias in listed(spec.get(role))}
    for role in ("author", "date", "likes"):
        for name, column in folded.items():
            for noun, kind in ABOUT.items() if name not in known else ():
                rest = re.sub(rf"^{noun}|(?:d[ue]|dela)?{noun}$", "", name, count=1)
                if rest != name and rest in listed(spec[role]) and column not in found[role]:
                    if kind in kinds:
                        found[role].insert(0, column)
                    elif not (kinds - {""} and kind) and not found[role]:
                        found[role].append(column)
    for noun in ABOUT:  # the number of what the text is (Message ID), before one of whatever (ID)
        if noun in text and (own := folded.get(f"{noun}id", "")) in found["id"]:
            found["id"].remove(own)
            found["id"].insert(0, own)


def add_counted(found: dict[str, list[str]], folded: Mapping[str, str]) -> None:
    """Adds counts whose column says that it counts (Nb de j'aime, Number of Likes), where no other is there."""
    spec = shapes()[OWN].spec
    for name, column in folded.items():
        if (rest := COUNTED.sub("", name)) != name:
            for role in ("likes", "reposts", "replies", "quotes"):
                if not found[role] and rest in listed(spec[role]):
                    found[role].append(column)


def has_text(names: tuple[str, ...]) -> bool:
    """Whether one of the columns is usually called so that a text stands in it."""
    return bool(columns_of(names)["text"])


@lru_cache(maxsize=500)
def fitted(names: tuple[str, ...], given: tuple[tuple[str, str], ...] = ()) -> Shape:
    """The shape of a table of one's own with these columns; `given` are the mapping's (role, column)."""
    asked = dict(given)
    usual = columns_of(names)
    spec: dict[str, Any] = {"title": shapes()[OWN].title, "kind": "both"}
    for role in FIELDS:
        columns = [asked[role]] if role in asked else [one for one in usual.get(role, []) if one not in asked.values()]
        if columns:
            spec[role] = columns
    maybe = [] if "network" in asked else usual["maybe_network"]
    flags = [asked["repost"]] if "repost" in asked else usual["repost"]
    of = [] if "repost" in asked else usual["repost_of"]
    kinds = [] if "repost" in asked else usual["repost_type"]
    spec["repost"] = [*flags, *(f"{one}|filled" for one in of), *kinds]  # for `says` and `reads`
    spec["maybe_network"] = maybe
    hidden = usual["visibility"]
    permalinks = [one for one in usual["url"] if fold(last_name(one)) in PERMALINKS and "id" not in asked]
    if any(
        "comment" in fold(one) for one in spec.get("text", ())[:1]
    ):  # comments under their post's address: not theirs
        of_post = {one for one in permalinks if "comment" not in fold(one)}
        permalinks = [one for one in permalinks if one not in of_post]
        spec["id"] = [one for one in spec.get("id", ()) if one not in of_post]
    spec["not_public"] = [(f"{one}!=public", "not public") for one in hidden]  # for `reads`; what counts is PUBLIC
    spec["language"] = [f"{one}|first" for one in spec.get("language", ())]
    utc = {one for one in spec.get("date", ()) if fold(one).endswith(("utc", "gmt"))}
    given_names = {head for column in asked.values() for head in heads(column)}
    base = taker(
        {role: value for role, value in spec.items() if role not in ("repost", "not_public")}, {*names, *given_names}
    )

    def is_number(column: str, row: Mapping[str, Any]) -> bool:
        return (
            "repost" not in asked
            and fold(last_name(column)) in PERHAPS_COUNTS
            and str(row.get(column)).strip().isdigit()
        )

    def take(row: Mapping[str, Any]) -> Raw:
        raw = base(row)
        if isinstance(raw.text, str) and MARKUP.search(raw.text):
            raw.text = plain_text(raw.text)
        if utc and next((one for one in spec["date"] if is_there(row.get(one))), "") in utc:
            raw.is_utc = True
        if isinstance(raw.author, dict):  # an object, with a number and a name
            person = {fold(name): value for name, value in raw.author.items()}
            raw.author = next((person[one] for one in NUMBER if is_there(person.get(one))), None)
            raw.handle = next((person[one] for one in HANDLE if is_there(person.get(one))), None)
        if not is_there(raw.network):
            raw.network = next(
                (found for one in maybe if (found := network_name(row.get(one))) and not is_web(row.get(one))), None
            )
        for one in permalinks:  # a post's own address says its network, and what the network calls it
            if (site := network_of_address(row.get(one))) and post_name(site, row.get(one)):
                if not is_there(raw.network) or network_name(raw.network) == site:
                    raw.network = site
                    # A comment stands under the address of its post: a number of the network's own goes before it.
                    if not NUMBER_OF_NETWORK.fullmatch(bare(raw.id)) or bare(raw.id) in str(row.get(one)):
                        raw.id = row.get(one)
                break
        if not is_there(raw.network) and (at := network_of_address(raw.url)):
            name = post_name(at, raw.url)
            own = bare(raw.id)
            if name and (not own or post_name(at, own) == name or re.search(rf"[/_-]{re.escape(own)}$", name)):
                raw.network, raw.id = at, raw.url
        if not is_there(raw.network) and str(raw.id)[:9] == "at://did:":
            raw.network = "bluesky"
        if any(is_there(row.get(one)) and str(row.get(one)).strip().lower() not in PUBLIC for one in hidden):
            raw.reason = "not public"
        if flags or of or kinds:
            said = [str(row.get(one)).strip().lower() for one in flags if not is_number(one, row)]
            raw.is_repost = (
                any(one in YES | REPOSTS for one in said)
                or any(is_there(row.get(one)) and str(row.get(one)).strip().lower() not in NO | NEITHER for one in of)
                or any(is_kind(str(row.get(one)).strip().lower()) for one in kinds)
            )
            unclear = [one for one in said if one not in NO | NEITHER]
            if not raw.is_repost and (unclear or not (said or of or kinds)):
                raw.is_repost = None  # a word that is neither; a number of reposts, or 1 for yes: nothing says which
        return raw

    shape = made(OWN, spec)
    return Shape(OWN, spec, shape.marks, take)


def is_web(value: Any) -> bool:
    """Whether a source says Web: the press, or the program a post was written with."""
    return str(value).strip().lower() == "web"


def is_kind(word: str) -> bool:
    """Whether a kind of post is one that repeats another's."""
    return word in REPOSTS or (KIND.search(word) is not None and not QUOTED.search(word))


def read_mapping(path: Path | None, network: str = "") -> Columns | None:
    """The mapping of a YAML file, None for none. Raises GardefouError for one that is not of the documented form."""
    if path is None:
        return None
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        columns = found.get("columns", {key: one for key, one in found.items() if key in ROLES})
        columns = {str(role): str(column) for role, column in (columns or {}).items()}
        ignored = tuple(map(str, found.get("ignore") or ()))
        unknown = set(found) - {"columns", "ignore", *(() if "columns" in found else ROLES)}
        if "columns" in found and isinstance(found.get("network"), str):
            unknown.discard("network")
            network = network or found["network"]
    except OSError:
        raise GardefouError(f"there is no mapping {path.name}. {UNCHANGED} Check the path.") from None
    except (yaml.YAMLError, AttributeError, TypeError, ValueError):
        raise GardefouError(f"{path.name} is not a mapping of the documented form. {UNCHANGED} {HELP}") from None
    if wrong := sorted({*map(str, unknown), *(set(columns) - set(ROLES))}):
        raise GardefouError(
            f"{path.name}: unknown key {', '.join(wrong)}. {UNCHANGED} Known: {', '.join(ROLES)}, ignore. {HELP}"
        )
    if "network" in columns and network_name(columns["network"]) and not network:
        return Columns(
            {role: one for role, one in columns.items() if role != "network"}, ignored, network_name(columns["network"])
        )
    return Columns(columns, ignored, network)


def check_columns(mapping: Columns, names: tuple[str, ...], file: str) -> None:
    """Raises GardefouError for a mapping that names a column which the file does not have."""
    there = set(names)
    lacking = [f"{role}: {one}" for role, one in mapping.columns.items() if not heads(one) & there]
    if lacking:
        shown = ", ".join(content_scan.column_name(name, place) for place, name in enumerate(names[:20], 1))
        raise GardefouError(
            f"{file} has no column that the mapping names: {', '.join(lacking)}. {UNCHANGED} It has: {shown}."
        )
