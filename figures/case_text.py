"""The answer for one case in words of one language: sentences the page shares, and the lines of the terminal."""

import textwrap
from collections.abc import Callable
from typing import Any

from figures.words import FINE, FIXED, day, french, listed, lowered, money, percent, word

# Time decides first: a reader wants to know that a text came too late before that it is about something else.
REASONS_FIRST = ("not_yet_in_force", "no_longer_in_force", "paused", "adopted_not_in_force", "bill", "needs_condition")
Label = Callable[[str, Any], str]  # vocabulary and code → what it is called


def text(answer: dict, lang: str, label: Label, version: str) -> str:
    """The answer as lines of at most 100 columns; what it says is what `figures.case.answer` holds."""
    lines = [facts(answer["case"], lang, label)]
    if answer["is_after_reading"]:
        lines.append("  " + word("exposure.after_reading", lang, day=day(answer["law_read_on"], lang)))
    said = (own_unread(answer, lang, label), minors(answer, lang, label), unread(answer, lang, label))
    lines += [line for told in said if told for line in ("", told)]
    lines += ["", word("exposure.ceilings", lang)]
    for one in answer["ceilings"]:
        lines.append(f"  {ceiling(one, lang, label)}")
        lines += [f"    {note}" for note in notes(one, lang, label)]
    if not answer["ceilings"]:
        lines.append("  " + word("exposure.no_ceiling", lang))
    if told := later_law(answer, lang, label):
        lines.append(f"  {told}")
    if answer["stated"]:
        lines += ["", word("exposure.stated_facts", lang)]
        lines += [f"  {stated(one, answer['case'], lang, label)}" for one in answer["stated"]]
    for key in ("applies", "in_no_ceiling", "not_established"):
        if answer[key]:
            lines += ["", word(f"exposure.{key}", lang)]
            lines += [line for row in answer[key] for line in provision(row, lang, label)]
    if not answer["applies"] and not answer["in_no_ceiling"]:
        lines += ["", word("exposure.none_apply", lang)]
    near = [row for row in answer["left_out"] if len(row["reasons"]) == 1]
    near.sort(key=lambda row: REASONS_FIRST.index(row["reasons"][0]) if row["reasons"][0] in REASONS_FIRST else 99)
    far = len(answer["left_out"]) - len(near)
    if answer["left_out"]:
        lines += ["", word("exposure.left_out", lang), *(left_out(row, lang, label) for row in near)]
    if far:
        lines.append("  " + word("exposure.more_left_out", lang, count=far))
    lines += ["", word("exposure.read_here", lang), *(f"  {line}" for line in read(answer, lang, label))]
    lines += ["", word("exposure.footer", lang), word("exposure.version", lang, version=version)]
    return "\n".join(wrapped(line if lang == "en" or "://" in line else french(line)) for line in lines)


def facts(case: dict, lang: str, label: Label) -> str:
    """The line that repeats the facts the answer is for."""
    acts = [label("act", code) for code in case["acts"]] or [word("exposure.any_act", lang)]
    parts = [
        label("jurisdiction", case["jurisdiction"]),
        day(case["date"], lang),
        listed(acts, lang),
        label("addressee", case["person"]),
        *(label("image_subject", code) for code in case["subjects"]),
        *(label("harm", code) for code in case["harms"]),
        *(label("condition", code) for code in case["conditions"]),
    ]
    if case["turnover"]:
        parts.append(f"{word('exposure.turnover', lang)} {money(case['turnover'], 'EUR', lang)}")
    return word("exposure.facts", lang, facts=semicolons(parts, lang))


def minors(answer: dict, lang: str, label: Label) -> str:
    """What must be said first of images of minors: nothing was read, or it does not settle the case; '' otherwise."""
    status, case = answer["minors"]["status"], answer["case"]
    if status in ("not_asked", "applies"):
        return ""
    is_general = status == "not_read" and "minor" not in case["subjects"]
    key = f"exposure.minors_{status}" + ("_any" if is_general else "")
    return word(
        key,
        lang,
        place=label("jurisdiction", case["jurisdiction"]),
        person=lowered(label("addressee", case["person"])),
        articles=semicolons(answer["minors"]["articles"], lang),
    )


def own_unread(answer: dict, lang: str, label: Label) -> str:
    """That the law of the place itself was not read, so that the law above it answers; '' when it was."""
    if answer["is_own_law_read"]:
        return ""
    above = list(dict.fromkeys(row["jurisdiction"] for row in answer["read"]))
    return word(
        "exposure.own_not_read",
        lang,
        place=label("jurisdiction", answer["case"]["jurisdiction"]),
        above=semicolons([label("jurisdiction", code) for code in above], lang),
    )


def unread(answer: dict, lang: str, label: Label) -> str:
    """Which acts of the case no text read of its own jurisdiction concerns, whoever does them; '' when none."""
    if not answer["acts_not_read"]:
        return ""
    acts = semicolons([lowered(label("act", code)) for code in answer["acts_not_read"]], lang)
    place = label("jurisdiction", answer["case"]["jurisdiction"])
    return word("exposure.act_not_read", lang, place=place, acts=acts)


def later_law(answer: dict, lang: str, label: Label) -> str:
    """That texts began after the facts, which apply to them where they are milder; '' when none did."""
    if not answer["later_articles"]:
        return ""
    place = label("jurisdiction", answer["case"]["jurisdiction"])
    return word("exposure.later_law", lang, place=place, articles=semicolons(answer["later_articles"], lang))


def ceiling(one: dict, lang: str, label: Label) -> str:
    """`France, criminal law: 168 months; €200,000 (227-23 al. 3 + 132-10)`: each figure with its article."""
    term, fine = term_text(one, lang, label), fine_text(one, lang, label)
    if term and fine and one["prison_article"] and one["fine_article"] and one["prison_article"] != one["fine_article"]:
        figures = semicolons([f"{term} ({one['prison_article']})", f"{fine} ({one['fine_article']})"], lang)
    else:
        figures = f"{semicolons([part for part in (term, fine) if part], lang)} ({one['article']})"
    return f"{colon(where(one, lang, label), lang)} {figures}"


def where(one: dict, lang: str, label: Label) -> str:
    """Whose law a ceiling is of, and which: `France, criminal law`."""
    group = word("exposure.criminal", lang) if one["group"] == "criminal" else one["group_name"][lang]
    place = label("criminal_law_of" if one["group"] == "criminal" else "jurisdiction", one["jurisdiction"])
    return f"{place}, {group}"


def term_text(one: dict, lang: str, label: Label) -> str:
    """The term of a ceiling as what it is: life, a minimum, months, none, not read; '' where it is no criminal law."""
    if one["is_life"]:
        return lowered(label("prison_kind", "life"))
    if one["has_term_without_ceiling"]:
        return word("exposure.at_least", lang, count=int(one["min_prison_months"]))
    if one["max_prison_months"] is not None:
        return word("exposure.months", lang, count=int(one["max_prison_months"]))
    if one["group"] != "criminal":
        return ""
    return word("exposure.term_unknown", lang) if one["is_prison_unknown"] else lowered(label("prison_kind", "none"))


def fine_text(one: dict, lang: str, label: Label) -> str:
    """The fine of a ceiling as what it is: an amount, a share of a turnover, or the kind of fine."""
    if one["fine_kind"] == "turnover":
        share, base = percent(one["max_fine_turnover_share"], lang), label("turnover_base", one["turnover_base"])
        told = word("exposure.of_turnover", lang, share=share, base=base)
        if one["fixed_beside_share"] is None:
            return told
        fixed = money(one["fixed_beside_share"], one["currency"], lang)
        if one["fixed_beside_article"] != one["fine_article"]:
            fixed += f" ({one['fixed_beside_article']})"
        rule = one["fixed_beside_rule"]
        return f"{told}, {word(f'exposure.beside.{rule}', lang, amount=fixed)}"
    if one["max_fine_amount"] is not None:
        amount = money(one["max_fine_amount"], one["currency"], lang)
        return amount if one["fine_kind"] == "fixed" else f"{amount}, {kind(one, label)}"
    return kind(one, label)


def notes(one: dict, lang: str, label: Label) -> list[str]:
    """What qualifies a ceiling: in money, in euros, our arithmetic, what could exceed it, how several acts count."""
    found = []
    if one["turnover_ceiling_eur"] is not None:
        amount = money(round(one["turnover_ceiling_eur"]), "EUR", lang)
        found.append(word("exposure.as_money", lang, amount=amount))
    if one["is_derived"]:
        found.append(word("exposure.derived", lang, how=one["derived_from"]))
    if one["max_fine_eur"] is not None and one["eur_rate_date"] and one["currency"] != "EUR":
        about = money(one["max_fine_eur"], "EUR", lang)
        found.append(word("exposure.in_euros", lang, amount=about, day=day(one["eur_rate_date"], lang)))
    if one["has_fine_without_amount"] and one["max_fine_amount"] is not None:
        found.append(word("exposure.open_fine", lang, articles=semicolons(one["open_fine_articles"], lang)))
    if one["possible_article"]:
        found.append(
            word("exposure.possible", lang, term=possible_term(one, lang, label), article=one["possible_article"])
            if one["is_possibly_life"] or one["possible_prison_months"] is not None
            else word(
                "exposure.possible_minimum", lang, term=possible_term(one, lang, label), article=one["possible_article"]
            )
        )
    if one["unconfirmed_articles"]:
        found.append(word("exposure.unconfirmed", lang, articles=semicolons(one["unconfirmed_articles"], lang)))
    for code, articles in one["complaints"].items():
        found.append(f"{colon(label('prosecution', code), lang)} {semicolons(articles, lang)}.")
    rule = one["counting"]
    if rule["article"]:
        found.append(word("exposure.counting", lang, rule=rule[lang], article=rule["article"]))
    else:
        found.append(word("exposure.counting_unknown", lang))
    return found


def possible_term(one: dict, lang: str, label: Label) -> str:
    """The heaviest term of the texts of which it is not established that they apply."""
    if one["is_possibly_life"]:
        return lowered(label("prison_kind", "life"))
    if one["possible_prison_months"] is not None:
        return word("exposure.months", lang, count=int(one["possible_prison_months"]))
    return word("exposure.at_least", lang, count=int(one["possible_min_prison_months"]))


def stated(one: dict, case: dict, lang: str, label: Label) -> str:
    """What a stated fact did to the answer, in a sentence; one that changed nothing says so."""
    rules = semicolons([f"{rule['article']} : {rule[lang]}" if lang == "fr" else f"{rule['article']}: {rule[lang]}"
                        for rule in one["rules"]], lang)  # fmt: skip # saves 5 lines
    effect = one["effect"]
    told = word(
        f"exposure.fact_{effect}", lang, fact=label("condition_topic", one["fact"]),
        place=label("jurisdiction", case["jurisdiction"]), articles=semicolons(one["articles"], lang),
        rules=rules or semicolons(one["articles"], lang),
    )  # fmt: skip # saves 3 lines
    if one["further_articles"]:
        told += " " + word("exposure.fact_further", lang, articles=semicolons(one["further_articles"], lang))
    return told[:1].upper() + told[1:]


def read(answer: dict, lang: str, label: Label) -> list[str]:
    """What was read of each jurisdiction of the case, and what was not: a line for each."""
    lines = []
    for place in dict.fromkeys(row["jurisdiction"] for row in answer["read"]):
        topics = [row for row in answer["read"] if row["jurisdiction"] == place]
        was = [topic_text(row, lang, label) for row in topics if row["is_read"]]
        was_not = [label("law_topic", row["topic"]) for row in topics if not row["is_read"]]
        told = word("exposure.was_read", lang, place=label("jurisdiction", place), topics=semicolons(was, lang) or "–")
        if was_not:
            told += " " + word("exposure.was_not_read", lang, topics=semicolons(was_not, lang))
        lines.append(told)
    return lines


def topic_text(row: dict, lang: str, label: Label) -> str:
    """A topic of which a text was read, with the acts those texts concern where acts tell them apart."""
    if row["topic"] not in ("adults", "minors"):
        return label("law_topic", row["topic"])
    acts = ", ".join(lowered(label("act", code)) for code in row["acts"])
    return f"{label('law_topic', row['topic'])} [{acts}]"


def penalty(row: dict, lang: str, label: Label) -> str:
    """Term and fine of one provision, each as what it is."""
    figures = []
    if row["prison_kind"] == "term":
        figures.append(word("exposure.months", lang, count=int(row["max_prison_months"])))
    elif row["prison_kind"] == "minimum_only":
        figures.append(word("exposure.at_least", lang, count=int(row["min_prison_months"])))
    elif row["prison_kind"] != "none":
        figures.append(
            word("exposure.term_unknown", lang)
            if row["prison_kind"] == "unknown"
            else lowered(label("prison_kind", "life"))
        )
    if row["fine_kind"] == "turnover":
        figures.append(percent(row["max_fine_turnover_share"], lang))
    elif row["max_fine_amount"] is not None:
        amount = money(row["max_fine_amount"], row["currency"], lang)
        figures.append(amount if row["fine_kind"] == "fixed" else f"{amount}, {kind(row, label)}")
    elif row["fine_kind"] != "none":
        figures.append(kind(row, label))
    return semicolons(figures, lang)


def provision(row: dict, lang: str, label: Label) -> list[str]:
    """The lines of one provision: what it forbids, its maximum with every doubt, its source."""
    figures = [penalty(row, lang, label)]
    if row["takedown_deadline_hours"]:
        start = lowered(label("clock_starts", row["takedown_clock_starts"]))
        figures.append(word("exposure.takedown", lang, count=int(row["takedown_deadline_hours"]), start=start))
    doubts = row.get("doubts", [])
    said = [] if "start_not_established" in doubts else [since(row, lang)]  # which says it already
    said += [lowered(label("doubt", code)) for code in doubts]
    said += [lowered(label("prosecution", row["prosecution"]))] if row["prosecution"] else []
    said.append(word("exposure.confidence", lang, level=lowered(label("confidence", row["confidence"]))))
    return [
        f"  {row['article']} ({colon(row['instrument'][lang] + ')', lang)} {row['offence'][lang]}",
        f"    {semicolons([part for part in figures if part] + said, lang)}",
        f"    {row['source_url'] or '–'}",
    ]


def since(row: dict, lang: str) -> str:
    """Since when a provision is in force, or that it is not established."""
    if row["is_start_not_established"]:
        return word("exposure.start_unknown", lang)
    return word("exposure.begins", lang, day=day(row["in_force_from"], lang))


def left_out(row: dict, lang: str, label: Label) -> str:
    """A provision set aside, with its reason and the date or the facts it lacked."""
    (reason,) = row["reasons"]
    why = lowered(label("left_out_reason", reason))
    if reason in ("not_yet_in_force", "no_longer_in_force"):
        why = lowered(word(f"exposure.{reason}", lang, day=day(row["date"], lang)))
    elif reason == "needs_condition":
        why += f" ({semicolons([lowered(label('condition', code)) for code in row['missing_conditions']], lang)})"
    return f"  {row['article']} ({colon(row['instrument'][lang] + ')', lang)} {why}"


def kind(row: dict, label: Label) -> str:
    return lowered(label("fine_kind", row["fine_kind"]))


def semicolons(parts: list[str], lang: str) -> str:
    return f"{FINE}; ".join(parts) if lang == "fr" else "; ".join(parts)


def colon(words: str, lang: str) -> str:
    return f"{words}{FIXED}:" if lang == "fr" else f"{words}:"


def wrapped(line: str, width: int = 100) -> str:
    """The line folded, deeper lines indented by two; a no-break space is kept whole."""
    indent = len(line) - len(line.lstrip())
    kept = line.strip().replace(FIXED, "\x00").replace(FINE, "\x01")
    lines = textwrap.wrap(kept, width - indent - 2, break_long_words=False, break_on_hyphens=False) or [""]
    joined = ("\n" + " " * (indent + 2)).join(lines)
    return " " * indent + joined.replace("\x00", FIXED).replace("\x01", FINE)
