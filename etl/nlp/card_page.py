"""The model card as a page: measured figures from the tables, and what they mean for use."""

from typing import Any

from etl.nlp.lists import FOLDER
from etl.nlp.scheme import LABELS, SINGLE

TEMPLATE = FOLDER / "model_card_template.md"
TESTS = (  # slices on and off the affair
    ("crowd", "crowd"),
    ("forum", "forum"),
    ("voices", "voices"),
    ("hands", "other hands"),
    ("sealed", "sealed test"),
    ("fresh", "last test"),
)


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
        f"| field | {' | '.join(f'{name} (95 %)' for _, name in TESTS)} | least / aim | held out (95 %) | lenient | fr "
        "| en | by file | frozen test (95 %) | sourced | keywords | majority |",
    ]
    lines.append("|---" * (len(TESTS) + 3) + "|---:|---:|---:|---:|---|---:|---:|---:|")
    for field in LABELS:
        whole, goal = value[field, "all", "", "macro_f1"], card["goals"][field]
        frozen = value[field, "frozen", "", "macro_f1"]
        unseen = [value[field, part, "", "macro_f1"] for part, _ in TESTS]
        cells = [
            field,
            *(f"**{one['value']:.2f}** ({one['low']:.2f}–{one['high']:.2f})" for one in unseen),
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
    return f"{100 * one['value']:.0f} points ({100 * one['low']:.0f}–{100 * one['high']:.0f})"


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
    for part, written in (*TESTS, ("held out", "held out")):
        for measures, (name, aim) in aims.items():
            found = [value["about", part, "", measured] for measured in measures]
            cells = " | ".join(map(share_of, found))
            lines.append(f"| {name}, {written} | {cells} | {found[0]['n']} | {aim} |")
    for part, written in TESTS:
        kinds = ("reversed", "share_distance", "share_distance_sure")
        turned, distance, tags = (value["stance", part, "", kind] for kind in kinds)
        lines += [
            "",
            "**Irony read the wrong way round** (blame of the platform taken for its defence or the reverse, surely): "
            f"{share_of(turned)} of {turned['n']} ironic posts, {written}; aim: at most 5 %.",
            "",
            f"**Shares with other matters mixed in**: {written}, off-topic posts too: the expected "
            f"share of a stance is off by at most {points(distance)}, "
            f"of the sure tags alone by {points(tags)}; aim: 4.",
        ]
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
