"""Secrets and names planted in every input and around every process, then looked for in all that comes out."""

import asyncio
import json
import urllib.request
from pathlib import Path

import duckdb
import stand_in

from torture import ran
from torture.hostile import dashboard, visit
from torture.kills import AS_OF

MARK = "CANARY"
DAY = "2026-01-11"


def planted(server: stand_in.StandIn) -> None:
    """Marks in authors, texts, decisions, feeds; those in keys, tokens and signed links are the stand-in's own."""
    server.signed = True
    server.dumps = {f"sor-x-{DAY}-full.zip": stand_in.x_dump(DAY, 40)}
    posts = [
        stand_in.bluesky_post(number, f"grok @CANARYhandle{number}.bsky.social CANARY@example.org")
        for number in range(3)
    ]
    for number, post in enumerate(posts):
        post["author"] |= {
            "did": f"did:plc:CANARY{number}",
            "handle": f"CANARY{number}.bsky.social",
            "displayName": MARK,
        }
        post["uri"] = f"at://did:plc:CANARY{number}/app.bsky.feed.post/{number}"
    server.posts = posts
    server.statuses = [
        stand_in.mastodon_status(number, "<p>grok <a href='https://a.example/@CANARY'>@CANARY</a></p>")
        for number in (1, 2)
    ]
    for one in server.statuses:
        one["account"] |= {"acct": MARK, "url": f"https://a.example/@{MARK}", "note": MARK}
    news = (
        "Grok: a statement by Mary CANARY",
        f"https://r.example/news?who={MARK}",
        "Mon, 05 Jan 2026 10:00:00 GMT",
        MARK,
    )
    server.documents["/feed.xml"] = stand_in.rss([news])


def run(folder: Path, every: bool = True) -> dict:
    """Counts: places searched (files, tables, pages, outputs), marks found; `examples` say where.

    Not `every`: each page in one language, each relation in one form, in turn.
    """
    out, store, temp = folder / "out", folder / "store", folder / "temp"
    temp.mkdir(parents=True)
    environment = {**stand_in.ENVIRONMENT, "TMPDIR": str(temp), "CANARY_VARIABLE": "CANARY-environment"}
    texts: dict[str, str] = {}

    def command(*arguments: str) -> None:
        texts[f"output of {arguments[0]} {len(texts)}"] = ran(arguments, environment)[1]

    places = ("--out", str(out), "--store", str(store))
    with stand_in.StandIn() as server:
        planted(server)
        stand_in.write_settings(store, server, dsa_dumps={"first": DAY, "last": DAY})
        command("refresh", *places, "--as-of", AS_OF)
        server.faults = {"/xrpc/app.bsky.feed.searchPosts": "403", "/token": "garbage", "/feed.xml": "503"}
        for state in (store / "fetch").glob("*/state.json"):
            state.unlink()
        command("refresh", *places, "--as-of", AS_OF)
    for arguments in (("status", *places), ("status", "--json", *places), ("review", "--store", str(store)),
                      ("versions", "--out", str(out)), ("check", "--out", str(out)),
                      ("publish", str(folder / "package"), "--out", str(out))):  # fmt: skip # saves 5 lines
        command(*arguments)
    with dashboard(out, folder / "dashboard.log") as (address, _):
        sets = [(page, f"lang={lang}&from=2026-01-01&x={MARK}-visitor") for lang in ("fr", "en") for page in
                ("overview", "incidence", "exposure", "statements", "enforcement", "reactions", "sources")
        ]  # fmt: skip # saves 2 lines
        sets = sets if every else sets[0:7:2] + sets[8::2]  # seven pages in French, then in English
        for asked, (_, text) in zip(sets, asyncio.run(visit(address, sets)), strict=True):
            texts[f"page {asked[0]} {asked[1][:7]}"] = text.replace(f"{MARK}-visitor", "")  # the address said back
        index = json.loads(got(f"http://{address}/api/v1/"))
        for turn, name in enumerate(one["relation"] for one in index["relations"]):
            for form in ("json", "csv") if every else (("json", "csv")[turn % 2],):
                texts[f"export {name}.{form}"] = got(f"http://{address}/api/v1/{name}.{form}")
        texts["feed"] = got(f"http://{address}/feed.atom")
    found = [where for where, text in texts.items() if MARK in text]
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "fetch.yml"]
    found += [str(path.relative_to(folder)) for path in files if MARK.encode() in path.read_bytes()]
    relations = 0
    for path in files:
        if path.suffix in (".duckdb", ".parquet"):
            relations += 1
            found += [f"{path.name}: {where}" for where in marked_tables(path)]
    return {"outputs": len(texts), "files": len(files), "databases": relations, "canaries": len(found),
            "examples": found[:6]}  # fmt: skip # saves 5 lines


def got(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.read().decode("utf-8", "replace")
    except OSError as fault:
        return f"{{}} {fault}"


def marked_tables(path: Path) -> list[str]:
    """The relations of a database or Parquet file in which a row holds the mark."""
    with duckdb.connect(":memory:") as connection:
        if path.suffix == ".parquet":
            names = [f"read_parquet('{path}')"]
        else:
            connection.execute(f"attach '{path}' as found (read_only)").fetchall()
            tables = connection.execute(
                "select table_name from duckdb_tables() where database_name = 'found'"
            ).fetchall()
            names = [f'found.marts."{name}"' for (name,) in tables]
        asked = "select count(*) from {} as t where t::varchar like '%CANARY%'"
        return [name for name in names if connection.execute(asked.format(name)).fetchall()[0][0]]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(run(Path(place)), indent=1))
