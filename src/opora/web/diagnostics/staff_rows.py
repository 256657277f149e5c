"""Figures of staff as rows of a page and of its files; small counts are hidden from outside."""

from __future__ import annotations

from datetime import date

from opora.analytics.disclosure import is_small
from opora.domain.diagnostics.staff_figures import UNKNOWN, StaffFigures
from opora.domain.staff.models import Employment
from opora.methodology.staff_bands import load_staff_bands
from opora.reports.tables import Table

HIDDEN = "скрыто: меньше 5"
Rows = list[tuple[str, str, int | float | str, int | float]]
"""Section, what is counted, how many, of how many."""


def figure_rows(figures: StaffFigures, *, full: bool) -> Rows:
    """Return the figures with their denominators; ages and categories by band.

    Parameters
    ----------
    full : bool
        Whether counts of one to four people are open to the person.
    """
    posts = figures.load + figures.vacancy_load
    return [
        ("Нагрузка", "Занято ставок", figures.load, round(posts, 2)),
        ("Нагрузка", "Свободно ставок", figures.vacancy_load, round(posts, 2)),
        ("Нагрузка", "Внешние совместители", figures.part_time, figures.people),
        ("Нагрузка", "Нагрузка от 1,5 ставки", figures.heavy, figures.people),
        *_bands("Возраст", figures.ages, _age_titles(), figures.teachers, full=full),
        *_bands("Категория", figures.categories, _categories(), figures.teachers, full=full),
    ]


def _bands(
    section: str, counts: dict[str, int], titles: dict[str, str], whole: int, *, full: bool
) -> Rows:
    hides = not full and any(is_small(one) for one in counts.values())
    return [
        (section, title, HIDDEN if hides and counts.get(code) else counts.get(code, 0), whole)
        for code, title in titles.items()
    ]


def _age_titles() -> dict[str, str]:
    titles = {one.code: one.title for one in load_staff_bands().ages}
    return titles | {UNKNOWN: "год рождения неизвестен"}


def _categories() -> dict[str, str]:
    order = (Employment.Category.HIGHEST, Employment.Category.FIRST, Employment.Category.NONE)
    return {one.value: str(one.label) for one in order} | {UNKNOWN: "категория неизвестна"}


def staff_table(
    name: str, figures: StaffFigures, *, on: date, full: bool, words: str = ""
) -> Table:
    """Return the figures as a table: sections, then subjects."""
    rows: list[tuple[str, str, int | float | str, int | float | None]] = [
        *figure_rows(figures, full=full)
    ]
    rows += [
        ("Предметы: учителей", subject, people, None) for subject, people, *_ in _of(figures)
    ]
    rows += [
        ("Предметы: свободно ставок", subject, vacant, round(load + vacant, 2))
        for subject, _, load, vacant in _of(figures)
        if vacant
    ]
    note = f"На {on:%d.%m.%Y}. Человек с несколькими должностями считается один раз. {words}"
    columns = ("Раздел", "Что", "Сколько", "Из скольких")
    return Table(f"Анализ кадрового состава: {name}", columns, rows, note.strip())


def _of(figures: StaffFigures) -> list[tuple[str, int, float, float]]:
    return [(one[0], one[1], one[2], one[3]) for one in figures.subjects]
