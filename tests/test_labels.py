"""The invented posts the tagger learns from obey the tagging scheme, and no post leaks from one family to another."""

import collections
import json
import pathlib
import re

import pytest

from etl.nlp.corpus import UNSEEN

LABELS = pathlib.Path(__file__).parents[1] / "data" / "labels"
ALLOWED = {
    "stance": {"blames_platform", "blames_users", "defends_minimises", "neutral"},
    "emotion": {"outrage", "fear", "sadness", "mockery", "hope", "none"},
    "role": {"victim_witness", "politician", "regulator", "ngo", "journalist", "public"},
    "calls": {"ban", "prosecution", "regulation", "platform_fix", "leave_platform"},
    "topics": {
        "minors",
        "consent",
        "womens_safety",
        "legal_enforcement",
        "free_speech",
        "technical_safeguards",
        "politics",
    },
}
SINGLE, SEVERAL = ("stance", "emotion", "role"), ("calls", "topics")
FIELDS = {"id", "lang", "text", *ALLOWED, "provenance", "author", "family", "phenomena"}


def posts_by_file():
    """Each file of invented posts, with its parsed lines."""
    for path in sorted(LABELS.glob("reactions_??_*.jsonl")):
        yield path, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


POSTS = [post for _, posts in posts_by_file() for post in posts]
FROZEN = [json.loads(line) for line in (LABELS / "frozen_test.jsonl").read_text(encoding="utf-8").splitlines()]


def five_grams(text):
    """The runs of five words of a text; a shorter text is a single run."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))}


def close_pairs(posts):
    """Pairs of posts of different families that share more than half of their five-word runs."""
    grams = {post["id"]: five_grams(post["text"]) for post in posts}
    family = {post["id"]: post["family"] for post in posts}
    holders = collections.defaultdict(list)
    for key, runs in grams.items():
        for run in runs:
            holders[run].append(key)
    pairs = {
        (one, other)
        for keys in holders.values()
        for index, one in enumerate(keys)
        for other in keys[index + 1 :]
        if family[one] != family[other]
    }
    return [(a, b) for a, b in sorted(pairs) if len(grams[a] & grams[b]) / len(grams[a] | grams[b]) > 0.5]


@pytest.mark.parametrize("path, posts", list(posts_by_file()), ids=lambda value: getattr(value, "stem", ""))
def test_every_post_is_written_in_the_scheme(path, posts):
    language = path.stem.split("_")[1]
    for post in posts:
        where = f"{path.name} {post.get('id')}"
        assert FIELDS <= set(post) <= FIELDS | {"alt"}, where
        assert post["lang"] == language and post["provenance"] == "invented" and post["text"].strip(), where
        assert post["family"].startswith(f"{language}-"), where
        assert all(post[field] in ALLOWED[field] for field in SINGLE), where
        for field in SEVERAL:
            assert post[field] == sorted(set(post[field])) and set(post[field]) <= ALLOWED[field], where
        for field, accepted in post.get("alt", {}).items():
            assert isinstance(accepted, list) and accepted and set(accepted) <= ALLOWED[field], where
            assert field in SEVERAL or post[field] not in accepted, f"{where}: the alternative is the label itself"


def test_an_identifier_names_one_post():
    repeated = [key for key, count in collections.Counter(post["id"] for post in POSTS).items() if count > 1]
    assert POSTS and repeated == []


def test_a_family_stays_in_one_file_and_one_language():
    homes = collections.defaultdict(set)
    for path, posts in posts_by_file():
        for post in posts:
            homes[post["family"]].add(path.name)
    assert {family: names for family, names in homes.items() if len(names) > 1} == {}


def test_posts_of_different_families_are_not_the_same_text():
    assert close_pairs(POSTS) == []


def test_a_call_for_a_ban_a_fix_or_a_departure_is_never_neutral_without_a_second_reading():
    """The scheme reads such a call as blame of the platform unless the text expresses another stance."""
    odd = [
        post["id"]
        for post in POSTS
        if post["stance"] == "neutral"
        and {"ban", "platform_fix", "leave_platform"} & set(post["calls"])
        and "stance" not in post.get("alt", {})
    ]
    assert odd == []


def test_no_post_carries_a_link_an_address_or_a_real_handle():
    found = [
        post["id"]
        for post in POSTS
        if re.search(r"https?:|www\.|\w@\w|@(?!user\b|X\b|grok\b)\w", post["text"], re.IGNORECASE)
    ]
    assert found == []


def test_the_frozen_test_is_written_in_the_scheme_and_is_no_copy_of_what_models_learn_from():
    wanted = (FIELDS - {"family", "phenomena"}, "invented")
    for post in FROZEN:
        assert (set(post), post["provenance"]) == wanted and post["lang"] in ("fr", "en"), post["id"]
        assert all(post[field] in ALLOWED[field] for field in SINGLE), post["id"]
        assert all(post[field] == sorted(set(post[field])) and set(post[field]) <= ALLOWED[field] for field in SEVERAL)
    assert len({post["id"] for post in [*POSTS, *FROZEN]}) == len(POSTS) + len(FROZEN)
    assert close_pairs(POSTS + [{**post, "family": "frozen"} for post in FROZEN]) == []


OFF = {"id", "lang", "text", "about", "kind", "provenance", "author", "family"}


def test_posts_on_another_matter_carry_no_other_label_and_no_test_post_is_a_copy():
    off, tests = [], []
    for path in (
        *sorted(LABELS.glob("off_topic_??.jsonl")),
        *(LABELS / f"{file}_test.jsonl" for file in (*UNSEEN.values(), "plain")),
    ):
        for post in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            is_off = "about" in post
            assert set(post) == (OFF if is_off else FIELDS) and post["provenance"] == "invented", post["id"]
            assert not is_off or (post["about"] == "no" and post["kind"] in ("everyday", "near")), post["id"]
            (tests if path.stem.endswith("test") else off).append(post)
    every = [*POSTS, *FROZEN, *off, *tests]
    assert len({post["id"] for post in every}) == len(every)
    learnt = [*POSTS, *off]
    assert close_pairs(learnt + [{**post, "family": "test"} for post in tests]) == []


def test_near_copies_are_recognised():
    text = "un deux trois quatre cinq six sept huit neuf dix"
    one, other = ({"id": name, "family": name, "text": text + end} for name, end in (("a", ""), ("b", " onze")))
    assert close_pairs([one, other]) == [("a", "b")]
    assert close_pairs([one, {"id": "b", "family": "a", "text": text}]) == []
