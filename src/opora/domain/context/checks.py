"""Checks of one answer of a passport as it is typed; the sentences are for the school."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opora.domain.context.fields import (
    PUPILS,
    SETTLEMENTS,
    TEACHERS,
    Field,
    field_of,
    passport_fields,
)

JUMP = 0.3
"""A share that moves by so much within a year is asked about. [1]"""
LARGEST = 99_999
"""No count of people of a school comes near it."""
FEW = 20
"""In a smaller school a jump says nothing. [pupils]"""
MOST = {PUPILS: 6000, TEACHERS: 600}
_TOTAL_WORDS = {PUPILS: "обучающихся", TEACHERS: "учителей"}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with an answer, or odd about it: only an error forbids to submit."""

    code: str
    sentence: str
    is_error: bool = True

    @property
    def title(self) -> str:
        """The words of the question."""
        return field_of(self.code).title


def parse(field: Field, typed: str) -> int | str | None:
    """Turn what was typed into an answer: a whole number, a code of a choice, None if empty.

    Raises
    ------
    ValueError
        With the sentence for the school.

    Examples
    --------
    >>> parse(passport_fields()[0], " 1 204 ")
    1204
    """
    text = "".join(typed.split())
    if not text:
        return None
    if field.choice:
        if text not in SETTLEMENTS:
            raise ValueError("Выберите тип населённого пункта из списка.")
        return text
    if text.endswith("%"):
        raise ValueError("Нужно число, а не процент: впишите, сколько человек.")
    if not text.isdecimal():
        raise ValueError(
            f"«{typed.strip()[:40]}» — не целое число. Впишите, сколько человек, цифрами."
        )
    digits = text.lstrip("0")
    if len(digits) > len(str(LARGEST)):
        raise ValueError(f"«{text[:20]}» — слишком большое число для одной школы.")
    return int(digits or 0)


def remarks(
    field: Field,
    answers: Mapping[str, int | str | None],
    last_year: Mapping[str, int | str | None],
) -> list[Remark]:
    """Check one answer against the totals and against last year.

    Parameters
    ----------
    answers, last_year : mapping of str to int, str or None
        Answers by code of question; None or absent where there is none.
    """
    value = answers.get(field.code)
    if not isinstance(value, int):
        return []
    if not field.base:
        return [*_total_remarks(field, value, answers), *_moved_total(field, value, last_year)]
    total = answers.get(field.base)
    if not isinstance(total, int):
        return [Remark(field.code, f"Сначала впишите, сколько всего {_words(field)}.")]
    if value > total:
        said = f"{value} больше, чем всего {_words(field)}: {total}. Проверьте оба числа."
        return [Remark(field.code, said)]
    return _moved(field, value / total if total else 0.0, total, last_year)


def all_remarks(
    answers: Mapping[str, int | str | None], last_year: Mapping[str, int | str | None]
) -> list[Remark]:
    """Check every answer."""
    return [one for field in passport_fields() for one in remarks(field, answers, last_year)]


def _words(field: Field) -> str:
    return _TOTAL_WORDS[field.base or field.code]


def _total_remarks(
    field: Field, value: int, answers: Mapping[str, int | str | None]
) -> list[Remark]:
    if value > MOST[field.code]:
        return [Remark(field.code, f"{value} — слишком много {_words(field)} для одной школы.")]
    parts = [
        (one.title, part)
        for one in passport_fields()
        if one.base == field.code and isinstance(part := answers.get(one.code), int)
    ]
    over = [title for title, part in parts if part > value]
    if over:
        return [Remark(field.code, f"Меньше, чем в строке «{over[0]}». Проверьте оба числа.")]
    return []


def _moved_total(
    field: Field, value: int, last_year: Mapping[str, int | str | None]
) -> list[Remark]:
    before = last_year.get(field.code)
    if not isinstance(before, int) or before < FEW or abs(value - before) < JUMP * before:
        return []
    said = f"Год назад было {before}. Если всё верно, оставьте как есть."
    return [Remark(field.code, said, is_error=False)]


def _moved(
    field: Field, share: float, total: int, last_year: Mapping[str, int | str | None]
) -> list[Remark]:
    before, all_before = last_year.get(field.code), last_year.get(field.base)
    if not isinstance(before, int) or not isinstance(all_before, int):
        return []
    if min(total, all_before) < FEW or abs(share - before / all_before) < JUMP:
        return []
    said = f"Год назад было {before} из {all_before}. Если всё верно, оставьте как есть."
    return [Remark(field.code, said, is_error=False)]
