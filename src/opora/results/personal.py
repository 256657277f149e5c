"""What is a person's own in a file: its columns are known so that they are never kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from opora.results.cells import Row, fold, number_of, text_of
from opora.results.layouts import Phrases, load_words

_PERSON = re.compile(
    r"\b[А-ЯЁ][а-яё-]+\s+(?:[А-ЯЁ]\.\s?[А-ЯЁ]\."
    r"|[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|чна|ьич)\b)"
)
_PRIVATE = re.compile(
    r"(?<!\d)(?:\+7|8)[\s(-]*\d{3}(?!\d)"  # a telephone
    r"|(?<!\d)\d{1,2}\.\d{1,2}\.(?:19|20)\d\d"  # a day of birth
    r"|\b(?:ул|пер|просп|мкр|кв|дом|д)\.\s*[\dА-ЯЁ«]|\bг\.\s?р\."  # an address, a year of birth
    r"|\b[А-ЯЁ][а-яё]+(?:[её]ва|ова|ина|[её]в|ов|ин|ск(?:ая|ий))\s*,"  # a surname
)
_FEWEST_COLUMNS = 2
_FEWEST_OF_PERSONS = 3
"""A list of persons has more columns than «ФИО: Иванова» on a cover."""


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
    return _fits(text, load_words().staff_words)


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


def is_private(text: str) -> bool:
    """Say whether the words hold a name, a telephone, a day of birth or an address.

    Examples
    --------
    >>> is_private("Иванова, 8 900 000-00-00"), is_private("412 человек: 209 мальчиков")
    (True, False)
    """
    return _PRIVATE.search(text) is not None or names_person(text)


class PersonList:
    """Watches the rows of a sheet that is no table of ours for a list of persons.

    A list is known by a header of personal columns with something under one of them, or by a
    numbered row with a full name. Lists of the staff are not meant.
    """

    def __init__(self, sheet: str | None) -> None:
        self._columns: tuple[int, ...] = ()
        self._staff_columns: frozenset[int] = frozenset()
        self._of_staff = bool(_of_staff(sheet or ""))

    def holds(self, row: Row) -> bool:
        """Take in one row; say whether it tells of a person."""
        texts = [text_of(cell) for cell in row]
        filled = sum(map(bool, texts))
        if filled == 1:
            self._read_title("".join(texts))
        elif filled >= _FEWEST_COLUMNS and self._read_header(row, texts):
            return False
        return filled > 1 and not self._of_staff and self._tells_of_person(texts)

    def _read_title(self, text: str) -> None:
        said = _of_staff(text)
        self._of_staff = self._of_staff if said is None else said

    def _read_header(self, row: Row, texts: list[str]) -> bool:
        if any(number_of(cell) is not None or names_person(text_of(cell)) for cell in row):
            return False
        columns = personal_columns(texts)
        self._staff_columns = frozenset(i for i, text in enumerate(texts) if names_staff(text))
        if not columns or (len(columns) == 1 and sum(map(bool, texts)) < _FEWEST_OF_PERSONS):
            return False
        self._columns = columns
        self._of_staff = self._header_is_of_staff(texts, columns)
        return True

    def _header_is_of_staff(self, texts: list[str], columns: tuple[int, ...]) -> bool:
        if any(_fits(text, load_words().staff_tables) for text in texts):
            return True
        of_pupils = any(_fits(texts[index], load_words().pupil_words) for index in columns)
        return self._of_staff and not of_pupils

    def _tells_of_person(self, texts: list[str]) -> bool:
        if any(map(_of_staff, texts)):
            return False
        told = any(index < len(texts) and texts[index] for index in self._columns)
        return told or self._is_numbered_person(texts)

    def _is_numbered_person(self, texts: list[str]) -> bool:
        first = next(filter(None, texts))
        if number_of(first.rstrip(".)")) is None:
            return False
        return any(
            names_person(text)
            for index, text in enumerate(texts)
            if index not in self._staff_columns
        )


def _of_staff(text: str) -> bool | None:
    """Say whether a title is over the staff or over pupils, None where it says neither."""
    if _fits(text, load_words().pupil_words):
        return False
    return names_staff(text) or _fits(text, load_words().staff_tables) or None


def _fits(text: str, words: Sequence[str]) -> bool:
    return any(fold(word) in fold(text) for word in words)


@cache
def _phrases() -> tuple[Phrases, Phrases]:
    return Phrases(load_words().personal), Phrases(load_words().personal_beside)
