"""What a source covers, counted from its rows: how many, from when to when, where, and when it was last looked for."""

import datetime as dt
from typing import Any

import duckdb
from babel.dates import format_date
from babel.numbers import format_decimal

from etl.intake.material import filled as fill

LOCALES = {"en": "en_GB", "fr": "fr_FR"}
# source → its table, the column of its first and last day, and the column of its places, where it has them
COUNTED = {
    "detections": ("detections", "coalesce(window_start, published)", "coalesce(window_end, published)", "null"),
    "enforcement_actions": ("enforcement_actions", "date", "date", "jurisdiction"),
    "platform_statements": ("platform_statements", "date", "date", "null"),
    "public_reactions": ("public_reactions", "date", "date", "jurisdiction"),
    "law": ("provisions", "null::date", "null::date", "jurisdiction"),
    "counting_rules": ("counting_rules", "null::date", "null::date", "jurisdiction"),
    "sor_daily": ("sor_daily", "day", "day", "null"),
    "exchange_rates": ("exchange_rates", "rate_date::date", "rate_date::date", "null"),
}
# slot → whether a row it speaks of is there, and what then cannot be said
LIMITS = {
    "limit_months": ("public_reactions where date_precision = 'month'", {
        "en": "Some rows are dated to the month only. ", "fr": "Des lignes ne sont datées qu'au mois. "}),
    "limit_account": ("platform_statements where speaker_kind = 'ai_account'", {
        "en": "A message of the service's own account is generated text or of unknown authorship: it is no admission "
              "by the company. ",
        "fr": "Un message du compte du service lui-même est un texte généré ou d'auteur inconnu : il n'est pas un aveu "
              "de l'entreprise. "}),
    "limit_replies": ("platform_statements where channel = 'regulator letter' and document_read <> 'original'", {
        "en": "Some replies to authorities are known through what others reported of them. ",
        "fr": "Des réponses aux autorités ne sont connues que par ce que d'autres en ont rapporté. "}),
}  # fmt: skip # saves 10 lines
Forms = tuple[str, str, str]  # of none, of one, of many
FORMS: dict[str, dict[str, Forms]] = {
    "en": {
        "rows": ("no row", "1 row", "{n} rows"),
        "places": ("", "1 jurisdiction", "{n} jurisdictions"),
        "undated": ("", "1 without a date", "{n} without a date"),
    },
    "fr": {
        "rows": ("aucune ligne", "1 ligne", "{n} lignes"),
        "places": ("", "1 juridiction", "{n} juridictions"),
        "undated": ("", "1 sans date", "{n} sans date"),
    },
}
WORDS = {
    "en": {
        "span": "from {first} to {last}",
        "day": "of {first}",
        "nothing": "Nothing newer was found when last looked for, on {day}.",
        "looked": "Last looked for on {day}.",
    },
    "fr": {
        "span": "du {first} au {last}",
        "day": "du {first}",
        "nothing": "Rien de plus récent n'a été trouvé à la dernière recherche, le {day}.",
        "looked": "Dernière recherche le {day}.",
    },
}


def with_coverage(connection: duckdb.DuckDBPyConnection, sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of raw.sources, the slots of the affair filled, with what was counted said after the coverage."""
    slots = connection.execute("select slot, text_en, text_fr from raw.affair_words").fetchall()
    by_lang = {"en": {slot: en for slot, en, _ in slots}, "fr": {slot: fr for slot, _, fr in slots}}
    for slot, (rows, said) in LIMITS.items():
        is_there = bool(connection.execute(f"select 1 from raw.{rows} limit 1").fetchall())
        for lang, own in by_lang.items():
            own[slot] = said[lang] if is_there else ""
    for source in sources:
        for lang, own in by_lang.items():
            for key in ("title", "publisher", "coverage", "cannot_say", "changes"):
                source[f"{key}_{lang}"] = fill(source[f"{key}_{lang}"], own)
            counted = covered(connection, source["source_id"], lang)
            source[f"coverage_{lang}"] = " ".join(
                part for part in (source[f"coverage_{lang}"].strip(), counted) if part
            )
    return sources


def covered(connection: duckdb.DuckDBPyConnection, source: str, lang: str) -> str:
    """A sentence or two on the rows of a source; nothing for one whose rows are not counted."""
    if source not in COUNTED:
        return ""
    table, first_of, last_of, place = COUNTED[source]
    counts = connection.execute(
        f"select count(*), min({first_of}), max({last_of}), count(distinct {place}), "
        f'count(*) filter ({first_of} is null) from raw."{table}"'
    ).fetchall()
    ((rows, first, last, places, undated),) = counts
    words, forms = WORDS[lang], FORMS[lang]
    parts = [counted_as(forms["rows"], rows, lang)]
    if first:
        span = words["day"] if first == last else words["span"]
        parts.append(span.format(first=day(first, lang), last=day(last, lang)))
        parts.append(counted_as(forms["undated"], undated, lang))
    parts.append(counted_as(forms["places"], places, lang))
    said = ", ".join(part for part in parts if part)
    looked = connection.execute(
        "select max(looked_on)::date, bool_or(is_found = 'true' and looked_on = latest) from ("
        "select *, max(looked_on) over () as latest from raw.lookups where source = $1 and row_id is null)",
        [source],
    ).fetchall()
    ((when, is_found),) = looked
    sentence = "" if when is None else words["looked" if is_found else "nothing"].format(day=day(when, lang))
    aside = connection.execute(
        f"select ltrim(text_{lang}) from raw.affair_words where slot = 'law_aside' and $1 = 'law'", [source]
    ).fetchall()
    sentence = " ".join(part for part in (sentence, *(text for (text,) in aside)) if part)
    return " ".join(part for part in (f"{said[0].upper()}{said[1:]}.", sentence) if part)


def counted_as(forms: Forms, n: int, lang: str) -> str:
    """The form for none, one or many, with the number as the language writes it."""
    return forms[min(n, 2)].format(n=format_decimal(n, locale=LOCALES[lang]))


def day(value: dt.date, lang: str) -> str:
    """`2 January 1999`, `1er janvier 1999`."""
    text = format_date(value, "d MMMM y", locale=LOCALES[lang])
    return f"1er{text[1:]}" if lang == "fr" and value.day == 1 else text
