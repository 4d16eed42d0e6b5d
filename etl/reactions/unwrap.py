"""Posts found in what an interface answers: pages, streams, feeds, threads, listings, and lists of any of these."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from etl.intake.frames import rows_in, table_in
from etl.reactions.objects import parsed
from etl.reactions.paths import getter, is_there
from etl.reactions.shapes import OWN, Shape

# Where answers keep their posts, or a part that keeps them.
LISTS = (
    "posts", "statuses", "feed", "thread", "records", "articles", "data", "results", "items", "tweets", "videos",
    "comments", "messages", "children", "ancestors", "descendants", "notes", "stories", "response", "documents", "rows",
    "content", "hits", "list", "result", "chats", "orderedItems", "edges", "node",
)  # fmt: skip # saves 26 lines
# Where scrapers keep what answers a post; an object there that is no post stays a part of it.
PARTS = ("comments", "comments_full", "replies", "answers", "latestComments")
NETWORK = "__network"  # of the post that an answer to it hangs on
NOTICES = frozenset({
    "errors", "error", "meta", "title", "detail", "type", "status", "delete", "limit", "disconnect", "warning",
    "scrub_geo", "status_withheld", "user_withheld", "cursor", "message", "code", "success", "includes",
    "matching_rules",
})  # fmt: skip # saves 19 lines
DEEPEST = 40
Found = tuple[Mapping[str, Any] | None, Shape | None]  # a row and its shape; None for what is no object


class Unwrapper:
    """Takes answers apart. `shape_of` tells a post; what is none is counted in `aside`, in words; to `reads` are added
    the keys whose lists held posts."""

    def __init__(self, shape_of: Callable[[Mapping[str, Any]], Shape | None], aside: Counter[str], reads: set[str]):
        self.shape_of, self.aside, self.reads = shape_of, aside, reads
        self.parts: dict[str, Callable[[Mapping[str, Any]], Any]] = {}

    def posts(self, value: Any, page: Mapping[str, Any] | None = None, depth: int = 0) -> Iterator[Found]:
        """Every post in `value`; `page` is what its answer says beside the posts (X: authors, posts referred to)."""
        if depth > DEEPEST or not isinstance(value, (dict, list)):
            yield None, None
        elif isinstance(value, list) and value[:1] and isinstance(value[0], str) and value[0].isupper():
            yield from self.of_relay(value, page, depth)
        elif isinstance(value, list):
            for one in value:
                yield from self.posts(one, page, depth + 1)
        else:
            yield from self.of_object(value, page, depth)

    def of_relay(self, value: list[Any], page: Mapping[str, Any] | None, depth: int) -> Iterator[Found]:
        """The event in what a relay of Nostr sends, ["EVENT", "a subscription", {…}]."""
        if value[0] == "EVENT" and isinstance(value[-1], dict):
            yield from self.posts(value[-1], page, depth + 1)
        else:
            self.aside["a notice of the service, not a post"] += 1

    def of_object(self, value: dict[str, Any], page: Mapping[str, Any] | None, depth: int) -> Iterator[Found]:
        inner = value.get("data")
        if isinstance(value.get("post"), dict) and "uri" in value["post"]:  # Bluesky: of a feed, of a thread
            reason = value.get("reason")
            yield from self.posts({**value["post"], **({"reason": reason} if reason else {})}, page, depth + 1)
            for one in (value.get("parent"), value.get("replies")):
                if one:
                    yield from self.posts(one, page, depth + 1)
        elif is_gone(value):
            self.aside["a post that is not there any more"] += 1
        elif isinstance(value.get("payload"), str) and "event" in value:  # Mastodon's stream: JSON in a text
            if isinstance(payload := parsed(value["payload"]), dict):
                yield from self.posts(payload, page, depth + 1)
            else:
                self.aside["an event that is no post"] += 1
        elif isinstance(value.get("ops"), list):  # Bluesky's firehose: the records of one account
            whose = {"repo": value.get("repo") or value.get("did")}
            yield from self.posts([whose | one for one in value["ops"] if isinstance(one, dict)], page, depth + 1)
        elif value.get("kind") == "more" and isinstance(inner, dict):  # Reddit: what a page of answers leaves out
            self.aside["a mark for answers that the page leaves out"] += 1
        elif isinstance(value.get("_source"), dict):  # Elasticsearch
            yield from self.posts(value["_source"], page, depth + 1)
        elif isinstance(inner, dict) and ("source_platform" in value or "item_id" in value):  # Zeeschuimer
            about = {name: one for name, one in value.items() if name != "data"}
            yield from self.posts({**inner, "__import_meta": about}, page, depth + 1)
        elif isinstance(inner, dict) and value.get("kind") in ("t1", "t3"):  # Reddit
            yield from self.posts(inner, page, depth + 1)
            if isinstance(inner.get("replies"), dict):
                yield from self.posts(inner["replies"], page, depth + 1)
        else:
            if page is not None:
                value = of_page(value, page)
            if shape := self.shape_of(value):
                yield value, shape
                for path in shape.parts:
                    if more := self.at(path)(value):
                        network = shape.take(value).network or value.get(NETWORK)
                        parts = more if isinstance(more, list) else [more]
                        of_it = [{**one, NETWORK: network} if isinstance(one, dict) else one for one in parts]
                        yield from self.posts(of_it, page, depth + 1)
                for name in () if shape.parts else PARTS:
                    if isinstance(value.get(name), list):
                        yield from self.answering(value, shape, name, depth)
            else:
                yield from self.of_answer(value, page, depth)

    def of_answer(self, value: dict[str, Any], page: Mapping[str, Any] | None, depth: int) -> Iterator[Found]:
        """The posts of an object that is none itself."""
        if (table := table_in(value)) is not None:
            yield from self.posts(table, page, depth + 1)
            return
        kept = [value[name] for name in LISTS if isinstance(value.get(name), (dict, list))]
        if kept:
            page = page_of(value) or page
            for one in kept:
                yield from self.posts(one, page, depth + 1)
            for name, one in value.items():  # a post beside the list of its comments
                if name not in LISTS and isinstance(one, dict) and (shape := self.shape_of(one)) and shape.name != OWN:
                    yield one, shape
        elif set(value) <= NOTICES or "errors" in value or all(isinstance(one, bool) for one in value.values()):
            if value and not page_of(value):  # a page of X without posts is no notice
                self.aside["a notice of the service, not a post"] += 1
        elif (rows := rows_in(value)) is not None and any(map(self.shape_of, rows)):
            yield from self.posts(rows, page, depth + 1)
        else:
            found = list(self.anywhere(value, page, depth))
            yield from self.posts(rows, page, depth + 1) if rows is not None and found == [(value, None)] else found

    def answering(self, post: Mapping[str, Any], shape: Shape, name: str, depth: int) -> Iterator[Found]:
        """The answers among what hangs on a post; those that do not say their network have the post's."""
        network = shape.take(post).network or post.get(NETWORK)
        for one in post[name]:
            if isinstance(one, dict) and self.shape_of(one):
                self.reads.add(name)
                yield from self.of_object({**one, NETWORK: network}, None, depth + 1)

    def anywhere(self, value: dict[str, Any], page: Mapping[str, Any] | None, depth: int) -> Iterator[Found]:
        """Posts of a known producer however deep in an answer of unknown form; without one, the answer is no post."""
        before = self.aside.total()
        inside = [one for part in value.values() if isinstance(part, (dict, list))
                  for one in self.posts(part, page, depth + 1)]  # fmt: skip # saves 4 lines
        found = [(row, shape) for row, shape in inside if shape and shape.name != OWN]
        if found:
            self.aside["a part of an answer that is no post"] += len(inside) - len(found)
            yield from found
        elif self.aside.total() == before:
            yield value, None

    def at(self, path: str) -> Callable[[Mapping[str, Any]], Any]:
        if path not in self.parts:
            self.parts[path] = getter(path)
        return self.parts[path]


def is_gone(value: Mapping[str, Any]) -> bool:
    """Whether an object stands in the place of a post of Bluesky that is not there, or not shown."""
    return any(value.get(key) is True for key in ("notFound", "not_found", "blocked")) or (
        str(value.get("$type")).endswith(("NotFound", "Blocked"))
    )


def page_of(value: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What an answer says beside its posts: of X's API v2 the authors and posts referred to, by number; of Telegram's
    export the chat, of JSON Feed whose feed it is. None for another answer."""
    if isinstance(value.get("items"), list) and "jsonfeed.org" in str(value.get("version")):
        return {
            "__feed": {name: value[name] for name in ("authors", "author", "language") if is_there(value.get(name))}
        }
    if isinstance(value.get("messages"), list) and {"type", "id"} <= set(value):
        return {"__chat": {name: value.get(name) for name in ("id", "name", "type")}}
    includes, meta = value.get("includes"), value.get("meta")
    is_page = isinstance(includes, dict) or "matching_rules" in value
    if not is_page and not (isinstance(meta, dict) and {"result_count", "newest_id"} & set(meta)):
        return None
    includes = includes if isinstance(includes, dict) else {}
    return {
        kind: {one["id"]: one for one in includes.get(kind) or () if isinstance(one, dict) and "id" in one}
        for kind in ("users", "tweets")
    } | {"__twarc": value.get("__twarc")}


def of_page(row: dict[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    """A post with what its answer says beside it: of its author and the posts it refers to, or its chat."""
    if "__feed" in page:
        return {**page["__feed"], **row}
    if "__chat" in page:
        return {**row, "__chat": page["__chat"]}
    if "text" not in row or "id" not in row:
        return row
    added: dict[str, Any] = {"__page": "x_api"}
    if "author" not in row and (author := page["users"].get(row.get("author_id"))):
        added["author"] = author
    if isinstance(row.get("referenced_tweets"), list):
        added["referenced_tweets"] = [
            {**page["tweets"].get(one.get("id"), {}), **one}
            for one in row["referenced_tweets"]
            if isinstance(one, dict)
        ]
    if is_there(page["__twarc"]):
        added["__twarc"] = page["__twarc"]
    return {**row, **added}
