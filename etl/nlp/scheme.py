"""The tagging scheme, version 1.1: whether a post is about the affair, and the five fields of one that is.

One label each of stance (whom the voice holds responsible), emotion and role; any number of calls (what the voice
demands) and topics. The default label of a field is what a text without any cue has.
A post on another matter (`about`: "no") has none of the five, and no default either.
"""

SINGLE: dict[str, tuple[str, ...]] = {
    "stance": ("blames_platform", "blames_users", "defends_minimises", "neutral"),
    "emotion": ("fear", "hope", "mockery", "none", "outrage", "sadness"),
    "role": ("journalist", "ngo", "politician", "public", "regulator", "victim_witness"),
}
SEVERAL: dict[str, tuple[str, ...]] = {
    "calls": ("ban", "leave_platform", "platform_fix", "prosecution", "regulation"),
    "topics": (
        "consent",
        "free_speech",
        "legal_enforcement",
        "minors",
        "politics",
        "technical_safeguards",
        "womens_safety",
    ),
}
LABELS: dict[str, tuple[str, ...]] = {**SINGLE, **SEVERAL}
DEFAULT = {"stance": "neutral", "emotion": "none", "role": "public"}
ABOUT = ("yes", "no")  # about this affair, or about sexual images made by a machine at all; or another matter
# one linear model each; the last says whether a post is about the affair
OUTPUTS = (*((field, label) for field, labels in LABELS.items() for label in labels), ("about", "yes"))
IS_ABOUT = len(OUTPUTS) - 1
PLACES = {
    field: slice(OUTPUTS.index((field, labels[0])), OUTPUTS.index((field, labels[0])) + len(labels))
    for field, labels in LABELS.items()
}
