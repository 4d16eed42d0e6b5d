"""What must not change a tag, and what must: invariance to surface, and minimal pairs of negation, voice and irony.

The rates asserted are those the models reach on cases of our own, none of which is a training post.
"""

import pytest

from etl.nlp.corpus import posts
from etl.nlp.model import decisions, load, score
from etl.nlp.models import SHIPPED
from etl.nlp.scheme import LABELS, SINGLE
from etl.nlp.tagging import tag

INVARIANT = {  # change -> share of posts whose three single labels all stay
    "another handle": (lambda text: text + " @user", lambda text: text + " @quelquun_d_autre", 0.99),
    "another link": (lambda text: text + " https://a.example/1", lambda text: text + " https://b.example/zz?q=2", 0.99),
    "accents lost": (
        lambda text: text,
        lambda text: text.translate(str.maketrans("éèêëàâîïôûùç", "eeeeaaiiouuc")),
        0.99,
    ),
    "capitals lost": (lambda text: text, lambda text: text.lower(), 0.93),
    "other quotation marks": (
        lambda text: text,
        lambda text: text.replace("« ", "“").replace(" »", "”").replace("«\u00a0", "“").replace("\u00a0»", "”"),
        0.99,
    ),
    "typographic apostrophes": (lambda text: text, lambda text: text.replace("'", "’"), 0.99),
    "spaces doubled": (lambda text: text, lambda text: text.replace(" ", "  "), 0.99),
    "another country": (
        lambda text: text,
        lambda text: text.replace("France", "Italie").replace("Britain", "Ireland"),
        0.98,
    ),
}
# (field, one text, its label, the other text, its label): one thing changed
PAIRS = {
    "negation": (
        (
            "calls",
            "We want Grok banned in this country.",
            "ban",
            "We do not want Grok banned in this country.",
            "",
        ),
        (
            "calls",
            "Il faut interdire Grok, tout de suite.",
            "ban",
            "Il ne faut pas interdire Grok.",
            "",
        ),
        (
            "calls",
            "Leave X, all of you.",
            "leave_platform",
            "I am not asking anyone to leave X.",
            "",
        ),
        (
            "calls",
            "Quittez X, tous.",
            "leave_platform",
            "Je ne demande à personne de quitter X.",
            "",
        ),
        (
            "calls",
            "We need a new law on this.",
            "regulation",
            "We do not need a new law on this.",
            "",
        ),
        (
            "calls",
            "Il nous faut une loi.",
            "regulation",
            "Nous n'avons pas besoin d'une loi de plus.",
            "",
        ),
        (
            "calls",
            "Prosecute the men who did this.",
            "prosecution",
            "Prosecuting them would be pointless.",
            "",
        ),
        (
            "calls",
            "Retirez cette fonction, maintenant.",
            "platform_fix",
            "Retirer cette fonction ne servirait à rien.",
            "",
        ),
    ),
    "who is quoted": (
        (
            "calls",
            "Ban Grok now!",
            "ban",
            "A senator called for a ban on Grok, the news agency reports.",
            "",
        ),
        (
            "calls",
            "Coupez Grok !",
            "ban",
            "« Coupez Grok », a lancé un sénateur, rapporte l'agence.",
            "",
        ),
        (
            "role",
            "As an MP, I am asking for an inquiry.",
            "politician",
            "My MP is asking for an inquiry.",
            "public",
        ),
        (
            "role",
            "En tant que députée, je demande une enquête.",
            "politician",
            "Ma députée demande une enquête.",
            "public",
        ),
        (
            "role",
            "My daughter was targeted by these images.",
            "victim_witness",
            "Mothers say daughters were targeted, the report finds.",
            "journalist",
        ),
        (
            "role",
            "Ma fille a été visée par un montage.",
            "victim_witness",
            "Des mères racontent que leurs filles ont été visées, selon notre enquête.",
            "journalist",
        ),
        (
            "emotion",
            "I am so angry, shame on them all.",
            "outrage",
            "The minister said she was angry, in a statement on Monday.",
            "none",
        ),
        (
            "emotion",
            "J'ai honte pour eux, c'est ignoble.",
            "outrage",
            "La ministre a jugé ces images ignobles, dans un communiqué.",
            "none",
        ),
    ),
    "sincere or ironic": (
        (
            "emotion",
            "Thank you to everyone who stood with us.",
            "hope",
            "Thank you X, ever so helpful, another premium feature 🙄",
            "mockery",
        ),
        (
            "emotion",
            "Merci à toutes celles qui nous ont soutenues.",
            "hope",
            "Merci X, vraiment, quel beau service premium 🙄",
            "mockery",
        ),
        (
            "stance",
            "X fixed it in two days, credit where it is due.",
            "defends_minimises",
            "X fixed it in three weeks, slow clap, heroes 👏",
            "blames_platform",
        ),
        (
            "stance",
            "X a corrigé en deux jours, chapeau à eux.",
            "defends_minimises",
            "X a corrigé en trois semaines, chapeau les artistes 👏",
            "blames_platform",
        ),
    ),
}
REACHED = {"negation": 0.75, "who is quoted": 0.75, "sincere or ironic": 0.5}  # share of sides given as meant


@pytest.fixture(scope="module")
def tagger():
    return load(SHIPPED)


def found(tagger, texts):
    return list(tag(tagger, [{"id": number, "text": text} for number, text in enumerate(texts)]))


def read(tagger, text):
    """The labels given to a text that is known to be about the affair, whether or not its few words say so."""
    chosen = decisions(tagger, score(tagger, [text]).probability)
    return {
        field: labels[chosen[field][0]] if field in SINGLE else [labels[n] for n in chosen[field][0].nonzero()[0]]
        for field, labels in LABELS.items()
    }


@pytest.mark.parametrize("change", INVARIANT)
def test_surface_does_not_change_a_tag(tagger, change):
    one, other, rate = INVARIANT[change]
    texts = [post["text"] for post in posts()[::20]]
    texts = [text for text in texts if one(text) != other(text)] or texts
    pairs = zip(found(tagger, map(one, texts)), found(tagger, map(other, texts)), strict=True)
    same = [all(a[field] == b[field] for field in SINGLE) for a, b in pairs]
    assert sum(same) / len(same) >= rate


@pytest.mark.parametrize("kind", PAIRS)
def test_one_word_of_negation_voice_or_irony_changes_the_tag(tagger, kind):
    right, wrong = 0, []
    for field, *sides in PAIRS[kind]:
        for text, label in zip(sides[::2], sides[1::2], strict=True):
            given = read(tagger, text)[field]
            is_right = (label in given if label else not given) if field == "calls" else given == label
            right += is_right
            wrong += [] if is_right else [f"{text} → {given}, not {label or 'nothing'}"]
    assert right / (2 * len(PAIRS[kind])) >= REACHED[kind], wrong
