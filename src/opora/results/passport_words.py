"""Title lines of social passports: the school, the school year, the day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from opora.results.exams import day_in
from opora.results.personal import names_staff
from opora.results.schools import fis_oko_code, sounds_like_school

_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:[/\\\-–—]|\s+)\s*(20\d\d|\d\d)(?!\d|[.\-/]\d)")
_SINGLE_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:г\b|год)")
_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр",
           "октябр", "ноябр", "декабр")  # fmt: skip
_DAY_IN_WORDS = re.compile(
    rf"(\d{{1,2}})[»\"]?\s+({'|'.join(_MONTHS)})[а-я]*\s+(20\d\d)", re.IGNORECASE
)
_TITLE = re.compile(
    r"^.*?соц(?:иальн\w+|\.)\s*паспорт\w*(?:\s+(?:учащихся|обучающихся|школы|учреждения|оо|"
    r"общеобразовательной организации|образовательной организации)(?![\w«\"]))?[\s:,.–—-]*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:полное |краткое |сокращ[её]нное )?(?:наименование|название)[^:]{0,60}?:\s*"
    r"|^(?:школа|оо|учреждение|организация|образовательная организация|"
    r"общеобразовательная организация)\s*:\s*",
    re.IGNORECASE,
)
_LOGIN_LABEL = re.compile(r"^(?:логин|код)\b[^:]{0,30}:\s*", re.IGNORECASE)
_LABEL_ALONE = re.compile(
    r"(?:(?:полное |краткое |сокращ[её]нное )?(?:наименование|название)\s[^:]{0,60}"
    r"|школа|оо|учреждение|организация|(?:обще)?образовательная организация)\s*:?",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"[\s,.;(–—-]*(?:(?:по состоянию )?на\s+(?:\d|«|начало|конец)|(?:за|в)\s+20|"
    r"20\d\d\s*[/\-–—]|\d{1,2}\.\d{1,2}\.20|по состоянию).*$",
    re.IGNORECASE,
)
_LONGEST_NAME = 250


def school_year_end(text: str) -> int | None:
    """Return the year in which the school year of the line ends.

    Examples
    --------
    >>> school_year_end("2025-2026 учебный год"), school_year_end("на 2024/25 уч. г.")
    (2026, 2025)
    """
    match = _SCHOOL_YEAR.search(text)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2]) % 100 + 2000
    return last if last == first + 1 else None


def passport_day(text: str) -> date | None:
    """Return the day of the state, in figures or in words.

    Examples
    --------
    >>> passport_day("на 1 сентября 2025 года"), passport_day("по состоянию на 01.10.2025")
    (datetime.date(2025, 9, 1), datetime.date(2025, 10, 1))
    """
    match = _DAY_IN_WORDS.search(text)
    if match is None:
        return day_in(text)
    month = next(
        number for number, start in enumerate(_MONTHS, start=1) if match[2].casefold() == start
    )
    try:
        return date(int(match[3]), month, int(match[1]))
    except ValueError:
        return None


def login_in(lines: Sequence[str]) -> str | None:
    """Return the login of ФИС ОКО that a line of the title says, ``Логин ОО: edu950104``.

    Examples
    --------
    >>> login_in(["Социальный паспорт", "Логин ОО:", "edu950104"])
    'edu950104'
    """
    said = [_LOGIN_LABEL.sub("", line) for line in lines]
    asked = (
        value or (said[index + 1] if index + 1 < len(said) else "")
        for index, (line, value) in enumerate(zip(lines, said, strict=True))
        if _LOGIN_LABEL.match(line)
    )
    return next(filter(None, map(fis_oko_code, asked)), None)


def school_in(lines: Sequence[str]) -> str | None:
    """Return the name of the school as one of the lines gives it.

    Examples
    --------
    >>> school_in(["Социальный паспорт школы, 2025-2026 учебный год", "МКОУ «Сосновская СОШ»"])
    'МКОУ «Сосновская СОШ»'
    """
    for label, line in pairwise(lines):
        if _LABEL_ALONE.fullmatch(label) and line:
            return line
    candidates = (_name_in(line) for line in lines)
    return next((name for name in candidates if name), None)


def _name_in(line: str) -> str | None:
    text = _LABEL.sub("", _TITLE.sub("", line))
    name = _AFTER_NAME.sub("", text).strip(" ,.;:–—-")
    own = (
        sounds_like_school(name)
        and not names_staff(line)
        and any(letter.isupper() for letter in name)
    )
    return name if own and len(name.split()) > 1 and len(name) <= _LONGEST_NAME else None
