"""Files of results as people bring them, invented for the tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.results.written import csv_of, xlsx_of

TASKS = ["1 (1б)", "2 (1б)", "3 (2б)", "4 (2б)"]
HEADER = [
    "ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант", *TASKS,
    "Первичный балл", "Отметка", "Отметка по журналу",
]  # fmt: skip
FIRST_ROW = 6
"""The row of the first pupil in ``individual``."""

OGE_HEADER = [
    "№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Фамилия", "Имя", "Отчество", "Серия",
    "Номер", "Ответы в краткой форме", "Ответы в развернутой форме", "Первичный балл", "Оценка",
]  # fmt: skip


def pupil(
    code: str, number: int, mark: int, *, name: str = "", journal: int | None = None,
    class_name: str = "5А",
) -> list[object]:  # fmt: skip
    """Return a row of a pupil whose tasks add up to two points a mark above «2»."""
    points = [1, 1, min(mark - 2, 2), max(mark - 4, 0)]
    return [
        code, "Ключевской округ", name, f"5{number:04d}", class_name, 1, *points, sum(points),
        mark, journal or mark,
    ]  # fmt: skip


def individual(
    rows: Sequence[list[object]],
    *,
    year: int = 2025,
    subject: str = "Математика",
    grade: int = 5,
) -> bytes:
    """«Индивидуальные результаты» of ФИС ОКО as a workbook."""
    table: list[list[object]] = [
        [f"ВПР {year} {subject} {grade} класс"],
        ["Предмет:", subject],
        ["Максимальный первичный балл:", 20],
        ["Дата:", f"14.04.{year}"],
        HEADER,
        *rows,
    ]
    return xlsx_of({f"{subject} {grade} Индивидуальные результаты"[:31]: table})


def school_rows(
    code: str, marks: Iterable[int], *, name: str = "", first: int = 1, **more: object
) -> list[list[object]]:
    return [
        pupil(code, number, mark, name=name, **more)  # type: ignore[arg-type]
        for number, mark in enumerate(marks, first)
    ]


def flat_marks(rows: Sequence[list[object]]) -> bytes:
    """Give the flat regional table: counts of marks in per cent."""
    header = [
        "Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", "Кол-во участников",
        "2", "3", "4", "5",
    ]  # fmt: skip
    return csv_of([header, *rows], ";", "cp1251")


def flat_row(
    code: str, marks: Sequence[int], *, year: int = 2025, name: str = "СОШ"
) -> list[object]:
    total = sum(marks)
    shares = [f"{100 * one / total:.2f}".replace(".", ",") for one in marks]
    return [year, 5, "Русский язык", "Ключевской округ", code, name, total, *shares]


def protocol(rows: Sequence[list[object]]) -> bytes:
    """Give a protocol of ОГЭ with names and documents."""
    return xlsx_of({"Протокол": [["02 - Математика 2025.06.03"], OGE_HEADER, *rows]})


def exam_pupil(number: int, code: int, surname: str, mark: int) -> list[object]:
    return [
        number, code, "9А", 101, 5, surname, "Савелий", "Онуфриевич", "5703", 481516 + number,
        "+++--", "1(2)0(2)", 4, mark,
    ]  # fmt: skip
