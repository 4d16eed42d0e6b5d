"""The model card as a page: measured figures from the tables, and what they mean for use."""

from typing import Any

from etl.nlp.lists import FOLDER
from etl.nlp.scheme import LABELS, SEVERAL, SINGLE

TEMPLATE = FOLDER / "model_card_template.md"


def page(card: dict[str, Any]) -> str:
    """The page of a card."""
    value = {(row["field"], row["slice"], row["label"], row["measure"]): row for row in card["scores"]}

    def figure(field: str, part: str, measured: str, label: str = "") -> str:
        found = value.get((field, part, label, measured))
        return "–" if found is None else f"{found['value']:.2f}"

    head, tail = TEMPLATE.read_text(encoding="utf-8").split("<!-- tables -->\n")
    lines = [head.format(**card, **card["posts_by_language"])]
    lines += [
        "## Macro-F1",
        "",
        "| field | **other hands (95 %)** | least / aim | held out (95 %) | lenient | fr | en | by file "
        "| frozen test (95 %) | sourced | keywords | majority |",
    ]
    lines.append("|---|---|---|---|---:|---:|---:|---:|---|---:|---:|---:|")
    for field in LABELS:
        whole, goal = value[field, "all", "", "macro_f1"], card["goals"][field]
        frozen, hands = value[field, "frozen", "", "macro_f1"], value[field, "hands", "", "macro_f1"]
        cells = [
            field,
            f"**{hands['value']:.2f}** ({hands['low']:.2f}–{hands['high']:.2f})",
            f"{goal['least']:.2f} / {goal['aim']:.2f}",
            f"{whole['value']:.2f} ({whole['low']:.2f}–{whole['high']:.2f})",
            figure(field, "all", "macro_f1_lenient"),
            *(figure(field, part, "macro_f1") for part in ("fr", "en")),
            figure(field, "all", "macro_f1_by_file"),
            f"{frozen['value']:.2f} ({frozen['low']:.2f}–{frozen['high']:.2f})",
            figure(field, "sourced", "macro_f1"),
            figure(field, "all", "macro_f1_keywords"),
            figure(field, "all", "macro_f1_majority"),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    lines += about_lines(value)
    lines += [
        "",
        "## Confidence",
        "",
        "| field | posts | calibration error | accuracy | with the surest 70 % |",
        "|---|---|---:|---:|---:|",
    ]
    kinds = ("calibration_error", "accuracy", "accuracy_at_70")
    for part, name in (("hands", "other hands"), ("all", "held out"), ("frozen", "frozen test")):
        for field in SINGLE:
            lines.append(f"| {field} | {name} | " + " | ".join(figure(field, part, kind) for kind in kinds) + " |")
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
    lines += redaction_lines(card)
    lines += confusion_lines(card)
    doubt = ", ".join(f"{limit:.2f} ({field})" for field, limit in card["doubt"].items() if field not in SEVERAL)
    lines.append(tail.format(doubt=doubt))
    return "\n".join(lines)


def about_lines(value: dict[tuple[str, str, str, str], dict[str, Any]]) -> list[str]:
    """Whether a post is about the affair, what that does to the shares, and irony read the wrong way round."""
    lines = ["", "## About the affair or not", "", "| posts | share taken for the affair's (95 %) | posts | aim |"]
    lines.append("|---|---|---:|---|")
    aims = {"kept": "at least 97 %", "let_through_everyday": "at most 5 %", "let_through_near": "at most 20 %"}
    names = {"kept": "about it", "let_through_everyday": "everyday", "let_through_near": "near, another matter"}
    for part, written in (("hands", "other hands"), ("held out", "held out")):
        for kind, aim in aims.items():
            one = value["about", part, "", kind]
            share = f"{one['value']:.1%} ({one['low']:.1%}–{one['high']:.1%})"
            lines.append(f"| {names[kind]}, {written} | {share} | {one['n']} | {aim} |")
    turned, distance = (value["stance", "hands", "", kind] for kind in ("reversed", "share_distance"))
    lines += [
        "",
        "**Irony read the wrong way round** (blame of the platform taken for its defence or the reverse, not unsure): "
        f"{turned['value']:.1%} of {turned['n']} ironic posts by other hands "
        f"(95 %: {turned['low']:.1%}–{turned['high']:.1%}); aim: at most 5 %.",
        "",
        "**Shares with other matters mixed in**: among the posts by other hands, off-topic ones too, the share of a "
        f"stance is off by at most {100 * distance['value']:.0f} points; aim: 4.",
    ]
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
