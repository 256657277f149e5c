"""Numbers of rows and sections as printed: «1.6.», «IV.», «б.» for 6."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?:№\s*)?(?P<body>\d{1,3}(?:\s?[.,]\s?\d{1,3})*|[IVXLІХVХ]+(?:\.\d{1,3})*|[бЗОо])\s?[.)]*"
)
_LEADING = re.compile(
    r"(?<!\S)(?P<number>[1-9]\d?(?:\.\d{1,2}){1,3}[.)]?|(?:[1-9]\d?|[бЗ])[.)])\s*(?=[^\W\d_]|[«\"])"
)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_MISREAD = {"б": 6, "З": 3, "О": 0, "о": 0}
_LATIN = str.maketrans("ІХ", "IX")


def is_number(text: str) -> bool:
    """Tell a cell that holds the number of a row and nothing else.

    Examples
    --------
    >>> is_number("1.6."), is_number("IV"), is_number("б."), is_number("2022 г.")
    (True, True, True, False)
    """
    return bool(_NUMBER.fullmatch(text))


def path(text: str) -> tuple[int, ...]:
    """Return the levels of a number, () where the text is no number.

    Examples
    --------
    >>> path("1.6."), path("IV."), path("б."), path("план")
    ((1, 6), (4,), (6,), ())
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return ()
    return tuple(_value(level) for level in re.split(r"\s?[.,]\s?", match["body"]))


def is_roman(text: str) -> bool:
    """Tell a number printed in Roman figures."""
    return bool(re.fullmatch(r"[IVXLІХ]+[.)]?", text.strip()))


def number_norm(text: str | None) -> str | None:
    """Bring a printed number to figures and dots.

    Examples
    --------
    >>> number_norm("1.6."), number_norm("б."), number_norm("II."), number_norm(None)
    ('1.6', '6', '2', None)
    """
    levels = path(text) if text else ()
    return ".".join(map(str, levels)) if levels else (text and text.strip(" .")) or None


def leading_number(text: str) -> tuple[str, str] | None:
    """Part the number that opens a cell from the rest; None where there is none.

    Examples
    --------
    >>> leading_number("5.Разработка ИОМ")
    ('5.', 'Разработка ИОМ')
    >>> leading_number("10.09.2022 семинар") is None
    True
    """
    match = _LEADING.match(text)
    if match is None or _DATE.match(text):
        return None
    return match["number"], text[match.end() :]


def numbered_pieces(text: str) -> list[tuple[str, int, int]]:
    """Find the measures numbered one after another in one cell.

    Returns
    -------
    list of (number, start, end)
        The printed number and the characters of the measure; [] where the cell does not begin
        with a number.

    Examples
    --------
    >>> numbered_pieces("1. Сбор данных 2. Анализ")
    [('1.', 3, 14), ('2.', 18, 24)]
    """
    if leading_number(text) is None:
        return []
    marks = _consecutive(list(_LEADING.finditer(text)))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        (mark["number"], mark.end(), _trimmed(text, mark.end(), end))
        for mark, end in zip(marks, ends, strict=True)
    ]


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _consecutive(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    kept = marks[:1]
    for mark in marks[1:]:
        *upper, last = path(kept[-1]["number"])
        opens_sentence = not mark.string[mark.end()].islower()
        if opens_sentence and path(mark["number"]) == (*upper, last + 1):
            kept.append(mark)
    return kept


def _value(level: str) -> int:
    if level in _MISREAD:
        return _MISREAD[level]
    if level.isdigit():
        return int(level)
    digits = [_ROMAN[letter] for letter in level.translate(_LATIN)]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-here if here < after else here for here, after in pairs)
