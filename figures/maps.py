"""Who acted, or what the law says, on a map of the world, of Europe or of the states of the US."""

from functools import partial
from typing import Any

import pandas as pd

from figures import case_text, counting
from figures.asked import Asked, Choice, everywhere
from figures.case import records as plain_records
from figures.charts import atlas
from figures.data import label, load
from figures.drawn import Drawn, authorities, figure, headings
from figures.exposure.choices import ACT, DATE, VIEW
from figures.options import worded
from figures.records import records_of
from figures.words import dated, listed, span, word

LOOKS = ("done", "law")
DONE = {"binding": "done", "acted": "pale", "none": "grey", "unasked": "open", "absent": "land", "together": "open"}
LAW = {"in_force": "law", "unclear": "law_half", "paused": "law_half", "later": "law_faint", "earlier": "law_faint",
       "none": "grey", "unread": "open"}  # fmt: skip # saves 7 lines
# What is printed on a place: months where the law is established, else a sign of its own.
SIGNS = {"unclear": "?", "paused": "||", "later": "→", "earlier": "←", "none": "–", "unread": "", "in_force": "●"}
SIGNED = ("unclear", "paused", "later", "earlier", "none")  # those whose sign is said in the key
AREA = Choice("area", "maps.area", "one", usual="world", options=worded("maps.area_", atlas.AREAS))
MAP = Choice("map", "maps.map", "one", usual="done", options=worded("maps.map_", LOOKS))


@figure("overview.map", choices=(MAP, AREA))
def overview(asked: Asked) -> Drawn:
    """Who acted, or what the law says of putting an image online, on a map. Grain: one row per jurisdiction."""
    if asked["map"] == "done":
        return done(asked)
    return law(asked.having(act=ACT.default(asked), date=DATE.default(asked)))


@figure("exposure.map", choices=(ACT, DATE, AREA), at=(VIEW, "compare"))
def law(asked: Asked) -> Drawn:
    """What the law says of the act on the day, on a map. Grain: one row per jurisdiction of the record."""
    lang, act, on = asked.lang, asked["act"], asked["date"]
    compared = load("law_compare", date=on, jurisdictions=(), act=act)
    rows = load("map_acts", **asked.period)
    rows = rows[rows["kind"] != "international"][["jurisdiction", "kind"]]
    rows = rows.merge(compared[~compared["is_reference"].astype(bool)], on="jurisdiction", how="left")
    rows["status"] = rows["status"].fillna("unread")
    rows["is_read"] = rows["status"] != "unread"
    records = plain_records(rows)
    rows["printed"] = [_printed(row) for row in records]
    rows["told"] = [_law_told(row, lang) for row in records]
    counts = {status: int((rows["status"] == status).sum()) for status in LAW}
    read = int(rows["is_read"].sum())
    title = word(
        "maps.law_title", lang, act=label("act", act, lang).lower(), read=read, day=on,
        found=word("counting.of_them", lang, count=counts["in_force"]),
    )  # fmt: skip # saves 5 lines
    title = title if read else word("exposure.no_law", lang)
    where = counting.kinds(rows[rows["status"] == "in_force"], lang, partial(label, lang=lang))
    named = {status: label("law_standing", status, lang) for status in LAW if status != "unread"}
    named = {status: f"{name} ({SIGNS[status]})" if status in SIGNED else name for status, name in named.items()}
    named["in_force"] += f" ({word('maps.number', lang)})"
    named["unread"] = word("maps.unread", lang)
    return Drawn(
        title,
        rows,
        headings(
            "maps",
            "jurisdiction status article max_prison_months fine_article fine_kind max_fine_amount currency "
            "in_force_from is_read source_publisher source_url provision_id",
            lang,
        ),
        summary=word("maps.law_summary", lang),
        numbers={**counts, "read": read},
        scope=" · ".join(
            [
                word("maps.law_scope", lang, day=on, area=AREA.offered(asked)[asked["area"]]),
                *([word("maps.of_them", lang, count=counts["in_force"], places=where)] if where else []),
                *federal(rows, asked),
            ]
        ),
        chart=_chart(asked, rows, named, LAW, word("maps.union", lang), "grey", "unread"),
        alt=f"{title}. {_listed(rows, 'in_force', lang)}".removesuffix(". "),
        sources=("law",),
        collected=word("export.laws", lang, count=read),
        vocabularies={"jurisdiction": "jurisdiction", "status": named, "fine_kind": "fine_kind"},
        is_upright=True,
    )


def federal(rows: pd.DataFrame, asked: Asked) -> list[str]:
    """That a federation whose parts have rows of their own is drawn with its federal law alone, where it is."""
    parents = {code.partition("-")[0] for code in rows[rows["is_read"]]["jurisdiction"] if "-" in code}
    drawn = sorted(label("jurisdiction", code, asked.lang) for code in parents if atlas.seen(asked["area"], code))
    return [word("maps.federal", asked.lang, places=drawn)] if drawn else []


def is_drawn(code: str, area: str) -> bool:
    """Whether a place is on the map of the area; of a part of the world, whether it is on that of the whole."""
    return atlas.seen(area, code) or (area != "world" and atlas.seen("world", code))


def done(asked: Asked) -> Drawn:
    """Who acted in the period, and who with binding force, on a map. Grain: one row per jurisdiction of the record."""
    lang = asked.lang
    rows = load("map_acts", **asked.period)
    records = records_of(rows)
    rows["printed"] = [
        ("◆ " if row["binding_count"] else "") + str(row["act_count"]) if row["act_count"] else "" for row in records
    ]
    rows["told"] = [_done_told(row, lang) for row in records]
    acted, binding = int(rows["has_acted"].sum()), int((rows["status"] == "binding").sum())
    title = word(
        "maps.done_title",
        lang,
        count=acted,
        binding=word("maps.done_single" if acted == 1 else "maps.done_binding", lang, count=binding),
    )
    union = rows[rows["kind"] == "union"]
    count = int(union["act_count"].sum())
    border = word("maps.union_acts", lang, count=count) if count else word("maps.union", lang)
    names = {status: word(f"maps.is.{status}", lang) for status in DONE}
    undrawn = [
        f"{label('jurisdiction', row['jurisdiction'], lang)} ({row['printed']})"
        for row in records_of(rows)
        if row["has_acted"] and row["kind"] != "union" and not is_drawn(row["jurisdiction"], asked["area"])
    ]
    shade = DONE[union["status"].iloc[0]] if count else "grey"
    return Drawn(
        title,
        rows,
        headings("maps", "jurisdiction status act_count binding_count first_date", lang),
        summary=word("maps.done_summary", lang),
        unit=word("maps.done_unit", lang),
        numbers={"acted": acted, "binding": binding, "union": count, "undrawn": len(undrawn)},
        scope=" · ".join(
            [
                span(asked.start, asked.end, lang),
                AREA.offered(asked)[asked["area"]],
                *([word("maps.undrawn", lang, places=listed(undrawn, lang))] if undrawn else []),
            ]
        ),
        chart=_chart(asked, rows, names, DONE, border, shade, "absent"),
        alt=f"{title}. {_listed(rows, 'binding', lang)}".removesuffix(". "),
        sources=("enforcement_actions",),
        collected=authorities(everywhere(asked)),
        vocabularies={"jurisdiction": "jurisdiction", "status": names},
        is_upright=True,
    )


def _chart(
    asked: Asked, rows: pd.DataFrame, names: dict[str, str], tones: dict[str, str], border: str, shade: str, land: str
) -> Any:
    unions = {code: (border, shade) for code in rows[rows["kind"] == "union"]["jurisdiction"]}
    places = rows[~rows["kind"].isin(["union", "international"])]
    return partial(
        atlas.atlas,
        places[["jurisdiction", "status", "printed", "told"]],
        area=asked["area"],
        names=names,
        tones=tones,
        chosen=asked.jurisdictions,
        unions=unions,
        land=land,
    )


def _printed(row: dict[str, Any]) -> str:
    months = row["max_prison_months"]
    if row["status"] == "in_force" and months is not None:
        return str(int(months))
    return SIGNS[row["status"]]


def _law_told(row: dict[str, Any], lang: str) -> str:
    name = label("jurisdiction", row["jurisdiction"], lang)
    if row["status"] == "unread":
        return f"{name} · {word('maps.union_law' if row['kind'] == 'union' else 'maps.unread', lang)}"
    standing = label("law_standing", row["status"], lang)
    if row["status"] in ("none", "paused"):
        return f"{name} · {standing}"
    articles = listed(
        list(dict.fromkeys(one for one in (row["article"], row["fine_article"]) if isinstance(one, str))), lang
    )
    figures = case_text.penalty(row, lang, partial(label, lang=lang))
    return " · ".join(part for part in (name, standing, figures, articles) if part)


def _done_told(row: dict[str, Any], lang: str) -> str:
    name = label("jurisdiction", row["jurisdiction"], lang)
    if not row["act_count"]:
        status = row["status"]
        return f"{name} · {word(f'maps.is.{status}', lang)}"
    parts = [name, word("maps.acts", lang, count=int(row["act_count"]))]
    parts += [word("maps.binding_acts", lang, count=int(row["binding_count"]))]
    first, key = row["first_date"], "maps.first_month" if row["first_precision"] == "month" else "maps.first"
    known = first == first and first is not None
    parts += [word(key, lang, day=dated(first, row["first_precision"], lang))] if known else []
    return " · ".join(parts)


def _listed(rows: pd.DataFrame, status: str, lang: str) -> str:
    """The places of one status by name, for who cannot see the map."""
    codes = rows[rows["status"] == status]["jurisdiction"]
    names = ", ".join(label("jurisdiction", code, lang) for code in codes)
    return f"{names}." if names else ""


def groups(one: Drawn, lang: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the map shows as a list: each status by name, with code, name and what is printed of each of its places."""
    found = []
    for status, name in one.vocabularies["status"].items():
        rows = one.rows[one.rows["status"] == status]
        places = [
            (code, label("jurisdiction", code, lang), printed)
            for code, printed in zip(rows["jurisdiction"], rows["printed"], strict=True)
        ]
        if places:
            found.append((name, sorted(places, key=lambda place: place[1])))
    return found
