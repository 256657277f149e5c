"""Social passports and ОО-1 of the schools of an invented region; they agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import special

from opora.methodology.passport_items import load_passport_items
from opora.results.synthesis.books import Rows, Value, write_book
from opora.results.synthesis.region import Region, School
from opora.results.synthesis.sheets import sheet

_PUPILS_OF_A_CLASS = 25
_PUPILS_OF_A_TEACHER = 13
_LIMITS = "C09"


def passport_counts(region: Region, school: School, year: int) -> dict[str, int]:
    """Return the items of the index of a school, by code: pupils whom each concerns."""
    rng = region.generator(5, school.number, year)
    return {
        item.code: int(rng.binomial(school.pupils, _chance(item.direction, school)))
        for item in load_passport_items().index_items
    }


def _chance(direction: int, school: School) -> float:
    return float(special.expit(-1.2 + 0.5 * direction * school.context))


def write_passport(region: Region, path: Path, school: School, year: int) -> None:
    """Write the social passport of a school as a list of items."""
    counts = passport_counts(region, school, year)
    with sheet(path, "Социальный паспорт") as rows:
        rows.append([f"Социальный паспорт школы, {year - 1}/{year} учебный год"])
        rows.append([school.name])
        rows.append([f"на 1 октября {year - 1} года"])
        rows.append([])
        rows.append(["№", "Показатель", "Количество"])
        rows.append([1, "Общее число обучающихся", school.pupils])
        rows.extend(
            [number, item.title, counts[item.code]]
            for number, item in enumerate(load_passport_items().index_items, start=2)
        )


def write_passport_of_classes(region: Region, path: Path, school: School, year: int) -> None:
    """Write the social passport of a school class by class, with totals."""
    items = load_passport_items().index_items
    counts = passport_counts(region, school, year)
    classes = _classes(school)
    parts = {one.code: _parts(counts[one.code], len(classes)) for one in items}
    with sheet(path, "Социальный паспорт") as rows:
        rows.append([f"Социальный паспорт {school.name} на {year - 1}-{year} учебный год"])
        rows.append(["Класс", "Количество обучающихся", *(one.title for one in items)])
        for place, (name, pupils) in enumerate(classes):
            rows.append([name, pupils, *(parts[one.code][place] for one in items)])
        rows.append(["ИТОГО", school.pupils, *(counts[one.code] for one in items)])


def _classes(school: School) -> list[tuple[str, int]]:
    return [
        (f"{grade}{'абвгдежзик'[place]}", pupils)
        for grade in school.grades
        for place, pupils in enumerate(
            _parts(school.pupils_of(grade), _classes_of(school, grade))
        )
    ]


def _classes_of(school: School, grade: int) -> int:
    return -(-school.pupils_of(grade) // _PUPILS_OF_A_CLASS)


def _parts(whole: int, count: int) -> list[int]:
    """Cut a whole number into nearly equal parts."""
    return [(whole + place) // count for place in range(count)]


def write_passports_table(
    region: Region, path: Path, schools: Sequence[School], year: int
) -> None:
    """Write the social passports of a municipality as one table, a line a school."""
    items = load_passport_items().index_items
    with sheet(path, "Свод") as rows:
        area = schools[0].municipality_name
        rows.append([f"Социальный паспорт образовательных организаций, {area}"])
        rows.append([f"{year - 1}/{year} учебный год, по состоянию на 01.10.{year - 1}"])
        heads = ("№", "Наименование ОО", "Логин", "Всего обучающихся")
        rows.append([*heads, *(one.title for one in items)])
        sums = np.zeros(len(items) + 1, dtype=np.int64)
        for number, school in enumerate(schools, start=1):
            counts = [school.pupils, *passport_counts(region, school, year).values()]
            sums += counts
            rows.append([number, school.name, school.code, *counts])
        rows.append(["", "ИТОГО", "", *(int(one) for one in sums)])


def write_oo1(region: Region, path: Path, school: School, year: int) -> None:
    """Write the form ОО-1 of a school: its classes, its pupils, its teachers."""
    head: Rows = [
        ["ФЕДЕРАЛЬНОЕ СТАТИСТИЧЕСКОЕ НАБЛЮДЕНИЕ"],
        ["Форма № ОО-1"],
        [f"Сведения об организации на начало {year - 1}/{year} учебного года"],
        ["Наименование отчитывающейся организации:", school.name],
    ]
    pages = {
        "Титульный лист": head,
        "Раздел 2.1": _pupils_of_grades(region, school, year),
        "Раздел 3.1": _teachers(region, school, year),
    }
    write_book(path, pages)


def _pupils_of_grades(region: Region, school: School, year: int) -> Rows:
    grades = list(school.grades)
    classes = [_classes_of(school, grade) for grade in grades]
    with_limits = passport_counts(region, school, year)[_LIMITS]
    return [
        ["2.1. Распределение обучающихся по классам, человек"],
        ["Наименование показателя", "№ строки", "Всего", "в том числе"],
        ["", "", "", *(f"{grade} класс" for grade in grades)],
        [*range(1, len(grades) + 4)],
        ["Число классов", "01", sum(classes), *classes],
        ["Численность обучающихся", "02", school.pupils, *map(school.pupils_of, grades)],
        ["из них с ограниченными возможностями здоровья", "03", with_limits],
    ]


def _teachers(region: Region, school: School, year: int) -> Rows:
    rng = region.generator(6, school.number, year)
    teachers = max(school.pupils // _PUPILS_OF_A_TEACHER, 3)
    better = 0.1 * school.context
    shares = (0.3 + better, 0.3, 0.85, 0.06, 0.1)
    parts: list[Value] = [
        int(rng.binomial(teachers, np.clip(one, 0.02, 0.95))) for one in shares
    ]
    return [
        ["3.1. Распределение работников, человек"],
        ["Наименование показателя", "№ строки", "Всего", "имеют квалификационные категории", "",
         "имеют высшее образование", "возраст", ""],
        ["", "", "", "высшую", "первую", "", "моложе 25 лет", "65 лет и старше"],
        [*range(1, 9)],
        ["Численность работников – всего", "01", teachers + teachers // 3 + 2],
        ["учителя – всего", "02", teachers, *parts],
    ]  # fmt: skip
