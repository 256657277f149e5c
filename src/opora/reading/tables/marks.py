"""Deadlines spread over columns: a beginning and an end, or a mark under a month."""

from __future__ import annotations

import re
from collections.abc import Mapping

from opora.reading.tables.headers import Header

_YEAR = re.compile(r"20\d\d")
_MARK = re.compile(r"[+xх✓✔√*•vV■●]|да", re.IGNORECASE)


def marked_periods(header: Header, texts: Mapping[int, str]) -> str:
    """Read several columns under one header «Сроки» as one deadline.

    A mark stands for the header of its column; a text stands for itself, with the year from
    the header where it has none.

    Parameters
    ----------
    header : Header
        The header of the table.
    texts : mapping of int to str
        The cells of the columns in question.
    """
    found = []
    for column, text in texts.items():
        own = header.columns[column].header.rpartition(": ")[2]
        if _MARK.fullmatch(text):
            found.append(own)
        elif text and _YEAR.match(own) and not _YEAR.search(text):
            found.append(f"{text} {own}")
        elif text:
            found.append(text)
    return ", ".join(dict.fromkeys(found))
