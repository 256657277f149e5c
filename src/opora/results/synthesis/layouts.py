"""The files of an invented region, each in a layout of the field."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np
import xlsxwriter
from scipy import special

from opora.methodology.passport_items import load_passport_items
from opora.results.synthesis.region import Region, School
from opora.results.synthesis.sittings import NOTHING, Papers, Scores, Sitting

Value = str | int | float

_REGION_NAME = "Славогорский край"
_CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 — a fixed sign in the file, not a moment
_SURNAMES = ("Ветлугин", "Заозёрный", "Камышлов", "Лучинин", "Ремезов", "Тростин", "Хвощёв")
_NAMES = ("Савва", "Тихон", "Лука", "Назар", "Родион", "Ермак", "Прохор")
_PATRONYMICS = ("Львович", "Юрьевич", "Глебович", "Ильич", "Олегович", "Янович")
_PUPILS_OF_A_CLASS = 25


def write_individual(
    path: Path, sitting: Sitting, year: int, written: Sequence[Papers]
) -> None:
    """Write «Индивидуальные результаты»: a section a school, a row a pupil."""
    maxima = sitting.maxima
    with _sheet(path, _sheet_name(sitting, "Индивидуальные результаты")) as rows:
        rows.extend(_title("Индивидуальные результаты", sitting, year))
        levels = ["Б" if most == 1 else "П" for most in maxima]
        rows.append(["", "", "Уровень сложности задания", "", "", "", *levels])
        tasks = [f"{number} ({most}б)" for number, most in enumerate(maxima, start=1)]
        rows.append([
            "ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант", *tasks,
            "Первичный балл", "Отметка", "Отметка по журналу",
        ])  # fmt: skip
        for papers in written:
            rows.extend(_section(sitting, papers))


def _section(sitting: Sitting, papers: Papers) -> Iterator[list[Value]]:
    school = papers.school
    full_name = f"{school.name}({school.code})"
    yield [f"{full_name} | Кол-во участников: {len(papers.marks)}"]
    for pupil in range(len(papers.marks)):
        yield [
            school.code, school.municipality_name, full_name,
            10_000 * sitting.grade + pupil + 1, pupil // _PUPILS_OF_A_CLASS + 1, pupil % 2 + 1,
            *(_shown(one, "X") for one in papers.tasks[pupil]),
            _shown(papers.primary[pupil], ""), _shown(papers.marks[pupil], "Нет отметки"),
            _shown(papers.journal[pupil], "-"),
        ]  # fmt: skip


def write_marks(path: Path, sitting: Sitting, year: int, written: Sequence[Papers]) -> None:
    """Write «Статистика по отметкам»: region, municipalities, schools, in percent."""
    groups: dict[int, list[Papers]] = {}
    for papers in written:
        groups.setdefault(papers.school.municipality, []).append(papers)
    with _sheet(path, _sheet_name(sitting, "Статистика по отметкам")) as rows:
        rows.extend(_title("Статистика по отметкам", sitting, year))
        rows.append([])
        rows.append(["Группы участников", "Кол-во ОО", "Кол-во участников", 2, 3, 4, 5])
        rows.append([_REGION_NAME, len(written), *_percents(_sum(written))])
        for number, members in groups.items():
            name = f"{members[0].school.municipality_name}(reg95_m{number:03})"
            rows.append([name, len(members), *_percents(_sum(members))])
            rows.extend(
                [f"{one.school.name}({one.school.code})", "", *_percents(one.tally())]
                for one in members
            )


def write_flat_marks(path: Path, year: int, written: Iterable[tuple[Sitting, Papers]]) -> None:
    """Write the flat regional table of marks as office programs do: cp1251, decimal commas."""
    with path.open("w", encoding="cp1251", newline="") as file:
        table = csv.writer(file, delimiter=";", lineterminator="\r\n")
        table.writerow([
            "Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", "Кол-во участников",
            "2", "3", "4", "5",
        ])  # fmt: skip
        for sitting, papers in written:
            pupils, *shares = _percents(papers.tally())
            school = papers.school
            table.writerow([
                year, sitting.grade, sitting.subject_name, school.municipality_name,
                school.code, school.name, pupils,
                *(f"{share:.2f}".replace(".", ",") for share in shares),
            ])  # fmt: skip


def write_protocol(
    region: Region, path: Path, sitting: Sitting, year: int, written: Sequence[Papers]
) -> None:
    """Write the protocol of an exam with invented names and documents, which readers drop."""
    rng = region.generator(4, year, sitting.number)
    with _sheet(path, "Протокол ОГЭ") as rows:
        day = sitting.date(year)
        rows.append([f"{sitting.exam_code} - {sitting.subject_name} {day:%Y.%m.%d}"])
        rows.append([
            "№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Код участника", "Фамилия", "Имя",
            "Отчество", "Серия", "Номер", "Ответы в краткой форме",
            "Ответы в развернутой форме", "Первичный балл", "Оценка",
        ])  # fmt: skip
        number = 0
        for papers in written:
            for pupil in np.flatnonzero(papers.marks != NOTHING):
                number += 1
                rows.append([
                    number, int(papers.school.exam_code), f"9{'АБВГДЕ'[pupil % 2]}", 2003, 101,
                    30_000 + number, *_person(rng), *_answers(sitting, papers.tasks[pupil]),
                    int(papers.primary[pupil]), int(papers.marks[pupil]),
                ])  # fmt: skip


def _person(rng: np.random.Generator) -> list[Value]:
    words: list[Value] = [str(rng.choice(one)) for one in (_SURNAMES, _NAMES, _PATRONYMICS)]
    return [*words, str(rng.integers(9000, 9999)), str(rng.integers(100_000, 999_999))]


def _answers(sitting: Sitting, tasks: Scores) -> list[Value]:
    got = np.maximum(tasks, 0)
    pairs = list(zip(got, sitting.maxima, strict=True))
    short = "".join("+" if points else "-" for points, most in pairs if most == 1)
    return [short, "".join(f"{points}({most})" for points, most in pairs if most > 1)]


def write_passport(region: Region, path: Path, school: School, year: int) -> None:
    """Write the social passport of a school: the items of the index, as a list."""
    rng = region.generator(5, school.number, year)
    pupils = 9 * school.grade_size
    with _sheet(path, "Социальный паспорт") as rows:
        rows.append([f"Социальный паспорт школы, {year - 1}/{year} учебный год"])
        rows.append([school.name])
        rows.append([f"на 1 октября {year - 1} года"])
        rows.append([])
        rows.append(["№", "Показатель", "Количество"])
        rows.append([1, "Общее число обучающихся", pupils])
        for number, item in enumerate(load_passport_items().index_items, start=2):
            chance = special.expit(-1.2 + 0.5 * item.direction * school.context)
            rows.append([number, item.title, int(rng.binomial(pupils, chance))])


def _title(report: str, sitting: Sitting, year: int) -> list[list[Value]]:
    return [
        [report],
        [],
        [f"ВПР {year} {sitting.subject_name} {sitting.grade} класс"],
        ["Предмет:", sitting.subject_name],
        ["Максимальный первичный балл:", sitting.scale.most],
        ["Дата:", f"{sitting.date(year):%d.%m.%Y}"],
    ]


def _sheet_name(sitting: Sitting, report: str) -> str:
    return f"{sitting.subject} {sitting.grade} {report}"[:31]


def _percents(tally: tuple[int, int, int, int]) -> list[Value]:
    pupils = sum(tally)
    return [pupils, *(round(100 * one / max(pupils, 1), 2) for one in tally)]


def _sum(written: Sequence[Papers]) -> tuple[int, int, int, int]:
    two, three, four, five = (
        sum(one) for one in zip(*(p.tally() for p in written), strict=True)
    )
    return two, three, four, five


def _shown(value: np.int64, nothing: str) -> Value:
    return nothing if value == NOTHING else int(value)


@contextmanager
def _sheet(path: Path, name: str) -> Iterator[list[list[Value]]]:
    """Give a list of rows to fill; it becomes a workbook of one sheet, bytes fixed by rows."""
    rows: list[list[Value]] = []
    yield rows
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
