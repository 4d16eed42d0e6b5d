"""A place on one screen: the law act by act, beside it what was done, said and answered; several side by side."""

import html
import itertools
import re
from pathlib import Path
from typing import Any

from figures.asked import Asked, link
from figures.case import records
from figures.country import choices
from figures.country.choices import places_of
from figures.country.law import BY_OTHERS
from figures.country.record import stances, waits
from figures.data import label
from figures.drawn import drawn
from figures.languages import marked
from figures.words import dated, day, french, lowered, word
from figures.words import listed as worded
from pages.shared import frame

MOST, MOST_BESIDE = 3, 3  # items of a list before the others; side by side, and one fewer beyond three places
ALONE = ' class="gf-alone"'  # a cell that has its place in a line of several, on a telephone
STYLE = f"<style>{Path(__file__).with_suffix('.css').read_text('utf-8')}</style>"


def place(asked: Asked) -> str:
    """One place: what is not known, and under it the law, what was done, what was said and answered."""
    (code,) = places_of(asked)
    left = section("law", law(asked), asked)
    right = section("acts", acts(asked, code, MOST), asked)
    right += section("statements", statements(asked, code, 1), asked)
    voices = section("reactions", reactions(asked, code), asked)
    is_left = lines(right, 45) > lines(left, 54)  # under the shorter of the two
    left, right = (left + voices, right) if is_left else (left, right + voices)
    first = f'<div class="gf-gaps">{section("gaps", gaps(asked, code), asked)}</div>'
    return f'{STYLE}<div class="gf-place">{first}<div>{left}</div><div>{right}</div></div>'


def lines(markup: str, across: int) -> float:
    """About how many lines of `across` characters what is seen of some markup takes, its paragraphs begun anew."""
    seen = re.sub(r"<details>.*?</details>", "", markup)
    return len(re.sub("<[^>]+>", "", seen)) / across + len(re.findall("<(?:li|p|h2|tr)[ >]", seen)) / 2


def beside(asked: Asked) -> str:
    """Several places: a column each with what is not known, one table of law, a column each for the rest."""
    lang, found, unknown = asked.lang, [], []
    most = MOST_BESIDE - (len(places_of(asked)) > 3)
    for code in places_of(asked):
        name = label("jurisdiction", code, lang)
        head = f'<h2><a href="{html.escape(one(asked, code))}" target="_self">{html.escape(name)}</a></h2>'
        said = html.escape(word("country.section.gaps", lang))
        unknown.append(f"<div>{head}<details><summary>{said}</summary>{gaps(asked, code)}</details></div>")
        parts = {
            "acts": acts(asked, code, most),
            "statements": statements(asked, code, most),
            "reactions": reactions(asked, code),
        }
        inner = "".join(
            f"<h3>{html.escape(word(f'country.section.{key}', lang))}</h3>{text}" for key, text in parts.items()
        )
        found.append(f"<div><h2>{html.escape(name)}</h2>{inner}</div>")
    above, below = (
        f'<div class="gf-places {more}" style="--gf-places: {len(found)}">{"".join(parts)}</div>'
        for more, parts in (("gf-gaps", unknown), ("", found))
    )
    return f"{STYLE}{above}{law(asked)}{below}"


def one(asked: Asked, code: str) -> str:
    """The address of the page of one place, with the same filters."""
    return link(asked, "country", place=(code,))


def section(key: str, inner: str, asked: Asked) -> str:
    """A part under its heading."""
    return f"<h2>{html.escape(word(f'country.section.{key}', asked.lang))}</h2>{inner}"


def law(asked: Asked) -> str:
    """The law as a table: a row per act; a column for adults and one for minors, or one a place."""
    lang, codes = asked.lang, places_of(asked)
    shown = drawn("country.law", asked)
    cells: dict[tuple[str, str, str, str], dict[str, dict[str, Any]]] = {}
    for row in records(shown.rows):
        cells.setdefault((row["jurisdiction"], row["person"], row["act"], row["subject"]), {})[row["moment"]] = row
    acts = list(dict.fromkeys((person, act) for _, person, act, _ in cells))
    if [one["kind"] for one in choices.held(asked)] == ["union"]:  # its texts address those who run and provide
        acts = [one for one in acts if one[0] in BY_OTHERS]
    read = {
        code
        for code, *_ in cells
        if any(at["date"]["status"] != "unread" for key, at in cells.items() if key[0] == code)
    }
    if not read:
        return f"<p>{html.escape(word('country.gap.law', lang))}</p>"
    subjects = ("adult", "minor")
    heads = [word(f"country.{one}", lang) for one in subjects]
    names = [label("jurisdiction", code, lang) for code in codes]
    is_one = len(codes) == 1
    top = "".join(
        f'<th scope="col">{html.escape(text)}</th>'
        for text in [word("country.act", lang), *(heads if is_one else names)]
    )
    body = ""
    groups = (
        [("", [(codes[0], subject) for subject in subjects])]
        if is_one
        else [(head, [(code, subject) for code in codes]) for head, subject in zip(heads, subjects, strict=True)]
    )
    apart = {(person, act): text for person, act in acts if (text := silent(cells, person, act))}
    for head, columns in groups:
        if head:
            body += (
                f'<tr class="gf-group"><th scope="rowgroup" colspan="{len(columns) + 1}">{html.escape(head)}</th></tr>'
            )
        rows: dict[tuple[str, ...], list[tuple[str, str]]] = {}  # acts of which the same is said share a row
        for person, act in (one for one in acts if one not in apart):
            told = tuple(cell(cells[code, person, act, subject], asked) for code, subject in columns)
            rows.setdefault(told, []).append((person, act))
        for shared in rows.values():
            person, act = shared[0]
            found = [cells[code, person, act, subject] for code, subject in columns]
            alike = {} if is_one else silences(found, [code for code, _ in columns], lang)
            tds = "".join(
                f'<td data-place="{html.escape(label("jurisdiction", code, lang))}"'
                f"{ALONE if code in itertools.chain(*alike.values()) else ''}>{cell(at, asked)}</td>"
                for at, (code, _) in zip(found, columns, strict=True)
            )
            for text, without in alike.items():  # on a telephone, one line for all places of which the same is said
                there = html.escape(worded([label("jurisdiction", code, lang) for code in without], lang))
                quiet = f'<span class="gf-quiet">{html.escape(text)}</span>'
                tds += f'<td class="gf-alike" data-place="{there}">{quiet}</td>'
            first, *others = (label("act", one, lang) for _, one in shared)
            together = worded([first, *map(lowered, others)], lang)
            body += f'<tr><th scope="row">{html.escape(together)}</th>{tds}</tr>'
    caption = f'<caption class="gf-small" style="text-align: left">{html.escape(shown.scope)}</caption>'
    kind = "" if is_one else " gf-many"
    said = [html.escape(shown.summary)]
    if (shown.rows["status"] == "none").any():
        said.append(html.escape(word("country.no_text", lang, none=word("country.none", lang)).strip()))
    for text in dict.fromkeys(apart.values()):
        named = [label("act", act, lang).lower() for (_, act), one in apart.items() if one == text]
        said.append(html.escape(f"{text[:1].upper()}{text[1:]}{word('record.colon', lang)}{worded(named, lang)}."))
    note = f'<p class="gf-small">{" ".join(said)}</p>'
    return f'<table class="gf-law{kind}">{caption}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{note}'


def silences(found: list[dict[str, dict[str, Any]]], codes: list[str], lang: str) -> dict[str, list[str]]:
    """What is said of several places alike where no text reaches an act, on both days, with those places."""
    told: dict[str, list[str]] = {}
    for at, code in zip(found, codes, strict=True):
        if not at["date"]["provision_id"] and at["date"]["told"] == at["facts"]["told"]:
            told.setdefault(at["date"]["told"], []).append(code)
    return {text: places for text, places in told.items() if len(places) > 1}


def silent(cells: dict[tuple[str, str, str, str], dict[str, dict[str, Any]]], person: str, act: str) -> str:
    """What is said of an act of which nothing else is said, of any place, subject or day; empty when something is."""
    found = [at for (_, by, what, _), at in cells.items() if (by, what) == (person, act)]
    told = {one["told"] for at in found for one in at.values()}
    return told.pop() if len(told) == 1 and not any(at["date"]["provision_id"] for at in found) else ""


def cell(at: dict[str, dict[str, Any]], asked: Asked) -> str:
    """What the law says on the day chosen and, where it differs, on the day of the facts; linked to its receipt."""
    now, then = at["date"], at["facts"]
    text = html.escape(now["told"])
    if now["status"] == "none":
        text = f'<span class="gf-quiet" role="img" aria-label="{text}">–</span>'
    elif now["provision_id"]:
        text = f'<a href="{html.escape(frame.receipt(now["provision_id"], asked.lang))}" target="_self">{text}</a>'
    else:
        text = f'<span class="gf-quiet">{text}</span>'
    if then["told"] != now["told"]:
        told = word("country.on_facts", asked.lang, text=then["told"])
        if then["status"] == "later" and then["told"].endswith(now["told"]):
            told = word("country.not_yet", asked.lang, since=day(then["first_day"], asked.lang, short=True))
        text += f"<small>{html.escape(told)}</small>"
    return text


def acts(asked: Asked, code: str, most: int) -> str:
    """The acts of a place, the earliest first, after how long it acted."""
    rows = [row for row in records(drawn("country.acts", asked).rows) if row["jurisdiction"] == code]
    if not rows:
        return f"<p>{html.escape(word('country.acts_told', asked.lang, count=0, binding=''))}</p>"
    lang = asked.lang
    wait = "".join(f"<p>{html.escape(text)}</p>" for text in waits(asked, code))
    items = []
    for row in rows:
        force = word("country.is_binding", lang)
        if row["is_in_force"] is False:
            force += word("overview.held_single", lang, count=0)
        mark = f' <span class="gf-binds">{html.escape(force)}</span>' if row["is_binding"] else ""
        said = f"{label('name', row['authority'], lang)}, {label('measure', row['measure'], lang).lower()}"
        line = item(when(row, "action_date", lang), said, row["action_id"], lang, mark)
        items.append(line.replace("<li>", '<li class="gf-whole">', 1))  # no prose: its force is never cut off
    return wait + listed(items, most, lang)


def statements(asked: Asked, code: str, most: int) -> str:
    """What the platform said about a place; what it said about all countries is counted."""
    lang, found = asked.lang, records(drawn("country.statements", asked).rows)
    own = [row for row in found if code in str(row["jurisdictions"]).split(", ")]
    world = [row for row in found if "INT" in str(row["jurisdictions"]).split(", ")]
    items = [item(when(row, "statement_date", lang), row[f"summary_{lang}"], row["statement_id"], lang) for row in own]
    head = "" if own else f"<p>{html.escape(word('country.gap.statements', lang))}</p>"
    rest = word("country.worldwide", lang, count=len(world)) if world else ""
    there = html.escape(link(asked, "statements"))
    see = f' <a href="{there}" target="_self">{html.escape(word("country.see", lang))}</a>'
    return head + listed(items, most, lang) + (f"<p>{html.escape(rest)}{see}</p>" if rest else "")


def reactions(asked: Asked, code: str) -> str:
    """The voices found in a place, counted by stance, and the first of them."""
    lang = asked.lang
    rows = [row for row in records(drawn("country.reactions", asked).rows) if row["jurisdiction"] == code]
    if not rows:
        return f"<p>{html.escape(word('country.gap.reactions', lang))}</p>"
    counts: dict[str, int] = {}
    for row in rows:
        if row["stance"]:
            counts[row["stance"]] = counts.get(row["stance"], 0) + 1
    parts = [f"{stances(one, lang).lower()} {n}" for one, n in sorted(counts.items(), key=lambda pair: -pair[1])]
    head = f"<p>{html.escape(word('country.reactions_summary', lang, parts=', '.join(parts)))}</p>"
    items = [item(row["speaker"], row["paraphrase"], row["reaction_id"], lang, own=row["language"]) for row in rows]
    return head + listed(items, 1, lang)


def gaps(asked: Asked, code: str) -> str:
    """What is not known of a place; what it is part of has a page of its own."""
    rows = drawn("country.gaps", asked).rows
    items = [f"<li>{html.escape(text)}</li>" for text in rows[rows["jurisdiction"] == code]["told"]]
    (held,) = [row for row in choices.held(asked) if row["jurisdiction"] == code]
    parent = held["parent"] if isinstance(held["parent"], str) else ""
    name = html.escape(label("jurisdiction", parent, asked.lang))
    there = f'<a href="{html.escape(one(asked, parent))}" target="_self">{name}</a>' if parent else name
    return listed([text.replace(name, there) if name else text for text in items], 99, asked.lang)


def when(row: dict[str, Any], name: str, lang: str) -> str:
    """The day of a row as precisely as it is known."""
    return dated(row[name], str(row["date_precision"]), lang, short=True) if row[name] else word("common.unknown", lang)


def item(head: str, text: str, row_id: str, lang: str, more: str = "", own: str = "") -> str:
    """One line: what stands first leads to the receipt. `own`: the language of the text, where its row says it."""
    address = html.escape(frame.receipt(row_id, lang))
    name = html.escape(french(head) if lang == "fr" else head)
    return f'<li><a href="{address}" target="_self">{name}</a> {marked(text, lang, own=own)}{more}</li>'


def listed(items: list[str], most: int, lang: str) -> str:
    """The first items, the others behind a click."""
    rest = "".join(items[most:])
    more = html.escape(word("country.more", lang, count=len(items) - most)) if rest else ""
    behind = f"<details><summary>{more}</summary><ul>{rest}</ul></details>" if rest else ""
    return (f"<ul>{''.join(items[:most])}</ul>" if items else "") + behind
