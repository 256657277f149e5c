"""Drawings and tables of one work, made from what the store says."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from opora.analytics.disclosure import SMALLEST_SHOWN, suppress
from opora.domain.assessments.services.readings import (
    Distribution,
    Journal,
    MarkCounts,
    RowBehind,
    SkillLine,
    TaskLine,
)
from opora.reports.charts import Axis, Bar, Chart, Key, Mark, Point, histogram
from opora.reports.tables import Cell, Table, shown

BANDS = {
    "sufficient": "достаточный",
    "uncertain": "пограничный",
    "insufficient": "недостаточный",
}
DIFFICULTIES = {"basic": "базовый", "advanced": "повышенный или высокий"}
HIDDEN = "скрыто"
MARKS = (2, 3, 4, 5)

_HALF = 0.5
_HIDDEN_NOTE = (
    f"Числа от 1 до {SMALLEST_SHOWN - 1} скрыты, и вместе с ними те, по которым их можно "
    "вычислить: за пределами школы так велит закон о персональных данных."
)


def scores(title: str, found: Distribution) -> Chart:
    """Draw works by score; the region, drawn to the same number of works, as a line."""
    limits = {}
    if found.boundaries:
        limits = {
            boundary - _HALF: f"«{mark}»"
            for mark, boundary in zip(MARKS[1:], found.boundaries, strict=True)
        }
    everywhere = sum(found.region)
    expected = {
        score: found.participants * count / everywhere
        for score, count in enumerate(found.region)
    }
    return histogram(
        f"Первичные баллы. {title}", dict(enumerate(found.school)), value="первичный балл",
        unit="участников", limits=limits, expected=expected,
    )  # fmt: skip


def tasks(title: str, found: Sequence[TaskLine]) -> Chart:
    """Draw the share of points of each task, the region as points beside."""
    marks: list[Mark] = []
    for place, one in enumerate(found):
        own, region = one.percent or 0.0, one.region_percent or 0.0
        words = f"Задание {one.label}: {one.points} из {one.possible} баллов, {own:.0f} %"
        marks += [
            Bar(place, own, "f-load", words),
            Point((place, region), words=f"Задание {one.label}, регион: {region:.0f} %"),
        ]
    ticks = tuple((place, one.label) for place, one in enumerate(found))
    percents = tuple((float(value), f"{value} %") for value in range(0, 101, 25))
    summary = f"Выполнение заданий. {title}: доля набранных баллов по заданиям, школа и регион"
    rows = [(one.label, _rounded(one.percent), _rounded(one.region_percent)) for one in found]
    twin = Table(f"Выполнение заданий. {title}", ("Задание", "Школа, %", "Регион, %"), rows)
    return Chart(
        summary, twin,
        Axis(-0.6, len(found) - 0.4, ticks, "задание"), Axis(0, 100, percents, grid=True),
        tuple(marks), (Key("f-load", "школа"), Key("pt", "регион")),
    )  # fmt: skip


def tasks_table(title: str, found: Sequence[TaskLine]) -> Table:
    """Lay out tasks with points, the region beside and the band of each."""
    columns = (
        "Задание", "Уровень", "Умение", "Баллов набрано", "Баллов возможно", "Школа, %",
        "Регион, %", "По ФИОКО-2026",
    )  # fmt: skip
    inferred = any(one.most_is_inferred for one in found)
    note = (
        "Наибольший балл части заданий взят по лучшему результату региона: задания не описаны, "
        "поэтому уровень по ФИОКО не выведен."
        if inferred
        else "Зоны ФИОКО-2026: у границы вывод не окончательный."
    )
    rows = [
        (
            one.label, DIFFICULTIES.get(one.difficulty or "", ""), one.skill, one.points,
            one.possible, _rounded(one.percent), _rounded(one.region_percent), band_of(one),
        )
        for one in found
    ]  # fmt: skip
    return Table(f"Выполнение заданий. {title}", columns, rows, note)


def band_of(line: TaskLine) -> str:
    """Name the band of a task, with a word where it stands near a cut."""
    if line.verdict is None:
        return "нет описания задания"
    near = ", у границы" if line.verdict.near_cut else ""
    return f"{BANDS[line.verdict.band]}{near}"


def skills(title: str, found: Sequence[SkillLine]) -> Table:
    """Lay out skills with their tasks and the conclusion."""
    rows = [
        (
            one.skill,
            "; ".join(
                f"{task.label}: {task.points} из {task.possible}"
                f" ({shown(_rounded(task.percent))} %, {band_of(task)})"
                for task in one.tasks
            ),
            one.verdict,
        )
        for one in found
    ]
    note = "Вывод по умению — по всем его заданиям вместе; по одному заданию вывод не делают."
    return Table(f"Умения. {title}", ("Умение", "Задания", "Вывод"), rows, note)


def journal(title: str, found: Journal) -> Table:
    """Lay out marks of the journal against those of the work."""
    columns = ("Отметка в журнале", *(f"за работу «{mark}»" for mark in MARKS), "Всего")
    rows: list[list[Cell]] = [
        [f"«{mark}»", *counts, sum(counts)]
        for mark, counts in zip(MARKS, found.table, strict=True)
    ]
    sums = [sum(column) for column in zip(*found.table, strict=True)]
    rows.append(["Всего", *sums, found.pupils])
    note = (
        f"Понизили {found.lowered}, подтвердили {found.confirmed}, повысили {found.raised} из "
        f"{found.pupils}, у кого есть обе отметки. Расходятся на 2 и больше: {found.far}."
    )
    return Table(f"Отметки и журнал. {title}", columns, rows, note)


def classes(title: str, found: Sequence[MarkCounts], *, inside: bool) -> Table:
    """Lay out classes; for those outside the school small counts are hidden."""
    full = [_class_counts(one) for one in found]
    columns = ("Класс", "Участников", "Ниже границы", "Остальные")
    names = [one.class_name for one in found]
    title = f"Классы. {title}"
    if inside:
        rows: list[list[Cell]] = [
            [name, below + rest, below, rest]
            for name, (below, rest) in zip(names, full, strict=True)
        ]
        return Table(title, columns, rows, _class_note(found))
    seen = suppress(full).shown.tolist()
    rows = [
        [name, *map(_visible, (total, below, rest))]
        for name, (below, rest, total) in zip([*names, "Вся школа"], seen, strict=True)
    ]
    return Table(title, columns, rows, f"{_HIDDEN_NOTE} {_class_note(found)}".strip())


def _class_counts(one: MarkCounts) -> tuple[int, int]:
    return one.below, one.participants - one.below


def _class_note(found: Sequence[MarkCounts]) -> str:
    few = [one.class_name for one in found if one.participants < SMALLEST_SHOWN]
    return f"Совсем мало участников: {', '.join(few)}." if few else ""


def _visible(value: float) -> Cell:
    return HIDDEN if isnan(value) else int(value)


def rows(title: str, found: Sequence[RowBehind]) -> Table:
    """Lay out the rows of files behind the numbers."""
    columns = (
        "Файл", "Лист", "Строка", "Класс", "Попытка", "Отметка", "Первичный балл",
        "Итоговый балл", "Ниже границы", "Участников",
    )  # fmt: skip
    lines = [
        (
            one.file_name, one.sheet, one.row, one.class_name, one.attempt, one.mark,
            one.primary, one.final, LOW[one.low], one.pupils,
        )
        for one in found
    ]  # fmt: skip
    return Table(f"Строки файлов. {title}", columns, lines, "Имён и документов здесь нет.")


LOW = {True: "да", False: "нет", None: "неизвестно"}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
