"""Tables of social passports that are wider than a list: where they begin, what heads them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from opora.results.cells import Cell, Row, fold, key_of, number_of, text_of
from opora.results.layouts import Phrases, load_words
from opora.results.passport_words import school_year_end
from opora.results.personal import names_staff, personal_columns
from opora.results.schools import fis_oko_code, named, sounds_like_school

_FEWEST_CATEGORIES = 2

ListColumns = tuple[int, tuple[int, ...]]
"""The column of the indicators and those of their values; the first that is filled counts."""


class Shapes(NamedTuple):
    """Words by which the parts of a passport are told apart."""

    title: Phrases
    labels: Phrases
    values: Phrases
    classes: Phrases
    schools: Phrases
    logins: Phrases
    notes: Phrases
    past: Phrases
    requisites: Phrases


@cache
def shapes() -> Shapes:
    """Return the words of the pack, made ready."""
    words = load_words().passport
    return Shapes(*(Phrases(getattr(words, name)) for name in Shapes._fields))


class SchoolColumns(NamedTuple):
    """Columns that say which school a line is about: its name, its login if there is one."""

    name: int
    login: int | None

    def school(self, row: Row) -> tuple[str | None, str]:
        """Return the code and the name in the line."""
        found = named(text_of(_cell(row, self.name)))
        code = fis_oko_code(_cell(row, self.login)) if self.login is not None else None
        return code or found.code, found.name


def class_column(row: Row) -> int | None:
    """Return the column of classes, if this heads classes and at least two categories."""
    return _column_of(row, shapes().classes)


def school_columns(row: Row) -> SchoolColumns | None:
    """Return the columns of schools, if this heads schools and at least two categories."""
    name = _column_of(row, shapes().schools)
    if name is None or any(number_of(cell) is not None for cell in row):
        return None
    texts = [text_of(cell) for cell in row]
    if any(sounds_like_school(text) and not shapes().schools.fit(text) for text in texts):
        return None
    fits = (i for i, text in enumerate(texts) if i != name and shapes().logins.fit(text))
    return SchoolColumns(name, next(fits, None))


def _column_of(row: Row, shape: Phrases) -> int | None:
    texts = [text_of(cell) for cell in row]
    if sum(map(bool, texts)) <= _FEWEST_CATEGORIES:
        return None
    return next((index for index, text in enumerate(texts) if shape.fit(text)), None)


def headings(first: Row, second: Row | None, key_column: int) -> tuple[list[str], int]:
    """Join the second line of a header, which stands under merged cells."""
    upper = [text_of(cell) for cell in first]
    lower = [text_of(cell) for cell in second or ()]
    numeric = any(number_of(cell) is not None for cell in second or ())
    if not any(lower) or numeric or (key_column < len(lower) and lower[key_column]):
        return upper, 1
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    joined, above = [], ""
    for own, below in zip(upper, lower, strict=True):
        above = own or above
        joined.append(f"{above} {below}" if below else own)
    return joined, 2


def categories(heads: Sequence[str], keys: Sequence[int | None]) -> list[int]:
    """Return the columns that count something: no notes, no percents, no persons."""
    return [
        i for i, heading in enumerate(heads) if heading and i not in keys and _counts(heading)
    ]


def _counts(heading: str) -> bool:
    aside = (
        names_staff(heading)
        or bool(personal_columns([heading]))
        or shapes().notes.fit(heading)
        or shapes().past.fit(heading)
        or "муниципал" in fold(heading)
    )
    return not aside and bool(key_of(heading).strip("№"))


def matrix_columns(row: Row) -> tuple[int, tuple[int, ...]] | None:
    """Return the columns of indicators and of schools, where schools stand side by side."""
    texts = [text_of(cell) for cell in row]
    label = next((i for i, text in enumerate(texts) if shapes().labels.fit(text)), None)
    if label is None:
        return None
    schools = tuple(
        index for index, text in enumerate(texts) if index > label and names_school(text)
    )
    return (label, schools) if len(schools) > 1 else None


def names_school(text: str) -> bool:
    """Say whether the text names one school: by its code or by words and a name of its own."""
    found = named(text)
    own = len(found.name.split()) > 1 or "«" in found.name
    return found.code is not None or (own and sounds_like_school(found.name))


def value_column(row: Row, *, year: int | None = None) -> ListColumns | None:
    """Return columns of indicators and values, if this is the header of a list.

    Where the values of several school years stand side by side, those of ``year``, else of
    the last of them, are meant.
    """
    keys = [key_of(text_of(cell)) for cell in row]
    named_ = (i for i, key in enumerate(keys) if shapes().labels.fit_key(key))
    label = next((i for i in named_ if not _is_above(keys[i])), None)
    if label is None or any(number_of(cell) is not None for cell in row):
        return None
    others = [i for i, key in enumerate(keys) if i > label and key]
    of_year = _column_of_year(row, others, year)
    if of_year is not None:
        return label, (of_year,)
    present = [i for i in others if not shapes().past.fit_key(keys[i])]
    values = [i for i in present if shapes().values.fit_key(keys[i])]
    found = tuple(values or present[:1])
    return (label, found) if found else None


def _column_of_year(row: Row, columns: Sequence[int], year: int | None) -> int | None:
    ends = {
        end: index
        for index in columns
        if (end := school_year_end(text_of(_cell(row, index)))) is not None
    }
    return (ends.get(year) if year in ends else ends[max(ends)]) if ends else None


def _is_above(key: str) -> bool:
    """Say whether the words stand over the table: its title, the name of the school."""
    return shapes().requisites.fit_key(key) or shapes().title.fit_key(key)


def _cell(row: Row, index: int) -> Cell:
    return row[index] if index < len(row) else ""
