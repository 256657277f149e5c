"""Names of classes: «5 а», «5-А», «05А» and «5A» in Latin are one class."""

from __future__ import annotations

import re

from opora.results.cells import Cell, fold, text_of

_CLASS = re.compile(
    r"0*(?P<grade>[1-9]\d?)(?:[\s.\-–—/_]*[«\"'(]?(?P<letter>[а-яa-z])[»\"')]?)?"
)
_SPELT = re.compile(r"\s*(?:классы?|кл)\b\.?\s*")


def class_name_of(cell: Cell) -> str | None:
    """Return the name of a class in one spelling, None if the cell is empty.

    What is no grade with a letter stays as it is written.

    Examples
    --------
    >>> [class_name_of(one) for one in ("5 а", "5-А", "05А", "5A", "5 «А» класс", 5.0)]
    ['5А', '5А', '5А', '5А', '5А', '5']
    >>> class_name_of("группа 2")
    'группа 2'
    """
    text = text_of(cell)
    match = _CLASS.fullmatch(_SPELT.sub("", fold(text)))
    if match is None:
        return text or None
    return match["grade"] + (match["letter"] or "").upper()
