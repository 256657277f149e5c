"""Rows of a passport as the page shows them: question, answer, last year, remarks, origin."""

from __future__ import annotations

from dataclasses import dataclass, replace

from opora.domain.context.checks import Remark
from opora.domain.context.fields import SETTLEMENTS, Field, passport_fields
from opora.domain.context.models import Passport, PassportValue
from opora.domain.context.services.passports import found_remarks, last_year_of
from opora.reports.tables import shown


@dataclass(frozen=True, slots=True)
class Row:
    """One question; ``problem`` is what forbade to keep what was typed, ``stood`` is kept."""

    field: Field
    value: PassportValue | None
    typed: str
    absent: str
    whole: int | None
    before: str
    remarks: tuple[Remark, ...]
    problem: str = ""
    stood: str = ""

    @property
    def seen(self) -> int:
        """The version of the answer, told back with what is typed."""
        return self.value.version if self.value else 0

    @property
    def is_stale(self) -> bool:
        """Whether the answer still stands from last year."""
        return bool(self.value and self.value.source == PassportValue.Source.LAST_YEAR)

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, or a reason why there is none."""
        return bool(self.typed or self.absent) and not self.is_stale

    @property
    def shown(self) -> str:
        """The answer in words, for those who only read."""
        return SETTLEMENTS.get(self.typed, self.typed) if self.field.choice else self.typed

    @property
    def percent(self) -> str:
        """The share of the whole; empty where there is none, or where it cannot be."""
        known = self.whole and not self.problem and self.typed.isdecimal()
        if not known or not self.whole or int(self.typed) > self.whole:
            return ""
        return shown(round(100 * int(self.typed) / self.whole, 1))

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Codes and words of a choice."""
        return tuple(SETTLEMENTS.items())

    def with_problem(self, typed: str, problem: str) -> Row:
        """Return the row with what was typed and why it was not kept."""
        return replace(self, typed=typed, problem=problem)


def rows_of(passport: Passport) -> list[Row]:
    """Return the rows of a passport in the order of the form. Four queries."""
    values = {one.item: one for one in passport.values.select_related("by")}
    answers = {code: one.answer for code, one in values.items()}
    earlier = last_year_of(passport)
    before = earlier.answers() if earlier else {}
    remarks = found_remarks(passport)
    return [
        Row(
            field=field,
            value=values.get(field.code),
            typed=(kept := _text(answers.get(field.code))),
            stood=kept,
            absent=values[field.code].absent if field.code in values else "",
            whole=whole if isinstance(whole := answers.get(field.base), int) else None,
            before=_before(field, before),
            remarks=tuple(one for one in remarks if one.code == field.code),
        )
        for field in passport_fields()
    ]


def _text(answer: int | str | None) -> str:
    return "" if answer is None else str(answer)


def _before(field: Field, before: dict[str, int | str | None]) -> str:
    answer = before.get(field.code)
    if answer is None:
        return ""
    if field.choice:
        return SETTLEMENTS.get(str(answer), "")
    whole = before.get(field.base)
    return f"{answer} из {whole}" if whole is not None else str(answer)
