"""Tasks and skills of a school in a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from opora.analytics.deficits import SkillVerdict, judge_skill
from opora.domain.assessments.models import Round, Task
from opora.domain.assessments.services.readings.asking import Asked
from opora.domain.organisations.models import Organisation
from opora.methodology.fioko import Difficulty, TaskVerdict, load_fioko

Works = Sequence[Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class _Tally:
    """A task over many works: points got, works, the greatest score."""

    points: int
    works: int
    greatest: int


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task: points got and the most that could be got, in the school and in the region.

    ``most`` is inferred from the greatest score in the region where nobody described the task;
    ``verdict`` is None then, for nobody said how hard the task is.
    """

    number: int
    label: str
    most: int
    most_is_inferred: bool
    points: int
    possible: int
    region_points: int
    region_possible: int
    skill: str = ""
    difficulty: Difficulty | None = None
    verdict: TaskVerdict | None = None

    @property
    def percent(self) -> float | None:
        """Points got in per cent of the most; None where nobody worked."""
        return 100 * self.points / self.possible if self.possible else None

    @property
    def region_percent(self) -> float | None:
        """The same of the region."""
        return 100 * self.region_points / self.region_possible if self.region_possible else None


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill with its tasks and what they say together, by ФИОКО-2026."""

    skill: str
    tasks: tuple[TaskLine, ...]
    verdict: SkillVerdict


def tasks(
    school: Organisation, round_: Round, *, class_name: str | None = None
) -> list[TaskLine]:
    """Return how the tasks were done, in the order of the work; empty if no file has tasks."""
    asked = Asked(school, round_, class_name=class_name)
    own = asked.cached("tasks", lambda: _tallies(_works(asked.rows(["tasks"])["tasks"])))
    region = asked.cached_for_region(
        "tasks", lambda: _tallies(_works(asked.region(["tasks"])["tasks"]))
    )
    described = {task.number: task for task in round_.tasks.all()}
    return [
        _task_line(number, one, region[number - 1], described.get(number))
        for number, one in enumerate(own, 1)
    ]


def _works(column: pa.ChunkedArray) -> Works:
    return [row for row in column.to_pylist() if row]


def _tallies(works: Works) -> list[_Tally]:
    """Add up each task; one that was not begun gives no points to who sat the work."""
    width = max(map(len, works), default=0)
    points = [
        [work[place] or 0 for work in works if len(work) > place] for place in range(width)
    ]
    return [_Tally(sum(one), len(one), max(one)) for one in points]


def _task_line(number: int, own: _Tally, region: _Tally, described: Task | None) -> TaskLine:
    most = described.most if described else max(1, region.greatest)
    line = TaskLine(
        number=number,
        label=described.label if described else str(number),
        most=most,
        most_is_inferred=described is None,
        points=own.points,
        possible=most * own.works,
        region_points=region.points,
        region_possible=most * region.works,
    )
    return _judged(line, described) if described else line


def _judged(line: TaskLine, described: Task) -> TaskLine:
    basic = described.difficulty == Task.Difficulty.BASIC
    difficulty: Difficulty = "basic" if basic else "advanced"
    verdict = load_fioko().judge_task(min(line.percent or 0.0, 100.0), difficulty=difficulty)
    return replace(line, skill=described.skill, difficulty=difficulty, verdict=verdict)


def skills(
    school: Organisation, round_: Round, *, class_name: str | None = None
) -> list[SkillLine]:
    """Return the skills that a person described, with what their tasks say together."""
    grouped: dict[str, list[TaskLine]] = {}
    for line in tasks(school, round_, class_name=class_name):
        if line.skill and line.difficulty is not None:
            grouped.setdefault(line.skill, []).append(line)
    return [
        SkillLine(
            skill,
            tuple(lines),
            judge_skill(
                [line.percent or 0.0 for line in lines],
                [line.difficulty for line in lines if line.difficulty is not None],
            ),
        )
        for skill, lines in grouped.items()
    ]
