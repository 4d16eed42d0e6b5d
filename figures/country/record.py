"""What was done, said and answered in some places, and what is not known of them."""

from typing import Any

import pandas as pd

from figures import counting
from figures.asked import Asked
from figures.case import records
from figures.country.choices import PLACES, held, named, places_of
from figures.data import label, load
from figures.drawn import Drawn, figure, headings, nothing
from figures.records import records_of
from figures.words import day, listed, span, word

ACTS = (
    "action_date date_precision jurisdiction authority measure summary_* is_binding status days document_read "
    "source_url action_id"
)
SAID = "statement_date date_precision jurisdictions speaker stance summary_* document_read source_url statement_id"
VOICES = "reaction_date date_precision jurisdiction speaker speaker_role stance paraphrase source_url reaction_id"


def _of(asked: Asked, name: str, **more: Any) -> pd.DataFrame:
    places = places_of(asked)
    return load(name, start=asked.start, end=asked.end, jurisdictions=places or ("-",), **more)


def _empty(asked: Asked, key: str, names: str, columns: dict[str, str], query: str, **more: Any) -> Drawn:
    count = lambda other: len(_of(other, query, **more))  # noqa: E731
    title = word(f"country.{key}", asked.lang, places=names)
    return nothing(asked, count, title, columns=columns, placed=False)


@figure("country.acts", choices=(PLACES,))
def acts(asked: Asked) -> Drawn:
    """The counted acts of authorities of these places in the period, the waits in words. Grain: one row per act."""
    lang, names = asked.lang, listed(named(asked), asked.lang)
    columns = headings("country", ACTS, lang)
    rows = _of(asked, "enforcement_acts", steps=())
    rows = rows[rows["is_counted"].astype(bool)]
    if rows.empty:
        return _empty(asked, "acts", names, columns, "enforcement_acts", steps=())
    inside = rows[rows["place"] == "inside"]  # those known to a month partly in the period, or undated, are listed only
    binding = int(inside["is_binding"].astype(bool).sum())
    apart = counting.rows_apart(rows, "action_date", lang)
    return Drawn(
        word("country.acts_title", lang, places=names, count=len(inside)),
        rows,
        columns,
        summary=" ".join([word("country.binding", lang, count=binding), *waits(asked), *apart]),
        numbers={"acts": len(inside), "binding": binding, "apart": len(rows) - len(inside)},
        scope=_scope(asked),
        sources=("enforcement_actions",),
        vocabularies={"jurisdiction": "jurisdiction", "measure": "measure", "status": "action_status",
                      "date_precision": "date_precision"},
    )  # fmt: skip # saves 4 lines


def waits(asked: Asked, code: str = "") -> list[str]:
    """For each place that acted, how long after the affair's first day: the first act, and the first that binds."""
    lang, found = asked.lang, []
    for row in records(_of(asked, "enforcement_ladder", clock="")):
        if code and row["jurisdiction"] != code:
            continue
        place = label("jurisdiction", row["jurisdiction"], lang)
        bound = row["days_to_binding"]
        binding = (
            word("country.wait_none", lang)
            if bound is None
            else word("country.wait_binding", lang, when=counting.after(int(bound), lang, row["is_binding_month"]))
        )
        found.append(
            word(
                "country.wait",
                lang,
                place=place,
                binding=binding,
                when=counting.after(int(row["days_to_first_act"]), lang, row["is_first_month"]),
            )
        )
    return found


def _scope(asked: Asked) -> str:
    return f"{span(asked.start, asked.end, asked.lang)} · {listed(named(asked), asked.lang)}"


@figure("country.statements", choices=(PLACES,))
def statements(asked: Asked) -> Drawn:
    """What the platform said about these places, or about all of them. Grain: one row per statement."""
    lang, names = asked.lang, listed(named(asked), asked.lang)
    columns = headings("country", SAID, lang)
    rows = _of(asked, "statements_public", stances=())
    if rows.empty:
        return _empty(asked, "statements", names, columns, "statements_public", stances=())
    own = [any(code in str(found).split(", ") for code in places_of(asked)) for found in rows["jurisdictions"]]
    rows["is_about_place"] = own
    rows = rows.sort_values("is_about_place", ascending=False, kind="stable")
    return Drawn(
        word("country.statements_title", lang, places=names, count=sum(own)),
        rows,
        columns,
        summary=word("country.worldwide", lang, count=len(rows) - sum(own)),
        numbers={"own": sum(own), "worldwide": len(rows) - sum(own)},
        scope=_scope(asked),
        sources=("platform_statements",),
        vocabularies={"stance": "platform_stance", "date_precision": "date_precision"},
    )


@figure("country.reactions", choices=(PLACES,))
def reactions(asked: Asked) -> Drawn:
    """The voices of these places that were found. Grain: one row per reaction."""
    lang, names = asked.lang, listed(named(asked), asked.lang)
    columns = headings("country", VOICES, lang)
    rows = _of(asked, "reactions_list", roles=())
    if rows.empty:
        return _empty(asked, "reactions", names, columns, "reactions_list", roles=())
    counts = rows["stance"].dropna().value_counts()
    parts = [f"{stances(code, lang).lower()} {count}" for code, count in counts.items()]
    return Drawn(
        word("country.reactions_title", lang, places=names, count=len(rows)),
        rows,
        columns,
        summary=word("country.reactions_summary", lang, parts=", ".join(parts)),
        numbers={str(code): int(count) for code, count in counts.items()},
        scope=_scope(asked),
        sources=("public_reactions",),
        vocabularies={
            "jurisdiction": "jurisdiction",
            "speaker_role": "speaker_role",
            "date_precision": "date_precision",
            "stance": {code: stances(code, lang) for code in counts.index},
        },
    )


def stances(codes: str, lang: str) -> str:
    """One stance, or the two a voice holds, in words."""
    return listed([label("reaction_stance", one, lang) for one in codes.split(", ")], lang)


@figure("country.gaps", choices=(PLACES,))
def gaps(asked: Asked) -> Drawn:
    """What is not known of these places. Grain: one row per place and gap."""
    lang, names = asked.lang, listed(named(asked), asked.lang)
    found = [
        {"jurisdiction": place["jurisdiction"], "told": text} for place in held(asked) for text in gaps_of(place, lang)
    ]
    rows = pd.DataFrame(found, columns=["jurisdiction", "told"])
    return Drawn(
        word("country.gaps", lang, places=names),
        rows,
        headings("country", "jurisdiction told", lang),
        scope=word("country.gaps_scope", lang),
        sources=("law", "enforcement_actions"),
        vocabularies={"jurisdiction": "jurisdiction"},
        empty="" if len(rows) else word("country.no_place", lang),
    )


def gaps_of(place: dict[str, Any], lang: str) -> list[str]:
    """The gaps of one place: what was not read of its law, which acts rest on reports, what was not found at all."""
    code, told = place["jurisdiction"], []
    if not place["provision_count"]:
        told.append(word("country.gap.law", lang))
    else:
        read = load("law_read", jurisdictions=(code,))
        unread = [row["topic"] for row in records_of(read) if not row["is_read"]]
        unread = [one for one in unread if not (place["kind"] == "union" and one in ("adults", "minors", "companies"))]
        topics = listed([label("law_topic", one, lang) for one in unread], lang)
        told += [word("country.gap.topics", lang, topics=topics)] if unread else []
        if place["undated_provision_count"]:
            told.append(word("country.gap.starts", lang, count=int(place["undated_provision_count"])))
        told.append(word("country.gap.read_on", lang, day=day(place["read_on"], lang)))
    if place["parent"] == place["parent"] and place["parent"]:
        told.append(word("country.gap.parent", lang, parent=label("jurisdiction", place["parent"], lang)))
    if not place["act_count"]:
        told.append(word("country.gap.acts", lang))
    elif place["read_count"] < place["act_count"]:
        count = int(place["act_count"])
        by_report = count - int(place["read_count"])
        said = word("country.gap.documents", lang, count=by_report, all=count)
        told.append(word("country.gap.document_single", lang) if count == 1 else said)
    for name in ("statement", "reaction"):
        if not place[f"{name}_count"]:
            told.append(word(f"country.gap.{name}s", lang))
    return told
