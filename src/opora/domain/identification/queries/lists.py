"""The list of a run as a page shows it: groups, inside them by alphabet, never by result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Case, Q, Value, When

from opora.domain.identification import evidence, words
from opora.domain.identification.clauses import Part, parts_of
from opora.domain.identification.models import Reply, Run, Verdict
from opora.domain.identification.models.runs import VerdictQuerySet
from opora.domain.identification.purpose import Order, require_order
from opora.domain.identification.questions import rule_of
from opora.domain.organisations.models import Territory
from opora.methodology.rules import Rule

GROUPS = ("В списке", "Данных недостаточно", "Не в списке")
"""The groups of a list, in their order."""


@dataclass(frozen=True, slots=True)
class Row:
    """A school of the list.

    Attributes
    ----------
    parts : tuple of Part
        The rule taken apart.
    firm, chance : str
        How sure the truth is above the threshold, in words.
    repeats : str
        In how many cases of ten the rule would say the same of other pupils of the school.
    reply : str
        Agreed, contests, answered, waits, or not asked.
    """

    verdict: Verdict
    parts: tuple[Part, ...]
    firm: str
    chance: str
    repeats: str
    reply: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The three groups; ``expected_wrong`` says in words how many are listed by chance."""

    listed: tuple[Row, ...]
    insufficient: tuple[Row, ...]
    not_listed: tuple[Row, ...]
    expected_wrong: str


def listing(run: Run, *, order: str = Order.NAME) -> Listing:
    """Return the list of a run in a constant number of queries.

    Parameters
    ----------
    run : Run
        Of any status.
    order : str
        «name», «territory», «movement» or «reply».

    Raises
    ------
    PurposeForbidden
        If the order would rank schools by their results.
    """
    chosen = require_order(order)
    rows = rows_of(run, in_groups(run.verdicts.all()))
    rows.sort(key=lambda row: _key(row, chosen))
    return Listing(
        tuple(row for row in rows if row.verdict.is_listed),
        tuple(row for row in rows if _is_open(row.verdict)),
        tuple(row for row in rows if not row.verdict.is_listed and not _is_open(row.verdict)),
        expected_wrong_words(run),
    )


def in_groups(verdicts: VerdictQuerySet) -> VerdictQuerySet:
    """Order verdicts for a page of the list: by group, inside a group by alphabet.

    ``group`` of a verdict is its place in ``GROUPS``.
    """
    group = Case(
        When(Q(final_listed=True) | Q(final_listed=None, official="yes"), then=Value(0)),
        When(Q(final_listed=None, official="insufficient"), then=Value(1)),
        default=Value(2),
    )
    return (
        verdicts.select_related("school__territory")
        .defer("depends_on")
        .annotate(group=group)
        .order_by("group", "school__short_name", "school_id")
    )


def rows_of(run: Run, verdicts: Iterable[Verdict]) -> list[Row]:
    """Return rows of some schools of a run, in their order; one query."""
    shown = list(verdicts)
    rule, replies = rule_of(run), _last_replies(run, [one.school_id for one in shown])
    return [_row(run, rule, one, replies.get(one.school_id)) for one in shown]


def expected_wrong_words(run: Run) -> str:
    """Say how many schools of each list are expected to be truly below the threshold."""
    said = words.decimal(run.expected_wrong_official, 1)
    sure = words.decimal(run.expected_wrong_established, 1)
    return (
        f"Из {run.summary.get('listed', 0)} школ в списке по правилу примерно {said} попали в "
        f"него случайно; среди выявленных надёжно таких {sure}."
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many schools of a territory have a result of an assessment and year."""

    assessment: str
    year: int
    schools: int
    of: int
    participants: int


def coverage(territory: Territory, rule: Rule, year: int, *, on: date) -> list[Coverage]:
    """Return which data a rule would find for a territory, before anything is computed.

    Raises
    ------
    NoData
        If no results were brought yet.
    """
    keys = [
        str(pk) for pk in evidence.schools_of(territory, on=on).values_list("pk", flat=True)
    ]
    counts = evidence.take(territory).counts.window(
        year, length=rule.window.value, assessments=rule.assessments.codes
    )
    own = np.isin(counts.schools, keys)
    return [
        Coverage(
            code, each, int((counts.tested[own, row, column] > 0).sum()), len(keys),
            int(counts.tested[own, row, column].sum()),
        )
        for row, code in enumerate(counts.assessments)
        for column, each in enumerate(counts.years)
    ]  # fmt: skip


def moved(run: Run) -> Iterator[Verdict]:
    """Yield the schools that entered or left against the last list, by name."""
    changed = (Verdict.Movement.ENTERED, Verdict.Movement.LEFT)
    yield from (
        run.verdicts.filter(movement__in=changed)
        .select_related("school")
        .order_by("movement", "school__short_name")
    )


def _row(run: Run, rule: Rule, verdict: Verdict, reply: Reply | None) -> Row:
    listed = verdict.official == Verdict.Official.YES
    return Row(
        verdict,
        parts_of(rule, verdict.clauses, run.year, listed=listed),
        words.firmness(verdict.probability),
        words.chance(verdict.probability),
        _repeats(verdict),
        reply_words(verdict, reply),
    )


def _repeats(verdict: Verdict) -> str:
    """Say how often the same would be said, were it other pupils of the same school."""
    if verdict.repeats is None or verdict.official == Verdict.Official.INSUFFICIENT:
        return words.chance(None)
    same = verdict.official == Verdict.Official.YES
    return words.chance(verdict.repeats if same else 1 - verdict.repeats)


def reply_words(verdict: Verdict, reply: Reply | None) -> str:
    """Say in a word or two where the reply of a school stands."""
    if reply is None:
        return "Ждём" if verdict.is_listed else "Не требуется"
    if reply.kind == Reply.Kind.AGREE:
        return "Согласна"
    answer = getattr(reply, "answer", None)
    if answer is None:
        return "Возражает"
    return f"Возражение: {answer.get_decision_display().lower()}"


def _last_replies(run: Run, schools: Sequence[int]) -> dict[int, Reply]:
    replies = (
        Reply.objects.of_series(run.first_id or run.pk)
        .filter(verdict__school__in=schools)
        .select_related("verdict", "answer")
    )
    return {one.verdict.school_id: one for one in replies.order_by("pk")}


def _is_open(verdict: Verdict) -> bool:
    return verdict.official == Verdict.Official.INSUFFICIENT and verdict.final_listed is None


def _key(row: Row, order: Order) -> tuple[str, ...]:
    school = row.verdict.school
    first = {
        Order.NAME: "",
        Order.TERRITORY: school.territory.name,
        Order.MOVEMENT: row.verdict.get_movement_display(),
        Order.REPLY: row.reply,
    }[order]
    return (first, school.short_name.casefold(), school.name)
