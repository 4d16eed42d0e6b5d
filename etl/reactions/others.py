"""Files that people have beside posts, known by how they begin: refused, each with what it is and what to use instead.

Chats are private: no export of one enters, whatever it holds.
"""

import re

from etl.errors import GardefouError

UNCHANGED = "Nothing was stored."
DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? (?:à )?\d{1,2}[:h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?"
# WhatsApp on a telephone of either kind, and messages copied out of Telegram.
CHAT = re.compile(
    rf"[\u200e\u200f]?(?:\[{DAY}\] [^\n:]{{1,60}}:|{DAY} [-–] |[^\n,;\t]{{1,60}}, \[{DAY}\]\s*\n)", re.IGNORECASE
)
# The same as programs keep them in JSON: DiscordChatExporter; Messenger and Instagram; Slack.
CHAT_JSON = re.compile(
    r'\s*\{\s*"(?:guild"\s*:\s*\{|participants"\s*:\s*\[)'
    r'|[\s\S]*"(?:thread_path"\s*:\s*"(?:inbox|e2ee)|client_msg_id"\s*:|chatId"\s*:|guild_id"\s*:|mention_everyone"\s*:)'
)
# And in tables: DiscordChatExporter; iMazing, for messages of a telephone.
CHAT_TABLE = re.compile(r'"?(?:AuthorID"?,"?Author"?,"?Date"?,"?Content|Chat Session"?[,;])')
GKG = re.compile(r"\d{14}-T?\d+\t\d{14}\t|\d{9,10}\t\d{8}\t\d{6}\t\d{4}\t")  # a record of the graph, an event
ARCHIVE = re.compile(r"window\.YTD\.(?!(?:tweets?|community_tweet|deleted_tweets)\.)(\w+)\.")

# Accents that were encoded twice (Ã© for é), as exports of Facebook and Instagram are; and accents as they should be.
TWICE = re.compile(rb"\xc3\x83\xc2[\x80-\xbf]|\xc3\xa2\xe2\x82\xac|\\u00c3\\u00[89ab][0-9a-f]|\\u00e2\\u0080", re.I)
ONCE = re.compile(rb"\xc3[\xa0-\xbf](?!\xe2\x82\xac)|\\u00e[0-9a-f](?!\\u0080)", re.I)


def refuse(name: str, head: str) -> None:
    """Raises GardefouError for the beginning of a text that is a known thing, and no posts."""
    if found := ARCHIVE.match(head):
        raise GardefouError(
            f"{name} is a part of an archive of X that holds no posts ({found[1][:40]}). {UNCHANGED} The posts are in "
            "tweets.js; messages and contacts must not enter."
        )
    if CHAT.match(head) or CHAT_TABLE.match(head) or (head[:1] in ("{", "[") and CHAT_JSON.match(head)):
        raise GardefouError(
            f"{name} is the export of a chat (WhatsApp, Telegram, Messenger, Discord, Slack, Teams). {UNCHANGED} "
            "Messages of a chat are private and must not enter, even with the agreement of one of those who wrote. A "
            "public channel of Telegram: export it as JSON (result.json), which says that it is public."
        )
    if head.startswith("{\\rtf"):
        raise GardefouError(
            f"{name} is RTF, as word processors and databases of the press write it, not posts. {UNCHANGED} Export CSV "
            "or JSON."
        )
    if GKG.match(head):
        raise GardefouError(
            f"{name} is GDELT's table of events or of its graph (GKG), which holds no texts. {UNCHANGED} Ask GDELT's "
            "DOC 2.0 API for a list of articles (mode=ArtList, format=json or csv)."
        )
    if head[:1] == "<":
        is_feed = re.search(r"<(?:rss|feed|rdf:RDF)[\s>]", head)
        raise GardefouError(
            f"{name} is a feed (RSS or Atom), not posts. {UNCHANGED} Export CSV or JSON; feeds of authorities are read "
            "by the sources of data/sources.yml."
            if is_feed
            else f"{name} is a web page or XML, not posts. {UNCHANGED} Export CSV or JSON."
        )


def refuse_binary(name: str, start: bytes) -> None:
    """Raises GardefouError for the first bytes of a table that other programs keep, and of texts that were garbled."""
    if len(found := TWICE.findall(start)) > 2 and len(found) > len(ONCE.findall(start)):
        raise GardefouError(
            f"{name} has accents that were encoded twice (Ã© for é): its words would not be known. {UNCHANGED} Export "
            "it again, or save it once more as what it is: text.encode('latin-1').decode('utf-8') in Python."
        )
    if start[:15] == b"SQLite format 3":
        raise GardefouError(f"{name} is a database of SQLite. {UNCHANGED} Export its table as CSV UTF-8 or Parquet.")
    if start[:6] in (b"ARROW1", b"FEA1\0\0") or start[:4] == b"FEA1":
        raise GardefouError(f"{name} is a file of Arrow or Feather. {UNCHANGED} Write it as Parquet (to_parquet).")
