"""What the tasks of two works of the demo ask for, so that skills have results too."""

from __future__ import annotations

from datetime import date

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.assessments.models import Round, Task
from opora.domain.assessments.services import readings
from opora.domain.assessments.services.tasks import TaskLine, describe

SKILLS = {
    "ВПР-РУ-5": (
        "Писать без ошибок", "Видеть части слова", "Разбирать предложение",
        "Понимать прочитанное", "Объяснять значение слова", "Строить своё высказывание",
    ),
    "ВПР-МА-5": (
        "Считать с дробями", "Решать текстовые задачи", "Читать таблицы и графики",
        "Измерять и строить фигуры", "Рассуждать по шагам",
    ),
}  # fmt: skip
"""Skills of a work in the order of its tasks, several tasks a skill."""


def describe_tasks(district: District, *, year: int, on: date) -> None:
    """Describe the works of a year as the methodist does when its files are in."""
    school, by = district.organisations["klyuch1"], district.people["Лукина"]
    for code, skills in SKILLS.items():
        round_ = Round.objects.get(code=code, year=year)
        met = readings.tasks(school, round_)
        lines = [
            TaskLine(
                one.label,
                one.most,
                _difficulty(one.most),
                skills[place * len(skills) // len(met)],
            )
            for place, one in enumerate(met)
        ]
        source = f"Описание КИМ {code}, {year} год (придумано для примера)"
        describe(round_=round_, lines=lines, source=source, by=by, at=moment(on, 11))


def _difficulty(most: int) -> str:
    return Task.Difficulty.BASIC if most == 1 else Task.Difficulty.ADVANCED
