"""Protocols of exams of an invented region, with invented persons whom readers drop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from opora.results.synthesis.books import Rows, Value
from opora.results.synthesis.region import Region
from opora.results.synthesis.sheets import sheet, write_old_book
from opora.results.synthesis.sittings import NOTHING, Papers, Scores, Sitting

_SURNAMES = ("Ветлугин", "Заозёрный", "Камышлов", "Лучинин", "Ремезов", "Тростин", "Хвощёв")
_NAMES = ("Савва", "Тихон", "Лука", "Назар", "Родион", "Ермак", "Прохор")
_PATRONYMICS = ("Львович", "Юрьевич", "Глебович", "Ильич", "Олегович", "Янович")
_ANSWERS = ("Ответы в краткой форме", "Ответы в развернутой форме", "Первичный балл")
_PERSON = ("Фамилия", "Имя", "Отчество")
_OGE = ("№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Код участника", *_PERSON, "Серия",
        "Номер", *_ANSWERS, "Оценка")  # fmt: skip
_ENGLISH = ("SchoolCode", "ClassCode", "StationCode", "AuditoriumCode", "SurnameCell",
            "NameCell", "SecondNameCell", "DocumentSeriesCode", "DocumentNumberCode",
            "TestResultBCell", "TestResultCCell", "PrimaryMark", "Mark5")  # fmt: skip
_APPEALS = ("№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", *_PERSON, "Экзамен",
            "Состояние апелляции", "Текущие", "", "До апелляции", "")  # fmt: skip
_EGE = ("№", "Код ППЭ", "Код ОО", "Класс", "Код ООП", "Профиль", *_PERSON, "Вариант",
        "Код участника", "№ бланка", *_ANSWERS, "Итоговый балл")  # fmt: skip
_CHECKED = ("№", "Код МСУ", "Код ОО", "Класс", "Код ППЭ", "Аудитория", *_PERSON,
            "Задания с кратким ответом", "Задания с развёрнутым ответом",
            "Первичный балл")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One pupil's line of a protocol, before it is laid out."""

    number: int
    papers: Papers
    pupil: int
    person: tuple[str, str, str]
    document: tuple[str, str]
    answers: tuple[str, str]
    primary: int
    result: int

    @property
    def school(self) -> int:
        """The code of the school in РИС."""
        return int(self.papers.school.exam_code)

    def class_name(self, grade: int) -> str:
        """Return the class with its letter."""
        return f"{grade}{'АБВГДЕ'[self.pupil % 2]}"


def write_oge(
    region: Region, path: Path, sitting: Sitting, year: int, written: Sequence[Papers]
) -> None:
    """Write the dense protocol of ОГЭ, with a line of means."""
    with sheet(path, "Протокол ОГЭ") as rows:
        rows.append([_exam(sitting, year)])
        rows.append([*_OGE])
        primary = []
        for one in _sheets(region, sitting, year, written):
            primary.append(one.primary)
            rows.append([
                one.number, one.school, one.class_name(9), 2003, 101, 30_000 + one.number,
                *one.person, *one.document, *one.answers, one.primary, one.result,
            ])  # fmt: skip
        if primary:
            rows.append(["Средние", *[""] * 12, round(sum(primary) / len(primary), 2), ""])


def write_oge_english(
    region: Region, path: Path, sitting: Sitting, year: int, written: Sequence[Papers]
) -> None:
    """Write ОГЭ as programs with English headings do; the name of the file says the exam."""
    lines: Iterator[Sequence[Value]] = (
        [
            one.school, one.class_name(9), 2003, 101, *one.person, *one.document, *one.answers,
            one.primary, one.result,
        ]
        for one in _sheets(region, sitting, year, written)
    )  # fmt: skip
    write_old_book(path, _ENGLISH, lines)


def write_oge_after_appeals(
    region: Region, path: Path, year: int, sat: Sequence[tuple[Sitting, Sequence[Papers]]]
) -> None:
    """Write the results after appeals: each line names its exam, the header has two lines."""
    with sheet(path, "После апелляций") as rows:
        rows.append(["Результаты ОГЭ после рассмотрения апелляций"])
        rows.append([*_APPEALS])
        rows.append([*[""] * 10, "Первичный балл", "Оценка", "Первичный балл", "Оценка"])
        for sitting, written in sat:
            exam = f"{sitting.subject_name}({sitting.date(year):%Y.%m.%d})"
            rows.extend(
                [
                    one.number, one.school, one.class_name(9), 2003, 101, *one.person, exam, "",
                    one.primary, one.result, "", "",
                ]
                for one in _sheets(region, sitting, year, written)
            )  # fmt: skip


def write_ege(
    region: Region, path: Path, year: int, sat: Sequence[tuple[Sitting, Sequence[Papers]]]
) -> None:
    """Write dense protocols of ЕГЭ one under another in a sheet."""
    with sheet(path, "Результаты ЕГЭ") as rows:
        for sitting, written in sat:
            rows.append([_exam(sitting, year)])
            rows.append([*_EGE])
            rows.extend(
                [
                    one.number, 900, one.school, one.class_name(11), 1, "универсальный",
                    *one.person, 301, 80_000 + one.number, 7_000_000 + one.number, *one.answers,
                    one.primary, one.result,
                ]
                for one in _sheets(region, sitting, year, written)
            )  # fmt: skip
            rows.append([])


def write_ege_checked(
    region: Region, path: Path, sitting: Sitting, year: int, written: Sequence[Papers]
) -> None:
    """Write «Протокол проверки»: merged cells leave every second column empty."""
    last = "Тестовый балл" if sitting.has_test_score else "Оценка"
    with sheet(path, "Page 1") as rows:
        rows.append(["Протокол проверки"])
        rows.append(["95 - Славогорский край"])
        rows.append([_exam(sitting, year)])
        rows.append(_sparse([*_CHECKED, last]))
        rows.extend(_checked_lines(_sheets(region, sitting, year, written)))


def _checked_lines(sheets: Iterator[Sheet]) -> Rows:
    return [
        _sparse([
            one.number, 95, one.school, one.class_name(11), 900, 12, *one.person, *one.answers,
            one.primary, one.result,
        ])
        for one in sheets
    ]  # fmt: skip


def _sparse(row: Sequence[Value]) -> list[Value]:
    return [value for one in row for value in (one, "")]


def _exam(sitting: Sitting, year: int) -> str:
    return f"{sitting.exam_code} - {sitting.subject_name} {sitting.date(year):%Y.%m.%d}"


def _sheets(
    region: Region, sitting: Sitting, year: int, written: Sequence[Papers]
) -> Iterator[Sheet]:
    """Yield the pupils who have a result, numbered, with invented names and documents."""
    rng = region.generator(4, year, sitting.number)
    number = 0
    for papers in written:
        given = sitting.test_scores(papers.primary) if sitting.has_test_score else papers.marks
        for pupil in np.flatnonzero(papers.marks != NOTHING):
            number += 1
            yield Sheet(
                number, papers, int(pupil), *_person(rng, number),
                _answers(sitting, papers.tasks[pupil]),
                int(papers.primary[pupil]), int(given[pupil]),
            )  # fmt: skip


def _person(
    rng: np.random.Generator, number: int
) -> tuple[tuple[str, str, str], tuple[str, str]]:
    """Return a name and a document; no two pupils of a school have the same name."""
    drawn = rng.integers(1000, 9999, 2)
    surname = f"{_SURNAMES[number % len(_SURNAMES)]}-{_syllables(number)}"
    name = _NAMES[int(drawn[0]) % len(_NAMES)]
    patronymic = _PATRONYMICS[int(drawn[1]) % len(_PATRONYMICS)]
    return (surname, name, patronymic), (str(drawn[0]), f"{number % 1_000_000:06}")


def _syllables(number: int) -> str:
    """Write a number in syllables, so that invented surnames differ."""
    syllables = ("ба", "ве", "го", "ду", "жи", "за", "ке", "ло", "му", "ни")
    return "".join(syllables[int(digit)] for digit in str(number)).capitalize()


def _answers(sitting: Sitting, tasks: Scores) -> tuple[str, str]:
    got = np.maximum(tasks, 0)
    pairs = list(zip(got, sitting.maxima, strict=True))
    short = "".join("+" if points else "-" for points, most in pairs if most == 1)
    return short, "".join(f"{points}({most})" for points, most in pairs if most > 1)
