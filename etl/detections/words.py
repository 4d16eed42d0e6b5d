"""What people and notebooks write for yes, for no, for none of the categories, and for no answer at all."""

import re
import unicodedata

YES = frozenset({
    "1", "1.0", "true", "yes", "y", "t", "oui", "o", "vrai", "v", "x", "positive", "pos", "present", "flagged", "ja",
    "si", "wahr", "verdadero", "vero",
})  # fmt: skip # saves 16 lines
NO = frozenset(
    [
        "0",
        "0.0",
        "false",
        "no",
        "n",
        "f",
        "non",
        "faux",
        "negative",
        "neg",
        "absent",
        "nein",
        "falsch",
        "falso",
        "ausente",
        "assente",
    ]
)
NONE = frozenset({  # a label that stands for none of the categories: the image was looked at, and nothing was found
    "none", "none of the above", "none of these", "none of them", "no label", "no category", "nothing", "neither",
    "null class", "no finding", "no findings", "no detection", "no detections", "negative", "neg", "sfw", "safe",
    "normal", "neutral", "clean", "benign", "ok", "okay", "background", "other", "others", "no", "false", "0",
    "not flagged", "unflagged", "aucun", "aucune", "aucun des deux", "aucune categorie", "aucune de ces categories",
    "rien", "neant", "autre", "autres", "non", "faux", "neutre", "sain", "negatif", "sans objet visible",
    "nein", "falsch", "falso", "ninguno", "ninguna", "keine", "keins", "nessuno", "nessuna",
})  # fmt: skip # saves 43 lines
UNKNOWN = frozenset({  # no answer: not a no
    "", "nan", "na", "n/a", "n.a.", "null", "nil", "unknown", "unsure", "unclear", "uncertain", "undecided",
    "ambiguous", "cannot tell", "can't tell", "cant tell", "cannot say", "can't say", "can not tell", "don't know",
    "dont know", "not sure", "maybe", "skip", "skipped", "missing", "pending", "todo", "not coded", "not labelled",
    "not labeled", "unlabelled", "unlabeled", "not annotated", "error", "failed", "undefined", "-", "--", "?", "#n/a",
    "not applicable", "inconnu", "inconnue", "incertain", "incertaine", "indetermine", "ne sait pas", "nsp",
    "peut-etre", "pas clair", "non code", "non codee", "sans reponse", "illisible", "tbd",
    "je ne sais pas", "je ne peux pas dire", "sans avis", "impossible a dire", "difficile a dire", "non renseigne",
    "no se", "no lo se", "no estoy seguro", "weiß nicht", "weiss nicht", "ich weiß nicht", "unklar", "keine angabe",
    "non lo so", "no answer", "i don't know", "i dont know", "prefer not to say", "hard to say",
})  # fmt: skip # saves 52 lines
TOTALS = frozenset({  # what people write where a row sums the rows above it
    "total", "totals", "totaux", "grand total", "total general", "somme", "sum", "summe", "gesamt", "suma", "totale",
    "moyenne", "mean", "average", "mittelwert", "promedio", "media", "moyenne generale",
})  # fmt: skip # saves 16 lines
SCORE_UNKNOWN = UNKNOWN | {"none"}  # in a column of scores, None is how Python writes a missing value


def folded(text: str) -> str:
    """The text in small letters, without accents, with single spaces for _ and -."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[\s_-]+", " ", plain.replace("’", "'").lower()).strip() or text.strip()


def printable_label(label: str, place: int) -> str:
    """A label as it may be shown: itself when it is an ordinary word or a short number, else only its place."""
    if not label or not parts(label):
        return "an empty label"
    is_word = re.fullmatch(r"[^\W_][\w /&'’()+-]{0,39}", label) and sum(sign.isdigit() for sign in label) <= 4
    return label if is_word else f"number {place}"


def parts(label: str) -> list[str]:
    """The labels of a cell that holds several: "a|b", "a; b", '["a", "b"]', "['a', 'b']"; [] for an empty list."""
    inside = label.strip()
    if inside[:1] in ("[", "(", "{") and inside[-1:] in ("]", ")", "}"):
        return [found for part in re.split(r"\s*,\s*", inside[1:-1]) if (found := part.strip().strip("'\""))]
    return [found for part in re.split(r"\s*[|;,]\s*", inside) if (found := part.strip().strip("'\""))]


def is_unknown(label: str) -> bool:
    return label.strip().lower() in UNKNOWN or folded(label) in UNKNOWN


def is_none(label: str) -> bool:
    return folded(label) in NONE


def negated(label: str) -> str:
    """What a label says is not there ("not nudity", "non-nude", "no_women"); '' when it says no such thing."""
    found = re.fullmatch(r"(?:not|non|no|sans|pas de|without) (.+)", folded(label))
    return found[1] if found else ""
