"""What a task of a round asks for: files hold scores only, so a person says it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.assessments.models import Round, Task
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Role
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed, Refused

__all__ = ["BadTask", "NotAllowed", "TaskLine", "describe"]

_KEEPERS = MUNICIPAL_ROLES | {Role.REGIONAL_COORDINATOR}


class BadTask(Refused):
    """A line of the description cannot be; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task: its label in reports, the most points, «basic» or «advanced», the skill."""

    label: str
    most: int
    difficulty: str
    skill: str = ""


@transaction.atomic
def describe(
    *, round_: Round, lines: Sequence[TaskLine], source: str, by: User, at: datetime
) -> list[Task]:
    """Describe the tasks of a round in the order of the work; an earlier description goes.

    Parameters
    ----------
    round_ : Round
        The assessment and year.
    lines : sequence of TaskLine
        All tasks in the order in which files have them.
    source : str
        Where it is written: «Описание КИМ ВПР 2026, математика, 5 класс».

    Raises
    ------
    NotAllowed
        If the person keeps no results of a territory.
    BadTask
        If there is no task or source, a task gives no points or has no known difficulty.
    """
    scope = scope_of(by, on=localdate(at))
    if not (by.is_superuser or scope.in_roles(frozenset(_KEEPERS))):
        raise NotAllowed("Описывать задания могут координаторы и методисты.")
    _check(lines, source)
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    before = round_.tasks.count()
    round_.tasks.all().delete()
    tasks = Task.objects.bulk_create(
        Task(
            round=round_, number=number, label=one.label.strip(), most=one.most,
            difficulty=one.difficulty, skill=one.skill.strip(), source=source, by=by, at=at,
        )
        for number, one in enumerate(lines, 1)
    )  # fmt: skip
    audit.record(
        "round.describe_tasks", target=round_, by=by, at=at,
        before={"tasks": before}, after={"tasks": len(tasks), "source": source},
    )  # fmt: skip
    return tasks


def _check(lines: Sequence[TaskLine], source: str) -> None:
    if not lines or not source.strip():
        raise BadTask("Перечислите задания и напишите, откуда взято их описание.")
    for number, one in enumerate(lines, 1):
        if not one.label.strip() or one.most < 1:
            raise BadTask(f"Задание {number}: нужны обозначение и наибольший балл от 1.")
        if one.difficulty not in Task.Difficulty.values:
            raise BadTask(f"Задание {number}: уровень базовый либо повышенный.")
