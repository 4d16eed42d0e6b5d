"""The answer for one case in words of one language, for a terminal."""

import datetime as dt
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import duckdb
import yaml
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from etl.warehouse import query

WORDS = Path(__file__).with_suffix(".yml")
LOCALES = {"en": "en_GB", "fr": "fr_FR"}
# Time decides first: a reader wants to know that a text came too late before that it is about something else.
REASONS_FIRST = ("not_yet_in_force", "no_longer_in_force", "adopted_not_in_force", "bill", "needs_condition")
FINE, FIXED = "\u202f", "\u00a0"


@dataclass(frozen=True)
class Voice:
    """One language: its words by key, and the label of each (vocabulary, code)."""

    lang: str
    words: dict[str, str]
    labels: dict[tuple[str, str], str]


def voice(connection: duckdb.DuckDBPyConnection, lang: str) -> Voice:
    codes, places = query(connection, "codes"), query(connection, "law_jurisdictions")
    labels = dict(zip(zip(codes["vocabulary"], codes["code"], strict=True), codes[f"label_{lang}"], strict=True))
    labels |= {("jurisdiction", code): name for code, name in zip(places["code"], places[f"name_{lang}"], strict=True)}
    return Voice(lang, yaml.safe_load(WORDS.read_text(encoding="utf-8"))[lang], labels)


def text(answer: dict, speak: Voice, version: str) -> str:
    """The answer as lines of at most 100 columns; what it says is what `etl.exposure.answer` holds."""
    say = speak.words
    lines = [facts(answer["case"], speak)]
    if answer["is_after_reading"]:
        lines.append("  " + say["after_reading"].format(day=day(answer["law_read_on"], speak)))
    lines += ["", say["ceilings"]]
    for one in answer["ceilings"]:
        lines += ceiling(one, speak)
    if not answer["ceilings"]:
        lines.append(f"  {say['no_ceiling']}")
    lines += ["", say["applies"]]
    lines += [line for row in answer["applies"] for line in provision(row, speak)]
    if not answer["applies"] and not answer["in_no_ceiling"]:
        lines.append(f"  {say['none_apply']}")
    for key, title in (("in_no_ceiling", "apart"), ("not_established", "uncertain")):
        if answer[key]:
            lines += ["", say[title]]
            lines += [line for row in answer[key] for line in provision(row, speak)]
    near = [row for row in answer["left_out"] if len(row["reasons"]) == 1]
    near.sort(key=lambda row: REASONS_FIRST.index(row["reasons"][0]) if row["reasons"][0] in REASONS_FIRST else 99)
    far = len(answer["left_out"]) - len(near)
    lines += ["", say["left_out"], *(left_out(row, speak) for row in near)]
    if far:
        lines.append("  " + say["more_left_out"].format(count=far))
    lines += ["", say["footer"], say["version"].format(version=version)]
    return "\n".join(wrapped(typeset(line, speak.lang)) for line in lines)


def facts(case: dict, speak: Voice) -> str:
    """The line that repeats the facts the answer is for."""
    say = speak.words
    acts = [label(speak, "act", code) for code in case["acts"]] or [say["any"]]
    parts = [
        label(speak, "jurisdiction", case["jurisdiction"]),
        day(case["date"], speak),
        format_list(acts, locale=LOCALES[speak.lang]),
        label(speak, "addressee", case["person"]),
        *(label(speak, "image_subject", code) for code in case["subjects"]),
        *(label(speak, "harm", code) for code in case["harms"]),
        *(f"{say['facts_stated']}: {label(speak, 'condition', code)}" for code in case["conditions"]),
    ]
    if case["turnover"]:
        parts.append(say["turnover"].format(amount=money(case["turnover"], "EUR", speak)))
    return f"{say['facts']}: " + "; ".join(parts)


def ceiling(one: dict, speak: Voice) -> list[str]:
    """The lines of one ceiling: the penalty, what qualifies it, and how several acts count."""
    say = speak.words
    group = say["criminal"] if one["group"] == "criminal" else one["group"]
    place = label(speak, "jurisdiction", one["jurisdiction"])
    lines = [f"  {place}, {group}: {penalty(one, speak)} ({one['article']})"]
    notes = []
    if one["turnover_ceiling_eur"]:
        notes.append(say["as_money"].format(amount=money(one["turnover_ceiling_eur"], "EUR", speak)))
    if one["is_derived"]:
        notes.append(say["derived"].format(how=one["derived_from"]))
    if one["max_fine_eur"] and one["currency"] != "EUR":
        about = money(one["max_fine_eur"], "EUR", speak)
        notes.append(say["in_euros"].format(amount=about, day=day(one["eur_rate_date"], speak)))
    if one["has_fine_without_amount"] and one["fine_kind"] == "fixed":
        notes.append(say["open_fine"])
    more = one["possible_prison_months"] and one["possible_prison_months"] > (one["max_prison_months"] or 0)
    if not one["is_life"] and (one["is_possibly_life"] or more):
        months = say["life"] if one["is_possibly_life"] else say["months"].format(months=one["possible_prison_months"])
        notes.append(say["possible"].format(months=months))
    rule = one["counting"]
    told = f"{rule[speak.lang]} ({rule['article']})" if rule["article"] else say["not_counted"]
    return lines + [f"    {note}" for note in [*notes, f"{say['counting']}: {told}"]]


def penalty(one: dict, speak: Voice) -> str:
    """The prison and the fine of a ceiling, each as what it is."""
    say, parts = speak.words, []
    if one["is_life"]:
        parts.append(say["life"])
    elif one["has_term_without_ceiling"]:
        parts.append(say["no_limit"].format(months=one["min_prison_months"]))
    elif one["max_prison_months"] is not None:
        parts.append(say["months"].format(months=one["max_prison_months"]))
    elif one["group"] == "criminal":
        parts.append(say["unknown_prison"] if one["is_prison_unknown"] else say["no_prison"])
    if one["fine_kind"] == "turnover":
        share = percent(one["max_fine_turnover_share"], speak.lang)
        parts.append(say["of_turnover"].format(share=share, base=label(speak, "turnover_base", one["turnover_base"])))
        if one["fixed_beside_share"]:
            fixed = money(one["fixed_beside_share"], one["currency"], speak)
            parts.append(say["not_below"].format(amount=fixed))
    elif one["fine_kind"] == "fixed":
        parts.append(money(one["max_fine_amount"], one["currency"], speak))
    else:
        parts.append(label(speak, "fine_kind", one["fine_kind"]))
    return "; ".join(parts)


def provision(row: dict, speak: Voice) -> list[str]:
    """The lines of one provision: what it forbids, its maximum with every doubt, its source."""
    say = speak.words
    figures = []
    if row["prison_kind"] == "term":
        figures.append(say["months"].format(months=row["max_prison_months"]))
    elif row["prison_kind"] == "minimum_only":
        figures.append(say["no_limit"].format(months=row["min_prison_months"]))
    elif row["prison_kind"] == "life":
        figures.append(say["life"])
    if row["fine_kind"] == "turnover":
        figures.append(percent(row["max_fine_turnover_share"], speak.lang))
    elif row["max_fine_amount"]:
        amount = money(row["max_fine_amount"], row["currency"], speak)
        figures.append(amount if row["fine_kind"] == "fixed" else f"{amount}, {kind(row, speak)}")
    elif row["fine_kind"] != "none":
        figures.append(kind(row, speak))
    if row["takedown_deadline_hours"]:
        start = label(speak, "clock_starts", row["takedown_clock_starts"])
        figures.append(say["takedown"].format(hours=row["takedown_deadline_hours"], start=start))
    early = "start_not_established" in row.get("doubts", [])  # which says it already
    notes = [] if early else [say["start_unknown"] if row["is_start_not_established"] else
             say["from_day"].format(day=day(row["in_force_from"], speak))]  # fmt: skip
    notes += [lowered(label(speak, "doubt", code)) for code in row.get("doubts", [])]
    notes.append(say["confidence"].format(level=lowered(label(speak, "confidence", row["confidence"]))))
    return [
        f"  {row['article']} ({row['instrument'][speak.lang]}): {row['offence'][speak.lang]}",
        f"    {'; '.join([*figures, *notes])}",
        f"    {row['source_publisher'] or ''} {row['source_url'] or row['source2_url'] or ''}".rstrip(),
    ]


def left_out(row: dict, speak: Voice) -> str:
    say, reason = speak.words, row["reasons"][0]
    why = label(speak, "left_out_reason", reason)
    if reason in ("not_yet_in_force", "no_longer_in_force"):
        why = say["only_from" if reason == "not_yet_in_force" else "only_to"].format(day=day(row["date"], speak))
    elif reason == "needs_condition":
        missing = [lowered(label(speak, "condition", code)) for code in row["missing_conditions"]]
        why += f" ({format_list(missing, locale=LOCALES[speak.lang])})"
    return f"  {row['article']} ({row['instrument'][speak.lang]}): {why}"


def kind(row: dict, speak: Voice) -> str:
    return lowered(label(speak, "fine_kind", row["fine_kind"]))


def lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def label(speak: Voice, vocabulary: str, code: str | None) -> str:
    return speak.labels.get((vocabulary, str(code)), str(code or ""))


def day(iso: str, speak: Voice) -> str:
    when = dt.date.fromisoformat(iso)
    written = format_date(when, "d MMMM y", locale=LOCALES[speak.lang])
    return "1er" + written[1:] if speak.lang == "fr" and when.day == 1 else written


def money(amount: float, currency: str, speak: Voice) -> str:
    pattern = "#,##0 ¤" if speak.lang == "fr" else "¤#,##0"
    return format_currency(amount, currency, format=pattern, locale=LOCALES[speak.lang], currency_digits=False)


def percent(share: float, lang: str) -> str:
    return format_decimal(share * 100, "#,##0.##", locale=LOCALES[lang]) + (" %" if lang == "fr" else "%")


def typeset(line: str, lang: str) -> str:
    """The line with the no-break spaces French wants before tall punctuation and units."""
    if lang != "fr":
        return line
    line = re.sub(r"(?<=\S) ?([;!?])(?=\s|$)", FINE + r"\1", line)
    line = re.sub(r"(?<=\w) %", FINE + "%", line)
    return re.sub(r"(?<=[^\s:]) ?:(?=\s|$)", FIXED + ":", re.sub(r"(?<=\d) €", FIXED + "€", line))


def wrapped(line: str, width: int = 100) -> str:
    indent = len(line) - len(line.lstrip())
    # Only plain spaces may break: a no-break space is kept whole.
    kept = line.strip().replace(FIXED, "\x00").replace(FINE, "\x01")
    lines = textwrap.wrap(kept, width - indent - 2, break_long_words=False, break_on_hyphens=False) or [""]
    joined = ("\n" + " " * (indent + 2)).join(lines)
    return " " * indent + joined.replace("\x00", FIXED).replace("\x01", FINE)
