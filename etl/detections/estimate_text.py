"""An estimate's record, as `estimating.estimate` returns it, in words for a terminal."""


def as_text(record: dict) -> str:
    """The estimate for a terminal."""
    best = record["estimate"]
    lines = [
        f"{record['category']}, detector {record['detector']}: {record['flagged_count']:,} of "
        f"{record['sampled_count']:,} images flagged "
        f"({record['rejected_rows']:,} row{'' if record['rejected_rows'] == 1 else 's'} rejected)",
        f"  {percent(best)}",
    ]
    if record["left_out_count"]:
        silent = f"{record['left_out_count']:,} more images say nothing of {record['category']}"
        lines.append(f"  {silent} (not asked, unknown, or about something else) and are left out")
    lines += [f"  {sentence}" for sentence in record["said"]]
    for step in ("raw", "clustered", "post_stratified", "corrected"):
        if step in record:
            found = record[step]
            lines.append(f"{step.replace('_', '-')}: {percent(found)}; {found['method_text']['en']}")
            lines += [f"  assumes that {note['en']}" for note in found["assumptions"]]
            lines += [f"  beware: {note['en']}" for note in found["warnings"]]
    if "panel" in record:
        lines.append("no labels by people were given; under other error rates (sensitivity, specificity) it would be:")
        lines += [
            f"  {one['inputs']['sensitivity']:.2f}, {one['inputs']['specificity']:.3f}: {percent(one)}"
            for one in record["panel"]
        ]
        least = record["told_from_zero_above_specificity"]
        lines.append(
            f"  told from zero only if specificity exceeds {least:.4f}"
            if least < 1
            else "  not told from zero, whatever the specificity"
        )
    if "labelled_agreement" in record:
        people = record["labelled_agreement"] | {"ties_left_out": record["labelled_ties_left_out"]}
        lines.append(f"labels: {record['labelled_count']:,} images used; {agreed(people)}")
    lines += [f"labels: {sentence}" for sentence in record.get("labelled_said", ())]
    if record.get("labelled_left_out"):
        lines.append(f"labels that are no answer: {record['labelled_left_out']:,} images, left out")
    if left_out := record.get("labelled_rows_rejected", 0) + record.get("labelled_unmatched", 0):
        lines.append(f"labels left out: {left_out:,} (a fault, a second time, or not in the detector's file)")
    if "coders" in record:
        lines.append(agreed(record["coders"]))
    if "total" in record:
        middle, low, high = record["total"]["rounded"]
        lines.append(f"total: {middle:,.0f} ({low:,.0f} to {high:,.0f}); {record['total']['method_text']['en']}")
        lines += [f"  beware: {note['en']}" for note in record["total"]["warnings"]]
    return "\n".join(lines)


def agreed(people: dict) -> str:
    told = {"alpha": "Krippendorff's alpha", "kappa": "Cohen's kappa"}
    found = [
        f"{told[name]} " + (f"{one['value']:.2f} ({one['low']:.2f} to {one['high']:.2f})" if one else "not defined")
        for name, one in people.items()
        if name in told
    ]
    why = f" ({people['why']})" if people.get("why") else ""
    return f"{people['count']} coders, {', '.join(found)}{why}, {people['ties_left_out']} ties left out"


def percent(found: dict) -> str:
    """The share with its interval, or that it has none; why is among the warnings."""
    if found["value"] is None:
        return "no share: the assumed error rates do not fit these data"
    if found["low"] is None:
        return f"{found['value']:.2%}, no interval"
    return f"{found['value']:.2%} ({found['low']:.2%} to {found['high']:.2%}, 95 %)"
