"""The list of a run as the page and its files show it: cells in words, groups, one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from opora.domain.identification.clauses import Part, reason_words
from opora.domain.identification.disclosure import sees_small_counts
from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.queries.lists import GROUPS, Row, expected_wrong_words
from opora.domain.identification.queries.why import conclusion_words
from opora.domain.identification.questions import rule_of
from opora.domain.identification.words import plural
from opora.domain.people.models import User
from opora.methodology.rules import AllOf, AnyOf, Count, Predicate, Repeated, Rule
from opora.reports.tables import Cell, Table
from opora.web.identification import looks
from opora.web.looks import Look

_LETTERS = "АБВГДЕЖЗ"


@dataclass(frozen=True, slots=True)
class PartCell:
    """How a school stands to one part of the rule, in a few words."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A school of the list.

    Attributes
    ----------
    group : str
        Its group, given only where the group begins on the page.
    note : str
        Why there is too little to judge; empty where there is enough.
    """

    row: Row
    group: str
    outcome: Look
    parts: tuple[PartCell, ...]
    conclusion: str
    note: str
    movement: Look | None
    reply: Look | None


def part_heads(rule: Rule, year: int) -> tuple[str, ...]:
    """Return the head of a column for each part of a rule.

    Examples
    --------
    >>> from opora.methodology.rules import load_rules
    >>> part_heads(load_rules().rule("R2025-OR"), 2025)
    ('Пункт А: 2025 год', 'Пункт Б: 2 года подряд')
    """
    predicate = rule.predicate
    if isinstance(predicate, AnyOf | AllOf):
        told = zip(_LETTERS, predicate.of, strict=False)
        return tuple(f"Пункт {letter}: {_when(one, rule, year)}" for letter, one in told)
    return (f"Правило: {_when(predicate, rule, year)}",)


def _when(predicate: Predicate, rule: Rule, year: int) -> str:
    match predicate:
        case Count(span="current"):
            return f"{year} год"
        case Count():
            return f"{year - rule.window.value + 1}–{year} годы"
        case Repeated(years=years):
            return f"{years} {plural(years, 'год', 'года', 'лет')} подряд"
    return "да или нет"


def part_cell(part: Part, verdict: Verdict) -> PartCell:
    """Say in a few words how a school stands to a part of the rule."""
    if not verdict.clauses:
        return PartCell("нет данных", holds=False)
    if verdict.official == Verdict.Official.INSUFFICIENT and not part.holds:
        return PartCell("неприменимо", holds=False)
    if part.of == 0:
        return PartCell("неприменимо", holds=False)
    if part.have is None:
        return PartCell("да" if part.holds else "нет", part.holds)
    noun = plural(part.of or 0, "процедуры", "процедур", "процедур")
    lacks = f", нужно {part.need}" if part.have and not part.holds else ""
    return PartCell(f"{part.have} из {part.of} {noun}{lacks}", part.holds)


def lines_of(rows: Iterable[Row], rule: Rule, user: User) -> list[Line]:
    """Put rows that stand in groups into words for the page, as the person may see them."""
    lines: list[Line] = []
    before = None
    for row in rows:
        group = group_of(row.verdict)
        full = sees_small_counts(user, row.verdict.school, on=localdate())
        lines.append(_line(row, rule, "" if group == before else group, full=full))
        before = group
    return lines


def group_of(verdict: Verdict) -> str:
    """Return the group of a school."""
    place = (looks.LISTED, looks.UNKNOWN, looks.NOT_LISTED).index(looks.outcome(verdict))
    return GROUPS[place]


def _line(row: Row, rule: Rule, group: str, *, full: bool) -> Line:
    verdict = row.verdict
    return Line(
        row,
        group,
        looks.outcome(verdict),
        tuple(part_cell(part, verdict) for part in row.parts),
        conclusion_words(verdict),
        _why_unknown(verdict, rule.minimal_n.value, full=full),
        looks.movement(verdict),
        looks.reply(row),
    )


def _why_unknown(verdict: Verdict, needed: int, *, full: bool) -> str:
    """Say how few participants there are, or which other reason left the results out."""
    if verdict.official != Verdict.Official.INSUFFICIENT:
        return ""
    if not verdict.clauses:
        return "результатов нет"
    small = [one["participants"] for one in verdict.clauses if one["reason"] == "SMALL"]
    if not small:
        reasons = sorted({one["reason"] for one in verdict.clauses if one["reason"]})
        return "; ".join(reason_words(one) for one in reasons)
    if not full:
        return f"участников в процедуре меньше, чем нужно: {needed}"
    least, most = min(small), max(small)
    told = str(least) if least == most else f"{least}–{most}"
    noun = plural(most, "участник", "участника", "участников")
    return f"{told} {noun} в процедуре, нужно {needed}"


def list_table(run: Run, rows: Sequence[Row]) -> Table:
    """Return the list as the page shows it, for files."""
    rule = rule_of(run)
    columns = (
        "Группа", "Школа", "Муниципалитет", *part_heads(rule, run.year), "Вывод по данным",
        f"Доля и правда не ниже {rule.threshold.value} %", "Повторилось бы",
        "К прежнему списку", "Ответ школы",
    )  # fmt: skip
    status = run.get_status_display().lower()
    note = (
        f"Расчёт № {run.number} от {run.created_at:%d.%m.%Y}, {status}; правило "
        f"{run.rule_code}. {expected_wrong_words(run)} Внутри групп по алфавиту, места не "
        "вычисляются."
    )
    title = f"Выявление школ, {run.year} год: {run.territory.name}"
    return Table(title, columns, (_cells(row) for row in rows), note)


def _cells(row: Row) -> list[Cell]:
    verdict = row.verdict
    return [
        group_of(verdict),
        verdict.school.short_name,
        verdict.school.territory.name,
        *(part_cell(part, verdict).text for part in row.parts),
        conclusion_words(verdict),
        row.chance,
        row.repeats,
        verdict.get_movement_display(),
        row.reply,
    ]
