"""Numbers of list items in figures, Roman figures and letters."""

from __future__ import annotations

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 3999
_MOST_REPEATED = 9


def numeral(count: int, style: str) -> str:
    """Write the number of a list item in one of Word's formats.

    Examples
    --------
    >>> numeral(4, "upperRoman"), numeral(3, "russianLower"), numeral(7, "decimalZero")
    ('IV', 'в', '07')
    """
    if style in {"upperRoman", "lowerRoman"}:
        text = _roman(count)
    elif style in {"upperLetter", "lowerLetter"}:
        text = _letter(count, _LATIN)
    elif style in {"russianUpper", "russianLower"}:
        text = _letter(count, _RUSSIAN)
    else:
        return {"none": "", "decimalZero": f"{count:02}"}.get(style, str(count))
    return text.upper() if style.startswith(("upper", "russianUpper")) else text


def _roman(count: int) -> str:
    if not 0 < count <= _LARGEST_ROMAN:
        return str(count)
    text = ""
    for amount, sign in _ROMAN:
        text += sign * (count // amount)
        count %= amount
    return text


def _letter(count: int, alphabet: str) -> str:
    """Word repeats the letter after the end of the alphabet: я, аа, бб."""
    if not 0 < count <= len(alphabet) * _MOST_REPEATED:
        return str(count)
    times, position = divmod(count - 1, len(alphabet))
    return alphabet[position] * (times + 1)
