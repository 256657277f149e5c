"""What the readers of an expertise gave: shown once both are in, never before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from opora.analytics.agreement import Agreement, cohen_kappa
from opora.domain.development.models import Expertise, Sampled, Sheet
from opora.methodology.expertise_rubric import SCORES, load_expertise_rubric


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion: the marks of the readers, and what they came to (None: still open)."""

    code: str
    title: str
    first: int
    second: int
    third: int | None
    final: int | None

    @property
    def differs(self) -> bool:
        """Whether the first two readers gave different marks."""
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class Read:
    """A document of the sample as it is read. ``lines`` are empty until both are in."""

    sampled: Sampled
    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]

    @property
    def handed_in(self) -> int:
        """How many of the first two sheets are in."""
        return sum(1 for one in self.sheets if one.submitted_at and one.place < Sheet.THIRD)

    @property
    def third(self) -> Sheet | None:
        """The sheet of the third reader, if there is one."""
        return next((one for one in self.sheets if one.place == Sheet.THIRD), None)

    @property
    def differing(self) -> list[Line]:
        """Criteria in which the two differ."""
        return [line for line in self.lines if line.differs]

    @property
    def is_open(self) -> bool:
        """Whether a difference is not settled."""
        return any(line.final is None for line in self.lines)

    @property
    def points(self) -> int | None:
        """Points in all, once nothing is open."""
        finals = [line.final for line in self.lines]
        return (
            sum(one for one in finals if one is not None)
            if finals and not self.is_open
            else None
        )

    @property
    def most(self) -> int:
        """Points that can be had."""
        return len(load_expertise_rubric().of(self.sampled.document.type)) * max(SCORES)


@dataclass(frozen=True, slots=True)
class Progress:
    """All documents of an expertise and the agreement of their readers."""

    rows: tuple[Read, ...]
    agreement: Agreement

    @property
    def read(self) -> int:
        """Documents that two have read."""
        return len(self.rows) - self.unread

    @property
    def unread(self) -> int:
        """Documents that two have not read yet."""
        return sum(1 for one in self.rows if not one.lines)

    @property
    def open(self) -> int:
        """Documents with differences that are not settled."""
        return sum(1 for one in self.rows if one.is_open)

    @property
    def words(self) -> str:
        """What the agreement is called, with its number of pairs."""
        return words_of(self.agreement)


def of(sampled: Sampled) -> Read:
    """Return how a document of the sample is read."""
    sheets = tuple(sorted(sampled.sheets.all(), key=lambda one: one.place))
    return Read(sampled, sheets, _lines(sampled, sheets))


def whole(expertise: Expertise) -> Progress:
    """Return how far an expertise is, in three queries."""
    rows = expertise.sample.select_related("document__school").prefetch_related(
        "sheets__reader"
    )
    ordered = rows.order_by("document__school__short_name", "document__type", "pk")
    read = tuple(of(one) for one in ordered)
    pairs = [(line.first, line.second) for one in read for line in one.lines]
    agreement = cohen_kappa(
        [first for first, _ in pairs], [second for _, second in pairs], scores=len(SCORES)
    )
    return Progress(read, agreement)


def words_of(agreement: Agreement) -> str:
    """Say in Russian how far the readers agree.

    Examples
    --------
    >>> words_of(cohen_kappa([0, 1], [0, 1], scores=3))
    'каппа 1,00 по 2 парам оценок: судить рано, нужно не меньше 20'
    """
    n, rubric = agreement.pairs, load_expertise_rubric()
    if n == 0:
        return "согласие посчитается, когда оба читателя сдадут листы"
    if math.isnan(agreement.kappa):
        return f"каппа не определена: все {n} оценок одинаковы"
    number = f"{agreement.kappa:.2f}".replace(".", ",")
    if n < rubric.least_pairs:
        return (
            f"каппа {number} по {n} парам оценок: судить рано, нужно не меньше "
            f"{rubric.least_pairs}"
        )
    limits = f"от {agreement.lower:.2f} до {agreement.upper:.2f}".replace(".", ",")
    words = rubric.words(agreement.kappa)
    return f"каппа {number} ({limits}) по {n} парам оценок: согласие {words}"


def _lines(sampled: Sampled, sheets: Sequence[Sheet]) -> tuple[Line, ...]:
    two = [one for one in sheets if one.place < Sheet.THIRD and one.submitted_at]
    if len(two) < Sheet.THIRD - 1:
        return ()
    third = next((one for one in sheets if one.place == Sheet.THIRD and one.submitted_at), None)
    criteria = load_expertise_rubric().of(sampled.document.type)
    return tuple(
        _line(one.code, one.title, sampled, two, third)
        for one in criteria
        if one.code in two[0].scores and one.code in two[1].scores
    )


def _line(
    code: str, title: str, sampled: Sampled, two: Sequence[Sheet], third: Sheet | None
) -> Line:
    first, second = two[0].scores[code], two[1].scores[code]
    asked = third.scores.get(code) if third else None
    final = sampled.settled.get(code)
    if first == second:
        final = first
    elif final is None and asked is not None:
        final = median_low([first, second, asked])
    return Line(code, title, first, second, asked, final)
