"""Surname and initials as documents print them, in any case of declension. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_INITIALS = r"(?P<initials>[А-ЯЁ]\s?\.\s?(?:[А-ЯЁ]\s?\.?)?)"
_SHAPES = (
    re.compile(rf"(?P<surname>{_SURNAME})\s*{_INITIALS}"),
    re.compile(rf"{_INITIALS}\s*(?P<surname>{_SURNAME})"),
    re.compile(
        rf"(?P<surname>{_SURNAME})\s+(?P<first>[А-ЯЁ][а-яё]+)\s+"
        r"(?P<patronymic>[А-ЯЁ][а-яё]+(?:вич|вна|ична|ич|вича|вичу|вичем|виче|вны|вне|вну|вной))\b"
    ),
)
_LONE = re.compile(rf"^\s*(?P<surname>{_SURNAME})\s*$")
_ENDINGS = sorted(
    [
        "а",
        "у",
        "ой",
        "ою",
        "ого",
        "ому",
        "ым",
        "ом",
        "е",
        "ы",
        "и",
        "ей",
        "ем",
        "ую",
        "ая",
        "ий",
        "ый",
        "его",
        "ему",
        "им",
        "ю",
        "я",
    ],
    key=len,
    reverse=True,
)
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class PersonName:
    """A surname as printed, and the initials as two letters at most."""

    surname: str
    initials: str

    def surname_likeness(self, surname: str) -> float:
        """1 for the same surname, 0.95 for another case of it, 0 for another one."""
        one, two = _fold(self.surname), _fold(surname)
        if not two:
            return 0.0
        if one == two:
            return 1.0
        return 0.95 if _root(one) == _root(two) else 0.0

    def initials_agree(self, first: str, patronymic: str) -> bool:
        """Whether the printed initials are those of the names, as far as both are known."""
        theirs = _fold(first)[:1] + _fold(patronymic)[:1]
        return all(
            mine == their for mine, their in zip(self.initials.lower(), theirs, strict=False)
        )


def read_person_name(text: str) -> PersonName | None:
    """Find the first personal name in a text.

    Examples
    --------
    >>> read_person_name("директору школы Т.В.Власовой")
    PersonName(surname='Власовой', initials='ТВ')
    >>> read_person_name("методисты") is None
    True
    """
    for shape in _SHAPES:
        if found := shape.search(text):
            groups = found.groupdict()
            initials = (
                groups.get("initials") or f"{groups['first'][0]}{groups['patronymic'][0]}"
            )
            return PersonName(found["surname"], re.sub(r"[\s.]", "", initials))
    lone = _LONE.match(text)
    return PersonName(lone["surname"], "") if lone else None


def _fold(text: str) -> str:
    return text.strip().lower().replace("ё", "е")


def _root(surname: str) -> str:
    """Return the surname without the ending of its case: лукиной, лукину → лукин."""
    for ending in _ENDINGS:
        if surname.endswith(ending) and len(surname) - len(ending) >= _SHORTEST:
            return surname[: -len(ending)]
    return surname
