"""What is a person's own in a file: its columns are known so that they are never kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from opora.results.cells import fold
from opora.results.layouts import Phrases, load_words

_PERSON = re.compile(
    r"\b[А-ЯЁ][а-яё-]+\s+(?:[А-ЯЁ]\.\s?[А-ЯЁ]\."
    r"|[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|чна|ьич)\b)"
)


def personal_columns(headings: Sequence[str]) -> tuple[int, ...]:
    """Return the columns that hold names, documents, births, addresses or telephones.

    Names of the staff are not meant; an address counts only beside names or documents.

    Examples
    --------
    >>> personal_columns(["Код ОО", "Фамилия", "Номер"]), personal_columns(["Адрес школы"])
    ((1, 2), ())
    """
    surely, beside = _phrases()
    own = [
        index
        for index, text in enumerate(headings)
        if surely.fit(text) and not names_staff(text)
    ]
    if not own:
        return ()
    near = [
        index
        for index, text in enumerate(headings)
        if beside.fit(text) and not names_staff(text)
    ]
    return tuple(sorted({*own, *near}))


def name_columns(headings: Sequence[str]) -> tuple[int, ...]:
    """Return the columns that together are the full name of a pupil.

    Examples
    --------
    >>> name_columns(["Класс", "Фамилия", "Имя", "Отчество", "Номер"])
    (1, 2, 3)
    """
    names = Phrases(load_words().person_names)
    return tuple(
        index
        for index, text in enumerate(headings)
        if names.fit(text) and not names_staff(text)
    )


def names_staff(text: str) -> bool:
    """Say whether the words name a member of the staff: a teacher, the director."""
    text = fold(text)
    return any(fold(word) in text for word in load_words().staff_words)


def names_person(text: str) -> bool:
    """Say whether the words are, or hold, the full name of a person.

    Examples
    --------
    >>> names_person("Соколова Анна Петровна"), names_person("Дети под опекой")
    (True, False)
    >>> names_person("Соколова А. П.")
    True
    """
    return _PERSON.search(text) is not None


@cache
def _phrases() -> tuple[Phrases, Phrases]:
    return Phrases(load_words().personal), Phrases(load_words().personal_beside)
