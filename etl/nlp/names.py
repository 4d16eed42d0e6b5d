"""The places of private persons' names in a text, by lists and by what stands beside them.

A name counts behind a title, an introduction, a relation, an age or a verb of speech, in any alphabet; a listed first
name also alone, with what follows it; two unknown capitalised words in a row; and the parts of a hashtag. Names of
people acting in a public office, listed in data/nlp/names.yml, are never given.
"""

import re
from functools import lru_cache

from etl.nlp.name_lists import LETTERS, Lists, Word, among, fold, is_sure, lists, words_of
from etl.nlp.name_patterns import (
    ACTS,
    AGED,
    BELONGS,
    BESIDE,
    CAMEL,
    CAPITAL_BEHIND,
    CAUSES,
    DETERMINERS,
    GLUED,
    HARD,
    HASHTAG,
    INITIALS_NEVER,
    INTRODUCED,
    INTRODUCING,
    KIN,
    OF_KIN,
    OF_SELF,
    OF_SOMEBODY,
    OFFICES,
    PARTICLES,
    PEOPLES,
    PRESENT,
    RELATION,
    RELATION_AFTER,
    SAID,
    SIGNED,
    SOFT_TITLES,
    SPEAKS,
    SPOKEN_TO,
    TITLES,
    TOGETHER,
    WITH_CAPITAL,
)


@lru_cache(maxsize=1)
def _kin() -> frozenset[str]:
    """The words of KIN (the last of two), folded: a text without any of them need not be searched by RELATION."""
    both = (form for word in KIN.split("|") for form in (word.replace("?", ""), re.sub(r"\w\?", "", word)))
    return frozenset(fold(form).split()[-1] for form in both)


@lru_cache(maxsize=65_536)
def introduces(form: str) -> int:
    """2 for a folded word that is enough for INTRODUCED to find something, 1 for one that needs a capital behind."""
    parts = re.split("['’̀-ͯ-]+", form.lower().replace("i̇", "i").replace("ı", "i").replace("ſ", "s"))
    begun = ("appel", "nomm", "prenomm", "surnomm", "sign", "identifi", "jm")
    if any(part in INTRODUCING or part.startswith(begun) for part in parts):
        return 2
    return int(not WITH_CAPITAL.isdisjoint(parts))


def introduced(text: str, forms: list[str]) -> bool:
    """Whether a text has what INTRODUCED cannot do without: others need not be searched."""
    most = max(map(introduces, forms), default=0)
    return most == 2 or (most == 1 and CAPITAL_BEHIND.search(text) is not None)


def name_spans(text: str) -> list[tuple[int, int]]:
    """The places of private persons' names in `text`, not overlapping what stays."""
    known = lists()
    words = words_of(text)
    shouted = text.upper() == text and sum(word.is_capital for word in words) > 0.6 * max(4, len(words))
    cuts: list[tuple[int, int]] = []

    def run(index: int, most: int = 3, any_case: bool = False) -> int:
        """The word after a name that begins at `index`: capitalised or caseless words, particles between them."""
        end, taken, place = index, 0, index
        while place < len(words) and taken < most:
            word = words[place]
            if (
                place > index
                and (gap := text[words[place - 1].end : word.start]) != " "
                and not TOGETHER.fullmatch(gap)
            ):
                break
            if len(word.form) == 1 and text[word.end - 1 : word.end + 1].count(".") == 0 and word.form not in PARTICLES:
                break  # "I", "X": no initial
            joined = word.form.split("-")[0] in PARTICLES and "-" in word.form
            if word.form in PARTICLES and (place > index or not word.is_capital) and place + 1 < len(words):
                if not (words[place + 1].is_capital or words[place + 1].form in PARTICLES):
                    break
            elif word.is_capital or word.is_caseless or joined or (any_case and word.form in known.names):
                behind_particle = place > index and words[place - 1].form in PARTICLES
                if place > index and word.form in known.ordinary and not behind_particle:
                    break
                taken += 1
                end = place + 1
            else:
                break
            place += 1
        return end

    def cut(index: int, most: int = 3, any_case: bool = False) -> bool:
        end = run(index, most, any_case)
        if end <= index and any_case and index < len(words):
            end = index + 1
        if end > index:
            cuts.append((words[index].start, words[end - 1].end))
        return end > index

    for match in GLUED.finditer(text):
        if (
            match.group(1)[0].isupper()
            and not among(fold(match.group(1)), known.ordinary, known.short)
            and fold(match.group()) not in known.ordinary
        ):
            cuts.append(match.span(1))
    forms = [word.form for word in words]
    patterns = [INTRODUCED] if introduced(text, forms) else []
    if not _kin().isdisjoint(forms):
        patterns.insert(0, RELATION)
    at = {word.start: index for index, word in enumerate(words)} if patterns else {}
    for pattern in patterns:
        for match in pattern.finditer(text):
            if (index := at.get(match.end())) is None:
                continue
            word = words[index]
            is_hard = pattern is INTRODUCED and any(mark in match.group().lower() for mark in HARD)
            if word.is_caseless or (
                word.form in known.names
                and (
                    word.is_capital
                    or not among(word.form, known.words, known.capitals, PARTICLES)
                    or (pattern is RELATION and ACTS.match(text, word.end))
                )
            ):
                cut(index, any_case=True)
            elif word.is_capital and word.form not in known.capitals and (is_hard or word.form not in known.ordinary):
                if (
                    pattern is RELATION
                    or is_hard
                    or (index + 1 < len(words) and words[index + 1].is_capital)
                    or (not shouted and presents(match.group(), text, word))
                ):
                    cut(index)
            elif is_hard and not word.is_capital and word.form not in known.ordinary and len(word.form) > 2:
                cut(index, any_case=True)
    for index, word in enumerate(words):
        # Most words are neither capitalised nor a name, and stand behind no title: nothing can begin there.
        if (
            word.is_capital
            or word.form in known.names
            or "-" in word.form
            or (index and words[index - 1].form in TITLES)
        ):
            _word(text, words, index, known, shouted, cut, run, cuts)
    for match in HASHTAG.finditer(text):
        cuts += _hashtag(match, known)
    if words and not shouted:
        cuts += _edges(text, words, known)
    return private(text, cuts)


def _edges(text: str, words: list[Word], known: Lists) -> list[tuple[int, int]]:
    """The name that a post begins with, of somebody spoken to or present, and the one that signs it behind a dash."""
    found = []
    first, signed = words[0], SIGNED.search(text)
    is_spoken_to = len(first.form) > 3 and SPOKEN_TO.match(text, first.end) and _is_strange(first.form, known)
    if first.is_capital and (
        is_spoken_to
        or (first.form in known.names and first.form not in known.capitals and PRESENT.match(text, first.end))
    ):
        found.append((first.start, first.end))
    if signed and signed.start() and _is_strange(fold(signed["name"]), known):
        found.append(signed.span("name"))
    return found


def _is_strange(form: str, known: Lists) -> bool:
    """Whether a word is in no list of ordinary words, places or offices, and looks like no adverb or people's name."""
    listed = among(form, known.ordinary, known.capitals, known.short, known.words, OFFICES)
    return not listed and not form.endswith((*PEOPLES, "ly", "ment", "ing"))


def presents(introduction: str, text: str, word: Word) -> bool:
    """Whether an unknown capitalised word behind "I'm" or "this is" is a name: not a people's, nor in capitals."""
    is_name = text[word.start + 1 : word.end].islower() and len(word.form) > 2 and not word.form.endswith(PEOPLES)
    return is_name and bool(OF_SELF.match(introduction) or BELONGS.match(text, word.end))


def private(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of `spans` that hold no office-holder and no organisation of data/nlp/names.yml."""
    if not spans:
        return []
    known, folded = lists(), fold(text)
    is_there = not known.heads.isdisjoint(LETTERS.findall(folded))
    kept = [match.span() for match in known.whole.finditer(folded)] if is_there else []
    return [
        (start, end)
        for start, end in spans
        if not any(begin < end and start < stop for begin, stop in kept) and fold(text[start:end]) not in known.short
    ]


def _word(text, words, index, known, shouted, cut, run, cuts) -> None:  # type: ignore[no-untyped-def]
    """Marks the name that begins at the word `index`, if one does."""
    word = words[index]
    before = words[index - 1] if index else None
    after = words[index + 1] if index + 1 < len(words) else None
    gap = text[before.end : word.start] if before else ""
    beside = gap == " " or BESIDE.fullmatch(gap) is not None
    form = word.form
    head = form.split("-")[0]
    if form in known.short or (form.split("-")[0] in ("saint", "sainte", "st") and "-" in form):
        return
    if (
        before is not None
        and beside
        and before.form in TITLES
        and (gap == " " or len(before.form) < 5)  # "Mme. X"; behind "infirmière." another sentence begins
        and (
            not (soft := is_soft(before, text) and not ACTS.match(text, word.end))
            or before.is_capital
            or word.is_capital
        )
    ):
        is_particle = form in PARTICLES and any(
            one.is_capital and one.form not in OFFICES for one in words[index + 1 : index + 3]
        )
        if (form in OFFICES or form in known.ordinary) and not is_particle:
            return
        if is_particle or word.is_capital or (form in known.names and form not in known.words) or (
            not soft and not word.is_capital and form not in known.ordinary and len(form) > 2
        ):  # fmt: skip # saves 3 lines
            cut(index, any_case=not word.is_capital)
            return
    is_name = form in known.names or (head in known.names and "-" in form)
    sure = (
        is_name
        and form not in known.capitals
        and (
            form not in known.words
            or (word.is_capital and not word.opens and not shouted and text[word.start + 1 : word.end].islower())
        )
    )
    if word.is_capital:
        if not among(form, known.ordinary, known.capitals) and any(
            pattern.match(text, word.end) for pattern in (AGED, RELATION_AFTER, OF_KIN)
        ):
            cut(index)
            return
        unknown = len(form) > 1 and not shouted and not among(form, known.ordinary, known.capitals, known.short)
        end = run(index) if is_name or unknown else index
        if is_name and end - index > 1 and (form not in known.capitals or words[end - 1].form not in known.ordinary):
            cut(index)
            return
        if sure:
            cut(index, most=1)
            if (
                gap == ", "
                and before is not None
                and before.is_capital
                and len(before.form) > 2
                and not among(before.form, known.ordinary, known.capitals, known.short, known.names)
                and not re.match(r"\s\w", text[word.end : word.end + 2])
            ):  # "Duarte, Sofia"
                cuts.append((before.start, before.end))
            return
        if end - index > 1 and unknown and all(w.form not in known.ordinary for w in words[index:end] if w.is_capital):
            cut(index)
            return
        if (
            len(form) == 1
            and form not in INITIALS_NEVER
            and after is not None
            and after.is_capital
            and re.fullmatch(r"\.?[\s-]?", text[word.end : after.start])
        ) and (
            not among(after.form, known.ordinary, known.short)
            and len(after.form) > 2
            and text[word.end - 1 : word.end + 1].count(".")
        ):
            cuts.append((word.start, after.end))
        return
    if is_name and form in known.common:
        end = index + 1
        if after is not None and text[word.end : after.start] == " " and not after.is_capital:
            if (len(after.form) > 2 and not among(after.form, known.ordinary, PARTICLES, TITLES)) or (
                after.form in known.names and after.form not in known.words
            ):
                end = index + 2
        elif (
            after is not None
            and text[word.end : after.start] == " "
            and after.is_capital
            and after.form not in known.ordinary
        ):
            end = index + 2
        cuts.append((word.start, words[end - 1].end))
    elif is_name and (
        (before and beside and before.form in SAID and not among(form, known.words, known.capitals))
        or (SPEAKS.match(text, word.end) and not (before and written(before, text) in DETERMINERS))
    ):
        cuts.append((word.start, word.end))


def written(word: Word, text: str) -> str:
    """A word with its accents: "là" is no "la"."""
    return text[word.start : word.end].lower()


def is_soft(title: Word, text: str) -> bool:
    """Whether a title is as often another word ("sœur", "m"); "m." with its point is none."""
    return title.form in SOFT_TITLES and (title.form != "m" or text[title.end - 1] != ".")


def text_is_name(written: str) -> bool:
    """Whether a part of a hashtag is written as a name: a capital, then at least two small letters."""
    return len(written) > 2 and written[0].isupper() and written[1:].islower()


def _hashtag(match: re.Match[str], known: Lists) -> list[tuple[int, int]]:
    """The names in a hashtag: its capitalised parts, or what follows a word of support in a lower-case one."""
    base, tag = match.start(1), match.group(1)
    parts = [(part.start() + base, part.end() + base, fold(part.group())) for part in CAMEL.finditer(tag)]
    found: list[tuple[int, int]] = []
    for number, (start, end, form) in enumerate(parts):
        follows = (
            number + 1 < len(parts)
            and not among(parts[number + 1][2], known.ordinary, known.short)
            and len(parts[number + 1][2]) > 2
        )
        if len(parts) > 1 and (
            is_sure(form, known) or (form in known.names and (follows or number == len(parts) - 1) and number)
        ):
            found.append((start, parts[number + 1][1] if follows else end))
    begun = next((size for size in (3, 2, 1) if "".join(part[2] for part in parts[:size]) in CAUSES), 0)
    if not found and begun and len(parts) == begun + 1:  # "#justiceForAnoushka"
        start, end, form = parts[-1]
        if text_is_name(tag[start - base : end - base]) and _is_strange(form, known):
            return [(start, end)]
    if not found and len(parts) > 2 and parts[0][2] in CAUSES:  # "#Team_Kaori_Tanabe"
        behind = [part for part in parts[1:] if part[2] not in CAUSES]
        if len(behind) > 1 and all(
            tag[start - base].isupper() and not among(form, known.ordinary, known.capitals, known.short, PARTICLES)
            for start, _, form in behind
        ):
            return [(behind[0][0], behind[-1][1])]
    if found or len(parts) > 1:
        return found
    bare = fold(tag).replace("_", "")
    if bare in known.common and is_sure(bare, known):
        return [match.span(1)]
    for cause in sorted(CAUSES, key=len, reverse=True):
        if bare.startswith(cause) and len(bare) > len(cause) + 2:
            rest = bare[len(cause) :]
            first = next((rest[:size] for size in range(len(rest), 2, -1) if is_sure(rest[:size], known)), "")
            if (named := OF_SOMEBODY.search(rest)) and named[1] in known.common and is_sure(named[1], known):
                return [(base + len(tag) - len(named[1]), base + len(tag))]
            if rest in known.names or (first and rest[len(first) :] not in known.ordinary):
                return [(base + len(tag) - len(rest), base + len(tag))]
    for size in range(len(bare) - 3, 3, -1):
        if bare[:size] in known.common and bare not in known.ordinary and bare[size:] in known.names:
            return [match.span(1)]
    return []
