"""Surnames back to the nominative: candidates by ending, proved by declining them again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from opora.reading.words import parses

GrammaticalCase = Literal["nomn", "gent", "datv", "accs", "ablt", "loct"]
Gender = Literal["femn", "masc"]

# Printed ending → nominative endings, by gender and case, the commoner first.
_ENDINGS: dict[Gender, dict[GrammaticalCase, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "femn": {
        "gent": (("ой", ("а", "ая")), ("ей", ("ая", "я")), ("ы", ("а",)), ("и", ("а", "я"))),
        "datv": (("ой", ("а", "ая")), ("ей", ("ая",)), ("е", ("а", "я"))),
        "accs": (("ую", ("ая",)), ("юю", ("яя",)), ("у", ("а",)), ("ю", ("я",))),
        "ablt": (("ой", ("а", "ая")), ("ей", ("ая", "я", "а"))),
        "loct": (("ой", ("а", "ая")), ("ей", ("ая",)), ("е", ("а", "я"))),
    },
    "masc": {
        "gent": (("ого", ("ий", "ый", "ой")), ("его", ("ий",)), ("ья", ("ей",)), ("а", ("",)),
                 ("я", ("ь", "й")), ("ы", ("а",)), ("и", ("а", "я"))),
        "datv": (("ому", ("ий", "ый", "ой")), ("ему", ("ий",)), ("ью", ("ей",)), ("у", ("",)),
                 ("ю", ("ь", "й")),
                 ("е", ("а", "я"))),
        "accs": (("ого", ("ий", "ый", "ой")), ("его", ("ий",)), ("ья", ("ей",)), ("а", ("",)),
                 ("я", ("ь", "й")), ("у", ("а",)), ("ю", ("я",))),
        "ablt": (("ым", ("", "ый", "ой")), ("им", ("ий", "")), ("ьем", ("ей",)), ("ом", ("",)),
                 ("ем", ("ь", "й", "")), ("ой", ("а",)), ("ей", ("а", "я"))),
        "loct": (("ом", ("ий", "ый", "ой")), ("е", ("", "ь", "й", "а", "я"))),
    },
}  # fmt: skip
# An ending that no nominative of its kind has, and whose it is.
_TELLING: tuple[tuple[str, Gender, GrammaticalCase], ...] = (
    ("овой", "femn", "datv"), ("евой", "femn", "datv"), ("ёвой", "femn", "datv"),
    ("иной", "femn", "datv"), ("ыной", "femn", "datv"), ("ской", "femn", "datv"),
    ("цкой", "femn", "datv"), ("скую", "femn", "accs"), ("цкую", "femn", "accs"),
    ("ову", "femn", "accs"), ("еву", "femn", "accs"), ("ёву", "femn", "accs"),
    ("ину", "femn", "accs"), ("ыну", "femn", "accs"),
    ("скому", "masc", "datv"), ("цкому", "masc", "datv"), ("ского", "masc", "accs"),
    ("цкого", "masc", "accs"), ("овым", "masc", "ablt"), ("евым", "masc", "ablt"),
    ("ёвым", "masc", "ablt"), ("иным", "masc", "ablt"), ("ским", "masc", "ablt"),
)  # fmt: skip
_ADJECTIVE_STEM = "(?:ск|цк|ньк|жн|дн|рн|ян|кр|бел)"
_MASCULINE = ("ов", "ев", "ёв", "ин", "ын", "ский", "цкий")
_CASES: dict[str, str] = {
    "gent": "GENITIVE", "datv": "DATIVE", "accs": "ACCUSATIVE", "ablt": "INSTRUMENTAL",
    "loct": "PREPOSITIONAL",
}  # fmt: skip


@lru_cache(maxsize=1)
def _rules() -> Any:
    from petrovich.main import Petrovich

    return Petrovich()


def _declined(surname: str, case: GrammaticalCase, gender: Gender) -> str:
    from petrovich.enums import Case
    from petrovich.enums import Gender as PetrovichGender

    sex = PetrovichGender.FEMALE if gender == "femn" else PetrovichGender.MALE
    return str(_rules().lastname(surname, getattr(Case, _CASES[case]), sex))


def _candidates(word: str, case: GrammaticalCase, gender: Gender) -> list[str]:
    found = [
        word[: len(word) - len(ending)] + new
        for ending, news in _ENDINGS[gender][case]
        if word.endswith(ending) and len(word) > len(ending) + 1
        for new in news
    ]
    return [one for one in found if _looks_nominative(one, gender)]


def _looks_nominative(word: str, gender: Gender) -> bool:
    """Refuse «Крупска» and a woman called «Иванов»."""
    if gender == "femn":
        return not word.endswith(_MASCULINE) and not re.search(_ADJECTIVE_STEM + "а$", word)
    return not word.endswith(("ьь", "ьй"))


def _of_dictionary(word: str, case: GrammaticalCase, gender: Gender) -> str | None:
    for parse in parses(word.lower()):
        method = parse.methods_stack[0][0].__class__.__name__
        if method == "DictionaryAnalyzer" and {"Surn", case, gender} in parse.tag:
            nominative = parse.inflect({"nomn"})
            return _as_spelt(str(nominative.word).capitalize(), word) if nominative else None
    return None


def _as_spelt(nominative: str, word: str) -> str:
    """Write no «ё» that the paper does not print: «Ковалеву» → «Ковалева»."""
    return nominative if "ё" in word else nominative.replace("ё", "е")


def _solve(word: str, case: GrammaticalCase, gender: Gender) -> str | None:
    """Find the nominative: from the dictionary, else what declines back to the printed form."""
    if case == "nomn":
        return None
    candidates = _candidates(word, case, gender)
    proved = (one for one in candidates if _declined(one, case, gender) == word)
    return _of_dictionary(word, case, gender) or next(proved, None)


def _by_ending(word: str) -> str | None:
    for ending, gender, case in _TELLING:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return _solve(word, case, gender)
    return None


@lru_cache(maxsize=8192)
def nominative_surname(
    surname: str,
    cases: tuple[GrammaticalCase, ...] = (),
    gender: Gender | None = None,
) -> str:
    """Bring a surname to the nominative.

    Parameters
    ----------
    surname : str
        As printed, with a capital letter.
    cases : tuple of str
        The cases it may stand in, from its post or from the verb; empty if nothing is known,
        then only endings that no nominative has are changed («Жукову», not «Иванова»).
    gender : str, optional
        From a patronymic or a declined post.

    Examples
    --------
    >>> nominative_surname("Жукову"), nominative_surname("Петрову", ("datv",))
    ('Жукова', 'Петров')
    """
    if surname.isupper():
        return nominative_surname(surname.capitalize(), cases, gender)
    if "-" in surname:
        parts = (nominative_surname(part, cases, gender) for part in surname.split("-"))
        return "-".join(parts)
    if not cases:
        return _by_ending(surname) or surname
    genders: tuple[Gender, ...] = (gender,) if gender else ("femn", "masc")
    for sex in genders:
        for case in cases:
            found = _solve(surname, case, sex)
            if found:
                return found
    return _unproved(surname, cases, genders)


def _unproved(
    surname: str, cases: tuple[GrammaticalCase, ...], genders: tuple[Gender, ...]
) -> str:
    """Take the likeliest candidate where the rules of declension know no such surname."""
    if "nomn" in cases:
        return surname
    found = (
        one for sex in genders for case in cases for one in _candidates(surname, case, sex)
    )
    return next(found, surname)
