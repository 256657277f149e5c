"""A draft of a plan from the results of tasks: what was done worst comes first. Pure.

Nothing is decided here: a person reads, corrects and approves the draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from opora.methodology.pupil_support import load_pupil_support

_SHORTEST = 140


class WorkLike(Protocol):
    """A work with its tasks; ``models.Work`` is one."""

    title: str
    subject: str
    tasks: Any


class TaskLike(Protocol):
    """A task over a class; a ``TaskLine`` of the readings is one."""

    @property
    def label(self) -> str:
        """How the report names it."""
        ...

    @property
    def skill(self) -> str:
        """What it asks for, empty where nobody described it."""
        ...

    @property
    def points(self) -> int:
        """Points got."""
        ...

    @property
    def possible(self) -> int:
        """Points that could be got."""
        ...


@dataclass(frozen=True, slots=True)
class Lack:
    """A skill that is not there yet: in which tasks it was seen, points got of possible."""

    subject: str
    skill: str
    tasks: tuple[str, ...]
    got: int
    possible: int

    @property
    def share(self) -> float:
        """Share of the points that was got, 0 to 1."""
        return self.got / self.possible if self.possible else 0.0

    @property
    def level(self) -> str:
        """What was got, in words."""
        return f"{self.got} из {self.possible} баллов"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A piece of work as a draft proposes it."""

    topic: str
    form: str
    due: date


@dataclass(frozen=True, slots=True)
class DraftedPlan:
    """What a draft is filled with."""

    basis: str
    level: str
    goal: str
    start: date
    until: date
    lacks: tuple[Lack, ...]
    steps: tuple[PlannedStep, ...]
    middle: date


def lacks_of_works(works: Iterable[WorkLike]) -> list[Lack]:
    """Return what a pupil (or a group) lacks, worst first.

    A task whose greatest score nobody said counts as a lack only if it gave nothing.
    """
    found: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for work in works:
        for task in work.tasks:
            got = task["got"] or 0
            most = task["most"] or max(1, got)
            skill = task.get("skill") or f"задание {task['label']}"
            found[work.subject, skill].append((task["label"], got, most))
    return _worst(
        Lack(
            subject, skill, tuple(dict.fromkeys(label for label, _, _ in tasks)),
            sum(got for _, got, _ in tasks), sum(most for _, _, most in tasks),
        )
        for (subject, skill), tasks in found.items()
    )  # fmt: skip


def lacks_of_class(tasks: Iterable[TaskLike], subject: str) -> list[Lack]:
    """Return what a class lacks, worst first: for a pupil of whom nothing else is known."""
    return _worst(
        Lack(
            subject,
            task.skill or f"задание {task.label}",
            (task.label,),
            task.points,
            task.possible,
        )
        for task in tasks
    )


def draft(lacks: Sequence[Lack], *, basis: str, start: date, last_day: date) -> DraftedPlan:
    """Lay out a plan: a step for each lack at even intervals, a check in the middle.

    Parameters
    ----------
    lacks : sequence of Lack
        Worst first; may be empty, then a person fills the plan.
    start, last_day : date
        The first day, and the last one that the school year leaves.
    """
    support = load_pupil_support()
    until = max(start, min(start + timedelta(weeks=support.plan_weeks), last_day))
    days = (until - start).days
    taught = [one.code for one in support.forms[:2]]
    steps = tuple(
        PlannedStep(
            one.skill,
            taught[place % len(taught)],
            start + timedelta(days=days * (place + 1) // (len(lacks) + 1)),
        )
        for place, one in enumerate(lacks)
    )
    got, possible = sum(one.got for one in lacks), sum(one.possible for one in lacks)
    return DraftedPlan(
        basis=basis,
        level=f"{got} из {possible} баллов за эти задания" if possible else "",
        goal=_goal(lacks, support.goal_share),
        start=start,
        until=until,
        lacks=tuple(lacks),
        steps=steps,
        middle=start + timedelta(days=days // 2),
    )


def _worst(lacks: Iterable[Lack]) -> list[Lack]:
    support = load_pupil_support()
    below = [one for one in lacks if one.share < support.deficit_below]
    return sorted(below, key=lambda one: (one.share, one.subject, one.skill))[
        : support.most_deficits
    ]


def _goal(lacks: Sequence[Lack], share: float) -> str:
    if not lacks:
        return ""
    subjects = ", ".join(dict.fromkeys(one.subject for one in lacks))
    text = f"Набирать не меньше {share * 100:.0f} % баллов за задания на эти умения: {subjects}"
    return text if len(text) < 2 * _SHORTEST else text[: 2 * _SHORTEST]
