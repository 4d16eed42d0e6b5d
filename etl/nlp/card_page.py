"""The model card as a page: measured figures from the tables, and what they mean for use."""

from typing import Any

from etl.nlp.corpus import UNSEEN
from etl.nlp.lists import FOLDER
from etl.nlp.scheme import LABELS, SINGLE

TEMPLATE = FOLDER / "model_card_template.md"
TESTS = (*((part, file.replace("_", " ")) for part, file in UNSEEN.items()), ("tests", "all these"))  # slices


def page(card: dict[str, Any]) -> str:
    """The page of a card."""
    value = {(row["field"], row["slice"], row["label"], row["measure"]): row for row in card["scores"]}

    def figure(field: str, part: str, measured: str, label: str = "") -> str:
        found = value.get((field, part, label, measured))
        return "–" if found is None else f"{found['value']:.2f}"

    head, tail = TEMPLATE.read_text(encoding="utf-8").split("<!-- tables -->\n")
    lines = [head.format(**card, **card["posts_by_language"])]
    lines += score_lines(card, value)
    lines += about_lines(value)
    lines += [
        "",
        "## Confidence",
        "",
        "*If perfect*: the error that so few posts show of a tagger that is right exactly as often as it says.",
        "The interval is that of samples of the posts; drawing some twice makes the error larger: it may lie above it.",
        "",
        "| field | posts | calibration error (95 %) | if perfect | accuracy | with the surest 70 % |",
        "|---|---|---|---:|---:|---:|",
    ]
    kinds = ("calibration_error_if_perfect", "accuracy", "accuracy_at_70")
    tests = (*TESTS, ("all", "held out"), ("frozen", "frozen test"))
    for part, name in tests:
        for field in SINGLE:
            one = value[field, part, "", "calibration_error"]
            cells = [f"{one['value']:.2f} ({one['low']:.2f}–{one['high']:.2f})"]
            cells += [figure(field, part, kind) for kind in kinds]
            lines.append(f"| {field} | {name} | " + " | ".join(cells) + " |")
    lines += ["", "## By label (F1)", "", "| field | label | all | fr | en | posts |", "|---|---|---:|---:|---:|---:|"]
    for field, labels in LABELS.items():
        for label in labels:
            figures = " | ".join(figure(field, part, "f1", label) for part in ("all", "fr", "en"))
            lines.append(f"| {field} | {label} | {figures} | {value[field, 'all', label, 'f1']['n']} |")
    lines += ["", "## By phenomenon (macro-F1)", "", "| phenomenon | posts | " + " | ".join(LABELS) + " |"]
    lines.append("|---|---:|" + "---:|" * len(LABELS))
    for part in sorted({row["slice"] for row in card["scores"] if row["slice"].startswith("phenomenon")}):
        figures = " | ".join(figure(field, part, "macro_f1") for field in LABELS)
        name = part.removeprefix("phenomenon ").replace("_", " ")
        lines.append(f"| {name} | {value['stance', part, '', 'macro_f1']['n']} | {figures} |")
    lines += curve_lines(value)
    lines += redaction_lines(card)
    lines += confusion_lines(card)
    doubt = ", ".join(f"{limit:.2f} ({name})" for name, limit in card["doubt"].items() if name in SINGLE)
    about = {"yes": card["threshold"]["about.yes"], "sure": card["doubt"]["about"], "lost": card["doubt"]["about.no"]}
    lines.append(tail.format(doubt=doubt, **about))
    return "\n".join(lines)


def share_of(one: dict[str, Any]) -> str:
    """A share with its interval."""
    return f"{one['value']:.1%} ({one['low']:.1%}–{one['high']:.1%})"


def points(one: dict[str, Any]) -> str:
    """A distance of shares with its interval."""
    return f"{100 * one['value']:.1f} ({100 * one['low']:.0f}–{100 * one['high']:.0f})"


def score_lines(card: dict[str, Any], value: dict[tuple[str, str, str, str], dict[str, Any]]) -> list[str]:
    """Macro-F1 of each field: on the tests with their intervals, what is aimed at, and held out in several ways."""
    lines = ["## Macro-F1", "", "| posts (95 %) | " + " | ".join(LABELS) + " |", "|---" * (1 + len(LABELS)) + "|"]
    goals = (f"{card['goals'][field]['least']:.2f} / {card['goals'][field]['aim']:.2f}" for field in LABELS)
    lines.append("| *least / aim* | " + " | ".join(goals) + " |")
    found = [(name, part, "macro_f1") for part, name in TESTS]
    found += [("held out", "all", "macro_f1"), ("frozen test", "frozen", "macro_f1")]
    found += [(f"held out, {part}", part, "macro_f1") for part in ("fr", "en")]
    found += [(f"held out, {name}", "all", f"macro_f1_{name.replace(' ', '_')}") for name in ("lenient", "by file")]
    found += [("sourced", "sourced", "macro_f1")]
    found += [(name, "all", f"macro_f1_{name}") for name in ("keywords", "majority")]
    for name, part, measured in found:
        cells = []
        for one in (value.get((field, part, "", measured)) for field in LABELS):
            interval = f" ({one['low']:.2f}–{one['high']:.2f})" if one and "low" in one else ""
            cells.append(f"{one['value']:.2f}{interval}" if one else "–")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def about_lines(value: dict[tuple[str, str, str, str], dict[str, Any]]) -> list[str]:
    """Whether a post is about the affair, what that does to the shares, and irony read the wrong way round."""
    lines = [
        "",
        "## About the affair or not",
        "",
        "A post taken for the affair's surely counts in its shares; one taken unsurely is tagged and counts in none.",
        "What is surely of another matter is lost to them. The rest is drawn as unsure.",
        "",
        "| posts | taken for the affair's (95 %) | surely, so counted (95 %) | surely another matter (95 %) | posts "
        "| aim |",
        "|---|---|---|---|---:|---|",
    ]
    aims = {
        ("kept", "counted", "lost"): ("about it", "at least 97 % taken"),
        ("let_through_everyday", "counted_everyday", "lost_everyday"): ("everyday", "at most 5 % taken"),
        ("let_through_near", "counted_near", "lost_near"): ("near, another matter", "at most 20 % taken"),
    }
    for part, written in (*TESTS, ("plain", "plain"), ("held out", "held out")):
        for measures, (name, aim) in aims.items():
            if ("about", part, "", measures[0]) not in value:
                continue  # the plain posts are everyday ones alone
            found = [value["about", part, "", measured] for measured in measures]
            cells = " | ".join(map(share_of, found))
            lines.append(f"| {name}, {written} | {cells} | {found[0]['n']} | {aim} |")
    lines += [
        "",
        "*Reversed*: ironic blame of the platform taken for its defence or the reverse, surely; aim: at most 5 %.",
        "*Shares*: posts on other matters mixed in, the most points by which a stance's expected share is off, and",
        "that of the sure tags; aim: 4. *With a word*: of the posts about it with a word of the subject, those taken.",
    ]
    lines += ["", "| posts | with a word | reversed | of | shares | sure tags alone |", "|---|---|---|---:|---|---|"]
    for part, written in TESTS:
        tied, turned = value["about", part, "", "kept_tied"], value.get(("stance", part, "", "reversed"))
        off = " | ".join(points(value["stance", part, "", kind]) for kind in ("share_distance", "share_distance_sure"))
        ironic = f"{share_of(turned)} | {turned['n']}" if turned else "– | 0"
        lines.append(f"| {written} | {share_of(tied)} | {ironic} | {off} |")
    return lines


def curve_lines(value: dict[tuple[str, str, str, str], dict[str, Any]]) -> list[str]:
    """How the scores on posts by other hands grow with the posts learnt from."""
    parts = list(dict.fromkeys(part for _, part, _, _ in value if part.startswith("curve")))
    lines = [
        "",
        "## More posts of the same kind",
        "",
        "Macro-F1 (95 %) on the posts by other hands, by models of a part",
    ]
    lines[-1] += " of the families learnt from:"
    lines += ["", "| field | " + " | ".join(part.removeprefix("curve ") for part in parts) + " |"]
    lines.append("|---|" + "---|" * len(parts))
    count = " | ".join(f"{value['stance', part, '', 'macro_f1']['n']:,}" for part in parts)
    lines.append(f"| posts learnt from | {count} |")
    for field in LABELS:
        found = [value[field, part, "", "macro_f1"] for part in parts]
        cells = (f"{one['value']:.2f} ({one['low']:.2f}–{one['high']:.2f})" for one in found)
        lines.append(f"| {field} | {' | '.join(cells)} |")
    return lines


def redaction_lines(card: dict[str, Any]) -> list[str]:
    """What redaction lets through, by kind of detail."""
    rows = [row for row in card["scores"] if row["field"] == "redaction"]
    lines = ["", "## Redaction", "", "| planted | share left in, or cut (95 %) | of |", "|---|---|---:|"]
    names = {"all": "**all planted details left in**", "public lines": "**public lines cut**"}
    for row in rows:
        share = f"{row['value']:.1%} ({row['low']:.1%}–{row['high']:.1%})"
        lines.append(f"| {names.get(row['slice'], row['slice'])} | {share} | {row['n']} |")
    return lines


def confusion_lines(card: dict[str, Any]) -> list[str]:
    """The confusion matrix of each field with one label: lines are the truth, columns what was given."""
    lines = ["", "## Confusions", "", "Lines: what was meant; columns: what was given; posts."]
    count = {(row["field"], row["truth"], row["given"]): row["posts"] for row in card["confusions"]}
    for field, labels in SINGLE.items():
        columns = [*labels, "unsure"]
        lines += ["", f"| {field} | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
        for true in labels:
            lines.append(f"| {true} | " + " | ".join(str(count[field, true, out]) for out in columns) + " |")
    return lines
