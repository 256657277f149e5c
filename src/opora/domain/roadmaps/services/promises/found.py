"""What one look at a promise gave; and whether requisites stand in a text. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from opora.domain.roadmaps.models import EvidenceVerdict

Verdict = EvidenceVerdict.Verdict
_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?")


@dataclass(frozen=True, slots=True)
class Found:
    """A claim, what was looked at, the verdict and why."""

    claim: str
    title: str
    verdict: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Requisites:
    """Number, date and signatory as they were entered; empty where they were not."""

    number: str = ""
    date: date | None = None
    signatory: str = ""

    @property
    def missing(self) -> list[str]:
        """Names of those that were not entered."""
        named = (("номера", self.number), ("даты", self.date), ("подписавшего", self.signatory))
        return [name for name, value in named if not value]

    def not_in(self, text: str) -> list[str]:
        """Names of those that were entered and do not stand in the text."""
        lost = []
        if self.number and not has_number(text, self.number):
            lost.append("номера")
        if self.date and not has_day(text, self.date):
            lost.append("даты")
        if self.signatory and not has_name(text, self.signatory):
            lost.append("подписавшего")
        return lost


def has_number(text: str, number: str) -> bool:
    """Whether a number stands in a text, however it is spaced.

    Examples
    --------
    >>> has_number("Приказ № 108 – ОД", "108-од"), has_number("Приказ № 1108", "108")
    (True, False)
    """
    wanted = _flat(number)
    return (
        bool(wanted)
        and re.search(rf"(?<![0-9а-яa-z]){re.escape(wanted)}(?![0-9])", _flat(text)) is not None
    )


def _flat(text: str) -> str:
    joined = re.sub(r"\s*[‐‑‒–—−-]\s*", "-", text.lower().replace("№", " "))
    return re.sub(r"\s+", " ", joined).strip()


def has_day(text: str, day: date) -> bool:
    """Whether a day stands in a text in figures or in words.

    Examples
    --------
    >>> has_day("от «05» сентября 2025 г.", date(2025, 9, 5))
    True
    """
    month = _MONTHS[day.month - 1]
    figures = rf"\b0?{day.day}[./]0?{day.month}[./](?:{day.year}|{day.year % 100:02d})\b"
    words = rf"[«\"“]?\s*0?{day.day}\s*[»\"”]?\s+{month}\s+{day.year}"
    return re.search(f"{figures}|{words}", text.lower()) is not None


def has_name(text: str, signatory: str) -> bool:
    """Whether the surname of a signatory stands in a text, in any case of the noun.

    Examples
    --------
    >>> has_name("Начальник управления  П.И. Державин", "Державин П.И.")
    True
    """
    names = _NAME.findall(signatory)
    if not names:
        return False
    surname = max(names, key=len).lower()
    stem = surname[: max(4, len(surname) - 2)]
    return stem in text.lower().replace("\u00a0", " ")


def day_of(value: object) -> date | None:
    """Read a day of the facts of an entry; None where there is none."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
